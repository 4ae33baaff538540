"""Parts of addresses that mean something."""


class IsoCode:
    """The ISO 3166 alpha-3 code of a state, in capital letters."""

    regex = "[A-Z]{3}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
