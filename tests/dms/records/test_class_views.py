"""The scheme's pages: the tree with its counts and search, one class, versions, the import with its report."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dms.access.system import SYSTEM
from dms.records import actions as records
from dms.records import class_tree
from dms.records.models import ClassificationScheme
from tests import make, pages


@pytest.fixture
def client(office):
    return pages.signed_in(make.make_user("archivist"))


def send(client, text: str, **more):
    file = SimpleUploadedFile("wykaz.csv", text.encode())
    form = {"file": file, "name": "Wykaz", "version": "2027", "valid_from": "2027-01-01"} | more
    return client.post("/wykaz-akt/nowa-wersja/", form, follow=True)


def test_without_a_scheme_the_page_says_what_to_do(client):
    assert "There is no classification scheme yet" in pages.words(client.get("/wykaz-akt/"))


def test_the_walk_opens_and_closes_every_level(office):
    scheme = make.make_scheme()
    nodes = class_tree.walk(scheme, SYSTEM)
    assert [node.record_class.symbol for node in nodes] == ["0", "00", "000", "001", "05", "051", "052", "053"]
    assert [(node.opens, node.closes) for node in nodes] == [
        (True, 0),
        (True, 0),
        (False, 0),
        (False, 1),
        (True, 0),
        (False, 0),
        (False, 0),
        (False, 2),
    ]
    found = class_tree.walk(scheme, SYSTEM, "zarządzenia")
    assert [(node.record_class.symbol, node.found) for node in found] == [("0", False), ("00", False), ("001", True)]
    assert class_tree.walk(scheme, SYSTEM, "nie ma") == []


def test_counts_are_of_what_the_reader_may_see(client):
    make.make_case(symbol="051")
    make.make_case("Cudza", symbol="051", unit=make.make_unit("WGK", "Gospodarka"))
    records.classify(make.make_record("Luzem"), make.make_class("052"), by=SYSTEM)
    text = pages.words(client.get("/wykaz-akt/"))
    assert "2 cases" in text and "0 cases, 1 document" in text and "sample" in text
    handler = pages.signed_in(make.make_user("handler", make.make_unit()))
    assert "1 case" in pages.words(handler.get("/wykaz-akt/")) and "2 cases" not in pages.words(
        handler.get("/wykaz-akt/")
    )
    assert "Cudza" not in pages.words(handler.get("/wykaz-akt/051/"))


def test_a_class_shows_its_rule_cases_and_records(client):
    make.make_case("Budowa kładki", symbol="052")
    records.classify(make.make_record("Zaproszenie luzem"), make.make_class("052"), by=SYSTEM)
    text = pages.words(client.get("/wykaz-akt/052/"))
    for part in ("Zaproszenia i życzenia", "B2", "Bc", "Budowa kładki", "Zaproszenie luzem"):
        assert part in text
    assert client.get("/wykaz-akt/999/").status_code == 404
    assert client.get("/wykaz-akt/?version=nie").status_code == 404


def test_a_file_is_checked_before_it_is_imported(client):
    text = make.SCHEME.replace("B2", "B7")
    assert "can be imported: 8 classes, 5 of them final, 3 levels" in pages.words(send(client, text, check="1"))
    assert not ClassificationScheme.objects.exists()
    assert "version 2027" in pages.words(send(client, text))
    assert ClassificationScheme.objects.get().version == "2027"


def test_errors_are_all_named_and_nothing_is_changed(client):
    response = send(client, "symbol,title,category_parent\n0,Zero,\n00,A,Q7\n00,B,B5\nx,C,\n")
    text = pages.words(response)
    assert response.status_code == 422 and not ClassificationScheme.objects.exists()
    for part in ("“Q7” is not an archival category".replace("“", "“"), "more than once", "is not a symbol"):
        assert part in text
    assert send(client, "nic tu nie ma").status_code == 422


def test_a_handler_may_not_import(office):
    handler = pages.signed_in(make.make_user("handler", make.make_unit()))
    assert handler.get("/wykaz-akt/nowa-wersja/").status_code == 403


def test_the_tree_takes_the_same_number_of_queries_whatever_its_size(client):
    make.make_scheme()
    before = pages.questions(client, "/wykaz-akt/")
    for number in range(10):
        make.make_case(f"Sprawa {number}", symbol=("051", "052", "001")[number % 3])
    assert pages.questions(client, "/wykaz-akt/") == before
