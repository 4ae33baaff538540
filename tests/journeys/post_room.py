"""The mails of a journey: sent by the code of the worker to a real mail server, and read one by one."""

import re
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from django.utils import timezone

from authorities.notices.digests import send_digests
from tests.authorities.jobs.worker_process import work_off


@contextmanager
def moved_clock(**ahead):
    """Let the product believe that it is so much later."""
    real = timezone.now
    with patch("django.utils.timezone.now", lambda: real() + timedelta(**ahead)):
        yield


class PostRoom:
    """What the mail server took; `unread` is what nobody has looked at yet."""

    def __init__(self, server):
        self.server, self.opened = server, set()

    def send(self):
        """Do what waits, as a worker does."""
        work_off()

    def send_in_the_morning(self, days=1):
        """Send the mails of a morning to come."""
        with moved_clock(days=days):
            send_digests.func()
            work_off()

    def take(self, address):
        """Return the one mail to an address that nobody has read."""
        unread = [message for message in self.unread if address in message.recipients]
        assert len(unread) == 1, [address, *describe(self.unread)]
        self.opened.add(id(unread[0]))
        return Mail(unread[0])

    @property
    def unread(self):
        return [message for message in self.server.messages if id(message) not in self.opened]


def describe(messages):
    return [(message.recipients, message["Subject"]) for message in messages]


class Mail:
    """One mail, as a person reads it."""

    def __init__(self, message):
        self.subject = str(message["Subject"]).strip()
        self.text = message.get_body(("plain",)).get_content()
        self.html = message.get_body(("html",)).get_content()

    def is_in(self, language):
        return f'lang="{language}"' in self.html

    @property
    def path(self):
        """The page that its link leads to."""
        parts = urlsplit(re.search(r"https?://\S+", self.text)[0])
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
