"""Spanish with the separator of CLDR."""

THOUSAND_SEPARATOR = "."
