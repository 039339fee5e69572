"""A second opinion on OCFL: what ocfl-py, an independent validator, says of an object or of a storage root."""

from __future__ import annotations

from pathlib import Path

import ocfl
from ocfl.validator import Validator

from dms.storage.base import Store


def errors_of_object(folder: Path) -> list[str]:
    """Return the error codes that ocfl-py finds in an object's folder.

    It falls over some malformed inventories (a manifest of numbers); that counts as a verdict against them.
    """
    validator = Validator(log_warnings=False)
    try:
        valid = validator.validate_object(str(folder))
    except (TypeError, AttributeError):
        return ["fell over"]
    codes = sorted(code for code in validator.log.codes if code.startswith("E"))
    assert valid == (not codes)
    return codes


def errors_of_root(folder: Path, objects: int, warnings: bool = True) -> list[object]:
    """Return what ocfl-py has against a storage root with so many objects, warnings included."""
    root = ocfl.StorageRoot(root=str(folder))
    sound = root.validate(log_warnings=warnings)
    found: list[object] = [*root.errors, *root.log.messages]
    if not sound or root.good_objects != root.num_objects or root.num_objects != objects:
        found.append((sound, root.good_objects, root.num_objects))
    return found


def copied(store: Store, folder: Path) -> Path:
    """Copy every file of a store into a folder, for validators that read folders."""
    for entry in store.list():
        target = folder / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with store.open(entry.path) as stream:
            target.write_bytes(stream.read())
    return folder
