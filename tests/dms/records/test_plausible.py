"""Dates that cannot be are refused, unlikely ones are asked about once; languages have names."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from dms.access.system import SYSTEM
from dms.days import today
from dms.errors import Invalid
from dms.records import actions, languages, plausible
from dms.records.models import Record
from dms.records.partial_dates import parse
from tests import make, pages

NOW = dt.date(2026, 11, 24)


def days(written="", posted="", received=None, sent=None):
    return plausible.Days(NOW, parse(written) if written else None, parse(posted) if posted else None, received, sent)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (days(received=NOW), []),
        (days(received=NOW + dt.timedelta(days=1)), ["received_later_than_today"]),
        (days(sent=dt.date(2099, 1, 1)), ["sent_later_than_today"]),
        (days(posted="2026-12"), ["posted_later_than_today"]),
        (days(posted="2026-11"), []),
        (days(posted="2026-11-10", received=dt.date(2026, 11, 9)), ["received_before_posted"]),
        (days(posted="2026-11", received=dt.date(2026, 11, 9)), []),
        (days(written="2026-11-20", received=dt.date(2026, 11, 9)), []),
    ],
)
def test_what_cannot_be(given, codes):
    assert [code for code, _field, _involved in plausible.contradictions(given)] == codes


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (days(), []),
        (days(received=dt.date(1850, 1, 1)), []),
        (days(written="2026-11-20", received=dt.date(2026, 11, 19)), ["received_before_written"]),
        (days(written="2026-11", received=dt.date(2026, 11, 1)), []),
        (days(written="2099-01-01"), ["written_later_than_today"]),
        (days(written="1026-11-20"), ["written_long_ago"]),
        (days(written="2026-11-20", posted="2026-11-19"), ["posted_before_written"]),
        (days(written="2026-11-20", posted="2026-11"), []),
        (days(written="2026-11-20", sent=dt.date(2026, 11, 19)), ["sent_before_written"]),
    ],
)
def test_what_is_unlikely(given, codes):
    assert [code for code, _field, _involved in plausible.oddities(given)] == codes


@pytest.fixture
def record(office):
    return make.make_record("Pismo", language="pol")


@pytest.fixture
def client(record):
    return pages.signed_in(make.make_user("handler", record.unit))


def form(**change):
    return {"title": "Pismo", "kind": "letter_in", "form": "born_digital", "language": "pol"} | change


def test_a_contradiction_is_refused_by_the_page_and_by_the_action(client, record):
    response = client.post(f"/dokument/{record.pk}/opis/", form(received_on="2099-01-01", title="Nowy tytuł"))
    assert response.status_code == 422 and "has not come yet" in pages.words(response)
    assert 'value="Nowy tytuł"' in response.content.decode()
    with pytest.raises(Invalid):
        actions.describe(record, by=SYSTEM, received_on=today() + dt.timedelta(days=1))
    assert Record.objects.get().received_on is None


def test_what_stood_there_before_does_not_bar_another_change(client, record):
    Record.objects.update(received_on="2099-01-01")
    assert client.post(f"/dokument/{record.pk}/opis/", form(received_on="2099-01-01", title="Inny")).status_code == 302
    assert Record.objects.get().title == "Inny"


def test_an_unlikely_date_is_asked_about_once(client, record):
    odd = form(date_text="20.11.2020", received_on="2020-11-19")
    asked = client.post(f"/dokument/{record.pk}/opis/", odd)
    assert asked.status_code == 422 and "before the date on the letter" in pages.words(asked)
    assert 'name="confirmed" value="received_before_written"' in asked.content.decode()
    other = odd | {"date_text": "20.11.2099", "confirmed": "received_before_written"}
    again = client.post(f"/dokument/{record.pk}/opis/", other)
    assert again.status_code == 422, "a tick covers only what was asked"
    client.post(f"/dokument/{record.pk}/opis/", odd | {"confirmed": "received_before_written"})
    assert Record.objects.get().received_on == dt.date(2020, 11, 19)
    assert client.post(f"/dokument/{record.pk}/opis/", odd | {"title": "Inny"}).status_code == 302


def test_an_unknown_language_is_refused(client, record):
    response = client.post(f"/dokument/{record.pk}/opis/", form(language="qqq"))
    assert response.status_code == 422 and Record.objects.get().language == "pol"


def test_a_language_is_shown_by_name_and_its_code_stays(client, record):
    client.cookies["django_language"] = "pl"
    assert "polski" in pages.words(client.get(f"/dokument/{record.pk}/"))
    page = client.get(f"/dokument/{record.pk}/opis/").content.decode()
    assert '<option value="pol" selected>polski</option>' in page and "niemiecki" in page
    client.post(f"/dokument/{record.pk}/opis/", form(title="Inny"))
    assert Record.objects.get().language == "pol"


@pytest.mark.parametrize(
    ("text", "name"),
    [("pl", "polski"), ("ger", "niemiecki"), ("csb", "kaszubski"), ("qqq", "qqq"), ("DE", "niemiecki")],
)
def test_names_of_languages(text, name):
    with translation.override("pl"):
        assert languages.name(text) == name


def test_every_alias_leads_to_a_name_and_no_language_is_offered_twice():
    assert {code for code in languages.ALIASES.values() if code not in languages.NAMES} == set()
    values = [value for _title, group in languages.choices("pol")[1:] for value, _name in group]
    assert len(values) == len(set(values)) == len(languages.NAMES) and "pol" in values and "pl" not in values
    with translation.override("en"):
        assert ("qqq", "unknown code: qqq") in languages.choices("qqq")
