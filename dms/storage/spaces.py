"""Which store lies where, from the settings: the archive and its neighbours.

    name      content                                                deletion
    ocfl      the archive                                            none
    ledger    segments of audit leaves, tree heads, certificates     none
    incoming  acknowledged bytes, not archived yet                   after the record was read back
    partial   unfinished uploads                                     ordinary, swept
    derived   renditions, text: rebuildable                          ordinary

With AKTA_ARCHIVE = "" these are folders under AKTA_HOME (`archive/ocfl`, `archive/ledger`, `incoming`, …);
with `s3://bucket/prefix` all of them are prefixes of that bucket, and what is never deleted is locked there. With
AKTA_RENDITIONS `derived` has a bucket of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage

from dms.storage.archive import Archive
from dms.storage.base import Store
from dms.storage.directory import DirectoryStore
from dms.storage.incoming import Incoming, RemovingDirectory
from dms.storage.locks import FolderLocks

if TYPE_CHECKING:
    from dms.storage.s3_client import Account
    from dms.storage.s3_locks import Lock, VersionLocks

_made: dict[tuple[Hashable, ...], Any] = {}
_conditional: list[Callable[[], bool]] = []
LOCKED = ("ocfl", "ledger")
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
    return Incoming(incoming_store())


def incoming_store() -> Any:
    """Return the store of acknowledged bytes, with ordinary deletion."""
    return _store("incoming", RemovingDirectory, removing=True)


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


def on_conditional(ask: Callable[[], bool]) -> None:
    """Register who knows whether the server was seen to honour conditional writes; until then none are sent."""
    _conditional[:] = [ask]


def bucket() -> tuple[str, str]:
    """Return bucket and key prefix of the archive and its neighbours."""
    return _where(settings.AKTA_ARCHIVE, "")


def account() -> Account:
    """Return the application's account at the S3 server."""
    from dms.storage.s3_client import Account

    return Account(settings.S3_ENDPOINT_URL, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, settings.S3_CA)


def lock() -> Lock:
    """Return how what is never deleted is locked in a bucket."""
    from dms.storage.s3_locks import Lock

    return Lock(settings.S3_LOCK_DAYS, settings.S3_LOCK_MODE, settings.S3_REQUIRE_LOCK)


def version_locks() -> dict[str, VersionLocks]:
    """Return the locks of each space that has some, by its name; none for folders."""
    if not in_bucket():
        return {}
    stores = {"ocfl": archive_store(), "ledger": ledger_store()}
    return {name: store.locks for name, store in stores.items() if getattr(store, "locks", None)}  # type: ignore[attr-defined]


def _store(name: str, directory: Callable[[Path], Any], removing: bool = False) -> Any:
    if not in_bucket():
        folder = _folder(name)
        return _kept((name, folder), lambda: directory(folder))
    where, prefix = _where(settings.AKTA_ARCHIVE, name)
    kind, who, rule = _bucket(removing), account(), lock() if name in LOCKED else None
    # One client per process: the connections of a parent are not for its children.
    return _kept(
        (name, where, prefix, *who, rule, os.getpid()),
        lambda: kind(where, prefix, **who._asdict(), lock=rule, conditional=_is_conditional),
    )


def _is_conditional() -> bool:
    return bool(_conditional) and _conditional[0]()


def _bucket(removing: bool) -> Callable[..., Any]:
    """Return the class of a store in a bucket. Loaded here: the S3 client is 13 MB and 0.1 s in every process."""
    from dms.storage.incoming_s3 import RemovingS3
    from dms.storage.s3 import S3Store

    return RemovingS3 if removing else S3Store


def _storage(name: str) -> Storage:
    if not in_bucket():
        return FileSystemStorage(location=_folder(name))
    from storages.backends.s3 import S3Storage

    from dms.storage.s3_client import client_config

    who = account()
    own = name == "derived" and settings.AKTA_RENDITIONS
    where, prefix = _where(own, "") if own else _where(settings.AKTA_ARCHIVE, name)
    return S3Storage(
        bucket_name=where,
        location=prefix,
        endpoint_url=who.endpoint_url or None,
        access_key=who.access_key,
        secret_key=who.secret_key,
        region_name="us-east-1",
        verify=who.ca or None,
        client_config=client_config(),
        file_overwrite=False,
    )


def _folder(name: str) -> Path:
    return Path(settings.AKTA_HOME) / FOLDERS.get(name, name)


def _where(url: str, name: str) -> tuple[str, str]:
    """Return bucket and key prefix of a space below an `s3://bucket/prefix`."""
    parts = urlsplit(url)
    return parts.netloc, "/".join(part for part in (parts.path.strip("/"), name) if part)


def _kept(key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    """Return what was made for this key before, or make it: tests and commands may change the settings."""
    if key not in _made:
        _made[key] = make()
    return _made[key]
