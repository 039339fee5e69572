"""`akta export bag`: a BagIt package of a case, a class or a search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.system import Principal
from dms.errors import Invalid
from dms.management import lookup
from dms.management.base import AktaCommand, Progress
from dms.records.models import Record
from retention.export import export_bag


class Command(AktaCommand):
    """Export packages."""

    help = noop(
        "Write records as a BagIt package. SELECTION is case:REFERENCE, class:SYMBOL (with all classes below it), "
        "search:QUERY or record:ID."
    )
    example = "akta export bag case:KPM.500.3.2026 /tmp/sprawa-3"

    def arguments(self, parser: CommandParser) -> None:
        """What and where to."""
        parser.add_argument("form", choices=["bag"])
        parser.add_argument("selection", metavar="SELECTION")
        parser.add_argument("dest", type=Path, metavar="DEST", help=_("a folder that does not exist yet"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Select and write."""
        dest = options["dest"].resolve()
        if not dest.parent.is_dir():
            raise Invalid({"dest": _("The folder above the destination does not exist.")})
        records = _select(options["selection"], by)
        if not records:
            _require_known(options["selection"], by)
        progress = Progress(_("files"), options["json"])
        summary = export_bag(records, dest, by=by, selection=options["selection"], show=progress.show)
        progress.end()
        return {
            "path": str(summary.path), "records": len(records), "files": len(summary.files), "bytes": summary.size,
            "manifest_sha256": summary.manifest_sha256,
        }  # fmt: skip

    def tell(self, data: dict[str, Any]) -> None:
        """Say what was written."""
        text = _("%(records)s records, %(files)s files, %(bytes)s bytes in %(path)s")
        self.stdout.write(text % data)


def _select(selection: str, by: Principal) -> list[Record]:
    what, _colon, value = selection.partition(":")
    seen = Record.objects.visible_to(by).select_related("unit", "record_class")
    if what == "case":
        return list(seen.filter(filing__case__reference=value).order_by("filing__filed_at"))
    if what == "class":
        return list(seen.filter(record_class__symbol__startswith=value).order_by("registered_at"))
    if what == "record":
        return [lookup.record(value, by)]
    if what == "search":
        return _found(value, by)
    raise Invalid({"selection": _("Write case:REFERENCE, class:SYMBOL, search:QUERY or record:ID.")})


def _require_known(selection: str, by: Principal) -> None:
    """Raise UnknownCase or UnknownClass where nothing was selected because the name is wrong."""
    what, _colon, value = selection.partition(":")
    if what == "case":
        lookup.case(value, by)
    elif what == "class":
        lookup.classes_from(value)


def _found(query: str, by: Principal) -> list[Record]:
    from search.finding import find

    records: list[Record] = []
    offset = 0
    while True:
        answer = find(query, by, offset=offset, limit=200, facets=())
        records += [hit.subject for hit in answer.hits if isinstance(hit.subject, Record)]
        offset += 200
        if offset >= answer.total or offset >= 10_000:
            return records
