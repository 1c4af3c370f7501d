"""The supervisor's review: cells are submitted, changes asked for, cells approved, and whole matrices signed off.

A step of the review holds for the version of the cell it was taken on: whoever writes the cell anew has a draft again.
Nobody approves a cell they have written or submitted themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil
from typing import Any

from framework.cases import case_names
from framework.errors import Conflict, Invalid, NotAllowed
from framework.matrices import Matrix, Status, cell, summary_matrix
from framework.model import Cell, CellReview, Look, Passage, Remark, Role, SignOff, Stage, Theme, Transcript
from framework.operations import operation
from framework.store import charts
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import main_themes, titles

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark on a cell and the answers to it, the oldest first."""

    remark: Remark
    answers: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off, and whether the matrix is still what was signed: `changed` cells are not."""

    sign_off: SignOff
    changed: tuple[Place, ...]


def threads(reader: Reader, cell_id: int) -> list[Thread]:
    """What has been said about a cell, thread by thread."""
    found = charts.remarks_on(reader, cell_id)
    heads = [remark for remark in found if remark.answers is None]
    return [Thread(head, tuple(r for r in found if r.answers == head.id)) for head in heads]


def steps(reader: Reader, cell_id: int) -> list[CellReview]:
    """Every step of a cell's review, the earliest first; those on earlier versions no longer hold."""
    return reader.find(CellReview, cell_id=cell_id)


@operation("Submit for review", needs=Role.ANALYST)
def submit_cells(change: Change, cells: list[dict[str, Any]]) -> int:
    """Hand cells (`case_id`, `theme_id`, `seen`) to the supervisor; returns how many.

    Raises Conflict where a cell is not as it was seen; Invalid where nothing is charted or its evidence has changed.
    """
    return _step(change, cells, Stage.SUBMITTED, "submitted", _may_be_submitted)


@operation("Approve cells", needs=Role.SUPERVISOR)
def approve_cells(change: Change, cells: list[dict[str, Any]]) -> int:
    """Stand behind submitted cells (`case_id`, `theme_id`, `seen`); returns how many.

    Raises NotAllowed for a cell of one's own, Invalid where one is not submitted, Conflict.
    """
    return _step(change, cells, Stage.APPROVED, "approved", _may_be_approved)


@operation("Ask for changes", needs=Role.SUPERVISOR)
def ask_changes(
    change: Change, case_id: int, theme_id: int, seen: int, text: str, words: str = "", passage_id: int | None = None
) -> Remark:
    """Send a submitted or approved cell back with a remark on it, on some words of it, or on a passage.

    Raises Invalid, Conflict.
    """
    stored = _seen(change, {"case_id": case_id, "theme_id": theme_id, "seen": seen})
    if _stage(change, stored) not in (Stage.SUBMITTED, Stage.APPROVED):
        raise Invalid("Only a cell that was submitted or approved can be sent back: leave a remark on it.", "seen")
    head = _say(change, stored, None, text, words, passage_id)
    change.add(CellReview, **_now(change, stored, Stage.CHANGES_ASKED))
    change.tell(f"asked for changes in {_said(change, stored)}")
    return head


@operation("Remark on a cell", needs=Role.ANALYST)
def remark_on_cell(
    change: Change,
    case_id: int,
    theme_id: int,
    text: str,
    words: str = "",
    passage_id: int | None = None,
    answers: int | None = None,
) -> Remark:
    """Say something about a cell, some words of it or one of its passages; or answer a remark. Raises Invalid."""
    stored = change.one(Cell, case_id=case_id, theme_id=theme_id)
    if stored is None:
        raise Invalid("There is nothing in this cell yet: write it first.", "theme_id")
    said = _say(change, stored, answers, text, words, passage_id)
    change.tell(f"{'answered a remark' if answers else 'left a remark'} on {_said(change, stored)}")
    return said


@operation("Settle a remark", needs=Role.ANALYST)
def settle_remark(change: Change, remark_id: int, settled: bool = True) -> Remark:
    """Close a thread, or open it again. Raises Invalid for an answer."""
    head = change.get(Remark, remark_id)
    if head.answers is not None:
        raise Invalid("A thread is settled at its first remark.", "remark_id")
    after = change.update(head, settled=settled)
    if after != head:
        done = "settled" if settled else "opened again"
        change.tell(f"{done} a remark on {_said(change, change.get(Cell, head.cell_id))}")
    return after


@operation("Sign a matrix off", needs=Role.SUPERVISOR)
def sign_off(change: Change, theme_id: int, note: str = "") -> SignOff:
    """Stand behind the whole matrix of a main theme as it is now. Raises Invalid where it is not all settled."""
    if theme_id not in {entry.theme.id for entry in main_themes(change)}:
        change.get(Theme, theme_id)
        raise Invalid("Only the matrix of a main theme is signed off.", "theme_id")
    if missing := unsettled(change, theme_id):
        raise Invalid(f"Not everything in this matrix is settled: {missing}.", "theme_id")
    change.tell(f"signed off the matrix of {titles(change)[theme_id]}")
    return change.add(
        SignOff,
        theme_id=theme_id,
        version=change.project.version + 1,
        note=note.strip(),
        person_id=change.person_id,
        at=change.now,
    )


def unsettled(reader: Reader, theme_id: int) -> str:
    """What keeps a matrix from being signed off, in words: “3 draft, 1 with evidence changed”; “” where nothing does.

    Each cell with words is approved, each with passages is charted; a blank cell needs its reason only.
    """
    counts: dict[str, int] = {}
    for written in summary_matrix(reader, theme_id).cells.values():
        if written.parts and written.status is not Status.APPROVED:
            counts[written.status.value] = counts.get(written.status.value, 0) + 1
        elif written.changed:
            counts[Status.EVIDENCE_CHANGED.value] = counts.get(Status.EVIDENCE_CHANGED.value, 0) + 1
        elif written.passages and not written.charted:
            counts["not charted yet"] = counts.get("not charted yet", 0) + 1
    return ", ".join(f"{n} {what}" for what, n in counts.items())


def signed(reader: Reader, theme_id: int, matrix: Matrix | None = None) -> Signed | None:
    """The latest sign-off of a matrix with the cells that have changed since; None where it was never signed off."""
    found = reader.find(SignOff, theme_id=theme_id)
    if not found:
        return None
    cells = (matrix or summary_matrix(reader, theme_id)).cells
    since = [place for place, written in cells.items() if written.seen > found[-1].version or written.changed]
    return Signed(found[-1], tuple(since))


def sample(places: Sequence[tuple[Place, int, int]], share: float, seed: int) -> list[Place]:
    """A random sample of cells (place, analyst, theme), stratified by analyst and theme.

    From each stratum the given share (0 to 1) is drawn, rounded up, so that none is left out. The draw depends on the
    seed and on what is there, not on its order: each cell is ranked by a hash of the seed and its place.
    """
    strata: dict[Place, list[Place]] = {}
    for place, analyst, theme in places:
        strata.setdefault((analyst, theme), []).append(place)
    rank = lambda place: blake2b(f"{seed}:{place[0]}:{place[1]}".encode(), digest_size=8).digest()  # noqa: E731
    drawn = {place for members in strata.values() for place in sorted(members, key=rank)[: ceil(len(members) * share)]}
    return [place for place, _, _ in places if place in drawn]


def looked_until(reader: Reader, person_id: int) -> int:
    """Up to which version of the study a person has looked at what changed; 0 where never."""
    return next((look.version for look in reader.all(Look) if look.person_id == person_id), 0)


@operation("Note that the changes were looked at", needs=Role.READER)
def look(change: Change, version: int) -> Look:
    """Remember that one has looked at everything up to a version of the study. Raises Invalid for one to come."""
    if not 0 <= version <= change.project.version:
        raise Invalid("This version of the study is still to come.", "version")
    stored = change.one(Look, person_id=change.person_id)
    change.tell(f"looked at the changes up to version {version}")
    if stored is None:
        return change.add(Look, person_id=change.person_id, version=version)
    return change.update(stored, version=version)


def _step(
    change: Change,
    cells: Iterable[dict[str, Any]],
    stage: Stage,
    done: str,
    check: Callable[[Change, Cell], None],
) -> int:
    stored = [_seen(change, given) for given in cells]
    if not stored:
        raise Invalid("Choose at least one cell.", "cells")
    stored = [one for one in stored if _stage(change, one) is not stage]
    for one in stored:
        check(change, one)
        change.add(CellReview, **_now(change, one, stage))
    if len(stored) == 1:
        change.tell(f"{done} {_said(change, stored[0])}")
    elif stored:
        change.tell(f"{done} {len(stored)} cells: {'; '.join(_said(change, one)[8:] for one in stored)}")
    return len(stored)


def _may_be_submitted(change: Change, stored: Cell) -> None:
    written = cell(change, stored.case_id, stored.theme_id)
    if written.status is Status.NOT_STARTED:
        raise Invalid(f"Nothing is written in {_said(change, stored)} yet.", "cells")
    if written.changed:
        raise Invalid(f"The evidence of {_said(change, stored)} has changed: confirm or rewrite it first.", "cells")


def _may_be_approved(change: Change, stored: Cell) -> None:
    _may_be_submitted(change, stored)
    step = _held(change, stored)
    if step is None or step.stage is not Stage.SUBMITTED:
        raise Invalid(f"{_said(change, stored).capitalize()} has not been submitted.", "cells")
    if change.person_id in (stored.person_id, step.person_id):
        raise NotAllowed(f"{_said(change, stored).capitalize()} is your own: somebody else approves it.")


def _held(change: Change, stored: Cell) -> CellReview | None:
    found = change.find(CellReview, cell_id=stored.id, version=stored.version)
    return found[-1] if found else None


def _stage(change: Change, stored: Cell) -> Stage:
    step = _held(change, stored)
    return step.stage if step else Stage.DRAFT


def _seen(change: Change, given: dict[str, Any]) -> Cell:
    """The stored cell, as the person saw it. Raises Conflict, Invalid."""
    numbers = [given.get(name) for name in ("case_id", "theme_id", "seen")] if isinstance(given, dict) else [None]
    if any(type(number) is not int for number in numbers):
        raise Invalid("A cell came in a form this program does not understand.", "cells")
    case_id, theme_id, seen = numbers
    change.get(Theme, theme_id)  # type: ignore[arg-type]
    stored = change.one(Cell, case_id=case_id, theme_id=theme_id)
    if stored is None:
        raise Invalid("There is nothing in this cell yet: write it first.", "cells")
    if stored.version != seen:
        raise Conflict(f"Somebody has written {_said(change, stored)} meanwhile: read it again first.", stored)
    return stored


def _now(change: Change, stored: Cell, stage: Stage) -> dict[str, Any]:
    return {
        "cell_id": stored.id,
        "version": stored.version,
        "stage": stage,
        "person_id": change.person_id,
        "at": change.now,
    }


def _say(change: Change, stored: Cell, answers: int | None, text: str, words: str, passage_id: int | None) -> Remark:
    if not text.strip():
        raise Invalid("A remark needs words.", "text")
    if answers is not None:
        head = change.get(Remark, answers)
        if head.cell_id != stored.id or head.answers is not None:
            raise Invalid("The answer belongs to another remark.", "answers")
    if passage_id is not None:
        transcript = change.get(Transcript, change.get(Passage, passage_id).transcript_id)
        if transcript.case_id != stored.case_id:
            raise Invalid("This passage is not in the cell's case.", "passage_id")
    return change.add(
        Remark,
        cell_id=stored.id,
        answers=answers,
        words=words.strip(),
        passage_id=passage_id,
        text=text.strip(),
        settled=False,
        person_id=change.person_id,
        at=change.now,
    )


def _said(change: Change, stored: Cell) -> str:
    return f"the cell of {case_names(change)[stored.case_id]} under {titles(change)[stored.theme_id]}"
