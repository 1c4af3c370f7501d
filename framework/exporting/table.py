"""Tables of plain values: what an export says, before any file format is thought of.

Each sheet of the workbook is built once as a Table; a writer (`sheet.py`) only writes it down. Whatever an entry links
to is named by an anchor; the writer learns where the anchors stand.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from framework.passport import KEY, Passport, joined, pairs


class Voice(Enum):
    """Who speaks in a run of words, and so how it looks."""

    PLAIN = auto()
    VERBATIM = auto()
    COMMENT = auto()
    REFERENCE = auto()
    STRONG = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one voice. A run is never white space alone: readers would drop it."""

    text: str
    voice: Voice = Voice.PLAIN


class Look(Enum):
    """What an entry is, and so how its cell looks."""

    TEXT = auto()
    NAME = auto()
    NUMBER = auto()
    TIME = auto()
    MARK = auto()
    REASON = auto()
    BASE = auto()
    LINK = auto()
    TITLE = auto()
    NOTE = auto()
    LABEL = auto()
    GROUP = auto()
    HEADER = auto()
    TURNED = auto()


Value = str | int | float | datetime | tuple[Run, ...] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One value. `to`: anchors, of which the first that stands in the workbook is linked to.

    A link without a value shows the label of the row it leads to, and how many others it could: “Q17 +2”.
    """

    value: Value = None
    look: Look = Look.TEXT
    to: tuple[Hashable, ...] = ()

    @property
    def words(self) -> str:
        """The value as plain text."""
        if isinstance(self.value, tuple):
            return "".join(run.text for run in self.value)
        if isinstance(self.value, datetime):
            return f"{self.value:%Y-%m-%d %H:%M}"
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """Entries from left to right. `anchors`: what links to this row may name; `label`: how a link calls it."""

    entries: Sequence[Entry]
    anchors: tuple[Hashable, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and its width in characters; neighbours of one `group` share a heading above.

    `mark`: what a hidden row above the headings says of the column to programs. A column may be `hidden` itself.
    """

    title: str
    width: float
    group: str = ""
    turned: bool = False
    mark: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's worth of values.

    `name` is the sheet's name and an anchor of its own. The first `fixed` columns say what a row is about: they stay in
    sight. `foot`: rows that are not sorted or filtered with the others. `leads`: its rows are what others link to.
    `passport`: what the workbook has to carry for its cells to come back. `hidden`: the sheet is for programs alone.
    """

    name: str
    title: str
    about: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
    fixed: int = 1
    foot: Sequence[Row] = ()
    headed: bool = True
    leads: bool = False
    passport: Passport | None = None
    hidden: bool = False


def carried(tables: Iterable[Table]) -> Iterable[Table]:
    """The sheet nobody sees, with what the workbook needs to come back; none where nothing of it can."""
    if passports := [table.passport for table in tables if table.passport]:
        rows = (Row([Entry(name, Look.TITLE), Entry(value, Look.TITLE)]) for name, value in pairs(joined(passports)))
        yield Table(KEY, "", "", [Column("", 20), Column("", 60)], rows, headed=False, hidden=True)
