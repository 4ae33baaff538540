"""The statements of an import of recruiters that differ between databases, in one class for each."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from django.db import connection

from authorities.imports.engine.staging import Stage
from recruiters.imports.search_index import add_words


class RecruiterImportDialect(Protocol):
    # Condition: a record `r` has earlier names.
    has_earlier_names: str

    def unnest_other_keys(self, rows: str, name: str) -> str:
        """Return a query of (name, key) for each further key of some rows; keys stand between bars."""

    def append_name(self, names: str, name: str, day: str) -> str:
        """Return a list of earlier names with one more, which was used until a day."""

    def index_in_bulk(self, stage: Stage) -> AbstractContextManager:
        """Open a context for writing new entries; when it ends, the search has indexed their words."""

    def finish_index(self, stage: Stage) -> None:
        """Bring the index of words up to date, after the import was saved."""


class PostgresRecruiterImport:
    """The trigger that keeps the words is about whole statements, so nothing is done for lists."""

    has_earlier_names = "r.earlier_names <> '[]'::jsonb"

    def unnest_other_keys(self, rows: str, name: str) -> str:
        keys = "unnest(string_to_array(trim('|' from other_keys), '|'))"
        return f"SELECT id AS {name}, {keys} AS key FROM ({rows}) AS rows WHERE other_keys <> ''"

    def append_name(self, names: str, name: str, day: str) -> str:
        return f"{names} || jsonb_build_array(jsonb_build_object('name', {name}, 'until', {day}))"

    def index_in_bulk(self, stage: Stage) -> AbstractContextManager:
        return nullcontext()

    def finish_index(self, stage: Stage) -> None:
        # Until the index of words has taken up what is new, every search reads it through.
        stage.run("SELECT gin_clean_pending_list('recruiter_words'::regclass)")


class SqliteRecruiterImport:
    """The index of words takes up a whole list in a few statements, not entry by entry."""

    has_earlier_names = "json(r.earlier_names) <> '[]'"

    def unnest_other_keys(self, rows: str, name: str) -> str:
        parts = "json_each('[\"' || replace(trim(other_keys, '|'), '|', '\",\"') || '\"]')"
        return f"SELECT rows.id AS {name}, value AS key FROM ({rows}) AS rows, {parts} WHERE other_keys <> ''"

    def append_name(self, names: str, name: str, day: str) -> str:
        return f"json_insert({names}, '$[#]', json_object('name', {name}, 'until', {day}))"

    @contextmanager
    def index_in_bulk(self, stage: Stage) -> Iterator[None]:
        """Let the trigger of new entries rest: entry by entry it takes as long as all the rest.

        In the transaction of the entries, so nobody ever sees one without its words.
        """
        (trigger,) = stage.fetch_one(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'recruiter_added'"
        )
        stage.run("DROP TRIGGER recruiter_added")
        yield
        new = f"FROM {stage.judged} WHERE v.verdict = 'new'"
        stage.run(f"INSERT INTO recruiters_words (rowid, search_text) SELECT v.record, s.search_text {new}")
        add_words(text for (text,) in stage.fetch_rows(f"SELECT s.search_text {new}"))
        stage.run(trigger)

    def finish_index(self, stage: Stage) -> None:
        pass


DIALECTS: dict[str, RecruiterImportDialect] = {
    "postgresql": PostgresRecruiterImport(),
    "sqlite": SqliteRecruiterImport(),
}


def recruiter_import_dialect() -> RecruiterImportDialect:
    """Return the dialect of the database in use."""
    return DIALECTS[connection.vendor]
