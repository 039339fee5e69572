"""Pages of the calendar: who sees what, typed times, clashes, attachments, iCalendar."""

from __future__ import annotations

import datetime as dt
import re

import icalendar
import pytest

from dms.access.system import SYSTEM
from dms.calendar import actions, times
from dms.calendar.models import Appointment
from dms.days import WARSAW, today
from tests import make, pages

VIEWS = ("month", "week", "day", "agenda")


def at(hour: int, minute: int = 0, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(today() + dt.timedelta(days=days), dt.time(hour, minute), tzinfo=WARSAW)


@pytest.fixture
def mayor(office):
    return make.make_person("Prezydent Miasta", principal=True)


@pytest.fixture
def writer(mayor):
    return pages.signed_in(make.make_user("registry"))


@pytest.fixture
def reader(mayor):
    return pages.signed_in(make.make_user("reader", make.make_unit()))


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("915", (9, 15)),
        ("9.15", (9, 15)),
        ("9:15", (9, 15)),
        ("0915", (9, 15)),
        ("1730", (17, 30)),
        ("9", (9, 0)),
        ("14", (14, 0)),
        (" 8,05 ", (8, 5)),
    ],
)
def test_times_are_read_as_people_type_them(typed, time):
    assert times.parse(typed) == dt.time(*time)


@pytest.mark.parametrize("typed", ["25", "9.75", "24.00", "rano", "", "12345", "9.1"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(times.BadTime):
        times.parse(typed)


def test_an_appointment_is_added_with_typed_times(writer, mayor):
    form = {
        "principal": mayor.pk,
        "title": "Rada seniorów",
        "day": today(),
        "starts": "915",
        "ends": "10.30",
        "attendees": "Halina Wrzosek\n\nJan Nowak",
    }
    text = pages.words(writer.post("/kalendarz/nowe/", form, follow=True))
    made = Appointment.objects.get()
    assert (made.starts_at, made.ends_at) == (at(9, 15), at(10, 30))
    assert "Halina Wrzosek" in text and [one.name for one in made.attendees.all()] == ["Halina Wrzosek", "Jan Nowak"]
    writer.post("/kalendarz/nowe/", {"principal": mayor.pk, "title": "Wyjazd", "day": today()})
    whole = Appointment.objects.get(title="Wyjazd")
    assert whole.whole_day and whole.ends_at - whole.starts_at == dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts": "rano"}, "not a time"),
        ({"ends": "8.00"}, "before the start"),
        ({"title": ""}, "This field"),
        ({"principal": ""}, "This field"),
    ],
)
def test_a_wrong_form_says_what_is_wrong(writer, mayor, change, field):
    form = {"principal": mayor.pk, "title": "Narada", "day": today(), "starts": "9", "ends": "10"} | change
    response = writer.post("/kalendarz/nowe/", form)
    assert response.status_code == 422 and field in pages.words(response)
    assert not Appointment.objects.exists()


def test_a_private_entry_is_only_busy_to_who_does_not_write(writer, reader, mayor):
    actions.add(mayor, "Lekarz", at(14), at(15), by=SYSTEM, private=True, place="szpital")
    one = Appointment.objects.get()
    assert "Lekarz" in pages.words(writer.get("/kalendarz/"))
    for view in VIEWS:
        page = reader.get(f"/kalendarz/?view={view}").content.decode()
        assert "busy" in page and "Lekarz" not in page and "szpital" not in page and str(one.pk) not in page
    assert reader.get(f"/kalendarz/spotkanie/{one.pk}/").status_code == 404
    assert "Lekarz" not in reader.get("/").content.decode()
    feed = reader.get(f"/kalendarz/{mayor.pk}.ics").content.decode()
    assert "busy" in feed and "Lekarz" not in feed and "szpital" not in feed and str(one.pk) not in feed


def test_a_confidential_private_entry_is_busy_even_to_writers_of_other_units(mayor):
    unit = make.make_unit()
    actions.add(mayor, "Sprawa kadrowa", at(14), at(15), by=SYSTEM, private=True, unit=unit)
    stranger = pages.signed_in(make.make_user("handler", make.make_unit("WGK", "Gospodarka")))
    cleared = pages.signed_in(make.make_user("handler", unit, username="cleared", cleared=True))
    assert "Sprawa kadrowa" not in stranger.get("/kalendarz/").content.decode()
    assert "Sprawa kadrowa" in cleared.get("/kalendarz/").content.decode()


def test_a_private_entry_that_its_writer_could_not_see_is_refused(writer, mayor):
    form = {
        "principal": mayor.pk,
        "title": "X",
        "day": today(),
        "starts": "9",
        "private": "on",
        "unit": make.make_unit().pk,
    }
    response = writer.post("/kalendarz/nowe/", form)
    assert response.status_code == 422 and "you are not one of them" in pages.words(response)


def test_the_feed_is_icalendar(reader, mayor):
    actions.add(mayor, "Narada", at(9), at(10), by=SYSTEM, place="gabinet")
    actions.add(mayor, "Odwołane", at(12), at(13), by=SYSTEM)
    actions.cancel(Appointment.objects.get(title="Odwołane"), by=SYSTEM)
    response = reader.get(f"/kalendarz/{mayor.pk}.ics")
    found = list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))
    assert response["Content-Type"].startswith("text/calendar") and [str(one["summary"]) for one in found] == ["Narada"]
    assert found[0].decoded("dtstart") == at(9) and str(found[0]["location"]) == "gabinet"
    assert reader.get(f"/kalendarz/{make.make_person('Ktoś').pk}.ics").status_code == 404


def test_clashes_are_shown_before_and_after(writer, mayor):
    deputy = make.make_person("Zastępca", principal=True)
    actions.add(mayor, "Narada", at(9), at(10), by=SYSTEM)
    actions.add(deputy, "Inna narada", at(9), at(10), by=SYSTEM)
    assert "at the same time" not in pages.words(writer.get("/kalendarz/"))
    form = {"principal": mayor.pk, "title": "Kolegium", "day": today(), "starts": "9.30"}
    told = pages.words(writer.post("/kalendarz/nowe/", form, follow=True))
    assert told.count("At the same time") == 1 and "At the same time: Narada" in told
    assert "at the same time as another" in pages.words(writer.get("/kalendarz/"))


def test_records_and_cases_are_attached_and_shown_on_their_pages(writer, mayor):
    make.make_scheme()
    case, record = make.make_case("Budowa kładki"), make.make_record("Porządek narady")
    one = actions.add(mayor, "Narada o kładce", at(9), at(10), by=SYSTEM)
    address = f"/kalendarz/spotkanie/{one.pk}/"
    writer.post(address + "dolacz/", {"what": case.reference})
    response = writer.post(address + "dolacz/", {"what": f"http://testserver/dokument/{record.pk}/"}, follow=True)
    assert "Budowa kładki" in pages.words(response) and "Porządek narady" in pages.words(response)
    assert "Narada o kładce" in pages.words(writer.get(f"/sprawy/{case.pk}/"))
    assert "Narada o kładce" in pages.words(writer.get(f"/dokument/{record.pk}/"))
    undo = f"{address}odlacz/record/{record.pk}/"
    assert response.content.decode().count(undo) == 2  # in the message, and beside the record
    writer.post(undo)
    assert not one.records.exists() and one.cases.exists()


def test_what_may_not_be_seen_is_not_listed_with_the_appointment(reader, mayor):
    make.make_scheme()
    other = make.make_unit("WGK", "Gospodarka")
    one = actions.add(mayor, "Narada", at(9), at(10), by=SYSTEM)
    actions.attach(one, by=SYSTEM, record=make.make_record("Tajna opinia", unit=other))
    actions.attach(one, by=SYSTEM, case=make.make_case("Tajna sprawa", unit=other))
    page = reader.get(f"/kalendarz/spotkanie/{one.pk}/").content.decode()
    assert "Narada" in page and "Tajna" not in page


def test_cancelling_can_be_undone(writer, mayor):
    one = actions.add(mayor, "Narada", at(9), at(10), by=SYSTEM)
    response = writer.post(f"/kalendarz/spotkanie/{one.pk}/odwolaj/", follow=True)
    assert Appointment.objects.get().cancelled and "cancelled" in pages.words(response)
    assert "9:00 Narada" not in pages.words(writer.get("/kalendarz/"))
    writer.post(f"/kalendarz/spotkanie/{one.pk}/przywroc/")
    assert not Appointment.objects.get().cancelled


def test_changing_fills_the_form_with_what_is_there(writer, mayor):
    one = actions.add(mayor, "Narada", at(9, 5), at(10), by=SYSTEM, attendees=["Jan Nowak"])
    page = writer.get(f"/kalendarz/spotkanie/{one.pk}/edycja/").content.decode()
    assert 'value="9.05"' in page and "Jan Nowak" in page
    form = {"principal": mayor.pk, "title": "Kolegium", "day": today(), "starts": "11", "ends": "12", "attendees": ""}
    writer.post(f"/kalendarz/spotkanie/{one.pk}/edycja/", form)
    one.refresh_from_db()
    assert (one.title, one.starts_at) == ("Kolegium", at(11)) and not one.attendees.exists()


def test_the_calendar_takes_the_same_number_of_queries_whatever_its_length(reader, mayor):
    for hour in range(8, 11):
        actions.add(mayor, f"Narada {hour}", at(hour), at(hour + 1), by=SYSTEM)
    before = [pages.questions(reader, f"/kalendarz/?view={view}") for view in VIEWS]
    for number in range(20):
        actions.add(mayor, f"Spotkanie {number}", at(11 + number % 8), at(12 + number % 8), by=SYSTEM)
    assert [pages.questions(reader, f"/kalendarz/?view={view}") for view in VIEWS] == before


def test_records_and_cases_taken_off_can_be_put_back(writer, mayor):
    record = make.make_record("Porządek „narady”")
    one = actions.add(mayor, "Narada", at(9), at(10), by=SYSTEM)
    actions.attach(one, by=SYSTEM, record=record)
    response = writer.post(f"/kalendarz/spotkanie/{one.pk}/odlacz/record/{record.pk}/", follow=True)
    assert "“Porządek ‘narady’” was taken off" in pages.words(response) and not one.records.exists()
    writer.post(pages.undo_of(response))
    assert one.records.get() == record


def selected(page: str) -> str:
    """Return the chosen option of the field that says whose calendar it is."""
    field = page[page.index('name="principal"') :]
    found = re.search(r'<option value="([^"]*)" selected', field[: field.index("</select>")])
    return found[1] if found else ""


def test_the_only_calendar_is_chosen_and_among_several_none(writer, mayor):
    assert selected(writer.get("/kalendarz/nowe/").content.decode()) == str(mayor.pk)
    deputy = make.make_person("Zastępca", principal=True)
    page = writer.get("/kalendarz/nowe/").content.decode()
    assert selected(page) == "" and "choose whose calendar" in page
    assert selected(writer.get(f"/kalendarz/nowe/?principal={deputy.pk}").content.decode()) == str(deputy.pk)
    form = {"title": "Narada", "day": today(), "starts": "9"}
    assert writer.post("/kalendarz/nowe/", form).status_code == 422 and not Appointment.objects.exists()
    looked_at = writer.get(f"/kalendarz/?principal={deputy.pk}").content.decode()
    assert f"?day={today():%Y-%m-%d}&principal={deputy.pk}" in looked_at.replace("&amp;", "&")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"last_day": 2, "ends": "10"}, "long_meeting"),
        ({"ends": "20.30"}, ""),
        ({"ends": "21.30"}, "long_meeting"),
        ({"starts": "", "ends": "", "last_day": 2}, ""),
        ({"starts": "", "ends": "", "last_day": 40}, "long_stay"),
        ({"day": 365 * 4}, "far_day"),
        ({"day": -365 * 4}, "past_day"),
    ],
)
def test_unlikely_times_are_asked_about_once(writer, mayor, change, code):
    days = {name: today() + dt.timedelta(days=value) for name, value in change.items() if isinstance(value, int)}
    form = {"principal": mayor.pk, "title": "Narada", "day": today(), "starts": "9"} | change | days
    response = writer.post("/kalendarz/nowe/", form)
    assert response.status_code == (422 if code else 302)
    if code:
        assert f'value="{code}"' in response.content.decode() and not Appointment.objects.exists()
        assert writer.post("/kalendarz/nowe/", form | {"confirmed": code}).status_code == 302
    one = Appointment.objects.get()
    unchanged = {"title": "Inny tytuł"}
    assert writer.post(f"/kalendarz/spotkanie/{one.pk}/edycja/", form | unchanged).status_code == 302


def test_an_end_without_a_beginning_is_refused(writer, mayor):
    form = {"principal": mayor.pk, "title": "Narada", "day": today(), "ends": "10"}
    response = writer.post("/kalendarz/nowe/", form)
    assert response.status_code == 422 and "no beginning" in pages.words(response)


def test_a_full_day_of_a_month_tells_how_many_more(writer, mayor):
    for hour in range(8, 14):
        actions.add(mayor, f"Narada {hour}", at(hour), at(hour + 1), by=SYSTEM)
    page = writer.get("/kalendarz/").content.decode()
    month = page[page.index('class="month"') : page.index("</table>")]
    assert "Narada 10" in month and "Narada 11" not in month and "+3 more" in month
    link = re.search(r'<a class="more" href="(\?view=day&amp;day=[^"]+)"', month)
    assert link and "Narada 13" in pages.words(writer.get("/kalendarz/" + link[1].replace("&amp;", "&")))


def test_a_week_stands_in_the_order_of_days_and_hours(writer, mayor):
    monday = -today().weekday()
    actions.add(mayor, "Wtorek rano", at(8, days=monday + 1), at(9, days=monday + 1), by=SYSTEM)
    actions.add(mayor, "Poniedziałek po południu", at(15, days=monday), at(16, days=monday), by=SYSTEM)
    actions.add(mayor, "Poniedziałek rano", at(9, 15, days=monday), at(10, days=monday), by=SYSTEM)
    actions.add(mayor, "Wyjazd", at(0, days=monday), at(0, days=monday + 1), by=SYSTEM, whole_day=True)
    page = writer.get("/kalendarz/?view=week").content.decode()
    order = ["Wyjazd", "Poniedziałek rano", "Poniedziałek po południu", "Wtorek rano"]
    assert sorted(order, key=page.index) == order
    assert re.search(r'<li class="h9 q1 n0 m3 of1 lane1"><a [^>]*title="Poniedziałek rano"', page)


def test_what_goes_over_midnight_stands_above_the_hours(writer, mayor):
    actions.add(mayor, "Dyżur", at(22), at(2, days=1), by=SYSTEM)
    page = writer.get(f"/kalendarz/?view=day&day={today()}").content.decode()
    assert page.index("Dyżur") < page.index('class="timed"')


def test_a_clash_is_told_once_with_all_its_entries(writer, mayor):
    for title, start, end in (("Narada", 9, 11), ("Kolegium", 10, 12), ("Odbiór", 11, 13), ("Podpis", 14, 15)):
        actions.add(mayor, title, at(start), at(end), by=SYSTEM)
    page = writer.get("/kalendarz/?view=agenda").content.decode()
    notice = page[page.index("notice danger") : page.index("</ul>", page.index("notice danger"))]
    assert notice.count("<li>") == 1 and [notice.count(one) for one in ("Narada", "Kolegium", "Odbiór")] == [1, 1, 1]
    assert "Podpis" not in notice


def test_a_hidden_appointment_stands_in_the_hours_without_its_name(reader, mayor):
    actions.add(mayor, "Lekarz", at(14), at(15), by=SYSTEM, private=True)
    page = reader.get("/kalendarz/?view=day").content.decode()
    assert "busy" in page and "Lekarz" not in page and '<span class="ev private' in page
