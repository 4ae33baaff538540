"""A licence number under an unlike name is asked about; a firm with a new name keeps the one before."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from authorities.imports import actions
from authorities.models import ImportState
from recruiters.licences.decisions import amend
from recruiters.models import Recruiter
from recruiters.search.look_alikes import find_look_alikes
from tests.authorities.imports import import_steps as steps
from tests.authorities.imports.import_fixtures import text
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import words

HORIZON = steps.row("0417", legal_name="Horizon Care")
SUNSET = steps.row("0417", legal_name="Sunset Staffing")
TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def horizon(registrar):
    steps.applied(registrar, HORIZON, steps.row("0418", legal_name="Second Care"))


def entry(number="0417"):
    return Recruiter.objects.get(licence_number=number)


def answer(client, batch, *answers):
    """Answer the questions of an import at the desk, in their order, and check it again."""
    form = client.get(reverse("import", args=[batch.pk])).context["import"].identity_form()
    data = {question.key: said for question, said in zip(form.questions, answers, strict=False)}
    client.post(reverse("import_identities", args=[batch.pk]), data)
    work_off()
    batch.refresh_from_db()


def test_an_unlike_name_is_asked_about_and_not_applied_before(client, registrar, horizon):
    client.force_login(registrar)
    batch = steps.checked(registrar, SUNSET, steps.row("0418", legal_name="Second Care Ltd"))
    assert (batch.counts["wrong"], batch.counts["changed"]) == (1, 1)
    page = text(client.get(reverse("import", args=[batch.pk])))
    assert "The number <bdi>0417</bdi> belongs to “<bdi>Horizon Care</bdi>”; the file calls it" in page

    answer(client, batch, "")
    assert batch.counts["wrong"] == 1
    answer(client, batch, "renamed")
    assert (batch.counts["wrong"], batch.counts["changed"], batch.counts["identities"]) == (0, 2, 0)
    steps.confirmed(batch)

    found = entry()
    assert found.legal_name == "Sunset Staffing"
    assert found.former_legal_names == [("Horizon Care", TODAY)]
    assert entry("0418").earlier_names == []
    public = words(client.get(found.get_absolute_url()))
    assert f"formerly, until {TODAY:%-d %B %Y}: <bdi>Horizon Care</bdi>" in public
    assert "Sunset Staffing" in words(client.get(reverse("recruiters"), {"q": "horizon care"}))
    again = RecruiterFactory(licence_number="0500", legal_name="Horizon Care Inc.", register=found.register)
    assert find_look_alikes(again).entries == [found]

    steps.undone(batch)
    assert (entry().legal_name, entry().earlier_names) == ("Horizon Care", [])
    assert "horizon" in entry().search_text
    assert "sunset" not in entry().search_text


@pytest.mark.parametrize(
    ("said", "counts", "name"),
    [
        ("another", {"wrong": 0, "changed": 0, "noted": 1}, "Horizon Care"),
        ("corrected", {"wrong": 0, "changed": 1, "noted": 0}, "Sunset Staffing"),
    ],
)
def test_other_answers_leave_the_row_or_the_former_name_out(client, registrar, horizon, said, counts, name):
    client.force_login(registrar)
    new = steps.row("0600", legal_name="New Care")
    batch = steps.checked(
        registrar, SUNSET, new, steps.row("0418", legal_name="Second Care"), whole_list=True
    )
    answer(client, batch, said)
    assert {key: batch.counts[key] for key in counts} == counts
    assert (batch.counts["missing"], batch.counts["new"]) == (0, 1)

    steps.confirmed(batch)
    assert batch.state == ImportState.APPLIED
    assert (entry().legal_name, entry().earlier_names) == (name, [])


def test_many_are_answered_at_once_and_an_answer_counts_for_its_names_only(client, registrar, horizon):
    client.force_login(registrar)
    rows = [SUNSET, steps.row("0418", legal_name="Mango Placement")]
    batch = steps.checked(registrar, *rows)
    url = reverse("import_identities", args=[batch.pk])
    client.post(url, {"others": "renamed"})
    work_off()
    batch.refresh_from_db()
    assert (batch.counts["wrong"], batch.counts["changed"]) == (0, 2)

    amend(Recruiter.objects.get(pk=entry().pk), by=registrar)
    other = entry()
    other.legal_name = "Quite Different"
    amend(other, by=registrar, name_was_wrong=True)
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()
    batch.refresh_from_db()
    assert batch.counts["wrong"] == 1
    assert client.post(url, {"others": "nonsense"}).status_code == 302
    assert client.post(url, {f"row-2-{'0' * 12}": "renamed"}).status_code == 302


@pytest.mark.parametrize(
    ("cells", "former"),
    [
        ({"legal_name": "CARE HORIZON Inc."}, []),
        ({"legal_name": "Horizon Care Philippines"}, ["Horizon Care"]),
        ({"legal_name": "Sunset Staffing", "former_names": "Horizon Care"}, ["Horizon Care"]),
        ({"legal_name": "Sunset Staffing", "trading_names": "Horizon Care Ltd"}, ["Horizon Care"]),
    ],
)
def test_what_shows_that_it_is_the_same_firm_is_not_asked(registrar, horizon, cells, former):
    steps.applied(registrar, steps.row("0417", **{"former_names": "", "trading_names": "", **cells}))

    assert [name for name, _day in entry().former_legal_names] == former
    steps.applied(
        registrar,
        steps.row("0417", **{"former_names": "", "trading_names": "", **cells}, website="https://x.example"),
    )
    assert [name for name, _day in entry().former_legal_names] == former
    assert ("horizon" in entry().search_text) is True


def test_a_new_name_at_the_desk_keeps_the_one_before_unless_it_was_wrong(registrar, horizon):
    for name, was_wrong in (
        ("Sunset Staffing", False),
        ("Sunset Stafing", False),
        ("Moonrise", True),
        ("Horizon Care", False),
    ):
        found = entry()
        found.legal_name = name
        amend(found, by=registrar, name_was_wrong=was_wrong)

    found = entry()
    assert [kept["name"] for kept in found.earlier_names] == ["Horizon Care", "Moonrise"]
    assert [name for name, _day in found.former_legal_names] == ["Moonrise"]
    assert "moonrise" in found.search_text


def test_the_command_line_asks_too(registrar, horizon, tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text(
        "licence_number,legal_name,valid_from,valid_until\n0417,Sunset Staffing,2020-01-01,2030-01-01\n"
    )
    with pytest.raises(CommandError):
        call_command("import_sheet", "recruiters", str(path), register="PHL/dmw", format="json")
    trial = json.loads(capsys.readouterr().out)

    [question] = trial["questions"]
    assert question["message"] == (
        "Row 2: the number 0417 belongs to “Horizon Care”; the file calls it “Sunset Staffing”."
    )
    assert question["choices"] == ["renamed", "corrected", "another"]
    assert trial["counts"]["wrong"] == 1
