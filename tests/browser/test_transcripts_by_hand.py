"""A transcript in an analyst's hands: what mouse and single keys do to passages, what is shown, where a link lands."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from in_browser import Screen, Server, start
from playwright.sync_api import Locator, expect
from written_study import write_study

from framework.corrections import adrift_passages
from framework.history import trail
from framework.model import Consent, IndexEntry, Passage, Theme, Transcript
from framework.workspace import Workspace

FIRST = "My manager asks how I am. She waits until I have answered."
CROSSING = "She waits until I have answered. Nobody else does."
GONE = "The kettle is the only thing that works."
RARE = "heliotrope"
FILLER = [(f"S{1 + n % 2}", f"This is turn {n} of the long middle. " * (1 + n % 4)) for n in range(120)]
TURNS = (
    ("Interviewer", "What helps you in your work?"),
    ("S1", f"{FIRST} Nobody else does."),
    ("S2", "We talk in the car on the way home. The rota is full before the week begins."),
    ("S1", GONE),
    *((who, words.strip()) for who, words in FILLER),
    ("S2", f"Somebody had painted the room {RARE} that year."),
    *((who, words.strip()) for who, words in FILLER),
)
THEMES = {"Support": ["From managers", "From the team"], "Load": ["The rota"]}

# In the page: where words are, and whether what is written on a bar fits into it.
PLACE_OF = """(column, words) => {
  const walker = document.createTreeWalker(column, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const {left, right, top, height} = range.getBoundingClientRect();
    return [left, top + height / 2, right];
  }
}"""
INSIDE_ITS_BAR = """(number) => {
  const [words, bar] = [number.getBoundingClientRect(), number.closest(".bar").getBoundingClientRect()];
  return words.width > 4 && words.right <= bar.right + 1 && words.bottom <= bar.bottom + 1;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One long transcript with overlapping passages of two people, and one passage that a correction has set adrift."""
    folder = tmp_path_factory.mktemp("by hand")
    workspace = Workspace(write_study(folder, turns=TURNS, themes=THEMES))
    lead, ruth = workspace.local_person().id, workspace.add_person("Ruth").id
    study = workspace.studies(lead)[0][0].id
    workspace.run(study, lead, "add_to_study", {"person_id": ruth, "role": "analyst"})
    with workspace.read(study, lead) as read:
        text = read.text(read.all(Transcript)[0].digest)
        theme = {theme.name: theme.id for theme in read.all(Theme)}
    for person, quote, name in (
        (lead, FIRST, "From managers"),
        (ruth, CROSSING, "The rota"),
        (lead, GONE, "From the team"),
    ):
        at = text.index(quote)
        place = {"transcript_id": 1, "start": at, "end": at + len(quote)}
        workspace.run(study, person, "index_passage", {**place, "themes": [theme[name]]})
    workspace.run(study, ruth, "correct_turn", {"transcript_id": 1, "number": 4, "words": "Only the boiler runs here."})
    workspace.close()
    started = start(folder)
    yield started
    started.stop()


@pytest.fixture
def on(server: Server, screen: Callable[[Server], Screen]) -> Screen:
    """The transcript, open for indexing, with the keys in it."""
    opened = screen(server)
    opened.open("indexing?transcript=1")
    opened.until("transcript", "w.passages > 0")
    opened.column.focus()
    press(opened, "Control+Home")
    return opened


def press(on: Screen, *keys: str) -> None:
    for key in keys:
        on.page.keyboard.press(key)


def place_of(on: Screen, words: str) -> tuple[float, float, float]:
    """Where words of the text are on the screen: left, middle height, right."""
    left, height, right = on.column.evaluate(PLACE_OF, words)
    return left, height, right


def drag(on: Screen, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press the mouse at one place and let it go at another."""
    on.page.mouse.move(*start)
    on.page.mouse.down()
    on.page.mouse.move(*end, steps=6)
    on.page.mouse.up()


def drag_over(on: Screen, words: str) -> None:
    left, height, right = place_of(on, words)
    drag(on, (left + 1, height), (right - 1, height))


def click(on: Screen, words: str) -> None:
    left, height, _ = place_of(on, words)
    on.page.mouse.click(left + 4, height)


def selects(on: Screen, words: str) -> None:
    on.until("transcript", f"w.selection?.quote === {words!r}")


def said(on: Screen) -> Locator:
    """What a screen reader is told."""
    return on.main.locator(".view > [aria-live]")


def card(on: Screen) -> Locator:
    """The words of the picked passage."""
    return on.main.locator(".card blockquote")


def passages(server: Server) -> dict[str, Passage]:
    """What is stored, by its words."""
    with server.study() as study:
        return {passage.quote: passage for passage in study.find(Passage)}


def test_the_key_for_sentences_goes_on_into_the_next_turn(on: Screen) -> None:
    press(on, "End", "s")
    selects(on, "My manager asks how I am.")
    press(on, "s", "s", "s")
    on.until("transcript", "w.selection?.quote.endsWith('on the way home.')")


def test_the_mouse_snaps_as_it_is_told_and_selects_anew_within_what_is_selected(on: Screen) -> None:
    words = "the car on"
    for said_of_it, expected in (
        ("whole sentences", "We talk in the car on the way home."),
        ("whole turns", TURNS[2][1]),
        ("what is selected", words),
    ):
        press(on, "Shift+S")
        expect(said(on)).to_contain_text(said_of_it)
        drag_over(on, words)
        selects(on, expected)
    press(on, "c")
    expect(said(on)).to_have_text("Copied with its citation.")


def test_overlapping_passages_are_gone_through_by_key_and_by_click(on: Screen) -> None:
    press(on, "ArrowDown", *["ArrowRight"] * 6)
    for words in (CROSSING, FIRST, CROSSING):
        press(on, "o")
        expect(card(on)).to_have_text(words)
    expect(said(on)).to_contain_text("of 2 passages here")
    press(on, "Escape", "Escape")
    click(on, "She waits until")
    expect(card(on)).to_have_text(CROSSING)
    expect(said(on)).to_contain_text("2.1 The rota")  # the passage, not the line that the click has put the caret in
    click(on, "She waits until")
    expect(card(on)).to_have_text(FIRST)


def test_only_some_passages_are_shown_and_it_is_said_which(on: Screen) -> None:
    bars = on.column.locator(".bar")
    expect(bars).to_have_count(2)
    press(on, "w")
    on.page.get_by_label("Passages of").select_option(label="mine only")
    expect(bars).to_have_count(1)
    expect(on.main.locator(".toolbar .remark")).to_have_text("Only passages mine")
    on.page.get_by_role("button", name="Show all passages").click()
    on.page.get_by_label("Passages under").select_option(label="\u20022.1 The rota")
    expect(bars).to_have_count(1)
    expect(on.main.locator(".panel-title").first).to_contain_text("1 of")
    on.page.get_by_role("button", name="Show all passages").click()
    for labels, number, name in (("numbers", True, False), ("names", False, True), ("numbers and names", True, True)):
        on.page.get_by_label("Labels").select_option(label=labels)
        theme = bars.last.locator(".label-theme > span")
        expect(theme.first).to_be_visible(visible=number)
        expect(theme.last).to_be_visible(visible=name)


def test_a_passage_is_marked_and_its_limit_dragged_and_it_stays_picked(on: Screen) -> None:
    click(on, "My manager")
    expect(card(on)).to_have_text(FIRST)
    press(on, "*", "+", "+")
    on.page.get_by_label("Consent to quote").select_option(label=Consent.GRANTED.value)
    on.until("transcript", "w.pending === 0")
    on.saved()
    stored = passages(on.server)[FIRST]
    assert (stored.key, stored.strength, stored.consent) == (True, 2, Consent.GRANTED)
    handle: Any = on.column.locator(".handle.at-end").bounding_box()
    left, height, _ = place_of(on, "until")
    drag(on, (handle["x"] + 6, height), (left - 12, height))
    expect(card(on)).to_have_text("My manager asks how I am. She waits")
    on.until("transcript", "w.pending === 0")
    on.saved()
    expect(card(on)).to_be_visible()
    assert "My manager asks how I am. She waits" in passages(on.server)
    press(on, "u", "u", "u", "u", "u")
    expect(card(on)).to_have_text(FIRST)
    on.until("transcript", "w.pending === 0")
    on.saved()


def test_a_link_to_words_far_down_puts_them_where_the_eye_is(on: Screen) -> None:
    on.open(f"search?q={RARE}")
    on.main.get_by_role("listbox", name="Hits", exact=True).focus()
    press(on, "Enter")
    on.page.wait_for_url("**/indexing?transcript=*start=*")
    on.until("transcript", f"w.selection?.quote.includes({RARE!r})")
    on.page.wait_for_timeout(1000)  # in which what comes late would push them away
    _, height, _ = place_of(on, RARE)
    view: Any = on.column.bounding_box()
    assert 0.2 < (height - view["y"]) / view["height"] < 0.5


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (720, 450)])
def test_in_a_small_window_the_bars_keep_their_numbers_and_nothing_is_cut(on: Screen, width: int, height: int) -> None:
    on.page.set_viewport_size({"width": width, "height": height})
    number = on.column.locator(".bar .label-theme > span:first-child").first
    expect(number).to_be_visible()
    assert number.evaluate(INSIDE_ITS_BAR)
    assert on.column.evaluate("(column) => column.scrollWidth <= column.clientWidth")
    assert on.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_passage_adrift_is_placed_by_selecting_its_words(on: Screen) -> None:
    with on.server.study() as study:
        (adrift,) = adrift_passages(study, 1)
        entries = study.find(IndexEntry, passage_id=adrift.id)
    on.open("correcting?transcript=1")
    on.main.get_by_role("tab", name="Adrift (1)").click()
    on.main.get_by_role("link", name="Select its words in the transcript").click()
    on.page.wait_for_url(f"**/indexing?transcript=1&place={adrift.id}")
    notice = on.main.locator(".placing")
    expect(notice).to_contain_text("Select the words of this passage, then press Enter")
    expect(notice).to_contain_text(GONE)
    press(on, "Escape")
    expect(notice).to_be_hidden()
    assert on.state("transcript")["passages"] == 2
    on.main.locator(".adrift .item").click()
    expect(notice).to_be_visible()
    drag_over(on, "Only the boiler runs here.")
    selects(on, "Only the boiler runs here.")
    press(on, "Enter")
    expect(card(on)).to_have_text("Only the boiler runs here.")
    expect(notice).to_be_hidden()
    expect(on.main.locator(".adrift .item")).to_have_count(0)
    on.until("transcript", "w.pending === 0")
    on.saved()
    stored = passages(on.server)["Only the boiler runs here."]
    assert (stored.id, stored.adrift) == (adrift.id, False)
    with on.server.study() as study:
        assert study.find(IndexEntry, passage_id=adrift.id) == entries


def test_what_is_dealt_out_and_the_split_itself_are_taken_back_and_done_again(on: Screen) -> None:
    with on.server.study() as study:
        theme = next(theme.id for theme in study.all(Theme) if theme.name == "The rota")
        before = len(study.all(Theme))
    on.open(f"splitting?theme={theme}")
    on.state("desk")
    on.main.locator(".desk .extract").first.focus()

    def after(*keys: str) -> Callable[[str], Any]:
        press(on, *keys)
        return lambda condition: on.until("desk", condition)

    after("1")("w.parts.join() === '1,0'")
    after("2")("w.parts.join() === '0,1'")
    after("Control+z")("w.parts.join() === '1,0'")
    after("u")("w.left === 1")
    after("Control+y")("w.parts.join() === '1,0'")
    on.main.get_by_label("Name of sub-theme 1").fill("Nights")
    after("Control+Enter")("!w.sent && w.total === 0")
    on.saved()
    after("Control+z")("w.total === 1 && w.parts.join() === '1,0'")  # as it was before it was split
    expect(on.main.get_by_label("Name of sub-theme 1")).to_have_value("Nights")
    after("Control+y")("w.total === 0 && w.left === 0")
    on.saved()
    with on.server.study() as study:
        assert len(study.all(Theme)) == before + 1
        assert trail(study)[0].sentence.startswith("did again: split")
