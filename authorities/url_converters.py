"""Parts of addresses that mean something."""

from django.urls.converters import IntConverter, StringConverter


class IsoCode:
    """The ISO 3166 alpha-3 code of a state, in capital letters."""

    regex = "[A-Z]{3}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Number(IntConverter):
    """The number of a round or version: never so long that a database cannot hold it."""

    regex = "[0-9]{1,4}"


class Code(StringConverter):
    """What an author has named, as a question or a version: never with NUL, which PostgreSQL refuses."""

    regex = r"[^/\x00]+"
