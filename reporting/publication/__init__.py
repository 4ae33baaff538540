"""From an accepted report to its public page: preview, consent, publication now or later, taking it back."""
