"""Which dates of a record cannot be, and which are only unlikely. Pure: days in, codes with their field out.

What cannot be is refused: the office receives, and dispatches, on a day that has come, and nothing is received before
it was posted. What a letter itself says may be wrong on paper, and the description follows the paper: there the program
only asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from dms.records.partial_dates import PartialDate

OLD = 1900
"""Letters of years before it are hardly in a running office: a slip of the hand (1026 for 2026)."""

SENTENCES = {
    "received_later_than_today": _("This day has not come yet."),
    "sent_later_than_today": _("This day has not come yet."),
    "posted_later_than_today": _("This day has not come yet."),
    "received_before_posted": _("It lies before the day of posting."),
    "written_later_than_today": _("This day has not come yet."),
    "written_long_ago": _("This is more than a century ago."),
    "received_before_written": _("It lies before the date on the letter."),
    "posted_before_written": _("It lies before the date on the letter."),
    "sent_before_written": _("It lies before the date on the letter."),
}
"""Code → msgid, read beside the name of the field at fault."""


@dataclass(frozen=True)
class Days:
    """The dates of one record as far as they are known, and the present day."""

    today: dt.date
    written: PartialDate | None = None
    posted: PartialDate | None = None
    received: dt.date | None = None
    sent: dt.date | None = None


def contradictions(days: Days) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give (code, field at fault, fields involved) of what cannot be."""
    if days.received and days.received > days.today:
        yield "received_later_than_today", "received_on", ("received_on",)
    if days.sent and days.sent > days.today:
        yield "sent_later_than_today", "sent_on", ("sent_on",)
    if days.posted and days.posted.earliest > days.today:
        yield "posted_later_than_today", "posted_text", ("posted_text",)
    elif days.posted and days.received and days.received < days.posted.earliest:
        yield "received_before_posted", "received_on", ("received_on", "posted_text")


def oddities(days: Days) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give (code, field to look at, fields involved) of what is possible but unlikely."""
    written = days.written
    if written is None:
        return
    if written.earliest > days.today:
        yield "written_later_than_today", "date_text", ("date_text",)
    if written.year < OLD:
        yield "written_long_ago", "date_text", ("date_text",)
    if days.received and days.received < written.earliest:
        yield "received_before_written", "received_on", ("received_on", "date_text")
    if days.posted and days.posted.latest < written.earliest:
        yield "posted_before_written", "posted_text", ("posted_text", "date_text")
    if days.sent and days.sent < written.earliest:
        yield "sent_before_written", "sent_on", ("sent_on", "date_text")
