"""Makes the pictures of pages for the README from the sample office: `python scripts/make_screens.py [FOLDER]`.

A fresh office is set up in a temporary folder, so nothing of a real one can get into a picture. Needs the packages for
development and Chromium; takes about a minute.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
WIDTH = 1440
# Name of the picture: who looks, the address, and a link to follow from there (CSS), if any.
PICTURES: dict[str, tuple[str, str, str]] = {
    "search": ("zofia", "/szukaj/?q=kładka", ""),
    "record": ("zofia", "/szukaj/?q=kładka rodzaj:pismo", "main .hits a[href*='/dokument/']"),
    "inbox": ("irena", "/skrzynka/", ""),
    "calendar": ("anna", "/kalendarz/", ""),
}


def make_office(home: Path) -> None:
    """Set the sample office up in a process of its own and wait until scans are recognised."""
    env = {**os.environ, "AKTA_HOME": str(home)}
    for command in (["setup"], ["demo", "--wait"]):
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command], env=env, check=True, stdout=subprocess.DEVNULL
        )


def sign_in(page: Any, base: str, username: str, password: str) -> None:
    """Sign in through the form, as anybody does."""
    page.goto(base + "/logowanie/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main button.primary")
    page.wait_for_load_state("networkidle")


def save(page: Any, path: Path) -> None:
    """Write what the window shows as a small PNG (256 colours are enough for a page)."""
    from PIL import Image

    with Image.open(io.BytesIO(page.screenshot())) as image:
        image.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT).save(path, optimize=True)


def take(folder: Path) -> None:
    """Take all pictures of the office at AKTA_HOME."""
    from dms.sample_office.people import PASSWORD
    from tests.browser import harness

    folder.mkdir(parents=True, exist_ok=True)
    with harness.serve() as base, harness.browser() as chrome:
        for name, (username, address, link) in PICTURES.items():
            page = harness.open_page(chrome, base, width=WIDTH)
            sign_in(page, base, username, PASSWORD)
            page.goto(base + address)
            if link:
                page.goto(base + str(page.locator(link).first.get_attribute("href")))
            page.wait_for_load_state("networkidle")
            save(page, folder / f"{name}.png")
            print(f"{folder / name}.png  {(folder / f'{name}.png').stat().st_size // 1000} kB")
            page.context.close()


def main(arguments: list[str]) -> int:
    """Set up, take, forget the office."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="akta-screens-") as home:
        make_office(Path(home))
        os.environ.update(AKTA_HOME=home, DJANGO_SETTINGS_MODULE="dms.settings", DJANGO_ALLOW_ASYNC_UNSAFE="true")
        import django

        django.setup()
        take(Path(arguments[0]) if arguments else FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
