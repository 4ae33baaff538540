"""What a questionnaire does not mark public shows in no room and no file, in words or in numbers."""

from copy import deepcopy

import pytest

import config.urls  # noqa: F401  rooms register their charts
from reporting.charts.registry import CHARTS
from reporting.instruments.rules.logic import names_in
from reporting.models.instruments import load_instrument
from reporting.published_figures.page import BY_DATE, BY_REGION
from reporting.reported_content.views import PAGES
from tests.conftest import rolled_back
from tests.reporting.compliance.records import make_round, make_state
from tests.reporting.reported_content.told_answers import agreement, load_national_instrument, tell

# What others have published is no answer.
OF_OTHERS = (BY_DATE, BY_REGION)
# Of fewer than five countries no share is given.
OTHERS = ("DEU", "FRA", "ITA", "ESP")
DAY = "as_of=2013-06-30&round=4"
WORDS, NUMBER = "Kwalitatsupo", 918273
ROOMS = [
    *("/", "/rounds/4/", "/countries/PHL/", "/countries/PHL.csv"),
    *("/reports/4/PHL/", "/reports/4/PHL.json", "/reports/4/PHL.csv"),
    *(f"/compliance{rest}{DAY}" for rest in ("/?role=source&", "/?", ".csv?", "/countries.csv?")),
    *(f"/indicators{rest}{DAY}" for rest in ("/?", ".csv?role=source&")),
    *(f"/rounds/4/indicators/agreements{rest}?{DAY}" for rest in ("/", ".csv", "/countries/")),
    *(f"/rounds/4/indicators/{key}.csv?{DAY}" for key in ("recruiter_record", "country_position")),
    *(f"/answers{part and '/'}{part}{'.csv' if part else '/'}?{DAY}" for part in PAGES),
    *(f"/answers/{part}/?{DAY}" for part in ("agreements", "workforce")),
    *(f"/comparisons{rest}{DAY}" for rest in (".csv?role=source&", "/side-by-side/?other_round=3&")),
    f"/comparisons/answers.csv?{DAY}&other_round=3",
    *(
        f"/charts/{key}.csv?{DAY}&role=source&indicator=agreements&other_round=3"
        for key in CHARTS
        if key not in OF_OTHERS
    ),
]
YES = {
    "q0_9": "source",
    "q6": "yes",
    "q6_1": [agreement("DEU", title=WORDS, begins="2012-03-01")],
    "q8": "yes",
    "q8_1": [{"country": WORDS, "kind": ["technical"], "detail": WORDS}],
    "q12": "yes",
    "q12_from": [{"occupation": "nurses", "country": "DEU", "number": NUMBER, "year": 2012}],
    "q14": {"nurses": {"total": NUMBER, "foreign": 100, "year": 2012}},
    "q15": ["recruiter_record"],
    "q15_1": f"The list stands at https://{WORDS}.example/",
    "q16": ["data"],
    "q18": [{"rank": 1, "constraint": WORDS, "solution": WORDS}],
}
NO = {"q0_9": "destination", "q6": "no", "q12": "no", "q15": ["none"], "q16": ["none"]}


def set_publicity(public):
    """Return the national instrument with these questions marked public or not, whatever they are there."""
    definition = deepcopy(load_national_instrument().definition)
    for section in definition["sections"]:
        for question in section["questions"]:
            # What is only asked because of such an answer tells it.
            if question["code"] in YES or set(names_in(question["relevant"])) & set(YES):
                question["public"] = public and question["public"]
    return load_instrument({**definition, "version": f"public-{public}"})


def ask_rooms(client, answers, *, public=False):
    """Return {address: status and content} where one country gives these answers, and four their role."""
    with rolled_back():
        rounds = [make_round(number) for number in (3, 4)]
        instrument = set_publicity(public)
        first, *others = [make_state("PHL", "WPR"), *(make_state(iso3, "EUR") for iso3 in OTHERS)]
        for number, round_ in enumerate(rounds, start=3):
            round_.instrument = instrument
            round_.save()
            role = {"q0_9": answers["q0_9"]}
            tell(first, round_, {"q2": "yes", **(answers if number == 4 else {**NO, **role})})
            for state in others:
                tell(state, round_, {"q2": "yes", **role})
        pages = {path: client.get(path) for path in ROOMS}
        return {path: (page.status_code, page.content) for path, page in pages.items()}


@pytest.mark.django_db
def test_an_answer_that_is_not_public_changes_no_page_and_no_file(client):
    one, other = ask_rooms(client, YES), ask_rooms(client, NO)
    open_to_all = ask_rooms(client, YES, public=True)

    assert [path for path in ROOMS if one[path] != other[path]] == []
    assert [path for path in ROOMS for told in (WORDS, str(NUMBER)) if told.encode() in one[path][1]] == []
    # The same rooms show them once they are public; nothing is mirrored where the partner says nothing.
    unchanged = [path for path in ROOMS if one[path] == open_to_all[path]]
    assert [path for path in unchanged if "/workforce-mirror." not in path] == []
