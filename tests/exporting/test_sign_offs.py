"""The sign-off sheet: who stands behind which matrix, and how each cell came through its review."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from small_study import SmallStudy

from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.matrices import cell
from framework.model import Blank
from framework.versions import named

WORKLOAD = "Workload and support"


def sheets(
    study: SmallStudy, what: str = "sign-off", selection: Selection = ALL_OF_IT
) -> dict[str, list[dict[str, Any]]]:
    """Sheet → its rows under their headings."""
    with study.read() as opened:
        book = load_workbook(BytesIO(WRITERS[what].write(opened, selection)))
    found = {}
    for sheet in book:
        rows = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
        head = next((n for n, row in enumerate(rows) if row[0] in ("Matrix", "Case")), None)
        if head is not None:
            found[sheet.title] = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    return found


def place(study: SmallStudy, case: str, theme: str) -> dict[str, int]:
    where = {"case_id": study.cases[case], "theme_id": study.themes[theme]}
    return {**where, "seen": study.ask(cell, **where).seen}


@pytest.fixture
def signed(fresh: Callable[[], SmallStudy]) -> SmallStudy:
    """The matrix of workload is charted, approved and signed off as of v1."""
    study = fresh()
    study.act("lead", "freeze_framework", name="Pilot")
    for case in ("LA1, FG1", "LA1, Manager 1"):
        parts = [{"text": "They are asked.", "passages": []}]
        study.act("tom", "write_cell", **place(study, case, "Supervision"), parts=parts)
    study.act(
        "tom",
        "write_cell",
        **place(study, "LA2, FG1", "Workload management"),
        parts=[{"text": "Weeks.", "passages": []}],
    )
    written = [
        ("LA1, FG1", "Workload management"),
        ("LA1, FG1", "Supervision"),
        ("LA1, Manager 1", "Supervision"),
        ("LA2, FG1", "Workload management"),
    ]
    cells = [place(study, *where) for where in written]
    study.act("ruth", "submit_cells", cells=cells)
    study.act("supervisor", "approve_cells", cells=cells)
    study.act("supervisor", "sign_off", theme_id=study.themes[WORKLOAD], note="For the interim report.")
    return study


def test_a_matrix_says_who_signed_it_off_at_which_version_and_what_is_open_elsewhere(signed: SmallStudy) -> None:
    rows = {row["Matrix"]: row for row in sheets(signed)["Sign-off"]}
    row = rows[f"3 {WORKLOAD}"]
    version = signed.ask(lambda study: study.version)
    assert (row["Signed off by"], row["At version"], row["Framework"]) == ("Maya Holt", version, "v1 Pilot")
    assert (row["Note"], row["Changed since"], row["Not settled"]) == ("For the interim report.", "nothing", "nothing")
    other = rows["1 Confidence"]
    assert other["Signed off by"] == "not signed off" and other["Not settled"].endswith("not charted yet")


def test_what_has_changed_since_is_named(signed: SmallStudy) -> None:
    where = place(signed, "LA1, FG1", "Supervision")
    signed.act("tom", "write_cell", **where, parts=[{"text": "They are asked and answer."}])
    found = sheets(signed)
    row = next(row for row in found["Sign-off"] if row["Matrix"] == f"3 {WORKLOAD}")
    assert row["Changed since"] == "LA1, FG1: 3.1" and row["Not settled"] == "1 draft"
    one = next(c for c in found["Review of cells"] if (c["Case"], c["Sub-theme"]) == ("LA1, FG1", "3.1 Supervision"))
    assert (one["Status"], one["Approved by"], one["Written by"]) == ("draft", "Maya Holt", "Tom Linden")
    assert one["Version approved"] == where["seen"] < one["Version now"]


def test_each_cell_says_who_approved_which_version_of_it_and_what_is_open(signed: SmallStudy) -> None:
    signed.act(
        "tom", "remark_on_cell", case_id=signed.cases["LA1, FG1"], theme_id=signed.themes["Supervision"], text="All?"
    )
    rows = sheets(signed)["Review of cells"]
    assert len(rows) == 5  # what is charted
    one = next(c for c in rows if (c["Case"], c["Sub-theme"]) == ("LA1, FG1", "3.1 Supervision"))
    assert (one["Status"], one["Approved by"], one["Open remarks"]) == ("approved", "Maya Holt", 1)
    assert one["Version approved"] == one["Version now"] and one["Approved (UTC)"] and one["Written (UTC)"]
    blank = next(c for c in rows if c["Case"] == "LA1, Manager 1" and c["Sub-theme"] == "3.2 Workload management")
    assert blank["Status"] == "draft" and not blank["Approved by"]


def test_of_a_withheld_cell_no_more_is_told_than_that_it_is(signed: SmallStudy) -> None:
    where = place(signed, "LA1, FG1", "Supervision")
    signed.act("tom", "leave_blank", **where, reason=Blank.WITHDRAWN)
    rows = sheets(signed)["Review of cells"]
    one = next(c for c in rows if (c["Case"], c["Sub-theme"]) == ("LA1, FG1", "3.1 Supervision"))
    assert one["Status"] == "withdrawn" and not one["Approved by"] and not one["Written by"]


def test_looking_back_tells_what_stood_signed_then(signed: SmallStudy) -> None:
    then = signed.act("lead", "freeze_framework", name="Signed").id
    where = place(signed, "LA1, FG1", "Supervision")
    signed.act("tom", "write_cell", **where, parts=[{"text": "Written later."}])
    pilot = signed.ask(named, "v1").id
    stood = {
        id: next(
            r for r in sheets(signed, selection=Selection(version_id=id))["Sign-off"] if r["Matrix"].startswith("3")
        )
        for id in (pilot, then)
    }
    assert stood[pilot]["Signed off by"] == "not signed off"
    assert stood[then]["Signed off by"] == "Maya Holt" and stood[then]["Changed since"] == "nothing"


@pytest.mark.parametrize("what", ["everything", "summary"])
def test_it_goes_along_with_the_matrices(fresh: Callable[[], SmallStudy], what: str) -> None:
    assert {"Sign-off", "Review of cells"} <= sheets(fresh(), what).keys()
