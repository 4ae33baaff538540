"""Intervals in the reference facts: none ends before it begins, and no two of a state share a day."""

from datetime import date

from django.utils.translation import gettext as _

from authorities.reference_data.problems import describe_file_problem


def impossible_intervals(table, rows):
    """Yield problems of intervals that end before they begin, or share a day with another one of a state."""
    sound = []
    for row in rows:
        start, end = row.values["valid_from"], row.values["valid_to"]
        if start and end and end <= start:
            sentence = _("“%(end)s”: the end must be later than the start.") % {"end": end}
            yield describe_file_problem(table.file, sentence, line=row.line, column="valid_to")
        else:
            sound.append(row)
    for row, earlier in find_overlaps(sound, lambda row: row.values):
        words = {"state": row.values["member_state_id"], "line": earlier.line}
        sentence = _("%(state)s: the period overlaps with line %(line)s.") % words
        yield describe_file_problem(table.file, sentence, line=row.line, column="valid_from")


def find_overlaps(things, values):
    """Yield pairs (later, earlier) of intervals of one state that share a day.

    `values` returns the attributes of a thing as a dictionary.
    """

    def state_and_start(thing):
        return values(thing)["member_state_id"], values(thing)["valid_from"] or date.min

    lasting = {}
    for thing in sorted(things, key=state_and_start):
        state, start = state_and_start(thing)
        earlier = lasting.get(state)
        earlier_end = values(earlier)["valid_to"] or date.max if earlier else date.min
        if earlier and start < earlier_end:
            yield thing, earlier
        if (values(thing)["valid_to"] or date.max) >= earlier_end:
            lasting[state] = thing
