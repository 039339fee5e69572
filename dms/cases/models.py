"""The case (sprawa): its sign, its class as founded, who handles it; what is filed in it and what it refers to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from dms import ids
from dms.access.models import Guard, Guarded, Level, Unit, User
from dms.records.models import Record, RecordClass


class CaseQuerySet(Guarded):
    """Questions about many cases."""

    def for_list(self) -> Any:
        """Return cases with what a row shows, in a constant number of queries."""
        # A count per row shown, not a join grouped over all rows: the list is sorted by an index and cut first.
        filed = Filing.objects.filter(case=models.OuterRef("pk")).order_by().values("case")
        count = models.Subquery(filed.annotate(count=models.Count("pk")).values("count"))
        return self.select_related("record_class", "unit", "handler").annotate(record_count=Coalesce(count, 0))


class Case(models.Model):
    """One case. Its sign is made of unit, class symbol, group (0 where there is none), number and year of founding,
    and never changes. Category and class row stay as founded, whatever later versions of the scheme say.

    `closed_on` is a day in Warsaw. `trigger_on` is the day of the event from which some classes count instead.
    """

    class State(models.TextChoices):
        """Where the case stands."""

        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    unit_symbol = models.CharField(max_length=20)
    record_class = models.ForeignKey(RecordClass, on_delete=models.PROTECT, related_name="cases")
    symbol = models.CharField(max_length=10)
    group = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=60, unique=True)
    category = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    opened_by_name = models.CharField(max_length=200, blank=True)
    handler = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    deadline = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    settlement = models.TextField(blank=True)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.UNIT)
    guard = models.ForeignKey(Guard, on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit_symbol", "symbol", "group", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_symbol", "symbol", "group", "year", "number"], name="case_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="case_by_state"),
            models.Index(fields=["guard", "-opened_at"], name="case_by_guard"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def is_open(self) -> bool:
        """Tell whether the case goes on."""
        return self.state == self.State.OPEN


class CaseCounter(models.Model):
    """The last number given in one list of cases (spis spraw): unit, class symbol, group, year. A missing group is 0,
    never NULL, because NULL does not constrain. Numbers are never given twice, also when a case is destroyed."""

    unit_symbol = models.CharField(max_length=20)
    symbol = models.CharField(max_length=10)
    group = models.PositiveIntegerField(default=0)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit_symbol", "symbol", "group", "year"], name="case_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_symbol}.{self.symbol}.{self.group}.{self.year}: {self.last}"


class Filing(models.Model):
    """The home of a record in a case. A record has one home, so exactly one retention period applies."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="filing")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="filings")
    filed_at = models.DateTimeField()

    class Meta:
        ordering = ["filed_at", "id"]

    def __str__(self) -> str:
        return f"{self.record_id} in {self.case_id}"


class CaseMention(models.Model):
    """A reference that a case holds to a record whose home is elsewhere."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mentions")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "record"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.case_id} mentions {self.record_id}"
