"""Every kind of notice that the product has, as a mail in each language."""

import re

import pytest
from django.conf import settings
from django.urls import get_resolver

from authorities.models import Notice
from authorities.notices.composing import write_mail
from authorities.notices.kinds import NOTICE_KINDS

PLACE = re.compile(r"%\((\w+)\)")
RIGHT_TO_LEFT = {"ar"}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_kind_can_be_written_in_every_language(language):
    """A translation with a place that the sentence does not have would show as an ellipsis."""
    get_resolver().url_patterns  # noqa: B018  what the pages need is imported, and so every kind
    assert len(NOTICE_KINDS) > 20
    for kind in NOTICE_KINDS.values():
        facts = dict.fromkeys(PLACE.findall(f"{kind.sentence} {kind.ending}"), "Manila")
        notice = Notice(kind=kind.key, facts={"record": "Round 6", **facts}, path="/desk/", message="Please.")
        written = write_mail([notice], language)

        assert "…" not in written.text + written.subject, kind.key
        assert "%(" not in written.text + written.html, kind.key
        assert 0 < len(written.subject) <= 150
        assert ("Manila" in written.text) == bool(facts)
        assert f'dir="{"rtl" if language in RIGHT_TO_LEFT else "ltr"}"' in written.html
        assert re.search(r"<img|<table|<script|style=", written.html) is None


def test_a_subject_is_the_shortest_and_never_long():
    notices = [Notice(kind=kind, facts={"record": "x" * size}) for kind, size in (("a", 400), ("bb", 300))]
    written = write_mail(notices, "en")

    assert written.subject.startswith("x" * 100)
    assert written.subject.endswith("…, and 1 more")
    assert len(written.subject) < 200
