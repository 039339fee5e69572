"""What tests of pages share: a signed-in browser without a screen, and counting the questions a page asks."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dms.access.models import User


def signed_in(user: User) -> Client:
    """Return a client of this user, with English pages."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def questions(client: Client, address: str) -> int:
    """Return how many queries a page takes; asked twice, so that what is read once per process is not counted."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def words(response: Any) -> str:
    """Return the page's text without markup, white space and no-break spaces folded."""
    html = response.content.decode()
    body = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
    text = re.sub(r"<[^>]+>", " ", body)
    return re.sub(r"[\s\u00a0]+", " ", text.replace("&quot;", '"').replace("&#x27;", "'"))


def undo_of(response: Any) -> str:
    """Return the address of the first undo form that a page offers; fails without one."""
    found = re.search(
        r'<form method="post" action="(/[^"]+)"><input[^>]+><button[^>]*class="btn">', response.content.decode()
    )
    assert found, "no undo is offered"
    return found[1]
