"""Chinese with the separators of CLDR, in groups of three digits."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
