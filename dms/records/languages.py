"""Languages by name: the codes that a description may hold, and what people read instead of them.

The names are Django's own, so they are translated with it; its two-letter codes are those of ISO 639-1. Files and
other systems also give three letters (ISO 639-2), which name the same languages here.
"""

from __future__ import annotations

from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

USUAL = ("pl", "en", "de", "fr", "uk", "be", "ru", "cs", "sk", "lt")
"""What an office in Poland writes and receives most often: first in lists."""

MORE = {
    "csb": _("Kashubian"), "la": _("Latin"), "rom": _("Romani"), "rue": _("Rusyn"), "szl": _("Silesian"),
    "yi": _("Yiddish"), "zh": _("Chinese"), "mul": _("several languages"), "zxx": _("no words"),
}  # fmt: skip
"""Codes of ISO 639 that Django does not name: languages of minorities and of the region, old records, no language."""

ALIASES = {
    "pol": "pl", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "ukr": "uk", "bel": "be",
    "rus": "ru", "ces": "cs", "cze": "cs", "slk": "sk", "slo": "sk", "lit": "lt", "lav": "lv", "est": "et",
    "ita": "it", "spa": "es", "por": "pt", "nld": "nl", "dut": "nl", "hun": "hu", "ron": "ro", "rum": "ro",
    "bul": "bg", "hrv": "hr", "srp": "sr", "slv": "sl", "dan": "da", "swe": "sv", "nor": "no", "fin": "fi",
    "ell": "el", "gre": "el", "heb": "he", "ara": "ar", "tur": "tr", "vie": "vi", "jpn": "ja", "kor": "ko",
    "lat": "la", "yid": "yi", "zho": "zh", "chi": "zh",
}  # fmt: skip
"""Three letters (ISO 639-2) → the code used here."""

NAMES = {code: info["name"] for code, info in LANG_INFO.items() if "name" in info and len(code) <= 3} | MORE


def code_of(text: str) -> str:
    """Return the code of a language given by any of its codes; an empty text for an unknown one."""
    code = text.strip().lower()
    code = ALIASES.get(code, code)
    return code if code in NAMES else ""


def name(text: str) -> str:
    """Return the name of a language in the reader's language; an unknown code is shown as it is."""
    code = code_of(text)
    return gettext(NAMES[code]) if code else text


def choices(present: str = "") -> list[tuple[str, Any]]:
    """Return the choices of a form, the usual languages first, the others by name.

    `present` is the code kept now: it stands for its language, so that saving a form does not rewrite it.
    """
    code = code_of(present)
    value = {one: one for one in NAMES} | ({code: present} if code else {})
    others = sorted((one for one in NAMES if one not in USUAL), key=lambda one: gettext(NAMES[one]).lower())
    groups = [
        (gettext("most often"), [(value[one], name(one)) for one in USUAL]),
        (gettext("other languages"), [(value[one], name(one)) for one in others]),
    ]
    unknown = [(present, gettext("unknown code: %(code)s") % {"code": present})] if present and not code else []
    return [("", gettext("not given")), *unknown, *groups]
