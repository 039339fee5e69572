"""A helper with readers planted to misbehave, chosen by the file's name; the rest reads as usual."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from ingest.box import helper
from ingest.box.job import Job
from ingest.reading import Reading


def _misbehave(job: Job, reading: Reading) -> None:
    reading.fact("seen", job.name)
    if job.name == "crash.txt":
        job.checkpoint()
        os.kill(os.getpid(), signal.SIGSEGV)
    if job.name == "loop.txt":
        while True:
            pass
    if job.name == "sleep.txt":
        signal.pause()
    if job.name == "greedy.txt":
        reading.pages = [bytes(2 << 30).decode()]
    if job.name == "raise.txt":
        raise LookupError("surprise")
    if job.name == "progress.txt":
        job.progress(1, 2)
    if job.name == "escape.txt":
        (job.scratch / "link.txt").symlink_to("/etc/hostname")
        reading.thumbnail = "link.txt"


def _reader_for(_identity: Any) -> Any:
    return _misbehave


if __name__ == "__main__":
    helper.reader_for = _reader_for
    sys.exit(helper.main(sys.argv[1]))
