"""Files over HTTP: ranges as RFC 9110 says, nothing of a stranger's file runs, the name cannot lie."""

import io

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from dms import http

DATA = bytes(range(100))


def _get(range_=None, *, method="get", data=DATA, media_type="application/pdf", inline=False, name="a.pdf", **headers):
    opened = []

    def open_at(start, length):
        opened.append((start, length))
        return io.BytesIO(data[start:] if length is None else data[start : start + length])

    if range_ is not None:
        headers["Range"] = range_
    request = getattr(RequestFactory(), method)("/", headers={name.replace("_", "-"): v for name, v in headers.items()})
    response = http.file_response(
        request, open_at, size=len(data), media_type=media_type, name=name, etag="abc", inline=inline
    )
    response.opened = opened
    return response


def _body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


RANGES = [
    (None, 200, DATA, None),
    ("bytes=0-9", 206, DATA[:10], "bytes 0-9/100"),
    ("bytes=0-0", 206, DATA[:1], "bytes 0-0/100"),
    ("bytes=90-", 206, DATA[90:], "bytes 90-99/100"),
    ("bytes=90-500", 206, DATA[90:], "bytes 90-99/100"),
    ("bytes=99-99", 206, DATA[99:], "bytes 99-99/100"),
    ("bytes=-10", 206, DATA[90:], "bytes 90-99/100"),
    ("bytes=-500", 206, DATA, "bytes 0-99/100"),
    ("bytes=0-", 206, DATA, "bytes 0-99/100"),
    ("bytes=100-", 416, b"", "bytes */100"),
    ("bytes=100-200", 416, b"", "bytes */100"),
    ("bytes=-0", 416, b"", "bytes */100"),
    ("bytes=999999999999999999-", 416, b"", "bytes */100"),
    # What says nothing sensible is ignored.
    ("bytes=9-5", 200, DATA, None),
    ("bytes=-", 200, DATA, None),
    ("bytes=", 200, DATA, None),
    ("bytes=a-b", 200, DATA, None),
    ("bytes=0-9,20-29", 200, DATA, None),
    ("bytes=1-2\n", 200, DATA, None),
    ("lines=1-2", 200, DATA, None),
    ("bytes=" + "9" * 5000 + "-", 200, DATA, None),
    ("bytes=\u0661-\u0662", 200, DATA, None),
]


@pytest.mark.parametrize(("range_", "status", "body", "says"), RANGES, ids=lambda v: str(v)[:25])
def test_ranges(range_, status, body, says):
    response = _get(range_)
    assert response.status_code == status and _body(response) == body
    assert response.headers.get("Content-Range") == says
    if status != 416:
        assert response["Content-Length"] == str(len(body)) and response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(("range_", "status"), [(None, 200), ("bytes=0-", 416), ("bytes=-5", 416), ("bytes=x", 200)])
def test_an_empty_file_has_no_range(range_, status):
    response = _get(range_, data=b"")
    assert response.status_code == status and _body(response) == b""


def test_only_what_was_asked_for_is_opened():
    response = _get("bytes=10-19")
    assert response.opened == [(10, 10)]
    assert _get(method="head").opened == [] and _get(method="head")["Content-Length"] == "100"
    assert _get("bytes=500-").opened == []


def test_a_known_file_is_not_sent_again():
    response = _get(If_None_Match='"abc"')
    assert response.status_code == 304 and response.opened == []
    assert _get(If_None_Match='"other"').status_code == 200


def test_a_part_of_other_bytes_is_answered_with_all():
    assert _get("bytes=0-9", If_Range='"abc"').status_code == 206
    assert _get("bytes=0-9", If_Range='"other"').status_code == 200


INLINE = [
    ("application/pdf", True, "inline", "application/pdf"),
    ("image/jpeg", True, "inline", "image/jpeg"),
    ("video/mp4", True, "inline", "video/mp4"),
    ("text/plain", True, "inline", "text/plain; charset=utf-8"),
    ("application/pdf", False, "attachment", "application/pdf"),
    ("text/html", True, "attachment", "application/octet-stream"),
    ("image/svg+xml", True, "attachment", "application/octet-stream"),
    ("application/xhtml+xml", True, "attachment", "application/octet-stream"),
    ("text/xml", True, "attachment", "application/octet-stream"),
    ("text/javascript", True, "attachment", "application/octet-stream"),
    ("application/zip", True, "attachment", "application/octet-stream"),
    ("", True, "attachment", "application/octet-stream"),
    ("image/jpeg; charset=x", True, "attachment", "application/octet-stream"),
]


@pytest.mark.parametrize(("media_type", "asked", "how", "served"), INLINE)
def test_only_what_cannot_run_is_shown_in_place(media_type, asked, how, served):
    response = _get(media_type=media_type, inline=asked)
    assert response["Content-Disposition"].startswith(f"{how};") and response["Content-Type"] == served
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy or (media_type == "application/pdf" and how == "inline")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin" and "private" in response["Cache-Control"]


def test_the_browser_is_told_not_to_guess():
    from django.conf import settings

    assert settings.SECURE_CONTENT_TYPE_NOSNIFF
    assert "django.middleware.security.SecurityMiddleware" in settings.MIDDLEWARE


NAMES = [
    ("Zażółć gęślą.pdf", "Za%C5%BC%C3%B3%C5%82%C4%87%20g%C4%99%C5%9Bl%C4%85.pdf"),
    ('a"b.pdf', "a%22b.pdf"),
    ("a\r\nSet-Cookie: x=1.pdf", "a%0D%0ASet-Cookie%3A%20x%3D1.pdf"),
    ("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"),
    ("a;filename=b.exe", "a%3Bfilename%3Db.exe"),
]


@pytest.mark.parametrize(("name", "sent"), NAMES)
def test_a_name_cannot_lie(name, sent):
    assert _get(name=name)["Content-Disposition"] == f"attachment; filename*=UTF-8''{sent}"


def test_memory_does_not_grow_with_the_file():
    import tracemalloc

    class Endless(io.RawIOBase):
        left = 200_000_000

        def read(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    response = http.file_response(
        RequestFactory().get("/"), lambda *_a: Endless(), size=200_000_000, media_type="video/mp4", name="a", etag="a"
    )
    tracemalloc.start()
    total = sum(len(chunk) for chunk in response.streaming_content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 200_000_000 and peak < 2_000_000


# --- the rule of a page --------------------------------------------------------------------------------------------


def _open(rule, user):
    request = RequestFactory().get("/x/?a=1")
    request.user = user
    return http.page(rule)(lambda _request: HttpResponse("ok"))(request)


def test_a_page_asks_for_sign_in_and_for_its_right(office):
    from django.contrib.auth.models import AnonymousUser

    from dms.errors import NotPermitted
    from tests import make

    nobody, reader, admin = AnonymousUser(), make.make_user("reader"), make.make_user("administrator")
    assert _open("open", nobody).status_code == 200
    for rule in ("signed_in", "access.write"):
        answer = _open(rule, nobody)
        assert answer.status_code == 302 and "next=/x/" in answer["Location"]
    assert _open("signed_in", reader).status_code == _open("access.write", admin).status_code == 200
    with pytest.raises(NotPermitted):
        _open("access.write", reader)


def test_every_address_has_its_rule():
    from django.urls import get_resolver
    from django.urls.resolvers import URLResolver

    from dms.access import policy

    bare = []

    def walk(patterns, prefix=""):
        for one in patterns:
            if isinstance(one, URLResolver):
                walk(one.url_patterns, prefix + str(one.pattern))
            elif getattr(one.callback, "rule", None) is None:
                bare.append((prefix + str(one.pattern), getattr(one.callback, "__module__", "")))
            else:
                assert one.callback.rule in {"open", "signed_in", *policy.RULES}, one

    walk(get_resolver().url_patterns)
    assert not [row for row in bare if not row[1].startswith("django.")], bare
