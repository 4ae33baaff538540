"""Prints time and queries of the compliance summary and its pages, at the demo's size and at 20 times it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from . import figures, throwaway  # noqa: E402 - the models need the settings

with throwaway.database() as name:
    figures.run(name)
