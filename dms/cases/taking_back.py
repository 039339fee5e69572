"""Taking back what was put into a case: the undo of filing and of referring."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from dms.access import policy
from dms.access.models import Unit
from dms.access.system import Principal
from dms.audit import log
from dms.audit.models import AuditEvent
from dms.cases.actions import file_record, forget_home, must_be_open
from dms.cases.models import Case, CaseMention, Filing
from dms.errors import Conflict
from dms.records import actions as records
from dms.records.models import Record, RecordClass


class NotFiledHere(Conflict):
    """Only the last filing of a record can be taken back."""

    code = "case.not_filed_here"
    message = gettext_noop("The document is no longer in case %(reference)s, or was moved since; nothing was changed.")


def unfile(case: Case, record: Record, *, by: Principal) -> Record:
    """Take the last filing back: the record goes where it was, into its old case, its class or the inbox, with the unit
    and level that it had. The event of the filing knows them. Raises CaseClosed, NotFiledHere, records.Locked.
    """
    policy.require(by, "case.file", case.unit)
    with transaction.atomic():
        must_be_open(Case.objects.select_for_update().get(pk=case.pk))
        record.refresh_from_db(from_queryset=Record.objects.select_for_update())
        filing = Filing.objects.filter(case=case, record=record).first()
        last = _last_filing(record)
        if filing is None or last.get("case") != str(case.pk):
            raise NotFiledHere(reference=case.reference)
        if record.locked:
            raise records.Locked
        if last.get("from_case"):
            file_record(Case.objects.get(pk=last["from_case"]), record, by=by)
        else:
            filing.delete()
            _put_back(record, last.get("was") or {})
            log.record("record.unfiled", ("record", record.pk), by.actor, {"reference": case.reference})
            log.record("case.record_unfiled", ("case", case.pk), by.actor, {"record": str(record.pk)})
        if (last.get("was") or {}).get("mentioned"):
            CaseMention.objects.create(case=case, record=record)
    forget_home(record)
    return record


def unmention(case: Case, record: Record, *, by: Principal) -> None:
    """Let an open case no longer refer to a record. Raises CaseClosed."""
    policy.require(by, "case.file", case.unit)
    with transaction.atomic():
        must_be_open(Case.objects.select_for_update().get(pk=case.pk))
        gone, _models = CaseMention.objects.filter(case=case, record=record).delete()
        if gone:
            log.record("case.record_unmentioned", ("case", case.pk), by.actor, {"record": str(record.pk)})


def _last_filing(record: Record) -> dict[str, Any]:
    events = AuditEvent.objects.filter(subject_kind="record", subject_id=str(record.pk), verb="record.filed")
    last = events.order_by("-id").first()
    return dict(last.data) if last else {}


def _put_back(record: Record, was: dict[str, Any]) -> None:
    """Give a record its place before the filing; into the inbox where that is not known."""
    if was:
        unit = Unit.objects.filter(symbol=was["unit"]).first() if was["unit"] else None
        records.set_guard(record, unit, was["level"])
    scheme_id, symbol = was.get("class") or (None, None)
    before = RecordClass.objects.filter(scheme_id=scheme_id, symbol=symbol).first() if scheme_id else None
    if before is not None:
        records.set_class(record, before)
    else:
        records.clear_class(record)
