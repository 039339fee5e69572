"""iCalendar text: round trip, whole days, summer time, private appointments."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest

from dms.calendar.ical import WARSAW, BadAppointmentTimes, CalendarEntry, calendar_text

CHANGED = dt.datetime(2026, 1, 5, 8, 30, tzinfo=dt.UTC)
MEETING = CalendarEntry(
    uid="0190-abc@akta",
    title="Spotkanie z mieszkańcami; osiedle „Zażółć”, etap 2",
    start=dt.datetime(2026, 3, 12, 9, 0, tzinfo=dt.UTC),
    end=dt.datetime(2026, 3, 12, 10, 30, tzinfo=dt.UTC),
    changed_at=CHANGED,
    place="Ratusz, sala 12",
    description="Porządek:\n1. powitanie\n2. pytania \\ odpowiedzi" + " bardzo długi opis" * 20,
)


def events(text):
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def test_round_trip():
    text = calendar_text([MEETING], name="Kalendarz prezydenta")
    (event,) = events(text)
    assert str(event["uid"]) == MEETING.uid
    assert str(event["summary"]) == MEETING.title
    assert str(event["location"]) == MEETING.place
    assert str(event["description"]) == MEETING.description
    assert event["dtstart"].dt == MEETING.start
    assert event["dtend"].dt == MEETING.end
    assert event["dtstamp"].dt == CHANGED
    assert (str(event["class"]), str(event["status"]), event["sequence"]) == ("PUBLIC", "CONFIRMED", 0)
    assert str(icalendar.Calendar.from_ical(text)["x-wr-calname"]) == "Kalendarz prezydenta"


def test_lines_are_crlf_and_folded_at_75_bytes():
    lines = calendar_text([MEETING]).split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


@pytest.mark.parametrize(
    ("utc", "written"),
    [
        ("2026-01-15T11:00", b"DTSTART;TZID=Europe/Warsaw:20260115T120000"),
        ("2026-07-15T10:00", b"DTSTART;TZID=Europe/Warsaw:20260715T120000"),
        ("2026-03-29T00:59", b"DTSTART;TZID=Europe/Warsaw:20260329T015900"),
        ("2026-03-29T01:00", b"DTSTART;TZID=Europe/Warsaw:20260329T030000"),
        ("2026-10-25T02:00", b"DTSTART;TZID=Europe/Warsaw:20261025T030000"),
    ],
)
def test_times_are_written_in_warsaw(utc, written):
    start = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    text = calendar_text([dataclasses.replace(MEETING, start=start, end=start + dt.timedelta(hours=1))])
    assert written in text
    assert events(text)[0]["dtstart"].dt == start


def test_the_written_zone_agrees_with_the_zone_database():
    text = calendar_text([MEETING]).replace(b"Europe/Warsaw", b"Our/Own")  # so that the reader must use our rules
    (zone,) = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    ours = zone.to_tz(lookup_tzid=False)
    for year in range(1997, 2037):
        for month, day, hour in [(1, 1, 0), (3, 25, 12), (4, 1, 12), (7, 1, 0), (10, 24, 12), (11, 1, 12)]:
            moment = dt.datetime(year, month, day, hour)
            assert moment.replace(tzinfo=ours).utcoffset() == moment.replace(tzinfo=WARSAW).utcoffset(), moment


def test_whole_days_end_on_the_day_after():
    trip = dataclasses.replace(MEETING, start=dt.date(2026, 5, 30), end=dt.date(2026, 5, 31))
    text = calendar_text([trip])
    assert b"DTSTART;VALUE=DATE:20260530" in text
    assert b"DTEND;VALUE=DATE:20260601" in text
    assert b"VTIMEZONE" not in text


def test_private_is_marked_and_hidden_only_when_asked():
    private = dataclasses.replace(MEETING, private=True)
    whole = calendar_text([private])
    assert b"CLASS:PRIVATE" in whole
    assert str(events(whole)[0]["summary"]) == MEETING.title
    (hidden,) = events(calendar_text([private], busy="zajęty"))
    assert str(hidden["summary"]) == "zajęty"
    assert hidden["dtstart"].dt == MEETING.start
    assert "location" not in hidden and "description" not in hidden
    (public,) = events(calendar_text([MEETING], busy="zajęty"))
    assert str(public["summary"]) == MEETING.title


def test_a_cancelled_appointment_says_so():
    (event,) = events(calendar_text([dataclasses.replace(MEETING, cancelled=True, sequence=3)]))
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 3)


def test_a_line_break_in_a_title_cannot_make_a_new_property():
    text = calendar_text([dataclasses.replace(MEETING, title="a\r\nATTENDEE:mailto:x@example.org")])
    assert "attendee" not in events(text)[0]


NAIVE = dt.datetime(2026, 3, 12, 9, 0)


@pytest.mark.parametrize(
    "times",
    [
        {"start": NAIVE, "end": NAIVE},
        {"start": MEETING.end, "end": MEETING.start},
        {"start": dt.date(2026, 3, 12), "end": MEETING.end},
        {"start": MEETING.start, "end": dt.date(2026, 3, 12)},
        {"start": dt.date(2026, 3, 12), "end": dt.date(2026, 3, 11)},
        {"changed_at": NAIVE},
    ],
)
def test_impossible_times_are_refused(times):
    with pytest.raises(BadAppointmentTimes):
        dataclasses.replace(MEETING, **times)


def test_any_zone_may_come_in():
    start = dt.datetime(2026, 3, 12, 5, 0, tzinfo=ZoneInfo("America/New_York"))
    (event,) = events(calendar_text([dataclasses.replace(MEETING, start=start)]))
    assert event["dtstart"].dt == MEETING.start
