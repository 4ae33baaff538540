"""Random rules in the words of XLSForm, over the questions of one form."""

import random

NUMBERS = ("n1", "n2", "n3", "d1")
TEXTS = ("t1", "t2", "s1")
DAYS = ("y1", "y2")
PARTIAL = {"y3": "year", "y4": "month-year"}  # dates of which the year or the month is asked
WORDS = ("'a'", "'b'", "'abc'", "'a b'", "'x1'")
PATTERNS = ("'[a-c]+'", "'a.*'", r"'[a-z][0-9]'", "'(a|b| )*'", "'[^x]{1,3}'")
OPTIONS = "abc"


class Rules:
    """Writes expressions; `numbers` are the names that hold numbers, others come to them as forms grow."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.numbers = list(NUMBERS)

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self, names) -> str:
        return f"${{{self.random.choice(list(names))}}}"

    def number(self, depth: int = 2) -> str:
        if depth == 0 or self.random.random() < 0.4:
            return self.pick(
                str(self.random.randrange(6)), "2.5", self.name(self.numbers), self.name(self.numbers)
            )
        a, b = self.number(depth - 1), self.number(depth - 1)
        return self.pick(
            f"({a} + {b})",
            f"({a} - {b})",
            f"{a} * {b}",
            f"({a} div {b})",
            f"({a} mod {b})",
            f"-({a})",
            f"round({a})",
            f"int({a})",
            f"abs({a})",
            f"coalesce({self.name(self.numbers)}, {b})",
            f"if({self.condition(depth - 1)}, {a}, {b})",
            "sum(${x})",
            "count(${g})",
            f"max({a}, {b})",
            "count-selected(${m1})",
            f"string-length({self.name(('t1', 't2'))})",
            f"round({a}, 1)",
            f"({self.name((*DAYS, *PARTIAL))} - {self.name(DAYS)})",
        )

    def text(self, depth: int = 1) -> str:
        if depth == 0 or self.random.random() < 0.5:
            return self.pick(self.name(TEXTS), self.name(TEXTS), *WORDS)
        return self.pick(
            f"concat({self.text(depth - 1)}, {self.text(depth - 1)})",
            f"substr({self.text(depth - 1)}, {self.random.randrange(3)}, {self.random.randrange(1, 4)})",
            f"if({self.condition(0)}, {self.text(0)}, {self.text(0)})",
            f"coalesce({self.name(TEXTS)}, {self.text(0)})",
            f"selected-at(${{m1}}, {self.random.randrange(3)})",
        )

    def condition(self, depth: int = 2) -> str:
        if depth and self.random.random() < 0.45:
            a, b = self.condition(depth - 1), self.condition(depth - 1)
            return self.pick(f"({a} and {b})", f"({a} or {b})", f"not({a})")
        order, inner = self.pick("=", "!=", "<", "<=", ">", ">="), min(depth, 1)
        return self.pick(
            f"{self.name(self.numbers)} {order} {self.number(inner)}",
            f"{self.name(NUMBERS[:3])} {self.pick('=', '!=')} {self.name(NUMBERS[:3])}",
            f"{self.name(('t1', 't2'))} {self.pick('=', '!=')} {self.text(inner)}",
            f"{self.name((*TEXTS, *NUMBERS, *DAYS, *PARTIAL))} {self.pick('=', '!=')} ''",
            f"${{s1}} = '{self.pick(*OPTIONS)}'",
            f"selected({self.name(('m1', 's1'))}, '{self.pick(*OPTIONS)}')",
            f"{self.name(DAYS)} {order} {self.pick(self.name(DAYS), 'today()', 'date(2000)')}",
            f"{self.name(PARTIAL)} {order} {self.pick(self.name((*DAYS, *PARTIAL)), 'today()')}",
            f"{self.pick('contains', 'starts-with', 'ends-with')}(${{t1}}, {self.pick(*WORDS)})",
            f"regex({self.name(('t1', 't2'))}, {self.pick(*PATTERNS)})",
            f"{self.number(inner)} {order} sum(${{x}})",
        )

    def row_condition(self) -> str:
        return self.pick("${x} > ${n1}", "${x} = ${y}", "${y} != ''", f"{self.condition(1)} and ${{x}} < 4")

    def row_number(self) -> str:
        return self.pick(
            "${x} + ${y}", "${x} * ${n1} - position(..)", "if(${x} > 2, ${x}, ${n2})", "${y} div ${x}"
        )


def random_form(seed: int) -> list[dict[str, str]]:
    """Return the rows of a form: questions, then a repeat, calculations and a chain of relevance."""
    rules = Rules(seed)
    rows = [{"type": "integer", "name": name} for name in NUMBERS[:3]]
    rows += [
        {"type": "decimal", "name": "d1"},
        {"type": "text", "name": "t1"},
        {"type": "text", "name": "t2"},
    ]
    rows += [{"type": "select_one o", "name": "s1"}, {"type": "select_multiple o", "name": "m1"}]
    rows += [{"type": "date", "name": name} for name in DAYS]
    rows += [{"type": "date", "name": name, "appearance": word} for name, word in PARTIAL.items()]
    rows += [
        {"type": "begin_repeat", "name": "g"},
        {"type": "integer", "name": "x"},
        {"type": "integer", "name": "y", "relevant": rules.pick("${x} > 1", "${n1} != ${x}", "${t1} = ''")},
        {"type": "calculate", "name": "z", "calculation": rules.row_number()},
        {"type": "integer", "name": "w", "relevant": rules.pick("${x} > ${n1}", "${x} = ${n2} or ${y} = ''")},
        {"type": "end_repeat"},
    ]
    for number in range(1, 6):
        name = f"c{number}"
        calculation = rules.number(3) if number < 5 else rules.text(2)
        rows.append({"type": "calculate", "name": name, "calculation": calculation})
        if number < 3:
            rules.numbers.append(name)
    for number in range(1, 9):
        name = f"r{number}"
        row = {"type": "integer", "name": name, "relevant": rules.condition(3)}
        if rules.random.random() < 0.5:
            row["constraint"] = (
                f". {rules.pick('<', '>=', '!=', '=')} {rules.number(2)} or {rules.condition(1)}"
            )
        rows.append(row)
        rules.numbers.append(name)
    return [row | ({} if row["type"].startswith("end") else {"label": row["name"]}) for row in rows]


def random_answers(seed: int) -> dict:
    """Return answers to such a form, of which a third are blank."""
    chance = random.Random(seed)

    def maybe(value):
        return None if chance.random() < 0.3 else value

    answers = {name: maybe(chance.randrange(6)) for name in (*NUMBERS[:3], *(f"r{n}" for n in range(1, 9)))}
    answers |= {"d1": maybe(chance.choice(["0.5", "2.5", "3", "-1.25"]))}
    answers |= {name: maybe(chance.choice(["a", "b", "abc", "a b", "x1", "c"])) for name in ("t1", "t2")}
    answers |= {
        "s1": maybe(chance.choice(OPTIONS)),
        "m1": maybe(sorted(chance.sample(OPTIONS, chance.randrange(1, 4)))),
    }
    answers |= {name: maybe(chance.choice(["1975-06-30", "2020-02-29", "2024-01-01"])) for name in DAYS}
    answers |= {
        "y3": maybe(chance.choice(["1975", "2020", "2024"])),
        "y4": maybe(chance.choice(["2020-02", "2024-01"])),
    }
    rows = [
        {name: maybe(chance.randrange(5)) for name in ("x", "y", "w")}
        for _row in range(chance.randrange(1, 4))
    ]
    return answers | {"g": rows}
