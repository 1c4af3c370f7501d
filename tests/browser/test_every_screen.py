"""Every screen opens, for everybody, in every light and on every window, and says when it cannot do something."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from in_browser import Screen, Server, start
from playwright.sync_api import expect
from written_study import write_study

from framework.workspace import Workspace
from workbench.navigation import SCREENS

TITLES = {name: title for screens in SCREENS.values() for name, title, _ in screens}

# Streamlit's own: its tables have an empty head above the tick boxes. (rule, part of the page)
KNOWN = {("empty-table-header", "stDataFrame")}


@pytest.mark.parametrize("name", TITLES)
def test_the_screen_opens_on_the_sample_study(demo: Server, screen: Callable[[Server], Screen], name: str) -> None:
    on = screen(demo)
    on.open(name)
    for width, colours in ((1440, "light"), (760, "dark")):
        on.page.set_viewport_size({"width": width, "height": 900})
        on.page.emulate_media(color_scheme=colours)
        on.settled()
        expect(on.main.get_by_test_id("stAlertContentError")).to_have_count(0)
        expect(on.main.get_by_test_id("stException")).to_have_count(0)
        expect(on.main.get_by_role("heading", level=1)).to_have_count(1)
        assert on.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), width
    assert TITLES[name] in on.page.title() or name == "overview"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A small study with something in every room, led by the local person; Rex may read it."""
    folder = tmp_path_factory.mktemp("small")
    workspace = Workspace(write_study(folder))
    person = workspace.local_person().id
    study = workspace.studies(person)[0][0].id
    rex = workspace.add_person("Rex")
    for name, arguments in (
        ("add_to_study", {"person_id": rex.id, "role": "reader"}),
        ("index_passage", {"transcript_id": 1, "start": 4, "end": 43, "themes": [3]}),
        ("write_memo", {"about": "passage", "about_id": 1, "text": "Early on."}),
        ("note_in_margin", {"transcript_id": 1, "start": 4, "end": 12, "text": "Which rota?"}),
        ("write_cell", {"case_id": 1, "theme_id": 3, "seen": 0, "parts": [PART]}),
    ):
        workspace.run(study, person, name, arguments)
    workspace.close()
    server = start(folder)
    yield server
    server.stop()


PART = {"kind": "summary", "text": "The week is full before it begins", "passages": [1]}


@pytest.mark.parametrize("name", TITLES)
def test_the_screen_is_accessible_wide_and_narrow_light_and_dark(
    small: Server, screen: Callable[[Server], Screen], name: str
) -> None:
    on = screen(small)
    on.open(name)
    if name == "summaries":
        on.state("matrix")
        on.main.get_by_role("gridcell").first.click()
        on.state("cell")
    if name == "framework":
        on.main.get_by_role("treeitem").nth(1).click()
        on.says("Theme notes")
    found = []
    for width, colours in ((1440, "light"), (760, "dark")):
        on.page.set_viewport_size({"width": width, "height": 900})
        on.page.emulate_media(color_scheme=colours)
        on.settled()
        found += [(width, colours, *violation) for violation in violations(on)]
    assert found == []


def violations(on: Screen) -> list[tuple[str, str]]:
    """Rule and place of everything serious that is not known to be Streamlit's own."""
    found = []
    for violation in Axe().run(on.page).response["violations"]:
        for node in violation["nodes"]:
            place = node["html"]
            if violation["impact"] in ("serious", "critical") and not known(violation["id"], place):
                found.append((violation["id"], place[:300]))
    return found


def known(rule: str, place: str) -> bool:
    return any(rule == one and part in place for one, part in KNOWN)


# What somebody who only reads may press: going about, looking, choosing what to see.
READING = """Previous Next Keys Close Rows Copy All Older Newest Filter Export Start Collapse Expand Open Show Fullscreen
Search Download Close Density Dismiss Passage Margin""".split()
CONTROLS = """() => {
  const found = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
      if (!node.matches("button, textarea, input[type=text], input:not([type]), select")) continue;
      const off = node.disabled || node.readOnly || node.getAttribute("aria-disabled") === "true" || node.role === "combobox";
      if (off || !node.checkVisibility()) continue;
      found.push((node.getAttribute("aria-label") || node.textContent || node.name || node.placeholder || "").trim());
    }
  };
  walk(document.querySelector("[data-testid=stMain]"));
  return found;
}"""


def test_a_reader_sees_everything_and_can_change_nothing(small: Server, screen: Callable[[Server], Screen]) -> None:
    on = screen(small)
    on.open()
    on.sidebar.get_by_role("combobox", name="Working as").click()
    on.page.get_by_role("option", name="Rex").click()
    on.settled()
    found = {}
    for name, title in TITLES.items():
        on.go(title)
        if name == "summaries":
            on.main.get_by_role("gridcell").first.click()
            on.until("cell", "w.passages === 1")
        expect(on.main.get_by_test_id("stAlertContentError")).to_have_count(0)
        found[name] = on.page.evaluate(CONTROLS)
    print(found)
    operation = {"id": str(uuid4()), "name": "add_theme", "arguments": {"parent_id": None, "name": "Mine"}}
    on.page.evaluate(
        "(detail) => window.dispatchEvent(new CustomEvent('workbench:operation', {detail}))", operation
    )
    on.wait("() => window.__settled.length === 1")
    assert not on.confirmed()[0]["ok"]
    assert 0


def test_a_taken_port_is_said_and_the_next_one_used(demo: Server, tmp_path: Path) -> None:
    server = start(tmp_path, port=demo.port)
    try:
        assert server.port > demo.port
        assert f"Port {demo.port} is taken: using {server.port}." in server.said
    finally:
        server.stop()
