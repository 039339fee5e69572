"""Who works in the sample office and whom it knows. Everybody and everything here is invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dms.access.models import Role, User
from dms.people.models import Person
from dms.records.models import Term

PASSWORD = "jasnobrzeg-2026"  # noqa: S105 - everybody may know it: the office is a sample
MAYOR, FIRST_DEPUTY, SECOND_DEPUTY = "Tadeusz Wierzbicki", "Ewa Sadowska", "Piotr Zieliński"

UNITS = {
    "KPM": "Kancelaria Prezydenta Miasta",
    "BR": "Biuro Rady Miasta",
    "WI": "Wydział Inwestycji",
    "WKP": "Wydział Kultury i Promocji",
    "AZ": "Archiwum Zakładowe",
}


@dataclass(frozen=True)
class Account:
    """Somebody who signs in: user name, name, post, initials, and a role in a unit (in the whole office without)."""

    username: str
    name: str
    post: str
    initials: str
    role: Role
    unit: str | None = None
    cleared: bool = False


ACCOUNTS = (
    Account("irena", "Irena Kłos", "referent, punkt kancelaryjny", "IK", Role.REGISTRY),
    Account("anna", "Anna Brzoza", "sekretarka Prezydenta", "AB", Role.REGISTRY, "KPM", cleared=True),
    Account("zofia", "Zofia Lipska", "inspektor w Kancelarii Prezydenta", "ZL", Role.HANDLER, "KPM"),
    Account("marek", "Marek Olszyna", "główny specjalista, inwestycje", "MO", Role.HANDLER, "WI"),
    Account("karolina", "Karolina Dębska", "inspektor, kultura i promocja", "KD", Role.HANDLER, "WKP"),
    Account("helena", "Helena Sarnecka", "archiwistka zakładowa", "HS", Role.ARCHIVIST, cleared=True),
    Account("tomasz", "Tomasz Gałązka", "sekretarz miasta", "TG", Role.RECORDS_MANAGER, cleared=True),
    Account("kamil", "Kamil Wrona", "praktykant w Biurze Rady", "KW", Role.READER, "BR"),
    Account("adam", "Adam Kowalik", "administrator systemu", "AK", Role.ADMINISTRATOR),
)


@dataclass(frozen=True)
class Known:
    """A person or organisation in the office's list."""

    name: str
    post: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def _person(name: str, post: str, **details: Any) -> Known:
    given, _space, surname = name.rpartition(" ")
    return Known(name, post, {"given_names": given, "surname": surname, "town": "Jasnobrzeg", **details})


def _organisation(name: str, town: str = "Jasnobrzeg", **details: Any) -> Known:
    return Known(name, "", {"type": Person.Type.ORGANISATION, "town": town, **details})


PERSONS = (
    _person(MAYOR, "Prezydent Miasta", principal=True),
    _person(FIRST_DEPUTY, "pierwsza zastępczyni Prezydenta", principal=True),
    _person(SECOND_DEPUTY, "drugi zastępca Prezydenta", principal=True),
    _person("Halina Wrzosek", "przewodnicząca Rady Osiedla Nadrzecze"),
    _person("Barbara Jaworska", "radna Miasta"),
    _person("Teresa Maj", "dyrektorka Szkoły Podstawowej nr 4"),
    _person("Konrad Feldmann", "burmistrz Lindenau", town="Lindenau", country="DE"),
    _organisation("Rada Osiedla Nadrzecze"),
    _organisation("Stowarzyszenie „Jawny Jasnobrzeg”", email="biuro@jawny-jasnobrzeg.example"),
    _organisation("Muzeum Rzeki w Jasnobrzegu"),
    _organisation("Miasto Lindenau", "Lindenau", country="DE"),
)

TERMS: dict[str, tuple[str, ...]] = {
    Term.Vocabulary.DOCUMENT_TYPE: (
        "pismo", "wniosek", "skarga", "petycja", "interpelacja", "zaproszenie", "podziękowanie", "notatka", "opinia",
        "zarządzenie", "decyzja", "uchwała", "umowa", "faktura", "sprawozdanie", "rejestr",
    ),
    Term.Vocabulary.RECEIPT: (
        "list zwykły", "list polecony", "goniec", "osobiście", "poczta elektroniczna", "e-Doręczenia", "ePUAP",
        "nośnik",
    ),
    Term.Vocabulary.DISPATCH: (
        "list zwykły", "list polecony", "goniec", "odbiór osobisty", "poczta elektroniczna", "e-Doręczenia", "ePUAP",
    ),
}  # fmt: skip


def sign_in_accounts() -> list[dict[str, str]]:
    """Return what the sign-in page offers, of the accounts that are here: username, password, name, who (the post)."""
    names = [account.username for account in ACCOUNTS]
    present = User.objects.filter(username__in=names, is_active=True)
    here = {user.username for user in present if user.has_usable_password()}  # after a rebuild nobody has one
    return [
        {"username": row.username, "password": PASSWORD, "name": row.name, "who": row.post}
        for row in ACCOUNTS
        if row.username in here
    ]
