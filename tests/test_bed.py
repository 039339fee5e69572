"""The test bed itself: an office of its own, committed for real."""

from dms.audit import chain
from dms.records.models import Record
from search.finding import find
from tests import make


def test_a_record_is_found_by_another_form_of_its_words(office):
    unit = make.make_unit()
    make.make_record("Uchwała w sprawie kładki", unit=unit, text="Prezydent podpisał uchwały o budowie kładek.")
    make.work_jobs()
    user = make.make_user("handler", unit)
    assert find("uchwałę kładką", user).total == 1
    assert find("uchwałę kładką", make.make_user("handler", make.make_unit("WGK", "Gospodarka"))).total == 0
    assert Record.objects.count() == 1
    while chain.seal():
        pass
    assert chain.verify().intact


def test_the_next_office_is_empty(office):
    assert Record.objects.count() == 0
