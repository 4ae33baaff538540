"""News of one entry by e-mail: asked for, confirmed, told once, stopped with one click.

An address gets news only after its owner confirmed, and at most three invitations a day, whoever asks.
What a mail says is public anyway.
"""

import logging
from email.errors import MessageError
from functools import partial
from itertools import islice
from smtplib import SMTPException

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from authorities.jobs.labels import called
from authorities.jobs.queue import TryAgain, every_day
from recruiters import site_urls as addresses
from recruiters.certificates.certificate import entry_statement
from recruiters.entries.status import licence_status, licence_statuses
from recruiters.models import Farewell, Watch
from recruiters.subscriptions import emails as news

logger = logging.getLogger(__name__)

CONFIRM, STOP = "recruiters.following.confirm", "recruiters.following.stop"
DAYS_TO_CONFIRM = 3
DAY = 24 * 60 * 60
CHUNK = 2000
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


def mailbox(email):
    """Where mail for an address arrives: most servers overlook dots in a name, and what follows a plus."""
    name, _at, host = email.lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{host}"


def may_be_invited(email):
    """Whether this mailbox has had fewer invitations today than it may, to the unit."""
    key = salted_hmac("recruiters.following", mailbox(email)).hexdigest()
    return any(cache.add(f"invited:{key}:{turn}", 1, DAY) for turn in range(INVITATIONS_A_DAY))


def ask(recruiter, email, *, language, site):
    """Invites the owner of an address to confirm. Whether a mail goes out is told to nobody."""
    if may_be_invited(email):
        with transaction.atomic():
            watch = Watch.objects.ask(recruiter, email, language)
            transaction.on_commit(partial(invite.enqueue, watch.pk, site))


def confirm(watch):
    watch.confirm(str(licence_status(watch.recruiter, timezone.localdate()).status))


def stop(watch):
    """Nothing is kept of somebody who no longer wants to be told."""
    watch.delete()


def changed(register_id):
    """Whoever writes events calls this in the same transaction: once it is committed, watchers are told."""
    transaction.on_commit(partial(look_for_watchers, register_id), robust=True)


def look_for_watchers(register_id):
    if Watch.objects.of_register(register_id).to_be_told().exists():
        tell_watchers.enqueue(register_id)


def taken_off(entries):
    """Whoever deletes entries calls this before, in the same transaction: their watchers get a last mail."""
    watches = Watch.objects.filter(recruiter__in=entries)
    confirmed = watches.confirmed().select_related("recruiter").order_by("pk")
    if Farewell.objects.bulk_create([Farewell.to(watch) for watch in confirmed]):
        transaction.on_commit(say_farewell.enqueue, robust=True)
    watches.delete()


@task(queue_name="mail")
def invite(pk, site):
    Watch.objects.never_confirmed().delete()
    watch = Watch.objects.select_related("recruiter__register__member_state").filter(pk=pk).first()
    if watch is None:
        return
    address = site + reverse("confirm_following", args=[token(watch, CONFIRM)])
    with override(watch.language):
        if not sent(watch, "invitation", site, confirm_address=address, days=DAYS_TO_CONFIRM):
            raise TryAgain


@task(queue_name="mail")
def tell_watchers(register_id):
    Watch.objects.never_confirmed().delete()
    each(tell, keys_of(Watch.objects.of_register(register_id).to_be_told()))


@task(queue_name="mail")
def say_farewell():
    each(bid_farewell, keys_of(Farewell.objects.all()))


@task(queue_name="mail")
def tell_of_the_day():
    """What the calendar has changed, and what could not be told before."""
    Watch.objects.never_confirmed().delete()
    Farewell.objects.tried_long_enough().delete()
    if Farewell.objects.exists():
        say_farewell.enqueue()
    keys = [*with_another_status(timezone.localdate()), *keys_of(Watch.objects.to_be_told())]
    each(tell, dict.fromkeys(keys))


every_day(tell_of_the_day)
for work in (invite, tell_watchers, say_farewell):
    called(work, gettext_lazy("Mail about an entry"))
called(tell_of_the_day, gettext_lazy("Mails about what the calendar changed"))


def keys_of(records):
    return list(records.order_by("pk").values_list("pk", flat=True))


def each(tell_one, keys):
    """Each is told once. Whom a mail does not reach is told next time, and holds up nobody."""
    failed = [pk for pk in keys if not tell_one(pk)]
    if failed:
        raise TryAgain


def with_another_status(day):
    """Keys of watches that were last told another status than that of this day. Of a new one it is noted."""
    watches = Watch.objects.confirmed().select_related("recruiter__register").order_by("recruiter", "pk")
    rows, found = watches.iterator(CHUNK), []
    while chunk := list(islice(rows, CHUNK)):
        never_told: dict = {}
        for watch, said in zip(
            chunk, licence_statuses([watch.recruiter for watch in chunk], day), strict=True
        ):
            if not watch.told_status:
                never_told.setdefault(str(said.status), []).append(watch.pk)
            elif watch.told_status != said.status:
                found.append(watch.pk)
        for status, keys in never_told.items():
            Watch.objects.note_status(keys, status)
    return found


def tell(pk):
    """Whether this watch has had its mail. While another worker is at it, nobody knows yet."""
    if not Watch.objects.claim(pk):
        return False
    told = {}
    try:
        whole = Watch.objects.with_latest().select_related("recruiter__register__member_state")
        told = told_now(whole.get(pk=pk))
    except Watch.DoesNotExist:
        return True  # stopped meanwhile
    finally:
        Watch.objects.give_back(pk, **told)
    return bool(told)


def told_now(watch):
    """What the watch has been told after this; nothing if its mail could not be sent."""
    now = timezone.now()
    said, events = entry_statement(watch.recruiter, now.date()), watch.news(watch.latest)
    told = {"told_up_to": watch.latest, "told_status": str(said.answer.status)}
    taken_back = watch.latest < watch.told_up_to
    if not events and not taken_back and watch.told_status in ("", told["told_status"]):
        return told
    with override(watch.language):
        content = news.of(watch, said, events, taken_back=taken_back)
        return told if sent(watch, "news", addresses.site_address(), moment=now, **content) else {}


def bid_farewell(pk):
    """Whether the last mail has gone out, with which nothing is kept of its reader."""
    if not Farewell.objects.claim(pk):
        return not Farewell.objects.filter(pk=pk).exists()
    farewell = Farewell.objects.select_related("register").get(pk=pk)
    site = addresses.site_address()
    context = {"farewell": farewell, "site": site, "address": site + farewell.register.get_absolute_url()}
    with override(farewell.language):
        if went_out(news.mail("farewell", farewell.email, farewell, context), f"farewell {pk}"):
            farewell.delete()
            return True
    Farewell.objects.give_back(pk)
    return False


def sent(watch, kind, site, **context):
    """Sends one mail, in the language that is active. False if it could not be."""
    recruiter, stop = watch.recruiter, site + reverse("stop_following", args=[token(watch, STOP)])
    context |= {"watch": watch, "recruiter": recruiter, "site": site, "stop_address": stop}
    context["live_address"] = site + recruiter.get_absolute_url()
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return went_out(news.mail(kind, watch.email, recruiter, context, headers), f"watch {watch.pk}")


def went_out(mail, whose):
    """The log names no address."""
    try:
        mail.send()
    except (SMTPException, MessageError, OSError, ValueError) as problem:
        logger.warning("Mail to %s could not be sent: %s", whose, type(problem).__name__)
        return False
    return True
