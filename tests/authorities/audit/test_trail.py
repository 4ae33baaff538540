"""The audit trail: what is written, that it stays, who reads what, and how the list is asked."""

import csv
import importlib
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from authorities.audit.recording import record_deed
from authorities.audit.sources import EventSource, all_sources
from authorities.audit.trail import AuditQuery, fetch_rows, read_cursor
from authorities.change_log import log_change
from authorities.models import AuditAction, AuditEvent, AuditKind, Invitation, Membership, Role
from authorities.models.audit import KIND_OF_ACTION, MOST_REFUSALS_AN_HOUR
from authorities.people.endings import end_membership
from authorities.people.invitation_workflow import invite_person
from authorities.transitions import workflow_of
from recruiters.models import Concern, ConcernKind
from tests.conftest import rolled_back
from tests.factories import RecruiterFactory, RegisterFactory
from tests.test_architecture import views

PASSWORD = "a long enough passphrase"
LIST = "/audit/"
RECORDED = {
    "audit_export": AuditAction.DOWNLOADED,
    "attachment": AuditAction.DOWNLOADED,
    "download": AuditAction.DOWNLOADED,
    "import_annotated": AuditAction.DOWNLOADED,
    "import_file": AuditAction.DOWNLOADED,
    "import_found": AuditAction.DOWNLOADED,
    "review_export": AuditAction.DOWNLOADED,
    "round_overview_export": AuditAction.DOWNLOADED,
    "concern": AuditAction.READ,
    "concern_file": AuditAction.READ,
}


@pytest.fixture(autouse=True)
def _no_failures_yet():
    cache.clear()


def sign_in(client, user, password=PASSWORD):
    return client.post("/accounts/login/", {"login": user.email, "password": password})


def actions_of(user):
    """Return (action, who, about whom, state) of the rows that somebody reads, oldest first."""
    rows = fetch_rows(user, AuditQuery())
    return [(row.action, row.by and row.by.name, row.person and row.person.name, row.state) for row in rows][
        ::-1
    ]


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_these_views_record_who_was_given_what_they_hand_out():
    found = {view.__name__: view.recorded_as for view in views() if hasattr(view, "recorded_as")}

    assert found == RECORDED


def test_every_action_has_a_kind_and_every_workflow_its_words():
    assert set(KIND_OF_ACTION) == set(AuditAction)
    moved = [source.model for source in all_sources() if isinstance(source, EventSource)]
    assert [model for model in moved if workflow_of(model) is None] == []


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_a_row(focal_point, deed):
    record_deed(AuditAction.SIGNED_IN, by=focal_point)
    migration = importlib.import_module("authorities.migrations.0017_audit_trail")
    rows = AuditEvent.objects.all()
    with rolled_back():
        if connection.vendor == "sqlite" and deed == "delete":
            with connection.cursor() as cursor:
                cursor.execute(migration.SQLITE[1])
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            rows.delete() if deed == "delete" else rows.update(path="elsewhere")
    assert AuditEvent.objects.get().path == ""


def test_signing_in_failing_and_refusals_are_written_down(client, focal_point, manager, indonesia):
    sign_in(client, focal_point, "a guess")
    client.post("/accounts/login/", {"login": "nobody@ministry.example", "password": "a guess"})
    sign_in(client, focal_point)
    client.get("/people/IDN/?secret=1")
    client.get("/people/XXX/")
    client.post(reverse("account_logout"))

    assert actions_of(manager) == [
        ("sign_in_failed", None, "Fosca Focal", None),
        ("sign_in_failed", None, None, None),
        ("signed_in", "Fosca Focal", None, None),
        ("page_refused", "Fosca Focal", None, "IDN"),
        ("page_refused", "Fosca Focal", None, None),
        ("signed_out", "Fosca Focal", None, None),
    ]
    assert set(AuditEvent.objects.exclude(path="").values_list("path", flat=True)) == {
        "/people/IDN/",
        "/people/XXX/",
    }


def test_the_same_refusal_again_and_again_does_not_fill_the_trail(focal_point):
    for _time in range(MOST_REFUSALS_AN_HOUR + 5):
        record_deed(AuditAction.PAGE_REFUSED, by=focal_point, path="/people/IDN/")

    assert AuditEvent.objects.count() == MOST_REFUSALS_AN_HOUR


def test_secrets_in_addresses_do_not_reach_the_trail(client, focal_point):
    client.force_login(focal_point)
    client.get("/accounts/password/reset/key/1-secret/elsewhere/")
    client.get("/invitation/not-one-of-ours/")

    assert not AuditEvent.objects.filter(path__contains="secret").exists()
    assert not AuditEvent.objects.filter(path__contains="ours").exists()


@pytest.fixture
def told(focal_point, stranger, manager, registrar, philippines, client):
    """Deeds of all kinds: in the Philippines, in Indonesia, and of the secretariat."""
    for user in (focal_point, stranger, manager):
        record_deed(AuditAction.SIGNED_IN, by=user)
    invitation = Invitation(
        role=Role.CONTRIBUTOR, email="n@labour.example", language="en", member_state=philippines
    )
    invite_person(invitation, by=focal_point)
    end_membership(registrar.memberships.get(), by=manager)
    register = RegisterFactory(member_state=philippines)
    log_change(RecruiterFactory(register=register, legal_name="Care Inc."), None, by=registrar)
    concern = Concern.objects.create(
        member_state=philippines, named="Care", kind=ConcernKind.values[0], reference_hash="x", language="en"
    )
    client.force_login(manager)
    assert client.get(reverse("concern", args=[concern.pk])).status_code == 200
    record_deed(AuditAction.DOWNLOADED, by=manager, member_state="PHL", subject="x:y", path="/x.csv")


def kinds_read_by(user):
    return [kind for kind in AuditKind.values if fetch_rows(user, AuditQuery(kind=kind))]


def test_a_country_reads_its_own_and_the_secretariat_all(
    told, focal_point, deputy, stranger, manager, viewer
):
    own = ["sign_in", "invitation", "role", "move", "change", "download"]

    assert kinds_read_by(focal_point) == kinds_read_by(deputy) == own
    assert kinds_read_by(stranger) == ["sign_in"]
    assert kinds_read_by(viewer) == []
    assert kinds_read_by(manager) == [*own, "reading"]
    assert {row.by.name for row in fetch_rows(stranger, AuditQuery())} == {"Stefan Stranger"}
    assert "Stefan Stranger" not in {row.by.name for row in fetch_rows(focal_point, AuditQuery())}


def test_a_concern_is_read_in_the_trail_by_the_secretariat_alone(told, focal_point, manager, client):
    asked = AuditQuery(state="PHL", kind="reading")
    [row] = fetch_rows(manager, AuditQuery(kind="reading"))

    assert (row.state, fetch_rows(focal_point, asked)) == ("PHL", [])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "fosca"}, {"invite", "signed_in"}),
        ({"who": "FOSCA"}, {"invite", "signed_in"}),
        ({"what": "authorities.membership"}, {"changed"}),
        ({"what": "recruiters.recruiter"}, {"new", "grant"}),
        ({"what": "authorities.invitation"}, {"invite"}),
        ({"state": "IDN"}, {"signed_in"}),
        ({"kind": "download"}, {"downloaded"}),
        ({"kind": "move"}, {"grant"}),
        ({"since": datetime(2100, 1, 1, tzinfo=UTC)}, set()),
        ({"until": datetime(2020, 1, 1, tzinfo=UTC)}, set()),
    ],
)
def test_the_list_is_narrowed(told, manager, asked, found):
    assert {row.action for row in fetch_rows(manager, AuditQuery(**asked))} == found


def test_pages_follow_each_other_without_a_gap_also_within_one_moment(manager, focal_point):
    at = timezone.now() - timedelta(days=1)
    AuditEvent.objects.bulk_create(AuditEvent(action="signed_in", by=focal_point, at=at) for _n in range(5))
    for role in Membership.objects.all():
        log_change(role, None, by=manager, at=at)
    whole = [row.cursor for row in fetch_rows(manager, AuditQuery())]
    parts, after = [], None
    while page := fetch_rows(manager, AuditQuery(), after=after, count=2):
        parts += [row.cursor for row in page]
        after = read_cursor(parts[-1])

    assert parts == whole
    assert len(set(whole)) == 7


@pytest.mark.parametrize(
    "cursor", ["", "x", "~~", "2026-01-01~1~1", "2026-13-01T00:00Z~1~1", "2026~9~" + "9" * 40]
)
def test_a_page_that_is_none_is_the_first(cursor):
    assert read_cursor(cursor) is None


def test_the_page_says_it_in_words_in_the_zone_of_the_reader_and_in_utc(
    client, told, focal_point, philippines
):
    philippines.time_zone = "Asia/Manila"
    philippines.save()
    AuditEvent.objects.create(
        action="downloaded",
        by=focal_point,
        member_state=philippines,
        subject="filing:none",
        path="/x",
        at=datetime(2026, 1, 1, 20, 30, tzinfo=UTC),
    )
    client.force_login(focal_point)
    words = words_of(client.get(LIST))

    assert "2 January 2026, 04:30:00" in words
    assert "1 January 2026, 20:30:00 UTC" in words
    for sentence in ("Fosca Focal Invite Invitation, n@labour.example Philippines", "Recruiter, Care Inc."):
        assert sentence in words
    assert (
        words_of(client.get(LIST, {"since": "2026-01-02", "until": "2026-01-02"})).count("Fosca Focal") == 1
    )
    assert "is not a date" in words_of(client.get(LIST, {"since": "yesterday"}))


def test_the_page_asks_few_queries_whatever_it_shows(
    client, told, manager, focal_point, philippines, django_assert_num_queries
):
    def ask():
        with django_assert_num_queries(8):
            return client.get(LIST)

    client.force_login(manager)
    ask()
    RecruiterFactory.create_batch(3, register=philippines.registers.first())
    for record in [*Membership.objects.all(), *Concern.objects.all(), philippines.registers.first()]:
        log_change(record, None, by=focal_point)
    ask()


def test_the_file_has_every_row_and_is_recorded_itself(client, told, manager):
    client.force_login(manager)
    expected = len(fetch_rows(manager, AuditQuery(), count=1000))
    answer = client.get("/audit.csv")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert len(lines) == expected + 1  # its own download is the newest
    assert lines[0]["what_was_done"] == "Downloaded"
    assert {line["iso3"] for line in lines} == {"", "PHL"}
    assert AuditEvent.objects.filter(subject="audit:audit_export", by=manager).count() == 1


def test_a_country_learns_no_address_of_the_secretariat(client, told, manager, focal_point):
    record_deed(AuditAction.DOWNLOADED, by=manager, member_state="PHL", subject="x:y", path="/x.csv")
    client.force_login(focal_point)
    file = b"".join(client.get("/audit.csv").streaming_content).decode()

    assert manager.name in file
    assert manager.email not in file
    by_address = fetch_rows(focal_point, AuditQuery(who=manager.email), count=100)
    assert [row for row in by_address if row.by == manager] == []
    assert fetch_rows(manager, AuditQuery(who=manager.email), count=100)


def test_what_an_administrator_does_to_a_second_factor_is_on_the_account(manager, administrator, viewer):
    record_deed(AuditAction.SECOND_FACTOR_RESET, by=administrator, person=viewer)

    assert actions_of(manager) == [("second_factor_reset", "Adam Administrator", "Vera Viewer", None)]
