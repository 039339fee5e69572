"""Times of day as people type them: `915`, `9.15`, `9:15`, `9`, `0915`."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext_noop as _

from dms.errors import Invalid

_TYPED = re.compile(r"(?P<hour>[0-9]{1,2})(?:\s*[.:,h ]?\s*(?P<minute>[0-9]{2}))?")


class BadTime(Invalid):
    """The text is no time of day."""

    code = "calendar.bad_time"
    message = _("“%(value)s” is not a time. Write it like 9.15, 915 or 14.")


def parse(text: str) -> dt.time:
    """Return the time of day that a text means; raises BadTime. `24.00` is not a time: the end of a day is 23.59."""
    found = _TYPED.fullmatch(text.strip())
    if not found:
        raise BadTime(value=text)
    try:
        return dt.time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        raise BadTime(value=text) from None
