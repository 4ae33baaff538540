"""A concern full of words that must not be found anywhere else, and who asks for it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from recruiters.concerns.actions import receive
from recruiters.models import ConcernKind

REPORT, FOLLOW = "/recruiters/concerns/", "/recruiters/concerns/follow/"
DESK = "/recruiters/concerns/desk/"
SECRET = "zzSecretWordszz"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"zzSecretPicturezz"
CONTACT = "zzSecretContactzz"


def picture(name="zzSecretNamezz.png", content=PICTURE):
    return SimpleUploadedFile(name, content, "image/png")


def said(state, register=None, **other):
    """What `ReportForm` cleans."""
    values = {
        "named": "zzSecretRecruiterzz",
        "licence": "",
        "kind": ConcernKind.FEE,
        "contact": CONTACT,
        "language": "en",
        "text": SECRET,
    }
    return {"place": (state, register), **values, **other}


def reported(state, register=None, *, files=(), token="0" * 32, **other):
    """(concern, reference)"""
    return receive(said(state, register, **other), files, token=token)


def typed(**other):
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
