"""Files are read in a child process; what a file does to it, the others come in and the parent stays as it was."""

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from word_files import bare_word, package, word

from framework.errors import Unreadable
from framework.importing import read
from framework.importing.sandbox import Limits, read_all
from framework.importing.wire import packed, unpacked
from framework.model import Draft

STRANGE = (sys.executable, str(Path(__file__).with_name("strange_reader.py")))
GOOD = ("good.txt", b"P1: Yes.\nP2: No.\n")


def strangely(*orders: str, limits: Limits = Limits()) -> list[Draft | Unreadable]:  # noqa: B008
    """What comes back for files with these orders, a good file after each."""
    files = [file for order in orders for file in ((f"{order.split()[0]}.txt", order.encode()), GOOD)]
    return list(read_all(files, limits=limits, child=STRANGE))


def test_a_batch_comes_in_as_it_would_without_the_child() -> None:
    files = [GOOD, ("LA1.docx", word("Moderator: Welcome.", table=[("P1", "a"), ("P1", "b")])), ("x.txt", b"")]
    told: list[int] = []
    draft, document, refused = read_all(files, told.append)
    assert [draft, document] == [read(*files[0]), read(*files[1])]
    assert isinstance(refused, Unreadable) and (str(refused), refused.file) == ("x.txt is empty.", "x.txt")
    assert told == [0, 1, 2]


@pytest.mark.parametrize("order", ["CRASH", "LEAVE"])
def test_a_reader_that_dies_takes_only_its_file_with_it(order: str) -> None:
    refused, good = strangely(order)
    assert isinstance(refused, Unreadable)
    assert str(refused) == f"{order}.txt made the reader stop and was left out; it may be damaged."
    assert good == read(*GOOD)


@pytest.mark.parametrize(
    ("order", "limits"), [("SLEEP", Limits(wall_seconds=1.5)), ("SPIN", Limits(cpu_seconds=1, wall_seconds=20))]
)
def test_a_reader_that_does_not_come_back_is_ended(order: str, limits: Limits) -> None:
    refused, good = strangely(order, limits=limits)
    assert str(refused) == f"{order}.txt took too long to read and was left out."
    assert good == read(*GOOD)


def test_memory_is_limited() -> None:
    refused, good = strangely("GREED")
    assert str(refused) == "GREED.txt needs more memory than such a file should."
    assert good == read(*GOOD)


def test_a_fault_is_told_without_the_words_of_the_transcript() -> None:
    refused, good = strangely("FAULT secret")
    assert str(refused) == "FAULT.txt can’t be read; the reader stumbled over it (KeyError)."
    assert good == read(*GOOD)


def test_what_a_library_prints_does_not_mix_with_the_answers() -> None:
    first, second = strangely("CHATTER: so.")
    assert isinstance(first, Draft) and second == read(*GOOD)


def test_an_answer_out_of_turn_is_not_believed() -> None:
    assert all(isinstance(answer, Unreadable | Draft) for answer in strangely("LIE 3", "LIE 1"))


def test_the_child_sees_nothing_of_the_parents_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    (seen, _) = strangely("SPY")
    assert "SECRET_KEY" not in str(seen) and "reading-" in str(seen)


def test_a_bomb_is_refused_and_the_next_file_read() -> None:
    bombs = [("bomb.docx", package({"word/document.xml": bytes(40 * 1024**2)})), ("laugh.docx", _laughs()), GOOD]
    first, second, good = read_all(bombs)
    assert isinstance(first, Unreadable) and "200 times its size" in str(first)
    assert isinstance(second, Unreadable) and "laugh.docx" in str(second)
    assert good == read(*GOOD)


def test_a_document_that_needs_too_much_memory_is_refused() -> None:
    large = bare_word("".join(f"<w:p><w:r><w:t>P{n}: {n * 7919}</w:t></w:r></w:p>" for n in range(60_000)))
    answer, good = read_all([("large.docx", large), GOOD], limits=Limits(memory=20 * 1024**2))
    assert isinstance(answer, Unreadable) and "large.docx" in str(answer)
    assert good == read(*GOOD)


def test_it_can_be_left_early_and_stopped_by_progress() -> None:
    threads, endless = threading.active_count(), iter(lambda: GOOD, None)
    reading: Iterator[Draft | Unreadable] = read_all(endless)
    assert next(reading) == read(*GOOD)
    reading.close()  # type: ignore[attr-defined]

    def stop(done: int) -> None:
        if done == 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        list(read_all([GOOD, GOOD], stop))
    assert threading.active_count() <= threads + 1


def test_several_threads_may_read_at_once() -> None:
    answers: list[list[Draft | Unreadable]] = []
    threads = [threading.Thread(target=lambda: answers.append(list(read_all([GOOD, GOOD])))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[read(*GOOD)] * 2] * 4


def test_no_child_is_left_behind() -> None:
    before = set(_children())
    strangely("CRASH", "LEAVE")
    assert set(_children()) <= before


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"unreadable": 1, "line": null}',
        b'{"text": "a", "layout": "x", "turns": [["", 0, 0, 2, null]], "remarks": []}',
        b'{"text": "ab", "layout": "x", "turns": [["", 1, 0, 2, null]], "remarks": []}',
        b'{"text": "ab", "layout": "x", "turns": [["", 0, 0, 2, null], ["", 1, 1, 2, null]], "remarks": []}',
        b'{"text": "a", "layout": "x", "turns": [["", -1, 0, 1, null]], "remarks": []}',
        b'{"text": "a", "layout": "x", "turns": [["", true, 0, 1, null]], "remarks": []}',
        b'{"text": "a", "layout": "x", "turns": [["", 0, 0]], "remarks": []}',
        b'{"text": "a", "layout": 1, "turns": [], "remarks": []}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none_is_not_taken_for_one(answer: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        unpacked(answer, "x.txt")


def test_an_answer_survives_the_way() -> None:
    draft = read(*GOOD)
    assert unpacked(packed(draft), GOOD[0]) == draft


def _laughs() -> bytes:
    entities = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
    return bare_word("<w:p><w:r><w:t>&m;</w:t></w:r></w:p>", f"<!DOCTYPE d [<!ENTITY a 'ha'>{entities}]>")


def _children() -> list[str]:
    """Ids of this process's children, where the system lists them."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    return [child for task in tasks.glob("*/children") for child in task.read_text().split()]
