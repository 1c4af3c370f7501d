"""Charting: writing the cells of the summary matrices, or saying why one is blank."""

from collections.abc import Sequence
from typing import Any

from framework.errors import Conflict, Invalid
from framework.evidence import evidence, fingerprint
from framework.matrices import SAID_NOTHING, Part, Tie, parts_of, passages_named
from framework.memos import cell_said
from framework.model import Blank, Block, BlockKind, Case, Cell, CellReview, Dynamics, Link, Role, Theme, Transcript
from framework.operations import operation
from framework.store.journal import Change

GUIDES = ("unsupported", "unused", "verbatim", "long", "thin", "unreviewed")  # what an analyst may settle of a cell
_NOT_UNDERSTOOD = "A part of the cell came in a form this program does not understand."


@operation("Write a cell", needs=Role.ANALYST)
def write_cell(
    change: Change,
    case_id: int,
    theme_id: int,
    parts: list[dict[str, Any]],
    seen: int,
    dynamics: list[str] | None = None,
) -> Cell:
    """Put parts into a cell in place of the version the analyst saw there (0: none).

    A part has `kind`, `text`, and `passages` on which all of it rests or `ties` [passage, start, end] on which a
    stretch of it does. `dynamics`: how the group talked; as it was where not given. Raises Conflict, with the stored
    cell, where somebody has written it meanwhile; Invalid for verbatim words that do not stand in a linked passage, a
    part that rests on a passage of another case, or no words at all.
    """
    stored = _stored_cell(change, case_id, theme_id, seen)
    checked, how = _checked(change, case_id, parts), _dynamics(stored, dynamics)
    if stored is not None and stored.blank is None:
        same = checked == parts_of(change, [theme_id], [case_id]).get(stored.id) and how == stored.dynamics
        if same and stored.evidence == _fingerprint(change, case_id, theme_id):
            return stored
    written = _touch(change, stored, case_id, theme_id, blank=None, dynamics=how)
    _replace_blocks(change, written, checked)
    change.tell(f"wrote {cell_said(change, case_id, theme_id)}")
    return written


@operation("Leave a cell blank", needs=Role.ANALYST)
def leave_blank(change: Change, case_id: int, theme_id: int, reason: Blank, seen: int) -> Cell:
    """Say why a cell holds no summary; what was written in it is taken out (undo brings it back).

    Raises Conflict; Invalid where passages show that something was said.
    """
    reason = Blank(reason)
    stored = _stored_cell(change, case_id, theme_id, seen)
    _check_reason(change, case_id, theme_id, reason)
    if stored is not None and stored.blank is reason and stored.evidence == _fingerprint(change, case_id, theme_id):
        return stored
    blank = _touch(change, stored, case_id, theme_id, blank=reason, dynamics="")
    _replace_blocks(change, blank, ())
    change.tell(f"left {cell_said(change, case_id, theme_id)} blank: {reason.value}")
    return blank


@operation("Confirm a cell", needs=Role.ANALYST)
def confirm_cell(change: Change, case_id: int, theme_id: int, seen: int) -> Cell:
    """Say that a cell holds as it is although its evidence has changed: it rests on the passages of now.

    It is a draft again. Raises Conflict; Invalid where there is nothing to confirm, where verbatim words are gone, or
    where passages now show that something was said after all.
    """
    stored = _stored_cell(change, case_id, theme_id, seen)
    if stored is None or stored.blank is Blank.NOT_CHARTED:
        raise Invalid("Nothing is written in this cell yet.", "seen")
    _check_reason(change, case_id, theme_id, stored.blank)
    _check_evidence(change, case_id, parts_of(change, [theme_id], [case_id]).get(stored.id, ()))
    if stored.evidence == _fingerprint(change, case_id, theme_id):
        return stored
    change.tell(f"confirmed {cell_said(change, case_id, theme_id)}")
    return _touch(change, stored, case_id, theme_id, blank=stored.blank, dynamics=stored.dynamics)


@operation("Settle a guide", needs=Role.ANALYST)
def settle_guide(change: Change, case_id: int, theme_id: int, guide: str, settled: bool = True) -> Cell:
    """Answer one of the guides' remarks about a cell (“long”): it is meant so; or let it be remarked again.

    The cell's words and the state of its review stay as they are. Raises Invalid for an unknown guide, or no cell.
    """
    stored = change.one(Cell, case_id=change.get(Case, case_id).id, theme_id=change.get(Theme, theme_id).id)
    if guide not in GUIDES:
        raise Invalid(f"There is no guide called “{guide}”.", "guide")
    if stored is None:
        raise Invalid("Save the cell first.", "theme_id")
    names = {*stored.settled.splitlines()} - {guide} | ({guide} if settled else set())
    after = change.update(stored, settled="\n".join(name for name in GUIDES if name in names))
    if after != stored:
        what = "settled" if settled else "opened again"
        change.tell(f"{what} the guide “{guide}” in {cell_said(change, case_id, theme_id)}")
    return after


def reword(change: Change, stored: Cell, parts: Sequence[Part]) -> Cell:
    """Put other words into a cell that say the same: it has a new version, and its author and review stay."""
    version = change.project.version + 1
    reviews = change.find(CellReview, cell_id=stored.id, version=stored.version)
    after = change.update(stored, version=version)
    change.update_many(reviews, version=version)
    _replace_blocks(change, after, parts)
    return after


def _dynamics(stored: Cell | None, given: list[str] | None) -> str:
    """How the group talked, in the order of the choices. Raises Invalid."""
    if given is None:
        return stored.dynamics if stored else ""
    if any(name not in set(Dynamics) for name in given):
        raise Invalid("A group's talk is marked by consensus, dissent, silence or shift.", "dynamics")
    return "\n".join(name for name in Dynamics if name in given)


def _part(given: dict[str, Any]) -> Part:
    kind, text = given.get("kind", BlockKind.SUMMARY), given.get("text", "")
    if not isinstance(kind, str) or kind not in set(BlockKind) or not isinstance(text, str):
        raise Invalid(_NOT_UNDERSTOOD, "parts")
    cut, length = len(text) - len(text.lstrip()), len(text.strip())
    tied: dict[Tie, None] = {}
    for tie in _ties(given):
        if tie.start is None or tie.end is None:
            tied[tie] = None
            continue
        start, end = max(0, tie.start - cut), min(length, tie.end - cut)
        tied[Tie(tie.passage, start, end) if start < end else Tie(tie.passage)] = None
    placed = sorted((tie for tie in tied if tie.start is not None), key=lambda tie: (tie[1:], tie.passage))
    whole = {tie.passage for tie in placed}
    return Part(
        BlockKind(kind), text.strip(), (*placed, *(t for t in tied if t.start is None and t.passage not in whole))
    )


def _ties(given: dict[str, Any]) -> list[Tie]:
    """What a part rests on as it came. Raises Invalid."""
    passages, ties = given.get("passages", ()), given.get("ties", ())
    if not all(isinstance(listed, list | tuple) for listed in (passages, ties)):
        raise Invalid(_NOT_UNDERSTOOD, "parts")
    found = []
    for tie in (*ties, *([id] for id in passages)):
        numbers = [number for number in tie if number is not None] if isinstance(tie, list | tuple) else []
        if len(numbers) not in (1, 3) or any(type(number) is not int or number < 0 for number in numbers):
            raise Invalid(_NOT_UNDERSTOOD, "parts")
        found.append(Tie(*numbers))
    return found


def _checked(change: Change, case_id: int, parts: list[dict[str, Any]]) -> tuple[Part, ...]:
    found = tuple(part for part in map(_part, parts) if part.text)
    if not found:
        raise Invalid("There is nothing to save: write a summary, or say why the cell is blank.", "parts")
    _check_evidence(change, case_id, found)
    return found


def _check_evidence(change: Change, case_id: int, parts: Sequence[Part]) -> None:
    """Raises Invalid where a part rests on what is not in the case, or verbatim words stand in no linked passage."""
    passages = passages_named(change, (id for part in parts for id in part.passages))
    transcripts = {t.id for t in change.all(Transcript) if t.case_id == case_id}
    for part in parts:
        if any(id not in passages or passages[id].transcript_id not in transcripts for id in part.passages):
            raise Invalid("A passage linked here is not in this case (any more).", "parts")
        if part.kind is BlockKind.VERBATIM and not any(part.text in passages[id].quote for id in part.passages):
            raise Invalid(f"“{part.text[:60]}” does not stand letter for letter in a linked passage.", "parts")


def _check_reason(change: Change, case_id: int, theme_id: int, reason: Blank | None) -> None:
    """Raises Invalid where nothing is said to be there and passages are."""
    count = len(evidence(change, [theme_id], [case_id]).get((case_id, theme_id), {}))
    if reason in SAID_NOTHING and count:
        raise Invalid(f"{count} passages stand under it in this case, so “{reason.value}” can't be the reason.")


def _stored_cell(change: Change, case_id: int, theme_id: int, seen: int) -> Cell | None:
    change.get(Case, case_id)
    change.get(Theme, theme_id)
    stored = change.one(Cell, case_id=case_id, theme_id=theme_id)
    if (stored.version if stored else 0) != seen:
        raise Conflict("Somebody else has written this cell meanwhile: compare both and decide.", stored)
    return stored


def _fingerprint(change: Change, case_id: int, theme_id: int) -> str:
    return fingerprint(evidence(change, [theme_id], [case_id]).get((case_id, theme_id), {}))


def _touch(change: Change, stored: Cell | None, case_id: int, theme_id: int, **fields: Any) -> Cell:
    """Give a cell a new version, written by this person from the evidence of now."""
    now = {
        "version": change.project.version + 1,
        "evidence": _fingerprint(change, case_id, theme_id),
        "person_id": change.person_id,
        "at": change.now,
        **fields,
    }
    if stored is None:
        return change.add(Cell, case_id=case_id, theme_id=theme_id, **now)
    return change.update(stored, **now)


def _replace_blocks(change: Change, cell: Cell, parts: Sequence[Part]) -> None:
    old = change.find(Block, cell_id=cell.id)
    change.remove_many(change.find(Link, block_id=[block.id for block in old]))
    change.remove_many(old)
    rows = [{"cell_id": cell.id, "position": n, "kind": part.kind, "text": part.text} for n, part in enumerate(parts)]
    ids = change.add_many(Block, rows)
    links = [
        {"block_id": id, "passage_id": passage, "spans": _spans(part, passage)}
        for id, part in zip(ids, parts, strict=True)
        for passage in part.passages
    ]
    change.add_many(Link, links)


def _spans(part: Part, passage: int) -> str:
    """The stretches of a part that rest on a passage, as they are stored."""
    return " ".join(f"{t.start}-{t.end}" for t in part.ties if t.passage == passage and t.start is not None)
