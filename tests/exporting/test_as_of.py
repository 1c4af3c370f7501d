"""The study as of a frozen version, and the framework's history, arrive in the workbook."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from exported_study import Small
from openpyxl import load_workbook
from typer.testing import CliRunner

from framework import indexing, memos, themes, versions
from framework.errors import Invalid
from framework.exporting import WRITERS, Selection, compared, file_name, whole_workbook, write
from framework.model import About, Consent
from workbench import cli

LECTURE = "one lecture in LA1 FG1, and that was all there ever was for us"


@pytest.fixture
def pilot(small: Small) -> Selection:
    """The small study as of v1, after which a theme was renamed, a passage removed and a memo written."""
    frozen = small.act(versions.freeze_framework, "Pilot", "Tried on LA1.")
    small.act(themes.rename_theme, small.theme["University"], "Degree courses")
    small.act(indexing.remove_passage, small.passage["one lecture in LA2 FG1"].id)
    small.act(memos.write_memo, About.PASSAGE, small.passage[LECTURE].id, "A later thought.")
    return Selection(version_id=frozen.id)


def rows(content: bytes, sheet: str) -> list[list[str]]:
    found = load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True)
    return [["" if value is None else str(value) for value in row] for row in found]


def words(content: bytes, sheet: str) -> str:
    return "\n".join("\t".join(row) for row in rows(content, sheet))


def test_a_workbook_as_of_a_version_holds_what_stood_then(small: Small, pilot: Selection) -> None:
    with small.read() as study:
        then, now = whole_workbook(study, pilot), whole_workbook(study)
    assert "1.1 University" in words(then, "Locating matrix") and "1.1 Degree courses" in words(now, "Locating matrix")
    assert "one lecture in LA2 FG1" in words(then, "Quotations")
    assert "one lecture in LA2 FG1" not in words(now, "Quotations")
    assert "Said with a laugh." in words(then, "Quotations") and "A later thought." not in words(then, "Quotations")
    assert "A later thought." in words(now, "Quotations")
    assert "University" in words(then, "Codebook") and "University" in words(then, "By site")
    assert "Recall a single lecture." in words(then, "1 Training")


def test_the_cover_and_the_file_name_say_as_of_when(small: Small, pilot: Selection) -> None:
    with small.read() as study:
        frozen = versions.versions(study)[0]
        then, now = (dict(row[:2] for row in rows(whole_workbook(study, s), "Cover")) for s in (pilot, Selection()))
        name, document = file_name(study, "locating", frozen.at, pilot), WRITERS["codebook-docx"].write(study, pilot)
        assert (
            then["Version"].startswith(f"{frozen.study_version} ") and f"now it is {study.version}" in then["Version"]
        )
    frozen_at = f"as of v1 Pilot, frozen {frozen.at:%Y-%m-%d %H:%M} UTC"
    assert then["Framework"] == f"{frozen_at} by Ada Analyst: 2 main themes, 6 sub-themes"
    assert "withheld" in then["Looking back"] and "Looking back" not in now
    assert f" - locating matrix as of v1 - v{frozen.study_version} - " in name
    assert any(frozen_at in paragraph.text for paragraph in Document(BytesIO(document)).paragraphs)


def test_words_that_may_not_be_quoted_today_are_not_quoted_as_of_then(small: Small, pilot: Selection) -> None:
    passage = small.passage[LECTURE]
    small.act(indexing.mark_passage, passage.id, passage.strength, passage.key, Consent.REFUSED)
    with small.read() as study:
        content = whole_workbook(study, pilot)
    said = [words(content, sheet) for sheet in load_workbook(BytesIO(content)).sheetnames]
    assert not any(LECTURE in sheet for sheet in said)
    (row,) = (row for row in rows(content, "Quotations") if row[0] == f"Q{passage.id}")
    assert "(the words may not be quoted)" in row
    assert "“that was all there ever was”" not in words(content, "1 Training")


def test_the_frameworks_history_tells_its_versions_and_differences_in_their_order(
    small: Small, pilot: Selection
) -> None:
    small.act(versions.freeze_framework, "Second")
    small.workspace.run(
        small.project, small.person, "retire_theme", {"theme_id": small.theme["Colleagues"]}, reason="Nobody said it"
    )
    with small.read() as study:
        for content in (whole_workbook(study), WRITERS["codebook"].write(study), WRITERS["history"].write(study)):
            _, *found = [row[:6] for row in rows(content, "Framework history")[2:]]
            assert found == [
                ["v1 Pilot", "frozen", "", "8 themes", "Tried on LA1.", "Ada Analyst"],
                ["v1 → v2", "renamed", "1.1 University", "1.1 Degree courses", "", "Ada Analyst"],
                ["v2 Second", "frozen", "", "8 themes", "", "Ada Analyst"],
                ["v2 → now", "retired", "2.2 Colleagues", "2.2 Colleagues", "Nobody said it", "Ada Analyst"],
            ]
        some = Selection(themes=frozenset({small.theme["Training"]}), words="Training")
        assert "Colleagues" not in words(WRITERS["history"].write(study, some), "Framework history")


def test_two_versions_are_compared_in_a_table_of_their_own(small: Small, pilot: Selection) -> None:
    second = small.act(versions.freeze_framework, "Second").id
    small.act(themes.retire_theme, small.theme["Colleagues"])
    with small.read() as study:
        between = rows(compared(pilot.version_id, second).write(study), "Framework history")
        since = rows(compared(second).write(study), "Framework history")
        with pytest.raises(Invalid, match="earlier"):
            compared(second, pilot.version_id).write(study)
    assert [row[1] for row in between[3:]] == ["frozen", "renamed", "frozen"]
    assert [row[1] for row in since[3:]] == ["frozen", "retired"]


def test_a_study_without_versions_has_no_history_sheet(small: Small) -> None:
    with small.read() as study:
        assert "Framework history" not in load_workbook(BytesIO(whole_workbook(study))).sheetnames
        assert "No version has been frozen yet." in words(WRITERS["history"].write(study), "Framework history")


def test_the_command_line_writes_as_of_a_version(small: Small, pilot: Selection, tmp_path: Path) -> None:
    def run(version: str) -> Any:
        given = ["--database", str(small.workspace.database.file), "--out", str(tmp_path / "out"), "--as-of", version]
        return CliRunner().invoke(cli.app, ["export", "locating", *given])

    assert run("v1").exit_code == 0
    (file,) = (tmp_path / "out").iterdir()
    assert "as of v1" in file.name and "1.1 University" in words(file.read_bytes(), "Locating matrix")
    refused = run("v7")
    assert refused.exit_code == 1 and "Versions here: v1 Pilot" in refused.output
    with small.read() as study:
        assert write(study, "locating", tmp_path / "out", pilot).name == file.with_stem(f"{file.stem} (2)").name
