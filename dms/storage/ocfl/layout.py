"""Object id → folder, by OCFL extension 0003 (hashed truncated n-tuple trees with object id directory).

`akta:record:0192…` → `6d1/a02/f3c/akta%3arecord%3a0192…`: three tuples of three characters of the SHA-256 of
the id, then the percent-encoded id itself, so that a person in front of the folder sees what it is.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import unquote

NAME = "0003-hash-and-id-n-tuple-storage-layout"
DESCRIPTION = "Hashed Truncated N-tuple Trees with Object ID Encapsulating Directory for OCFL Storage Hierarchies"
TUPLE_SIZE = 3
NUMBER_OF_TUPLES = 3
MAX_ENCODED = 100
CONFIG = {
    "extensionName": NAME,
    "digestAlgorithm": "sha256",
    "tupleSize": TUPLE_SIZE,
    "numberOfTuples": NUMBER_OF_TUPLES,
}

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def object_path(object_id: str) -> str:
    """Return the folder of an object, relative to the storage root."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    tuples = [digest[i * TUPLE_SIZE : (i + 1) * TUPLE_SIZE] for i in range(NUMBER_OF_TUPLES)]
    return "/".join([*tuples, encapsulation(object_id, digest)])


def encapsulation(object_id: str, digest: str) -> str:
    """Return the last folder: the id percent-encoded; after 100 characters cut, and then with its digest."""
    encoded = _UNSAFE.sub(lambda match: "".join(f"%{byte:02x}" for byte in match[0].encode()), object_id)
    return encoded if len(encoded) <= MAX_ENCODED else f"{encoded[:MAX_ENCODED]}-{digest}"


def id_of(folder: str) -> str | None:
    """Return the object id that a folder's path shows; None where the name was cut (the inventory knows)."""
    name = folder.rpartition("/")[2]
    object_id = unquote(name)
    return object_id if object_path(object_id) == folder else None
