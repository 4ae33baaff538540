"""People who type into the page of a section, as the script of the page sends it."""

import json
import random
from dataclasses import dataclass, field
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.reporting.filing.page_fields import read_fields

PATIENCE = 60  # seconds to wait for an answer


def sign_in(user):
    """Return the cookies of a session of this person."""
    client = Client()
    client.force_login(user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


class Line:
    """A connection that is kept open, with the cookies that have come over it."""

    def __init__(self, port, cookies):
        self.connection, self.cookies = HTTPConnection("127.0.0.1", port, timeout=PATIENCE), cookies

    def ask(self, method, address, fields=None):
        """Return (status, text)."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, fields and urlencode(fields, doseq=True), headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text

    def close(self):
        self.connection.close()


class ClientLine:
    """The same without a web server, for costs that are measured in this process."""

    def __init__(self, user):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(user)

    def ask(self, method, address, fields=None):
        body = urlencode(fields or {}, doseq=True)
        response = self.client.generic(method, address, body, "application/x-www-form-urlencoded")
        return response.status_code, response.content.decode()


@dataclass
class Typist:
    """One person at one section. `waits` are the seconds of each save."""

    line: Line | ClientLine
    report: object
    section: str
    chance: random.Random
    fields: dict = field(default_factory=dict)
    waits: list = field(default_factory=list)
    count: int = 0

    @property
    def address(self):
        return reverse("section", args=[self.report.round_id, self.report.member_state_id, self.section])

    def open_page(self):
        status, page = self.line.ask("GET", self.address)
        self.fields = read_fields(page)
        if status != 200 or not self.fields:
            raise AssertionError(f"{self.address}: {status}")

    def type_words(self, question=""):
        """Change a field of a question, or of any, as typing does; return the code of the question."""
        self.count += 1
        by_question = {}
        for name, [value, *_more] in self.fields.items():
            if name.endswith("-name") or (name.endswith("-value") and value not in ("yes", "no")):
                by_question.setdefault(name.partition("-")[0], []).append(name)
        code = question or self.chance.choice(sorted(by_question))
        name = self.chance.choice(by_question[code])
        is_number = self.fields[name][0].replace(",", "").isdigit()
        self.fields[name] = [str(1900 + self.count % 100) if is_number else f"Sentence {self.count} of many."]
        return code

    def save_answer(self, question=""):
        """Send the fields of the question in which something was typed."""
        code = self.type_words(question)
        sent = {name: value for name, value in self.fields.items()
                if name.startswith((f"{code}-", f"{code}~"))}  # fmt: skip
        sent["csrfmiddlewaretoken"] = self.fields["csrfmiddlewaretoken"]
        place = [self.report.round_id, self.report.member_state_id, code]
        start = perf_counter()
        status, text = self.line.ask("POST", reverse("save_answer", args=place), sent)
        self.waits.append(perf_counter() - start)
        reply = json.loads(text) if status == 200 else {}
        if reply.get("state") != "saved":
            raise AssertionError(f"{code}: {status} {text[:500]}")
        self.fields |= {name: [value] for name, value in reply["basis"].items()}

    def save_page(self):
        """Send the whole section, as its button does."""
        code = self.type_words()
        status, text = self.line.ask("POST", self.address, {**self.fields, "stay": code})
        if status != 302:
            raise AssertionError(f"{self.address}: {status} {text[:500]}")
