"""Three nodes on loopback: one is killed, then the manager, under writing and searching. Nothing is lost or refused."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from search.index.address import Address
from search.index.base import ALL, Document
from search.index.opensearch import OpenSearchIndex
from search.query import parse
from tests.search.agreement import TODAY
from tests.services import Server, free_ports, started

pytestmark = pytest.mark.services
PARK = parse("parkami", today=TODAY)


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[Server, int]]:
    """Three nodes and the first of their ports."""
    port = free_ports(6)
    options = {"OPENSEARCH_PORT": port, "OPENSEARCH_TRANSPORT_PORT": port + 3, "OPENSEARCH_NODES": 3}
    with started("opensearch", **options, OPENSEARCH_HEAP="256m") as server:
        yield server, port


def paper(number: int) -> Document:
    return Document(str(UUID(int=number + 1)), "note", number % 5, title="Park", text=f"ławka {number}")


class Office:
    """Writes and searches all the time; remembers what was confirmed and what went wrong."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.problems: list[BaseException] = []
        self.written = self.searched = 0
        self.slowest = {"writing": 0.0, "searching": 0.0}
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._go, args=one) for one in (("writing", self._write),
                         ("searching", self._search), ("searching", self._search))]  # fmt: skip

    def __enter__(self) -> Office:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _go(self, name: str, what: Callable[[OpenSearchIndex], None]) -> None:
        index = OpenSearchIndex(self.address)
        while not self._done.is_set():
            begun = time.monotonic()
            try:
                what(index)
            except BaseException as problem:
                self.problems.append(problem)
            self.slowest[name] = max(self.slowest[name], time.monotonic() - begun)

    def _write(self, index: OpenSearchIndex) -> None:
        index.index([paper(n) for n in range(self.written, self.written + 20)])
        self.written += 20

    def _search(self, index: OpenSearchIndex) -> None:
        before = self.written
        found = index.search(PARK, guards=ALL, facets=["kind"])
        assert found.total >= before, f"{found.total} found, {before} confirmed"
        assert sum(count for _kind, count in found.facets["kind"]) == found.total
        self.searched += 1

    def goes_on(self) -> None:
        """Wait until both writing and searching got on by something."""
        written, searched = self.written, self.searched
        until = time.monotonic() + 30
        while self.written < written + 200 or self.searched < searched + 20:
            assert time.monotonic() < until, f"stands still: {self.written} written, {self.searched} searched"
            time.sleep(0.05)


def manager(index: OpenSearchIndex) -> int:
    """Return the number of the node that manages the cluster."""
    name = index._server.ask(lambda client: client.cat.cluster_manager(params={"h": "node"}))
    return int(str(name).strip().removeprefix("n"))


def green(index: OpenSearchIndex, nodes: int) -> None:
    """Wait until so many nodes are there and every copy is in its place."""
    params = {"wait_for_status": "green", "wait_for_nodes": str(nodes), "timeout": "30s", "request_timeout": 40}
    health = index._server.ask(lambda client: client.cluster.health(params=dict(params)))
    assert not health["timed_out"], health


def test_a_new_index_has_a_copy_on_another_node(cluster: tuple[Server, int]) -> None:
    _server, port = cluster
    index = OpenSearchIndex(Address((("127.0.0.1", port),), "copies"))
    index.rebuild([paper(n) for n in range(50)])
    (name,) = index._versions.used()
    shards = index._server.ask(lambda client: client.cat.shards(index=name, params={"format": "json"}))
    assert sorted((one["prirep"], one["state"]) for one in shards) == [("p", "STARTED"), ("r", "STARTED")]
    assert len({one["node"] for one in shards}) == 2
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_cluster/health", timeout=10) as answer:
        assert b'"status":"green"' in answer.read()


def test_a_killed_node_and_a_killed_manager_cost_no_document_and_no_search(cluster: tuple[Server, int]) -> None:
    server, port = cluster
    address = Address(tuple(("127.0.0.1", port + n) for n in range(3)))
    index = OpenSearchIndex(address)
    index.rebuild([])
    green(index, 3)
    with Office(address) as office:
        office.goes_on()
        lost = next(n for n in (1, 2, 3) if n != manager(index))
        server("node-crash", str(lost))
        office.goes_on()
        server("node-start", str(lost))
        green(index, 3)
        killed = manager(index)
        server("node-crash", str(killed))
        office.goes_on()
        assert manager(index) != killed
        green(index, 2)  # the copies that were lost are made anew on the two that are left
        office.goes_on()
    assert office.problems == []
    print(f"{office.written} written, {office.searched} searches, slowest {office.slowest}")
    assert set(index.ids()) == {paper(n).id for n in range(office.written)}
    for guard in range(5):
        assert index.search(PARK, guards=frozenset({guard}), limit=0).total == office.written / 5
