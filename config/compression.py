"""Compression of answers: quickly where an answer is for one visitor who is not signed in, else well."""

import secrets

from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from isal import igzip

from authorities.shared_pages.addresses import is_for_everybody
from authorities.shared_pages.pages import ACCEPTS_GZIP

# Pages for all visitors are stored compressed at level 6, and to those who are signed in, whose lines may be
# slow, Django sends them at level 6, too. What is rendered for one visitor alone is compressed by ISA-L: the
# page of compliance in 0.2 and not 2.8 ms, to 34 and not 30 kB. Its level 3 takes four times as long as 2.
QUICKLY = 2
SHORTEST = 200  # bytes; shorter ones Django does not compress either
HAS_NAME = b"\x08"  # the flag of a gzip file that says its name


class QuickGZipMiddleware(GZipMiddleware):
    """Does what Django's does, but at a lower level where that pays; all that is unusual is left to it."""

    def process_response(self, request, response):
        if not is_compressed_quickly(request.META, response):
            return super().process_response(request, response)
        compressed = compress_quickly(response.content)
        if len(compressed) >= len(response.content):
            return super().process_response(request, response)
        response.content = compressed
        response.headers["Content-Length"] = str(len(compressed))
        response.headers["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


def is_compressed_quickly(asked, response):
    return (
        not response.streaming
        and len(response.content) >= SHORTEST
        and not (response.has_header("Content-Encoding") or response.has_header("ETag"))
        and is_for_everybody(asked)
        and bool(ACCEPTS_GZIP.search(asked.get("HTTP_ACCEPT_ENCODING", "")))
    )


def compress_quickly(content):
    """Return it compressed and, as Django does, longer by a name of random length.

    Nobody can then guess from many lengths what a page has of secrets (the attack that is called BREACH).
    """
    packed = igzip.compress(content, QUICKLY, mtime=0)
    name = b"a" * secrets.randbelow(GZipMiddleware.max_random_bytes)
    return packed[:3] + HAS_NAME + packed[4:10] + name + b"\x00" + packed[10:]
