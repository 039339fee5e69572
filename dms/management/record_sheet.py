"""What is known of a record, as text: made of the same data that `akta show --json` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from dms import typography
from dms.access.models import Level
from dms.management import words
from dms.records import facts
from dms.records.models import Component, Correspondent, Record, Relation
from ingest.problems import sentence_of

Data = dict[str, Any]


def lines(data: Data) -> Iterator[str]:
    """Yield the lines: title and id, description, due day, files, links, history; each section under its name."""
    yield data["title"]
    yield data["id"]
    yield ""
    yield from words.sheet(_description(data))
    yield from _section(_("Period of keeping"), _due(data["due"]))
    yield from _section(_("Files"), (line for row in data["components"] for line in _file(row)))
    yield from _section(_("Links"), (_link(row) for row in data["relations"]))
    yield from _section(_("History"), words.events(data["events"]))


def _section(title: str, inside: Iterator[str]) -> Iterator[str]:
    found = list(inside)
    if found:
        yield from ["", title, *(f"  {line}".rstrip() for line in found)]


def _description(data: Data) -> Iterator[tuple[str, Any]]:
    """Yield (label, value) in the order of the page; what is empty is left out by the sheet."""
    kind, symbol = str(Record.Kind(data["kind"]).label), data["class"]
    yield _("Sign of the case"), data["case"]
    yield _("Class"), f"{symbol} {data['class_title']}" if symbol else _("not described yet")
    yield _("Category"), data["category"]
    yield _("Kind"), ", ".join(part for part in (kind, data["document_type"]) if part)
    yield _("Date"), data["date_text"]
    for one in data["correspondents"]:
        yield _capital(str(Correspondent.Role(one["role"]).label)), _person(one)
    yield _("Sender's sign"), data["sender_reference"]
    yield _("Received"), data["received_on"]
    yield _("Posted"), data["posted_text"]
    yield _("Dispatched"), data["sent_on"]
    yield _("Delivery"), data["delivery"]
    yield _("Attachments named"), data["attachments_declared"]
    yield _("Access"), Record.Access(data["access"]).label if data["access"] else _("not decided yet")
    yield _("Language"), data["language"]
    yield _("Form"), Record.Form(data["form"]).label
    yield _("Unit"), data["unit"]
    yield _("Seen by"), Level(data["level"]).label
    yield _("Registered"), words.local(data["registered_at"])
    yield _("Remarks"), data["description"]
    yield _("Still missing"), ", ".join(data["missing"])


def _capital(text: str) -> str:
    """Return the text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def _person(one: Data) -> str:
    street = " ".join(part for part in (one["street"], one["building"]) if part)
    street += f"/{one['flat']}" if one["flat"] else ""
    town = " ".join(part for part in (one["postcode"], one["town"]) if part)
    return ", ".join(part for part in (one["name"], one["post"], street, town, one["email"]) if part)


def _due(due: Data | None) -> Iterator[str]:
    if due:
        yield words.due_line(due)
        yield due["sentence"]


def _file(row: Data) -> Iterator[str]:
    """Yield a file: its name, what it is, its digest, why it was not read whole, what was read, its text."""
    size = typography.size(row["size"]).replace(typography.NBSP, " ")
    form = _(row["format_label"]) if row["format_label"] else row["media_type"]
    yield f"{row['number']}. {row['name']}"
    yield f"   {Component.Role(row['role']).label}, {form}, {size}"
    yield f"   SHA-256 {row['sha256']}"
    for problem in row["problems"]:
        yield f"   ! {sentence_of(str(problem.get('code', '')), dict(problem.get('params', {})))}"
    for line in words.sheet(facts.read(Component(facts=row["facts"]))):
        yield f"   {line}".replace(typography.NBSP, " ")
    for line in row.get("text", "").replace("\f", "\n").splitlines():
        yield f"   | {line}"


def _link(row: Data) -> str:
    """Return a link as read from this record: `reply to: …`, or the other way round with an arrow back."""
    arrow = "→" if row["direction"] == "to" else "←"
    return f"{arrow} {Relation.Type(row['type']).label}: {row['title']}  {row['id']}"
