"""manage.py import_sheet reports: reports of earlier rounds from the command line."""

import json

import pytest
from django.core.management import call_command

from reporting.models import Submission


@pytest.mark.usefixtures("closed_round")
def test_a_report_of_an_earlier_round_goes_in(tmp_path, capsys, administrator):
    path = tmp_path / "reports.csv"
    path.write_text("Round,Country,Submitted on\n1,IDN,2012-06-05\n")

    options = {"apply": True, "by": administrator.email, "format": "json"}
    call_command("import_sheet", "reports", str(path), **options)

    trial = json.loads(capsys.readouterr().out)
    assert trial["counts"]["new"] == 1
    [row] = trial["rows"]
    assert (row["round"], row["iso3"], row["submitted_on"]) == (1, "IDN", "2012-06-05")
    assert Submission.objects.get().member_state_id == "IDN"
