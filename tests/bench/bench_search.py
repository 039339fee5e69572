"""Measure the embedded index: documents a second, size, and latency of each kind of query.

    python -m tests.bench.bench_search --docs 100000 [--json FILE] [--keep DIRECTORY]

The user has 20 of 400 guards; unless a line says otherwise, a search counts three facets and returns 20 hits
with ids. Times are wall milliseconds of one thread, warm, parsing of the query included.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

if not settings.configured:
    settings.configure(USE_I18N=False)

from search.analysis import fold
from search.index.base import Index
from search.index.tantivy import TantivyIndex
from search.query import parse
from search.snippets import snippet
from tests.bench.generate import GUARDS, documents

TODAY = date(2026, 8, 1)
FACETS = ["kind", "cls", "year"]


def draw(sample: list[Any], count: int) -> dict[str, list[str]]:
    """Return queries of each kind, their words taken from documents."""
    chance = random.Random(11)

    def words(number: int) -> list[str]:
        found = [word.strip(".") for word in chance.choice(sample).text.split()]
        return chance.sample([word for word in found if len(word) > 3 and word.isalpha()], number)

    def run(number: int) -> str:
        found = [word.strip(".") for word in chance.choice(sample).text.split()]
        at = chance.randrange(8, len(found) - number)
        return " ".join(found[at : at + number])

    def filtered() -> str:
        document = chance.choice(sample)
        return f"klasa:{document.cls[:2]} od:{document.year - 1} do:{document.year + 1}"

    makers: dict[str, Callable[[], str]] = {
        "one word": lambda: words(1)[0],
        "one frequent word": lambda: chance.choice(["sprawa", "uchwała", "wniosek", "urząd", "miasto", "decyzja"]),
        "three words": lambda: " ".join(words(3)),
        "three words without Polish letters": lambda: fold(" ".join(words(3))),
        "three words, any": lambda: " OR ".join(words(3)),
        "phrase, exact": lambda: f'"{run(2)}"',
        "phrase, any form": lambda: f'"{run(2)}"~1',
        "prefix": lambda: words(1)[0][: chance.randint(3, 5)] + "*",
        "case reference": lambda: chance.choice(sample).reference,
        "filters": filtered,
        "word and filters": lambda: f"{words(1)[0]} {filtered()}",
        "everything": lambda: "",
    }
    return {name: [make() for _ in range(count)] for name, make in makers.items()}


def percentiles(times: list[float]) -> dict[str, float]:
    """Return p50, p95 and p99 in milliseconds."""
    ordered = sorted(times)
    return {
        f"p{part}": round(1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 2) for part in (50, 95, 99)
    }


def measure(call: Callable[[str], Any], queries: list[str]) -> dict[str, float]:
    """Return the percentiles of a call over queries, after one unmeasured round over a tenth of them."""
    for query in queries[: len(queries) // 10]:
        call(query)
    times = []
    for query in queries:
        begun = time.perf_counter()
        call(query)
        times.append(time.perf_counter() - begun)
    return percentiles(times)


def build(index: Index, count: int, sample: list[Any]) -> dict[str, Any]:
    """Index `count` documents, keeping some for drawing queries; return the figures."""

    def passing() -> Any:
        for number, document in enumerate(documents(count)):
            if number % max(1, count // 1000) == 0:
                sample.append(document)
            yield document

    begun, used = time.perf_counter(), time.process_time()
    index.rebuild(passing())
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    begun = time.process_time()
    for _ in documents(min(count, 2000)):
        pass
    making = (time.process_time() - begun) / min(count, 2000) * count
    state = index.state()
    return {
        "documents": count,
        "wall_s": round(wall, 1),
        "documents_per_cpu_s": round(count / max(cpu - making, 0.001)),
        "documents_per_s": round(count / wall),
        "size_mib": round(state.bytes / 2**20, 1),
        "segments": state.segments,
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Build, measure, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="directory of an index to use again, made if missing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index = TantivyIndex(options.keep or scratch)
        sample: list[Any] = []
        if options.keep and index.is_current():
            sample = [one for n, one in enumerate(documents(options.docs)) if n % max(1, options.docs // 1000) == 0]
            figures: dict[str, Any] = {"documents": index.count()}
        else:
            figures = build(index, options.docs, sample)
        print(json.dumps(figures))
        figures |= {"machine": platform.machine(), "python": platform.python_version(), "queries": {}}
        guards = frozenset(random.Random(3).sample(range(GUARDS), 20))
        report(index, guards, sample, options.queries, figures["queries"])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def report(index: Index, guards: frozenset[int], sample: list[Any], count: int, figures: dict[str, Any]) -> None:
    """Print and keep the percentiles of every kind of query."""

    def search(text: str) -> None:
        index.search(parse(text, today=TODAY), guards=guards, facets=FACETS)

    def newest(text: str) -> None:
        index.search(parse(text, today=TODAY), guards=guards, facets=FACETS, sort="date")

    def plain(text: str) -> None:
        index.search(parse(text, today=TODAY), guards=guards)

    def snippets(text: str) -> None:
        query = parse(text, today=TODAY)
        for document in chosen[:20]:
            snippet(document.text, query)

    chosen = random.Random(5).sample(sample, 20)
    kinds = draw(sample, count)
    rounds: list[tuple[str, Callable[[str], None], list[str]]] = [
        *((name, search, queries) for name, queries in kinds.items()),
        ("one word, no facets", plain, kinds["one word"]),
        ("one word, newest first", newest, kinds["one word"]),
        ("suggestion", lambda text: index.suggest(text[:4], guards=guards) and None, kinds["one word"]),
        ("20 snippets", snippets, kinds["three words"]),
    ]
    for name, call, queries in rounds:
        figures[name] = measure(call, queries)
        print(f"{name:36}", *(f"{part} {value:8.2f}" for part, value in figures[name].items()), flush=True)


if __name__ == "__main__":
    main()
