"""At the opening of a round each authority is asked once who it is, with the letter and a link to it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from authorities.confirmations.confirmation_links import sign_confirmation
from authorities.models import AuthorityConfirmation
from reporting.models import GuidanceLetter, Round
from reporting.round_desk.opening import follow_up_openings
from tests.authorities.jobs.worker_process import work_off
from tests.factories import AuthorityFactory, RoundFactory


@pytest.fixture
def opened(philippines, indonesia, manager):
    AuthorityFactory(member_state=philippines)
    AuthorityFactory(member_state=indonesia, mailbox="")
    round_ = RoundFactory(number=7, opens=timezone.localdate().isoformat())
    file = SimpleUploadedFile("call.pdf", b"%PDF-1.4")
    written = {"by": manager, "at": timezone.now(), "name": "call.pdf"}
    GuidanceLetter.objects.create(round=round_, language="fr", file=file, **written)
    return round_


def test_each_authority_is_asked_once(client, opened, mailoutbox):
    follow_up_openings.call()
    follow_up_openings.call()
    work_off()
    [mail] = mailoutbox
    [question] = AuthorityConfirmation.objects.all()
    page = client.get(reverse("answer_confirmation", args=[sign_confirmation(question)])).content.decode()
    [enclosure] = question.enclosures
    letter = client.get(enclosure["path"])
    broken = client.get(reverse("round_letter_by_link", args=["abc"]))

    assert (question.authority.member_state_id, question.occasion) == ("PHL", "opening-7")
    assert enclosure["path"] in page
    assert b"".join(letter.streaming_content) == b"%PDF-1.4"
    assert mail.attachments == [("call.pdf", b"%PDF-1.4", "application/pdf")]
    assert (letter.status_code, broken.status_code) == (200, 410)


def test_rounds_that_have_not_opened_or_long_ago_ask_nobody(opened):
    today = timezone.localdate()
    for opens in (today + timedelta(days=1), today - timedelta(days=15)):
        Round.objects.filter(pk=7).update(opens=opens.isoformat())
        follow_up_openings.call()

    assert not AuthorityConfirmation.objects.exists()
