"""The entries of the menu, in their order; counts and pages belong to the features.

10 desk · 20 inbox · 30 search · 40 cases … · 90 administration.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from dms import navigation
from dms.access import policy


def register() -> None:
    """Register every entry and let the policy decide who sees which."""
    navigation.use_policy(policy.can)
    navigation.register(10, navigation.MAIN, "home", _("Desk"), "desk")
    navigation.register(20, navigation.MAIN, "inbox", _("Inbox"), "inbox", count=_waiting, verb="record.classify")
    navigation.register(30, navigation.MAIN, "search", _("Search"), "search")
    navigation.register(35, navigation.MAIN, "upload", _("Add files"), "upload", verb="record.receive")
    navigation.register(40, navigation.MAIN, "cases", _("Cases"), "case")
    navigation.register(45, navigation.MAIN, "classes", _("Classification scheme"), "scheme")
    navigation.register(50, navigation.MAIN, "calendar", _("Calendar"), "calendar")
    navigation.register(60, navigation.MAIN, "due", _("Retention"), "retention", verb="retention.read")
    navigation.register(70, navigation.MAIN, "people", _("People"), "people")
    navigation.register(80, navigation.MAIN, "jobs", _("Background jobs"), "activity", verb="job.read")
    navigation.register(85, navigation.MAIN, "audit", _("Audit trail"), "history", verb="audit.read")
    navigation.register(88, navigation.MAIN, "terms", _("Dictionaries"), "tag", verb="terms.write")
    navigation.register(90, navigation.MAIN, "administration", _("Administration"), "settings", verb="access.write")
    navigation.register_status(_job_status)


def _waiting(user: Any) -> int:
    from dms.inbox.views import count

    return count(user)


def _job_status(user: Any) -> navigation.Status | None:
    from dms.desk import work

    return work.status(user)
