"""An office goes from SQLite to PostgreSQL and back: the same state, the same rows, and both go on working."""

from __future__ import annotations

import json

import pytest

from tests.dms.move.test_move import _akta, _target, _tree, full  # noqa: F401 - a fixture


@pytest.mark.sqlite
def test_to_postgresql_and_back(full, postgres, tmp_path):  # noqa: F811
    place = postgres.fresh()
    there = {"DATABASE_URL": place.app_url, "DATABASE_OWNER_URL": place.owner_url}
    done = _akta(full, "move", str(_target(tmp_path, **there)), "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    first = json.loads(done.stdout)
    moved = type(full)(tmp_path / "other", place, place)
    assert json.loads(_akta(moved, "audit", "verify", "--json").stdout)["intact"]
    assert json.loads(_akta(moved, "search", "kładkami", "--json").stdout)["total"] >= 6
    more = tmp_path / "more.txt"
    more.write_text("Jeszcze jedno pismo, już w PostgreSQL\n")
    assert _akta(moved, "ingest", str(more), "--json").returncode == 0
    opened = _akta(moved, "case", "open", "KPM", "051", "Po przeprowadzce", "--json")
    assert opened.returncode == 0, opened.stderr

    back = tmp_path / "back"
    back.mkdir()
    done = _akta(moved, "move", str(_target(back)), "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    second = json.loads(done.stdout)
    assert second["hash"] != first["hash"] and second["rows"] > first["rows"]
    assert _tree(tmp_path / "other") == _tree(back / "other")
    at_home = {"AKTA_HOME": str(back / "other")}
    assert json.loads(_akta(full, "audit", "verify", "--json", **at_home).stdout)["intact"]
    assert json.loads(_akta(full, "rebuild", "--state", "--json", **at_home).stdout)["hash"] == second["hash"]
