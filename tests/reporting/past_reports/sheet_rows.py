"""Rows of a sheet with the report of a country for the first round."""

REPORT = {"round": "1", "iso3": "PHL", "submitted_on": "2013-01-31", "published_on": "2013-05-20"}
BLANK = dict.fromkeys(["question", "row", "column", "answer", "reason", "body"], "")
WHOLE_REPORT = [
    {"question": "q0", "answer": "Ms Private Person"},
    {"question": "1", "answer": "Yes"},
    {"question": "q2", "answer": "Stakeholders; record"},
    {"question": "q3", "reason": "held_elsewhere", "body": "Labour ministry"},
    {"question": "q4", "row": "2", "column": "title", "answer": "Later"},
    {"question": "q4", "row": "1", "column": "Title", "answer": "Earlier"},
    {"question": "q4", "row": "1", "column": "partners", "answer": "Ireland; IDN"},
    {"question": "q5", "row": "Nurses", "column": "total", "answer": "1200"},
    {"question": "q6", "answer": "2012"},
]


def sheet_row(**cells):
    return {**REPORT, **BLANK, **cells}


def sheet_rows(*rows, **cells):
    return [sheet_row(**row, **cells) for row in rows]
