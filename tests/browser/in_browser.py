"""The running command and a window on it, in few words: what the tests of this folder are written in."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import ConsoleMessage, Locator, Page, TimeoutError, expect

from framework.study import Study
from framework.workspace import Workspace

PATIENCE = 30_000  # milliseconds: a machine that does three things at once still gets there
expect.set_options(timeout=PATIENCE)

# Every answer of the server to an operation, as the page was told it.
COLLECT = """
window.__settled = [];
window.addEventListener("workbench:settled", (event) => window.__settled.push(event.detail));
"""

# A component says of itself what is in it; each is known by a word that only it says.
PARTS = {"transcript": "notes", "themes": "themes", "matrix": "columns", "cell": "blocks", "desk": "parts"}
STATE = """(word) => {
  const hosts = [...document.querySelectorAll('[data-testid^="stBidiComponent"]')];
  const found = hosts.find((host) => host.workbench?.ready && word in host.workbench)?.workbench;
  return found ? {...found, selection: found.selection} : null;
}"""


@dataclass
class Server:
    """The running command, its address, its data folder and what it has said so far."""

    process: subprocess.Popen[str]
    folder: Path
    address: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rsplit(":", 1)[1])

    @property
    def file(self) -> Path:
        """Its database."""
        return next(self.folder.glob("*.sqlite3"))

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl+C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    @contextmanager
    def study(self) -> Iterator[Study]:
        """The only study in the database file, as its lead sees it; read past the server."""
        workspace = Workspace(self.file)
        try:
            person = workspace.local_person().id
            (project, _, _), *_ = workspace.studies(person)
            with workspace.read(project.id, person) as study:
                yield study
        finally:
            workspace.close()


def start(folder: Path, command: str = "run", *options: str, port: int = 8750) -> Server:
    """Start `workbench run` or `workbench demo` with a data folder of its own, and wait until it answers."""
    environment = {**os.environ, "WORKBENCH_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    arguments = [sys.executable, "-m", "workbench", command, "--no-browser", "--port", str(port), *options]
    process = subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder
    )
    assert process.stdout is not None
    server = Server(process, folder)
    for line in process.stdout:
        server.said.append(line.rstrip())
        if found := re.search(r"http://\S+", line):
            server.address = found[0]
            Thread(target=_listen, args=(server,), daemon=True).start()
            _wait_until_it_answers(server)
            return server
    raise AssertionError(f"workbench {command} ended with {process.wait()} and no address: {server.said[-1:]}")


def _listen(server: Server) -> None:
    """A pipe nobody reads fills up and stops the one who writes."""
    assert server.process.stdout is not None
    server.said.extend(line.rstrip() for line in server.process.stdout)


def _wait_until_it_answers(server: Server) -> None:
    for _ in range(240):
        try:
            with urlopen(f"{server.address}/_stcore/health") as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.25)
    raise AssertionError(f"the server does not answer: {server.said}")


class Screen:
    """What a user does on our pages, in few words."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    # -- getting about

    def open(self, name: str = "") -> None:
        """Go to a screen by its address. The overview is the first page and needs no name."""
        self.page.goto(f"{self.server.address}/{name.removeprefix('overview')}")
        self.settled()

    def go(self, title: str) -> None:
        """Go to a screen by the list at the left."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True)
        address = urlsplit(str(link.get_attribute("href"))).path
        link.click()
        self.page.wait_for_url(lambda url: urlsplit(url).path == address)
        self.settled()

    def wait(self, condition: str, argument: Any = None) -> None:
        """Wait until a function in the page returns true. Playwright's own way needs eval, which our policy bars."""
        until = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(condition, argument):
            if time.monotonic() > until:
                raise AssertionError(f"in vain: {condition}")
            self.page.wait_for_timeout(40)

    def settled(self) -> None:
        """Wait until the page has run to its end, and the script does not start again at once."""
        self.wait(
            """() => {
                const app = document.querySelector('[data-testid="stApp"]')?.dataset ?? {};
                const rests = app.testScriptState === "notRunning" && app.testConnectionState === "CONNECTED";
                if (!rests) window.__restsSince = undefined;
                else window.__restsSince ??= performance.now();
                const calm = rests && performance.now() - window.__restsSince > 200;
                if (calm) window.__restsSince = undefined;
                return Boolean(calm);
            }"""
        )

    def says(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page shows a text in its main part."""
        expect(self.main.get_by_text(text).first).to_be_visible()

    @property
    def main(self) -> Locator:
        """The page without the list at the left."""
        return self.page.get_by_test_id("stMain")

    @property
    def sidebar(self) -> Locator:
        """The list at the left, with undo and redo above."""
        return self.page.get_by_test_id("stSidebar")

    def press(self, name: str | re.Pattern[str], *, exact: bool = True) -> None:
        """Press a button of the main part."""
        self.main.get_by_role("button", name=name, exact=exact).first.click()

    def choose(self, label: str, option: str) -> None:
        """Pick from a list."""
        self.main.get_by_role("combobox", name=label).first.click()
        wanted = self.page.get_by_role("option", name=option).first
        wanted.click()
        try:
            wanted.wait_for(state="hidden", timeout=3000)
        except TimeoutError:  # the list was drawn anew under the pointer: it is still open
            wanted.click()
        self.settled()

    # -- tables

    def table(self, name: str) -> Locator:
        """One of Streamlit's tables. It is a picture; its text stands beside it for screen readers and for us."""
        found = self.main.get_by_test_id("stDataFrame").filter(has=self.page.locator(f'[aria-label$=": {name}"]'))
        found.locator("[role=grid]").wait_for(state="attached")
        return found

    def cells(self, name: str) -> list[list[str]]:
        """What stands in a table, row by row, without the heads."""
        rows = self.table(name).locator("tbody tr").all()
        return [row.locator("[role=gridcell]").all_text_contents() for row in rows]

    def add_row(self, name: str, *values: str) -> None:
        """Add a row to a table and fill it in from the left."""
        table = self.table(name)
        before = table.locator("tbody tr").count()
        # The button shows itself under the mouse alone, and the page may still move below the mouse.
        table.get_by_role("button", name=f"Add row: {name}").dispatch_event("click")
        expect(table.locator("tbody tr")).to_have_count(before + 1)
        for column, value in enumerate(values):
            self.type_into(table, before, column, value)

    def type_into(self, table: Locator, row: int, column: int, value: str) -> None:
        """Type into one field of a table, found from its first field by the arrow keys."""
        below_the_head = {"x": 90, "y": 52}
        table.locator("canvas").first.click(position=below_the_head, force=True)
        for _ in range(row):
            self.page.keyboard.press("ArrowDown")
        for _ in range(column):
            self.page.keyboard.press("ArrowRight")
        cell = table.locator(f"#glide-cell-{column + 1}-{row}")
        expect(cell).to_have_attribute("aria-selected", "true")
        self.page.keyboard.press("Enter")
        self.page.locator("#portal").locator("textarea, input").first.fill(value)
        self.page.keyboard.press("Enter")
        expect(cell).to_have_text(value)

    # -- our components

    def state(self, part: str) -> dict[str, Any]:
        """What a component says of itself, once it is there."""
        self.wait(f"(word) => Boolean(({STATE})(word))", PARTS[part])
        found: dict[str, Any] = self.page.evaluate(STATE, PARTS[part])
        return found

    def until(self, part: str, condition: str) -> dict[str, Any]:
        """Wait until the state `w` of a component fulfils a condition."""
        script = f"(word) => {{ const w = ({STATE})(word); return Boolean(w && ({condition})); }}"
        self.wait(script, PARTS[part])
        return self.state(part)

    @property
    def column(self) -> Locator:
        """The text of the transcript."""
        return self.page.locator(".view .column")

    def saved(self) -> None:
        """Wait until nothing is on its way to the database."""
        self.wait("() => (window.__workbenchPending ?? []).length === 0")

    def confirmed(self) -> list[dict[str, Any]]:
        """Every answer the page was given to an operation."""
        found: list[dict[str, Any]] = self.page.evaluate("window.__settled")
        return found

    def undo(self) -> None:
        """The button at the left."""
        self.sidebar.get_by_role("button", name="Undo").click()

    def redo(self) -> None:
        """The button at the left."""
        self.sidebar.get_by_role("button", name="Redo").click()


class Watch:
    """What a window asks for elsewhere, and what its console complains of."""

    def __init__(self, page: Page, server: Server) -> None:
        self.abroad: list[str] = []
        self.complaints: list[str] = []
        own = urlsplit(server.address).netloc
        page.on("request", lambda request: self._asked(request.url, own))
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, said: ConsoleMessage) -> None:
        # Streamlit first looks for itself below the address of the page, and then at the root.
        if said.type == "error" and "/_stcore/" not in said.location["url"]:
            self.complaints.append(said.text)

    def _asked(self, url: str, own: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != own:
            self.abroad.append(url)
