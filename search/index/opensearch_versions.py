"""The indexes of one prefix: which one serves, how a new one is made beside it and takes its place.

    <prefix>-<format>-<analysis>-<n>      one index, e.g. akta-1-1-sgjp-3; its mapping notes what made it
    <prefix>-<format>-used                the alias that searches and writes go through
    <index>-new                           the alias of an index that is being built

The alias moves in one step. An index without it is left over from a killed rebuild and is removed by the next one.
"""

from __future__ import annotations

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, RequestError

from search import analysis
from search.index.opensearch_client import Server, patiently
from search.index.opensearch_mapping import FORMAT, body, made_by

COPIES_WAIT = 60
"""Seconds a finished index waits for its copies on other nodes before it serves."""


class Versions:
    """The indexes of the address's prefix."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.prefix = server.address.prefix
        self.alias = f"{self.prefix}-{FORMAT}-used"

    def exists(self) -> bool:
        """Say whether there is an index of this format in use."""
        return bool(self._server.ask(lambda client: client.indices.exists_alias(name=self.alias)))

    def is_current(self) -> bool:
        """Say whether the index in use was made by this format and analysis."""
        notes = self.all()
        return any(notes[name] == made_by(self.prefix) for name in self.used() if name in notes)

    def all(self) -> dict[str, dict[str, str]]:
        """Return every index of ours, in use or not, with what made it."""
        found = self._server.ask(
            lambda client: client.indices.get_mapping(index=f"{self.prefix}-*", params={"expand_wildcards": "all"})
        )
        notes = {name: one["mappings"].get("_meta", {}) for name, one in found.items()}
        return {name: note for name, note in notes.items() if note.get("prefix") == self.prefix}

    def used(self) -> list[str]:
        """Return the indexes that the alias stands for: one, or none."""
        try:
            return sorted(self._server.ask(lambda client: _holders(client, self.alias)))
        except NotFoundError:
            return []

    def unused(self) -> list[str]:
        """Return the indexes of this format that nobody searches, left over from killed rebuilds."""
        used = self.used()
        return sorted(name for name, note in self.all().items() if note.get("format") == FORMAT and name not in used)

    def first(self) -> None:
        """Make an empty index in use where there is none; of two that try at once one does."""
        self._make(f"{self.prefix}-{FORMAT}-{analysis.version()}-1", [self.alias])

    def new(self) -> str:
        """Make an index beside those that are there; write to it through `building(name)`."""
        numbers = [name.rpartition("-")[2] for name in self.all()]
        number = max((int(one) for one in numbers if one.isdigit()), default=0) + 1
        name = f"{self.prefix}-{FORMAT}-{analysis.version()}-{number}"
        self._make(name, [building(name)])
        return name

    def _make(self, name: str, aliases: list[str]) -> None:
        request = body(self.prefix, self.replicas(), aliases)
        try:
            self._server.ask(lambda client: client.indices.create(index=name, body=request, params=patiently()))
        except RequestError as problem:
            if problem.error != "resource_already_exists_exception":
                raise

    def replicas(self) -> int:
        """Return how many copies there should be: none on a single node, which could not place any."""
        health = self._server.ask(lambda client: client.cluster.health())
        return 1 if health["number_of_data_nodes"] > 1 else 0

    def use(self, name: str) -> None:
        """Let a finished index take the place of the one in use, and remove all others."""
        old = [one for one in self.all() if one != name]
        actions = [
            {"add": {"index": name, "alias": self.alias}},
            {"remove": {"index": name, "alias": building(name)}},
            *({"remove": {"index": one, "alias": self.alias}} for one in self.used() if one != name),
        ]
        self._wait_for_copies(name)
        self._server.ask(lambda client: client.indices.update_aliases(body={"actions": actions}, params=patiently()))
        self.remove(old)

    def _wait_for_copies(self, name: str) -> None:
        params = {"wait_for_status": "green", "timeout": f"{COPIES_WAIT}s", **patiently()}
        # Copies that take longer follow while the index serves already; 408 says so.
        self._server.ask(lambda client: client.cluster.health(index=name, params={**params, "ignore": 408}))

    def remove(self, names: list[str]) -> None:
        """Delete indexes."""
        if names:
            params = {**patiently(), "ignore_unavailable": "true"}
            self._server.ask(lambda client: client.indices.delete(index=",".join(names), params=params))

    def place_copies(self) -> None:
        """Bring the number of copies in line with the nodes that the cluster has by now."""
        settings = {"index": {"number_of_replicas": self.replicas()}}
        self._server.ask(lambda client: client.indices.put_settings(index=self.alias, body=settings))


def building(name: str) -> str:
    """Return the alias of an index that is being built."""
    return f"{name}-new"


def _holders(client: OpenSearch, alias: str) -> list[str]:
    return list(client.indices.get_alias(name=alias))
