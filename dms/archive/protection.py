"""Whether the store behind the archive protects what it keeps: probed, remembered, shown; and its locks renewed.

What the probe and the renewal found is an event: every machine of the office sees the newest, and nobody can say later
that it was otherwise.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_noop as _

from dms.audit import log
from dms.audit.models import AuditEvent
from dms.errors import Unavailable
from dms.jobs.ledger import now
from dms.storage import probe, spaces

SUBJECT = ("storage", "archive")
ACTOR = log.Actor("system", "", "Akta")
VALID = dt.timedelta(days=7)  # the probe runs daily: an older answer says that nobody asks any more
REMEMBERED = 10  # seconds for which a process believes what it read
_known: tuple[float, tuple[str, str], Finding | None] | None = None


class NotProtected(Unavailable):
    """The office takes in only where locks hold, and the probe did not see them hold."""

    code = "storage.not_protected"
    message = _(
        "Nothing is taken in: it was not proved within a week that the store protects what it keeps."
        " The administrator runs “akta storage check”."
    )


class Finding(NamedTuple):
    """What was found and when."""

    at: dt.datetime
    data: dict[str, Any]

    @property
    def report(self) -> probe.Report:
        """Return the probe's report."""
        return probe.from_data(self.data)


def check(actor: log.Actor = ACTOR) -> probe.Report | None:
    """Probe the bucket and remember what came of it; None for an archive in a folder. Raises `StorageFailed`."""
    global _known
    if not spaces.in_bucket():
        return None
    from dms.storage import s3_probe

    bucket, prefix = spaces.bucket()
    report = s3_probe.probe(spaces.account(), bucket, prefix, settings.S3_LOCK_MODE)
    with transaction.atomic():
        log.record("storage.checked", SUBJECT, actor, {"place": settings.AKTA_ARCHIVE} | report.as_data())
    _known = None
    return report


def latest() -> Finding | None:
    """Return what the newest probe of this bucket found, None without one."""
    global _known
    place = (str(settings.AKTA_HOME), settings.AKTA_ARCHIVE)
    if _known is None or time.monotonic() - _known[0] > REMEMBERED or _known[1] != place:
        _known = (time.monotonic(), place, _newest("storage.checked"))
    return _known[2]


def is_protected() -> bool:
    """Return whether the store was seen to protect what it keeps, and that lately."""
    found = latest()
    return found is not None and found.report.protected and found.at > now() - VALID


def require() -> None:
    """Raise `NotProtected` where the office wants locks and they were not seen to hold."""
    if settings.S3_REQUIRE_LOCK and spaces.in_bucket() and not is_protected():
        raise NotProtected


def is_conditional() -> bool:
    """Return whether the server was seen to let one of several writers of a name win."""
    try:
        found = latest()
    except DatabaseError:  # without a database (a command at the very start) nothing is known
        return False
    return found is not None and found.report.passed("condition")


def renew(
    actor: log.Actor = ACTOR,
    progress: Callable[[int, int], None] | None = None,
    leave_out: Callable[[str], bool] = lambda path: False,
) -> dict[str, Any] | None:
    """Renew the locks of all that is never deleted and remember how it stands; None where there are no locks."""
    locks = spaces.version_locks()
    if not locks or not all(one.available() for one in locks.values()):
        return None
    from dms.storage import s3_seal

    done = [s3_seal.renew(one, leave_out=leave_out, progress=progress) for one in locks.values()]
    least = [one.least_days for one in done if one.least_days is not None]
    late = any(s3_seal.is_late(one, settings.S3_LOCK_DAYS) for one in done)
    open_ones = [path for one in done for path in one.unlocked]
    data = {
        "place": settings.AKTA_ARCHIVE, "seen": sum(one.seen for one in done),
        "renewed": sum(one.renewed for one in done), "unlocked": len(open_ones),
        "least_days": min(least, default=None), "late": late,
    }  # fmt: skip
    with transaction.atomic():
        log.record("storage.renewed", SUBJECT, actor, data)
    return data | {"paths": open_ones}


def survey() -> dict[str, Any] | None:
    """Return which versions of what is never deleted are not locked now; None where there are no locks."""
    locks = spaces.version_locks()
    if not locks or not all(one.available() for one in locks.values()):
        return None
    from dms.storage import s3_seal

    moment, seen, least, paths = now(), 0, None, []
    for name, one in locks.items():
        for found in s3_seal.sealed(one):
            seen += 1
            until = found.lock.until
            if until is None or until <= moment:
                paths.append(f"{name}/{found.key.path} {found.key.version}")
            else:
                least = min(least or until, until)
    days = None if least is None else (least - moment).days
    return {"seen": seen, "renewed": 0, "unlocked": len(paths), "least_days": days, "paths": paths}


def sweep() -> int:
    """Give up uploads in parts that were broken off days ago; return how many."""
    if not spaces.in_bucket():
        return 0
    from dms.storage import s3_seal

    return s3_seal.abort_stale(spaces.account().client(), *spaces.bucket())


def state() -> dict[str, Any] | None:
    """Return for a page or `doctor` how protected the store is; None for an archive in a folder."""
    if not spaces.in_bucket():
        return None
    found, renewal = latest(), _newest("storage.renewed")
    return {
        "place": settings.AKTA_ARCHIVE,
        "protected": is_protected(),
        "at": found.at if found else None,
        "faults": [check for check in found.report.checks if check.result != probe.PASSED] if found else [],
        "renewed_at": renewal.at if renewal else None,
        "least_days": renewal.data.get("least_days") if renewal else None,
        "unlocked": renewal.data.get("unlocked", 0) if renewal else 0,
        "late": bool(renewal) and _is_late(renewal),
    }


def _is_late(renewal: Finding | None) -> bool:
    """Return whether the locks are not renewed as they should be, or nobody has looked for too long."""
    if renewal is None:
        return False
    return bool(renewal.data.get("late")) or renewal.at < now() - dt.timedelta(days=14 + 7)


def _newest(verb: str) -> Finding | None:
    about = AuditEvent.objects.filter(subject_kind=SUBJECT[0], subject_id=SUBJECT[1], verb=verb)
    for event in about.order_by("-at")[:5]:
        if event.data.get("place") == settings.AKTA_ARCHIVE:
            return Finding(event.at, event.data)
    return None


spaces.on_conditional(is_conditional)
