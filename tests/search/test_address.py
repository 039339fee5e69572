"""AKTA_SEARCH: what is understood, and what is refused with a sentence that helps and holds no password."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from search.index.address import Address, parse
from search.index.chosen import open_index
from search.index.opensearch import OpenSearchIndex
from search.index.tantivy import TantivyIndex
from tests.tools import ROOT

UNDERSTOOD = [
    ("tantivy", None),
    ("opensearch://127.0.0.1", Address((("127.0.0.1", 9200),))),
    ("opensearch://os:9201/biuro", Address((("os", 9201),), "biuro")),
    ("opensearch://a:9200,b:9201,c/akta", Address((("a", 9200), ("b", 9201), ("c", 9200)))),
    ("opensearch://[::1]:9200/akta", Address((("::1", 9200),))),
    ("opensearchs://os/akta", Address((("os", 9200),), tls=True)),
    ("opensearch://os/akta?tls=yes", Address((("os", 9200),), tls=True)),
    ("opensearch://akta:p%40ss%2Fword@os/akta", Address((("os", 9200),), user="akta", password="p@ss/word")),
    ("opensearch://akta@os/akta", Address((("os", 9200),), user="akta", password="kept apart")),
    (f"opensearchs://os/akta?ca={__file__}", Address((("os", 9200),), tls=True, ca=__file__)),
]

REFUSED = [
    ("elastic", "must be tantivy or opensearch://"),
    ("", "must be tantivy or opensearch://"),
    ("http://os:9200", "must be tantivy or opensearch://"),
    ("opensearch://", "must be tantivy or opensearch://"),
    ("opensearch:///akta", "must be tantivy or opensearch://"),
    ("opensearch://os:99999/akta", "'os:99999' is no host:port"),
    ("opensearch://os,,b/akta", "'' is no host:port"),
    ("opensearch://os/Akta", "the prefix must be"),
    ("opensearch://os/a/b", "the prefix must be"),
    ("opensearch://os/-akta", "the prefix must be"),
    ("opensearch://os/akta?verify=no", "there is no option verify"),
    ("opensearch://os/akta?tls", "what follows ? is not understood"),
    ("opensearch://os/akta?tls=perhaps", "tls= must be yes or no"),
    ("opensearchs://os/akta?tls=no", "cannot have tls=no"),
    ("opensearch://os/akta?ca=/etc/passwd", "of use with TLS only"),
    ("opensearchs://os/akta?ca=/nowhere.pem", "there is no file /nowhere.pem"),
]


@pytest.mark.parametrize(("text", "means"), UNDERSTOOD)
def test_an_address_is_understood(text: str, means: Address | None) -> None:
    assert parse(text, "kept apart") == means


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_an_address_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        parse(text)


def test_a_user_needs_a_password_and_nothing_shows_it() -> None:
    with pytest.raises(ValueError, match="set OPENSEARCH_PASSWORD"):
        parse("opensearch://akta@os/akta")
    found = parse("opensearchs://akta:hidden@os:1,[::1]:2/akta")
    assert str(found) == "opensearchs://akta@os:1,[::1]:2/akta" and "hidden" not in repr(found)
    with pytest.raises(ValueError, match="no host") as refused:
        parse("opensearch://akta:hidden@os:0/akta")
    assert "hidden" not in str(refused.value)


def test_settings_refuse_a_wrong_address_at_start_and_read_the_password(tmp_path: Path) -> None:
    env = {**os.environ, "AKTA_HOME": str(tmp_path), "AKTA_SEARCH": "opensearch://akta@os/Akta"}
    line = [sys.executable, "-c", "import dms.settings as s; print(s.AKTA_SEARCH.password)"]
    done = subprocess.run(line, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "AKTA_SEARCH: the prefix must be" in done.stderr
    env |= {"AKTA_SEARCH": "opensearch://akta@os/akta", "OPENSEARCH_PASSWORD": "kept apart"}
    done = subprocess.run(line, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "kept apart\n"


def test_the_address_decides_which_index_is_opened(tmp_path: Path) -> None:
    assert isinstance(open_index(None, tmp_path), TantivyIndex)
    assert isinstance(open_index(Address((("os", 9200),)), tmp_path), OpenSearchIndex)
    assert not list(tmp_path.iterdir())


def test_an_office_with_the_embedded_index_does_not_load_the_client(tmp_path: Path) -> None:
    program = "import django, sys; django.setup(); from search import indexing; indexing.index()"
    env = {**os.environ, "AKTA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dms.settings"}
    line = [sys.executable, "-c", f"{program}; print('opensearchpy' in sys.modules)"]
    assert subprocess.run(line, env=env, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"
