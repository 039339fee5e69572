"""Where the search index is: the setting AKTA_SEARCH, read and checked before anything connects."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote

EMBEDDED = "tantivy"
PORT = 9200

_FORM = "opensearch://[user:password@]host:port[,host2:port2]/prefix[?ca=/path][&tls=yes]"
_ADDRESS = re.compile(
    r"(?P<scheme>opensearchs?)://(?:(?P<user>[^:@/?#]+)(?::(?P<password>[^@/?#]*))?@)?"
    r"(?P<hosts>[^@/?#]+)(?:/(?P<prefix>[^?#]*))?(?:\?(?P<options>[^#]*))?"
)
_HOST = re.compile(r"(?P<name>[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?")
_PREFIX = re.compile(r"[a-z][a-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Address:
    """An OpenSearch cluster: its nodes, whose names begin the indexes, and how to be let in."""

    hosts: tuple[tuple[str, int], ...]
    prefix: str = "akta"
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""

    def __str__(self) -> str:
        """Return the address without the password."""
        user = f"{self.user}@" if self.user else ""
        hosts = ",".join(f"[{name}]:{port}" if ":" in name else f"{name}:{port}" for name, port in self.hosts)
        return f"opensearch{'s' if self.tls else ''}://{user}{hosts}/{self.prefix}"


def parse(text: str, password: str = "") -> Address | None:
    """Return the address of the server, or None for the embedded index.

    `password` stands in where the address names a user alone. Raises ValueError with a sentence for the administrator;
    the sentence never holds a password.
    """
    if text == EMBEDDED:
        return None
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise ValueError(f"must be {EMBEDDED} or {_FORM}")
    options = _options(found["options"] or "")
    tls = found["scheme"] == "opensearchs" or options.get("tls") == "yes"
    if found["scheme"] == "opensearchs" and options.get("tls") == "no":
        raise ValueError("opensearchs:// means TLS, so it cannot have tls=no")
    ca = options.get("ca", "")
    if ca and not tls:
        raise ValueError("ca= is of use with TLS only: write opensearchs://, or add tls=yes")
    if ca and not Path(ca).is_file():
        raise ValueError(f"there is no file {ca} (ca=)")
    prefix = (found["prefix"] or "akta").rstrip("/")
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("the prefix must be small letters, digits, - and _, beginning with a letter")
    user = unquote(found["user"] or "")
    word = unquote(found["password"] or "") or (password if user else "")
    if user and not word:
        raise ValueError("there is a user without a password: set OPENSEARCH_PASSWORD")
    return Address(_hosts(found["hosts"]), prefix, tls, user, word, ca)


def _hosts(text: str) -> tuple[tuple[str, int], ...]:
    hosts = []
    for part in text.split(","):
        found = _HOST.fullmatch(part.strip())
        port = int(found["port"] or PORT) if found else 0
        if found is None or not 0 < port < 65_536:
            raise ValueError(f"{part.strip()!r} is no host:port")
        hosts.append((found["name"].strip("[]"), port))
    return tuple(dict.fromkeys(hosts))


def _options(text: str) -> dict[str, str]:
    try:
        options = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)))
    except ValueError:
        raise ValueError(f"what follows ? is not understood; the form is {_FORM}") from None
    if unknown := sorted(set(options) - {"ca", "tls"}):
        raise ValueError(f"there is no option {unknown[0]}; only ca= and tls=yes")
    if options.get("tls", "yes") not in ("yes", "no"):
        raise ValueError("tls= must be yes or no")
    return options
