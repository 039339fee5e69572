"""Locks on key versions: every rule that a server was seen to break, held against a server made to break it."""

from __future__ import annotations

import base64
import datetime as dt
import io
import os
import subprocess
import sys
import time
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from dms.errors import StorageFailed
from dms.storage import s3 as module
from dms.storage import s3_seal
from dms.storage.archive import Archive
from dms.storage.base import AlreadyThere
from dms.storage.s3 import S3Store
from dms.storage.s3_locks import COMPLIANCE, GOVERNANCE, LAST, Lock, NotLocked, VersionLocks
from tests import s3
from tests.dms.storage.faults import STAMP
from tests.tools import ROOT

RULE = Lock(30, required=True)
PART = 5 << 20  # the smallest that servers take
SECONDS = dt.timedelta(seconds=1)


@pytest.fixture(scope="module")
def place() -> s3.Place:
    """A bucket for the tests of this file; each works below a prefix of its own."""
    return s3.place()


@pytest.fixture
def store(place: s3.Place, request: pytest.FixtureRequest) -> S3Store:
    """A store of the application's account that locks."""
    return made(place, request.node.name)


def made(place: s3.Place, prefix: str, lock: Lock = RULE, **more: Any) -> S3Store:
    """Return a store below a prefix named after the test."""
    return S3Store(place.bucket, "".join(filter(str.isalnum, prefix)), **place.application._asdict(), lock=lock, **more)


def locks_of(store: S3Store) -> VersionLocks:
    assert store.locks
    return store.locks


def drop(client: Any, operation: str, *headers: str) -> None:
    """Make a client lose headers on their way, as some servers do."""

    def lose(params: dict[str, Any], **_rest: Any) -> None:
        for name in list(params["headers"]):
            if name.lower().startswith(headers):
                del params["headers"][name]

    client.meta.events.register(f"before-call.s3.{operation}", lose)


def seen(client: Any, into: list[tuple[str, dict[str, Any]]] | None = None) -> list[tuple[str, dict[str, Any]]]:
    """Return a list that fills with (operation, headers) of every request of a client."""
    calls = [] if into is None else into

    def note(request: Any, event_name: str, **_rest: Any) -> None:
        calls.append((event_name.rpartition(".")[2], {name.lower(): value for name, value in request.headers.items()}))

    client.meta.events.register("before-send.s3", note)
    return calls


def clients(store: S3Store) -> tuple[Any, ...]:
    """Return every client of a store."""
    return store._once, store._repeating


def every_call(store: S3Store) -> list[tuple[str, dict[str, Any]]]:
    """Return a list that fills with the calls of all clients of a store."""
    calls: list[tuple[str, dict[str, Any]]] = []
    for client in clients(store):
        seen(client, calls)
    return calls


def big(size: int = PART + 1000) -> io.BytesIO:
    return io.BytesIO(os.urandom(size))


def in_days(days: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def test_every_write_is_locked_and_looked_at(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART", PART)
    calls = every_call(store)
    store.put_new("small", b"1")
    store.put_new("large", big())
    store.replace("small", b"2")
    sent = [(name, headers) for name, headers in calls if name in ("PutObject", "CreateMultipartUpload")]
    assert [name for name, _headers in sent].count("PutObject") == 2
    assert all(headers["x-amz-object-lock-mode"] == b"GOVERNANCE" for _name, headers in sent)
    versions = list(locks_of(store).versions())
    assert len(versions) == 3
    for one in versions:
        assert locks_of(store).state(one.path, one.version).lasts(in_days(30))
        looked = [h for name, h in calls if name == "HeadObject"]
        assert looked


@pytest.mark.parametrize("operation", ["PutObject", "CreateMultipartUpload"])
def test_dropped_lock_headers_are_made_up_for(place: s3.Place, operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART", PART)
    store = made(place, f"dropped{operation}")
    for client in clients(store):
        drop(client, operation, "x-amz-object-lock")
    store.put_new("a", b"1" if operation == "PutObject" else big())
    assert locks_of(store).state("a").lasts(in_days(30))


def test_thirty_uploads_in_parts_none_unlocked(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the archive, on a server that drops the headers of uploads in parts. AKTA_S3_RECORDS=500: the whole."""
    monkeypatch.setattr(module, "PART", PART)
    store = made(place, "records")
    drop(store._once, "CreateMultipartUpload", "x-amz-object-lock")
    archive = Archive(store)
    count = int(os.environ.get("AKTA_S3_RECORDS", "30"))
    data = os.urandom(PART + 10)
    for number in range(count):
        source = data + str(number).encode()
        archive.create(f"akta:record:{number}", {"content/001.bin": lambda s=source: io.BytesIO(s)}, **STAMP)
    seals = [s3_seal.seal_of(locks_of(store), f"akta:record:{number}") for number in range(count)]
    assert all(len(seal.versions) >= 6 for seal in seals)
    assert [seal.object_id for seal in seals if not seal.is_sealed()] == []
    assert list(s3_seal.unlocked(locks_of(store))) == []


def test_a_server_that_takes_no_lock_is_not_believed(place: s3.Place) -> None:
    store = made(place, "nolock")
    for client in clients(store):
        drop(client, "PutObject", "x-amz-object-lock")
    store._repeating.meta.events.register("before-call.s3.PutObjectRetention", nothing)
    with pytest.raises(NotLocked):
        store.put_new("a", b"1")
    locks_of(store).rule = RULE._replace(required=False)
    store.put_new("b", b"1")
    assert sorted(key.path for key in s3_seal.unlocked(locks_of(store))) == ["a", "b"]


def nothing(**_rest: Any) -> tuple[Any, dict[str, Any]]:
    """Answer a call as a server does that says yes and does nothing."""
    return AWSResponse("", 200, {}, None), {}


def test_a_bucket_without_locks_is_written_without_unless_locks_are_required() -> None:
    account, bucket = s3.server()._asdict(), s3.bucket()
    S3Store(bucket, **account, lock=Lock(30)).put_new("a", b"1")
    with pytest.raises(StorageFailed):
        S3Store(bucket, **account, lock=RULE).put_new("b", b"1")


def test_a_hold_outlasts_the_lock_it_met(place: s3.Place) -> None:
    """Where a hold ends with the version's own retention, placing it alone would let the version go."""
    locks = VersionLocks(place.destruction.client(), place.bucket, "holds", RULE)
    owner = place.owner.client()

    def written(key: str) -> str:
        until = (dt.datetime.now(dt.UTC) + 3 * SECONDS).replace(microsecond=0)
        answer = owner.put_object(
            Bucket=place.bucket,
            Key=f"holds/{key}",
            Body=b"1",
            ObjectLockMode=GOVERNANCE,
            ObjectLockRetainUntilDate=until,
        )
        return str(answer["VersionId"])

    version = written("held")
    state = locks.place_hold("held", version)
    assert state.held and state.lasts(in_days(30))
    time.sleep(4.5)
    with pytest.raises(ClientError):
        place.application.client().delete_object(Bucket=place.bucket, Key="holds/held", VersionId=version)
    with pytest.raises(ClientError):
        owner.delete_object(Bucket=place.bucket, Key="holds/held", VersionId=version)
    after = locks.release_hold("held", version)
    assert not after.held and after.lasts(in_days(29)), "the lock stays when the hold ends"


@pytest.mark.parametrize("page", [2, 3, 5, 7, 1000])
def test_every_version_is_listed_once_whatever_the_page(place: s3.Place, page: int) -> None:
    store = made(place, f"pages{page}")
    for number in range(8):
        for text in range(1 + 2 * (number % 2)):
            store.replace(f"{number % 3}/{number}", b"%d" % text)
    locks = locks_of(store)
    locks.page = page
    found = [(key.path, key.version) for key in locks.versions()]
    assert len(found) == len(set(found)) == 16


def test_holds_are_mirrored_and_reconciled(place: s3.Place) -> None:
    store = made(place, "mirror")
    archive = Archive(store)
    for name in ("a", "b"):
        archive.create(f"akta:record:{name}", {"content/001.txt": name.encode()}, **STAMP)
    keeper = VersionLocks(place.destruction.client(), place.bucket, "mirror", RULE)
    first = s3_seal.compare_holds(locks_of(store), ["akta:record:a"])
    assert first.lacking and not first.left
    assert s3_seal.mirror_holds(keeper, first) == []
    assert all(one.lock.held for one in s3_seal.seal_of(locks_of(store), "akta:record:a").versions)
    assert not any(one.lock.held for one in s3_seal.seal_of(locks_of(store), "akta:record:b").versions)
    assert s3_seal.compare_holds(locks_of(store), ["akta:record:a"]) == ((), ())
    second = s3_seal.compare_holds(locks_of(store), ["akta:record:b"])
    assert len(second.lacking) == len(second.left) == len(first.lacking)
    assert s3_seal.mirror_holds(keeper, second) == []
    assert s3_seal.compare_holds(locks_of(store), ["akta:record:b"]) == ((), ())
    assert s3_seal.mirror_holds(locks_of(store), first), "the application's account may place no hold and says so"


@pytest.mark.parametrize("days", [40_000, 2_000_000])
def test_no_date_beyond_the_last_that_every_server_keeps(store: S3Store, days: int) -> None:
    calls = seen(store._repeating)
    lock = locks_of(store)
    lock.rule = Lock(days, required=True)
    store.put_new("far", b"1")
    assert lock.state("far").until == LAST
    lock.extend("far", "", dt.datetime(9999, 12, 31, tzinfo=dt.UTC))
    assert lock.state("far").until == LAST
    assert calls


def test_a_lock_is_never_shortened_nor_made_milder(store: S3Store) -> None:
    locks = locks_of(store)
    store.put_new("a", b"1")
    locks.extend("a", "", in_days(60))
    assert locks.extend("a", "", in_days(40)).lasts(in_days(60))
    locks.rule = Lock(70, COMPLIANCE)
    state = locks.extend("a", "", in_days(70))
    assert state.mode == GOVERNANCE and state.lasts(in_days(70)), "to change the mode is not for this account"
    store.put_new("b", b"1")
    locks.rule = Lock(90, GOVERNANCE)
    state = locks.extend("b", "", in_days(90))
    assert state.mode == COMPLIANCE and state.lasts(in_days(90))


def test_uploads_carry_their_digest_and_no_trailer(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART", PART)
    calls = every_call(store)
    store.put_new("small", b"1")
    store.put_new("large", big())
    store.replace("small", b"2")
    sent = [(name, headers) for name, headers in calls if name in ("PutObject", "UploadPart")]
    assert sorted({name for name, _headers in sent}) == ["PutObject", "UploadPart"]
    for name, headers in sent:
        digest = headers["x-amz-checksum-sha256"].decode()
        assert headers["x-amz-content-sha256"].decode() == base64.b64decode(digest).hex(), "in both places"
        assert "x-amz-sdk-checksum-algorithm" not in headers, name
        assert "x-amz-trailer" not in headers and "aws-chunked" not in str(headers.get("content-encoding")), name


def test_lock_state_never_comes_from_get(store: S3Store) -> None:
    store.put_new("a", b"1")
    calls = seen(store._repeating)
    assert locks_of(store).state("a").mode == GOVERNANCE
    assert [name for name, _headers in calls] == ["HeadObject"]


def test_locks_and_holds_of_older_versions_are_seen(place: s3.Place) -> None:
    """The HEAD of some servers shows those of the newest version only."""
    store = made(place, "older")
    for number in range(3):
        store.replace("a", str(number).encode())
    keeper = VersionLocks(place.destruction.client(), place.bucket, "older", RULE)
    oldest = [key for key in keeper.versions() if not key.newest][-1]
    keeper.place_hold("a", oldest.version)
    found = list(s3_seal.sealed(locks_of(store)))
    assert len(found) == 3 and all(one.lasts(in_days(30)) for one in found)
    assert [one.key.version for one in found if one.lock.held] == [oldest.version]


def test_a_name_under_a_delete_marker_is_written_again(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The marker is put by the owner: the application may not put one over the archive."""
    monkeypatch.setattr(module, "PART", PART)
    for name, data in (("small", b"2"), ("large", big())):
        store = made(place, "marker")
        store.put_new(name, b"1")
        with pytest.raises(ClientError):
            store._once.delete_object(Bucket=place.bucket, Key=f"marker/{name}")
        place.owner.client().delete_object(Bucket=place.bucket, Key=f"marker/{name}")
        assert not store.exists(name)
        store.put_new(name, data)
        assert store.exists(name)
        with pytest.raises(AlreadyThere):
            store.put_new(name, b"3")
        assert len(list(locks_of(store).versions(name))) == 2


def test_conditional_writes_are_sent_only_where_they_were_seen_to_work(place: s3.Place) -> None:
    for answer in (True, False):
        store = made(place, f"condition{answer}", conditional=lambda: answer)  # noqa: B023 - used within the round
        calls = every_call(store)
        store.put_new("a", b"1")
        with pytest.raises(AlreadyThere):
            store.put_new("a", b"2")
        assert [("if-none-match" in headers) for name, headers in calls if name == "PutObject"] == [answer]


def test_renewal_lengthens_what_is_half_over_and_locks_what_is_open(place: s3.Place) -> None:
    old, rule = made(place, "renew", Lock(30)), Lock(90)
    old.put_new("old", b"1")
    old.put_new("held", b"1")
    client = place.application.client()
    client.put_object(Bucket=place.bucket, Key="renew/open", Body=b"1")
    made(place, "renew", rule).put_new("new", b"1")
    keeper = VersionLocks(place.destruction.client(), place.bucket, "renew", Lock(30))
    keeper.place_hold("held", next(keeper.versions("held")).version)
    locks = VersionLocks(client, place.bucket, "renew", rule)
    assert [key.path for key in s3_seal.unlocked(locks)] == ["open"]
    done = s3_seal.renew(locks)
    assert (done.seen, done.renewed, done.unlocked, done.least_days) == (4, 3, (), 89)
    assert s3_seal.renew(locks).renewed == 0
    assert all(one.lasts(in_days(90)) for one in s3_seal.sealed(locks))


def test_renewal_leaves_out_what_is_to_be_let_go_and_tells_what_it_could_not_lock(place: s3.Place) -> None:
    store = made(place, "letgo", Lock(30))
    store.put_new("gone/a", b"1")
    store.put_new("kept/a", b"1")
    locks = VersionLocks(place.application.client(), place.bucket, "letgo", Lock(90))
    done = s3_seal.renew(locks, leave_out=lambda path: path.startswith("gone/"))
    assert done.renewed == 1 and locks.state("gone/a").until < in_days(31)  # type: ignore[operator]
    reader = VersionLocks(place.fixity.client(), place.bucket, "letgo", Lock(180))
    done = s3_seal.renew(reader)
    assert done.renewed == 0 and done.least_days == 29 and s3_seal.is_late(done, 180)
    place.owner.client().put_object(Bucket=place.bucket, Key="letgo/open", Body=b"1")
    done = s3_seal.renew(reader)
    assert len(done.unlocked) == 1 and "open" in done.unlocked[0]


def test_renewal_goes_on_when_a_version_is_destroyed_meanwhile(
    place: s3.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = made(place, "meanwhile", Lock(30))
    store.put_new("a", b"1")
    store.put_new("b", b"1")
    locks = VersionLocks(place.application.client(), place.bucket, "meanwhile", Lock(90))
    listed = list(locks.versions())
    place.destruction.client().delete_object(
        Bucket=place.bucket, Key="meanwhile/a", VersionId=listed[0].version, BypassGovernanceRetention=True
    )
    monkeypatch.setattr(locks, "versions", lambda prefix="": iter(listed))
    done = s3_seal.renew(locks)
    assert (done.seen, done.renewed, done.unlocked) == (1, 1, ())


@pytest.mark.parametrize(
    ("least", "days", "unlocked", "late"),
    [(44, 90, (), False), (31, 90, (), False), (30, 90, (), True), (80, 90, ("a",), True), (3, 30, (), False),
     (2, 30, (), True), (None, 90, (), False)],
)  # fmt: skip
def test_when_a_renewal_is_late(least: int | None, days: int, unlocked: tuple[str, ...], late: bool) -> None:
    assert s3_seal.is_late(s3_seal.Renewal(1, 0, unlocked, least), days) is late


def test_stale_uploads_are_given_up_and_fresh_ones_are_not(place: s3.Place) -> None:
    client = place.application.client()
    client.create_multipart_upload(Bucket=place.bucket, Key="stale/a")
    client.create_multipart_upload(Bucket=place.bucket, Key="other/a")
    assert s3_seal.abort_stale(client, place.bucket, "stale") == 0
    assert s3_seal.abort_stale(client, place.bucket, "stale", -SECONDS) == 1
    left = client.list_multipart_uploads(Bucket=place.bucket)["Uploads"]
    assert [one["Key"] for one in left if one["Key"].startswith(("stale", "other"))] == ["other/a"]


def test_a_key_below_another_key_is_refused_as_a_fault_of_the_store(store: S3Store) -> None:
    store.put_new("a", b"1")
    with pytest.raises(StorageFailed):
        store.put_new("a/b", b"1")


MEMORY = """
import sys, io
import django
django.setup()
from dms.storage.s3 import S3Store
from dms.storage.s3_locks import Lock
bucket, endpoint, access, secret, size = sys.argv[1:]
class Sparse(io.RawIOBase):
    left = int(size) << 20
    def readable(self): return True
    def read(self, count=-1):
        count = min(self.left, 1 << 20 if count < 0 else count)
        self.left -= count
        return bytes(count)
store = S3Store(bucket, "memory", endpoint_url=endpoint, access_key=access, secret_key=secret, lock=Lock(30))
store.put_new(size, Sparse())
with store.open(size) as stream:
    total = 0
    while piece := stream.read(1 << 20):
        total += len(piece)
assert total == int(size) << 20
# Not ru_maxrss: a child begins with what its parent had at the fork.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


def test_a_large_stream_needs_no_more_memory_than_a_small_one(place: s3.Place) -> None:
    """300 MiB beside 100 MiB, each in a process of its own: some parts of 16 MiB, whatever the length."""

    def peak(mebibytes: int) -> int:
        account = [place.bucket, *place.application[:3], str(mebibytes)]
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, *account], cwd=ROOT, check=True, capture_output=True, text=True
        )
        return int(done.stdout) // 1024

    small, large = peak(100), peak(300)
    assert large < 1.6 * small and large < 250, f"{small} and {large} MiB"


def test_a_slow_server_holds_the_reader_back(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more parts are in memory than travel, and the one that is read."""
    monkeypatch.setattr(module, "PART", PART)
    size, sent, ahead = 10 * PART, [0], []

    class Watched(io.BytesIO):
        def read(self, count: int | None = -1) -> bytes:
            ahead.append(self.tell() // PART - sent[0])
            return super().read(count)

    def slow(**_rest: Any) -> None:
        time.sleep(0.15)

    def arrived(**_rest: Any) -> None:
        sent[0] += 1

    store._repeating.meta.events.register("before-call.s3.UploadPart", slow)
    store._repeating.meta.events.register("after-call.s3.UploadPart", arrived)
    store.put_new("slow", Watched(bytes(size)))
    assert store.size("slow") == size
    assert max(ahead) <= module.AT_ONCE + 1


def test_a_broken_off_upload_shows_nothing(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PART", PART)

    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 3 * PART:
                raise ConnectionError
            return super().read(size)

    with pytest.raises(ConnectionError):
        store.put_new("torn", Torn(bytes(4 * PART)))
    assert not store.exists("torn") and list(store.list()) == [] and list(locks_of(store).versions()) == []
    uploads = store._once.list_multipart_uploads(Bucket=store._bucket).get("Uploads", [])
    assert [one for one in uploads if one["Key"].endswith("torn")] == []
