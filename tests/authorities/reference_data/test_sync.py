"""Loading the reference facts again and again: what the files say arrives, what was decided here stays."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from authorities.known_facts.announced_ends import apply_announced_end
from authorities.models import (
    Change,
    ChangeKind,
    MemberState,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from reporting.models import Round
from tests.factories import InstrumentFactory
from tests.reporting.reference_files import append_line, edit_file, run_load_reference, stored_records

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_facts")]


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to change."""
    return Path(shutil.copytree(Path(settings.FIXTURES_ROOT) / "reference", tmp_path / "reference"))


def test_corrected_and_new_facts_arrive(folder):
    edit_file(folder / "member_states.csv", ("NRU,NR,520,Nauru", "NRU,NR,520,Naoero"))
    append_line(folder / "safeguards_list.csv", "KEN,2026,low,,")

    report = run_load_reference(directory=folder)

    assert report[2] == "member_states.csv: 194 rows read, 0 new, 1 changed, 193 unchanged"
    assert report[6] == "safeguards_list.csv: 103 rows read, 1 new, 0 changed, 102 unchanged"
    assert MemberState.objects.get(pk="NRU").name_en == "Naoero"
    assert SafeguardsListing.objects.get(edition=2026).member_state_id == "KEN"
    later = Change.objects.exclude(kind=ChangeKind.BASELINE).order_by("model")
    assert [(row.kind, row.before and row.before["name_en"], row.by) for row in later] == [
        ("changed", "Nauru", None),
        ("new", None, None),
    ]


def test_what_the_first_load_brings_is_the_beginning():
    """Of each Member State and each of its facts the log says that it was there from the first load."""
    logged = Change.objects.filter(model="authorities.memberstate")
    assert set(logged.values_list("kind", flat=True)) == {ChangeKind.BASELINE}
    assert logged.count() == MemberState.objects.count()


def test_two_states_may_exchange_their_tiles(folder):
    edit_file(folder / "member_states.csv", (",21,8,", ",14,15,"), (",14,15,\nALB", ",21,8,\nALB"))

    run_load_reference(directory=folder)

    tiles = MemberState.objects.filter(pk__in=["AFG", "AGO"]).order_by("pk")
    assert list(tiles.values_list("tile_column", "tile_row")) == [(14, 15), (21, 8)]


def test_a_state_may_change_its_region(folder):
    edit_file(folder / "region_membership.csv", ("AFG,EMR,,,", "AFG,EMR,,2027-01-01,"))
    append_line(folder / "region_membership.csv", "AFG,SEAR,2027-01-01,,high,,")

    assert (
        run_load_reference(directory=folder)[4]
        == "region_membership.csv: 197 rows read, 1 new, 1 changed, 195 unchanged"
    )
    assert RegionMembership.objects.in_force_on(date(2027, 1, 1)).get(member_state="AFG").region == "SEAR"


def test_rows_that_only_the_database_has_stay():
    SafeguardsListing.objects.create(member_state_id="KEN", edition=2026)
    Round.objects.create(number=6, title="Round 6", opens="2027")

    more = [line for line in run_load_reference() if "more in the database only" in line]

    assert more == [
        "safeguards_list.csv: 102 rows read, 0 new, 0 changed, 102 unchanged; 1 more in the database only",
        "rounds.csv: 5 rows read, 0 new, 0 changed, 5 unchanged; 1 more in the database only",
    ]


def test_an_applied_withdrawal_stays_applied():
    apply_announced_end(WhoMembership.objects.get(member_state="USA"), by=None)

    run_load_reference()

    assert WhoMembership.objects.get(member_state="USA").valid_to == date(2026, 1, 22)


def test_a_withdrawal_taken_back_does_not_return():
    WhoMembership.objects.filter(member_state="ARG").update(announced_end=None, dispute="")

    run_load_reference()

    argentina = WhoMembership.objects.get(member_state="ARG")
    assert (argentina.announced_end, argentina.dispute) == (None, "")


def test_the_calendar_of_a_round_is_the_administrators():
    Round.objects.filter(number=2).update(closes="", due="2016-01-31")

    run_load_reference()

    assert (Round.objects.get(pk=2).closes, Round.objects.get(pk=2).due) == ("", "2016-01-31")


def test_an_instrument_linked_by_hand_stays_and_a_missing_one_is_linked():
    Round.objects.filter(number=1).update(instrument=InstrumentFactory())
    Round.objects.filter(number=4).update(instrument=None)

    run_load_reference()

    forms = Round.objects.exclude(instrument=None).values_list("number", "instrument__form_id")
    assert list(forms) == [(1, "small"), (4, "nri-2021")]


def test_a_history_corrected_by_hand_is_left_alone_and_named():
    history = RegionMembership.objects.filter(member_state="SSD")
    history.filter(region="EMR").update(valid_to=date(2013, 5, 24))
    history.filter(region="AFR").update(valid_from=date(2013, 5, 24))
    before = stored_records()

    assert run_load_reference()[4] == (
        "region_membership.csv: 196 rows read, 0 new, 0 changed, 194 unchanged; left unchanged, "
        "because their history was changed here: SSD; 1 more in the database only"
    )
    assert stored_records() == before
