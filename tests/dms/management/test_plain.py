"""What commands print for people: words instead of codes and raw data, columns, the office's time, one language."""

import datetime as dt
import io
import re

import pytest
from django.utils import translation

from dms.access import actions as access
from dms.access.models import User
from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.days import WARSAW
from dms.management import words
from dms.management.commands.audit import Command
from dms.records.models import Record
from tests import make
from tests.cli import akta

CODES = re.compile(
    r"[{}]|\b(?:letter_in|letter_out|born_digital|destroy|appraise|none|None|True|False|open|closed|unit|main"
    r"|record|case|sender|handler|registry|archivist|ready|done|set_aside|snapshot|counters|events|ok)\b"
    r"|\b(?:record|case|user|unit)\.\w+"
)


@pytest.fixture
def full(office):
    """An office with a settled case, an open one, a record outside cases, and users with roles."""
    unit = make.make_unit()
    record = make.make_record("Pismo o kładce", unit=unit, text="kładka", kind=Record.Kind.LETTER_IN)
    case = make.make_case(unit=unit)
    cases.file_record(case, record, by=SYSTEM)
    cases.close(case, by=SYSTEM)
    make.make_case("Druga", unit=unit, symbol="052")
    make.make_user("handler", unit, username="nowak")
    access.grant(User.objects.get(username="nowak"), "archivist", by=SYSTEM)
    make.work_jobs()
    return office


def _record():
    return str(Record.objects.get().pk)


def _case():
    return cases.Case.objects.get(symbol="051").reference


PLAIN = [
    ["show", _record, "--text"], ["case", "list"], ["case", "show", _case], ["user", "list"],
    ["due", "--on", "2090-01-01"],
    ["why", _case], ["audit", "list"], ["audit", "verify"], ["doctor"], ["search", "kładka", "--facets"],
    ["rebuild", "--state"], ["list", "units"], ["list", "classes"], ["archive", "flush"], ["setup"],
]  # fmt: skip


@pytest.mark.parametrize("line", PLAIN, ids=lambda line: " ".join(w for w in line if isinstance(w, str)))
def test_without_json_there_are_words_and_no_codes(full, line):
    answer = akta(*(word() if callable(word) else word for word in line))
    assert answer.code == 0 and answer.err == ""
    of_machine = ("✓", "✗", "Folder", "Archiwum:")
    shown = [text for text in answer.out.splitlines() if not text.startswith(of_machine)]
    shown = [re.sub(r"akta [a-z-]+|/\S+|w /.*$", "", text) for text in shown]
    assert [(text, CODES.findall(text)) for text in shown if CODES.search(text)] == []


def test_a_record_is_shown_as_a_sheet(full):
    said = akta("show", _record(), "--text").out
    for part in ("Pismo o kładce", "przesyłka wpływająca", _case(), "brakowanie", "| kładka", "Historia"):
        assert part in said
    english = akta("show", _record(), "--language", "en").out
    assert "incoming letter" in english and "disposal" in english and "History" in english


def test_users_stand_in_columns_with_their_roles(full):
    said = akta("user", "list").out
    head, row = said.splitlines()[0], next(line for line in said.splitlines() if line.startswith("nowak"))
    assert head.index("Konto") == row.index("czynne")
    assert "prowadzący sprawę (KPM)" in row and "archiwista (cały urząd)" in row
    found = next(row for row in akta("user", "list", "--json").data["users"] if row["username"] == "nowak")
    assert found["active"] is True and found["roles"] == [
        {"role": "archivist", "unit": None, "cleared": False}, {"role": "handler", "unit": "KPM", "cleared": False},
    ]  # fmt: skip


def test_a_closed_account_is_marked(full):
    access.deactivate(User.objects.get(username="nowak"), by=SYSTEM)
    assert "zamknięte" in next(line for line in akta("user", "list").out.splitlines() if line.startswith("nowak"))


def test_times_are_those_of_the_office_and_for_machines_have_an_offset(full):
    event = AuditEvent.objects.order_by("-id").first()
    here = f"{event.at.astimezone(WARSAW):%Y-%m-%d %H:%M:%S}"
    assert akta("audit", "list", "--limit", "1").out.startswith(here)
    at = dt.datetime.fromisoformat(akta("audit", "list", "--limit", "1", "--json").data["events"][0]["at"])
    assert at == event.at and at.utcoffset() is not None


@pytest.mark.parametrize(
    ("instant", "shown"),
    [("2026-07-01T22:30:00Z", "2026-07-02 00:30:00"), ("2026-12-31T23:30:00Z", "2027-01-01 00:30:00"), (None, "")],
)
def test_the_offices_time_is_warsaws_in_summer_and_winter(instant, shown):
    assert words.local(instant) == shown


def test_columns_are_as_wide_as_their_longest_word():
    assert list(words.columns([("a", "b", "c"), ("aaa", "", "d")], ("x", "yy", "z"))) == [
        "x    yy  z", "a    b   c", "aaa      d",
    ]  # fmt: skip
    assert list(words.columns([])) == [] and list(words.columns([], ("x",))) == []


NEAR = [
    (["case", "show", "KPM.051.1.2062"], _case, "akta case list"),
    (["case", "list", "--unit", "KMP"], "KPM", "akta list units"),
    (["case", "open", "KMP", "052", "x"], "KPM", "akta list units"),
    (["case", "open", "KPM", "0522", "x"], "052", "akta list classes"),
    (["case", "open", "KPM", "052", "x", "--handler", "nowk"], "nowak", "akta user list"),
    (["case", "list", "--as", "nowk"], "nowak", "akta user list"),
    (["user", "grant", "nowk", "--role", "reader"], "nowak", "akta user list"),
    (["ingest", "manage.py", "--class", "0511"], "051", "akta list classes"),
    (["ingest", "manage.py", "--unit", "KMP"], "KPM", "akta list units"),
    (["show", "0192f3c1"], "0192f3c1", "akta search"),
    (["why", "KPM.051.1.2062"], _case, "akta case list"),
    (["export", "bag", "case:KPM.051.1.2062", "/tmp/akta-none"], _case, "akta case list"),
]


@pytest.mark.parametrize(("line", "near", "way"), NEAR, ids=[" ".join(line) for line, _near, _way in NEAR])
def test_what_is_unknown_is_named_with_near_ones_and_the_way_to_all(full, line, near, way):
    answer = akta(*line)
    assert answer.code == 1 and answer.out == ""
    assert (near() if callable(near) else near) in answer.err and way in answer.err


def test_near_cases_are_only_those_that_one_may_see(full):
    make.make_user("handler", make.make_unit("WGK", "Gospodarka"), username="obcy")
    assert _case() not in akta("case", "show", "KPM.051.1.2062", "--as", "obcy").err


def test_a_closed_account_is_called_closed(full):
    access.deactivate(User.objects.get(username="nowak"), by=SYSTEM)
    assert "zamknięte" in akta("case", "list", "--as", "nowak").err


def test_a_broken_chain_is_told_in_words():
    faults = [
        {"position": 3, "fault": "changed", "event": "01a20ade"},
        {"position": 5, "fault": "missing", "found": 6},
        {"position": None, "fault": "not as in the archive", "event": "01a20adf"},
    ]
    out = io.StringIO()
    with translation.override("pl"):
        Command(stdout=out).tell({"intact": False, "sealed": 6, "unsealed": 1, "head": "0" * 64, "faults": faults})
    first, second, third, verdict, _counts = out.getvalue().splitlines()
    assert first == "pozycja 3: zdarzenie zmieniono 01a20ade" and second == "pozycja 5: brakuje zdarzenia"
    assert third.startswith("nieopieczętowane: ") and verdict.isupper()
