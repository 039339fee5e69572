"""How a reader wants to see the pages: theme, text size, density, keys, language.

The choice is a cookie read on the server and written on `<html data-…>`, so the first paint is right and
nothing needs a script. The forms post to `set_display`, which leads back to the page they came from.
The language is Django's own cookie, read by its LocaleMiddleware.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

import dms
from dms import navigation
from dms.http import page

COOKIE = "akta_display"
YEAR = 365 * 24 * 3600

CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("light", "dark", "contrast"),
    "fs": ("100", "125", "150"),
    "density": ("comfortable", "compact"),
    "keys": ("on", "off"),
}
"""Per setting its values, the default first. `keys` switches one-letter keys (WCAG 2.1.4)."""


def read(cookie: str) -> dict[str, str]:
    """Return every setting from the cookie (`light.100.comfortable.on`); what is unknown gets the default."""
    chosen = dict(zip(CHOICES, cookie.split("."), strict=False))
    return {name: chosen[name] if chosen.get(name) in values else values[0] for name, values in CHOICES.items()}


def write(display: dict[str, str]) -> str:
    """Return the cookie's text for the settings."""
    return ".".join(display[name] for name in CHOICES)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what `base.html` needs. Menu, header and footer are lazy: no query unless shown."""
    return {
        "display": read(request.COOKIES.get(COOKIE, "")),
        "language": get_language() or settings.LANGUAGE_CODE,
        "office_name": getattr(settings, "OFFICE_NAME", ""),
        "app_version": dms.__version__,
        "nav": SimpleLazyObject(lambda: navigation.menu(request)),
        "nav_header": SimpleLazyObject(lambda: navigation.header(request)),
        "nav_status": SimpleLazyObject(lambda: navigation.statuses(request)),
    }


@page("open")
@require_http_methods(["GET", "HEAD", "POST"])
def set_display(request: HttpRequest) -> HttpResponse:
    """GET: the page with all display settings. POST: keep what was chosen and go back.

    Takes any of `theme`, `fs`, `density`, `keys`, `language`; unknown values are ignored. Answers 303, or 204
    to a script (header `X-Requested-With: fetch`), which has already changed the page itself.
    """
    if request.method != "POST":
        return render(request, "shell/display.html", {"settings_shown": _shown(request)})
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(_way_back(request))
        response.status_code = 303
    display = read(request.COOKIES.get(COOKIE, ""))
    for name, values in CHOICES.items():
        if request.POST.get(name) in values:
            display[name] = request.POST[name]
    _keep(response, COOKIE, write(display))
    if request.POST.get("language") in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, request.POST["language"])
    return response


def _shown(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the settings as the page lists them: label, hint, options with the chosen one marked."""
    chosen = read(request.COOKIES.get(COOKIE, "")) | {"language": get_language() or settings.LANGUAGE_CODE}
    labels = {
        "theme": (gettext("Theme"), ""),
        "fs": (gettext("Text size"), ""),
        "density": (gettext("Density of lists"), ""),
        "keys": (
            gettext("One-letter shortcuts"),
            gettext("Switch them off if you dictate or use a screen reader."),
        ),
        "language": (gettext("Language"), ""),
    }
    words = {
        "light": gettext("Light theme"), "dark": gettext("Dark theme"), "contrast": gettext("High contrast"),
        "100": gettext("A: ordinary"), "125": gettext("A+: larger"), "150": gettext("A++: largest"),
        "comfortable": gettext("comfortable"), "compact": gettext("compact"),
        "on": gettext("on"), "off": gettext("off"),
    }  # fmt: skip
    options = {name: [(value, words[value], "") for value in values] for name, values in CHOICES.items()}
    options["language"] = [(code, name, code) for code, name in settings.LANGUAGES]
    return [
        {
            "name": name,
            "label": label,
            "hint": hint,
            "options": [
                {"value": value, "label": text, "lang": lang, "chosen": chosen[name] == value}
                for value, text, lang in options[name]
            ],
        }
        for name, (label, hint) in labels.items()
    ]


def _way_back(request: HttpRequest) -> str:
    """Return where to go after the post: `next`, else the page before, else the start; this host only."""
    for target in (request.POST.get("next"), request.headers.get("Referer")):
        if target and url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return target
    return "/"


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
