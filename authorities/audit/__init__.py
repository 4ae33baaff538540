"""The audit trail: who did what to what, and when; written where it happens, read as one list."""
