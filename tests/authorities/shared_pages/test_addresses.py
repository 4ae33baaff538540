"""Which requests have the same page."""

import pytest
from django.test import RequestFactory

from authorities.shared_pages.addresses import find_page_address, is_for_everybody
from authorities.shared_pages.declaration import SharedPageRules


def key(path, **headers):
    request = RequestFactory().get(path, headers=headers)
    address = find_page_address(request)
    return address and address.key


@pytest.mark.parametrize(
    ("path", "other", "same"),
    [
        ("/compliance/?round=1&as_of=2013-07-31", "/compliance/?as_of=2013-07-31&round=1", True),
        ("/compliance/?round=1", "/compliance/?round=1&utm_source=mail&x=1&x=2", True),
        ("/compliance/?round=1", "/compliance/?round=1&region=", True),
        ("/compliance/?round=1", "/compliance/?round=2", False),
        ("/compliance/", "/", False),
        ("/answers/constraints/", "/answers/constraints/?q=", True),
        ("/charts/indicator_map/?indicator=a", "/charts/indicator_map/?indicator=b", False),
        ("/countries/IDN/", "/countries/PHL/", False),
    ],
)
def test_only_what_the_page_knows_makes_another_page(path, other, same):
    assert (key(path) == key(other)) is same


def test_language_host_and_scheme_make_another_page():
    pages = {
        key("/compliance/"),
        key("/fr/compliance/"),
        key("/compliance/", host="localhost"),
        key("/compliance/", accept_language="fr-CA"),
    }
    assert len(pages) == 3
    request = RequestFactory().get("/compliance/", secure=True)
    assert find_page_address(request).key not in pages


@pytest.mark.parametrize(
    "path",
    [
        "/recruiters/?q=care",
        "/answers/constraints/?q=care",
        "/charts/agreements-matrix/?q=care",
        "/accounts/login/",
        "/nowhere/",
        "/compliance/?round=%ff",
        f"/compliance/?round={'1' * 2000}",
        "/compliance/?" + "&".join(f"x{n}=1" for n in range(60)),
    ],
)
def test_what_is_not_shared_or_cannot_be_read_has_no_address(path):
    assert key(path) is None


@pytest.mark.parametrize(
    ("method", "cookies", "headers", "expected"),
    [
        ("GET", {}, {}, True),
        ("HEAD", {"django_language": "fr"}, {}, True),
        ("POST", {}, {}, False),
        ("GET", {"sessionid": "a"}, {}, False),
        ("GET", {"messages": "a"}, {}, False),
        ("GET", {"a": "b", "sessionid": "a"}, {}, False),
        ("GET", {}, {"authorization": "Bearer a"}, False),
        ("GET", {}, {"hx-request": "true"}, False),
    ],
)
def test_who_may_be_somebody_gets_a_page_of_their_own(method, cookies, headers, expected):
    factory = RequestFactory()
    factory.cookies.load(cookies)

    assert is_for_everybody(factory.generic(method, "/", headers=headers).META) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", True),
        ("as_of=2013-07-31", True),
        ("as_of=2013-07-31&known_on=2013-08-01", False),
        ("as_of=2013-07-31&known_on=9999-01-01", True),
        ("as_of=2013-07-31&known_on=soon", True),
    ],
)
def test_a_page_changes_with_the_day_unless_both_its_days_are_over(query, expected):
    rules = SharedPageRules(frozenset(), depends_on_today=True)

    assert rules.is_dated(query) is expected
    assert not SharedPageRules(frozenset(), False).is_dated(query)
