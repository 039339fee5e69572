"""The calendar of the sample office: this month and the next, counted from the day it is set up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from dms.days import WARSAW
from dms.sample_office.people import FIRST_DEPUTY, MAYOR, SECOND_DEPUTY

CABINET, HALL, ROOM = "gabinet Prezydenta", "Ratusz, sala 12", "Ratusz, sala 7"


@dataclass(frozen=True)
class Meeting:
    """One appointment. `after` counts days from today (a weekend moves to Monday), `at` is the hour in Warsaw.

    `cases` are keys of `cases.CASES`, `files` names of sample files; without minutes it takes the whole day.
    """

    after: int
    at: str
    minutes: int
    title: str
    place: str = CABINET
    who: str = MAYOR
    attendees: tuple[str, ...] = ()
    private: bool = False
    cancelled: bool = False
    cases: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    description: str = ""

    def span(self, today: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Return beginning and end in UTC."""
        day = today + dt.timedelta(days=self.after)
        if self.minutes and day.weekday() > 4:
            day += dt.timedelta(days=7 - day.weekday())
        return _span(day, self.at, self.minutes)

    @property
    def whole_day(self) -> bool:
        """Tell whether it takes the whole day."""
        return not self.minutes


@dataclass(frozen=True)
class Weekly:
    """An appointment that comes every week of both months, on a weekday (0 is Monday)."""

    weekday: int
    meeting: Meeting = field(default_factory=lambda: Meeting(0, "09:00", 60, ""))

    def days(self, today: dt.date) -> Iterator[dt.date]:
        """Give its days in this month and the next."""
        first = today.replace(day=1)
        day = first + dt.timedelta(days=(self.weekday - first.weekday()) % 7)
        last = (first + dt.timedelta(days=62)).replace(day=1)
        while day < last:
            yield day
            day += dt.timedelta(days=7)


def _span(day: dt.date, at: str, minutes: int) -> tuple[dt.datetime, dt.datetime]:
    start = dt.datetime.combine(day, dt.time.fromisoformat(at or "00:00"), WARSAW)
    end = (
        start + dt.timedelta(minutes=minutes)
        if minutes
        else dt.datetime.combine(day + dt.timedelta(1), dt.time(), WARSAW)
    )
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


LEADERS = (FIRST_DEPUTY, SECOND_DEPUTY, "Tomasz Gałązka")
WEEKLY = (
    Weekly(0, Meeting(0, "09:00", 60, "Narada kierownictwa", attendees=LEADERS)),
    Weekly(1, Meeting(0, "12:00", 60, "Przyjmowanie mieszkańców w sprawach skarg i wniosków", ROOM)),
    Weekly(2, Meeting(0, "10:00", 45, "Przegląd inwestycji", HALL, FIRST_DEPUTY, ("Marek Olszyna",))),
    Weekly(4, Meeting(0, "14:00", 30, "Podpis korespondencji")),
)
MEETINGS = (
    Meeting(-9, "12:00", 60, "Otwarcie świetlicy na Nadrzeczu", "ul. Flisacka 14", attendees=("Halina Wrzosek",)),
    Meeting(-6, "16:30", 60, "Rozmowa z Radą Osiedla Nadrzecze o kładce", CABINET, attendees=("Halina Wrzosek",),
            cases=("kladka",), files=("wniosek-rada-osiedla-kladka.pdf",)),
    Meeting(-3, "11:00", 45, "Wideorozmowa z burmistrzem Lindenau", CABINET, attendees=("Konrad Feldmann",),
            cases=("lindenau",), files=("brief-lindenau-jugendaustausch.pdf", "tlumaczenie-listu-z-lindenau.docx")),
    Meeting(0, "11:30", 60, "Rada Seniorów", ROOM, attendees=("Janina Kaczmarek",),
            description="Ławki na bulwarze, rozkład linii 3."),
    Meeting(0, "16:00", 30, "Sprawa rodzinna", "", private=True),
    Meeting(1, "12:30", 60, "Zarząd portu", HALL, attendees=("kapitan portu",),
            description="Nakłada się na przyjmowanie mieszkańców, gdy wypada we wtorek."),
    Meeting(3, "10:00", 300, "Sesja Rady Miasta", HALL, attendees=LEADERS, cases=("interpelacja",),
            files=("odpowiedz-na-interpelacje-kladka.pdf",)),
    Meeting(4, "17:00", 90, "Otwarcie wystawy „Sto lat żeglugi”", "Muzeum Rzeki",
            files=("zaproszenie-sto-lat-zeglugi.pdf",)),
    Meeting(8, "16:30", 90, "Spotkanie z mieszkańcami Nadrzecza w sprawie kładki", "świetlica, ul. Flisacka 14",
            attendees=("Halina Wrzosek", "Marek Olszyna"), cases=("kladka",),
            files=("opinia-wydzialu-inwestycji.docx", "uchwala-rady-osiedla-skan.pdf")),
    Meeting(9, "08:00", 60, "Wizyta u lekarza", "", private=True),
    Meeting(10, "13:00", 60, "Budowa kładki, wizja na miejscu", "przystań", SECOND_DEPUTY, ("Marek Olszyna",),
            cases=("kladka",), files=("kladka-budowa-filary.jpg",)),
    Meeting(12, "09:30", 60, "Konferencja prasowa", HALL, cancelled=True),
    Meeting(16, "", 0, "Wyjazd do Lindenau", "Lindenau", cases=("lindenau",)),
    Meeting(18, "11:00", 60, "Hałas przy ulicy Młyńskiej: narada ze Strażą Miejską", CABINET,
            attendees=("Dariusz Wilk",), cases=("halas",), files=("pismo-straz-miejska-halas.docx",)),
    Meeting(23, "18:00", 60, "Koncert orkiestry z Lindenau", "rynek", attendees=("Konrad Feldmann",)),
)  # fmt: skip


def all_meetings(today: dt.date) -> Iterator[tuple[Meeting, dt.datetime, dt.datetime]]:
    """Give every appointment with its beginning and end (UTC)."""
    for weekly in WEEKLY:
        for day in weekly.days(today):
            yield weekly.meeting, *_span(day, weekly.meeting.at, weekly.meeting.minutes)
    for meeting in MEETINGS:
        yield meeting, *meeting.span(today)
