"""Who else is on a page just now: told to those who fill in the same report, and forgotten after a minute."""

import time
from datetime import timedelta

import pytest

from config.session_rules import SEEN
from reporting.models import Presence
from tests.reporting.filing.history.steps import address


@pytest.fixture
def tell(client, draft):
    """Return a function: a person's page says that it is open; returns the sentence it is told."""

    def tell(user, section="sA", status=200):
        client.force_login(user)
        reply = client.post(address("presence", draft), {"section": section})
        assert reply.status_code == status
        return reply.json()["sentence"] if status == 200 else None

    return tell


def shift(seconds, **which):
    for one in Presence.objects.filter(**which):
        Presence.objects.filter(pk=one.pk).update(seen_at=one.seen_at - timedelta(seconds=seconds))


def test_people_on_one_page_are_told_of_each_other(tell, client, draft, focal_point, contributor):
    assert tell(focal_point) == ""
    assert tell(contributor) == "Fosca Focal is on this page too."
    assert tell(focal_point) == "Conrad Contributor is on this page too."
    assert tell(focal_point, section="s0") == "", "another page"

    assert (
        "Conrad Contributor is on this page too."
        in client.get(address("section", draft, "sA")).content.decode()
    )


def test_whoever_has_left_is_forgotten_after_a_minute(tell, client, draft, focal_point, contributor):
    tell(contributor)
    shift(59)
    assert tell(focal_point) == "Conrad Contributor is on this page too."
    shift(2, user=contributor)
    assert "Conrad" not in client.get(address("section", draft, "sA")).content.decode()
    assert tell(focal_point) == ""
    assert [one.user for one in Presence.objects.all()] == [focal_point], (
        "nothing is kept of where people were"
    )


def test_two_windows_of_one_person_are_one(tell, focal_point):
    for _window in range(2):
        assert tell(focal_point) == ""
    assert Presence.objects.count() == 1


def test_only_those_who_fill_in_this_report_tell_and_are_told(tell, stranger, viewer, reviewer, focal_point):
    for person in (stranger, viewer, reviewer):
        tell(person, status=404)
    tell(focal_point, section="no such section", status=404)
    tell(focal_point, section="", status=404)

    assert not Presence.objects.exists()


def test_an_open_page_asks_as_many_queries_however_many_are_there(
    tell, client, draft, focal_point, contributor, django_assert_num_queries
):
    tell(focal_point)
    with django_assert_num_queries(7):
        client.post(address("presence", draft), {"section": "sA"})
    tell(contributor)
    with django_assert_num_queries(7):
        client.post(address("presence", draft), {"section": "sA"})


def test_an_open_page_does_not_keep_a_session_alive(client, draft, focal_point):
    client.force_login(focal_point)
    session = client.session
    session[SEEN] = since = time.time() - 30 * 60
    session.save()

    client.post(address("presence", draft), {"section": "sA"})

    assert client.session[SEEN] == since
