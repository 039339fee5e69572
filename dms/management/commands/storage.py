"""`akta storage`: what the server behind the archive really does, and the locks on what is kept there."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access import policy
from dms.access.system import Principal
from dms.archive import protection
from dms.management.base import EXIT_ERROR, EXIT_OK, EXIT_REFUSED, AktaCommand, Progress
from dms.storage import probe, spaces
from retention import holds

MARKS = {probe.PASSED: "✓", probe.FAILED: "✗", probe.UNKNOWN: "?"}
KEEPER = ("S3_DESTRUCTION_ACCESS_KEY", "S3_DESTRUCTION_SECRET_KEY")


class Command(AktaCommand):
    """Look at the store and its locks."""

    help = noop(
        "Try out with Akta's own account whether the bucket protects what it keeps; list, renew and mirror its locks."
    )
    example = "akta storage check"
    examples = {
        "check": example,
        "locks": "akta storage locks",
        "renew": "akta storage renew",
        "holds": "akta storage holds --mirror",
        "sweep": "akta storage sweep",
    }

    def arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        verbs.add_parser("check", help=_("try out what the server does; takes about ten seconds"))
        verbs.add_parser("locks", help=_("list what is not locked"))
        verbs.add_parser("renew", help=_("renew the locks now, instead of once a week"))
        held = verbs.add_parser("holds", help=_("compare the holds of the office with those of the store"))
        held.add_argument("--mirror", action="store_true", help=_("make those of the store the same"))
        verbs.add_parser("sweep", help=_("give up uploads that broke off"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the verb."""
        policy.require(by, "archive.verify")
        self._verb = options["verb"]
        if not spaces.in_bucket():
            return {"place": str(settings.AKTA_HOME / "archive"), "bucket": False}
        if self._verb == "check":
            return _check(by)
        if self._verb == "sweep":
            return {"bucket": True, "aborted": protection.sweep()}
        if self._verb == "holds":
            return _holds(options["mirror"])
        progress = Progress(_("versions"), options["json"])
        data = protection.renew(by.actor, progress.show) if self._verb == "renew" else _locks()
        progress.end()
        return {"bucket": True} | (data or {"locks": False, "exit_code": EXIT_REFUSED})

    def tell(self, data: dict[str, Any]) -> None:
        """In words."""
        if not data["bucket"]:
            text = _("The archive is a folder (%(place)s): the store itself does not protect it from deletion.")
            self.stdout.write(text % data)
        elif self._verb == "check":
            self._tell_check(data)
        elif self._verb == "sweep":
            self.stdout.write(_("uploads given up: %(count)s") % {"count": data["aborted"]})
        elif self._verb == "holds":
            self._tell_holds(data)
        elif not data.get("locks", True):
            self.stdout.write(_("The bucket has no locks. To set one up: akta bucket setup"))
        else:
            for path in data["paths"]:
                self.stdout.write(path)
            text = _("versions: %(seen)s, renewed: %(renewed)s, not locked: %(unlocked)s, fewest days left: %(days)s")
            self.stdout.write(text % (data | {"days": "–" if data["least_days"] is None else data["least_days"]}))

    def _tell_check(self, data: dict[str, Any]) -> None:
        for name, result, detail in data["checks"]:
            self.stdout.write(f"{MARKS[result]} {_(probe.TITLES[name])}" + (f" ({detail})" if detail else ""))
        good = _("The bucket protects what it keeps.")
        self.stdout.write(good if data["protected"] else _("NOT write-protected by the store."))

    def _tell_holds(self, data: dict[str, Any]) -> None:
        for name, mark in (("lacking", "+"), ("left", "-"), ("failed", "!")):
            for path in data[name]:
                self.stdout.write(f"{mark} {path}")
        text = _("holds that the store lacks: %(lacking)s; that it has too many: %(left)s; failed: %(failed)s")
        self.stdout.write(text % {name: len(data[name]) for name in ("lacking", "left", "failed")})


def _check(by: Principal) -> dict[str, Any]:
    report = protection.check(by.actor)
    assert report is not None
    bad = EXIT_ERROR if settings.S3_REQUIRE_LOCK else EXIT_REFUSED
    code = EXIT_OK if report.protected else bad
    return {"bucket": True, "place": settings.AKTA_ARCHIVE} | report.as_data() | {"exit_code": code}


def _locks() -> dict[str, Any] | None:
    found = protection.survey()
    return found and found | {"exit_code": EXIT_ERROR if found["unlocked"] else EXIT_OK}


def _holds(mirror: bool) -> dict[str, Any]:
    """Compare, and with `mirror` place and end holds as the account whose key stands in the environment."""
    from dms.storage import s3_seal
    from dms.storage.s3_locks import VersionLocks

    bucket, prefix = spaces.bucket()
    account = spaces.account()
    if mirror:
        account = account._replace(access_key=os.environ.get(KEEPER[0], ""), secret_key=os.environ.get(KEEPER[1], ""))
    inside = "/".join(part for part in (prefix, "ocfl") if part)
    locks = VersionLocks(account.client(), bucket, inside, spaces.lock())
    found = s3_seal.compare_holds(locks, holds.held_objects())
    failed = s3_seal.mirror_holds(locks, found) if mirror else []
    open_ones = bool(failed) if mirror else bool(found.lacking or found.left)
    return {
        "bucket": True,
        "lacking": [f"{key.path} {key.version}" for key in found.lacking],
        "left": [f"{key.path} {key.version}" for key in found.left],
        "failed": failed,
        "exit_code": EXIT_ERROR if open_ones else EXIT_OK,
    }
