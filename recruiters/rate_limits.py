"""How often one connection may ask. Kept is a count for a while, under a name that tells nobody's address."""

import ipaddress
import time
from contextlib import suppress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.utils.crypto import salted_hmac

# A household or an office gets at least so much of IPv6; within it each device takes as many as it likes.
IPV6_PREFIX = 64


def visitor_address(address):
    """What is counted as one visitor: an IPv4 address, of IPv6 the network."""
    found = ipaddress.ip_address(address)
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ipaddress.ip_network((found.packed, IPV6_PREFIX), strict=False))


@dataclass(frozen=True)
class RateLimit:
    """At most so many times in a window of so many seconds, for all processes together."""

    name: str
    most: int
    seconds: int
    # "near" counts for one process alone, and costs no query.
    cache: str = "default"

    def key(self, request):
        """Another one in each window, so that not even the counts can be joined."""
        window = int(time.time()) // self.seconds
        address = get_adapter().get_client_ip(request)
        return f"limit:{self.name}:{salted_hmac(f'{self.name}{window}', address).hexdigest()}"

    def is_reached(self, request):
        return caches[self.cache].get(self.key(request), 0) >= self.most

    def count(self, request):
        key, cache = self.key(request), caches[self.cache]
        cache.add(key, 0, self.seconds)
        with suppress(ValueError):  # it has run out just now
            cache.incr(key)
