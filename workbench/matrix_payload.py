"""What the grid of a matrix is given: rows, columns, cells, groups and the speakers of the groups that are open."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from framework import matrices, speakers
from framework.cases import FACTS, CaseRow
from framework.interpretation import NOT_IN_BASE, Share
from framework.matrices import Matrix, Status, Written
from framework.model import (
    Block,
    CaseKind,
    Cell,
    CellReview,
    IndexEntry,
    Link,
    Participant,
    Passage,
    Remark,
    Theme,
    Transcript,
    Turn,
)
from framework.store import charts
from framework.store.reader import Memory
from framework.study import Study
from framework.themes import Numbered
from workbench.payloads import Json, packed

SITE_ROLE_GROUP = ("Site", "Role", "Group")
CELLS_A_PAGE, LEAST_ROWS = 3_000, 40
MATRICES_KEPT = 12  # as payloads, of which each may have a million letters

_MADE_FROM = [
    *FACTS,
    *(Theme, Transcript, Participant, Turn),
    *(Passage, IndexEntry, Cell, Block, Link, CellReview, Remark),
]

_LATELY = Memory(MATRICES_KEPT)

Links = Mapping[int, tuple[str, int]]  # passage → its lines, “41–44”, and its transcript


@dataclass(frozen=True, slots=True)
class View:
    """How a matrix is looked at: which cases, from which attribute their headings come, whose speakers are open.

    `selected`: the open cell, where no editor on the page says which it is. `opened`: None where no speakers can be
    shown, because the texts are not at hand. `also`: an attribute to show beside each case, by which the rows are
    ordered. `first` of `total`: the place of the first row, where there are too many for one page.
    """

    rows: Sequence[CaseRow]
    selected: str | None = None
    grouped_by: str = "Site"
    also: str = ""
    opened: Collection[int] | None = ()
    first: int = 1
    total: int = 0


def rows_a_page(columns: int) -> int:
    """How many rows of so many columns a browser draws at once without making people wait."""
    return max(LEAST_ROWS, CELLS_A_PAGE // max(columns, 1))


def summaries(study: Study, theme_id: int, view: View) -> bytes:
    """The summary matrix of a main theme for the grid: a line of JSON that names the matrix, then the matrix as JSON.

    As long as the “signature” of a matrix stays the same, only its cells differ.

    What stays the same is kept from one asking to the next: opening a cell must not wait for the whole matrix. Letter
    for letter the same, it does not even travel again.
    """
    ids = [row.id for row in view.rows]
    return _kept(study, "summary", theme_id, view, lambda: matrices.summary_matrix(study, theme_id, ids))


def locating(study: Study, view: View) -> bytes:
    """The same of the locating matrix."""
    return _kept(study, "locating", 0, view, lambda: matrices.locating_matrix(study))


def _kept(study: Study, kind: str, theme_id: int, view: View, make: Callable[[], Matrix]) -> bytes:
    """The payload with the open cell, put together anew only where anything it is made from has changed."""
    version = study.version_of(*_MADE_FROM)
    if not version:  # as it once stood: looked at seldom
        return _headed(_matrix(study, make(), kind, view), view)
    rows = (tuple(row.id for row in view.rows), view.first, view.total)
    looks = (kind, theme_id, rows, view.grouped_by, view.also, tuple(view.opened or ()))
    key = (study.project.guid, version, study.person_id, looks)
    return _headed(_LATELY.get(key, lambda: _matrix(study, make(), kind, view)), view)


def _headed(made: bytes, view: View) -> bytes:
    """A line with the name of the rest and the cell to be marked; whoever has that rest already need not read it."""
    marked = {} if view.selected is None else {"selected": view.selected}
    return packed({"body": blake2b(made, digest_size=8).hexdigest(), **marked}) + b"\n" + made


def _matrix(study: Study, matrix: Matrix, kind: str, view: View) -> bytes:
    columns = [column.theme.id for column in matrix.columns]
    cells = {(row.id, id): matrix.cells[row.id, id] for row in view.rows for id in columns}
    links = {} if kind == "locating" else _links(study, matrix)
    may_open = kind == "summary" and view.opened is not None
    voices = _voices(study, view.rows) if may_open else [0] * len(view.rows)
    opened = [row.id for row in view.rows if view.opened and row.id in view.opened]
    heads = {
        "kind": kind,
        "columns": [_column(column) for column in matrix.columns],
        "rows": [_row(row, view, count) for row, count in zip(view.rows, voices, strict=True)],
        "open": opened,
        "first": view.first,
        "total": view.total or len(view.rows),
    }
    around = packed(
        {
            **heads,
            "person": study.person_id,
            "attributes": [*SITE_ROLE_GROUP, *([view.also] if view.also not in ("", *SITE_ROLE_GROUP) else [])],
            "groups": _groups(view, columns, cells),
            "speakers": {id: _speakers(study, id, columns) for id in opened},
            "signature": json.dumps([heads, view.grouped_by]),
        }
    )
    # Each cell as JSON at once: so many lists at a time would call the garbage collector, for which everybody waits.
    each = (b'"%d:%d":%s' % (*place, packed(_cell(cell, links))) for place, cell in cells.items())
    return around[:-1] + b',"cells":{' + b",".join(each) + b"}}"


def _column(column: Numbered) -> Json:
    theme = column.theme
    return {
        "id": theme.id,
        "number": column.number,
        "name": theme.name,
        "definition": theme.definition,
        "depth": column.depth,
    }


def _row(row: CaseRow, view: View, voices: int) -> Json:
    also = [] if view.also in ("", *SITE_ROLE_GROUP) else [row.value(view.also)]
    return {
        "id": row.id,
        "case": row.name,
        "attributes": [row.site, row.role, row.group, *also],
        "group": row.value(view.grouped_by) if view.grouped_by else None,
        "speakers": voices if row.kind is CaseKind.FOCUS_GROUP else 0,
    }


def _voices(study: Study, rows: Sequence[CaseRow]) -> list[int]:
    """For each row the number of its participants, whoever leads the talk left out."""
    count = dict.fromkeys((row.id for row in rows), 0)
    for participant in study.all(Participant):
        if participant.case_id in count and not participant.moderator:
            count[participant.case_id] += 1
    return list(count.values())


def _groups(view: View, columns: Sequence[int], cells: Mapping[tuple[int, int], Written]) -> list[Json]:
    """Each group of rows: how far it is charted, and by how many of its cases each sub-theme is voiced.

    Cases that could not have voiced it (not asked, not applicable, withdrawn, suppressed) are not counted.
    """
    members: dict[str, list[int]] = {}
    for row in view.rows if view.grouped_by else ():
        members.setdefault(row.value(view.grouped_by), []).append(row.id)

    def voiced(ids: list[int], theme_id: int) -> str:
        asked = [cells[id, theme_id] for id in ids]
        present = [cell.mark == matrices.PRESENT for cell in asked]
        base = [here or cell.blank not in NOT_IN_BASE for here, cell in zip(present, asked, strict=True)]
        return f"{Share(sum(present), sum(base), ()).words} represented" if any(base) else "none could voice it"

    def charted(ids: list[int]) -> tuple[int, int]:
        done = [[cells[id, theme_id].charted for theme_id in columns] for id in ids]
        return sum(all(one) for one in done), sum(any(one) and not all(one) for one in done)

    return [
        {
            "name": name or f"no {view.grouped_by}",
            "value": name,
            "cases": len(ids),
            "charted": charted(ids),
            "voiced": {theme_id: voiced(ids, theme_id) for theme_id in columns},
        }
        for name, ids in members.items()
    ]


def _speakers(study: Study, case_id: int, columns: Sequence[int]) -> list[Json]:
    """The speakers of a focus group: what each says under each column, as [words, [passage, lines, transcript]]."""
    return [
        {
            "id": one.participant.id,
            "label": one.participant.label,
            "said": {
                theme_id: [[said.text, [said.passage, said.lines, said.transcript]] for said in stretches]
                for theme_id, stretches in one.said.items()
            },
        }
        for one in speakers.speakers(study, case_id, columns)
    ]


def _links(study: Study, matrix: Matrix) -> Links:
    """All passages that the cells of a matrix rest on."""
    columns, rows = [column.theme.id for column in matrix.columns], [row.id for row in matrix.rows]
    lines = matrices.line_references(study, columns, rows)
    transcripts = charts.transcripts_of_links(study, columns, rows)
    return {id: (said, transcripts[id]) for id, said in lines.items()}


def _cell(cell: Written, links: Links) -> Json:
    def shown(part: matrices.Part) -> Json:
        pieces = [[text, [[id, *links[id]] for id in ids if id in links]] for text, ids in part.pieces()]
        return {"kind": part.kind, "pieces": pieces}

    return {
        "mark": cell.mark,
        "words": cell.words,
        "parts": [shown(part) for part in cell.parts if part.text],
        "reason": cell.blank,
        "passages": cell.passages,
        "status": "" if cell.status is Status.NOT_STARTED else cell.status,
        "remarks": cell.remarks,
    }


def neighbours(rows: Sequence[CaseRow], columns: Sequence[Numbered], cell: str) -> dict[str, str | None]:
    """The cells above, below, left and right of one, as the matrix is shown now."""
    case_id, theme_id = map(int, cell.split(":"))
    row = [r.id for r in rows].index(case_id)
    column = [c.theme.id for c in columns].index(theme_id)

    def at(r: int, c: int) -> str | None:
        inside = 0 <= r < len(rows) and 0 <= c < len(columns)
        return f"{rows[r].id}:{columns[c].theme.id}" if inside else None

    return {
        "up": at(row - 1, column),
        "down": at(row + 1, column),
        "left": at(row, column - 1),
        "right": at(row, column + 1),
    }
