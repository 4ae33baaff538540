"""What reviewers ask for and say: which reports, a decision with its note, who reads on."""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from authorities.models import Region, User
from reporting.models import Round
from reporting.review.queue import (
    BLOCKING,
    EXPLAINED,
    MINE,
    NOBODY,
    SECTIONS,
    UNEXPLAINED,
    WITHOUT,
)


def format_days(days: int) -> Any:
    return ngettext_lazy("for %(days)d day or more", "for %(days)d days or more", days) % {"days": days}


class QueueForm(forms.Form):
    """Which of the reports that were sent; all of it stands in the address."""

    country = forms.CharField(label=_("Country"), required=False, max_length=100)
    round = forms.TypedChoiceField(label=_("Round"), required=False, coerce=int)
    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=[("", _("All regions")), *Region.choices]
    )
    days = forms.TypedChoiceField(
        label=_("Unchanged"),
        required=False,
        coerce=int,
        choices=[
            ("", _("for any time")),
            *((days, format_days(days)) for days in (7, 14, 30, 60, 90)),
        ],
    )
    findings = forms.ChoiceField(
        label=_("What the checks say"),
        required=False,
        choices=[
            ("", _("anything")),
            (UNEXPLAINED, _("warnings without an explanation")),
            (EXPLAINED, _("warnings, all explained")),
            (WITHOUT, _("no warnings")),
            (BLOCKING, _("what would block it today")),
        ],
    )
    reviewer = forms.ChoiceField(label=_("Reviewer"), required=False)
    state = forms.ChoiceField(required=False, choices=[("", ""), *SECTIONS.items()], widget=forms.HiddenInput)

    def __init__(self, data, rounds: Iterable[Round], reviewers: Iterable[User]) -> None:
        super().__init__(data)
        rows = [(round_.pk, str(round_)) for round_ in rounds]
        people = [(str(person.pk), str(person)) for person in reviewers]
        fields = cast(dict[str, Any], self.fields)
        fields["round"].choices = [("", _("All rounds")), *rows]
        own = [("", _("anybody")), (MINE, _("me")), (NOBODY, _("nobody yet"))]
        fields["reviewer"].choices = [*own, *people]


class ReviewerForm(forms.Form):
    """To whom a report is given, with a note to them."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Reviewer"), required=False, empty_label=_("Choose somebody")
    )
    note = forms.CharField(
        label=_("Note to the reviewer"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        required=False,
        max_length=2000,
    )

    def __init__(self, data, people: QuerySet[User]) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = people


class Unread(NamedTuple):
    """The number of the version that somebody has read, and of the newest, which they have not."""

    read: int
    newest: int


class MoveForm(forms.Form):
    """A decision on a report, with a note to its authors; `version` is the one that was read."""

    note = forms.CharField(
        label=_("Note (not made public)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    @property
    def details(self) -> dict[str, Any]:
        """What else the move is told."""
        return {}

    @property
    def version_read(self) -> int | None:
        return self.cleaned_data.get("version") if self.is_bound else None

    def skip_to_newest(self, newest: int | None) -> Unread | None:
        """Let the form that is shown again concern the newest version; return it and the one that was read.

        None if they are the same. The page tells of both, so that whoever presses again knows.
        """
        read = self.version_read
        if newest is None or read is None or read == newest:
            return None
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(newest)
        self.data = data
        return Unread(read, newest)
