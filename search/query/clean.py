"""Prepare what was typed for the engine's lenient parser, which then only sees syntax that we mean.

The parser is fast and never refuses, but it knows regular expressions, boosts and any word before a colon as
a field. Office text is full of such characters (`12:30`, `§ 3/5`, `OR 0050 114 2026`, where OR is a unit),
so whatever is not our syntax is made plain text here.
"""

from __future__ import annotations

import re
import unicodedata

from search.query.fields import canonical
from search.query.tree import Notice

MAX_LENGTH = 1_000
MAX_BRACKETS = 16

_QUOTES = str.maketrans(dict.fromkeys("„”“«»‟″", '"') | dict.fromkeys("’‘‚‛′`´", "'"))
_QUOTED = re.compile(r'("[^"]*(?:"|$))')
# KPM 0005 3 2024, also OR 0050 114 2026: signs of cases typed with spaces.
_SPACED_REFERENCE = re.compile(
    r"(?<![\w.:])([^\W\d_][\w-]{0,15}(?:\.\w{1,8})*)[ ]+(\d{2,4})[ ]+(\d{1,6})[ ]+((?:19|20)\d\d)(?![\w.])"
)
_SPACE_AFTER_COLON = re.compile(r"(?<![\w])([^\W\d_]{2,12}):[ ]+(?=[^\s])")
_RANGE = re.compile(r"(?<!\w)([-+(]*)([^\W\d_]{2,12}):((?:IN\s+)?[\[{][^\]}\[{]*[\]}])|(\S+)", re.IGNORECASE)
_CHUNK = re.compile(r"([-+(]*)(?:([^\W\d_]{2,12}):)?(.*)", re.DOTALL)
_SLOP = re.compile(r"~\d{1,2}(?=[\s)]|$)")
_WORDS = {"LUB": "OR", "||": "OR", "ORAZ": "AND", "&&": "AND"}
_PLAIN = str.maketrans(dict.fromkeys("^~[]{}\\'", " "))


def clean(text: str) -> tuple[str, list[Notice]]:
    """Return the query in the parser's syntax and notices of what was left out."""
    notices: list[Notice] = []
    text = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp", "Zs") else c for c in text[: MAX_LENGTH + 1]
    )
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        notices.append(Notice("cut", {"limit": MAX_LENGTH}))
    if text.count("(") > MAX_BRACKETS:
        text = text.replace("(", " ").replace(")", " ")
        notices.append(Notice("brackets"))
    parts = _QUOTED.split(_without_lone_brackets(text))
    cleaned = [
        part.replace("\\", " ") if part.startswith('"') else _outside(part, index > 0, notices)
        for index, part in enumerate(parts)
    ]
    return "".join(cleaned), notices


def _without_lone_brackets(text: str) -> str:
    """Return the text without closing brackets that nothing opened: the parser would drop all that follows."""
    kept, depth, quoted = [], 0, False
    for letter in text:
        quoted ^= letter == '"'
        if not quoted and letter == ")" and not depth:
            letter = " "
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
        kept.append(letter)
    return "".join(kept)


def _outside(text: str, after_quote: bool, notices: list[Notice]) -> str:
    """Return the text between quotations with everything escaped that is not our syntax."""
    slop = _SLOP.match(text) if after_quote else None
    kept = slop.group() if slop else ("*" if after_quote and text.startswith("*") else "")
    text = text[len(kept) :]
    text = _SPACED_REFERENCE.sub(r"\1.\2.\3.\4", text)
    text = _SPACE_AFTER_COLON.sub(lambda m: m.group() if not canonical(m[1]) else f"{m[1]}:", text)
    return kept + _RANGE.sub(lambda m: _range(m) if m[2] else _chunk(m[4], notices), text)


def _range(match: re.Match[str]) -> str:
    if canonical(match[2]):
        return match.group()
    return match.group().translate(_PLAIN).replace(":", " ")


def _chunk(chunk: str, notices: list[Notice]) -> str:
    """Return one word without spaces: its operators and known field stay, the rest becomes plain."""
    if chunk in _WORDS:
        return _WORDS[chunk]
    match = _CHUNK.fullmatch(chunk)
    assert match is not None  # every part of the expression may be empty
    operators, name, rest = match.groups()
    if name and canonical(name):
        prefix = f"{operators}{name}:"
        comparison = re.match(r"[<>]=?(?=\w)", rest)
        if comparison:
            return prefix + comparison.group() + _plain(rest[comparison.end() :])
        return prefix + _plain(rest)
    if name and rest and not rest.startswith("/"):
        notices.append(Notice("field_unknown", {"field": name}))
    return operators + _plain(f"{name}:{rest}" if name else rest)


def _plain(text: str) -> str:
    text = text.translate(_PLAIN).lstrip("/<>=")
    return text.replace(":", "\\:").replace("/", "\\/") if text.strip() else text
