"""What a search finds, for forms that name another thing (`dms.records.picking`): inflected and unaccented words."""

from __future__ import annotations

from collections.abc import Collection

from dms.access.system import Principal
from dms.errors import Unavailable
from search.finding import find

LOOKED_THROUGH = 40


def fitting(text: str, user: Principal, kinds: Collection[str], limit: int) -> list[tuple[str, str]]:
    """Return (kind, id) of the best hits among records and cases, best first; `kinds` are "record" and "case".

    Nothing while the index cannot answer: a form that looks for titles first must not fall with it.
    """
    try:
        hits = find(text, user, limit=LOOKED_THROUGH, facets=()).hits
    except Unavailable:
        return []
    found = [("case" if hit.kind == "case" else "record", hit.id) for hit in hits if hit.kind != "appointment"]
    return [one for one in found if one[0] in kinds][:limit]
