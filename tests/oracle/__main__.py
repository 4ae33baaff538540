"""make oracle: 3,000 random rules, told alike by the server, by our script in the browser, and by ODK's own
engine.

Forms are written at random, read by read_instrument, and by pyxform for ODK Web Forms
(@getodk/xforms-engine). Each is filled in at random; relevance, calculations, rows and constraints are
compared. EXPLAINED says which differences are meant; any other ends with status 1.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import django
from pyxform.xls2xform import convert

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from reporting.filing.settled_answers import describe_questions  # noqa: E402
from reporting.instruments.rules.arithmetic import first_day_of  # noqa: E402
from reporting.instruments.rules.functions import to_text  # noqa: E402
from reporting.instruments.xlsform.reader import inspect_instrument  # noqa: E402
from reporting.models import Instrument  # noqa: E402
from reporting.submissions.mistakes import breaks_constraint  # noqa: E402
from reporting.submissions.questionnaire import evaluate_form  # noqa: E402
from tests.oracle.expressions import OPTIONS, PARTIAL, random_answers, random_form  # noqa: E402

HERE = Path(__file__).parent
RULES_JS = HERE.parents[1] / "config/static/js/rules"
COLUMNS = ("type", "name", "label", "relevant", "constraint", "calculation", "appearance")
RULE_COLUMNS = ("relevant", "constraint", "calculation")
EXPLAINED = {
    "not a number": "A number that cannot be computed (a blank in a sum, a division by zero) is blank here; "
    "in ODK Web Forms it is the text NaN or Infinity, which is not equal to a blank.",
    "decimals": "Decimals are exact here; there they are binary, so 0.1 + 0.2 is not 0.3.",
    "pattern": "A pattern is matched as a whole here, as in ODK's documentation and in Collect; "
    "in ODK Web Forms it is searched for.",
    "follows": "Hangs on one of the above.",
}


def as_workbook(rows):
    lines = ["| survey |", "| | " + " | ".join(COLUMNS) + " |"]
    lines += ["| | " + " | ".join(escaped(row.get(column, "")) for column in COLUMNS) + " |" for row in rows]
    lines += ["| choices |", "| | list_name | name | label |", *(f"| | o | {o} | {o} |" for o in OPTIONS)]
    return "\n".join(lines)


def escaped(cell):
    return cell.replace("|", r"\|")


def readable_form(seed):
    """A form without the rules that the loader refuses, because they would always tell the same."""
    rows = random_form(seed)
    while problems := inspect_instrument(as_workbook(rows), file_name="f.md").problems:
        for problem in problems:
            row = rows[problem.row - 2]
            row[problem.column] = "1" if row["type"] == "calculate" else ""
    return rows


def build_case(seed, sets):
    rows = readable_form(seed)
    definition = inspect_instrument(as_workbook(rows), file_name="f.md").definition
    instrument = Instrument(definition=definition)
    questions = instrument.questions
    return {
        "rows": rows,
        "instrument": instrument,
        "xml": convert(xlsform=as_workbook(rows), file_type=".md", validate=False).xform,
        "questions": describe_questions(instrument),
        "constraints": {
            code: q["constraint"] for code, q in questions.items() if q["constraint"] is not None
        },
        "sets": [random_answers(seed * 1000 + number) for number in range(sets)],
        "today": date.today().isoformat(),
    }


def settle_here(case, answers):
    given = {code: {"value": value, "reason": "", "reason_detail": ""} for code, value in answers.items()}
    state = evaluate_form(case["instrument"], given, date.today())
    broken = [
        code
        for code in case["constraints"]
        if state.settled.get(code) is not None
        and breaks_constraint(
            state.instrument.questions[code], state.settled[code], state.settled, state.today
        )
    ]
    values = {code: value for code, value in state.settled.items() if value is not None}
    return {"relevant": sorted(state.relevant), "values": values, "broken": sorted(broken)}


def run_node(arguments, sent, place):
    ran = subprocess.run(
        ["node", *arguments], input=json.dumps(sent), capture_output=True, text=True, check=False, cwd=place
    )
    if ran.returncode:
        sys.exit(ran.stderr[-3000:])
    return json.loads(ran.stdout)


def ask_twin(cases):
    keys = ("questions", "constraints", "sets", "today")
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(RULES_JS, Path(place) / "rules")
        shutil.copy(HERE / "twin.mjs", place)
        (Path(place) / "package.json").write_text('{"type": "module"}')
        return run_node(["twin.mjs"], [{key: case[key] for key in keys} for case in cases], place)


def whole_days(answers):
    """Return answers as ODK stores them: of a year or month its first day."""
    return answers | {name: first_day_of(answers[name]) for name in PARTIAL}


def ask_engine(cases, modules):
    sent = [{"xml": case["xml"], "sets": [whole_days(answers) for answers in case["sets"]]} for case in cases]
    return run_node([str(HERE / "engine.mjs"), str(modules)], sent, modules)


def same_value(ours, theirs):
    """True if two values are the same: numbers to nine digits, as doubles hold them."""
    text = to_text(ours) if ours is not None else ""
    if text == theirs:
        return True
    try:
        a, b = float(text), float(theirs)
    except ValueError:
        return False
    return a == b or abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def compare(case, ours, theirs):
    """Yield (name, what, ours, theirs) of all that is compared, alike or not."""
    for code, question in case["instrument"].questions.items():
        told, is_relevant = theirs[code], code in ours["relevant"]
        yield code, "relevant", is_relevant, told["relevant"]
        if is_relevant and told["relevant"]:
            value = ours["values"].get(code)
            value = first_day_of(value) if code in PARTIAL else value
            yield from (
                compare_rows(question, value or [], told["rows"])
                if "rows" in told
                else (
                    (code, "value", value, told["value"]),
                    (code, "constraint", code not in ours["broken"], told["valid"]),
                )
            )


def compare_rows(question, rows, others):
    for row, other in zip(rows, others, strict=False):
        for column in question["columns"]:
            node = other[column["code"]]
            told = node["value"] if node["relevant"] else ""
            yield f"{question['code']}.{column['code']}", "value", row.get(column["code"]), told


def is_alike(what, ours, theirs):
    return same_list(ours, theirs) if what == "value" else ours == theirs


def same_list(ours, theirs):
    if isinstance(ours, list):
        return sorted(ours) == sorted(theirs.replace(",", " ").split())
    return same_value(ours, theirs)


def explain(case, code, theirs, differing):
    """Return the key of EXPLAINED for a difference; an empty text if there is none."""
    row = next(row for row in case["rows"] if row.get("name") == code.split(".")[-1])
    text = " ".join(row.get(column, "") for column in RULE_COLUMNS)
    if any(
        f"${{{other.split('.')[-1]}}}" in text or f"${{{other.split('.')[0]}}}" in text
        for other in differing - {code}
    ):
        return "follows"
    if has_nan(theirs, text, code):
        return "not a number"
    if "regex(" in text:
        return "pattern"
    return "decimals" if any(sign in text for sign in ("div", "*", "2.5", "d1", "round")) else ""


def has_nan(theirs, text, code):
    told = theirs[code.split(".")[0]]
    names = [name for name in theirs if f"${{{name}}}" in text]
    values = [theirs[name].get("value", "") for name in (code.split(".")[0], *names)]
    cells = [cell.get("value", "") for row in told.get("rows", []) for cell in row.values()]
    arithmetic = any(
        sign in text for sign in ("+", "-", "*", "div", "mod", "sum", "int(", "round(", "abs(", "max(")
    )
    return bool({"NaN", "Infinity", "-Infinity"} & {*values, *cells}) or (arithmetic and "" in values)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path, help="the folder with node_modules")
    parser.add_argument("--rules", type=int, default=3000)
    parser.add_argument("--sets", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cases, rules = [], 0
    while rules < options.rules:
        cases.append(build_case(options.seed + len(cases), options.sets))
        rules += sum(bool(row.get(column)) for row in cases[-1]["rows"] for column in RULE_COLUMNS)
    print(f"{len(cases)} forms with {rules} rules, each filled in {options.sets} times")
    ours = [[settle_here(case, answers) for answers in case["sets"]] for case in cases]
    twin = ask_twin(cases)
    apart = sum(
        a != b for here, there in zip(ours, twin, strict=True) for a, b in zip(here, there, strict=True)
    )
    print(f"The browser's twin differs in {apart} of {len(cases) * options.sets} forms filled in.")
    told = ask_engine(cases, options.modules)
    compared, kinds, unexplained = judge(cases, ours, told)
    print(f"ODK Web Forms: {compared} comparisons, {sum(kinds.values())} differences")
    for kind, number in kinds.most_common():
        print(f"  {number:6} {kind or 'NOT EXPLAINED'}: {EXPLAINED.get(kind, '')}")
    for line in unexplained[:20]:
        print("   ", *line)
    return 1 if apart or unexplained else 0


def judge(cases, ours, told):
    compared, kinds, unexplained = 0, Counter(), []
    for case, here, there in zip(cases, ours, told, strict=True):
        for own, theirs in zip(here, there, strict=True):
            told_apart = list(compare(case, own, theirs))
            compared += len(told_apart)
            found = [one for one in told_apart if not is_alike(*one[1:])]
            differing = {code for code, *_rest in found}
            for code, what, mine, other in found:
                kind = explain(case, code, theirs, differing)
                kinds[kind] += 1
                if not kind:
                    row = next(row for row in case["rows"] if row.get("name") == code.split(".")[-1])
                    unexplained.append((code, what, mine, repr(other), {c: row.get(c) for c in RULE_COLUMNS}))
    return compared, kinds, unexplained


if __name__ == "__main__":
    sys.exit(main())
