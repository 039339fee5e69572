"""Case references: format, rules of the parts, signs of letters and folders, and the ambiguous one."""

import pytest

from dms.cases import reference
from dms.cases.reference import BadLetterSign, BadReference, BadUnitSign, CaseReference, Reading

ROUND = [
    ("ABC.123.77.2011", CaseReference("ABC", "123", 0, 77, 2011)),
    ("ABC.123.78.2.2011", CaseReference("ABC", "123", 78, 2, 2011)),
    ("AB-C.0.1.2026", CaseReference("AB-C", "0", 0, 1, 2026)),
    ("KPM-II.0123456789.1.2026", CaseReference("KPM-II", "0123456789", 0, 1, 2026)),
    ("1a.00.999999999.2026", CaseReference("1a", "00", 0, 999999999, 2026)),
    ("1-A.00.5.2026", CaseReference("1-A", "00", 0, 5, 2026)),
]


@pytest.mark.parametrize(("text", "case"), ROUND)
def test_text_and_parts_are_the_same_reference(text, case):
    assert reference.parse(text) == case
    assert str(case) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ABC",
        "ABC.123.77",
        "ABC.123.77.11",
        "ABC.123.077.2011",
        "ABC.123.0.2011",
        "ABC.123.77.0.2011",
        "ABC.12a.77.2011",
        "ABC.12345678901.77.2011",
        "123.123.77.2011",
        "1-2.123.77.2011",
        "KAŻ.123.77.2011",
        "-A.123.77.2011",
        "A-.123.77.2011",
        "A--B.123.77.2011",
        "A B.123.77.2011",
        "ABC..77.2011",
        "ABC.123.77.2011.",
        "ABC.123.77.2011.3",
        "ABC.123.77.2011.JW",
        "ABC.123.1.2.3.2011",
        "ABC/123/77/2011",
        "ABC.123.1000000000.2011",
        "ABC.123.77.0011",
        "ABC.123.٧.2011",
        "ABC.123.77.2011\nX",
    ],
)
def test_what_breaks_the_rules_is_no_reference(text):
    with pytest.raises(BadReference):
        reference.parse(text)


@pytest.mark.parametrize("parts", [("ABC", "123", -1, 1, 2011), ("ABC", "123", 0, 0, 2011), ("Ż", "1", 0, 1, 2011)])
def test_wrong_parts_make_no_reference(parts):
    with pytest.raises(BadReference):
        CaseReference(*parts)


@pytest.mark.parametrize("sign", ["ŁÓDŹ", "", "12", "A.B", "A B", "-A", "A-", "A_B"])
def test_unit_sign_rule(sign):
    with pytest.raises(BadUnitSign):
        reference.check_unit(sign)


@pytest.mark.parametrize(
    ("number", "handler", "sign"),
    [(3, "", "ABC.123.77.2011.3"), (0, "JW", "ABC.123.77.2011.JW"), (3, "JW2", "ABC.123.77.2011.3.JW2")],
)
def test_sign_of_a_letter(number, handler, sign):
    case = reference.parse("ABC.123.77.2011")
    assert reference.letter_sign(case, number, handler) == sign
    assert reference.readings(sign) == [Reading(case, number, handler)]
    assert str(Reading(case, number, handler)) == sign


@pytest.mark.parametrize(("number", "handler"), [(0, ""), (-1, ""), (1, "J-W"), (0, "12"), (0, "ŻW"), (0, "J W")])
def test_a_letter_needs_a_right_number_or_handler(number, handler):
    with pytest.raises(BadLetterSign):
        reference.letter_sign(reference.parse("ABC.123.77.2011"), number, handler)


def test_folder_signs():
    assert reference.folder_sign("ABC", "123") == "ABC.123"
    assert reference.folder_sign("ABC", "123", 78) == "ABC.123.78"
    assert reference.parse("ABC.123.78.2.2011").folder == "ABC.123.78"
    with pytest.raises(BadReference):
        reference.folder_sign("ABC", "12x")


def test_the_ambiguous_sign_is_decided_by_what_exists():
    sign = "X.1.7.2011.2012"
    grouped = Reading(CaseReference("X", "1", 7, 2011, 2012))
    letter = Reading(CaseReference("X", "1", 0, 7, 2011), 2012)
    assert reference.readings(sign) == [grouped, letter]
    assert reference.existing(sign, lambda reading: reading.case.year == 2011) == [letter]
    assert reference.existing(sign, lambda reading: reading.case.group == 7) == [grouped]
    assert reference.existing(sign, lambda reading: False) == []


@pytest.mark.parametrize(
    ("sign", "meanings"),
    [
        ("ABC.123.77.2011", ["case ABC.123.77.2011"]),
        ("X.1.7.2.2011.3", ["letter of X.1.7.2.2011"]),
        ("X.1.7.2011.2012.3", ["letter of X.1.7.2011.2012"]),
        ("X.1.7.2011.2012.JW", ["letter of X.1.7.2011.2012", "letter of X.1.7.2011"]),
        ("X.1.7.2011.JW.3", []),
        ("X.1.7.2011.3.4.JW", []),
        ("X.1.7.2011.", []),
        ("X.1.7", []),
        ("", []),
    ],
)
def test_everything_a_sign_can_mean(sign, meanings):
    found = [f"{'letter of' if r.is_letter else 'case'} {r.case}" for r in reference.readings(sign)]
    assert found == meanings
