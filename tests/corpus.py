"""Measure how many known facts about real files Akta finds: `python -m tests.corpus FOLDER`.

The folder goes the whole road into an office of its own (`akta ingest`), and each record is asked by `akta show`;
with `--readers` the files are only identified and read, without a database.

FOLDER holds `MANIFEST.csv` (path, kind …) and `expected.csv` (path, fact, value, tool), the facts coming from
tools other than ours. `compare()` is pure: rows of expectations and what was found per path go in, a report
comes out. `found[path] = {"facts": {...}, "text": "...", "media_type": "..."}`, whatever produced it.

Counted: a fact met or missed. Counted apart: `ocr_contains` (a hint from another recognition). Skipped with
its reason: `password` (a key, not content) and facts behind a password.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
Found = Mapping[str, Mapping[str, Any]]

# What libmagic 5.44 says and what a more exact answer may be.
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SYNONYMS: dict[str, set[str]] = {
    "text/plain": {
        "message/rfc822",
        "application/mbox",
        "message/x-emlx",
        "text/calendar",
        "text/markdown",
        "text/csv",
        "application/rdf+xml",
        "application/xml",
        "application/json",
    },
    "text/html": {"message/rfc822", "application/xhtml+xml"},
    "text/xml": {"application/xml", "application/rdf+xml"},
    "text/rtf": {"application/rtf"},
    "application/zip": {"application/epub+zip", "application/vnd.apple.pages", _WORD},
    "application/octet-stream": {"application/pkcs7-mime", "video/mp4"},
    "application/vnd.ms-office": {"application/x-mspublisher"},
    _WORD: {"application/vnd.ms-word.document.macroEnabled.12"},
}
TOLERANCE = {"audio_duration_s": 0.1, "video_duration_s": 0.1, "exif_gps_lat": 1e-4, "exif_gps_lon": 1e-4}
HINTS = {"ocr_contains"}


@dataclass
class Tally:
    """Facts of one kind of file: met, missed (path, fact, expected, found), hints met and given, skipped."""

    met: int = 0
    missed: list[tuple[str, str, str, str]] = field(default_factory=list)
    hints_met: int = 0
    hints_missed: list[tuple[str, str]] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def total(self) -> int:
        return self.met + len(self.missed)


def compare(expected: Iterable[Mapping[str, str]], found: Found, kinds: Mapping[str, str]) -> dict[str, Tally]:
    """Return a tally for each kind; a path that was not found at all misses all its facts."""
    rows = list(expected)
    locked = {row["path"] for row in rows if row["fact"] == "password"}
    report: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        path, fact, value = row["path"], row["fact"], row["value"]
        tally = report[kinds.get(path, "unknown")]
        if fact == "password":
            tally.skipped["a password is a key, not a fact about the content"] += 1
        elif fact == "pdf_pages" and path in locked:
            tally.skipped["counted by the other tool with the password"] += 1
        elif fact in HINTS:
            if meets(fact, value, found.get(path, {})):
                tally.hints_met += 1
            else:
                tally.hints_missed.append((path, value))
        elif meets(fact, value, found.get(path, {})):
            tally.met += 1
        else:
            tally.missed.append((path, fact, value, _shown(fact, found.get(path, {}))))
    return dict(report)


def meets(fact: str, value: str, item: Mapping[str, Any]) -> bool:
    """Tell whether what was found about one file agrees with one expectation."""
    if not item:
        return False
    facts = item.get("facts", {})
    if fact in {"text_contains", "ocr_contains"}:
        return fold(value) in fold(item.get("text", ""))
    if fact == "mime_libmagic":
        return item.get("media_type") == value or item.get("media_type") in SYNONYMS.get(value, set())
    if fact == "pdf_opens_in_poppler":
        return _says(not facts.get("pdf_password_required", False)) == value
    return fact in facts and _same(fact, value, facts[fact])


def _same(fact: str, value: str, ours: Any) -> bool:
    if isinstance(ours, bool):
        return _says(ours) == value.lower()
    if fact in TOLERANCE:
        return abs(float(ours) - float(value)) <= TOLERANCE[fact]
    if isinstance(ours, int | float):
        return float(value) == float(ours)
    one, two = instant(value), instant(str(ours))
    if one and two:
        return one == two if (one.tzinfo is None) == (two.tzinfo is None) else _naive(one) == _naive(two)
    return fold(value) == fold(str(ours))


def _says(value: bool) -> str:
    return "true" if value else "false"


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


_MOMENT = re.compile(
    r"(\d{4})[-:](\d\d)[-:](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$"
)


def instant(text: str) -> datetime | None:
    """Return the moment a text states, to the second; in UTC or naive; None for no date."""
    match = _MOMENT.match(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    iso = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    if zone:
        digits = zone.replace(":", "")
        iso += "+00:00" if zone == "Z" else f"{digits[:3]}:{digits[3:] or '00'}"
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment


def fold(text: str) -> str:
    """Return text in NFC with runs of white space made one blank and soft hyphens gone."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\xad", "").split())


def _shown(fact: str, item: Mapping[str, Any]) -> str:
    if not item:
        return "(no reading)"
    if fact == "mime_libmagic":
        return str(item.get("media_type"))
    if fact.endswith("_contains"):
        return f"(text of {len(item.get('text', ''))} characters)"
    return str(item.get("facts", {}).get(fact, "(nothing)"))


def print_report(report: Mapping[str, Tally], out: Callable[[str], Any] = print) -> tuple[int, int]:
    """Print shares by kind, each miss, and the sum as the last line; returns (met, total)."""
    for _kind, tally in sorted(report.items()):
        for path, fact, value, ours in tally.missed:
            out(f"miss  {path}  {fact}: expected {value!r}, found {ours[:120]!r}")
        for path, value in tally.hints_missed:
            out(f"hint  {path}  not recognised: {value!r}")
    for kind, tally in sorted(report.items()):
        share = f"{100 * tally.met / tally.total:5.1f} %" if tally.total else "    -  "
        hints = tally.hints_met + len(tally.hints_missed)
        extra = f"  hints {tally.hints_met} of {hints}" if hints else ""
        extra += "".join(f"  skipped {count}: {reason}" for reason, count in tally.skipped.items())
        out(f"{kind:16} {tally.met:5} of {tally.total:5}  {share}{extra}")
    met, total = sum(t.met for t in report.values()), sum(t.total for t in report.values())
    out(f"{met} of {total} facts met, {100 * met / max(1, total):.1f} %")
    return met, total


def load(folder: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the expectations and the kind of each path."""
    with (folder / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["path"]: row["kind"] for row in csv.DictReader(file)}
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), kinds


def by_readers(folder: Path, paths: Iterable[str], *, ocr: set[str]) -> dict[str, dict[str, Any]]:
    """Identify and read each file through the box, no database; recognise scans of the paths in `ocr`."""
    from ingest.box import Box
    from ingest.identify import identify

    found = {}
    with Box() as box:
        for path in paths:
            kind = identify(folder / path)
            reading = box.read(folder / path, kind, ocr=path in ocr)
            box.release(reading)
            problems = [problem.code for problem in reading.problems]
            found[path] = {
                "facts": reading.facts,
                "text": reading.text,
                "media_type": kind.media_type,
                "problems": problems,
            }
    return found


def by_akta(folder: Path) -> dict[str, dict[str, Any]]:
    """Take the folder into an office of its own by `akta ingest`, then ask `akta show --text` of each record."""
    home = tempfile.mkdtemp(prefix="akta-corpus-")
    os.environ |= {"AKTA_HOME": home, "DJANGO_SETTINGS_MODULE": "dms.settings"}
    command = [sys.executable, str(ROOT / "manage.py")]
    try:
        subprocess.run([*command, "setup"], check=True, stdout=subprocess.DEVNULL)
        taken = subprocess.run([*command, "ingest", str(folder), "--json"], check=False, stdout=subprocess.PIPE)
        outcome = json.loads(taken.stdout)
        print(", ".join(f"{name} {len(outcome[name])}" for name in ("kept", "already_kept", "refused", "set_aside")))
        for row in [*outcome["refused"], *outcome["set_aside"]]:
            print(f"not kept: {row['path']}: {row['reason']} [{row['code']}]")
        return _shown_records(folder, [*outcome["kept"], *outcome["already_kept"]])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _shown_records(folder: Path, rows: list[dict[str, str]]) -> dict[str, dict[str, Any]]:
    """Ask `akta show` (the command itself, in this process) of each record; compare the kept bytes with the file's."""
    import django

    django.setup()
    from dms.access.system import SYSTEM
    from dms.management.commands.show import Command

    found, equal = {}, 0
    for row in rows:
        data = Command().act(SYSTEM, {"id": row["id"], "text": True})
        main = data["components"][0]
        path = Path(row["path"])
        equal += main["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        found[path.resolve().relative_to(folder.resolve()).as_posix()] = {
            "facts": main["facts"],
            "text": main["text"],
            "media_type": main["media_type"],
            "problems": [problem["code"] for problem in main["problems"]],
        }
    print(f"{equal} of {len(rows)} files kept byte for byte")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; exit code 0 when at least 95 % of the facts are met."""
    parser = argparse.ArgumentParser(description="Compare known facts about real files with what Akta finds.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readers", action="store_true", help="identify and read directly, without a database")
    parser.add_argument("--no-ocr", action="store_true", help="do not recognise scans")
    parser.add_argument("--only", default="", help="only paths that begin so")
    options = parser.parse_args(arguments)
    expected, kinds = load(options.folder)
    paths = [path for path in kinds if path.startswith(options.only)]
    expected = [row for row in expected if row["path"] in set(paths)]
    ocr = set() if options.no_ocr else {row["path"] for row in expected if row["fact"] in HINTS}
    if options.readers:
        found = by_readers(options.folder, paths, ocr=ocr)
    else:
        found = by_akta(options.folder)
    met, total = print_report(compare(expected, found, kinds))
    return 0 if met >= 0.95 * total else 1


if __name__ == "__main__":
    sys.exit(main())
