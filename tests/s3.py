"""A real S3 server for tests: versitygw, started once per run on a free port of loopback, gone at its end."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from typing import NamedTuple

from dms.storage.s3 import client
from tests.tools import ROOT, need

SCRIPT = ROOT / "services" / "versitygw.sh"


class Account(NamedTuple):
    """How to reach the server; the fields are the keywords of `S3Store`."""

    endpoint_url: str
    access_key: str
    secret_key: str


def server(tls: bool = False) -> Account:
    """Start the server at the first call; skip the test where Go is missing (fail when CI=true).

    With `tls` a second one with a certificate of its own; AWS_CA_BUNDLE must then be `certificate()[0]`.
    """
    return _started(tls)


@functools.cache
def _started(tls: bool) -> Account:
    need("go", "versitygw is built with Go 1.25 or newer")
    folder = tempfile.mkdtemp(prefix="akta-s3-")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scheme = "https" if tls else "http"
    account = Account(f"{scheme}://127.0.0.1:{port}", "akta-tests", "akta-tests-only-secret")
    env = {
        **os.environ,
        "S3_DIR": folder,
        "S3_PORT": str(port),
        "S3_ACCESS_KEY": account.access_key,
        "S3_SECRET_KEY": account.secret_key,
    }
    if tls:
        env["S3_CERT"], env["S3_KEY"] = certificate()

    def stop() -> None:
        subprocess.run([SCRIPT, "stop"], env=env, check=False, timeout=30)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    subprocess.run([SCRIPT, "start"], env=env, check=True, timeout=300)
    return account


@functools.cache
def certificate() -> tuple[str, str]:
    """Make a certificate for 127.0.0.1; returns the paths of certificate and key."""
    openssl = need("openssl")
    folder = tempfile.mkdtemp(prefix="akta-tls-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cert, key = f"{folder}/cert.pem", f"{folder}/key.pem"
    request = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=akta-tests"]
    request += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert]
    subprocess.run(request, check=True, capture_output=True)
    return cert, key


def bucket(tls: bool = False) -> str:
    """Return the name of a fresh bucket."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    client(*server(tls), attempts=3).create_bucket(Bucket=name)
    return name
