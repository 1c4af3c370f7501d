"""Check for names, by keyboard: looked at in context, replaced, kept, looked for; and replaced before an import."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from in_browser import Screen, Server
from playwright.sync_api import expect
from small_study import SmallStudy, arrival, build, talk

from framework.model import CaseKind, Transcript

SAID = "Dr Ann Lee rang from 07700 900456 about Oakwood School on 3 May."
AGAIN = "And then I saw Dr Ann Lee again, with Zsofia."


def named(folder: Path) -> SmallStudy:
    """The small study with two transcripts in which somebody is named."""
    s = build(folder / "workspace.sqlite3")
    for seed, words in ((77, SAID), (78, AGAIN)):
        s.act("ruth", "import_transcripts", arrivals=[arrival(talk(["S1"], 8, seed, words), CaseKind.INTERVIEW)])
    s.workspace.close()
    return s


def work_as(on: Screen, name: str) -> None:
    on.sidebar.get_by_role("combobox", name="Working as").click()
    on.page.get_by_role("option", name=name).click()
    on.settled()
    on.main.get_by_role("heading", name="Check for names").click()  # keys are for the page again


def key(on: Screen, letter: str) -> None:
    on.page.keyboard.press(letter)
    on.settled()


def test_names_are_decided_by_keyboard_one_after_the_other(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    named(tmp_path)
    server = run(port=8897)
    on = screen(server)
    on.open("identifiers")
    work_as(on, "Ruth Adeyemi")
    on.says("This is a check, and no anonymisation.")
    on.says("6 places left undecided in 2 of 5 transcripts:")
    on.says("1 of 6 · telephone number · no site, interview 1")
    expect(on.main.get_by_role("textbox", name="Replace by")).to_have_value("[Phone number]")
    key(on, "x")
    on.says("5 places left undecided in 2 of 5 transcripts:")
    key(on, "k")  # the date
    on.says("1 of 4 · title and name")
    on.says("Replaces 2 places in 2 transcripts; the words stand in no cell, memo or label.")
    key(on, "n")
    on.says("2 of 4 · title and name · no site, interview 2")
    key(on, "p")
    on.says("1 of 4")
    key(on, "x")
    on.says("2 places left undecided in 2 of 5 transcripts:")
    on.says("1 of 2 · place")
    key(on, "a")
    on.says("name you gave")
    box = on.main.get_by_role("textbox", name="Replace by")
    expect(box).to_have_value("[Place 1]")
    box.fill("School A")
    box.press("Enter")
    on.settled()
    box.blur()
    key(on, "x")
    on.says("1 place left undecided in 1 of 5 transcripts:")
    with server.study() as study:
        texts = " ".join(study.text(t.digest) for t in study.all(Transcript))
    assert "[Name 1] rang from [Phone number] about [School A] on 3 May." in texts
    assert "I saw [Name 1] again, with Zsofia." in texts
    assert [file.suffix for file in (tmp_path / "names").iterdir()] == [".sqlite3"]
    the_log_goes_to_a_supervisor_alone(on)
    on.undo()
    on.settled()
    on.says("2 places left undecided in 2 of 5 transcripts:")


def the_log_goes_to_a_supervisor_alone(on: Screen) -> None:
    on.main.get_by_text("Replaced (4) and the key file").click()
    on.says("supervisors and leads can export it")
    work_as(on, "Maya Holt")
    with on.page.expect_download() as fetched:
        on.main.get_by_role("link", name="Export the log").click()
    rows = list(csv.reader(StringIO(Path(fetched.value.path()).read_text(encoding="utf-8-sig"))))
    assert [row[2:6] for row in rows[1:]] == [
        ["no site, interview 1", "8", "07700 900456", "[Phone number]"],
        ["no site, interview 1", "8", "Dr Ann Lee", "[Name 1]"],
        ["no site, interview 2", "8", "Dr Ann Lee", "[Name 1]"],
        ["no site, interview 1", "8", "Oakwood School", "[School A]"],
    ]
    work_as(on, "Ruth Adeyemi")


def test_names_are_replaced_before_the_transcript_is_stored(
    tmp_path: Path, run: Callable[..., Server], screen: Callable[[Server], Screen]
) -> None:
    server = run(port=8898)
    on = screen(server)
    on.open()
    on.main.get_by_label("What is your study called?").fill("Arrivals")
    on.press("Start the study")
    on.go("Import transcripts")
    on.main.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        [{"name": "talk_Ann_Lee.txt", "mimeType": "text/plain", "buffer": TALK.encode()}]
    )
    on.settled()
    on.main.get_by_text("3 places that may say who somebody is").click()
    table = "Words that may say who somebody is, to be ticked"
    assert [row[1:5] for row in on.cells(table)] == [
        ["Harfield", "[Place 1]", "place", "1"],
        ["Ann Lee", "[Name 1]", "capitalised word", "2"],
    ]
    for row in range(2):
        tick(on, table, row)
    on.press("Import 1 transcript")
    on.says("Imported talk_[Name 1].txt")
    with server.study() as study:
        (transcript,) = study.all(Transcript)
        assert study.text(transcript.digest) == TALK.replace("Ann Lee", "[Name 1]").replace("Harfield", "[Place 1]")
    (keys,) = (tmp_path / "names").iterdir()
    assert keys.read_bytes().count(b"Ann Lee") >= 2
    for file in tmp_path.glob("*.sqlite3*"):
        assert b"Harfield" not in file.read_bytes()
        assert b"Ann Lee" not in file.read_bytes()
    on.go("Export")
    expect(on.main.get_by_text("undecided place")).to_have_count(0)


TALK = (
    "Moderator: Where did you live?\nS1: It was in Harfield, with Ann Lee and her mother.\n"
    "Moderator: And then?\nS1: Then only Ann Lee was left.\n"
)


def tick(on: Screen, name: str, row: int) -> None:
    """Tick the first box of a row."""
    table = on.table(name)
    table.scroll_into_view_if_needed()
    table.locator("canvas").first.click(position={"x": 90, "y": 52}, force=True)
    for key in (*["ArrowDown"] * row, "ArrowLeft", "ArrowLeft", "Space"):
        on.page.keyboard.press(key)
    expect(table.locator(f"#glide-cell-0-{row}")).to_have_text("true")
    on.settled()
