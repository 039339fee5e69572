"""The sentences behind the codes of `Notice`; English msgids, translated at display."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dms.errors import sentence
from search.query.tree import Notice

MESSAGES = {
    "cut": _("The query was too long; only its first %(limit)s characters were used."),
    "too_many": _("The query has too many parts; only the first %(limit)s were used."),
    "brackets": _("The brackets were too many to follow and were ignored."),
    "mended": _("A quotation mark or bracket was not closed; it was closed at the end."),
    "ignored": _("“%(text)s” was ignored: there is nothing to look for in it."),
    "field_unknown": _("There is no field “%(field)s”; it was looked for as text."),
    "date_not_understood": _("“%(text)s” is not a date; write it as 2024, 2024-05 or 2024-05-31."),
    "year_not_understood": _("“%(text)s” is not a year."),
    "value_missing": _("There is no value after “%(field)s:”."),
    "prefix_short": _("At least %(limit)s letters are needed before *."),
    "range_not_possible": _("The field “%(field)s” has no ranges."),
}


def text(notice: Notice) -> str:
    """Return the sentence of a notice in the active language."""
    return sentence(MESSAGES[notice.code], notice.params)
