"""A real browser for the journeys, and a server for it to visit."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.journeys.accessibility import LOOKS, look

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


@pytest.fixture
def browser_context_args(browser_context_args, live_server):
    """Lets a journey say page.goto("/recruiters/")."""
    return {**browser_context_args, "base_url": live_server.url}


@pytest.fixture(params=LOOKS)
def seen(request, page, live_server):
    """The page of a browser in both directions of writing, on a small and on a large screen."""
    return look(page, live_server, *request.param)
