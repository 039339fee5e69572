"""How a record came is kept with it, as `metadata/arrival.json`, written with its first version and never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dms.access.models import User
from dms.archive import kinds
from dms.records.models import Record
from ingest.mediatypes import extension
from ingest.models import Arrival
from ingest.names import title
from ingest.steps.capture import KINDS, description


def describe(noun_id: str) -> dict[str, Any] | None:
    """Return how a record came."""
    arrival = Arrival.objects.filter(record_id_given=noun_id).first()
    return description(arrival) if arrival else None


def restore(noun_id: str, data: dict[str, Any]) -> None:
    """Put the arrival back, so that the same bytes sent again are still known."""
    modified = data["modified_at"]
    fields = {
        "state": Arrival.State.DONE,
        "record_id": noun_id,
        "record_id_given": noun_id,
        "sender_key": data["sender"],
        "received_at": dt.datetime.fromisoformat(data["received_at"]),
        "modified_at": dt.datetime.fromisoformat(modified) if modified else None,
        "user": User.objects.filter(pk=data["user"]).first() if data["user"] else None,
        "unit_id": data["unit"],
    }
    plain = ("source", "origin", "name", "size", "sha256", "media_type", "format_label", "group", "level")
    Arrival.objects.update_or_create(pk=data["arrival"], defaults=fields | {name: data[name] for name in plain})


def first_description(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return a record's description made from how it came: its write-back was lost with the database."""
    data = metadata["arrival"]
    main = {
        "number": 1, "role": "main", "path": f"content/001{extension(data['media_type']) or '.bin'}", "facts": {},
        "problems": [], "pages": None, "text_method": "",
    } | {name: data[name] for name in ("name", "media_type", "format_label", "group", "size", "sha256")}  # fmt: skip
    return {
        "kind": KINDS.get(data["group"], Record.Kind.OTHER), "title": title(data["name"]), "description": "",
        "document_type": "", "language": "", "form": Record.Form.BORN_DIGITAL, "access": "", "date_text": "",
        "posted_text": "", "received_on": None, "sent_on": None, "sender_reference": "", "delivery": "",
        "attachments_declared": None, "registered_at": data["received_at"], "unit": data["unit"],
        "level": data["level"], "class": None, "classified_at": None, "correspondents": [],
        "components": [main], "relations": [],
    }  # fmt: skip


def register() -> None:
    """Add the part to records."""
    kinds.contribute("record", kinds.Part("arrival", describe, restore))
    kinds.fall_back("record", first_description)
