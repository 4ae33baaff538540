"""Visitors who ask for pages over connections that stay open, as many at once as there are connections."""

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from time import perf_counter

PATIENCE = 60
# Each request comes from another address, as from behind a proxy: no limit of one visitor is reached.
ADDRESSES = count(1)


@dataclass
class Load:
    """What a server did in some seconds."""

    seconds: float
    times: list[float] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)

    @property
    def rate(self):
        return len(self.times) / self.seconds

    @property
    def p95(self):
        return quantiles(self.times, n=20)[-1]


class Visitor:
    """One open connection."""

    def __init__(self, port):
        self.line = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path, headers=()):
        """Return (status, headers in small letters, body)."""
        number = next(ADDRESSES)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"X-Forwarded-For: {address}", *headers, "", ""]
        self.line.sendall("\r\n".join(lines).encode())
        head, _end, body = self.receive_until(b"", lambda got: b"\r\n\r\n" in got).partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        found = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in rest)}
        length = int(found.get("content-length", 0))
        body = self.receive_until(body, lambda got: len(got) >= length)
        return int(first.split(" ")[1]), found, body

    def receive_until(self, got, is_enough):
        while not is_enough(got):
            more = self.line.recv(65536)
            if not more:
                raise ConnectionError("The server closed the connection.")
            got += more
        return got


def measure_load(port, path, *, seconds, connections, headers=()):
    """Ask for a page for some seconds over some connections."""
    load, until = Load(seconds), perf_counter() + seconds

    def visit(_number):
        visitor = Visitor(port)
        while (start := perf_counter()) < until:
            status, _headers, _body = visitor.get(path, headers)
            load.times.append(perf_counter() - start)
            load.statuses[status] += 1

    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(visit, range(connections)))
    return load
