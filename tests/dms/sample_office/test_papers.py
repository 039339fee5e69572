"""The lists of the sample office agree with each other, with its files and with the scheme."""

import datetime as dt
from pathlib import Path

import pypdfium2
import pytest

from dms.access.models import Role
from dms.records import scheme_csv
from dms.records.models import Relation
from dms.sample_office import build
from dms.sample_office.cases import CASES
from dms.sample_office.meetings import MEETINGS, all_meetings
from dms.sample_office.papers import PAPERS
from dms.sample_office.people import ACCOUNTS, PERSONS, UNITS

FILES = {path.name: path for path in build.FILES.iterdir()}
UNREADABLE = {"umowa-poufna-zaszyfrowana.pdf", "zalacznik-uszkodzony.pdf"}


def test_every_file_has_one_paper_and_the_other_way_round():
    assert sorted(paper.file for paper in PAPERS) == sorted(FILES)


def test_the_files_are_few_and_small():
    assert 30 <= len(FILES) <= 45
    assert sum(path.stat().st_size for path in FILES.values()) <= 3_000_000


def test_every_kind_of_file_is_there():
    endings = {Path(name).suffix for name in FILES}
    assert endings >= {".pdf", ".docx", ".odt", ".txt", ".csv", ".eml", ".jpg", ".mp4", ".m4a"}


def test_classes_are_final_and_carry_a_category():
    rows = {row.symbol: row for row in scheme_csv.parse(build.SCHEME.read_bytes()).rows}
    for symbol in {case.symbol for case in CASES} | {paper.symbol for paper in PAPERS if paper.symbol}:
        assert rows[symbol].final and rows[symbol].category_parent, symbol


def test_papers_and_meetings_name_what_exists():
    keys = {case.key for case in CASES}
    assert {paper.case for paper in PAPERS if paper.case} == keys, "a case without papers, or a paper without its case"
    for paper in PAPERS:
        assert not (paper.case and paper.symbol), f"{paper.file} has two homes"
        for type_, target in paper.links:
            assert type_ in Relation.Type.values and target in FILES and target != paper.file
    for meeting in MEETINGS:
        assert set(meeting.cases) <= keys and set(meeting.files) <= set(FILES)


def test_case_days_are_in_order():
    for case in CASES:
        assert not case.closed or case.opened <= case.closed
    opened = [case.opened for case in CASES]
    assert opened == sorted(opened), "numbers follow the order of founding"


def test_every_role_has_an_account_and_every_account_a_unit_that_exists():
    assert {account.role for account in ACCOUNTS} == set(Role)
    assert {account.unit for account in ACCOUNTS if account.unit} <= set(UNITS)
    assert len({account.username for account in ACCOUNTS}) == len(ACCOUNTS)
    handlers = {case.handler: case.unit for case in CASES}
    for account in ACCOUNTS:
        assert account.unit in {None, handlers.get(account.username, account.unit)}


def test_meetings_cover_two_months_and_some_are_private():
    names = {known.name for known in PERSONS if known.details.get("principal")}
    for day in (dt.date(2026, 11, 23), dt.date(2027, 1, 31), dt.date(2028, 2, 29)):
        found = list(all_meetings(day))
        months = {(start.year, start.month) for _meeting, start, _end in found}
        assert (day.year, day.month) in months and len(months) >= 2
        assert all(start < end and start.tzinfo for _meeting, start, end in found)
        assert {meeting.who for meeting, _start, _end in found} == names
    assert sum(meeting.private for meeting in MEETINGS) >= 2


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".pdf") and name not in UNREADABLE))
def test_a_pdf_says_that_it_is_a_sample_or_is_a_scan(name):
    document = pypdfium2.PdfDocument(FILES[name])
    text = document[0].get_textpage().get_text_range()
    assert ("Próbka – dane wymyślone" in text) is ("skan" not in name)


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_an_unreadable_pdf_is_unreadable(name):
    try:
        count = len(pypdfium2.PdfDocument(FILES[name]))
    except pypdfium2.PdfiumError:
        count = 0
    assert count == 0


def test_texts_are_in_the_encodings_they_show():
    windows = FILES["notatka-dyzur-prezydenta.txt"].read_bytes()
    with pytest.raises(UnicodeDecodeError):
        windows.decode()
    assert "Dyżur prezydenta dla mieszkańców" in windows.decode("cp1250")
    assert "Osiedla Nadrzecze" in FILES["notatka-rozmowa-termin-spotkania.txt"].read_text("utf-8")
