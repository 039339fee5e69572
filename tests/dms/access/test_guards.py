"""Who sees what: unit × level × role, in lists and in search; what is taken away is gone at once."""

import pytest

from dms.access import actions
from dms.access.guards import guard_for, open_guards
from dms.access.models import Guard, Level, Role, Unit, User
from dms.access.system import SYSTEM
from dms.calendar.models import Appointment
from dms.cases.models import Case
from dms.errors import Conflict, Invalid, NotPermitted
from dms.records.models import Record
from search.finding import find
from tests import make
from tests.processes import together

OWN, OTHER, OFFICE = "KPM", "WGK", None
LEVELS = [level.value for level in Level]

# role, where it is held, cleared → which levels of things of KPM are seen.
SEEN = [
    (Role.READER, OWN, False, {"office", "unit"}),
    (Role.READER, OWN, True, {"office", "unit", "confidential"}),
    (Role.READER, OTHER, False, {"office"}),
    (Role.READER, OTHER, True, {"office"}),
    (Role.READER, OFFICE, False, {"office"}),
    (Role.READER, OFFICE, True, {"office"}),
    (Role.HANDLER, OWN, False, {"office", "unit"}),
    (Role.HANDLER, OWN, True, {"office", "unit", "confidential"}),
    (Role.HANDLER, OTHER, True, {"office"}),
    (Role.HANDLER, OFFICE, False, {"office"}),
    (Role.REGISTRY, OWN, False, {"office", "unit"}),
    (Role.REGISTRY, OTHER, False, {"office"}),
    (Role.REGISTRY, OFFICE, False, {"office", "unit"}),
    (Role.REGISTRY, OFFICE, True, {"office", "unit"}),
    (Role.ARCHIVIST, OWN, False, {"office", "unit"}),
    (Role.ARCHIVIST, OTHER, True, {"office"}),
    (Role.ARCHIVIST, OFFICE, False, {"office", "unit"}),
    (Role.ARCHIVIST, OFFICE, True, {"office", "unit", "confidential"}),
    (Role.RECORDS_MANAGER, OFFICE, False, {"office", "unit"}),
    (Role.RECORDS_MANAGER, OFFICE, True, {"office", "unit", "confidential"}),
    (Role.ADMINISTRATOR, OFFICE, False, {"office"}),
    (Role.ADMINISTRATOR, OFFICE, True, {"office"}),
    (Role.ADMINISTRATOR, OWN, False, {"office", "unit"}),
]


def _user(role, where, cleared, name="osoba"):
    user = actions.add_user(name, "Osoba", None, by=SYSTEM)
    unit = make.make_unit(where, where) if where else None
    actions.grant(user, role, unit, cleared=cleared, by=SYSTEM)
    return User.objects.get(pk=user.pk)


def test_every_combination_of_unit_level_and_role(office):
    unit = make.make_unit("KPM", "KPM")
    for level in LEVELS:
        make.make_record(f"pismo {level}", unit=unit, level=level)
        make.make_case(f"sprawa {level}", unit=unit, level=level)
    for number, (role, where, cleared, levels) in enumerate(SEEN):
        user = _user(role, where, cleared, f"osoba{number}")
        for model in (Record, Case):
            seen = set(model.objects.visible_to(user).values_list("level", flat=True))
            assert seen == levels, (role, where, cleared, model)
        guards = open_guards(user)
        assert set(Record.objects.filter(guard_id__in=guards).values_list("level", flat=True)) == levels


def test_search_says_the_same_as_the_lists(office):
    unit = make.make_unit("KPM", "KPM")
    for level in LEVELS:
        make.make_record("kładka", unit=unit, level=level, text="kładka")
    make.work_jobs()
    for number, (role, where, cleared, levels) in enumerate(SEEN):
        user = _user(role, where, cleared, f"osoba{number}")
        answer = find("kładka", user)
        assert answer.total == len(levels) == len(answer.hits), (role, where, cleared)
        assert sum(count for _value, count in answer.facets["unit"]) == len(levels)
    assert find("kładka", SYSTEM).total == 3


def test_a_thing_without_a_unit_is_seen_by_office_wide_duties_only(office):
    make.make_unit()
    record = make.make_record()
    from dms.records import actions as records

    records.protect(record, None, "unit", by=SYSTEM)
    assert Record.objects.visible_to(_user(Role.REGISTRY, None, False, "a")).count() == 1
    assert Record.objects.visible_to(_user(Role.HANDLER, "KPM", True, "b")).count() == 0
    assert Record.objects.visible_to(_user(Role.HANDLER, None, True, "c")).count() == 0


def test_who_has_no_role_sees_what_the_whole_office_sees(office):
    unit = make.make_unit()
    for level in LEVELS:
        make.make_record(unit=unit, level=level)
    user = actions.add_user("nowy", "Nowa", None, by=SYSTEM)
    assert set(Record.objects.visible_to(user).values_list("level", flat=True)) == {"office"}


def _seen(user):
    fresh = User.objects.get(pk=user.pk)
    found = find("kładka", fresh)
    return Record.objects.visible_to(fresh).count(), found.total, len(found.hits)


def test_what_is_taken_away_is_gone_at_once(office):
    unit = make.make_unit()
    make.make_record("kładka", unit=unit, text="kładka")
    make.work_jobs()
    user = make.make_user("handler", unit)
    assert _seen(user) == (1, 1, 1)
    actions.revoke(user.memberships.get(), by=SYSTEM)
    assert _seen(user) == (0, 0, 0)
    actions.grant(user, Role.HANDLER, unit, by=SYSTEM)
    assert _seen(user) == (1, 1, 1)
    actions.deactivate(user, by=SYSTEM)
    assert _seen(user) == (0, 0, 0)


def test_what_is_taken_away_is_gone_for_the_object_in_hand_too(office):
    unit = make.make_unit()
    make.make_record(unit=unit)
    user = make.make_user("handler", unit)
    assert Record.objects.visible_to(user).count() == 1 and user.roles
    membership = user.memberships_list[0]
    actions.revoke(membership, by=SYSTEM)
    assert Record.objects.visible_to(membership.user).count() == 0
    actions.deactivate(user, by=SYSTEM)
    assert user.keys == frozenset()


def test_a_clearance_given_and_taken_acts_at_once(office):
    unit = make.make_unit()
    make.make_record(unit=unit, level="confidential")
    user = make.make_user("handler", unit)
    for cleared in (True, False):
        actions.grant(user, Role.HANDLER, unit, cleared=cleared, by=SYSTEM)
        assert Record.objects.visible_to(user).count() == int(cleared)


def test_a_record_that_is_protected_is_gone_from_lists_at_once_and_never_shown_by_search(office):
    from dms.records import actions as records

    unit = make.make_unit()
    record = make.make_record("kładka", unit=unit, text="kładka")
    make.work_jobs()
    user = make.make_user("handler", unit)
    records.protect(record, unit, "confidential", by=SYSTEM)
    assert Record.objects.visible_to(user).count() == 0
    assert find("kładka", user).hits == [], "the index is not told yet, the hit is looked up once more"
    make.work_jobs()
    assert find("kładka", user).total == 0


def test_appointments_are_guarded_alike(office):
    import datetime as dt

    from dms.calendar import actions as calendar

    unit, mayor = make.make_unit(), make.make_person()
    start = dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)
    for level in LEVELS:
        calendar.add(mayor, level, start, start, by=SYSTEM, unit=unit, level=level)
    for number, (role, where, cleared, levels) in enumerate(SEEN[:8]):
        user = _user(role, where, cleared, f"osoba{number}")
        assert set(Appointment.objects.visible_to(user).values_list("level", flat=True)) == levels


def test_a_guard_of_its_own_opens_to_its_grants(office):
    unit = make.make_unit()
    record = make.make_record(unit=unit, level="confidential")
    guest = _user(Role.READER, "WGK", False)
    Record.objects.update(guard=guard_for(unit, "confidential", [f"user:{guest.pk}"], owner=f"record:{record.pk}"))
    assert Record.objects.visible_to(guest).count() == 1
    Record.objects.update(guard=guard_for(unit, "confidential", [], owner=f"record:{record.pk}"))
    assert Record.objects.visible_to(guest).count() == 0


def _guard(_number):
    return guard_for(Unit.objects.get(), "unit").pk


def test_a_guard_is_made_once_by_many(office):
    make.make_unit()
    assert len(set(together(6, _guard))) == 1 and Guard.objects.count() == 1
    assert set(Guard.objects.get().keys.values_list("key", flat=True)) == {
        "unit:KPM", "role:registry", "role:archivist", "role:records_manager",
    }  # fmt: skip


UNITS = [("KPM", True), ("KPM-II", True), ("a1", True), ("12", False), ("K P", False), ("KŁP", False), ("-K", False),
         ("K-", False), ("", False), ("K.P", False), ("K/P", False), ("A" * 21, False), ("KPM\n", False)]  # fmt: skip


@pytest.mark.parametrize(("symbol", "right"), UNITS)
def test_a_units_symbol_is_spelt_as_a_reference_needs(office, symbol, right):
    if right:
        assert actions.add_unit(symbol, "x", by=SYSTEM).symbol == symbol
        with pytest.raises(Invalid):
            actions.add_unit(symbol.swapcase(), "again", by=SYSTEM)
    else:
        with pytest.raises(Invalid):
            actions.add_unit(symbol, "x", by=SYSTEM)


def test_names_of_users_are_taken_once_and_passwords_checked(office):
    actions.add_user("jnowak", "J", None, by=SYSTEM)
    with pytest.raises(Invalid):
        actions.add_user("JNowak", "J", None, by=SYSTEM)
    for bad in ("", "short", "password123"):
        with pytest.raises(Invalid) as caught:
            actions.add_user("x", "X", bad, by=SYSTEM)
        assert "password" in caught.value.fields
    assert User.objects.count() == 1


def test_nobody_closes_their_own_account(office):
    admin = make.make_user("administrator")
    with pytest.raises(Conflict):
        actions.deactivate(admin, by=admin)
    with pytest.raises(NotPermitted):
        actions.grant(admin, Role.ADMINISTRATOR, by=make.make_user("records_manager"))
