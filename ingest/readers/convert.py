"""Rare and odd old documents through LibreOffice inside the box, where it is installed (WordPerfect, broken doc)."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.readers.text import decode
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

SECONDS = 90
MEMORY = 4 << 30
_FILTERS = {
    "sheet": ("csv", "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,-1"),
    "slides": ("pdf", "pdf"),
    "word": ("txt", "txt:Text (encoded):UTF8"),
}


def text(job: Job, reading: Reading) -> None:
    """Convert and take the text; without LibreOffice or on failure the reading says "not read"."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        reading.problem("convert.tool_missing", tool="LibreOffice")
        return
    suffix, wanted = _FILTERS[job.identity.group]
    out = job.scratch / "converted"
    out.mkdir()
    if not _run(program, wanted, job, out):
        reading.problem("convert.failed", tool="LibreOffice")
        return
    for path in sorted(out.glob(f"*.{suffix}")):
        reading.pages += _pages(path, suffix, job)
    if any(page.strip() for page in reading.pages):
        reading.method, reading.tools["libreoffice"] = "converted", Path(program).name


def _run(program: str, wanted: str, job: Job, out: Path) -> bool:
    """Run LibreOffice headless with a profile of its own; tells whether it made anything."""
    source = job.copy()
    order = [program, f"-env:UserInstallation=file://{job.scratch}/profile", "--headless", "--norestore"]
    order += ["--nolockcheck", "--nodefault", "--convert-to", wanted, "--outdir", str(out), str(source)]
    environment = dict(os.environ) | {"HOME": str(job.scratch), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        order, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, preexec_fn=_more_memory
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return any(out.iterdir())


def _more_memory() -> None:
    """Raise the soft limit: LibreOffice maps more address space than a reader may."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard >= MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def _pages(path: Path, suffix: str, job: Job) -> list[str]:
    if suffix == "pdf":
        from ingest.readers.pdfium import open_pdf

        document = open_pdf(path)
        try:
            return [page.get_textpage().get_text_bounded() for page in document][: job.limits.pages]
        finally:
            document.close()
    with path.open("rb") as file:
        return [decode(file.read(job.limits.text_chars), "utf-8").strip()]
