"""The embedded index: tantivy in one directory beside the database.

tantivy wants one writer, and an `Index` kept open by two writing processes leaves files behind for ever. So
every write takes a file lock, opens the index afresh, commits, waits for merges and closes it. A process
never keeps a writer. Readers reload before each search, which costs a fraction of a millisecond.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import tantivy
from tantivy import Order

from search import analysis
from search.index.base import (
    ALL,
    MAX_HITS,
    Document,
    Everything,
    Guards,
    Index,
    IndexMissing,
    Results,
    Sort,
    State,
)
from search.index.generations import Generations, made_by
from search.index.ranking import scores
from search.index.tantivy_compile import Compiler, both, guarded
from search.index.tantivy_counts import Weights, count, count_of, facet_counts
from search.index.tantivy_schema import FORMAT, as_tantivy, identifiers, schema
from search.query.tree import Query

HEAP = 50_000_000
"""Bytes the writer buffers before it starts a new segment."""

_ATTEMPTS = 3


class TantivyIndex(Index):
    """The index under one directory. Objects are cheap and may be shared by threads."""

    def __init__(self, root: Path | str, *, wait: float = 10.0) -> None:
        """Take the directory and how many seconds a writer waits for another one."""
        self._generations = Generations(Path(root))
        self._wait = wait
        self._lock = threading.Lock()
        self._open: tuple[Path, tantivy.Index] | None = None

    # Writing

    def index(self, documents: Iterable[Document], deletes: Iterable[str] = ()) -> int:
        """See `Index.index`."""
        with self._generations.writing(self._wait):
            generation = self._generations.current()
            if generation is None:
                generation = self._create()
                self._generations.use(generation, _maker())
            elif made_by(generation).get("format") != FORMAT:
                raise IndexMissing
            return _write(generation, documents, deletes)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """See `Index.rebuild`."""
        with self._generations.writing(self._wait):
            self._generations.remove_unused()
            generation = self._create()
            written = _write(generation, documents, ())
            self._generations.use(generation, _maker())
            self._generations.remove_unused()
            return written

    def optimize(self) -> None:
        """See `Index.optimize`."""
        with self._generations.writing(self._wait):
            self._generations.remove_unused()
            if generation := self._generations.current():
                _write(generation, (), ())

    def _create(self) -> Path:
        generation = self._generations.new()
        tantivy.Index(schema(), str(generation))
        return generation

    # Reading

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
        """See `Index.search`."""
        offset, limit = max(offset, 0), max(limit, 0)
        if not isinstance(guards, Everything) and not guards:
            return Results(0, [], {name: [] for name in facets})
        index, searcher = self._searcher()
        limits = guarded(index.schema, guards)
        matching = both(Compiler(index.schema, limits=limits).compile(query.tree), limits)
        total, hits = _page(index.schema, searcher, query, matching, limits, offset, limit, sort)
        return Results(total, hits, facet_counts(searcher, matching, facets))

    def suggest(self, start: str, *, guards: Guards, limit: int = 10) -> list[str]:
        """See `Index.suggest`."""
        found = analysis.words(start)
        if len(found) != 1 or (not isinstance(guards, Everything) and not guards):
            return []
        index, searcher = self._searcher()
        # Without a filter the engine would count deleted documents too, until they are merged away.
        limits = guarded(index.schema, guards)
        terms = searcher.terms_with_prefix("suggest", analysis.fold(found[0]), limits, limit)
        return [term.partition("|")[2] for term, count in terms if count]

    def about(self) -> str:
        """See `Index.about`."""
        return f"tantivy {version('tantivy')}, {self._generations.root}"

    def ids(self) -> Iterator[str]:
        """See `Index.ids`."""
        _, searcher = self._searcher()
        if searcher.num_docs:
            found = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False)
            yield from identifiers(searcher, [address for _, address in found.hits])

    def count(self) -> int:
        """See `Index.count`."""
        return int(self._searcher()[1].num_docs)

    def is_current(self) -> bool:
        """See `Index.is_current`."""
        generation = self._generations.current()
        return (
            generation is not None and made_by(generation) == _maker() and tantivy.Index.is_compatible(str(generation))
        )

    def state(self) -> State:
        """See `Index.state`."""
        documents = self.count()
        generation = self._generations.current()
        if generation is None:
            raise IndexMissing
        segments = json.loads((generation / "meta.json").read_text(encoding="utf-8"))["segments"]
        known = {segment["segment_id"].replace("-", "") for segment in segments}
        files = [path for path in generation.iterdir() if path.is_file()]
        return State(
            documents,
            sum((segment.get("deletes") or {}).get("num_deleted_docs", 0) for segment in segments),
            len(segments),
            sum(path.stat().st_size for path in files),
            sum(path.name[:32] not in known for path in files if len(path.name.partition(".")[0]) == 32),
            self.is_current(),
        )

    def _searcher(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        """Return the index and a view of its last commit; tries again when a rebuild swaps it meanwhile."""
        for _ in range(_ATTEMPTS):
            generation = self._generations.current()
            if generation is None or made_by(generation).get("format") != FORMAT:
                if generation is None or generation == self._generations.current():
                    raise IndexMissing
                continue
            try:
                return self._reader(generation)
            except (ValueError, OSError):
                with self._lock:
                    self._open = None
        raise IndexMissing

    def _reader(self, generation: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
        with self._lock:
            if self._open is None or self._open[0] != generation:
                opened = tantivy.Index.open(str(generation))
                opened.config_reader("manual")  # no watching thread; reloaded right here
                self._open = (generation, opened)
            index = self._open[1]
            index.reload()
            return index, index.searcher()


def _page(
    fields: tantivy.Schema,
    searcher: tantivy.Searcher,
    query: Query,
    matching: tantivy.Query,
    limits: tantivy.Query,
    offset: int,
    limit: int,
    sort: Sort,
) -> tuple[int, list[tuple[str, float]]]:
    """Return the total and one page of (id, score); scores are 0 where the order is by date."""
    limit = min(limit, MAX_HITS - offset)
    if limit <= 0:
        return count(searcher, matching), []
    if sort == "relevance" and scores(query.tree):
        weights = Weights(fields, searcher, limits, query)
        scoring = both(Compiler(fields, weights, limits).compile(query.tree), limits)
        found = searcher.search(scoring, limit, offset=offset, weight_by_field="recency")
        values = [float(score) for score, _ in found.hits]
    else:
        oldest = sort == "date_asc"
        found = searcher.search(
            matching,
            limit,
            offset=offset,
            order_by_field="oldest" if oldest else "newest",
            order=Order.Asc if oldest else Order.Desc,
        )
        values = [0.0] * len(found.hits)
    ids = identifiers(searcher, [address for _, address in found.hits])
    return count_of(found), list(zip(ids, values, strict=True))


def _maker() -> dict[str, str]:
    return {"format": FORMAT, "analysis": analysis.version()}


def _write(generation: Path, documents: Iterable[Document], deletes: Iterable[str]) -> int:
    """Write to a freshly opened index, durably; call it while holding the lock."""
    try:
        opened = tantivy.Index.open(str(generation))
    except ValueError as problem:
        raise IndexMissing from problem
    writer = opened.writer(HEAP, 1)
    try:
        written = _fill(writer, documents, deletes)
        writer.commit()
        writer.garbage_collect_files()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()  # lets merges end and gives the engine's own lock back
    return written


def _fill(writer: tantivy.IndexWriter, documents: Iterable[Document], deletes: Iterable[str]) -> int:
    written = 0
    for identifier in deletes:
        writer.delete_documents_by_term("id", identifier)
    for document in documents:
        writer.delete_documents_by_term("id", document.id)
        writer.add_document(as_tantivy(document))
        written += 1
    return written


__all__ = ["ALL", "HEAP", "TantivyIndex"]
