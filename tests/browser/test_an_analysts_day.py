"""An analyst's day at the transcripts: by keyboard alone, beside a colleague, and after the text has been corrected."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from in_browser import COLLECT, PATIENCE, Screen, Server
from playwright.sync_api import Browser, expect
from small_study import Row, SmallStudy
from written_study import write_study

from framework.history import trail
from framework.model import Passage, Theme
from framework.workspace import Workspace

GROUP = (
    ("Moderator", "Thank you for coming. What helps you in your work?"),
    ("S1", "My manager asks how I am. She waits until I have answered. Nobody else does."),
    ("S2", "We talk in the car on the way home. The rota is full before the week begins. It rained that day."),
    ("S1", "Nobody trained us for court. We learned it by sitting beside somebody."),
)
CORRECTED = "Well. My managers ask how I am. She waits until I have answered. Nobody else does, I think."
LONG = tuple((f"S{n % 3 + 1}", f"This is thought {n} of many. It stands here for others.") for n in range(60))
THEMES = {"Work": ["The rota"], "Support": ["From managers", "From the team"], "Training": ["What was offered"]}
COLLEAGUE = "Ruth"
WORDS = ["We", "learned", "it", "by", "sitting", "beside", "somebody"]
STEPS = 10
AT_ONCE = 3.0  # seconds until a colleague's passage is seen

# The focused element, also within a component.
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at ? `${at.className} | ${at.textContent.slice(0, 200)}` : "";
}"""

Rows = dict[str, list[Row]]


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, on: Screen) -> None:
        self.on = on
        self.states: list[Rows] = [stored(on.server)]

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.on.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Letter by letter."""
        self.on.page.keyboard.type(words)

    def tab_to(self, words: str, key: str = "Tab") -> None:
        """Go on from stop to stop until the one with these words in its name or class."""
        for _ in range(90):
            if words in self.on.page.evaluate(FOCUSED):
                return
            self.press(key)
        raise AssertionError(f"no tab stop: {words}")

    def into_text(self) -> None:
        """Into the transcript, once it is there."""
        self.on.state("transcript")
        self.tab_to("column |")

    def selects(self, words: str) -> None:
        """Wait until these words are selected."""
        self.on.until("transcript", f"w.selection?.quote === {words!r}")

    def done(self, *, acts: int = 1) -> None:
        """Wait until the database has what was just done; remember it as so many acts."""
        self.on.until("transcript", "w.pending === 0")
        self.on.saved()
        self.states += [stored(self.on.server)] * acts

    def placed(self, passages: int, *, acts: int = 1) -> None:
        """Wait until so many passages are on the screen and in the database."""
        self.on.until("transcript", f"w.passages === {passages}")
        self.done(acts=acts)


def stored(server: Server) -> Rows:
    """All that is in the database but the journal."""
    workspace = Workspace(server.file)
    try:
        return SmallStudy(workspace, server.file).dump()
    finally:
        workspace.close()


def acts(server: Server, limit: int = 100) -> list[str]:
    """What the trail says, the newest first."""
    with server.study() as study:
        return [act.sentence for act in trail(study, limit=limit)]


def test_a_transcript_is_indexed_a_theme_split_and_ten_steps_undone_and_redone_without_a_mouse(
    run: Callable[..., Server], screen: Callable[[Server], Screen], tmp_path: Path
) -> None:
    write_study(tmp_path, turns=GROUP, themes=THEMES)
    server = run()
    keys = Keys(screen(server))
    before = len(acts(server))
    keys.on.open("indexing?transcript=1")
    keys.into_text()
    index_the_first_speaker(keys)
    index_the_second_speaker(keys)
    split_and_change_the_last_turn(keys)
    nothing_is_left(keys)
    sweep(keys)
    split_the_theme(keys)
    assert len(acts(server)) - before == len(keys.states) - 1
    undo_and_redo(keys)


def index_the_first_speaker(keys: Keys) -> None:
    keys.press("Control+Home", "j", "s")
    keys.selects("My manager asks how I am.")
    keys.press("Enter")
    keys.type("2.1")
    keys.press("Enter")
    keys.placed(1)
    keys.press("s")
    keys.selects("She waits until I have answered.")
    keys.press("Enter")
    keys.type("manag")
    keys.press("Shift+Enter")
    keys.type("team")
    keys.press("Enter")
    keys.placed(2, acts=2)
    expect(keys.on.main.locator(".card .chip .name")).to_have_text(["From managers", "From the team"])
    keys.press("s")
    keys.selects("Nobody else does.")
    keys.press(".")
    keys.placed(3)
    expect(keys.on.main.locator(".card .chip .name")).to_have_text(["From the team"])


def index_the_second_speaker(keys: Keys) -> None:
    keys.press("j", "s")
    keys.selects("We talk in the car on the way home.")
    keys.press("v")
    keys.type("2")
    keys.press("Enter")
    keys.placed(4)
    expect(keys.on.main.locator(".card .chip .name")).to_have_text(["We talk in the car on the way home"])
    keys.press("s")
    keys.selects("The rota is full before the week begins.")
    keys.press("Enter")
    keys.type("rota")
    keys.press("Alt+5", "Escape")
    keys.on.until("transcript", "w.pins[4] !== null")
    keys.done()
    keys.press("5")
    keys.placed(5)
    expect(keys.on.main.locator(".card .chip .name")).to_have_text(["The rota"])
    keys.press("d")
    keys.selects("It rained that day.")
    keys.press("x")
    keys.on.until("transcript", "w.dark === 1")
    keys.done()


def split_and_change_the_last_turn(keys: Keys) -> None:
    keys.press("Control+End", "t")
    keys.selects(GROUP[-1][1])
    keys.press("Enter")
    keys.type("3.1")
    keys.press("Enter")
    keys.placed(6)
    keys.press(*["ArrowLeft"] * len(WORDS), "|")
    keys.placed(7)
    words = keys.on.main.locator(".card blockquote")
    expect(words).to_have_text("We learned it by sitting beside somebody.")
    keys.press("[", "[")
    expect(words).to_have_text("for court. We learned it by sitting beside somebody.")
    keys.done()
    keys.press("m")
    keys.type("Learning happens beside the work.")
    keys.press("Control+Enter")
    expect(keys.on.main.locator(".card .memo p")).to_have_text("Learning happens beside the work.")
    keys.done()


def nothing_is_left(keys: Keys) -> None:
    keys.press("Escape", "d")
    assert keys.on.state("transcript")["dark"] == 0
    said = keys.on.main.locator(".view > [aria-live]")
    expect(said).to_have_text("All that participants say here is under a theme or judged.")


def sweep(keys: Keys) -> None:
    keys.tab_to("Mark as swept", "Shift+Tab")
    keys.press("Enter")
    keys.on.says("By you: swept")
    keys.done()


def split_the_theme(keys: Keys) -> None:
    with keys.on.server.study() as study:
        theme = next(theme.id for theme in study.all(Theme) if theme.name == "From managers")
    keys.on.open(f"splitting?theme={theme}")
    keys.on.state("desk")
    keys.tab_to("extract here |")
    keys.press("1", "2")
    keys.on.until("desk", "w.left === 0 && w.parts.join() === '1,1'")
    keys.press("Control+Enter")  # the first name is missing, and asked for
    keys.type("They ask")
    keys.press("Control+Enter")
    keys.type("They wait")
    keys.press("Control+Enter")
    keys.on.until("desk", "!w.sent && w.total === 0")
    keys.on.saved()
    keys.states.append(stored(keys.on.server))
    assert "They ask" in acts(keys.on.server, 1)[0]


def undo_and_redo(keys: Keys) -> None:
    keys.on.open("indexing?transcript=1")
    keys.into_text()
    for state in reversed(keys.states[-STEPS - 1 : -1]):
        keys.press("Control+z")
        keys.done(acts=0)
        assert stored(keys.on.server) == state
    keys.press(*["Control+y"] * STEPS)
    keys.done(acts=0)
    assert stored(keys.on.server) == keys.states[-1]
    keys.press(*["u"] * STEPS)
    keys.done(acts=0)
    assert stored(keys.on.server) == keys.states[-STEPS - 1]


@pytest.fixture
def colleagues(run: Callable[..., Server], browser: Browser, tmp_path: Path) -> Callable[..., Any]:
    """Two windows of two people on one study."""

    @contextmanager
    def begin(turns: tuple[tuple[str, str], ...]) -> Iterator[tuple[Screen, Screen]]:
        workspace = Workspace(write_study(tmp_path, turns=turns, themes=THEMES))
        lead = workspace.local_person().id
        ruth = workspace.add_person(COLLEAGUE)
        study = workspace.studies(lead)[0][0].id
        workspace.run(study, lead, "add_to_study", {"person_id": ruth.id, "role": "analyst"})
        workspace.close()
        server = run()
        contexts = [browser.new_context(viewport={"width": 1440, "height": 900}) for _ in range(2)]
        for context in contexts:
            context.set_default_timeout(PATIENCE)
            context.add_init_script(COLLECT)
        mine, theirs = (Screen(context.new_page(), server) for context in contexts)
        for on in (mine, theirs):
            on.open("indexing?transcript=1")
        theirs.sidebar.get_by_role("combobox", name="Working as").click()
        theirs.page.get_by_role("option", name=COLLEAGUE).click()
        theirs.settled()
        try:
            yield mine, theirs
        finally:
            for context in contexts:
                context.close()

    return begin


def test_two_analysts_see_what_the_other_places_and_stay_where_they_are(colleagues: Callable[..., Any]) -> None:
    with colleagues(LONG) as (mine, theirs):
        for on, keys in ((mine, ("Control+End", "k", "k", "s")), (theirs, ("Control+Home", "j", "s"))):
            on.column.focus()
            for key in keys:
                on.page.keyboard.press(key)
            on.until("transcript", "w.selection !== null")
        for n, (places, sees) in enumerate(((theirs, mine), (mine, theirs)), 1):
            before = place_of(sees)
            for key in ("Enter", "2", ".", str(n), "Enter"):
                places.page.keyboard.press(key)
            places.until("transcript", f"w.passages === {n} && w.pending === 0")
            confirmed = time.monotonic()
            sees.until("transcript", f"w.passages === {n}")
            assert time.monotonic() - confirmed < AT_ONCE
            assert place_of(sees) == before
        assert place_of(mine)[0] > 0
        for on in (mine, theirs):
            expect(on.column.locator(".bar")).to_have_count(2)
        with mine.server.study() as study:
            assert len({passage.person_id for passage in study.all(Passage)}) == 2


def place_of(on: Screen) -> tuple[float, Any, str]:
    """How far the text is scrolled, what is selected in it and where the keys go."""
    scrolled: float = on.column.evaluate("(column) => column.scrollTop")
    return scrolled, on.state("transcript")["selection"], on.page.evaluate(FOCUSED).split(" |")[0]


def test_a_corrected_turn_takes_its_passages_along_and_both_windows_show_it(colleagues: Callable[..., Any]) -> None:
    with colleagues(GROUP) as (mine, theirs):
        theirs.column.focus()
        for key in (
            "Control+Home",
            "j",
            "s",
            "Enter",
            "2",
            ".",
            "1",
            "Enter",
            "j",
            "s",
            "Enter",
            "2",
            ".",
            "2",
            "Enter",
        ):
            theirs.page.keyboard.press(key)
        theirs.until("transcript", "w.passages === 2 && w.pending === 0")
        mine.open("correcting?transcript=1")
        second_row = {"x": 16, "y": 88}
        turns = mine.table("The turns of the transcript: choose one to correct it")
        turns.locator("canvas").first.click(position=second_row, force=True)
        mine.main.get_by_role("textbox", name="S1, line 2").fill(CORRECTED)
        mine.page.keyboard.press("Control+Enter")
        mine.says("of 2 passages 1 keeps its words, 1 is corrected with the text")
        mine.press("Store the correction")
        mine.settled()
        expect(theirs.main.locator(".toolbar .remark")).to_contain_text("has been corrected")
        for on in (mine, theirs):
            on.open("indexing?transcript=1")
            on.until("transcript", "w.passages === 2")
            on.column.focus()
            words = on.main.locator(".card blockquote")
            on.page.keyboard.press("Control+Home")
            on.page.keyboard.press("p")
            expect(words).to_have_text("My managers ask how I am.")
            on.page.keyboard.press("p")
            expect(words).to_have_text("We talk in the car on the way home.")
