"""Visitors who are not signed in: how often one of them may ask."""
