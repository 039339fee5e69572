"""The store over an S3-compatible bucket.

Exclusive creation is decided by a lock in our database and looked at here before each write; `If-None-Match: *` is a
second belt for servers that were seen to honour it. Never an ETag taken for a digest. A write is not repeated by the
client library, since the repetition of a write that did succeed would look like somebody else's. With a `Lock` every
write carries it and is looked at afterwards (`s3_locks`).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO, cast

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from dms.errors import StorageFailed
from dms.storage.base import Absent, AlreadyThere, Entry, check_path
from dms.storage.s3_client import Account, body, code, failing
from dms.storage.s3_locks import Lock, VersionLocks

PART = 16 << 20  # bytes of one part; S3 allows 10,000 parts, so a file may have 156 GiB
SMALL = 64 << 10  # a piece smaller than that is read through a buffer
AT_ONCE = 2  # parts on their way while the next one is read: so many and one more are in memory


def always() -> bool:
    """Say that the server honours conditional writes."""
    return True


class S3Store:
    """A `Store` in a bucket, below a key prefix ("" or "some/folder").

    `lock` protects what is written where the bucket can; `conditional` tells whether the server honours
    `If-None-Match: *` (asked at each write, for the probe may find out later).
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        endpoint_url: str,
        access_key: str,
        secret_key: str,
        ca: str = "",
        lock: Lock | None = None,
        conditional: Callable[[], bool] = always,
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        account = Account(endpoint_url, access_key, secret_key, ca)
        self._repeating = account.client(attempts=3)
        self._once = account.client(attempts=1)
        self._conditional = conditional
        self.locks = VersionLocks(self._repeating, bucket, prefix, lock) if lock else None

    def put_new(self, path: str, data: bytes | BinaryIO) -> None:
        """See `Store.put_new`. A large stream goes up in parts, seen only when all are there."""
        if self.exists(path):
            raise AlreadyThere(path=path)
        first = data if isinstance(data, bytes) else _read_full(data)
        if isinstance(data, bytes) or len(first) < PART:
            at = self._at(path) | body(first) | self._lock_headers()
            self._look_after(path, self._exclusively(path, lambda condition: self._once.put_object(**at, **condition)))
        else:
            self._put_parts(path, first, data)

    def replace(self, path: str, data: bytes) -> None:
        """See `Store.replace`."""
        with failing(path):
            answer = self._repeating.put_object(**self._at(path), **body(data), **self._lock_headers())
        self._look_after(path, answer)

    def open(self, path: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """See `Store.open`."""
        if length == 0 and self.size(path) >= 0:
            return io.BytesIO()
        wanted: dict[str, Any] = {}
        if start or length is not None:
            wanted["Range"] = f"bytes={start}-{'' if length is None else start + length - 1}"
        with failing(path):
            try:
                answer = self._repeating.get_object(**self._at(path), **wanted)
            except ClientError as error:
                if code(error) in ("InvalidRange", "416"):  # past the end
                    return io.BytesIO()
                raise
        return _Body(answer["Body"], path)

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """See `Store.list`."""
        pages = self._repeating.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        with failing(prefix):
            for page in pages:
                for found in page.get("Contents", []):
                    yield Entry(found["Key"].removeprefix(self._prefix), found["Size"])

    def exists(self, path: str) -> bool:
        """See `Store.exists`."""
        try:
            self.size(path)
        except Absent:
            return False
        return True

    def size(self, path: str) -> int:
        """See `Store.size`."""
        with failing(path):
            return int(self._repeating.head_object(**self._at(path))["ContentLength"])

    def _put_parts(self, path: str, first: bytes, rest: BinaryIO) -> None:
        at = self._at(path)
        with failing(path):
            # The one place of this parameter: the create request has no body, so it brings no trailer, and AWS takes
            # the digests of the parts only when it was told of them here.
            begun = self._once.create_multipart_upload(**at, ChecksumAlgorithm="SHA256", **self._lock_headers())
        upload = {**at, "UploadId": begun["UploadId"]}
        try:
            parts = {"Parts": self._send_parts(path, upload, first, rest)}
            done = self._exclusively(
                path,
                lambda condition: self._once.complete_multipart_upload(**upload, MultipartUpload=parts, **condition),
            )
        except BaseException:
            with contextlib.suppress(BotoCoreError, ClientError):
                self._once.abort_multipart_upload(**upload)
            raise
        self._look_after(path, done)

    def _send_parts(self, path: str, upload: dict[str, str], first: bytes, rest: BinaryIO) -> Sequence[dict[str, Any]]:
        """Send the stream, some parts side by side; none is on its way any more when this returns or raises."""

        def send(number: int, piece: bytes) -> dict[str, Any]:
            content = body(piece)
            with failing(path):
                sent = self._repeating.upload_part(**upload, **content, PartNumber=number)
            return {"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": content["ChecksumSHA256"]}

        sending: list[Future[dict[str, Any]]] = []
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="part") as pool:
            piece = first
            while piece:
                sending.append(pool.submit(send, len(sending) + 1, piece))
                if len(sending) > AT_ONCE:
                    sending[-AT_ONCE - 1].result()  # no more than so many in memory, and a fault is met early
                piece = _read_full(rest)
        return [one.result() for one in sending]

    def _exclusively(self, path: str, write: Callable[[dict[str, str]], Any]) -> Any:
        """Do a write that must not meet an existing key, with the second belt where the server honours it."""
        with failing(path):
            if not self._conditional():
                return write({})
            try:
                return write({"IfNoneMatch": "*"})
            except ClientError as error:
                if code(error) not in ("412", "PreconditionFailed") or not self._is_marked(path):
                    raise
                return write({})  # only a delete marker stands in the way, of which some servers say 412

    def _is_marked(self, path: str) -> bool:
        """Return whether nothing is to be seen under a path, though the server says that something is there."""
        try:
            self.size(path)
        except Absent:
            return True
        return False

    def _lock_headers(self) -> dict[str, Any]:
        return self.locks.headers() if self.locks else {}

    def _look_after(self, path: str, written: Any) -> None:
        if self.locks:
            self.locks.ensure(path, written.get("VersionId", ""))

    def _at(self, path: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + check_path(path)}


class _Body(io.BufferedReader):
    """The body of an answer as a stream with our errors; a large piece is handed on as it comes, without a copy."""

    def __init__(self, body: Any, path: str) -> None:
        super().__init__(_Raw(body, path), SMALL)
        self._buffering = False

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes, fewer only at the end."""
        if self._buffering or size is None or size < SMALL:
            self._buffering = True
            return super().read(size)
        return cast(_Raw, self.raw).take(size)

    def readline(self, size: int | None = -1) -> bytes:
        """Return a line."""
        self._buffering = True
        return super().readline(size)

    def peek(self, size: int = 0) -> bytes:
        """Return what comes next without going on."""
        self._buffering = True
        return super().peek(size)

    def read1(self, size: int = -1) -> bytes:
        """Return what is there, at most `size` bytes."""
        self._buffering = True
        return super().read1(size)

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; returns the number of bytes."""
        self._buffering = True
        return super().readinto(buffer)


class _Raw(io.RawIOBase):
    def __init__(self, body: Any, path: str) -> None:
        self._body = body
        self._path = path

    def readable(self) -> bool:
        return True

    def take(self, size: int) -> bytes:
        try:
            return cast(bytes, self._body.read(size))
        except (BotoCoreError, HTTPClientError, OSError) as error:
            raise StorageFailed(path=self._path, reason=str(error)) from error

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.take(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._body.close()
        super().close()


def _read_full(stream: BinaryIO) -> bytes:
    """Return the next PART bytes of a stream, fewer only at its end."""
    pieces, left = [], PART
    while left and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
