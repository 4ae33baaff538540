"""A concern full of words that must not be found anywhere else, and who asks for it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from recruiters.concerns.actions import receive_report
from recruiters.models import ConcernKind

REPORT, FOLLOW = "/recruiters/concerns/", "/recruiters/concerns/follow/"
DESK = "/recruiters/concerns/desk/"
SECRET = "zzSecretWordszz"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"zzSecretPicturezz"
CONTACT = "zzSecretContactzz"


def make_picture(name="zzSecretNamezz.png", content=PICTURE):
    return SimpleUploadedFile(name, content, "image/png")


def report_data(state, register=None, **other):
    """What `ConcernReportForm` cleans."""
    values = {
        "named": "zzSecretRecruiterzz",
        "licence": "",
        "kind": ConcernKind.FEE,
        "contact": CONTACT,
        "language": "en",
        "text": SECRET,
    }
    return {"place": (state, register), **values, **other}


def send_report(state, register=None, *, files=(), token="0" * 32, **other):
    """(concern, reference)"""
    return receive_report(report_data(state, register, **other), files, token=token)


def browser_data(**other):
    """What a browser sends."""
    values = {
        "where": "PHL/dmw",
        "named": "zzSecretRecruiterzz",
        "kind": "fee",
        "text": SECRET,
        "language": "en",
        "contact": CONTACT,
        "token": "ab" * 16,
    }
    return {**values, **other}


def words(response):
    return " ".join(response.content.decode().split())


class Broken:
    """A mail server that is down."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError
