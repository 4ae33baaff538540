"""Mails to ADMINS about errors: from the queue, few an hour, and the rest counted."""

import time

from django.conf import settings
from django.core.cache import cache
from django.utils.log import AdminEmailHandler
from django.utils.module_loading import import_string

# Found when there is something to send: logging is set up before there are models.
POST = "authorities.jobs.mail.post"
HOUR = 60 * 60
MOST_AN_HOUR = 10
FEWER_THAN = "{} more errors in the hour before were not mailed. The log has them all.\n\n"


def key_of(hour):
    return f"error-mails:{hour}"


def count_in(hour):
    """Counts one more error and returns how many there are in this hour."""
    cache.add(key_of(hour), 0, 3 * HOUR)
    return cache.incr(key_of(hour))


def left_out(hour):
    """How many errors of an hour were not mailed."""
    return max(cache.get(key_of(hour), 0) - MOST_AN_HOUR, 0)


class QueuedAdminMail(AdminEmailHandler):
    """Where no mail can be queued, as without a database, the log has the error and the page is answered."""

    def emit(self, record):
        if not settings.ADMINS:
            return
        try:
            super().emit(record)
        except Exception:  # noqa: BLE001
            self.handleError(record)

    def send_mail(self, subject, message, *args, **kwargs):
        hour = int(time.time()) // HOUR
        if (count := count_in(hour)) > MOST_AN_HOUR:
            return
        missing = left_out(hour - 1) if count == 1 else 0
        text = FEWER_THAN.format(missing) + message if missing else message
        post = import_string(POST)
        post(settings.EMAIL_SUBJECT_PREFIX + subject, text, [address for _name, address in settings.ADMINS])
