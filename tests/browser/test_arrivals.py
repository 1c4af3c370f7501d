"""Transcripts as teams have them: an archive, a folder, unseen words, facts in the head, turns read again."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from docx import Document
from in_browser import Screen, Server
from playwright.sync_api import expect

from framework.model import Transcript

TALK = "Moderator: What helps you?\nS1: The team helps.\nModerator: And else?\nS1: A manager who asks.\n"
LONE = (
    "Date: 3 May 2024\nVenue: Leeds\n\nModerator: How did you come here?\nBy boat.\nIt took a week.\n"
    "Moderator: And then?\nA long week.\nThen nothing.\nModerator: I see.\nQuite so.\nReally nothing.\n"
)
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>What helps?\n\n01:03.000 --> 01:04.000\n<v Bo>Time does."


def secretive() -> bytes:
    document = Document()
    document.add_paragraph("Moderator: Who was there?")
    document.add_paragraph("S1: It was ").add_run("Dora Miller").font.hidden = True
    document.add_paragraph("Moderator: Yes.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("wave 1/LA1_FG1.txt", TALK)
        made.writestr("wave 1/LA1_Manager_1.vtt", CAPTIONS)
        made.writestr("__MACOSX/wave 1/._LA1_FG1.txt", b"\0\1")
    return file.getvalue()


def test_a_mixed_batch_comes_in_as_a_person_settles_it(
    run: Callable[..., Server], screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    server = run(port=8895)
    on = screen(server)
    on.open()
    on.main.get_by_label("What is your study called?").fill("Arrivals")
    on.press("Start the study")
    on.go("Import transcripts")
    chooser = on.main.get_by_test_id("stFileUploaderDropzoneInput")
    chooser.set_input_files(
        [
            {"name": "all.zip", "mimeType": "application/zip", "buffer": archive()},
            {"name": "LA2_FG1.docx", "mimeType": "application/octet-stream", "buffer": secretive()},
            {"name": "LA2_Manager_1.txt", "mimeType": "text/plain", "buffer": LONE.encode()},
        ]
    )
    on.settled()
    files = {row[1]: row for row in on.cells("Where each file belongs, editable")}
    assert list(files) == ["wave 1/LA1_FG1.txt", "wave 1/LA1_Manager_1.vtt", "LA2_FG1.docx", "LA2_Manager_1.txt"]
    assert [row[2] for row in files.values()] == ["none", "none", "decide", "none"]
    assert "1 hidden" in files["LA2_FG1.docx"]
    assert files["LA2_Manager_1.txt"][-1] == "Participant"
    assert len(on.cells("The first turns of wave 1/LA1_FG1.txt")) == 4
    go = on.main.get_by_role("button", name="Import 4 transcripts")
    expect(go).to_be_disabled()
    decide(on, "leave out")
    expect(go).to_be_enabled()
    decide(on, "take in")
    # A list that opens while the page scrolls closes again.
    go.scroll_into_view_if_needed()
    on.settled()
    on.choose("File", "LA2_FG1.docx")
    on.says("They are taken into the text where they stand")
    assert on.cells("Unseen words of LA2_FG1.docx") == [["Dora Miller", "hidden"]]
    assert on.cells("The first turns of LA2_FG1.docx")[1] == ["S1", "It was Dora Miller"]
    on.choose("File", "LA2_Manager_1.txt")
    on.says("Metadata: Venue: Leeds")
    on.choose("File", "wave 1/LA1_Manager_1.vtt")
    on.settled()
    assert on.cells("The first turns of wave 1/LA1_Manager_1.vtt")[1] == ["Bo", "Time does.", "1:03"]
    on.press("Import 4 transcripts")
    on.says("imported wave 1/LA1_FG1.txt as LA1")
    with server.study() as study:
        texts = {found.source: study.text(found.digest) for found in study.all(Transcript)}
    assert "S1: It was Dora Miller\n" in texts["LA2_FG1.docx"]
    turns_are_read_again(on)


def decide(on: Screen, choice: str) -> None:
    """Choose what becomes of the unseen words of the third file."""
    table = on.table("Where each file belongs, editable")
    table.locator("canvas").first.click(position={"x": 150, "y": 52}, force=True)
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        on.page.keyboard.press(key)
    on.page.locator("#portal").locator("input").first.wait_for()
    on.page.keyboard.type(choice)
    on.page.keyboard.press("Enter")
    on.settled()


def turns_are_read_again(on: Screen) -> None:
    on.go("Read")
    on.main.get_by_text("Correct this transcript").click()
    on.settled()
    on.main.get_by_role("tab", name="Who speaks").click()
    on.says("These are the turns that the transcript has.")
    table = on.table("Speaker labels of the corrected file, editable")
    table.locator("canvas").first.click(position={"x": 40, "y": 52}, force=True)
    for key in ("ArrowDown", *["ArrowRight"] * 4, "Enter"):
        on.page.keyboard.press(key)
    on.page.locator("#portal").locator("textarea, input").first.fill("Ann")
    on.page.keyboard.press("Enter")
    on.says("4 turns, as they will read:")
    assert [row[0] for row in on.cells("The turns as they will read")] == ["Moderator", "Ann"] * 2
    on.press("Read its turns again")
    on.says("These are the turns that the transcript has.")
    assert [row[0] for row in on.cells("Speaker labels of the corrected file, editable")] == ["Moderator", "Ann"]


def test_a_folder_comes_in_with_the_folders_inside_it(
    run: Callable[..., Server], screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    folder = tmp_path / "talks"
    (folder / "wave 1").mkdir(parents=True)
    (folder / "wave 1" / "LA1_FG1.txt").write_text(TALK)
    (folder / "wave 1" / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (folder / "LA2_Manager_1.vtt").write_text(CAPTIONS)
    on = screen(run(port=8895))
    on.open()
    on.main.get_by_label("What is your study called?").fill("Folders")
    on.press("Start the study")
    on.go("Import transcripts")
    on.main.get_by_text("Choose a whole folder").click()
    on.settled()
    on.main.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(folder)
    on.settled()
    assert sorted(row[1] for row in on.cells("Where each file belongs, editable")) == [
        "talks/LA2_Manager_1.vtt",
        "talks/wave 1/LA1_FG1.txt",
    ]
    on.press("Import 2 transcripts")
    on.says("imported talks/")
