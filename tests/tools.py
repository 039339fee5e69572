"""What tests need of the machine: programs and the shared development files, or a reason why not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def missing(reason: str) -> None:
    """Skip the test with the reason; fail it when CI=true."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"CI must have this: {reason}")
    pytest.skip(reason)


def need(program: str, install: str = "") -> str:
    """Return the path of a program; skip the test with the reason where it is missing, fail when CI=true."""
    found = shutil.which(program)
    if not found:
        missing(f"{program} is not installed" + (f" ({install})" if install else ""))
    return found or ""


def shared(*parts: str) -> Path:
    """Return a path in the shared development files beside the project; skip (fail when CI=true) without them."""
    path = ROOT.parent.joinpath("shared", *parts)
    if not path.exists():
        missing(f"the development files are not here: shared/{'/'.join(parts)}")
    return path
