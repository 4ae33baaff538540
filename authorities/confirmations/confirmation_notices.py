"""What an authority and its people are told: the question, and what was decided on a change."""

from django.utils.translation import gettext_lazy as _

from authorities.confirmations.confirmation_links import confirmation_link_of
from authorities.models import AuthorityConfirmation
from authorities.notices.kinds import NoticeKind, register_notice


def list_enclosed_files(notice):
    """Return the letter that goes with a question as a file, in its language if there is one."""
    question = AuthorityConfirmation.objects.get(pk=notice.about_key)
    letters = [row for row in question.enclosures if "file" in row]
    in_language = [row for row in letters if row["language"] == question.language]
    return [(row["name"], row["file"]) for row in in_language or letters]


CONFIRMATION_ASKED = register_notice(
    NoticeKind(
        "confirmation_asked",
        _("Please confirm your national authority"),
        _(
            "%(state)s has designated “%(institution)s” as its national authority under Article 7.3 of the "
            "Code. Mailbox: %(mailbox)s. Officer: %(officer)s. Please tell us whether this is right, what "
            "has changed, or that you are the authority no longer."
        ),
        urgent=True,
        link=confirmation_link_of,
        enclose=list_enclosed_files,
        ending=_(
            "The link works for 30 days and for one answer. Whoever has it can answer for you, so do not "
            "pass it on. The letter that belongs to this message is behind it too."
        ),
    )
)
CONFIRMATION_DECIDED = register_notice(
    NoticeKind(
        "confirmation_decided",
        _("Your answer about your national authority"),
        _("The secretariat has decided on the change that you told: %(decision)s. %(note)s"),
        urgent=True,
    )
)
