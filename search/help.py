"""How to search, for the help on the page: each line is an example that works as typed, and what it finds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

HELP = (
    ("kładka most", _("both words, in any form: kładki, mostem …; Polish letters may be left out")),
    ("kładka OR most", _("one of the words")),
    ("kładka -remont", _("the first word without the second")),
    ('"budowa kładki"', _("the words side by side")),
    ("wierzb*", _("words that begin so")),
    ("114/2026", _("a sign as people type it, or the whole: KP.0050.114.2026")),
    ("klasa:0050", _("the class and all below it")),
    ("rodzaj:pismo", _("a kind: letter, note, photo, video, case, appointment")),
    ("kategoria:A", _("an archival category")),
    ("rok:2024", _("a year; also rok:2020..2024")),
    ("od:2024-03 do:2024-06", _("from and until a day, month or year")),
    ("nadawca:kowalska", _("who sent it")),
    ("tytuł:zaproszenie", _("words of the title only")),
    ("komórka:KPM", _("the unit")),
)
"""(what to type, what it means). The tests run every example through the query language."""
