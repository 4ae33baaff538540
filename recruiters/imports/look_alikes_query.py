"""The look-alikes of all new rows of a sheet at once, as SQL over what is staged and what is there."""

from authorities.imports.engine.staging import Stage
from recruiters.imports.dialects import recruiter_import_dialect
from recruiters.imports.events import sql_literal
from recruiters.models import FINAL


def look_alikes_sql(stage: Stage) -> str:
    """Return a query of (row, name, name of the other, its number, its register, its standing), row by row.

    For each key of a row the gravest entry that has it as its legal name, whoever has it as a further name;
    and the gravest with the same company number.
    """
    new = f"{stage.judged} WHERE v.verdict = 'new'"
    further = recruiter_import_dialect().unnest_other_keys(
        f"SELECT v.number AS id, s.other_keys FROM {new}", "number"
    )
    mine = f"SELECT v.number, s.name_key AS key FROM {new} AND s.name_key <> '' UNION {further}"
    theirs = recruiter_import_dialect().unnest_other_keys(f"SELECT id, other_keys FROM {stage.table}", "id")
    by_name = f"SELECT number, {gravest_entry(stage, 'r.name_key = mine.key')} AS other FROM mine"
    by_other = "SELECT mine.number, theirs.id AS other FROM mine JOIN theirs ON theirs.key = mine.key"
    by_number = (
        f"SELECT v.number, {gravest_entry(stage, 'r.company_key = s.company_key')} AS other FROM {new} "
        f"AND s.company_key <> ''"
    )
    return (
        f"WITH mine AS ({mine}), theirs AS ({theirs}), "
        f"found AS ({by_name} UNION {by_other} UNION {by_number}) "
        f"SELECT found.number, s.legal_name, o.legal_name, o.licence_number, "
        f"g.member_state_id || '/' || g.code, o.state FROM found "
        f"JOIN staged_rows s ON s.number = found.number JOIN {stage.table} o ON o.id = found.other "
        f"JOIN recruiters_register g ON g.id = o.register_id ORDER BY found.number, o.id"
    )


def gravest_entry(stage: Stage, condition: str) -> str:
    """Return a subquery of one entry, of those that lost their licence if there is any."""
    final = ", ".join(map(sql_literal, sorted(FINAL)))
    grave = f"CASE WHEN r.state IN ({final}) THEN 0 ELSE 1 END"
    return f"(SELECT r.id FROM {stage.table} r WHERE {condition} ORDER BY {grave}, r.id LIMIT 1)"
