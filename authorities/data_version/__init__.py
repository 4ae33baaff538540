"""The version of the data: which tables it follows, and what it is now."""
