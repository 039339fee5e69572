"""The msgids that code and templates use, read without GNU gettext: by `ast` and by Django's own `templatize`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation.template import templatize

from retention import reasons
from tests.tools import ROOT

CODE = ("dms", "ingest", "search", "retention", "services")
CALLS = {
    "_": "m", "noop": "m", "gettext": "m", "gettext_lazy": "m", "gettext_noop": "m",
    "ngettext": "mp", "ngettext_lazy": "mp", "pgettext": "cm", "pgettext_lazy": "cm",
    "npgettext": "cmp", "npgettext_lazy": "cmp",
}  # fmt: skip
"""Name of a marking function → what its first arguments are: context, message, plural."""
_STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(({_STRING}(?:\s*,\s*{_STRING})*)", re.S)


class Message(NamedTuple):
    """What the catalogue is asked for."""

    context: str | None
    msgid: str
    plural: str | None


def _message(name: str, texts: list[str]) -> Message | None:
    found = dict(zip(CALLS[name], texts, strict=False))
    return Message(found.get("c"), found["m"], found.get("p")) if found.get("m") else None


def of_code(source: str) -> Iterator[Message]:
    """Yield the messages of a Python source: calls whose first arguments are literal texts."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [arg.value for arg in node.args[:3] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in CALLS and len(texts) >= len(CALLS[name]) and (found := _message(name, texts)):
            yield found


def of_template(source: str) -> Iterator[Message]:
    """Yield the messages of a Django template: `translate`, `blocktranslate` and `_("…")` in tags."""
    for name, texts in _CALL.findall(templatize(source)):
        found = _message(name, [ast.literal_eval(text) for text in re.findall(_STRING, texts, re.S)])
        if found:
            yield found


def used() -> dict[Message, str]:
    """Return every message of the project and the file it stands in; the sources of rules are shown translated too."""
    found = {Message(None, source, None): "retention/reasons.py" for _text, source in reasons.RULES.values()}
    paths = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    for path in [*paths, *sorted((ROOT / "templates").rglob("*.*"))]:
        read = of_code if path.suffix == ".py" else of_template
        found |= {message: path.relative_to(ROOT).as_posix() for message in read(path.read_text(encoding="utf-8"))}
    return found
