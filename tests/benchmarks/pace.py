"""How long a user waits, in a real browser: `python tests/benchmarks/pace.py`; with `--study big` or `wide`, in a large
study or in one with a wide matrix.

Starts the installed command with a data folder of its own, drives Chromium and prints medians. A time runs from the key
or the click to the frame in which the answer stands on the screen; `stored` is when the act was seen in the database
file by somebody else. Wall times on a shared machine vary threefold: the load average stands beside them.
"""

import argparse
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE.parents[1]), str(_HERE), str(_HERE.parent / "browser")]

from conftest import ARGUMENTS  # noqa: E402
from in_browser import PARTS, STATE, Server, start  # noqa: E402
from invented_study import LARGE, invented, median  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from wide_study import write_wide_study  # noqa: E402

from framework.cases import case_rows  # noqa: E402
from framework.model import Transcript  # noqa: E402
from framework.transcripts import transcript_names  # noqa: E402
from framework.workspace import Workspace  # noqa: E402
from workbench.navigation import SCREENS, UNLISTED  # noqa: E402

PORT = 8790
TIMES = 25
PATIENCE = 60_000
BIG = replace(LARGE, longest=True)
GOALS = {"placing": 100, "stored": 250, "palette": 50, "opening": 1500, "cell": 200}
SHOWN_BY = {
    "reading": "transcript",
    "indexing": "transcript",
    "framework": "themes",
    "locating": "matrix",
    "summaries": "matrix",
}

# In the page: what a component says of itself, the time from a deed to the frame that shows what came of it, and when
# keys were pressed, painted and answered (milliseconds since 1970, as the clock outside tells them too).
INSIDE = f"""
window.__part = {STATE};
window.__shadow = (word) => [...document.querySelectorAll('[data-testid^="stBidiComponent"]')]
  .find((host) => host.workbench && word in host.workbench)?.shadowRoot;
window.__calm = () => Boolean(document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]'));
window.__pace = (deed, isThere) => new Promise((resolve, reject) => {{
  const start = performance.now();
  deed();
  const look = () => {{
    if (isThere()) return requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    if (performance.now() - start > {PATIENCE}) return reject(new Error("it did not come"));
    requestAnimationFrame(look);
  }};
  look();
}});
window.addEventListener("keydown", (event) => {{
  const pressed = Date.now() - (performance.now() - event.timeStamp);
  window.__key = {{pressed}};
  requestAnimationFrame(() => setTimeout(() => {{ window.__key.painted ??= Date.now(); }}));
}}, true);
window.addEventListener("workbench:settled", (event) => {{
  if (window.__key) window.__key = {{...window.__key, answered: Date.now(), ok: event.detail.ok}};
}});
"""


class Watch:
    """Sees from outside when something has been stored: the moments at which the database file had changed."""

    def __init__(self, file: Path) -> None:
        self.file, self._over = file, Event()
        self.moments: list[float] = []
        self.thread = Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, isolation_level=None)
        last = None
        while not self._over.is_set():
            now = connection.execute("PRAGMA data_version").fetchone()[0]
            if last not in (None, now):
                self.moments.append(time.time() * 1000)
            last = now
            time.sleep(0.001)
        connection.close()

    def first_after(self, moment: float) -> float | None:
        """When the first change after a moment was seen."""
        return next((seen for seen in self.moments if seen > moment), None)

    def close(self) -> None:
        """Look no longer."""
        self._over.set()
        self.thread.join()


@dataclass
class Pace:
    """The browser on one study, and what has been measured so far."""

    page: Page
    server: Server
    watch: Watch
    times: int
    longest: tuple[int, str]
    before_longest: int

    # -- measuring --

    def time(self, deed: str, there: str) -> float:
        """Milliseconds from a deed in the page until something is there and painted."""
        return float(self.page.evaluate(f"() => window.__pace(() => {{ {deed} }}, () => {there})"))

    def show(self, name: str, times: list[float], goal: str = "") -> None:
        """One line of the table."""
        if not times:
            print(f"{name:44} not measured")
            return
        limit = GOALS.get(goal)
        verdict = "" if limit is None else f"  goal {limit}: {'kept' if median(times) < limit else 'MISSED'}"
        print(f"{name:44}{median(times):>8.0f}{min(times):>8.0f}{max(times):>8.0f}{len(times):>6}{verdict}", flush=True)

    def key(self, key: str, answered: str) -> dict[str, float]:
        """Press a key that changes the study; how long until painted, stored, answered and shown."""
        page = self.page
        page.evaluate("() => { window.__key = undefined; }")
        page.keyboard.press(key)
        page.wait_for_function(f"() => window.__key?.answered && ({answered})", polling=5)
        moments: dict[str, float] = page.evaluate("() => ({...window.__key, shown: Date.now()})")
        stored = self.watch.first_after(moments["pressed"])
        found = {name: moments[name] - moments["pressed"] for name in ("painted", "answered", "shown")}
        return found if stored is None else {**found, "stored": stored - moments["pressed"]}

    def keys(self, measured: list[dict[str, float]], name: str) -> list[float]:
        """One of the times of each key, where it has it."""
        return [found[name] for found in measured if name in found]

    def ready(self, screen: str) -> str:
        """The condition that a screen stands, as the page can see it."""
        path = f"location.pathname === '/{'' if screen == 'overview' else screen}' && window.__calm()"
        part = SHOWN_BY.get(screen)
        if part is None:
            return f"{path} && document.querySelector('[data-testid=stMain] h1')"
        kind = {"locating": " && w.kind === 'locating'", "summaries": " && w.kind === 'summary'"}.get(screen, "")
        return f"{path} && ((w) => w{kind})(window.__part('{PARTS[part]}'))"

    def go(self, screen: str) -> float:
        """Open a screen by the list at the left."""
        path = "" if screen == "overview" else screen
        link = f"document.querySelector('[data-testid=stSidebarNav] a[href$=\"/{path}\"]')"
        return self.time(f"{link}.click();", self.ready(screen))

    def rest(self) -> None:
        """Let the page finish what it has begun."""
        self.page.wait_for_function("() => window.__calm() && !(window.__workbenchPending ?? []).length")
        time.sleep(0.25)

    # -- what is measured --

    def open_by_address(self) -> None:
        """As from a bookmark, the program known to the browser: the longest transcript, and a page with little on it.

        What the second takes is the least that loading Streamlit's own page can take here.
        """
        named: dict[str, tuple[str, str]] = {
            "longest transcript, by address": (f"indexing?transcript={self.longest[0]}", self.ready("indexing")),
            "the people, by address": ("people", self.ready("people")),
        }
        times: dict[str, list[float]] = {name: [] for name in named}
        for _ in range(max(5, self.times // 3)):
            for name, (address, there) in named.items():
                self.page.goto("about:blank")
                self.page.goto(f"{self.server.address}/{address}", wait_until="commit")
                self.page.wait_for_function(f"() => window.__part && {there}", polling="raf")
                times[name].append(float(self.page.evaluate("() => performance.now()")))
        for name, found in times.items():
            self.show(name, found, "opening" if "transcript" in name else "")

    def open_within(self) -> None:
        """The longest transcript by the button Next, and back by Previous."""
        there = f"window.__shadow('notes')?.querySelector('.title')?.textContent === {self.longest[1]!r}"
        forth, times = "Next", []
        self.page.goto(f"{self.server.address}/indexing?transcript={self.before_longest}")
        self.page.wait_for_function(f"() => window.__part?.('{PARTS['transcript']}')")
        for _ in range(max(5, self.times // 3)):
            self.rest()
            times.append(self.time(_button("stMain", forth) + ".click();", f"{there} && window.__part('notes')"))
            self.rest()
            self.time(_button("stMain", "Previous") + ".click();", f"!({there}) && window.__part('notes')")
        self.show("longest transcript, by “Next”", times, "opening")

    def place(self) -> None:
        """A passage under a recent theme by one key, and the undo of it by another."""
        self.page.goto(f"{self.server.address}/indexing?transcript={self.longest[0]}")
        self.page.wait_for_function(f"() => window.__part?.('{PARTS['transcript']}')")
        self.rest()
        self.page.locator(".view .column").focus()
        placed, undone = [], []
        idle = "window.__part('notes').pending === 0"
        for key in ("j", "s", "Enter", "1", ".", "1"):  # from now on the digit 1 stands for a theme
            self.page.keyboard.press(key)
        self.key("Enter", idle)
        self.rest()
        for _ in range(self.times):
            for key in ("j", "s"):
                self.page.keyboard.press(key)
            placed.append(self.key("1", idle))
            self.rest()
        for _ in range(self.times):
            undone.append(self.key("u", idle))
            self.rest()
        self.show("placing a passage: on the screen", self.keys(placed, "painted"), "placing")
        self.show("placing a passage: stored", self.keys(placed, "stored"), "stored")
        self.show("placing a passage: answered", self.keys(placed, "answered"))
        self.show("undo in the transcript: stored", self.keys(undone, "stored"))
        self.show("undo in the transcript: on the screen", self.keys(undone, "shown"))

    def palette(self) -> None:
        """From a key in the palette to the frame that shows what it finds, letter by letter and back again."""
        took = []
        for key in ("j", "s", "Enter"):
            self.page.keyboard.press(key)
        for _ in range(max(2, self.times // 5)):
            for key in (*"workload", *["Backspace"] * 8):
                self.page.evaluate("() => { window.__key = undefined; }")
                self.page.keyboard.press(key)
                self.page.wait_for_function("() => window.__key?.painted", polling=5)
                took.append(float(self.page.evaluate("() => window.__key.painted - window.__key.pressed")))
        self.page.keyboard.press("Escape")
        self.show("a key in the palette: on the screen", took, "palette")

    def screens(self, without: set[str]) -> None:
        """Every screen by the list at the left, coming from another one."""
        listed = [name for screens in SCREENS.values() for name, *_ in screens if name not in UNLISTED]
        names = [name for name in listed if name not in without]
        times: dict[str, list[float]] = {name: [] for name in names}
        for number in range(1 + max(5, self.times // 3)):
            for name in names:
                took = self.go(name)
                if number:  # the first time everything is counted anew
                    times[name].append(took)
                self.rest()
        for name in names:
            goal = "opening" if name in SHOWN_BY else ""
            self.show(f"screen: {name}", times[name], goal)

    def first_matrices(self, without: set[str]) -> None:
        """Each matrix straight after an act that changes what it counts."""
        for name in ("locating", "summaries"):
            times = []
            for _ in range(0 if name in without else max(5, self.times // 5)):
                self.go("indexing")
                self.rest()
                self.page.locator(".view .column").focus()
                for key in ("j", "s"):
                    self.page.keyboard.press(key)
                self.key("1", "true")
                self.rest()
                times.append(self.go(name))
                self.rest()
            self.show(f"after a new passage: {name}", times, "opening")

    def scroll(self) -> None:
        """From frame to frame while the summary matrix is scrolled down and across."""
        self.go("summaries")
        self.rest()
        found: list[float] = self.page.evaluate(
            """() => new Promise((resolve) => {
              const pane = window.__shadow("columns").querySelector(".pane"), frames = [];
              const step = (last, n) => requestAnimationFrame((now) => {
                if (n) frames.push(now - last);
                pane.scrollTop = (n * 40) % pane.scrollHeight;
                pane.scrollLeft = (n * 35) % pane.scrollWidth;
                if (n < 150) step(now, n + 1); else resolve(frames);
              });
              step(0, 0);
            })"""
        )
        self.show("scrolling a matrix: between two frames", found)

    def cells(self) -> None:
        """Open cells one after the other; save one again and again; undo it."""
        self.go("summaries")
        self.rest()
        cell = "window.__shadow('columns').querySelectorAll('tbody td')[{}].click();"
        opened, saved, undone = [], [], []
        for number in range(self.times):
            there = f"((w) => w && w.cell !== {self.cell()!r})(window.__part('blocks'))"
            opened.append(self.time(cell.format(number % 20), there))
            self.rest()
        for number in range(self.times):
            self.page.get_by_role("textbox", name="Text of").first.click()
            self.page.keyboard.press("End")
            self.page.keyboard.type(f" {number}")
            shown = "((w) => w && !w.unsaved && !w.waiting)(window.__part('blocks'))"
            saved.append(self.key("Control+s", shown))
            self.rest()
        for _ in range(min(self.times, 10)):
            undone.append(self.undo_at_the_left())
        self.show("opening a cell", opened, "cell")
        self.show("saving a cell: stored", self.keys(saved, "stored"), "stored")
        self.show("saving a cell: answered", self.keys(saved, "answered"))
        self.show("saving a cell: on the screen", self.keys(saved, "shown"))
        self.show("undo at the left, beside a matrix", undone)

    def cell(self) -> str:
        """The name of the open cell."""
        return str(self.page.evaluate("() => window.__part('blocks')?.cell ?? ''"))

    def undo_at_the_left(self) -> float:
        """From the click until the page, run again as a whole, stands."""
        seen = self.page.evaluate("() => window.__part('blocks')?.seen")
        button = _button("stSidebar", "Undo")
        took = self.time(f"{button}.click();", f"window.__part('blocks')?.seen !== {seen} && window.__calm()")
        self.rest()
        return took


def _button(where: str, label: str) -> str:
    """A button, as the page finds it."""
    return (
        f"[...document.querySelectorAll('[data-testid={where}] button')].find((b) => b.textContent.includes('{label}'))"
    )


def longest_in(file: Path) -> tuple[tuple[int, str], int]:
    """Id and name of the longest transcript, and the id of the one before it."""
    workspace = Workspace(file)
    person = workspace.local_person().id
    (project, _, _), *_ = workspace.studies(person)
    with workspace.read(project.id, person) as study:
        place = {row.id: number for number, row in enumerate(case_rows(study))}
        listed = sorted(study.all(Transcript), key=lambda transcript: (place[transcript.case_id], transcript.id))
        longest = max(listed, key=lambda transcript: transcript.words)
        before = listed[listed.index(longest) - 1]
        print(f"the longest transcript: {longest.words:,} words")
        found = (longest.id, transcript_names(study)[longest.id]), before.id
    workspace.close()
    return found


@contextmanager
def served(study: str, kept: Path | None) -> Iterator[Server]:
    """The running command: the demo, or a large or a wide study (40 cases by 60 sub-themes) as one's own workspace."""
    with TemporaryDirectory(prefix="pace-") as name:
        folder = Path(name)
        if study == "sample":
            server = start(folder, "demo", port=PORT)
        else:
            if study == "wide":
                write_wide_study(folder / "workspace.sqlite3")
            else:
                with invented(BIG, kept) as built:
                    shutil.copyfile(built.file, folder / "workspace.sqlite3")
            server = start(folder, "run", port=PORT)
        try:
            yield server
        finally:
            server.stop()


def load() -> str:
    """How busy the machine is."""
    return " ".join(f"{average:.1f}" for average in os.getloadavg()) + f" on {os.cpu_count()} processors"


def measure(server: Server, times: int, without: set[str]) -> None:
    """Everything, in a new window."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    longest, before = longest_in(server.file)
    watch = Watch(server.file)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(INSIDE)
        pace = Pace(context.new_page(), server, watch, times, longest, before)
        print(f"load average {load()}\n\n{'milliseconds':44}{'median':>8}{'least':>8}{'most':>8}{'times':>6}")
        parts: list[Callable[[], Any]] = [pace.open_by_address, pace.open_within, pace.place, pace.palette]
        parts += [lambda: pace.screens(without), lambda: pace.first_matrices(without), pace.scroll, pace.cells]
        for part in parts:
            part()
        print(f"\nload average {load()}")
        browser.close()
    watch.close()


def main() -> None:
    """Start, measure, print, stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--study", choices=["sample", "big", "wide"], default="sample")
    parser.add_argument("--times", type=int, default=TIMES, help="how often keys are measured; screens a third of it")
    parser.add_argument("--without", nargs="*", default=[], metavar="SCREEN", help="screens to leave out")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the built study here and use it again")
    given = parser.parse_args()
    with served(given.study, given.keep) as server:
        measure(server, given.times, set(given.without))


if __name__ == "__main__":
    main()
