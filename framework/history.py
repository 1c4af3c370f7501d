"""The audit trail in sentences, and undo.

Undo is itself an act, so redo is the undo of an undo, and nothing is ever taken out of the trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from framework.errors import Conflict, Invalid, NotAllowed, NotFound
from framework.model import Act, CellReview, Membership, Role, Stage
from framework.operations import OPERATIONS, operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.study import Study


@dataclass(frozen=True, slots=True)
class Next:
    """What undo and redo would do now for one person; None where there is nothing."""

    undo: Act | None
    redo: Act | None


NOT_UNDONE = ("start_study", "restore_study", "note_export", "note_destroyed_key")
# Which steps of a cell's review come after which (None: the first on a version of the cell).
_FOLLOWS = {
    Stage.SUBMITTED: (None, Stage.CHANGES_ASKED),
    Stage.CHANGES_ASKED: (Stage.SUBMITTED, Stage.APPROVED),
    Stage.APPROVED: (Stage.SUBMITTED,),
}


def next_steps(reader: Reader, person_id: int) -> Next:
    """The person's latest own act that counts, and their latest undo if they have done nothing new since."""
    done = queries.latest_act(reader, person_id, NOT_UNDONE, standing=True)
    newest = queries.latest_act(reader, person_id, NOT_UNDONE)
    return Next(done, queries.latest_undo(reader, person_id, since=newest.id) if newest else None)


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
    if act.operation in NOT_UNDONE:
        raise Invalid("This changed nothing in the study, so there is nothing to undo.", "act_id")
    if act.undone_by is not None:
        raise Conflict("This has been undone already.")
    return _take_back(change, act, f"undid: {act.sentence}")


def _take_back(change: Change, act: Act, sentence: str) -> str:
    change.require(_needed_for(change, act))
    change.replay_backwards(act.id)
    _check_reviews(change)
    if not change.count(Membership, role=Role.LEAD.value):
        raise Conflict("This can't be undone any more: the study would be left without a lead.")
    change.undoes = act.id
    change.tell(sentence)
    return sentence


def _check_reviews(change: Change) -> None:
    """Raises Conflict where a step would be left that nothing leads to: an approval of nothing submitted."""
    touched = {(step["cell_id"], step["version"]) for step in change.images_of(CellReview)}
    for cell_id, version in touched:
        before = None
        for step in change.find(CellReview, cell_id=cell_id, version=version):
            if before not in _FOLLOWS[step.stage]:
                raise Conflict("This can't be undone any more: the review of the cell has gone on since.")
            before = step.stage


def _needed_for(change: Change, act: Act) -> Role:
    """Nobody takes back, or does again, what their role no longer lets them do."""
    while act.undoes is not None:
        act = change.get(Act, act.undoes)
    return OPERATIONS[act.operation].needs if act.operation in OPERATIONS else Role.LEAD


def stands(study: Study, number: int) -> bool:
    """Whether the act of this number is in force: not undone, or done again since."""
    act = next(iter(trail(study, before=number + 1, limit=1)), None)
    if act is None or act.number != number:
        return False
    undone = False
    while act.undone_by is not None:
        act, undone = study.get(Act, act.undone_by), not undone
    return not undone


def trail(study: Study, *, before: int | None = None, limit: int = 100, person_id: int | None = None) -> Sequence[Act]:
    """The latest acts, newest first: those before the act numbered `before`, by one person or by all."""
    return queries.latest_acts(study, before, limit, person_id)
