"""The probe tells a server that protects from one that only says so, and an application's key from an owner's."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from dms.errors import StorageFailed
from dms.storage import probe, s3_bucket, s3_client, s3_probe
from dms.storage.s3_bucket import Accounts
from tests import s3
from tests.dms.storage.test_s3_locks import drop


@pytest.fixture(scope="module")
def place() -> s3.Place:
    return s3.place("archiwum")


def run(account: s3_client.Account, place: s3.Place, change: Any = None, monkeypatch: Any = None) -> dict[str, str]:
    """Probe and return the results by name; `change` is done to the client first."""
    if change:
        plain = s3_client.Account.client

        def changed(self: s3_client.Account, attempts: int = 3) -> Any:
            client = plain(self, attempts)
            change(client)
            return client

        monkeypatch.setattr(s3_client.Account, "client", changed)
    report = s3_probe.probe(account, place.bucket, place.prefix)
    assert [check.name for check in report.checks] == list(probe.TITLES)
    assert report.seconds < 20
    return {check.name: check.result for check in report.checks} | {"protected": str(report.protected)}


def test_a_bucket_set_up_by_us_is_protected(place: s3.Place) -> None:
    """This server lets a hold end with its lock: the probe says so, and that Akta makes up for it."""
    found = run(place.application, place)
    assert [name for name, result in found.items() if result != probe.PASSED] == ["hold", "protected"]
    assert found["protected"] == "True" and found["hold"] == probe.FAILED
    again = run(place.application, place)
    assert again == found


def test_over_tls() -> None:
    place = s3.place(tls=True)
    assert run(place.application, place)["protected"] == "True"


def test_the_owners_key_in_the_application_is_found(place: s3.Place) -> None:
    found = run(place.owner, place)
    wrong = [name for name in probe.NEEDED if found[name] != probe.PASSED]
    assert wrong == ["no_delete", "no_bypass", "no_settings"] and found["protected"] == "False"


def test_an_account_that_may_only_read_proves_nothing(place: s3.Place) -> None:
    found = run(place.fixity, place)
    assert found["protected"] == "False" and found["lock"] == probe.UNKNOWN and found["versioning"] == probe.PASSED


def test_a_bucket_without_versions_and_locks_is_found_and_left_as_it_is(place: s3.Place) -> None:
    bucket = s3.bucket()
    found = run(place.owner, place._replace(bucket=bucket))
    assert found["versioning"] == probe.FAILED and found["lock"] == probe.UNKNOWN
    assert "Status" not in place.owner.client().get_bucket_versioning(Bucket=bucket)


def test_a_lock_that_is_taken_and_not_kept_is_found(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says yes to lock headers and forgets them."""

    def forget(client: Any) -> None:
        drop(client, "PutObject", "x-amz-object-lock")

    found = run(place.application, place, forget, monkeypatch)
    assert found["lock"] == probe.FAILED and found["no_bypass"] != probe.UNKNOWN and found["protected"] == "False"


def test_dropped_headers_of_parts_are_made_up_for(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def forget(client: Any) -> None:
        drop(client, "CreateMultipartUpload", "x-amz-object-lock")

    found = run(place.application, place, forget, monkeypatch)
    assert found["lock_parts_headers"] == probe.FAILED
    assert found["lock_parts"] == probe.PASSED and found["protected"] == "True"


def test_a_refusal_that_might_be_a_missing_right_is_no_proof_of_a_lock() -> None:
    place = s3.place()
    owner = place.owner.client()
    policy = s3_bucket.policy(place.bucket, "", Accounts(place.application.access_key))
    policy["Statement"] = [one for one in policy["Statement"] if "s3:DeleteObjectVersion" not in one["Action"]]
    owner.put_bucket_policy(Bucket=place.bucket, Policy=json.dumps(policy))
    found = run(place.application, place)
    assert found["lock"] == found["lock_parts"] == probe.UNKNOWN and found["protected"] == "False"


def test_a_refusal_is_confirmed_by_head(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says no and deletes all the same."""
    owner = place.owner.client()

    def liar(client: Any) -> None:
        def delete(params: dict[str, Any], context: dict[str, Any], **_rest: Any) -> Any:
            query = params["query_string"]
            key = params["url_path"].removeprefix(f"/{place.bucket}/")
            at = {"Bucket": place.bucket, "Key": key, "VersionId": query["versionId"]}
            owner.delete_object(**at, BypassGovernanceRetention=True)
            refusal = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
            return AWSResponse("", 403, {}, None), refusal

        client.meta.events.register("before-call.s3.DeleteObject", delete)

    found = run(place.application, place, liar, monkeypatch)
    assert found["lock"] == found["no_delete"] == found["no_bypass"] == probe.FAILED


def test_an_ignored_condition_is_found(place: s3.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(place.application, place, lambda client: drop(client, "PutObject", "if-none-match"), monkeypatch)
    assert found["condition"] == probe.FAILED and found["protected"] == "True"


@pytest.mark.parametrize(("apart", "result"), [(50, probe.PASSED), (70, probe.FAILED), (-70, probe.FAILED)])
def test_clocks_apart_are_found(place: s3.Place, monkeypatch: pytest.MonkeyPatch, apart: int, result: str) -> None:
    def shift(client: Any) -> None:
        def answer(parsed: dict[str, Any], **_rest: Any) -> None:
            moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=apart)
            parsed["ResponseMetadata"]["HTTPHeaders"]["date"] = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")

        client.meta.events.register("after-call.s3.ListObjectsV2", answer)

    client = place.application.client()
    shift(client)
    prober = s3_probe._Prober(client, place.bucket, place.prefix, "GOVERNANCE")
    assert prober._check("clock", prober._clock).result == result


def test_a_date_that_comes_back_as_another_is_found(place: s3.Place) -> None:
    def wrap(parsed: dict[str, Any], **_rest: Any) -> None:
        parsed["ObjectLockRetainUntilDate"] = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    client = place.application.client()
    client.meta.events.register("after-call.s3.HeadObject", wrap)
    prober = s3_probe._Prober(client, place.bucket, place.prefix, "GOVERNANCE")
    assert prober._check("far_date", prober._far_date).result == probe.FAILED


def test_a_server_that_is_away_is_a_fault_and_no_result(place: s3.Place) -> None:
    with pytest.raises(StorageFailed):
        s3_probe.probe(place.application._replace(endpoint_url="http://127.0.0.1:1"), place.bucket)


def test_a_report_survives_its_event(place: s3.Place) -> None:
    report = probe.Report((probe.Check("lock", probe.PASSED, "403"), probe.Check("hold", probe.FAILED)), 6.0)
    assert probe.from_data(json.loads(json.dumps(report.as_data()))) == report
    assert report.passed("lock") and not report.passed("hold") and not report.protected


# --- the bucket -----------------------------------------------------------------------------------------------


def test_set_up_is_safe_to_repeat_and_says_what_it_did(place: s3.Place) -> None:
    owner, bucket = place.owner.client(), f"{place.bucket}-again"
    accounts = Accounts(place.application.access_key)
    first = s3_bucket.set_up(owner, bucket, "a", accounts)
    assert [step.changed for step in first] == [True, False, False, True]
    assert not any(step.changed for step in s3_bucket.set_up(owner, bucket, "a", accounts))
    more = accounts._replace(fixity=place.fixity.access_key)
    assert [step.name for step in s3_bucket.set_up(owner, bucket, "a", more) if step.changed] == ["policy"]


def test_a_bucket_that_is_there_is_brought_up_to_it() -> None:
    owner, bucket = s3.server().client(), s3.bucket()
    steps = s3_bucket.set_up(owner, bucket, "", Accounts(s3.user("late").access_key))
    assert [step.name for step in steps if step.changed] == ["versioning", "object lock", "policy"]


def test_unknown_accounts_are_named() -> None:
    with pytest.raises(s3_bucket.NoSuchAccount, match="nobody"):
        s3_bucket.set_up(s3.server().client(), s3.bucket(), "", Accounts("nobody"))
    assert "create-user --access nobody" in s3_bucket.lines_to_type("http://s3", Accounts("nobody"))[0]


def test_the_policy_fits_into_what_servers_keep() -> None:
    names = [f"arn:aws:iam:::user/{'x' * 30}"] * 3
    policy = s3_bucket.policy("b" * 63, "some/prefix", Accounts(*names))
    assert len(json.dumps(policy, separators=(",", ":"))) < 3000


RIGHTS = {
    # what                      application, destruction, fixity
    "read": (True, True, True),
    "write": (True, False, False),
    "delete version": (False, False, False),  # it is locked
    "delete past the lock": (False, True, False),
    "marker in the archive": (False, True, False),
    "marker on an arrival": (True, True, False),
    "hold": (False, True, False),
    "policy": (False, False, False),
}


@pytest.mark.parametrize("what", RIGHTS)
def test_who_may_do_what(place: s3.Place, what: str) -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    lock = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}
    for number, may in enumerate(RIGHTS[what]):
        key, arrival = (f"archiwum/{room}/{what}-{number}" for room in ("ocfl", "incoming"))
        owner = place.owner.client()
        version = owner.put_object(Bucket=place.bucket, Key=key, Body=b"1", **lock)["VersionId"]
        owner.put_object(Bucket=place.bucket, Key=arrival, Body=b"1")
        client = (place.application, place.destruction, place.fixity)[number].client(attempts=1)
        at = {"Bucket": place.bucket, "Key": key}
        one = {**at, "VersionId": version}
        acts: dict[str, Any] = {
            "read": lambda: client.get_object(**one),  # noqa: B023 - used within the round
            "write": lambda: client.put_object(**at, Body=b"2", **lock),  # noqa: B023
            "delete version": lambda: client.delete_object(**one),  # noqa: B023
            "delete past the lock": lambda: client.delete_object(**one, BypassGovernanceRetention=True),  # noqa: B023
            "marker in the archive": lambda: client.delete_object(**at),  # noqa: B023
            "marker on an arrival": lambda: client.delete_object(Bucket=place.bucket, Key=arrival),  # noqa: B023
            "hold": lambda: client.put_object_legal_hold(**one, LegalHold={"Status": "ON"}),  # noqa: B023
            "policy": lambda: client.delete_bucket_policy(Bucket=place.bucket),  # noqa: B023
        }
        if may:
            acts[what]()
        else:
            with pytest.raises(ClientError):
                acts[what]()
