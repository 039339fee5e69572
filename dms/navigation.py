"""What stands in the shell around every page: menu, folders, notices in the header, one line in the footer.

Features register here at start (`AppConfig.ready` or the module that gathers the routes), so the shell
names no feature and a feature that is not installed leaves no trace:

    navigation.register(20, navigation.MAIN, "inbox", _("Inbox"), "inbox", count=waiting, verb="describe")
    navigation.register_links(10, _("My folders"), pinned_searches)
    navigation.register_status(job_status)

Labels are msgids (`gettext_noop`), translated at display. Counts and links are asked once per page, for the
signed-in user, and only when a template really shows the menu: error pages ask nothing of the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

MAIN = ""
"""The section without a title: the menu itself."""
HEADER = "header"
"""Icons at the right of the header, with a number (notices)."""


@dataclass(frozen=True)
class Item:
    """One entry of the menu, as registered."""

    order: int
    section: str
    url_name: str
    label: str
    icon: str
    count: Callable[[Any], int] | None = None
    verb: str | None = None


@dataclass(frozen=True)
class Link:
    """One entry that depends on the user: a folder, a pinned search."""

    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True)
class Status:
    """A line in the footer; `kind`: "", "ok", "warn", "danger"; `url_name` leads to the list behind it."""

    text: str
    kind: str = ""
    url_name: str = ""


Links = Callable[[Any], Iterable[Link]]
Policy = Callable[[Any, str], bool]

_items: dict[tuple[str, str], Item] = {}
_links: dict[str, tuple[int, Links]] = {}
_status: list[Callable[[Any], Status | None]] = []
_policy: list[Policy] = []


def register(
    order: int,
    section: str,
    url_name: str,
    label: str,
    icon: str,
    count: Callable[[Any], int] | None = None,
    verb: str | None = None,
) -> None:
    """Add a menu entry; registering the same section and address again replaces it.

    `count(user)` says how many things wait there (one query); with `verb` the entry is shown only to those
    whom the policy lets do it.
    """
    _items[section, url_name] = Item(order, section, url_name, label, icon, count, verb)


def register_links(order: int, title: str, links: Links) -> None:
    """Add a section of links that depend on the user; it is shown only while it has any."""
    _links[title] = (order, links)


def register_status(status: Callable[[Any], Status | None]) -> None:
    """Add a line to the footer, asked for each page of a signed-in user; None shows nothing."""
    if status not in _status:
        _status.append(status)


def use_policy(policy: Policy) -> None:
    """Let `policy(user, verb)` decide which entries are shown; until it is named, entries with a verb are not."""
    _policy[:] = [policy]


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sections of the left menu.

    Each is `{"title", "items": [{"url", "url_name", "label", "icon", "count", "current"}]}`.
    """
    sections: dict[str, list[dict[str, Any]]] = {}
    for item in _shown(request):
        if item.section != HEADER:
            sections.setdefault(item.section, []).append(_entry(item, request))
    _mark_current([entry for items in sections.values() for entry in items], request.path)
    result = [{"title": gettext(t) if t else "", "items": i} for t, i in sections.items()]
    for title, (_order, links) in sorted(_links.items(), key=lambda pair: pair[1][0]):
        if entries := [_folder(link, request) for link in links(request.user)]:
            result.append({"title": gettext(title), "items": entries})
    return result


def header(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the icons of the header, in order, shaped as the entries of `menu`."""
    return [_entry(item, request) for item in _shown(request) if item.section == HEADER]


def statuses(request: HttpRequest) -> list[Status]:
    """Return the lines of the footer."""
    return [line for status in _status if (line := status(request.user))]


def site_map(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu without its numbers, for the page that lists all pages."""
    sections = menu(request)
    for section in sections:
        for entry in section["items"]:
            entry["count"] = None
    return sections


def _shown(request: HttpRequest) -> list[Item]:
    items = sorted(_items.values(), key=lambda item: item.order)
    return [item for item in items if _permitted(request.user, item.verb) and _address(item.url_name)]


def _permitted(user: Any, verb: str | None) -> bool:
    return verb is None or any(policy(user, verb) for policy in _policy)


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _entry(item: Item, request: HttpRequest) -> dict[str, Any]:
    return {
        "url": _address(item.url_name),
        "url_name": item.url_name,
        "label": gettext(item.label),
        "icon": item.icon,
        "count": item.count(request.user) if item.count else None,
        "current": False,
    }


def _folder(link: Link, request: HttpRequest) -> dict[str, Any]:
    current = link.url == request.get_full_path()
    return {"url": link.url, "label": link.label, "icon": "", "count": link.count, "current": current}


def _mark_current(entries: list[dict[str, Any]], path: str) -> None:
    """Mark the entry whose address is the longest beginning of the path ("/" only itself)."""
    fitting = [e for e in entries if path == e["url"] or (e["url"] != "/" and path.startswith(e["url"]))]
    if fitting:
        max(fitting, key=lambda entry: len(entry["url"]))["current"] = True
