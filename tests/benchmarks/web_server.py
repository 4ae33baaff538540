"""The product served by gunicorn, on the database of the measurements."""

import os
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from http.client import HTTPConnection
from time import monotonic, sleep

from tests.authorities.jobs.worker_process import ROOT, address_of_database

PATIENCE = 60  # seconds until it must answer


@contextmanager
def running_server(workers):
    """Yield the port on which so many workers answer. Connections are kept open, as by a proxy before it."""
    with serve("config.wsgi", workers) as (port, _log):
        yield port


@contextmanager
def serve(application, workers, **variables):
    """Yield the port on which so many workers of an application answer, and the file of its log."""
    port = find_free_port()
    command = [sys.executable, "-m", "gunicorn", application, f"--bind=127.0.0.1:{port}",
               f"--workers={workers}", "--worker-class=gthread", "--threads=4", "--keep-alive=75",
               "--log-level=error"]  # fmt: skip
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MODE": "development",
        "DATABASE_URL": address_of_database(),
        **variables,
    }
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for_answer(server, port, log)
            yield port, log
        finally:
            server.terminate()
            server.wait()


def find_free_port():
    with socket.create_server(("127.0.0.1", 0)) as asked:
        return asked.getsockname()[1]


def wait_for_answer(server, port, log):
    until = monotonic() + PATIENCE
    while monotonic() < until and server.poll() is None:
        line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except ConnectionError:
            sleep(0.1)
        finally:
            line.close()
    log.seek(0)
    raise RuntimeError(f"The web server does not answer: {log.read().decode()}")
