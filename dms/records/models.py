"""The classification scheme, and the record: what is kept as evidence, with its components and relations."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dms import ids
from dms.access.models import Guard, Guarded, Level, Unit
from dms.people.models import Person
from dms.polish import InPolish


class ClassificationScheme(models.Model):
    """One version of the classification scheme (jednolity rzeczowy wykaz akt). A class in use is never deleted:
    a new version is imported beside the old one, and a case keeps the class row it was founded in."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    sample = models.BooleanField(default=False)
    report = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class RecordClass(models.Model):
    """One class (klasa): symbol, title (hasło), categories for the owning and for other units. Only final classes
    carry categories and take cases and records."""

    scheme = models.ForeignKey(ClassificationScheme, on_delete=models.PROTECT, related_name="classes")
    symbol = models.CharField(max_length=10)
    title = models.CharField(max_length=500)
    category_own = models.CharField(max_length=10, blank=True)
    category_other = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    is_final = models.BooleanField(default=False)
    trigger = models.CharField(max_length=120, blank=True, help_text=_("the event from which the period counts"))

    class Meta:
        ordering = ["symbol"]
        constraints = [models.UniqueConstraint(fields=["scheme", "symbol"], name="class_symbol_once")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}"

    @property
    def reference(self) -> list[str]:
        """Return how other things name this class in the archive: scheme id and symbol."""
        return [str(self.scheme_id), self.symbol]


class Term(models.Model):
    """A word of a dictionary that the office edits: kinds of document, manners of receipt and dispatch.

    Records keep the word itself as text, so editing the dictionary never rewrites evidence. A word is never deleted;
    `retired` takes it off the lists of suggestions. Written by `dms.records.terms` only.
    """

    class Vocabulary(models.TextChoices):
        """Which dictionary."""

        DOCUMENT_TYPE = "document_type", _("kind of document")
        RECEIPT = "receipt", _("manner of receipt")
        DISPATCH = "dispatch", _("manner of dispatch")

    vocabulary = models.CharField(max_length=20, choices=Vocabulary.choices)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["vocabulary", "position", InPolish("name")]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "name"], name="term_once")]

    def __str__(self) -> str:
        return self.name


class RecordQuerySet(Guarded):
    """Questions about many records."""

    def inbox(self) -> Any:
        """Return what waits to be described: no class yet."""
        return self.filter(record_class__isnull=True)

    def for_list(self) -> Any:
        """Return records with all that a row of a list shows, in a constant number of queries."""
        main = Component.objects.filter(number=1)
        return self.select_related("record_class", "unit", "filing__case").prefetch_related(
            models.Prefetch("components", queryset=main, to_attr="main_component"), "correspondents"
        )


class Record(models.Model):
    """One record. Its home is one case or one class (`cases.Filing` says which case); without a class it waits in
    the inbox. `locked` is set when its case is closed: documents of settled cases do not change (poz. 1518 §6 pt 2).

    Metadata follow annex groups A–C of the office instruction; the names in English are in DESIGN.md.
    """

    class Kind(models.TextChoices):
        """What it is."""

        LETTER_IN = "letter_in", _("incoming letter")
        LETTER_OUT = "letter_out", _("outgoing letter")
        LETTER_INTERNAL = "letter_internal", _("internal letter")
        TRANSLATION = "translation", _("translation")
        NOTE = "note", _("note")
        DECISION = "decision", _("decision")
        PHOTO = "photo", _("photo")
        VIDEO = "video", _("video")
        AUDIO = "audio", _("sound")
        OTHER = "other", _("other document")

    class Access(models.TextChoices):
        """Public access (element A10), in the regulation's words."""

        FULL = "full", _("public – available in full")
        PARTIAL = "partial", _("public – available in part")
        NONE = "none", _("not public")

    class Form(models.TextChoices):
        """How it came into being."""

        BORN_DIGITAL = "born_digital", _("born-digital document")
        SCAN = "scan", _("digital copy of paper (scan)")
        PAPER = "paper", _("paper with an electronic description")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    document_type = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=3, blank=True)
    form = models.CharField(max_length=12, choices=Form.choices, default=Form.BORN_DIGITAL)
    access = models.CharField(max_length=8, choices=Access.choices, blank=True)

    date_text = models.CharField(max_length=10, blank=True)
    date_from = models.DateField(null=True, blank=True)
    date_to = models.DateField(null=True, blank=True)
    posted_text = models.CharField(max_length=10, blank=True)
    received_on = models.DateField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()

    sender_reference = models.CharField(max_length=120, blank=True)
    delivery = models.CharField(max_length=100, blank=True)
    attachments_declared = models.PositiveIntegerField(null=True, blank=True)

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.UNIT)
    guard = models.ForeignKey(Guard, on_delete=models.PROTECT, related_name="+")
    record_class = models.ForeignKey(
        RecordClass, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    classified_at = models.DateTimeField(null=True, blank=True)
    locked = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at"]
        indexes = [
            models.Index(fields=["guard", "-registered_at"], name="record_by_guard"),
            models.Index(fields=["record_class", "-registered_at"], name="record_by_class"),
            models.Index(fields=["-registered_at"], name="record_inbox", condition=Q(record_class__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def main(self) -> Component | None:
        """Return the main component, from the list's prefetch where there is one."""
        if hasattr(self, "main_component"):
            return self.main_component[0] if self.main_component else None
        return self.components.filter(number=1).first()

    @property
    def dcmi_type(self) -> str:
        """Return the DCMI type (element A14)."""
        return {"photo": "StillImage", "video": "MovingImage", "audio": "Sound"}.get(self.kind, "Text")


class Correspondent(models.Model):
    """Sender, addressee or person responsible, as written on the record (elements A1–A2, B1–B3, C1)."""

    class Role(models.TextChoices):
        """In what part the person stands on the record."""

        SENDER = "sender", _("sender")
        ADDRESSEE = "addressee", _("addressee")
        RESPONSIBLE = "responsible", _("responsible for the content")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="correspondents")
    role = models.CharField(max_length=12, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=250)
    surname = models.CharField(max_length=120, blank=True)
    given_names = models.CharField(max_length=120, blank=True)
    post = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=120, blank=True)
    building = models.CharField(max_length=20, blank=True)
    flat = models.CharField(max_length=20, blank=True)
    po_box = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    email = models.CharField(max_length=250, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="mentions")

    class Meta:
        ordering = ["role", "position", "id"]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """One file of a record. `path` is its logical path in the record's archive object; `name` the original name.

    `facts` is what was read from the file; `problems` says what was not read, as codes and parameters.
    """

    class Role(models.TextChoices):
        """What the file is in the record."""

        MAIN = "main", _("main file")
        ATTACHMENT = "attachment", _("attachment")
        EVIDENCE = "evidence", _("evidence (receipt)")
        SIGNATURE = "signature", _("signature")

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="components")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MAIN)
    name = models.CharField(max_length=500)
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    format_label = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=20, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    facts = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    text_method = models.CharField(max_length=30, blank=True)
    thumbnail = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="component_number_once")]
        indexes = [models.Index(fields=["sha256"], name="component_sha256")]

    def __str__(self) -> str:
        return self.name


class ComponentText(models.Model):
    """The text of a component, apart from its row so that lists never load it. Pages are divided by form feeds."""

    component = models.OneToOneField(Component, on_delete=models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:50]


class Relation(models.Model):
    """A link from one record to another, read from source to target: source is a reply to target."""

    class Type(models.TextChoices):
        """What the source is to the target."""

        REPLY_TO = "reply_to", _("reply to")
        TRANSLATION_OF = "translation_of", _("translation of")
        ANNEX_OF = "annex_of", _("annex of")
        VERSION_OF = "version_of", _("version of")

    source = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="relations_in")
    type = models.CharField(max_length=20, choices=Type.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "type"], name="relation_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="relation_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.type} {self.target_id}"
