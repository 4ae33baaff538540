"""The secretariat takes in a questionnaire, tests, compares and attaches it, and mends its words."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from reporting.instruments.texts import meaning_of
from reporting.models import Answer, Instrument, InstrumentProposal, Round
from tests import factories

FIXTURES = Path(__file__).parents[3] / "fixtures"
WORKBOOK = (FIXTURES / "instruments" / "nri-2012.md").read_bytes()
SMALL = """
| settings |          |         |            |         |              |          |
|          | form_id  | version | form_title | note    | code_version | audience |
|          | two-page | 1       | Two pages  | A test. | 2010         | national |

| survey   |                   |      |             |                 |
|          | type              | name | label       | label::French (fr) |
|          | begin_group       | a    | First       | Premier         |
|          | select_one yes_no | q1   | Steps taken? | Des mesures ?  |
|          | end_group         |      |             |                 |
|          | begin_group       | b    | Second      | Second          |
|          | text              | q2   | Which?      | Lesquelles ?    |
|          | end_group         |      |             |                 |

| choices |           |      |       |                    |
|         | list_name | name | label | label::French (fr) |
|         | yes_no    | yes  | Yes   | Oui                |
|         | yes_no    | no   | No    | Non                |
"""


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def known_indicators(db):
    with (FIXTURES / "reference" / "indicators.csv").open(encoding="utf-8") as file:
        return [factories.IndicatorFactory(key=row["key"]) for row in csv.DictReader(file)]


@pytest.fixture
def two_pages(desk):
    assert upload(desk, SMALL).status_code == 302
    return Instrument.objects.get(form_id="two-page")


def upload(client, content, name="form.md"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(reverse("instruments"), {"workbook": SimpleUploadedFile(name, content)})


def address(name, instrument, *more):
    return reverse(name, args=[*instrument.key, *more])


def test_a_workbook_is_taken_in(desk, known_indicators):
    page = upload(desk, WORKBOOK)

    instrument = Instrument.objects.get()
    assert page.url == instrument.get_absolute_url() == "/instruments/nri-2012/2/"
    assert desk.get(page.url).status_code == 200


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"no workbook", "not a readable XLSForm workbook"),
        (SMALL.replace("select_one yes_no", "select_one nowhere"), "nowhere"),
        (b"\xff\xfe\x00", "not a readable XLSForm workbook"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_what_is_wrong_with_a_workbook_is_said_on_the_page(desk, content, sentence):
    page = upload(desk, content)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert Instrument.objects.count() == 0


def test_all_that_is_wrong_is_said_at_once(desk):
    page = upload(desk, WORKBOOK)

    assert page.content.decode().count("There is no indicator with the key") == 13


def test_the_same_workbook_again_changes_nothing(desk, two_pages):
    page = upload(desk, SMALL)

    assert page.url == two_pages.get_absolute_url()
    assert not InstrumentProposal.objects.exists()


def test_a_change_waits_until_it_is_confirmed(desk, two_pages):
    page = desk.get(upload(desk, SMALL.replace("Which?", "Which ones?")).url)

    assert "<del>" in page.content.decode()
    assert "Which ones?" in page.content.decode()
    two_pages.refresh_from_db()
    assert two_pages.questions["q2"]["text"] == "Which?"

    assert desk.post(address("instrument_change", two_pages)).url == two_pages.get_absolute_url()
    again = Instrument.objects.get(pk=two_pages.pk)
    assert again.questions["q2"]["text"] == "Which ones?"
    assert not InstrumentProposal.objects.exists()


def test_a_change_is_thrown_away(desk, two_pages):
    upload(desk, SMALL.replace("Which?", "Which ones?"))

    desk.post(address("instrument_change", two_pages), {"discard": "1"})

    assert not InstrumentProposal.objects.exists()
    assert desk.get(address("instrument_change", two_pages)).status_code == 404


def test_a_change_of_what_was_changed_meanwhile_is_refused(desk, two_pages):
    upload(desk, SMALL.replace("Which?", "Which ones?"))
    Instrument.objects.filter(pk=two_pages.pk).update(definition={**two_pages.definition, "title": "Other"})

    page = desk.post(address("instrument_change", two_pages))

    assert page.status_code == 409
    assert "changed meanwhile" in page.content.decode()


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [("Steps taken?", "Have steps been taken?", 302), ("Lesquelles", "Quelles mesures", 302),
     ("| text              |", "| integer           |", 409), ("| q2   |", "| q3   |", 409)],
)  # fmt: skip
def test_in_an_open_round_words_alone_are_mended(desk, manager, two_pages, old, new, status):
    factories.RoundFactory(instrument=two_pages)
    upload(desk, SMALL.replace(old, new))

    page = desk.post(address("instrument_change", two_pages))

    assert page.status_code == status
    assert [mended.by for mended in two_pages.rewordings.all()] == ([manager] if status == 302 else [])
    if status == 409:
        assert "Give the changed form a new version" in page.content.decode()


def test_a_test_counts_nowhere_and_is_thrown_away(desk, two_pages):
    first = address("instrument_trial", two_pages, "a")

    assert desk.post(first, {"q1-value": "yes", "q1-base": ""}).status_code == 302
    overview = desk.get(address("instrument_trial_overview", two_pages)).content.decode()
    assert "Yes" in overview
    assert Answer.objects.count() == 0

    desk.post(address("discard_instrument_trial", two_pages))
    overview = desk.get(address("instrument_trial_overview", two_pages)).content.decode()
    assert "No answer was given." in overview


def test_a_test_shows_the_language_and_the_width_that_were_chosen(desk, two_pages):
    page = desk.get(address("instrument_trial", two_pages, "a") + "?language=fr&width=phone").content.decode()

    assert "Des mesures ?" in page
    assert 'class="filing narrow"' in page
    assert "language=fr&amp;width=phone" in page


def test_a_test_asks_as_many_rows_as_a_report_would(desk):
    repeat = """|          | integer           | n    | How many?    |                |
|          | begin_repeat      | r    | Agreements   |                |
|          | text              | t    | Title        |                |
|          | end_repeat        |      |              |                |
"""
    counted = SMALL.replace(
        "label::French (fr) |\n|          | begin_group       | a",
        "label::French (fr) | repeat_count |\n|          | begin_group       | a",
    )
    counted = counted.replace(
        "|          | text              | q2 ", repeat + "|          | text              | q2 "
    )
    counted = counted.replace("Agreements   |                |", "Agreements   |                | ${n} |")
    assert upload(desk, counted).status_code == 302
    page = address("instrument_trial", Instrument.objects.get(), "b")

    desk.post(page, {"n-value": "3"})

    [repeated] = [form for form in desk.get(page).context["page"].forms if form.question["code"] == "r"]
    assert len(repeated.row_forms) == 3


def test_two_questionnaires_are_compared_in_words(desk, two_pages):
    upload(
        desk,
        SMALL.replace("| 1       |", "| 2       |").replace("| text              |", "| integer           |"),
    )
    newer = Instrument.objects.get(version="2")

    page = desk.get(address("compare_instrument", newer) + f"?other={two_pages.pk}").content.decode()

    assert "Rules changed" in page
    assert "the type of answer" in page
    assert "<del><bdi>text</bdi></del>" in page


def test_a_round_that_has_not_opened_asks_its_questions(desk, two_pages):
    coming = factories.RoundFactory(number=7, opens="2099-01", instrument=None)
    open_now = factories.RoundFactory(number=6)

    desk.post(address("attach_instrument", two_pages), {"round": coming.pk})
    desk.post(address("attach_instrument", two_pages), {"round": open_now.pk})

    assert Round.objects.get(pk=coming.pk).instrument == two_pages
    assert Round.objects.get(pk=open_now.pk).instrument != two_pages


def test_the_page_says_which_languages_lack_texts(desk, two_pages):
    page = desk.get(two_pages.get_absolute_url()).context["page"]

    missing = {language.code: language.missing for language in page.languages}
    assert missing["en"] == 0
    assert missing["fr"] == 2  # the title and the note have no translation
    assert missing["ar"] > missing["fr"]


def test_a_workbook_that_is_downloaded_comes_back_unchanged(desk, two_pages):
    copy = b"".join(desk.get(address("instrument_workbook", two_pages)).streaming_content)
    empty = b"".join(desk.get(reverse("empty_workbook")).streaming_content)

    assert upload(desk, copy, "form.xlsx").url == two_pages.get_absolute_url()
    assert not InstrumentProposal.objects.exists()
    assert upload(desk, empty, "empty.xlsx").url == "/instruments/my-form/1/"


def download_sheet(desk, instrument, language):
    return b"".join(desk.get(address("translators_sheet", instrument, language)).streaming_content)


def rows_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, {row[0].value: row for row in book.active.iter_rows()}


def send_sheet(desk, instrument, book):
    stored = io.BytesIO()
    book.save(stored)
    upload = SimpleUploadedFile("sheet.xlsx", stored.getvalue())
    return desk.post(address("instrument_translations", instrument), {"sheet": upload})


def test_a_translators_sheet_goes_out_and_comes_back_with_nothing_else_changed(desk, two_pages):
    book, rows = rows_of(download_sheet(desk, two_pages, "fr"))
    assert (rows["place"][1].value, rows["place"][2].value) == ("en", "fr")
    assert send_sheet(desk, two_pages, book).url == two_pages.get_absolute_url()

    rows["sections:b/questions:q2/text"][2].value = "Quelles mesures ?"
    rows["title"][2].value = "Deux pages"
    page = desk.get(send_sheet(desk, two_pages, book).url)

    kinds = [(kind.value, len(found)) for kind, found in page.context["comparison"].by_kind]
    assert kinds == [("translated", 2)]
    desk.post(address("instrument_change", two_pages))
    again = Instrument.objects.get(pk=two_pages.pk)
    assert again.definition["title"] == {"en": "Two pages", "fr": "Deux pages"}
    assert meaning_of(again.definition) == meaning_of(two_pages.definition)


def test_a_language_that_is_new_comes_in_by_its_sheet(desk, two_pages):
    book, rows = rows_of(download_sheet(desk, two_pages, "es"))
    rows["sections:b/questions:q2/text"][2].value = "¿Cuáles?"

    assert send_sheet(desk, two_pages, book).url == address("instrument_change", two_pages)
    desk.post(address("instrument_change", two_pages))
    again = Instrument.objects.get(pk=two_pages.pk)
    assert again.languages == ["en", "fr", "es"]
    with translation.override("es"):
        assert again.questions["q2"]["text"] == "¿Cuáles?"
        assert again.questions["q1"]["text"] == "Steps taken?"


def test_a_translators_sheet_that_does_not_fit_is_refused_by_its_rows(desk, two_pages):
    book, rows = rows_of(download_sheet(desk, two_pages, "fr"))
    rows["sections:a/questions:q1/text"][1].value = "Steps?"
    rows["sections:b/questions:q2/text"][0].value = "sections:z/questions:q2/text"
    rows["sections:b/title"][2].value = "Section ${q1}"

    page = send_sheet(desk, two_pages, book)

    said = page.content.decode()
    assert page.status_code == 422
    assert "the text was changed meanwhile" in said
    assert "there is no text at this place" in said
    assert "must be the same in the translation" in said
    assert desk.get(address("translators_sheet", two_pages, "en")).status_code == 404


def test_a_question_is_given_its_indicator_and_lineage(desk, two_pages, indicators):
    page = address("instrument_indicators", two_pages)
    chosen = {"q1-indicator": "steps_taken", "q1-lineage": "reworded"}

    twice = desk.post(page, {**chosen, "q2-indicator": "steps_taken"})
    assert (twice.status_code, "Another question has this" in twice.content.decode()) == (422, True)
    assert desk.post(page, {"q2-lineage": "new"}).status_code == 422
    assert desk.post(page, chosen).url == address("instrument_change", two_pages)

    desk.post(address("instrument_change", two_pages))
    asked = Instrument.objects.get(pk=two_pages.pk).questions["q1"]
    assert (asked["indicator"], asked["lineage"]) == ("steps_taken", "reworded")
    assert desk.post(page, chosen).url == two_pages.get_absolute_url()


PAGES = ["instrument", "instrument_workbook", "instrument_indicators", "instrument_translations",
         "attach_instrument", "compare_instrument", "instrument_change",
         "instrument_trial_overview", "discard_instrument_trial"]  # fmt: skip


@pytest.mark.parametrize("person", ["focal_point", "reviewer", "registrar"])
def test_nobody_else_finds_the_desk(client, request, two_pages, person):
    client.force_login(request.getfixturevalue(person))

    answers = {client.get(reverse("instruments")).status_code}
    for name in PAGES:
        answers |= {
            client.get(address(name, two_pages)).status_code,
            client.post(address(name, two_pages)).status_code,
        }

    assert answers <= {404, 405}


def test_a_section_of_a_test_asks_a_constant_number_of_questions(desk, two_pages, django_assert_num_queries):
    desk.get(address("instrument_trial", two_pages, "a"))

    with django_assert_num_queries(5):
        desk.get(address("instrument_trial", two_pages, "a"))
