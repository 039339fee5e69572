"""The dictionaries of the office: who may write them, what is refused, what is told, and the page."""

from __future__ import annotations

import pytest
from django.utils import translation

from dms.access.models import Role
from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.audit.sentences import sentence_of
from dms.errors import Invalid, NotFound, NotPermitted
from dms.records import actions as records
from dms.records import archive, terms
from dms.records.forms import vocabularies
from dms.records.models import Record, Term
from tests import make, pages
from tests.processes import together

KIND = "document_type"


def told() -> list[tuple[str, dict]]:
    found = AuditEvent.objects.filter(subject_kind="dictionary").order_by("id")
    return [(event.verb, {k: v for k, v in event.data.items() if k != "via"}) for event in found]


def names(vocabulary: str = KIND) -> list[str]:
    return list(Term.objects.filter(vocabulary=vocabulary, retired=False).values_list("name", flat=True))


def test_words_stand_in_the_order_of_adding_and_each_step_is_told(office):
    for name in ("wniosek", "  skarga \n publiczna ", "anonim"):
        terms.add(KIND, name, by=SYSTEM)
    assert names() == ["wniosek", "skarga publiczna", "anonim"]
    terms.rename(KIND, "anonim", "pismo anonimowe", by=SYSTEM)
    terms.retire(KIND, "wniosek", by=SYSTEM)
    assert names() == ["skarga publiczna", "pismo anonimowe"]
    terms.restore(KIND, "wniosek", by=SYSTEM)
    assert names() == ["wniosek", "skarga publiczna", "pismo anonimowe"]
    assert told()[2:] == [
        ("term.added", {"dictionary": KIND, "name": "anonim"}),
        ("term.renamed", {"dictionary": KIND, "from": "anonim", "to": "pismo anonimowe"}),
        ("term.retired", {"dictionary": KIND, "name": "wniosek"}),
        ("term.restored", {"dictionary": KIND, "name": "wniosek"}),
    ]
    with translation.override("pl"):
        told_so = sentence_of(AuditEvent.objects.get(verb="term.renamed"))
    assert told_so == "Słowo „anonim” brzmi odtąd „pismo anonimowe”; słownik: rodzaj dokumentu"


def test_what_changes_nothing_is_not_told(office):
    terms.add(KIND, "skarga", by=SYSTEM)
    terms.rename(KIND, "skarga", "skarga", by=SYSTEM)
    terms.restore(KIND, "skarga", by=SYSTEM)
    terms.retire(KIND, "skarga", by=SYSTEM)
    terms.retire(KIND, "skarga", by=SYSTEM)
    assert [verb for verb, _data in told()] == ["term.added", "term.retired"]


def test_a_word_is_in_a_dictionary_once_whatever_its_letters(office):
    terms.add(KIND, "Żądanie", by=SYSTEM)
    terms.add(KIND, "skarga", by=SYSTEM)
    with pytest.raises(terms.TermKnown):
        terms.add(KIND, "żądanie", by=SYSTEM)
    with pytest.raises(terms.TermKnown):
        terms.rename(KIND, "skarga", "ŻĄDANIE", by=SYSTEM)
    terms.rename(KIND, "skarga", "Skarga", by=SYSTEM)
    terms.add("receipt", "skarga", by=SYSTEM)
    assert names() == ["Żądanie", "Skarga"] and names("receipt") == ["skarga"]


def test_adding_a_retired_word_offers_it_again(office):
    terms.add(KIND, "skarga", by=SYSTEM)
    terms.retire(KIND, "skarga", by=SYSTEM)
    terms.add(KIND, "skarga", by=SYSTEM)
    assert names() == ["skarga"] and told()[-1][0] == "term.restored"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "skar\x00ga", "a\u202eb"])
def test_what_is_no_word_is_refused(office, name):
    terms.add(KIND, "skarga", by=SYSTEM)
    for attempt in (lambda: terms.add(KIND, name, by=SYSTEM), lambda: terms.rename(KIND, "skarga", name, by=SYSTEM)):
        with pytest.raises(Invalid):
            attempt()
    assert names() == ["skarga"]


def test_what_is_not_there_is_not_found(office):
    for attempt in (
        lambda: terms.add("colours", "red", by=SYSTEM),
        lambda: terms.rename(KIND, "nie ma", "jest", by=SYSTEM),
        lambda: terms.retire(KIND, "nie ma", by=SYSTEM),
        lambda: terms.restore(KIND, "nie ma", by=SYSTEM),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_only_the_records_manager_writes_them(office):
    terms.add(KIND, "skarga", by=SYSTEM)
    for role in Role.values:
        user = make.make_user(role)
        acts = (
            lambda user=user, role=role: terms.add(KIND, f"słowo {role}", by=user),
            lambda user=user: terms.rename(KIND, "skarga", "skargą", by=user),
            lambda user=user: terms.retire(KIND, "skargą", by=user),
            lambda user=user: terms.restore(KIND, "skargą", by=user),
        )
        for act in acts:
            if role == Role.RECORDS_MANAGER:
                act()
            else:
                with pytest.raises(NotPermitted):
                    act()


def test_records_keep_their_word_and_forms_offer_what_is_not_retired(office):
    terms.add(KIND, "skarga", by=SYSTEM)
    terms.add(KIND, "wniosek", by=SYSTEM)
    record = make.make_record(document_type="skarga")
    assert vocabularies()["document_types"] == ["skarga", "wniosek"]
    terms.retire(KIND, "wniosek", by=SYSTEM)
    terms.rename(KIND, "skarga", "skarga lub zażalenie", by=SYSTEM)
    assert vocabularies()["document_types"] == ["skarga lub zażalenie"]
    assert Record.objects.get().document_type == "skarga"
    records.describe(record, by=SYSTEM, title="Inny tytuł")
    assert Record.objects.get().document_type == "skarga"


def _add(number):
    for name in ("a", "b", "c", "d"):
        try:
            terms.add(KIND, name, by=SYSTEM)
        except terms.TermKnown:
            continue


def test_the_same_words_added_at_once_are_there_once(office):
    together(4, _add)
    assert sorted(names()) == ["a", "b", "c", "d"]
    assert len(told()) == 4


def test_the_oldest_snapshots_come_back_too(office):
    archive.restore_terms("2026-01-01", {"terms": [[KIND, "skarga", 3]]})
    assert list(Term.objects.values_list("name", "position", "retired")) == [("skarga", 3, False)]


def test_the_page_adds_renames_retires_and_offers_again(office):
    client = pages.signed_in(make.make_user(Role.RECORDS_MANAGER))
    address = "/administracja/slowniki/"
    assert "forms suggest nothing here" in pages.words(client.get(address))

    def send(**form):
        return client.post(address, {"dictionary": KIND, **form}, follow=True)

    assert "The word “skarga” was added" in send(what="add", name="skarga").content.decode()
    refused = send(what="add", name="Skarga")
    assert refused.status_code == 422 and "already has the word" in pages.words(refused)
    opened = client.get(address, {"change": KIND, "word": "skarga"}).content.decode()
    assert 'value="rename"' in opened and 'value="skarga"' in opened
    empty = send(what="rename", word="skarga", name=" ")
    assert empty.status_code == 422 and 'value="rename"' in empty.content.decode()
    send(what="rename", word="skarga", name="zażalenie")
    assert "zażalenie" in pages.words(client.get(address))
    assert "1 word offered no more" in pages.words(send(what="retire", word="zażalenie"))
    assert "offered no more" not in pages.words(send(what="restore", word="zażalenie"))
    assert send(what="retire", word="nie ma").status_code == 404
    assert send(what="nonsense", word="zażalenie").status_code == 422
    assert names() == ["zażalenie"]


def test_the_page_asks_few_questions_and_is_in_the_menu_of_the_manager_only(office):
    client = pages.signed_in(make.make_user(Role.RECORDS_MANAGER))
    terms.add(KIND, "skarga", by=SYSTEM)
    before = pages.questions(client, "/administracja/slowniki/")
    for number in range(20):
        terms.add(KIND, f"słowo {number}", by=SYSTEM)
    assert pages.questions(client, "/administracja/slowniki/") == before
    assert "/administracja/slowniki/" in client.get("/").content.decode()
    handler = pages.signed_in(make.make_user(Role.HANDLER))
    assert "/administracja/slowniki/" not in handler.get("/").content.decode()
