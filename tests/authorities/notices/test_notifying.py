"""Notices: what people are told, at once or in the morning, in their language, beside the record."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from authorities.models import Notice, SentMail, StoppedNotice, User
from authorities.models.notices import MailState
from authorities.notices import digests
from authorities.notices.facts import freeze_facts, read_notice_facts
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import mail_address, next_morning, notify, queue_mail
from authorities.notices.overview import sent_to
from tests.authorities.jobs.worker_process import work_off
from tests.authorities.notices.conftest import SENTENCE


@pytest.fixture
def facts(philippines):
    return {"who": "Nora <b>", "number": 3, "day": date(2026, 11, 30), "state": philippines}


def test_urgent_notices_go_out_at_once_in_the_language_of_each(
    kinds, facts, philippines, focal_point, viewer, reviewer, mailoutbox
):
    urgent, _duty, _news = kinds
    philippines.name_fr = "Philippines (les)"
    User.objects.filter(pk=viewer.pk).update(language="fr")
    viewer.refresh_from_db()
    page = "/es/filing/6/PHL/"  # as the address stands on the page of who tells
    notify([focal_point, viewer, focal_point], urgent, about=philippines, facts=facts, path=page)
    assert mailoutbox == []
    work_off()

    english, french = sorted(mailoutbox, key=lambda mail: mail.to != [focal_point.email])
    assert english.subject == "Philippines: Accepted"
    assert french.subject.startswith("Philippines (les)")
    assert "Nora <b> wrote 3 words on 30 November 2026 about Philippines.\n" in english.body
    assert "\nhttp://127.0.0.1:8000/filing/6/PHL/\n" in english.body
    assert "\nhttp://127.0.0.1:8000/fr/filing/6/PHL/\n" in french.body
    [(html, kind)] = english.alternatives
    assert (kind, "Nora &lt;b&gt; wrote" in html, 'dir="ltr"' in html) == ("text/html", True, True)
    assert 'lang="fr"' in french.alternatives[0][0]
    rows = sent_to(philippines, reviewer)
    assert {(row.recipient, row.outcome, row.label) for row in rows} == {
        ("Fosca Focal", "Sent", "Accepted"),
        ("Vera Viewer", "Sent", "Accepted"),
    }
    assert {mail.state for mail in SentMail.objects.all()} == {MailState.SENT}


def test_the_rest_waits_for_the_morning_and_is_one_mail(kinds, facts, philippines, focal_point, mailoutbox):
    _urgent, duty, news = kinds
    for kind in (duty, news, duty):
        notify([focal_point], kind, about=philippines, facts=facts, path="/")
    digests.send_digests.call()
    work_off()
    assert (mailoutbox, sent_to(philippines)[0].outcome) == ([], "In the mail of the next morning")

    Notice.objects.update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
    for _hour in range(2):
        digests.send_digests.call()
    work_off()
    [mail] = mailoutbox
    assert mail.subject == "Philippines: News, and 2 more"
    assert mail.body.count("Nora <b> wrote") == 3
    assert mail.body.count("Philippines\n\n") == 1
    assert mail.body.count("http://127.0.0.1:8000/\n") == 1

    notify([focal_point], duty, about=philippines, facts=facts)
    Notice.objects.filter(mail=None).update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
    digests.send_digests.call()
    assert (SentMail.objects.count(), Notice.objects.waiting().count()) == (1, 1)


def test_who_has_left_since_is_not_told_in_the_morning(
    kinds, facts, philippines, focal_point, assignee, mailoutbox
):
    notify([focal_point, assignee], kinds[1], about=philippines, facts=facts)
    Notice.objects.update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
    focal_point.memberships.update(valid_to=timezone.localdate())
    digests.send_digests.call()

    assert [mail.recipient for mail in SentMail.objects.all()] == [assignee], "she never had a role"
    assert not Notice.objects.waiting().exists()


def test_what_is_no_duty_can_be_stopped(kinds, facts, philippines, focal_point, viewer):
    _urgent, duty, news = kinds
    notify([focal_point], news, about=philippines, facts=facts)
    for kind in (duty, news):
        StoppedNotice.objects.create(user=focal_point, kind=kind.key)
    for kind in (duty, news):
        notify([focal_point, viewer], kind, about=philippines, facts=facts)
    Notice.objects.waiting().update(due_at=datetime(2026, 1, 1, tzinfo=UTC))
    digests.send_digests.call()

    mailed = Notice.objects.exclude(mail=None).values_list("recipient", "kind")
    assert sorted(mailed) == sorted(
        [(focal_point.pk, duty.key), (viewer.pk, duty.key), (viewer.pk, news.key)]
    )


def test_somebody_without_an_account_is_written_to_at_once(kinds, facts, philippines, stranger, mailoutbox):
    urgent, duty, _news = kinds
    arguments = {"about": philippines, "facts": facts, "path": "/here/", "message": "Please\nhelp."}
    mail_address("labour@ministry.example", "ar", duty, **arguments)
    work_off()

    [mail] = mailoutbox
    assert mail.to == ["labour@ministry.example"]
    assert '<html lang="ar" dir="rtl">' in mail.alternatives[0][0]
    assert "Please\nhelp." in mail.body
    notify([stranger], urgent, about=philippines, facts=facts)
    shown = render_to_string("notices/_sent.html", {"sent": sent_to(philippines)})
    assert "labour@ministry.example" in shown
    assert "Stefan" not in shown
    assert stranger.email not in shown


def test_the_names_of_other_people_are_not_shown(kinds, facts, philippines, focal_point, viewer, stranger):
    urgent = kinds[0]
    notify([focal_point, stranger], urgent, about=philippines, facts=facts)

    assert {row.recipient for row in sent_to(philippines, viewer)} == {
        "Fosca Focal",
        "Somebody with an account",
    }
    assert {row.recipient for row in sent_to(philippines, stranger)} == {
        "Stefan Stranger",
        "Somebody with an account",
    }


def test_a_link_that_lets_in_stands_in_the_mail_alone(kinds, facts, philippines, mailoutbox):
    links = ["http://127.0.0.1:8000/in/secret-7/", ""]
    kind = register_notice(
        NoticeKind(
            "test_link", "Invited", SENTENCE, urgent=True, link=lambda notice: links.pop(0), ending="Once."
        )
    )
    for _mail in range(2):
        mail_address("labour@ministry.example", "en", kind, about=philippines, facts=facts)
    work_off()

    [mail] = mailoutbox
    assert "\nhttp://127.0.0.1:8000/in/secret-7/\n" in mail.body
    sent, given_up = SentMail.objects.order_by("pk")
    assert "(The link stands in the mail alone.)" in sent.text
    assert "secret" not in sent.text
    assert given_up.state == MailState.GIVEN_UP


def test_a_kind_is_registered_and_its_facts_are_given(kinds, philippines, focal_point):
    with pytest.raises(KeyError):
        notify([focal_point], kinds[0], about=philippines, facts={})
    with pytest.raises(ValueError, match="not registered"):
        notify([focal_point], NoticeKind("unknown", "", ""), about=philippines, facts={})
    with pytest.raises(ValueError, match="Two kinds"):
        register_notice(NoticeKind(kinds[0].key, "Other", ""))
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("moment", "zone", "morning"),
    [
        (datetime(2026, 3, 1, 6, 59, tzinfo=UTC), None, datetime(2026, 3, 1, 7, tzinfo=UTC)),
        (datetime(2026, 3, 1, 7, 0, tzinfo=UTC), None, datetime(2026, 3, 2, 7, tzinfo=UTC)),
        (datetime(2026, 3, 1, 22, 30, tzinfo=UTC), "Asia/Manila", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        # the clocks go forward in this night
        (datetime(2026, 3, 28, 12, tzinfo=UTC), "Europe/Dublin", datetime(2026, 3, 29, 6, tzinfo=UTC)),
    ],
)
def test_a_morning_is_one_of_the_reader(moment, zone, morning):
    assert next_morning(moment, zone and ZoneInfo(zone)) == morning


def test_days_and_texts_are_read_in_the_language_of_the_reader():
    frozen = freeze_facts(
        {"day": date(2026, 11, 30), "words": gettext_lazy("Published"), "odd": "2026-13-45"}
    )
    early = "0001-01-01T00:00:00+14:00"
    assert read_notice_facts({"who": early})["who"] == early, "what somebody gives as a name breaks no mail"
    with override("fr"):
        assert read_notice_facts(frozen)["day"] == "30 novembre 2026"
    assert read_notice_facts(frozen)["odd"] == "2026-13-45"


def test_a_digest_that_cannot_be_written_holds_up_nobody_else(
    kinds, facts, philippines, focal_point, viewer, monkeypatch
):
    def refuse_first(notices, **options):
        if notices[0].recipient == focal_point:
            raise TypeError
        return queue_mail(notices, **options)

    monkeypatch.setattr(digests, "queue_mail", refuse_first)
    notify([focal_point, viewer], kinds[1], about=philippines, facts=facts)
    Notice.objects.update(due_at=datetime(2026, 1, 1, tzinfo=UTC), facts={})
    digests.send_digests.call()
    [mail] = SentMail.objects.all()

    assert (mail.recipient, "… wrote … words" in mail.text) == (viewer, True)
