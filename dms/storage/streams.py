"""Streams: both digests in one pass while somebody else reads, and a window on a file.

SHA-512 is the digest of the archive (OCFL 1.1 §3.4), SHA-256 the one everybody else asks for. They are taken
from the source while it is copied, never from the copy.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, NamedTuple, cast

CHUNK = 1 << 20


class Digests(NamedTuple):
    """Size in bytes and both digests (lower-case hex) of the same bytes."""

    size: int
    sha256: str
    sha512: str


def digests_of(data: bytes) -> Digests:
    """Return the digests of bytes in memory."""
    return Digests(len(data), hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest())


def digest_stream(stream: BinaryIO) -> Digests:
    """Read a stream to its end and return its digests; constant memory."""
    with Hashing(stream) as hashing:
        while hashing.read(CHUNK):
            pass
        return hashing.digests()


class Hashing(io.RawIOBase):
    """A readable stream that digests what passes through it.

    The digests of a large piece are taken on two threads (hashlib releases the interpreter lock) while the
    reader writes that piece and asks for the next, so a large file costs as much as the slowest of the three.
    Leaving the `with` block stops the threads; the stream beneath stays open.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = 0
        self._sha256 = hashlib.sha256()
        self._sha512 = hashlib.sha512()
        self._pool: ThreadPoolExecutor | None = None
        self._running: list[Future[None]] = []

    def readable(self) -> bool:
        """Return that one may read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes (all of the rest without it), counted and digested."""
        if size is None or size < 0:
            return b"".join(chunks(self))
        data = self._stream.read(size)
        if data:
            self._add(data)
        return data

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; returns the number of bytes."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _add(self, data: bytes) -> None:
        self._wait()
        self._size += len(data)
        updates = (self._sha512.update, self._sha256.update)
        if len(data) < CHUNK // 4:
            for update in updates:
                update(data)
            return
        self._pool = self._pool or ThreadPoolExecutor(2, thread_name_prefix="digest")
        self._running = [self._pool.submit(update, data) for update in updates]

    def _wait(self) -> None:
        for update in self._running:
            update.result()
        self._running = []

    def digests(self) -> Digests:
        """Return the digests of what was read so far."""
        self._wait()
        return Digests(self._size, self._sha256.hexdigest(), self._sha512.hexdigest())

    def close(self) -> None:
        """End the helper threads; the stream beneath stays open."""
        if self._pool:
            self._pool.shutdown()
            self._pool = None
        super().close()


class Window(io.RawIOBase):
    """At most `length` bytes of a stream from where it stands; closing it closes the stream."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = max(0, length)

    def readable(self) -> bool:
        """Return that one may read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer with what is left of the window; returns the number of bytes, 0 at its end."""
        data = self._stream.read(min(len(buffer), self._left)) if self._left else b""
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the stream beneath too."""
        self._stream.close()
        super().close()


def window(stream: BinaryIO, length: int | None) -> BinaryIO:
    """Return the stream cut to `length` bytes, or the stream itself without a length."""
    if length is None:
        return stream
    return cast(BinaryIO, io.BufferedReader(Window(stream, length)))


def chunks(stream: BinaryIO | Hashing, size: int = CHUNK) -> Iterator[bytes]:
    """Yield the rest of a stream in pieces of at most `size` bytes."""
    while piece := stream.read(size):
        yield piece
