"""Pages are rendered once, for all processes, and never outlive the data."""

import gzip
from threading import Event, Lock, Thread

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from authorities.models import MemberState, StoredPage
from authorities.shared_pages import middleware
from authorities.shared_pages.addresses import QUARTER
from authorities.shared_pages.middleware import SharedPageMiddleware
from authorities.shared_pages.pages import RenderedPage
from authorities.shared_pages.stores import LEASE, DatabaseStore, MemoryStore
from authorities.visitors.rate_limits import RateLimit
from tests import factories
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """The views below the middleware: a page that shows the name of a country, and counts its renderings."""

    def __init__(self, **how):
        self.renderings, self.lock, self.how = 0, Lock(), how
        self.on_render = lambda: None

    def __call__(self, request):
        with self.lock:
            self.renderings += 1
        name = MemberState.objects.get(pk="PHL").name_en
        self.on_render()
        response = HttpResponse(f"<p>{name} {request.META['QUERY_STRING']}</p>")
        for header, value in self.how.get("headers", {}).items():
            response.headers[header] = value
        response.status_code = self.how.get("status", 200)
        if self.how.get("cookie"):
            response.set_cookie("a", "b")
        if self.how.get("token"):
            get_token(request)
        return response


@pytest.fixture
def process(settings, philippines):
    """Makes the middleware of one more web server process."""
    settings.SHARED_PAGES = True
    StoredPage.objects.all().delete()
    return SharedPageMiddleware


def ask(server, path="/compliance/?round=1", method="GET", **headers):
    return server(RequestFactory().generic(method, path, headers={"accept-encoding": "gzip", **headers}))


def text(response):
    body = response.content
    return (gzip.decompress(body) if response.get("Content-Encoding") == "gzip" else body).decode()


def rename(name):
    MemberState.objects.filter(pk="PHL").update(name_en=name)


def test_one_rendering_serves_all_processes_until_data_change(process):
    site = Site()
    first, second = process(site), process(site)
    page = ask(first, "/compliance/?x=<junk>&round=1")

    assert text(page) == "<p>Philippines round=1</p>"
    assert page["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert {"Accept-Encoding", "Cookie"} <= {*page["Vary"].split(", ")}
    assert [text(ask(server)) for server in (first, second, second)] == [text(page)] * 3
    plain = ask(second, **{"accept-encoding": "identity"})
    assert (plain.content.decode(), plain.has_header("Content-Encoding")) == (text(page), False)
    head = ask(first, method="HEAD")
    assert (head.content, head["Content-Length"]) == (b"", page["Content-Length"])
    assert plain["ETag"] != page["ETag"] == head["ETag"]
    for tag in (page["ETag"], f"W/{page['ETag']}", f'"other", {page["ETag"]}', "*"):
        same = ask(second, if_none_match=tag)
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", page["ETag"])
    assert site.renderings == 1

    rename("Pilipinas")
    assert [text(ask(server)) for server in (first, second)] == ["<p>Pilipinas round=1</p>"] * 2
    assert ask(first, if_none_match=page["ETag"]).status_code == 200
    factories.UserFactory()
    ask(first)
    assert site.renderings == 2


@pytest.mark.parametrize(
    "how",
    [
        {"status": 404},
        {"status": 400},
        {"status": 500},
        {"cookie": True},
        {"token": True},
        {"headers": {"Cache-Control": "private"}},
        {"headers": {"Cache-Control": "no-store"}},
        {"headers": {"Vary": "HX-Request"}},
        {"headers": {"Content-Language": "fr"}},
    ],
)
def test_what_is_not_for_everybody_is_never_stored(process, how):
    site = Site(**how)
    server = process(site)
    for _time in range(3):
        ask(server)

    assert site.renderings == 3
    assert not server.memory.pages
    assert not StoredPage.objects.exclude(body=b"").exists()


@pytest.mark.parametrize("status", [404, 429])
def test_what_never_was_a_page_leaves_no_row(process, status):
    server = process(Site(status=status))
    for number in range(3):
        ask(server, f"/compliance/?round={number}")

    assert not StoredPage.objects.exists()


def test_a_visitor_who_is_refused_takes_the_page_from_nobody(process, monkeypatch):
    site = Site(status=429)
    server = process(site)
    ask(server)
    site.how = {}
    pages = [ask(server) for _time in range(3)]

    assert ({page.status_code for page in pages}, site.renderings) == ({200}, 2)
    monkeypatch.setattr(RateLimit, "is_reached", lambda *_request: True)
    ask(server), ask(server, "/compliance/?round=2")
    assert (site.renderings, StoredPage.objects.count()) == (3, 1)


def test_who_has_a_session_neither_gets_nor_leaves_a_shared_page(process):
    site = Site()
    server = process(site)
    factory = RequestFactory()
    factory.cookies["sessionid"] = "x"
    request = factory.get("/compliance/?round=1")
    server(request)
    ask(server)
    server(request)

    assert site.renderings == 3


def test_a_page_of_today_is_rendered_anew_each_quarter_of_an_hour_and_one_of_the_past_each_day(
    process, monkeypatch
):
    site = Site()
    server = process(site)
    past = "/compliance/?as_of=2013-07-31&known_on=2013-07-31"
    day = 24 * 60 * 60
    midnight = middleware.time.time() // day * day
    for later, renderings in ((0, 2), (1, 2), (QUARTER, 3), (day, 5)):
        monkeypatch.setattr(middleware.time, "time", lambda later=later: midnight + later)
        ask(server), ask(server, past)
        assert site.renderings == renderings


@pytest.mark.parametrize("processes", [1, 2])
def test_many_who_ask_at_once_wait_for_one_rendering(process, processes):
    site = Site()
    site.on_render = lambda: Event().wait(0.2)
    servers = [process(site) for _number in range(processes)]
    turn = iter(range(100))

    pages = run_at_once(lambda: text(ask(servers[next(turn) % processes])), 6)

    assert (set(pages), site.renderings) == ({"<p>Philippines round=1</p>"}, 1)


def test_a_page_rendered_while_something_is_committed_does_not_outlive_the_commit(process):
    """The old page was read before the commit and is stored after it."""
    site = Site()
    first, second = process(site), process(site)
    read, committed = Event(), Event()
    site.on_render = lambda: (read.set(), committed.wait(10))
    answers = []

    def visit():
        answers.append(text(ask(first)))
        connection.close()

    slow = Thread(target=visit)
    slow.start()
    read.wait(10)
    rename("Pilipinas")
    site.on_render = lambda: None
    new = text(ask(second))  # does not wait for the one that renders the old page
    committed.set()
    slow.join()

    assert (answers, new) == (["<p>Philippines round=1</p>"], "<p>Pilipinas round=1</p>")
    assert [text(ask(server)) for server in (first, second, process(site))] == [new] * 3
    assert site.renderings == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one transaction writes at a time")
def test_what_is_not_committed_yet_neither_shows_nor_makes_pages_outdated(process):
    site = Site()
    server = process(site)
    ask(server)
    written, go_on = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            rename("Pilipinas")
            written.set()
            go_on.wait(10)
        connection.close()

    slow = Thread(target=write_slowly)
    slow.start()
    written.wait(10)
    before = text(ask(server))
    go_on.set()
    slow.join()

    assert (before, text(ask(server)), site.renderings) == (
        "<p>Philippines round=1</p>", "<p>Pilipinas round=1</p>", 2,
    )  # fmt: skip


def test_a_process_that_died_while_rendering_holds_nobody_up_for_long(process, monkeypatch):
    site = Site()
    server = process(site)
    ask(server)
    key = StoredPage.objects.get().key
    rename("Pilipinas")
    version = middleware.committed_version()
    quarter = int(middleware.time.time() // QUARTER)
    assert DatabaseStore().claim(key, version, quarter)
    assert not DatabaseStore().claim(key, version, quarter)
    monkeypatch.setattr(middleware, "PATIENCE", 0.1)

    assert text(ask(server)) == "<p>Pilipinas round=1</p>"
    StoredPage.objects.update(version=-1, rendering_until=middleware.time.time() - LEASE)
    assert DatabaseStore().claim(key, version, quarter)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a writer holds up others on SQLite alone")
def test_a_long_import_holds_up_no_visitor(process):
    site = Site()
    server = process(site)
    ask(server)
    written, go_on = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            rename("Pilipinas")
            written.set()
            go_on.wait(10)
        connection.close()

    slow = Thread(target=write_slowly)
    slow.start()
    written.wait(10)
    assert text(ask(server)) == text(ask(server, "/compliance/?round=2")).replace("2", "1")
    go_on.set()
    slow.join()


def test_memory_and_database_keep_so_many_pages_and_never_an_older_one(process, monkeypatch):
    memory, page = MemoryStore(3000), RenderedPage(5, 0, (), b"x" * 400)
    for key in "abc":
        memory.store(key, page)
    memory.store("c", RenderedPage(4, 0, (), b"y"))

    assert ([*memory.pages], memory.get("c"), memory.bytes) == (["b", "c"], page, 2800)
    monkeypatch.setattr("authorities.shared_pages.stores.MOST_PAGES", 2)
    database = DatabaseStore()
    for key in "abcd":
        database.claim(key, 5, 0)
        database.save(key, page)
    database.prune()
    assert {*StoredPage.objects.values_list("key", flat=True)} == {"c", "d"}
    database.save("d", RenderedPage(4, 0, (), b"y"))
    assert database.fetch("d", 5, 0) == page


def test_the_whole_site_shares_its_pages(process):
    """From the address to the answer, with all middleware: nothing of the visitor is on the page."""
    visitor = Client(headers={"accept-encoding": "gzip"})
    first, again = visitor.get("/countries/"), visitor.get("/countries/?utm_source=x")

    assert first.status_code == again.status_code == 200
    assert (first["ETag"], first.content) == (again["ETag"], again.content)
    assert "Content-Security-Policy" in again
    assert "Set-Cookie" not in again.headers
    assert visitor.get("/countries/", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert visitor.get("/countries/?region=XXX").status_code == 400
    french = visitor.get("/fr/countries/")
    assert (french["Content-Language"], french["ETag"] == first["ETag"]) == ("fr", False)
    visitor.force_login(factories.UserFactory())
    assert "ETag" not in visitor.get("/countries/")
