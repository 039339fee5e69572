"""The search page: hits, facets as links, preview, help; the same number of queries for few and many hits."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dms.access.system import SYSTEM
from dms.days import today
from dms.records import actions as records
from search.help import HELP
from search.query import parse
from tests import make, pages


@pytest.fixture
def client(office) -> Client:
    unit = make.make_unit()
    letter = make.make_record("Kładka na Wierzbnicy", unit=unit, text="O kładce <script>alert(1)</script> i moście.")
    make.make_record("Most <b>Stary</b>", unit=unit, text="Remont mostu.", kind="note")
    records.classify(letter, make.make_class("051"), by=SYSTEM)
    make.make_case("Budowa kładki", unit=unit)
    make.make_record("Kładka tajna", unit=make.make_unit("WGK", "Gospodarka"), text="kładka")
    make.work_jobs()
    return pages.signed_in(make.make_user("handler", unit))


def test_hits_are_shown_with_snippet_kind_and_class_and_hidden_ones_are_not(client):
    response = client.get("/szukaj/?q=kładkami")
    text = pages.words(response)
    assert "2 results" in text and "Kładka na Wierzbnicy" in text and "Budowa kładki" in text
    assert "tajna" not in text
    assert "<mark>" in response.content.decode()


def test_nothing_of_a_document_becomes_markup(client):
    html = client.get("/szukaj/?q=kładka+OR+most").content.decode()
    assert "<script>alert" not in html and "<b>Stary</b>" not in html


def test_without_a_query_everything_is_listed_newest_first(client):
    text = pages.words(client.get("/szukaj/"))
    assert "All holdings" in text and "3 results" in text
    assert "best match" not in text


def test_a_facet_narrows_becomes_a_chip_and_keeps_its_other_values(client):
    html = client.get("/szukaj/").content.decode()
    address = re.search(r'href="(\?[^"]*kind=note[^"]*)"', html)[1].replace("&amp;", "&")
    narrowed = client.get("/szukaj/" + address)
    text = pages.words(narrowed)
    assert "1 result" in text and "Kind: note" in text and "remove the filter" in text
    assert "kind=letter_in" in narrowed.content.decode()  # the other kinds can still be added
    both = pages.words(client.get("/szukaj/?kind=note&kind=letter_in"))
    assert "2 results" in both


def test_a_hit_can_be_previewed_by_its_address(client):
    html = client.get("/szukaj/?q=kładka").content.decode()
    wanted = re.findall(r'id="preview-([0-9a-f-]+)"', html)[1]
    chosen = client.get(f"/szukaj/?q=kładka&preview={wanted}").content.decode()
    assert re.search(r'aria-current="true">[^<]*<', chosen)
    panel = chosen[chosen.index('aria-labelledby="preview-title"') :]
    assert wanted in panel


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("xyzzy", "Nothing was found for “xyzzy”"),
        ("xyzzy&kind=note", "with these filters"),
        ("rok:maj", "is not a year"),
        ("%22otwarty", "was not closed"),
    ],
)
def test_what_went_wrong_is_said(client, query, said):
    assert said in pages.words(client.get(f"/szukaj/?q={query}"))


@pytest.mark.parametrize("parameters", ["page=0", "page=99", "page=x", "sort=x", "year=x", "cls=%00", "preview=x"])
def test_odd_addresses_are_answered(client, parameters):
    assert client.get(f"/szukaj/?q=kładka&{parameters}").status_code == 200


def test_every_example_of_the_help_is_understood():
    for example, _meaning in HELP:
        assert parse(example, today=today()).notices == (), example


def test_questions_do_not_grow_with_the_hits(office):
    unit = make.make_unit()
    client = pages.signed_in(make.make_user("handler", unit))
    counts = []
    for count in (3, 17):
        for number in range(count):
            record = make.make_record(f"Pismo {number}", unit=unit, text="kładka")
            records.classify(record, make.make_class("051"), by=SYSTEM)
        make.work_jobs()
        counts.append(pages.questions(client, "/szukaj/?q=kładka"))
    assert counts[0] == counts[1], counts
