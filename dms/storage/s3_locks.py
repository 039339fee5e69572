"""Locks on key versions: retention that is sent, looked at, and set where it is missing; holds; never a date too far.

A lock is what a refused delete says, not what a server accepted: some drop the headers on an upload in parts, some
keep a default rule only while the rule is there. So headers go with every write, HEAD looks at what came of them, and
`put_object_retention` does what is missing. The GET of some servers tells nothing of locks and is never asked.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from django.utils.translation import gettext_noop as _

from dms.errors import StorageFailed
from dms.storage.s3_client import code, failing, is_absent, refuses

GOVERNANCE, COMPLIANCE = "GOVERNANCE", "COMPLIANCE"
LAST = dt.datetime(2099, 12, 31, tzinfo=dt.UTC)  # one server wraps in February 2106: what was for ever is for nothing
SLACK = dt.timedelta(minutes=2)  # what a lock may be short of: servers cut fractions, clocks differ
logger = logging.getLogger(__name__)


class NotLocked(StorageFailed):
    """The server does not show the lock that it was asked for."""

    code = "storage.not_locked"
    message = _("The store did not lock “%(path)s”, so it does not count as kept. The work will be tried again.")


class Lock(NamedTuple):
    """How long and how strictly what is written may not be deleted; `required`: a write without its lock fails."""

    days: int
    mode: str = GOVERNANCE
    required: bool = False

    def until(self, now: dt.datetime | None = None) -> dt.datetime:
        """Return until when something written now is locked, in whole seconds."""
        return capped((now or dt.datetime.now(dt.UTC)) + dt.timedelta(days=self.days))


class State(NamedTuple):
    """What HEAD says of one key version."""

    mode: str
    until: dt.datetime | None
    held: bool

    def lasts(self, until: dt.datetime) -> bool:
        """Return whether the retention reaches a moment. A hold alone does not count: see `place_hold`."""
        return bool(self.mode) and self.until is not None and self.until >= until - SLACK


class KeyVersion(NamedTuple):
    """One version of a key; `path` is relative to the prefix."""

    path: str
    version: str
    size: int
    newest: bool


def capped(until: dt.datetime) -> dt.datetime:
    """Return the moment, or the last one that every server keeps."""
    return min(until, LAST).replace(microsecond=0)


class VersionLocks:
    """The locks of the key versions below a prefix of a bucket."""

    page = 1000  # versions asked for at once

    def __init__(self, client: Any, bucket: str, prefix: str, rule: Lock) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.rule = rule
        self._available: bool | None = None

    def available(self) -> bool:
        """Return whether the bucket has Object Lock; asked once. What may not be asked is taken for yes."""
        if self._available is None:
            with failing(self._bucket):
                try:
                    answer = self._client.get_object_lock_configuration(Bucket=self._bucket)
                except ClientError as error:
                    if code(error) not in ("ObjectLockConfigurationNotFoundError", "AccessDenied", "NotImplemented"):
                        raise
                    self._available = code(error) == "AccessDenied"
                else:
                    found = answer.get("ObjectLockConfiguration", {})
                    self._available = found.get("ObjectLockEnabled") == "Enabled"
        return self._available

    def headers(self) -> dict[str, Any]:
        """Return the lock headers of a write; none for a bucket without Object Lock, unless a lock is required."""
        if not self.rule.required and not self.available():
            return {}
        return {"ObjectLockMode": self.rule.mode, "ObjectLockRetainUntilDate": self.rule.until()}

    def ensure(self, path: str, version: str) -> None:
        """Look whether a version just written is locked, lock it if not, and look again.

        Raises `NotLocked` where a lock is required; elsewhere the log says so and the probe will.
        """
        if not self.rule.required and not self.available():
            return
        wanted = self.rule.until()
        if self.state(path, version).lasts(wanted) or self.extend(path, version, wanted).lasts(wanted):
            return
        if self.rule.required:
            raise NotLocked(path=path)
        logger.warning("the store did not lock %s", path)

    def state(self, path: str, version: str = "") -> State:
        """Return how a version (the newest without one) is locked. Raises `Absent`.

        HEAD says it; where HEAD shows no lock, retention and hold are asked for by themselves: the HEAD of some
        servers tells of locks on the newest version only.
        """
        with failing(path):
            found = self._client.head_object(**self._at(path, version))
            if found.get("ObjectLockMode"):
                held = found.get("ObjectLockLegalHoldStatus") == "ON"
                return State(found["ObjectLockMode"], found.get("ObjectLockRetainUntilDate"), held)
            retention = self._asked(self._client.get_object_retention, path, version).get("Retention", {})
            hold = self._asked(self._client.get_object_legal_hold, path, version).get("LegalHold", {})
        return State(retention.get("Mode", ""), retention.get("RetainUntilDate"), hold.get("Status") == "ON")

    def _asked(self, ask: Callable[..., dict[str, Any]], path: str, version: str) -> dict[str, Any]:
        """Return the answer to a question about a lock, nothing where the server knows of none."""
        try:
            return ask(**self._at(path, version))
        except ClientError as error:
            if not refuses(error) or is_absent(error):
                raise
            return {}

    def extend(self, path: str, version: str, until: dt.datetime) -> State:
        """Lock a version until a moment at least; a longer lock stays, and so does the mode of a lock that is there:
        to change it needs the right to get past locks, which this account must not have. Returns the new state."""
        before, until = self.state(path, version), capped(until)
        if before.lasts(until):
            return before
        retention = {"Mode": before.mode or self.rule.mode, "RetainUntilDate": until}
        try:
            with failing(path):
                self._client.put_object_retention(**self._at(path, version), Retention=retention)
        except StorageFailed as problem:
            logger.warning("retention of %s: %s", path, problem.params.get("reason"))
        return self.state(path, version)

    def place_hold(self, path: str, version: str) -> State:
        """Put a version on hold. On some servers a hold ends with the version's own retention, so that goes first."""
        self.extend(path, version, self.rule.until())
        with failing(path):
            self._client.put_object_legal_hold(**self._at(path, version), LegalHold={"Status": "ON"})
        return self.state(path, version)

    def release_hold(self, path: str, version: str) -> State:
        """End the hold of a version; its retention stays."""
        with failing(path):
            self._client.put_object_legal_hold(**self._at(path, version), LegalHold={"Status": "OFF"})
        return self.state(path, version)

    def versions(self, prefix: str = "") -> Iterator[KeyVersion]:
        """Yield every version of every key whose path begins with `prefix`; delete markers are none.

        Some servers begin a page with the last of the page before: it is passed over.
        """
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix, PaginationConfig={"PageSize": self.page}
        )
        last = None
        with failing(prefix):
            for page in pages:
                for found in page.get("Versions", []):
                    path = found["Key"].removeprefix(self._prefix)
                    if last != (path, found["VersionId"]):
                        yield KeyVersion(path, found["VersionId"], found["Size"], found["IsLatest"])
                    last = path, found["VersionId"]

    def _at(self, path: str, version: str) -> dict[str, str]:
        at = {"Bucket": self._bucket, "Key": self._prefix + path}
        return at | {"VersionId": version} if version else at
