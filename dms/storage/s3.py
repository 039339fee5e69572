"""The store over an S3-compatible bucket.

Rules that hold for every server (each was seen to matter): an explicit SHA-256 with every upload and no
automatic checksum trailers; short timeouts; exclusive creation asked for with `If-None-Match: *` and looked
at before, because some servers ignore the condition; never an ETag taken for a digest. A write is not
repeated by the client library, since the repetition of a write that did succeed would look like somebody
else's.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from dms.errors import StorageFailed
from dms.storage.base import Absent, AlreadyThere, Entry, check_path

PART = 16 << 20  # bytes held in memory at once; S3 allows 10,000 parts, so a file may have 156 GiB
CONNECT_TIMEOUT, READ_TIMEOUT = 3, 30  # seconds


class S3Store:
    """A `Store` in a bucket, below a key prefix ("" or "some/folder")."""

    def __init__(self, bucket: str, prefix: str = "", *, endpoint_url: str, access_key: str, secret_key: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        keys = (endpoint_url, access_key, secret_key)
        self._repeating = client(*keys, attempts=3)
        self._once = client(*keys, attempts=1)

    def put_new(self, path: str, data: bytes | BinaryIO) -> None:
        """See `Store.put_new`. A large stream goes up in parts, seen only when all are there."""
        if self.exists(path):
            raise AlreadyThere(path=path)
        first = data if isinstance(data, bytes) else _read_full(data)
        if isinstance(data, bytes) or len(first) < PART:
            with self._failing(path):
                self._once.put_object(**self._at(path), **_body(first), IfNoneMatch="*")
        else:
            self._put_parts(path, first, data)

    def replace(self, path: str, data: bytes) -> None:
        """See `Store.replace`."""
        with self._failing(path):
            self._repeating.put_object(**self._at(path), **_body(data))

    def open(self, path: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """See `Store.open`."""
        if length == 0 and self.size(path) >= 0:
            return io.BytesIO()
        wanted: dict[str, Any] = {}
        if start or length is not None:
            wanted["Range"] = f"bytes={start}-{'' if length is None else start + length - 1}"
        with self._failing(path):
            try:
                answer = self._repeating.get_object(**self._at(path), **wanted)
            except ClientError as error:
                if _code(error) in ("InvalidRange", "416"):  # past the end
                    return io.BytesIO()
                raise
        return cast(BinaryIO, io.BufferedReader(_Body(answer["Body"], path), 1 << 20))

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """See `Store.list`."""
        pages = self._repeating.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        with self._failing(prefix):
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
        with self._failing(path):
            return int(self._repeating.head_object(**self._at(path))["ContentLength"])

    def _put_parts(self, path: str, first: bytes, rest: BinaryIO) -> None:
        at = self._at(path)
        with self._failing(path):
            upload = self._once.create_multipart_upload(**at, ChecksumAlgorithm="SHA256")["UploadId"]
        parts: list[dict[str, Any]] = []
        try:
            piece = first
            while piece:
                body, number = _body(piece), len(parts) + 1
                with self._failing(path):
                    sent = self._repeating.upload_part(**at, **body, UploadId=upload, PartNumber=number)
                parts.append({"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": body["ChecksumSHA256"]})
                piece = _read_full(rest)
            with self._failing(path):
                self._once.complete_multipart_upload(
                    **at, UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
                )
        except BaseException:
            with contextlib.suppress(BotoCoreError, ClientError):
                self._once.abort_multipart_upload(**at, UploadId=upload)
            raise

    def _at(self, path: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + check_path(path)}

    @contextlib.contextmanager
    def _failing(self, path: str) -> Iterator[None]:
        """Turn the client library's errors into ours."""
        try:
            yield
        except ClientError as error:
            code = _code(error)
            if code in ("404", "NoSuchKey", "NotFound"):
                raise Absent(path=path) from None
            if code in ("412", "PreconditionFailed", "409", "ConditionalRequestConflict"):
                raise AlreadyThere(path=path) from None
            raise StorageFailed(path=path, reason=str(error)) from error
        except BotoCoreError as error:
            raise StorageFailed(path=path, reason=str(error)) from error


class _Body(io.RawIOBase):
    """The body of an answer as a stream with our errors."""

    def __init__(self, body: Any, path: str) -> None:
        self._body = body
        self._path = path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._body.read(len(buffer))
        except (BotoCoreError, HTTPClientError, OSError) as error:
            raise StorageFailed(path=self._path, reason=str(error)) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._body.close()
        super().close()


def client(endpoint_url: str, access_key: str, secret_key: str, *, attempts: int) -> Any:
    """Return a boto3 S3 client with our rules; `attempts` counts the first one too."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint_url or None,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name="us-east-1",
        config=client_config(attempts),
    )


def client_config(attempts: int = 3) -> Config:
    """Return the client configuration that every S3 access of Akta uses, django-storages included."""
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=16,
    )


def _body(data: bytes) -> dict[str, Any]:
    return {"Body": data, "ChecksumSHA256": base64.b64encode(hashlib.sha256(data).digest()).decode()}


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _read_full(stream: BinaryIO) -> bytes:
    """Return the next PART bytes of a stream, fewer only at its end."""
    pieces, left = [], PART
    while left and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
