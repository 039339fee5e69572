"""The index on an OpenSearch cluster, for offices whose web servers and workers run on several machines.

It answers as the embedded one does: the same documents, counts and order. Replicas and failing nodes are the
cluster's matter; here every request is tried again for some seconds before it fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from search import analysis
from search.index.address import Address
from search.index.base import (
    FACETS,
    MAX_HITS,
    Document,
    Everything,
    Guards,
    Index,
    IndexMissing,
    IndexUnreachable,
    Results,
    Sort,
    State,
)
from search.index.opensearch_bulk import write
from search.index.opensearch_client import Server, check, patiently
from search.index.opensearch_compile import Clause, Compiler, guarded, limited, scored
from search.index.opensearch_versions import Versions, building
from search.index.ranking import MAX_FACET_VALUES, Weigh, rarity, scores, weighed
from search.query.tree import Query, Word

PAGE_OF_IDS = 5_000
_KEPT = "2m"


class OpenSearchIndex(Index):
    """The indexes of one prefix on one cluster. Objects are cheap to make and may be shared by threads."""

    def __init__(self, address: Address) -> None:
        self._server = Server(address)
        self._versions = Versions(self._server)
        self._alias = self._versions.alias

    # Writing

    def index(self, documents: Iterable[Document], deletes: Iterable[str] = ()) -> int:
        """See `Index.index`."""
        if not self._versions.exists():
            if self._versions.all():
                raise IndexMissing  # one of another format: rebuild it
            self._versions.first()
        written = write(self._server, self._alias, documents, deletes)
        self._refresh(self._alias)
        return written

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See `Index.rebuild`."""
        self._versions.remove(self._versions.unused())
        name = self._versions.new()
        try:
            written = write(self._server, building(name), documents)
            self._refresh(name)
            self._versions.use(name)
        except BaseException:
            with suppress(IndexUnreachable):  # then the next rebuild removes it
                self._versions.remove(self._versions.unused())
            raise
        return written

    def optimize(self) -> None:
        """See `Index.optimize`."""
        self._versions.remove(self._versions.unused())
        if self._versions.exists():
            self._versions.place_copies()
            merge = {"only_expunge_deletes": "true", **patiently()}
            self._server.ask(lambda client: client.indices.forcemerge(index=self._alias, params=dict(merge)))
            self._refresh(self._alias)

    def _refresh(self, name: str) -> None:
        self._server.ask(lambda client: client.indices.refresh(index=name, params=patiently()))

    # Reading

    def search(
        self,
        query: Query,
        *,
        guards: Guards,
        offset: int = 0,
        limit: int = 20,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
    ) -> Results:
        """See `Index.search`."""
        if not isinstance(guards, Everything) and not guards:
            return Results(0, [], {name: [] for name in facets})
        offset, limit = max(offset, 0), max(limit, 0)
        size = max(min(limit, MAX_HITS - offset), 0)
        limits = guarded(guards)
        request: dict[str, Any] = {"size": size, "from": offset if size else 0, "_source": False}
        ranked = sort == "relevance" and bool(size) and scores(query.tree)
        if ranked:
            compiled = Compiler(self._weights(query, limits)).compile(query.tree)
            request |= {"query": scored(compiled, limits), "sort": [{"_score": "desc"}, {"newest": "desc"}]}
        else:
            order = {"oldest": "asc"} if sort == "date_asc" else {"newest": "desc"}
            request |= {"query": limited(Compiler().compile(query.tree), limits), "sort": [order]}
        known = [name for name in facets if name in FACETS]
        terms = {"size": MAX_FACET_VALUES, "shard_size": MAX_FACET_VALUES}
        if known:
            request["aggs"] = {name: {"terms": {"field": name, **terms}} for name in known}
        answer = self._search(request)
        hits = [(hit["_id"], float(hit["_score"]) if ranked else 0.0) for hit in answer["hits"]["hits"]]
        return Results(answer["hits"]["total"]["value"], hits, {name: _facet(answer, name) for name in known})

    def _weights(self, query: Query, limits: list[Clause]) -> Weigh:
        """Return how much each word weighs: its rarity among the visible documents, all counted in one request."""
        words = weighed(query.tree)
        if not words:
            return lambda _word: 1.0
        matching = {str(number): Compiler().compile(word) for number, word in enumerate(words)}
        counting = {"words": {"filters": {"filters": matching}}}
        answer = self._search({"size": 0, "query": {"bool": {"filter": limits}}, "aggs": counting})
        total, found = answer["hits"]["total"]["value"], answer["aggregations"]["words"]["buckets"]
        weights: dict[Word, float] = {
            word: rarity(total, found[str(number)]["doc_count"]) for number, word in enumerate(words)
        }
        return weights.__getitem__

    def suggest(self, start: str, *, guards: Guards, limit: int = 10) -> list[str]:
        """See `Index.suggest`."""
        found = analysis.words(start)
        if len(found) != 1 or limit <= 0 or (not isinstance(guards, Everything) and not guards):
            return []
        beginning = analysis.fold(found[0])
        words = {"field": "suggest", "include": re.escape(beginning) + ".*", "size": limit, "shard_size": 20 * limit}
        query = limited({"prefix": {"suggest": beginning}}, guarded(guards))
        answer = self._search({"size": 0, "query": query, "aggs": {"words": {"terms": words}}})
        return [bucket["key"].partition("|")[2] for bucket in answer["aggregations"]["words"]["buckets"]]

    def _search(self, request: dict[str, Any]) -> Any:
        """Return the answer; an index that goes in the middle of it was replaced, and the new one answers."""
        request = {"track_total_hits": True, **request}
        params = {"allow_partial_search_results": "false"}  # fewer hits than there are would be a wrong answer
        try:
            return self._server.ask(lambda client: client.search(index=self._alias, body=request, params=dict(params)))
        except IndexMissing:
            return self._server.ask(lambda client: client.search(index=self._alias, body=request, params=dict(params)))

    def about(self) -> str:
        """See `Index.about`."""
        return f"OpenSearch {check(self._server)}, {self._server.address}"

    def ids(self) -> Iterator[str]:
        """See `Index.ids`."""
        keep = {"keep_alive": _KEPT}
        point = self._server.ask(lambda client: client.create_pit(index=self._alias, params=dict(keep)))["pit_id"]
        try:
            yield from self._all_of(point)
        finally:
            self._server.ask(lambda client: client.delete_pit(body={"pit_id": [point]}))

    def _all_of(self, point: str) -> Iterator[str]:
        request: dict[str, Any] = {
            "size": PAGE_OF_IDS,
            "_source": False,
            "track_total_hits": False,
            "pit": {"id": point, "keep_alive": _KEPT},
            "sort": [{"newest": "asc"}, {"oldest": "asc"}],
        }
        while hits := self._server.ask(lambda client: client.search(body=request))["hits"]["hits"]:
            yield from (hit["_id"] for hit in hits)
            request["search_after"] = hits[-1]["sort"]

    def count(self) -> int:
        """See `Index.count`."""
        return int(self._server.ask(lambda client: client.count(index=self._alias))["count"])

    def is_current(self) -> bool:
        """See `Index.is_current`."""
        return self._versions.is_current()

    def state(self) -> State:
        """See `Index.state`."""
        documents = self.count()
        metrics = {"metric": "docs,store,segments"}
        answer = self._server.ask(lambda client: client.indices.stats(index=self._alias, **metrics))["_all"]
        return State(
            documents,
            answer["primaries"]["docs"]["deleted"],
            answer["primaries"]["segments"]["count"],
            answer["total"]["store"]["size_in_bytes"],
            len(self._versions.unused()),
            self.is_current(),
        )


def _facet(answer: Any, name: str) -> list[tuple[str, int]]:
    buckets = answer["aggregations"][name]["buckets"]
    return sorted(
        ((str(one["key"]), int(one["doc_count"])) for one in buckets), key=lambda value: (-value[1], value[0])
    )


__all__ = ["OpenSearchIndex"]
