"""Digests taken while reading, and windows on a stream."""

from __future__ import annotations

import hashlib
import io
import os
import threading

import pytest

from dms.storage.streams import CHUNK, Digests, Hashing, chunks, digest_stream, digests_of, window


@pytest.mark.parametrize("size", [0, 1, 1000, CHUNK // 4, CHUNK, 3 * CHUNK + 7])
def test_digests_are_those_of_hashlib(size: int) -> None:
    data = os.urandom(size)
    expected = Digests(size, hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest())
    assert digests_of(data) == expected
    assert digest_stream(io.BytesIO(data)) == expected
    with Hashing(io.BytesIO(data)) as hashing:
        assert hashing.read() == data
        assert hashing.digests() == expected
    buffered = io.BufferedReader(Hashing(io.BytesIO(data)))
    assert b"".join(chunks(buffered, 1000)) == data
    assert buffered.raw.digests() == expected


def test_hashing_leaves_the_stream_open_and_no_thread_behind() -> None:
    stream = io.BytesIO(os.urandom(2 * CHUNK))
    before = threading.active_count()
    digest_stream(stream)
    assert not stream.closed
    assert threading.active_count() == before


def test_window_closes_what_is_below() -> None:
    stream = io.BytesIO(b"0123456789")
    stream.seek(2)
    cut = window(stream, 5)
    assert cut.read() == b"23456"
    cut.close()
    assert stream.closed
