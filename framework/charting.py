"""Charting: the two matrices of the method.

The *locating* matrix says where each sub-theme is represented. The *summary* matrix, one for each main theme, holds
what each case says about each sub-theme: in the analyst's words, with the participant's own, resting on passages.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from framework.cases import CaseRow, case_names, case_rows
from framework.errors import Conflict, Invalid
from framework.indexing import said_lines
from framework.model import Blank, Block, BlockKind, Case, Cell, IndexEntry, Link, Passage, Role, Theme, Transcript
from framework.operations import operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import Numbered, column_of, columns, index, main_themes, titles, with_descendants

PRESENT, ABSENT = "●", "○"
WITHHELD = (Blank.WITHDRAWN, Blank.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a cell with the passages it rests on."""

    kind: BlockKind
    text: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell: parts, or a reason for being blank; and how many passages there are to write it from.

    `seen` is the version of the stored cell (0 where nothing was stored yet), to be handed back when it is changed.
    """

    case_id: int
    theme_id: int
    parts: tuple[Part, ...]
    blank: Blank | None
    passages: int
    seen: int

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
        stored: Mapping[tuple[int, int], tuple[int, int, Blank | None, bool]],
        parts: Mapping[int, tuple[Part, ...]] | None,
        counts: Mapping[tuple[int, int], int],
    ) -> None:
        self._case_ids, self._theme_ids = dict.fromkeys(case_ids), dict.fromkeys(theme_ids)
        self._stored, self._parts, self._counts = stored, parts, counts

    def __getitem__(self, place: tuple[int, int]) -> Written:
        case_id, theme_id = place
        if case_id not in self._case_ids or theme_id not in self._theme_ids:
            raise KeyError(place)
        id, seen, blank, written = self._stored.get(place, (0, 0, None, False))
        own = (_SOMETHING if written else ()) if self._parts is None else self._parts.get(id, ())
        return Written(case_id, theme_id, own, blank, self._counts.get(place, 0), seen)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return product(self._case_ids, self._theme_ids)

    def __len__(self) -> int:
        return len(self._case_ids) * len(self._theme_ids)


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


def _counts(reader: Reader, theme_ids: Iterable[int], case_ids: Collection[int] | None) -> dict[tuple[int, int], int]:
    """The passage counts of some columns in all cases or some: what one page shows, whatever the size of the study."""
    wanted = set(theme_ids)
    groups = {theme_id: column for theme_id, column in column_of(reader).items() if column in wanted}
    return queries.passage_counts(reader, groups, case_ids)


def locating_matrix(reader: Reader) -> Matrix:
    """All cases × all sub-themes of the second level. Passages directly under a main theme have no column."""
    found = [
        column for main in main_themes(reader) if not main.theme.retired for column in columns(reader, main.theme.id)
    ]
    theme_ids = tuple(column.theme.id for column in found)
    key = ("stored cells", theme_ids)
    stored = reader.remembered(key, [Cell, Block], lambda: queries.stored_cells(reader, theme_ids))
    rows = case_rows(reader)
    return Matrix(rows, found, Cells((row.id for row in rows), theme_ids, stored, None, passage_counts(reader)))


def summary_matrix(reader: Reader, theme_id: int, case_ids: Collection[int] | None = None) -> Matrix:
    """All cases, or some, × the sub-themes of one main theme, with what is written in the cells. Raises NotFound."""
    reader.get(Theme, theme_id)
    found = columns(reader, theme_id)
    theme_ids = [column.theme.id for column in found]
    shown = None if case_ids is None else set(case_ids)
    rows = [row for row in case_rows(reader) if shown is None or row.id in shown]
    stored, parts = queries.stored_cells(reader, theme_ids, case_ids), _parts(reader, theme_ids, case_ids)
    counts = _counts(reader, theme_ids, case_ids)
    return Matrix(rows, found, Cells((row.id for row in rows), theme_ids, stored, parts, counts))


# Stands in a matrix that shows only where something is written, not what.
_SOMETHING = (Part(BlockKind.SUMMARY, "", ()),)


def _parts(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[int, tuple[Part, ...]]:
    """Cell id → its parts, for the cells of these columns in all cases or some."""
    links = queries.links_in_cells(reader, theme_ids, case_ids)
    parts: dict[int, list[Part]] = {}
    for block in queries.blocks_in_cells(reader, theme_ids, case_ids):
        parts.setdefault(block.cell_id, []).append(Part(block.kind, block.text, tuple(links.get(block.id, ()))))
    return {cell_id: tuple(found) for cell_id, found in parts.items()}


def cell(reader: Reader, case_id: int, theme_id: int) -> Written:
    """One cell of a summary matrix. Raises NotFound."""
    reader.get(Case, case_id)
    reader.get(Theme, theme_id)
    stored = reader.one(Cell, case_id=case_id, theme_id=theme_id)
    parts = _parts(reader, [theme_id], [case_id]).get(stored.id, ()) if stored else ()
    count = _counts(reader, [theme_id], [case_id]).get((case_id, theme_id), 0)
    return Written(case_id, theme_id, parts, stored.blank if stored else None, count, stored.version if stored else 0)


def evidence(reader: Reader, passage_ids: Iterable[int]) -> dict[int, Passage]:
    """Passage id → passage, for those of the given ones that are still there."""
    return {p.id: p for p in reader.find(Passage, id=sorted(set(passage_ids)))}


def reference(passages: dict[int, Passage], ids: Iterable[int]) -> str:
    """The line reference of a part: “(41–44; 60)”."""
    lines = [said_lines(passages[id]) for id in ids if id in passages]
    return f"({'; '.join(lines)})" if lines else ""


def most_charted(reader: Reader) -> int | None:
    """The main theme in whose matrix the most cells are charted; None where none is."""
    parents = {entry.theme.id: entry.theme.parent_id for entry in index(reader) if not entry.theme.retired}
    counts: dict[int, int] = {}
    for theme_id, n in queries.cells_by_theme(reader).items():
        if (main := parents.get(theme_id)) is not None:
            counts[main] = counts.get(main, 0) + n
    return max(counts, key=lambda id: counts[id], default=None)


@operation("Write a cell", needs=Role.ANALYST)
def write_cell(change: Change, case_id: int, theme_id: int, parts: list[dict[str, Any]], seen: int) -> Cell:
    """Put parts (`kind`, `text`, `passages`) into a cell in place of the version the analyst saw there (0: none).

    Raises Conflict, with the stored cell, where somebody has written it meanwhile; Invalid for verbatim words that do
    not stand in a linked passage, a part that rests on a passage of another case, or no words at all.
    """
    stored = _stored_cell(change, case_id, theme_id, seen)
    checked = _checked(change, case_id, parts)
    if stored is not None and stored.blank is None and checked == _parts(change, [theme_id], [case_id]).get(stored.id):
        return stored
    written = _touch(change, stored, case_id, theme_id, None)
    _replace_blocks(change, written, checked)
    change.tell(f"wrote {_said(change, case_id, theme_id)}")
    return written


@operation("Leave a cell blank", needs=Role.ANALYST)
def leave_blank(change: Change, case_id: int, theme_id: int, reason: Blank, seen: int) -> Cell:
    """Say why a cell holds no summary; what was written in it is taken out (undo brings it back).

    Raises Conflict; Invalid where passages show that something was said.
    """
    reason = Blank(reason)
    stored = _stored_cell(change, case_id, theme_id, seen)
    said_nothing = reason in (Blank.NOTHING_SAID, Blank.NOT_ASKED, Blank.NOT_APPLICABLE)
    if said_nothing and (count := _indexed(change, case_id, theme_id)):
        raise Invalid(f"{count} passages stand under it in this case, so “{reason.value}” can't be the reason.")
    if stored is not None and stored.blank is reason:
        return stored
    blank = _touch(change, stored, case_id, theme_id, reason)
    _replace_blocks(change, blank, ())
    change.tell(f"left {_said(change, case_id, theme_id)} blank: {reason.value}")
    return blank


def _indexed(change: Change, case_id: int, theme_id: int) -> int:
    transcripts = [t.id for t in change.all(Transcript) if t.case_id == case_id]
    return len(queries.passages_under(change, with_descendants(change, theme_id), transcripts))


def _part(given: dict[str, Any]) -> Part:
    kind, text, passages = given.get("kind", BlockKind.SUMMARY), given.get("text", ""), given.get("passages", ())
    if (
        not isinstance(kind, str)
        or kind not in set(BlockKind)
        or not isinstance(text, str)
        or not isinstance(passages, list | tuple)
        or any(type(id) is not int for id in passages)
    ):
        raise Invalid("A part of the cell came in a form this program does not understand.", "parts")
    return Part(BlockKind(kind), text.strip(), tuple(dict.fromkeys(passages)))


def _checked(change: Change, case_id: int, parts: list[dict[str, Any]]) -> tuple[Part, ...]:
    found = [part for part in map(_part, parts) if part.text]
    if not found:
        raise Invalid("There is nothing to save: write a summary, or say why the cell is blank.", "parts")
    passages = evidence(change, (id for part in found for id in part.passages))
    transcripts = {t.id for t in change.all(Transcript) if t.case_id == case_id}
    for part in found:
        if any(id not in passages or passages[id].transcript_id not in transcripts for id in part.passages):
            raise Invalid("A passage linked here is not in this case (any more).", "parts")
        if part.kind is BlockKind.VERBATIM and not any(part.text in passages[id].quote for id in part.passages):
            raise Invalid(f"“{part.text[:60]}” does not stand letter for letter in a linked passage.", "parts")
    return tuple(found)


def _stored_cell(change: Change, case_id: int, theme_id: int, seen: int) -> Cell | None:
    change.get(Case, case_id)
    change.get(Theme, theme_id)
    stored = change.one(Cell, case_id=case_id, theme_id=theme_id)
    if (stored.version if stored else 0) != seen:
        raise Conflict("Somebody else has written this cell meanwhile: compare both and decide.", stored)
    return stored


def _touch(change: Change, stored: Cell | None, case_id: int, theme_id: int, blank: Blank | None) -> Cell:
    now = {"blank": blank, "version": change.project.version + 1, "person_id": change.person_id, "at": change.now}
    if stored is None:
        return change.add(Cell, case_id=case_id, theme_id=theme_id, **now)
    return change.update(stored, **now)


def _replace_blocks(change: Change, cell: Cell, parts: tuple[Part, ...]) -> None:
    old = change.find(Block, cell_id=cell.id)
    change.remove_many(change.find(Link, block_id=[block.id for block in old]))
    change.remove_many(old)
    rows = [{"cell_id": cell.id, "position": n, "kind": part.kind, "text": part.text} for n, part in enumerate(parts)]
    ids = change.add_many(Block, rows)
    links = [{"block_id": id, "passage_id": p} for id, part in zip(ids, parts, strict=True) for p in part.passages]
    change.add_many(Link, links)


def _said(change: Change, case_id: int, theme_id: int) -> str:
    return f"the cell of {case_names(change)[case_id]} under {titles(change)[theme_id]}"
