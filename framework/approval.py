"""The supervisor's review: cells are submitted, changes asked for, cells approved, and whole matrices signed off.

A step of the review holds for the version of the cell it was taken on: whoever writes the cell anew has a draft again.
Nobody approves a cell they have written or submitted themselves.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil
from typing import Any

from framework.errors import Conflict, Invalid, NotAllowed
from framework.matrices import Matrix, Status, Written, cells_of, summary_matrix
from framework.memos import cell_said
from framework.model import (
    Blank,
    Case,
    Cell,
    CellReview,
    Look,
    Passage,
    Remark,
    Role,
    SignOff,
    Stage,
    Theme,
    Transcript,
)
from framework.operations import operation
from framework.store import charts
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.study import Study
from framework.themes import main_themes, titles

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark on a cell and the answers to it, the oldest first."""

    remark: Remark
    answers: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off, and whether the matrix is still what was signed: `changed` cells are not, or would not be now."""

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


def next_steps(study: Study, written: Written, writer: int | None, step: CellReview | None) -> dict[Stage, str]:
    """The steps that may come next in a cell's review, each with what keeps this person from it (“”: nothing).

    `writer`: who wrote the cell; `step`: the step of its review that holds. Steps of another role are left out.
    """
    if not study.may(Role.ANALYST):
        return {}
    match written.status:
        case Status.NOT_STARTED:
            return {Stage.SUBMITTED: "Nothing is charted here yet."}
        case Status.EVIDENCE_CHANGED:
            return {Stage.SUBMITTED: "The evidence has changed: say that the cell still holds, or rewrite it, first."}
        case Status.DRAFT | Status.CHANGES_ASKED:
            return {Stage.SUBMITTED: ""}
    if not study.may(Role.SUPERVISOR):
        return {}
    if written.status is Status.APPROVED:
        return {Stage.CHANGES_ASKED: ""}
    own = study.person_id == writer or (step is not None and study.person_id == step.person_id)
    said = "wrote" if study.person_id == writer else "submitted"
    return {
        Stage.APPROVED: f"You {said} this cell yourself: somebody else approves it." if own else "",
        Stage.CHANGES_ASKED: "",
    }


@operation("Submit for review", needs=Role.ANALYST)
def submit_cells(change: Change, cells: list[dict[str, Any]]) -> int:
    """Hand cells (`case_id`, `theme_id`, `seen`) to the supervisor; returns how many. Those approved stay so.

    Raises Conflict where a cell is not as it was seen; Invalid where nothing is charted or its evidence has changed.
    """
    return _step(change, cells, Stage.SUBMITTED, "submitted", lambda change, stored: None)


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
    stored = _cell(change, case_id, theme_id)
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
    counts = Counter(map(lacking, summary_matrix(reader, theme_id).cells.values()))
    del counts[""]
    return ", ".join(f"{n} {what}" for what, n in counts.items())


def lacking(written: Written) -> str:
    """What keeps a cell from being signed off: how far it has come, “” where nothing does."""
    if written.changed or (written.parts and written.status is not Status.APPROVED):
        return written.status.value
    return Blank.NOT_CHARTED.value if written.passages and not written.charted else ""


def signed(reader: Reader, theme_id: int, matrix: Matrix | None = None, journal: Reader | None = None) -> Signed | None:
    """The latest sign-off of a matrix with the cells that have changed since; None where it was never signed off.

    `journal`: the study as it is now, where the reader looks back: a study as it stood has no journal.
    """
    found = reader.find(SignOff, theme_id=theme_id)
    if not found:
        return None
    cells = (matrix or summary_matrix(reader, theme_id)).cells
    then = charts.versions_at(journal or reader, {theme_id for _, theme_id in cells}, found[-1].version)
    since = (place for place, now in cells.items() if lacking(now) or then.get(place, now.seen) != now.seen)
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
    drawn: set[Place] = set()
    for members in strata.values():
        size = ceil(round(len(members) * share, 9))  # 0.07 of 100 is 7.000000000000001
        drawn.update(sorted(members, key=rank)[:size])
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
    found = {one.id: one for one in (_seen(change, given) for given in cells)}
    if not found:
        raise Invalid("Choose at least one cell.", "cells")
    written = cells_of(change, {one.case_id for one in found.values()}, {one.theme_id for one in found.values()})
    for one in found.values():
        _check_charted(change, one, written[one.case_id, one.theme_id])
    here = (stage, Stage.APPROVED)
    stored = [one for one in found.values() if written[one.case_id, one.theme_id].stage not in here]
    for one in stored:
        check(change, one)
        change.add(CellReview, **_now(change, one, stage))
    if len(stored) == 1:
        change.tell(f"{done} {_said(change, stored[0])}")
    elif stored:
        change.tell(f"{done} {len(stored)} cells: {'; '.join(_said(change, one)[8:] for one in stored)}")
    return len(stored)


def _check_charted(change: Change, stored: Cell, written: Written) -> None:
    if written.status is Status.NOT_STARTED:
        raise Invalid(f"Nothing is written in {_said(change, stored)} yet.", "cells")
    if written.changed:
        raise Invalid(f"The evidence of {_said(change, stored)} has changed: confirm or rewrite it first.", "cells")


def _may_be_approved(change: Change, stored: Cell) -> None:
    step = _held(change, stored)
    if step is None or step.stage is not Stage.SUBMITTED:
        raise Invalid(f"Only what is submitted can be approved: {_said(change, stored)} is not.", "cells")
    if change.person_id in (stored.person_id, step.person_id):
        raise NotAllowed(f"You wrote or submitted {_said(change, stored)} yourself: somebody else approves it.")


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
    stored = _cell(change, case_id, theme_id)  # type: ignore[arg-type]
    if stored.version != seen:
        raise Conflict(f"Somebody has written {_said(change, stored)} meanwhile: read it again first.", stored)
    return stored


def _cell(change: Change, case_id: int, theme_id: int) -> Cell:
    """The stored cell. Raises NotFound, Invalid where there is none."""
    stored = change.one(Cell, case_id=change.get(Case, case_id).id, theme_id=change.get(Theme, theme_id).id)
    if stored is None:
        raise Invalid("There is nothing in this cell yet: write it first.", "theme_id")
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
    return cell_said(change, stored.case_id, stored.theme_id)
