"""What a server was seen to do: the checks, their names in words, and what is needed to call a bucket write-protected.

The checks themselves are made by `s3_probe`; this module loads no S3 client, so that pages can show the result.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"
TITLES = {
    "versioning": _("Versions are kept"),
    "lock": _("A lock keeps a version from deletion"),
    "lock_parts": _("A lock holds on a file uploaded in parts"),
    "no_delete": _("Akta's account may not delete versions of the archive"),
    "no_bypass": _("Akta's account may not get past a lock"),
    "no_settings": _("Akta's account is not the owner of the bucket"),
    "clock": _("The clocks of both sides agree"),
    "lock_parts_headers": _("The lock is taken with an upload in parts"),
    "hold": _("A hold goes on when the lock has ended"),
    "condition": _("Of several writers of one name one wins"),
    "far_date": _("Locks beyond the year 2100 are kept"),
}
"""Name of a check → msgid. The first seven are needed for the word “write-protected”; Akta makes up for the others."""
NEEDED = ("versioning", "lock", "lock_parts", "no_delete", "no_bypass", "no_settings", "clock")


class Check(NamedTuple):
    """What came of one check: passed, failed or unknown, with the server's words."""

    name: str
    result: str
    detail: str = ""


class Report(NamedTuple):
    """What came of all of them."""

    checks: tuple[Check, ...]
    seconds: float

    @property
    def protected(self) -> bool:
        """Return whether the bucket may be called write-protected: everything needed was seen to work."""
        results = {check.name: check.result for check in self.checks}
        return all(results.get(name) == PASSED for name in NEEDED)

    def passed(self, name: str) -> bool:
        """Return whether one check passed."""
        return Check(name, PASSED) in [check._replace(detail="") for check in self.checks]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for an event."""
        return {"checks": [list(check) for check in self.checks], "seconds": self.seconds, "protected": self.protected}


def from_data(data: dict[str, Any]) -> Report:
    """Return a report from its `as_data()`."""
    return Report(tuple(Check(*row) for row in data.get("checks", [])), data.get("seconds", 0))
