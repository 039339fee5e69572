"""The lowest rank: identifiers, canonical JSON, days, errors, panels."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from dms import canonical, days, errors, ids, panels


def test_identifiers_are_uuid_7_and_never_the_same():
    made = [ids.new() for _ in range(20_000)]
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7} and {one.variant for one in made} == {uuid.RFC_4122}
    millis = [one.int >> 80 for one in made]
    assert millis == sorted(millis)
    assert abs(millis[-1] / 1000 - dt.datetime.now(dt.UTC).timestamp()) < 5


PLAIN = [
    ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
    ({"ż": "ł\n"}, '{"ż":"ł\\n"}'.encode()),
    (dt.date(2026, 2, 3), b'"2026-02-03"'),
    (dt.datetime(2026, 2, 3, 13, 0, tzinfo=days.WARSAW), b'"2026-02-03T12:00:00.000000Z"'),
    (uuid.UUID(int=7), b'"00000000-0000-0000-0000-000000000007"'),
    (Decimal("1.50"), b'"1.50"'),
    (gettext_lazy("abc"), b'"abc"'),
    ((1, 2), b"[1,2]"),
]


@pytest.mark.parametrize(("value", "written"), PLAIN)
def test_canonical_json(value, written):
    assert canonical.dumps(value) == written
    assert canonical.digest(value) == canonical.digest(value) and len(canonical.digest(value)) == 64


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x", object()])
def test_what_is_no_json_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical.dumps({"x": value})


def test_equal_things_have_equal_digests_whatever_their_order():
    assert canonical.digest({"a": 1, "b": {"d": 1, "c": 2}}) == canonical.digest({"b": {"c": 2, "d": 1}, "a": 1})
    assert canonical.digest({"a": 1}) != canonical.digest({"a": "1"})


DAYS = [
    ("2026-01-01T22:59:59+00:00", "2026-01-01"),
    ("2026-01-01T23:00:00+00:00", "2026-01-02"),
    ("2026-07-01T21:59:59+00:00", "2026-07-01"),
    ("2026-07-01T22:00:00+00:00", "2026-07-02"),
    ("2026-03-29T00:59:59+00:00", "2026-03-29"),
]


@pytest.mark.parametrize(("instant", "day"), DAYS)
def test_the_day_of_an_instant_is_the_day_in_warsaw(instant, day):
    assert days.day_of(dt.datetime.fromisoformat(instant)).isoformat() == day


def _tree(cls=errors.AktaError):
    yield cls
    for one in cls.__subclasses__():
        yield from _tree(one)


def test_every_error_has_a_code_of_its_own_and_a_sentence():
    import dms.management.commands.serve
    import ingest.pipeline
    import retention.export

    assert dms.management.commands.serve and ingest.pipeline and retention.export
    found = [cls for cls in _tree() if not cls.__module__.startswith("tests")]
    assert len(found) > 30
    codes = [cls.code for cls in found if "code" in vars(cls)]
    assert len(codes) == len(set(codes))
    for cls in found:
        assert cls.message and cls.status >= 400 and cls.exit_code in {1, 3}
        assert issubclass(cls, errors.Refused) == (cls.exit_code == errors.EXIT_REFUSED), cls


def test_the_sentence_is_made_in_the_readers_language_and_never_fails():
    problem = errors.NotFound(what="KPM.1")
    with translation.override("en"):
        assert str(problem) == "There is nothing here under “KPM.1”, or you may not see it."
    with translation.override("pl"):
        assert "KPM.1" in str(problem) and "There is" not in str(problem)
    kept = problem.as_data()
    assert kept["code"] == "not_found" and "KPM.1" in errors.sentence(kept["message"], kept["params"])
    for message, params in (("%(gone)s left", {"x": 1}), ("100 %", {"x": 1}), ("%(x)d", {"x": "y"}), ("50%%", {})):
        assert errors.sentence(message, params)
    assert errors.sentence("50%%", {}) == "50%"
    assert errors.Invalid({"a": "b"}).fields == {"a": "b"} and errors.Invalid().fields == {}


def test_panels_are_shown_in_order_once_and_only_with_something_to_show(monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    panels.register("record", 20, "b.html", lambda subject, user: {"n": subject})
    panels.register("record", 10, "a.html", lambda subject, user: {"u": user})
    panels.register("record", 15, "none.html", lambda subject, user: None)
    panels.register("record", 5, "b.html", lambda subject, user: {"n": subject + 1})
    assert panels.shown("record", 1, "ewa") == [("b.html", {"n": 2}), ("a.html", {"u": "ewa"})]
    assert panels.shown("case", 1, "ewa") == []
