"""What leaves: files of every kind from the Export screen, long ones with a way out, and the page that is read."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from docx import Document
from in_browser import Screen, Server
from playwright.sync_api import Locator, Page, Route, expect

from framework.history import trail
from framework.matrices import summary_matrix
from framework.model import BlockKind
from framework.themes import main_themes

# The analysts' own words in the page, without the references in them.
SUMMARIES = """() => [...document.querySelectorAll("p.summary")].map((p) => {
    const said = p.cloneNode(true);
    for (const lines of said.querySelectorAll(".lines")) lines.remove();
    return said.textContent.split(/\\s+/).filter(Boolean).join(" ");
})"""


def link(on: Screen, stem: str, suffix: str) -> Locator:
    return on.main.locator(f'a[download*=" {stem} "][download$=".{suffix}"]')


def fetched(on: Screen, stem: str, suffix: str, folder: Path) -> Path:
    """A file as it arrives at the user's."""
    with on.page.expect_download() as started:
        link(on, stem, suffix).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def summaries(server: Server) -> set[str]:
    """The analysts' own words in the first matrix, as far as they are one paragraph and shown."""
    with server.study() as study:
        cells = summary_matrix(study, main_themes(study)[0].theme.id).cells.values()
        parts = [part for cell in cells if cell.mark for part in cell.parts if part.kind is BlockKind.SUMMARY]
        return {part.text for part in parts if "\n" not in part.text}


def test_rows_and_a_document_are_one_click_each(
    demo: Server, screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    on = screen(demo)
    on.open("export")
    rows = csv.DictReader(io.StringIO(fetched(on, "summary matrices", "csv", tmp_path).read_text("utf-8-sig")))
    texts = {row["Text"].removeprefix("'") for row in rows}
    assert summaries(demo) and summaries(demo) <= texts
    document = Document(str(fetched(on, "summary matrices", "docx", tmp_path)))
    with demo.study() as study:
        chapters = [entry.title for entry in main_themes(study)]
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == chapters


def test_a_long_export_says_how_far_it_is_and_can_be_cancelled(
    demo: Server, screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    on = screen(demo)
    on.open("export")
    held: list[Route] = []  # the file is long in coming
    on.page.route("**/export/*", lambda r: held.append(r) if r.request.method == "GET" else r.continue_())
    with demo.study() as study:
        before = trail(study)[0]
    whole = link(on, "workbook", "xlsx")
    whole.click()
    cancel = on.main.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    expect(on.main.get_by_role("progressbar", name="How far the file has come")).to_be_visible()
    cancel.focus()
    on.page.keyboard.press("Enter")
    expect(on.main.get_by_role("status").filter(has_text="Cancelled: nothing was downloaded.")).to_be_visible()
    expect(cancel).to_be_hidden()
    expect(whole).to_be_focused()
    with demo.study() as study:
        assert trail(study)[0] == before
    with on.page.expect_download() as started:
        on.page.keyboard.press("Enter")
        expect(cancel).to_be_visible()
        held[-1].continue_()
    assert started.value.suggested_filename.endswith(".xlsx")
    expect(on.main.get_by_role("status").filter(has_text="Downloaded.")).to_be_visible()
    assert not [file for file in demo.folder.rglob("*") if file.suffix in (".xlsx", ".xml", ".zip", ".docx", ".html")]


def test_the_reading_room_is_read_from_a_stick_without_a_network(
    demo: Server, screen: Callable[[Server], Screen], page: Page, tmp_path: Path
) -> None:
    on = screen(demo)
    on.open("export")
    file = fetched(on, "reading room", "html", tmp_path)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(file.as_uri())
    assert {" ".join(text.split()) for text in summaries(demo)} <= set(page.evaluate(SUMMARIES))
    expect(page.get_by_role("table").first.get_by_role("columnheader").first).to_have_text("Case")
    reference = page.locator("td .lines a").first
    cell = str(page.locator("td", has=page.locator(".lines a")).first.get_attribute("id"))
    reference.focus()
    page.keyboard.press("Enter")
    passage = page.locator("article:target")
    expect(passage).to_be_in_viewport()
    passage.locator(f'.back a[href="#{cell}"]').click()
    expect(page.locator("td:target")).to_be_in_viewport()
    assert str(page.locator("td:target").get_attribute("id")) == cell
    assert not complaints and asked == [file.as_uri()]
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
