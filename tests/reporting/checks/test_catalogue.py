"""Every check of the catalogue: when it speaks, and when it is silent, at the border."""

import pytest

from reporting.checks.catalogue import CHECKS
from reporting.checks.facts import Facts
from reporting.checks.findings import find_warnings
from tests.factories import option
from tests.reporting.checks import forms
from tests.reporting.checks.forms import (
    agreements,
    asked,
    fill_in,
    flow,
    last_report,
    part,
    partner,
    positions,
    record,
    run_check,
    stock,
)

FULL = {"total": 1000, "domestic": 700, "foreign": 290, "unknown": 10}
YES = {"inflow": "yes", "outflow": "yes"}
ROLE = [
    positions(),
    asked("inflow", "yesno", indicator="migration_statistics"),
    flow("came", "inflow"),
    asked("outflow", "yesno", indicator="outflow_statistics"),
    flow("left", "outflow"),
]
OCCUPATIONS_AND_ALL = [*forms.OCCUPATIONS[:2], {"value": "total", "label": "All"}]
BY_ROW = asked("by_row", "table", columns=[part("number", "integer")], rows=OCCUPATIONS_AND_ALL)
LAWS = [
    asked("laws", "yesno", indicator="laws_database"),
    asked("link", "url", relevant=["=", ["answer", "laws"], "yes"]),
]
EARLIER = {**flow("left", "outflow"), "relevant": None}
EARLIER["columns"][2]["label"] = "One year earlier"
AGENCIES = [
    asked("agencies", "integer", sum_of=["private", "public"]),
    asked("private", "integer"),
    asked("public", "integer"),
]
EVEN = ["=", ["mod", ["this"], 2], 0]


def stock_of(**cells):
    return {"stock": {"nurses": {**FULL, **cells}}}


def deal(**cells):
    return {"deals": [{"title": "Deal", "type": "bilateral", "countries": ["IDN"], **cells}]}


def deals(*rows):
    return {"deals": list(rows)}


def numbers_of(came, left, role):
    return {
        **YES,
        "role": role,
        "came": {"nurses": {"y2": 9999, "y3": came}},
        "left": {"nurses": {"y3": left}},
    }


# (check, questions, answers, facts, the sentences that it says)
CASES = [
    ("sum_of_columns", [stock()], stock_of(), {}, []),
    (
        "sum_of_columns",
        [stock()],
        stock_of(foreign=291),
        {},
        ["Question stock, Nurses: the parts add up to 1,001, but “Total” is 1,000."],
    ),
    ("sum_of_columns", [stock()], stock_of(unknown=None), {}, []),
    ("sum_of_columns", [stock()], stock_of(unknown=None, foreign=300), {}, []),
    (
        "sum_of_columns",
        [stock()],
        stock_of(unknown=None, foreign=301),
        {},
        ["Question stock, Nurses: the parts add up to 1,001, but “Total” is 1,000."],
    ),
    ("sum_of_columns", [stock()], stock_of(total=None), {}, []),
    ("sum_of_columns", [stock(sum_of=[])], stock_of(foreign=900), {}, []),
    ("sum_of_questions", AGENCIES, {"agencies": 130, "private": 90, "public": 40}, {}, []),
    (
        "sum_of_questions",
        AGENCIES,
        {"agencies": 120, "private": 90, "public": 40},
        {},
        ["Question agencies is 120, but its parts add up to 130 (questions private, public)."],
    ),
    ("sum_of_questions", AGENCIES, {"agencies": 90, "private": 90}, {}, []),
    ("part_above_total", [stock()], stock_of(foreign_born=1000), {}, []),
    (
        "part_above_total",
        [stock()],
        stock_of(foreign_born=1001),
        {},
        ["Question stock, Nurses: “Foreign_born” is 1,001, more than “Total”, which is 1,000."],
    ),
    ("part_above_total", [stock()], stock_of(total=5, year=2025), {}, []),
    (
        "sum_of_rows",
        [BY_ROW],
        {"by_row": {"doctors": {"number": 3}, "nurses": {"number": 5}, "total": {"number": 8}}},
        {},
        [],
    ),
    (
        "sum_of_rows",
        [BY_ROW],
        {"by_row": {"doctors": {"number": 3}, "nurses": {"number": 5}, "total": {"number": 7}}},
        {},
        ["Question by_row, “Number”: the rows add up to 8, but “All” is 7."],
    ),
    ("sum_of_rows", [BY_ROW], {"by_row": {"doctors": {"number": 3}, "total": {"number": 7}}}, {}, []),
    (
        "sum_of_rows",
        [BY_ROW],
        {"by_row": {"doctors": {"number": 8}, "total": {"number": 7}}},
        {},
        ["Question by_row, “Number”: the rows add up to 8, but “All” is 7."],
    ),
    ("year_not_begun", [stock()], stock_of(year=2026), {}, []),
    (
        "year_not_begun",
        [stock()],
        stock_of(year=2027),
        {},
        ["Question stock, Nurses, “Year”: the year 2027 has not begun yet."],
    ),
    (
        "year_not_begun",
        [asked("year", "integer")],
        {"year": 2027},
        {},
        ["Question year: the year 2027 has not begun yet."],
    ),
    # A number of people in one year or another is no year.
    ("year_not_begun", [EARLIER], {"left": {"nurses": {"last_year": 2025, "y2": 2081}}}, {}, []),
    ("year_long_past", [stock()], stock_of(year=2016), {}, []),
    (
        "year_long_past",
        [stock()],
        stock_of(year=2015),
        {},
        ["Question stock, Nurses, “Year”: the year 2015 is more than ten years ago."],
    ),
    ("date_impossible", [agreements()], deal(**{"from": "1900-01-01", "to": "2100-12-31"}), {}, []),
    (
        "date_impossible",
        [agreements()],
        deal(**{"from": "0024-03-14", "to": "2101"}),
        {},
        [
            "Question deals, row 1, “From”: the year 0024 cannot be right.",
            "Question deals, row 1, “To”: the year 2101 cannot be right.",
        ],
    ),
    (
        "date_impossible",
        [asked("signed", "date")],
        {"signed": "1899-12-31"},
        {},
        ["Question signed: the year 1899 cannot be right."],
    ),
    ("end_before_beginning", [agreements()], deal(**{"from": "2020-05-01", "to": "2020-05-01"}), {}, []),
    ("end_before_beginning", [agreements()], deal(**{"from": "2020-05-01", "to": "2020"}), {}, []),
    (
        "end_before_beginning",
        [agreements()],
        deal(**{"from": "2020-05-01", "to": "2020-04"}),
        {},
        ["Question deals, row 1: “To” lies before “From”."],
    ),
    # The questionnaire itself refuses it, and says so.
    (
        "end_before_beginning",
        [agreements(to_constraint=forms.NOT_BEFORE)],
        deal(**{"from": "2020-05-01", "to": "2020-04-30"}),
        {},
        [],
    ),
    (
        "end_before_beginning",
        [asked("plan_from", "date"), asked("plan_to", "date")],
        {"plan_from": "2024-01-02", "plan_to": "2024-01-01"},
        {},
        ["Question plan_to lies before question plan_from."],
    ),
    ("years_differ", [stock()], {"stock": {"doctors": {"year": 2024}, "nurses": {"year": 2024}}}, {}, []),
    (
        "years_differ",
        [stock()],
        {"stock": {"doctors": {"year": 2025}, "nurses": {"year": 2021}}},
        {},
        ["Question stock: the rows are of different years, 2021 to 2025."],
    ),
    ("partner_reports_none", [agreements()], deal(), {"partners": {"IDN": partner(True, "PHL")}}, []),
    ("partner_reports_none", [agreements()], deal(), {}, []),
    (
        "partner_reports_none",
        [agreements()],
        deal(),
        {"partners": {"IDN": partner(False)}},
        ["Question deals, row 1: Indonesia reported in round 3 that it has no agreements."],
    ),
    (
        "partner_reports_none",
        [agreements()],
        deal(**{"from": "2019-03"}),
        {"partners": {"IDN": partner(True, "IRL")}},
        ["Question deals, row 1: Indonesia named no agreement with this country in its report of round 3."],
    ),
    # It began after the partner had reported.
    (
        "partner_reports_none",
        [agreements()],
        deal(**{"from": "2019-03-02"}),
        {"partners": {"IDN": partner(False)}},
        [],
    ),
    ("kind_of_agreement", [agreements()], deal(countries=["IDN", "PHL"]), {}, []),
    (
        "kind_of_agreement",
        [agreements()],
        deal(countries=["IDN", "IRL"]),
        {},
        ["Question deals, row 1: a bilateral agreement, but 2 other countries are named."],
    ),
    ("kind_of_agreement", [agreements()], deal(type="regional", countries=["IDN", "IRL"]), {}, []),
    (
        "kind_of_agreement",
        [agreements()],
        deal(type="multilateral", countries=["IDN", "PHL"]),
        {},
        ["Question deals, row 1: an agreement of several countries, but only one is named."],
    ),
    (
        "kind_of_agreement",
        [agreements()],
        deal(countries=["PHL"]),
        {},
        ["Question deals, row 1: no other country is named."],
    ),
    ("kind_of_agreement", [agreements()], deal(countries=[]), {}, []),
    (
        "agreement_twice",
        [agreements()],
        deals(
            {"countries": ["IDN"], "from": "2020-05-01"},
            {"countries": ["IDN"], "from": "2021-05-01"},
            {"countries": ["IDN", "PHL"], "from": "2020-05-01"},
        ),
        {},
        ["Question deals: row 1 and row 3 seem to be the same agreement."],
    ),
    (
        "agreement_twice",
        [agreements()],
        deals({"countries": ["IDN"], "title": "Care  deal"}, {"countries": ["IDN"], "title": "care deal"}),
        {},
        ["Question deals: row 1 and row 2 seem to be the same agreement."],
    ),
    ("agreement_twice", [agreements()], deals({"countries": ["IDN"]}, {"countries": ["IDN"]}), {}, []),
    ("moved_by_half", [stock()], stock_of(), {}, []),
    ("moved_by_half", [stock()], stock_of(total=1500), {"last": last_report([stock()], stock_of())}, []),
    (
        "moved_by_half",
        [stock()],
        stock_of(total=1501),
        {"last": last_report([stock()], stock_of())},
        ["Question stock, Nurses, “Total”: 1,000 in the report of round 3, 1,501 now."],
    ),
    ("moved_by_half", [stock()], stock_of(total=500), {"last": last_report([stock()], stock_of())}, []),
    (
        "moved_by_half",
        [stock()],
        stock_of(total=499),
        {"last": last_report([stock()], stock_of())},
        ["Question stock, Nurses, “Total”: 1,000 in the report of round 3, 499 now."],
    ),
    # Nine more than nothing is soon gained; ten are noticed.
    ("moved_by_half", [stock()], stock_of(unknown=19), {"last": last_report([stock()], stock_of())}, []),
    (
        "moved_by_half",
        [stock()],
        stock_of(unknown=20),
        {"last": last_report([stock()], stock_of())},
        ["Question stock, Nurses, “Unknown”: 10 in the report of round 3, 20 now."],
    ),
    # Another form, another code, but the same total of the same parts.
    (
        "moved_by_half",
        [stock()],
        stock_of(total=100),
        {"last": last_report([stock("older")], {"older": {"nurses": FULL}}, form_id="other")},
        ["Question stock, Nurses, “Total”: 1,000 in the report of round 3, 100 now."],
    ),
    (
        "moved_by_half",
        [asked("beds", "integer")],
        {"beds": 100},
        {"last": last_report([asked("beds", "integer", text="Posts?")], {"beds": 1000}, form_id="other")},
        [],
    ),
    (
        "moved_by_half",
        [asked("beds", "integer", indicator="beds", lineage="same")],
        {"beds": 100},
        {"last": last_report([asked("b", "integer", indicator="beds")], {"b": 1000}, form_id="other")},
        ["Question beds: 1,000 in the report of round 3, 100 now."],
    ),
    (
        "moved_by_half",
        [asked("beds", "integer", indicator="beds", lineage="reworded")],
        {"beds": 100},
        {"last": last_report([asked("b", "integer", indicator="beds")], {"b": 1000}, form_id="other")},
        [],
    ),
    (
        "same_as_last_time",
        [stock()],
        stock_of(year=2025),
        {"last": last_report([stock()], stock_of(year=2018))},
        ["Question stock: all numbers are the same as in the report of round 3."],
    ),
    ("same_as_last_time", [stock()], stock_of(unknown=9), {"last": last_report([stock()], stock_of())}, []),
    (
        "no_longer",
        [record()],
        {"steps": ["stakeholders"]},
        {"last": last_report([record()], {"steps": ["record"]})},
        ["Question steps: “yes” in the report of round 3, “no” now (Record)."],
    ),
    (
        "no_longer",
        [record()],
        {"steps": ["record"]},
        {"last": last_report([record()], {"steps": ["record"]})},
        [],
    ),
    ("no_longer", [record()], {}, {"last": last_report([record()], {"steps": ["record"]})}, []),
    (
        "no_longer",
        [asked("laws", "yesno", indicator="laws_database", lineage="reworded")],
        {"laws": "no"},
        {"last": last_report([LAWS[0]], {"laws": "yes"}, form_id="other")},
        [],
    ),
    (
        "record_without_register",
        [record()],
        {"steps": ["record"]},
        {"has_entries": True, "registers": ("DMW",)},
        [],
    ),
    ("record_without_register", [record()], {"steps": ["none"]}, {}, []),
    (
        "record_without_register",
        [record()],
        {"steps": ["record"]},
        {},
        ["Question steps says that a record of recruiters is kept, but the country keeps no register here."],
    ),
    (
        "record_without_register",
        [record()],
        {"steps": ["record"]},
        {"registers": ("DMW",)},
        [
            "Question steps says that a record of recruiters is kept, but the register of the country here "
            "has no entries."
        ],
    ),
    (
        "register_without_record",
        [record()],
        {"steps": ["none"]},
        {"registers": ("DMW",), "has_entries": True},
        [
            "Question steps says that no record of recruiters is kept, but a register of the country here "
            "has entries: DMW."
        ],
    ),
    ("register_without_record", [record()], {"steps": ["none"]}, {"registers": ("DMW",)}, []),
    ("register_without_record", [record()], {}, {"registers": ("DMW",), "has_entries": True}, []),
    ("role_against_flows", ROLE, numbers_of(300, 300, "source"), {}, []),
    (
        "role_against_flows",
        ROLE,
        numbers_of(301, 300, "source"),
        {},
        [
            "Question role says that more personnel leave than come, but 301 came and 300 left in the last "
            "year of questions came and left."
        ],
    ),
    ("role_against_flows", ROLE, numbers_of(300, 300, "destination"), {}, []),
    (
        "role_against_flows",
        ROLE,
        numbers_of(299, 300, "destination"),
        {},
        [
            "Question role says that more personnel come than leave, but 300 left and 299 came in the last "
            "year of questions left and came."
        ],
    ),
    ("role_against_flows", ROLE, numbers_of(1, 300, "both"), {}, []),
    ("role_against_flows", ROLE, {**numbers_of(301, 300, "source"), "inflow": "no"}, {}, []),
    ("role_against_stock", [positions(), stock()], {"role": "source", **stock_of(foreign=250)}, {}, []),
    (
        "role_against_stock",
        [positions(), stock()],
        {"role": "source", **stock_of(foreign=251)},
        {},
        [
            "Question role calls the country a source, but 25.1% of the personnel in question stock "
            "trained abroad."
        ],
    ),
    ("role_against_stock", [positions(), stock()], {"role": "destination", **stock_of(foreign=10)}, {}, []),
    (
        "role_against_stock",
        [positions(), stock()],
        {"role": "destination", **stock_of(foreign=9)},
        {},
        [
            "Question role calls the country a destination, but only 0.9% of the personnel in question stock "
            "trained abroad."
        ],
    ),
    ("role_against_stock", [positions(), stock()], {"role": "source", **stock_of(total=0)}, {}, []),
    ("number_without_source", [stock()], stock_of(year=2025, source="Census"), {}, []),
    (
        "number_without_source",
        [stock()],
        stock_of(year=2025),
        {},
        ["Question stock: the year or the source is missing beside numbers: Nurses."],
    ),
    ("number_without_source", [stock()], {"stock": {"nurses": {"source": "Census"}}}, {}, []),
    (
        "yes_without_link",
        LAWS,
        {"laws": "yes"},
        {},
        ["Question laws is answered with yes, but question link gives no link or file."],
    ),
    ("yes_without_link", LAWS, {"laws": "yes", "link": "https://laws.example"}, {}, []),
    ("yes_without_link", LAWS, {"laws": "no"}, {}, []),
    ("own_warning", [asked("n", "integer", warning=EVEN, warning_message="Even, please.")], {"n": 2}, {}, []),
    (
        "own_warning",
        [asked("n", "integer", warning=EVEN, warning_message="Even, please.")],
        {"n": 3},
        {},
        ["Question n: Even, please."],
    ),
    ("own_warning", [asked("n", "integer", warning=EVEN)], {}, {}, []),
    (
        "own_warning",
        [asked("n", "integer", warning=EVEN)],
        {"n": 3},
        {},
        ["Question n: Please look at this again."],
    ),
    (
        "own_warning",
        [agreements(part("people", "integer", warning=EVEN, warning_message="Even, please."))],
        deals({"people": 2}, {"people": 5}),
        {},
        ["Question deals, row 2, “People”: Even, please."],
    ),
]


@pytest.mark.parametrize(("key", "questions", "answers", "facts", "sentences"), CASES)
def test_a_check_speaks_beyond_its_border_alone(key, questions, answers, facts, sentences):
    assert run_check(key, questions, answers, **facts) == sentences


def test_every_check_has_a_case_that_speaks_and_one_that_is_silent():
    assert {key for key, *_rest, sentences in CASES if sentences} == set(CHECKS)
    assert {key for key, *_rest, sentences in CASES if not sentences} == set(CHECKS)


def test_an_empty_form_has_no_findings():
    everything = [*ROLE, record(), agreements(), stock(), BY_ROW, *LAWS]

    assert find_warnings(fill_in(everything, {}), Facts(iso3="PHL")) == []


def test_findings_stand_in_the_order_of_the_questions_the_gravest_first():
    answers = {"role": "source", **stock_of(foreign=290, total=1), **deal(**{"from": "0001", "to": "0000"})}

    found = find_warnings(fill_in([agreements(), positions(), stock()], answers), Facts(iso3="PHL"))

    assert [(finding.questions[0], finding.severity) for finding in found] == [
        ("deals", "blocks"),
        ("deals", "blocks"),
        ("deals", "blocks"),
        ("role", "warns"),
        ("stock", "warns"),
        ("stock", "informs"),
    ]


def test_a_finding_rests_on_its_values_and_not_on_the_place_of_a_row():
    wrong = {"type": "bilateral", "countries": ["IDN", "IRL"]}
    first, moved, changed = (
        find_warnings(fill_in([agreements()], deals(*rows)), Facts(iso3="PHL"))
        for rows in (
            [wrong],
            [{"title": "Other", "countries": ["KEN"]}, wrong],
            [{**wrong, "countries": ["IDN", "KEN"]}],
        )
    )

    assert [one.identity for one in first] == [one.identity for one in moved]
    assert [one.identity for one in first] != [one.identity for one in changed]
    assert [one.place for one in first] == [one.place for one in changed]


@pytest.mark.parametrize(
    ("questions", "answers", "is_public"),
    [
        ([stock()], stock_of(foreign=291, year=2025, source="Census"), True),
        ([{**stock(), "public": False}], stock_of(foreign=291, year=2025, source="Census"), False),
        ([stock(public=False)], stock_of(foreign=291, year=2025, source="Census"), False),
    ],
)
def test_a_finding_is_public_if_all_it_speaks_of_is(questions, answers, is_public):
    (found,) = find_warnings(fill_in(questions, answers), Facts(iso3="PHL"))

    assert found.is_public is is_public


def test_an_option_that_is_not_asked_is_no_finding():
    step = option("record", indicator="recruiter_record")
    hidden = asked("steps", "multiple", options=[step], relevant=["=", ["answer", "go"], "yes"])

    assert find_warnings(fill_in([asked("go", "yesno"), hidden], {"go": "no"}), Facts(iso3="PHL")) == []
