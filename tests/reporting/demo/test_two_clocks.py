"""What is entered later changes what is known today, and never what was known before, to the byte."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from authorities.models import Authority, ImportState, Role, User, WhoMembership
from reporting.compliance.clocks import today_utc
from reporting.compliance.query import QueryParser
from reporting.compliance.summary import summarise
from reporting.compliance.summary_exports import summary_as_json
from reporting.models import Round, Submission
from tests.authorities.imports.import_steps import applied, undone
from tests.authorities.test_admin import DESIGNATION
from tests.authorities.test_record_admin import address, shown_form
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
PAST_REPORT = {"round": "4", "submitted_on": "2022-05-01", "published_on": "2022-05-20", "question": ""}


@pytest.fixture
def room(client):
    client.force_login(person("Adam Administrator", Role.ADMINISTRATOR))
    return client


def administrator():
    return User.objects.get(name="Adam Administrator")


def count(day, number, known_on=None):
    """The figures of a round on a day, as anybody may ask for them."""
    asked = {"as_of": day.isoformat(), "round": str(number)}
    if known_on:
        asked["known_on"] = known_on.isoformat()
    return summarise(QueryParser.with_known_rounds().parse(asked))


def change(room, record, **cells):
    answer = room.post(address(record), {**shown_form(room.get(address(record))), **cells})
    assert answer.status_code == 302, answer.content.decode()


def authority_of(iso3, day):
    return Authority.objects.in_force_on(day).get(member_state=iso3)


# The deeds, each by the ordinary page


def designate_late(room):
    late = {"member_state": "AFG", "valid_from": "2012-06-01", "valid_to": "2014-01-01"}
    answer = room.post(reverse("admin:authorities_authority_add"), {**DESIGNATION, **late})
    assert answer.status_code == 302, answer.content.decode()


def correct_type(room):
    authority = authority_of("DEU", date(2013, 7, 31))
    change(room, authority, institution_type="regulator")


def annul_designation(room):
    authority = authority_of("FRA", date(2013, 7, 31))
    page = reverse("admin:authorities_authority_annul", args=[authority.pk])
    assert room.post(page, {"reason": "The letter was of another country."}).status_code == 302


def close_round(room):
    change(room, Round.objects.get(number=1), closes="2012-12-31")


def apply_end(room):
    pk = WhoMembership.objects.get(member_state="USA").pk
    action = {"action": "apply_announced_end", "_selected_action": [pk]}
    assert room.post(reverse("admin:authorities_whomembership_changelist"), action).status_code == 302


def import_reports(room):
    rows = [{**PAST_REPORT, "iso3": "AFG"}, {**PAST_REPORT, "iso3": "ALB"}]
    return applied(administrator(), *rows, kind="reports", scope="")


JULY = date(2013, 7, 31)


@pytest.mark.parametrize(
    ("deed", "day", "number", "changes"),
    [
        (designate_late, JULY, 1, {"designated": (84, 85), "designated_in_health_ministry": (63, 64)}),
        (correct_type, JULY, 1, {"designated_in_health_ministry": (63, 62)}),
        (annul_designation, JULY, 1, {"designated": (84, 83)}),
        (annul_designation, date(2016, 3, 31), 2, {"designated": (117, 116)}),
        (close_round, JULY, 1, {"reported": (54, 40), "keeps_recruiter_record": (10, 9)}),
        (apply_end, date(2026, 2, 1), 5, {"member_states": (194, 193)}),
        (import_reports, date(2022, 6, 1), 4, {"reported": (0, 2), "published": (0, 2)}),
    ],
)
def test_a_late_deed_changes_what_is_known_now_alone(room, deed, day, number, changes):
    yesterday = today_utc() - timedelta(days=1)
    before = summary_as_json(count(day, number, yesterday))
    assert {key: count(day, number).world.numbers[key] for key in changes} == {
        key: was for key, (was, _now) in changes.items()
    }

    deed(room)

    assert {key: count(day, number).world.numbers[key] for key in changes} == {
        key: now for key, (_was, now) in changes.items()
    }
    assert summary_as_json(count(day, number, yesterday)) == before


def let_days_pass(monkeypatch, days):
    now = timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=days))


def test_reports_that_were_taken_out_again_are_known_in_between(room, monkeypatch):
    import_day, day = today_utc(), date(2022, 6, 1)
    batch = import_reports(room)
    before = summary_as_json(count(day, 4))

    let_days_pass(monkeypatch, 1)
    assert undone(batch).state == ImportState.UNDONE

    assert not Submission.objects.filter(round=4).exists()
    numbers = [count(day, 4, known).world.numbers["published"] for known in (None, day, import_day)]
    assert numbers == [0, 0, 2]
    known = summary_as_json(count(day, 4, import_day))
    assert known == before.replace('"known_on": null', f'"known_on": "{import_day}"')


def test_what_was_known_takes_as_many_queries_whatever_was_changed(room):
    yesterday = today_utc() - timedelta(days=1)
    with CaptureQueriesContext(connection) as unchanged:
        count(JULY, 1, yesterday)
    for deed in (designate_late, correct_type, annul_designation, apply_end):
        deed(room)
    with CaptureQueriesContext(connection) as changed:
        count(JULY, 1, yesterday)

    # One more for the names of the countries, if the list of members is put together from the log.
    assert len(changed) <= len(unchanged) + 1
    assert len(unchanged) <= 13


def test_the_page_says_what_was_learned_since(room, client):
    yesterday = today_utc() - timedelta(days=1)
    address_of_question = f"/compliance/?as_of=2013-07-31&round=1&known_on={yesterday}"
    assert "What was learned since" not in room.get(address_of_question).content.decode()
    designate_late(room)

    page = room.get(address_of_question)
    shown = " ".join(page.content.decode().split())

    learned = page.context["page"].learned
    assert [(number.name, number.known, number.now) for number in learned.differences] == [
        ("Have a national authority", 84, 85),
        ("Have their authority in the health ministry", 63, 64),
    ]
    assert [url for _sentence, url in learned.changes] == ["/countries/AFG/"]
    assert "Afghanistan – designated national authority" in shown


def test_a_file_with_both_days_over_may_be_kept_for_ever(client):
    def ask(ending, **days):
        return client.get(f"/compliance.{ending}", {"as_of": "2013-07-31", "round": "1", **days})

    for ending in ("csv", "json", "xlsx"):
        kept, again = ask(ending, known_on="2013-08-31"), ask(ending, known_on="2013-08-31")
        assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (kept["ETag"], kept.content) == (again["ETag"], again.content)
        for days in ({}, {"known_on": today_utc().isoformat()}):
            assert ask(ending, **days)["Cache-Control"] == "public, max-age=60"
