"""Public pages that are rendered once for all visitors who are not signed in."""
