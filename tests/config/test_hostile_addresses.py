"""Whatever stands in an address, a form or a cookie, a public page answers and never breaks."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from tests.factories import RecruiterFactory, RoundFactory

# As they stand in an address.
HOSTILE = {
    "nothing but NUL": "%00%00%00",
    "NUL at the end": "DMW-0417%00",
    "other control characters": "%01%7F%C2%85",
    "halves of letters": "%FF%ED%A0%80%ED%B0%80",
    "a number no column holds": "9" * 20,
    "a number no computer reads": "9" * 5000,
    "digits of another script": "%D9%A3%D9%A3%D9%A3",
    "marks": "%27%22%3B--%25%E2%80%AE",
}
# What pages read from their addresses; what is refused hides what is read after it, so each is asked alone.
READS = {
    "recruiters": ["q", "page"],
    "register_state": ["q", "page"],
    "register": ["q", "page"],
    "register_changes": ["after", "after=0-"],
    "verify_certificate": ["c"],
    "report_concern": ["register", "licence", "register=PHL/dmw&licence"],
    "authorities": ["on", "region"],
    "authorities_export": ["on", "region"],
    "countries": ["region"],
    "find_country": ["q"],
    "country": ["as_of", "known_on", "as_of=2013-07-31&known_on"],
    "country_export": ["as_of", "known_on"],
    "compliance": [
        *("as_of", "known_on", "round", "region", "income", "safeguards", "role", "first_time", "basis"),
        "countries",
    ],
    "compliance_countries": ["as_of", "figure", "figure=reported&of"],
    "compliance_countries_export": ["as_of", "figure", "figure=reported&of"],
    "compliance_export": ["as_of", "region"],
    "chart": ["as_of", "known_on", "region"],
    "chart_file": ["as_of", "known_on", "region"],
    "indicators": ["as_of", "known_on", "sort", "role", "shown_round", "shown_round=1&round"],
    "answers_agreements": ["as_of", "kind", "subject", "country", "named_by", "q"],
    "answers_agreements_countries": ["figure"],
    "answers_workforce": ["kind", "occupation", "measure"],
    "answers_constraints": ["q"],
    "answers_help": ["direction"],
    "comparisons": ["with", "known_on", "shown_round=1&with"],
    "comparisons_countries": ["line", "line=6&day", "line=6&day=1&of"],
    "compared_reporters": ["order", "shown_round=1&order"],
    "compared_reporters_countries": ["pattern", "pattern=never&of"],
    "side_by_side": ["other_round", "other_as_of", "other_known_on"],
    "side_by_side_countries": ["figure", "figure=reported&side", "figure=reported&side=asked&of"],
    "answer_changes_countries": ["indicator", "indicator=recruiter_record&answer"],
    "account_login": ["next"],
}
TYPED = {
    "report_concern": [
        "where",
        "named",
        "licence",
        "kind",
        "contact",
        "token",
        "known=1&where=PHL/dmw&licence",
    ],
    "follow_concern": ["reference", "reference=AAAA-AAAA-AAAA-AAAA&text"],
    "follow": ["email"],
    "account_login": ["login", "password", "next", "login=a@b.example&password"],
    "account_reset_password": ["email"],
    "account_signup": ["email", "password1"],
}
# What is known here, for the places in the path of a page.
KNOWN = {"iso3": "PHL", "code": "dmw", "licence": "DMW-0417", "number": 6, "version_number": 1,
    "key": "reports-by-region", "format": "svg",
}  # fmt: skip


def public(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            view = pattern.callback
            if getattr(view, "open_to", "") == "everyone" or view.__module__.startswith("allauth."):
                yield pattern
        elif pattern.namespace != "admin":
            yield from public(pattern)


def sound_values(pattern):
    return {name: str(KNOWN.get(name, "zz")) for name in pattern.pattern.converters}


def sound_paths(pattern):
    """Return [the path of a page], [] if none can be made of what is known."""
    try:
        return [reverse(pattern.name, kwargs=sound_values(pattern))]
    except NoReverseMatch:
        return []


def strange_paths(pattern, strange):
    """Return the path of a page with something strange in each of its places in turn."""
    values = sound_values(pattern).values()
    return [path.replace(f"/{value}", f"/{strange}") for path in sound_paths(pattern) for value in values]


PAGES = {pattern.name: pattern for pattern in public()}


@pytest.fixture
def visitor(philippines):
    cache.clear()
    RoundFactory()
    RecruiterFactory(licence_number="DMW-0417", register__member_state=philippines)
    return Client(raise_request_exception=False)


def broken(answers):
    """The addresses that were answered by an error of ours."""
    return [answer.request["PATH_INFO"] for answer in answers if answer.status_code >= 500]


def test_no_sound_path_breaks_a_public_page(visitor):
    asked = [path for pattern in PAGES.values() for path in sound_paths(pattern)]

    assert len(asked) > 0.8 * len(PAGES)
    assert broken(visitor.get(path) for path in asked) == []


@pytest.mark.parametrize("strange", HOSTILE)
def test_no_path_breaks_a_public_page(visitor, strange):
    asked = [path for pattern in PAGES.values() for path in strange_paths(pattern, HOSTILE[strange])]

    assert len(asked) > len(READS)
    assert broken(visitor.get(path) for path in asked) == []


@pytest.mark.parametrize("strange", HOSTILE)
@pytest.mark.parametrize("name", READS)
def test_no_question_breaks_a_public_page(visitor, name, strange):
    path = sound_paths(PAGES[name])[0]

    assert broken(visitor.get(f"{path}?{asked}={HOSTILE[strange]}") for asked in READS[name]) == []


@pytest.mark.parametrize("strange", HOSTILE)
@pytest.mark.parametrize("name", TYPED)
def test_nothing_typed_breaks_a_public_form(visitor, name, strange):
    path, kind = sound_paths(PAGES[name])[0], "application/x-www-form-urlencoded"
    bodies = [f"{field}={HOSTILE[strange]}" for field in TYPED[name]]

    assert broken(visitor.post(path, body, kind) for body in [*bodies, "&".join(bodies)]) == []


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
@pytest.mark.parametrize("value", ['"aaaaaaaa\\000"', '"aaaaaaaa\\377\\376"', "9" * 4000])
def test_no_cookie_breaks_a_public_page(visitor, cookie, value):
    pages = [reverse(name) for name in ("home", "recruiters", "report_concern", "account_login")]

    assert broken(visitor.get(page, headers={"cookie": f"{cookie}={value}"}) for page in pages) == []
