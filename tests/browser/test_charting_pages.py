"""Around the matrices: the topic guide, the charting board, a case along all themes, a sub-theme down all cases."""

import re
from collections.abc import Callable

from in_browser import Screen, Server
from playwright.sync_api import expect

from framework import guide
from framework.board import board
from framework.cases import case_rows
from framework.matrices import cell
from framework.model import Blank, Theme


def test_a_question_explains_empty_cells_and_a_person_confirms(
    demo: Server, screen: Callable[[Server], Screen]
) -> None:
    on = screen(demo)
    with demo.study() as study:
        before, proposed = len(guide.guide(study)), set(guide.not_asked(study))
    on.open("guide")
    if before:
        on.main.get_by_text("Add a question").click()
    on.main.get_by_role("textbox", name="Question", exact=True).fill("What did the agency tell you beforehand?")
    pick(on, "Put to", "Manager")
    pick(on, "Asks about", "3.4")
    on.press("Add question")
    on.says(f"{before + 1}. What did the agency tell you beforehand?")
    with demo.study() as study:
        new = sorted(set(guide.not_asked(study)) - proposed)
        shown = len(guide.not_asked(study))
    if new:  # the workers were not asked about agency workers, and some of them say nothing of it
        on.press(f"Confirm all {shown}")
        on.says("The guide explains no empty cell at present")
        with demo.study() as study:
            assert all(cell(study, *place).blank is Blank.NOT_ASKED for place in new)
        on.undo()
        on.says(re.compile("empty cells? in which nothing is indexed"))
    on.undo()
    expect(on.main.get_by_text("What did the agency tell you beforehand?")).to_have_count(0)


def pick(on: Screen, label: str, option: str) -> None:
    field = on.main.get_by_role("combobox", name=re.compile(label)).first
    field.fill(option)
    on.page.get_by_role("option", name=re.compile(option)).first.click()
    on.page.keyboard.press("Escape")


def test_cells_of_the_board_are_given_to_somebody(demo: Server, screen: Callable[[Server], Screen]) -> None:
    on = screen(demo)
    on.open("board")
    name = "Cases by main themes: who charts them and how far they have come"
    with demo.study() as study:
        before = board(study)
        first = before.rows[0]
    table = on.table(name)
    table.locator("canvas").first.click(position={"x": 16, "y": 52}, force=True)  # the tick box of the first case
    on.says(f"{len(before.columns)} cells of the board chosen")
    on.settled()
    who = on.main.get_by_role("combobox", name="Charted by")
    who.focus()
    for key in ("ArrowDown", "End", "Enter"):  # nobody is the last choice
        who.press(key)
    on.settled()
    on.press("Assign")
    on.settled()
    with demo.study() as study:
        found = board(study).stretches
        assert {found[first.id, main.theme.id].person_id for main in before.columns} == {None}


def test_a_case_is_read_along_its_themes_against_another_and_a_cell_opened(
    demo: Server, screen: Callable[[Server], Screen]
) -> None:
    on = screen(demo)
    with demo.study() as study:
        one, other = case_rows(study)[0], case_rows(study)[7]
    on.open(f"case?case={one.id}")
    expect(on.main.get_by_role("heading", name=one.name, exact=True)).to_be_visible()
    on.choose("Read against", other.name)
    expect(on.main.get_by_role("heading", name=other.name, exact=True)).to_be_visible()
    reference = on.main.locator(".said a").first
    expect(reference).to_have_attribute("href", re.compile(r"/indexing\?transcript=\d+&passage=\d+"))
    on.main.get_by_role("button", name="Open the cell").first.click()
    on.page.wait_for_url("**/summaries*")
    assert on.state("cell")["cell"].split(":")[0] == str(one.id)


def test_a_sub_theme_is_read_down_the_cases_and_keeps_its_note(
    demo: Server, screen: Callable[[Server], Screen]
) -> None:
    on = screen(demo)
    with demo.study() as study:
        theme = next(theme for theme in study.all(Theme) if theme.name == "Supervision")
        cases = [row.name for row in case_rows(study)]
    on.open(f"column?theme={theme.id}")
    expect(on.main.get_by_role("heading", name=re.compile("Supervision")).first).to_be_visible()
    for name in (cases[0], cases[-1]):
        expect(on.main.get_by_role("link", name=name, exact=True)).to_have_count(1)
