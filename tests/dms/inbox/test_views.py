"""The inbox: queue, card, save and next, skip, undo, many at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.inbox.suggestions import suggest
from dms.records import actions as records
from dms.records import completeness
from dms.records.models import Record
from tests import make, pages

FIELDS = {
    "title": "Zaproszenie na wystawę",
    "kind": "letter_in",
    "date_text": "16.11.2026",
    "sender_name": "Szkoła nr 4",
}


@pytest.fixture
def waiting(office) -> list[Record]:
    make.make_scheme()
    return [make.make_record(f"Pismo {number}", unit=make.make_unit()) for number in (1, 2, 3)]


@pytest.fixture
def client(waiting) -> Client:
    return pages.signed_in(make.make_user("archivist"))


def save(client: Client, record: Record, **values: str):
    return client.post(f"/skrzynka/{record.pk}/", FIELDS | values, follow=True)


def fresh(record: Record) -> Record:
    return Record.objects.get(pk=record.pk)


def test_the_longest_waiting_comes_first_and_the_number_is_in_the_menu(client):
    response = client.get("/skrzynka/")
    text = pages.words(response)
    assert "3 documents without a class" in text and text.index("Pismo 1") < text.index("Pismo 2")
    assert re.search(r'class="count">3<', response.content.decode())


def test_save_and_next_describes_classifies_and_goes_on(client, waiting):
    response = save(client, waiting[0], home="052")
    record = fresh(waiting[0])
    assert record.record_class.symbol == "052" and record.title == "Zaproszenie na wystawę"
    assert record.correspondents.get().name == "Szkoła nr 4"
    assert response.redirect_chain[-1][0] == f"/skrzynka/?chosen={waiting[1].pk}"
    client.post(pages.undo_of(response))
    assert fresh(waiting[0]).record_class is None


def test_filing_in_a_case_by_its_sign_as_typed(client, waiting):
    case = make.make_case(unit=waiting[0].unit)
    save(client, waiting[0], home=case.reference.replace(".", " ").lower())
    assert fresh(waiting[0]).filing.case == case


@pytest.mark.parametrize("home", ["", "05", "999", "KPM.051.99.2026", "x" * 70])
def test_a_wrong_home_changes_nothing(client, waiting, home):
    response = save(client, waiting[0], home=home)
    assert response.status_code == 422 and 'id="id_home_error"' in response.content.decode()
    assert (fresh(waiting[0]).title, fresh(waiting[0]).record_class) == ("Pismo 1", None)


def test_a_closed_case_takes_nothing_and_the_description_stays_as_it_was(client, waiting):
    case = cases.close(make.make_case(unit=waiting[0].unit), by=SYSTEM)
    response = save(client, waiting[0], home=case.reference)
    assert response.status_code == 422 and "is closed" in pages.words(response)
    assert fresh(waiting[0]).title == "Pismo 1"


def test_what_was_typed_counts_before_the_suggestion(client, waiting):
    save(client, waiting[0], choice="051", home="052")
    save(client, waiting[1], choice="051", home="")
    assert [fresh(one).record_class.symbol for one in waiting[:2]] == ["052", "051"]


def test_suggestions_say_why(waiting):
    user = make.make_user("archivist")
    sender = [{"role": "sender", "name": "Rada Osiedla"}]
    case = make.make_case(unit=waiting[0].unit)
    for record in waiting:
        records.describe(record, by=SYSTEM, correspondents=sender)
    cases.file_record(case, waiting[0], by=SYSTEM)
    records.classify(waiting[1], make.make_class("052"), by=SYSTEM)
    found = suggest(fresh(waiting[2]), user)
    assert [one.value for one in found] == [case.reference, "051", "052"] or [one.value for one in found] == [
        case.reference,
        "052",
        "051",
    ]
    assert all(one.reason for one in found)
    stranger = make.make_user("handler", make.make_unit("WGK", "Gospodarka"))
    assert suggest(fresh(waiting[2]), stranger) == []


def test_many_at_once_with_one_undo(client, waiting):
    ids = [str(record.pk) for record in waiting]
    response = client.post("/skrzynka/zbiorczo/", {"record": ids, "home": "051"}, follow=True)
    assert "3 documents have the class 051." in response.content.decode().replace("\u00a0", " ")
    assert "The inbox is empty" in pages.words(response)
    assert Record.objects.inbox().count() == 0
    client.post(pages.undo_of(response))
    assert Record.objects.inbox().count() == 3


@pytest.mark.parametrize(
    "values", [{"home": "051"}, {"home": "05", "record": "all"}, {"record": "all"}, {"home": "051", "record": "x"}]
)
def test_many_at_once_is_all_or_nothing(client, waiting, values):
    if values.get("record") == "all":
        values = values | {"record": [str(record.pk) for record in waiting]}
    assert client.post("/skrzynka/zbiorczo/", values).status_code == 422
    assert Record.objects.inbox().count() == 3


def test_one_refused_leaves_all_as_they_were(client, waiting):
    case = make.make_case(unit=waiting[0].unit)
    cases.file_record(case, waiting[2], by=SYSTEM)
    response = client.post("/skrzynka/zbiorczo/", {"record": [str(one.pk) for one in waiting], "home": "052"})
    assert response.status_code == 422 and Record.objects.inbox().count() == 2


def ticked(html: str) -> set[str]:
    return set(re.findall(r'name="record" value="([^"]+)" checked', html))


@pytest.mark.parametrize("home", ["05", "999", ""])
def test_a_refused_group_keeps_its_ticks_and_what_was_typed(client, waiting, home):
    ids = {str(record.pk) for record in waiting[1:]}
    sent = {"record": sorted(ids), "home": home, "chosen": str(waiting[1].pk)}
    response = client.post("/skrzynka/zbiorczo/", sent)
    html = response.content.decode()
    assert response.status_code == 422 and ticked(html) == ids
    assert 'id="many_home_error"' in html and (not home or f'value="{home}"' in html)
    assert response.context["record"] == waiting[1]


def test_after_a_refusal_every_link_of_the_page_works(client, waiting):
    html = client.post("/skrzynka/zbiorczo/", {"home": "051"}).content.decode()
    links = set(re.findall(r'class="title" href="([^"]+)"', html))
    assert len(links) == 3 and all(client.get(link).status_code == 200 for link in links)
    assert client.get("/skrzynka/zbiorczo/?page=1").url == "/skrzynka/?page=1"
    assert client.get(f"/skrzynka/{waiting[1].pk}/").url == f"/skrzynka/?chosen={waiting[1].pk}"


def test_filing_is_undone_by_one_button(client, waiting):
    case = make.make_case(unit=make.make_unit("WGK", "Gospodarka"))
    response = save(client, waiting[0], home=case.reference, title="Zaproszenie „Noc muzeów”")
    assert "Zaproszenie ‘Noc muzeów’” is filed in case" in response.content.decode().replace("\u00a0", " ")
    assert fresh(waiting[0]).unit.symbol == "WGK"
    back = client.post(pages.undo_of(response), follow=True)
    record = fresh(waiting[0])
    assert (record.record_class, record.unit.symbol, hasattr(record, "filing")) == (None, "KPM", False)
    assert back.redirect_chain[-1][0] == f"/skrzynka/?chosen={record.pk}" and "is back in the inbox" in str(
        back.content
    )
    verbs = list(AuditEvent.objects.filter(subject_id=str(record.pk)).order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["record.filed", "record.unfiled"]


def test_what_was_moved_since_is_not_undone(client, waiting):
    one, other = make.make_case("Jedna", unit=waiting[0].unit), make.make_case("Druga", unit=waiting[0].unit)
    undo = pages.undo_of(save(client, waiting[0], home=one.reference))
    cases.file_record(other, fresh(waiting[0]), by=SYSTEM)
    response = client.post(undo, follow=True)
    assert "moved since" in response.content.decode() and fresh(waiting[0]).filing.case == other


@pytest.mark.parametrize("kind", ["letter_in", "letter_out", "note", "photo"])
def test_the_card_offers_what_completeness_asks_for(client, waiting, kind):
    records.describe(waiting[0], by=SYSTEM, kind=kind)
    html = client.get(f"/skrzynka/?chosen={waiting[0].pk}").content.decode()
    for element in completeness.elements(kind):
        assert f'id="id_{element.field}"' in html, element.label
    missing = [element for element, given in completeness.check(fresh(waiting[0])) if not given]
    assert [one for one in missing if f'href="#id_{one.field}"' not in html] == []
    label = re.search(r'<label for="id_access">(.*?)</label>', html)[1]
    assert "if it can be determined" in label and "optional" not in label


def test_a_description_made_on_the_card_is_complete(client, waiting):
    values = {"kind": "note", "responsible_name": "Ewa Próbna", "responsible_post": "inspektor", "access": "full"}
    save(client, waiting[0], home="052", **values)
    assert completeness.share(fresh(waiting[0])) == 100


def test_a_doubtful_date_is_asked_about_on_the_card(client, waiting):
    response = save(client, waiting[0], home="052", date_text="1.01.1850")
    assert response.status_code == 422 and 'name="confirmed"' in response.content.decode()
    assert fresh(waiting[0]).record_class is None
    codes = response.context["form"].codes
    save(client, waiting[0], home="052", date_text="1.01.1850", confirmed=codes)
    assert fresh(waiting[0]).record_class.symbol == "052"


def test_an_undo_of_somebody_else_is_not_found(client, waiting):
    response = client.post("/skrzynka/zbiorczo/", {"record": [str(waiting[0].pk)], "home": "051"}, follow=True)
    other = pages.signed_in(make.make_user("registry"))
    assert other.post(pages.undo_of(response)).status_code == 404


def test_whoever_may_not_classify_in_the_unit_sees_no_card(office):
    unit = make.make_unit()
    record = make.make_record("Dla wszystkich", unit=make.make_unit("WGK", "Gospodarka"), level="office")
    client = pages.signed_in(make.make_user("handler", unit))
    assert "its unit does that" in pages.words(client.get("/skrzynka/"))
    assert client.post(f"/skrzynka/{record.pk}/", FIELDS | {"home": "051"}).status_code in {403, 422}
    assert fresh(record).record_class is None


def test_questions_do_not_grow_with_the_queue(client, waiting):
    before = pages.questions(client, "/skrzynka/")
    for number in range(20):
        make.make_record(f"Następne {number}", unit=waiting[0].unit)
    assert pages.questions(client, "/skrzynka/") == before
