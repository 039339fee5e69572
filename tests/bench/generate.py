"""Invent the documents of an office: Polish words under Zipf's law, classes, units, dates, rights.

The same seed gives the same documents. Common words are inflected forms of office vocabulary, made by the
dictionary's generator where it is installed; the long tail is invented surnames, streets and slips of the
scanner, as in real papers. Nothing here is taken from a real office.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from uuid import UUID

from search.index.base import Document

_LEMMAS = """
    uchwała rada miasto burmistrz prezydent wójt urząd sprawa wniosek decyzja park ulica droga most
    szkoła przedszkole budżet finanse podatek opłata umowa przetarg oferta zamówienie wykonawca inwestor
    budowa remont przebudowa projekt plan miejscowy zagospodarowanie teren działka nieruchomość grunt
    dzierżawa sprzedaż najem lokal mieszkanie budynek mieszkaniec obywatel osoba rodzina dziecko senior
    sołtys sołectwo osiedle dzielnica komisja sesja posiedzenie radny przewodniczący wiceprzewodniczący
    sekretarz skarbnik kierownik dyrektor naczelnik referat wydział biuro jednostka zarządzenie
    rozporządzenie ustawa kodeks przepis paragraf artykuł ustęp załącznik protokół notatka pismo
    odpowiedź skarga petycja zapytanie interpelacja opinia stanowisko apel oświadczenie sprawozdanie
    raport informacja komunikat kultura biblioteka muzeum dom sport stadion basen turystyka zabytek
    konserwator festiwal koncert wystawa nagroda stypendium dotacja fundacja stowarzyszenie organizacja
    spółka przedsiębiorca firma zakład praca pracownik urzędnik zdrowie szpital przychodnia lekarz
    opieka pomoc społeczny środowisko powietrze woda ściek odpad śmieć zieleń drzewo wycinka las rzeka
    jezioro powódź pożar straż policja bezpieczeństwo monitoring kryzys obrona ludność ochrona
    komunikacja autobus tramwaj pociąg przystanek parking ścieżka rower chodnik oświetlenie latarnia
    sygnalizacja ruch spotkanie termin dzień tydzień miesiąc rok godzina kwota złoty procent liczba
    numer data podpis pieczęć dokument być mieć móc chcieć zostać wydać podjąć przyjąć uchwalić
    zatwierdzić odmówić wnosić prosić informować wyrazić zgoda nowy stary duży mały publiczny miejski
    gminny powiatowy prawny finansowy budowlany techniczny właściwy zgodny pilny dobry ważny pierwszy
    drugi ostatni bieżący roczny okres czas wynik wartość koszt wydatek dochód deficyt kredyt bank
    przestrzeń rynek plac fontanna pomnik cmentarz kościół parafia targ handel zezwolenie koncesja
    licencja alkohol współpraca partnerstwo delegacja wizyta zagraniczny tłumaczenie język list gość
    ambasador konsul jubileusz rocznica
"""
_SMALL = """
    w i na z do o nie się za od po dla oraz przez przy że jest to co jak lub u pod nad tym tego
"""
_SYLLABLES = """
    ba be bo bru cho cza da dą de do drze fa ga gie go gra ja je ka ko kra ku la le li lo łu ma mi mo na
    nie no o pa pie po pro ra re ro ru sa se so sta sza ta te to tu wa we wi wo zie za zło ży
"""
_NAME_ENDINGS = """
    ski skiego skiemu skim ska skiej ską scy icz icza iczowi iczem ak aka akowi akiem
"""
LEMMAS, SMALL, SYLLABLES = _LEMMAS.split(), _SMALL.split(), _SYLLABLES.split()
NAME_ENDINGS = _NAME_ENDINGS.split()
UNITS = ["KPM", "OR", "FN", "GN", "BI", "OS", "USC", "WZ", "KS", "ZP", "AB", "IT"]
KINDS = ["letter", "letter", "letter", "note", "photo", "case", "translation", "video"]
CATEGORIES = ["A", "B5", "B5", "B5", "B10", "B25", "B50", "BE10", "Bc"]
FIRST_NAMES = ["Jan", "Anna", "Maria", "Piotr"]
GUARDS = 400


@dataclass(frozen=True)
class Vocabulary:
    """Words in order of frequency with their cumulated weights."""

    words: list[str]
    weights: list[float]

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Return words drawn by frequency."""
        return chance.choices(self.words, cum_weights=self.weights, k=count)


def vocabulary(chance: random.Random, size: int = 120_000) -> Vocabulary:
    """Return the words of the office: small words, inflected vocabulary, then an invented tail."""
    forms = _forms()
    chance.shuffle(forms)
    words = list(dict.fromkeys(SMALL + forms))
    seen = set(words)
    while len(words) < size:
        stem = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))
        word = stem + (chance.choice(NAME_ENDINGS) if chance.random() < 0.6 else "")
        if word not in seen:
            seen.add(word)
            words.append(word)
    return Vocabulary(words, list(accumulate(1 / (rank + 2.7) for rank in range(len(words)))))


def _forms() -> list[str]:
    try:
        import morfeusz2
    except ImportError:
        return list(LEMMAS)
    generator = morfeusz2.Morfeusz(analyse=False, generate=True)
    forms = {form[0] for lemma in LEMMAS for form in generator.generate(lemma) if form[0].isalpha()}
    return sorted(form.lower() for form in forms if not form.lower().startswith(("naj", "nie")))


def documents(count: int, seed: int = 7) -> Iterator[Document]:
    """Yield invented documents of 200 to 400 words, each with one of `GUARDS` guards."""
    chance = random.Random(seed)
    known = vocabulary(chance)
    classes = sorted(
        {f"{chance.randint(0, 9)}{chance.randint(0, 9)}{chance.randint(0, 9)}{i % 10}" for i in range(600)}
    )
    class_weights = list(accumulate(1 / (rank + 1) for rank in range(len(classes))))
    for number in range(count):
        day = date(2011, 1, 1) + timedelta(days=chance.randrange(365 * 15))
        cls = chance.choices(classes, cum_weights=class_weights)[0]
        unit = chance.choice(UNITS)
        surname = known.words[-chance.randint(1, 5000)].capitalize()
        body = known.draw(chance, chance.randint(200, 400))
        for at in range(20, len(body), 20):
            body[at] += "."
        body.insert(5, f"{unit}.{cls}.{number % 997}.{day.year}")
        yield Document(
            id=str(UUID(int=chance.getrandbits(128), version=4)),
            kind=chance.choice(KINDS),
            guard=chance.randrange(GUARDS),
            title=" ".join(known.draw(chance, chance.randint(4, 9))).capitalize(),
            text=" ".join(body),
            reference=f"{unit}.{cls}.{number % 997}.{day.year}",
            cls=cls,
            category=chance.choice(CATEGORIES),
            year=day.year,
            date=day if chance.random() > 0.02 else None,
            unit=unit,
            sender=f"{chance.choice(FIRST_NAMES)} {surname}",
        )
