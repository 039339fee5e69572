"""A thief has the application's key and tries to lose what is kept: not one version may go.

The default is a hundred versions in some seconds. AKTA_ATTACK_VERSIONS=1000 AKTA_ATTACK_SECONDS=600 is the whole.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from dms.storage import s3_seal
from dms.storage.s3 import S3Store
from dms.storage.s3_client import refuses
from dms.storage.s3_locks import Lock
from tests import s3

COUNT = int(os.environ.get("AKTA_ATTACK_VERSIONS", "100"))
SECONDS = int(os.environ.get("AKTA_ATTACK_SECONDS", "0"))
PREFIX = "archiwum"
Act = Callable[[Any, str, str, str], Any]
SOON = dt.timedelta(seconds=2)


def soon() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + SOON


def retention(mode: str, until: dt.datetime | None, **more: Any) -> Act:
    def act(client: Any, bucket: str, key: str, version: str) -> Any:
        wanted = {"Mode": mode, "RetainUntilDate": until or soon()} if mode else {}
        return client.put_object_retention(Bucket=bucket, Key=key, VersionId=version, Retention=wanted, **more)

    return act


def batch(client: Any, bucket: str, key: str, version: str, **more: Any) -> Any:
    answer = client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key, "VersionId": version}]}, **more)
    assert not answer.get("Deleted"), answer
    raise ClientError({"Error": {"Code": "PerKey"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "DeleteObjects")


EVERY = {
    "delete": lambda c, b, k, v: c.delete_object(Bucket=b, Key=k, VersionId=v),
    "delete past governance": lambda c, b, k, v: c.delete_object(
        Bucket=b, Key=k, VersionId=v, BypassGovernanceRetention=True
    ),
    "delete in a batch": batch,
    "batch past governance": lambda c, b, k, v: batch(c, b, k, v, BypassGovernanceRetention=True),
    "delete the key": lambda c, b, k, v: c.delete_object(Bucket=b, Key=k),
    "shorten": retention("GOVERNANCE", None),
    "shorten past governance": retention("GOVERNANCE", None, BypassGovernanceRetention=True),
    "take the lock away": retention("", None, BypassGovernanceRetention=True),
    "hold off": lambda c, b, k, v: c.put_object_legal_hold(
        Bucket=b, Key=k, VersionId=v, LegalHold={"Status": "OFF"}
    ),
}  # fmt: skip
"""Must be refused for each version."""

WRITES: dict[str, Act] = {
    "overwrite": lambda c, b, k, v: c.put_object(Bucket=b, Key=k, Body=b"ransom"),
    "copy over itself": lambda c, b, k, v: c.copy_object(
        Bucket=b, Key=k, CopySource={"Bucket": b, "Key": k, "VersionId": v}, MetadataDirective="REPLACE"
    ),
    "overwrite with a short lock": lambda c, b, k, v: c.put_object(
        Bucket=b, Key=k, Body=b"", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=soon()
    ),
}
"""May go through: what was there stays as an older version."""

LIFE = {"Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1},
                   "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]}  # fmt: skip
OPEN = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::B", "arn:aws:s3:::B/*"]}
]}  # fmt: skip
BUCKET: dict[str, Callable[[Any, str], Any]] = {
    "lifecycle": lambda c, b: c.put_bucket_lifecycle_configuration(Bucket=b, LifecycleConfiguration=LIFE),
    "suspend versioning": lambda c, b: c.put_bucket_versioning(
        Bucket=b, VersioningConfiguration={"Status": "Suspended"}
    ),
    "lock settings": lambda c, b: c.put_object_lock_configuration(
        Bucket=b, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"}
    ),
    "policy": lambda c, b: c.put_bucket_policy(Bucket=b, Policy=json.dumps(OPEN).replace("B", b)),
    "no policy": lambda c, b: c.delete_bucket_policy(Bucket=b),
    "owner": lambda c, b: c.put_bucket_acl(Bucket=b, ACL="public-read-write"),
    "delete the bucket": lambda c, b: c.delete_bucket(Bucket=b),
}
"""Must be refused for the bucket."""


@pytest.mark.parametrize(("tls", "count"), [(False, COUNT), (True, 10)], ids=["http", "https"])
def test_the_applications_own_key_loses_nothing(tls: bool, count: int) -> None:
    place = s3.place(PREFIX, tls)
    store = S3Store(place.bucket, f"{PREFIX}/ocfl", **place.application._asdict(), lock=Lock(30, required=True))
    for number in range(count):
        store.put_new(f"{number % 7}/{number}", b"%d" % number)
    assert store.locks
    kept = [(f"{PREFIX}/ocfl/{key.path}", key.version) for key in store.locks.versions()]
    assert len(kept) == count
    client, went_through, began = place.application.client(attempts=1), Counter[str](), time.monotonic()
    while True:
        attack(client, place.bucket, kept, went_through)
        if tls or time.monotonic() - began >= SECONDS:
            break
    assert {name: count for name, count in went_through.items() if name not in WRITES} == {}
    assert lost(place, kept) == []


def attack(client: Any, bucket: str, kept: list[tuple[str, str]], went_through: Counter[str]) -> None:
    """Try everything once; count what was not refused."""
    for name, on_bucket in BUCKET.items():
        if not is_refused(partial(on_bucket, client, bucket)):
            went_through[name] += 1
    for key, version in kept:
        for name, act in (EVERY | WRITES).items():
            if not is_refused(partial(act, client, bucket, key, version)):
                went_through[name] += 1


def is_refused(act: Callable[[], Any]) -> bool:
    try:
        act()
    except ClientError as error:
        return refuses(error) or error.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    return False


def lost(place: s3.Place, kept: list[tuple[str, str]]) -> list[str]:
    """Return the keys whose version is gone, changed or no longer locked."""
    owner, gone = place.owner.client(), []
    locks = S3Store(place.bucket, "", **place.fixity._asdict(), lock=Lock(30)).locks
    assert locks
    for key, version in kept:
        try:
            body = owner.get_object(Bucket=place.bucket, Key=key, VersionId=version)["Body"].read()
        except ClientError:
            gone.append(key)
            continue
        whole = body == key.rpartition("/")[2].encode()
        if not whole or not locks.state(key, version).lasts(Lock(30).until() - dt.timedelta(hours=1)):
            gone.append(key)
    return gone


def test_the_attacks_would_lose_everything_with_the_owners_key() -> None:
    """The same list with a key that may do it all: shows that the test can fail."""
    place = s3.place(PREFIX)
    store = S3Store(place.bucket, f"{PREFIX}/ocfl", **place.application._asdict(), lock=Lock(30))
    for number in range(3):
        store.put_new(str(number), b"%d" % number)
    assert store.locks
    kept = [(f"{PREFIX}/ocfl/{key.path}", key.version) for key in store.locks.versions()]
    for key, version in kept:
        EVERY["delete past governance"](place.owner.client(), place.bucket, key, version)
    assert len(lost(place, kept)) == 3
    assert list(s3_seal.unlocked(store.locks)) == []
