"""The charting board: main theme × case, with who charts it and how far it has come."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from framework.cases import CaseRow, case_names, case_rows
from framework.errors import Invalid, NotFound
from framework.matrices import Status, Written, places, summary_matrix
from framework.model import Assignment, Membership, Role
from framework.operations import operation
from framework.people import names
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import Numbered, main_themes, titles

# What a stretch of the board is called as a whole: the first of these that any of its cells is.
_FIRST = (Status.EVIDENCE_CHANGED, Status.CHANGES_ASKED, Status.DRAFT, Status.SUBMITTED, Status.APPROVED)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A case in the matrix of a main theme: who charts it, and its cells by how far they have come.

    `work` counts the cells with something to chart: passages, words, or a reason for being blank.
    """

    case_id: int
    theme_id: int
    person_id: int | None
    counts: Mapping[Status, int]
    waiting: int

    @property
    def work(self) -> int:
        """How many cells there is anything to say of."""
        return self.waiting + sum(n for status, n in self.counts.items() if status is not Status.NOT_STARTED)

    @property
    def done(self) -> int:
        """How many of them are approved."""
        return self.counts.get(Status.APPROVED, 0)

    @property
    def words(self) -> str:
        """“draft, 2 of 5 approved”."""
        return f"{self.status.value}, {self.done} of {self.work} approved" if self.work else "nothing to chart"

    @property
    def status(self) -> Status:
        """The least settled of its cells; not started where nothing has been charted."""
        found = next((status for status in _FIRST if self.counts.get(status)), Status.NOT_STARTED)
        return Status.DRAFT if self.waiting and found in (Status.SUBMITTED, Status.APPROVED) else found


@dataclass(frozen=True, slots=True)
class Board:
    """All cases × the main themes in use."""

    rows: list[CaseRow]
    columns: list[Numbered]
    stretches: Mapping[tuple[int, int], Stretch]


def board(reader: Reader) -> Board:
    """Who charts what, and how far it has come."""
    return board_of(reader, None)


def board_of(reader: Reader, case_ids: Collection[int] | None) -> Board:
    """The same of some cases only, or of all."""
    assigned = {(a.case_id, a.theme_id): a.person_id for a in reader.all(Assignment)}
    rows = [row for row in case_rows(reader) if case_ids is None or row.id in case_ids]
    mains = [entry for entry in main_themes(reader) if not entry.theme.retired]
    stretches = {}
    for main in mains:
        matrix = summary_matrix(reader, main.theme.id, case_ids)
        for row in rows:
            cells = [matrix.cells[row.id, column.theme.id] for column in matrix.columns]
            place = (row.id, main.theme.id)
            stretches[place] = _stretch(*place, assigned.get(place), cells)
    return Board(rows, mains, stretches)


def _stretch(case_id: int, theme_id: int, person_id: int | None, cells: Iterable[Written]) -> Stretch:
    cells = list(cells)
    waiting = sum(bool(cell.passages) and not cell.charted for cell in cells)
    return Stretch(case_id, theme_id, person_id, Counter(cell.status for cell in cells), waiting)


def progress(found: Board, by: Mapping[int, str]) -> dict[str, Counter[Status]]:
    """Group → how many cells stand where, cells waiting to be charted as not started. `by`: case id → its group."""
    totals: dict[str, Counter[Status]] = {}
    for (case_id, _), stretch in found.stretches.items():
        _add(totals.setdefault(by.get(case_id, ""), Counter()), stretch)
    return totals


def progress_by_person(found: Board) -> dict[int | None, Counter[Status]]:
    """Person (None: nobody) → how many cells of what they chart stand where."""
    totals: dict[int | None, Counter[Status]] = {}
    for stretch in found.stretches.values():
        _add(totals.setdefault(stretch.person_id, Counter()), stretch)
    return totals


def _add(total: Counter[Status], stretch: Stretch) -> None:
    total.update({status: n for status, n in stretch.counts.items() if status is not Status.NOT_STARTED})
    total[Status.NOT_STARTED] += stretch.waiting


@operation("Assign charting", needs=Role.ANALYST)
def assign(change: Change, cells: list[list[int]], person_id: int | None) -> int:
    """Give stretches of the board (case, main theme) to a person of the study, or to nobody; returns how many changed.

    Raises Invalid for a sub-theme or somebody who may not chart, NotFound.
    """
    mains = {entry.theme.id for entry in main_themes(change)}
    if person_id is not None:
        member = change.one(Membership, person_id=person_id)
        if member is None:
            raise NotFound("This person takes no part in the study.")
        if not member.role.includes(Role.ANALYST):
            raise Invalid("A reader can't chart: give them another role first.", "person_id")
    stored = {(a.case_id, a.theme_id): a for a in change.find(Assignment)}
    changed = []
    for case_id, theme_id in places(change, cells):
        if theme_id not in mains:
            raise Invalid("Charting is assigned by main theme.", "cells")
        before = stored.get((case_id, theme_id))
        if (before.person_id if before else None) == person_id:
            continue
        if before is not None and person_id is not None:
            change.update(before, person_id=person_id)
        elif before is not None:
            change.remove(before)
        else:
            change.add(Assignment, case_id=case_id, theme_id=theme_id, person_id=person_id)
        changed.append((case_id, theme_id))
    if changed:
        change.tell(_told(change, changed, person_id))
    return len(changed)


def _told(change: Change, changed: list[tuple[int, int]], person_id: int | None) -> str:
    who = names(change)[person_id] if person_id is not None else "nobody"
    if len(changed) > 1:
        return f"assigned {len(changed)} cases of matrices to {who}"
    ((case_id, theme_id),) = changed
    return f"assigned {case_names(change)[case_id]} in {titles(change)[theme_id]} to {who}"
