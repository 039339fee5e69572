"""Tags that know the nouns of the office: a case's deadline and state, a record's icon, an event as a sentence.

{% load office %}  {% deadline case %}  {% case_state case %}  {% kind_icon record %}  {% event_sentence event %}
"""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.forms.widgets import CheckboxInput
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dms.audit import sentences
from dms.cases.deadlines import urgency
from dms.days import today
from dms.templatetags.akta import icon, state

register = template.Library()

KIND_ICONS = {
    "letter_in": "letter", "letter_out": "send", "letter_internal": "letter", "translation": "translation",
    "note": "note", "decision": "decision", "photo": "photo", "video": "video", "audio": "audio",
}  # fmt: skip


@register.simple_tag
def kind_icon(record: Any) -> SafeString:
    """Return the icon of a record's kind."""
    return icon(KIND_ICONS.get(record.kind, "document"))


@register.simple_tag
def case_state(case: Any, boxed: bool = False) -> SafeString:
    """Return the word of a case's state."""
    kind, name = ("ok", "case") if case.is_open else ("", "check")
    return state(kind, case.get_state_display(), name, boxed)


@register.simple_tag
def deadline(case: Any, boxed: bool = False, blank: str = "") -> SafeString | str:
    """Return how far the deadline of an open case is, in words; `blank` where there is none."""
    if not case.is_open or case.deadline is None:
        return blank
    far = urgency(case.deadline, today())
    return state(far.kind, far.text, "warning" if far.kind == "danger" else "clock", boxed)


@register.simple_tag
def event_sentence(event: Any) -> str:
    """Return an event as a sentence in the reader's language."""
    return str(sentences.sentence_of(event))


@register.inclusion_tag("parts/filter_field.html")
def filter_field(bound: BoundField) -> dict[str, Any]:
    """Return a field of a filter: label above, no word about being optional, since every filter is."""
    check = isinstance(bound.field.widget, CheckboxInput)
    return {"bound": bound, "check": check, "control": bound.as_widget(attrs={} if check else {"class": "input"})}


@register.simple_tag
def record_url(record: Any) -> str:
    """Return the address of a record's page."""
    return reverse("record", args=[record.pk])


@register.simple_tag
def thumbnail(record: Any) -> SafeString | str:
    """Return the small picture of a record's first page, empty where there is none; its link stands beside it."""
    main = record.main
    if main is None or not main.thumbnail:
        return ""
    return format_html(
        '<img src="{}" alt="" loading="lazy" width="48" height="48">',
        reverse("thumbnail", args=[record.pk, main.number]),
    )


@register.simple_tag(takes_context=True)
def panel(context: Context, template_name: str, values: dict[str, Any]) -> SafeString:
    """Return a panel that an upper feature registered for this page."""
    flat: dict[str, Any] = {str(k): v for k, v in context.flatten().items()}
    page: SafeString = get_template(template_name).render(flat | values | {"panel": values}, context["request"])  # type: ignore[assignment]
    return page


@register.filter
def subject_word(kind: str) -> str:
    """Return the word for a kind of subject of an event."""
    from dms.desk.trail import KINDS

    return str(dict(KINDS).get(kind, kind))
