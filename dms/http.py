"""HTTP that every feature needs: refusals as pages, the rule on each page, files with ranges."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from dms import lost
from dms.errors import AktaError, DatabaseAway

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
CHUNK = 1 << 18
SAFE = frozenset({"GET", "HEAD"})

# What a browser may show by itself without running anything. All else is an attachment.
SAFE_INLINE = frozenset(
    {
        "application/pdf", "image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/webm",
        "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/x-wav", "audio/wav", "text/plain",
    }
)  # fmt: skip


class ErrorsMiddleware:
    """Shows an `AktaError` as a page with its status and its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the empty "not allowed" of a browser at an address for forms becomes a page."""
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        from dms import pages

        shown = pages.not_allowed(request)
        shown["Allow"] = response["Allow"]
        return shown

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal or failure of the tree into its page, also that the database is away; anything else is a
        fault and stays one."""
        if lost.passes(exception):
            log.warning("the database did not answer: %s", str(exception).partition("\n")[0])
            exception = DatabaseAway()
        if not isinstance(exception, AktaError):
            return None
        from dms import pages

        return pages.problem(request, exception)


def came_from(request: HttpRequest) -> str:
    """Return the page of this office that a form stood on, as the browser tells it; empty where it does not."""
    told = request.headers.get("Referer", "")
    secure = request.is_secure()
    if not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}, require_https=secure):
        return ""
    parts = urlsplit(told)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def page(rule: str) -> Callable[[View], View]:
    """Say who may open a view: `open` (anyone), `signed_in`, or a verb of the policy. Every view has such a rule; a
    test walks all addresses and fails for one without. Objects inside are filtered by `visible_to` as well."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule != "open":
                if not request.user.is_authenticated:
                    from django.contrib.auth.views import redirect_to_login

                    here = request.get_full_path()
                    return redirect_to_login(here if request.method in SAFE else came_from(request) or here)
                if rule != "signed_in":
                    from dms.access import policy

                    policy.require(request.user, rule)
            return view(request, *args, **kwargs)

        guarded.rule = rule  # type: ignore[attr-defined]
        return guarded

    return wrap


def file_response(
    request: HttpRequest,
    open_at: Callable[[int, int | None], BinaryIO],
    *,
    size: int,
    media_type: str,
    name: str,
    etag: str,
    inline: bool = False,
) -> HttpResponseBase:
    """Answer a file, whole or a range of it (RFC 9110 §14), streamed with constant memory.

    `open_at(start, length)` opens the bytes. Shown inline only when asked and safe; everything is `nosniff` and in a
    sandbox, so that nothing in a stranger's file runs with our rights.
    """
    if request.headers.get("If-None-Match") == f'"{etag}"':
        return HttpResponse(status=304)
    wanted = _range(request.headers.get("Range", ""), size)
    if request.headers.get("If-Range", f'"{etag}"') != f'"{etag}"':
        wanted = None  # the part belongs to other bytes, so all of these are sent (RFC 9110 §13.1.5)
    if wanted is not None and wanted[0] > wanted[1]:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = wanted or (0, size - 1)
    length = end - start + 1
    shown = inline and media_type in SAFE_INLINE
    body: Any = [] if request.method == "HEAD" else _chunks(open_at(start, length))
    response = StreamingHttpResponse(body, status=206 if wanted else 200)
    response["Content-Type"] = _served_type(media_type)
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{etag}"'
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Disposition"] = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if media_type == "application/pdf" and shown:
        # Chromium's own viewer does not start inside a sandbox; PDF scripts have no access to the page there.
        response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; plugin-types application/pdf"
    if wanted:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _served_type(media_type: str) -> str:
    if media_type == "text/plain":
        return "text/plain; charset=utf-8"
    return media_type if media_type in SAFE_INLINE else "application/octet-stream"


def _range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for; first > last when no byte of the file is (416). None means the whole
    file: no range, several of them, or one that says nothing (RFC 9110 §14.2 lets a server ignore these)."""
    found = RANGE.fullmatch(header)
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        return max(0, size - int(last)), size - 1
    if last and int(first) > int(last):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while data := stream.read(CHUNK):
            yield data
