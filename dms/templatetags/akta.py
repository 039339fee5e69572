"""The components of the pages as tags, the office's way of writing as filters.

    {% icon "case" %}  {% kat "BE10" %}  {% state "ok" _("Closed") %}  {% field form.title %}
    {% why sentence %}  {% pager page %}  {% moment event.at %}  {% may "record.receive" as may_add %}
    {{ file.size|bytesize }}  {{ title|typo }}  {{ letter.date|day }}

Each tag has one template in `templates/parts/`; the page `styl/` (DEBUG only) shows them in every state.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dms import typography
from dms.access import policy

register = template.Library()

STATE_ICONS = {"ok": "check", "warn": "clock", "danger": "warning", "": "info"}
_CATEGORY = re.compile(r"^(BE|Bc|A|B)(\d*)$")


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Return an icon of the sprite, hidden from screen readers: words stand beside it or in a label."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f"i {css}".strip(),
        static("akta/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def may(context: Context, verb: str) -> bool:
    """Tell whether the reader may do this anywhere, so that nothing is offered that would be refused.

    `{% may "record.receive" as may_add %}{% if may_add %}…`
    """
    user = context.get("user")
    return bool(user is not None and user.is_authenticated and policy.can(user, verb))


@register.simple_tag
def kat(category: str | None) -> SafeString:
    """Return the badge of an archival category (A, B5, BE10, Bc), told apart by letter and outline."""
    code = (category or "").strip()
    found = _CATEGORY.match(code)
    if not found:
        return format_html('<span class="kat">{}</span>', code or _("no category"))
    return format_html(
        '<span class="kat kat-{}"><span class="vh">{} </span>{}</span>', found[1].lower(), _("category"), code
    )


@register.simple_tag
def state(kind: str, text: str, icon_name: str = "", boxed: bool = False) -> SafeString:
    """Return a word of state with its icon; `kind` is "ok", "warn", "danger" or "" (neutral)."""
    css = " ".join(filter(None, ["state", "boxed" if boxed else "", kind]))
    return format_html('<span class="{}">{}{}</span>', css, icon(icon_name or STATE_ICONS.get(kind, "info")), text)


@register.simple_tag
def moment(value: date | datetime | str | None, style: str = "short") -> SafeString:
    """Return `<time>` of a day, a partial date or an instant; `style`: "short" or "long". None: a dash."""
    if not value:
        return format_html('<span aria-label="{}">–</span>', _("no date"))
    instants = {"short": typography.short_instant, "long": typography.long_instant}
    days = {"short": typography.short_day, "long": typography.long_day}
    text = instants[style](value) if isinstance(value, datetime) else days[style](value)
    return format_html('<time datetime="{}">{}</time>', typography.machine(value), text)


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, label: str = "", hint: str = "") -> dict[str, Any]:
    """Return a form field: label, help and error tied by `aria-describedby`; an optional one says so."""
    widget = bound.field.widget
    group = isinstance(widget, CheckboxSelectMultiple | RadioSelect)
    hint = hint or str(bound.help_text)
    described = [f"{bound.auto_id}_{part}" for part, there in (("hint", hint), ("error", bound.errors)) if there]
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described) or None}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, CheckboxInput) or group:
        kind = "group" if group else "check"
    else:
        kind = "select" if isinstance(widget, Select) else "input"
        attrs["class"] = f"{widget.attrs.get('class', '')} input".strip()
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "control": bound.as_widget(attrs={k: v for k, v in attrs.items() if v}) if not group else bound,
        "described": attrs["aria-describedby"],
    }


@register.inclusion_tag("parts/errors.html")
def errors(form: Any) -> dict[str, Any]:
    """Return the summary of a form's errors, each a link to its field; nothing while there is none."""
    wrong = [bound for bound in form if bound.errors]
    return {"form": form, "wrong": wrong, "count": len(wrong) + len(form.non_field_errors())}


@register.inclusion_tag("parts/why.html")
def why(sentence: Any, opened: bool = True) -> dict[str, Any]:
    """Return how a date came to be, as a ledger.

    `sentence.question` is the heading ("Dlaczego 1.01.2035?"), `sentence.steps` a list of objects or mappings
    with `text`, `note` (source of the rule), `value` (date or period) and `total` (true on the last line).
    """
    return {"sentence": sentence, "opened": opened}


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Return the pager; its addresses keep every other parameter, so they can be shared."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    last = page.paginator.num_pages
    return {
        "page": page,
        "last": last,
        "first_url": address(1) if page.number > 1 else "",
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
        "last_url": address(last) if page.number < last else "",
    }


@register.simple_tag
def undo_address(message: Any) -> str:
    """Return where a message's undo button posts to: its extra tag `undo:/address/`, else an empty text."""
    tags = str(getattr(message, "extra_tags", "") or "").split()
    return next((tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:/")), "")


@register.filter(needs_autoescape=True)
def typo(text: Any, autoescape: bool = True) -> SafeString:
    """Return the text with no-break spaces where a line must not break."""
    safe = conditional_escape(text) if autoescape else str(text)
    return mark_safe(typography.bind(str(safe)))  # noqa: S308 – escaped on the line above; spaces add no markup


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """Return a number as the office writes it: `1 204`."""
    return "" if value is None else typography.decimal(value, places)


@register.filter
def bytesize(value: int | None) -> str:
    """Return a number of bytes for people: `1,4 MB`."""
    return typography.size(value)


register.filter("inner", typography.inner)
register.filter("day", typography.long_day)
register.filter("day_short", typography.short_day)
register.filter("instant", typography.long_instant)
register.filter("instant_short", typography.short_instant)
register.filter("hour", typography.hour)
