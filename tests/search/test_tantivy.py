"""What only an index in files can do wrong: several writers, killed writers, swaps under readers."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from search.index.base import ALL, Document, IndexBusy, IndexMissing
from search.index.generations import MADE_BY, Generations
from search.index.tantivy import TantivyIndex
from search.query import parse

PARK = parse("parkami", today=date(2026, 8, 1))

PRELUDE = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
from uuid import UUID
from search.index.base import Document
from search.index.tantivy import TantivyIndex
def paper(n): return Document(str(UUID(int=n + 1)), "note", 1, title="Park", text="most " * 50)
index = TantivyIndex(sys.argv[1], wait=30)
"""
WRITE_IN_TURNS = """
for n in range(int(sys.argv[2]), 60, 2):
    index.index([paper(n)])
"""
WRITE_FOR_EVER = """
index.index([paper(n) for n in range(50)])
print("committed", flush=True)
def endless():
    n = 50
    while True:
        yield paper(n)
        n += 1
index.index(endless())
"""


def paper(number: int) -> Document:
    return Document(str(UUID(int=number + 1)), "note", 1, title="Park", text="most " * 50)


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def index(tmp_path: Path) -> TantivyIndex:
    return TantivyIndex(tmp_path / "index")


def total(index: TantivyIndex) -> int:
    return index.search(PARK, guards=ALL, facets=["kind"]).total


def test_two_processes_writing_in_turns_leave_nothing_behind(index: TantivyIndex, tmp_path: Path) -> None:
    index.index([paper(1000)])
    children = [child(WRITE_IN_TURNS, tmp_path / "index", first) for first in (0, 1)]
    seen = 0
    while any(one.poll() is None for one in children):
        seen, before = total(index), seen
        assert seen >= before, "a reader never sees less than before"
        time.sleep(0.01)
    assert [one.wait() for one in children] == [0, 0]
    assert total(index) == index.count() == 61
    assert index.state().orphans == 0


def test_a_killed_writer_loses_nothing_committed(index: TantivyIndex, tmp_path: Path) -> None:
    writer = child(WRITE_FOR_EVER, tmp_path / "index")
    assert writer.stdout is not None
    assert writer.stdout.readline() == "committed\n"
    time.sleep(0.5)
    writer.kill()
    writer.wait()
    assert total(index) == 50
    begun = time.monotonic()
    index.index([paper(0), paper(5000)])
    assert time.monotonic() - begun < 5, "the lock is free at once"
    index.optimize()
    assert total(index) == 51
    assert index.state().orphans == 0


def test_searches_go_on_while_the_index_is_rebuilt(index: TantivyIndex) -> None:
    papers = [paper(n) for n in range(200)]
    index.index(papers)
    problems: list[BaseException] = []
    searches = 0
    done = threading.Event()

    def read() -> None:
        nonlocal searches
        mine = TantivyIndex(index._generations.root)
        while not done.is_set():
            try:
                assert total(mine) == 200
                searches += 1
            except BaseException as problem:
                problems.append(problem)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(6):
        index.rebuild(papers)
    done.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert searches > 20
    assert len(list(index._generations.root.glob("g-*"))) == 1


def test_another_process_sees_a_change_at_once(index: TantivyIndex) -> None:
    reader = TantivyIndex(index._generations.root)
    for number in range(5):
        index.index([paper(number)])
        assert total(reader) == number + 1
    index.index([], [paper(0).id])
    assert total(reader) == 4


def test_a_failing_build_changes_nothing(index: TantivyIndex) -> None:
    index.index([paper(0)])

    def broken():  # type: ignore[no-untyped-def]
        yield paper(1)
        raise RuntimeError("the database went away")

    for write in (index.rebuild, index.index):
        with pytest.raises(RuntimeError) as kept:  # the kept traceback must not keep the engine's lock
            write(broken())
        assert index.index([]) == 0 and kept
        assert {*index.ids()} == {paper(0).id}
    index.rebuild([paper(2)])
    assert {*index.ids()} == {paper(2).id}
    assert len(list(index._generations.root.glob("g-*"))) == 1


def test_a_second_writer_waits_and_then_says_busy(tmp_path: Path) -> None:
    with Generations(tmp_path).writing(0):
        begun = time.monotonic()
        with pytest.raises(IndexBusy):
            TantivyIndex(tmp_path, wait=0.2).index([paper(0)])
        assert 0.2 <= time.monotonic() - begun < 5
    assert TantivyIndex(tmp_path, wait=0).index([paper(0)]) == 1


def test_without_an_index_search_says_so(index: TantivyIndex) -> None:
    assert not index.is_current()
    with pytest.raises(IndexMissing):
        total(index)
    with pytest.raises(IndexMissing):
        index.count()
    index.rebuild([])
    assert (total(index), index.is_current(), list(index.ids())) == (0, True, [])


def test_another_format_is_refused_and_another_analysis_is_served_until_rebuilt(index: TantivyIndex) -> None:
    index.index([paper(0)])
    generation = index._generations.current()
    assert generation is not None
    made = json.loads((generation / MADE_BY).read_text())
    (generation / MADE_BY).write_text(json.dumps({**made, "analysis": "0-other"}))
    assert not index.is_current()
    assert total(index) == 1
    (generation / MADE_BY).write_text(json.dumps({**made, "format": "0"}))
    for call in (lambda: total(index), lambda: index.index([paper(1)])):
        with pytest.raises(IndexMissing):
            call()
    index.rebuild([paper(0)])
    assert index.is_current()
    assert total(index) == 1


def test_deleted_documents_are_counted_until_merged(index: TantivyIndex) -> None:
    index.index([paper(n) for n in range(10)])
    index.index([], [paper(n).id for n in range(4)])
    state = index.state()
    assert (state.documents, state.deleted) == (6, 4)
    index.rebuild([paper(n) for n in range(4, 10)])
    assert index.state().deleted == 0
    assert index.state().bytes > 0
