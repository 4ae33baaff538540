"""A record entered by mistake is annulled with a reason: it stays listed and counts nowhere."""

import datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.urls import reverse
from django.utils import timezone

from authorities.annulments.actions import annul
from authorities.designations import authorities_in_force
from authorities.models import (
    Authority,
    Change,
    ContactPerson,
    IncomeClassification,
    MemberState,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from authorities.reference_data.sync import apply_sync, plan_sync
from authorities.resources import AuthorityResource, ContactResource
from recruiters.models import Register
from reporting.models import PublishedFigure
from reporting.reference_tables import TABLES, read_table
from tests.factories import AuthorityFactory, RecruiterFactory, RegisterFactory, RoundFactory

DAY = datetime.date(2012, 1, 1)
REASON = "The letter was meant for Paraguay."


def make_authority(state):
    return AuthorityFactory(member_state=state)


def make_contact(state):
    return ContactPerson.objects.create(authority=make_authority(state), name="Ms Contact")


def make_membership(state):
    WhoMembership.objects.all().delete()
    return WhoMembership.objects.create(member_state=state)


def make_region(state):
    RegionMembership.objects.all().delete()
    return RegionMembership.objects.create(member_state=state, region="WPR")


def make_income(state):
    return IncomeClassification.objects.create(member_state=state, fiscal_year=2013, income_group="LM")


def make_listing(state):
    return SafeguardsListing.objects.create(member_state=state, edition=2023)


def make_register(state):
    return RegisterFactory(member_state=state)


def make_figure(state):
    number = RoundFactory().pk
    return PublishedFigure.objects.create(
        round_id=number,
        indicator="reported",
        region="WORLD",
        value=54,
        unit="states",
        as_of="2013",
        source="A",
        trust="sourced",
    )


MAKERS = [
    make_authority,
    make_contact,
    make_membership,
    make_region,
    make_income,
    make_listing,
    make_register,
    make_figure,
]


def copy_of(record):
    """The same fact, entered again."""
    again = type(record).with_annulled.get(pk=record.pk)
    again.pk, again.annulled_at, again.annulled_by, again.annulment_reason = None, None, None, ""
    return again


@pytest.mark.parametrize("make", MAKERS)
def test_an_annulled_record_is_kept_counts_nowhere_and_gives_way(philippines, administrator, make):
    record = make(philippines)
    model = type(record)

    annul(record, by=administrator, reason=REASON)

    assert (model.objects.filter(pk=record.pk).exists(), model.with_annulled.get().annulment_reason) == (
        False,
        REASON,
    )
    change = Change.objects.of(record).get()
    assert (change.kind, change.by, change.before["annulled_at"]) == ("annulled", administrator, None)
    with pytest.raises(ValidationError, match="annulled already"):
        annul(record, by=administrator, reason="Again.")
    again = copy_of(record)
    again.full_clean()
    again.save()
    assert [one.pk for one in model.objects.all()] == [again.pk]
    assert model.with_annulled.annulled().count() == 1


@pytest.mark.parametrize("make", MAKERS)
def test_the_database_takes_no_annulment_without_a_reason(philippines, administrator, make):
    record = make(philippines)
    record.annulled_at, record.annulled_by = timezone.now(), administrator

    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


def test_figures_pages_and_sheets_leave_it_out(philippines, administrator, client):
    contact, register = make_contact(philippines), make_register(philippines)
    authority = contact.authority
    make_membership(philippines)
    for record in (authority, register):
        annul(record, by=administrator, reason=REASON)

    assert authorities_in_force(DAY) == []
    assert not ContactPerson.objects.exists()
    assert not Register.objects.in_force_on(DAY).exists()
    assert not AuthorityResource().get_queryset().exists()
    assert not ContactResource().get_queryset().exists()
    assert client.get(register.get_absolute_url()).status_code == 404
    assert authority.institution not in client.get(reverse("country", args=["PHL"])).content.decode()


def test_a_register_with_entries_cannot_be_annulled(philippines, administrator):
    register = RecruiterFactory(register=make_register(philippines)).register

    with pytest.raises(ValidationError, match="It has 1 entry. Only an empty register can be annulled"):
        annul(register, by=administrator, reason=REASON)
    assert Register.objects.get() == register


def test_what_was_annulled_does_not_come_back_with_the_reference_facts(philippines, administrator):
    listing = make_listing(philippines)
    table = next(table for table in TABLES if table.model is SafeguardsListing)
    annul(listing, by=administrator, reason=REASON)
    reading = read_table(table, Path(settings.FIXTURES_ROOT) / "reference", {MemberState: None})
    reading.rows[1:] = []
    reading.rows[0].values.update(member_state_id="PHL", edition=2023)

    plan = plan_sync(reading)
    apply_sync(plan)

    assert "1 left out, because they were annulled here" in str(plan)
    assert not SafeguardsListing.objects.exists()


# The administrators' pages


@pytest.fixture
def room(client, administrator):
    client.force_login(administrator)
    return client


def address(page, record=None):
    meta = Authority._meta if record is None else record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[record.pk] if record else [])


@pytest.mark.parametrize("make", MAKERS)
def test_an_administrator_annuls_a_record_and_still_reads_it(room, philippines, make):
    record = make(philippines)
    page = address("annul", record)

    assert f'href="{page}"' in room.get(address("change", record)).content.decode()
    assert room.post(page, {"reason": " "}).status_code == 422
    assert room.post(page, {"reason": REASON}, follow=True).redirect_chain == [
        (address("change", record), 302)
    ]

    meta = record._meta
    listed = room.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")).content.decode()
    opened = room.get(address("change", record)).content.decode()
    assert REASON in listed
    assert REASON in opened
    assert 'name="_save"' not in opened
    assert room.get(page).status_code == 403


def test_only_administrators_annul(client, philippines, manager):
    authority = make_authority(philippines)
    client.force_login(manager)

    assert client.post(address("annul", authority), {"reason": REASON}).status_code in (302, 404)
    assert Authority.objects.exists()


def test_an_export_leaves_annulled_records_out(room, philippines, administrator):
    for institution in ("Ministry of Health", "Ministry of Labour"):
        authority = AuthorityFactory(member_state=philippines, institution=institution)
        if institution == "Ministry of Health":
            annul(authority, by=administrator, reason=REASON)

    found = room.post(address("export"), {"format": "0", "resource": "0"}).content.decode()

    assert "Ministry of Labour" in found
    assert "Ministry of Health" not in found


@pytest.mark.parametrize(
    ("app", "number", "make"),
    [
        ("authorities", "0012", make_region),
        ("recruiters", "0019", make_register),
        ("reporting", "0006", make_figure),
    ],
)
def test_migrations_do_not_go_back_where_it_would_count_again(philippines, administrator, app, number, make):
    migration = import_module(f"{app}.migrations.{number}_records_may_be_annulled")
    editor = SimpleNamespace(connection=connection)
    migration.refuse_annulled_records(apps, editor)
    annul(make(philippines), by=administrator, reason=REASON)

    with pytest.raises(IrreversibleError, match="1 of .* were annulled and would count again"):
        migration.refuse_annulled_records(apps, editor)
