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
    navigation.register(20, navigation.MAIN, "inbox", _("Inbox"), "inbox", count=_waiting, verb="record.classify")
    navigation.register(30, navigation.MAIN, "search", _("Search"), "search")
    navigation.register(35, navigation.MAIN, "upload", _("Add files"), "upload", verb="record.receive")


def _waiting(user: Any) -> int:
    from dms.inbox.views import count

    return count(user)
