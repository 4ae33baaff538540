"""Answers are compressed as Django compresses them, and for visitors who are not signed in more quickly."""

import gzip
import random

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.test import RequestFactory
from isal import igzip

from config.compression import QUICKLY, QuickGZipMiddleware, compress_quickly

WORDS = random.Random(7).choices(["country", "reports", "recruiter", "<td>", "2013", " ", "\n"], k=5000)
TEXT = "".join(WORDS).encode()
GZIP = {"accept-encoding": "gzip, br"}
SIGNED_IN = {**GZIP, "cookie": "sessionid=abc"}


def answer(middleware, headers, response):
    return middleware(lambda request: response)(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize(
    ("headers", "make"),
    [
        (GZIP, lambda: HttpResponse(TEXT)),
        (GZIP, lambda: HttpResponse(TEXT, headers={"Vary": "Cookie"})),
        (SIGNED_IN, lambda: HttpResponse(TEXT)),
        ({}, lambda: HttpResponse(TEXT)),
        ({"accept-encoding": "br"}, lambda: HttpResponse(TEXT)),
        (GZIP, lambda: HttpResponse(b"a" * 199)),
        (GZIP, lambda: HttpResponse(random.Random(7).randbytes(250))),
        (GZIP, lambda: HttpResponse(gzip.compress(TEXT), headers={"Content-Encoding": "gzip"})),
        (GZIP, lambda: HttpResponse(TEXT, headers={"ETag": '"a"'})),
        (GZIP, lambda: StreamingHttpResponse(iter([TEXT]))),
    ],
)
def test_an_answer_says_the_same_as_by_django(headers, make):
    shown = []
    for middleware in (GZipMiddleware, QuickGZipMiddleware):
        response = answer(middleware, headers, make())
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if not response.streaming:
            assert int(response.headers.pop("Content-Length", ("", len(content)))[1]) == len(content)
        is_compressed = response.get("Content-Encoding") == "gzip"
        shown.append((gzip.decompress(content) if is_compressed else content, dict(response.headers)))

    assert shown[0] == shown[1]


def test_it_is_quick_for_visitors_and_light_for_those_who_are_signed_in():
    quick, light = (
        len(answer(QuickGZipMiddleware, headers, HttpResponse(TEXT)).content) for headers in (GZIP, SIGNED_IN)
    )
    padding = GZipMiddleware.max_random_bytes

    assert 0 < quick - len(igzip.compress(TEXT, QUICKLY)) <= padding
    assert 0 < light - len(gzip.compress(TEXT, 6)) <= padding


def test_the_length_tells_nothing():
    assert len({len(compress_quickly(TEXT)) for _time in range(50)}) > 10
