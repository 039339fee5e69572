"""What an index on a server adds to the contract: swaps under readers, names, leftovers, a server that fails."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import translation

from dms import doctor
from dms.access.system import SYSTEM
from dms.jobs.models import Job
from search import follow, indexing
from search.finding import find
from search.index import opensearch_client
from search.index.address import Address
from search.index.base import ALL, Document, IndexMissing, IndexUnreachable
from search.index.opensearch import OpenSearchIndex
from search.index.opensearch_bulk import write
from search.index.opensearch_client import IndexClosed, IndexForeign, IndexSilent, IndexTooOld
from search.query import parse
from tests import make
from tests.contracts.test_index_opensearch import made
from tests.search.agreement import TODAY
from tests.services import free_ports

PARK = parse("parkami", today=TODAY)
NOWHERE = (("127.0.0.1", 1),)


def paper(number: int) -> Document:
    return Document(str(UUID(int=number + 1)), "note", 1, title="Park", text="most " * 50)


def total(index: OpenSearchIndex) -> int:
    return index.search(PARK, guards=ALL, facets=["kind"]).total


@pytest.fixture
def index(opensearch: str) -> Iterator[OpenSearchIndex]:
    yield from made(opensearch)


def beside(index: OpenSearchIndex, prefix: str = "") -> OpenSearchIndex:
    """Return another object for the same indexes, as another process has it, or for others on the same server."""
    known = index._server.address
    return OpenSearchIndex(Address(known.hosts, prefix or known.prefix))


def noted(index: OpenSearchIndex, **values: str) -> None:
    """Write down that something else made the index in use."""
    (name,) = index._versions.used()
    meta = {**index._versions.all()[name], **values}
    index._server.ask(lambda client: client.indices.put_mapping(index=name, body={"_meta": meta}))


# --- one alias, many indexes -------------------------------------------------------------------------------------


def test_another_process_sees_a_change_at_once(index: OpenSearchIndex) -> None:
    reader = beside(index)
    for number in range(3):
        index.index([paper(number)])
        assert total(reader) == number + 1
    index.index([], [paper(0).id])
    assert total(reader) == reader.count() == 2


def test_searches_go_on_while_the_index_is_rebuilt(index: OpenSearchIndex) -> None:
    papers = [paper(n) for n in range(200)]
    index.index(papers)
    problems: list[BaseException] = []
    searches = 0
    done = threading.Event()

    def read() -> None:
        nonlocal searches
        mine = beside(index)
        while not done.is_set():
            try:
                assert total(mine) == 200
                searches += 1
            except BaseException as problem:
                problems.append(problem)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(4):
        index.rebuild(papers)
    done.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert searches > 10
    assert len(index._versions.all()) == 1 and index._versions.used()[0].endswith("-5")


def test_an_index_is_named_by_what_made_it_and_has_no_copy_on_one_node(index: OpenSearchIndex) -> None:
    index.index([paper(0)])
    (name,) = index._versions.used()
    assert name == f"{index._versions.prefix}-1-1-sgjp-1"
    kept = index._server.ask(lambda client: client.indices.get_settings(index=name))[name]["settings"]["index"]
    assert kept["number_of_replicas"] == "0"
    assert kept["unassigned"]["node_left"]["delayed_timeout"] == "5s"
    index.optimize()
    health = index._server.ask(lambda client: client.cluster.health(index=name))
    assert health["status"] == "green"


def test_a_failing_build_changes_nothing_and_leaves_nothing(index: OpenSearchIndex) -> None:
    index.index([paper(0)])

    def broken() -> Iterator[Document]:
        yield from (paper(n) for n in range(1, 800))
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        index.rebuild(broken())
    assert set(index.ids()) == {paper(0).id}
    assert len(index._versions.all()) == 1


def test_the_next_rebuild_removes_what_a_killed_one_left(index: OpenSearchIndex) -> None:
    index.index([paper(0)])
    left = index._versions.new()
    assert index.state().orphans == 1
    index.rebuild([paper(1)])
    assert index._versions.all().keys() == {left} == set(index._versions.used()), "its number is taken again"
    index._versions.new()
    index.optimize()
    assert index.state().orphans == 0


def test_without_an_index_search_says_so_and_writing_never_makes_one_by_accident(index: OpenSearchIndex) -> None:
    assert not index.is_current()
    for call in (lambda: total(index), index.count, lambda: list(index.ids()), index.state):
        with pytest.raises(IndexMissing):
            call()
    with pytest.raises(IndexMissing):
        write(index._server, index._alias, [paper(0)])
    assert index._versions.all() == {}
    index.rebuild([])
    assert (total(index), index.is_current(), list(index.ids())) == (0, True, [])


def test_another_format_is_refused_and_another_analysis_is_served_until_rebuilt(index: OpenSearchIndex) -> None:
    index.index([paper(0)])
    noted(index, analysis="0-other")
    assert not index.is_current() and total(index) == 1
    (name,) = index._versions.used()
    older = f"{index._versions.prefix}-0-used"
    moved = [{"remove": {"index": name, "alias": index._alias}}, {"add": {"index": name, "alias": older}}]
    index._server.ask(lambda client: client.indices.update_aliases(body={"actions": moved}))
    noted_format = {"_meta": {**index._versions.all()[name], "format": "0"}}
    index._server.ask(lambda client: client.indices.put_mapping(index=name, body=noted_format))
    for call in (lambda: total(index), lambda: index.index([paper(1)])):
        with pytest.raises(IndexMissing):
            call()
    index.rebuild([paper(0)])
    assert index.is_current() and total(index) == 1
    assert len(index._versions.all()) == 1, "the index of the older format has gone"


def test_offices_on_one_server_keep_apart_even_if_one_name_begins_as_the_other(index: OpenSearchIndex) -> None:
    near = [beside(index, f"{index._versions.prefix}-1"), beside(index, f"{index._versions.prefix}-1-1-sgjp")]
    for number, one in enumerate((index, *near)):
        one.index([paper(number)])
    index.rebuild([paper(0), paper(9)])
    assert [one.count() for one in (index, *near)] == [2, 1, 1]
    for one in near:
        one._versions.remove(list(one._versions.all()))
    assert index.count() == 2


def test_seventy_thousand_guards_filter_as_one(index: OpenSearchIndex) -> None:
    index.index([Document(paper(n).id, "note", n * 30_000, title="Park") for n in range(4)])
    guards = frozenset(range(70_000))
    assert index.search(PARK, guards=guards).total == 3


def test_an_office_works_with_it(opensearch: str, office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for made_index in made(opensearch):
        monkeypatch.setattr(settings, "AKTA_SEARCH", made_index._server.address)
        indexing.index.cache_clear()
        make.make_record("Kładka nad rzeką", text="budowa kładki")
        make.work_jobs()
        answer = find("kładkami", SYSTEM)
        assert [hit.title for hit in answer.hits] == ["Kładka nad rzeką"] and answer.hits[0].snippet.hits == ["kładki"]
        assert indexing.rebuild() == 1 and indexing.lag() == 0
        assert indexing.index().about().startswith("OpenSearch 3.")
        indexing.index.cache_clear()


# --- a server that fails, or is another one -----------------------------------------------------------------------


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wait hardly between tries, and read sentences in English."""
    monkeypatch.setattr(opensearch_client, "PAUSES", (0.01, 0.01))
    with translation.override("en"):
        yield


@contextmanager
def answering(answer: Callable[[str, str, bytes], tuple[int, object]]) -> Iterator[tuple[str, int]]:
    """Serve JSON on loopback as another program would."""

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, data = answer(self.command, self.path, body)
            text = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_HEAD = do

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield "127.0.0.1", server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


WRONG = [
    (200, {"version": {"number": "8.14.0"}}, IndexForeign, "is no OpenSearch"),
    (200, {"version": {"distribution": "opensearch", "number": "1.3.20"}}, IndexTooOld, "is OpenSearch 1.3.20; 2.4 or"),
    (401, {"error": "Unauthorized"}, IndexClosed, "does not accept the user or the password"),
    (503, {"error": "not ready"}, IndexSilent, "does not answer: not ready"),
]


@pytest.mark.parametrize(("status", "data", "kind", "sentence"), WRONG)
def test_a_wrong_server_is_named(hasty: None, status: int, data: object, kind: type, sentence: str) -> None:
    with answering(lambda *_: (status, data)) as host, pytest.raises(kind) as problem:
        OpenSearchIndex(Address((host,), user="akta", password="hidden")).about()
    assert sentence in str(problem.value) and "hidden" not in str(problem.value)


def test_nobody_at_the_address_is_told_after_some_tries(hasty: None) -> None:
    index = OpenSearchIndex(Address((("127.0.0.1", free_ports()),)))
    with pytest.raises(IndexSilent, match="refused"):
        index.about()
    for call in (lambda: total(index), lambda: index.index([paper(0)]), index.is_current):
        with pytest.raises(IndexUnreachable, match="Nothing was lost"):
            call()


def test_another_node_answers_for_one_that_is_gone() -> None:
    good = {"version": {"distribution": "opensearch", "number": "3.8.0"}}
    with answering(lambda *_: (200, good)) as host:
        for hosts in ((*NOWHERE, host), (host, *NOWHERE)):
            assert "OpenSearch 3.8.0" in OpenSearchIndex(Address(hosts)).about()


def test_what_the_cluster_was_too_busy_for_is_sent_again_and_nothing_else(hasty: None) -> None:
    sent: list[list[str]] = []
    full = {"type": "rejected_execution_exception", "reason": "queue is full"}

    def bulk(_method: str, _path: str, body: bytes) -> tuple[int, object]:
        heads = [json.loads(line) for line in body.splitlines()[::2]]
        sent.append([head["index"]["_id"] for head in heads])
        items = [{"index": {"status": 201}} for _ in heads]
        if len(sent) == 1:
            items[1] = {"index": {"status": 429, "error": full}}
        return 200, {"errors": len(sent) == 1, "items": items}

    with answering(bulk) as host:
        index = OpenSearchIndex(Address((host,)))
        assert write(index._server, "akta-1", [paper(n) for n in range(3)]) == 3
    assert sent == [[paper(0).id, paper(1).id, paper(2).id], [paper(1).id]]


def test_a_document_that_the_server_refuses_is_named(hasty: None) -> None:
    error = {"type": "mapper_parsing_exception", "reason": "failed to parse"}
    with answering(lambda *_: (200, {"errors": True, "items": [{"index": {"status": 400, "error": error}}]})) as host:
        index = OpenSearchIndex(Address((host,)))
        with pytest.raises(ValueError, match=f"{paper(0).id}: mapper_parsing"):
            write(index._server, "akta-1", [paper(0)])


def test_marks_wait_while_the_server_is_away(hasty: None, office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = Address((("127.0.0.1", free_ports()),))
    monkeypatch.setattr(settings, "AKTA_SEARCH", address)
    indexing.index.cache_clear()
    make.make_record("Lampy")
    Job.objects.all().delete()
    marks = indexing.lag()
    follow.drain()
    assert indexing.lag() == marks > 0
    assert Job.objects.get(name="search.index").due_at > dt.datetime.now(dt.UTC) + dt.timedelta(seconds=10)
    monkeypatch.setattr(settings, "AKTA_SEARCH", None)
    indexing.index.cache_clear()
    indexing.rebuild()
    assert indexing.lag() == 0 and find("lampa", SYSTEM).total == 1


def test_the_doctor_tells_what_is_wrong(hasty: None, office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AKTA_SEARCH", Address((("127.0.0.1", free_ports()),)))
    indexing.index.cache_clear()
    found = doctor.office()
    assert "does not answer" in found["index"] and not found["index_current"]
    monkeypatch.setattr(settings, "AKTA_SEARCH", None)
    indexing.index.cache_clear()
    assert doctor.office()["index"].startswith("tantivy ")
