"""Measure the embedded index and an OpenSearch side by side: the same documents, the same questions, the same machine.

    python -m tests.bench.bench_engines --docs 100000 [--opensearch opensearch://127.0.0.1:9200/bench] [--json FILE]

Without an address a server of one node is started on loopback and ended. The user has 20 of 400 guards; a search counts
three facets and returns 20 hits. Times are wall milliseconds of one thread, warm; a ratio above 1 is what the server
costs more.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings

if not settings.configured:
    settings.configure(USE_I18N=False)

from search.index.address import Address, parse
from search.index.base import Index
from search.index.opensearch import OpenSearchIndex
from search.index.tantivy import TantivyIndex
from tests.bench.bench_search import build, report
from tests.bench.generate import GUARDS

PARTS = ("p50", "p95", "p99")
HEAP = "2g"


@contextmanager
def server(text: str) -> Iterator[Address]:
    """Yield the address given, or that of a server started for this run."""
    if text:
        found = parse(text, os.environ.get("OPENSEARCH_PASSWORD", ""))
        assert found is not None, "an address is needed"
        yield found
        return
    from tests.services import free_ports, started

    port = free_ports(2)
    with started("opensearch", OPENSEARCH_PORT=port, OPENSEARCH_TRANSPORT_PORT=port + 1, OPENSEARCH_HEAP=HEAP):
        yield Address((("127.0.0.1", port),), "bench")


def measured(name: str, index: Index, docs: int, queries: int) -> dict[str, Any]:
    """Build an index and ask; return the figures."""
    print(f"--- {name}", flush=True)
    sample: list[Any] = []
    figures = build(index, docs, sample)
    print(json.dumps(figures), flush=True)
    guards = frozenset(random.Random(3).sample(range(GUARDS), 20))
    with redirect_stdout(StringIO()):  # a server compiles its code while it works: a round of other questions first
        report(index, guards, sample[::-1], queries, {})
    report(index, guards, sample, queries, figures.setdefault("queries", {}))
    return figures


def compare(embedded: dict[str, Any], cluster: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each kind of question: both, and what the server costs more."""
    yield f"{'ms: embedded / OpenSearch (ratio)':38}" + "".join(f"{part:>26}" for part in PARTS)
    for kind, times in embedded["queries"].items():
        other = cluster["queries"][kind]
        pairs = ((times[part], other[part]) for part in PARTS)
        cells = (f"{one:8.2f} / {two:8.2f} ({two / max(one, 0.01):3.1f})" for one, two in pairs)
        yield f"{kind:38}" + "".join(f"{cell:>26}" for cell in cells)


def main() -> None:
    """Build both, measure both, print them beside one another."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_engines", description=__doc__)
    parser.add_argument("--docs", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--opensearch", default="", metavar="ADDRESS")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        embedded = measured("embedded", TantivyIndex(scratch), options.docs, options.queries)
    with server(options.opensearch) as address:
        index = OpenSearchIndex(address)
        print(index.about())
        try:
            cluster = measured("OpenSearch", index, options.docs, options.queries)
        finally:
            index._versions.remove(list(index._versions.all()))
    print("\n".join(compare(embedded, cluster)))
    if options.json:
        data = {"embedded": embedded, "opensearch": cluster}
        options.json.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
