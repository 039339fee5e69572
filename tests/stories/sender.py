"""A person at the registry desk: signs in and sends files through the upload form, again when no receipt came."""

from __future__ import annotations

import hashlib
import html
import http.client
import http.cookiejar
import random
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

BROKEN = (urllib.error.URLError, http.client.HTTPException, OSError)
ROW = re.compile(r'<li class="file">(.*?)</li>', re.DOTALL)


class Sender(threading.Thread):
    """Sends files by twos and threes until each is acknowledged or given up.

    `acknowledged` counts the receipts seen for each digest; `given_up` are digests sent without a receipt and not
    sent again, as a person may do: they may be kept once or not at all. `uploading` is set while files are on their
    way; `cut_off` counts how often no receipt came then. `pause` is the longest time between two uploads, in seconds.
    """

    def __init__(
        self, base: str, user: tuple[str, str], unit: str, files: list[Path], *, pause: float, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self._base, self._user, self._unit = base, user, unit
        self._waiting, self._chance = list(files), random.Random(seed)
        self._pause, self._enough = pause, threading.Event()
        self._browser: urllib.request.OpenerDirector | None = None
        self.uploading = threading.Event()
        self.acknowledged: dict[str, int] = {}
        self.given_up: set[str] = set()
        self.cut_off = 0
        self.trouble: BaseException | None = None

    def stop(self) -> None:
        """Send no more."""
        self._enough.set()

    def run(self) -> None:
        """Send all."""
        try:
            while self._waiting and not self._enough.is_set():
                self._send_some()
                self._enough.wait(self._chance.uniform(0, self._pause))
        except BaseException as problem:  # told by the test: an assertion in a thread fails nothing by itself
            self.trouble = problem

    def _send_some(self) -> None:
        count = self._chance.randint(1, 3)
        files, self._waiting = self._waiting[:count], self._waiting[count:]
        sent = {path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path) for path in files}
        try:
            token = self._form()
            self.uploading.set()
            kept = _kept(self._post("/dodaj/", *_multipart(token, self._unit, files)))
        except BROKEN as problem:
            if isinstance(problem, urllib.error.HTTPError) and problem.code not in {500, 502, 503}:
                raise
            self.cut_off += self.uploading.is_set()
            kept = set()
        for name, (digest, path) in sent.items():
            if name in kept:
                self.acknowledged[digest] = self.acknowledged.get(digest, 0) + 1
            elif self.uploading.is_set() and self._chance.random() < 0.15:
                self.given_up.add(digest)
            else:
                self._waiting.append(path)
        self.uploading.clear()

    def _form(self) -> str:
        """Return the token of the upload form; signs in first when that was not done yet."""
        if self._browser is None:
            self._browser = urllib.request.build_opener(
                urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
            )
        page = self._get("/dodaj/")
        if 'name="password"' in page:
            name, password = self._user
            fields = {"username": name, "password": password, "csrfmiddlewaretoken": _token(page), "next": "/dodaj/"}
            page = self._post("/logowanie/", urllib.parse.urlencode(fields).encode(), FORM)
        assert 'name="documents"' in page, page[:3000]
        return _token(page)

    def _get(self, path: str) -> str:
        return self._answer(urllib.request.Request(self._base + path))

    def _post(self, path: str, body: bytes, content_type: str) -> str:
        return self._answer(urllib.request.Request(self._base + path, body, {"Content-Type": content_type}))

    def _answer(self, request: urllib.request.Request) -> str:
        """Return the whole page; one that was cut off is no answer."""
        request.add_header("Accept-Language", "en")
        with self._browser.open(request, timeout=20) as answer:
            page = answer.read().decode()
        if "</html>" not in page:
            raise http.client.IncompleteRead(page.encode())
        return page


FORM = "application/x-www-form-urlencoded"


def _token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


def _multipart(token: str, unit: str, files: list[Path]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    fields = {"csrfmiddlewaretoken": token, "unit": unit, "home": "", "level": "unit"}
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    for path in files:
        head = f'Content-Disposition: form-data; name="documents"; filename="{path.name}"\r\n\r\n'
        parts.append(head.encode() + path.read_bytes())
    body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def _kept(page: str) -> set[str]:
    """Return the names of the files that the page of receipts calls kept."""
    section = page[page.index('id="sent-title"') :].partition("</section>")[0]
    found = set()
    for row in ROW.findall(section):
        name = re.search(r'<span class="name">(.*?)</span>', row, re.DOTALL)[1]
        if "not taken" not in row:
            assert re.search(r"\bkept\b", row), row
            found.add(html.unescape(re.sub(r"<[^>]+>", "", name)).strip())
    return found
