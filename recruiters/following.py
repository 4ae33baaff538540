"""News of one entry by e-mail: asked for, confirmed, told once, stopped with one click.

An address gets news only after its owner confirmed, and at most three invitations a day, whoever asks.
What a mail says is public anyway.
"""

import logging
from email.errors import MessageError
from functools import partial
from smtplib import SMTPException

from django.core import signing
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from authorities.background import TryAgain

from . import addresses
from .answers import answer
from .feed import in_words
from .models import Watch

logger = logging.getLogger(__name__)

CONFIRM, STOP = "recruiters.following.confirm", "recruiters.following.stop"
DAYS_TO_CONFIRM = 3
DAY = 24 * 60 * 60
INVITATIONS_A_DAY = 3


def token(watch, purpose):
    return signing.dumps(watch.pk, salt=purpose)


def watch_of(token, purpose):
    """The watch that a link of ours names; None if the link is not ours, is too old, or the watch is gone."""
    age = DAYS_TO_CONFIRM * DAY if purpose == CONFIRM else None
    try:
        pk = signing.loads(token, salt=purpose, max_age=age)
    except (signing.BadSignature, ValueError):
        return None
    return Watch.objects.select_related("recruiter__register__member_state").filter(pk=pk).first()


def may_be_invited(email):
    """Whether this mailbox has had fewer invitations today than it may, to the unit."""
    key = salted_hmac("recruiters.following", email.lower()).hexdigest()
    return any(cache.add(f"invited:{key}:{turn}", 1, DAY) for turn in range(INVITATIONS_A_DAY))


def ask(recruiter, email, *, language, site):
    """Invites the owner of an address to confirm. Whether a mail goes out is told to nobody."""
    if may_be_invited(email):
        with transaction.atomic():
            watch = Watch.objects.ask(recruiter, email, language)
            transaction.on_commit(partial(invite.enqueue, watch.pk, site))


def stop(watch):
    """Nothing is kept of somebody who no longer wants to be told."""
    watch.delete()


def changed(register_id):
    """Whoever writes events calls this in the same transaction: once it is committed, watchers are told."""
    transaction.on_commit(partial(look_for_watchers, register_id), robust=True)


def take_off(recruiters):
    """Before entries go from their registers. Once it is committed, watchers are told a last time."""
    watches = Watch.objects.filter(recruiter__in=recruiters)
    confirmed = list(watches.confirmed().select_related("recruiter__register__member_state"))
    watches.delete()
    transaction.on_commit(partial(say_goodbye, confirmed), robust=True)


def say_goodbye(watches):
    """Nothing is kept of them, so a mail that cannot be sent now is not tried again."""
    for watch in watches:
        sent(watch, "taken_off", addresses.site())


def look_for_watchers(register_id):
    if Watch.objects.to_be_told(register_id).exists():
        tell_watchers.enqueue(register_id)


@task(queue_name="mail")
def invite(pk, site):
    Watch.objects.never_confirmed().delete()
    watch = Watch.objects.select_related("recruiter__register__member_state").filter(pk=pk).first()
    if watch is None:
        return
    address = site + reverse("confirm_following", args=[token(watch, CONFIRM)])
    if not sent(watch, "invitation", site, confirm_address=address, days=DAYS_TO_CONFIRM):
        raise TryAgain


@task(queue_name="mail")
def tell_watchers(register_id):
    """Each is told once what is new. Whom a mail does not reach is told next time, and holds up nobody."""
    Watch.objects.never_confirmed().delete()
    waiting = Watch.objects.to_be_told(register_id).order_by("pk").values_list("pk", flat=True)
    failed = [pk for pk in list(waiting) if not tell(pk)]
    if failed:
        raise TryAgain


def tell(pk):
    """Whether this watch has had its mail. While another worker is at it, nobody knows yet."""
    if not Watch.objects.claim(pk):
        return False
    told = {}
    try:
        watch = Watch.objects.with_latest().select_related("recruiter__register__member_state").get(pk=pk)
        news = watch.news(watch.latest)
        taken_back = watch.latest < watch.told_up_to
        if sent(watch, "news", addresses.site(), news=news, taken_back=taken_back):
            told = {"told_up_to": watch.latest}
    except Watch.DoesNotExist:
        return True  # stopped meanwhile
    finally:
        Watch.objects.give_back(pk, **told)
    return bool(told)


def sent(watch, kind, site, **context):
    """Sends one mail in the language of its reader. False if it could not be; the log names no address."""
    with override(watch.language):
        mail = composed(watch, kind, site, **context)
    try:
        mail.send()
    except (SMTPException, MessageError, OSError, ValueError) as problem:
        logger.warning("Mail to watch %s could not be sent: %s", watch.pk, type(problem).__name__)
        return False
    return True


def composed(watch, kind, site, **context):
    recruiter, stop = watch.recruiter, site + reverse("stop_following", args=[token(watch, STOP)])
    now = timezone.now()
    context |= {
        "watch": watch,
        "recruiter": recruiter,
        "answer": answer(recruiter, now.date()),
        "moment": now,
        "news": [(in_words(event), event.public_note) for event in context.get("news", [])],
        "live_address": site + recruiter.get_absolute_url(),
        "stop_address": stop,
        "site": site,
    }
    subject = _("Licence %(number)s: %(name)s") % {
        "number": recruiter.licence_number,
        "name": recruiter.legal_name,
    }
    return EmailMessage(
        " ".join(subject.split()),
        render_to_string(f"recruiters/mail/{kind}.txt", context),
        to=[watch.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
