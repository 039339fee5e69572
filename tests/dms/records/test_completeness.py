"""Which required metadata of the office instruction's annex a record still lacks."""

import datetime as dt

import pytest

from dms.access.system import SYSTEM
from dms.records import actions, completeness
from dms.records.models import Record
from tests import make

SENDER = {"role": "sender", "name": "Jan Próbny", "town": "Miasto", "country": "PL"}
ADDRESSEE = {"role": "addressee", "name": "Firma", "town": "Miasto"}
RESPONSIBLE = {"role": "responsible", "name": "Ewa Wymyślona", "post": "inspektor"}

# kind, people, fields → numbers of what is missing (annex to the office instruction, groups A–C).
CASES = [
    ("letter_in", [], {}, {"A1", "A2b", "A2g", "A3", "A5", "A10"}),
    ("letter_in", [{"role": "sender", "name": "Jan"}], {"date_text": "2024"}, {"A2b", "A2g", "A5", "A10"}),
    ("letter_in", [SENDER], {"date_text": "2024", "received_on": dt.date(2024, 5, 1), "access": "full"}, set()),
    ("letter_in", [ADDRESSEE, RESPONSIBLE], {}, {"A1", "A2b", "A2g", "A3", "A5", "A10"}),
    ("letter_out", [], {}, {"B1a", "B1b", "B2", "B3", "B4", "B9", "B14"}),
    ("letter_out", [ADDRESSEE, RESPONSIBLE], {"date_text": "2024", "access": "none", "delivery": "poczta"}, set()),
    ("note", [], {}, {"C1", "C1b", "C6"}),
    ("photo", [RESPONSIBLE], {"access": "full"}, set()),
]


@pytest.mark.parametrize(("kind", "people", "fields", "missing"), CASES)
def test_what_is_missing(office, kind, people, fields, missing):
    record = make.make_record(kind=kind)
    actions.describe(record, by=SYSTEM, correspondents=people, **fields)
    record = Record.objects.get()
    checked = completeness.check(record)
    assert {element.number for element, given in checked if not given} == missing
    assert completeness.share(record) == round(100 * (len(checked) - len(missing)) / len(checked))


def test_every_kind_has_elements_with_names():
    for kind in Record.Kind.values:
        assert completeness.elements(kind) and all(str(element.label) for element in completeness.elements(kind))
