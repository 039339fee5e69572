"""Tags about records: icon and word of a kind, where a hit leads, which picture stands for a record, marked text.

{% load records %}  {% icon hit.kind|kind_icon_name %}  {{ hit.kind|kind_word }}  {% page_of hit q %}
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dms.audit import sentences
from dms.audit.models import AuditEvent
from dms.days import day_of
from dms.errors import sentence
from dms.records import facts, languages
from dms.records.marking import Pieces
from dms.records.models import Component, Record
from ingest.problems import sentence_of

register = template.Library()

ICONS = {
    "letter_in": "letter", "letter_out": "send", "letter_internal": "letter", "translation": "translation",
    "note": "note", "decision": "decision", "photo": "photo", "video": "video", "audio": "audio", "case": "case",
    "appointment": "calendar",
}  # fmt: skip
VERB_ICONS = {
    "record.captured": "box", "record.read": "scan", "record.described": "edit", "record.classified": "tag",
    "record.unclassified": "undo", "record.filed": "case", "record.unfiled": "undo",
    "record.protected": "lock", "record.related": "link", "record.unrelated": "link", "job.set_aside": "warning",
    "retention.entered": "retention",
}  # fmt: skip
PICTURED = {"pdf", "image", "video"}
"""Groups of files of which a picture can be drawn."""


@register.filter
def kind_icon_name(kind: str) -> str:
    """Return the name of the icon of a kind of record, case or appointment."""
    return ICONS.get(kind, "document")


@register.filter
def kind_word(kind: str) -> str:
    """Return the word for a kind of record, case or appointment."""
    words = {"case": _("case"), "appointment": _("appointment")}
    return words.get(kind) or str(dict(Record.Kind.choices).get(kind, kind))


@register.simple_tag
def page_of(hit: Any, query: str = "") -> str:
    """Return the address of the page of a hit; a record's page gets the query, to mark the words."""
    name = hit.kind if hit.kind in {"case", "appointment"} else "record"
    try:
        address = reverse(name, args=[hit.id])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode({'q': query})}" if query and name == "record" else address


@register.filter
def pictured(component: Component | None) -> bool:
    """Tell whether a picture of the component can be shown: one was drawn when it was read."""
    return bool(component and component.thumbnail and component.group in PICTURED)


@register.simple_tag
def first_picture(component: Component) -> str:
    """Return the address of the large picture of a component's first page or of the photo."""
    if component.group == "pdf":
        return reverse("page_image", args=[component.record_id, component.number, 1])
    return reverse("picture", args=[component.record_id, component.number])


@register.filter
def marked(pieces: Pieces) -> SafeString:
    """Return pieces of text escaped, hits in <mark>."""
    html = ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in pieces)
    return format_html_join("", "{}", html)


@register.filter
def problem_sentence(problem: dict[str, Any]) -> str:
    """Return a stored refusal or failure (`AktaError.as_data`) as a sentence in the reader's language."""
    return sentence(problem.get("message", ""), problem.get("params", {}))


@register.filter
def snippet_html(snippet: Any) -> SafeString:
    """Return a snippet of search as HTML; it escapes its own text."""
    return mark_safe(snippet.as_html())  # noqa: S308 – every piece is escaped by the snippet itself


@register.simple_tag
def querystring_of(text: str) -> str:
    """Return the query part of an address that searches for this text."""
    return urlencode({"q": text})


@register.filter
def reader_problem(problem: dict[str, Any]) -> str:
    """Return why a part of a file was not read, as a sentence."""
    return sentence_of(str(problem.get("code", "")), dict(problem.get("params", {})))


@register.filter
def format_word(component: Component) -> str:
    """Return the name of a file's format in the reader's language; the media type where no name was kept."""
    return _(component.format_label) if component.format_label else component.media_type


@register.filter
def facts_read(component: Component) -> list[tuple[str, str]]:
    """Return (label, value) of what was read from a file."""
    return facts.read(component)


@register.filter
def event_words(event: AuditEvent) -> str:
    """Return an event of the audit trail as a sentence."""
    return sentences.sentence_of(event)


@register.filter
def verb_icon(verb: str) -> str:
    """Return the name of the icon of an event."""
    return VERB_ICONS.get(verb, "history")


@register.filter
def relation_words(relation_type: str, back: bool) -> str:
    """Return what the other record is, seen from this one: `back` links start at the other record."""
    there = {
        "reply_to": _("this is a reply to"), "translation_of": _("this is a translation of"),
        "annex_of": _("this is an annex of"), "version_of": _("this is a version of"),
    }  # fmt: skip
    here = {
        "reply_to": _("reply to this document"), "translation_of": _("translation of this document"),
        "annex_of": _("annex of this document"), "version_of": _("version of this document"),
    }  # fmt: skip
    return (here if back else there).get(relation_type, relation_type)


register.filter("day_of", day_of)
register.filter("language_name", languages.name)
