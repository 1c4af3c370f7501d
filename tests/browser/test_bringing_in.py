"""A newcomer brings a project of another program in: looks it through, takes it over, takes it back."""

from collections.abc import Callable
from pathlib import Path

from in_browser import Screen, Server
from playwright.sync_api import expect

from framework.cases import case_names
from framework.model import Passage, Theme
from framework.workspace import Workspace

GUID = "00000000-0000-4000-8000-0000000000"
PROJECT = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Care at home" origin="MAXQDA 24">
<Users><User guid="{GUID}01" name="Ida Novak"/></Users>
<CodeBook><Codes>
<Code guid="{GUID}10" name="Time" isCodable="true" color="#4477AA"/>
<Code guid="{GUID}11" name="Notes" isCodable="true"/>
</Codes></CodeBook>
<Sources>
<TextSource guid="{GUID}20" name="Anna"><PlainTextContent>Interviewer: How was it?
Anna: Long days, and no time for notes.
Interviewer: Since when?
Anna: Since spring.</PlainTextContent>
<PlainTextSelection guid="{GUID}30" startPosition="31" endPosition="40" name="Long days">
<Coding guid="{GUID}40" creatingUser="{GUID}01" creationDateTime="2026-03-01T10:00:00Z">
<CodeRef targetGUID="{GUID}10"/></Coding>
</PlainTextSelection></TextSource>
</Sources></Project>"""


def test_a_project_comes_in_and_is_taken_back(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    workspace = Workspace(tmp_path / "workspace.sqlite3")
    workspace.start_study(workspace.local_person().id, "Care")
    workspace.close()
    on = screen(run(port=8887))
    on.open("bring_in")
    on.says("REFI-QDA projects (.qdpx, .qde) of NVivo")
    on.page.set_input_files(
        "input[type=file]", {"name": "saved.qdpx", "mimeType": "text/html", "buffer": b"<!doctype html><p>Sign in"}
    )
    on.says("saved.qdpx")
    expect(on.main.get_by_test_id("stAlertContentError")).to_be_visible()
    file = {"name": "care.qde", "mimeType": "application/xml", "buffer": PROJECT.encode()}
    on.page.set_input_files("input[type=file]", file)
    on.says("MAXQDA 24 project “Care at home”: 2 codes, 1 document, 1 coding, 0 cases, 0 notes, 1 person.")
    expect(on.main.get_by_role("textbox", name="Put all codes under one main theme called")).to_have_value(
        "Care at home"
    )
    assert "sub-theme" in on.cells("Codes of the project and what they become, editable")[0]
    on.press("Bring it in")
    on.says("What came in from care.qde")
    on.says("Passages: 1 new")
    with on.server.study() as study:
        assert [theme.name for theme in study.all(Theme) if not theme.other] == ["Care at home", "Time", "Notes"]
        assert [passage.quote for passage in study.find(Passage)] == ["Long days"]
        assert list(case_names(study).values()) == ["Anna"]
    with on.page.expect_download() as told:
        on.main.get_by_role("link", name="Download this account").click()
    assert "- Passages: 1 new" in Path(told.value.path()).read_text(encoding="utf-8")
    on.undo()  # at the left; what is no longer there is no longer said to have come in either
    expect(on.main.get_by_text("What came in from care.qde")).to_have_count(0)
    expect(on.main.get_by_test_id("stAlertContentSuccess")).to_have_count(0)
    with on.server.study() as study:
        assert study.all(Theme) == ()
        assert study.find(Passage) == []
