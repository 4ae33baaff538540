"""The public check over a million recruiters: time and queries beside their limits."""

import json
import random
from statistics import quantiles
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recruiters.folding import licence_key, name_key, searchable
from recruiters.models import NameWord, Recruiter
from recruiters.search import search
from tests import factories

SIZE, QUESTIONS = 1_000_000, 300
# Milliseconds that 95 of 100 questions may take in the database, and queries of a page.
NUMBER_LIMIT, NAME_LIMIT, QUERIES_LIMIT = 20, 50, 3
SYLLABLES = """
    ka ri mon ta ver lin pas so del nor cam bel fa gu hor izon mar tes ol ra vi sun pe ko za mi ro lu
""".split()  # noqa: SIM905
TRADE = ("Care", "Health", "Nurse", "Nursing", "Medical", "Global", "Overseas", "Manpower", "Services", "Ltd")


def run(database, size=SIZE):
    chance = random.Random(8)
    fill(size, chance)
    words = NameWord.objects.count()
    print(f"{database}. Public check over {size:,} recruiters, {words:,} words in their names.\n")
    every = Recruiter.objects.order_by("pk").values_list("licence_number", "legal_name")
    entries = every[: size : max(size // QUESTIONS, 1)]
    report("exact licence number", [number for number, _name in entries], NUMBER_LIMIT)
    report("two words, a typing error", [mistyped(name, chance) for _number, name in entries], NAME_LIMIT)
    visitor = Client()
    visitor.get("/recruiters/", {"q": "warm up"})
    with CaptureQueriesContext(connection) as captured:
        visitor.get("/recruiters/", {"q": mistyped(entries[0][1], chance)})
    verdict("queries of a page", len(captured), QUERIES_LIMIT, "")


def report(name, questions, limit):
    taken = [in_the_database(question) for question in questions]
    p95 = quantiles(taken, n=20)[-1]
    print(f"{name:<28}{quantiles(taken, n=2)[0]:>8.1f} ms median")
    verdict(name, p95, limit, " ms p95")


def verdict(name, measured, limit, unit):
    print(f"{name:<28}{measured:>8.1f}{unit}, at most {limit}: {'pass' if measured <= limit else 'FAIL'}")


def in_the_database(question):
    """Milliseconds of all queries that a question takes, and of fetching their rows."""
    start = perf_counter()
    assert search(question).entries, question  # noqa: S101 - a question without an answer measures nothing
    return (perf_counter() - start) * 1000


def mistyped(name, chance):
    """Two words of a name, the longer one with two letters exchanged, one left out, or a wrong one."""
    words = sorted(name.split()[:3], key=len, reverse=True)[:2]
    word, at = words[0].lower(), chance.randrange(1, len(words[0]) - 2)
    wrong = [word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :]]
    wrong.append(word[:at] + "x" + word[at + 1 :])
    return f"{chance.choice(wrong)} {words[1]}"


def fill(size, chance):
    """Recruiters with names of invented and of common words, straight into the table."""
    register = factories.RegisterFactory()
    invented = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3)))).title() for _ in range(20_000)]
    fields = [f for f in Recruiter._meta.concrete_fields if not f.primary_key]
    blank = {"JSONField": json.dumps([])}
    plain = {f.column: blank.get(f.get_internal_type(), "") for f in fields if not f.null}
    plain |= {"register_id": register.pk, "state": "authorised", "state_from": "2020-01-01", "complaints": 0}
    plain |= {"valid_from": "2020-01-01", "valid_until": "2100-01-01"}
    columns = [f.column for f in fields if f.column in plain or f.column in ("valid_from", "valid_until")]
    into = f"INSERT INTO recruiters_recruiter ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
    row = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, size, 1000):
            values = []
            for number in range(start, min(start + 1000, size)):
                recruiter = {**plain, **entry(number, invented, chance)}
                values += [recruiter[column] for column in columns]
            cursor.execute(into + ", ".join([row] * (len(values) // len(columns))), values)
        cursor.execute("ANALYZE")


def entry(number, invented, chance):
    licence = f"DMW-{number:07}-{chance.choice(('LB', 'SB'))}"
    name = " ".join([chance.choice(invented), chance.choice(invented), *chance.sample(TRADE, 2)])
    return {
        "licence_number": licence,
        "legal_name": name,
        "search_text": searchable(name, "", "", licence),
        "licence_key": licence_key(licence),
        "name_key": name_key(name),
    }
