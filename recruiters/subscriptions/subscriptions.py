"""News of one entry by e-mail: requested, confirmed, sent once, stopped with one click.

An address gets news only after its owner has confirmed, and at most three invitations a day, whoever asks.
What a mail says is public anyway.
"""

from functools import partial
from itertools import islice

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.mail import send_or_log
from authorities.jobs.queue import TryAgain, run_daily
from authorities.site_address import site_address
from recruiters.certificates.certificate import entry_statement
from recruiters.entries.status import licence_status, licence_statuses
from recruiters.models import Farewell, Watch
from recruiters.subscriptions import emails

# Salts of the links in mails and of the keys that count invitations. They look like paths of a module of
# former times and must stay as they are: links in mails already sent depend on them.
CONFIRM_SALT = "recruiters.following.confirm"
STOP_SALT = "recruiters.following.stop"
MAILBOX_SALT = "recruiters.following"
DAYS_TO_CONFIRM = 3
SECONDS_A_DAY = 24 * 60 * 60
CHUNK = 2000
INVITATIONS_A_DAY = 3


def link_token(watch, salt):
    return signing.dumps(watch.pk, salt=salt)


def watch_from_token(token, salt):
    """Return the watch that a link names; None if the link is not ours, is too old, or the watch is gone."""
    age = DAYS_TO_CONFIRM * SECONDS_A_DAY if salt == CONFIRM_SALT else None
    try:
        pk = signing.loads(token, salt=salt, max_age=age)
    except (signing.BadSignature, ValueError):
        return None
    return Watch.objects.select_related("recruiter__register__member_state").filter(pk=pk).first()


def normalise_mailbox(email):
    """Return the mailbox of an address: most servers ignore dots in the name, and what follows a plus."""
    name, _at, host = email.lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{host}"


def take_invitation(email):
    """Count an invitation of this mailbox. False if it has had as many today as it may."""
    key = salted_hmac(MAILBOX_SALT, normalise_mailbox(email)).hexdigest()
    return any(cache.add(f"invited:{key}:{turn}", 1, SECONDS_A_DAY) for turn in range(INVITATIONS_A_DAY))


def request_subscription(recruiter, email, *, language, site):
    """Invite the owner of an address to confirm. Nobody is told whether a mail goes out."""
    if take_invitation(email):
        with transaction.atomic():
            watch = Watch.objects.ask(recruiter, email, language)
            transaction.on_commit(partial(send_invitation.enqueue, watch.pk, site))


def confirm_subscription(watch):
    watch.confirm(str(licence_status(watch.recruiter, watch.recruiter.local_day()).status))


def stop_subscription(watch):
    """Delete a watch: nothing is kept of somebody who wants no more news."""
    watch.delete()


def notify_followers(register_id):
    """Send the news of a register to its followers once the current transaction is committed.

    Whoever writes events must call this in the same transaction.
    """
    transaction.on_commit(partial(enqueue_news, register_id), robust=True)


def enqueue_news(register_id):
    if Watch.objects.of_register(register_id).to_be_told().exists():
        send_news_of_register.enqueue(register_id)


def enqueue_farewells(entries):
    """Delete the watches of `entries`, a queryset, and send each follower a last mail after the commit.

    Whoever deletes entries must call this before, in the same transaction.
    """
    watches = Watch.objects.filter(recruiter__in=entries)
    confirmed = watches.confirmed().select_related("recruiter").order_by("pk")
    if Farewell.objects.bulk_create([Farewell.to(watch) for watch in confirmed]):
        transaction.on_commit(send_farewells.enqueue, robust=True)
    watches.delete()


@task(queue_name="mail")
def send_invitation(pk, site):
    Watch.objects.never_confirmed().delete()
    watch = Watch.objects.select_related("recruiter__register__member_state").filter(pk=pk).first()
    if watch is None:
        return
    with override(watch.language):
        address = site + reverse("confirm_following", args=[link_token(watch, CONFIRM_SALT)])
        if not send_watch_mail(watch, "invitation", site, confirm_address=address, days=DAYS_TO_CONFIRM):
            raise TryAgain


@task(queue_name="mail")
def send_news_of_register(register_id):
    Watch.objects.never_confirmed().delete()
    send_each(send_news, primary_keys(Watch.objects.of_register(register_id).to_be_told()))


@task(queue_name="mail")
def send_farewells():
    send_each(send_farewell, primary_keys(Farewell.objects.all()))


@task(queue_name="mail")
def send_daily_news():
    """Send news of what the calendar has changed, and of what could not be sent before."""
    Watch.objects.never_confirmed().delete()
    Farewell.objects.tried_long_enough().delete()
    if Farewell.objects.exists():
        send_farewells.enqueue()
    keys = [*watches_with_changed_status(), *primary_keys(Watch.objects.to_be_told())]
    send_each(send_news, dict.fromkeys(keys))


run_daily(send_daily_news)
for work in (send_invitation, send_news_of_register, send_farewells):
    label_task(work, gettext_lazy("E-mail about an entry"))
label_task(send_daily_news, gettext_lazy("E-mails about changes caused by the date"))


def primary_keys(records):
    return list(records.order_by("pk").values_list("pk", flat=True))


def send_each(send_one, keys):
    """Call `send_one` for each key, then raise TryAgain if any mail failed."""
    failed = [pk for pk in keys if not send_one(pk)]
    if failed:
        raise TryAgain


def watches_with_changed_status(day=None):
    """Return the keys of watches that were last told another status than that of this day.

    A watch that was never told a status gets the one of this day, and no mail.
    """
    watches = Watch.objects.confirmed().select_related("recruiter__register__member_state")
    watches = watches.order_by("recruiter", "pk")
    rows, found = watches.iterator(CHUNK), []
    while chunk := list(islice(rows, CHUNK)):
        never_told: dict = {}
        answers = licence_statuses([watch.recruiter for watch in chunk], day)
        for watch, answer in zip(chunk, answers, strict=True):
            if not watch.told_status:
                never_told.setdefault(str(answer.status), []).append(watch.pk)
            elif watch.told_status != answer.status:
                found.append(watch.pk)
        for status, keys in never_told.items():
            Watch.objects.note_status(keys, status)
    return found


def send_news(pk):
    """Send one watch its news. False if its mail failed, or while another worker is sending it."""
    if not Watch.objects.claim(pk):
        return False
    noted = {}
    try:
        whole = Watch.objects.with_latest().select_related("recruiter__register__member_state")
        noted = deliver_news(whole.get(pk=pk))
    except Watch.DoesNotExist:
        return True  # stopped meanwhile
    finally:
        Watch.objects.give_back(pk, **noted)
    return bool(noted)


def deliver_news(watch):
    """Send the news, if there are any. Returns the columns to note on the watch; {} if the mail failed."""
    now = timezone.now()
    statement = entry_statement(watch.recruiter, watch.recruiter.local_day(now))
    events = watch.news(watch.latest)
    noted = {"told_up_to": watch.latest, "told_status": str(statement.answer.status)}
    taken_back = watch.latest < watch.told_up_to
    if not events and not taken_back and watch.told_status in ("", noted["told_status"]):
        return noted
    with override(watch.language):
        content = emails.news_context(watch, statement, events, taken_back=taken_back)
        was_sent = send_watch_mail(watch, "news", site_address(), moment=now, **content)
    return noted if was_sent else {}


def send_farewell(pk):
    """Send a last mail and forget its reader. False if it failed, or while another worker is sending it."""
    if not Farewell.objects.claim(pk):
        return not Farewell.objects.filter(pk=pk).exists()
    farewell = Farewell.objects.select_related("register").get(pk=pk)
    site = site_address()
    with override(farewell.language):
        address = site + farewell.register.get_absolute_url()
        context = {"farewell": farewell, "site": site, "address": address}
        if send_or_log(emails.compose_mail("farewell", farewell.email, farewell, context), f"farewell {pk}"):
            farewell.delete()
            return True
    Farewell.objects.give_back(pk)
    return False


def send_watch_mail(watch, kind, site, **context):
    """Send one mail to a watch, in the active language. False if it failed."""
    recruiter, stop = watch.recruiter, site + reverse("stop_following", args=[link_token(watch, STOP_SALT)])
    context |= {"watch": watch, "recruiter": recruiter, "site": site, "stop_address": stop}
    context["live_address"] = site + recruiter.get_absolute_url()
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return send_or_log(
        emails.compose_mail(kind, watch.email, recruiter, context, headers), f"watch {watch.pk}"
    )
