"""Spreadsheets on their way into the records, and how those of a source were meant the last time."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.files import private_path, private_storage
from authorities.languages.sentences import (
    restore_sentence,
    sentence_as_text,
    sentence_from_text,
    store_sentence,
)
from authorities.transitions import Event


class ImportState(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, waiting for your confirmation")
    NOTHING = "nothing", _("Nothing to apply")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Could not be read")
    CANCELLED = "cancelled", _("Cancelled")


WORKING = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
WRITING = (ImportState.APPLYING, ImportState.UNDOING)


class SentencesField(models.JSONField):
    """Sentences in the language in which they are read; stored as data. To migrations it is plain JSON."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value, expression, connection):
        stored = super().from_db_value(value, expression, connection)
        # A record that names no import joins none.
        return stored if stored is None else list(map(restore_sentence, stored))

    def get_prep_value(self, value):
        return list(map(store_sentence, value))


class SentenceField(models.TextField):
    """A sentence in the language in which it is read, stored as data. To migrations it is plain text."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def from_db_value(self, value, expression, connection):
        return value if value is None else sentence_from_text(value)

    def get_prep_value(self, value):
        return sentence_as_text(value)


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Administrators see all; registrars those for the registers they keep; everybody their own."""
        if user.may_administer:
            return self
        scopes = [f"{state}/{code}" for state, code in user.registers_kept]
        return self.filter(Q(scope__in=scopes) | Q(by=user))

    def with_last_move(self):
        """`last_move` tells an order from an earlier one of the same kind."""
        return self.annotate(last_move=models.Max("events"))


class Import(models.Model):
    """One file, from its arrival to what became of it.

    `kind` names the columns (`authorities.imports.registry`), `scope` what may be touched: "PHL/dmw" is one
    register, blank is everything of the kind. `counts` are those of the preview until it is applied, then
    of what was written.
    `language` is that of the person who asked last: in it the worker says what was found.
    """

    kind = models.CharField(_("kind"), max_length=30)
    scope = models.CharField(_("scope"), max_length=40, blank=True)
    file = models.FileField(_("file"), upload_to=private_path, storage=private_storage)
    file_name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict, help_text="Column of ours: header in the file.")
    reading = models.JSONField(
        default=dict,
        help_text="How it is read (encoding, delimiter, sheet, header_row) and meant (dates, …).",
    )
    notes = SentencesField(default=list, help_text="What was noticed while it was read, in sentences.")
    language = models.CharField(max_length=10, default="en")
    whole_list = models.BooleanField(_("the file contains the whole list"), default=False)
    good_rows_only = models.BooleanField(
        _("apply the correct rows, skip the rows with errors"), default=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.RECEIVED, editable=False
    )
    counts = models.JSONField(default=dict)
    findings = models.FileField(upload_to=private_path, storage=private_storage, blank=True)
    failure = SentenceField(blank=True)
    step = models.CharField(max_length=30, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("authorities.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("sent"), default=timezone.now)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "scope"], condition=Q(state__in=WRITING), name="import_one_writes_at_a_time"
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_working(self):
        return self.state in WORKING

    @property
    def has_something_to_apply(self):
        return any(self.counts.get(name) for name in ("new", "changed", "missing"))


class ImportEvent(Event):
    """A move of an import."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="events")

    def __str__(self):
        return f"{self.batch_id}: {self.move}"


class CellCorrection(models.Model):
    """A cell of a file that was typed anew on the page of its import; the file itself stays as it was sent.

    The latest of a cell counts. `before` is what the page showed, `after` what is read instead: blank for a
    blank cell, null where the file counts again. `sheet_key` stands for the file and for how its cells are
    found (`authorities.imports.corrections`).
    """

    batch = models.ForeignKey(Import, models.CASCADE, related_name="corrections")
    sheet_key = models.CharField(max_length=64)
    row = models.PositiveIntegerField()
    header = models.TextField()
    before = models.TextField(blank=True)
    after = models.TextField(null=True, blank=True)  # noqa: DJ001 - blank is a value here, null is none
    by = models.ForeignKey("authorities.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.batch_id}: {self.row}, {self.header}"


class Source(models.Model):
    """Who sends lists for a register, or for all of a kind: how they were meant, for the next one.

    `columns` are {header: column of ours, blank if it is left out}; `reading` is as in an import.
    """

    kind = models.CharField(max_length=30)
    scope = models.CharField(max_length=40, blank=True)
    columns = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope"], name="source_once")]

    def __str__(self):
        return f"{self.kind} {self.scope}"
