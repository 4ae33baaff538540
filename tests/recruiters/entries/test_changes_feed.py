"""Following a register: nothing lost, nothing doubled, and told to read anew when entries were taken out."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recruiters import decorators as public
from recruiters.entries import changes_feed as feed
from recruiters.licences.decisions import amend, decide, verify
from recruiters.models import LicenceEvent, Move, Recruiter, Register
from tests.factories import RecruiterFactory, RegisterFactory

CHANGES, LIST = "/recruiters/PHL/dmw/changes.json", "/recruiters/PHL/dmw/list.csv"


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def care(register):
    return RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Care & Co")


def changes(client, after=""):
    return client.get(CHANGES, {"after": after} if after else {}).json()


def rows(client):
    body = b"".join(client.get(LIST).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body, newline="")))


def numbers(page):
    return [event["licence_number"] for event in page["events"]]


def test_events_come_oldest_first_with_their_terms_and_public_words(client, care, registrar):
    decide(
        care, Move.SUSPEND, by=registrar, effective_on=date(2026, 1, 2), suspended_until=date(2099, 1, 1),
        public_note="Fees were charged.", note="Internal.", decision="1/26",
    )  # fmt: skip
    page = changes(client)
    granted, suspended = page["events"]

    assert (granted["move"], suspended["move"]) == ("grant", "suspend")
    words = "Suspended with effect from 2 January 2026, until and including 31 December 2098"
    assert suspended["words"] == words
    assert (suspended["standing"], suspended["suspended_until"]) == ("suspended", "2099-01-01")
    assert (suspended["public_note"], suspended["version"]) == ("Fees were charged.", page["version"])
    assert suspended["address"].endswith("/recruiters/PHL/dmw/DMW-0417/")


def test_a_correction_of_a_suspended_entry_says_nothing_of_an_end(client, register, registrar):
    entry = RecruiterFactory(register=register, state="suspended", suspended_until=date(2099, 1, 1))
    entry.legal_name = "Care Reborn"
    amend(entry, by=registrar)

    assert changes(client)["events"][-1]["words"] == f"Entry corrected on {timezone.localdate():%-d %B %Y}"


def test_only_public_fields_are_given(client, care, registrar):
    decide(care, Move.REVOKE, by=registrar, effective_on=date(2026, 1, 2), note="Internal.", decision="1/26")
    told = client.get(CHANGES).content.decode() + client.get(CHANGES[:-4] + "atom").content.decode()

    assert "Internal." not in told
    assert registrar.name not in told
    assert registrar.email not in told


def test_a_follower_goes_on_where_it_left_off(client, care, registrar):
    first = changes(client)
    assert changes(client, first["next"])["events"] == []
    decide(care, Move.REVOKE, by=registrar, effective_on=date(2026, 1, 2), decision="1/26")

    assert [event["move"] for event in changes(client, first["next"])["events"]] == ["revoke"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(script=st.lists(st.sampled_from(["write", "write many", "read"]), max_size=15))
def test_pages_read_between_writes_lose_and_double_nothing(db, philippines, script):
    feed_page, feed.PAGE_SIZE = feed.PAGE_SIZE, 2
    register = RegisterFactory(member_state=philippines, code=f"r{Register.objects.count()}")
    cursor, read = "", []
    for step in [*script, *["read"] * 50]:
        if step == "read":
            page = feed.feed_page_after(cursor, Register.objects.get(pk=register.pk))
            cursor, read = page.next, read + [event.pk for event in page.events]
        else:
            RecruiterFactory.create_batch(3 if step == "write many" else 1, register=register)
    feed.PAGE_SIZE = feed_page

    assert read == list(register.events.order_by("pk").values_list("pk", flat=True))


def test_no_event_of_a_later_version_than_the_page_says(register, care):
    register.refresh_from_db()
    RecruiterFactory(register=register)

    assert [event.recruiter for event in feed.feed_page_after("", register).events] == [care]


def test_the_whole_list_is_where_following_begins(client, care, register, registrar):
    start = rows(client)[0]["register_version"]
    assert changes(client, start)["events"] == []
    decide(care, Move.REVOKE, by=registrar, effective_on=date(2026, 1, 2), decision="1/26")
    RecruiterFactory(register=register, licence_number="DMW-2")

    assert numbers(changes(client, start)) == ["DMW-0417", "DMW-2"]


def test_when_entries_were_taken_out_the_list_is_read_anew(client, care, register):
    before = changes(client)["next"]
    Register.objects.update(version=9, reread_from=9)
    page = changes(client, before)

    assert (page["reread"], page["events"], page["next"]) == (True, [], before)
    assert page["list"].endswith(LIST)
    assert not changes(client, rows(client)[0]["register_version"])["reread"]
    assert not changes(client)["reread"]


@pytest.mark.parametrize(
    "after", ["x", "-1", "1-", "1-2-3", "٣", "9" * 30, "1-" + "9" * 30, "99", "1\x00", " 1"]
)
def test_a_wrong_cursor_gets_a_sentence(client, care, after):
    response = client.get(CHANGES, {"after": after})

    assert response.status_code == 400
    assert "must be a cursor of this register" in response.json()["error"]


@pytest.mark.parametrize("file", ["changes.json", "changes.atom", "list.csv"])
def test_a_register_that_is_not_there_has_no_feed(client, care, file):
    assert client.get(f"/recruiters/PHL/nobody/{file}").status_code == 404


@pytest.mark.parametrize("file", ["changes.json", "changes.atom", "list.csv"])
def test_what_has_not_changed_is_not_sent_again(client, care, file, register):
    address = f"/recruiters/PHL/dmw/{file}"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    RecruiterFactory(register=register)

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("file", ["changes.json", "changes.atom", "list.csv"])
@pytest.mark.parametrize(
    ("moment", "seconds"), [("12:00:00", 60), ("23:59:30", 29), ("23:59:59.9", 0), ("00:00:00", 60)]
)
def test_nothing_is_kept_beyond_the_day_it_speaks_of(client, care, monkeypatch, file, moment, seconds):
    now = datetime.fromisoformat(f"2026-05-01T{moment}+00:00")
    monkeypatch.setattr(public.timezone, "now", lambda: now)

    assert client.get(CHANGES[:-12] + file)["Cache-Control"] == f"public, max-age={seconds}"


def test_the_list_says_how_each_entry_stands_today(client, register, registrar):
    today = timezone.localdate()
    RecruiterFactory(register=register, licence_number="A", valid_until=date(2021, 1, 1))
    later = RecruiterFactory(register=register, licence_number="B")
    decide(later, Move.REVOKE, by=registrar, effective_on=today + timedelta(days=9), decision="1/26")
    expired, standing = rows(client)

    assert (expired["status"], expired["standing"]) == ("expired", "authorised")
    assert (standing["status"], standing["register"]) == ("authorised", "PHL/dmw")
    assert standing["as_of"].startswith(str(today))


def test_the_list_keeps_to_itself_what_is_not_public(client, care):
    Recruiter.objects.update(complaints=731, professions=["2221", "221"])
    row = rows(client)[0]

    assert "731" not in row.values()
    assert row["professions"] == "2221; 221"


def test_formulas_in_the_list_are_text(client, register):
    RecruiterFactory(register=register, legal_name="=HYPERLINK(1)")

    assert rows(client)[0]["legal_name"] == "'=HYPERLINK(1)"


def test_what_cannot_stand_in_xml_breaks_no_news_reader(client, care):
    LicenceEvent.objects.update(public_note="bell \x07 <b>")
    page = client.get(CHANGES[:-4] + "atom")

    assert page["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "bell  &lt;b&gt;" in page.content.decode()


def test_a_correction_is_told_under_the_new_name(client, care, registrar):
    start = changes(client)["next"]
    care.legal_name = "Care Reborn"
    amend(care, by=registrar)
    event = changes(client, start)["events"][0]

    assert (event["move"], event["legal_name"]) == ("correct", "Care Reborn")


def as_in_the_list(value):
    """A value of JSON as CSV holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_an_event_carries_its_entry_as_the_list_has_it(client, register, care, registrar):
    Recruiter.objects.update(professions=["2221", "221"], fee_policy="employer_pays")
    RecruiterFactory(register=register, state="suspended", suspended_until=date(2099, 1, 1))
    later, ahead = RecruiterFactory(register=register), timezone.localdate() + timedelta(days=90)
    decide(later, Move.REVOKE, by=registrar, effective_on=ahead, decision="1/26")
    listed = {row["id"]: row for row in rows(client)}

    for event in changes(client)["events"]:
        entry = {name: as_in_the_list(value) for name, value in event["entry"].items()}
        listed[entry["id"]]["as_of"] = entry["as_of"]
        assert entry == listed[entry["id"]]
        assert str(event["entry_id"]) == entry["id"]


def test_who_applies_the_entries_of_events_has_the_list_of_today(client, care, registrar):
    copy = {row["id"]: row for row in rows(client)}
    start = copy[str(care.pk)]["register_version"]
    care.address, care.licence_number, care.website = "1 Street", "DMW-9", "https://care.example"
    amend(care, by=registrar)
    verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))
    for event in changes(client, start)["events"]:
        entry = event["entry"]
        copy[str(entry["id"])] = {name: as_in_the_list(value) for name, value in entry.items()}

    (then,), (now,) = copy.values(), rows(client)
    assert {**then, "as_of": ""} == {**now, "as_of": ""}
    assert (now["last_verified_on"], now["address"]) == (str(timezone.localdate()), "1 Street")


def test_another_number_is_told_with_the_one_before_and_the_entry_stays_the_same(client, care, registrar):
    start = changes(client)["next"]
    care.licence_number = "DMW-9"
    amend(care, by=registrar)
    verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))
    corrected, verified = changes(client, start)["events"]

    assert (corrected["licence_number"], corrected["former_number"]) == ("DMW-9", "DMW-0417")
    assert (verified["move"], verified["former_number"]) == ("verify", None)
    assert corrected["entry_id"] == verified["entry_id"] == care.pk
    assert rows(client)[0]["former_numbers"] == "DMW-0417"


def test_what_of_an_entry_is_not_public_is_not_in_its_events(client, care):
    Recruiter.objects.update(
        complaints=731, next_check_on=date(2098, 7, 31), last_inspected_on=date(2019, 7, 31)
    )
    told = client.get(CHANGES).content.decode()

    assert [secret for secret in ("731", "2098-07-31", "2019-07-31") if secret in told] == []


def test_news_readers_are_not_shown_verifications(client, care, registrar):
    verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))
    page = client.get(CHANGES[:-4] + "atom").content.decode()

    assert (page.count("<entry>"), "verified" in page) == (1, False)


def test_an_event_whose_entry_is_gone_says_so(care, register):
    events, pk = list(register.events.all()), care.pk
    care.delete()
    (event,) = feed.events_as_json(events, "", register, timezone.now())

    assert (event["entry"], event["entry_id"], event["legal_name"]) == (None, pk, None)


@pytest.mark.parametrize("entries", [1, 3])
@pytest.mark.parametrize(("file", "queries"), [("changes.json", 6), ("changes.atom", 3), ("list.csv", 5)])
def test_the_same_queries_for_however_many(
    client, register, entries, file, queries, django_assert_num_queries
):
    """The register twice, events, entries, their former numbers, and decisions of a later day."""
    later = {"state": "revoked", "state_from": date(2099, 1, 1)}
    RecruiterFactory.create_batch(entries, register=register, **later)

    with django_assert_num_queries(queries):
        b"".join(client.get(f"/recruiters/PHL/dmw/{file}"))
