"""What belongs to a round beside its dates: what it asks other audiences, and its letters."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from authorities.files import private_path, private_storage, validate_document
from authorities.models import Annullable, AnnullableManager, AnnullableQuerySet, User
from reporting.models.instruments import Audience, Instrument
from reporting.models.rounds import Round

OTHER_AUDIENCES = [choice for choice in Audience.choices if choice[0] != Audience.NATIONAL]


class RoundInstrument(models.Model):
    """The instrument that a round has for an audience beside Member States: one for each.

    That for Member States is a column of the round, so that a round can never have two of them.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="other_instruments", verbose_name=_("round")
    )
    audience = models.CharField(_("audience"), max_length=12, choices=OTHER_AUDIENCES)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="other_rounds", verbose_name=_("instrument")
    )

    class Meta:
        verbose_name = _("instrument for another audience")
        verbose_name_plural = _("instruments for other audiences")
        constraints = [
            models.UniqueConstraint(fields=["round", "audience"], name="roundinstrument_one_an_audience"),
            models.CheckConstraint(
                condition=Q(audience__in=[value for value, _label in OTHER_AUDIENCES]),
                name="roundinstrument_not_for_member_states",
            ),
        ]

    def __str__(self):
        return f"{self.round_id} {self.audience}"


class GuidanceLetterQuerySet(AnnullableQuerySet):
    def current(self):
        """Return the newest letter in each language of each round."""
        same = GuidanceLetter.objects.filter(round=OuterRef("round"), language=OuterRef("language"))
        return self.filter(pk=Subquery(same.order_by("-at", "-pk").values("pk")[:1])).order_by("language")

    def visible_on(self, day):
        """Return those of rounds that have opened by a day: until then a letter is for the secretariat."""
        return self.filter(round__in=Round.objects.opened_by(day))


class GuidanceLetter(Annullable):
    """The letter that calls for reports, in one language. A newer one in that language replaces it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="letters", verbose_name=_("round"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    file = models.FileField(
        _("letter"),
        upload_to=private_path,
        storage=private_storage,
        validators=[validate_document],
        help_text=_("PDF or another document, at most 10 MB."),
    )
    name = models.CharField(_("name of the file"), max_length=250)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = AnnullableManager.from_queryset(GuidanceLetterQuerySet)()
    with_annulled = GuidanceLetterQuerySet.as_manager()

    class Meta(Annullable.Meta):
        abstract = False
        verbose_name = _("guidance letter")
        verbose_name_plural = _("guidance letters")

    def __str__(self):
        return self.name
