"""`akta move`: carry the office from these settings to others – embedded to services, back, or to another machine."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.system import Principal
from dms.errors import NotFound
from dms.management import words
from dms.management.base import AktaCommand, Progress
from dms.move.receiver import serve
from dms.move.sender import move
from dms.move.wire import Wire


class NoSettings(NotFound):
    """The file with the settings of the receiving side is not there."""

    code = "move.no_settings"
    message = noop("There is no file of settings at %(path)s. Write one like .env.example, for the office to be.")


class Command(AktaCommand):
    """Send the office, or be the side that receives it."""

    help = noop(
        "Carry this office to other settings: rows, archive, renditions and index, from the embedded default to "
        "services or back. It only reads here; what was interrupted goes on when started again; at the end both sides "
        "are compared by counts, digests and every byte of the archive."
    )
    example = "akta move services.env"
    acts_as = False

    def arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument(
            "settings_file", nargs="?", metavar="FILE", help=_("settings of the office to be, like .env.example")
        )
        parser.add_argument(
            "--through", metavar="COMMAND", default="",
            help=_("how to start the receiving side elsewhere, for example: ssh host akta move --receive"),
        )  # fmt: skip
        parser.add_argument("--receive", action="store_true", help=_("be the receiving side, on standard input"))

    @property
    def needs_office(self) -> bool:  # type: ignore[override]
        """The receiving side begins with nothing."""
        return "--receive" not in sys.argv

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Start the other side, and move."""
        if options["receive"]:
            serve()
            return {}
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # that the other side has gone is an error to name, not our end
        progress = Progress("", options["json"])

        def show(label: str, done: int, total: int) -> None:
            progress.label = words.part(label)
            progress.show(done, total)

        with _other_side(options) as other:
            assert other.stdin and other.stdout
            report = move(Wire(cast(Any, other.stdout), cast(Any, other.stdin)), show)
        progress.end()
        return vars(report)

    def tell(self, data: dict[str, Any]) -> None:
        """Say what was moved, and what to do now."""
        if not data:
            return
        for name, part in data["parts"].items():
            self.stdout.write(f"{words.part(name)}: {part['count']}")
        text = _("files sent: %(sent)s (%(megabytes)s MB), already there: %(there)s")
        megabytes = round(data["bytes_sent"] / 1e6, 1)
        self.stdout.write(text % {"sent": data["files_sent"], "megabytes": megabytes, "there": data["files_there"]})
        text = _("objects of the archive read again and found right: %(count)s; in the index: %(indexed)s")
        self.stdout.write(text % {"count": data["objects"], "indexed": data["indexed"]})
        text = _("Both sides are equal (%(hash)s…). From now on start Akta with the settings of %(place)s.")
        self.stdout.write(text % {"hash": data["hash"][:16], "place": data["to"]})


def _other_side(options: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the receiving process: elsewhere by the given command, or here with the settings of the file."""
    if options["through"]:
        return _start(shlex.split(options["through"]), dict(os.environ))
    path = Path(options["settings_file"] or "").expanduser()
    if not path.is_file():
        raise NoSettings(path=options["settings_file"] or "…")
    env = {name: value for name, value in os.environ.items() if name not in _own_names()}
    env["AKTA_ENV_FILE"] = str(path.resolve())
    return _start([sys.executable, str(settings.BASE_DIR / "manage.py"), "move", "--receive"], env)


def _start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _own_names() -> set[str]:
    """Return the names of all settings: none of this office's may reach the other."""
    example = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    names = (line.lstrip("# ").partition("=")[0].strip() for line in example.splitlines() if "=" in line)
    return {name for name in names if name.isupper()}
