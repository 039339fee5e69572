"""The page of a record and the pages that change it."""

from __future__ import annotations

import pytest
from django.test import Client

from dms import ids
from dms.access.models import Guard
from dms.access.system import SYSTEM
from dms.cases import actions as cases
from dms.records import actions
from dms.records.models import Record, Relation
from tests import make, pages

TEXT = "Pierwsza strona o niczym.\fDruga strona: kładki na Wierzbnicy <b>otwarto</b>."


@pytest.fixture
def record(office) -> Record:
    return make.make_record("Odpowiedź o kładce", unit=make.make_unit(), text=TEXT)


@pytest.fixture
def client(record) -> Client:
    return pages.signed_in(make.make_user("handler", record.unit))


def address(record: Record, more: str = "") -> str:
    return f"/dokument/{record.pk}/{more}"


def test_the_page_tells_all_that_is_known(client, record):
    text = pages.words(client.get(address(record)))
    for word in ("Odpowiedź o kładce", "incoming letter", "pismo.txt", "SHA-256", "Taken into the archive", "missing"):
        assert word in text, word


def test_the_words_of_a_search_are_marked_and_escaped(client, record):
    html = client.get(address(record, "?q=kładka")).content.decode()
    assert "<mark>kładki</mark>" in html and "<b>otwarto" not in html


def test_strangers_do_not_learn_that_it_exists(record):
    stranger = pages.signed_in(make.make_user("handler", make.make_unit("WGK", "Gospodarka")))
    for more in (
        "",
        "plik/1/",
        "opis/",
        "dostep/",
        "1/miniatura/",
        "1/strona/1/",
        "1/obraz/",
        "powiazania/?type=reply_to&target=x",
    ):
        assert stranger.get(address(record, more)).status_code == 404, more


def test_an_unknown_record_is_not_found(client):
    assert client.get(f"/dokument/{ids.new()}/").status_code == 404


def test_the_description_is_edited_and_what_is_not_in_the_form_stays(client, record):
    people = [
        {"role": "sender", "name": "Rada Osiedla", "street": "Flisacka"},
        {"role": "sender", "name": "Drugi nadawca"},
    ]
    actions.describe(record, by=SYSTEM, correspondents=people)
    values = {
        "title": "Nowy tytuł", "kind": "letter_in", "form": "scan", "date_text": "3.2024", "received_on": "2024-03-05",
        "sender_name": "Rada Osiedla Nadrzecze", "sender_town": "Jasnobrzeg", "sender_country": "pl", "access": "full",
    }  # fmt: skip
    response = client.post(address(record, "opis/"), values, follow=True)
    assert "is saved" in response.content.decode()
    record = Record.objects.get(pk=record.pk)
    assert (record.title, record.date_text, str(record.received_on)) == ("Nowy tytuł", "2024-03", "2024-03-05")
    first, second = record.correspondents.filter(role="sender")
    assert (first.name, first.town, first.country, first.street) == (
        "Rada Osiedla Nadrzecze",
        "Jasnobrzeg",
        "PL",
        "Flisacka",
    )
    assert second.name == "Drugi nadawca"


@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("date_text", "31.02.2024"), ("kind", "x"), ("sender_email", "x")]
)
def test_a_wrong_value_is_shown_beside_its_field(client, record, field, value):
    values = {"title": "Tytuł", "kind": "note", "form": "scan", field: value}
    response = client.post(address(record, "opis/"), values)
    assert response.status_code == 422 and f'id="id_{field}_error"' in response.content.decode()
    assert Record.objects.get(pk=record.pk).title == record.title


def test_a_record_of_a_closed_case_does_not_change(client, record):
    case = make.make_case(unit=record.unit)
    cases.file_record(case, record, by=SYSTEM)
    cases.close(case, by=SYSTEM)
    assert "Edit description" not in pages.words(client.get(address(record)))
    response = client.post(address(record, "opis/"), {"title": "Inny", "kind": "note", "form": "scan"})
    assert response.status_code == 422 and "closed" in pages.words(response)


def test_moving_to_another_unit_acts_at_once_and_is_told(client, record):
    other = make.make_unit("WGK", "Gospodarka")
    response = client.post(address(record, "dostep/"), {"unit": other.pk, "level": "unit"}, follow=True)
    assert "You do not see it any more" in pages.words(response)
    assert client.get(address(record)).status_code == 404


def test_a_change_of_level_can_be_undone(client, record):
    response = client.post(address(record, "dostep/"), {"unit": record.unit_id, "level": "office"}, follow=True)
    assert Guard.objects.get(pk=Record.objects.get(pk=record.pk).guard_id).keys.filter(key="all").exists()
    client.post(pages.undo_of(response))
    assert Record.objects.get(pk=record.pk).level == "unit"


def test_a_link_is_found_added_undone_and_seen_from_both_sides(client, record):
    target = make.make_record("Wniosek o informację", unit=record.unit)
    assert client.get(address(record, "powiazania/")).status_code == 200
    pasted = {"type": "reply_to", "target": f"http://x/dokument/{target.pk}/"}
    assert "Wniosek" in pages.words(client.post(address(record, "powiazania/"), pasted, follow=True))
    Relation.objects.all().delete()
    named = {"type": "reply_to", "target": "informację"}
    response = client.post(address(record, "powiazania/"), named, follow=True)
    assert "this is a reply to" in pages.words(response)
    assert "reply to this document" in pages.words(client.get(address(target)))
    undone = client.post(pages.undo_of(response), follow=True)
    assert not Relation.objects.exists()
    client.post(pages.undo_of(undone))
    assert Relation.objects.count() == 1


def test_a_link_to_a_hidden_record_can_be_neither_made_nor_seen(client, record):
    hidden = make.make_record("Tajne", unit=make.make_unit("WGK", "Gospodarka"))
    assert client.post(address(record, f"powiazania/reply_to/{hidden.pk}/")).status_code == 404
    actions.relate(record, hidden, "reply_to", by=SYSTEM)
    assert "Tajne" not in pages.words(client.get(address(record)))


def test_a_case_that_one_may_not_see_is_not_named(client, record):
    case = make.make_case("Poufna", unit=make.make_unit("WGK", "Gospodarka"))
    cases.mention(case, record, by=SYSTEM)
    cases.file_record(case, record, by=SYSTEM)
    actions.protect(record, make.make_unit(), "unit", by=SYSTEM)
    assert case.reference not in pages.words(client.get(address(record))).replace(f"Filed in case {case.reference}", "")


def test_readers_see_no_way_to_change(record):
    reader = pages.signed_in(make.make_user("reader", record.unit))
    text = pages.words(reader.get(address(record)))
    assert "Edit description" not in text and "Add a link" not in text
    assert reader.get(address(record, "opis/")).status_code == 403


def test_questions_do_not_grow_with_files_links_and_events(client, record):
    before = pages.questions(client, address(record))
    for number in range(8):
        actions.relate(record, make.make_record(f"Pismo {number}", unit=record.unit), "reply_to", by=SYSTEM)
        row = {
            "number": number + 2,
            "name": "z.pdf",
            "path": "content/x",
            "media_type": "application/pdf",
            "size": 1,
            "sha256": "0" * 64,
        }
        actions.note_contents(record, [row], by=SYSTEM)
    assert pages.questions(client, address(record)) == before
