"""The command line inside the test's own process: quick, and with the same parsing, output and exit codes."""

from __future__ import annotations

import contextlib
import io
import json
import signal
from dataclasses import dataclass
from typing import Any

from dms import cli


@dataclass
class Answer:
    """What a command said and with which code it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """Return the one JSON object on standard output; fails when there is more or less than that."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def akta(*argv: str) -> Answer:
    """Run one command of `akta`."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    pipes = signal.getsignal(signal.SIGPIPE)  # a command ends quietly on a closed pipe; the tests should not
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.run(["akta", *argv])
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            signal.signal(signal.SIGPIPE, pipes)
    return Answer(code, out.getvalue(), err.getvalue())
