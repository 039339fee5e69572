"""Talking to an OpenSearch cluster: one client a process, patience while a node is lost, clear errors."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext_noop as _
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import ConnectionTimeout, ImproperlyConfigured, NotFoundError, TransportError
from urllib3 import Timeout

from search.index.address import Address
from search.index.base import IndexMissing, IndexUnreachable

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds before each further try. A cluster of three has a new manager after 0.5 to 1.5 seconds."""

PATIENCE = 30
"""Seconds after the first try from which on there is no further one."""

CONNECT, READ, WRITE = 2, 20, 120
"""Seconds to connect, to wait for an answer, and to wait until many documents are written."""

DEAD = 10
"""Seconds for which an address that did not answer is left alone while others do."""

OLDEST = (2, 4)
"""The oldest server that knows all we ask for (points in time came last)."""

_PASSING = frozenset({429, 502, 503, 504})
T = TypeVar("T")


# It writes a traceback for each address that does not answer, though another one does; the last failure goes up.
logging.getLogger("opensearch").setLevel(logging.ERROR)


class IndexSilent(IndexUnreachable):
    """Nobody answers at the address."""

    message = _("The search server %(address)s does not answer: %(reason)s")


class IndexClosed(IndexUnreachable):
    """The server does not let us in."""

    message = _("The search server %(address)s does not accept the user or the password.")


class IndexForeign(IndexUnreachable):
    """Something else answers."""

    message = _("%(address)s is no OpenSearch.")


class IndexTooOld(IndexUnreachable):
    """The server lacks what we ask for."""

    message = _("The search server %(address)s is OpenSearch %(version)s; %(needed)s or newer is needed.")


class Server:
    """The cluster at one address. May be shared by threads, and by children of this process."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = threading.Lock()
        self._client: tuple[int, OpenSearch] | None = None

    def ask(self, call: Callable[[OpenSearch], T]) -> T:
        """Return what the call of the client returns; asks again while that may help.

        Raises `IndexMissing` for an unknown index, `IndexUnreachable` when nobody answers or lets us in.
        """
        begun = time.monotonic()
        for pause in (*PAUSES, None):
            try:
                return call(self._open())
            except TransportError as problem:
                if pause is None or not passing(problem) or time.monotonic() - begun > PATIENCE:
                    raise told(problem) from problem
            except OSError as problem:  # the file of ca= is gone or broken
                raise IndexUnreachable(reason=str(problem)) from problem
            except ImproperlyConfigured as problem:
                raise IndexUnreachable(reason=str(problem)) from problem
            time.sleep(pause)
        raise AssertionError  # the last try returns or raises

    def _open(self) -> OpenSearch:
        """Return this process's client: connections are not carried over a fork."""
        with self._lock:
            if self._client is None or self._client[0] != os.getpid():
                self._client = (os.getpid(), _client(self.address))
            return self._client[1]


def _client(address: Address) -> OpenSearch:
    options: dict[str, Any] = {}
    if address.user:
        options["http_auth"] = (address.user, address.password)
    if address.tls:
        options |= {"use_ssl": True, "verify_certs": True}
        if address.ca:
            options["ca_certs"] = address.ca
    return OpenSearch(
        hosts=[{"host": f"[{name}]" if ":" in name else name, "port": port} for name, port in address.hosts],
        timeout=Timeout(connect=CONNECT, read=READ),
        max_retries=len(address.hosts) - 1,  # at once at every other address; then `ask` waits
        retry_on_timeout=True,
        dead_timeout=DEAD,
        pool_maxsize=16,
        **options,
    )


def patiently() -> dict[str, Any]:
    """Return the parameters of a request that may take long."""
    return {"request_timeout": Timeout(connect=CONNECT, read=WRITE)}


def passing(problem: TransportError) -> bool:
    """Say whether asking again may help: nobody answered, or the cluster is busy finding itself."""
    return isinstance(problem, NoConnection | ConnectionTimeout) or problem.status_code in _PASSING


def told(problem: TransportError) -> Exception:
    """Return the error of ours for one of the client's; a request that the server does not understand stays itself."""
    if isinstance(problem, NotFoundError) and "index_not_found" in str(problem.error):
        return IndexMissing()
    if passing(problem) or isinstance(problem, NoConnection):
        return IndexUnreachable(reason=str(problem.error)[:200])
    if problem.status_code in (401, 403):
        return IndexUnreachable(closed=True)
    return problem


def check(server: Server) -> str:
    """Return the version of the server. Raises an `IndexUnreachable` whose sentence says what is wrong with it."""
    address = str(server.address)
    try:
        version = server.ask(lambda client: client.info())["version"]
    except IndexUnreachable as problem:
        if problem.params.get("closed"):
            raise IndexClosed(address=address) from problem
        raise IndexSilent(address=address, **problem.params) from problem
    number = str(version.get("number", ""))
    if version.get("distribution") != "opensearch":
        raise IndexForeign(address=address)
    if tuple(int(part) for part in number.split(".")[:2] if part.isdigit()) < OLDEST:
        raise IndexTooOld(address=address, version=number, needed=".".join(map(str, OLDEST)))
    return number
