"""The Polish catalogue is whole, and compiled by our own compiler exactly as GNU gettext would."""

from __future__ import annotations

import gettext
import io
import re
import subprocess

import pytest

from scripts import compile_messages as compiler
from tests import messages
from tests.messages import Message
from tests.tools import ROOT, need

SOURCE = ROOT / "dms/locale/pl/LC_MESSAGES/django.po"


def entries() -> list:
    return [entry for entry in compiler.parse(SOURCE.read_text(encoding="utf-8")) if entry.msgid]


def test_every_message_is_in_polish() -> None:
    assert [e.msgid for e in entries() if e.fuzzy or not e.strings or not all(e.strings.values())] == []


def test_every_message_of_code_and_templates_is_in_the_catalogue() -> None:
    there = {(entry.context, entry.msgid): entry.plural for entry in entries()}
    missing = [
        (where, message)
        for message, where in messages.used().items()
        if message[:2] not in there or (message.plural is not None and there[message[:2]] != message.plural)
    ]
    assert missing == []


def test_every_message_of_the_catalogue_is_used() -> None:
    used = {message[:2] for message in messages.used()}
    assert [entry.msgid for entry in entries() if (entry.context, entry.msgid) not in used] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('x = _("a" "b")', [Message(None, "ab", None)]),
        ('gettext_lazy("it\'s"); translation.gettext("b")', [Message(None, "it's", None), Message(None, "b", None)]),
        ('ngettext("%(n)s a", "%(n)s b", n)', [Message(None, "%(n)s a", "%(n)s b")]),
        ('pgettext("menu", "file")', [Message("menu", "file", None)]),
        ('_(name); _(f"{name}"); ngettext("a", b, n); other("a"); _("")', []),
    ],
)
def test_messages_of_code_are_found(source: str, expected: list[Message]) -> None:
    assert list(messages.of_code(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "the unit\'s" %}', [Message(None, "the unit's", None)]),
        ("{% translate 'a' as b %}{% translate b %}", [Message(None, "a", None)]),
        ('{% translate "file" context "menu" %}', [Message("menu", "file", None)]),
        ('{% state "ok" _("kept") "check" %}', [Message(None, "kept", None)]),
        (
            "{% blocktranslate with x=y.z %}of {{ x }}, 5 %{% endblocktranslate %}",
            [Message(None, "of %(x)s, 5 %%", None)],
        ),
        (
            "{% blocktranslate count n=a|length %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            [Message(None, "%(n)s day", "%(n)s days")],
        ),
        ("plain _(text) {# {% translate 'a' %} #}", []),
    ],
)
def test_messages_of_templates_are_found(source: str, expected: list[Message]) -> None:
    assert list(messages.of_template(source)) == expected


def test_plurals_have_the_four_forms_of_polish() -> None:
    assert [e.msgid for e in entries() if (e.plural is not None) and sorted(e.strings) != [0, 1, 2, 3]] == []


def test_no_message_stands_twice() -> None:
    keys = [entry.key() for entry in entries()]
    assert len(keys) == len(set(keys))


def test_translations_keep_the_placeholders_and_the_markup() -> None:
    marks = re.compile(r"%\(\w+\)[sd]|<[^>]+>")
    wrong = []
    for entry in entries():
        for number, text in entry.strings.items():
            original = entry.plural if entry.plural and number else entry.msgid
            missing = set(marks.findall(text)) ^ set(marks.findall(original))
            if missing and not (entry.plural and missing <= {"%(n)s", "%(n)d", "%(count)s", "%(count)d"}):
                wrong.append((entry.msgid, missing))
    assert wrong == []


def test_the_compiled_catalogue_is_up_to_date() -> None:
    compiled = compiler.compile_catalogue(SOURCE.read_text(encoding="utf-8"))
    assert SOURCE.with_suffix(".mo").read_bytes() == compiled


def test_our_compiler_agrees_with_gettext(tmp_path) -> None:
    program = need("msgfmt", "apt install gettext")
    subprocess.run([program, "-c", "--check-format", "-o", tmp_path / "x.mo", SOURCE], check=True, capture_output=True)
    ours = compiler.compile_catalogue(SOURCE.read_text(encoding="utf-8"))
    with open(tmp_path / "x.mo", "rb") as theirs:
        expected = gettext.GNUTranslations(theirs)._catalog
    assert gettext.GNUTranslations(io.BytesIO(ours))._catalog == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('msgid "a"\nmsgstr "b"\n', "b"),
        ('#~ msgid "old"\n#~ msgstr "x"\n\nmsgid ""\n"a"\nmsgstr ""\n"b\\n"\n"c"\n', "b\nc"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n', "a"),
        ('msgid "x"\nmsgstr "y"\nmsgid "a"\nmsgstr "b \\"q\\""\n', 'b "q"'),
    ],
)
def test_the_format_is_read_whole(text: str, value: str) -> None:
    compiled = compiler.compile_catalogue('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + text)
    assert gettext.GNUTranslations(io.BytesIO(compiled)).gettext("a") == value


def test_contexts_and_plurals_are_kept_apart() -> None:
    header = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n!=1;\\n"\n\n'
    )
    text = header + 'msgctxt "menu"\nmsgid "file"\nmsgid_plural "files"\nmsgstr[0] "akta"\nmsgstr[1] "aktów"\n'
    found = gettext.GNUTranslations(io.BytesIO(compiler.compile_catalogue(text)))
    assert found.npgettext("menu", "file", "files", 2) == "aktów" and found.gettext("file") == "file"


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(compiler.parse('msgid "a"\nmsgstr b\n'))
