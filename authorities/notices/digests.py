"""The mail of the morning: what waits for a person, in one mail a person and day."""

import logging
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import run_hourly
from authorities.models import Notice
from authorities.notices.kinds import find_notice_kind
from authorities.notices.notifying import find_stopped, find_time_zones, queue_mail

logger = logging.getLogger(__name__)


@task()
def send_digests():
    """Queue one mail for each person whose morning has come and for whom something waits."""
    due = Notice.objects.due_by(timezone.now()).select_related("recipient")
    by_person = groupby(due.order_by("recipient", "created_at", "pk"), key=lambda notice: notice.recipient)
    waiting = {person: list(notices) for person, notices in by_person if person is not None}
    zones = find_time_zones(waiting)
    for person, notices in waiting.items():
        try:
            send_digest(person, notices, timezone.localdate(timezone=zones.get(person.pk)))
        except IntegrityError:
            pass  # another worker was faster
        except Exception:  # what is wrong with the mail of one person holds up nobody else's
            logger.exception("The digest of user %s could not be written", person.pk)


@transaction.atomic
def send_digest(person, notices, day):
    """Queue the digest of one person, unless they had one on this day of theirs."""
    notices = leave_out_stopped(person, notices)
    if not notices or person.mails.filter(digest_day=day).exists():
        return
    queue_mail(notices, digest_day=day)


def leave_out_stopped(person, notices):
    """Return what is still to be mailed: the person may have chosen otherwise since, or have left."""
    keys = {
        notice.pk
        for notice in notices
        if not person.is_active
        or find_stopped([person], find_notice_kind(notice.kind))
        or has_left_state(person, notice)
    }
    Notice.objects.filter(pk__in=keys).update(due_at=None)
    return [notice for notice in notices if notice.pk not in keys]


def has_left_state(person, notice):
    """Return True if the role by which a person was told of something of a state has ended since."""
    if notice.member_state_id is None or notice.member_state_id in person.states or person.sees_every_state:
        return False
    reaching = person.memberships.filter(Q(member_state=notice.member_state_id) | Q(member_state=None))
    if reaching.in_force_on(timezone.localdate()).exists():
        return False
    day = timezone.localdate(notice.created_at)
    return reaching.exclude(valid_from__gt=day).exclude(valid_to__lt=day).exists()


label_task(send_digests, gettext_lazy("Mails of the morning"))
run_hourly(send_digests)
