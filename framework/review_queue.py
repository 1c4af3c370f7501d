"""The supervisor's queue: every charted cell of the study with who wrote it, and what happened to each of late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from framework.cases import FACTS, CaseRow, case_rows
from framework.evidence import Altered, altered, evidence
from framework.matrices import Status, Written, cells_of
from framework.model import Act, Block, Cell, CellReview, IndexEntry, Link, Passage, Remark, Theme, Transcript
from framework.store import charts, reviews
from framework.store.charts import Place
from framework.store.reader import Reader
from framework.themes import Numbered, columns, main_themes


@dataclass(frozen=True, slots=True)
class Charted:
    """A charted cell: where it stands, who wrote it (`person_id`), and the step of its review that holds."""

    row: CaseRow
    main: Numbered
    column: Numbered
    written: Written
    person_id: int
    step: CellReview | None

    @property
    def place(self) -> Place:
        """Case and sub-theme."""
        return self.row.id, self.column.theme.id


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was done to a cell or to its evidence, in words: “written”, “approved”, “evidence changed”."""

    what: str
    person_id: int
    at: datetime


def charted(reader: Reader) -> list[Charted]:
    """Every charted cell under the main themes in use: matrix by matrix, each read case by case."""
    return reader.remembered("charted", _MADE_FROM, lambda: _charted(reader))


_MADE_FROM = [*FACTS, Theme, Transcript, Passage, IndexEntry, Cell, Block, Link, CellReview, Remark]


def _charted(reader: Reader) -> list[Charted]:
    rows, mains = case_rows(reader), [entry for entry in main_themes(reader) if not entry.theme.retired]
    under = {main.theme.id: columns(reader, main.theme.id) for main in mains}
    case_ids, theme_ids = [row.id for row in rows], [column.theme.id for found in under.values() for column in found]
    cells = cells_of(reader, case_ids, theme_ids)
    stored, steps = charts.stored_cells(reader, theme_ids), charts.stages(reader, theme_ids)
    return [
        Charted(row, main, column, cells[place], stored[place].person_id, steps.get(stored[place].id))
        for main in mains
        for row in rows
        for column in under[main.theme.id]
        if (place := (row.id, column.theme.id)) in stored and cells[place].charted
    ]


def happened_since(reader: Reader, version: int, found: Iterable[Charted]) -> dict[Place, list[Happened]]:
    """What was done to these cells after a version of the study, the earliest first; cells left alone are not there."""
    found = list(found)
    stored = charts.stored_cells(reader, [cell.column.theme.id for cell in found])
    place_of = {stored[cell.place].id: cell.place for cell in found}
    news: dict[Place, list[Happened]] = {}
    for act, table, cell_id, image in reviews.written_to_cells(reader, version):
        if cell_id in place_of and image is not None:
            _note(news.setdefault(place_of[cell_id], []), Happened(_done(act, table, image), act.person_id, act.at))
    for place, act in _evidence_changed_since(reader, version, found).items():
        news.setdefault(place, []).append(Happened(Status.EVIDENCE_CHANGED.value, act.person_id, act.at))
    return news


def _note(told: list[Happened], new: Happened) -> None:
    """The same thing done again and again is told once, as it was done last."""
    if told and (told[-1].what, told[-1].person_id) == (new.what, new.person_id):
        told.pop()
    told.append(new)


def _done(act: Act, table: str, image: dict[str, Any]) -> str:
    if table == "cell_reviews":
        return str(image["stage"])
    if table == "remarks":
        return "remark settled" if image["settled"] else "answer" if image["answers"] else "remark"
    confirmed = {"confirm_cell": "confirmed", "settle_guide": "guide settled"}
    return confirmed.get(act.operation) or (f"left blank: {image['blank']}" if image["blank"] else "written")


def _evidence_changed_since(reader: Reader, version: int, found: list[Charted]) -> dict[Place, Act]:
    """The cells whose evidence is not what they were written from, where that came about after a version."""
    changed = [cell for cell in found if cell.written.changed]
    if not changed:
        return {}
    touched, moved = reviews.written_to_passages(reader, version), reviews.themes_moved(reader, version)
    since = {}
    for cell, became in zip(changed, _became(reader, changed), strict=True):
        acts = [touched[id] for id in (*became.added, *became.removed, *became.altered) if id in touched]
        if latest := max((*acts, *((moved,) if moved else ())), key=lambda act: act.number, default=None):
            since[cell.place] = latest
    return since


def _became(reader: Reader, changed: list[Charted]) -> list[Altered]:
    theme_ids, case_ids = {cell.place[1] for cell in changed}, {cell.place[0] for cell in changed}
    stored = charts.stored_cells(reader, theme_ids, case_ids)
    now = evidence(reader, theme_ids, case_ids)
    return [altered(stored[cell.place].evidence or "", now.get(cell.place, {})) for cell in changed]
