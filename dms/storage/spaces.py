"""Which store lies where, from the settings: the archive and its neighbours.

    name      content                                                deletion
    ocfl      the archive                                            none
    ledger    segments of audit leaves, tree heads, certificates     none
    incoming  acknowledged bytes, not archived yet                   after the record was read back
    partial   unfinished uploads                                     ordinary, swept
    derived   renditions, text: rebuildable                          ordinary

With AKTA_ARCHIVE = "" these are folders under AKTA_HOME (`archive/ocfl`, `archive/ledger`, `incoming`, …);
with `s3://bucket/prefix` all of them are prefixes of that bucket.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage

from dms.storage.archive import Archive
from dms.storage.base import Store
from dms.storage.directory import DirectoryStore
from dms.storage.incoming import Incoming, RemovingDirectory
from dms.storage.locks import FolderLocks

_made: dict[tuple[Hashable, ...], Any] = {}
FOLDERS = {"ocfl": "archive/ocfl", "ledger": "archive/ledger"}


def archive() -> Archive:
    """Return the archive; its locks are files of this machine (`AKTA_HOME/locks`)."""
    locks = Path(settings.AKTA_HOME) / "locks"
    store = archive_store()
    return _kept(("archive", id(store), locks), lambda: Archive(store, FolderLocks(locks)))


def archive_store() -> Store:
    """Return the store beneath the archive. Only the archive and destruction touch it."""
    return _store("ocfl", DirectoryStore)


def ledger_store() -> Store:
    """Return the store of the audit ledger's segments: written once, never changed."""
    return _store("ledger", DirectoryStore)


def incoming() -> Incoming:
    """Return the space of acknowledged bytes."""
    return Incoming(_store("incoming", RemovingDirectory, removing=True))


def partial() -> Storage:
    """Return the storage of unfinished uploads."""
    return _storage("partial")


def derived() -> Storage:
    """Return the storage of renditions and other things that can be made again."""
    return _storage("derived")


def save_rendition(name: str, file: Path) -> None:
    """Keep a rendition under a name, in the place of an older one."""
    storage = derived()
    with file.open("rb") as stream:
        storage.delete(name)
        storage.save(name, File(stream))


def free_mb() -> int:
    """Return how many megabytes are free where this machine keeps what was acknowledged."""
    return shutil.disk_usage(settings.AKTA_HOME).free // 1_000_000


def in_bucket() -> bool:
    """Return whether the settings name a bucket."""
    return bool(settings.AKTA_ARCHIVE)


def _store(name: str, directory: Callable[[Path], Any], removing: bool = False) -> Any:
    if not in_bucket():
        folder = _folder(name)
        return _kept((name, folder), lambda: directory(folder))
    endpoint, access_key, secret_key = account = _account()
    where, prefix = _where(settings.AKTA_ARCHIVE, name)
    bucket = _bucket(removing)
    # One client per process: the connections of a parent are not for its children.
    return _kept(
        (name, where, prefix, *account, os.getpid()),
        lambda: bucket(where, prefix, endpoint_url=endpoint, access_key=access_key, secret_key=secret_key),
    )


def _bucket(removing: bool) -> Callable[..., Any]:
    """Return the class of a store in a bucket. Loaded here: the S3 client is 13 MB and 0.1 s in every process."""
    from dms.storage.incoming_s3 import RemovingS3
    from dms.storage.s3 import S3Store

    return RemovingS3 if removing else S3Store


def _storage(name: str) -> Storage:
    if not in_bucket():
        return FileSystemStorage(location=_folder(name))
    from storages.backends.s3 import S3Storage

    from dms.storage.s3 import client_config

    endpoint, access_key, secret_key = _account()
    where, prefix = _where(settings.AKTA_ARCHIVE, name)
    return S3Storage(
        bucket_name=where,
        location=prefix,
        endpoint_url=endpoint or None,
        access_key=access_key,
        secret_key=secret_key,
        region_name="us-east-1",
        client_config=client_config(),
        file_overwrite=False,
    )


def _folder(name: str) -> Path:
    return Path(settings.AKTA_HOME) / FOLDERS.get(name, name)


def _account() -> tuple[str, str, str]:
    return settings.S3_ENDPOINT_URL, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY


def _where(url: str, name: str) -> tuple[str, str]:
    """Return bucket and key prefix of a space below an `s3://bucket/prefix`."""
    parts = urlsplit(url)
    return parts.netloc, "/".join(part for part in (parts.path.strip("/"), name) if part)


def _kept(key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    """Return what was made for this key before, or make it: tests and commands may change the settings."""
    if key not in _made:
        _made[key] = make()
    return _made[key]
