"""What every command of `akta` shares: acting as somebody, JSON for machines, progress for people, exit codes.

Exit codes: 0 success, 1 refused (the request is wrong or not allowed), 2 wrong usage, 3 error (something broke).
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

import dms
from dms import canonical
from dms.access.system import Principal, from_command
from dms.errors import EXIT_ERROR, EXIT_OK, EXIT_REFUSED, AktaError, Invalid
from dms.management import home, lookup, usage
from search.index.base import IndexMissing

logger = logging.getLogger(__name__)
DJANGOS_OWN = {
    "version", "settings", "pythonpath", "no_color", "force_color", "skip_checks", "verbosity", "traceback",
}  # fmt: skip


class BrokeOff(AktaError):
    """Something that no part of the tree of errors foresees."""

    code = "command.broke_off"
    message = _("The command broke off: %(error)s. The log on standard error says where; `akta doctor` may say why.")


class Progress:
    """A line that is rewritten on a terminal once a second; silent for machines."""

    def __init__(self, label: str, quiet: bool) -> None:
        self.label, self._quiet = label, quiet or not sys.stderr.isatty()
        self._last = self._begun = time.monotonic()
        self._shown = False

    def show(self, done: int, total: int) -> None:
        """Show how far the work is, once it has taken longer than a second."""
        now = time.monotonic()
        if self._quiet or now - self._last < 1:
            return
        self._last, self._shown = now, True
        print(f"\r{self.label} {done}/{total}  {now - self._begun:.0f} s ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Finish the line."""
        if self._shown:
            print(file=sys.stderr)


class AktaCommand(BaseCommand):
    """A command of the office. Subclasses set `help`, `example`, add arguments and write `act` and `tell`.

    `act` returns data: it is printed as JSON with `--json`, else through `tell(data)`. An `exit_code` key in the
    data, taken out before printing, decides the exit code. `examples` has one line for each subcommand.
    """

    example = ""
    examples: dict[str, str] = {}
    acts_as = True
    needs_office = True
    requires_system_checks: list[str] = []

    def get_version(self) -> str:
        """Return the version of Akta, not of Django."""
        return dms.__version__

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Hide Django's own options and show examples and exit codes under the help, in the active language."""
        usage.speak()
        kwargs["formatter_class"] = argparse.RawDescriptionHelpFormatter
        parser = super().create_parser("akta", subcommand, **kwargs)
        parser.description = usage.wrapped(gettext(self.help))
        parser.epilog = _under(self.example)
        for name, one in usage.verbs_of(parser).items():
            one.formatter_class = argparse.RawDescriptionHelpFormatter
            one.epilog = _under(self.examples.get(name, ""))
        for action in parser._actions:
            if action.dest in DJANGOS_OWN:
                action.help = argparse.SUPPRESS
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--json` and `--as`, then the command's own arguments. They may stand before or after a subcommand: a
        subcommand's own default must not undo what stood before it, above all not whom one acts as."""
        self.arguments(parser)
        self._shared(parser, as_user=None, json=False, language=None)
        for one in usage.verbs_of(parser).values():
            self._shared(one, as_user=argparse.SUPPRESS, json=argparse.SUPPRESS, language=argparse.SUPPRESS)

    def _shared(self, parser: CommandParser, *, as_user: Any, json: Any, language: Any) -> None:
        parser.add_argument("--json", action="store_true", default=json, help=gettext("print one JSON object"))
        if self.acts_as:
            text = gettext("act as this user (default: the system)")
            parser.add_argument("--as", dest="as_user", metavar="USER", default=as_user, help=text)
        text = gettext("language of messages (default: %(language)s)") % {"language": settings.LANGUAGE_CODE}
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default=language,
                            help=text)  # fmt: skip

    def arguments(self, parser: CommandParser) -> None:
        """Add the command's own arguments."""

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the command and end with its exit code; called by another command, it speaks the language of that."""
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        with translation.override(options.get("language") or translation.get_language() or settings.LANGUAGE_CODE):
            sys.exit(self._run(options))

    def _run(self, options: dict[str, Any]) -> int:
        try:
            data = self._acted(options)
        except AktaError as problem:
            return self._refuse(problem, options)
        except Exception as problem:  # a fault of the program or of the machine: still one answer and its code
            logger.exception("the command broke off")
            said = f"{type(problem).__name__}: {problem}".splitlines()[0]  # PostgreSQL shows the place on two more
            return self._refuse(BrokeOff(error=said.rstrip(".")), options)
        code = int(data.pop("exit_code", EXIT_OK))
        if options["json"]:
            self.stdout.write(json.dumps(data, default=canonical.plain, ensure_ascii=False, indent=2))
        else:
            self.tell(data)
        return code

    def _acted(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what `act` returns; what database and index say is turned into what to type."""
        try:
            if self.needs_office:
                home.require_office()
            return self.act(self.principal(options.get("as_user")), options)
        except IndexMissing as problem:
            raise home.IndexToBuild from problem
        except DatabaseError as problem:
            found = home.explain(problem)
            if found is None:
                raise
            raise found from problem
        except BaseException as problem:
            if type(problem).__module__ != "pyo3_runtime":  # how tantivy panics over a damaged file
                raise
            raise home.IndexToBuild from problem

    def _refuse(self, problem: AktaError, options: dict[str, Any]) -> int:
        fields = problem.fields if isinstance(problem, Invalid) else {}
        if options["json"]:
            answer = {"error": {"code": problem.code, "message": str(problem), "fields": fields}}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            detail = " ".join(fields.values())
            self.stderr.write(f"akta: {detail or problem}")
        return problem.exit_code

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the work and return its result as data."""
        raise AssertionError("a command defines act()")

    def tell(self, data: dict[str, Any]) -> None:
        """Print the result for a person."""
        raise AssertionError("a command defines tell()")

    def principal(self, username: str | None) -> Principal:
        """Return the user to act as; without one the system, with the operating system's user noted."""
        if not username:
            return from_command(self.__module__.rpartition(".")[2])
        user: Principal = lookup.acting(username)
        return user


def _under(example: str) -> str:
    """Return what stands under the help: the example and the exit codes."""
    codes = gettext("Exit codes: 0 done, 1 refused, 2 wrong usage, 3 something broke.")
    return f"{gettext('Example:')}\n  {example}\n\n{codes}" if example else codes


__all__ = ["EXIT_ERROR", "EXIT_OK", "EXIT_REFUSED", "AktaCommand", "Progress"]
