"""Real servers for tests: fixtures that start them when first asked for, each in the run's own folder on a free port.

    postgres, redis_server, rabbitmq, opensearch, toxiproxy   the address, a `str`; `.server` can be crashed and started
    versitygw                                                 the account (`tests.s3.Account`)

A test that uses one is marked `services` by that: `make test` leaves it out, `make test-services` runs it. Where a
program is missing the test is skipped with the reason, and fails when CI=true.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.tools import ROOT, missing

LACKS = 69  # exit code of a script whose program is missing
NAMES = ("postgres", "redis_server", "rabbitmq", "opensearch", "versitygw", "toxiproxy")


class Server:
    """One script of `services/` with its folder and ports; start, stop, restart and crash are the script's commands."""

    def __init__(self, name: str, folder: Path, **environment: object) -> None:
        self.name, self.folder = name, folder
        self.env = {**os.environ, "AKTA_SERVICES": str(folder), **{key: str(environment[key]) for key in environment}}

    def __call__(self, *command: str, timeout: float = 600) -> str:
        """Run a command of the script; returns what it printed, raises RuntimeError with what it complained of."""
        # To files: a server inherits what its script writes to, and a pipe would stay open as long as it runs.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            script = str(ROOT / "services" / f"{self.name}.sh")
            code = subprocess.run([script, *command], env=self.env, stdout=out, stderr=err, timeout=timeout).returncode
            out.seek(0)
            err.seek(0)
            if code == LACKS:
                missing(err.read().strip())
            if code:
                raise RuntimeError(f"{self.name} {' '.join(command)}: exit {code}\n{err.read()}")
            return out.read()

    def start(self) -> None:
        """Start it, with the data it had."""
        self("start")

    def stop(self) -> None:
        """End it in order; its data stay."""
        self("stop")

    def restart(self) -> None:
        """Stop and start."""
        self("restart")

    def crash(self) -> None:
        """End it and its children by SIGKILL."""
        self("crash")


class Address(str):
    """Where a server answers; `.server` is the script that runs it."""

    server: Server

    def __new__(cls, text: str, server: Server) -> Address:
        """Make a string that knows its server."""
        made = super().__new__(cls, text)
        made.server = server
        return made


class Database(Address):
    """A database of its own on the test run's PostgreSQL; the string is `owner_url`."""

    name: str

    @property
    def owner_url(self) -> str:
        """Return the address for migrations: the account that owns the tables, no superuser."""
        return self._url("akta_owner")

    @property
    def app_url(self) -> str:
        """Return the address for the application: may read and write rows, not make or change tables."""
        return self._url("akta_app")

    @property
    def admin_url(self) -> str:
        """Return the address of the superuser, for what a test does to the server."""
        return self._url("akta_admin")

    def fresh(self) -> Database:
        """Return another empty database on the same server."""
        return _database(self.server)

    def copy(self) -> Database:
        """Return a new database that is like this one, to which nobody may be connected."""
        name = f"akta_{uuid.uuid4().hex[:12]}"
        self._admin(
            f"create database {name} owner akta_owner template {self.name}",
            f"grant connect, temporary on database {name} to akta_app",
            f"revoke all on database {name} from public",
        )
        made = Database(self.replace(self.name, name), self.server)
        made.name = name
        return made

    def drop(self) -> None:
        """Remove it, with whoever is still connected."""
        self._admin(f"drop database {self.name} with (force)")

    def _admin(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.admin_url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _url(self, account: str) -> str:
        return str(self).replace("akta_owner:", f"{account}:")


def free_ports(count: int = 1) -> int:
    """Return the first of so many free ports in a row, below those that the system gives to clients."""
    while True:
        first = random.randrange(20_000, 32_000)
        if all(_free(port) for port in range(first, first + count)):
            return first


def _free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: connections that end do not count
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def started(name: str, **environment: object) -> Iterator[Server]:
    """Start a server in a folder of its own; it is stopped and its folder removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"akta-{name}-"))
    folder.chmod(0o755)  # some servers run under an account of their own
    server = Server(name, folder, **environment)
    try:
        server("check")
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _database(server: Server) -> Database:
    name = f"akta_{uuid.uuid4().hex[:12]}"
    server("database", name)
    made = Database(server("url", "akta_owner", name).strip(), server)
    made.name = name
    return made


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """A fresh database on a PostgreSQL of this run: `.owner_url`, `.app_url`, `.fresh()`."""
    with started("postgres", PG_PORT=free_ports(), PG_PASSWORD=uuid.uuid4().hex) as server:
        yield _database(server)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Address]:
    """The address of a Redis or Valkey of this run."""
    port = free_ports()
    with started("redis", REDIS_PORT=port) as server:
        yield Address(f"redis://127.0.0.1:{port}/0", server)


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Address]:
    """The address of a RabbitMQ of this run, with the account's password."""
    port, word = free_ports(3), uuid.uuid4().hex
    ports = {"RABBITMQ_PORT": port, "RABBITMQ_EPMD_PORT": port + 1, "RABBITMQ_DIST_PORT": port + 2}
    with started("rabbitmq", RABBITMQ_PASSWORD=word, **ports) as server:
        yield Address(f"amqp://akta:{word}@127.0.0.1:{port}//", server)


@pytest.fixture(scope="session")
def opensearch() -> Iterator[Address]:
    """The address of an OpenSearch of this run: one node, so no index may have replicas."""
    port = free_ports(2)
    with started("opensearch", OPENSEARCH_PORT=port, OPENSEARCH_TRANSPORT_PORT=port + 1) as server:
        yield Address(f"http://127.0.0.1:{port}", server)


@pytest.fixture(scope="session")
def toxiproxy() -> Iterator[Address]:
    """The address of the REST interface of a Toxiproxy of this run; `proxied` makes a way through it."""
    port = free_ports()
    with started("toxiproxy", TOXIPROXY_PORT=port) as server:
        yield Address(f"http://127.0.0.1:{port}", server)


@pytest.fixture(scope="session")
def versitygw() -> Any:
    """The root account of an S3 server of this run; `tests.s3.bucket()` makes a bucket."""
    from tests import s3

    return s3.server()


class Way:
    """A way through Toxiproxy to a port: `.port` is where to connect instead."""

    def __init__(self, toxiproxy: str, name: str, port: int) -> None:
        self.api, self.name, self.port = toxiproxy, name, port

    def poison(self, kind: str, stream: str = "upstream", **attributes: object) -> None:
        """Add a toxic: `latency` (latency=ms), `timeout` (timeout=0: silence), `reset_peer`, `limit_data` (bytes=)…"""
        body = {"name": f"{kind}-{stream}", "type": kind, "stream": stream, "attributes": attributes}
        _rest(f"{self.api}/proxies/{self.name}/toxics", body)

    def refuse(self) -> None:
        """Refuse connections, and end those that are there."""
        _rest(f"{self.api}/proxies/{self.name}", {"enabled": False})

    def heal(self) -> None:
        """Take back all that was done to this way, and only to this one."""
        for toxic in _rest(f"{self.api}/proxies/{self.name}/toxics"):
            _rest(f"{self.api}/proxies/{self.name}/toxics/{toxic['name']}", method="DELETE")
        _rest(f"{self.api}/proxies/{self.name}", {"enabled": True})


@contextmanager
def proxied(toxiproxy: str, port: int) -> Iterator[Way]:
    """Make a way through Toxiproxy to a port of this machine, for as long as the block lasts."""
    way = Way(toxiproxy, uuid.uuid4().hex, free_ports())
    listen, upstream = f"127.0.0.1:{way.port}", f"127.0.0.1:{port}"
    _rest(f"{toxiproxy}/proxies", {"name": way.name, "listen": listen, "upstream": upstream, "enabled": True})
    try:
        yield way
    finally:
        _rest(f"{toxiproxy}/proxies/{way.name}", method="DELETE")


def _rest(address: str, body: object = None, method: str | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def mark(items: list[pytest.Item]) -> None:
    """Mark the tests that use one of the servers."""
    for item in items:
        if set(getattr(item, "fixturenames", ())) & set(NAMES):
            item.add_marker("services")
