"""The Code's articles, the indicators that stay the same across rounds, and instruments as versioned data."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from authorities.languages.direction import TextInLanguage
from authorities.models import MemberState, TranslatedRecord, User
from reporting.instruments.question_types import Lineage
from reporting.instruments.rules.dependencies import order_by_dependency
from reporting.instruments.texts import (
    MAIN_LANGUAGE,
    localise,
    meaning_of,
    pair_texts,
    pick_text,
    reworded_texts,
)
from reporting.instruments.xlsform.references import KnownReferences
from reporting.models.hashes import HashField, content_sha256


class ArticleQuerySet(models.QuerySet["Article"]):
    def by_number(self, numbers, code_version="2010"):
        """Return {number: article} of a version of the Code."""
        return {found.number: found for found in self.filter(code_version=code_version, number__in=numbers)}


class Article(TranslatedRecord):
    """An article or sub-article of the Code, summed up in one line of our own words."""

    translated_fields = ("summary",)

    code_version = models.CharField(_("version of the Code"), max_length=4, default="2010")
    number = models.CharField(_("number"), max_length=10)
    summary = models.TextField(_("in one line"))
    basis = models.CharField(
        _("basis"),
        max_length=20,
        choices=[("sourced", _("sourced")), ("recollection", _("from memory"))],
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article of the Code")
        verbose_name_plural = _("articles of the Code")
        constraints = [models.UniqueConstraint(fields=["code_version", "number"], name="article_unique")]

    def __str__(self):
        return self.number


class Indicator(TranslatedRecord):
    """The stable meaning of a question across rounds. Figures ask indicators, never question numbers."""

    translated_fields = ("name", "definition")

    key = models.SlugField(_("key"), primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    definition = models.TextField(_("definition"))
    article = models.CharField(_("article"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self):
        return self.texts["name"]


class Audience(models.TextChoices):
    NATIONAL = "national", _("National authorities")
    STAKEHOLDER = "stakeholder", _("Independent stakeholders (Article 9.4)")


class InstrumentQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-loaded_at", "form_id", "version")


class Instrument(models.Model):
    """A questionnaire as data, in versions. Frozen once a round that uses it has opened."""

    form_id = models.SlugField(_("form"))
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=250)
    note = models.TextField(_("note"), blank=True)
    audience = models.CharField(
        _("audience"), max_length=12, choices=Audience.choices, default=Audience.NATIONAL
    )
    definition = models.JSONField(_("definition"), editable=False)
    definition_sha256 = HashField(_("SHA-256 of the definition"), of="definition")
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            models.UniqueConstraint(fields=["form_id", "version"], name="instrument_version_unique")
        ]

    def __str__(self):
        title = self.texts["title"]
        return TextInLanguage.of(f"{title} ({self.version})", title.language)

    def get_absolute_url(self):
        return reverse("instrument", args=self.key)

    @property
    def key(self):
        """What names it in addresses."""
        return [self.form_id, self.version]

    @property
    def texts(self):
        """Its title and note in the language of the reader; each says which language it is in."""
        language, main = get_language() or self.language, self.language
        stored = {"title": self.title, "note": self.note} | self.definition
        return {name: pick_text(stored[name], language, main) for name in ("title", "note")}

    @property
    def sha256(self):
        return content_sha256(self.definition)

    @property
    def language(self):
        """The main language of its texts, which stands in where a translation is missing."""
        return self.definition.get("language", MAIN_LANGUAGE)

    @property
    def languages(self):
        return self.definition.get("languages", [self.language])

    @property
    def code_version(self):
        """The version of the Code whose articles its questions name."""
        return self.definition.get("code_version", "2010")

    @property
    def sections(self):
        """The sections in the language of the reader: each text is a Text, which says in which it is."""
        return self._in_language(get_language() or self.language)[0]

    @property
    def questions(self):
        """All questions by code, in order, in the language of the reader."""
        return self._in_language(get_language() or self.language)[1]

    def _in_language(self, language):
        localised = self.__dict__.setdefault("localised", {})
        if language not in localised:
            sections = localise(self.definition["sections"], language, self.language)
            localised[language] = (sections, {q["code"]: q for s in sections for q in s["questions"]})
        return localised[language]

    @property
    def repeats_answers(self):
        """True if some text repeats the answer to a question."""
        return self.definition.get("repeats_answers", False)

    @cached_property
    def evaluation_order(self):
        """The codes of the questions, each after those that its rules ask."""
        return order_by_dependency(
            {q["code"]: q for s in self.definition["sections"] for q in s["questions"]}
        )

    def section(self, code, second_language=""):
        """The section with that code, or None; its texts stand above the same texts of a second language."""
        section = next((section for section in self.sections if section["code"] == code), None)
        if section is None or second_language not in self.languages:
            return section
        in_second = self._in_language(second_language)[0]
        return pair_texts(section, next(other for other in in_second if other["code"] == code))

    def lineage_of(self, indicator: str) -> Lineage | None:
        """Return how what asks an indicator is related to what asked it before; None if nobody has said."""
        sections = self.definition.get("sections", [])
        questions = (question for section in sections for question in section["questions"])
        parts = (part for question in questions for part in (question, *question.get("options", [])))
        written = (part.get("lineage") for part in parts if part["indicator"] == indicator)
        return next((Lineage(lineage) for lineage in written if lineage), None)

    def frozen_on(self, day: date) -> bool:
        """Return True if a round that uses it has opened by that day."""
        opened = ~Q(opens="") & Q(opens__lte=day.isoformat())
        others = self.other_rounds.filter(~Q(round__opens=""), round__opens__lte=day.isoformat())
        return self.rounds.filter(opened).exists() or others.exists()


def stored_references() -> KnownReferences:
    """Return the articles and countries, unless none are loaded, and the indicators, which answers need."""
    return KnownReferences(
        frozenset(Article.objects.values_list("number", flat=True)) or None,
        frozenset(Indicator.objects.values_list("key", flat=True)),
        frozenset(MemberState.objects.values_list("pk", flat=True)) or None,
    )


def loaded_references() -> KnownReferences:
    """Return the articles, the indicators and the countries, each unless none are loaded."""
    stored = stored_references()
    return replace(stored, indicators=stored.indicators or None)


class InstrumentProposal(models.Model):
    """A definition that would take the place of another under the same form and version."""

    instrument = models.OneToOneField(
        Instrument, models.CASCADE, related_name="proposal", verbose_name=_("instrument")
    )
    definition = models.JSONField(_("definition"))
    replaces = models.CharField(_("SHA-256 of what it replaces"), max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("proposed change of an instrument")
        verbose_name_plural = _("proposed changes of instruments")

    def __str__(self):
        return f"{self.instrument} {self.at:%Y-%m-%d}"


class Rewording(models.Model):
    """Texts of an instrument that were mended while a round with it was open; its meaning stayed."""

    instrument = models.ForeignKey(
        Instrument, models.CASCADE, related_name="rewordings", verbose_name=_("instrument")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    # [{"place": [section, question, …, key of the text], "language", "before", "after"}]
    texts = models.JSONField(_("texts"))

    class Meta:
        verbose_name = _("mended wording")
        verbose_name_plural = _("mended wordings")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.instrument_id} {self.at:%Y-%m-%d}"

    @property
    def numbers(self):
        """The numbers of the questions whose texts were mended, in order, each once."""
        codes = {code for text in self.texts for code in text["place"]}
        questions = self.instrument.questions
        return [question["number"] for code, question in questions.items() if code in codes]


@transaction.atomic
def load_instrument(definition: dict[str, Any], by: User | None = None) -> "Instrument":
    """Store an instrument read from its workbook.

    Of one that a round in progress uses, only texts may differ from what is stored: they are logged. Raise
    ValidationError if anything else does.
    """
    found = Instrument.objects.select_for_update().filter(form_id=definition["id"])
    instrument = found.filter(version=definition["version"]).first()
    if instrument and instrument.definition == definition:
        return instrument
    if instrument and instrument.frozen_on(timezone.localdate()):
        log_rewording(instrument, definition, by)
    instrument = instrument or Instrument(form_id=definition["id"], version=definition["version"])
    main = definition.get("language", MAIN_LANGUAGE)
    instrument.title = str(pick_text(definition["title"], main, main))
    instrument.note = str(pick_text(definition["note"], main, main))
    instrument.audience, instrument.definition = definition["audience"], definition
    instrument.save()
    return instrument


def log_rewording(instrument: Instrument, definition: dict[str, Any], by: User | None) -> None:
    """Write down which texts of a frozen instrument change; raise ValidationError if its meaning would."""
    if meaning_of(instrument.definition) != meaning_of(definition):
        raise ValidationError(
            _("%(instrument)s is in use by a round that has opened. Give the changed form a new version."),
            params={"instrument": instrument},
        )
    texts = reworded_texts(instrument.definition, definition, instrument.language)
    if texts:
        Rewording.objects.create(instrument=instrument, by=by, texts=texts)
