"""Pages of the shell itself: error pages, accessibility statement, site map, and a refusal shown as a page.

The page of a failure (5xx) and those for readers who are not signed in ask nothing of the database, so they also stand
when it does not. Theme and language are still the reader's own, since they travel in cookies.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views import defaults
from django.views.decorators.http import require_safe

from dms import lost, navigation, problems, typography
from dms.errors import AktaError, DatabaseAway, NotPermitted
from dms.http import came_from, page
from dms.samples import components_context

log = logging.getLogger(__name__)

STATEMENT: dict[str, Any] = {
    "entity": "",
    "url": "/",
    "published": "2026-11-23",
    "updated": "2026-11-23",
    "prepared": "2026-11-23",
    "status": "partial",
    "shortcomings": [
        _("Some scans and files received from outside have no text layer or no structure of headings."),
        _("Some recordings received from outside have no captions; a transcript is made on request."),
    ],
    "evaluation_url": "",
    "auditor": "",
    "contact": "",
    "email": "",
    "phone": "",
    "architecture": [_("Access to the building, guide dogs and sign language: ask the contact named above.")],
}
"""Defaults of `settings.ACCESSIBILITY`. Dates are ISO days; `status` is "full", "partial" or "none"."""


def problem(request: HttpRequest, error: AktaError) -> HttpResponse:
    """Return the page of a refusal or failure, with its sentence and its HTTP status."""
    response = problems.page_of(request, problems.of_error(request, error), error.status)
    if isinstance(error, DatabaseAway):
        response["Retry-After"] = "5"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: the request was not understood."""
    return problems.page_of(request, problems.not_understood(), 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`: a right is missing, as Django itself says it."""
    return problem(request, NotPermitted())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`: no such address."""
    return problems.page_of(request, problems.not_found(), 404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Say that an address takes only what forms send: where a browser lands after signing in again, for instance."""
    back = came_from(request)
    return problems.page_of(request, problems.only_sent("" if back.startswith(request.path) else back), 405)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: something broke; says the hour, which leads to the line in the log. Where the database was away
    outside a view (in a session, say) it is that page."""
    fault = sys.exc_info()[1]
    if fault and lost.passes(fault):
        return problem(request, DatabaseAway())
    try:
        now = typography.long_instant(timezone.now())
        return render(request, "500.html", {"moment": now}, status=500)
    except Exception:
        log.exception("the error page itself failed; the plain one is shown")
        return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the form was open too long or cookies are refused."""
    return problems.page_of(request, problems.too_old(came_from(request)), 403)


@page("open")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement that the Act of 4 April 2019, art. 10, asks of every public entity."""
    given = {key: value for key, value in getattr(settings, "ACCESSIBILITY", {}).items() if value}
    statement = STATEMENT | {"entity": settings.OFFICE_NAME, "url": request.build_absolute_uri("/")} | given
    for name in ("shortcomings", "architecture"):
        statement[name] = [gettext(text) for text in statement[name]]
    return render(request, "shell/accessibility.html", {"a11y": statement})


@page("open")
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """List every page that the reader may open."""
    sections = navigation.site_map(request) if request.user.is_authenticated else []
    return render(request, "shell/site_map.html", {"sections": sections})


@page("open")
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, for those who write templates (routed in DEBUG only)."""
    return render(request, "shell/components.html", components_context())
