"""A workbook that somebody has edited comes back: looked through, a conflict decided, brought in, taken back."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from in_browser import Screen, Server
from openpyxl import load_workbook
from playwright.sync_api import expect
from small_study import SmallStudy, build

from framework.exporting import WRITERS
from framework.matrices import cell
from framework.passport import marked

OURS, THEIRS = "The team holds them.", "The team holds nobody."


def edited(s: SmallStudy, changes: dict[tuple[str, str], str | None]) -> bytes:
    """The summary matrices with other words in some cells."""
    book = load_workbook(BytesIO(s.ask(lambda study: WRITERS["summary"].write(study))))
    for (case, theme), words in changes.items():
        for sheet in book.worksheets:
            found = {marked(str(c.value or "")): c for row in sheet.iter_rows() for c in row}
            if (column := found.get(("theme", s.themes[theme]))) and (row := found.get(("case", s.cases[case]))):
                sheet.cell(row.row, column.column).value = words
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_an_edited_workbook_comes_back(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    s = build(tmp_path / "workspace.sqlite3")
    team = {"case_id": s.cases["LA2, FG1"], "theme_id": s.themes["Supervision"]}
    seen = s.act("lead", "write_cell", **team, parts=[{"text": "The team holds some."}], seen=0).version
    changes: dict[tuple[str, str], str | None] = {
        ("LA1, FG1", "Workload management"): "The week is full before it even starts. (12)\nComment: Compare LA2.",
        ("LA2, FG1", "Supervision"): THEIRS,
        ("LA1, Manager 1", "Workload management"): None,
    }
    back = {"name": "back.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": edited(s, changes)}
    s.act("lead", "write_cell", **team, parts=[{"text": OURS}], seen=seen)
    s.workspace.close()
    on = screen(run(port=8884))
    on.open("bringing_back")
    on.sidebar.get_by_role("combobox", name="Working as").click()  # Ruth works in this study alone
    on.page.get_by_role("option", name="Ruth Adeyemi").click()
    on.settled()
    on.page.set_input_files("input[type=file]", {**back, "name": "x.xlsx", "buffer": b"PK\x03\x04 torn"})
    on.says("x.xlsx is damaged")
    on.page.set_input_files("input[type=file]", back)
    on.says("1 cell changed in 1 matrix, 1 conflict, 1 emptied;")
    expect(on.main.locator("ins").first).to_contain_text(THEIRS.split()[-1].removesuffix("."))
    assert not on.main.get_by_role("checkbox", name="LA1, Manager 1").is_checked()
    expect(on.main.get_by_role("button", name="Bring back 1 cell")).to_be_enabled()
    on.main.get_by_text("keep both, one after the other").click()
    on.press("Bring back 2 cells")
    on.says("Brought 2 cells back from back.xlsx")
    with on.server.study() as study:
        assert [part.text for part in cell(study, **team).parts] == [OURS, THEIRS]
        written = cell(study, s.cases["LA1, FG1"], s.themes["Workload management"])
        assert [part.text for part in written.parts] == ["The week is full before it even starts.", "Compare LA2."]
    on.press("Undo this")
    expect(on.main.get_by_role("button", name="Undo this")).to_have_count(0)
    with on.server.study() as study:
        assert [part.text for part in cell(study, **team).parts] == [OURS]
