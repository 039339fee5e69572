"""A refusal or failure as a page: what happened, what to do next.

One page for all of them, in the usual frame for whoever is signed in, alone for others and where the frame cannot be
built.

The words of a missing right name the right and who can give it; to the one who can, how.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import Error as DatabaseFailure
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dms.access import policy
from dms.access.models import Role
from dms.errors import AktaError, Conflict, Invalid, NotFound, NotPermitted, Unavailable

log = logging.getLogger(__name__)

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """What the page says. `links` are (address, words), the first one the way that helps most."""

    icon: str
    title: str
    sentences: list[str]
    fields: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)


def page_of(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """Return the page of a problem. Failures of our own (5xx) and readers who are not signed in get no menu, so that
    nothing is asked of a database which may be the reason."""
    known = _signed_in(request) is not None
    links = problem.links or [_home(known)]
    context = {"problem": problem, "links": links}
    if known and status < 500:
        try:
            return render(request, "shell/problem.html", context | {"frame": "base.html"}, status=status)
        except DatabaseFailure:
            log.exception("the frame could not be built; the page stands alone")
    return render(request, "shell/problem.html", context | {"frame": "plain.html"}, status=status)


def _home(known: bool) -> tuple[str, str]:
    return ("/", _("Back to my desk")) if known else (reverse("sign_in"), _("Sign in"))


def _signed_in(request: HttpRequest) -> Any:
    """Return the user who is signed in, else None; a request refused at the door has no user yet."""
    try:
        user = getattr(request, "user", None)
        return user if user is not None and user.is_authenticated else None
    except (DatabaseFailure, SuspiciousOperation):
        return None


def of_error(request: HttpRequest, error: AktaError) -> Problem:
    """Return what is said about a refusal or failure of the tree."""
    if isinstance(error, NotPermitted):
        return not_permitted(_signed_in(request), error.params)
    if isinstance(error, NotFound):
        return not_found("" if _ID.fullmatch(str(error.params.get("what", ""))) else str(error))
    icon, title = next(
        ((icon, title) for kind, icon, title in _titles() if isinstance(error, kind)),
        ("error", _("This cannot be done")),
    )
    return Problem(icon, title, [str(error)], getattr(error, "fields", {}))


def _titles() -> tuple[tuple[type[AktaError], str, str], ...]:
    return (
        (Invalid, "warning", _("Some values are wrong")),
        (Conflict, "warning", _("This cannot be done now")),
        (Unavailable, "clock", _("A part of the system is not available")),
    )


def not_permitted(user: Any, params: dict[str, Any]) -> Problem:
    """Return what is said about a missing right (`verb` of the policy, `unit` where the right ends at others)."""
    verb, unit = str(params.get("verb", "")), str(params.get("unit", ""))
    deed = _(policy.DEEDS[verb]) if verb in policy.DEEDS else ""
    title = _("You may not do this")
    if not deed:
        return Problem("lock", title, [_("Your account has no right to this."), _who_gives(user)], links=_way(user))
    if unit:
        said = _("Your right does not reach unit %(unit)s: %(deed)s.") % {"unit": unit, "deed": deed}
    else:
        said = _("Your account lacks this right: %(deed)s.") % {"deed": deed}
    names = ", ".join(str(role.label) for role in Role if role in policy.RULES[verb])
    roles = _("It comes with one of these roles: %(roles)s.") % {"roles": names}
    return Problem("lock", title, [said, roles, _who_gives(user)], links=_way(user))


def _administers(user: Any) -> bool:
    return user is not None and policy.can(user, "access.write")


def _who_gives(user: Any) -> str:
    if _administers(user):
        return _(
            "You are an administrator: if this is part of your work, give yourself the role; it is noted in the "
            "audit trail."
        )
    return _("If your work needs it, ask the administrator of your office for the role.")


def _way(user: Any) -> list[tuple[str, str]]:
    home = _home(user is not None)
    if _administers(user):
        return [(reverse("user", args=[user.pk]), _("My account and roles")), home]
    return [home]


def not_found(said: str = "") -> Problem:
    """Return what is said where nothing is, or nothing that the reader may see."""
    said = said or _("The address may have changed, or you may not see what is there.")
    title = _("There is no such page")
    return Problem("search", title, [said, _("Nothing is lost: search for it by its sign, title or person.")])


def not_understood() -> Problem:
    """Return what is said to a request that makes no sense."""
    text = _(
        "Something in the address or in what was sent is not valid. Nothing was changed. Go back and try again; if it "
        "happens again, tell the administrator what you wanted to do."
    )
    return Problem("warning", _("The request was not understood"), [text])


def too_old(back: str) -> Problem:
    """Return what is said to a form without a valid token; `back` is the page that it stood on, if known."""
    text = _(
        "For safety the form was not accepted and nothing was changed. Load the page again, fill the form in and send "
        "it once more. Cookies must be allowed for this address."
    )
    links = [(back, _("Load the page again"))] if back else []
    return Problem("clock", _("This page was open too long"), [text], links=links)


def only_sent(back: str) -> Problem:
    """Return what is said at an address that takes what a form sends and shows nothing by itself."""
    text = _("This address takes what a form sends and shows nothing by itself. Nothing was changed.")
    return Problem("warning", _("There is nothing to show here"), [text], links=[(back, _("Go back"))] if back else [])
