"""What the server behind the archive really does, tried out with the application's own account.

A claim of the server counts for nothing; a refused delete, confirmed by HEAD, does. The objects lie below `probe/`:
in `probe/scratch/` the application may delete versions (see `s3_bucket`), so a version that could not be deleted while
it was locked and can be afterwards was held by its lock and not by a missing right. Takes about ten seconds, most of
it waiting for locks of a few seconds to end.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import ClientError

from dms.storage.probe import FAILED, PASSED, TITLES, UNKNOWN, Check, Report
from dms.storage.s3_bucket import SCRATCH
from dms.storage.s3_client import Account, body, code, failing, is_absent, refuses, status
from dms.storage.s3_locks import GOVERNANCE

SHORT = dt.timedelta(seconds=5)  # a lock that ends while we wait
CLOCK_SECONDS = 60
FAR = dt.datetime(2105, 6, 1, tzinfo=dt.UTC)


class Unclear(Exception):
    """A check could not be made."""


class Wrong(Exception):
    """The server did something else than it should."""


def probe(account: Account, bucket: str, prefix: str = "", mode: str = GOVERNANCE) -> Report:
    """Try the server out as this account. Raises `StorageFailed` if it cannot be reached at all."""
    began = time.monotonic()
    prober = _Prober(account.client(), bucket, prefix, mode)
    with failing(bucket):
        checks = tuple(prober.run())
    return Report(checks, round(time.monotonic() - began, 1))


class _Prober:
    def __init__(self, client: Any, bucket: str, prefix: str, mode: str) -> None:
        self._client = client
        self._bucket = bucket
        self._room = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._scratch = f"{self._room}{SCRATCH}{uuid.uuid4().hex}/"
        self._mode = mode
        self._ends = dt.datetime.now(dt.UTC)

    def run(self) -> Iterator[Check]:
        """Yield the checks in the order of TITLES."""
        found = {check.name: check for check in self._all()}
        return (found[name] for name in TITLES)

    def _all(self) -> Iterator[Check]:
        yield self._check("clock", self._clock)
        yield self._check("versioning", self._versioning)
        locked: dict[str, str] = {}
        yield self._check("lock_parts_headers", lambda: self._put_locked(locked))
        for name in ("lock", "lock_parts"):
            yield self._check(name, lambda key=name: self._holds(locked, key))  # type: ignore[misc]
        yield self._check("hold", lambda: self._hold_outlives(locked))
        yield self._check("no_bypass", self._no_bypass)
        yield self._check("no_delete", self._no_delete)
        yield self._check("no_settings", self._no_settings)
        yield self._check("condition", self._condition)
        yield self._check("far_date", self._far_date)

    @staticmethod
    def _check(name: str, act: Callable[[], str]) -> Check:
        try:
            return Check(name, PASSED, act() or "")
        except Wrong as problem:
            return Check(name, FAILED, str(problem))
        except Unclear as problem:
            return Check(name, UNKNOWN, str(problem))
        except ClientError as error:
            if not refuses(error):
                raise
            return Check(name, UNKNOWN, _said(error))

    def _clock(self) -> str:
        answer = self._client.list_objects_v2(Bucket=self._bucket, MaxKeys=1)
        theirs = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        apart = abs((theirs - dt.datetime.now(dt.UTC)).total_seconds())
        if apart > CLOCK_SECONDS:
            raise Wrong(f"{apart:.0f} s")
        return f"{apart:.0f} s"

    def _versioning(self) -> str:
        answer = self._client.get_bucket_versioning(Bucket=self._bucket)
        if answer.get("Status") != "Enabled":
            raise Wrong(str(answer.get("Status", "never enabled")))
        return ""

    def _put_locked(self, locked: dict[str, str]) -> str:
        """Write what the next checks look at, locked for some seconds; passes if parts take their lock at once."""
        self._ends = dt.datetime.now(dt.UTC).replace(microsecond=0) + SHORT
        headers = {"ObjectLockMode": self._mode, "ObjectLockRetainUntilDate": self._ends}
        locked["lock"] = self._put("lock", **headers)
        locked["hold"] = self._put("hold", **headers)
        locked["lock_parts"] = version = self._put_parts("lock_parts", **headers)
        if not self._head("lock_parts", version).get("ObjectLockMode"):
            retention = {"Mode": self._mode, "RetainUntilDate": self._ends}
            self._client.put_object_retention(**self._at("lock_parts", version), Retention=retention)
            raise Wrong("the headers were dropped; set afterwards")
        return ""

    def _holds(self, locked: dict[str, str], name: str) -> str:
        """Delete while the lock lasts, must be refused; and after it has ended, must go."""
        version = self._written(locked, name)
        if name == "lock":  # all of them are tried before the first wait
            for each in ("lock", "lock_parts"):
                locked[f"{each} refused"] = self._refused_delete(each, locked[each]) if each in locked else ""
            self._hold_on(locked)
            self._wait()
        if not locked.get(f"{name} refused"):
            raise Wrong("a locked version was deleted")
        try:
            self._client.delete_object(**self._at(name, version))
        except ClientError as error:
            raise Unclear(f"also refused without a lock: {_said(error)}; see “akta bucket setup”") from None
        return locked[f"{name} refused"]

    def _hold_on(self, locked: dict[str, str]) -> None:
        try:
            at = self._at("hold", locked["hold"])
            self._client.put_object_legal_hold(**at, LegalHold={"Status": "ON"})
            locked["hold on"] = "yes"
        except ClientError as error:
            locked["hold fault"] = _said(error)

    def _hold_outlives(self, locked: dict[str, str]) -> str:
        version = self._written(locked, "hold")
        if "hold on" not in locked:
            raise Unclear(locked.get("hold fault", ""))
        said = self._refused_delete("hold", version)
        if not said:
            raise Wrong("deleted when its lock had ended; Akta lengthens the lock of what is on hold")
        self._client.put_object_legal_hold(**self._at("hold", version), LegalHold={"Status": "OFF"})
        self._client.delete_object(**self._at("hold", version))
        return said

    def _no_bypass(self) -> str:
        until = dt.datetime.now(dt.UTC).replace(microsecond=0) + SHORT
        version = self._put("bypass", ObjectLockMode=self._mode, ObjectLockRetainUntilDate=until)
        said = self._refused_delete("bypass", version, BypassGovernanceRetention=True)
        if not said:
            advice = "; with S3_LOCK_MODE=COMPLIANCE nobody may" if self._mode == GOVERNANCE else ""
            raise Wrong(f"a locked version was deleted with BypassGovernanceRetention{advice}")
        return said

    def _no_delete(self) -> str:
        """Delete an unlocked version outside the scratch corner: only the missing right can refuse it."""
        key = f"{self._room}probe/never-deleted"
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if not is_absent(error):
                raise
            found = self._client.put_object(Bucket=self._bucket, Key=key, **body(b"x"))
        version = found.get("VersionId", "")
        said = self._refused_delete(key, version, absolute=True)
        if not said:
            raise Wrong("an unlocked version was deleted")
        return said

    def _no_settings(self) -> str:
        """Ask for what is so already: the answer tells whether we might ask for something else."""
        if self._client.get_bucket_versioning(Bucket=self._bucket).get("Status") != "Enabled":
            raise Unclear("asked only where versions are kept already")
        try:
            self._client.put_bucket_versioning(Bucket=self._bucket, VersioningConfiguration={"Status": "Enabled"})
        except ClientError as error:
            if status(error) == 403:
                return _said(error)
            raise Wrong(f"not forbidden: {_said(error)}") from None
        raise Wrong("it may change the versioning of the bucket: the key of the owner or of the server's root")

    def _condition(self) -> str:
        def write(key: str) -> bool:
            try:
                self._client.put_object(Bucket=self._bucket, Key=self._scratch + key, **body(b"x"), IfNoneMatch="*")
            except ClientError as error:
                if status(error) not in (409, 412):
                    raise
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            for number in range(6):
                winners = sum(pool.map(write, [f"race{number}"] * 4))
                if winners != 1:
                    raise Wrong(f"{winners} of 4 writers won")
        return ""

    def _far_date(self) -> str:
        """Look at one object locked until 2105, put once per bucket: the archive itself never goes past 2099."""
        key = f"{self._room}probe/far-date"
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if not is_absent(error):
                raise
            lock = {"ObjectLockMode": GOVERNANCE, "ObjectLockRetainUntilDate": FAR}
            self._client.put_object(Bucket=self._bucket, Key=key, **body(b"x"), **lock)
            found = self._client.head_object(Bucket=self._bucket, Key=key)
        until = found.get("ObjectLockRetainUntilDate")
        if until != FAR:
            raise Wrong(f"{FAR:%Y-%m-%d} came back as {until}; Akta never locks beyond 2099")
        return ""

    def _refused_delete(self, key: str, version: str, absolute: bool = False, **more: Any) -> str:
        """Delete a version; return the server's words when it refused and the version is still there, else nothing."""
        at = {"Bucket": self._bucket, "Key": key, "VersionId": version} if absolute else self._at(key, version)
        try:
            self._client.delete_object(**at, **more)
            return ""
        except ClientError as error:
            if not refuses(error):
                raise
            said = _said(error)
        try:
            self._client.head_object(**at)
        except ClientError as error:
            if is_absent(error):
                return ""
            raise
        return said

    def _put(self, key: str, **lock: Any) -> str:
        answer = self._client.put_object(Bucket=self._bucket, Key=self._scratch + key, **body(b"x"), **lock)
        return str(answer.get("VersionId", ""))

    def _put_parts(self, key: str, **lock: Any) -> str:
        at = {"Bucket": self._bucket, "Key": self._scratch + key}
        at["UploadId"] = self._client.create_multipart_upload(**at, ChecksumAlgorithm="SHA256", **lock)["UploadId"]
        content = body(b"x")
        tag = self._client.upload_part(**at, **content, PartNumber=1)["ETag"]
        part = {"PartNumber": 1, "ETag": tag, "ChecksumSHA256": content["ChecksumSHA256"]}
        answer = self._client.complete_multipart_upload(**at, MultipartUpload={"Parts": [part]})
        return str(answer.get("VersionId") or self._head(key, "").get("VersionId", ""))

    def _head(self, key: str, version: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.head_object(**self._at(key, version))
        return found

    def _at(self, key: str, version: str) -> dict[str, str]:
        at = {"Bucket": self._bucket, "Key": self._scratch + key}
        return at | {"VersionId": version} if version else at

    def _written(self, locked: dict[str, str], name: str) -> str:
        if name not in locked:
            raise Unclear("nothing could be written with a lock")
        return locked[name]

    def _wait(self) -> None:
        left = (self._ends - dt.datetime.now(dt.UTC)).total_seconds() + 1.5
        time.sleep(max(0, left))


def _said(error: ClientError) -> str:
    return f"{status(error)} {code(error)}"
