"""The list of what was sent, for the secretariat: by state, kind and outcome."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from authorities.models import MemberState, Notice, RefusedAddress, SentMail
from authorities.models.notices import FAILED_MAIL, MailState
from authorities.notices.delivery import deliver_mail
from authorities.notices.kinds import NOTICE_KINDS
from authorities.notices.overview import SentRow, describe_sent

PER_PAGE = 50
WAITING, STOPPED = "morning", "stopped"


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds by label."""
    labels = {kind.key: str(kind.label) for kind in NOTICE_KINDS.values()}
    return [("", _gettext("All")), *sorted(labels.items(), key=lambda item: item[1])]


def state_choices() -> list[tuple[str, str]]:
    states = MemberState.objects.members_on(timezone.localdate()).by_name()
    return [("", _gettext("All")), *((state.pk, state.name) for state in states)]


class MailListForm(forms.Form):
    """The filters. What makes no sense is explained, and filters nothing."""

    state = forms.ChoiceField(label=_("Member State"), required=False, choices=state_choices)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=kind_choices)
    outcome = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[
            ("", _("All")),
            (WAITING, _("In the mail of the next morning")),
            (STOPPED, _("Not by mail, as chosen")),
            *MailState.choices,
        ],
    )

    def filter(self, notices):
        wanted = self.cleaned_data
        if wanted.get("state"):
            notices = notices.filter(member_state=wanted["state"])
        if wanted.get("kind"):
            notices = notices.filter(kind=wanted["kind"])
        outcome = wanted.get("outcome")
        if outcome == WAITING:
            return notices.waiting()
        if outcome == STOPPED:
            return notices.filter(mail=None, due_at=None)
        return notices.filter(mail__state=outcome) if outcome else notices


class MailListPage:
    """One page of the list: at most seven queries at any length."""

    def __init__(self, user, asked: Mapping[str, str]) -> None:
        self.form = MailListForm(asked)
        self.form.is_valid()
        notices = self.form.filter(Notice.objects.select_related("recipient", "mail").newest_first())
        self.page: Page = Paginator(notices, PER_PAGE).get_page(asked.get("page"))
        self.rows: list[SentRow] = describe_sent(self.page.object_list, user)
        self.refused = list(RefusedAddress.objects.newest_first()[:PER_PAGE])


@transaction.atomic
def send_mail_again(pk: int) -> SentMail:
    """Have a mail that did not go out tried again. Raises ValidationError if it is under way or sent."""
    changed = SentMail.objects.still_in(pk, *FAILED_MAIL).update(state=MailState.QUEUED, problem="")
    if not changed:
        raise ValidationError(_gettext("This mail was sent, or is on its way, so nothing was changed."))
    deliver_mail.enqueue(pk)
    return SentMail.objects.get(pk=pk)
