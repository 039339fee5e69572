"""The next number of a case: a counter row raised in the transaction that uses it, so numbers have no gaps."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from dms.cases.models import CaseCounter


def next_number(unit_symbol: str, symbol: str, group: int, year: int) -> int:
    """Return the next number of a list of cases, from 1. Must run inside the transaction that founds the case: the
    row stays locked until it ends, and a rollback gives the number back."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number belongs to the transaction that uses it")
    names = {"unit_symbol": unit_symbol, "symbol": symbol, "group": group, "year": year}
    CaseCounter.objects.bulk_create([CaseCounter(**names, last=0)], ignore_conflicts=True)
    CaseCounter.objects.filter(**names).update(last=F("last") + 1)
    return CaseCounter.objects.get(**names).last


def use_up_to(unit_symbol: str, symbol: str, group: int, year: int, number: int) -> None:
    """Mark a number as used (rebuild from the archive: the highest number seen is the last given)."""
    counter, _made = CaseCounter.objects.get_or_create(unit_symbol=unit_symbol, symbol=symbol, group=group, year=year)
    if counter.last < number:
        CaseCounter.objects.filter(pk=counter.pk, last__lt=number).update(last=number)
