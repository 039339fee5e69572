"""`akta serve`: run web server, workers and scheduler of this office until Ctrl-C."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms import database, doctor
from dms.access.system import Principal
from dms.errors import Refused
from dms.jobs import ledger
from dms.management import home, usage
from dms.management.base import AktaCommand
from dms.storage import spaces


class PortTaken(Refused):
    """Somebody listens on our port."""

    code = "serve.port_taken"
    message = noop("Port %(port)s is taken. Stop what listens there or set AKTA_PORT to another one.")


class Command(AktaCommand):
    """Run the office."""

    help = noop("Run the web server, the workers and the scheduler until Ctrl-C.")
    example = "AKTA_PORT=8080 akta serve"
    acts_as = False
    needs_office = False

    def arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--setup", action="store_true", help=_("first bring database and index up to date"))
        parser.add_argument(
            "--sample", action="store_true", help=_("first load the sample office, if there is none yet")
        )
        parser.add_argument("--host", default=settings.AKTA_HOST, help=_("address to listen on (default: AKTA_HOST)"))
        parser.add_argument(
            "--port", type=usage.port, default=settings.AKTA_PORT, help=_("port to listen on (default: AKTA_PORT)")
        )

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Say the address and what is lacking, then become the supervisor."""
        host, port = options["host"], options["port"]
        _refuse_taken(host, port)
        if options["setup"] or options["sample"]:
            _prepare(options["sample"])
        _require_ready()
        for tool in doctor.missing():
            text = _("missing: %(name)s – %(without)s To install it: %(install)s")
            self.stdout.write(text % tool)
        text = _("Akta is at http://%(host)s:%(port)s/ – stop it with Ctrl-C.")
        self.stdout.write(text % {"host": host, "port": port})
        self.stdout.flush()
        _try_out_the_store()
        connections.close_all()
        os.environ.pop("DATABASE_OWNER_URL", None)  # what stands open for long has no business with the owner's account
        arguments = [sys.executable, "-m", "dms.supervise", host, str(port), str(settings.AKTA_WORKERS)]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, arguments)  # noqa: S606 - our own interpreter and arguments
        return {}


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise PortTaken(port=port)


def _try_out_the_store() -> None:
    """Ask for the probe of the bucket at each start: the server may be another one than yesterday."""
    if spaces.in_bucket():
        with transaction.atomic():
            ledger.enqueue("storage.check", {}, key="storage.check", priority=1)


def _prepare(sample: bool) -> None:
    """Run `setup` and `demo` in this process: each start of Python would cost another second."""
    for name, arguments in (("setup", []), ("demo", ["--if-empty"])) if sample else (("setup", []),):
        try:
            call_command(name, *arguments)
        except SystemExit as end:
            if end.code:
                raise


def _require_ready() -> None:
    """Raise what is lacking for pages to work: no processes are started that could only show faults."""
    home.require_office()
    database.require()
    if different := home.difference():
        raise different
