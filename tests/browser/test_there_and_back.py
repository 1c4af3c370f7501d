"""A column charted, reviewed, approved; a cell that falls back; the workbook out, edited, and back with a conflict."""

import re
from collections.abc import Callable
from pathlib import Path

from in_browser import Screen, Server
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect
from small_study import SmallStudy, build

from framework.matrices import Status, Written, cell
from framework.passport import marked

ANALYST, SUPERVISOR = "Ruth Adeyemi", "Maya Holt"
CASES = ("LA1, FG1", "LA1, Manager 1", "LA2, FG1")
COLUMN = "Supervision"
WRITTEN = ("The group is supervised in passing.", "The manager holds them monthly.", "Nobody is named here.")
REWRITTEN = "The group is supervised in passing, by whoever is there."
QUESTION, ANSWER = "By whom?", "By whoever is there: added."
IN_EXCEL, IN_EXCEL_TOO, MEANWHILE = (
    "Supervised monthly.",
    "Nobody supervises.",
    "Nobody is named, and that is said twice.",
)


def test_a_column_is_charted_reviewed_exported_and_brought_back(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    s = build(tmp_path / "workspace.sqlite3")
    s.workspace.close()
    on = screen(run())
    on.open("summaries")
    chart_the_column(on, s)
    assert statuses(on.server, s) == [Status.SUBMITTED] * 3
    review(on)
    assert statuses(on.server, s) == [Status.APPROVED] * 3
    new_passage(on, s)
    assert statuses(on.server, s) == [Status.EVIDENCE_CHANGED, Status.APPROVED, Status.APPROVED]
    back = edited(exported(on, tmp_path), s)
    meanwhile(on, s)
    bring_back(on, back)
    found = [stored(on.server, s, case) for case in CASES]
    assert [part.text for part in found[1].parts] == [IN_EXCEL]
    assert [part.text for part in found[2].parts] == [MEANWHILE, IN_EXCEL_TOO]
    assert found[0].text == REWRITTEN
    assert not [said for said in on.server.said if "fault" in said]


def stored(server: Server, s: SmallStudy, case: str) -> Written:
    """A cell of the column, as the database has it."""
    with server.study() as study:
        return cell(study, s.cases[case], s.themes[COLUMN])


def statuses(server: Server, s: SmallStudy) -> list[Status]:
    """How far the cells of the column are."""
    return [stored(server, s, case).status for case in CASES]


def work_as(on: Screen, name: str) -> None:
    """The choice at the left."""
    on.sidebar.get_by_role("combobox", name="Working as").click()
    on.page.get_by_role("option", name=name).first.click()
    on.settled()


def words(on: Screen) -> Locator:
    """The first summary of the open cell."""
    return on.main.get_by_role("textbox", name="Text of summary").first


def open_cell(on: Screen, s: SmallStudy, case: str) -> None:
    """By a click on the matrix of the theme."""
    wanted = f"{s.cases[case]}:{s.themes[COLUMN]}"
    row = on.main.get_by_role("row").filter(has=on.page.get_by_role("rowheader", name=re.compile(case)))
    row.get_by_role("gridcell").first.click()
    on.until("cell", f"w.cell === '{wanted}'")


def chart_the_column(on: Screen, s: SmallStudy) -> None:
    """Down the column by keyboard, then each cell handed in."""
    work_as(on, ANALYST)
    on.open(f"summaries?theme={s.themes['Workload and support']}")
    open_cell(on, s, CASES[0])
    for number, text in enumerate(WRITTEN):
        on.until("cell", f"w.cell.startsWith('{s.cases[CASES[number]]}:')")
        words(on).focus()
        on.page.keyboard.type(text)
        on.page.keyboard.press("Control+Enter")
    on.saved()
    for case in CASES:
        open_cell(on, s, case)
        on.press("Submit for review")
        expect(line(on)).to_contain_text(f"Submitted by {ANALYST}")
        on.saved()


def line(on: Screen) -> Locator:
    """What the editor says of the cell's review."""
    return on.main.locator(".review-line")


def review(on: Screen) -> None:
    """One is sent back and answered; then all are read and approved."""
    work_as(on, SUPERVISOR)
    on.go("Review")
    on.press(re.compile(f"{CASES[0]}.*{COLUMN}: open"))
    expect(words(on)).to_have_value(WRITTEN[0])
    on.press("Ask for changes…")
    on.main.get_by_role("textbox", name="What should be changed?").fill(QUESTION)
    on.press("Ask for changes")
    expect(line(on)).to_contain_text(f"Changes asked for by {SUPERVISOR}")
    on.saved()
    work_as(on, ANALYST)
    on.main.get_by_role("radio", name="Sent back to you").click()
    thread = on.main.get_by_role("article").filter(has_text=QUESTION)
    thread.get_by_role("button", name="Answer").click()
    thread.get_by_role("textbox", name="Your answer").fill(ANSWER)
    on.page.keyboard.press("Control+Enter")
    expect(thread.locator(".answer")).to_contain_text(ANSWER)
    words(on).fill(REWRITTEN)
    on.press("Save and submit for review")
    expect(line(on)).to_contain_text(f"Submitted by {ANALYST}")
    on.saved()
    work_as(on, SUPERVISOR)
    on.main.get_by_role("radio", name="Queue").click()
    for case in CASES:
        on.press(re.compile(f"{case}.*{COLUMN}: open"))
        on.press("Approve")
        expect(line(on)).to_contain_text(f"Approved by {SUPERVISOR}")
        on.saved()


def new_passage(on: Screen, s: SmallStudy) -> None:
    """The analyst indexes another turn of the group under the sub-theme."""
    work_as(on, ANALYST)
    on.open(f"indexing?transcript={s.transcripts[CASES[0]]}")
    on.state("transcript")
    before = on.state("transcript")["passages"]
    on.column.focus()
    for key in ("Control+Home", "j", "j", "j", "s", "Enter"):
        on.page.keyboard.press(key)
    on.page.keyboard.type(COLUMN)
    on.page.keyboard.press("Enter")
    on.until("transcript", f"w.passages === {before + 1} && w.pending === 0")
    on.saved()
    on.open(f"summaries?theme={s.themes['Workload and support']}")
    open_cell(on, s, CASES[0])
    expect(on.main.locator(".changed")).to_contain_text("1 passage added")


def exported(on: Screen, folder: Path) -> Path:
    """The summary matrices as they arrive at the user's."""
    on.go("Export")
    with on.page.expect_download() as started:
        on.main.locator('a[download*=" summary matrices "][download$=".xlsx"]').click()
    file = folder / "out.xlsx"
    started.value.save_as(file)
    return file


def edited(file: Path, s: SmallStudy) -> Path:
    """Somebody changes two cells in a spreadsheet program."""
    book = load_workbook(file, rich_text=True)
    for case, text in ((CASES[1], IN_EXCEL), (CASES[2], IN_EXCEL_TOO)):
        for sheet in book.worksheets:
            found = {marked(str(c.value or "")): c for row in sheet.iter_rows() for c in row}
            if (column := found.get(("theme", s.themes[COLUMN]))) and (row := found.get(("case", s.cases[case]))):
                sheet.cell(row.row, column.column).value = text
    back = file.with_name("back.xlsx")
    book.save(back)
    return back


def meanwhile(on: Screen, s: SmallStudy) -> None:
    """One of the two is written here as well."""
    on.open(f"summaries?theme={s.themes['Workload and support']}")
    open_cell(on, s, CASES[2])
    words(on).fill(MEANWHILE)
    on.page.keyboard.press("Control+s")
    on.until("cell", "!w.unsaved && !w.waiting")
    on.saved()


def bring_back(on: Screen, file: Path) -> None:
    """The page says what changed; the conflict is decided for both."""
    on.go("Bring a workbook back")
    on.page.set_input_files("input[type=file]", file)
    on.says("1 cell changed in 1 matrix, 1 conflict")
    on.main.get_by_text("keep both, one after the other").click()
    on.press("Bring back 2 cells")
    on.says("Brought 2 cells back from back.xlsx")
