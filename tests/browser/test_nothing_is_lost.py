"""What the screen has confirmed is in the file, whatever happens to the server, the page or the connection."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from in_browser import Screen, Server
from playwright.sync_api import expect
from written_study import write_study

from framework.model import Passage, Theme
from framework.store.studies import carried_out

SENTENCES_IN_A_TURN = 4

SEND = """(operations) => {
  for (const operation of operations) window.dispatchEvent(new CustomEvent("workbench:operation", {detail: operation}));
}"""


@pytest.fixture
def opened(run: Callable[..., Server], screen: Callable[[Server], Screen], tmp_path: Path) -> Screen:
    """The transcript of a small study, ready to be indexed, with one passage placed: its theme is the recent one."""
    write_study(tmp_path)
    on = screen(run())
    on.open("indexing")
    on.state("transcript")
    on.column.focus()
    for key in ("Control+Home", "s", "Enter", "1", ".", "1", "Enter"):
        on.page.keyboard.press(key)
    on.until("transcript", "w.passages === 1 && w.pending === 0")
    return on


def place_next_sentence(on: Screen) -> None:
    on.page.keyboard.press("s")
    on.page.keyboard.press("1")


def passages_in(server: Server) -> int:
    with server.study() as study:
        return study.count(Passage)


def test_what_the_screen_confirmed_outlives_a_power_cut(
    opened: Screen, run: Callable[..., Server], tmp_path: Path
) -> None:
    for n in range(1, 13):
        if n % SENTENCES_IN_A_TURN == 0:
            opened.page.keyboard.press("j")
        place_next_sentence(opened)
    opened.wait("() => window.__settled.length >= 3")
    opened.server.kill()
    confirmed = opened.confirmed()
    assert all(answer["ok"] for answer in confirmed)
    with opened.server.study() as study:
        assert [answer for answer in confirmed if not carried_out(study.connection, answer["id"])] == []
        assert study.count(Passage) >= len(confirmed)
    with closing(sqlite3.connect(opened.server.file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    again = run(port=opened.server.port)
    assert again.address == opened.server.address
    # The page is still open. It finds the server again and sends what was not answered, each thing once.
    opened.saved()
    opened.until("transcript", "w.passages === 13")
    assert passages_in(again) == 13
    opened.open("indexing")
    opened.until("transcript", "w.passages === 13 && w.pending === 0")


def test_leaving_the_page_right_after_an_act_loses_nothing(opened: Screen) -> None:
    place_next_sentence(opened)
    opened.go("Locating matrix")
    opened.saved()
    assert passages_in(opened.server) == 2
    opened.until("matrix", "w.rows === 1")
    expect(opened.main.locator("td.said")).to_have_text("●")
    opened.go("Index passages")
    opened.until("transcript", "w.passages === 2 && w.pending === 0")


def test_the_browser_asks_before_it_leaves_with_something_unsaved(opened: Screen) -> None:
    leave = "() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert not opened.page.evaluate(leave)
    assert opened.page.evaluate(f"([operation]) => {{ ({SEND})([operation]); return ({leave})(); }}", [an_operation()])
    opened.saved()
    assert not opened.page.evaluate(leave)


def an_operation(name: str = "From colleagues") -> dict[str, Any]:
    return {"id": str(uuid4()), "name": "add_theme", "arguments": {"parent_id": None, "name": name}}


def themes(server: Server) -> list[str]:
    with server.study() as study:
        return [theme.name for theme in study.all(Theme) if not theme.other]


def test_thirty_operations_of_one_moment_are_thirty_in_the_file(opened: Screen) -> None:
    names = [f"Theme {n}" for n in range(30)]
    before = len(opened.confirmed())
    opened.page.evaluate(SEND, [an_operation(name) for name in names])
    opened.wait(f"() => window.__settled.length === {before + 30}")
    assert all(answer["ok"] for answer in opened.confirmed())
    assert themes(opened.server) == ["Support", "From managers", *names]


def test_the_same_operation_sent_twice_is_carried_out_once(opened: Screen) -> None:
    operation = an_operation()
    before = len(opened.confirmed())
    opened.page.evaluate(SEND, [operation, operation])
    opened.wait(f"() => window.__settled.length === {before + 1}")
    opened.saved()
    opened.open("framework")  # as after a break of the connection: a new session, which knows nothing of the first
    opened.page.evaluate(SEND, [operation])
    opened.wait("() => window.__settled.length === 1")
    assert opened.confirmed()[0]["ok"]
    assert themes(opened.server).count("From colleagues") == 1


def test_a_refused_operation_says_so_and_leaves_the_others_in(opened: Screen) -> None:
    refused = {"id": str(uuid4()), "name": "add_theme", "arguments": {"parent_id": None, "name": "  "}}
    opened.page.evaluate(SEND, [refused, an_operation()])
    opened.saved()
    expect(opened.page.get_by_role("alert").filter(has_text="name")).to_be_visible()
    assert "From colleagues" in themes(opened.server)
