"""E-mails with their attachments, and plain notes. Addresses end in .example, which nobody owns."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

NOTE = "Próbka – dane wymyślone"
OFFICE = "Urząd Miasta Jasnobrzeg <urzad@jasnobrzeg.example>"


@dataclass(frozen=True)
class Mail:
    """One message; `html` stands beside the text where it is given, `attachment` names another sample file."""

    file: str
    sender: str
    date: str
    subject: str
    text: str
    html: str = ""
    attachment: str = ""


MAILS = (
    Mail(
        "skarga-halas-mlynska.eml",
        "Zarząd Wspólnoty Młyńska 11 <zarzad@mlynska11.example>",
        "Tue, 13 Oct 2026 09:12:44 +0200",
        "Skarga na hałas przy ul. Młyńskiej",
        "Szanowni Państwo,\n\nskładamy skargę na brak reakcji na hałas z lokali przy ul. Młyńskiej. Od czerwca "
        "prosiliśmy o interwencję pięć razy, bez skutku. W załączeniu przesyłamy wyniki pomiarów z "
        "września.\n\nProsimy o kontrole w porze nocnej i o zawiadomienie nas o sposobie załatwienia "
        "skargi.\n\nZarząd Wspólnoty Mieszkaniowej Młyńska 11",
        attachment="pomiary-halasu-mlynska.pdf",
    ),
    Mail(
        "wniosek-informacja-publiczna.eml",
        "Stowarzyszenie „Jawny Jasnobrzeg” <biuro@jawny-jasnobrzeg.example>",
        "Mon, 21 Oct 2024 11:03:10 +0200",
        "Wniosek o udostępnienie informacji publicznej – konsultacje w sprawie kładki",
        "Na podstawie ustawy o dostępie do informacji publicznej wnosimy o udostępnienie zestawienia uwag "
        "zgłoszonych w konsultacjach w sprawie kładki na Wierzbnicy.\n\nProsimy o przesłanie informacji pocztą "
        "elektroniczną.\n\nStowarzyszenie „Jawny Jasnobrzeg”",
    ),
    Mail(
        "podziekowanie-szkola-nr-4.eml",
        "Szkoła Podstawowa nr 4 <sekretariat@sp4-jasnobrzeg.example>",
        "Thu, 12 Nov 2026 13:40:05 +0100",
        "Podziękowanie za posadzenie drzew",
        "Dziękujemy za dwanaście lip przy boisku. Wszystkie się przyjęły. Uczniowie klasy 5b zapraszają Pana "
        "Prezydenta na lekcję przyrody pod drzewami, wiosną, kiedy będą liście.",
        html="<p>Dziękujemy za <strong>dwanaście lip</strong> przy boisku. Wszystkie się "
        "przyjęły.</p><p>Uczniowie klasy 5b zapraszają Pana Prezydenta na lekcję przyrody pod drzewami, "
        "wiosną, kiedy będą liście.</p>",
    ),
    Mail(
        "oferta-szkolen.eml",
        "Akademia Sprawnego Biura <oferty@sprawne-biuro.example>",
        "Mon, 16 Nov 2026 07:55:31 +0100",
        "Oferta szkoleń: skuteczna korespondencja w urzędzie",
        "Szkolenie jednodniowe, w siedzibie urzędu, grupa do 15 osób. Cena 4200 zł. Proponujemy terminy w styczniu.",
    ),
)

NOTES = {
    "notatka-rozmowa-termin-spotkania.txt": (
        "utf-8",
        "Notatka z rozmowy telefonicznej, 12 października 2026 r.\n\n"
        "Dzwoniła pani Halina Wrzosek, przewodnicząca Rady Osiedla Nadrzecze. Spotkanie w sprawie kładki może się "
        "odbyć w świetlicy przy ul. Flisackiej w każdy dzień oprócz środy. Prosi o zawiadomienie co najmniej tydzień "
        "wcześniej, żeby zdążyła wywiesić ogłoszenia.\n\n"
        f"Sporządziła: Zofia Lipska\n\n{NOTE}\n",
    ),
    "notatka-dyzur-prezydenta.txt": (
        "cp1250",
        "Dyżur prezydenta dla mieszkańców, 6 listopada 2026 r.\r\n\r\n"
        "Przyjęto siedem osób. Sprawy: parkowanie przy ul. Młyńskiej (dwie osoby), oświetlenie ścieżki nad Wierzbnicą, "
        "zamiana mieszkania, dopłata do wymiany pieca, wniosek o ławki na bulwarze, podziękowanie za żłobek.\r\n\r\n"
        "Ustalenia: oświetlenie ścieżki sprawdzi Wydział Inwestycji do końca listopada.\r\n\r\n"
        f"Sporządziła: Anna Brzoza\r\n\r\n{NOTE}\r\n",
    ),
}

REGISTER = (
    ("lp.", "data wpływu", "nadawca", "czego dotyczy", "przekazano"),
    ("1", "2018-01-03", "Związek Żeglarzy Śródlądowych", "życzenia noworoczne", "KPM"),
    ("2", "2018-01-04", "Rada Osiedla Nadrzecze", "oświetlenie przystani", "WI"),
    ("3", "2018-01-08", "Szkoła Podstawowa nr 4", "zaproszenie na jasełka", "KPM"),
    ("4", "2018-01-09", "Muzeum Rzeki", "patronat nad konkursem modelarskim", "WKP"),
    ("", "", NOTE, "", ""),
)


def message(mail: Mail, attached: bytes = b"") -> bytes:
    """Return a message as it lies in a mailbox."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = mail.sender, OFFICE
    made["Date"], made["Subject"] = mail.date, mail.subject
    made["Message-ID"] = f"<{mail.file.removesuffix('.eml')}@jasnobrzeg.example>"
    made.set_content(f"{mail.text}\n\n-- \n{NOTE}\n")
    if mail.html:
        made.add_alternative(f"<html><body>{mail.html}<p><small>{NOTE}</small></p></body></html>", subtype="html")
    if attached:
        made.add_attachment(attached, maintype="application", subtype="pdf", filename=mail.attachment)
    if made.is_multipart():
        _fix_boundaries(made, mail.file)
    return made.as_bytes()


def _fix_boundaries(made: EmailMessage, name: str) -> None:
    """Give every part that has parts a boundary of its own that is the same on every run."""
    for number, part in enumerate(part for part in made.walk() if part.is_multipart()):
        part.set_boundary(f"==probka-{number}-{name.removesuffix('.eml')}==")


def register() -> bytes:
    """Return an old register of letters as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(REGISTER)
    return out.getvalue().encode("utf-8-sig")
