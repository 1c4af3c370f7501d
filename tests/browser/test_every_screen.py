"""Every screen opens, for everybody, in every light and on every window, and says when it cannot do something."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from in_browser import Screen, Server, Watch, start
from playwright.sync_api import expect
from written_study import write_study

from framework.model import Theme
from framework.workspace import Workspace
from workbench.navigation import SCREENS, UNLISTED

TITLES = {name: title for screens in SCREENS.values() for name, title, _ in screens}

# Streamlit's own: a table has an empty head above its tick boxes. (rule, part of the page)
KNOWN = {("empty-table-header", "stDataFrame")}


@pytest.mark.parametrize("name", TITLES)
def test_the_screen_opens_on_the_sample_study_and_keeps_to_this_server(
    demo: Server, screen: Callable[[Server], Screen], name: str
) -> None:
    on = screen(demo)
    watch = Watch(on.page, demo)
    on.open(name)
    for width, colours in ((1440, "light"), (760, "dark")):
        on.page.set_viewport_size({"width": width, "height": 900})
        on.page.emulate_media(color_scheme=colours)
        on.settled()
        expect(on.main.get_by_test_id("stAlertContentError")).to_have_count(0)
        expect(on.main.get_by_test_id("stException")).to_have_count(0)
        expect(on.main.get_by_role("heading", level=1)).to_have_count(1)
        assert on.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), width
    assert watch.abroad == []
    assert watch.complaints == []
    assert on.page.title() == f"{TITLES[name]} – Workbench"


PART = {"kind": "summary", "text": "The week is full before it begins", "passages": [1]}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
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
    if name == "review":
        on.main.get_by_role("radio", name="Changed since you last looked").click()
        on.main.get_by_text("Also what I did myself").click()
        on.press("Begin →")
        on.state("cell")
    if name == "framework":
        on.main.get_by_role("treeitem").nth(1).click()
        on.says("Theme notes")
    found = []
    for width, colours in ((1440, "light"), (760, "dark")):
        on.page.set_viewport_size({"width": width, "height": 900})
        on.page.emulate_media(color_scheme=colours)
        on.settled()
        on.wait(AT_REST)
        found += [(width, colours, *violation) for violation in violations(on)]
    assert found == []


# What is made anew is dimmed meanwhile, colours pass into each other, and the lists get their names a moment later.
AT_REST = """() => !document.querySelector('[data-stale=true]')
  && !document.getAnimations().some((a) => a.playState === "running" && a.effect.getComputedTiming().endTime < Infinity)
  && document.querySelector("[data-testid=stSidebarNavItems]")?.role !== null"""


def violations(on: Screen) -> list[tuple[str, str]]:
    """Rule and place of everything serious that is not known to be Streamlit's own."""
    return [
        (violation["id"], node["html"][:300])
        for violation in Axe().run(on.page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if not any(rule == violation["id"] and within(on, node, part) for rule, part in KNOWN)
    ]


def within(on: Screen, node: dict[str, Any], part: str) -> bool:
    """Whether what axe found stands in a part of Streamlit's page."""
    place = node["target"][0]
    return isinstance(place, str) and on.page.locator(f"[data-testid={part}]").locator(f":is({place})").count() > 0


# What somebody who only reads may press: to go about, to look closer, to choose what to see, to copy.
READING = re.compile(
    r"Open|Close|Close all|All(Esc)?|Keys\??|(chevron_left)?Previous|(chevron_right)?Next|Newest|Older|.*Rows.*"
    r"|(Show/hide columns|Search|Fullscreen): .*|Theme (before|after)|Case (above|below)|Lines .*: show the passage"
    r"|Passage, lines .*|\d+ margin notes?: .*|Copy with citation.*"
    r"|Words|(menu_book|format_ink_highlighter)Line.*|Find.*|Show….*|Print|By theme|Under .*|With the words|Copy"
    r"|Which passages to show|(Help for )?Words to find.*|filter_list.*|everybody|me|unread|in progress|swept"
    r"|re-index due|in the order of the text|longest first"
    r"|History|← Previous|Next →|Begin →|.*: open|Sent back to you .*|Queue .*|Changed since you last looked|Sign-off"
    r"|(visibility)?I have looked|\d+ remarks? on this passage: show"
    r"|everybody’s|mine|nobody’s|(edit_note)?Open the cell|no Site|Context of line.*|Select .*|Hide .*|Show .*"
    r"|Compare …|Read down .*|\d+ speakers?|Collapse all"
)
CONTROLS = """() => {
  const found = [];
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
      if (!node.matches("button:not(.item), textarea, input[type=text], input:not([type]), select")) continue;
      const isOff = node.disabled || node.readOnly || node.ariaDisabled === "true" || node.role === "combobox";
      if (isOff || !node.checkVisibility()) continue;
      found.push((node.ariaLabel || node.textContent || node.name || node.placeholder || "").trim());
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
    writing = {}
    for name, title in TITLES.items():
        if name in UNLISTED:
            on.open(name)
        else:
            on.go(title)
        if name == "summaries":
            on.main.get_by_role("gridcell").first.click()
            on.until("cell", "w.passages === 1")
        if name == "indexing":
            on.state("transcript")
            on.main.locator(".item").first.click()
            expect(on.main.locator(".card blockquote")).to_have_text("The rota is full before the week begins")
        expect(on.main.get_by_test_id("stAlertContentError")).to_have_count(0)
        found = on.page.evaluate(CONTROLS)
        writing[name] = [control for control in found if not READING.fullmatch(control)]
    assert {name: controls for name, controls in writing.items() if controls} == {}
    operation = {"id": str(uuid4()), "name": "add_theme", "arguments": {"parent_id": None, "name": "Mine"}}
    on.page.evaluate("(detail) => window.dispatchEvent(new CustomEvent('workbench:operation', {detail}))", operation)
    on.wait("() => window.__settled.length === 1")
    assert not on.confirmed()[0]["ok"]
    with small.study() as study:
        assert "Mine" not in [theme.name for theme in study.all(Theme)]


def test_a_taken_port_is_said_and_the_next_one_used(demo: Server, tmp_path: Path) -> None:
    server = start(tmp_path, port=demo.port)
    try:
        assert server.port > demo.port
        assert f"Port {demo.port} is taken: using {server.port}." in server.said
    finally:
        server.stop()
