"""All benchmarks, one process each.

    python -m tests.bench [--only intake,search,archive,memory] [--quick] [--json FILE]

Prints one table of figures with their targets and writes it with the facts of the machine. Figures of wall time
hold for an otherwise idle machine; look at CPU seconds and ratios where others work on it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, from_data, machine, table

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("intake", "search", "archive", "memory")
SEARCH_P95_MS = 100


def part(name: str, quick: bool, folder: Path) -> list[Figure]:
    """Run one part in a process of its own and return its figures. Raises CalledProcessError when it fails."""
    answer = folder / f"{name}.json"
    options = ["--json", str(answer)]
    if name == "search":
        options += ["--docs", "2000" if quick else "100000", "--queries", "40" if quick else "200"]
    elif quick:
        options.append("--quick")
    line = [sys.executable, "-m", f"tests.bench.bench_{name}", *options]
    subprocess.run(line, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    data = json.loads(answer.read_text(encoding="utf-8"))
    return of_search(data) if name == "search" else from_data(data)


def of_search(data: dict[str, Any]) -> list[Figure]:
    """Return the figures of the search benchmark in the common form."""
    count = data["documents"]
    found = [
        Figure("search", f"{count} documents: indexed", data["documents_per_cpu_s"], "/CPU s"),
        Figure("search", f"{count} documents: size of the index", data["size_mib"], "MiB"),
        Figure("search", f"{count} documents: peak memory of the build", data["peak_memory_mib"], "MiB"),
    ]
    for kind, times in data["queries"].items():
        found.append(Figure("search", f"{kind}: p95", times["p95"], "ms", SEARCH_P95_MS))
    return found


def main() -> int:
    """Measure, print, write; the exit code is 0 unless something broke (a missed target breaks nothing)."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, by commas (default: {','.join(PARTS)})")
    parser.add_argument("--quick", action="store_true", help="few files: whether it works, not how fast it is")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    wanted = options.only.split(",")
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as scratch:
        facts = machine(Path(scratch))
        for name in wanted:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            figures += part(name, options.quick, Path(scratch))
    facts |= {"load_after": [round(load, 2) for load in os.getloadavg()], "at": datetime.now(UTC).isoformat()}
    print(table(figures))
    print("\n" + ", ".join(f"{name} {value}" for name, value in facts.items()))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        data = {"machine": facts, "quick": options.quick, "figures": [figure.as_data() for figure in figures]}
        options.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
