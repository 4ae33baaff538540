"""Delivery status notifications (RFC 3464): read what a mail server says about a mail of ours.

They come from strangers: their size, their parts and what they name are limited, and only the Message-ID of a
mail of ours, which nobody can guess, makes one count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from itertools import islice

from django.utils.translation import gettext as _

from authorities.jobs.mail import SUBJECTS_OF_MAILBOX, clean_reason

MOST_BYTES = 1024 * 1024
MOST_PARTS = 100
MOST_RECIPIENTS = 20
STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
WHOLE_MAIL_PARTS = ("message/rfc822", "message/global")
HEADER_PARTS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
FAILED = "failed"


class NotAReport(ValueError):  # noqa: N818
    """The message tells of no mail of ours that failed. The argument is a sentence."""


@dataclass(frozen=True)
class FailedDelivery:
    """What a report says. `is_of_mailbox`: because of the address, and not of the text or the network."""

    message_id: str
    reason: str
    is_of_mailbox: bool


def read_delivery_report(content: bytes) -> FailedDelivery:
    """Return the failure that a message reports. Raises NotAReport with a sentence if it reports none."""
    if len(content) > MOST_BYTES:
        raise NotAReport(_("The message is too large for a report about a mail."))
    try:
        return find_failure(list(islice(message_from_bytes(content).walk(), MOST_PARTS)))
    except NotAReport:
        raise
    except Exception as problem:  # the parser of the library may raise anything on what is broken on purpose
        raise NotAReport(_("The message could not be read.")) from problem


def find_failure(parts: list[Message]) -> FailedDelivery:
    blocks = [
        block for part in parts if part.get_content_type() in STATUS_PARTS for block in list_blocks(part)
    ]
    if not blocks:
        raise NotAReport(_("The message is no report about a mail: an answer of a person, perhaps."))
    failed = next((block for block in blocks if clean_mail_header(block, "Action").lower() == FAILED), None)
    if failed is None:
        raise NotAReport(_("The report does not say that a mail has failed."))
    message_id = next(find_message_ids(parts), "")
    if not message_id:
        raise NotAReport(_("The report does not say which mail has failed."))
    status = clean_mail_header(failed, "Status").split(" ")[0]
    diagnostic = clean_reason(str(failed.get("Diagnostic-Code", "")).partition(";")[2])
    subject = (status.split(".") + ["", ""])[1]
    return FailedDelivery(message_id, diagnostic or status, subject.encode() in (*SUBJECTS_OF_MAILBOX, b""))


def list_blocks(part: Message) -> list[Message]:
    """Return the blocks about single recipients; the first block is about the mail."""
    payload = part.get_payload()
    return (
        [block for block in payload[: MOST_RECIPIENTS + 1] if "Action" in block]
        if isinstance(payload, list)
        else []
    )


def find_message_ids(parts: list[Message]) -> Iterator[str]:
    """Yield the Message-ID of each mail that a report returns, whole or with its headers alone."""
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() in WHOLE_MAIL_PARTS and isinstance(payload, list):
            mails = [mail for mail in payload if isinstance(mail, Message)]
            yield from filter(None, [clean_mail_header(mail, "Message-ID") for mail in mails])
        elif part.get_content_type() in HEADER_PARTS:
            text = payload if isinstance(payload, str) else part.as_string()
            yield from filter(None, [clean_mail_header(message_from_string(text), "Message-ID")])


def clean_mail_header(block: Message, name: str) -> str:
    return clean_reason(str(block.get(name, "")))
