"""The worker's side of the box: start the helper, hand it files, take readings, survive its end."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.box import protocol, scratch
from ingest.box.limits import Limits, limits_for
from ingest.box.sandbox import Sandbox, command, environment, sandbox
from ingest.identify import identify
from ingest.mediatypes import UNKNOWN, Identity
from ingest.reading import Part, Problem, Reading

FILES_PER_HELPER = 200
TIRED_BYTES = 400 << 20
Progress = Callable[[int, int], None]


class Box:
    """One helper process, started when first needed (so after a worker's fork) and replaced when worn out.

    Not for use by two threads at once. Close it, or use it as a context manager: its folder goes with it.
    """

    def __init__(
        self, *, walls: Sandbox | None = None, files: int = FILES_PER_HELPER, helper: str = "ingest.box.helper"
    ) -> None:
        self._walls, self._files, self._helper = walls, files, helper
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._folder: Path | None = None
        self._used = self._jobs = 0
        self._owner = os.getpid()

    def __enter__(self) -> Box:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Return the process id of the running helper (of bubblewrap, where that is used)."""
        return self._process.pid if self._process else None

    def read(
        self,
        path: Path,
        identity: Identity,
        *,
        name: str = "",
        ocr: bool = False,
        thumbnail: bool = True,
        limits: Limits | None = None,
        progress: Progress | None = None,
    ) -> Reading:
        """Read a file in the box; trouble with the file becomes a problem of the reading and is never raised.

        `name` is the sender's file name. `progress(done, total)` is called after each recognised page. The
        reading's `scratch` folder holds parts and thumbnail until `release()` or `close()`. Raises OSError
        only when the file cannot be opened or the helper cannot be started at all.
        """
        wanted = {"what": "read", "name": name or path.name, "ocr": ocr, "thumbnail": thumbnail}
        return self._run(
            path, identity, wanted, limits or limits_for(identity, size=path.stat().st_size, ocr=ocr), progress
        )

    def render(
        self,
        path: Path,
        identity: Identity,
        *,
        page: int,
        width: int,
        form: str,
        limits: Limits | None = None,
    ) -> Reading:
        """Make one picture of a page or image; see `ingest.renditions`, which is the way to call this."""
        wanted = {"what": "render", "name": path.name, "page": page, "width": width, "form": form}
        return self._run(path, identity, wanted, limits or limits_for(identity, size=path.stat().st_size), None)

    def release(self, reading: Reading) -> None:
        """Remove the reading's scratch folder once its parts are taken."""
        if reading.scratch is not None:
            shutil.rmtree(reading.scratch, ignore_errors=True)

    def close(self) -> None:
        """Stop the helper and remove everything it wrote."""
        self._stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _run(
        self,
        path: Path,
        identity: Identity,
        wanted: dict[str, Any],
        limits: Limits,
        progress: Progress | None,
    ) -> Reading:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            self._start()
            self._jobs += 1
            job = f"{self._jobs:06d}"
            request = wanted | {"job": job, "limits": limits.as_data()}
            request["identity"] = {"media_type": identity.media_type, "label": "", "group": identity.group}
            return self._converse(request, descriptor, limits, progress)
        finally:
            os.close(descriptor)

    def _converse(self, request: dict[str, Any], descriptor: int, limits: Limits, progress: Progress | None) -> Reading:
        """Send the job and follow its frames until it is done, dies or runs out of time."""
        assert self._link
        until, latest = time.monotonic() + limits.wall_seconds, Reading()
        try:
            self._link.settimeout(30)
            protocol.send(self._link, request, descriptor)
            while True:
                self._link.settimeout(max(0.01, until - time.monotonic()))
                answer, _none = protocol.receive(self._link)
                if "progress" in answer:
                    if progress:
                        progress(int(answer["progress"][0]), int(answer["progress"][1]))
                    continue
                latest = Reading.from_data(answer["reading"])
                if answer.get("done"):
                    if int(answer.get("peak", 0)) > TIRED_BYTES:
                        self._used = self._files
                    break
        except TimeoutError:
            self._stop()
            latest.problems.append(Problem("reader.timeout", {"seconds": limits.wall_seconds}))
        except (protocol.WireBroken, OSError, KeyError, TypeError, ValueError):
            latest.problems.append(self._post_mortem(limits))
        except BaseException:
            self._stop()  # cut short from outside: a late answer must not meet the next file
            raise
        else:
            self._used += 1
        return self._take(latest, request["job"])

    def _post_mortem(self, limits: Limits) -> Problem:
        """Say why the helper died: its CPU time was used up, or it crashed (want of memory included)."""
        code = None
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._process.wait(timeout=5)
        self._stop()
        died = -code if code is not None and code < 0 else (code or 0) - 128
        if died == signal.SIGXCPU:
            return Problem("reader.timeout", {"seconds": limits.cpu_seconds})
        return Problem("reader.crashed", {"signal": died if died > 0 else 0})

    def _take(self, reading: Reading, job: str) -> Reading:
        """Move the job's folder out of the helper's reach and keep only what it honestly names."""
        assert self._folder
        inside, outside = self._folder / "box" / job, self._folder / "done" / job
        if inside.is_dir() and not inside.is_symlink():
            inside.rename(outside)
        else:
            outside.mkdir()
        reading.scratch = outside
        reading.parts = [_known(part, outside) for part in reading.parts if _is_plain_file(outside, part.path)]
        if reading.thumbnail and not _is_plain_file(outside, reading.thumbnail):
            reading.thumbnail = ""
        return reading

    def _start(self) -> None:
        if self._owner != os.getpid():  # forked: helper and folder are the other process's
            self._process = self._link = self._folder = None
            self._owner = os.getpid()
        if self._process and self._process.poll() is None and self._used < self._files:
            return
        self._stop()
        if self._folder is None:
            scratch.sweep()
            self._folder = scratch.make()
            (self._folder / "done").mkdir()
        inside = self._folder / "box"
        shutil.rmtree(inside, ignore_errors=True)
        inside.mkdir()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                command(self._walls or sandbox(), inside, self._helper),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(str(inside)),
                cwd=inside,
                start_new_session=True,
            )
        self._link, self._used = ours, 0

    def _stop(self) -> None:
        if self._link:
            self._link.close()
            self._link = None
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


def _known(part: Part, folder: Path) -> Part:
    """Return the part with its type by content; the sender's word stands only where content shows mere text."""
    found = identify(folder / part.path, part.name).media_type
    vague = found == UNKNOWN or (found == "text/plain" and part.media_type.startswith(("text/", "message/")))
    return part if vague else replace(part, media_type=found)


def _is_plain_file(folder: Path, relative: str) -> bool:
    """Tell whether the name is a simple one inside the folder and leads to a regular file, not to a link."""
    if not relative or "/" in relative or relative in {".", ".."}:
        return False
    try:
        return stat.S_ISREG((folder / relative).lstat().st_mode)
    except OSError:
        return False
