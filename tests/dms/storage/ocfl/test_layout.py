"""Layout 0003: the folders of the extension's own examples, and the same as ocfl-py for any id."""

from __future__ import annotations

import pytest
from ocfl.layout_0003_hash_and_id_n_tuple import Layout_0003_Hash_And_Id_N_Tuple

from dms.storage.ocfl.layout import id_of, object_path

LONG = "abcdefghij" * 10 + "a"
LONG_FOLDER = "5cc/73e/648/" + "abcdefghij" * 10
LONG_FOLDER += "-5cc73e648fbcff136510e330871180922ddacf193b68fdeff855683a01464220"


@pytest.mark.parametrize(
    ("object_id", "folder"),
    [
        ("object-01", "3c0/ff4/240/object-01"),
        ("..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"),
        (LONG, LONG_FOLDER),
    ],
)
def test_examples_of_the_extension(object_id: str, folder: str) -> None:
    assert object_path(object_id) == folder


@pytest.mark.parametrize(
    "object_id",
    [
        "akta:record:0192f3a0-0000-7000-8000-000000000001",
        "akta:case:ąęć łódź/12.2026",
        "a" * 100,
        "a" * 101,
        "ż" * 16 + "a" * 4,
        "ż" * 17,
        "%41",
        "..",
        "🏛",
    ],
)
def test_same_as_ocfl_py_and_back(object_id: str) -> None:
    folder = object_path(object_id)
    assert folder == Layout_0003_Hash_And_Id_N_Tuple().identifier_to_path(object_id)
    cut = len(folder.split("/")[3]) > 100
    assert id_of(folder) == (None if cut else object_id)


@pytest.mark.parametrize("folder", ["3c0/ff4/241/object-01", "object-01", "3c0/ff4/240/%ff", ""])
def test_folders_that_show_no_id(folder: str) -> None:
    assert id_of(folder) is None
