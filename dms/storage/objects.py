"""One OCFL object in a store: where its files lie, what is committed, and how a torn commit is finished.

Order of a commit (each step durable before the next):

    vN/content/…  →  vN/inventory.json  →  its sidecar  →  (v1) declaration  →  inventory.json  →  its sidecar

`vN/inventory.json` is the commit: exclusive, whole, and after all content. What follows only repeats it, so
after a crash it is repeated again (`roll_forward`). The root inventory and its sidecar are the only files
that are ever replaced.
"""

from __future__ import annotations

import contextlib

from dms.errors import Damaged
from dms.storage.base import Absent, AlreadyThere, Store
from dms.storage.ocfl import layout
from dms.storage.ocfl.inventory import (
    DECLARATION,
    DECLARATION_TEXT,
    FILE,
    SIDECAR,
    Inventory,
    sidecar,
    sidecar_matches,
)

REPLACEABLE = (FILE, SIDECAR)


class ObjectFiles:
    """The files of one object; knows nothing of logical paths."""

    def __init__(self, store: Store, object_id: str) -> None:
        self.store = store
        self.object_id = object_id
        self.root = layout.object_path(object_id)

    def path(self, *parts: str) -> str:
        """Return the store's path of a file of this object."""
        return "/".join((self.root, *parts))

    def committed(self) -> tuple[Inventory, bytes, bool] | None:
        """Return the newest inventory, its bytes, and whether the root files agree with it; None without one.

        A newer version whose commit broke off before the root inventory is not looked for: nobody was told of
        it. Raises `Damaged` when no sound inventory is left.
        """
        root = self._read(FILE)
        if root is not None and sidecar_matches(root, self._read(SIDECAR) or b""):
            return self._parsed(root), root, True
        newest = self._newest_version()
        if newest is None and root is not None:
            raise Damaged(what=self.path(FILE))
        return None if newest is None else (self._parsed(newest), newest, False)

    def roll_forward(self) -> tuple[Inventory, bytes, bool] | None:
        """Finish a torn commit, if there is one; the caller holds the object's lock.

        Returns the committed inventory, its bytes and whether something was repaired; None for no object.
        """
        found = self.committed()
        head = found[0].head if found else 0
        newer = self._version(head + 1)
        if newer is not None:
            self.publish(self._parsed(newer), newer)
            return self._parsed(newer), newer, True
        if found is None:
            return None
        inventory, data, whole = found
        if not whole:
            self.publish(inventory, data)
        return inventory, data, not whole

    def publish(self, inventory: Inventory, data: bytes) -> None:
        """Do what follows `vN/inventory.json`; doing it again changes nothing."""
        self._put_once(f"v{inventory.head}/{SIDECAR}", sidecar(data))
        self._put_once(DECLARATION, DECLARATION_TEXT)
        self._replace(FILE, data)
        self._replace(SIDECAR, sidecar(data))

    def _newest_version(self) -> bytes | None:
        """Return the newest version inventory, found from v1 on: the root inventory may be the broken one."""
        newest, number = None, 1
        while (data := self._version(number)) is not None:
            newest, number = data, number + 1
        return newest

    def _version(self, number: int) -> bytes | None:
        """Return the inventory in a version's folder; raises `Damaged` if it is not what its sidecar says."""
        data = self._read(f"v{number}/{FILE}")
        if data is None:
            return None
        side = self._read(f"v{number}/{SIDECAR}")  # written after it, so a crash may have left it out
        if side is not None and not sidecar_matches(data, side):
            raise Damaged(what=self.path(f"v{number}/{FILE}"))
        if self._parsed(data).head != number:
            raise Damaged(what=self.path(f"v{number}/{FILE}"))
        return data

    def _parsed(self, data: bytes) -> Inventory:
        inventory = Inventory.from_bytes(data)
        if inventory.object_id != self.object_id:
            raise Damaged(what=f"{self.path(FILE)} ({inventory.object_id})")
        return inventory

    def _read(self, name: str) -> bytes | None:
        try:
            with self.store.open(self.path(name)) as stream:
                return stream.read()
        except Absent:
            return None

    def _put_once(self, name: str, data: bytes) -> None:
        with contextlib.suppress(AlreadyThere):
            self.store.put_new(self.path(name), data)

    def _replace(self, name: str, data: bytes) -> None:
        if name not in REPLACEABLE:
            raise AssertionError(f"{name} is never replaced")
        self.store.replace(self.path(name), data)
