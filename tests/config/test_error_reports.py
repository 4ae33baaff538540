"""What a mail about an error tells the administrators, whatever page it was."""

import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.views.debug import get_exception_reporter_class

# A report quotes the lines of the program, so the secrets do not stand near the line that breaks.
SECRETS = {name: f"zzSecret{name}zz" for name in ["question", "answer", "file", "session", "variable"]}


def error_report(rf):
    """Return the report, as HTML and as text, of an error in a request that carries secrets."""
    sent = {"answer": SECRETS["answer"], "file": SimpleUploadedFile(SECRETS["file"], b"%PDF-")}
    request = rf.post(f"/reports/?q={SECRETS['question']}", sent, REMOTE_ADDR="198.51.100.7")
    request.COOKIES["sessionid"] = SECRETS["session"]
    local = SECRETS["variable"]
    try:
        raise RuntimeError(len(local))
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info(), is_email=True)
        return reporter.get_traceback_html() + reporter.get_traceback_text()


def test_it_tells_where_it_happened_and_nothing_that_was_sent(rf, settings):
    settings.DEBUG = False
    report = error_report(rf)

    assert "RuntimeError" in report
    assert "POST" in report
    assert "/reports/" in report
    assert "198.51.100.7" not in report
    assert [name for name, secret in SECRETS.items() if secret in report] == []


@pytest.mark.parametrize("secret", ["answer", "file", "question", "variable"])
def test_a_developer_sees_everything(rf, settings, secret):
    settings.DEBUG = True

    assert SECRETS[secret] in error_report(rf)
