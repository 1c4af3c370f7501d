"""The two matrices of the method.

The *locating* matrix says where each sub-theme is represented. The *summary* matrix, one for each main theme, holds
what each case says about each sub-theme: in the analyst's words, with the participant's own, resting on passages.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple

from framework.cases import CaseRow, case_rows
from framework.errors import Invalid
from framework.evidence import Words, evidence, fingerprint
from framework.indexing import numbers_said
from framework.model import (
    Blank,
    Block,
    BlockKind,
    Case,
    Cell,
    CellReview,
    Dynamics,
    IndexEntry,
    Passage,
    Stage,
    Theme,
    Transcript,
)
from framework.store import charts, queries
from framework.store.charts import Place, Stored
from framework.store.reader import Reader
from framework.themes import Numbered, column_of, columns, index, main_themes

PRESENT, ABSENT = "●", "○"
WITHHELD = (Blank.WITHDRAWN, Blank.SUPPRESSED)
SAID_NOTHING = (Blank.NOTHING_SAID, Blank.NOT_ASKED, Blank.NOT_APPLICABLE)


class Status(StrEnum):
    """How far the charting of a cell has come."""

    NOT_STARTED = "not started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes asked"
    APPROVED = "approved"
    EVIDENCE_CHANGED = "evidence changed"


class Tie(NamedTuple):
    """That text[start:end] of a part rests on a passage; without a place, all of the part does."""

    passage: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a cell with what ties it to passages; ties that have a place stand in the order of the text."""

    kind: BlockKind
    text: str
    ties: tuple[Tie, ...] = ()

    @property
    def passages(self) -> tuple[int, ...]:
        """The passages it rests on, each once."""
        return tuple(dict.fromkeys(tie.passage for tie in self.ties))

    def pieces(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The text cut after each tied stretch, with the passages it rests on; those of all of it come at the end."""
        ends: dict[int, dict[int, None]] = {}
        for tie in self.ties:
            end = len(self.text) if tie.end is None else min(tie.end, len(self.text))
            ends.setdefault(end, {})[tie.passage] = None
        last = 0
        for end in sorted({*ends, len(self.text)}):
            yield self.text[last:end], tuple(ends.get(end, ()))
            last = end


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell: parts, or a reason for being blank; and how many passages there are to write it from.

    `seen` is the version of the stored cell (0 where nothing was stored yet), to be handed back when it is changed.
    `changed`: its evidence is not what it was written from. `remarks`: the number of threads nobody has settled.
    """

    case_id: int
    theme_id: int
    parts: tuple[Part, ...]
    blank: Blank | None
    passages: int
    seen: int
    stage: Stage = Stage.DRAFT
    changed: bool = False
    dynamics: tuple[Dynamics, ...] = ()
    settled: tuple[str, ...] = ()
    remarks: int = 0

    @property
    def charted(self) -> bool:
        """Whether something is written, or a reason given for its being blank."""
        return bool(self.parts) or self.blank not in (None, Blank.NOT_CHARTED)

    @property
    def status(self) -> Status:
        """How far it has come; a change of its evidence takes it back, whatever was approved."""
        if not self.charted:
            return Status.NOT_STARTED
        return Status.EVIDENCE_CHANGED if self.changed else Status(self.stage.value)

    @property
    def mark(self) -> str:
        """● where the sub-theme is represented in the case, ○ where it was asked about and nothing was said.

        Nothing where what was said is withdrawn or suppressed.
        """
        if self.blank in WITHHELD:
            return ""
        if self.passages or self.parts:
            return PRESENT
        return ABSENT if self.blank is Blank.NOTHING_SAID else ""

    @property
    def words(self) -> str:
        """The cell's state in words."""
        if self.blank in WITHHELD:
            return self.blank.value
        if self.passages:
            return f"{self.passages} passage{'' if self.passages == 1 else 's'}"
        if self.parts:
            return "summary without passages"
        return self.blank.value if self.blank and self.blank is not Blank.NOT_CHARTED else "nothing indexed"

    @property
    def text(self) -> str:
        """The parts as plain text, verbatim in quotation marks, comments left out."""
        said = [part for part in self.parts if part.kind is not BlockKind.COMMENT]
        return " ".join(f"“{p.text}”" if p.kind is BlockKind.VERBATIM else p.text for p in said)


class Cells(Mapping[tuple[int, int], Written]):
    """(case, column) → what stands there, put together when it is looked at: of a large matrix few cells ever are."""

    def __init__(
        self,
        case_ids: Iterable[int],
        theme_ids: Iterable[int],
        stored: Mapping[Place, Stored],
        parts: Mapping[int, tuple[Part, ...]] | None,
        counts: Mapping[Place, int],
        review: "Review | None" = None,
    ) -> None:
        self._case_ids, self._theme_ids = dict.fromkeys(case_ids), dict.fromkeys(theme_ids)
        self._stored, self._parts, self._counts, self._review = stored, parts, counts, review

    def __getitem__(self, place: tuple[int, int]) -> Written:
        case_id, theme_id = place
        if case_id not in self._case_ids or theme_id not in self._theme_ids:
            raise KeyError(place)
        stored, count = self._stored.get(place), self._counts.get(place, 0)
        if stored is None:
            return Written(case_id, theme_id, (), None, count, 0)
        own = (_SOMETHING if stored.written else ()) if self._parts is None else self._parts.get(stored.id, ())
        known = {} if self._review is None else self._review.of(place, stored)
        return Written(case_id, theme_id, own, stored.blank, count, stored.version, **known)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return product(self._case_ids, self._theme_ids)

    def __len__(self) -> int:
        return len(self._case_ids) * len(self._theme_ids)


@dataclass(frozen=True, slots=True)
class Review:
    """What the cells of a matrix are judged by: the steps of their review, open remarks, their evidence of now."""

    stages: Mapping[int, CellReview]
    remarks: Mapping[int, int]
    evidence: Mapping[Place, Words]

    def of(self, place: Place, stored: Stored) -> dict[str, Any]:
        """The fields of `Written` that follow."""
        step = self.stages.get(stored.id)
        return {
            "stage": step.stage if step else Stage.DRAFT,
            "changed": evidence_changed(stored, self.evidence.get(place, {})),
            "dynamics": tuple(map(Dynamics, stored.dynamics.splitlines())),
            "settled": tuple(stored.settled.splitlines()),
            "remarks": self.remarks.get(stored.id, 0),
        }


def evidence_changed(stored: Stored, now: Words) -> bool:
    """Whether a cell that is written, or blank because nothing was said or asked, rests on other passages than now."""
    rests = stored.written or stored.blank in SAID_NOTHING
    return rests and stored.evidence is not None and stored.evidence != fingerprint(now)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in the study's fixed order, columns in index order, and the cell where each pair meets."""

    rows: list[CaseRow]
    columns: list[Numbered]
    cells: Mapping[tuple[int, int], Written]


def passage_counts(reader: Reader) -> dict[tuple[int, int], int]:
    """(case, column) → number of different passages under the column's sub-theme or anything beneath it.

    A column is a sub-theme of the second level; what is placed directly under a main theme counts for the main theme.
    """
    made_from = [Theme, IndexEntry, Transcript]
    return reader.remembered("passage counts", made_from, lambda: queries.passage_counts(reader, column_of(reader)))


def locating_matrix(reader: Reader) -> Matrix:
    """All cases × all sub-themes of the second level. Passages directly under a main theme have no column."""
    found = [
        column for main in main_themes(reader) if not main.theme.retired for column in columns(reader, main.theme.id)
    ]
    theme_ids = tuple(column.theme.id for column in found)
    key = ("stored cells", theme_ids)
    stored = reader.remembered(key, [Cell, Block], lambda: charts.stored_cells(reader, theme_ids))
    rows = case_rows(reader)
    return Matrix(rows, found, Cells((row.id for row in rows), theme_ids, stored, None, passage_counts(reader)))


def summary_matrix(reader: Reader, theme_id: int, case_ids: Collection[int] | None = None) -> Matrix:
    """All cases, or some, × the sub-themes of one main theme, with what is written in the cells. Raises NotFound."""
    reader.get(Theme, theme_id)
    found = columns(reader, theme_id)
    theme_ids = [column.theme.id for column in found]
    shown = None if case_ids is None else set(case_ids)
    rows = [row for row in case_rows(reader) if shown is None or row.id in shown]
    cells = _cells(reader, (row.id for row in rows), theme_ids, case_ids)
    return Matrix(rows, found, cells)


def case_matrix(reader: Reader, case_id: int) -> Matrix:
    """One case along all sub-themes of all main themes that are in use. Raises NotFound."""
    reader.get(Case, case_id)
    found = [c for main in main_themes(reader) if not main.theme.retired for c in columns(reader, main.theme.id)]
    rows = [row for row in case_rows(reader) if row.id == case_id]
    return Matrix(rows, found, _cells(reader, [case_id], [c.theme.id for c in found], [case_id]))


def cells_of(reader: Reader, case_ids: Collection[int], theme_ids: Collection[int]) -> Cells:
    """The cells of some cases and some columns, with their words and their review."""
    return _cells(reader, case_ids, theme_ids, case_ids)


def _cells(reader: Reader, shown: Iterable[int], theme_ids: Collection[int], case_ids: Collection[int] | None) -> Cells:
    """The cells of some columns with their words and their review, in all cases or some."""
    stored, parts = charts.stored_cells(reader, theme_ids, case_ids), parts_of(reader, theme_ids, case_ids)
    there = evidence(reader, theme_ids, case_ids)
    review = Review(charts.stages(reader, theme_ids, case_ids), charts.open_remarks(reader, theme_ids, case_ids), there)
    counts = {place: len(passages) for place, passages in there.items()}
    return Cells(shown, theme_ids, stored, parts, counts, review)


# Stands in a matrix that shows only where something is written, not what.
_SOMETHING = (Part(BlockKind.SUMMARY, ""),)


def parts_of(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[int, tuple[Part, ...]]:
    """Cell id → its parts, for the cells of these columns in all cases or some."""
    links = charts.links_in_cells(reader, theme_ids, case_ids)
    parts: dict[int, list[Part]] = {}
    for id, cell_id, kind, text in charts.blocks_in_cells(reader, theme_ids, case_ids):
        parts.setdefault(cell_id, []).append(Part(kind, text, ties(links.get(id, ()))))
    return {cell_id: tuple(found) for cell_id, found in parts.items()}


def ties(links: Collection[tuple[int, str]]) -> tuple[Tie, ...]:
    """The ties that links (passage, spans as stored) stand for."""
    found = [Tie(id, *map(int, span.split("-"))) for id, spans in links for span in spans.split()]
    whole = [Tie(id) for id, spans in links if not spans]
    return (*sorted(found, key=lambda tie: (tie[1:], tie.passage)), *whole)


def cell(reader: Reader, case_id: int, theme_id: int) -> Written:
    """One cell of a summary matrix. Raises NotFound."""
    reader.get(Case, case_id)
    reader.get(Theme, theme_id)
    return _cells(reader, [case_id], [theme_id], [case_id])[case_id, theme_id]


def places(reader: Reader, cells: Iterable[list[int]]) -> list[Place]:
    """Places (case, theme) as they come from outside, each once. Raises Invalid, NotFound."""
    if any(len(place) != 2 for place in cells):
        raise Invalid("A cell came in a form this program does not understand.", "cells")
    found = list(dict.fromkeys((case_id, theme_id) for case_id, theme_id in cells))
    for case_id, theme_id in found:
        reader.get(Case, case_id)
        reader.get(Theme, theme_id)
    return found


def passages_named(reader: Reader, passage_ids: Iterable[int]) -> dict[int, Passage]:
    """Passage id → passage, for those of the given ones that are still there."""
    return {p.id: p for p in reader.find(Passage, id=sorted(set(passage_ids)))}


def line_references(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[int, str]:
    """Passage id → “41–44”, or “41–44 (adrift)”, for all that the cells of some columns rest on."""
    found = charts.lines_of_links(reader, theme_ids, case_ids)
    return {id: numbers_said(first, last, adrift) for id, (first, last, adrift) in found.items()}


def most_charted(reader: Reader) -> int | None:
    """The main theme in whose matrix the most cells are charted; None where none is."""
    parents = {entry.theme.id: entry.theme.parent_id for entry in index(reader) if not entry.theme.retired}
    counts: dict[int, int] = {}
    for theme_id, n in charts.cells_by_theme(reader).items():
        if (main := parents.get(theme_id)) is not None:
            counts[main] = counts.get(main, 0) + n
    return max(counts, key=lambda id: counts[id], default=None)
