"""What is said on the pipe between the two sides of a move: one line of JSON each, some followed by raw bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext_noop as _

from dms import canonical
from dms.errors import Refused, Unavailable


class CutOff(Unavailable):
    """The other side has gone."""

    code = "move.cut_off"
    message = _("The receiving side broke off. What it said stands above; start the move again, it goes on from there.")


class Told(Refused):
    """The other side refused; its sentence is ours."""

    code = "move.told"
    message = _("The receiving side says: %(reason)s")


class Wire:
    """One end of the pipe."""

    def __init__(self, reading: BinaryIO, writing: BinaryIO) -> None:
        self.reading, self._writing = reading, writing

    def say(self, **said: Any) -> None:
        """Write one line. Raises CutOff."""
        try:
            self._writing.write(canonical.dumps(said) + b"\n")
            self._writing.flush()
        except OSError as problem:
            raise CutOff from problem

    def send(self, stream: BinaryIO, size: int) -> None:
        """Write exactly `size` bytes of a stream after a line. Raises CutOff, also when the stream is shorter."""
        left = size
        while left:
            piece = stream.read(min(left, 1 << 20))
            if not piece:
                raise CutOff
            try:
                self._writing.write(piece)
            except OSError as problem:
                raise CutOff from problem
            left -= len(piece)

    def hear(self) -> dict[str, Any]:
        """Read one line. Raises CutOff at the end of the pipe, Told where the line says an error."""
        line = self.reading.readline()
        if not line:
            raise CutOff
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            raise Told(reason=said["error"])
        return said

    def ask(self, what: str, **more: Any) -> dict[str, Any]:
        """Say something and return the answer."""
        self.say(ask=what, **more)
        return self.hear()

    def hear_all(self) -> Iterator[dict[str, Any]]:
        """Yield lines up to one that says `end`."""
        while not (said := self.hear()).get("end"):
            yield said
