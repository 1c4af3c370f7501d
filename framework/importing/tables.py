"""Tables of turns: a column of speakers, a column of words, perhaps one of times and one of row numbers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from framework.importing.labels import alike, is_plausible, is_role
from framework.importing.layouts import Head, Layout
from framework.importing.times import is_time, seconds_of

_MOST_COLUMNS = 4
_TITLE_WORDS = "speaker speakers name who person time timecode text transcript words content"
_TITLES = frozenset(_TITLE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; `time` is None where no column does."""

    speaker: int
    time: int | None
    words: int


def heads_in(rows: Sequence[Sequence[str]], starts: Sequence[int]) -> list[Head]:
    """Where the turns of a table begin, none where it is not a table of turns.

    `starts`: position of each row in the text, its cells being parted by single tabs. A row without a speaker goes on
    with the turn before it.
    """
    columns = columns_of(rows)
    if columns is None:
        return []
    heads: list[Head] = []
    for number, (row, start) in enumerate(zip(rows, starts, strict=True)):
        title = number == 0 and _is_title(row, columns)
        label = row[columns.speaker].strip(" :\t\n") if columns.speaker < len(row) and not title else ""
        if title or label or not heads:
            heads.append(_head(row, start, columns, " ".join(label.split())))
    return heads


def columns_of(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table of turns; None for any other table."""
    width = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0
    if not 2 <= width <= _MOST_COLUMNS or len(rows) < 2:
        return None
    cells = [[row[column].strip() for row in rows if len(row) == width] for column in range(width)]
    time = next((column for column in range(width) if _mostly(cells[column], is_time)), None)
    rest = [column for column in range(width) if column != time and not _mostly(cells[column], str.isdigit)]
    speaker = next((column for column in rest if _are_speakers(cells[column])), None)
    if speaker is None or len(rest) != 2:
        return None
    return Columns(speaker, time, sum(rest) - speaker)


def _mostly(cells: list[str], holds: Callable[[str], bool]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(holds, filled)) >= max(min(2, len(filled)), 0.8 * (len(filled) - 1))


def _are_speakers(cells: list[str]) -> bool:
    """True where the cells are labels and some come back, or all are roles."""
    labels = [cell.strip(" :") for cell in cells if cell]
    spoken = [label for label in labels if label.casefold() not in _TITLES]
    plausible = sum(is_plausible(label) for label in spoken) >= 0.9 * len(spoken)
    again = len({alike(label) for label in spoken}) < len(spoken)
    return len(spoken) > 1 and plausible and (again or all(map(is_role, spoken)))


def _is_title(row: Sequence[str], columns: Columns) -> bool:
    """True for a first row that names the columns: Speaker | Time | Text."""
    words = row[columns.words].strip().casefold() if columns.words < len(row) else ""
    return words.rstrip(":") in _TITLES


def _head(row: Sequence[str], start: int, columns: Columns, label: str) -> Head:
    before = sum(len(cell) + 1 for cell in row[: columns.words]) if label else 0
    time = row[columns.time] if columns.time is not None and columns.time < len(row) else None
    return Head(label, start, start + before, seconds_of(time), Layout.TABLE)
