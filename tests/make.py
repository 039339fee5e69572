"""Test data by plain functions with good defaults. All people and units are invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dms import ids
from dms.access import actions as access
from dms.access.models import Role, Unit, User
from dms.access.system import SYSTEM
from dms.cases import actions as cases
from dms.cases.models import Case
from dms.jobs import work
from dms.jobs.models import Job
from dms.people import actions as people
from dms.people.models import Person
from dms.records import actions as records
from dms.records import scheme
from dms.records.models import ClassificationScheme, Record, RecordClass

PASSWORD = "dlugie-haslo-testowe"
SCHEME = """symbol,title,category_parent,category_other,note
0,ZARZĄDZANIE,,,próbka
00,Organy,,,
000,Narady,A,Bc,
001,Zarządzenia,BE10,Bc,
05,Korespondencja,,,
051,Skargi i wnioski,B5,Bc,
052,Zaproszenia i życzenia,B2,Bc,
053,Oświadczenia,B*,Bc,okres określają odrębne przepisy
"""


def make_scheme(text: str = SCHEME) -> ClassificationScheme:
    """Import a small scheme in force since 2020, unless there is one."""
    found = scheme.in_force()
    if found:
        return found
    return scheme.import_csv(
        text.encode(), name="Wykaz testowy", version="1", valid_from=dt.date(2020, 1, 1), by=SYSTEM, sample=True
    )


def make_class(symbol: str = "051") -> RecordClass:
    """Return a class of the test scheme."""
    make_scheme()
    return scheme.find_class(symbol)


def make_unit(symbol: str = "KPM", name: str = "Kancelaria") -> Unit:
    """Return a unit, made on first use."""
    return Unit.objects.filter(symbol=symbol).first() or access.add_unit(symbol, name, by=SYSTEM)


def make_user(role: str = Role.HANDLER, unit: Unit | None = None, *, username: str = "", cleared: bool = False) -> User:
    """Return a user with a role, in a unit or office-wide."""
    username = (username or f"{role}-{unit.symbol if unit else 'biuro'}").lower()
    found = User.objects.filter(username=username).first()
    if found:
        return found
    user = access.add_user(username, f"Osoba {username}", PASSWORD, by=SYSTEM, post="stanowisko testowe")
    access.grant(user, Role(role), unit, cleared=cleared, by=SYSTEM)
    return user


def make_record(
    title: str = "Pismo w sprawie kładki", *, unit: Unit | None = None, text: str = "", **fields: Any
) -> Record:
    """Return a record with one component that is described but has no bytes in the archive."""
    level = fields.pop("level", "unit")
    name = fields.pop("name", "pismo.txt")
    row = {
        "number": 1, "name": name, "path": "content/001.txt", "media_type": "text/plain", "group": "text", "size": 10,
        "sha256": ids.new().hex * 2,
    }  # fmt: skip
    record = records.capture(
        ids.new(), components=[row], unit=unit or make_unit(), level=level, by=SYSTEM,
        registered_at=dt.datetime.now(dt.UTC), title=title, kind=fields.pop("kind", "letter_in"),
    )  # fmt: skip
    if text:
        records.note_contents(record, [{"number": 1, "text": text, "text_method": "plain"}], by=SYSTEM)
    if fields:
        records.describe(record, by=SYSTEM, **fields)
    return record


def make_case(title: str = "Budowa kładki", *, unit: Unit | None = None, symbol: str = "051", **more: Any) -> Case:
    """Return an open case."""
    return cases.open_case(unit or make_unit(), make_class(symbol), title, by=SYSTEM, **more)


def make_person(name: str = "Prezydent Miasta", **more: Any) -> Person:
    """Return a person."""
    return people.add_person(name, by=SYSTEM, **more)


def work_jobs() -> int:
    """Work all jobs in this process, also those that would wait a little, until none is left."""
    count = 0
    while Job.objects.filter(state=Job.State.READY).update(due_at=dt.datetime.now(dt.UTC)):
        count += work.drain(["main", "slow"], seconds=60)
    return count
