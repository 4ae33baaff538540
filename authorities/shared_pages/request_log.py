"""The line in the log for an answer that no view has given."""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from authorities.shared_pages.addresses import PageAddress
from authorities.shared_pages.pages import PageAnswer

logger = logging.getLogger(__name__)


def record_answer(asked: Mapping[str, Any], address: PageAddress, answer: PageAnswer) -> None:
    """Log an answer as any other one, in one line: without the query, and without the visitor's address.

    All fields of the line are its message: else it would take longer than the answer.
    """
    if logger.isEnabledFor(logging.INFO):
        line = {
            "event": "request_finished",
            "code": answer.status,
            "request": f"{asked['REQUEST_METHOD']} {address.path}",
            "request_id": asked.get("HTTP_X_REQUEST_ID") or str(uuid4()),
            "shared": True,
        }
        logger.info(line)
