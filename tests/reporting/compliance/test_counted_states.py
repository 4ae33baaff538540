"""The same states are counted once, and charts of them are drawn once; whatever is other is counted again."""

import datetime

from django.utils.translation import override

from reporting.compliance.figures import ComplianceStatus
from reporting.compliance.groups import MOST_QUESTIONS, recall_counted_states, sort_states_by_name
from reporting.compliance.pictures import ChartSubject, build_regions_chart, build_states_map

SUBJECT = ChartSubject("Round 1", False, (("as_of", "2013-07-31"), ("round", "1")))


def status(iso3, **known):
    return ComplianceStatus(iso3, f"Land {iso3}", "EUR", **known)


def test_equal_states_are_counted_once_and_all_others_again():
    states = (status("AAA"), status("BBB"))
    counted = recall_counted_states(states)
    assert counted is recall_counted_states((status("AAA"), status("BBB")))
    assert counted.world is counted.world
    reported = status("BBB", reported_on=datetime.date(2013, 7, 1))
    others = [
        recall_counted_states((status("AAA"), reported)),
        recall_counted_states((status("AAA"), status("BBB", late=True))),
        recall_counted_states(states[:1]),
        recall_counted_states(states, False),
        recall_counted_states(states, True, False),
        recall_counted_states(states, True, True, False),
    ]
    assert len({counted, *others}) == 7
    assert [found.world.numbers["reported"] for found in (counted, others[0])] == [0, 1]
    assert recall_counted_states.cache_parameters()["maxsize"] == MOST_QUESTIONS


def test_charts_of_counted_states_follow_what_they_are_of_and_the_language():
    counted = recall_counted_states((status("AAA"),))
    for build in (build_states_map, build_regions_chart):
        chart = build(counted, SUBJECT)
        assert chart is build(counted, SUBJECT)
        assert chart.parameters == {"as_of": "2013-07-31", "round": "1"}
        assert build(counted, SUBJECT._replace(demo=True)).demo
        assert build(counted, SUBJECT._replace(subtitle="Round 2")).subtitle == "Round 2"
        with override("fr"):
            assert build(counted, SUBJECT).title != chart.title
    assert sort_states_by_name(counted) is sort_states_by_name(counted)
