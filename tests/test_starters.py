"""Starting a framework from headings, tables and other studies."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from small_study import SmallStudy

from framework import starters, themes
from framework.errors import FrameworkError, Invalid, Unreadable
from framework.importing.spreadsheets import read_rows
from framework.model import Origin
from framework.starters import SEVEN_HEADINGS, as_rows, from_study, from_table, new_headings

Paths = list[tuple[str, ...]]


def paths(rows: list[list[str]]) -> Paths:
    return [heading.path for heading in from_table(rows).headings]


def framework(s: SmallStudy) -> list[str]:
    return [entry.title for entry in s.ask(themes.index)]


TREE: Paths = [("Training",), ("Training", "University"), ("Training", "University", "Placements"), ("Workload",)]


@pytest.mark.parametrize(
    "rows",
    [
        [["Path"], ["Training"], ["Training / University"], ["Training / University / Placements"], ["Workload"]],
        [["path"], ["Training > University > Placements"], ["Workload"]],
        [["Code path", "x"], ["Training/University/Placements", ""], ["Workload", ""]],
        [
            ["Name", "Parent"],
            ["Training", ""],
            ["University", "Training"],
            ["Placements", "University"],
            ["Workload", ""],
        ],
        [["No.", "Theme"], ["1", "Training"], ["1.1", "University"], ["1.1.1", "Placements"], ["2", "Workload"]],
        [
            ["parent", "number", "name"],
            ["", "1", "Training"],
            ["1", "1.1", "University"],
            ["1.1", "1.1.1", "Placements"],
            ["", "2", "Workload"],
        ],
        [["Theme", "Sub-theme", "Sub-sub-theme"], ["Training", "University", "Placements"], ["Workload", "", ""]],
        [["Level 1", "Level 2", "Level 3"], ["Training"], ["", "University"], ["", "", "Placements"], ["Workload"]],
        [["1 Training"], ["1.1 University"], ["1.1.1 Placements"], ["2 Workload"]],
        [["1", "Training"], ["1.1", "University"], ["1.1.1", "Placements"], ["2", "Workload"]],
        [["Training"], ["Training / University"], ["Training / University / Placements"], ["Workload"]],
        [["Path"], ["1 Training / 1.1 University / 1.1.1 Placements"], ["2 Workload"], [""]],
    ],
)
def test_a_table_may_say_what_is_beneath_what_in_many_ways(rows: list[list[str]]) -> None:
    assert paths(rows) == TREE


def test_definitions_and_the_rest_come_along() -> None:
    titles = ["Number", "Name", "Description", "Include", "Exclude", "Origin"]
    (heading,) = from_table([titles, ["1", "Training", "Learning.", "Courses", "Chats", "Topic guide"]]).headings
    assert (heading.definition, heading.include, heading.exclude) == ("Learning.", "Courses", "Chats")
    assert heading.origin is Origin.TOPIC_GUIDE


def test_what_a_table_leaves_open_is_said() -> None:
    outline = from_table([["name", "parent"], ["A", "B"], ["B", "A"], ["C", "Z"], ["D", ""], ["D", ""]])
    assert [heading.path for heading in outline.headings] == [("A",), ("B",), ("C",), ("D",)]
    assert any("“Z”, above “C”" in remark for remark in outline.remarks)
    assert any("twice" in remark for remark in outline.remarks)
    with pytest.raises(Invalid, match="No themes"):
        from_table([["", ""], [""]])


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=12))
def test_any_table_is_an_outline_or_refused_in_a_sentence(rows: list[list[str]]) -> None:
    try:
        outline = from_table(rows)
    except FrameworkError:
        return
    seen: set[tuple[str, ...]] = set()
    for heading in outline.headings:
        path = tuple(name.casefold() for name in heading.path)
        assert path not in seen and (len(path) == 1 or path[:-1] in seen)
        seen.add(path)


def test_the_seven_headings_begin_an_empty_framework(study: SmallStudy) -> None:
    project, lead = study.workspace.start_study(study.people["lead"], "New"), study.people["lead"]
    rows = as_rows(SEVEN_HEADINGS)
    done = study.workspace.run(project, lead, "start_framework", {"headings": rows, "source": "the seven headings"})
    assert done.result == 7 and done.sentence == "added 7 themes from the seven headings to the framework"
    with study.workspace.read(project, lead) as new:
        assert [entry.title for entry in themes.main_themes(new)][:2] == [
            "1 Interagency working",
            "2 Understanding of other agencies' roles",
        ]
        assert all(themes.columns(new, main.theme.id)[-1].theme.other for main in themes.main_themes(new))
        assert all(main.theme.definition for main in themes.main_themes(new))


def test_a_framework_travels_to_another_study_whole(study: SmallStudy) -> None:
    project, lead = study.workspace.start_study(study.people["lead"], "New"), study.people["lead"]
    outline = study.ask(from_study)
    study.workspace.run(project, lead, "start_framework", {"headings": as_rows(outline)})
    with study.workspace.read(project, lead) as new:
        assert [entry.title for entry in themes.index(new)] == framework(study)


def test_starting_adds_and_never_replaces(study: SmallStudy) -> None:
    before = framework(study)
    rows: list[dict[str, Any]] = [
        {"path": ["training", "UNIVERSITY TRAINING"], "definition": "Another one."},
        {"path": ["Training", "Shadowing", "Who with"]},
        {"path": ["Home"], "definition": "Where people live."},
        {"path": ["Home", "Other"], "definition": "The rest of it."},
    ]
    assert study.act("ruth", "start_framework", headings=rows) == 3
    after = framework(study)
    assert [title for title in after if title not in before] == [
        "2.3 Shadowing",
        "2.3.1 Who with",
        "2.4 Other",
        "4 Home",
        "4.1 Other",
    ]
    with study.read() as now:
        definitions = {entry.title: entry.theme.definition for entry in themes.index(now)}
    assert definitions["2.1 University training"] == "" and definitions["4.1 Other"] == "The rest of it."
    with pytest.raises(Invalid, match="already"):
        study.act("ruth", "start_framework", headings=rows)
    study.act("ruth", "undo")
    assert framework(study) == before
    assert len(study.ask(new_headings, starters.Outline(()))) == 0


def sheet(*rows: list[Any]) -> bytes:
    book, file = Workbook(), BytesIO()
    assert book.active
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_tables_are_read_from_spreadsheets_and_text() -> None:
    rows = [["No.", "Theme"], ["1", "Café & Co"], ["2", "שלום 😀"]]
    assert read_rows("a.xlsx", sheet(["No.", "Theme"], [1, "Café & Co"], [2.0, "שלום 😀"])) == rows
    for data in (
        "\ufeffNo.;Theme\r\n1;Café & Co\r\n2;שלום 😀\r\n".encode(),
        'No.,Theme\n1,"Café & Co"\n2,שלום 😀'.encode(),
        "No.\tTheme\n1\tCafé & Co\n2\tשלום 😀".encode("utf-16"),
    ):
        assert read_rows("a.csv", data) == rows


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\x00\x01\x02\x03" * 50, sheet(), sheet([None])])
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match="a.xlsx"):
        read_rows("a.xlsx", data)
