"""What the list of the audit trail can be asked for."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from authorities.audit.sources import named_subjects
from authorities.audit.trail import AuditQuery
from authorities.forms import DayField
from authorities.models import AuditKind, MemberState, User
from authorities.models.roles import READS_AUDIT_OF_STATE, READS_WHOLE_AUDIT

# Days before and after these ask for nothing else; the first and last of the calendar have no UTC.
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


def reader_zone(user: User) -> ZoneInfo:
    """Return the zone in which a person reads times: that of their state, else UTC."""
    own = [m.member_state for m in user.memberships_today if m.role in READS_AUDIT_OF_STATE]
    return ZoneInfo(own[0].time_zone if own else "UTC")


class AuditForm(forms.Form):
    """Who, what, which state, what kind, from which day until which; a field left blank asks for all."""

    who = forms.CharField(label=_("Who"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    what = forms.ChoiceField(label=_("About"), required=False)
    state = forms.ChoiceField(label=_("Member State"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data)
        self.zone = reader_zone(user)
        self.set_choices("kind", AuditKind.choices)
        named = {key: capfirst(str(model._meta.verbose_name)) for key, model in named_subjects().items()}
        self.set_choices("what", sorted(named.items(), key=lambda row: row[1]))
        if user.holds(*READS_WHOLE_AUDIT):
            self.set_choices("state", [(state.pk, state.name) for state in MemberState.objects.by_name()])
        else:
            del self.fields["state"]

    def set_choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *choices]

    def moment_of(self, day):
        """Return the moment at which a day begins where the reader lives; None for none."""
        return day and datetime.combine(min(max(day, EARLIEST), LATEST), time(), self.zone)

    @property
    def query(self) -> AuditQuery:
        """What is asked for; a field that is wrong leaves everything in, and says so beside it."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) or "" for name in ("who", "what", "state", "kind")}
        until = self.cleaned_data.get("until")
        return AuditQuery(
            **asked,
            since=self.moment_of(self.cleaned_data.get("since")),
            until=self.moment_of(until and min(until, LATEST) + timedelta(days=1)),
        )
