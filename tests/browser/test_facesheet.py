"""Attributes come in from a spreadsheet: looked through, taken over, taken back."""

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from in_browser import Screen, Server
from playwright.sync_api import expect
from small_study import build

from framework.cases import attribute_names, case_rows

TABLE = (
    "Case,Setting,Age,Trained,Name\n"
    '"LA1, FG1",rural,41,yes,Ann\n'
    "LA2 FG1,coast,n/a,no,Bea\n"
    '"LA1, Manager 1",,52,yes,Cy\n'
    "LA9 FG1,urban,30,no,Dee\n"
)


def test_a_facesheet_is_looked_through_taken_over_and_taken_back(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    build(tmp_path / "workspace.sqlite3").workspace.close()
    on = screen(run(port=8897))
    on.open("cases")
    on.sidebar.get_by_role("combobox", name="Working as").click()  # Ruth works in this study alone
    on.page.get_by_role("option", name="Ruth Adeyemi").click()
    on.settled()
    torn = {"name": "x.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": b"PK\x03\x04 torn"}
    on.page.set_input_files("input[type=file]", torn)
    on.says("x.xlsx is damaged")
    on.page.set_input_files("input[type=file]", {"name": "face.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    on.says("5 values new, 1 changed, 0 as now.")
    on.says("Setting: “coast” is not one of urban, rural. Left out for LA2, FG1.")
    on.says("1 row left out: about no one case.")
    assert on.cells("What would change")[0] == ["LA1, FG1", "Setting", "urban", "rural"]
    assert on.cells("Rows that are left out") == [["5", "LA9 FG1", "fits no case of the study"]]
    on.page.set_viewport_size({"width": 700, "height": 900})
    on.settled()
    assert on.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(on.page).response["violations"]
    serious = {violation["id"] for violation in found if violation["impact"] in ("serious", "critical")}
    assert serious <= {"empty-table-header"}  # Streamlit's own
    on.press("Take over 6 values of 3 cases")
    on.says("Took 6 values of 3 cases over from face.csv")
    with on.server.study() as study:
        values = {row.name: row.values for row in case_rows(study)}
    assert values["LA1, FG1"] == {"Setting": "rural", "Age": "41", "Trained": "yes"}
    assert values["LA2, FG1"] == {"Trained": "no"}
    on.press("Undo this")
    expect(on.main.get_by_role("button", name="Undo this")).to_have_count(0)
    with on.server.study() as study:
        assert attribute_names(study) == ["Site", "Role", "Group", "Setting", "Length"]
        assert next(row.values for row in case_rows(study) if row.name == "LA1, FG1") == {"Setting": "urban"}
