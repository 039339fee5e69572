"""Invent questions about invented documents, of every shape that the query language has. One seed, one list."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search.analysis import fold
from search.index.base import ALL, Document, Guards, Sort
from tests.bench.generate import GUARDS, KINDS, SMALL, UNITS, documents

_KINDS = ["pismo", "wpływ", "notatka", "zdjęcie", "sprawa", "film", "tłumaczenie", "spotkanie"]


@dataclass(frozen=True)
class Question:
    """A query as typed, what facets are chosen, whose rights, which order."""

    text: str
    narrow: tuple[tuple[str, tuple[str, ...]], ...]
    guards: Guards
    sort: Sort


def papers(count: int, seed: int = 21) -> list[Document]:
    """Return invented documents, some with what upsets an analyser or a tokenizer."""
    chance = random.Random(seed)
    found = list(documents(count, seed=seed))
    odd = [
        "umowa umowa umowa", "uchwała|rada a|b", "ﷺ w tekście", "żo\u0301łć i z\u0307o\u0301l\u0327c", "x" * 200,
        "½ etatu ㎏ ⑴ Ⅷ", "ręcz\u00adnie prze\u200bniesione", "a\u00a0b\u2003c\u3000d", "  ",
        "Łódź-Bałuty/2024 C++ §12", "rada " * 60 + "miasto", "decyzja. " * 40,
        "\ttabulator\nwiersz\r\nkoniec", "ǆ ǅ ﬁnanse ﬃ",
    ]  # fmt: skip
    for number in range(0, count, 9):
        paper = found[number]
        words = paper.text.split()
        at = chance.randrange(len(words))
        text = " ".join([*words[:at], chance.choice(odd), *words[at:]])
        keywords = tuple(chance.sample(words, 3)) if chance.random() < 0.5 else ()
        found[number] = replace(paper, text=text, keywords=keywords)
    for number in range(4, count, 23):
        bare = dict.fromkeys(chance.sample(["sender", "unit", "category", "cls", "reference", "title"], 2), "")
        found[number] = replace(found[number], **bare, year=None if chance.random() < 0.5 else found[number].year)
    return found


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    """Return the forms of a word's lemmas that the dictionary makes; the word itself where it knows none."""
    try:
        import morfeusz2
    except ImportError:
        return (word,)
    dictionary = _dictionary(morfeusz2)
    lemmas = {edge[2][1].partition(":")[0] for edge in dictionary.analyse(word) if edge[2][2] != "ign"}
    return tuple(sorted({form[0].lower() for lemma in lemmas for form in dictionary.generate(lemma)})) or (word,)


@lru_cache(maxsize=1)
def _dictionary(morfeusz2: object) -> object:
    return morfeusz2.Morfeusz(expand_tags=False)  # type: ignore[attr-defined]


class Asker:
    """Draws questions, their words mostly from the documents."""

    def __init__(self, about: Sequence[Document], seed: int) -> None:
        self.about = about
        self.chance = random.Random(seed)
        self.shapes: list[Callable[[], str]] = [
            self.word, lambda: self.words(2), lambda: self.words(3), lambda: self.words(5), self.small, self.either,
            self.without, self.exact, self.near, self.start, self.bracketed, self.fields, self.range, self.reference,
            self.named, self.odd, lambda: f"{self.words(2)} {self.fields()}", lambda: f"{self.near()} {self.range()}",
            lambda: f"{self.exact()} {self.word()}", lambda: f"{self.start()} -{self.word()}", lambda: "",
        ]  # fmt: skip

    def question(self) -> Question:
        """Return one question."""
        sort: Sort = self.chance.choices(["relevance", "date", "date_asc"], [6, 1, 1])[0]  # type: ignore[assignment]
        return Question(self.chance.choice(self.shapes)(), self.narrow(), self.guards(), sort)

    def guards(self) -> Guards:
        count = self.chance.choices([0, 1, 20, 100, 300, GUARDS], [6, 1, 2, 3, 4, 2])[0]
        if count == 0:
            return ALL
        return frozenset(self.chance.sample(range(GUARDS), count))

    def narrow(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if self.chance.random() < 0.8:
            return ()
        name = self.chance.choice(["kind", "cls", "category", "year", "unit"])
        values = {str(getattr(self.paper(), name)) for _ in range(self.chance.randint(1, 3))} - {"", "None"}
        return ((name, tuple(sorted(values))),) if values else ()

    def paper(self) -> Document:
        return self.chance.choice(self.about)

    def run(self, count: int) -> list[str]:
        """Return neighbouring words of a document."""
        words = [word.strip(".") for word in self.paper().text.split()]
        words = [word for word in words if word.isalpha()] or ["rada"]
        at = self.chance.randrange(max(1, len(words) - count))
        return words[at : at + count]

    def word(self) -> str:
        """Return a word in any form, now and then without its Polish letters or in capitals."""
        word = self.chance.choice(self.run(1))
        how = self.chance.random()
        if how < 0.6:
            word = self.chance.choice(_forms(word.lower()))
        if 0.4 < how < 0.6:
            word = fold(word)
        return word.upper() if how > 0.95 else word

    def words(self, count: int) -> str:
        return " ".join(self.word() for _ in range(count))

    def small(self) -> str:
        return f"{self.chance.choice(SMALL)} {self.word()} {self.chance.choice(SMALL)}"

    def either(self) -> str:
        return self.chance.choice([" OR ", " LUB "]).join(self.word() for _ in range(self.chance.randint(2, 4)))

    def without(self) -> str:
        return f"{self.word()} {self.chance.choice(['-', 'NOT '])}{self.word()}"

    def exact(self) -> str:
        return f'"{" ".join(self.run(self.chance.randint(1, 4)))}"'

    def near(self) -> str:
        words = self.run(self.chance.randint(2, 4))
        if self.chance.random() < 0.3:
            self.chance.shuffle(words)
        if self.chance.random() < 0.3:
            words.insert(1, self.chance.choice(words))
        if self.chance.random() < 0.5 and len(words) > 2:
            words.pop(1)
        return f'"{" ".join(words)}"~{self.chance.randint(1, 6)}'

    def start(self) -> str:
        return self.word()[: self.chance.randint(2, 6)] + "*"

    def bracketed(self) -> str:
        return f"({self.either()}) ({self.word()} OR {self.exact()}) -({self.word()} {self.word()})"

    def fields(self) -> str:
        paper, chance = self.paper(), self.chance
        kinds = [
            f"klasa:{paper.cls[: chance.randint(1, 4)]}", f"rodzaj:{chance.choice(_KINDS)}", f"rok:{paper.year}",
            f"kategoria:{paper.category}", f"kategoria:{paper.category[:1]}*",
            f"komórka:{chance.choice(UNITS).lower()}",
            f"rodzaj:{chance.choice(KINDS)}", f"-komórka:{chance.choice(UNITS)}",
            f"-klasa:{paper.cls[:1]}",
            f"klasa:{paper.cls} klasa:{self.paper().cls}", f"-rok:{paper.year} rok:2015..2022",
        ]  # fmt: skip
        return " ".join(chance.sample(kinds, chance.randint(1, 2)))

    def range(self) -> str:
        year, month, day = self.chance.randint(2010, 2026), self.chance.randint(1, 12), self.chance.randint(1, 28)
        return self.chance.choice([
            f"od:{year}", f"do:{year}-{month:02}", f"od:{day}.{month:02}.{year} do:{year + 2}",
            f"rok:{year}..{year + 3}", f"data:[{year}-{month:02} TO {year + 1}]", f"data:{{{year} TO {year + 4}}}",
            f"rok:>={year}", f"rok:<{year}",
        ])  # fmt: skip

    def reference(self) -> str:
        text = self.paper().reference or "OR.0050.1.2024"
        parts = text.split(".")
        return self.chance.choice([text, text.lower(), f"znak:{text}", " ".join(parts), f"znak:{'.'.join(parts[1:3])}"])

    def named(self) -> str:
        paper = self.paper()
        sender = paper.sender.split() or ["Jan"]
        title = paper.title.split() or ["rada"]
        return self.chance.choice([
            f"nadawca:{self.chance.choice(sender)}", f'nadawca:"{" ".join(sender)}"', f"od:{sender[-1]}",
            f"tytuł:{self.chance.choice(title)}", f"tytuł:{title[0][:3]}* {self.word()}",
            f'tytuł:"{" ".join(title[:2])}"', f'tytuł:"{" ".join(title[:3])}"~2',
        ])  # fmt: skip

    def odd(self) -> str:
        odd = [
            "ﷺ", '"ﷺ w"', "umowa umowa", '"umowa umowa"', '"umowa umowa"~3', "a|b", '"a b c d"', "½", "㎏", "⑴", "Ⅷ",
            "żółć", "Łódź-Bałuty/2024", "C++", "ręcznie", "x" * 64, "x" * 200, "finanse", '"rada rada rada"~2',
            '"decyzja decyzja"', "rada miasto", "*", '""', "()", "NOT", "-", "nieistniejącesłowo", "§12",
            "(park OR (most " * 8 + "rada" + "))" * 8, "-(" * 16 + "rada" + ")" * 16,
            " OR ".join(f"{word}*" for word in ("pa", "mo", "ra", "ul", "sz", "dr", "bu", "gm") * 8),
        ]  # fmt: skip
        return self.chance.choice(odd)


def questions(about: Sequence[Document], count: int, seed: int = 22) -> list[Question]:
    """Return so many questions."""
    asker = Asker(about, seed)
    return [asker.question() for _ in range(count)]
