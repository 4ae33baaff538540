"""A group of 200 rows opens with as many queries as one of one row, and stays light."""

import gzip

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.instruments.question_types import LARGEST_MAX_ROWS
from tests import factories

FIRST_VISIT = 150_000  # bytes on the line


def test_a_page_of_200_rows_asks_no_more_and_weighs_little(client, draft, focal_point):
    options = [factories.option(f"o{number}") for number in range(194)]
    columns = [factories.column("place", "single", options=options), factories.column("number", "integer")]
    group = factories.question("rows", "group", columns=columns, min_rows=0, max_rows=LARGEST_MAX_ROWS)
    draft.round.instrument.definition["sections"][1]["questions"] = [group]
    draft.round.instrument.save()
    client.force_login(focal_point)
    address = reverse("section", args=[draft.round_id, draft.member_state_id, "sA"])
    counts = []
    for number in (1, LARGEST_MAX_ROWS):
        rows = [{"place": "o7", "number": place} for place in range(number)]
        draft.answers.update_or_create(question="rows", defaults={"value": rows, "at": draft.started_at})
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert page.content.decode().count('<details class="row"') == LARGEST_MAX_ROWS
    assert len(gzip.compress(page.content)) < FIRST_VISIT
