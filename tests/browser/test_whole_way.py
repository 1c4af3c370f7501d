"""From an empty workspace to the workbook: the five steps of the method, by mouse and by keyboard."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
from docx import Document
from in_browser import Screen, Server
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

GROUP = [
    ("Moderator", "Thank you for coming. How do you feel when a case goes to court?"),
    ("S1", "Court is where my confidence goes. You stand there alone and everybody looks at you."),
    ("S2", "For me it is the first visit. Nobody trained us for that, we learned it by sitting beside somebody."),
    ("Moderator", "And what helps you?"),
    ("S1", "A manager who asks how I am and waits until I have answered."),
    ("S2", "The team helps. We talk in the car on the way home."),
]
INTERVIEW = [
    ("Interviewer", "How do you support your staff in these cases?"),
    ("Manager", "We go through every case together before court. I do not send anybody alone."),
    ("Interviewer", "Is there any training?"),
    ("Manager", "There was one morning on it two years ago. That is not enough."),
]
DRAGGED = "Nobody trained us for that"
BY_KEYBOARD = "We go through every case together before court."
SUMMARY = "Learned by sitting beside colleagues"
THEMES = {
    "Confidence": ["Going to court", "The first visit"],
    "Training": ["What was offered", "Learning from others"],
    "Support": ["From managers", "From the team"],
}


def test_a_study_goes_from_an_empty_workspace_to_its_workbook(
    run: Callable[..., Server], screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    server = run()
    page = screen(server)
    start_a_study(page)
    set_up(page)
    import_transcripts(page)
    build_the_framework(page)
    index_passages(page)
    undo_and_redo_in_the_transcript(page)
    mark_as_read(page)
    locate(page)
    chart(page)
    undo_and_redo_at_the_left(page)
    compare(page)
    export(page, tmp_path)
    look_at_the_trail(page)
    assert not [line for line in server.said if "fault" in line]


def start_a_study(on: Screen) -> None:
    on.open()
    on.main.get_by_label("What is your study called?").fill("Confidence in practice")
    on.press("Start the study")
    on.says("Not begun. 0 transcripts; 0 read by somebody, 0 by you")


def set_up(on: Screen) -> None:
    on.go("Set-up")
    on.add_row("Role groups, editable", "Manager")
    on.press("Save role groups")
    on.add_row("Focus-group types, editable", "FG1")
    on.press("Save focus-group types")
    on.settled()
    assert on.cells("Role groups, editable") == [["Manager"]]
    assert on.cells("Focus-group types, editable")[0][0] == "FG1"


def import_transcripts(on: Screen) -> None:
    on.go("Import transcripts")
    on.main.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        [
            {"name": "LA1_FG1.docx", "mimeType": "application/octet-stream", "buffer": word(GROUP)},
            {"name": "LA1_Manager_1.txt", "mimeType": "text/plain", "buffer": plain(INTERVIEW)},
            {"name": "LA2_FG1.docx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 torn in transit"},
        ]
    )
    on.says("Not read: 1 file")
    on.says("LA2_FG1.docx is damaged")
    on.settled()
    group, interview = on.cells("Where each file belongs, editable")
    assert group[1:6] == ["LA1_FG1.docx", "LA1", "focus group", "", "FG1"]
    assert interview[1:6] == ["LA1_Manager_1.txt", "LA1", "interview", "Manager", ""]
    voices = {row[0]: row[-1] for row in on.cells("Speaker labels, editable")}
    assert voices == {
        "Moderator": "leads the talk",
        "S1": "speaks",
        "S2": "speaks",
        "Interviewer": "leads the talk",
        "Manager": "speaks",
    }
    assert [row[:2] for row in on.cells("The first turns of LA1_FG1.docx")] == [list(turn) for turn in GROUP]
    on.press("Import 2 transcripts")
    on.says("imported LA1_FG1.docx as LA1, FG1; imported LA1_Manager_1.txt as LA1, Manager 1")
    on.go("Cases")
    assert [row[:2] for row in on.cells("Cases and their attributes, editable")] == [
        ["LA1, FG1", "(LA1, FG1)"],
        ["LA1, Manager 1", "(LA1, Manager)"],
    ]


def build_the_framework(on: Screen) -> None:
    on.go("Themes")
    on.state("themes")
    on.press("Add theme")
    for name in THEMES:
        on.page.keyboard.type(name)
        on.page.keyboard.press("Enter")
    on.page.keyboard.press("Escape")
    on.saved()
    on.until("themes", "w.pending === 0")
    for name, below in THEMES.items():
        on.main.get_by_role("treeitem").filter(has_text=name).first.click()
        on.press("Add sub-theme")
        for sub_theme in below:
            on.page.keyboard.type(sub_theme)
            on.page.keyboard.press("Enter")
        on.page.keyboard.press("Escape")
        on.saved()
        on.until("themes", "w.pending === 0")
    rows = on.main.get_by_role("treeitem")
    expect(rows.locator(".number")).to_have_text(
        ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "3", "3.1", "3.2", "3.3"]
    )
    expect(rows.filter(has_text="From the team").locator(".number")).to_have_text("3.2")


def index_passages(on: Screen) -> None:
    on.go("Index passages")
    on.state("transcript")
    drag_over(on.page, DRAGGED)
    on.until("transcript", f"w.selection?.quote === {DRAGGED!r}")
    on.page.keyboard.press("Enter")
    on.page.keyboard.type("offered")
    on.page.keyboard.press("Enter")
    on.until("transcript", "w.passages === 1 && w.pending === 0")
    on.press("Next")
    on.page.wait_for_url("**/indexing?transcript=2")
    on.until("transcript", "w.passages === 0")
    on.column.focus()
    for key in ("Control+Home", "j", "s"):
        on.page.keyboard.press(key)
    on.until("transcript", f"w.selection?.quote === {BY_KEYBOARD!r}")
    for key in ("Enter", "3", ".", "1", "Enter"):
        on.page.keyboard.press(key)
    on.until("transcript", "w.passages === 1 && w.pending === 0")


def undo_and_redo_in_the_transcript(on: Screen) -> None:
    on.column.focus()
    on.page.keyboard.press("Control+z")
    on.until("transcript", "w.passages === 0 && w.pending === 0")
    on.page.keyboard.press("Control+y")
    on.until("transcript", "w.passages === 1 && w.pending === 0")


def mark_as_read(on: Screen) -> None:
    on.go("Read")
    on.state("transcript")
    on.press("Mark as read")
    expect(on.main.get_by_role("button", name="Mark as not read")).to_be_visible()
    on.says("Read by ")


def locate(on: Screen) -> None:
    on.go("Locating matrix")
    on.until("matrix", "w.kind === 'locating' && w.rows === 2")
    said = on.main.locator("td.said")
    expect(said).to_have_text(["●", "●"])
    said.first.click()
    on.page.wait_for_url("**/extracts?*")
    on.says(DRAGGED)
    on.main.get_by_role("link", name="Open", exact=True).first.click()
    on.page.wait_for_url("**/indexing?*passage=*")
    on.until("transcript", "w.selected !== null")
    expect(on.main.locator(".card blockquote")).to_have_text(DRAGGED)


def chart(on: Screen) -> None:
    on.go("Summary matrices")
    on.choose("Theme", "2 Training")
    on.until("matrix", "w.kind === 'summary'")
    cell = on.main.get_by_role("gridcell")
    cell.first.click()
    on.until("cell", "w.passages === 1 && !w.unsaved")
    on.main.get_by_role("textbox", name="Text of summary").fill(SUMMARY)
    on.page.keyboard.type(" [")
    expect(on.main.get_by_role("option").filter(has_text=DRAGGED)).to_be_visible()
    on.page.keyboard.press("Enter")
    on.page.keyboard.press("Control+s")
    on.until("cell", "w.seen && !w.unsaved && !w.waiting")
    expect(cell.first).to_contain_text(SUMMARY)
    cell.nth(1).click()
    on.until("cell", "w.passages === 0 && w.blocks > 0 && !w.unsaved")
    on.main.get_by_label("Leave blank because…").select_option("not asked")
    on.page.keyboard.press("Control+s")
    on.until("cell", "w.blank === 'not asked' && !w.unsaved && !w.waiting")
    expect(cell.nth(1)).to_contain_text("not asked")
    on.saved()


def undo_and_redo_at_the_left(on: Screen) -> None:
    cell = on.main.get_by_role("gridcell").nth(1)
    on.undo()
    expect(cell).not_to_contain_text("not asked")
    on.redo()
    expect(cell).to_contain_text("not asked")


def compare(on: Screen) -> None:
    on.go("Compare")
    on.main.get_by_role("tab", name="Table").click()
    expect(on.main.get_by_role("tabpanel", name="Table").locator("td").filter(has_text="1 of 2").first).to_be_attached()


def export(on: Screen, folder: Path) -> None:
    on.go("Export")
    with on.page.expect_download() as started:
        on.main.get_by_role("link", name="Download, downloads").first.click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    for words in (DRAGGED, BY_KEYBOARD, SUMMARY):
        assert [cell for cell in cells if words in str(cell.value)], words
    assert marked(book["Locating matrix"]) == {
        ("LA1, FG1", "2.1 What was offered"),
        ("LA1, Manager 1", "3.1 From managers"),
    }


def marked(sheet: Worksheet) -> set[tuple[str, str]]:
    """Case and sub-theme of every ● under the heads."""
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    heads = next(row for row in rows if row[0] == "Case")
    return {(row[0], head) for row in rows for value, head in zip(row, heads, strict=True) if value == "●"}


def look_at_the_trail(on: Screen) -> None:
    on.go("Audit trail")
    said = [row[3] for row in on.cells("The acts of the study, newest first")]
    assert said[:6] == [
        "exported the whole study",
        "did again: left the cell of LA1, FG1 under 2.2 Learning from others blank: not asked",
        "undid: left the cell of LA1, FG1 under 2.2 Learning from others blank: not asked",
        "left the cell of LA1, FG1 under 2.2 Learning from others blank: not asked",
        "wrote the cell of LA1, FG1 under 2.1 What was offered",
        "read LA1, Manager 1 through",
    ]
    assert "placed line 4 of LA1, FG1 under 2.1 What was offered" in said
    assert "undid: placed line 2 of LA1, Manager 1 under 3.1 From managers" in said


def word(turns: list[tuple[str, str]]) -> bytes:
    document = Document()
    for speaker, words in turns:
        document.add_paragraph(f"{speaker}: {words}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def plain(turns: list[tuple[str, str]]) -> bytes:
    return "\n\n".join(f"{speaker}: {words}" for speaker, words in turns).encode()


def drag_over(page: Page, words: str) -> None:
    """From before the first letter to behind the last, as a hand does it."""
    box = page.locator(".view .column").evaluate(
        """(column, words) => {
            const lines = [...column.querySelectorAll(".line")];
            const text = lines.find((line) => line.textContent.includes(words)).firstChild;
            const range = document.createRange();
            range.setStart(text, text.data.indexOf(words));
            range.setEnd(text, text.data.indexOf(words) + words.length);
            const {left, right, top, bottom} = range.getBoundingClientRect();
            return {left, right, middle: (top + bottom) / 2};
        }""",
        words,
    )
    page.mouse.move(box["left"] + 1, box["middle"])
    page.mouse.down()
    page.mouse.move((box["left"] + box["right"]) / 2, box["middle"], steps=4)
    page.mouse.move(box["right"] + 1, box["middle"], steps=4)
    page.mouse.up()
