"""The version of the data as it is committed just now, for what answers before Django begins a request.

Nothing here waits for Django to look after its connections, as it does when a request begins and ends.
"""

import os
import sqlite3
from contextlib import closing
from threading import Lock

from django.db import Error, connections

from authorities.data_version.current import READ

# Seconds for which it waits where SQLite is locked, as while it recovers: better let Django answer.
BRIEFLY = 0.1


class VersionReader:
    """A connection to a SQLite file that reads nothing but the version, for all threads of a process.

    Django's own are closed after each request, and one that is opened costs as much as thirty answers. Left
    open, they would show old data as long as a query on them was not read to its end; here each is. A file
    that was put in the place of the old one is opened anew.
    """

    def __init__(self) -> None:
        self.lock, self.file = Lock(), ("", 0, 0)
        self.connection: sqlite3.Connection | None = None

    def read(self, path: str) -> int:
        with self.lock:
            found = os.stat(path)
            file = (path, found.st_dev, found.st_ino)
            if self.connection is None or file != self.file:
                self.connection, self.file = None, file
                self.connection = sqlite3.connect(path, timeout=BRIEFLY, check_same_thread=False)
            ((version,),) = self.connection.execute(READ["sqlite"]).fetchall()
        return version


READER = VersionReader()


def committed_version() -> int | None:
    """Return the version that is committed; None if the database does not answer."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        try:
            return READER.read(str(connection.settings_dict["NAME"]))
        except (OSError, sqlite3.Error):
            return None
    return own_version()


def own_version() -> int | None:
    """Return the version of what this thread reads from now on; None if the database does not answer.

    A connection that was closed meanwhile is opened again, without asking first whether it was. To open one
    to SQLite takes as long as a page: so it is not, for one that is opened later sees what is committed now.
    """
    connection = connections["default"]
    if connection.vendor == "sqlite" and connection.connection is None:
        return committed_version()
    connection.close_if_unusable_or_obsolete()
    for _attempt in range(2):
        try:
            connection.ensure_connection()
            with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
                cursor.execute(READ[connection.vendor])
                return cursor.fetchone()[0]
        except Error:
            connection.close()
    return None
