"""The browser of the journeys, and the layouts that its pages are checked in."""

import os
import subprocess
import time
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started

from tests.journeys.accessibility import LANGUAGES, set_layout

# Playwright keeps an event loop in this thread, which makes Django take the tests for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

FIND_CHROMIUM = Path(__file__).resolve().parents[2] / ".ci" / "find-chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = subprocess.run([FIND_CHROMIUM], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail("The journeys need Chromium: install it, name it in CHROMIUM, or use `make test`.")
    return {
        **browser_type_launch_args,
        "executable_path": found.stdout.strip(),
        "args": [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(autouse=True)
def _requests_end_before_their_test(_live_server_helper):
    """Wait for what the pages have still asked when they were closed: the database is emptied next."""
    running = []

    def count(**kwargs):
        running.append(None)

    def discount(**kwargs):
        del running[-1:]

    request_started.connect(count)
    request_finished.connect(discount)
    yield
    for _attempt in range(100):
        if not running:
            break
        time.sleep(0.05)
    request_started.disconnect(count)
    request_finished.disconnect(discount)


@pytest.fixture
def browser_context_args(browser_context_args, live_server):
    """Let a journey open pages by their path: page.goto("/recruiters/")."""
    return {**browser_context_args, "base_url": live_server.url}


@pytest.fixture(params=LANGUAGES)
def layout_page(request, page, live_server):
    """Return a browser page in each direction of writing; `accessibility_problems` changes its size."""
    return set_layout(page, live_server, request.param)
