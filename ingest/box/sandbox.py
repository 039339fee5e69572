"""Which walls this machine can put round the helper: bubblewrap where it works, resource limits always.

bubblewrap is missing on macOS and refused in a default Docker container (seccomp blocks `unshare`); there the
helper runs as a plain process with limits and an empty environment, and the deployment gives the container no
network. `akta doctor` shows what `sandbox()` found.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/libreoffice",
    "/etc/localtime",
    "/etc/passwd",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
)


@dataclass(frozen=True)
class Sandbox:
    """What was found: `kind` is "bwrap" or "limits"; `reason` says why not bwrap."""

    kind: str
    program: str = ""
    reason: str = ""

    @property
    def network_cut(self) -> bool:
        """Tell whether the helper has no network by its own walls (not by those of a container)."""
        return self.kind == "bwrap"


@functools.cache
def sandbox() -> Sandbox:
    """Probe once whether bubblewrap works here with the very arguments the helper gets."""
    program = shutil.which("bwrap")
    if not program:
        return Sandbox("limits", reason="bubblewrap is not installed")
    try:
        done = subprocess.run(
            [*walls(program, None), sys.executable, "-c", "pass"],
            capture_output=True,
            timeout=20,
            env=environment("/"),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Sandbox("limits", program, str(error)[:200])
    if done.returncode:
        return Sandbox("limits", program, done.stderr.decode("utf-8", "replace").strip()[:200] or "refused")
    return Sandbox("bwrap", program)


def command(found: Sandbox, scratch: Path, module: str) -> list[str]:
    """Return the command line that starts the helper; `scratch` is the only place it may write to."""
    helper = [sys.executable, "-s", "-B", "-m", module, str(scratch)]
    return [*walls(found.program, scratch), *helper] if found.kind == "bwrap" else helper


def environment(home: str) -> dict[str, str]:
    """Return the helper's whole environment: nothing of ours, so no secret can leak through it."""
    values = {
        "PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "PYTHONPATH": str(ROOT),
        "OMP_THREAD_LIMIT": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        values["TESSDATA_PREFIX"] = prefix
    return values


def walls(program: str, scratch: Path | None) -> list[str]:
    """Return bubblewrap's command line: no network, no processes, no disk but what Python and the tools need."""
    line = [
        program,
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
    ]
    line += ["--tmpfs", "/tmp"]  # noqa: S108 - a fresh, empty /tmp inside the box
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            line += ["--symlink", str(path.readlink()), name]
        elif path.exists():
            line += ["--ro-bind", name, name]
    for name in _SETTINGS:
        line += ["--ro-bind-try", name, name]
    for folder in _interpreter():
        line += ["--ro-bind", folder, folder]
    line += ["--ro-bind", str(ROOT / "ingest"), str(ROOT / "ingest")]
    if scratch is not None:
        line += ["--bind", str(scratch), str(scratch), "--chdir", str(scratch)]
    return line


def _interpreter() -> list[str]:
    """Return the folders Python itself needs, without those the system folders hold already."""
    wanted = {sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parent.parent)}
    return sorted(path for path in wanted if not path.startswith("/usr/") and path not in {"/usr", "/"})
