"""Committing one version of an object: what changes, what is placed, and the moment it counts."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from dms.errors import Conflict
from dms.storage.base import AlreadyThere, PathRefused, Source, check_path, open_source
from dms.storage.objects import ObjectFiles
from dms.storage.ocfl.inventory import FILE, Inventory, Version
from dms.storage.streams import digest_stream, digests_of
from dms.storage.version import TORN, VersionInMaking


class HeadMoved(Conflict):
    """The object has another newest version than the writer believed."""

    code = "storage.head_moved"
    message = _("%(object)s was changed meanwhile: version %(head)s is the newest.")


class Head(NamedTuple):
    """The newest version of an object and the SHA-512 of its inventory, which fixes every byte of it."""

    version: int
    digest: str


@dataclass(frozen=True)
class Stamp:
    """Who wrote a version, when and why; `user` is a name and an address as URI (OCFL 1.1 §3.5.3.1)."""

    message: str
    user: tuple[str, str]
    created: dt.datetime


def head_of(inventory: Inventory, data: bytes) -> Head:
    """Return the head that an inventory (with its bytes) stands for."""
    return Head(inventory.head, hashlib.sha512(data).hexdigest())


def holds(inventory: Inventory, files: Mapping[str, Source | None]) -> bool:
    """Return whether the newest version has these bytes under these logical paths (None: has it not)."""
    state = inventory.state()
    return all(state.get(logical) == (None if source is None else _sha512(source)) for logical, source in files.items())


def commit(
    at: ObjectFiles,
    base: tuple[Inventory, bytes] | None,
    changes: Mapping[str, Source | None],
    stamp: Stamp,
    verify: bool,
) -> Head:
    """Write the version after `base` and return it; without any difference return the head of `base`.

    The caller holds the object's lock and has rolled the object forward. Raises `HeadMoved` if a writer that
    the lock does not reach was faster; `Damaged` if with `verify` the stored bytes are not those of the
    source.
    """
    before = base[0] if base else Inventory(at.object_id)
    making = VersionInMaking(at, before)
    old = {path: digest for path, digest in before.state().items() if not path.startswith(TORN)}
    new = dict(old)
    _check_names(changes, set(old))
    for logical, source in sorted(changes.items()):
        if source is None:
            new.pop(logical, None)
        else:
            new[logical] = making.place(logical, source)
    if base and new == old and not making.dirty:
        return head_of(*base)
    making.flush()
    making.name_leftovers(new)
    if verify:
        making.read_back()
    version = Version(stamp.created, stamp.message, stamp.user, new)
    inventory = Inventory(at.object_id, [*before.versions, version], making.content, making.sha256)
    data = inventory.to_bytes()
    try:
        at.store.put_new(at.path(f"v{making.number}", FILE), data)
    except AlreadyThere:
        raise HeadMoved(object=at.object_id, head=making.number) from None
    at.publish(inventory, data)
    return head_of(inventory, data)


def _check_names(changes: Mapping[str, Source | None], old: set[str]) -> None:
    """Refuse logical paths that are reserved, malformed, or a folder and a file at once (OCFL 1.1 E095)."""
    gone = {logical for logical, source in changes.items() if source is None}
    names = (old | set(changes)) - gone
    for logical in changes:
        if check_path(logical).startswith(TORN):
            raise PathRefused(path=ascii(logical), reason=_("the name is reserved"))
    for logical in names:
        if any(parent in names for parent in _parents(logical)):
            raise PathRefused(path=ascii(logical), reason=_("it lies below another file"))


def _parents(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))


def _sha512(source: Source) -> str:
    if isinstance(source, bytes):
        return digests_of(source).sha512
    with open_source(source) as stream:
        return digest_stream(stream).sha512
