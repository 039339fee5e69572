"""The contract of a search index: what goes in, what comes out, and who may see it.

Documents carry the number of their guard, a set of rights kept in the database. A search names the guards of
the user; they are part of the query inside the engine, so hits, totals, facets, suggestions and scores come
from the user's documents only. Revoking a right changes the user's guards and no document.

Texts are not kept in the index: it holds terms, and is always rebuildable from the database.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Literal

from django.utils.translation import gettext_noop as _

from dms.errors import Unavailable
from search.query.tree import Query

MAX_HITS = 10_000
"""Deepest hit that can be paged to (offset + limit); totals and facets count all."""

FACETS = ("kind", "cls", "category", "year", "unit")
"""Fields that can be counted. Values are as given in the documents; years are decimal text."""


class Everything(Enum):
    """The type of `ALL`, which stands for no restriction; only the system itself asks so."""

    ALL = "all"


ALL = Everything.ALL
Guards = frozenset[int] | Everything
Sort = Literal["relevance", "date", "date_asc"]


class IndexBusy(Unavailable):
    """Another process is writing to the index; the changes wait and will be written later."""

    code = "search.busy"
    message = _("The search index is being written by another process. The change will be indexed shortly.")


class IndexMissing(Unavailable):
    """There is no index yet, or it cannot be read by this version."""

    code = "search.missing"
    message = _("The search index has to be built first. Ask the administrator.")


class IndexUnreachable(Unavailable):
    """The server of the index does not answer, or does not let us in; `about()` tells the administrator why."""

    code = "search.unreachable"
    message = _("The search server does not answer. Nothing was lost; try again in a moment.")


@dataclass(frozen=True)
class Document:
    """One document as it is indexed. `id` is a UUID; `date` a day in Warsaw; `case` the id of its case."""

    id: str
    kind: str
    guard: int
    title: str = ""
    text: str = ""
    reference: str = ""
    cls: str = ""
    category: str = ""
    year: int | None = None
    date: date | None = None
    unit: str = ""
    sender: str = ""
    case: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """What a search found: exact number of hits, one page of (id, score), counts of facet values."""

    total: int = 0
    hits: list[tuple[str, float]] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """How the index is: for `doctor` and the administrator's page. `orphans` are files nothing refers to."""

    documents: int
    deleted: int
    segments: int
    bytes: int
    orphans: int
    is_current: bool


class Index(ABC):
    """A search index. Writing from several processes is safe; each search sees the last committed state."""

    @abstractmethod
    def index(self, documents: Iterable[Document], deletes: Iterable[str] = ()) -> int:
        """Add or replace documents and delete ids, durably at return; return how many were written.

        Raises `IndexBusy` when another process writes for longer than this one waits.
        """

    @abstractmethod
    def search(
        self,
        query: Query,
        *,
        guards: Guards,
        offset: int = 0,
        limit: int = 20,
        sort: Sort = "relevance",
        facets: Sequence[str] = (),
    ) -> Results:
        """Return one page of hits, the total and facets, all within the guards; no guards, no hits.

        Facet values come most frequent first, then in the order of the values. Undated documents are last
        in both orders by date. Raises `IndexMissing`.
        """

    @abstractmethod
    def suggest(self, start: str, *, guards: Guards, limit: int = 10) -> list[str]:
        """Return words of titles that begin so (folded), most frequent first, within the guards."""

    @abstractmethod
    def about(self) -> str:
        """Return what holds the index and where, for the administrator. Raises `IndexUnreachable` with the reason."""

    @abstractmethod
    def ids(self) -> Iterator[str]:
        """Yield the id of every document, in no order."""

    @abstractmethod
    def count(self) -> int:
        """Return the number of documents."""

    @abstractmethod
    def is_current(self) -> bool:
        """Say whether the index exists and was made by this format and analysis; otherwise rebuild it."""

    @abstractmethod
    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the old one, which keeps answering, and swap them; return how many.

        Changes to documents during the build must be indexed again afterwards. Raises `IndexBusy`.
        """

    @abstractmethod
    def optimize(self) -> None:
        """Collect what earlier writes left over. Terms of deleted documents go at a merge or rebuild."""

    @abstractmethod
    def state(self) -> State:
        """Return counts and sizes. Raises `IndexMissing`."""
