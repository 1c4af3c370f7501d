"""Writing a cell: sentences linked to passages, guides, how a group talked, and that nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from in_browser import Screen, Server, start
from playwright.sync_api import Locator, expect
from written_study import write_study

from framework.cases import case_rows
from framework.indexing import index_passage
from framework.matrices import Written, cell
from framework.model import Theme, Transcript
from framework.workspace import Workspace

COLUMNS = ["Linking", "Selecting", "Settling", "Reloading", "Conflicting", "Opening", "Submitting", "Merging"]
SAID = ["The rota is full before the week begins.", "My manager asks how I am."]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One focus group with two passages under each of some sub-themes: each test writes in a column of its own."""
    folder = tmp_path_factory.mktemp("charting")
    workspace = Workspace(write_study(folder, themes={"Support": COLUMNS}))
    person = workspace.local_person().id
    (project, _, _), *_ = workspace.studies(person)
    with workspace.change(project.id, person) as change:
        (transcript,) = change.all(Transcript)
        text, columns = change.text(transcript.digest), [t.id for t in change.all(Theme) if t.name in COLUMNS]
        for words in SAID:
            start_ = text.index(words)
            index_passage(change, transcript.id, start_, start_ + len(words), themes=columns)
    workspace.close()
    running = start(folder, "run")
    yield running
    running.stop()


@pytest.fixture
def opened(server: Server, screen: Callable[[Server], Screen]) -> Callable[[str], Screen]:
    """The cell of a column, the caret in its first block."""

    def begin(column: str) -> Screen:
        on = screen(server)
        reopen(on, column)
        return on

    return begin


def reopen(on: Screen, column: str) -> None:
    """The page anew, and a cell of it."""
    on.open("summaries")
    come_to(on, column)


def come_to(on: Screen, column: str) -> None:
    """Open a cell from the matrix."""
    on.main.get_by_role("gridcell").nth(COLUMNS.index(column)).click()
    on.until("cell", f"w.cell.endsWith(':{place(on.server, column)[1]}')")
    expect(text(on)).to_be_focused()


def text(on: Screen, number: int = 0) -> Locator:
    """A block's field."""
    return on.page.locator(".block textarea").nth(number)


def place(server: Server, column: str) -> tuple[int, int]:
    """Case and column of a cell."""
    with server.study() as study:
        return case_rows(study)[0].id, next(theme.id for theme in study.all(Theme) if theme.name == column)


def stored(on: Screen, column: str) -> Written:
    """What is in the file."""
    where = place(on.server, column)
    with on.server.study() as study:
        return cell(study, *where)


def linked(on: Screen, column: str) -> list[str]:
    """The words of a stored cell that are linked, in code points as the study counts them."""
    return [part.text[tie.start : tie.end] for part in stored(on, column).parts for tie in part.ties]


def save(on: Screen) -> None:
    """By the keyboard, until it is stored and shown."""
    on.page.keyboard.press("Control+s")
    on.until("cell", "w.seen && !w.unsaved && !w.waiting")


def says(on: Screen, words: str) -> None:
    """What a screen reader is told."""
    expect(on.page.locator(".editor > [role=status]")).to_contain_text(words)


def references(on: Screen) -> list[str]:
    """What is listed under the blocks."""
    return [row.replace("×", "").strip() for row in on.page.locator(".refs li").all_inner_texts()]


def test_a_linked_sentence_keeps_its_passage_while_words_are_typed_before_it(
    opened: Callable[[str], Screen],
) -> None:
    on = opened("Linking")
    keyboard = on.page.keyboard
    keyboard.type("The week is full at once. Nobody says so. [rota")
    keyboard.press("Enter")
    says(on, "Linked “Nobody says so.” to line")
    expect(text(on)).to_have_value("The week is full at once. Nobody says so. ")
    keyboard.press("Control+Home")
    keyboard.type("😀 No 👩‍👧 rota. ")
    save(on)
    assert linked(on, "Linking") == ["Nobody says so."]
    reopen(on, "Linking")
    assert [row.split("\n")[0] for row in references(on)] == ["“Nobody says so.”"]
    on.page.locator(".refs .stretch").click()
    chosen = "t => t.value.slice(t.selectionStart, t.selectionEnd)"
    assert text(on).evaluate(chosen) == "Nobody says so."
    # Coming to the reference shows stretch and passage; it opens the words in the transcript.
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(on.page.locator(".refs a:focus")).to_have_attribute("href", f"/indexing?transcript=1&passage={1}")
    expect(on.page.locator(".shape mark.lit")).to_have_text("Nobody says so.")
    expect(on.page.locator(".passage.pointed .said")).to_have_text(SAID[0])
    expect(on.page.locator(".passage.used .use")).to_have_text("in the summary")


def test_selected_sentences_and_the_evidence_link_by_one_key(opened: Callable[[str], Screen]) -> None:
    on = opened("Selecting")
    keyboard = on.page.keyboard
    keyboard.type("One is said. Two is said. Three is said.")
    keyboard.press("Control+Home")
    for _ in range(16):
        keyboard.press("Shift+ArrowRight")
    keyboard.press("[")  # touches the first two
    on.page.get_by_role("combobox", name="Passage for").wait_for()
    keyboard.type("rota")
    keyboard.press("Enter")
    says(on, "Linked “One is said. Two…” to line")
    keyboard.press("Escape")
    expect(text(on)).to_be_focused()
    expect(text(on)).to_have_value("One is said. Two is said. Three is said.")
    keyboard.press("Control+End")
    keyboard.press("F6")
    keyboard.press("j")
    keyboard.press("l")
    says(on, "Linked “Three is said.” to line")
    keyboard.press("c")
    expect(on.page.locator(".passage:focus .turn.inside")).to_have_text(f"S2: {SAID[1]}")
    keyboard.press("Control+s")
    on.until("cell", "w.seen && !w.unsaved && !w.waiting")
    assert linked(on, "Selecting") == ["One is said. Two is said.", "Three is said."]
    # Undoing words, as the browser does it, brings their links back.
    text(on).focus()
    keyboard.press("Control+a")
    keyboard.press("Delete")
    expect(on.page.locator(".refs li")).to_have_count(0)
    keyboard.press("Control+z")
    on.until("cell", "!w.unsaved")
    assert [row.split("\n")[0] for row in references(on)] == ["“One is said. Two…”", "“Three is said.”"]


def test_a_guide_that_is_settled_stays_settled(opened: Callable[[str], Screen]) -> None:
    on = opened("Settling")
    on.page.keyboard.type("It is full.")
    on.until("cell", "['unsupported', 'unused', 'thin'].every((name) => w.hints.includes(name))")
    thin = on.page.locator(".hints li").filter(has_text="Only 3 words")
    thin.get_by_role("button", name="It is meant so").click()  # saves the cell as well: a guide is settled in a cell
    on.until("cell", "w.seen && !w.unsaved && !w.waiting && !w.hints.includes('thin')")
    on.saved()
    reopen(on, "Settling")
    on.until("cell", "!w.hints.includes('thin') && w.hints.includes('unsupported')")
    expect(thin).to_contain_text("Settled")
    assert "thin" in stored(on, "Settling").settled
    on.page.locator(".hints li").filter(has_text="rests on no passage").get_by_role("button", name="Show").click()
    assert text(on).evaluate("t => t.value.slice(t.selectionStart, t.selectionEnd)") == "It is full."
    thin.get_by_role("button", name="Remark again").click()
    on.until("cell", "w.hints.includes('thin')")


def test_a_draft_outlives_a_reload_with_its_links_and_how_the_group_talked(opened: Callable[[str], Screen]) -> None:
    on = opened("Reloading")
    on.page.on("dialog", lambda dialog: dialog.accept())
    silence = on.page.get_by_role("checkbox", name="Silence")
    expect(silence).to_be_disabled()  # it is saved with words
    on.page.keyboard.type("The 😀 week is full. [rota")
    on.page.keyboard.press("Enter")
    silence.check()
    reopen(on, "Reloading")
    on.until("cell", "w.restored && w.unsaved")
    expect(silence).to_be_checked()
    save(on)
    assert linked(on, "Reloading") == ["The 😀 week is full."]
    assert stored(on, "Reloading").dynamics == ("silence",)
    silence.uncheck()
    save(on)
    assert stored(on, "Reloading").dynamics == ()


def test_a_draft_outlives_its_tab(opened: Callable[[str], Screen]) -> None:
    on = opened("Opening")
    on.page.keyboard.type("Written and never saved.")
    another = Screen(on.page.context.new_page(), on.server)
    on.page.close()
    reopen(another, "Opening")
    another.until("cell", "w.restored && w.unsaved")
    expect(text(another)).to_have_value("Written and never saved.")
    another.page.get_by_role("button", name="Discard it").click()
    another.until("cell", "!w.unsaved")


def test_a_draft_kept_by_an_earlier_version_still_opens(server: Server, screen: Callable[[Server], Screen]) -> None:
    on = screen(server)
    on.open("summaries")
    with server.study() as study:
        name = "workbench.draft.{}/{}/{}".format(study.project.guid, *place(server, "Opening"))
    kept = '{"parts":[{"key":1,"kind":"summary","text":"Kept.","passages":[1]}],"blank":null,"seen":0}'
    on.page.evaluate("([name, kept]) => sessionStorage.setItem(name, kept)", [name, kept])
    come_to(on, "Opening")
    expect(text(on)).to_have_value("Kept.")
    assert [row.split("\n")[0] for row in references(on)] == ["All of the summary"]


def test_a_conflict_keeps_both_and_a_person_decides(opened: Callable[[str], Screen]) -> None:
    on = opened("Conflicting")
    on.page.keyboard.type("Mine is this. [manager")
    on.page.keyboard.press("Enter")
    write_past_the_server(on, "Conflicting", "Theirs is that.")
    on.page.keyboard.press("Control+s")
    on.until("cell", "w.conflict")
    expect(text(on)).to_have_value("Mine is this. ")
    expect(on.page.locator(".meanwhile")).to_contain_text("Theirs is that.")
    on.page.get_by_role("button", name="Keep mine").click()
    on.until("cell", "!w.conflict && !w.unsaved && !w.waiting")
    assert linked(on, "Conflicting") == ["Mine is this."]
    assert [part.text for part in stored(on, "Conflicting").parts] == ["Mine is this."]


def test_by_keyboard_one_keeps_ones_place_when_a_button_goes(opened: Callable[[str], Screen]) -> None:
    on = opened("Submitting")
    on.page.keyboard.type("It is full.")
    on.page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(text(on)).to_be_focused()
    on.until("cell", "w.seen && !w.unsaved && !w.waiting")
    on.page.get_by_role("button", name="Submit for review").press("Enter")
    expect(on.page.locator(".review-bar")).to_contain_text("Submitted by")
    expect(on.page.locator(".review-bar")).to_be_focused()
    on.page.get_by_role("button", name="Leave a remark…").press("Enter")
    on.page.keyboard.type("Is that all?")
    on.page.keyboard.press("Control+Enter")
    says(on, "Your remark is saved.")
    expect(on.page.locator("section.review")).to_be_focused()


def test_words_are_kept_when_their_sub_theme_is_merged_meanwhile(opened: Callable[[str], Screen]) -> None:
    on = opened("Merging")
    on.page.keyboard.type("Begun before the merger.")
    themes = {"theme_id": place(on.server, "Merging")[1], "into_id": place(on.server, "Submitting")[1]}
    act_past_the_server(on, "merge_themes", themes)
    save(on)
    on.says(re.compile("no column in this matrix any more"))
    expect(text(on)).to_have_value("Begun before the merger.")
    assert [part.text for part in stored(on, "Merging").parts] == ["Begun before the merger."]


def write_past_the_server(on: Screen, column: str, words: str) -> None:
    """As somebody else would, at another window."""
    case_id, theme_id = place(on.server, column)
    arguments = {"case_id": case_id, "theme_id": theme_id, "parts": [{"text": words}], "seen": 0}
    act_past_the_server(on, "write_cell", arguments)


def act_past_the_server(on: Screen, name: str, arguments: dict[str, Any]) -> None:
    workspace = Workspace(on.server.file)
    person = workspace.local_person().id
    (project, _, _), *_ = workspace.studies(person)
    workspace.run(project.id, person, name, arguments)
    workspace.close()
