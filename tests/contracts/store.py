"""The suite of the store contract: every store passes it (see `dms.storage.base.Store`).

A test file of a store is a class that inherits `StoreContract` and has a fixture `store`.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable

import pytest

from dms.storage.base import Absent, AlreadyThere, Entry, PathRefused, Store

DATA = bytes(range(256)) * 40
REFUSED = [
    "",
    "/a",
    "a/",
    "a//b",
    "..",
    "a/../b",
    "./a",
    "a/.",
    "a\\b",
    "a\nb",
    "a\x00b",
    "a\x7fb",
    "x" * 256,
    "ż" * 128,
    "/".join(["x" * 100] * 10),
    "\ud800",
]
ALLOWED = ["a", "a b", "ą/Ż.pdf", "a..b", "...", "a%2fb", "x" * 255, "0=ocfl_1.1", "a+b&c=d?e#f"]


class Pieces(io.RawIOBase):
    """A stream that gives few bytes at a time, and fails in the end if it is told to."""

    def __init__(self, data: bytes, fault: Exception | None = None) -> None:
        self._inner = io.BytesIO(data)
        self._fault = fault

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(min(size, 70_001) if size >= 0 else -1)
        if not data and self._fault:
            raise self._fault
        return data


class StoreContract:
    """Inherit it and define the fixture `store`, an empty store."""

    def test_what_is_put_is_read(self, store: Store) -> None:
        store.put_new("a/b.bin", DATA)
        assert store.open("a/b.bin").read() == DATA
        assert store.size("a/b.bin") == len(DATA)
        assert store.exists("a/b.bin")

    def test_empty_file(self, store: Store) -> None:
        store.put_new("empty", b"")
        assert store.open("empty").read() == b""
        assert store.size("empty") == 0

    def test_stream_in_short_pieces(self, store: Store) -> None:
        store.put_new("s", Pieces(DATA * 50))
        assert store.open("s").read() == DATA * 50

    def test_stream_is_read_from_where_it_stands_and_left_open(self, store: Store) -> None:
        stream = io.BytesIO(DATA)
        stream.seek(100)
        store.put_new("s", stream)
        assert store.open("s").read() == DATA[100:]
        assert not stream.closed

    def test_large_stream(self, store: Store) -> None:
        data = os.urandom(1 << 20) * 40  # more than one part of a multipart upload
        store.put_new("large", Pieces(data))
        digest = hashlib.sha256()
        with store.open("large") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
        assert digest.hexdigest() == hashlib.sha256(data).hexdigest()

    @pytest.mark.parametrize("size", [100, 40 << 20])
    def test_failing_stream_leaves_nothing(self, store: Store, size: int) -> None:
        with pytest.raises(ValueError, match="torn"):
            store.put_new("x/y", Pieces(b"z" * size, ValueError("torn")))
        assert not store.exists("x/y")
        assert list(store.list()) == []
        store.put_new("x/y", DATA)

    def test_put_new_never_overwrites(self, store: Store) -> None:
        store.put_new("a", b"first")
        for again in (b"first", b"second", io.BytesIO(b"third")):
            with pytest.raises(AlreadyThere):
                store.put_new("a", again)
        assert store.open("a").read() == b"first"

    @pytest.mark.parametrize("size", [20_000, 20 << 20])
    def test_one_of_many_writers_wins(self, store: Store, size: int) -> None:
        results = at_once([lambda n=n: store.put_new("race", io.BytesIO(bytes([n]) * size)) for n in range(6)])
        winners = [n for n, result in enumerate(results) if result is None]
        assert len(winners) == 1
        assert {type(result) for result in results} == {type(None), AlreadyThere}
        assert store.open("race").read() == bytes([winners[0]]) * size

    def test_replace_creates_and_replaces(self, store: Store) -> None:
        store.replace("r", b"one")
        store.replace("r", b"two, longer")
        assert store.open("r").read() == b"two, longer"
        store.replace("r", b"3")
        assert store.open("r").read() == b"3"
        assert store.size("r") == 1

    def test_reader_of_a_replaced_file_sees_one_of_both_whole(self, store: Store) -> None:
        values = {letter * 30_000 for letter in (b"a", b"b")}
        store.replace("r", b"a" * 30_000)
        seen: set[bytes] = set()

        def read() -> None:
            for _ in range(40):
                seen.add(store.open("r").read())

        def write() -> None:
            for count in range(40):
                store.replace("r", b"ab"[count % 2 : count % 2 + 1] * 30_000)

        assert at_once([read, write, read]) == [None] * 3
        assert seen <= values

    @pytest.mark.parametrize(
        ("start", "length", "expected"),
        [
            (0, None, DATA),
            (5, None, DATA[5:]),
            (0, 7, DATA[:7]),
            (100, 50, DATA[100:150]),
            (len(DATA) - 3, 100, DATA[-3:]),
            (len(DATA), None, b""),
            (len(DATA) + 9, 4, b""),
            (3, 0, b""),
        ],
    )
    def test_ranges(self, store: Store, start: int, length: int | None, expected: bytes) -> None:
        store.put_new("r", DATA)
        with store.open("r", start, length) as stream:
            assert stream.read() == expected

    def test_range_in_pieces(self, store: Store) -> None:
        store.put_new("r", DATA)
        with store.open("r", 10, 25) as stream:
            assert [stream.read(10), stream.read(10), stream.read(10), stream.read(10)] == [
                DATA[10:20],
                DATA[20:30],
                DATA[30:35],
                b"",
            ]

    def test_absent(self, store: Store) -> None:
        store.put_new("folder/file", b"x")
        for path in ("nothing", "folder", "folder/other"):
            assert not store.exists(path)
            for act in (store.open, store.size):
                with pytest.raises(Absent):
                    act(path)
        with pytest.raises(Absent):
            store.open("nothing", 3, 0)

    def test_list_is_recursive_and_sorted_by_bytes(self, store: Store) -> None:
        paths = ["b", "a/c", "a-b", "a/b/d", "a.x", "ą/1", "a0", "z/ż", "a/b-1/x"]
        for number, path in enumerate(paths):
            store.put_new(path, b"x" * number)
        expected = sorted((Entry(path, n) for n, path in enumerate(paths)), key=lambda e: e.path.encode())
        assert list(store.list()) == expected

    @pytest.mark.parametrize(
        ("prefix", "expected"),
        [
            ("", ["a", "ab/c", "ab/d/e", "abc", "b/x"]),
            ("a", ["a", "ab/c", "ab/d/e", "abc"]),
            ("ab/", ["ab/c", "ab/d/e"]),
            ("ab", ["ab/c", "ab/d/e", "abc"]),
            ("ab/d", ["ab/d/e"]),
            ("ab/d/e", ["ab/d/e"]),
            ("none/", []),
            ("a/", []),
        ],
    )
    def test_list_by_prefix(self, store: Store, prefix: str, expected: list[str]) -> None:
        for path in ("a", "b/x", "ab/c", "ab/d/e", "abc"):
            store.put_new(path, b"1")
        assert [entry.path for entry in store.list(prefix)] == expected

    def test_list_more_than_one_page(self, store: Store) -> None:
        def write(numbers: range) -> None:
            for number in numbers:
                store.replace(f"many/{number:04}", b"")

        at_once([lambda n=n: write(range(n, 1010, 10)) for n in range(10)])
        assert [entry.path for entry in store.list("many/")] == [f"many/{n:04}" for n in range(1010)]

    @pytest.mark.parametrize("path", REFUSED)
    def test_refused_paths(self, store: Store, path: str) -> None:
        for act in (lambda: store.put_new(path, b"x"), lambda: store.replace(path, b"x")):
            with pytest.raises(PathRefused):
                act()
        for read in (store.open, store.exists, store.size):
            with pytest.raises(PathRefused):
                read(path)
        assert list(store.list()) == []

    @pytest.mark.parametrize("path", ALLOWED)
    def test_allowed_paths(self, store: Store, path: str) -> None:
        store.put_new(path, b"x")
        assert store.open(path).read() == b"x"
        assert [entry.path for entry in store.list()] == [path]


def at_once(acts: list[Callable[[], object]]) -> list[Exception | None]:
    """Run acts on a thread each, all starting together; return what each raised."""
    barrier = threading.Barrier(len(acts))
    results: list[Exception | None] = [None] * len(acts)

    def run(number: int) -> None:
        barrier.wait()
        try:
            acts[number]()
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
