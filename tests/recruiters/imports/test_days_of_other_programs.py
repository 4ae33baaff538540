"""Days in lists of ministries: what other programs did to them is read, asked once a column, or refused."""

import csv
import io
from datetime import date, datetime

import pytest
import tablib
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from authorities.imports import actions
from authorities.imports.desk.file_trial import try_file
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from recruiters.models import Recruiter
from recruiters.resources import RecruiterResource
from tests.authorities.imports.import_steps import confirmed
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory

HEADERS = ["Licence No", "Agency name", "Valid from", "Valid until", "Status"]
FIRST, LAST = "2024-01-01", "2029-12-31"


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines, code="tst")


def text_file(*days, headers=HEADERS):
    """A list with these (first day, last day) of its licences."""
    stored = io.StringIO()
    csv.writer(stored).writerows([headers, *rows(days)])
    return SimpleUploadedFile("list.csv", stored.getvalue().encode())


def rows(days):
    return [[f"04{n}", f"Care {n}", *pair, "authorised"] for n, pair in enumerate(days, 17)]


def workbook(*days, **options):
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, {"default_date_format": "yyyy-mm-dd", **options}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADERS, *rows(days)]):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("list.xlsx", stored.getvalue())


def trial_of(upload, kind="recruiters", scope="PHL/tst"):
    return try_file(upload, ImportDesk(IMPORT_KINDS[kind], scope))


def days_of(trial, column="valid_from"):
    return [row[column] for row in trial.rows]


def asked(trial):
    return [(question["column"], question["choices"]) for question in trial.questions]


def told(trial):
    return [(problem["row"], problem["column"]) for problem in trial.problems]


@pytest.mark.parametrize(
    ("first_days", "read"),
    [
        (["2024-01-05T00:00:00Z", "2024-01-06T16:00:00Z"], ["2024-01-05", "2024-01-06"]),
        (["2024-01-05T23:30:00+08:00"], ["2024-01-05"]),
        (["٣١\u200f/١٢\u200f/٢٠٢٣", "31\u200f/12\u200f/2023"], ["2023-12-31", "2023-12-31"]),
        (["31-JUL-13", "05-AOÛT-13"], ["2013-07-31", "2013-08-05"]),
        (["31/07/13", "05/08/14"], ["2013-07-31", "2014-08-05"]),
        (["31.12.23", "05.01.24"], ["2023-12-31", "2024-01-05"]),
        (["١ آذار ٢٠٢٤", "٣١ كانون الأول ٢٠٢٣"], ["2024-03-01", "2023-12-31"]),
        (["31 декабря 2023 г.", "1 янв. 2024"], ["2023-12-31", "2024-01-01"]),
        (["12/31/2023", "01/02/2024"], ["2023-12-31", "2024-01-02"]),
        (["31/12/2566 B.E.", "31 ธันวาคม พ.ศ. 2566"], ["2023-12-31", "2023-12-31"]),
        (["20231231", "2023年12月31日"], ["2023-12-31", "2023-12-31"]),
    ],
)
def test_days_with_one_meaning_are_read(first_days, read):
    trial = trial_of(text_file(*((day, LAST) for day in first_days)))

    assert (trial.problems, days_of(trial)) == ([], read)
    assert days_of(trial, "last_day") == [LAST] * len(read)


def test_that_times_are_left_out_is_noted_once_for_a_column():
    trial = trial_of(text_file(*((f"2024-01-{n:02}T00:00:00Z", LAST) for n in range(1, 21))))

    assert len(trial.rows) == 20
    assert sum("times and time zones are left out" in note for note in trial.notes) == 1


def test_days_that_excel_turned_round_are_asked_about_once():
    turned = workbook(
        ("31/01/2024", LAST), (datetime(2024, 5, 6), LAST), (datetime(2024, 5, 7), LAST), ("25/03/2024", LAST)
    )
    trial = trial_of(turned)

    assert asked(trial) == [("Valid from", ["yes", "no"])]
    assert told(trial) == [(None, "Valid from")]
    assert "2024-05-06 or 2024-06-05" in trial.problems[0]["message"]


@pytest.mark.parametrize(("answer", "day"), [("yes", date(2024, 6, 5)), ("no", date(2024, 5, 6))])
def test_and_read_as_a_person_said(administrator, answer, day):
    found = import_with_answers(
        administrator,
        workbook(("31/01/2024", LAST), (datetime(2024, 5, 6), LAST)),
        {"Valid from": {"turned": answer}},
    )

    assert found == [(date(2024, 1, 31), date(2030, 1, 1)), (day, date(2030, 1, 1))]


def import_with_answers(by, upload, doubts):
    batch = actions.receive_file(upload, kind="recruiters", scope="PHL/tst", by=by)
    assert {header: {*answers} for header, answers in batch.reading["doubts"].items()} == {
        header: {*answers} for header, answers in doubts.items()
    }
    actions.request_check(batch, by=by, mapping=batch.mapping, reading={"doubts": doubts})
    work_off()
    batch.refresh_from_db()
    assert confirmed(batch).counts["wrong"] == 0
    return list(Recruiter.objects.order_by("licence_key").values_list("valid_from", "valid_until"))


def test_real_days_beside_text_are_right_if_one_lies_behind_the_twelfth():
    trial = trial_of(
        workbook(("31/01/2024", LAST), (datetime(2024, 5, 6), LAST), (datetime(2024, 3, 25), LAST))
    )

    assert (trial.problems, days_of(trial)) == ([], ["2024-01-31", "2024-05-06", "2024-03-25"])


def test_years_of_nepal_are_refused_once_for_a_column():
    trial = trial_of(text_file(("2080-04-15", "2083-04-14"), ("2079-12-30", "2085-01-30")))

    assert told(trial) == [(None, "Valid from"), (None, "Valid until")]
    assert "Bikram Sambat" in trial.problems[0]["message"]
    assert asked(trial) == [("Valid until", ["yes"])]


def test_a_single_first_day_far_ahead_is_a_problem_and_a_far_end_is_none():
    trial = trial_of(text_file(("2080-04-15", LAST), (FIRST, "2099-12-31"), (FIRST, "2099-12-31")))

    assert told(trial) == [(2, "Valid from")]


def test_buddhist_years_are_asked_about_once_and_read_if_so(administrator):
    thai = [("15/04/2567", "31/12/2572"), ("15 พ.ค. 67", "31 ธ.ค. 72")]
    trial = trial_of(text_file(*thai))

    assert asked(trial) == [("Valid from", ["yes"]), ("Valid until", ["yes"])]
    assert told(trial) == [(None, "Valid from"), (None, "Valid until")]
    answers = {header: {"buddhist": "yes"} for header in ("Valid from", "Valid until")}
    assert import_with_answers(administrator, text_file(*thai), answers) == [
        (date(2024, 4, 15), date(2030, 1, 1)),
        (date(2024, 5, 15), date(2030, 1, 1)),
    ]


@pytest.mark.parametrize(
    "month", ["Mar-2027", "03/2027", "mars 2027", "Mar-27", "2027年3月", "آذار/مارس 2027"]
)
def test_a_month_alone_ends_with_its_last_day_which_is_asked_once(month):
    trial = trial_of(text_file((FIRST, month), (FIRST, "2027-06-30")))

    assert (trial.problems, days_of(trial, "last_day")) == ([], ["2027-03-31", "2027-06-30"])
    assert asked(trial) == [("Valid until", ["yes"])]


def test_ends_that_are_all_the_first_of_a_month_are_noted():
    ends = [date(2027, 3, 1), date(2027, 4, 1), date(2028, 1, 1)]
    trial = trial_of(workbook(*((date(2024, 1, 1), end) for end in ends)))

    assert days_of(trial, "last_day") == [end.isoformat() for end in ends]
    assert any("every day is the first of a month" in note for note in trial.notes)


def test_a_month_alone_is_no_first_day():
    trial = trial_of(text_file(("Mar-2024", LAST), (FIRST, LAST)))

    assert told(trial) == [(2, "Valid from")]
    assert "month without a day" in trial.problems[0]["message"]


@pytest.mark.parametrize("first_days", [("05/06/13", "07/08/14"), ("23-12-31", "24-02-01")])
def test_short_years_that_may_be_read_in_two_ways_are_asked_about(first_days):
    trial = trial_of(text_file(*((day, LAST) for day in first_days)))

    assert asked(trial) == [("Valid from", ["day", "month", "year"])]
    assert told(trial) == [(None, "Valid from")]


@pytest.mark.parametrize(("from_1904", "number", "end"), [(False, 45292, 47483), (True, 43830, 46021)])
def test_days_as_numbers_are_asked_about_and_counted_as_their_workbook_does(
    administrator, from_1904, number, end
):
    numbers = ((number, end), (number, end), (number, end))
    trial = trial_of(workbook(*numbers, date_1904=from_1904))

    assert told(trial) == [(None, "Valid from"), (None, "Valid until")]
    assert "it may mean 2024-01-01" in trial.problems[0]["message"]
    answers = {header: {"serials": "yes"} for header in ("Valid from", "Valid until")}
    found = import_with_answers(administrator, workbook(*numbers, date_1904=from_1904), answers)
    assert found == [(date(2024, 1, 1), date(2030, 1, 1))] * 3


def test_real_days_of_a_workbook_that_counts_from_1904_are_right():
    trial = trial_of(workbook((date(2024, 1, 1), date(2029, 12, 31)), date_1904=True))

    assert (days_of(trial), days_of(trial, "last_day")) == ([FIRST], [LAST])


def test_nobody_can_be_asked_in_the_administration_so_turned_days_are_refused_there(administrator):
    head = ["iso3", "register", "licence_number", "legal_name", "valid_from", "standing"]
    cells = [["PHL", "tst", day[:2], "Care", day, "authorised"] for day in ("31/01/2024", "25/02/2024")]
    turned = ["PHL", "tst", "1", "Care", datetime(2024, 5, 6), "authorised"]
    sheet = tablib.Dataset(*cells, turned, headers=head)

    [problem] = RecruiterResource().import_data(sheet, dry_run=True, user=administrator).problems
    assert (problem.row, problem.column) == (4, "valid_from")
    assert "2024-05-06 or 2024-06-05" in problem.sentence


# Ends


def test_an_authority_is_in_force_on_the_day_until_which_it_is_named():
    upload = SimpleUploadedFile(
        "list.csv",
        b"Country,Institution,Type,From,Until\nPHL,Ministry,health_ministry,2020-01-01,2022-12-31\n",
    )
    trial = trial_of(upload, kind="authorities", scope="")

    assert (trial.rows[0]["last_day"], trial.rows[0]["valid_to"]) == ("2022-12-31", "2023-01-01")


OLD_EXPORT = """iso3,register,licence_number,legal_name,valid_from,valid_until,standing
PHL,tst,R-1,Alpha Care,2024-01-01,2030-01-01,authorised
PHL,tst,R-2,Beta Care,2024-01-01,2029-07-01,authorised
"""
PUBLIC_LIST = """licence_number,legal_name,status,standing,valid_from,valid_until,as_of,register
R-1,Alpha Care,authorised,authorised,2024-01-01,2030-01-01,2026-11-30T03:18:45+00:00,PHL/tst
"""


def with_column(name, cell):
    head, *lines = OLD_EXPORT.splitlines()
    return "\n".join([f"{head},{name}", *(f"{line},{cell}" for line in lines)])


def test_older_files_of_ours_change_nothing_either(administrator, tmp_path):
    path = tmp_path / "before.csv"
    path.write_text(OLD_EXPORT)
    by = administrator.email
    call_command("import_sheet", "recruiters", path, register="PHL/tst", apply=True, by=by, format="json")
    files = [
        OLD_EXPORT.replace("standing\n", "standing,illustrative\n").replace(
            "authorised\n", "authorised,no\n"
        ),
        OLD_EXPORT.replace("standing\n", "standing,Remarks\n").replace("authorised\n", "authorised,seen\n"),
        OLD_EXPORT.replace("legal_name", "Agency"),
        PUBLIC_LIST,
    ]

    for content in files:
        trial = trial_of(SimpleUploadedFile("list.csv", content.encode()))
        assert (trial.problems, trial.rows, trial.counts["changed"]) == ([], [], 0), content
