"""Files that go with a mail: read from the private storage while it is sent, few enough to be accepted."""

import logging
from collections.abc import Iterable, Iterator

from authorities.files import private_storage
from authorities.models import Notice
from authorities.notices.kinds import find_notice_kind

logger = logging.getLogger(__name__)

# Together: many mailboxes refuse mails of ten megabytes, and in a mail a file is a third larger.
MOST_ENCLOSED_BYTES = 5 * 1024 * 1024


def read_enclosures(notices: Iterable[Notice]) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of the files of some notices. What would be too much is left out, not cut off."""
    left = MOST_ENCLOSED_BYTES
    for notice in notices:
        enclose = find_notice_kind(notice.kind).enclose
        for name, stored in enclose(notice) if enclose else ():
            content = read_stored(stored, left)
            if content:
                left -= len(content)
                yield name, content


def read_stored(name: str, most: int) -> bytes:
    """Return the content of a stored file; nothing if it is larger than `most` bytes, or is not there."""
    try:
        if private_storage().size(name) > most:
            return b""
        with private_storage().open(name) as file:
            return file.read()
    except OSError:
        logger.warning("A file that goes with a mail could not be read")
        return b""
