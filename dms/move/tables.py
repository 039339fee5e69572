"""The rows of an office: which tables move, in which order, and how two sides know that they hold the same.

Rows go as they are (`raw`): no defaults, no time stamps of now, no signals, so nothing is told anew. What belongs to a
running process or a signed-in browser stays behind: workers, sessions, and Django's own tables, which `migrate` fills.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from dms import canonical
from dms.audit.models import InsertOnlyModel

APPS = ("dms", "ingest", "search", "retention")
LEFT_BEHIND = {"dms.worker"}
BATCH = 500

Table = type[models.Model]
Row = list[Any]


def all_tables() -> list[Table]:
    """Return every table that moves, those that others point to first."""
    found = {
        model._meta.label_lower: model
        for label in APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_BEHIND
    }
    ordered: dict[str, Table] = {}

    def put(label: str, above: tuple[str, ...]) -> None:
        if label in ordered or label not in found or label in above:
            return
        for field in _columns(found[label]):
            if field.remote_field:
                put(field.related_model._meta.label_lower, (*above, label))
        ordered[label] = found[label]

    for label in sorted(found):
        put(label, ())
    return list(ordered.values())


def table(label: str) -> Table:
    """Return a table that moves by its label (`dms.record`). Raises KeyError."""
    return {model._meta.label_lower: model for model in all_tables()}[label]


def place() -> str:
    """Return where the database of these settings is."""
    known = connection.settings_dict
    host = known["HOST"] if connection.vendor != "sqlite" else socket.gethostname()
    return f"{connection.vendor} {host} {known['PORT']} {known['NAME']}"


def rows(model: Table) -> Iterator[Row]:
    """Yield all rows in the order of their keys, as plain values."""
    names = [field.attname for field in _columns(model)]
    order = cast(Any, model._meta.pk).attname
    for values in model._base_manager.order_by(order).values_list(*names).iterator(chunk_size=2000):
        yield list(values)


def digest(model: Table) -> dict[str, Any]:
    """Return how many rows there are, and one digest (SHA-256) of them all, independent of the database."""
    count, made = 0, hashlib.sha256()
    for row in rows(model):
        made.update(canonical.dumps(row) + b"\n")
        count += 1
    return {"count": count, "hash": made.hexdigest()}


def take_over(model: Table, given: Iterable[list[Row]]) -> int:
    """Make a table have exactly these rows, in one transaction; return how many came.

    A table that may only be added to (the audit trail) keeps what it has and gets what it lacks.
    """
    count = 0
    with transaction.atomic():
        if not issubclass(model, InsertOnlyModel):
            model._base_manager.all()._raw_delete(connection.alias)
        for batch in given:
            _insert(model, batch)
            count += len(batch)
    return count


def reset_counters() -> None:
    """Let numbers given by the database go on after the largest one that came."""
    statements = connection.ops.sequence_reset_sql(no_style(), all_tables())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _insert(model: Table, batch: list[Row]) -> None:
    fields = _columns(model)
    if issubclass(model, InsertOnlyModel):
        key = [field.primary_key for field in fields].index(True)
        keys = [fields[key].to_python(row[key]) for row in batch]
        known = set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        batch = [row for row, own in zip(batch, keys, strict=True) if own not in known]
    made = [
        model(**{field.attname: _value(field, value) for field, value in zip(fields, row, strict=True)})
        for row in batch
    ]
    most = connection.ops.bulk_batch_size(fields, made) if made else 1
    for start in range(0, len(made), most):
        portion = made[start : start + most]
        model._base_manager._insert(portion, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]


def _value(field: Any, value: Any) -> Any:
    target = field.target_field if field.remote_field else field
    return value if isinstance(target, models.JSONField) else target.to_python(value)


def _columns(model: Table) -> list[Any]:
    return list(model._meta.concrete_fields)
