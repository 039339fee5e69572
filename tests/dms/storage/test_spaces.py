"""Every space lies where the settings say, on a disk and in a bucket."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings

from dms.storage import spaces
from tests import s3
from tests.dms.storage.faults import STAMP


def use_every_space() -> None:
    spaces.archive().create("akta:record:1", {"content/001.txt": b"letter"}, **STAMP)
    assert spaces.archive().verify("akta:record:1") == []
    assert spaces.archive() is spaces.archive()
    spaces.ledger_store().put_new("2026/03/0001", b"leaves")
    spaces.incoming().receive("arrival", io.BytesIO(b"bytes"), {"name": "a"})
    for storage in (spaces.partial(), spaces.derived()):
        name = storage.save("ąę thumb.txt", ContentFile(b"thumb"))
        with storage.open(name) as stream:
            assert stream.read() == b"thumb"
        storage.delete(name)
        assert not storage.exists(name)
        storage.save("kept.txt", ContentFile(b"thumb"))


def test_folders_under_home(tmp_path: Path) -> None:
    with override_settings(AKTA_HOME=tmp_path, AKTA_ARCHIVE=""):
        use_every_space()
        assert not spaces.in_bucket()
    for path in (
        "archive/ocfl/0=ocfl_1.1",
        "archive/ledger/2026/03/0001",
        "incoming/arrival.json",
        "partial/kept.txt",
        "derived/kept.txt",
    ):
        assert (tmp_path / path).is_file(), path


@pytest.mark.parametrize("prefix", ["", "/akta/main"])
def test_prefixes_of_a_bucket(prefix: str, tmp_path: Path) -> None:
    account, bucket = s3.server(), s3.bucket()
    with override_settings(
        AKTA_HOME=tmp_path,
        AKTA_ARCHIVE=f"s3://{bucket}{prefix}",
        S3_ENDPOINT_URL=account.endpoint_url,
        S3_ACCESS_KEY=account.access_key,
        S3_SECRET_KEY=account.secret_key,
    ):
        use_every_space()
        assert spaces.in_bucket()
    listed = account.client().list_objects_v2(Bucket=bucket)["Contents"]
    keys = {entry["Key"].removeprefix(f"{prefix.strip('/')}/" if prefix else "") for entry in listed}
    assert {"ocfl/0=ocfl_1.1", "ledger/2026/03/0001", "incoming/arrival", "incoming/arrival.json"} <= keys
    assert {"partial/kept.txt", "derived/kept.txt"} <= keys
    assert not (tmp_path / "archive").exists()
