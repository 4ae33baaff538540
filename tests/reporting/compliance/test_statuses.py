import datetime

import pytest

from reporting.compliance.figures import ReportingStage
from reporting.compliance.summary import (
    MOST_STATUSES,
    NO_AUTHORITY,
    NO_REPORT,
    CountedReport,
    KnownAuthority,
    recall_status,
)

STATE, GROUPS = ("IDN", "Indonesia", "SEAR", (3, 4)), ("LM", (2020,))
FACTS = (STATE, GROUPS, NO_AUTHORITY, NO_REPORT, None)
MINISTRY = KnownAuthority("Ministry of Health", "health_ministry")
CAME = CountedReport(reported_on=datetime.date(2021, 5, 1), recruiter_record="yes", answers_counted=True)


def test_who_knows_the_same_of_a_state_gets_the_same_status():
    assert recall_status(*FACTS) is recall_status(*FACTS)
    assert recall_status.cache_parameters()["maxsize"] == MOST_STATUSES


@pytest.mark.parametrize(
    ("place", "known", "field", "value"),
    [
        (0, ("IDN", "Индонезия", "SEAR", (3, 4)), "name", "Индонезия"),
        (0, ("IDN", "Indonesia", "WPR", (3, 4)), "region", "WPR"),
        (0, ("IDN", "Indonesia", "SEAR", None), "tile", None),
        (1, ("H", (2020,)), "income", "H"),
        (1, ("LM", ()), "safeguards", ()),
        (2, MINISTRY, "stage", ReportingStage.DESIGNATED),
        (2, MINISTRY._replace(illustrative=True), "illustrative", True),
        (3, CAME, "stage", ReportingStage.RECORD),
        (3, CAME, "reported_on", datetime.date(2021, 5, 1)),
        (3, NO_REPORT._replace(illustrative=True), "illustrative", True),
        (4, True, "illustrative", True),
        (4, False, "register_held", True),
    ],
)
def test_whatever_else_is_known_of_it_makes_another_status(place, known, field, value):
    others = [*FACTS]
    others[place] = known
    usual, found = recall_status(*FACTS), recall_status(*others)
    assert (getattr(usual, field) == value, getattr(found, field)) == (False, value)
    assert recall_status(*FACTS) is usual
