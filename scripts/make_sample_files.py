"""Make the files of the sample office again: `python -m scripts.make_sample_files` (fonts: Debian's fonts-noto-core).

The same program writes the same bytes, except that another version of an encoder or of a font may write others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scripts.sample_files import mail, media, office, pdf, scenes
from scripts.sample_files.letters import LETTERS, Letter

TARGET = Path(__file__).resolve().parent.parent / "dms" / "sample_office" / "files"
LOCK = "tajne-haslo-probki"
LIMIT = 3_000_000


def written(number: int, letter: Letter) -> bytes:
    """Return a letter in the format that its file's name asks for."""
    kind = Path(letter.file)
    angle = (0.7, -0.5, 1.1, -0.9)[number % 4]
    if "skan" in kind.stem:
        scan = pdf.scan_pdf if kind.suffix == ".pdf" else pdf.scan_jpeg
        return scan(letter, number, angle)
    if "zaszyfrowana" in kind.stem:
        return pdf.born_digital(letter, password=LOCK)
    if "uszkodzony" in kind.stem:
        return pdf.damaged(letter)
    return {".pdf": pdf.born_digital, ".docx": office.docx, ".odt": office.odt}[kind.suffix](letter)


def files() -> Iterator[tuple[str, bytes]]:
    """Give every file by name. What is only an attachment of a message is not a file of its own."""
    letters = {letter.file: written(number, letter) for number, letter in enumerate(LETTERS)}
    attached = {message.attachment for message in mail.MAILS if message.attachment}
    for message in mail.MAILS:
        yield message.file, mail.message(message, letters.get(message.attachment, b""))
    yield from ((name, data) for name, data in letters.items() if name not in attached)
    yield from ((name, text.encode(encoding)) for name, (encoding, text) in mail.NOTES.items())
    yield "rejestr-przesylek-styczen-2018.csv", mail.register()
    yield from ((scene.file, scenes.photo(scene)) for scene in scenes.SCENES)
    yield "splyw-flisacki.mp4", media.mp4(5)
    yield "przemowienie-swieto-miasta.m4a", media.m4a(12)


def main() -> None:
    """Write all files, remove what is no longer made, and say how much it is."""
    TARGET.mkdir(parents=True, exist_ok=True)
    names, total = set(), 0
    for name, data in files():
        (TARGET / name).write_bytes(data)
        names.add(name)
        total += len(data)
    for old in TARGET.iterdir():
        if old.name not in names:
            old.unlink()
    print(f"{len(names)} files, {total:,} bytes")
    if total > LIMIT:
        raise SystemExit(f"more than {LIMIT:,} bytes: make pictures smaller")


if __name__ == "__main__":
    main()
