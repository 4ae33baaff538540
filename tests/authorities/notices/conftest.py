"""Kinds of notices for these tests, and a mail server."""

import pytest
from django.utils.translation import gettext_lazy

from authorities.notices.kinds import NOTICE_KINDS, NoticeKind, register_notice

SENTENCE = gettext_lazy("%(who)s wrote %(number)s words on %(day)s about %(state)s.")


@pytest.fixture
def kinds():
    """An urgent kind, and two that wait for the morning: a duty, and one that can be stopped."""
    before = dict(NOTICE_KINDS)
    yield [
        register_notice(NoticeKind("test_urgent", gettext_lazy("Accepted"), SENTENCE, urgent=True)),
        register_notice(NoticeKind("test_duty", gettext_lazy("Submitted"), SENTENCE)),
        register_notice(NoticeKind("test_news", gettext_lazy("News"), SENTENCE, is_duty=False)),
    ]
    NOTICE_KINDS.clear()
    NOTICE_KINDS.update(before)
