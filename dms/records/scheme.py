"""Importing a classification scheme as a new version, and finding classes in the one in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dms.access import policy
from dms.access.system import Principal
from dms.audit import log
from dms.days import today
from dms.errors import Invalid, NotFound
from dms.records import scheme_csv
from dms.records.models import ClassificationScheme, RecordClass


def import_csv(
    data: bytes, *, name: str, version: str, valid_from: dt.date, by: Principal, sample: bool = False
) -> ClassificationScheme:
    """Import a scheme from CSV as a new version; the report of what is odd is kept on it.

    The version before it ends the day before. Raises Invalid when the table has errors that make a scheme impossible
    (duplicates, orphans, bad symbols); nothing is kept then.
    """
    policy.require(by, "scheme.import")
    table = scheme_csv.parse(data)
    errors = [finding for finding in table.findings if finding.is_error]
    if errors or not table.rows:
        texts = [str(finding) for finding in errors[:10]] or [_("The file has no rows.")]
        raise Invalid({"file": " ".join(texts)})
    with transaction.atomic():
        scheme = ClassificationScheme.objects.create(
            name=name,
            version=version,
            valid_from=valid_from,
            sample=sample,
            report=[f.as_data() for f in table.findings],
        )
        _save_rows(scheme, table.rows)
        _end_older(scheme, by)
        data_ = {"name": name, "version": version, "classes": len(table.rows)}
        log.record("scheme.imported", ("scheme", scheme.pk), by.actor, data_)
    return scheme


def _end_older(scheme: ClassificationScheme, by: Principal) -> None:
    """End the versions before this one the day before; each has its event, so that the archive hears of it."""
    last_day = scheme.valid_from - dt.timedelta(days=1)
    older = ClassificationScheme.objects.filter(valid_to__isnull=True, valid_from__lt=scheme.valid_from)
    for row in older.exclude(pk=scheme.pk):
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
        log.record("scheme.ended", ("scheme", row.pk), by.actor, {"valid_to": last_day})


def _save_rows(scheme: ClassificationScheme, rows: Sequence[scheme_csv.Row]) -> None:
    """Save rows parents first."""
    known: dict[str, RecordClass] = {}
    for depth in range(1, 11):
        made = [
            RecordClass(
                scheme=scheme, symbol=row.symbol, title=row.title[:500], category_own=row.category_parent,
                category_other=row.category_other, note=row.note, trigger=row.trigger[:120],
                parent=known.get(row.parent), is_final=row.final,
            )
            for row in rows
            if len(row.symbol) == depth
        ]  # fmt: skip
        RecordClass.objects.bulk_create(made)
        known.update({row.symbol: row for row in made})


def in_force(day: dt.date | None = None) -> ClassificationScheme | None:
    """Return the version in force on a day (today in the office when none is given)."""
    day = day or today()
    valid = ClassificationScheme.objects.filter(valid_from__lte=day)
    return valid.exclude(valid_to__lt=day).order_by("-valid_from", "-id").first()


def find_class(symbol: str, day: dt.date | None = None) -> RecordClass:
    """Return the class with this symbol in the scheme in force; raises NotFound."""
    scheme = in_force(day)
    found = RecordClass.objects.filter(scheme=scheme, symbol=symbol.strip()).first() if scheme else None
    if found is None:
        raise NotFound(what=symbol)
    return found
