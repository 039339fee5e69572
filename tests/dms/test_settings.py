"""Settings: what is wrong is refused at start and named; what can be set is written down in `.env.example`."""

import re
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.tools import ROOT

NAME = re.compile(r"(?:env\.[a-z_]+|_one_of|_whole|_yes_no)\(\s*\"([A-Z0-9_]+)\"")

WRONG = [
    ("AKTA_ARCHIVE", "/srv/archive"),
    ("AKTA_ARCHIVE", "s3:/bucket"),
    ("AKTA_ARCHIVE", "s3://bucket"),  # without keys
    ("AKTA_ARCHIVE", "s3://"),
    ("AKTA_ARCHIVE", "s3:///prefix"),
    ("S3_CA", "/nowhere/ca.pem"),
    ("S3_LOCK_DAYS", "29"),
    ("S3_LOCK_DAYS", "36500"),
    ("S3_LOCK_MODE", "compliance"),
    ("S3_REQUIRE_LOCK", "yes"),  # without a bucket
    ("S3_REQUIRE_LOCK", "perhaps"),
    ("AKTA_RENDITIONS", "s3://renditions"),  # without a bucket for the archive
    ("AKTA_RENDITIONS", "/srv/renditions"),
    ("AKTA_SEARCH", "elastic"),
    ("AKTA_MAX_FILE_MB", "0"),
    ("AKTA_MAX_FILE_MB", "-5"),
    ("AKTA_MAX_FILE_MB", "4 GB"),
    ("AKTA_MAX_FILE_MB", "1e3"),
    ("AKTA_MAX_FILE_MB", "²"),
    ("AKTA_MAX_FILE_MB", ""),
    ("AKTA_WORKERS", "0"),
    ("AKTA_WORKERS", "1000"),
    ("AKTA_OCR", "perhaps"),
    ("AKTA_WRITE_BACK_SECONDS", "90000"),
    ("AKTA_PORT", "70000"),
    ("AKTA_PORT", "http"),
    ("SECRET_KEY", "short"),
    ("AKTA_HOME", "/proc/akta"),
    ("AKTA_HOME", "/dev/null"),
    ("AKTA_HOME", "/dev/null/akta"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "mongodb://x/y"),
    ("JOB_LEASE_SECONDS", "1"),
    ("LOG_LEVEL", "LOUD"),
    ("RETENTION_TRANSFER_YEARS_ELECTRONIC", "ten"),
    ("RETENTION_TRANSFER_YEARS_PAPER", "0"),
    ("RETENTION_TRANSFER_COUNT", "week"),
    ("RETENTION_BC_WAITS_FOR_JANUARY", "sometimes"),
    ("DEBUG", "2"),
]


def _read(monkeypatch, tmp_path, **values):
    monkeypatch.setenv("AKTA_HOME", str(tmp_path / "home"))
    if "AKTA_ARCHIVE" in values and values["AKTA_ARCHIVE"] != "s3://bucket":
        values = {"S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b", **values}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "dms" / "settings.py"))


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize(("name", "value"), WRONG, ids=lambda value: value or "empty")
def test_a_wrong_setting_is_refused_by_name(monkeypatch, tmp_path, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        _read(monkeypatch, tmp_path, **{name: value})


RIGHT = [
    ("AKTA_MAX_FILE_MB", "100", "AKTA_MAX_FILE_MB", 100),
    ("AKTA_OCR", "NO", "AKTA_OCR", False),
    ("AKTA_OCR", "1", "AKTA_OCR", True),
    ("ALLOWED_HOSTS", "a.example,b.example", "ALLOWED_HOSTS", ["a.example", "b.example"]),
    ("SECRET_KEY", "k" * 32, "SECRET_KEY", "k" * 32),
    ("SECURE_COOKIES", "yes", "SESSION_COOKIE_SECURE", True),
    ("OFFICE_NAME", "Urząd Ół", "OFFICE_NAME", "Urząd Ół"),
]


@pytest.mark.parametrize(("name", "value", "setting", "means"), RIGHT)
def test_a_right_setting_is_read(monkeypatch, tmp_path, name, value, setting, means):
    assert _read(monkeypatch, tmp_path, **{name: value})[setting] == means


def test_a_bucket_is_taken_with_its_keys(monkeypatch, tmp_path):
    found = _read(monkeypatch, tmp_path, AKTA_ARCHIVE="s3://akta/x")
    assert found["AKTA_ARCHIVE"] == "s3://akta/x"


def test_without_any_setting_everything_is_embedded(monkeypatch, tmp_path):
    found = _read(monkeypatch, tmp_path)
    home = tmp_path / "home"
    assert found["DATABASES"]["default"]["NAME"] == str(home / "akta.sqlite3")
    assert found["AKTA_ARCHIVE"] == "" and found["CELERY_BROKER_URL"].startswith("akta-files")
    assert not found["DEBUG"] and not found["SHOW_DEMO_ACCOUNTS"]


def test_the_key_is_made_once_and_nobody_else_may_read_it(monkeypatch, tmp_path):
    first = _read(monkeypatch, tmp_path)["SECRET_KEY"]
    assert len(first) >= 48 and _read(monkeypatch, tmp_path)["SECRET_KEY"] == first
    assert (tmp_path / "home" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_an_emptied_key_file_is_refused(monkeypatch, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "secret.key").touch()
    with pytest.raises(ImproperlyConfigured, match=r"secret\.key"):
        _read(monkeypatch, tmp_path)


def test_the_program_says_what_is_wrong_in_one_line_and_ends_with_3(office):
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"], cwd=ROOT, env={**office.env, "AKTA_WORKERS": "many"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "AKTA_WORKERS='many'" in done.stderr


def test_the_example_lists_every_setting_with_a_comment_and_nothing_else():
    read = NAME.findall((ROOT / "dms" / "settings.py").read_text())
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = [line[1:].partition("=")[0] for line in lines if re.match(r"#[A-Z0-9_]+=", line)]
    assert sorted(shown) == sorted(read) and len(set(read)) == len(read)
    assert not [line for line in lines if line and not line.startswith("#")], "no line sets anything by itself"
    above = ""
    for line in lines:
        if re.match(r"#[A-Z0-9_]+=", line):
            assert above.startswith("#"), f"{line} lacks its comment"
        above = line


def test_the_values_of_the_example_are_taken(monkeypatch, tmp_path):
    for line in (ROOT / ".env.example").read_text().splitlines():
        found = re.match(r"#([A-Z0-9_]+)=(.+)", line)
        if found and found[1] not in {"AKTA_HOME"}:
            monkeypatch.setenv(found[1], found[2])
    monkeypatch.setenv("S3_ACCESS_KEY", "a")
    monkeypatch.setenv("S3_SECRET_KEY", "b")
    assert _read(monkeypatch, tmp_path)["AKTA_WORKERS"] == 2
