"""Which mails a person gets: what is a duty always, of the rest what they have not stopped."""

from collections.abc import Iterable

from django import forms
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorities.models import Notice, StoppedNotice, User
from authorities.notices.kinds import NOTICE_KINDS, NoticeKind, Words, find_notice_kind
from authorities.site_address import site_address

SALT = "authorities.notices.stop"


def list_kinds(*, is_duty: bool) -> list[NoticeKind]:
    """Return the kinds that are a duty, or that are none, by their words; those that read alike once."""
    found = {str(kind.description): kind for kind in NOTICE_KINDS.values() if kind.is_duty == is_duty}
    return [found[words] for words in sorted(found)]


def group_duties() -> list[tuple[Words, list[NoticeKind]]]:
    """Return [(why they cannot be stopped, kinds)]."""
    groups: dict[Words, list[NoticeKind]] = {}
    for kind in list_kinds(is_duty=True):
        groups.setdefault(kind.reason, []).append(kind)
    return list(groups.items())


def stoppable_choices() -> list[tuple[str, Words]]:
    return [(kind.key, kind.description) for kind in list_kinds(is_duty=False)]


class MailChoiceForm(forms.Form):
    """The kinds that a person gets. Its choices are those that can be stopped."""

    kinds = forms.MultipleChoiceField(
        label=_("I want these mails"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=stoppable_choices,
        help_text=_("You find the same on the pages, whether you get the mail or not."),
    )

    def save(self, user: User) -> None:
        offered = {key for key, _label in stoppable_choices()}
        set_stopped(user, offered - {*self.cleaned_data["kinds"]}, among=offered)


def chosen_kinds(user: User) -> list[str]:
    """Return the keys of what can be stopped and is not."""
    stopped = set(user.stopped_notices.values_list("kind", flat=True))
    return [kind.key for kind in list_kinds(is_duty=False) if kind.key not in stopped]


@transaction.atomic
def set_stopped(user: User, stopped: Iterable[str], *, among: Iterable[str]) -> None:
    """Stop some kinds, and let the others among those named come again."""
    User.objects.select_for_update().get(pk=user.pk)
    alike = {key: find_alike(key) for key in among}
    user.stopped_notices.filter(kind__in={key for keys in alike.values() for key in keys}).delete()
    StoppedNotice.objects.bulk_create(
        StoppedNotice(user=user, kind=key)
        for key in sorted({key for name in stopped for key in alike.get(name, ())})
    )


def find_alike(key: str) -> list[str]:
    """Return the keys of the kinds that read like this one, and can be stopped: they are stopped together."""
    words = find_notice_kind(key).description
    return [kind.key for kind in NOTICE_KINDS.values() if kind.description == words and not kind.is_duty]


def stop_token(user: User, kinds: Iterable[str]) -> str:
    return signing.dumps([user.pk, sorted(kinds)], salt=SALT)


def read_stop_token(token: str) -> tuple[User | None, list[NoticeKind]]:
    """Return (person, kinds that can be stopped) of a link; (None, []) if it was not made here."""
    try:
        pk, keys = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None, []
    kinds = [NOTICE_KINDS[key] for key in keys if key in NOTICE_KINDS and not NOTICE_KINDS[key].is_duty]
    return User.objects.filter(pk=pk).first(), kinds


def stop_headers(notices: Iterable[Notice]) -> dict[str, str]:
    """Return the headers by which a mail program offers to stop what is no duty (RFC 8058)."""
    stoppable = [notice for notice in notices if not find_notice_kind(notice.kind).is_duty]
    people = {notice.recipient for notice in stoppable} - {None}
    if not people:
        return {}
    token = stop_token(people.pop(), {notice.kind for notice in stoppable})
    return {
        "List-Unsubscribe": f"<{site_address()}{reverse('stop_mails', args=[token])}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
