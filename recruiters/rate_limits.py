"""How often one visitor may ask. Only counts are stored, under keys that reveal no address."""

import ipaddress
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.utils.crypto import salted_hmac

# Length of the IPv6 prefix that a household or an office gets; within it a device may use many addresses.
IPV6_PREFIX = 64


def visitor_address(address):
    """Return what counts as one visitor: an IPv4 address, or the network of an IPv6 address."""
    found = ipaddress.ip_address(address)
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ipaddress.ip_network((found.packed, IPV6_PREFIX), strict=False))


@dataclass(frozen=True)
class RateLimit:
    """At most `most` requests of a visitor in a window of `seconds`, for all processes together."""

    name: str
    most: int
    seconds: int
    # The cache "near" counts for one process alone, and costs no query.
    cache: str = "default"

    def key(self, request):
        """Return the cache key: another one in each window, so that counts of a visitor cannot be joined."""
        window = int(time.time()) // self.seconds
        address = get_adapter().get_client_ip(request)
        return f"limit:{self.name}:{salted_hmac(f'{self.name}{window}', address).hexdigest()}"

    def is_reached(self, request):
        return caches[self.cache].get(self.key(request), 0) >= self.most

    def count(self, request):
        """Counts one more and returns how many there are now."""
        key, cache = self.key(request), caches[self.cache]
        cache.add(key, 0, self.seconds)
        try:
            return cache.incr(key)
        except ValueError:  # it has run out just now
            return 1

    def admits(self, request):
        """Counts one more and says whether it is still within the limit, however many come at once."""
        return self.count(request) <= self.most
