"""The public check over a million recruiters: time and queries beside their limits."""

import json
import random
from statistics import quantiles
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recruiters.licence_numbers import licence_key
from recruiters.models import NameWord, Recruiter
from recruiters.names import company_key, name_key, other_keys, searchable, split_words
from recruiters.search.query import search
from tests import factories

SIZE, QUESTIONS = 1_000_000, 300
# Milliseconds that 95 of 100 questions may take in the database, and queries of a page.
NUMBER_LIMIT, NAME_LIMIT, ENTRY_LIMIT, QUERIES_LIMIT = 20, 50, 50, 3
# Of a hundred names with typing errors so many are found.
SHARE = 90
SYLLABLES = """
    ka ri mon ta ver lin pas so del nor cam bel fa gu hor izon mar tes ol ra vi sun pe ko za mi ro lu
""".split()  # noqa: SIM905
TRADE = ("Care", "Health", "Nurse", "Nursing", "Medical", "Global", "Overseas", "Manpower", "Services", "Ltd")
# Each has been granted its licence and had it renewed; a few renewals were annulled.
GRANTED = """
    INSERT INTO recruiters_licenceevent (recruiter_id, register_id, by_id, at, move, from_state, to_state,
        note, effective_on, valid_from, valid_until, decision, legal_ground, public_note, version)
    SELECT id, register_id, %s, '2020-01-01 00:00:00+00:00', %s, '', state,
        '', valid_from, valid_from, valid_until, '', '', '', 1 FROM recruiters_recruiter
"""
ANNULLED = """
    INSERT INTO recruiters_licenceevent (recruiter_id, register_id, by_id, at, move, from_state, to_state,
        note, effective_on, valid_from, valid_until, decision, legal_ground, public_note, version, annuls_id)
    SELECT recruiter_id, register_id, by_id, at, 'annul', from_state, to_state,
        '', effective_on, valid_from, valid_until, '', '', '', 1, id FROM recruiters_licenceevent
    WHERE move = 'renew' AND id % 1000 = 0
"""
# Words of so many letters are mistyped twice.
LONG = 8
COVERED = {
    "professions": json.dumps(["2221", "2222"]),
    "source_states": json.dumps(["PHL"]),
    "destination_states": json.dumps(["IRL", "DEU"]),
    "earlier_names": "[]",
}


def run(database, size=SIZE):
    chance = random.Random(8)
    fill(size, chance)
    known = NameWord.objects.count()
    print(f"{database}. Public check over {size:,} recruiters, {known:,} words in their names.\n")
    every = Recruiter.objects.order_by("pk").select_related("register")
    entries = list(every[: size : max(size // QUESTIONS, 1)])
    names = [entry.legal_name for entry in entries]
    numbers, mistakes = [e.licence_number for e in entries], [mistyped(n, chance) for n in names]
    report("exact licence number", asked, numbers, NUMBER_LIMIT)
    report("two words, typing errors", asked, mistakes, NAME_LIMIT)
    share_found("of these found", mistakes, names)
    report("nothing there", asked, [strange(n, chance) for n in names], NAME_LIMIT)
    report("pasted lines", asked, [f"{n}, Davao City, +63 917 123 4567" for n in names], NAME_LIMIT)
    report("lines of nobody", asked, [f"{strange(n, chance)}, Davao, +63 2 8123" for n in names], NAME_LIMIT)
    visitor = Client()
    visitor.get("/recruiters/", {"q": "warm up"})
    report("page of an entry", page_of(visitor), [e.get_absolute_url() for e in entries], ENTRY_LIMIT)
    with CaptureQueriesContext(connection) as captured:
        visitor.get("/recruiters/", {"q": mistakes[0]})
    verdict("queries of a page", len(captured), QUERIES_LIMIT, "")


def report(name, ask, questions, limit):
    taken = [ask(question) for question in questions]
    p95 = quantiles(taken, n=20)[-1]
    print(f"{name:<28}{quantiles(taken, n=2)[0]:>8.1f} ms median")
    verdict(name, p95, limit, " ms p95")


def verdict(name, measured, limit, unit):
    print(f"{name:<28}{measured:>8.1f}{unit}, at most {limit}: {'pass' if measured <= limit else 'FAIL'}")


def share_found(name, questions, names):
    """How many mistyped names find, on the first page, an entry with the words that were meant."""
    found = 0
    for question, meant in zip(questions, names, strict=True):
        wanted = {*split_words(" ".join(two_words(meant)))}
        found += any(wanted <= {*entry.search_text.split()} for entry in search(question).entries)
    share = 100 * found / len(names)
    print(f"{name:<28}{share:>8.1f} %, at least {SHARE}: {'pass' if share >= SHARE else 'FAIL'}")


def asked(question):
    """Milliseconds of all queries that a question takes, and of fetching their rows."""
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
    long, short = two_words(name)
    word = with_error(long.lower(), chance)
    if len(long) >= LONG:
        word = with_error(word, chance)
    return f"{word} {short}{chance.choice(['', ' Limited'])}"


def two_words(name):
    """The longest ones of the first three."""
    return sorted(name.split()[:3], key=len, reverse=True)[:2]


def strange(name, chance):
    """A name that nobody has, with two words of the trade."""
    first, second, *trade = name.split()
    return f"{first[::-1]}q {second[::-1]}x {' '.join(trade)}"


def with_error(word, chance):
    """Two letters exchanged, one left out, or a wrong one; the first stays."""
    at = chance.randrange(1, len(word) - 2)
    exchanged = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice([exchanged, word[:at] + word[at + 1 :], word[:at] + "x" + word[at + 1 :]])


def fill(size, chance):
    """Recruiters with names of invented and of common words, straight into the table."""
    register, keeper = factories.RegisterFactory(), factories.UserFactory()
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
        for move in ("grant", "renew"):
            cursor.execute(GRANTED, [keeper.pk, move])
        cursor.execute(ANNULLED)
        cursor.execute("ANALYZE")


def entry(number, invented, chance):
    """Every third has a trading name too, every thirtieth has two."""
    licence, company = f"DMW-{number:07}-{chance.choice(('LB', 'SB'))}", f"CS {number:08}"
    name = " ".join([chance.choice(invented), chance.choice(invented), *chance.sample(TRADE, 2)])
    further = [f"{chance.choice(invented)} {chance.choice(invented)}" for _ in range(2)]
    trading = "; ".join(further[: 2 if number % 30 == 0 else 1 if number % 3 == 0 else 0])
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
