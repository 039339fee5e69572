"""Reasons: stored as data, told as sentences, each with its rule."""

import datetime as dt
import json

import pytest
from django.utils import translation
from django.utils.translation import gettext

from dms.records.category import parse
from retention import reasons
from retention.reasons import RULES, Code, Reason, because


def test_every_code_has_a_sentence_and_a_rule():
    assert set(RULES) == set(Code)
    assert all(text.endswith(".") and source for text, source in RULES.values())


def test_data_form_is_json_and_comes_back():
    told = (
        because(Code.CATEGORY, category=parse("BE10")),
        because(Code.YEARS, years=10),
        because(Code.APPRAISE_FROM, day=dt.date(2035, 1, 1)),
    )
    data = json.loads(json.dumps(reasons.as_data(told)))
    assert data == [
        {"code": "category", "params": {"category": "BE10"}},
        {"code": "years", "params": {"years": 10}},
        {"code": "appraise_from", "params": {"day": "2035-01-01"}},
    ]
    assert reasons.from_data(data) == told


@pytest.mark.parametrize("code", list(Code))
def test_every_sentence_is_filled_by_its_params(code):
    names = ["category", "date", "day", "new", "old", "start", "version", "years"]
    text = str(Reason(code, dict.fromkeys(names, "2035")))
    assert "%" not in text
    assert ("2035" in text) == ("%(" in RULES[code][0])


def test_the_text_is_one_paragraph_in_order():
    text = reasons.sentence([because(Code.YEARS, years=5), because(Code.HELD)])
    assert "5" in text and text.index("5") < text.index(str(because(Code.HELD)))


def test_a_code_from_another_version_is_shown_as_it_is():
    (reason,) = reasons.from_data([{"code": "from_the_future"}])
    assert (str(reason), reason.source) == ("from_the_future", "")


@pytest.mark.parametrize(("date", "polish"), [
    ("2024-03-12", "Sprawę zakończono: 12 marca 2024."), ("2024-03", "Sprawę zakończono: marzec 2024."),
    ("2024", "Sprawę zakończono: 2024."),
])  # fmt: skip
def test_a_date_is_written_as_far_as_it_is_known(date, polish):
    with translation.override("pl"):
        assert str(because(Code.CLOSED, date=date)) == polish


def test_a_version_is_no_date():
    text = str(because(Code.CATEGORY_OF_VERSION, category="B5", version="2027-01-01"))
    assert "2027-01-01" in text


def test_every_rule_is_named_in_polish():
    with translation.override("pl"):
        left = {source for _text, source in RULES.values() if gettext(source) == source}
    assert left == set()
