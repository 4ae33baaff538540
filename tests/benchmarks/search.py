"""The public check over a million recruiters: time and queries beside their limits."""

import json
import random
from statistics import quantiles
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recruiters.folding import company_key, licence_key, name_key, other_keys, searchable
from recruiters.models import NameWord, Recruiter
from recruiters.search import search
from tests import factories

SIZE, QUESTIONS = 1_000_000, 300
# Milliseconds that 95 of 100 questions may take in the database, and queries of a page.
NUMBER_LIMIT, NAME_LIMIT, ENTRY_LIMIT, QUERIES_LIMIT = 20, 50, 50, 3
SYLLABLES = """
    ka ri mon ta ver lin pas so del nor cam bel fa gu hor izon mar tes ol ra vi sun pe ko za mi ro lu
""".split()  # noqa: SIM905
TRADE = ("Care", "Health", "Nurse", "Nursing", "Medical", "Global", "Overseas", "Manpower", "Services", "Ltd")
# Words of so many letters are mistyped twice.
LONG = 8
COVERED = {
    "professions": json.dumps(["2221", "2222"]),
    "source_states": json.dumps(["PHL"]),
    "destination_states": json.dumps(["IRL", "DEU"]),
}


def run(database, size=SIZE):
    chance = random.Random(8)
    fill(size, chance)
    words = NameWord.objects.count()
    print(f"{database}. Public check over {size:,} recruiters, {words:,} words in their names.\n")
    every = Recruiter.objects.order_by("pk").select_related("register")
    entries = list(every[: size : max(size // QUESTIONS, 1)])
    names = [entry.legal_name for entry in entries]
    report("exact licence number", asking(search), [e.licence_number for e in entries], NUMBER_LIMIT)
    report("two words, typing errors", asking(search), [mistyped(n, chance) for n in names], NAME_LIMIT)
    report("nothing there", absent, [strange(n, chance) for n in names], NAME_LIMIT)
    visitor = Client()
    visitor.get("/recruiters/", {"q": "warm up"})
    report("page of an entry", page_of(visitor), [e.get_absolute_url() for e in entries], ENTRY_LIMIT)
    with CaptureQueriesContext(connection) as captured:
        visitor.get("/recruiters/", {"q": mistyped(names[0], chance)})
    verdict("queries of a page", len(captured), QUERIES_LIMIT, "")


def report(name, ask, questions, limit):
    taken = [ask(question) for question in questions]
    p95 = quantiles(taken, n=20)[-1]
    print(f"{name:<28}{quantiles(taken, n=2)[0]:>8.1f} ms median")
    verdict(name, p95, limit, " ms p95")


def verdict(name, measured, limit, unit):
    print(f"{name:<28}{measured:>8.1f}{unit}, at most {limit}: {'pass' if measured <= limit else 'FAIL'}")


def asking(search):
    """Milliseconds of all queries that a question takes, and of fetching their rows."""

    def asked(question):
        start = perf_counter()
        found = search(question).entries
        assert found, question  # noqa: S101 - a question without an answer measures nothing
        return (perf_counter() - start) * 1000

    return asked


def absent(question):
    start = perf_counter()
    search(question)
    return (perf_counter() - start) * 1000


def page_of(visitor):
    """Milliseconds that the database takes for a page, as the connection counts them."""

    def visited(address):
        with CaptureQueriesContext(connection) as captured:
            page = visitor.get(address)
        assert page.status_code == 200, address  # noqa: S101 - the page of nothing measures nothing
        return sum(float(query["time"]) for query in captured.captured_queries) * 1000

    return visited


def mistyped(name, chance):
    """Two words of a name, the longer one mistyped, twice if it is long; often with a word too many."""
    words = sorted(name.split()[:3], key=len, reverse=True)[:2]
    word = with_error(words[0].lower(), chance)
    if len(words[0]) >= LONG:
        word = with_error(word, chance)
    return f"{word} {words[1]}{chance.choice(['', ' Limited'])}"


def strange(name, chance):
    """A name that nobody has, with two words of the trade."""
    words = name.split()
    return f"{words[0][::-1]}q {words[1][::-1]}x {words[2]} {words[3]}"


def with_error(word, chance):
    """Two letters exchanged, one left out, or a wrong one; the first stays."""
    at = chance.randrange(1, len(word) - 2)
    exchanged = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice([exchanged, word[:at] + word[at + 1 :], word[:at] + "x" + word[at + 1 :]])


def fill(size, chance):
    """Recruiters with names of invented and of common words, straight into the table."""
    register = factories.RegisterFactory()
    for iso3 in ("IRL", "DEU"):
        factories.MemberStateFactory(iso3=iso3)
    invented = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3)))).title() for _ in range(20_000)]
    fields = [f for f in Recruiter._meta.concrete_fields if not f.primary_key]
    plain = {f.column: "" for f in fields if not f.null} | COVERED
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
    """Every third has a trading name too."""
    licence, company = f"DMW-{number:07}-{chance.choice(('LB', 'SB'))}", f"CS {number:08}"
    name = " ".join([chance.choice(invented), chance.choice(invented), *chance.sample(TRADE, 2)])
    trading = f"{chance.choice(invented)} {chance.choice(invented)}" if number % 3 == 0 else ""
    return {
        "licence_number": licence,
        "legal_name": name,
        "trading_names": trading,
        "company_number": company,
        "search_text": searchable(name, trading, "", licence),
        "licence_key": licence_key(licence),
        "name_key": name_key(name),
        "other_keys": other_keys(trading, ""),
        "company_key": company_key(company),
    }
