"""Every address, asked by everyone: who gets an answer, who a 404, and who must sign in first."""

import time
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse

from authorities.access import SIGNED_IN
from authorities.confirmations.asking import ask_authority
from authorities.confirmations.confirmation_links import sign_confirmation
from authorities.models import Invitation, RefusedAddress, Role, SentMail
from authorities.notices.choices import stop_token
from authorities.people.invitation_workflow import invite_person
from authorities.people.links import invitation_link
from reporting.filing.assignments.entry_links import entry_link
from reporting.filing.comments.commenting import add_comment
from reporting.models import (
    AnswerChange,
    Clarification,
    GuidanceLetter,
    PaperReport,
    PublicationPlan,
    Reminder,
    ReportReceipt,
)
from reporting.models.answer_changes import Way
from reporting.models.clarifications import ClarificationState
from reporting.models.paper_reports import PaperState
from reporting.reported_content.answers_page import address_name
from reporting.reported_content.views import PAGES
from reporting.round_desk.opening import sign_letter
from tests.conftest import rolled_back
from tests.factories import AuthorityFactory, InstrumentFactory, MembershipFactory, UserFactory, option
from tests.reporting.filing.assignments.parts import assign_to
from tests.reporting.public.report_steps import (
    FIRST_DAY,
    make_round,
    partly_public_instrument,
    publish_report,
    save_answers,
    start_report,
    store_file,
)

ROOMS = ("reporting.", "authorities.people.", "authorities.accounts.", "authorities.audit.")
ROOMS += ("authorities.notices.", "authorities.confirmations.")
CAST = (
    *("focal_point", "deputy", "contributor", "viewer", "registrar"),  # of the Philippines
    *("stranger", "reviewer_of_europe", "former"),  # of another country, another region, another time
    "assignee",  # of no role: some questions of the Philippines are assigned to her
    *("reviewer", "manager", "administrator"),
)
MEMBERS = set(CAST)
FILLS = {"focal_point", "deputy", "contributor"}
ANSWERS_SOME = {*FILLS, "assignee"}  # each of them the questions that are theirs
SIGNS = {"focal_point", "deputy"}
OWN = {*FILLS, "viewer"}
WORLD = {"reviewer", "manager", "administrator"}
SECRETARIAT = {*WORLD, "reviewer_of_europe"}
DESK = {"manager", "administrator"}
READS_AUDIT = {"focal_point", "deputy", "stranger", *DESK}
INVITES = {"focal_point", "registrar", "stranger", *DESK}
NOBODY: set[str] = set()
# A page, a page elsewhere, nothing to say, or a sentence about what was sent: never an error of ours.
ANSWERS = {200, 204, 302, 409, 422}
# {address: (who gets an answer to GET, and to POST)}; None where the method is not allowed.
PRIVATE = {
    "desk": (MEMBERS, None),
    "review": (SECRETARIAT, None),
    "attachment": (OWN | {"assignee"}, None),
    "renew_token": (MEMBERS, None),
    "save_answer": (None, ANSWERS_SOME),
    "submission": (OWN, None),
    "start_report": (FILLS, FILLS),
    "section": (ANSWERS_SOME, ANSWERS_SOME),
    "second_language": (ANSWERS_SOME, ANSWERS_SOME),
    "presence": (None, ANSWERS_SOME),
    "report_history": (OWN, None),
    "report_comments": (OWN, None),
    "answer_comments": (OWN | {"assignee"}, OWN | {"assignee"}),
    "edit_comment": ({"viewer"}, {"viewer"}),  # who wrote it
    "take_back_comment": ({"viewer"}, {"viewer"}),
    "move_comment_thread": (OWN | {"assignee"}, OWN | {"assignee"}),  # a viewer is told why not
    "answer_history": (OWN | {"assignee"}, None),
    "put_answer_back": (ANSWERS_SOME, ANSWERS_SOME),
    "read_draft": (OWN, None),
    "preview_report": (OWN, None),
    "consent": (OWN | WORLD, OWN | WORLD),  # a sentence tells those who may not speak
    "publish_report": ({"manager"}, {"manager"}),
    "take_back_report": ({"manager"}, {"manager"}),
    "publication_desk": ({"manager"}, None),
    "publish_batch": ({"manager"}, {"manager"}),
    "publication_plan": ({"manager"}, {"manager"}),
    "explain_warnings": (OWN, OWN),  # a viewer is told why not
    "certify": (SIGNS, SIGNS),
    "my_assignments": (MEMBERS, None),
    "assignments": (OWN, None),
    "assign": (SIGNS, SIGNS),
    "assignment": (OWN | {"assignee"}, None),
    "move_assignment": (None, OWN | {"assignee"}),  # the workflow tells those who may not
    "reschedule_assignment": (SIGNS, SIGNS),
    "readdress_assignment": (SIGNS, SIGNS),
    "version": (OWN | WORLD, None),
    "review_export": (SECRETARIAT, None),
    "review_report": (WORLD, None),
    "review_version": (WORLD, None),
    "move_reviewer": ({"reviewer", "manager"}, {"reviewer", "manager"}),
    "version_changes": (OWN, None),
    "review_changes": (WORLD, None),
    "receipt": (OWN | WORLD, None),
    "last_report": (FILLS, FILLS),
    "changes_since_last_report": (OWN, None),
    "table_sheet": (ANSWERS_SOME, ANSWERS_SOME),
    "table_template": (ANSWERS_SOME, None),
    "move": (OWN | WORLD, OWN | WORLD),  # the workflow tells those who may not
    "all_clarifications": (SECRETARIAT, None),
    "paper_report": ({"reviewer", "manager"}, {"reviewer", "manager"}),
    "paper_section": ({"reviewer", "manager"}, {"reviewer", "manager"}),
    "paper_scan": (OWN | WORLD, None),
    "clarifications": (OWN | WORLD, None),
    "clarification": (OWN | WORLD, OWN | WORLD),  # a viewer is told why not
    "ask_clarification": ({"reviewer", "manager"}, {"reviewer", "manager"}),
    "instruments": (DESK, DESK),
    "round_dates": (DESK, DESK),
    "empty_workbook": (DESK, None),
    "instrument_workbook": (DESK, None),
    "instrument": (DESK, None),
    "instrument_translations": (DESK, DESK),
    "translators_sheet": (DESK, None),
    "instrument_indicators": (DESK, DESK),
    "attach_instrument": (None, DESK),
    "compare_instrument": (DESK, None),
    "instrument_change": (NOBODY, NOBODY),  # its questionnaire is not one that was changed
    "instrument_trial_overview": (DESK, None),
    "discard_instrument_trial": (None, DESK),
    "instrument_trial": (DESK, DESK),
    "round_desk": (SECRETARIAT, None),
    "new_round": (DESK, DESK),
    "round_settings": (DESK, DESK),
    "round_letter": (MEMBERS, None),
    "round_receipts": (DESK, DESK),
    "annul_receipt": (DESK, DESK),
    "round_overview": (SECRETARIAT, None),
    "round_overview_export": (SECRETARIAT, None),
    "write_letters": ({"manager"}, {"manager"}),
    "round_reminders": ({"manager"}, {"manager"}),
    "stop_reminder": (None, {"manager"}),
    "round_state": ({"reviewer", "manager"}, {"reviewer", "manager"}),
    "confirmations": (SECRETARIAT, None),
    "ask_for_confirmation": (None, DESK),
    "confirmation": (WORLD, WORLD),  # a reviewer is told why not
    "people": (MEMBERS, None),
    "invite": (INVITES, INVITES),
    "move_invitation": (None, {"focal_point", "registrar", *DESK}),  # a registrar is told why not
    "end_role": ({"focal_point", "administrator"}, {"focal_point", "administrator"}),
    "hand_over": ({"focal_point"}, {"focal_point"}),
    "state_people": (OWN | WORLD | {"registrar"}, None),
    "mail_choice": (MEMBERS, MEMBERS),
    "mail_list": (DESK, None),
    "mail_page": (DESK, DESK),
    "accept_address": (None, DESK),
    "audit_trail": (READS_AUDIT, None),
    "audit_export": (READS_AUDIT, None),
    "account_email": (MEMBERS, MEMBERS),
    "account_language": (MEMBERS, MEMBERS),
    "account_confirm_email": (MEMBERS, MEMBERS),
}
# Not there without the environment that names a provider.
OFF = ["provider_sign_in", "provider_answer"]
# {address: whether it takes POST}
PUBLIC = {
    **dict.fromkeys(
        [
            *(
                "home",
                "compliance",
                "compliance_countries",
                "compliance_export",
                "compliance_countries_export",
                "glossary",
            ),
            *("chart", "chart_file", "published_figures", "published_figures_export"),
            *("indicators", "indicators_export", "indicator_export", "indicator_countries"),
            "indicator_countries_export",
            *("comparisons", "comparisons_export", "comparisons_countries"),
            *("compared_reporters", "compared_reporters_export", "compared_reporters_countries"),
            *("side_by_side", "side_by_side_export", "side_by_side_countries"),
            *("answer_changes", "answer_changes_export", "answer_changes_countries"),
            *("offline_worker", "offline_page", "countries", "country_names", "country", "checks"),
            *("find_country", "country_export"),
            *("rounds", "round", "questionnaire", "indicator", "report_file", "report", "report_export"),
            *("report_changes", "report_version", "report_version_export"),
            *("about", "contact", "privacy", "accessibility", "data_licence", "robots", "sitemap"),
            *(f"{address_name(part)}{end}" for part in PAGES for end in ("", "_countries", "_export")),
        ],
        False,
    ),
    **dict.fromkeys(["invitation", "stop_mails", "answer_confirmation"], True),
    "round_letter_by_link": False,
    **dict.fromkeys(["enter_assignment", "request_fresh_link"], True),
}
SENT = {"accept_address": {"address": "no@body.example"}, "presence": {"section": "sA"}}
ASKED = {
    "compliance_countries": {"figure": "designated"},
    **{f"{address_name(part)}_countries": {"figure": "reports"} for part in PAGES},
    "comparisons_countries": {"line": "6", "day": "1"},
    "compared_reporters_countries": {"pattern": "never"},
    "side_by_side_countries": {"figure": "designated", "side": "asked"},
    "answer_changes_countries": {"indicator": "recruiter_record", "answer": "yes", "side": "asked"},
}


PAPER = {"received_on": date(2026, 1, 2), "way": "letter", "scan_name": "scan.pdf"}


def start_paper_report(round_):
    """Have the report of the state to an earlier round typed from paper; return what stands in its paths."""
    report = start_report(round_)
    paper = PaperReport(submission=report, state=PaperState.ENTERING, **PAPER)
    paper.scan.save("scan.pdf", ContentFile(b"%PDF-1.7\n"))
    return {"number": round_.pk}


def find_addresses(resolver=None):
    """Return {name: pattern} of the addresses of these rooms."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLPattern):
            found |= find_addresses(pattern) if pattern.namespace != "admin" else {}
        elif pattern.callback.__module__.startswith(ROOMS):
            found[pattern.name] = pattern
    return found


ADDRESSES = find_addresses()


@pytest.fixture
def people(request, philippines):
    former = UserFactory(name="Ferdinand Former")
    MembershipFactory(user=former, member_state=philippines, valid_to=date(2020, 1, 1))
    return {"former": former, **{name: request.getfixturevalue(name) for name in CAST if name != "former"}}


@pytest.fixture
def places(people, philippines):
    """What stands in the places of the paths: in general, then for single addresses."""
    cache.clear()
    definition = partly_public_instrument()
    for question in [one for section in definition["sections"] for one in section["questions"]]:
        yes_or_no = [option("yes"), option("no")] if question["type"] == "yesno" else []
        question.setdefault("options", yes_or_no)
    InstrumentFactory(definition=definition)
    old = start_report(make_round(1))
    law = store_file(old, "q7", "law.pdf")
    publish_report(old, q7=[law])
    new = start_report(make_round(6, opens="2020-01", due="2100-12-31", closes=""))
    save_answers(new, q1="yes")
    facts = {"before": {"value": None}, "after": {"value": "yes"}, "way": Way.TYPED, "at": FIRST_DAY}
    comment = add_comment(new, "q5", "Is this so?", [], by=people["viewer"])
    change = AnswerChange.objects.create(submission=new, question="q1", by=people["focal_point"], **facts)
    pdf = SimpleUploadedFile("call.pdf", b"%PDF-1.4")
    written = {"name": "call.pdf", "by": people["manager"], "at": FIRST_DAY}
    called = GuidanceLetter.objects.create(round=new.round, language="fr", file=pdf, **written)
    question = ask_authority(AuthorityFactory(member_state=philippines), by=people["manager"])
    invitation = Invitation(
        role=Role.CONTRIBUTOR, email="n@labour.example", language="en", member_state=philippines
    )
    invite_person(invitation, by=people["focal_point"])
    RefusedAddress.objects.create(address="no@body.example")
    part = assign_to(people["assignee"], new, ["q1", "q5", "q7"], by=people["focal_point"])
    past = {"number": 1}
    on_paper = start_paper_report(make_round(5, opens="2015-01", due="2016-01", closes="2016-02"))
    came = ReportReceipt.objects.create(
        round_id=1,
        member_state=people["stranger"].memberships.get().member_state,
        received_on="2013",
        source="A",
    )
    asked = Clarification.objects.create(
        submission=old,
        version=old.latest_version,
        question="q1",
        owner=people["reviewer"],
        due=date(2099, 1, 1),
        state=ClarificationState.OPEN,
    )
    return {
        "": {
            "iso3": "PHL",
            "number": 6,
            "version_number": 1,
            "question": "q5",
            "code": "sA",
            "form_id": "small",
            "version": "1",
            "language": "fr",
            "format": "csv",
            "kind": "csv",
            "key": "steps_taken",
            "name": "withdraw",
            "token": invitation_link(invitation).split("/")[-2],
        },
        **dict.fromkeys(["version", "receipt", "report", "report_export", "report_version"], past),
        **dict.fromkeys(["report_version_export", "report_changes", "version_changes"], past),
        **dict.fromkeys(["review_changes", "review_report", "review_version"], past),
        **dict.fromkeys(["consent", "publish_report", "take_back_report"], past),
        "publication_plan": {"pk": cancelled_plan(old, people["manager"]).pk},
        **dict.fromkeys(["chart", "chart_file"], {"key": "reports-by-region"}),
        "move": {**past, "name": "correct"},
        **dict.fromkeys(["indicator_countries", "indicator_countries_export"], past),
        **dict.fromkeys(["clarifications", "ask_clarification"], past),
        "clarification": {**past, "pk": asked.pk},
        **dict.fromkeys(["paper_report", "paper_section", "paper_scan"], on_paper),
        "move_reviewer": {**past, "name": "hand_over"},
        **dict.fromkeys(["assignment", "reschedule_assignment", "readdress_assignment"], {"pk": part.pk}),
        "move_assignment": {"pk": part.pk, "name": "ready"},
        **dict.fromkeys(
            ["enter_assignment", "request_fresh_link"], {"token": entry_link(part).split("/")[-2]}
        ),
        "attachment": {"pk": store_file(new, "q7", "draft.pdf")["id"]},
        "report_file": {"pk": law["id"]},
        "put_answer_back": {"pk": change.pk, "question": "q1"},
        "answer_history": {"question": "q1"},
        **dict.fromkeys(["edit_comment", "take_back_comment"], {"pk": comment.pk}),
        "move_comment_thread": {"name": "settle"},
        "account_confirm_email": {"key": "none"},
        "stop_reminder": {"pk": Reminder.objects.create(round=new.round, days=-7, by=people["manager"]).pk},
        "confirmation": {"pk": question.pk},
        "answer_confirmation": {"token": sign_confirmation(question)},
        "round_letter_by_link": {"token": sign_letter(called).split("/")[-2]},
        "annul_receipt": {**past, "pk": came.pk},
        "move_invitation": {"pk": invitation.pk},
        "mail_page": {"pk": SentMail.objects.latest("pk").pk},
        "stop_mails": {"token": stop_token(people["viewer"], ["report_submit"])},
        "end_role": {"pk": people["viewer"].memberships.get().pk},
        "hand_over": {"pk": people["focal_point"].memberships.get().pk},
    }


def cancelled_plan(report, manager):
    facts = {"at": FIRST_DAY, "consent_read": "asked", "state": "cancelled"}
    return PublicationPlan.objects.create(version=report.latest_version, by=manager, **facts)


def ask(name, method, user, places):
    """Return the status of a view asked without middleware, which would cost ten times as much."""
    pattern = ADDRESSES[name]
    given = places[""] | places.get(name, {})
    kwargs = {place: given[place] for place in pattern.pattern.converters}
    data = ASKED.get(name, {}) if method == "GET" else SENT.get(name, {})
    request = getattr(RequestFactory(), method.lower())(reverse(name, kwargs=kwargs), data)
    request.user, request.session, request.LANGUAGE_CODE = user, SessionStore(), "en"
    request.session[SIGNED_IN] = time.time()
    request._messages = CookieStorage(request)
    try:
        with rolled_back():
            response = pattern.callback(request, **kwargs)
            for close in response._resource_closers:  # response.close() would end the connection
                close()
            return response.status_code
    except Http404:
        return 404


def test_every_address_stands_in_the_table():
    assert sorted(ADDRESSES) == sorted([*PRIVATE, *PUBLIC, *OFF])
    assert [name for name in PUBLIC if getattr(ADDRESSES[name].callback, "login_required", True)] == []


def test_who_is_not_signed_in_must_sign_in_first_and_forms_need_their_token():
    views = {name: pattern.callback for name, pattern in ADDRESSES.items()}

    assert [name for name in PRIVATE if not getattr(views[name], "login_required", True)] == []
    # a mail program stops mails with one click, by the signed link alone
    assert [name for name in views if getattr(views[name], "csrf_exempt", False)] == ["stop_mails"]


def test_each_private_address_answers_those_of_the_table_and_nobody_else(people, places):
    wrong = {}
    for name, rows in PRIVATE.items():
        for method, readers in zip(("GET", "POST"), rows, strict=True):
            for who, user in people.items():
                status = ask(name, method, user, places)
                expected = 405 if readers is None else "answer" if who in readers else 404
                found = "answer" if status in ANSWERS else status
                if found != expected:
                    wrong[name, method, who] = status

    assert wrong == {}


def test_what_is_off_is_not_there(client):
    assert [client.get(reverse(name, args=["any"])).status_code for name in OFF] == [404, 404]


def test_everyone_reads_the_public_addresses(places):
    user = AnonymousUser()
    found = {
        name: (ask(name, "GET", user, places), ask(name, "POST", user, places) != 405) for name in PUBLIC
    }

    assert found == {name: (200, takes_post) for name, takes_post in PUBLIC.items()}


# As no browser sends them; PostgreSQL refuses to compare or to store a NUL.
ODD = ["%00", "a%00b", "%FF%ED%A0%80", "9" * 5000, "9999-12-31", "1e999"]
TYPED = ["q1-value", "q3-value", "q5-doctors-total", "closes", "opens", "seen", "finding", "text", "pasted"]


def is_address(path):
    """Whether a page stands at a path, as it arrives in a request."""
    try:
        resolve(RequestFactory().get(path).path_info)
    except Resolver404:
        return False
    return True


def test_nothing_typed_into_a_private_address_breaks_it(people, places):
    rooms = {who: Client(raise_request_exception=False) for who in ("focal_point", "manager")}
    for who, room in rooms.items():
        room.force_login(people[who])
    broken, nowhere = [], {}
    for name, (read, sent) in PRIVATE.items():
        who = next((who for who in rooms if who in (sent or read)), None)
        given = places[""] | places.get(name, {})
        kwargs = {place: given[place] for place in ADDRESSES[name].pattern.converters}
        path = reverse(name, kwargs=kwargs)
        for odd in ODD if who else []:
            paths = {path.replace(f"/{value}/", f"/{odd}/") for value in kwargs.values()}
            # Paths of no page have one and the same answer, whatever they begin with.
            leading = {*filter(is_address, paths)}
            nowhere.update((odd, strange) for strange in paths - leading)
            with rolled_back():
                asked = [rooms[who].get(strange) for strange in leading]
                body = "&".join(f"{field}={odd}" for field in TYPED)
                asked.append(rooms[who].post(path, body, "application/x-www-form-urlencoded"))
                broken += [(name, odd) for answer in asked if answer.status_code >= 500]

    assert broken == []
    assert {room.get(path).status_code for room in rooms.values() for path in nowhere.values()} == {404}
