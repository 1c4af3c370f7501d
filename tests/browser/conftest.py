"""The app as its users meet it: the installed command, a real database, Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from in_browser import COLLECT, PATIENCE, Screen, Server, start
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def _marked(request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Where there is none the test is skipped, but on a machine that checks (CI) it fails."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium: install it, or name it in the environment variable CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo with the sample study, one for all tests that only look or tidy up after themselves."""
    server = start(tmp_path_factory.mktemp("demo"), "demo")
    yield server
    server.stop()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts the app on a workspace of the test's own."""
    started: list[Server] = []

    def begin(*options: str, port: int = 8750) -> Server:
        started.append(start(tmp_path, "run", *options, port=port))
        return started[-1]

    yield begin
    for server in started:
        server.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window, 1440 × 900, under the content policy as users have it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(COLLECT)
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(page: Page) -> Callable[[Server], Screen]:
    """A window on a server."""
    return lambda server: Screen(page, server)
