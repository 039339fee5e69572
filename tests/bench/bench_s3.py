"""The store in a bucket beside plain boto3: the same server, the same bytes, one after the other in the same run.

    python -m tests.bench.bench_s3 [--mebibytes 256] [--rounds 5] [--json FILE]

Ours digests, locks each version and looks whether the lock is there; plain boto3 does none of it. The ratio is what
counts: ours may cost a tenth. Needs Go for the server (see `tests/s3.py`).
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any

import boto3
import django
from botocore.config import Config

from tests.bench.figures import Figure
from tests.bench.office import Office, part_of_bench

PART = "s3"
AT_LEAST = 0.9


class Endless(io.RawIOBase):
    """A stream of so many bytes that costs little to make."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._piece = os.urandom(1 << 20)

    def readable(self) -> bool:
        """Return that one may read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        count = self._left if size < 0 else min(size, self._left)
        self._left -= count
        whole, rest = divmod(count, len(self._piece))
        return self._piece * whole + self._piece[:rest]


def timed(act: Callable[[], object]) -> float:
    """Return the seconds an act takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def drain(stream: Any) -> None:
    """Read a stream to its end."""
    while stream.read(1 << 20):
        pass
    stream.close()


def pair(
    name: str, mebibytes: float, rounds: int, ours: Callable[[], object], plain: Callable[[], object]
) -> list[Figure]:
    """Measure both by turns; the figures are medians, the ratio is that of the rates."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            times[which].append(timed((ours, plain)[which]))
    mine, theirs = (statistics.median(one) for one in times)
    return [
        Figure(PART, f"{name}: ours", mebibytes / mine, "MiB/s"),
        Figure(PART, f"{name}: plain boto3", mebibytes / theirs, "MiB/s"),
        Figure(PART, f"{name}: ours beside plain boto3", theirs / mine, "times", AT_LEAST, at_least=True),
    ]


def run(*, quick: bool, mebibytes: int, rounds: int) -> list[Figure]:
    """Measure one large stream, and files of 4 MiB."""
    mebibytes, rounds = (32, 1) if quick else (mebibytes, rounds)
    with Office():
        django.setup()
        return measure(mebibytes, rounds, 4 if quick else 16)


def measure(mebibytes: int, rounds: int, count: int) -> list[Figure]:
    """Return the figures of a large stream and of so many files of 4 MiB."""
    from dms.storage.s3 import S3Store
    from dms.storage.s3_locks import Lock
    from tests import s3

    place = s3.place()
    who = place.application
    store = S3Store(place.bucket, "ours", **who._asdict(), lock=Lock(30, required=True))
    keys = {"aws_access_key_id": who.access_key, "aws_secret_access_key": who.secret_key}
    path = Config(s3={"addressing_style": "path"})
    boto = boto3.client("s3", endpoint_url=who.endpoint_url, region_name="us-east-1", config=path, **keys)
    size, small = mebibytes << 20, os.urandom(4 << 20)

    def fresh() -> str:
        return uuid.uuid4().hex

    def put_small(put: Callable[[str], object]) -> Callable[[], None]:
        return lambda: [put(fresh()) for _ in range(count)] and None

    store.put_new("large", Endless(size))
    store.put_new("small", small)
    return [
        *pair(
            f"put {mebibytes} MiB", mebibytes, rounds,
            lambda: store.put_new(fresh(), Endless(size)),
            lambda: boto.upload_fileobj(Endless(size), place.bucket, f"plain/{fresh()}"),
        ),
        *pair(
            f"get {mebibytes} MiB", mebibytes, rounds,
            lambda: drain(store.open("large")),
            lambda: drain(boto.get_object(Bucket=place.bucket, Key="ours/large")["Body"]),
        ),
        *pair(
            f"put {count} × 4 MiB", count * 4, rounds,
            put_small(lambda key: store.put_new(key, small)),
            put_small(lambda key: boto.put_object(Bucket=place.bucket, Key=f"plain/{key}", Body=small)),
        ),
        *pair(
            f"get {count} × 4 MiB", count * 4, rounds,
            put_small(lambda _key: drain(store.open("small"))),
            put_small(lambda _key: drain(boto.get_object(Bucket=place.bucket, Key="ours/small")["Body"])),
        ),
    ]  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this part takes."""
    parser.add_argument("--mebibytes", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)


if __name__ == "__main__":
    part_of_bench(__doc__ or "", run, arguments)
