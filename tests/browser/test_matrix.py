"""The matrix as somebody reads it: rows sorted, grouped, folded and put back; speakers; keys; density."""

from collections.abc import Callable, Iterator

import pytest
from in_browser import Screen, Server, start
from playwright.sync_api import Page, expect
from small_study import build

from framework.model import Theme

ROWS = ["LA1, FG1", "LA1, Manager 1", "LA2, FG1"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small study in the app, for tests that only look."""
    folder = tmp_path_factory.mktemp("matrix")
    built = build(folder / "workspace.sqlite3")
    with built.workspace.database.writing() as connection:  # the study that was started last is the one that opens
        connection.exec_driver_sql("DELETE FROM memberships WHERE project_id != ?", (built.id,))
    built.workspace.close()
    server = start(folder, "run", port=8885)
    yield server
    server.stop()


@pytest.fixture
def on(small: Server, screen: Callable[[Server], Screen]) -> Screen:
    """The summary matrix of workload and support."""
    opened = screen(small)
    with small.study() as study:
        theme = next(theme for theme in study.all(Theme) if theme.name == "Workload and support")
    opened.open(f"summaries?theme={theme.id}")
    opened.until("matrix", "w.kind === 'summary' && w.rows === 3")
    return opened


def cases(on: Screen) -> list[str]:
    return on.page.locator(".matrix tbody th b").all_text_contents()


def focused(page: Page) -> str:
    """The cell that has the focus, as its row and its column head would be announced."""
    found: str = page.evaluate(
        """() => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          const tr = at?.closest("tr");
          if (!tr) return "";
          const column = [...tr.cells].indexOf(at.closest("td, th"));
          const head = tr.closest("table").tHead.rows[0].cells[column];
          return `${tr.cells[0].querySelector("b, span")?.textContent} | ${head.querySelector("b, span").textContent}`;
        }"""
    )
    return found


def test_rows_are_sorted_grouped_folded_and_put_back(on: Screen) -> None:
    assert cases(on) == ROWS
    on.says("3 cases in canonical order (site, group and role).")
    on.press("Rows")
    for label, attribute in (("Group by", "Role"), ("Order by", "Length")):
        on.page.get_by_role("combobox", name=label).click()
        on.page.get_by_role("option", name=attribute).click()
        on.settled()
    on.says("3 cases, grouped by Role, each group ordered by Length.")
    on.page.keyboard.press("Escape")
    on.until("matrix", "w.lines.includes('group Social worker')")
    assert cases(on) == ["LA1, FG1", "LA2, FG1", "LA1, Manager 1"]

    workers = on.page.get_by_role("button", name="Social worker")
    workers.click()
    expect(workers).to_have_attribute("aria-expanded", "false")
    assert cases(on) == ["LA1, Manager 1"]
    row = on.page.locator("tr.group.closed")
    expect(row).to_contain_text("2 cases, 0 charted, 1 in part")
    # Supervision is voiced in LA1, FG1; workload management in both groups.
    expect(row.locator("td")).to_have_text(["1 of 2 represented", "2 of 2 represented", "0 of 2 represented"])

    on.press("Canonical order")
    on.says("3 cases in canonical order (site, group and role).")
    on.until("matrix", "w.lines[1] === 'group LA1'")
    assert cases(on) == ROWS
    expect(on.main.get_by_role("button", name="Canonical order")).to_have_count(0)


def test_a_focus_group_opens_into_its_speakers(on: Screen) -> None:
    on.page.get_by_role("row", name="LA1, FG1").get_by_role("button", name="3 speakers").click()
    on.until("matrix", "w.lines.filter((key) => key.startsWith('speaker')).length === 3")
    speakers = on.page.locator("tr.speaker")
    expect(speakers.locator("th > span:first-child")).to_have_text(["S1", "S2", "S3"])
    # Turn 14 is S2's, turn 15 S3's: each has their own words under Supervision, S1 none.
    words = speakers.locator("td:nth-of-type(1)")
    expect(words.nth(0)).to_have_text("nothing under this")
    expect(words.nth(1)).to_contain_text("014 ")
    expect(words.nth(1)).not_to_contain_text("015 ")
    expect(words.nth(2)).to_contain_text("015 ")
    on.page.get_by_role("row", name="LA1, FG1").get_by_role("button", name="3 speakers").first.click()
    expect(speakers).to_have_count(0)


def test_every_cell_is_reached_by_keys_and_opens_where_one_is(on: Screen) -> None:
    on.page.locator(".matrix tbody td").first.focus()
    assert focused(on.page) == "LA1, FG1 | 3.1"
    for key, place in (
        ("ArrowRight", "LA1, FG1 | 3.2"),
        ("ArrowDown", "LA1, Manager 1 | 3.2"),
        ("End", "LA1, Manager 1 | 3.3"),
        ("Home", "LA1, Manager 1 | 3.1"),
        ("ArrowLeft", "LA1, Manager 1 | Case"),
        ("Control+End", "LA2, FG1 | 3.3"),
        ("Control+Home", "LA1, FG1 | 3.1"),
        ("ArrowRight", "LA1, FG1 | 3.2"),
    ):
        on.page.keyboard.press(key)
        assert focused(on.page) == place, key
    on.page.keyboard.press("Enter")
    on.until("cell", "w.cell")
    on.until("matrix", "w.selected")
    expect(on.page.locator(".matrix td[aria-selected=true]")).to_contain_text("The week is full before it starts.")
    on.press("Close")
    on.until("matrix", "w.selected === null")
    assert focused(on.page) == "LA1, FG1 | 3.2", "closing leads back to the cell"


def test_a_cell_tells_its_voices_apart_and_leads_to_the_words(on: Screen) -> None:
    cell = on.page.locator(".matrix tbody td").nth(1)
    expect(cell.locator("p.summary")).to_have_text("The week is full before it starts. (12)")
    expect(cell.locator("p.verbatim")).to_contain_text("“")
    expect(cell.locator("p.comment")).to_have_text("Comment: Compare LA2.")
    expect(cell.locator(".foot")).to_have_text("draft")
    expect(on.page.locator(".matrix td", has_text="asked, nothing said")).to_have_count(1)
    cell.locator("a").first.click()
    on.page.wait_for_url("**/indexing?*passage=*")
    on.state("transcript")


def test_density_is_remembered_after_a_reload(on: Screen) -> None:
    on.page.locator(".density label", has_text="Full text").click()
    on.until("matrix", "w.density === 'full'")
    on.page.reload()
    on.until("matrix", "w.density === 'full'")
    expect(on.page.locator(".matrix table")).to_have_attribute("data-density", "full")


def test_reading_down_and_against_one_another(on: Screen) -> None:
    on.page.get_by_role("button", name="Read down 3.2 Workload management").click()
    expect(on.page.locator(".matrix thead th b")).to_have_text(["3.2"])
    assert cases(on) == ROWS
    on.press("Whole matrix")
    on.press(name="Compare …")
    for name in ("LA1, FG1", "LA2, FG1"):
        on.page.get_by_role("checkbox", name=f"Choose {name}").check()
    on.press("Show 2 cases")
    assert cases(on) == ["LA1, FG1", "LA2, FG1"]
    on.page.locator(".matrix tbody td").first.focus()
    on.page.keyboard.press("Escape")
    assert cases(on) == ROWS
