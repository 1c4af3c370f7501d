"""Times in a recording as transcripts write them: 16:54, [00:15:33], (1:02:33.250)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from framework.model import DraftTurn

CLOCK = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?(?![0-9])"
STAMP = rf"[\[(<{{#]?\s?{CLOCK}(?:\s?[\])>}}#])?"
_TIME_LINE = re.compile(rf"\s*{STAMP}(?:\s*(?:-->|-|–)\s*{STAMP})?\s*")
_FIRST = re.compile(CLOCK)
_MARKED = re.compile(rf"[\[(<{{#]\s?{CLOCK}\s?[\])>}}#]")


def seconds_of(written: str | None) -> int | None:
    """Whole seconds from the first time in `written`; None where there is none.

    >>> seconds_of("[00:15:33]"), seconds_of("1:02:33.250"), seconds_of("16:54"), seconds_of("no time")
    (933, 3753, 1014, None)
    """
    found = _FIRST.search(written or "")
    if not found:
        return None
    seconds = 0
    for part in re.split(r"[.,]", found.group())[0].split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def is_time(line: str) -> bool:
    """True where a line holds a time, or a span of time, and nothing else."""
    return len(line) <= 60 and bool(_TIME_LINE.fullmatch(line))


def times_in(text: str, turns: Sequence[DraftTurn]) -> Iterator[tuple[int, int]]:
    """Every place with its time in the recording: turns that have one, and times in brackets within the words."""
    timed = [turn for turn in turns if turn.seconds is not None]
    starts = [turn.start for turn in timed]
    found = {turn.start: turn.seconds for turn in timed if turn.seconds is not None}
    for mark in _MARKED.finditer(text):
        before = bisect_right(starts, mark.start()) - 1
        seconds = seconds_of(mark[0])
        if seconds is not None and (before < 0 or mark.start() >= timed[before].speech):
            found[mark.start()] = seconds
    yield from sorted(found.items())
