"""The same bytes sent again with a destination: they are kept once, and the sender does not lose what was asked for.

A record without a home is filed where the sender says now; one that has a home stays there, and the answer says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from dms.access.system import Principal
from dms.audit import log
from dms.cases import actions as cases
from dms.cases.models import Case, Filing
from dms.errors import AktaError
from dms.records import actions as records
from dms.records.models import Record, RecordClass
from ingest.models import Arrival

if TYPE_CHECKING:
    from ingest.actions import Destination

Home = Case | RecordClass


def place(arrival: Arrival, where: Destination, *, by: Principal) -> str:
    """Bring an arrival that is kept already to a new destination; return a sentence for the sender, "" if none is due.

    Nothing is moved. Never raises for a filing that is refused: the bytes are kept, the sentence says why.
    """
    wanted: Home | None = where.case or where.record_class
    if wanted is None:
        return ""
    try:
        with transaction.atomic():
            found = Arrival.objects.select_for_update().get(pk=arrival.pk)
            return _destine(found, wanted, by) if found.record_id is None else _file(found, wanted, by)
    except AktaError as problem:
        return _("It was not filed %(wanted)s: %(reason)s") % {"wanted": _named(wanted), "reason": problem}


def _destine(arrival: Arrival, wanted: Home, by: Principal) -> str:
    """Note the destination on an arrival that is no record yet; the road files it."""
    meant: Home | None = arrival.case or arrival.record_class
    if meant is not None:
        return _elsewhere(meant, wanted, by)
    data: dict[str, Any]
    if isinstance(wanted, Case):
        arrival.case = wanted
        data = {"case": str(wanted.pk), "reference": wanted.reference}
    else:
        arrival.record_class = wanted
        data = {"class": wanted.reference}
    arrival.save(update_fields=["case", "record_class"])
    log.record("arrival.destined", ("arrival", arrival.pk), by.actor, data)
    return _("It will be filed %(wanted)s.") % {"wanted": _named(wanted)}


def _file(arrival: Arrival, wanted: Home, by: Principal) -> str:
    """File a record that has no home yet, with the sender's own right."""
    record, home = held(arrival, wanted)
    if home is not None:
        return _elsewhere(home, wanted, by)
    if isinstance(wanted, Case):
        cases.file_record(wanted, record, by=by)
    else:
        records.classify(record, wanted, by=by)
    return _("It is filed %(wanted)s now.") % {"wanted": _named(wanted)}


def held(arrival: Arrival, wanted: Home | None) -> tuple[Record, Home | None]:
    """Lock the record of an arrival inside the caller's transaction; return it with its home, if it has one.

    A case that is wanted is locked first: the order in which filing locks.
    """
    if isinstance(wanted, Case):
        Case.objects.select_for_update().get(pk=wanted.pk)
    assert arrival.record_id is not None
    record = Record.objects.select_for_update().get(pk=arrival.record_id)
    filing = Filing.objects.filter(record=record).select_related("case").first()
    return record, filing.case if filing else record.record_class


def _elsewhere(home: Home, wanted: Home, by: Principal) -> str:
    if home == wanted or (isinstance(home, Case) and home.record_class == wanted):
        return ""
    if isinstance(home, Case) and not Case.objects.visible_to(by).filter(pk=home.pk).exists():
        text = _("It was not filed %(wanted)s: it has its place already, and a record has one.")
        return text % {"wanted": _named(wanted)}
    text = _(
        "Its place is %(home)s; it was not filed %(wanted)s, for a record has one place. To move it, open the record."
    )
    return text % {"home": _named(home), "wanted": _named(wanted)}


def _named(home: Home) -> str:
    if isinstance(home, Case):
        return _("in case %(reference)s") % {"reference": home.reference}
    return _("in class %(symbol)s") % {"symbol": home.symbol}
