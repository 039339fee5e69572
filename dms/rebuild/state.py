"""The state of an office as one hash over the canonical JSON of public ids: equal before and after a rebuild."""

from __future__ import annotations

import hashlib
from typing import Any

from dms import canonical
from dms.archive import kinds
from dms.audit.models import AuditEvent
from dms.cases.models import CaseCounter


def state() -> dict[str, Any]:
    """Return a hash per kind, of the counters and of the events, and one over all of them."""
    parts: dict[str, dict[str, Any]] = {}
    for kind in kinds.all_kinds():
        if kind.name == "snapshot":
            found = {"now": kinds.describe("snapshot", "now")}
        else:
            found = {noun_id: _noun(kind, noun_id) for noun_id in kind.ids()}
        parts[kind.name] = {"count": len(found), "hash": canonical.digest(found)}
    counters: list[Any] = sorted(CaseCounter.objects.values_list("unit_symbol", "symbol", "group", "year", "last"))
    parts["counters"] = {"count": len(counters), "hash": canonical.digest(counters)}
    digest, count = hashlib.sha256(), 0
    for event_digest in AuditEvent.objects.order_by("id").values_list("digest", flat=True).iterator():
        digest.update(event_digest.encode())
        count += 1
    parts["events"] = {"count": count, "hash": digest.hexdigest()}
    return {"hash": canonical.digest(parts), "parts": parts}


def _noun(kind: kinds.Kind, noun_id: str) -> dict[str, Any]:
    texts = kind.texts(noun_id) if kind.texts else {}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in texts.items()}
    return {"metadata": kinds.describe(kind.name, noun_id), "texts": digests}
