"""The app as its users meet it: the installed command, a real database, Chromium."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

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


@dataclass
class Server:
    """The running command, its address and its data folder."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl+C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


def start(folder: Path, command: str = "run", *options: str) -> Server:
    """Start `workbench run` or `workbench demo` with a data folder of its own, and wait until it answers."""
    environment = {**os.environ, "WORKBENCH_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    arguments = [sys.executable, "-m", "workbench", command, "--no-browser", "--port", "8750", *options]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True, cwd=folder)
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            server = Server(process, found[0], folder)
            _wait_until_it_answers(server)
            return server
    raise AssertionError(f"workbench {command} ended with {process.wait()} and no address")


def _wait_until_it_answers(server: Server) -> None:
    from urllib.error import URLError
    from urllib.request import urlopen

    for _ in range(120):
        try:
            with urlopen(f"{server.address}/_stcore/health") as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.25)
    raise AssertionError("the server does not answer")


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

    def begin(*options: str) -> Server:
        started.append(start(tmp_path, "run", *options))
        return started[-1]

    yield begin
    for server in started:
        server.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window, 1440 × 900. Playwright's own waiting needs eval, which our content policy forbids: it is lifted here."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True, accept_downloads=True)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


class Screen:
    """What a user does on our pages, in few words."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self, name: str = "") -> None:
        """Go to a screen by its address."""
        self.page.goto(f"{self.server.address}/{name}")
        self.settled()

    def go(self, title: str) -> None:
        """Go to a screen by the list at the left."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        self.settled()

    def settled(self) -> None:
        """Wait until the page has run to its end."""
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    def hook(self, component: str) -> Locator:
        """The host element of one of our components."""
        return self.page.locator(f'[data-testid="stBidiComponentRegular"]:has(> div) >> nth=0 >> {component}')

    def state(self, ready: str = "ready") -> dict[str, object]:
        """What the first of our components on the page that is ready says of itself."""
        self.page.wait_for_function(f"(() => {{ const h = {_HOST}; return h && h.workbench.{ready}; }})()")
        found: dict[str, object] = self.page.evaluate(f"{{const w = {_HOST}.workbench; ({{...w, selection: w.selection}})}}")
        return found

    def until(self, condition: str) -> None:
        """Wait until the state `w` of the component fulfils a condition."""
        self.page.wait_for_function(f"(() => {{ const h = {_HOST}; if (!h) return false; const w = h.workbench; return {condition}; }})()")

    def saved(self) -> None:
        """Wait until nothing is on its way to the database."""
        self.page.wait_for_function("(window.__workbenchPending ?? []).length === 0")


_HOST = "[...document.querySelectorAll('*')].find((e) => e.workbench && e.workbench.ready)"


@pytest.fixture
def screen(page: Page) -> Callable[[Server], Screen]:
    """A window on a server."""
    return lambda server: Screen(page, server)
