"""A classification scheme (jednolity rzeczowy wykaz akt, JRWA) read from a CSV file and checked.

Columns: `symbol,title,category_parent` and, where wanted, `category_other,note,trigger`; UTF-8 (with or
without a mark) or Windows-1250, separated by commas or semicolons, as spreadsheets save them. All problems
are collected before anything is said.

Rules: regulation of the Minister of Culture of 20.10.2015 (Dz.U. 2019 poz. 246) §3: decimal symbols of 1 to
10 digits, a child is its parent and one digit, at least two classes on a level, only final classes carry a
category.
"""

from __future__ import annotations

import csv
import enum
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_noop as _

from dms.errors import Invalid, sentence
from dms.records import category

REQUIRED = ("symbol", "title", "category_parent")
OPTIONAL = ("category_other", "note", "trigger")

_SYMBOL = re.compile(r"[0-9]{1,10}")
_SPECIAL = re.compile(r"B\s*\*", re.IGNORECASE)


class BadSchemeFile(Invalid):
    """The file cannot be read as a table with the needed columns."""

    code = "scheme.bad_file"
    message = _("The file is not a classification scheme: it needs the columns symbol, title and category_parent.")


class Code(enum.StrEnum):
    """What can be wrong with a scheme."""

    BAD_SYMBOL = "bad_symbol"
    NO_TITLE = "no_title"
    DUPLICATE = "duplicate"
    ORPHAN = "orphan"
    BAD_CATEGORY = "bad_category"
    CATEGORY_ON_PARENT = "category_on_parent"
    FINAL_WITHOUT_CATEGORY = "final_without_category"
    SPECIAL_PERIOD = "special_period"
    ONLY_CHILD = "only_child"


MESSAGES = {
    Code.BAD_SYMBOL: _("“%(symbol)s” is not a symbol: it has 1 to 10 digits and nothing else."),
    Code.NO_TITLE: _("Class %(symbol)s has no title."),
    Code.DUPLICATE: _("Class %(symbol)s stands in the file more than once."),
    Code.ORPHAN: _("Class %(symbol)s has no parent class %(parent)s in the file."),
    Code.BAD_CATEGORY: _("Class %(symbol)s: “%(value)s” is not an archival category."),
    Code.CATEGORY_ON_PARENT: _("Class %(symbol)s is divided further, so it cannot carry the category %(value)s."),
    Code.FINAL_WITHOUT_CATEGORY: _("Class %(symbol)s is final but has no category: no case can be founded in it."),
    Code.SPECIAL_PERIOD: _("Class %(symbol)s is read as B*: another law sets the period, entered case by case."),
    Code.ONLY_CHILD: _("Class %(symbol)s is divided into one class only."),
}
"""One English msgid per finding."""

_WARNINGS = {Code.FINAL_WITHOUT_CATEGORY, Code.SPECIAL_PERIOD, Code.ONLY_CHILD}


@dataclass(frozen=True)
class Row:
    """One class; `line` is where its row begins in the file (the header is 1).

    Categories are spelled as `dms.records.category` spells them, where they can be read at all. `trigger`
    names the event from which the period counts, where it is not the closing of the case.
    """

    line: int
    symbol: str
    title: str
    category_parent: str = ""
    category_other: str = ""
    note: str = ""
    trigger: str = ""
    final: bool = False

    @property
    def parent(self) -> str:
        """Return the symbol of the parent class, "" for a main class."""
        return self.symbol[:-1]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the archivist must see: `MESSAGES[code]` filled with `params` is its sentence."""

    code: Code
    line: int
    params: dict[str, str]

    @property
    def is_error(self) -> bool:
        """Tell whether it forbids the import; the rest are warnings for the archivist to look at."""
        return self.code not in _WARNINGS

    def __str__(self) -> str:
        """Return the sentence in the reader's language."""
        return sentence(MESSAGES[self.code], self.params)

    def as_data(self) -> dict[str, Any]:
        """Return what is stored with the imported version."""
        return {"code": str(self.code), "line": self.line, "params": self.params, "error": self.is_error}


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: the classes in the order of the file, and everything found wrong with them."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def finals(self) -> tuple[Row, ...]:
        """Return the final classes: those in which cases may be founded."""
        return tuple(row for row in self.rows if row.final)

    @property
    def depth(self) -> int:
        """Return the number of levels."""
        return max((len(row.symbol) for row in self.rows), default=0)

    @property
    def importable(self) -> bool:
        """Tell whether there is something to import and no error in it."""
        return bool(self.rows) and not any(finding.is_error for finding in self.findings)


def parse(data: bytes) -> Table:
    """Return the scheme in the bytes of a CSV file, and what was found in it; raises BadSchemeFile."""
    rows = list(_rows(_text(data)))
    known = {row.symbol for row in rows}
    divided = {symbol[:-1] for symbol in known if len(symbol) > 1 and _SYMBOL.fullmatch(symbol)}
    rows = [replace(row, final=row.symbol not in divided) for row in rows]
    findings = [*_tree_findings(rows, known)]
    checked = []
    for row in rows:
        row, found = _categories(row)
        checked.append(row)
        findings.extend(found)
    return Table(tuple(checked), tuple(sorted(findings, key=lambda finding: finding.line)))


def _text(data: bytes) -> str:
    """Return the text; what is not UTF-8 is taken as Windows-1250, the encoding of Polish spreadsheets."""
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadSchemeFile()


def _rows(text: str) -> Iterator[Row]:
    header = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if len(set(names)) != len(names) or not set(REQUIRED) <= set(names):
            raise BadSchemeFile()
        line = reader.line_num + 1
        for cells in reader:
            values = {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=False)}
            if any(values.values()):
                texts: dict[str, Any] = {name: values.get(name, "") for name in (*REQUIRED, *OPTIONAL)}
                yield Row(line, **texts)
            line = reader.line_num + 1
    except csv.Error:
        raise BadSchemeFile() from None


def _tree_findings(rows: list[Row], known: set[str]) -> Iterator[Finding]:
    """Yield what is wrong with symbols, titles and the tree."""
    children = Counter(symbol[:-1] for symbol in known if len(symbol) > 1 and _SYMBOL.fullmatch(symbol))
    seen: set[str] = set()
    for row in rows:
        params = {"symbol": row.symbol, "parent": row.parent}
        if not _SYMBOL.fullmatch(row.symbol):
            yield Finding(Code.BAD_SYMBOL, row.line, params)
            continue
        if row.symbol in seen:
            yield Finding(Code.DUPLICATE, row.line, params)
            continue
        seen.add(row.symbol)
        if not row.title:
            yield Finding(Code.NO_TITLE, row.line, params)
        if row.parent and row.parent not in known:
            yield Finding(Code.ORPHAN, row.line, params)
        if children[row.symbol] == 1:
            yield Finding(Code.ONLY_CHILD, row.line, params)


def _categories(row: Row) -> tuple[Row, list[Finding]]:
    """Return the row with its categories normalised, and what is wrong with them."""
    findings = []
    spelled: dict[str, str] = {}
    for column in ("category_parent", "category_other"):
        value = getattr(row, column)
        try:
            spelled[column] = str(category.parse(value)) if value else ""
        except category.BadCategory:
            spelled[column] = value
            findings.append(Finding(Code.BAD_CATEGORY, row.line, {"symbol": row.symbol, "value": value}))
    parent, other = spelled["category_parent"], spelled["category_other"]
    if row.final and not parent:
        special = _SPECIAL.match(row.note)
        parent = str(category.Kind.B_STAR) if special else ""
        code = Code.SPECIAL_PERIOD if special else Code.FINAL_WITHOUT_CATEGORY
        findings.append(Finding(code, row.line, {"symbol": row.symbol}))
    if not row.final and (parent or other):
        params = {"symbol": row.symbol, "value": parent or other}
        findings.append(Finding(Code.CATEGORY_ON_PARENT, row.line, params))
    return replace(row, category_parent=parent, category_other=other), findings
