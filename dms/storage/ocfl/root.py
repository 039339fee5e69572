"""The storage root (OCFL 1.1 §4): what it declares, how its folders are laid out, and a word to the finder.

§4.1 lets a root hold other files as direct children (validators ignore them), so a README tells whoever finds
this disk in fifty years how to read it without this program.
"""

from __future__ import annotations

import contextlib
import json

from dms.errors import Damaged
from dms.storage.base import AlreadyThere, Store
from dms.storage.ocfl import layout

DECLARATION = "0=ocfl_1.1"
DECLARATION_TEXT = b"ocfl_1.1\n"
LAYOUT_FILE = "ocfl_layout.json"
CONFIG_FILE = f"extensions/{layout.NAME}/config.json"
README = b"""\
This is an archive in the Oxford Common File Layout, version 1.1 (https://ocfl.io/1.1/spec/).

Every folder that holds a file named 0=ocfl_object_1.1 is one object: a record, a case, a person ... The
folder's name is the object's identifier, percent-encoded. Its inventory.json lists each version: "state"
gives the names of the files of that version by their SHA-512, "manifest" gives the place of the bytes with
that SHA-512. content/... are the bytes as they were received, metadata/*.json explain them, events/*.jsonl
say what happened. Nothing but these files is needed to read the archive, and nothing in it was ever changed
in place except the inventory.json (and its .sha512) directly in each object's folder, which repeats that of
the newest version.
"""

_FILES = {
    LAYOUT_FILE: json.dumps({"extension": layout.NAME, "description": layout.DESCRIPTION}, indent=1).encode(),
    CONFIG_FILE: json.dumps(layout.CONFIG, indent=1).encode(),
    "README.txt": README,
    DECLARATION: DECLARATION_TEXT,  # last: where it stands, the root is complete
}


def ensure(store: Store) -> None:
    """Make an empty store a storage root, or check that it is ours; raises `Damaged` for another root."""
    if not store.exists(DECLARATION):
        for path, data in _FILES.items():
            with contextlib.suppress(AlreadyThere):
                store.put_new(path, data)
    with store.open(CONFIG_FILE) as stream:
        config = json.loads(stream.read())
    if config != layout.CONFIG:
        raise Damaged(what=f"{CONFIG_FILE} ({config})")
