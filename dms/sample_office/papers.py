"""What each sample file is, where it belongs and who files it. A file without a home waits in the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from dms.records.models import Record

Kind, Access, Form = Record.Kind, Record.Access, Record.Form
OFFICE = "Prezydent Miasta Jasnobrzeg"


@dataclass(frozen=True)
class Paper:
    """One record. `case` is a key of `cases.CASES`, `symbol` a class for what belongs to no case.

    `day` is the date on the document, `received` and `sent` whole days; `sender` and `addressee` names as written.
    `links` are (type of relation, file): this record is a reply to, translation of or annex of that one.
    """

    file: str
    kind: str = ""
    title: str = ""
    case: str = ""
    symbol: str = ""
    day: str = ""
    received: str = ""
    sent: str = ""
    sender: str = ""
    addressee: str = ""
    country: str = "PL"
    type: str = ""
    delivery: str = ""
    reference: str = ""
    access: str = Access.FULL
    form: str = Form.BORN_DIGITAL
    language: str = "pol"
    description: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def waits(self) -> bool:
        """Tell whether it stays in the inbox."""
        return not self.case and not self.symbol

    @property
    def town(self) -> str:
        """Return the sender's or addressee's town."""
        return "Lindenau" if self.country == "DE" else "Jasnobrzeg"


COUNCIL, COUNCILLOR = "Rada Osiedla Nadrzecze", "Barbara Jaworska"
SCHOOL, PARTNER = "Szkoła Podstawowa nr 4", "Miasto Lindenau"

PAPERS = (
    # The footbridge: request, resolution, notes, opinion, draft of the reply, photographs.
    Paper(
        "wniosek-rada-osiedla-kladka.pdf", Kind.LETTER_IN, "Wniosek o spotkanie w sprawie kładki pieszo-rowerowej",
        "kladka", day="2026-09-21", received="2026-09-22", sender=COUNCIL, type="wniosek", delivery="osobiście",
        reference="RON 12/2026",
    ),
    Paper(
        "uchwala-rady-osiedla-skan.pdf", Kind.LETTER_IN, "Uchwała nr 9/2026 Rady Osiedla Nadrzecze w sprawie kładki",
        "kladka", day="2026-09-17", received="2026-09-22", sender=COUNCIL, type="uchwała", delivery="osobiście",
        form=Form.SCAN, links=(("annex_of", "wniosek-rada-osiedla-kladka.pdf"),),
    ),
    Paper(
        "notatka-rozmowa-termin-spotkania.txt", Kind.NOTE, "Notatka z rozmowy o terminie spotkania", "kladka",
        day="2026-10-12", sender="Zofia Lipska", type="notatka",
    ),
    Paper(
        "notatka-wizja-lokalna.odt", Kind.NOTE, "Notatka służbowa z wizji lokalnej przy przystani", "kladka",
        day="2026-10-02", sender="Marek Olszyna", type="notatka",
    ),
    Paper(
        "opinia-wydzialu-inwestycji.docx", Kind.LETTER_INTERNAL, "Opinia w sprawie zmiany przyczółka kładki", "kladka",
        day="2026-10-06", sender="Wydział Inwestycji", addressee="Kancelaria Prezydenta Miasta", type="opinia",
    ),
    Paper(
        "projekt-odpowiedzi-rada-osiedla.odt", Kind.LETTER_OUT, "Odpowiedź na wniosek o spotkanie – projekt", "kladka",
        day="2026-10", sender=OFFICE, addressee=COUNCIL, type="pismo", access=Access.PARTIAL,
        links=(("reply_to", "wniosek-rada-osiedla-kladka.pdf"),),
    ),
    Paper(
        "kladka-widok-od-przystani.jpg", Kind.PHOTO, "Kładka na Wierzbnicy, widok od przystani", "kladka",
        sender="Marek Olszyna",
    ),
    Paper(
        "kladka-budowa-filary.jpg", Kind.PHOTO, "Budowa kładki, filary i dźwig", "kladka", sender="Marek Olszyna",
    ),
    # The councillor's question and its answer.
    Paper(
        "interpelacja-termin-otwarcia-kladki.pdf", Kind.LETTER_IN, "Interpelacja w sprawie terminu otwarcia kładki",
        "interpelacja", day="2026-08-03", received="2026-08-04", sender=COUNCILLOR, type="interpelacja",
        delivery="e-Doręczenia",
    ),
    Paper(
        "odpowiedz-na-interpelacje-kladka.pdf", Kind.LETTER_OUT,
        "Odpowiedź na interpelację w sprawie terminu otwarcia kładki", "interpelacja",
        day="2026-08-17", sent="2026-08-17", sender=OFFICE, addressee=COUNCILLOR, type="pismo", delivery="e-Doręczenia",
        links=(("reply_to", "interpelacja-termin-otwarcia-kladki.pdf"),),
    ),
    Paper(
        "zarzadzenie-zespol-do-spraw-kladki.pdf", Kind.DECISION,
        "Zarządzenie nr 114/2026 w sprawie powołania zespołu do spraw kładki", "zespol", day="2026-05-04",
        sender=OFFICE, type="zarządzenie",
    ),
    # The twin city: letter, translation, answer.
    Paper(
        "brief-lindenau-jugendaustausch.pdf", Kind.LETTER_IN, "Einladung zum Jugendaustausch im Frühjahr 2027",
        "lindenau", day="2026-09-14", received="2026-09-18", sender=PARTNER, country="DE", type="pismo",
        delivery="list polecony", reference="LI-10/2026", language="deu",
    ),
    Paper(
        "tlumaczenie-listu-z-lindenau.docx", Kind.TRANSLATION, "Zaproszenie do wymiany młodzieży (tłumaczenie)",
        "lindenau", day="2026-09-24", sender="Anna Brzoza", type="pismo",
        links=(("translation_of", "brief-lindenau-jugendaustausch.pdf"),),
    ),
    Paper(
        "odpowiedz-do-lindenau.odt", Kind.LETTER_OUT, "Odpowiedź na zaproszenie do wymiany młodzieży", "lindenau",
        day="2026-10-12", sent="2026-10-13", sender=OFFICE, addressee=PARTNER, country="DE", type="pismo",
        delivery="list polecony", links=(("reply_to", "brief-lindenau-jugendaustausch.pdf"),),
    ),
    # A complaint by e-mail, with an annex inside, and the municipal guard's report.
    Paper(
        "skarga-halas-mlynska.eml", Kind.LETTER_IN, "Skarga na hałas przy ulicy Młyńskiej", "halas", day="2026-10-13",
        received="2026-10-13", type="skarga", delivery="poczta elektroniczna", access=Access.PARTIAL,
    ),
    Paper(
        "pismo-straz-miejska-halas.docx", Kind.LETTER_IN, "Informacja o kontrolach przy ulicy Młyńskiej", "halas",
        day="2026-10-22", received="2026-10-23", sender="Straż Miejska w Jasnobrzegu", type="pismo", delivery="goniec",
    ),
    # The city's day.
    Paper(
        "program-swieta-miasta.docx", Kind.NOTE, "Program Święta Miasta, 13 czerwca 2026 r.", "swieto",
        day="2026-05-18", sender="Wydział Kultury i Promocji",
    ),
    Paper("rynek-swieto-miasta.jpg", Kind.PHOTO, "Święto Miasta, rynek przed otwarciem", "swieto"),
    Paper("koncert-na-bulwarze.jpg", Kind.PHOTO, "Święto Miasta, koncert na bulwarze Flisaków", "swieto"),
    Paper("splyw-flisacki.mp4", Kind.VIDEO, "Spływ flisacki pod kładką", "swieto", day="2026-06-13"),
    Paper(
        "przemowienie-swieto-miasta.m4a", Kind.AUDIO, "Przemówienie Prezydenta na otwarcie Święta Miasta", "swieto",
        day="2026-06-13", sender=OFFICE,
    ),
    # Trees at the school.
    Paper(
        "wniosek-dyrektor-szkoly-drzewa.pdf", Kind.LETTER_IN, "Wniosek o nasadzenia drzew przy szkole", "lipy",
        day="2026-03-02", received="2026-03-03", sender=SCHOOL, type="wniosek", delivery="goniec",
        reference="SP4.071.3.2026",
    ),
    Paper("szkola-podstawowa-nr-4.jpg", Kind.PHOTO, "Szkoła Podstawowa nr 4, boisko bez cienia", "lipy"),
    Paper("sadzenie-lip.jpg", Kind.PHOTO, "Sadzenie lip przy Szkole Podstawowej nr 4", "lipy"),
    # Cases closed long ago.
    Paper(
        "sprawozdanie-wizyta-lindenau-2014.pdf", Kind.NOTE, "Sprawozdanie z wyjazdu delegacji do Lindenau", "wyjazd",
        day="2014-11-20", sender="Tomasz Gałązka", type="sprawozdanie",
    ),
    Paper(
        "rejestr-przesylek-styczen-2018.csv", Kind.OTHER, "Rejestr przesyłek wpływających, styczeń 2018", "rejestr",
        day="2018-01", type="rejestr",
    ),
    Paper(
        "podanie-skan-2019.pdf", Kind.LETTER_IN, "Podanie o pomoc po wichurze", "wichura", day="2019-08-19",
        received="2019-08-20", sender="Krystyna Malinowska", type="wniosek", delivery="osobiście", form=Form.SCAN,
        access=Access.NONE,
    ),
    Paper(
        "decyzja-pomoc-po-wichurze-2019.pdf", Kind.DECISION,
        "Decyzja nr 7/2019 w sprawie przyznania pomocy po wichurze", "wichura",
        day="2019-09-03", sent="2019-09-04", sender=OFFICE, addressee="Krystyna Malinowska", type="decyzja",
        delivery="list polecony", access=Access.NONE, links=(("reply_to", "podanie-skan-2019.pdf"),),
    ),
    Paper(
        "przekazanie-wedlug-wlasciwosci-2021.pdf", Kind.LETTER_OUT, "Przekazanie pisma według właściwości", "droga",
        day="2021-04-14", sent="2021-04-14", sender=OFFICE, addressee="Zarząd Powiatu", type="pismo", delivery="ePUAP",
    ),
    Paper(
        "prosba-o-spotkanie-klub-seniora-2022.pdf", Kind.LETTER_IN, "Prośba o spotkanie z Klubem Seniora „Przystań”",
        "seniorzy", day="2022-02-07", received="2022-02-08", sender="Klub Seniora „Przystań”", type="pismo",
        delivery="list zwykły",
    ),
    Paper(
        "wniosek-informacja-publiczna.eml", Kind.LETTER_IN, "Wniosek o udostępnienie informacji publicznej",
        "informacja", day="2024-10-21", received="2024-10-21", type="wniosek", delivery="poczta elektroniczna",
    ),
    Paper(
        "odpowiedz-informacja-publiczna.pdf", Kind.LETTER_OUT, "Odpowiedź na wniosek o informację publiczną",
        "informacja", day="2024-11-08", sent="2024-11-08", sender=OFFICE, addressee="Stowarzyszenie „Jawny "
        "Jasnobrzeg”",
        type="pismo", delivery="poczta elektroniczna", links=(("reply_to", "wniosek-informacja-publiczna.eml"),),
    ),
    # What belongs to no case.
    Paper(
        "zaproszenie-bal-2022.pdf", Kind.LETTER_IN, "Zaproszenie na bal karnawałowy Związku Żeglarzy", symbol="310",
        day="2022-01-10", received="2022-01-12", sender="Związek Żeglarzy Śródlądowych", type="zaproszenie",
        delivery="list zwykły",
    ),
    Paper("wieza-ratusza.jpg", Kind.PHOTO, "Wieża ratusza po remoncie", symbol="420"),
    Paper(
        "notatka-dyzur-prezydenta.txt", Kind.NOTE, "Dyżur Prezydenta dla mieszkańców, 6 listopada", symbol="302",
        day="2026-11-06", sender="Anna Brzoza", type="notatka", access=Access.NONE,
    ),
    # The inbox: what came in the last days, described by nobody yet.
    Paper("grusswort-orchester-lindenau.pdf"),
    Paper("zaproszenie-sto-lat-zeglugi.pdf"),
    Paper("notatka-narada-kierownictwa.docx"),
    Paper("podziekowanie-szkola-nr-4.eml"),
    Paper("oferta-szkolen.eml"),
    Paper("prosba-mieszkanki-lawki-skan.jpg"),
    Paper("lawki-na-bulwarze.jpg"),
    Paper("delegacja-z-lindenau.jpg"),
    Paper("umowa-poufna-zaszyfrowana.pdf"),
    Paper("zalacznik-uszkodzony.pdf"),
)  # fmt: skip
