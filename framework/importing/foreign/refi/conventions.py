"""How a project counts positions: programs differ, and none says so. A convention, and the ruler it makes of a text."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from framework.importing.foreign.refi.texts import Text

# How many of the byte-order marks before a text are counted.
MARKS: Mapping[str, Callable[[int], int]] = {
    "not counted": lambda count: 0,
    "counted once": lambda count: min(count, 1),
    "counted but for the first": lambda count: max(count - 1, 0),
    "counted": lambda count: count,
}
LINE_ENDS = ("as they stand", "one each", "two each")


@dataclass(frozen=True, slots=True)
class Convention:
    """A way of counting. `wide`: in UTF-16; `ends`: how line ends count; `inclusive`: the end is the last character.

    Line ends that count “two each” are those of texts within the XML, which no longer tells what they were.
    """

    wide: bool = False
    ends: str = "as they stand"
    marks: str = "not counted"
    inclusive: bool = False

    @property
    def words(self) -> str:
        """The convention as a sentence’s beginning."""
        unit = "in UTF-16 units (an emoji is two)" if self.wide else "in characters"
        last = "the end is the last character" if self.inclusive else "ends not included"
        return f"Positions are counted {unit}; line ends {self.ends}; byte-order marks {self.marks}; {last}."


STANDARD = Convention()


class Ruler:
    """The positions of one text under one convention."""

    def __init__(self, text: Text, convention: Convention) -> None:
        self._before = MARKS[convention.marks](text.marks)
        self._inclusive = convention.inclusive
        self._length = len(text.words)
        self._wide = _wide(text, convention)

    @cached_property
    def _doubled(self) -> list[int]:
        """Where, as the file counts, the characters begin that are two there."""
        return [at + before for before, at in enumerate(self._wide)]

    def place(self, start: int, end: int) -> tuple[int, int, bool]:
        """A stretch of the text, cut to it, and whether it had to be cut."""
        first, last = self._start(start - self._before), self._end(end - self._before + self._inclusive)
        outside = start < 0 or first > self._length or last > self._length
        return min(max(first, 0), self._length), min(max(last, 0), self._length), outside

    def _start(self, written: int) -> int:
        """Within a character that is two: its beginning."""
        return written - bisect_right(self._doubled, written - 1) if self._wide else written

    def _end(self, written: int) -> int:
        """Within a character that is two: its end."""
        return written - bisect_right(self._doubled, written - 2) if self._wide else written


def _wide(text: Text, convention: Convention) -> Sequence[int]:
    """Where the characters stand that count two."""
    ends = () if convention.ends == "one each" else text.pairs
    if convention.ends == "two each":
        ends = (*ends, *text.lines)
    beyond = text.beyond if convention.wide else ()
    return sorted((*ends, *beyond)) if ends and beyond else ends or beyond


def candidates(texts: Sequence[Text]) -> list[Convention]:
    """All ways of counting that differ for any of these texts, the standard's own first; ends not included."""
    wide = (False, True) if any(text.beyond for text in texts) else (False,)
    ends = ["as they stand"]
    if any(text.pairs for text in texts):
        ends.append("one each")
    if any(text.lines for text in texts):
        ends.append("two each")
    most = max((text.marks for text in texts), default=0)
    marks = [*MARKS] if most > 1 else ["not counted", "counted"] if most else ["not counted"]
    return [Convention(unit, end, mark) for mark in marks for end in ends for unit in wide]
