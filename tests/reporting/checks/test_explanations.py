"""A warning is explained by those who fill in, and the explanation travels with the report."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from reporting.checks.frozen_findings import version_findings
from reporting.checks.justifying import justify, read_findings
from reporting.models import Answer, Justification
from reporting.models.hashes import content_sha256
from reporting.submissions.questionnaire import evaluate_submission
from reporting.submissions.workflow import report_workflow
from tests import factories

TOLD = "Question 2 says that a record of recruiters is kept, but the country keeps no register here."
WHY = "The record is kept by the labour ministry, on paper."
SIGNATORY = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


def findings_of(report):
    return read_findings(report, evaluate_submission(report))


def explain(report, by, text=WHY):
    (finding,) = findings_of(report)
    return justify(report, finding.key, text, by=by)


def address(name, report, *more):
    return reverse(name, args=[report.round_id, report.member_state_id, *more])


def change(report, by, question, value):
    Answer.objects.filter(submission=report, question=question).update(value=value, by=by)


def test_an_explanation_is_of_one_finding_with_its_author_and_language(complete, contributor):
    with override("fr"):
        explain(complete, contributor)

    (finding,) = findings_of(complete)
    assert finding.sentence == TOLD
    assert (finding.justification.by, finding.justification.language) == (contributor, "fr")
    assert not finding.is_unexplained


def test_an_explanation_falls_when_the_finding_goes_away_and_counts_again_for_the_same_values(
    complete, focal_point
):
    explain(complete, focal_point)

    change(complete, focal_point, "q2", ["stakeholders"])
    assert findings_of(complete) == []

    change(complete, focal_point, "q2", ["record"])
    assert findings_of(complete)[0].explanation == WHY


def test_an_explanation_is_asked_again_when_the_values_have_changed(complete, focal_point):
    explain(complete, focal_point)
    factories.RegisterFactory(member_state=complete.member_state)
    assert not findings_of(complete)[0].is_unexplained

    Justification.objects.update(basis="other values")
    (finding,) = findings_of(complete)
    assert finding.is_unexplained
    assert finding.former.text == WHY


def test_every_explanation_is_kept_and_the_last_one_counts(complete, focal_point, contributor):
    explain(complete, focal_point)
    assert explain(complete, focal_point) is None
    explain(complete, contributor, "Only on paper.")
    explain(complete, contributor, "")

    (finding,) = findings_of(complete)
    assert finding.is_unexplained
    assert [row.text for row in finding.history] == [WHY, "Only on paper.", ""]


def test_nobody_explains_what_is_not_said_nor_a_report_that_was_sent(complete, focal_point):
    with pytest.raises(ValidationError, match="changed meanwhile"):
        justify(complete, "nothing", WHY, by=focal_point)

    (finding,) = findings_of(complete)
    report_workflow.move(complete, "submit", by=focal_point, **SIGNATORY)
    with pytest.raises(ValidationError, match="no longer be changed"):
        justify(complete, finding.key, WHY, by=focal_point)


def test_a_version_freezes_what_was_said_and_explained_in_every_language(complete, focal_point):
    explain(complete, focal_point)

    version = report_workflow.move(complete, "submit", by=focal_point, **SIGNATORY).version

    (frozen,) = version.content["findings"]
    assert (frozen["check"], frozen["questions"], frozen["public"]) == (
        "record_without_register",
        ["q2"],
        True,
    )
    assert (frozen["sentence"]["en"], len(frozen["sentence"])) == (TOLD, 6)
    assert frozen["justification"].keys() == {"text", "language", "at"}
    assert version.sha256 == content_sha256(version.content)
    assert version_findings(version)[0].explanation == WHY


def test_a_version_without_findings_is_made_as_before(complete, focal_point):
    change(complete, focal_point, "q2", ["stakeholders"])

    version = report_workflow.move(complete, "submit", by=focal_point, **SIGNATORY).version

    assert "findings" not in version.content
    assert version_findings(version) == []


def test_an_explanation_alone_is_a_correction_of_a_returned_report(complete, focal_point, reviewer):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNATORY)
    report_workflow.move(complete, "return", by=reviewer, note="Where is the record?")
    with pytest.raises(ValidationError, match="Nothing has changed"):
        report_workflow.move(complete, "submit", by=focal_point, **SIGNATORY)

    explain(complete, focal_point)

    assert report_workflow.move(complete, "submit", by=focal_point, **SIGNATORY).version.number == 2


def test_what_blocks_keeps_a_report_from_being_sent_and_says_why(complete, focal_point, client):
    instrument = complete.round.instrument
    parts = instrument.definition["sections"][1]["questions"]
    parts += [factories.question("q9_from", "date"), factories.question("q9_to", "date")]
    instrument.save()
    for code, value in (("q9_from", "2020-05-01"), ("q9_to", "2019-05-01")):
        complete.answers.create(question=code, value=value, by=focal_point, at=complete.started_at)
    client.force_login(focal_point)

    page = client.get(address("certify", complete)).content.decode()
    refused = client.post(address("certify", complete), SIGNATORY | {"agreed": "on"})

    sentence = "Question 9_to lies before question 9_from."
    assert sentence in page
    assert "Certify and submit</button>" not in page
    assert refused.status_code == 422
    assert sentence in str(refused.context["form"].errors)


def test_a_contributor_explains_on_the_page_and_finds_it_beside_the_question(complete, contributor, client):
    client.force_login(contributor)
    section = client.get(address("section", complete, "sA")).content.decode()
    page = client.get(address("explain_warnings", complete))
    ((_level, (shown,)),) = page.context["page"].by_severity

    sent = {"finding": shown.finding.key, "text": WHY}
    saved = client.post(address("explain_warnings", complete), sent, follow=True).content.decode()
    beside = client.get(address("section", complete, "sA")).content.decode()

    assert TOLD in section
    assert f"{address('explain_warnings', complete)}#finding-{shown.finding.key}" in section
    assert shown.links == [(f"{address('section', complete, 'sA')}#q2", "Question q2?")]
    assert "Your explanation is saved." in saved
    assert WHY in beside


def test_a_stale_or_too_long_explanation_is_refused_and_shown_again(complete, focal_point, client):
    client.force_login(focal_point)
    (finding,) = findings_of(complete)

    stale = client.post(address("explain_warnings", complete), {"finding": "gone", "text": WHY})
    long = client.post(address("explain_warnings", complete), {"finding": finding.key, "text": "x" * 2001})

    assert stale.status_code == long.status_code == 422
    assert "x" * 2001 in long.content.decode()
    assert not Justification.objects.exists()


@pytest.mark.parametrize(
    ("who", "status", "stored"),
    [("viewer", 422, 0), ("stranger", 404, 0), ("reviewer", 404, 0), ("contributor", 302, 1)],
)
def test_only_those_who_fill_in_explain(complete, client, request, who, status, stored):
    client.force_login(request.getfixturevalue(who))
    (finding,) = findings_of(complete)

    answer = client.post(address("explain_warnings", complete), {"finding": finding.key, "text": WHY})

    assert (answer.status_code, Justification.objects.count()) == (status, stored)


def test_warnings_are_counted_before_certifying_and_do_not_block(complete, focal_point, client):
    client.force_login(focal_point)

    overview = client.get(address("submission", complete)).content.decode()
    certify = client.get(address("certify", complete)).content.decode()

    for page in (overview, certify):
        assert "1 warning has no explanation yet." in page
    assert "Certify and submit</button>" in certify
    assert '<span class="state warn">1 warning</span>' in overview


def test_nothing_stands_in_the_way_is_said_only_where_nothing_is_missing(complete, focal_point, client):
    client.force_login(focal_point)
    explain(complete, focal_point)
    sentence = "Nothing stands in the way"
    assert sentence in client.get(address("certify", complete)).content.decode()

    complete.answers.filter(question="q1").delete()

    certify = client.get(address("certify", complete)).content.decode()
    assert "1 thing is missing" in certify
    assert sentence not in certify


def publish(report, focal_point, manager):
    report_workflow.move(report, "submit", by=focal_point, **SIGNATORY)
    report_workflow.move(report, "accept", by=manager)
    report_workflow.move(report, "publish", by=manager, note="Agreed by letter.")


def test_the_reviewer_reads_every_warning_and_the_public_those_explained(
    complete, focal_point, manager, client
):
    explain(complete, focal_point)
    publish(complete, focal_point, manager)
    public = client.get(address("report", complete)).content.decode()
    data = client.get(address("report_export", complete, "json")).json()
    client.force_login(manager)
    review = client.get(address("submission", complete), follow=True).content.decode()

    for page in (public, review):
        assert TOLD in page
        assert WHY in page
    assert focal_point.name not in public
    assert data["explanations"] == [
        {
            "check": "record_without_register",
            "questions": ["q2"],
            "warning": TOLD,
            "explanation": WHY,
            "language": "en",
        }
    ]


def test_what_is_not_explained_or_not_public_stays_with_the_secretariat(
    complete, focal_point, manager, client
):
    publish(complete, focal_point, manager)

    public = client.get(address("report", complete)).content.decode()
    client.force_login(manager)
    review = client.get(address("submission", complete), follow=True).content.decode()

    assert TOLD not in public
    assert TOLD in review


def test_an_explanation_of_a_private_question_is_not_published(complete, focal_point, manager, client):
    instrument = complete.round.instrument
    instrument.definition["sections"][1]["questions"][1]["public"] = False
    instrument.save()
    explain(complete, focal_point)
    publish(complete, focal_point, manager)

    assert WHY not in client.get(address("report", complete)).content.decode()
    assert client.get(address("report_export", complete, "json")).json()["explanations"] == []


def test_saving_a_page_reads_no_facts_and_showing_it_few(
    complete, focal_point, client, django_assert_max_num_queries
):
    client.force_login(focal_point)
    with django_assert_max_num_queries(5):
        findings_of(complete)

    answer = client.post(address("section", complete, "sA"), {"stay": ""})

    assert answer.status_code == 302


def test_a_test_of_an_instrument_shows_its_own_warnings(manager, client, philippines):
    definition = factories.small_instrument()
    year = definition["sections"][1]["questions"][5]
    year |= {"warning": [">=", ["this"], 2015], "warning_message": "Is that not too long ago?"}
    instrument = factories.InstrumentFactory(definition=definition)
    place = reverse("instrument_trial", args=[*instrument.key, "sA"])
    client.force_login(manager)

    before = client.get(place).content.decode()
    client.post(place, {"q6-value": "2014", "q2-value": "record"})
    after = client.get(place).content.decode()

    warning = 'data-check="own_warning"'
    assert warning not in before
    assert warning in after
    assert "Question 6: Is that not too long ago?" in after
