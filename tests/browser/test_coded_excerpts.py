"""Coded excerpts come in from a table: found in the transcripts, looked through, placed, taken back."""

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from in_browser import Screen, Server
from playwright.sync_api import expect
from small_study import build

from framework.indexing import passages_under
from framework.model import Theme
from framework.themes import titles


def table(text: str) -> bytes:
    """Quotations of the first focus group: as said, written otherwise, nearly, in several places, with a gap."""
    lines = [line.partition(": ")[2] for line in text.splitlines()]
    first, second = lines[17], lines[18].upper().replace(" ", "  ")
    third = "\n".join(text.splitlines()[19:24]).replace(" the ", " this ", 1).replace(" I ", " we ", 1)
    rows = [
        ("talk_1.txt", first, "3.1; Mentoring", "Key."),
        ("LA1, FG1", second, "Training / University training", ""),
        ("talk_1.docx", third, "3.1", ""),
        ("LA1, FG1", "the", "3.1", ""),
        ("LA1, FG1", "the rota … says so", "3.1", ""),
        ("LA9, FG9", first, "3.1", ""),
    ]
    written = ["Source,Coded text,Codes,Memo", *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    return "\n".join(written).encode()


def test_excerpts_are_found_looked_through_placed_and_taken_back(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    study = build(tmp_path / "workspace.sqlite3")
    data = table(study.text("LA1, FG1"))
    study.workspace.close()
    on = screen(run(port=8898))
    on.open("excerpts")
    on.sidebar.get_by_role("combobox", name="Working as").click()
    on.page.get_by_role("option", name="Ruth Adeyemi").click()
    on.settled()
    wrong = {"name": "x.csv", "mimeType": "text/csv", "buffer": b"only words"}
    on.page.set_input_files("input[type=file]", wrong)
    on.says("x.csv is no table of coded excerpts")
    on.page.set_input_files("input[type=file]", {"name": "quotes.csv", "mimeType": "text/csv", "buffer": data})
    on.press("Find 6 quotations")
    on.says("2 found, 1 in several places, 1 nearly, 2 not.")
    on.says("Documents that are no transcript here: LA9, FG9")
    found = on.cells("Where the excerpts stand, editable")
    assert [row[1] for row in found] == ["2", "3", "4", "5"]
    assert found[0][2:4] == ["LA1, FG1", "18"]
    assert found[1][6] == "but for spacing, quotation marks, dashes or capitals"
    assert [row[0] for row in on.cells("Rows that were not found")] == ["6", "7"]
    on.main.get_by_text("Make a new theme of 1 code that is none here").click()
    on.settled()
    assert on.cells("What each code means, editable")[1][2] == "a new theme"
    assert on.cells("Where the excerpts stand, editable")[0][5] == "3.1 Supervision; new: Brought in / Mentoring"
    on.page.set_viewport_size({"width": 700, "height": 900})
    on.settled()
    assert on.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    serious = {v["id"] for v in Axe().run(on.page).response["violations"] if v["impact"] in ("serious", "critical")}
    assert serious <= {"empty-table-header"}  # Streamlit's own
    on.press("Place 2 excerpts")
    on.says("placed 2 coded excerpts of 1 transcript from quotes.csv")
    with on.server.study() as after:
        new = next(theme.id for theme in after.all(Theme) if theme.name == "Mentoring")
        assert titles(after)[new] == "4.1 Mentoring"
        assert len(passages_under(after, new)) == 1
    on.press("Undo this")
    expect(on.main.get_by_role("button", name="Undo this")).to_have_count(0)
    with on.server.study() as after:
        assert "Mentoring" not in [theme.name for theme in after.all(Theme)]
