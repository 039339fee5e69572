"""An office whose archive is a bucket: commands, jobs, the page of the administrator, intake only where locks hold."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings

from dms.access.models import Role
from dms.access.system import SYSTEM
from dms.archive import protection
from dms.archive.store import archive
from dms.audit.models import AuditEvent
from dms.audit.sentences import sentence_of
from dms.jobs import ledger, work
from dms.jobs.models import Job
from dms.management.commands import storage as command
from dms.records.models import Record
from dms.storage import probe, s3_seal, spaces
from ingest import actions as intake
from ingest.models import Arrival
from retention import actions as retention
from retention import holds
from tests import make, s3
from tests.cli import akta
from tests.conftest import Office
from tests.dms.storage.test_s3_locks import seen
from tests.pages import questions, signed_in, words
from tests.tools import ROOT


@pytest.fixture(scope="module")
def shared_place() -> s3.Place:
    """A bucket set up by us."""
    return s3.place("archiwum")


def settings_of(place: s3.Place) -> dict[str, object]:
    """Return the settings that point an office to a bucket."""
    who = place.application
    return {
        "AKTA_ARCHIVE": f"s3://{place.bucket}/{place.prefix}", "S3_ENDPOINT_URL": who.endpoint_url,
        "S3_ACCESS_KEY": who.access_key, "S3_SECRET_KEY": who.secret_key, "S3_CA": who.ca,
    }  # fmt: skip


@pytest.fixture
def place(office: Office, shared_place: s3.Place) -> Iterator[s3.Place]:
    """An office in a bucket; the prefix is shared by the tests of this file."""
    with override_settings(**settings_of(shared_place)):
        spaces._made.clear()
        yield shared_place
    spaces._made.clear()


def english(event: AuditEvent) -> str:
    from django.utils import translation

    with translation.override("en"):
        return sentence_of(event)


def test_the_whole_office_in_a_bucket_is_sealed(place: s3.Place) -> None:
    """From the receipt to the write-back with the application's own account; every version is locked in the end."""
    receipt = take_in(b"Dzien dobry, to jest list.")
    work.drain(["main", "slow"], seconds=60)
    arrival = Arrival.objects.get(pk=receipt.arrival.pk)
    assert arrival.record_id
    locks = spaces.version_locks()
    assert sorted(locks) == ["ledger", "ocfl"]
    seal = s3_seal.seal_of(locks["ocfl"], f"akta:record:{arrival.record_id}")
    assert len(seal.versions) > 5 and seal.is_sealed()
    assert not any(list(s3_seal.unlocked(one)) for one in locks.values())
    assert archive().verify(f"akta:record:{arrival.record_id}") == []
    assert list(spaces.incoming().ids()) == []
    answer = akta("storage", "locks", "--json")
    assert answer.code == 0 and answer.data["unlocked"] == 0 and answer.data["least_days"] == 89


def take_in(data: bytes) -> intake.Receipt:
    where = intake.Destination(unit=make.make_unit())
    return intake.receive(io.BytesIO(data), "list.txt", source="test", by=SYSTEM, where=where)


def test_check_remembers_what_it_found(place: s3.Place) -> None:
    assert protection.latest() is None and not protection.is_conditional() and not protection.is_protected()
    answer = akta("storage", "check", "--json")
    assert answer.code == 0 and answer.data["protected"] is True
    assert protection.is_protected() and protection.is_conditional()
    event = AuditEvent.objects.get(verb="storage.checked")
    assert event.data["place"] == f"s3://{place.bucket}/archiwum" and english(event).endswith("it protects")
    with override_settings(AKTA_ARCHIVE="s3://another/archiwum"):
        assert protection.latest() is None, "what was found of one bucket says nothing of another"


def test_check_in_words_names_what_is_lacking(place: s3.Place) -> None:
    bare = s3.bucket()
    owner = {"S3_ACCESS_KEY": place.owner.access_key, "S3_SECRET_KEY": place.owner.secret_key}
    with override_settings(AKTA_ARCHIVE=f"s3://{bare}", **owner):
        answer = akta("storage", "check", "--language", "en")
        assert answer.code == 1 and "✗ Versions are kept" in answer.out
        assert "NOT write-protected" in answer.out
        with override_settings(S3_REQUIRE_LOCK=True):
            assert akta("storage", "check").code == 3
        assert akta("storage", "locks", "--language", "en").code == 1


def test_nothing_is_taken_in_where_locks_are_wanted_and_not_seen_to_hold(
    place: s3.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(S3_REQUIRE_LOCK=True):
        spaces._made.clear()
        with pytest.raises(protection.NotProtected):
            take_in(b"1")
        assert list(spaces.incoming().ids()) == [] and not Arrival.objects.exists()
        protection.check()
        take_in(b"1")
        monkeypatch.setattr(protection, "VALID", dt.timedelta(0))
        with pytest.raises(protection.NotProtected):
            take_in(b"2")
    take_in(b"2")


def test_the_jobs_watch_over_the_store(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    archive().create("akta:record:old", {"a": b"1"}, message="x", user=("a", "b:c"), created=ledger.now())
    with override_settings(S3_LOCK_DAYS=300):
        spaces._made.clear()
        for name in ("storage.check", "storage.renew", "storage.sweep"):
            ledger.enqueue(name, {}, key=name)
        assert work.drain(["main"], seconds=60) >= 3
        assert not Job.objects.exclude(state=Job.State.DONE).exclude(name="audit.seal").exists()
        renewed = AuditEvent.objects.get(verb="storage.renewed")
        assert renewed.data["renewed"] > 3 and renewed.data["least_days"] == 299 and not renewed.data["late"]
    assert set(ledger._periodic.items()) >= {
        ("storage.check", 86_400), ("storage.renew", 604_800), ("storage.sweep", 86_400)
    }  # fmt: skip


def test_jobs_of_an_archive_in_a_folder_do_nothing(office: Office) -> None:
    assert protection.check() is None and protection.renew() is None and protection.sweep() == 0
    assert protection.state() is None and not AuditEvent.objects.exists()
    answer = akta("storage", "check", "--json")
    assert answer.code == 0 and answer.data["bucket"] is False
    protection.require()


def test_the_administrator_sees_how_it_stands(place: s3.Place) -> None:
    client = signed_in(make.make_user(Role.ADMINISTRATOR))
    page = words(client.get("/zadania/"))
    assert "Store of the archive not write-protected by the store" in page and "Tried out never" in page
    protection.check()
    page = words(client.get("/zadania/"))
    assert "Store of the archive write-protected" in page
    assert "A hold goes on when the lock has ended : no Akta makes up for it." in page
    assert "locks are not renewed in time" not in page
    owner = place.owner.client()
    owner.put_object(Bucket=place.bucket, Key="archiwum/ocfl/open", Body=b"1")
    reader = {"S3_ACCESS_KEY": place.fixity.access_key, "S3_SECRET_KEY": place.fixity.secret_key}
    with override_settings(**reader):
        spaces._made.clear()
        protection.renew()
    page = words(client.get("/zadania/"))
    assert "locks are not renewed in time" in page and "Not locked 1" in page
    assert akta("storage", "locks").code == 3
    assert akta("storage", "renew", "--json").data["unlocked"] == 0
    assert "locks are not renewed in time" not in words(client.get("/zadania/"))
    assert questions(client, "/zadania/") < 30


def test_doctor_says_it(place: s3.Place) -> None:
    assert akta("doctor", "--json").data["office"]["protection"]["protected"] is False


def test_holds_of_the_office_are_held_in_the_store(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = take_in(b"Pismo, o ktore toczy sie spor.")
    work.drain(["main", "slow"], seconds=60)
    record = Record.objects.get(pk=Arrival.objects.get(pk=receipt.arrival.pk).record_id)
    retention.enter(record, by=SYSTEM, held=True, hold_reason="spór")
    assert list(holds.held_objects()) == [f"akta:record:{record.pk}"]
    work.drain(["main"], seconds=60)
    answer = akta("storage", "holds", "--json")
    assert answer.code == 3 and len(answer.data["lacking"]) > 5 and answer.data["left"] == []
    monkeypatch.setenv(command.KEEPER[0], place.destruction.access_key)
    monkeypatch.setenv(command.KEEPER[1], place.destruction.secret_key)
    assert akta("storage", "holds", "--mirror").code == 0
    assert akta("storage", "holds").code == 0
    retention.enter(record, by=SYSTEM, held=False, hold_reason="")
    assert len(akta("storage", "holds", "--json").data["left"]) == len(answer.data["lacking"])
    assert akta("storage", "holds", "--mirror").code == 0


# --- the bucket -----------------------------------------------------------------------------------------------


def test_bucket_setup_needs_the_owners_key_and_not_ours(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in command_names():
        monkeypatch.delenv(name, raising=False)
    assert akta("bucket", "setup").code == 1
    for name, value in zip(command_names(), place.application[1:3], strict=True):
        monkeypatch.setenv(name, value)
    answer = akta("bucket", "setup", "--json")
    assert answer.code == 1 and answer.data["error"]["code"] == "bucket.no_owner_key"


def command_names() -> tuple[str, str]:
    from dms.management.commands import bucket

    return bucket.OWNER


def test_bucket_setup_makes_a_bucket_that_protects(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(command_names(), place.owner[1:3], strict=True):
        monkeypatch.setenv(name, value)
    with override_settings(AKTA_ARCHIVE=f"s3://{place.bucket}-two/x"):
        line = ["bucket", "setup", "--destruction", place.destruction.access_key, "--json"]
        first, second = akta(*line), akta(*line)
        assert first.code == second.code == 0
        assert [step["changed"] for step in first.data["steps"]] == [True, False, False, True]
        assert not any(step["changed"] for step in second.data["steps"])
        spaces._made.clear()
        assert akta("storage", "check").code == 0
        unknown = akta("bucket", "setup", "--fixity", "nobody")
        assert unknown.code == 1 and "versitygw admin" in unknown.err and "create-user --access nobody" in unknown.err


def test_bucket_without_a_bucket(office: Office) -> None:
    assert akta("bucket", "setup").code == 1


# --- renditions -------------------------------------------------------------------------------------------------


def test_renditions_in_a_bucket_of_their_own(place: s3.Place) -> None:
    other = s3.bucket()
    owner = {"S3_ACCESS_KEY": place.owner.access_key, "S3_SECRET_KEY": place.owner.secret_key}
    with override_settings(AKTA_RENDITIONS=f"s3://{other}/thumbs", **owner):
        name = spaces.derived().save("miniatura ą.png", ContentFile(b"1"))
    listed = place.owner.client().list_objects_v2(Bucket=other)["Contents"]
    assert [one["Key"] for one in listed] == [f"thumbs/{name}"]


def test_renditions_travel_without_a_trailer_too(place: s3.Place) -> None:
    storage = spaces.derived()
    calls = seen(storage.connection.meta.client)  # type: ignore[attr-defined]
    storage.save("miniatura.png", ContentFile(b"1"))
    sent = [headers for name, headers in calls if name == "PutObject"]
    assert len(sent) == 1 and "x-amz-trailer" not in sent[0]
    assert "aws-chunked" not in str(sent[0].get("content-encoding"))


def test_a_wrong_certificate_setting_ends_the_program(place: s3.Place, office: Office) -> None:
    env = {**office.env, "S3_CA": "/nowhere"}
    done = subprocess.run([sys.executable, "manage.py", "doctor"], cwd=ROOT, env=env, capture_output=True, check=False)
    assert done.returncode == 3 and b"S3_CA" in done.stderr


def test_pages_need_no_s3_client() -> None:
    """The report is shown by every web process; the client library costs 13 MB."""
    code = "import django; django.setup(); import dms.desk.views, sys; print('boto3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
    assert probe.TITLES
