"""Page and line numbers that a printed page left among the words. Nobody speaks them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace

from framework.importing.lines import lines_of
from framework.model import DraftTurn

_NUMBER = re.compile(r"\s*(?:\d{1,4}|\d{1,4}\s?/\s?\d{1,4}|(?:Page|p\.) ?\d{1,4}(?: of \d{1,4})?)\s*", re.IGNORECASE)
_LONGEST = 40
_RUN = 3


def set_apart(text: str, turns: Iterable[DraftTurn]) -> Iterator[DraftTurn]:
    """The turns with every run of three or more number lines as a stretch of its own; its speaker goes on after it."""
    runs = _runs(text)
    starts = [start for start, _ in runs]
    for turn in turns:
        inside = runs[bisect_left(starts, turn.speech) : bisect_left(starts, turn.end)] if turn.label else []
        yield from _split(text, turn, inside)


def number_remarks(text: str) -> tuple[str, ...]:
    """A sentence where many lines hold nothing but a number."""
    count = sum(_is_number(line.text) for line in lines_of(text))
    if count < _RUN:
        return ()
    return (f"{count} lines hold nothing but a page or line number. Long runs of them count as spoken by nobody.",)


def _runs(text: str) -> list[tuple[int, int]]:
    """Start and end of each run of number lines; blank lines don't end one."""
    runs, places = [], []
    for line in lines_of(text):
        if _is_number(line.text):
            indent = len(line.text) - len(line.text.lstrip())
            places.append((line.start + indent, line.start + len(line.text.rstrip())))
        elif not line.blank:
            runs.append(places)
            places = []
    return [(run[0][0], run[-1][1]) for run in [*runs, places] if len(run) >= _RUN]


def _split(text: str, turn: DraftTurn, runs: list[tuple[int, int]]) -> Iterator[DraftTurn]:
    for start, end in runs:
        before = turn.start + len(text[turn.start : start].rstrip())
        if before > turn.start:
            yield replace(turn, speech=min(turn.speech, before), end=before)
        yield DraftTurn("", start, start, min(end, turn.end))
        after = text[end : turn.end]
        begin = turn.end - len(after.lstrip())
        turn = DraftTurn(turn.label, begin, begin, turn.end)
    if turn.start < turn.end:
        yield turn


def _is_number(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_NUMBER.fullmatch(line))
