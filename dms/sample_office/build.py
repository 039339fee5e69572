"""Setting up the sample office through the same actions as everybody's work, so that its history looks real.

The files go the real road: receipt, identification, archive, reading. While children read them, accounts, cases and
appointments are made; then each record is described, filed and linked by the person whose work it is.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from dms.access import actions as access
from dms.access.models import Unit, User
from dms.access.system import SYSTEM, Principal
from dms.calendar import actions as calendar
from dms.cases import actions as cases
from dms.cases.models import Case
from dms.days import WARSAW, today
from dms.errors import Conflict, Unavailable
from dms.jobs import ledger
from dms.jobs.models import Job
from dms.people import actions as people
from dms.people.models import Person
from dms.records import actions as records
from dms.records import scheme, terms
from dms.records.models import Record
from dms.sample_office.cases import CASES, SampleCase
from dms.sample_office.meetings import all_meetings
from dms.sample_office.papers import PAPERS, Paper
from dms.sample_office.people import ACCOUNTS, PASSWORD, PERSONS, TERMS, UNITS, Account
from ingest import actions as ingest
from ingest.actions import Destination
from ingest.intake import Helpers
from ingest.models import Arrival
from retention import actions as retention

FILES = Path(__file__).with_name("files")
SCHEME = Path(__file__).resolve().parent.parent / "records" / "samples" / "jrwa-sample.csv"
SCHEME_SINCE = dt.date(2011, 1, 1)
DESK, SECRETARY, ARCHIVIST = "irena", "anna", "helena"
FILES_UNIT = "KPM"
PATIENCE_SECONDS = 600
Show = Callable[[int, int], None]


class OfficeExists(Conflict):
    """There is an office already; sample data does not go among real records."""

    code = "sample_office.exists"
    message = _(
        "An office is set up here already. The sample office needs an empty Akta: set AKTA_HOME to a new folder."
    )


class HalfBuilt(Conflict):
    """Setting up was broken off before."""

    code = "sample_office.half_built"
    message = _("Setting up the sample office was broken off. Remove the folder %(folder)s and start again.")


class NotReady(Unavailable):
    """The files of the sample office were not read in time."""

    code = "sample_office.not_ready"
    message = _("Reading the sample files did not end within %(seconds)s seconds. See `akta doctor`.")


@dataclass
class Built:
    """What was set up: numbers, and how long it took."""

    records: int
    inbox: int
    cases: int
    appointments: int
    seconds: float


def exists() -> bool:
    """Tell whether an office is set up here: any unit, user or record."""
    return Unit.objects.exists() or User.objects.exists() or Record.objects.exists()


def refuse_half_built() -> None:
    """Raise HalfBuilt when an earlier run did not come to its end: half an office would only puzzle."""
    if _mark().exists():
        raise HalfBuilt(folder=settings.AKTA_HOME)


def _mark() -> Path:
    return Path(settings.AKTA_HOME) / "sample-office-unfinished"


def build(*, by: Principal = SYSTEM, show: Show = lambda _done, _total: None, wait: bool = False) -> Built:
    """Set the sample office up; with `wait` until scans are recognised too. Raises OfficeExists, HalfBuilt,
    NotReady.

    `by` must be allowed to do everything (the system). Returns counts; progress goes to `show(done, total)`.
    """
    refuse_half_built()
    if exists():
        raise OfficeExists
    begun = time.monotonic()
    _mark().touch()
    office = _Office(by)
    office.open_doors()
    arrivals = office.receive()
    helpers = None if ledger.workers_alive() else Helpers(("main", "slow") if wait else ("main",))
    try:
        office.take_on_staff()
        with transaction.atomic():
            office.open_cases()
        _wait_for(lambda: _under_way(arrivals), len(arrivals), show)
        for step in (
            lambda: office.describe_and_file(arrivals),
            office.relate,
            office.close_cases,
            office.keep_calendar,
        ):
            with transaction.atomic():  # one commit, and one wait for the disk, for many small actions
                step()
        _wait_for(lambda: _busy(wait), 1, lambda _done, _total: None)
    finally:
        if helpers:
            helpers.stop()
    _mark().unlink()
    return Built(
        Record.objects.count(), Record.objects.inbox().count(), Case.objects.count(), office.appointments,
        round(time.monotonic() - begun, 1),
    )  # fmt: skip


def _wait_for(left: Callable[[], int], total: int, show: Show) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while (open_count := left()) and time.monotonic() < end:
        show(total - min(open_count, total), total)
        time.sleep(0.1)
    if open_count:
        raise NotReady(seconds=PATIENCE_SECONDS)
    show(total, total)


def _under_way(arrivals: dict[str, Arrival]) -> int:
    states = [Arrival.State.RECEIVED, Arrival.State.CAPTURED]
    return Arrival.objects.filter(pk__in=[row.pk for row in arrivals.values()], state__in=states).count()


def _busy(slow_too: bool) -> int:
    """Return how many jobs are left that somebody who looks now would miss; writing back may follow later."""
    names = ["search.index", "retention.compute", *(["ingest.ocr"] if slow_too else [])]
    return Job.objects.filter(state__in=[Job.State.READY, Job.State.RUNNING], name__in=names).count()


class _Office:
    """The work of one run, step by step, with what the steps know of each other."""

    def __init__(self, by: Principal) -> None:
        self._by = by
        self._units: dict[str, Unit] = {}
        self._users: dict[str, User] = {}
        self._cases: dict[str, Case] = {}
        self._records: dict[str, Record] = {}
        self.appointments = 0

    def open_doors(self) -> None:
        """Units and the registry desk first: with them letters can come."""
        for symbol, name in UNITS.items():
            self._units[symbol] = access.add_unit(symbol, name, by=self._by)
        self._take_on(next(account for account in ACCOUNTS if account.username == DESK))

    def receive(self) -> dict[str, Arrival]:
        """Let the registry desk take all files; return their arrivals by file name."""
        taken = {}
        owner = {case.key: case.unit for case in CASES}
        for paper in PAPERS:
            where = Destination(unit=self._units[owner.get(paper.case, FILES_UNIT)])
            with (FILES / paper.file).open("rb") as stream:
                receipt = ingest.receive(
                    stream, paper.file, source=Arrival.Source.COMMAND, by=self._users[DESK], where=where
                )
            taken[paper.file] = receipt.arrival
        return taken

    def take_on_staff(self) -> None:
        """Everybody else, the scheme, the dictionaries, the people outside."""
        for account in ACCOUNTS:
            if account.username != DESK:
                self._take_on(account)
        scheme.import_csv(
            SCHEME.read_bytes(), name="Przykładowy wykaz akt", version="próbka", valid_from=SCHEME_SINCE,
            by=self._users[ARCHIVIST], sample=True,
        )  # fmt: skip
        for vocabulary, names in TERMS.items():
            for name in names:
                terms.add(vocabulary, name, by=self._by)
        for known in PERSONS:
            people.add_person(known.name, by=self._users[SECRETARY], post=known.post, **known.details)

    def _take_on(self, account: Account) -> None:
        user = access.add_user(
            account.username, account.name, PASSWORD, by=self._by, post=account.post, initials=account.initials
        )
        unit = self._units[account.unit] if account.unit else None
        access.grant(user, account.role, unit, cleared=account.cleared, by=self._by)
        self._users[account.username] = user

    def open_cases(self) -> None:
        """Found all cases on their days."""
        for sample in CASES:
            handler = self._users[sample.handler]
            deadline = None if sample.deadline is None else today() + dt.timedelta(days=sample.deadline)
            self._cases[sample.key] = cases.open_case(
                self._units[sample.unit], scheme.find_class(sample.symbol), sample.title, by=handler, handler=handler,
                description=sample.description, deadline=deadline, opened_at=_morning(sample.opened),
            )  # fmt: skip

    def describe_and_file(self, arrivals: dict[str, Arrival]) -> None:
        """Describe what has been looked at, and put it into its case or class; the rest stays in the inbox."""
        handlers = {case.key: self._users[case.handler] for case in CASES}
        for paper in PAPERS:
            record = Record.objects.select_related("unit").get(pk=arrivals[paper.file].record_id_given)
            self._records[paper.file] = record
            if paper.waits:
                continue
            who = handlers.get(paper.case) or self._users[ARCHIVIST]
            records.describe(record, by=who, correspondents=_correspondents(paper), **_description(paper))
            if paper.case:
                cases.file_record(self._cases[paper.case], record, by=who)
            else:
                records.classify(record, scheme.find_class(paper.symbol), by=who)

    def relate(self) -> None:
        """Link replies, translations and annexes."""
        handlers = {case.key: self._users[case.handler] for case in CASES}
        for paper in PAPERS:
            for type_, target in paper.links:
                records.relate(self._records[paper.file], self._records[target], type_, by=handlers[paper.case])
        mentioned = self._records["zarzadzenie-zespol-do-spraw-kladki.pdf"]
        cases.mention(self._cases["kladka"], mentioned, by=handlers["kladka"])

    def close_cases(self) -> None:
        """Close what ended, and hold one old case back because of a dispute."""
        for sample in CASES:
            if sample.closed:
                self._close(sample)
        held = self._cases["rejestr"]
        retention.enter(
            held, by=self._users["tomasz"], held=True, hold_reason="Kontrola rejestrów, pismo z 3 listopada"
        )

    def _close(self, sample: SampleCase) -> None:
        case = self._cases[sample.key]
        day = max(case.opened_on, min(dt.date.fromisoformat(sample.closed), today()))
        cases.close(case, by=self._users[sample.handler], on=day, settlement=sample.settlement)

    def keep_calendar(self) -> None:
        """Write the appointments of this month and the next."""
        secretary, unit = self._users[SECRETARY], self._units[FILES_UNIT]
        principals = {person.name: person for person in Person.objects.filter(principal=True)}
        for meeting, starts_at, ends_at in all_meetings(today()):
            made = calendar.add(
                principals[meeting.who], meeting.title, starts_at, ends_at, by=secretary, unit=unit,
                attendees=meeting.attendees, place=meeting.place, description=meeting.description,
                private=meeting.private, whole_day=meeting.whole_day,
            )  # fmt: skip
            for name in meeting.files:
                calendar.attach(made, by=secretary, record=self._records[name])
            for key in meeting.cases:
                calendar.attach(made, by=secretary, case=self._cases[key])
            if meeting.cancelled:
                calendar.cancel(made, by=secretary)
            self.appointments += 1


def _morning(day: str) -> dt.datetime:
    """Return nine o'clock in Warsaw of a day, but never an instant to come."""
    at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), WARSAW).astimezone(dt.UTC)
    return min(at, dt.datetime.now(dt.UTC))


def _description(paper: Paper) -> dict[str, Any]:
    """Return the fields that the paper names; what it does not name stays as the file's reading left it."""
    found: dict[str, Any] = {
        "kind": paper.kind, "title": paper.title, "document_type": paper.type, "delivery": paper.delivery,
        "sender_reference": paper.reference, "access": paper.access, "form": paper.form, "language": paper.language,
        "date_text": paper.day, "description": paper.description,
        "received_on": dt.date.fromisoformat(paper.received) if paper.received else None,
        "sent_on": dt.date.fromisoformat(paper.sent) if paper.sent else None,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _correspondents(paper: Paper) -> list[dict[str, Any]] | None:
    """Return sender and addressee as written, or None to leave those that an e-mail told of."""
    outgoing = paper.kind == Record.Kind.LETTER_OUT or bool(paper.addressee)
    rows = []
    if paper.sender:
        incoming = paper.kind == Record.Kind.LETTER_IN
        role = "sender" if incoming else "responsible"
        place = {"town": paper.town, "country": paper.country} if incoming else {}
        rows.append({"role": role, "name": paper.sender, **place})
    if outgoing and paper.addressee:
        place = {"town": paper.town, "country": paper.country}
        rows.append({"role": "addressee", "name": paper.addressee, **place})
    return rows or None
