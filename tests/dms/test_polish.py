"""Polish order and capitals, the same on both databases."""

import random

import pytest
from django.db.models.functions import Lower

from dms.access.models import User
from dms.people.models import Person
from dms.people.showing import matching
from dms.polish import InPolish, compare, like
from tests import make

NAMES = [
    "1 Maja", "Adam", "Ala", "Ącki", "Bąk", "Cyrk", "Ćma", "Łącka", "Łoś", "Łukasz", "Nowak Jan", "Nowak-Bis",
    "Nowakowa", "Zebra", "Zenon", "Źrebak", "Żak",
]  # fmt: skip


def _shuffled():
    names = list(NAMES)
    random.Random(4).shuffle(names)
    for name in names:
        make.make_person(name)


@pytest.mark.sqlite
def test_people_stand_in_polish_order_on_sqlite(office):
    _shuffled()
    assert [person.name for person in Person.objects.all()] == NAMES


def test_people_stand_in_polish_order_on_postgresql(postgres_office):
    _shuffled()
    assert [person.name for person in Person.objects.all()] == NAMES


@pytest.mark.parametrize("text", ["łukasz", "ŁUKASZ", "Łuk", "ukas", "ŁĄCKA", "żak", "ĆMA"])
def test_people_are_found_whatever_the_capitals(office, text):
    _shuffled()
    assert [person.name for person in matching(text)] == [name for name in NAMES if text.lower() in name.lower()]


def test_an_order_can_be_turned_round_and_mixed(office):
    _shuffled()
    assert [person.name for person in Person.objects.order_by(InPolish("name").desc())] == NAMES[::-1]
    assert Person.objects.order_by(Lower("town"), InPolish("name")).first().name == NAMES[0]
    assert list(User.objects.all()) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [("a", "ą", -1), ("ą", "b", -1), ("żaba", "źrebię", 1), ("a", "A", -1), ("a", "a", 0), ("", "a", -1),
     ("jan", "Jan Nowak", -1), ("ä", "b", -1), ("z", "ж", -1)],
)  # fmt: skip
def test_compare(one, other, found):
    assert compare(one, other) == found and compare(other, one) == -found


@pytest.mark.parametrize(
    ("wanted", "value", "found"),
    [("%łąka%", "ŁĄKA", True), ("łąka", "łąka", True), ("_ak", "Żak", True), ("ak%", "Żak", False),
     ("%100\\%%", "100% pewne", True), ("%100\\%%", "1000 pewne", False), ("a\\_b", "a_b", True),
     ("a\\_b", "axb", False), ("%", "", True), ("a%b", "a\nb", True), ("5", 5, True), (None, "a", None),
     ("a", None, None), ("a.c", "abc", False)],
)  # fmt: skip
def test_like(wanted, value, found):
    assert like(wanted, value, "\\") is found
