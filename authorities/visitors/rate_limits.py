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
    # A process adds its requests to those of all others so many at a time: fewer cost no query.
    batch: int = 1

    def key(self, request):
        """Return the cache key: another one in each window, so that counts of a visitor cannot be joined."""
        window = int(time.time()) // self.seconds
        address = get_adapter().get_client_ip(request)
        return f"limit:{self.name}:{salted_hmac(f'{self.name}{window}', address).hexdigest()}"

    def is_reached(self, request):
        key = self.key(request)
        if self.batch == 1:
            return caches["default"].get(key, 0) >= self.most
        return caches["near"].get(key, 0) + self.count_elsewhere(key) >= self.most

    def count(self, request):
        """Counts one more and returns how many there are now, as far as this process knows."""
        key = self.key(request)
        if self.batch == 1:
            return self.add(caches["default"], key, 1)
        own = self.add(caches["near"], key, 1)
        if own % self.batch == 0:
            total = self.add(caches["default"], key, self.batch)
            caches["near"].set(f"{key}:elsewhere", total - own, self.seconds)
        return own + self.count_elsewhere(key)

    def count_elsewhere(self, key):
        """Return the requests of other processes, as they were when this one last added its own."""
        return caches["near"].get(f"{key}:elsewhere", 0)

    def add(self, cache, key, count):
        """Adds to a count in a cache, in one step, and returns it."""
        cache.add(key, 0, self.seconds)
        try:
            return cache.incr(key, count)
        except ValueError:  # it has run out just now
            return count

    def admits(self, request):
        """Counts one more and says whether it is still within the limit, however many come at once."""
        return self.count(request) <= self.most
