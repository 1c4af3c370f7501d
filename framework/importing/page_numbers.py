"""Page and line numbers that a printed page left among the words. Nobody speaks them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from framework.model import DraftTurn

_NUMBER = r"[^\S\n]*(?:\d{1,4}|\d{1,4}[^\S\n]*/[^\S\n]*\d{1,4}|(?:Page|p\.) ?\d{1,4}(?: of \d{1,4})?)[^\S\n]*"
_NUMBER_LINE = re.compile(rf"^{_NUMBER}$", re.MULTILINE | re.IGNORECASE)
_RUN = re.compile(rf"^(?:{_NUMBER}\n\s*){{2,}}{_NUMBER}$", re.MULTILINE | re.IGNORECASE)
_MANY = 3


def set_apart(text: str, turns: Iterable[DraftTurn]) -> Iterator[DraftTurn]:
    """The turns with every run of three or more number lines as a stretch of its own; its speaker goes on after it."""
    for turn in turns:
        for run in _RUN.finditer(text, turn.speech, turn.end) if turn.label else ():
            before = len(text[turn.start : run.start()].rstrip())
            if run.start() > turn.speech:
                yield replace(turn, end=turn.start + before)
            elif turn.start < turn.speech:
                yield replace(turn, speech=turn.start + before, end=turn.start + before)
            first = run.start() + len(run.group()) - len(run.group().lstrip())
            yield DraftTurn("", first, first, run.start() + len(run.group().rstrip()))
            after = run.end() + len(text[run.end() : turn.end]) - len(text[run.end() : turn.end].lstrip())
            turn = DraftTurn(turn.label, after, after, turn.end)
        if turn.start < turn.end:
            yield turn


def number_remarks(text: str) -> tuple[str, ...]:
    """A sentence where many lines hold nothing but a number."""
    count = len(_NUMBER_LINE.findall(text))
    if count < _MANY:
        return ()
    return (f"{count} lines hold nothing but a page or line number. Long runs of them count as spoken by nobody.",)
