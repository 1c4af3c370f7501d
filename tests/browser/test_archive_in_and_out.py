"""A study leaves as an archive and comes back in a workspace that has never seen it, as a new user would do it."""

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from in_browser import Screen, Server, Watch, start
from playwright.sync_api import Page, expect
from small_study import build

from framework.history import trail
from framework.model import Passage
from framework.people import names
from framework.themes import main_themes
from framework.versions import versions


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Server]:
    """The app on another machine, with nothing in it."""
    (tmp_path / "elsewhere").mkdir()
    server = start(tmp_path / "elsewhere", port=8871)
    yield server
    server.stop()


def archive(on: Screen, folder: Path) -> Path:
    """The archive of the open study as it arrives at the user's."""
    on.open("export")
    on.says("For a data archive, and as a copy")
    on.says("withhold nothing")
    with on.page.expect_download() as started:
        on.main.locator('a[download*=" archive "][download$=".zip"]').click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def torn(file: Path) -> bytes:
    """The archive with a word of one of its tables changed, as somebody might with a text editor."""
    out = BytesIO()
    with zipfile.ZipFile(file) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in package.namelist():
            data = package.read(name)
            again.writestr(name, data.replace(b"A thought", b"A taught") if name == "data/memos.csv" else data)
    return out.getvalue()


def test_a_study_leaves_as_an_archive_and_comes_back_elsewhere(
    tmp_path: Path,
    run: Callable[..., Server],
    elsewhere: Server,
    screen: Callable[[Server], Screen],
    page: Page,
) -> None:
    s = build(tmp_path / "workspace.sqlite3")
    s.act("ruth", "freeze_framework", name="Pilot")
    s.workspace.close()
    home = run(port=8870)
    on = screen(home)
    on.open()
    on.main.locator("summary", has_text="Other studies").click()
    on.settled()
    on.choose("Open", "Confidence in practice")
    file = archive(on, tmp_path)
    assert "confidence-in-practice - archive - v" in file.name
    with home.study() as study:
        assert trail(study)[0].sentence == "exported archive of the whole study"

    there = screen(elsewhere)
    watch = Watch(page, elsewhere)
    there.open()
    there.main.locator("summary", has_text="Bring a study back from an archive").focus()
    page.keyboard.press("Enter")
    upload = there.main.locator("input[type=file]")
    upload.set_input_files({"name": "torn.zip", "mimeType": "application/zip", "buffer": torn(file)})
    there.says("torn.zip can’t be brought back: its file data/memos.csv was changed since the archive was made.")
    expect(there.main.get_by_role("button", name="Bring the study back")).to_have_count(0)
    upload.set_input_files(file)
    there.says("3 cases, 3 transcripts")
    there.says("of the archive are as they left: their checksums are right.")
    there.says("New here, and added to this workspace’s people: Helen Marsh")
    page.set_viewport_size({"width": 700, "height": 900})
    there.settled()
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page).response["violations"]
    assert not {violation["id"] for violation in found if violation["impact"] in ("serious", "critical")}
    page.set_viewport_size({"width": 1440, "height": 900})
    there.press("Bring the study back")
    expect(there.main.get_by_role("heading", name="Confidence in practice")).to_be_visible()
    there.says("3 transcripts; 1 read by somebody, 0 by you")
    there.says("12 passages placed")
    with elsewhere.study() as study:
        assert [entry.theme.name for entry in main_themes(study)] == ["Confidence", "Training", "Workload and support"]
        assert study.count(Passage) == 12 and [version.name for version in versions(study)] == ["Pilot"]
        last = trail(study)[0]
        assert last.sentence == f"brought the study back from the archive {file.name}"
        assert names(study)[last.person_id] not in ("Helen Marsh", "Ruth Adeyemi")
    there.go("Audit trail")
    told = [" ".join(row) for row in there.cells("The acts of the study, newest first")]
    assert last.sentence in told[0] and "froze the framework as v1 Pilot" in told[1]
    there.open("summaries")
    assert there.state("matrix")["columns"]
    assert watch.complaints == [] and watch.abroad == []
