"""Names inside bags: safe everywhere, unique everywhere."""

import pytest

from retention.bag_names import MAX_NAME_BYTES, SafeNames, decode, encode, is_inside


@pytest.mark.parametrize(
    ("original", "safe"),
    [
        ("Pismo w sprawie żłobka.pdf", "Pismo w sprawie żłobka.pdf"),
        ("sprawy/ABC.1.2.2024/pismo.pdf", "sprawy/ABC.1.2.2024/pismo.pdf"),
        ("z\u0307o\u0301łw.txt", "żółw.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("/root/a.txt", "root/a.txt"),
        ("a\r\nb.txt", "a__b.txt"),
        ("100%.txt", "100_.txt"),
        ("C:\\Users\\x.doc", "C__Users_x.doc"),
        ('a<b>"c"|d?e*.txt', "a_b__c__d_e_.txt"),
        ("CON", "_CON"),
        ("aux.txt", "_aux.txt"),
        ("kończy się kropką. ", "kończy się kropką"),
        ("~root", "root"),
        ("", "_"),
        ("..", "_"),
        ("///", "_"),
        ("rtl\u202egpj.exe", "rtl_gpj.exe"),
        ("zły\udce9.txt", "zły_.txt"),
    ],
)
def test_safe_names(original, safe):
    assert SafeNames().give(original) == safe
    assert is_inside(f"data/{safe}")


def test_no_two_are_the_same_anywhere():
    names = SafeNames()
    given = [names.give(name) for name in ["a.txt", "a.txt", "A.TXT", "ż", "z\u0307", "Ż", "a?", "a*", "a.txt"]]
    assert given == ["a.txt", "a (2).txt", "A (3).TXT", "ż", "ż (2)", "Ż (3)", "a_", "a_ (2)", "a (4).txt"]


def test_a_name_is_not_both_file_and_folder():
    names = SafeNames()
    assert [names.give(name) for name in ["x/y", "x", "X", "x/z"]] == ["x/y", "x (2)", "X (3)", "x/z"]
    names = SafeNames()
    assert [names.give(name) for name in ["x", "x/y", "x/y", "X/z"]] == ["x", "x (2)/y", "x (2)/y (2)", "X (2)/z"]


def test_long_names_keep_their_suffix():
    names = SafeNames()
    first, second = names.give("ż" * 300 + ".pdf"), names.give("ż" * 300 + ".pdf")
    assert first.endswith("ż.pdf") and len(first.encode()) <= MAX_NAME_BYTES
    assert second != first and len(second.encode()) <= 255


@pytest.mark.parametrize("path", ["data/a", "data/a\rb\nc", "data/100%", "data/%0D", "data/%25", "data/%2525"])
def test_manifest_spelling_comes_back(path):
    written = encode(path)
    assert "\r" not in written and "\n" not in written
    assert decode(written) == path


def test_only_three_codes_are_decoded():
    assert decode("a%20b%0d%0A%25") == "a%20b\r\n%"


@pytest.mark.parametrize("path", ["/a", "a/../b", "..", "a//b", "./a", "a/.", "~a", "C:/a", "a\\b", "", "a/", "a\0"])
def test_paths_that_leave_the_bag(path):
    assert not is_inside(path)
