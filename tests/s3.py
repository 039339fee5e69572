"""A real S3 server for tests: versitygw, started once per run on a free port of loopback, gone at its end."""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from typing import NamedTuple

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from dms.storage.s3_bucket import Accounts, set_up
from dms.storage.s3_client import Account
from tests.tools import ROOT, need

SCRIPT = ROOT / "services" / "versitygw.sh"


def server(tls: bool = False) -> Account:
    """Return the root account; starts the server at the first call, skips the test where Go is missing (or fails).

    With `tls` it is a second server with a certificate of its own, which the account trusts.
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
    ca = certificate()[0] if tls else ""
    account = Account(f"{scheme}://127.0.0.1:{port}", "akta-tests", "akta-tests-only-secret", ca)
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
        subprocess.run([SCRIPT, "stop"], env=env, check=False, timeout=30, stdout=subprocess.DEVNULL)
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


def bucket(tls: bool = False, locked: bool = False) -> str:
    """Return the name of a fresh bucket; `locked`: with versions and Object Lock."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    server(tls).client().create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked)
    return name


def user(name: str, tls: bool = False) -> Account:
    """Make a weak account on the server, with no rights until a bucket's policy names it, and return it."""
    root, secret = server(tls), "akta-tests-weak-secret"
    text = f"<Account><Access>{name}</Access><Secret>{secret}</Secret><Role>user</Role></Account>"
    headers = {"X-Amz-Content-Sha256": hashlib.sha256(text.encode()).hexdigest()}
    request = AWSRequest("PATCH", f"{root.endpoint_url}/create-user", headers=headers, data=text.encode())
    SigV4Auth(Credentials(root.access_key, root.secret_key), "s3", "us-east-1").add_auth(request)
    answer = URLLib3Session(verify=root.ca or True).send(request.prepare())
    if answer.status_code not in (200, 201):
        raise RuntimeError(f"no account {name}: {answer.status_code} {answer.text}")
    return root._replace(access_key=name, secret_key=secret)


class Place(NamedTuple):
    """A bucket set up by our own command's code, and its four accounts."""

    bucket: str
    prefix: str
    owner: Account
    application: Account
    destruction: Account
    fixity: Account


def place(prefix: str = "", tls: bool = False) -> Place:
    """Return a fresh bucket with versions, locks and policy, and the accounts that may use it."""
    suffix = uuid.uuid4().hex[:8]
    weak = [user(f"{role}-{suffix}", tls) for role in ("application", "destruction", "fixity")]
    owner, name = server(tls), f"set-up-{suffix}"
    set_up(owner.client(), name, prefix, Accounts(*(one.access_key for one in weak)))
    return Place(name, prefix, owner, *weak)
