"""Bags: written so that bagit-python and our own reader accept them, and every damage is found."""

import hashlib
import io
import shutil

import bagit
import pytest

from dms.errors import Damaged
from retention.bag import BadTagFile, BagExists, write_bag
from retention.bag_check import Code, check_bag
from tests.tools import shared

PAYLOAD = {
    "dokumenty/Pismo nr 1 – żółw.pdf": b"%PDF-1.4 zmyslone",
    "dokumenty/puste.txt": b"",
    "a\r\nb 100%.txt": b"dziwna nazwa",
    "wielki.bin": b"0123456789abcdef" * 200_000,
}
INFO = {
    "Source-Organization": "Urząd Miasta Przykładowo (zmyślony)",
    "External-Identifier": "ABC.123.77.2024",
    "Internal-Sender-Description": "Sprawa\n o dwóch\r\nliniach",
    "Bagging-Date": "2026-01-05",
}


def payload(files=None):
    for name, data in (PAYLOAD if files is None else files).items():
        yield name, lambda data=data: io.BytesIO(data), hashlib.sha256(data).hexdigest()


@pytest.fixture
def bag(tmp_path):
    write_bag(tmp_path / "bag", payload(), INFO, tag_files={"metadane/opis.xml": "<ż/>".encode()})
    return tmp_path / "bag"


def test_bagit_python_accepts_the_bag(bag):
    read = bagit.Bag(str(bag))
    read.validate()
    assert read.version_info == (1, 0)
    assert read.algorithms and set(read.algorithms) == {"sha256", "sha512"}
    assert read.info["External-Identifier"] == "ABC.123.77.2024"
    assert read.info["Internal-Sender-Description"] == "Sprawa o dwóch liniach"
    assert read.info["Payload-Oxum"] == f"{sum(map(len, PAYLOAD.values()))}.{len(PAYLOAD)}"
    assert check_bag(bag) == []


def test_the_summary_says_what_is_where(tmp_path):
    summary = write_bag(tmp_path / "bag", payload(), INFO)
    assert [file.original for file in summary.files] == list(PAYLOAD)
    for file in summary.files:
        data = (summary.path / file.path).read_bytes()
        assert data == PAYLOAD[file.original]
        assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert file.sha512 == hashlib.sha512(data).hexdigest()
    manifest = (tmp_path / "bag" / "manifest-sha256.txt").read_bytes()
    assert summary.manifest_sha256 == hashlib.sha256(manifest).hexdigest()
    assert f"Payload-Oxum: {summary.oxum}\n" in (tmp_path / "bag" / "bag-info.txt").read_text(encoding="utf-8")


def test_an_empty_bag_is_a_bag(tmp_path):
    write_bag(tmp_path / "bag", payload({}), {})
    assert check_bag(tmp_path / "bag") == []
    assert "Bagging-Date: 2" in (tmp_path / "bag" / "bag-info.txt").read_text()


def test_the_same_names_twice_are_both_kept(tmp_path):
    items = [("a.txt", lambda: io.BytesIO(b"1"), None), ("A.TXT", lambda: io.BytesIO(b"2"), None)]
    summary = write_bag(tmp_path / "bag", items, {})
    assert [file.path for file in summary.files] == ["data/a.txt", "data/A (2).TXT"]
    assert check_bag(tmp_path / "bag") == []


def test_what_is_there_is_never_overwritten(bag):
    before = sorted(path.name for path in bag.iterdir())
    with pytest.raises(BagExists):
        write_bag(bag, payload({}), {})
    assert sorted(path.name for path in bag.iterdir()) == before


def test_other_bytes_than_expected_leave_nothing(tmp_path):
    items = [("a.txt", lambda: io.BytesIO(b"other"), hashlib.sha256(b"expected").hexdigest())]
    with pytest.raises(Damaged) as caught:
        write_bag(tmp_path / "bag", items, {})
    assert caught.value.params["what"] == "a.txt"
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_attempt_left_is_no_obstacle(tmp_path):
    (tmp_path / "bag.partial" / "data").mkdir(parents=True)
    (tmp_path / "bag.partial" / "data" / "old").write_bytes(b"old")
    write_bag(tmp_path / "bag", payload({"new": b"new"}), {})
    assert [path.name for path in (tmp_path / "bag" / "data").iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["bag"]


@pytest.mark.parametrize(
    "name", ["data/x", "bagit.txt", "BagIt.txt", "manifest-md5.txt", "tagmanifest-x", "../x", "/x", "fetch.txt", "a%"]
)
def test_tag_files_may_not_take_the_bags_own_names(tmp_path, name):
    with pytest.raises(BadTagFile):
        write_bag(tmp_path / "bag", payload({}), {}, tag_files={name: b""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("label", ["", " a", "a:b", "a\nb"])
def test_labels_are_one_word_of_a_line(tmp_path, label):
    with pytest.raises(BadTagFile):
        write_bag(tmp_path / "bag", payload({}), {label: "x"})


def change(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


SHA = hashlib.sha256(b"").hexdigest().encode()
DAMAGES = {
    "flipped bit": (lambda b: change(b / "data" / "wielki.bin", b"0", b"1"), Code.DIGEST_DIFFERS),
    "cut file": (lambda b: (b / "data" / "wielki.bin").write_bytes(b""), Code.OXUM_DIFFERS),
    "missing file": (lambda b: (b / "data" / "wielki.bin").unlink(), Code.MISSING),
    "extra file": (lambda b: (b / "data" / "extra").write_bytes(b""), Code.NOT_LISTED),
    "listed in one manifest only": (
        lambda b: change(b / "manifest-sha512.txt", b"data/wielki.bin", b"data/Wielki.bin"),
        Code.NOT_LISTED,
    ),
    "changed tag file": (lambda b: (b / "metadane" / "opis.xml").write_bytes(b""), Code.DIGEST_DIFFERS),
    "changed info": (lambda b: change(b / "bag-info.txt", b"ABC.123", b"ABC.124"), Code.DIGEST_DIFFERS),
    "wrong oxum": (lambda b: change(b / "bag-info.txt", b"Payload-Oxum: ", b"Payload-Oxum: 1"), Code.OXUM_DIFFERS),
    "path outside": (lambda b: change(b / "manifest-sha256.txt", b"data/dok", b"data/../dok"), Code.BAD_PATH),
    "absolute path": (lambda b: change(b / "manifest-sha256.txt", b"data/dok", b"/etc/dok"), Code.BAD_PATH),
    "short digest": (lambda b: change(b / "manifest-sha256.txt", SHA, SHA[:-2]), Code.BAD_LINE),
    "no declaration": (lambda b: (b / "bagit.txt").unlink(), Code.NOT_A_BAG),
    "white space in the declaration": (
        lambda b: change(b / "bagit.txt", b"Version:", b"Version :"),
        Code.BAD_DECLARATION,
    ),
    "byte order mark": (lambda b: change(b / "bagit.txt", b"BagIt", b"\xef\xbb\xbfBagIt"), Code.BAD_DECLARATION),
    "unknown version": (lambda b: change(b / "bagit.txt", b"1.0", b"1.7"), Code.BAD_VERSION),
    "no payload": (lambda b: shutil.rmtree(b / "data"), Code.NO_PAYLOAD_FOLDER),
    "no manifest": (lambda b: [path.unlink() for path in b.glob("manifest-*")], Code.NO_MANIFEST),
    "link": (lambda b: (b / "data" / "link").symlink_to("/etc/passwd"), Code.NOT_A_FILE),
    "fetch": (lambda b: (b / "fetch.txt").write_text("http://x - data/x"), Code.NEEDS_FETCH),
    "strange algorithm": (lambda b: (b / "manifest-crc32.txt").write_text(""), Code.UNKNOWN_ALGORITHM),
    "not UTF-8": (lambda b: change(b / "manifest-sha256.txt", "ż".encode(), b"\xbf"), Code.BAD_ENCODING),
    "twice in a manifest": (
        lambda b: (b / "manifest-sha256.txt").write_bytes((b / "manifest-sha256.txt").read_bytes() * 2),
        Code.DUPLICATE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_is_found(bag, damage):
    act, code = DAMAGES[damage]
    act(bag)
    assert code in {problem.code for problem in check_bag(bag)}


def test_a_problem_tells_path_expected_and_found(bag):
    (bag / "data" / "wielki.bin").write_bytes(b"x" * 3_200_000)
    problems = check_bag(bag)
    assert {problem.path for problem in problems} == {"data/wielki.bin"}
    assert {problem.expected for problem in problems} >= {hashlib.sha256(PAYLOAD["wielki.bin"]).hexdigest()}


def test_bags_of_others_are_judged_rightly():
    assert check_bag(shared("corpus", "bags", "v1.0", "valid", "basicBag")) == []
    problems = check_bag(shared("corpus", "bags", "v0.97", "invalid", "corrupt-data-file"))
    assert [(problem.code, problem.path) for problem in problems] == [
        (Code.DIGEST_DIFFERS, "data/bare-filename"),
        (Code.OXUM_DIFFERS, "bag-info.txt"),
    ]
