"""A cell goes back and forth between the analyst and the supervisor, is approved, and falls back with its evidence."""

import re
from collections.abc import Callable
from pathlib import Path

from in_browser import Screen, Server
from playwright.sync_api import Locator, expect
from written_study import write_study

from framework import approval, matrices
from framework.history import trail
from framework.matrices import Status
from framework.model import Cell, Role, Theme
from framework.workspace import Workspace

TURNS = (
    ("Moderator", "Thank you for coming. What helps you in your work?"),
    ("S1", "My manager asks how I am. She waits until I have answered. Nobody else does."),
    ("S2", "We talk in the car on the way home."),
)
FIRST, LATER = "My manager asks how I am.", "We talk in the car on the way home."
DRAFT, REWRITTEN = "Managers ask. That helps.", "One manager asks how her worker is."
ANALYST, SUPERVISOR = "Ruth Adeyemi", "Maya Holt"
QUESTION, ANSWER = "Was it more than one?", "It was one; I have rewritten it."


def test_a_cell_is_sent_back_answered_approved_and_falls_back_when_its_evidence_changes(
    run: Callable[..., Server], screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    set_up(tmp_path)
    server = run()
    on = screen(server)
    on.open("summaries")
    submit(on)
    ask_for_changes(on)
    answer_and_rewrite(on)
    approve_what_was_looked_at(on)
    assert status(server) is Status.APPROVED
    sign_off(on)
    look_at_what_changed(on)
    the_evidence_changes(on)
    assert signed_and_changed_since(server) == 1
    assert status(server) is Status.EVIDENCE_CHANGED
    on.undo()
    expect(line(on)).to_contain_text(f"Approved by {SUPERVISOR}")
    expect(on.main.locator(".changed")).to_be_hidden()
    assert status(server) is Status.APPROVED
    assert signed_and_changed_since(server) == 0
    bring_an_earlier_version_back(on)
    with server.study() as study:
        (thread,) = approval.threads(study, study.find(Cell)[0].id)
        assert (thread.remark.text, thread.remark.words) == (QUESTION, "Managers ask.")
        assert [(said.text, said.answers) for said in thread.answers] == [(ANSWER, thread.remark.id)]
        done = [act.sentence for act in trail(study, limit=30)]
        assert any(sentence.startswith("asked for changes in the cell of") for sentence in done)
    assert not [said for said in server.said if "fault" in said]


def set_up(folder: Path) -> None:
    """A study with one passage under 1.1, an analyst and a supervisor."""
    workspace = Workspace(write_study(folder, turns=TURNS))
    lead = workspace.local_person().id
    (study, _, _), *_ = workspace.studies(lead)
    for name, role in ((ANALYST, Role.ANALYST), (SUPERVISOR, Role.SUPERVISOR)):
        workspace.run(study.id, lead, "add_to_study", {"person_id": workspace.add_person(name).id, "role": role})
    with workspace.read(study.id, lead) as opened:
        (theme,) = (theme.id for theme in opened.all(Theme) if theme.name == "From managers")
    text = "\n".join(f"{label}: {words}" for label, words in TURNS)
    place = {"transcript_id": 1, "start": text.index(FIRST), "end": text.index(FIRST) + len(FIRST)}
    workspace.run(study.id, lead, "index_passage", {**place, "themes": [theme]})
    workspace.close()


def status(server: Server) -> Status:
    """How far the cell is, as the database has it."""
    with server.study() as study:
        stored = study.find(Cell)[0]
        return matrices.cell(study, stored.case_id, stored.theme_id).status


def signed_and_changed_since(server: Server) -> int:
    """How many cells are not any more as the matrix was signed."""
    with server.study() as study:
        signed = approval.signed(study, next(theme.id for theme in study.all(Theme) if theme.name == "Support"))
        assert signed is not None
        return len(signed.changed)


def line(on: Screen) -> Locator:
    """What the editor says of the cell's review."""
    return on.main.locator(".review-line")


def work_as(on: Screen, name: str) -> None:
    """The choice at the left."""
    on.sidebar.get_by_role("combobox", name="Working as").click()
    on.page.get_by_role("option", name=name).first.click()
    on.settled()


def words_of(on: Screen) -> Locator:
    """The only summary."""
    return on.main.get_by_role("textbox", name="Text of summary")


def submit(on: Screen) -> None:
    work_as(on, ANALYST)
    on.main.get_by_role("gridcell").first.click()
    on.until("cell", "w.passages === 1 && !w.unsaved")
    expect(line(on)).to_have_text("Not started.")
    expect(on.main.get_by_role("button", name="Submit for review")).to_be_disabled()
    on.main.get_by_text("Nothing is charted here yet.").wait_for()
    words_of(on).fill(DRAFT)
    on.press("Save and submit for review")
    expect(line(on)).to_contain_text(f"Submitted by {ANALYST}")
    expect(on.main.get_by_role("button", name="Approve", exact=True)).to_be_hidden()
    on.saved()


def ask_for_changes(on: Screen) -> None:
    work_as(on, SUPERVISOR)
    on.go("Review")
    on.press("Begin →")
    on.until("cell", "!w.unsaved && w.seen > 0")
    words_of(on).focus()
    words_of(on).evaluate("(text) => text.setSelectionRange(0, 'Managers ask.'.length)")
    on.press("Ask for changes…")
    about = on.main.get_by_label("What the remark is about")
    expect(about.locator("option:checked")).to_have_text("On “Managers ask.”")
    on.main.get_by_role("textbox", name="What should be changed?").fill(QUESTION)
    on.press("Ask for changes")
    expect(line(on)).to_contain_text(f"Changes asked for by {SUPERVISOR}")
    on.saved()


def answer_and_rewrite(on: Screen) -> None:
    work_as(on, ANALYST)
    on.says("Sent back to you (1)")
    on.main.get_by_role("radio", name="Sent back to you").click()
    thread = on.main.get_by_role("article")
    expect(thread).to_contain_text(QUESTION)
    thread.get_by_role("button", name="“Managers ask.”").click()
    assert words_of(on).evaluate("(t) => t.value.slice(t.selectionStart, t.selectionEnd)") == "Managers ask."
    thread.get_by_role("button", name="Answer").click()
    thread.get_by_role("textbox", name="Your answer").fill(ANSWER)
    on.page.keyboard.press("Control+Enter")
    expect(thread.locator(".answer")).to_contain_text(ANSWER)
    words_of(on).fill(REWRITTEN)
    expect(thread).to_contain_text("these words have been rewritten")
    on.press("Save and submit for review")
    expect(line(on)).to_contain_text(f"Submitted by {ANALYST}")
    thread.get_by_role("button", name="Settle").click()
    expect(on.main.get_by_text("1 settled remark")).to_be_visible()
    on.saved()


def approve_what_was_looked_at(on: Screen) -> None:
    work_as(on, SUPERVISOR)
    on.main.get_by_role("radio", name="Queue").click()
    expect(on.main.get_by_text("of 1 looked at")).to_be_visible()
    on.press(re.compile("1.1 From managers: open"))
    expect(on.main.get_by_text("1 of 1 looked at")).to_be_visible()
    on.main.get_by_role("checkbox", name="Choose").check()
    on.press("Approve 1 chosen cell")
    expect(line(on)).to_contain_text(f"Approved by {SUPERVISOR}")
    on.saved()


def sign_off(on: Screen) -> None:
    on.main.get_by_role("radio", name="Sign-off").click()
    on.says("All settled: 1 cell can be signed off.")
    on.press("Sign off this matrix…")
    on.page.get_by_role("textbox", name="Note").fill("Read in full.")
    on.page.get_by_role("button", name="Sign off", exact=True).click()
    on.says(re.compile(f"Signed off by {SUPERVISOR} on .*; nothing changed since"))


def look_at_what_changed(on: Screen) -> None:
    on.main.get_by_role("radio", name="Changed since you last looked").click()
    told = on.main.locator("tbody .state")
    expect(told).to_contain_text(f"submitted by {ANALYST}")
    on.press("I have looked")
    expect(on.main.get_by_text("Nothing has changed since you last looked.")).to_be_visible()


def the_evidence_changes(on: Screen) -> None:
    """The analyst indexes another sentence under the same theme."""
    work_as(on, ANALYST)
    on.go("Index passages")
    on.state("transcript")
    on.column.focus()
    for key in ("Control+Home", "j", "j", "s"):
        on.page.keyboard.press(key)
    on.until("transcript", f"w.selection?.quote === {LATER!r}")
    for key in ("Enter", "1", ".", "1", "Enter"):
        on.page.keyboard.press(key)
    on.until("transcript", "w.passages === 2 && w.pending === 0")
    on.saved()
    on.go("Summary matrices")
    changed = on.main.locator(".changed")
    expect(changed).to_contain_text("Evidence changed since this was written: 1 passage added.")
    expect(changed).to_contain_text(LATER)
    expect(line(on)).to_contain_text("No longer approved")
    changed.get_by_role("button", name="Show the passage").click()
    expect(on.main.locator(".passage.flash")).to_contain_text(LATER)


def bring_an_earlier_version_back(on: Screen) -> None:
    on.press("History")
    history = on.main.get_by_role("dialog", name="History of this cell")
    versions = history.locator(".version")
    expect(versions).to_have_count(2)
    expect(history.locator("ins")).to_contain_text(["One manager asks how her worker is"])
    expect(history.locator("del")).to_contain_text(["Managers ask. That helps"])
    versions.nth(1).click()
    history.get_by_role("button", name="Bring this back").click()
    expect(words_of(on)).to_have_value(DRAFT)
    on.until("cell", "w.unsaved")
