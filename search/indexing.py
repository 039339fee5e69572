"""Keeping the index in step: marks in the database are drained in batches by whoever has the turn."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from functools import lru_cache

from django.conf import settings
from django.db import transaction

from search import documents
from search.index.base import Index, IndexBusy
from search.index.chosen import open_index
from search.models import Dirty
from search.turn import turn

BATCH = 300


@lru_cache(maxsize=1)
def index() -> Index:
    """Return the index of this office."""
    return open_index(settings.AKTA_SEARCH, settings.AKTA_HOME / "index")


def drain(limit: int | None = None) -> int:
    """Index what changed; return how many documents were written or removed. Raises IndexBusy, also during a rebuild.

    One at a time: of two that drain at once the slower could write an older state of a document over the newer one,
    and what is drained into the old index during a rebuild would be lost with it.

    Marks are deleted by their own keys after the commit of the index, so a mark made meanwhile stays, and a crash
    between the two only indexes once more.
    """
    count = 0
    with turn(wait=False) as held:
        while limit is None or count < limit:
            marks = list(Dirty.objects.order_by("pk").values_list("pk", "kind", "subject_id")[:BATCH])
            if not marks:
                break
            subjects = {(kind, subject) for _pk, kind, subject in marks}
            count += _index(subjects)
            if not held():  # somebody may have written newer states before we wrote ours
                Dirty.objects.bulk_create(Dirty(kind=kind, subject_id=subject) for kind, subject in subjects)
                raise IndexBusy
            with transaction.atomic():
                Dirty.objects.filter(pk__in=[pk for pk, _kind, _subject in marks]).delete()
    return count


def _index(subjects: set[tuple[str, str]]) -> int:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, subject in subjects:
        by_kind[kind].append(subject)
    found = [document for kind, ids in by_kind.items() for document in documents.load(kind, ids)]
    gone = {subject for _kind, subject in subjects} - {document.id for document in found}
    index().index(found, deletes=gone)
    return len(subjects)


def rebuild(*, only_if_needed: bool = False) -> int:
    """Build the index anew beside the old one and swap; what changed meanwhile is indexed again.

    Of two that want it only one builds at a time; with `only_if_needed` the second finds it done.
    """
    whole = False
    while not whole:
        with turn(wait=True) as held:
            if only_if_needed and index().is_current():
                return 0
            latest = Dirty.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            count = index().rebuild(documents.everything())
            whole = held()  # else what others indexed meanwhile went into the old index
            if whole:
                with transaction.atomic():
                    Dirty.objects.filter(pk__lte=latest).delete()
    with suppress(IndexBusy):  # then somebody else drains
        drain()
    return count


def lag() -> int:
    """Return how many marks wait."""
    return Dirty.objects.count()
