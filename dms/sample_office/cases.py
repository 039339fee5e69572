"""The cases of the sample office: some under way, some closed long enough ago that their period is over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SampleCase:
    """One case. Days are `YYYY-MM-DD`; `closed` is empty while it goes on; `deadline` counts days from today."""

    key: str
    unit: str
    symbol: str
    handler: str
    opened: str
    title: str
    closed: str = ""
    settlement: str = ""
    deadline: int | None = None
    description: str = ""


CASES = (
    SampleCase(
        "wyjazd", "KPM", "322", "tomasz", "2014-10-06", "Wyjazd delegacji miasta do Lindenau", "2014-11-28",
        "Sprawozdanie przyjęte przez Prezydenta.",
    ),
    SampleCase(
        "rejestr", "KPM", "110", "tomasz", "2018-01-02", "Rejestr przesyłek wpływających, styczeń 2018", "2018-02-01",
        "Rejestr zamknięto z końcem miesiąca.",
    ),
    SampleCase(
        "wichura", "KPM", "510", "zofia", "2019-08-20", "Pomoc dla mieszkanki ulicy Lipowej po wichurze", "2019-10-02",
        "Przyznano pomoc, decyzja doręczona.",
    ),
    SampleCase(
        "droga", "KPM", "501", "zofia", "2021-04-12", "Odśnieżanie drogi Jasnobrzeg – Stare Łąki", "2021-04-14",
        "Przekazano Zarządowi Powiatu.",
    ),
    SampleCase(
        "seniorzy", "KPM", "301", "zofia", "2022-02-08", "Spotkanie z Klubem Seniora „Przystań”", "2022-03-15",
        "Spotkanie odbyło się 10 marca 2022 r.",
    ),
    SampleCase(
        "informacja", "KPM", "130", "zofia", "2024-10-21",
        "Wniosek o udostępnienie uwag z konsultacji w sprawie kładki", "2024-11-08", "Udostępniono zestawienie uwag.",
    ),
    SampleCase(
        "lipy", "WI", "511", "marek", "2026-03-03", "Nasadzenia drzew przy Szkole Podstawowej nr 4",
        description="Dwanaście lip posadzono 13 czerwca; trwa pielęgnacja gwarancyjna.",
    ),
    SampleCase("swieto", "WKP", "400", "karolina", "2026-04-14", "Święto Miasta 2026"),
    SampleCase(
        "zespol", "KPM", "010", "zofia", "2026-04-27", "Zarządzenie w sprawie powołania zespołu do spraw kładki",
        "2026-05-06", "Zarządzenie podpisane i ogłoszone.",
    ),
    SampleCase(
        "interpelacja", "KPM", "022", "zofia", "2026-08-04",
        "Interpelacja w sprawie terminu otwarcia kładki na Wierzbnicy", "2026-08-18",
        "Odpowiedzi udzielono w terminie.",
    ),
    SampleCase(
        "lindenau", "KPM", "3201", "zofia", "2026-09-18", "Wymiana młodzieży z Lindenau wiosną 2027 roku", deadline=7,
    ),
    SampleCase(
        "kladka", "KPM", "503", "zofia", "2026-09-22",
        "Spotkanie z mieszkańcami osiedla Nadrzecze w sprawie kładki na Wierzbnicy", deadline=4,
        description="Mieszkańcy wnoszą o pochylnię zamiast schodów i o oświetlenie dojścia.",
    ),
    SampleCase(
        "halas", "KPM", "500", "zofia", "2026-10-13", "Skarga na hałas przy ulicy Młyńskiej", deadline=-2,
    ),
)  # fmt: skip
