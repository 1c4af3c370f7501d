"""Search by keyboard alone: find words, tick hits, place them as one act, take it back, open one in its transcript."""

from collections.abc import Callable

from in_browser import Screen, Server
from playwright.sync_api import expect

from framework.history import trail
from framework.model import Passage


def test_words_are_found_placed_in_bulk_taken_back_and_opened_by_keyboard(
    demo: Server, screen: Callable[[Server], Screen]
) -> None:
    on = screen(demo)
    on.open("search")
    field = on.main.get_by_role("textbox", name="Words to find in the transcripts")
    field.fill("supervision")
    field.press("Enter")
    on.says("Said in")
    with demo.study() as study:
        before = study.count(Passage)
    hits = on.main.get_by_role("listbox", name="Hits", exact=True)
    hits.focus()
    for key in ("j", "Space", "j", "Space", "i"):
        on.page.keyboard.press(key)
    on.page.keyboard.type("4.2")
    on.page.keyboard.press("Enter")
    said = on.main.get_by_role("region", name="Hits of the search").get_by_role("status")
    expect(said).to_contain_text("Placed 2 passages")
    with demo.study() as study:
        assert study.count(Passage) == before + 2
        assert trail(study)[0].sentence.endswith("under 4.2 Managers")
    expect(hits).to_be_focused()
    on.page.keyboard.press("u")
    expect(said).to_contain_text("Undid: placed 2 passages")
    with demo.study() as study:
        assert study.count(Passage) == before
    on.page.keyboard.press("Enter")
    on.page.wait_for_url("**/indexing?transcript=*start=*")
    on.state("transcript")
