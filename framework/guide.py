"""The topic guide: which questions are put to which roles, and what they ask about.

A sub-theme that was asked about, but never of a role, gives the cells of that role the reason *not asked*. The guide
proposes, a person confirms.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from framework.charting import leave_blank
from framework.errors import Invalid
from framework.matrices import locating_matrix, places
from framework.model import AskedOf, AsksAbout, Blank, Case, Cell, Question, Role, RoleGroup, Theme
from framework.operations import operation
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import paths


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the roles it is put to (none: everybody) and the themes it asks about."""

    question: Question
    roles: tuple[int, ...]
    themes: tuple[int, ...]


def guide(reader: Reader) -> list[Asked]:
    """The questions in their order."""
    roles: dict[int, list[int]] = {}
    themes: dict[int, list[int]] = {}
    for to in reader.all(AskedOf):
        roles.setdefault(to.question_id, []).append(to.role_group_id)
    for about in reader.all(AsksAbout):
        themes.setdefault(about.question_id, []).append(about.theme_id)
    return [Asked(q, tuple(roles.get(q.id, ())), tuple(themes.get(q.id, ()))) for q in reader.all(Question)]


def not_asked(reader: Reader) -> list[tuple[int, int]]:
    """(case, column) for each cell that can be called *not asked*, in the order of the matrices.

    The column's sub-theme, or one above or beneath it, is asked about, but in no question put to the case's role;
    nothing stands there, and nothing has been written or said of it yet.
    """
    asked = guide(reader)
    above = paths(reader)  # theme → its line from the main theme down, itself included
    matrix = locating_matrix(reader)
    role_of = {case.id: case.role_group_id for case in reader.all(Case)}
    about: dict[int, list[Asked]] = {
        column.theme.id: [q for q in asked if any(_one_line(above, id, column.theme.id) for id in q.themes)]
        for column in matrix.columns
    }
    found = []
    for row in matrix.rows:
        for column in matrix.columns:
            questions, cell = about[column.theme.id], matrix.cells[row.id, column.theme.id]
            heard = any(not q.roles or role_of[row.id] in q.roles for q in questions)
            if questions and not heard and role_of[row.id] and not cell.passages and not cell.charted:
                found.append((row.id, column.theme.id))
    return found


def _one_line(above: dict[int, tuple[int, ...]], one: int, other: int) -> bool:
    return one in above.get(other, ()) or other in above.get(one, ())


@operation("Add a question to the topic guide", needs=Role.ANALYST)
def add_question(change: Change, text: str, roles: list[int], themes: list[int]) -> Question:
    """Put a question at the end of the guide. `roles`: ids of role groups, none for everybody; `themes`: asked about.

    Raises Invalid for no words, NotFound.
    """
    question = change.add(Question, position=len(change.all(Question)), text=_text(text))
    _link(change, question.id, roles, themes)
    change.tell(f"added to the topic guide: {_short(question.text)}")
    return question


@operation("Change a question of the topic guide", needs=Role.ANALYST)
def change_question(change: Change, question_id: int, text: str, roles: list[int], themes: list[int]) -> Question:
    """Word a question anew, or say anew whom it is put to and what it asks about. Raises Invalid, NotFound."""
    before = change.get(Question, question_id)
    kept = next(asked for asked in guide(change) if asked.question.id == question_id)
    after = change.update(before, text=_text(text))
    if (set(kept.roles), set(kept.themes)) != (set(roles), set(themes)):
        _unlink(change, question_id)
        _link(change, question_id, roles, themes)
    change.tell(f"changed in the topic guide: {_short(after.text)}")
    return after


@operation("Take a question out of the topic guide", needs=Role.ANALYST)
def remove_question(change: Change, question_id: int) -> None:
    """Take a question out; those after it move up. Cells already called *not asked* stay so."""
    question = change.get(Question, question_id)
    _unlink(change, question_id)
    change.remove(question)
    for place, other in enumerate(change.find(Question)):
        if other.position != place:
            change.update(other, position=place)
    change.tell(f"took out of the topic guide: {_short(question.text)}")


@operation("Move a question of the topic guide", needs=Role.ANALYST)
def move_question(change: Change, question_id: int, position: int) -> None:
    """Put a question at another place (from 0) in the guide."""
    moved = change.get(Question, question_id)
    others = [q for q in change.find(Question) if q.id != question_id]
    others.insert(max(0, min(position, len(others))), moved)
    for place, question in enumerate(others):
        if question.position != place:
            change.update(question, position=place)
    change.tell(f"moved in the topic guide: {_short(moved.text)}")


@operation("Say that it was not asked", needs=Role.ANALYST)
def confirm_not_asked(change: Change, cells: list[list[int]]) -> int:
    """Leave cells (case, column) blank as not asked, as the guide proposed; returns how many.

    Cells for which it proposes that no more are passed over.
    """
    wanted = set(places(change, cells))
    proposed = [place for place in not_asked(change) if place in wanted]
    for case_id, theme_id in proposed:
        leave_blank(change, case_id, theme_id, Blank.NOT_ASKED, _seen(change, case_id, theme_id))
    return len(proposed)


def _seen(change: Change, case_id: int, theme_id: int) -> int:
    stored = change.one(Cell, case_id=case_id, theme_id=theme_id)
    return stored.version if stored else 0


def _link(change: Change, question_id: int, roles: Iterable[int], themes: Iterable[int]) -> None:
    roles, themes = list(dict.fromkeys(roles)), list(dict.fromkeys(themes))
    for id in roles:
        change.get(RoleGroup, id)
    for id in themes:
        change.get(Theme, id)
    change.add_many(AskedOf, [{"question_id": question_id, "role_group_id": id} for id in roles])
    change.add_many(AsksAbout, [{"question_id": question_id, "theme_id": id} for id in themes])


def _unlink(change: Change, question_id: int) -> None:
    change.remove_many(change.find(AskedOf, question_id=question_id))
    change.remove_many(change.find(AsksAbout, question_id=question_id))


def _text(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Invalid("A question needs words.", "text")
    return text


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
