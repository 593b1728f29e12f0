"""A real browser, where this machine has one; without it these tests are skipped, and say so."""

import os
import shutil
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module", autouse=True)
def _beside_a_loop() -> Iterator[None]:
    """Playwright keeps a loop in this thread, beside which Django would not ask the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(autouse=True)
def _once(pytestconfig: pytest.Config) -> None:
    """Before anybody furnishes a house to look at."""
    if pytestconfig.getoption("--database") != "sqlite":
        pytest.skip("a page looks the same on either database")


@pytest.fixture
def server() -> Iterator[str]:
    """The address of the site, served as `forenotice serve` does."""
    # Only now does Django know its settings.
    from waitress.server import create_server

    from forenotice.project.wsgi import application
    from tests.browser.shelf import with_shelf

    serving = create_server(with_shelf(application), host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=serving.run)
    thread.start()
    yield f"http://127.0.0.1:{serving.effective_port}"
    # The browser keeps its connections, and the loop goes on while there are any.
    serving.asyncore.close_all(serving._map, ignore_all=True)
    thread.join(timeout=10)
    serving.task_dispatcher.shutdown()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Chromium, started once."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    from playwright.sync_api import sync_playwright  # Only who has a browser needs it.

    # Root cannot have a sandbox; what is shown here are pages of our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Iterator[Any]:
    """Chromium for a file; no page stays open behind it."""
    yield chromium
    for context in chromium.contexts:
        context.close()
