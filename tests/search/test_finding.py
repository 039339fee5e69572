"""From what changed to what is found: one document per noun, narrowed, sorted, counted, never more than may be seen."""

import datetime as dt

import pytest

from dms.access import actions as access
from dms.access.models import User
from dms.access.system import SYSTEM
from dms.calendar import actions as calendar
from dms.calendar.models import Appointment
from dms.cases import actions as cases
from dms.cases.models import Case
from dms.records import actions as records
from dms.records.models import Record
from search import documents, indexing
from search.finding import find
from search.index.base import ALL
from search.models import Dirty
from search.query import parse
from tests import make


def _ids(query, **more):
    return [hit.title for hit in find(query, SYSTEM, **more).hits]


def _one(kind, pk):
    return next(documents.load(kind, [str(pk)]))


# --- documents ---------------------------------------------------------------------------------------------------


def test_a_record_as_a_document(office):
    people = [{"role": "sender", "name": "Jan Próbny"}, {"role": "addressee", "name": "Urząd"}]
    record = make.make_record(
        "Skarga", text="Treść skargi", date_text="2021-05", correspondents=people, sender_reference="AB.7",
        description="Opis", document_type="skarga", name="skan 7.pdf",
    )  # fmt: skip
    case = make.make_case()
    cases.file_record(case, record, by=SYSTEM)
    found = _one("record", record.pk)
    assert (found.title, found.kind, found.year, str(found.date)) == ("Skarga", "letter_in", 2021, "2021-05-01")
    assert (found.reference, found.cls, found.category, found.case) == (case.reference, "051", "B5", str(case.pk))
    assert found.sender == "Jan Próbny" and found.unit == "KPM" and found.guard == case.guard_id
    for word in ("Treść skargi", "Opis", "Jan Próbny", "Urząd", "AB.7"):
        assert word in found.text
    assert {"skarga", "AB.7", "skan 7.pdf"} <= set(found.keywords)


def test_a_record_outside_cases_has_its_class_and_a_record_of_the_inbox_none(office):
    record = make.make_record()
    assert (_one("record", record.pk).cls, _one("record", record.pk).category) == ("", "")
    records.classify(record, make.make_class("052"), by=SYSTEM)
    assert (_one("record", record.pk).cls, _one("record", record.pk).category) == ("052", "B2")


def test_a_case_as_a_document(office):
    case = make.make_case("Budowa kładki", description="Opis sprawy")
    cases.close(case, by=SYSTEM, settlement="Załatwiono pozytywnie")
    found = _one("case", case.pk)
    assert (found.kind, found.reference, found.cls, found.category) == ("case", case.reference, "051", "B5")
    assert "Opis sprawy" in found.text and "pozytywnie" in found.text and found.keywords == (case.reference,)


def _meeting(**more):
    start = dt.datetime(2026, 5, 1, 22, 30, tzinfo=dt.UTC)  # 2 May in Warsaw
    return calendar.add(
        make.make_person(), "Narada o lampach", start, start, by=SYSTEM, unit=make.make_unit(), place="ratusz",
        attendees=["Ewa Wymyślona"], description="porządek", **more,
    )  # fmt: skip


def test_an_appointment_as_a_document_and_a_private_one_without_content(office):
    found = _one("appointment", _meeting().pk)
    assert str(found.date) == "2026-05-02" and "Ewa Wymyślona" in found.text and "ratusz" in found.text
    hidden = _one("appointment", _meeting(private=True).pk)
    assert "lampach" not in hidden.title + hidden.text and "Ewa" not in hidden.text and "ratusz" not in hidden.text


def test_what_becomes_private_is_no_longer_found_by_its_content(office):
    meeting = _meeting()
    make.work_jobs()
    assert find("lampach", SYSTEM).total == 1
    calendar.change(meeting, by=SYSTEM, private=True)
    make.work_jobs()
    assert find("lampach", SYSTEM).total == 0


def test_what_is_gone_yields_no_document(office):
    record = make.make_record()
    pk = record.pk
    record.components.all().delete()
    record.delete()
    assert list(documents.load("record", [str(pk)])) == []
    assert list(documents.load("case", ["0192f3c1-7c1e-7a50-9c7a-2f1e1b1f0a11"])) == []


def test_everything_is_everything(office):
    for number in range(7):
        make.make_record(str(number))
    make.make_case()
    _meeting()
    assert len(list(documents.everything())) == 9


def test_loading_asks_a_constant_number_of_questions(office):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ids = [str(make.make_record(str(number), text="x").pk) for number in range(12)]
    counts = []
    for part in (ids[:3], ids):
        with CaptureQueriesContext(connection) as queries:
            list(documents.load("record", part))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- following ---------------------------------------------------------------------------------------------------


def test_every_change_is_found_and_the_old_words_are_not(office):
    record = make.make_record("Lampy", text="lampa")
    make.work_jobs()
    assert _ids("lampa") == ["Lampy"] and not Dirty.objects.exists()
    records.describe(record, by=SYSTEM, title="Kładka")
    assert Dirty.objects.filter(subject_id=str(record.pk)).exists()
    make.work_jobs()
    assert _ids("kładką") == ["Kładka"] and _ids("tytuł:lampy") == []


def test_what_is_gone_leaves_the_index(office):
    record = make.make_record("Lampy")
    make.work_jobs()
    record.components.all().delete()
    Record.objects.filter(pk=record.pk).delete()
    assert find("lampy", SYSTEM).hits == []
    Dirty.objects.create(kind="record", subject_id=str(record.pk))
    indexing.drain()
    assert find("lampy", SYSTEM).total == 0 and set(indexing.index().ids()) == set()


def test_a_mark_made_while_indexing_stays(office, monkeypatch):
    record = make.make_record("Lampy")
    real = indexing._index

    def meanwhile(subjects):
        count = real(subjects)
        if Record.objects.get().title == "Lampy":
            records.describe(record, by=SYSTEM, title="Kładka")
        return count

    monkeypatch.setattr(indexing, "_index", meanwhile)
    indexing.drain()
    assert _ids("kładka") == ["Kładka"] and indexing.lag() == 0


def test_a_rebuild_says_the_same_as_following(office):
    for number in range(5):
        make.make_record(f"Pismo {number} o kładce", text="kładka")
    make.make_case("Kładka")
    make.work_jobs()
    before = find("kładka", SYSTEM, sort="date")
    assert indexing.rebuild() == 6
    after = find("kładka", SYSTEM, sort="date")
    assert sorted(hit.id for hit in after.hits) == sorted(hit.id for hit in before.hits)
    assert after.facets == before.facets and after.total == before.total == 6


# --- finding -----------------------------------------------------------------------------------------------------


@pytest.fixture
def letters(office):
    """Six things about the footbridge: of two units, three kinds, four years."""
    kpm, wgk = make.make_unit(), make.make_unit("WGK", "Gospodarka")
    for title, unit, kind, date, symbol in (
        ("kładka pierwsza", kpm, "letter_in", "2020", "051"), ("kładka druga", kpm, "letter_out", "2021-03", "052"),
        ("kładka trzecia", wgk, "photo", "2021-07-01", "052"), ("kładka czwarta", wgk, "letter_in", "2023", ""),
        ("kładka piąta", kpm, "note", "2022-02-02", "001"),
    ):  # fmt: skip
        record = make.make_record(title, unit=unit, kind=kind, date_text=date)
        if symbol:
            records.classify(record, make.make_class(symbol), by=SYSTEM)
    make.make_case("kładka sprawa", unit=wgk)
    make.work_jobs()
    return office


NARROWED = [
    ({}, 6),
    ({"unit": ["KPM"]}, 3),
    ({"unit": ["KPM", "WGK"]}, 6),
    ({"kind": ["letter_in"]}, 2),
    ({"kind": ["letter_in", "photo"]}, 3),
    ({"kind": ["letter_in"], "unit": ["KPM"]}, 1),
    ({"kind": ["video"]}, 0),
    ({"nonsense": ["x"]}, 6),
    ({"unit": []}, 6),
]


def test_chosen_facets_narrow(letters):
    for narrow, count in NARROWED:
        answer = find("kładka", SYSTEM, narrow=narrow)
        assert answer.total == count == len(answer.hits), narrow


QUERIES = [
    ("kładka klasa:052", {"kładka druga", "kładka trzecia"}),
    ("kładka klasa:05", {"kładka pierwsza", "kładka druga", "kładka trzecia", "kładka sprawa"}),
    ("kładka rok:2021", {"kładka druga", "kładka trzecia"}),
    ("kładka od:2022 do:2023", {"kładka piąta", "kładka czwarta"}),
    ("kładka -druga -sprawa rok:2021", {"kładka trzecia"}),
]


def test_filters_of_the_query(letters):
    for query, titles in QUERIES:
        assert set(_ids(query)) == titles, query


def test_pages_do_not_overlap_and_the_total_stays(letters):
    pages = [find("kładka", SYSTEM, sort="date", offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    seen = [hit.id for page in pages for hit in page.hits]
    assert len(seen) == len(set(seen)) == 6 and {page.total for page in pages} == {6} and not pages[3].hits


def test_sorting_by_date_both_ways(letters):
    newest = [hit.date[:4] for hit in find("kładka -sprawa", SYSTEM, sort="date").hits]
    assert newest == ["2023", "2022", "2021", "2021", "2020"]
    oldest = [hit.date[:4] for hit in find("kładka -sprawa", SYSTEM, sort="date_asc").hits]
    assert oldest == newest[::-1]


def test_facets_count_what_is_found(letters):
    facets = find("kładka", SYSTEM).facets
    assert dict(facets["unit"]) == {"KPM": 3, "WGK": 3} and dict(facets["kind"])["case"] == 1
    user = make.make_user("handler", make.make_unit("WGK", "Gospodarka"))
    assert dict(find("kładka", user).facets["unit"]) == {"WGK": 3}


def test_hits_are_looked_up_once_more_after_a_revocation_during_the_search(letters, monkeypatch):
    """Rights go between the index's answer and the page."""
    user = make.make_user("handler", make.make_unit())
    real = type(indexing.index()).search

    def search(self, *args, **kwargs):
        found = real(self, *args, **kwargs)
        access.revoke(user.memberships.get(), by=SYSTEM)
        user.__dict__.clear()
        user.__dict__.update(User.objects.get(username="handler-kpm").__dict__)
        return found

    monkeypatch.setattr(type(indexing.index()), "search", search)
    answer = find("kładka", user)
    assert answer.hits == []


def test_finding_asks_a_constant_number_of_questions(letters):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for limit in (2, 6):
        with CaptureQueriesContext(connection) as queries:
            assert len(find("kładka", SYSTEM, limit=limit, sort="date").hits) == limit
        counts.append(len(queries))
    assert max(counts) <= 8


def test_the_index_agrees_with_the_database(letters):
    found = indexing.index().search(parse("kładka", today=dt.date.today()), guards=ALL, limit=0)
    assert found.total == Record.objects.count() + Case.objects.count() + Appointment.objects.count()
