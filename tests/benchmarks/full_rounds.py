"""Full rounds for the benchmarks: each Member State has a published report with values of 100 indicators.

Rounds are copies of one of the demonstration, with other numbers; the rest is made by one statement a table.
Reports hold no answers but the values of indicators, which is what figures read.
"""

from copy import copy

from django.db import connection, transaction

from authorities.models import User
from reporting.compliance.clocks import end_of_day
from reporting.models import Indicator, Round
from reporting.models.rounds import first_day

FIRST, PER_SIZE, INDICATORS = 101, 5, 100
# The order of columns is that of the values after them.
SUBMISSIONS = """
INSERT INTO reporting_submission (state, started_at, illustrative, member_state_id, round_id)
SELECT 'published', %(day)s, %(illustrative)s, m.member_state_id, r.number
FROM authorities_whomembership m, reporting_round r
WHERE m.valid_to IS NULL AND r.number BETWEEN %(first)s AND %(last)s"""
VERSIONS = """
INSERT INTO reporting_version (number, content, sha256, submitted_at, signatory_name, signatory_position,
    submission_id, submitted_by_id, recorded_at)
SELECT 1, '{}', '', %(day)s, '', '', s.id, %(by)s, %(day)s
FROM reporting_submission s WHERE s.round_id BETWEEN %(first)s AND %(last)s"""
EVENTS = """
INSERT INTO reporting_submissionevent (move, from_state, to_state, at, note, by_id, submission_id, version_id,
    public_language, public_reason, recorded_at)
SELECT 'publish', 'accepted', 'published', %(day)s, '', %(by)s, s.id, v.id, '', '', %(day)s
FROM reporting_submission s JOIN reporting_version v ON v.submission_id = s.id
WHERE s.round_id BETWEEN %(first)s AND %(last)s"""
VALUES = """
INSERT INTO reporting_indicatorvalue (version_id, indicator_id, value)
SELECT v.id, i.key, CASE (v.id + i.place) %% 5 WHEN 0 THEN 'no' WHEN 1 THEN 'unanswered' ELSE 'yes' END
FROM reporting_submission s JOIN reporting_version v ON v.submission_id = s.id,
    (SELECT key, row_number() OVER (ORDER BY key) AS place FROM reporting_indicator) i
WHERE s.round_id BETWEEN %(first)s AND %(last)s"""


@transaction.atomic
def add_full_rounds(before, times):
    """Add full rounds until there are `times` five, where there were `before` times five."""
    there = Indicator.objects.count()
    Indicator.objects.bulk_create(
        Indicator(key=f"extra_{number}", name=f"Extra {number}") for number in range(there, INDICATORS)
    )
    first, last = FIRST + before * PER_SIZE, FIRST + times * PER_SIZE - 1
    model = Round.objects.filter(opens__gt="", closes__gt="").order_by("-number").first()
    Round.objects.bulk_create(renumber(model, number) for number in range(first, last + 1))
    values = {
        "first": first,
        "last": last,
        "day": connection.ops.adapt_datetimefield_value(end_of_day(first_day(model.opens))),
        "by": User.objects.order_by("pk").values_list("pk", flat=True)[0],
        "illustrative": True,
    }
    with connection.cursor() as cursor:
        skip_triggers(cursor)
        for statement in (SUBMISSIONS, VERSIONS, EVENTS, VALUES):
            cursor.execute(statement, values)


def skip_triggers(cursor):
    """Until the end of the transaction look up no foreign key of a row, where PostgreSQL lets us."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")


def renumber(model, number):
    row = copy(model)
    row._state = copy(model._state)
    row._state.adding, row.number = True, number
    return row
