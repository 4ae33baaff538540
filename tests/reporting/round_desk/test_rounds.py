"""A manager makes a round by hand, sees what it lacks, and gives it its questions and its letters."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from authorities.models import Change
from reporting.models import GuidanceLetter, InstrumentProposal, Round, RoundInstrument
from reporting.models.instruments import Audience
from reporting.round_desk.making import make_round
from reporting.round_desk.readiness import Readiness
from tests.conftest import rolled_back
from tests.factories import AuthorityFactory, InstrumentFactory, RoundFactory, small_instrument

PDF = b"%PDF-1.4 a letter"


def day(offset):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


@pytest.fixture
def questions(db):
    return InstrumentFactory()


@pytest.fixture
def for_stakeholders(db):
    definition = small_instrument("outsiders") | {"audience": Audience.STAKEHOLDER}
    return InstrumentFactory(form_id="outsiders", audience=Audience.STAKEHOLDER, definition=definition)


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def fill_in(questions, **changed):
    typed = {
        "number": 7, "title": "Round 7", "opens": day(0), "due": day(60), "closes": day(90),
        "instrument": questions.pk, "translations_fr_title": "Cycle 7", "note": "",
    }  # fmt: skip
    return {**typed, **changed}


def test_a_manager_makes_a_round_that_takes_reports_at_once(desk, manager, questions, for_stakeholders):
    RoundFactory()
    sent = fill_in(questions, other_instrument=for_stakeholders.pk)
    answer = desk.post(reverse("new_round"), sent)

    made = Round.objects.get(pk=7)
    assert answer.url == reverse("round_settings", args=[7])
    assert made.takes_reports_on(timezone.localdate())
    assert made.translations == {"fr": {"title": "Cycle 7"}}
    assert made.instrument_for(Audience.NATIONAL) == made.instrument == questions
    assert made.instrument_for(Audience.STAKEHOLDER) == for_stakeholders
    changes = [change.kind for change in Change.objects.of(made)]
    assert changes == ["new", "changed"]
    assert for_stakeholders.frozen_on(timezone.localdate())
    assert "Round 7" in desk.get(reverse("round_desk")).content.decode()


MISTAKES = [
    ({"number": 6}, "There is a round 6 already. The next number is 7."),
    ({"number": 3}, "Choose 7 or a higher number."),
    ({"number": "seven"}, "Enter a whole number."),
    ({"title": ""}, "This field is required."),
    ({"opens": day(-1)}, "This day has passed. Choose today or a later day."),
    ({"opens": day(1)}, "A later round opens later."),
    ({"due": day(3), "opens": day(5)}, "Reports cannot be due before the round opens."),
    ({"closes": day(10)}, "The round cannot close before it has opened and reports are due."),
    ({"due": "soon"}, "“soon” is not a date."),
    ({"instrument": ""}, "A round opens with questions."),
    ({"instrument": 999}, "Select a valid choice."),
    ({"translations_fr_title": "x" * 101}, "at most 100"),
]


def test_each_mistake_has_its_sentence(desk, questions, for_stakeholders):
    RoundFactory(opens=day(1))
    found = {}
    for changed, sentence in [*MISTAKES, ({"instrument": for_stakeholders.pk}, "Select a valid choice.")]:
        answer = desk.post(reverse("new_round"), fill_in(questions, **{"opens": day(2), **changed}))
        if answer.status_code != 422 or sentence not in answer.content.decode():
            found[sentence] = answer.status_code

    assert found == {}
    assert Round.objects.count() == 1


def test_a_questionnaire_of_which_a_change_waits_is_settled_first(desk, manager, questions):
    InstrumentProposal.objects.create(
        instrument=questions, definition={}, replaces="", by=manager, at=timezone.now()
    )

    page = desk.post(reverse("new_round"), fill_in(questions)).content.decode()

    assert "A change of this questionnaire waits." in page


def test_two_who_take_the_same_number_at_once(manager, questions):
    RoundFactory(number=7)

    with pytest.raises(Exception, match="There is a round 7 already. The next number is 8."):
        make_round(Round(number=7, title="Round 7"), [questions], by=manager)


def test_the_list_says_what_is_missing(questions, philippines, indonesia):
    AuthorityFactory(member_state=philippines, mailbox="")
    planned = RoundFactory(number=7, opens="", due="", instrument=None)
    bare = {item.label: item.state for item in Readiness(planned, timezone.localdate(), []).items}
    planned.opens, planned.due, planned.instrument = day(3), day(60), questions
    letters = [GuidanceLetter(language="en")]
    readiness = Readiness(planned, timezone.localdate(), letters)
    items = {item.label: (item.state, item.words) for item in readiness.items}

    assert bare == {
        "Dates": "Missing", "Questionnaire": "Missing", "Guidance letter": "Missing",
        "Title": "Not complete", "Authorities": "Not complete", "Mailboxes": "Not complete",
    }  # fmt: skip
    assert readiness.is_ready
    assert readiness.opens_on == timezone.localdate() + timedelta(days=3)
    assert items["Dates"] == ("Not complete", "Say when it closes.")
    assert items["Questionnaire in each language"][1].startswith("Texts are missing in: Arabic (")
    assert items["Guidance letter"][1] == "Missing in: Arabic, Chinese, French, Russian, Spanish."
    assert items["Authorities"][1] == "1 Member State has no authority."
    assert items["Mailboxes"][1] == "1 authority has no mailbox, so nobody there is written to."


def test_title_questions_and_letters_are_set_before_it_opens(desk, questions, for_stakeholders):
    planned = RoundFactory(number=7, opens=day(3), due=day(60), instrument=questions)
    other = InstrumentFactory(version="2")
    address = reverse("round_settings", args=[7])
    page = desk.get(address).content.decode()
    sent = [
        {"form": "words", "words-title": "Seventh round", "words-translations_es_title": "Ronda 7"},
        {"form": "instruments", "instruments-instrument": other.pk},
        {"form": "letter", "letter-language": "fr", "letter-file": SimpleUploadedFile("a.pdf", PDF)},
        {"form": "letter", "letter-language": "fr", "letter-file": SimpleUploadedFile("b.pdf", PDF)},
    ]
    statuses = [desk.post(address, form).status_code for form in sent]
    refused = desk.post(address, {"form": "letter", "letter-language": "fr"})

    planned = Round.objects.get(pk=7)
    assert "Not ready: 1 thing is missing" in page
    assert (statuses, refused.status_code) == ([302] * 4, 422)
    assert (planned.title, planned.translations) == ("Seventh round", {"es": {"title": "Ronda 7"}})
    assert planned.instrument == other
    assert [letter.name for letter in planned.current_letters] == ["b.pdf"]
    assert planned.letters.count() == 2


def test_the_questions_of_an_open_round_are_not_changed(desk, questions):
    RoundFactory(number=7, instrument=questions)
    other = InstrumentFactory(version="2")

    answer = desk.post(
        reverse("round_settings", args=[7]), {"form": "instruments", "instruments-instrument": other.pk}
    )

    assert answer.status_code == 422
    assert Round.objects.get(pk=7).instrument == questions


def test_a_letter_is_private_until_the_round_opens(client, manager, focal_point, philippines, questions):
    planned = RoundFactory(number=7, opens=day(1), instrument=questions)
    file = SimpleUploadedFile("letter.pdf", PDF)
    GuidanceLetter.objects.create(
        round=planned, language="fr", file=file, name="letter.pdf", by=manager, at=timezone.now()
    )
    address = reverse("round_letter", args=[7, "fr"])
    questionnaire = reverse("questionnaire", args=[7])

    def look():
        letter = client.get(address)
        list(letter.streaming_content if letter.streaming else ())
        return letter.status_code, address in client.get(questionnaire).content.decode()

    def ask():
        found = []
        for user in (manager, focal_point):
            client.force_login(user)
            found.append(look())
        client.logout()
        return [*found, look()]

    before = ask()
    Round.objects.filter(pk=7).update(opens=day(0))

    assert before == [(200, False), (404, False), (302, False)]
    assert ask() == [(200, True), (200, True), (302, False)]


def test_a_round_has_one_instrument_for_each_audience(questions, for_stakeholders):
    planned = RoundFactory(number=7)
    RoundInstrument.objects.create(round=planned, audience="stakeholder", instrument=for_stakeholders)
    for audience in ("stakeholder", "national"):
        with rolled_back(), pytest.raises(IntegrityError), transaction.atomic():
            RoundInstrument.objects.create(round=planned, audience=audience, instrument=questions)
