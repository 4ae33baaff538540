"""What was answered before is answered in front of Django: the same, and nothing else."""

import gzip
import json
import logging
from threading import Event, Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

from authorities.models import MemberState, StoredPage
from authorities.shared_pages import application, request_log
from authorities.shared_pages.addresses import QUARTER
from authorities.shared_pages.application import SharedPageApplication

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """A web server process with the whole site, that knows how often Django was asked."""

    def __init__(self):
        self.django, self.asked = WSGIHandler(), 0
        self.application = SharedPageApplication(self.pass_on)

    def pass_on(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)

    def get(self, path, method="GET", cookie="", **headers):
        """Return (status, headers, body)."""
        factory, got = RequestFactory(), []
        factory.cookies.load(cookie)
        environ = factory.generic(method, path, headers={"accept-encoding": "gzip", **headers}).environ
        body = self.application(environ, lambda status, headers: got.extend((status, dict(headers))))
        return (*got, b"".join(body))


@pytest.fixture
def server(settings, philippines):
    settings.SHARED_PAGES = True
    StoredPage.objects.all().delete()
    return Server()


def rename(name):
    MemberState.objects.filter(pk="PHL").update(name_en=name)


def test_a_page_that_was_rendered_once_is_sent_as_django_has_sent_it(server):
    first = server.get("/fr/countries/?region=WPR")
    again = [server.get("/fr/countries/?region=WPR") for _time in range(2)]

    assert ([*again], server.asked) == ([first] * 2, 1)
    status, headers, body = first
    assert (status, headers["Content-Language"], headers["X-Frame-Options"]) == ("200 OK", "fr", "DENY")
    assert {"Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"} <= headers.keys()
    assert headers["Content-Length"] == str(len(body))
    same = server.get("/fr/countries/?region=WPR", if_none_match=headers["ETag"])
    assert (same[0], same[2], same[1]["ETag"]) == ("304 Not Modified", b"", headers["ETag"])
    assert {"Cache-Control", "Vary"} <= same[1].keys()
    assert server.get("/fr/countries/?region=WPR", "HEAD") == (status, headers, b"")
    plain = server.get("/fr/countries/?region=WPR", accept_encoding="identity")
    assert (plain[2], plain[1].get("Content-Encoding")) == (gzip.decompress(body), None)
    assert server.asked == 1


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/countries/?region=EUR"},
        {"path": "/fr/countries/"},
        {"path": "/countries/", "method": "POST"},
        {"path": "/countries/", "host": "localhost"},
        {"path": "/countries/", "cookie": "a=b; sessionid=c"},
        {"path": "/countries/", "cookie": "messages=c"},
        {"path": "/countries/", "authorization": "Bearer a"},
        {"path": "/countries/", "hx_request": "true"},
        {"path": "/countries/", "host": "elsewhere.example"},
    ],
)
def test_another_request_is_left_to_django(server, other):
    first = server.get("/countries/")
    server.get(**other)

    assert server.asked == 2
    assert server.get("/countries/", cookie="csrftoken=a; theme=b") == first


def test_the_header_of_the_proxy_that_names_the_scheme_makes_another_page(settings, server):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    server = Server()
    for scheme in ("http", "https"):
        for _time in range(2):
            server.get("/countries/", x_forwarded_proto=scheme)

    assert server.asked == 2


def test_no_page_outlives_what_it_shows(server, monkeypatch):
    first, other = server, Server()
    old = [process.get("/countries/") for process in (first, other)]
    assert old[0] == old[1]
    rename("Pilipinas")

    new = [process.get("/countries/") for process in (first, other, first, other)]
    assert [new[0]] * 4 == new
    assert b"Pilipinas" in gzip.decompress(new[0][2])
    assert first.get("/countries/", if_none_match=old[0][1]["ETag"])[0] == "200 OK"
    assert (first.asked, other.asked) == (2, 2)
    now = application.find_quarter.__globals__["time"].time()
    monkeypatch.setattr("time.time", lambda: now + QUARTER)
    first.get("/countries/")
    assert first.asked == 3


def test_a_page_rendered_while_something_is_committed_is_not_answered_after_it(server, monkeypatch):
    server.get("/countries/")
    rename("Maharlika")
    read, committed = Event(), Event()
    answer = server.django.get_response

    def answer_slowly(request):
        response = answer(request)
        read.set()
        committed.wait(10)
        return response

    server.django.get_response = answer_slowly
    slow = Thread(target=lambda: (server.get("/countries/"), connection.close()))
    slow.start()
    read.wait(10)
    rename("Pilipinas")
    server.django.get_response = answer
    committed.set()
    slow.join()

    assert b"Pilipinas" in gzip.decompress(server.get("/countries/")[2])


def test_where_the_database_does_not_answer_django_says_so(server, monkeypatch):
    server.get("/countries/")
    monkeypatch.setattr(application, "committed_version", lambda: None)
    server.get("/countries/")

    assert server.asked == 2


def test_each_answer_has_its_line_in_the_log(server, caplog):
    caplog.set_level(logging.INFO)
    tag = server.get("/countries/?region=WPR")[1]["ETag"]
    server.get("/countries/?region=WPR", x_request_id="abc")
    server.get("/countries/?region=WPR", "HEAD", if_none_match=tag)
    Server().get("/countries/?region=WPR")

    lines = [record.msg for record in caplog.records if record.name == request_log.__name__]
    assert [(line["code"], line["request"]) for line in lines] == [
        (200, "GET /countries/"), (304, "HEAD /countries/"), (200, "GET /countries/"),
    ]  # fmt: skip
    assert lines[0]["request_id"] == "abc"
    assert len({line["request_id"] for line in lines}) == 3
    assert caplog.text.count("request_finished") == 4
    assert "WPR" not in json.dumps(lines)


def test_so_many_spellings_are_known_and_no_long_ones(server, monkeypatch):
    monkeypatch.setattr(application, "MOST_SPELLINGS", 2)
    for number in range(4):
        server.get(f"/countries/?x={number}")
    server.get("/countries/?x=" + "1" * 400)

    assert len(server.application.known) == 2
    server.get("/countries/?x=3")
    assert server.asked == 5
