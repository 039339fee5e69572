"""A real browser for tests: Playwright with the machine's own Chromium, axe-core, a live server in a thread.

    with harness.serve() as base, harness.browser() as chrome:
        page = harness.open_page(chrome, base, width=320, theme="dark", fs="150")
        page.goto(base + "/logowanie/")
        assert harness.audit(page) == []

No browser is downloaded. The page's own CSP holds for the page; only axe is let in (`bypass_csp` for audits).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.tools import need

THEMES = ("light", "dark", "contrast")
SIZES = ("100", "125", "150")
WIDTHS = (1440, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_SHIFTS = """
window.layoutShift = 0;
window.shifted = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    window.layoutShift += entry.value;
    for (const source of entry.sources) window.shifted.push((source.node?.outerHTML ?? "").slice(0, 80));
  }
}).observe({type: "layout-shift", buffered: true});
"""
_MOST_SHIFT = 0.02
_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@contextmanager
def serve() -> Iterator[str]:
    """Run the project's WSGI application on a free loopback port; yields its address without a last slash."""
    from django.core.servers.basehttp import (
        ThreadedWSGIServer,
        WSGIRequestHandler,
        get_internal_wsgi_application,
    )

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the test looks at the answers."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_internal_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium without a window (0.4 s); skipped with the reason where it is missing."""
    program = need("chromium", "apt install chromium")
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    # Playwright's sync driver runs an event loop in this thread; Django would refuse the database beside it.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=program, headless=True, args=arguments)
        try:
            yield chrome
        finally:
            chrome.close()


def context(
    chrome: Browser,
    base: str,
    width: int = 1440,
    theme: str = "light",
    fs: str = "100",
    density: str = "comfortable",
    language: str = "pl",
    session: str = "",
    scripts: bool = True,
) -> BrowserContext:
    """Return a fresh context with the reader's display settings and, with a session key, signed in."""
    made = chrome.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        bypass_csp=scripts,
        locale=language,
        reduced_motion="reduce",
    )
    cookies = {"akta_display": f"{theme}.{fs}.{density}.on", "django_language": language}
    if session:
        cookies["sessionid"] = session
    made.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    return made


def open_page(chrome: Browser, base: str, **settings: Any) -> Page:
    """Return a page in a fresh context; `page.trouble` collects errors and requests that leave the host."""
    page = context(chrome, base, **settings).new_page()
    page.add_init_script(_SHIFTS)
    trouble: list[str] = []
    page.trouble = trouble  # type: ignore[attr-defined]
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((base, "data:", "blob:")) else trouble.append(f"left: {asked.url}"),
    )
    return page


def audit(page: Page) -> list[str]:
    """Return axe-core's violations as lines `rule: element (what to do)`; an empty list is a pass."""
    page.evaluate(_AXE)
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"{violation['id']}: {node['target']} ({node['failureSummary'].splitlines()[-1].strip()})"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def undecided(page: Page) -> list[str]:
    """Return what axe-core could not decide (`rule: element`), for human eyes before a release."""
    page.evaluate(_AXE)
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['incomplete']})", TAGS)
    return [f"{item['id']}: {node['target']}" for item in result["incomplete"] for node in item["nodes"]]


def layout_shift(page: Page) -> float:
    """Return how far the page jumped while it loaded (cumulative layout shift)."""
    return page.evaluate("window.layoutShift ?? 0")


def _jumps(page: Page) -> list[str]:
    """Return what moved while the page loaded. A fault of the page moves again when it is loaded again; what a busy
    machine did to the first page of a fresh browser does not."""
    if layout_shift(page) <= _MOST_SHIFT:
        return []
    page.reload()
    page.wait_for_timeout(300)
    if layout_shift(page) <= _MOST_SHIFT:
        return []
    return [f"the page jumped by {layout_shift(page):.3f}: {page.evaluate('window.shifted')}"]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window (0: no horizontal scroll)."""
    return page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)")


def faults(page: Page, status: int = 200) -> list[str]:
    """Return everything wrong with the page now shown: axe, overflow, jumps, headings, title, console.

    `status` is what the page answered with: the browser itself writes a console error for 4xx and 5xx.
    """
    found = audit(page)
    if wide := overflow(page):
        found.append(f"{wide} px of horizontal scroll")
    found += _jumps(page)
    if (heads := page.locator("h1:visible").count()) != 1:
        found.append(f"{heads} visible h1")
    if not page.title().strip(" –").removesuffix("Akta").strip(" –"):
        found.append("no title of its own")
    expected = f"the server responded with a status of {status}"
    return found + [line for line in page.trouble if status < 400 or expected not in line]  # type: ignore[attr-defined]


def screenshot(page: Page, path: Path, whole: bool = False) -> Path:
    """Write a picture of the window (or the whole page) for human eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path), full_page=whole)
    return path
