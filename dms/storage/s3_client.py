"""How Akta speaks to an S3-compatible server: one way to make a client, to send bytes and to read a refusal.

Rules that hold for every server (each was seen to matter): an explicit SHA-256 with every upload and no
automatic checksum trailers (some servers answer 411, some fail over TLS); short timeouts; path addresses.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import boto3
from botocore.auth import AUTH_TYPE_MAPS, S3SigV4Auth
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from dms.errors import StorageFailed
from dms.storage.base import Absent, AlreadyThere

CONNECT_TIMEOUT, READ_TIMEOUT = 3, 30  # seconds
ABSENT = ("404", "NoSuchKey", "NotFound", "NoSuchVersion")


class Account(NamedTuple):
    """Where a server is and as whom one speaks to it; `ca` is a file of certificates to trust instead of the usual."""

    endpoint_url: str
    access_key: str
    secret_key: str
    ca: str = ""

    def client(self, attempts: int = 3) -> Any:
        """Return a client of this account with our rules; `attempts` counts the first one too."""
        made = boto3.client(
            "s3",
            endpoint_url=self.endpoint_url or None,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name="us-east-1",
            verify=self.ca or None,
            config=client_config(attempts),
        )
        for operation in ("PutObject", "UploadPart"):
            made.meta.events.register(f"choose-signer.s3.{operation}", lambda **_rest: KNOWN_DIGEST)
        return made


class _KnownDigest(S3SigV4Auth):
    """The usual signature, with the SHA-256 that we took already: to take it again costs as much as sending.

    So the digest is in both places where servers look for one; some know only the older.
    """

    def payload(self, request: Any) -> str:
        """Return the digest of the body in hex."""
        known = request.headers.get("x-amz-checksum-sha256")
        return base64.b64decode(known).hex() if known else str(super().payload(request))


KNOWN_DIGEST = "akta-s3v4"
AUTH_TYPE_MAPS[KNOWN_DIGEST] = _KnownDigest


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


def body(data: bytes) -> dict[str, Any]:
    """Return the keywords of an upload of these bytes: the server compares the digest."""
    return {"Body": data, "ChecksumSHA256": base64.b64encode(hashlib.sha256(data).digest()).decode()}


def code(error: ClientError) -> str:
    """Return the server's word for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))


def status(error: ClientError) -> int:
    """Return the HTTP status of a refusal."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def refuses(error: ClientError) -> bool:
    """Return whether the server said no, in whatever words: 403 here, 400 there; a 5xx says nothing."""
    return 400 <= status(error) < 500


def is_absent(error: ClientError) -> bool:
    """Return whether the server says that nothing is there."""
    return code(error) in ABSENT


@contextlib.contextmanager
def failing(path: str) -> Iterator[None]:
    """Turn the client library's errors into ours."""
    try:
        yield
    except ClientError as error:
        if is_absent(error):
            raise Absent(path=path) from None
        if code(error) in ("412", "PreconditionFailed", "409", "ConditionalRequestConflict"):
            raise AlreadyThere(path=path) from None
        raise StorageFailed(path=path, reason=str(error)) from error
    except BotoCoreError as error:
        raise StorageFailed(path=path, reason=str(error)) from error
