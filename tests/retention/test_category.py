"""What categories mean for disposal."""

import pytest

from retention.category import BadCategory, consent_needed, disposal_list, may_be_destroyed, parse


@pytest.mark.parametrize(("code", "may"), [("A", False), ("BE5", False), ("B5", True), ("Bc", True), ("B*", True)])
def test_never_a_and_never_be_without_appraisal(code, may):
    assert may_be_destroyed(parse(code)) == may


@pytest.mark.parametrize("code", ["A", "B5", "BE5", "Bc", "B*"])
def test_only_electronic_bc_needs_no_consent(code):
    assert consent_needed(parse(code), electronic=True) == (code != "Bc")
    assert consent_needed(parse(code), electronic=False)


@pytest.mark.parametrize(("code", "kind"), [("B5", "B"), ("B*", "B"), ("BE10", "BE"), ("Bc", "Bc")])
def test_separate_lists(code, kind):
    assert str(disposal_list(parse(code))) == kind


def test_a_is_on_no_list():
    with pytest.raises(BadCategory):
        disposal_list(parse("A"))
