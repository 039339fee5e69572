"""From what stands in the database to the day and its reasons: every input of a rule comes from real data."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import override_settings

from dms import ids
from dms.access.system import SYSTEM
from dms.archive import kinds
from dms.cases import actions as cases
from dms.cases.models import Case
from dms.days import today
from dms.errors import Invalid
from dms.records import actions as records
from dms.records import scheme
from dms.records.models import Record
from retention import actions as retention
from retention import sentences
from retention.models import Entry, Sentence
from tests import make, pages
from tests.cli import akta

SCHEME = """symbol,title,category_parent,category_other,note,trigger
0,ZARZĄDZANIE,,,,
00,Organy,,,,
000,Narady,A,Bc,,
001,Zarządzenia,BE10,,,
002,Skargi,B5,Bc,,
003,Zaproszenia,Bc,,,
004,Oświadczenia,B*,,,
005,Nieokreślone,,,,
006,Umowy,B10,,,wygaśnięcie umowy
"""
NEWER = SCHEME.replace("Skargi,B5", "Skargi,B50").replace("Zarządzenia,BE10", "Zupełnie co innego,B2")


def day(text):
    return dt.date.fromisoformat(text) if text else None


@pytest.fixture
def wide(office):
    return make.make_scheme(SCHEME)


def old_case(symbol, *closed, title="Sprawa"):
    """A case of 2015, closed on each day in turn, reopened in between."""
    opened = dt.datetime(2015, 1, 1, 12, tzinfo=dt.UTC)
    case = cases.open_case(
        make.make_unit(), scheme.find_class(symbol), title, by=SYSTEM, opened_at=opened
    )  # fmt: skip
    for number, one in enumerate(closed):
        if number:
            cases.reopen(case, by=SYSTEM, reason="nowe fakty")
            case = Case.objects.get(pk=case.pk)
        case = cases.close(case, by=SYSTEM, on=day(one))
    return case


def told(kind, thing):
    found = sentences.present(kind, thing.pk)
    return [(reason["code"], *reason["params"].values()) for reason in found.reasons]


def due(thing, kind="case"):
    found = sentences.present(kind, thing.pk)
    return found.due_on, found.action, found.state


B = "2015 reg. annex 1 pt 2"
CLOSED = [
    # rule, class, entered, closed on, due on, action
    (B, "002", {}, "2019-12-31", "2025-01-01", "destroy"),
    (B, "002", {}, "2020-01-01", "2026-01-01", "destroy"),
    (B, "002", {}, "2020-02-29", "2026-01-01", "destroy"),
    ("2015 reg. annex 1: BE", "001", {}, "2019-12-31", "2030-01-01", "appraise"),
    ("2015 reg. annex 1: BE", "001", {}, "2020-01-01", "2031-01-01", "appraise"),
    ("2015 reg. annex 3", "006", {"trigger_text": "2021"}, "2016-05-04", "2032-01-01", "destroy"),
    ("2015 reg. annex 3", "006", {}, "2016-05-04", None, "none"),
    ("2015 reg. §2(6)", "004", {}, "2019-12-31", None, "none"),
    ("2015 reg. §2(6)", "004", {"special_years": 6}, "2019-12-31", "2026-01-01", "destroy"),
    ("2015 reg. §2(6)", "004", {"special_years": 6}, "2020-01-01", "2027-01-01", "destroy"),
    ("2015 reg. §2(6)", "004", {"special_last_day": day("2028-02-29")}, "2020-01-01", "2028-03-01", "destroy"),
    ("2015 reg. §2(6)", "004", {"fallback_years": 6}, "2020-01-01", None, "none"),
    ("2015 reg. §2(6)", "004", {"fallback_years": 6, "no_other_rule": True}, "2020-01-01", "2027-01-01", "destroy"),
    ("1518 annex pt 2(2)", "003", {}, "2019-12-31", None, "none"),
    ("1518 annex pt 2(2)", "003", {"used_up_on": day("2019-12-31")}, "2019-12-31", "2020-01-01", "destroy"),
    ("1518 annex pt 2(2)", "003", {"used_up_on": day("2019-12-31")}, "2020-01-01", "2021-01-01", "destroy"),
    ("1518 annex pt 2(2)", "003", {"used_up_on": day("2024-02-29")}, "2020-01-01", "2024-03-01", "destroy"),
    ("2015 reg. annex 1: Bc", "003",
     {"used_up_on": day("2020-05-05"), "is_copy": True, "originals_exist": False}, "2020-01-01", None, "none"),
    ("Act art. 5(1) pt 1, 1518 §15", "000", {}, "2016-02-29", "2026-03-01", "transfer"),
    ("Act art. 5(1) pt 1, 1518 §15", "000", {}, "2019-12-31", "2030-01-01", "transfer"),
    ("Act art. 5(1) pt 1", "000", {"medium": "paper"}, "2019-12-31", "2045-01-01", "transfer"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "symbol", "entered", "closed_on", "due_on", "action"), CLOSED)
def test_from_closing_to_the_day(wide, rule, symbol, entered, closed_on, due_on, action):
    case = old_case(symbol, closed_on)
    if entered:
        retention.enter(case, by=SYSTEM, **entered)
    make.work_jobs()
    found = Sentence.of("case", case.pk)
    assert (found.due_on, found.action) == (day(due_on), action), rule


def test_a_reopened_case_counts_from_its_last_closing_and_tells_the_earlier_ones(wide):
    case = old_case("002", "2016-03-01", "2017-04-02", "2020-05-03")
    assert due(case)[0] == day("2026-01-01")
    assert told("case", case)[:4] == [
        ("category", "B5"),
        ("closed_earlier", "2016-03-01"),
        ("closed_earlier", "2017-04-02"),
        ("closed_last", "2020-05-03"),
    ]
    cases.reopen(case, by=SYSTEM)
    assert due(case) == (None, "none", "open")
    assert [code for code, *_params in told("case", case)] == ["category", *["closed_earlier"] * 3, "reopened"]


def test_archival_materials_without_documents_count_from_the_last_closing(wide):
    case = old_case("000", "2016-03-01", "2020-05-03")
    assert due(case)[0] == day("2030-05-04")
    assert ("closed_earlier", "2016-03-01") in told("case", case)


def test_a_case_closed_on_an_unknown_day_asks_for_it(wide):
    case = old_case("002", "2016-03-01")
    Case.objects.filter(pk=case.pk).update(closed_on=None)
    assert due(case) == (None, "none", "unknown_day")


def test_the_latest_document_counts_with_and_without_a_date_of_its_own(wide):
    case = old_case("000")
    for fields in ({"date_text": "2016-01-05"}, {"received_on": day("2018-02-03")}, {"date_text": "2017"}):
        cases.file_record(case, make.make_record(**fields), by=SYSTEM)
    cases.close(case, by=SYSTEM, on=day("2019-06-01"))
    assert due(case)[0] == day("2028-02-04")
    case = old_case("000", title="Druga")
    cases.file_record(case, make.make_record(date_text="2016-01-05"), by=SYSTEM)
    cases.file_record(case, make.make_record("bez daty, wpisane dziś"), by=SYSTEM)
    cases.close(case, by=SYSTEM, on=day("2019-06-01"))
    assert due(case)[0] == day("2029-06-02"), "nothing in a closed case is younger than its closing"


def test_a_day_is_a_day_of_the_office(wide):
    record = records.capture(
        ids.new(), components=[], unit=make.make_unit(), level="unit", by=SYSTEM, title="Sylwester",
        registered_at=dt.datetime(2020, 12, 31, 23, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    records.classify(record, scheme.find_class("002"), by=SYSTEM)
    assert due(record, "record")[0] == day("2027-01-01"), "in Warsaw it was 1 January 2021"


def test_a_file_is_on_paper_when_all_its_documents_are_or_somebody_says_so(wide):
    case = old_case("000")
    for number in range(2):
        letter = make.make_record(f"pismo {number}", date_text="2016-01-05", form="paper")
        cases.file_record(case, letter, by=SYSTEM)
    cases.close(case, by=SYSTEM, on=day("2016-06-01"))
    assert due(case)[0] == day("2041-01-06") and ("on_paper",) in told("case", case)
    retention.enter(case, by=SYSTEM, medium="electronic")
    assert due(case)[0] == day("2026-01-06") and ("on_paper",) not in told("case", case)
    retention.enter(case, by=SYSTEM, medium="")
    Record.objects.filter(title="pismo 1").update(form="scan")
    assert due(case)[0] == day("2026-01-06")
    with pytest.raises(Invalid):
        retention.enter(case, by=SYSTEM, medium="stone")


def test_what_is_lent_waits_for_its_return_and_the_period_runs(wide):
    free = old_case("002", "2016-03-01")
    retention.enter(free, by=SYSTEM, lent_to="Wydział Geodezji")
    make.work_jobs()
    found = Sentence.of("case", free.pk)
    assert (found.due_on, found.barred_by) == (day("2022-01-01"), ["lent"]) and ("lent",) in told("case", free)
    retention.enter(free, by=SYSTEM, lent_to="")
    make.work_jobs()
    assert Sentence.of("case", free.pk).barred_by == []
    appraised = old_case("001", "2016-03-01")
    retention.enter(appraised, by=SYSTEM, lent_to="Wydział Geodezji")
    assert sentences.present("case", appraised.pk).barred_by == []


@pytest.mark.parametrize(("symbol", "appraisal", "transfer", "barred"), [
    ("002", False, False, True), ("001", False, True, False), ("001", True, True, True),
    ("000", False, True, True), ("000", False, False, False),
])  # fmt: skip
def test_what_a_hold_bars_besides_destruction_is_a_setting(wide, symbol, appraisal, transfer, barred):
    case = old_case(symbol, "2016-03-01")
    free = due(case)
    retention.enter(case, by=SYSTEM, held=True, hold_reason="proces")
    with override_settings(RETENTION_HOLD_BARS_APPRAISAL=appraisal, RETENTION_HOLD_BARS_TRANSFER=transfer):
        assert sentences.present("case", case.pk).barred_by == (["held"] if barred else [])
        assert due(case) == free, "a hold does not stop the period"


def test_a_final_class_without_a_category_waits_for_a_decision(wide):
    case, record = old_case("005", "2016-03-01"), make.make_record(date_text="2016")
    records.classify(record, scheme.find_class("005"), by=SYSTEM)
    make.work_jobs()
    assert due(case) == (None, "none", "no_category") and told("case", case) == [("no_category",)]
    client = pages.signed_in(make.make_user("archivist"))
    assert "Sprawa" in pages.words(client.get("/retencja/?waiting=1"))
    address = f"/retencja/sprawa/{case.pk}/"
    assert "decide on the category" in pages.words(client.get(address))
    client.post(address, {"what": "decide", "category": "B5", "decided_on": "2020-01-02"})
    assert due(case)[0] == day("2022-01-01")
    assert told("case", case)[0] == ("category_given", "B5", "2020-01-02")
    retention.decide(record, "B5", day("2020-01-02"), by=SYSTEM)
    assert due(record, "record")[0] == day("2022-01-01")


def test_a_newer_version_moves_no_case_and_gives_records_the_category_of_their_day(wide):
    case = old_case("002", "2021-12-31")
    outside = {}
    for title, date in (("przed", "2022-12-31"), ("po", "2023-01-01")):
        outside[title] = make.make_record(title, date_text=date)
        records.classify(outside[title], scheme.find_class("002"), by=SYSTEM)
    other = make.make_record("inna klasa", date_text="2023-01-01")
    records.classify(other, scheme.find_class("001"), by=SYSTEM)
    make.work_jobs()
    scheme.import_csv(NEWER.encode(), name="Wykaz", version="2023", valid_from=day("2023-01-01"), by=SYSTEM)
    make.work_jobs()
    days = {title: Sentence.of("record", record.pk).due_on for title, record in outside.items()}
    assert days == {"przed": day("2028-01-01"), "po": day("2074-01-01")}
    assert Sentence.of("case", case.pk).due_on == day("2027-01-01"), "fixed when the case was founded"
    assert told("record", outside["po"])[0] == ("category_of_version", "B50", "2023")
    found = Sentence.of("record", other.pk)
    assert (found.category, found.due_on) == ("BE10", day("2034-01-01")), "the symbol means something else there"
    late = make.make_record("późno opisane", date_text="2022-06-01")
    records.classify(late, scheme.find_class("002"), by=SYSTEM)
    assert due(late, "record")[0] == day("2028-01-01"), "described under the new version, made under the old one"


@pytest.mark.parametrize("act", [
    lambda case, later: retention.decide(case, "B2", later, by=SYSTEM),
    lambda case, later: retention.enter(case, by=SYSTEM, used_up_on=later),
    lambda case, later: retention.enter(case, by=SYSTEM, trigger_text=later.isoformat()),
])  # fmt: skip
def test_what_has_not_happened_is_no_fact(wide, act):
    case = old_case("002", "2016-03-01")
    with pytest.raises(Invalid):
        act(case, today() + dt.timedelta(days=1))
    assert not Entry.objects.exists()
    act(case, today())


def test_a_later_day_is_explained_by_the_same_steps(wide):
    case = old_case("002", "2021-05-01")
    make.work_jobs()
    now = sentences.present("case", case.pk)
    assert now.due_on == day("2027-01-01") and now.state == "kept"
    facts = sentences.facts_of("case", str(case.pk), on=day("2027-01-01"))
    then = sentences.compute(facts)
    assert (then.due_on, [one.as_data() for one in then.reasons]) == (now.due_on, now.reasons)
    assert akta("due", "--on", "2026-12-31", "--json").data["due"] == []
    (row,) = akta("due", "--on", "2027-01-01", "--json").data["due"]
    assert row["state"] == "destruction_due" and row["reasons"] == json.loads(json.dumps(now.reasons))


def test_earlier_closings_survive_as_events_of_the_case(wide):
    case = old_case("002", "2016-03-01", "2020-05-03")
    before = sentences.present("case", case.pk).as_data()
    data = kinds.describe("case", str(case.pk))
    for part in kinds.parts("case"):
        if part.name in data:
            part.restore(str(case.pk), json.loads(json.dumps(data[part.name], default=str)))
    assert sentences.present("case", case.pk).as_data() == before
