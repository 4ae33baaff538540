"""French with the separator of CLDR, a narrow space that does not break."""

THOUSAND_SEPARATOR = "\u202f"
