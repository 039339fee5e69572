"""The command line: help with an example, one JSON object, exit codes, and only what the named user may see."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import load_command_class
from django.db import connection

from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.management import usage
from dms.records.models import Record
from tests import intruder, make
from tests.cli import akta
from tests.tools import ROOT

COMMANDS = sorted(
    path.stem for path in (ROOT / "dms" / "management" / "commands").glob("*.py") if path.stem != "__init__"
)


@pytest.fixture
def full(office):
    """An office with a record and a case of one unit, in the index."""
    unit = make.make_unit()
    record = make.make_record("Pismo o kładce", unit=unit, text="kładka")
    case = make.make_case(unit=unit)
    cases.file_record(case, record, by=SYSTEM)
    make.make_user("handler", unit)
    make.make_user("handler", make.make_unit("WGK", "Gospodarka"))
    make.make_user("archivist")
    make.make_user("administrator")
    make.work_jobs()
    return office


def _case():
    return cases.Case.objects.get().reference


def _record():
    return str(Record.objects.get().pk)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command):
    for language, word, title in (("en", "usage", "Example"), ("pl", "użycie", "Przykład")):
        answer = akta(command, "--help", "--language", language)
        assert answer.code == 0 and f"{word}: akta {command}" in answer.out
        example = answer.out.partition(f"{title}:\n")[2]
        assert f"akta {command}" in example and " 0 " in example and " 3 " in example
        assert "--json" in answer.out and "--settings" not in answer.out and "--traceback" not in answer.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_subcommand_explains_itself_with_an_example_that_can_be_parsed(command):
    found = load_command_class("dms", command)
    verbs = usage.verbs_of(found.create_parser("akta", command))
    assert set(found.examples) == set(verbs)
    for verb in verbs:
        shown = akta(command, verb, "--help", "--language", "en").out
        assert f"Example:\n  {found.examples[verb]}\n" in shown and "Exit codes: 0" in shown
        words = shlex.split(found.examples[verb])
        assert words[:3] == ["akta", command, verb]
        found.create_parser("akta", command).parse_args(words[2:])


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_can_be_parsed(command):
    found = load_command_class("dms", command)
    words = [word for word in shlex.split(found.example) if "=" not in word.partition(" ")[0] or word.startswith("-")]
    assert words[:2] == ["akta", command]
    found.create_parser("akta", command).parse_args(words[2:])


DONE = {
    "archive": ["flush"],
    "audit": ["verify"],
    "audit list": ["list", "--limit", "3"],
    "case list": ["list"],
    "case show": ["show", _case],
    "case open": ["open", "KPM", "052", "Nowa"],
    "case close": ["close", _case],
    "doctor": [],
    "due": ["--on", "2090-01-01"],
    "list units": ["units"],
    "list classes": ["classes", "05"],
    "export": ["bag", lambda: f"case:{_case()}", lambda: str(settings.AKTA_HOME / "bag")],
    "rebuild": ["--state"],
    "rebuild index": ["--index-only"],
    "search": ["kładką", "--facets"],
    "setup": [],
    "show": [_record, "--text"],
    "user list": ["list"],
    "verify": [],
    "why": [_case],
}


def _words(words):
    return [word() if callable(word) else word for word in words]


@pytest.mark.parametrize("what", DONE)
def test_success_ends_with_0_and_one_json_object(full, what):
    command = what.split()[0]
    if what.startswith(("verify", "export")):
        akta("archive", "flush")
    if what == "export":
        _with_bytes()
    answer = akta(command, *_words(DONE[what]), "--json")
    assert answer.code == 0, answer
    assert answer.data and answer.err == ""
    plain = akta(command, *_words(DONE[what])) if what not in {"case close", "export"} else None
    assert plain is None or (plain.code == 0 and plain.out)


def _with_bytes():
    """Give the record the bytes that its component names."""
    import datetime as dt
    import hashlib

    from dms.archive.kinds import object_id
    from dms.archive.store import WRITER, archive
    from dms.records.models import Component

    data = "kładka".encode()
    now = dt.datetime.now(dt.UTC)
    archive().write(object_id("record", _record()), {"content/001.txt": data}, message="x", user=WRITER, created=now)
    Component.objects.update(sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def _broken_chain():
    intruder.sql("UPDATE dms_auditevent SET verb = 'x.forged'")


REFUSED = [
    (["show", "0192f3c1-7c1e-7a50-9c7a-2f1e1b1f0a11"], 1, "not_found"),
    (["show", "nonsense"], 1, "not_found"),
    (["why", "KPM.051.99.2026"], 1, "not_found"),
    (["case", "show", "KPM.051.99.2026"], 1, "not_found"),
    (["case", "reopen", _case, "--reason", "x"], 1, "case.wrong_state"),
    (["case", "open", "NIE", "052", "x"], 1, "not_found"),
    (["case", "open", "KPM", "05", "x"], 1, "record.not_final_class"),
    (["case", "open", "KPM", "052", " "], 1, "invalid"),
    (["case", "open", "KPM", "052", "x", "--handler", "nikt"], 1, "invalid"),
    (["case", "close", _case, "--on", "1999-01-01"], 1, "case.closed_too_early"),
    (["case", "list", "--as", "nikt"], 1, "not_found"),
    (["export", "bag", "case:KPM.051.99.2026", "/tmp/akta-none"], 1, "not_found"),
    (["export", "bag", "class:000", "/tmp/akta-none"], 1, "export.nothing"),
    (["case", "list", "--unit", "NIE"], 1, "not_found"),
    (["case", "list", "--class", "9"], 1, "not_found"),
    (["export", "bag", "nonsense", "/tmp/akta-none"], 1, "invalid"),
    (["export", "bag", "class:051", "/nie/ma/x"], 1, "invalid"),
    (["audit", "verify", "--as", "handler-kpm"], 1, "not_permitted"),
    (["archive", "flush", "--as", "handler-kpm"], 1, "not_permitted"),
    (["due", "--as", "handler-kpm"], 1, "not_permitted"),
    (["user", "add", "x", "X", "--role", "reader", "--as", "handler-kpm"], 1, "not_permitted"),
    (["user", "add", "x", "X", "--role", "reader", "--unit", "NIE"], 1, "not_found"),
    (["user", "password", "nikt"], 1, "not_found"),
    (["rebuild"], 1, "rebuild.not_empty"),
]


def test_a_refusal_ends_with_1_says_why_and_changes_nothing(full, monkeypatch):
    monkeypatch.setenv("AKTA_PASSWORD", make.PASSWORD)
    before = AuditEvent.objects.count()
    for words, code, reason in REFUSED:
        words = _words(words)
        answer = akta(*words, "--json")
        assert (answer.code, answer.data["error"]["code"]) == (code, reason), words
        assert len(answer.data["error"]["message"]) > 10 and answer.err == ""
        plain = akta(*words)
        assert plain.code == code and plain.out == "" and plain.err.startswith("akta: ")
    assert AuditEvent.objects.count() == before and not Path("/tmp/akta-none").exists()


USAGE = [
    ["case"], ["case", "open"], ["case", "fly", "x"], ["search"], ["ingest"], ["show"], ["export", "zip", "a", "b"],
    ["due", "--on", "wczoraj"], ["search", "x", "--sort", "size"], ["search", "x", "--limit", "many"],
    ["audit", "seal"], ["verify", "--nonsense"], ["user", "add", "x", "X", "--role", "king"],
    ["case", "list", "--language", "de"], ["case", "list", "--limit", "-3"], ["audit", "list", "--limit", "x"],
    ["case", "close", "KPM.1", "--on", "31.12.2026"], ["verify", "--kind", "unit"], ["serve", "--port", "99999"],
    ["list", "people"],
]  # fmt: skip


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_wrong_usage_ends_with_2(words):
    answer = akta(*words)
    assert answer.code == 2 and answer.out == "" and "użycie: akta" in answer.err and "usage" not in answer.err


def test_a_broken_chain_ends_with_3(full):
    _broken_chain()
    answer = akta("audit", "verify", "--json")
    assert answer.code == 3 and answer.data["intact"] is False and answer.data["faults"]


def test_a_damaged_archive_ends_with_3(full, office):
    akta("archive", "flush")
    victim = next(path for path in (office.home / "archive").rglob("record.json"))
    victim.chmod(0o600)
    victim.write_bytes(b"{}")
    answer = akta("verify", "--json")
    assert answer.code == 3 and answer.data["faults"]


def test_an_object_that_is_gone_ends_with_3(full, office):
    import shutil

    akta("archive", "flush")
    victim = next(path for path in (office.home / "archive").rglob("0=ocfl_object_1.1")).parent
    shutil.rmtree(victim)
    answer = akta("verify", "--json")
    assert answer.code == 3 and {fault["code"] for fault in answer.data["faults"]} >= {"missing"}


def test_a_fault_of_the_machine_ends_with_3_and_still_one_json_object(full, office, monkeypatch, caplog):
    intruder.sql("DROP TABLE dms_casemention", "ALTER TABLE dms_record RENAME TO dms_lost")
    answer = akta("show", "0192f3c1-7c1e-7a50-9c7a-2f1e1b1f0a11", "--json")
    assert answer.code == 3 and answer.data["error"]["code"] == "command.broke_off"
    assert "dms_record" in answer.data["error"]["message"]
    plain = akta("show", "0192f3c1-7c1e-7a50-9c7a-2f1e1b1f0a11")
    assert plain.code == 3 and plain.out == "" and plain.err.splitlines()[-1].startswith("akta: ")


def test_as_a_user_one_sees_what_the_user_sees(full):
    mine, other = "handler-kpm", "handler-wgk"
    assert akta("search", "kładka", "--as", mine, "--json").data["total"] == 2
    assert akta("search", "kładka", "--as", other, "--json").data["total"] == 0
    assert akta("case", "list", "--as", other, "--json").data["total"] == 0
    assert akta("show", _record(), "--as", mine, "--json").code == 0
    for words in (["show", _record()], ["why", _case()], ["case", "show", _case()], ["case", "close", _case()]):
        answer = akta(*words, "--as", other, "--json")
        assert (answer.code, answer.data["error"]["code"]) == (1, "not_found"), words


@pytest.mark.parametrize("where", ["before", "after"])
def test_whom_one_acts_as_may_stand_before_or_after_the_verb(full, where):
    words = ["--as", "handler-wgk", "--json"]
    answer = akta("case", *words, "list") if where == "before" else akta("case", "list", *words)
    assert answer.data["total"] == 0


def test_the_event_names_the_user_or_the_operating_systems(full):
    akta("case", "open", "KPM", "052", "a", "--as", "handler-kpm")
    akta("case", "open", "KPM", "052", "b")
    first, second = AuditEvent.objects.filter(verb="case.opened").order_by("-id")[:2][::-1]
    assert first.actor_kind == "user" and "via" not in first.data
    assert second.actor_kind == "system" and second.data["via"]["command"] == "case" and second.data["via"]["os_user"]


def test_a_closed_account_cannot_be_acted_as(full):
    from dms.access import actions
    from dms.access.models import User

    actions.deactivate(User.objects.get(username="handler-kpm"), by=SYSTEM)
    assert akta("case", "list", "--as", "handler-kpm", "--json").code == 1


def test_messages_speak_the_asked_language(full):
    polish = akta("show", "nonsense").err
    english = akta("show", "nonsense", "--language", "en").err
    assert polish != english and "you may not see it" in english


def test_classifying_judges_each_record_by_itself(full):
    filed = _record()
    loose = make.make_record("luźne")
    answer = akta("classify", str(loose.pk), filed, "nonsense", "052", "--json")
    assert answer.code == 1 and answer.data["classified"] == [str(loose.pk)]
    assert [row["code"] for row in answer.data["refused"]] == ["record.filed_in_case", "not_found"]
    assert akta("classify", str(loose.pk), "05", "--json").data["refused"][0]["code"] == "record.not_final_class"
    assert akta("classify", str(loose.pk), "999", "--json").data["error"]["code"] == "not_found"


def test_a_user_is_added_with_a_role_and_a_password(full, monkeypatch):
    from dms.access.models import User

    monkeypatch.setenv("AKTA_PASSWORD", make.PASSWORD)
    assert akta("user", "add", "nowa", "Nowa Osoba", "--role", "registry", "--unit", "KPM", "--json").code == 0
    user = User.objects.get(username="nowa")
    assert user.check_password(make.PASSWORD) and user.roles == {"registry"}
    monkeypatch.setenv("AKTA_PASSWORD", "krótkie")
    answer = akta("user", "password", "nowa", "--json")
    assert answer.code == 1 and "password" in answer.data["error"]["fields"]
    assert User.objects.get(username="nowa").check_password(make.PASSWORD)


def test_filing_from_the_terminal_is_all_or_nothing_seen(full):
    loose = make.make_record("luźne")
    answer = akta("case", "file", _case(), str(loose.pk), "nonsense", "--json")
    assert answer.code == 1 and not hasattr(Record.objects.get(pk=loose.pk), "filing")
    assert akta("case", "file", _case(), str(loose.pk), "--json").data["filed"] == [str(loose.pk)]


def test_a_closed_pipe_is_no_error(full):
    script = f"{sys.executable} manage.py audit list --limit 100000 | head -c 10 > /dev/null; exit ${{PIPESTATUS[0]}}"
    connection.close()
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env={**full.env, "PYTHONUNBUFFERED": "1"}, capture_output=True, check=False
    )
    assert done.stderr == b"" and done.returncode in {0, 128 + 13}


def test_the_console_script_prints_one_json_object_and_nothing_else(full):
    connection.close()
    done = subprocess.run(
        [sys.executable, "manage.py", "case", "list", "--json"],
        cwd=ROOT, env={**os.environ, **full.env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and json.loads(done.stdout)["total"] == 1 and done.stderr == ""
