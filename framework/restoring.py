"""Studies that come back from an archive: looked at first, then stored whole as a new study of the workspace."""

from collections.abc import Callable
from dataclasses import dataclass

from framework.archive_contents import contents
from framework.errors import Invalid, Unreadable
from framework.importing.archive_of_study import Archived
from framework.model import Case, Cell, Design, Membership, Memo, Passage, Person, Role, Theme, Transcript
from framework.store import studies
from framework.store.journal import Change
from framework.store.reader import Memory
from framework.store.restoring import Contents, add_whole, known_here
from framework.workspace import Workspace

COUNTED = {
    Case: "case",
    Transcript: "transcript",
    Theme: "theme",
    Passage: "passage",
    Cell: "cell",
    Memo: "memo",
}


@dataclass(frozen=True, slots=True)
class Returning:
    """A study in an archive, before anything of it is stored.

    `archived_on`: the day it was archived, as its README says; `counts`: of what there is, how much; `known`: names of
    its people whom the workspace knows; `new`: names of the others. `here`: the workspace has this study already.
    `files`: how many files were found to be as they left; `others`: names of files that are not the archive's.
    """

    file: str
    title: str
    version: int
    archived_on: str
    counts: tuple[tuple[int, str], ...]
    known: tuple[str, ...]
    new: tuple[str, ...]
    here: bool
    files: int
    others: tuple[str, ...]
    contents: Contents


def returning(workspace: Workspace, found: Archived) -> Returning:
    """What an archive would bring. Raises Unreadable where it can't be brought back."""
    held = contents(found)
    with workspace.database.reading() as connection:
        who = _matched(held, studies.people_in(connection))
        here = known_here(connection, held.project["guid"])
    names = {row["id"]: row["name"] for row in held.rows[Person]}
    return Returning(
        file=found.name,
        title=held.rows[Design][0]["title"],
        version=held.project["version"],
        archived_on=found.facts.get("Date", ""),
        counts=tuple((len(held.rows[record]), name) for record, name in COUNTED.items()),
        known=tuple(names[id] for id, person in who.items() if person is not None),
        new=tuple(names[id] for id, person in who.items() if person is None),
        here=here,
        files=found.parts,
        others=found.others,
        contents=held,
    )


def restore(
    workspace: Workspace, person_id: int, back: Returning, progress: Callable[[float], object] = lambda share: None
) -> int:
    """Store it as a new study, led by this person too; returns its id.

    `progress` is told the share done and may raise to end it: nothing is stored then. Raises Unreadable.
    """
    held = back.contents
    with workspace.database.writing() as connection:
        people = {}
        names = {row["id"]: row for row in held.rows[Person]}
        for id, person in _matched(held, studies.people_in(connection)).items():
            known = person or studies.add_person(connection, names[id]["name"], names[id]["initials"])
            people[id] = known.id
        try:
            project_id = add_whole(connection, held, people, progress)
        except Invalid as error:
            raise Unreadable(f"{back.file} can’t be brought back: its tables contradict each other.") from error
        change = Change(connection, Memory(), project_id)
        change.begin(person_id, Role.LEAD, None)
        change.operation, change.label = "restore_study", "Bring a study back"
        change.tell(f"brought the study back from the archive {back.file}")
        _make_lead(change)
        change.leave_a_trace()
        change.finish()
    return project_id


def _make_lead(change: Change) -> None:
    """Whoever brings a study back leads it, else nobody here might."""
    membership = change.one(Membership, person_id=change.person_id)
    if membership is None:
        change.add(Membership, person_id=change.person_id, role=Role.LEAD)
    else:
        change.update(membership, role=Role.LEAD)


def _matched(held: Contents, known: list[Person]) -> dict[int, Person | None]:
    """Person of the archive → who of the workspace has the same name; each of them is one of the archive's only."""
    free: dict[str, list[Person]] = {}
    for person in known:
        free.setdefault(person.name, []).append(person)
    return {row["id"]: (free[row["name"]].pop(0) if free.get(row["name"]) else None) for row in held.rows[Person]}
