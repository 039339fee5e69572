"""Export packages: records with their files, metadata and a page to read them by, as one BagIt folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop as _

from dms import canonical
from dms.access import policy
from dms.access.system import Principal
from dms.archive.kinds import object_id
from dms.archive.store import open_file
from dms.audit import log
from dms.errors import NotFound
from dms.records import showing
from dms.records.models import Component, Record
from retention import sentences
from retention.bag import BagSummary, PayloadItem, write_bag
from retention.bag_names import SafeNames


class NothingSelected(NotFound):
    """The selection has no records that the user may see."""

    code = "export.nothing"
    message = _("Nothing to export: no record that you may see fits “%(what)s”.")


@dataclass
class _Item:
    """One record of the package: its folder, its files as (component, path below data/), its metadata."""

    record: Record
    files: list[tuple[Component, str]]
    metadata: dict[str, Any]


def export_bag(
    records: Sequence[Record],
    dest: Path,
    *,
    by: Principal,
    selection: str,
    show: Callable[[int, int], None] = lambda _done, _total: None,
) -> BagSummary:
    """Write a bag of these records at `dest` (must not exist; its parent must) and note it in each record's history.

    Bytes stream from the archive and must have the digests known of them. Raises NothingSelected, NotPermitted,
    BagExists, Damaged.
    """
    for unit in {record.unit for record in records}:
        policy.require(by, "record.export", unit)
    if not records:
        raise NothingSelected(what=selection)
    items = _items(records, by)
    total = sum(len(item.files) for item in items)
    info = {
        "Source-Organization": settings.OFFICE_NAME,
        "External-Identifier": f"akta:{selection}",
        "Internal-Sender-Description": f"{len(items)} records, {total} files",
        "Bag-Software-Agent": "Akta",
    }
    tags = {f"metadata/{item.record.pk}.json": canonical.pretty(item.metadata) for item in items}
    tags["index.html"] = _index(items, selection)
    summary = write_bag(dest, _payload(items, show, total), info, tag_files=tags)
    with transaction.atomic():
        for item in items:
            data = {"selection": selection, "manifest_sha256": summary.manifest_sha256}
            log.record("record.exported", ("record", item.record.pk), by.actor, data)
    return summary


def _items(records: Sequence[Record], by: Principal) -> list[_Item]:
    names = SafeNames()
    items = []
    for number, record in enumerate(records, start=1):
        folder = f"{number:04d} {record.title[:60]}"
        files = [
            (row, names.give(f"{folder}/{row.number:03d} {row.name}")) for row in record.components.order_by("number")
        ]
        items.append(_Item(record, files, _metadata(record, by)))
    return items


def _metadata(record: Record, by: Principal) -> dict[str, Any]:
    data = showing.data(record, by)
    case, sentence = sentences.applying_to(record)
    data["case"] = case.reference if case else None
    data["due"] = sentence.as_data() if sentence else None
    return data


def _payload(items: list[_Item], show: Callable[[int, int], None], total: int) -> Iterator[PayloadItem]:
    done = 0
    for item in items:
        for component, path in item.files:
            yield path, partial(_open, str(item.record.pk), component.path), component.sha256
            done += 1
            show(done, total)


def _open(record_id: str, path: str) -> BinaryIO:
    return open_file(object_id("record", record_id), path)


def _index(items: list[_Item], selection: str) -> bytes:
    context = {"items": items, "selection": selection, "office": settings.OFFICE_NAME, "made": dt.datetime.now(dt.UTC)}
    return render_to_string("retention/bag_index.html", context).encode()
