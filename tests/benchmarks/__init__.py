"""Measurements on a database of their own: `python -m tests.benchmarks`; `make bench` for both databases."""
