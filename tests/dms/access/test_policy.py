"""Who does what: every verb, held in a unit and in the whole office."""

import re

import pytest

from dms.access import actions, policy
from dms.access.models import Role, User
from dms.access.system import SYSTEM
from dms.errors import NotPermitted
from tests import make
from tests.tools import ROOT

# The table once more, by hand, so that a slip in it is seen. R reader, H handler, D registry desk, A archivist,
# M records manager, X administrator.
LETTERS = {"R": Role.READER, "H": Role.HANDLER, "D": Role.REGISTRY, "A": Role.ARCHIVIST, "M": Role.RECORDS_MANAGER,
           "X": Role.ADMINISTRATOR}  # fmt: skip
MAY = {
    "record.receive": "HDAM", "record.describe": "HDAM", "record.classify": "HDAM", "record.relate": "HDAM",
    "case.open": "HDM", "case.describe": "HDM", "case.file": "HDAM", "case.close": "HM", "case.reopen": "HM",
    "appointment.write": "HDM", "person.write": "HDAM", "retention.read": "AM", "retention.set": "HAM",
    "record.export": "AM", "scheme.import": "AM", "terms.write": "M", "archive.verify": "AMX",
    "job.read": "DAMX", "job.retry": "DAMX", "audit.read": "AMX", "access.write": "X",
}  # fmt: skip


def test_the_table_of_verbs_is_whole():
    assert set(policy.RULES) == set(MAY)


def test_every_verb_and_role_in_ones_unit_elsewhere_and_office_wide(office):
    here, there = make.make_unit(), make.make_unit("WGK", "WGK")
    for letter, role in LETTERS.items():
        in_unit, office_wide = make.make_user(role, here), make.make_user(role)
        for verb, who in MAY.items():
            may = letter in who
            assert policy.can(in_unit, verb, here) is may, (verb, role)
            assert policy.can(in_unit, verb) is may, (verb, role)
            assert policy.can(in_unit, verb, there) is False, (verb, role)
            assert policy.can(office_wide, verb, here) is policy.can(office_wide, verb, there) is may, (verb, role)
            if not may:
                with pytest.raises(NotPermitted):
                    policy.require(office_wide, verb)


def test_akta_itself_may_do_everything(office):
    unit = make.make_unit()
    assert all(policy.can(SYSTEM, verb) and policy.can(SYSTEM, verb, unit) for verb in MAY)


def test_a_closed_account_may_do_nothing(office):
    unit = make.make_unit()
    make.make_user(Role.ADMINISTRATOR, username="zostaje")
    for role in LETTERS.values():
        user = make.make_user(role, unit)
        actions.deactivate(user, by=SYSTEM)
        for one in (user, User.objects.get(pk=user.pk)):
            assert not any(policy.can(one, verb, unit) or policy.can(one, verb) for verb in MAY)


def test_the_last_administrator_stays(office):
    only = make.make_user(Role.ADMINISTRATOR)
    with pytest.raises(actions.LastAdministrator):
        actions.revoke(only.memberships.get(), by=SYSTEM)
    with pytest.raises(actions.LastAdministrator):
        actions.deactivate(only, by=SYSTEM)
    make.make_user(Role.ADMINISTRATOR, username="druga")
    actions.revoke(only.memberships.get(), by=SYSTEM)
    assert not only.memberships.exists()


def test_two_roles_add_up_each_for_its_own_unit(office):
    here, there = make.make_unit(), make.make_unit("WGK", "WGK")
    user = make.make_user("archivist", here)
    actions.grant(user, Role.HANDLER, there, by=SYSTEM)
    assert policy.can(user, "record.export", here) and not policy.can(user, "record.export", there)
    assert policy.can(user, "case.close", there) and not policy.can(user, "case.close", here)


def test_every_verb_that_is_asked_is_in_the_table_and_every_one_in_it_is_asked():
    asked = set()
    for folder in ("dms", "ingest", "search", "retention", "templates"):
        for path in [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.html")]:
            if path.name == "policy.py":
                continue
            text = path.read_text()
            asked |= set(re.findall(r"(?:require|can)\([a-z_.]+,\s*\"([a-z_.]+)\"", text))
            asked |= set(re.findall(r"@(?:http\.)?page\(\"([a-z_]+\.[a-z_]+)\"\)", text))
    assert asked <= set(policy.RULES)
    assert set(policy.RULES) <= asked, "a verb that nobody asks protects nothing"
