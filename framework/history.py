"""The audit trail in sentences, and undo.

Undo is itself an act, so redo is the undo of an undo, and nothing is ever taken out of the trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from framework.errors import Conflict, NotAllowed, NotFound
from framework.model import Act, Role
from framework.operations import OPERATIONS, operation
from framework.store.journal import Change
from framework.store.reader import Reader, as_record
from framework.store.schema import acts
from framework.study import Study


@dataclass(frozen=True, slots=True)
class Next:
    """What undo and redo would do now for one person; None where there is nothing."""

    undo: Act | None
    redo: Act | None


def next_steps(reader: Reader, person_id: int) -> Next:
    """The person's latest own act that counts, and their latest undo if they have done nothing new since."""
    done = _latest(reader, person_id, and_(acts.c.undoes.is_(None), acts.c.undone_by.is_(None), _UNDOABLE))
    undone = _latest(reader, person_id, and_(acts.c.undone_by.is_(None), acts.c.undoes.in_(_FIRST_ACTS)))
    newest = _latest(reader, person_id, and_(acts.c.undoes.is_(None), _UNDOABLE))
    if undone and newest and newest.id > undone.id:
        undone = None
    return Next(done, undone)


_UNDOABLE = acts.c.operation.not_in(("start_study", "note_export"))
_FIRST_ACTS = select(acts.c.id).where(acts.c.undoes.is_(None)).scalar_subquery()


def _latest(reader: Reader, person_id: int, which: ColumnElement[bool]) -> Act | None:
    statement = (
        select(acts)
        .where(acts.c.project_id == reader.project.id, acts.c.person_id == person_id, which)
        .order_by(acts.c.id.desc())
        .limit(1)
    )
    row = reader.connection.execute(statement).one_or_none()
    return as_record(Act, row) if row else None


@operation("Undo", needs=Role.READER)
def undo(change: Change) -> str:
    """Take back one's own latest act; returns what the trail says. Raises NotFound, Conflict."""
    step = next_steps(change, change.person_id).undo
    if step is None:
        raise NotFound("There is nothing of yours left to undo.")
    return _take_back(change, step, f"undid: {step.sentence}")


@operation("Redo", needs=Role.READER)
def redo(change: Change) -> str:
    """Do again what one's own latest undo took back; returns what the trail says. Raises NotFound, Conflict."""
    step = next_steps(change, change.person_id).redo
    if step is None:
        raise NotFound("There is nothing to redo.")
    return _take_back(change, step, f"did again: {step.sentence.removeprefix('undid: ')}")


@operation("Export", needs=Role.READER)
def note_export(change: Change, what: str) -> None:
    """Write into the trail that something left the workspace."""
    change.tell(f"exported {what}")
    change.leave_a_trace()


@operation("Undo an act", needs=Role.READER)
def undo_act(change: Change, act_id: int) -> str:
    """Take back any one act: one's own, or as the lead anyone's. Raises NotFound, NotAllowed, Conflict."""
    act = change.get(Act, act_id)
    if act.person_id != change.person_id and not change.role.includes(Role.LEAD):
        raise NotAllowed("Only the lead of the study can undo what somebody else has done.")
    if act.undone_by is not None:
        raise Conflict("This has been undone already.")
    return _take_back(change, act, f"undid: {act.sentence}")


def _take_back(change: Change, act: Act, sentence: str) -> str:
    """Nobody can take back what their role no longer lets them do."""
    if act.operation in OPERATIONS:
        change.require(OPERATIONS[act.operation].needs)
    change.replay_backwards(act.id)
    change.undoes = act.id
    change.tell(sentence)
    return sentence


def trail(study: Study, *, before: int | None = None, limit: int = 100, person_id: int | None = None) -> Sequence[Act]:
    """The latest acts, newest first: those before the act numbered `before`, by one person or by all."""
    statement = select(acts).where(acts.c.project_id == study.project.id)
    if before is not None:
        statement = statement.where(acts.c.number < before)
    if person_id is not None:
        statement = statement.where(acts.c.person_id == person_id)
    return [
        as_record(Act, row) for row in study.connection.execute(statement.order_by(acts.c.number.desc()).limit(limit))
    ]
