"""The thematic framework: a numbered hierarchy of themes that ends, under each main theme, in *Other*.

Numbers are not stored: they follow from the places of the themes, so that renumbering can break nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

from framework.errors import Conflict, Invalid
from framework.model import (
    About,
    AsksAbout,
    Assignment,
    Block,
    Cell,
    CellReview,
    Due,
    IndexEntry,
    Memo,
    Origin,
    Passage,
    Pin,
    Remark,
    Role,
    SignOff,
    Theme,
    ThemeReview,
)
from framework.operations import operation
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.transcripts import lines_said, transcript_names

COLOURS = 12  # of the palette that the screens draw from
FEW = 500  # so many passages are asked for one by one; for more, all of a theme are read
OTHER = "Other"
OTHER_DEFINED = "Relevant to the theme and not foreseen by its sub-themes."


@dataclass(frozen=True, slots=True)
class Numbered:
    """A theme with its number, its depth (1: main theme), and the place of its main theme (1, 2, …)."""

    theme: Theme
    number: str
    depth: int
    main: int

    @property
    def title(self) -> str:
        """“3.2 Workload management”."""
        return f"{self.number} {self.theme.name}"


def index(reader: Reader) -> list[Numbered]:
    """All themes in the order of the index, retired ones in their places."""
    return reader.remembered("index", [Theme], lambda: number(reader.all(Theme)))


def number(themes: Iterable[Theme]) -> list[Numbered]:
    """Themes in index order with their numbers: by position among siblings, *Other* last."""
    children: dict[int | None, list[Theme]] = {}
    for theme in themes:
        children.setdefault(theme.parent_id, []).append(theme)
    found: list[Numbered] = []

    def descend(parent: int | None, prefix: str, depth: int, main: int) -> None:
        for place, theme in enumerate(sorted(children.get(parent, []), key=_place), 1):
            label = f"{prefix}{place}"
            found.append(Numbered(theme, label, depth, main or place))
            descend(theme.id, f"{label}.", depth + 1, main or place)

    descend(None, "", 1, 0)
    return found


def titles(reader: Reader) -> dict[int, str]:
    """Theme id → number and name."""
    return reader.remembered("titles", [Theme], lambda: {n.theme.id: n.title for n in index(reader)})


def colours(reader: Reader) -> dict[int, int]:
    """Theme id → place in the palette: its own, else that of what is above it, else by the place of its main theme."""
    return reader.remembered("colours", [Theme], lambda: _colours(index(reader)))


def _colours(entries: list[Numbered]) -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in entries:
        theme = entry.theme
        above = (entry.main - 1) % COLOURS if theme.parent_id is None else found[theme.parent_id]
        found[theme.id] = above if theme.colour is None else theme.colour % COLOURS
    return found


def with_descendants(reader: Reader, theme_id: int) -> list[int]:
    """The ids of a theme and everything beneath it, in index order."""
    found = {theme_id}
    for entry in index(reader):
        if entry.theme.parent_id in found:
            found.add(entry.theme.id)
    return [entry.theme.id for entry in index(reader) if entry.theme.id in found]


def retired_above(reader: Reader, theme_id: int) -> int | None:
    """The id of the theme or the nearest above it that is retired and so closes it; None where it is open."""
    themes, id = reader.by_id(Theme), cast(int | None, theme_id)
    while id is not None:
        if themes[id].retired:
            return id
        id = themes[id].parent_id
    return None


def paths(reader: Reader) -> dict[int, tuple[int, ...]]:
    """Theme id → the ids from its main theme down to itself."""
    found: dict[int, tuple[int, ...]] = {}
    for entry in index(reader):
        found[entry.theme.id] = (*found.get(entry.theme.parent_id or 0, ()), entry.theme.id)
    return found


def main_themes(reader: Reader) -> list[Numbered]:
    """The themes of the first level: each has a matrix of its own."""
    return [entry for entry in index(reader) if entry.depth == 1]


def columns(reader: Reader, theme_id: int) -> list[Numbered]:
    """The columns of a main theme's matrix: its sub-themes in index order, *Other* last, retired ones left out."""
    return [e for e in index(reader) if e.theme.parent_id == theme_id and not e.theme.retired]


def column_of(reader: Reader) -> dict[int, int]:
    """Theme id → the id of the sub-theme (second level) whose column it belongs to; a main theme's is its own."""
    return reader.remembered("column of", [Theme], lambda: _column_of(reader))


def _column_of(reader: Reader) -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in index(reader):
        parent = entry.theme.parent_id
        found[entry.theme.id] = entry.theme.id if entry.depth <= 2 or parent is None else found[parent]
    return found


@operation("Add a theme", needs=Role.ANALYST)
def add_theme(
    change: Change, parent_id: int | None, name: str, definition: str = "", origin: Origin = Origin.UNSTATED
) -> Theme:
    """Add a theme at the end of its siblings, before *Other*. A main theme gets its *Other* with it.

    Raises Invalid for an empty name or a parent that can have no sub-themes.
    """
    theme = new_theme(change, parent_id, name, definition, origin)
    change.tell(f"added {titles(change)[theme.id]}")
    return theme


def new_theme(change: Change, parent_id: int | None, name: str, definition: str, origin: Origin) -> Theme:
    """Store a theme at the end of its siblings; the act it is part of says so. Raises Invalid, NotFound."""
    name = _name(name)
    if parent_id is not None:
        _can_hold(change.get(Theme, parent_id))
    siblings = [t for t in change.find(Theme, parent_id=parent_id) if not t.other]
    position = 1 + max((t.position for t in siblings), default=-1)
    values = {"definition": definition.strip(), "origin": Origin(origin), "other": False, "retired": False}
    theme = change.add(Theme, parent_id=parent_id, position=position, name=name, **values)
    if parent_id is None:
        _add_other(change, theme)
    return theme


@operation("Rename a theme", needs=Role.ANALYST)
def rename_theme(change: Change, theme_id: int, name: str) -> Theme:
    """Give a theme another name. Raises Invalid for an empty one, or for *Other*."""
    theme = _changeable(change.get(Theme, theme_id), "renamed")
    was = titles(change)[theme_id]
    change.tell(f"renamed {was} to {_name(name)}")
    return change.update(theme, name=_name(name))


@operation("Define a theme", needs=Role.ANALYST)
def define_theme(
    change: Change,
    theme_id: int,
    definition: str,
    origin: Origin = Origin.UNSTATED,
    include: str | None = None,
    exclude: str | None = None,
) -> Theme:
    """Say what a theme means, where it came from, what belongs under it and what does not (None: as before)."""
    theme = change.get(Theme, theme_id)
    change.tell(f"defined {titles(change)[theme_id]}")
    limits = {"include": include, "exclude": exclude}
    limits_given = {name: text.strip() for name, text in limits.items() if text is not None}
    return change.update(theme, definition=definition.strip(), origin=Origin(origin), **limits_given)


@operation("Choose an example of a theme", needs=Role.ANALYST)
def choose_example(change: Change, theme_id: int, passage_id: int | None) -> Theme:
    """Let one of its passages stand for a theme in the codebook, or none. Raises Invalid, NotFound."""
    theme = change.get(Theme, theme_id)
    if passage_id is None:
        change.tell(f"took the example of {titles(change)[theme_id]} out")
        return change.update(theme, example_id=None)
    passage = change.get(Passage, passage_id)
    if not change.count(IndexEntry, passage_id=passage_id, theme_id=with_descendants(change, theme_id)):
        raise Invalid(f"The passage does not stand under {titles(change)[theme_id]}.", "passage_id")
    said = lines_said(passage.first_line, passage.last_line)
    where = transcript_names(change)[passage.transcript_id]
    change.tell(f"chose {said} of {where} as the example of {titles(change)[theme_id]}")
    return change.update(theme, example_id=passage_id)


@operation("Colour a theme", needs=Role.ANALYST)
def colour_theme(change: Change, theme_id: int, colour: int | None) -> Theme:
    """Give a theme, and what is beneath it, a place in the palette; None gives it that of its main theme again."""
    if colour is not None and not 0 <= colour < COLOURS:
        raise Invalid(f"The palette has {COLOURS} colours.", "colour")
    theme = change.get(Theme, theme_id)
    change.tell(f"coloured {titles(change)[theme_id]}")
    return change.update(theme, colour=colour)


@operation("Move a theme", needs=Role.ANALYST)
def move_theme(change: Change, theme_id: int, parent_id: int | None, position: int) -> Theme:
    """Put a theme, with all beneath it, at a place (from 0) among the other sub-themes of a parent.

    Raises Invalid where that is impossible: *Other*, a place beneath itself.
    """
    theme = _changeable(change.get(Theme, theme_id), "moved")
    if parent_id is not None:
        _can_hold(change.get(Theme, parent_id))
        if parent_id in with_descendants(change, theme_id):
            raise Invalid("A theme can't be moved beneath itself.", "parent_id")
    was = titles(change)[theme_id]
    _keep_or_drop_other(change, theme, parent_id)
    siblings = [t for t in _in_order(change, parent_id) if t.id != theme_id and not t.other]
    siblings.insert(max(0, min(position, len(siblings))), theme)
    change.update_each([(t, {"position": place, "parent_id": parent_id}) for place, t in enumerate(siblings)])
    change.tell(f"moved {was} to {titles(change)[theme_id]}")
    return change.get(Theme, theme_id)


@operation("Merge themes", needs=Role.ANALYST)
def merge_themes(change: Change, theme_id: int, into_id: int) -> int:
    """Place every passage of one theme under another and retire it, its sub-themes moved along; returns how many moved.

    The passages of its *Other* go to the other's *Other*. Cells written under it stay, under the retired theme.
    Raises Invalid for *Other* or a theme beneath itself.
    """
    theme, into = _changeable(change.get(Theme, theme_id), "merged"), change.get(Theme, into_id)
    if into_id in with_descendants(change, theme_id):
        raise Invalid("A theme can't be merged into itself or one of its own sub-themes.", "into_id")
    if retired := retired_above(change, into_id):
        raise Invalid(f"{titles(change)[retired]} is retired: restore it first.", "into_id")
    was, new = titles(change)[theme_id], titles(change)[into_id]
    others = {t.parent_id: t.id for t in change.find(Theme, parent_id=[theme_id, into_id], other=True)}
    entries = change.find(IndexEntry, theme_id=theme_id)
    left = change.find(IndexEntry, theme_id=others[theme_id]) if theme_id in others else []
    move_entries(change, entries, into_id)
    move_entries(change, left, others.get(into_id, into_id))
    _move_sub_themes(change, theme, into)
    change.update(change.get(Theme, theme_id), retired=True)
    moved = len(entries) + len(left)
    mark_due(change, {entry.transcript_id for entry in [*entries, *left]}, f"{was} was merged into {new}")
    change.tell(f"merged {was} into {new} ({moved} passages)")
    return moved


def move_entries(change: Change, entries: list[IndexEntry], into_id: int) -> None:
    """Place passages under another theme instead, each once there. Part of other acts."""
    few = {"passage_id": [entry.passage_id for entry in entries]} if len(entries) <= FEW else {}
    there = {entry.passage_id for entry in change.find(IndexEntry, theme_id=into_id, **few)}
    change.remove_many(entry for entry in entries if entry.passage_id in there)
    change.update_many((entry for entry in entries if entry.passage_id not in there), theme_id=into_id)


def mark_due(change: Change, transcript_ids: Collection[int], reason: str) -> None:
    """Note that transcripts have to be looked at again. Part of other acts."""
    change.add_for_each(Due, "transcript_id", transcript_ids, reason=reason, at=change.now)


def _move_sub_themes(change: Change, theme: Theme, into: Theme) -> None:
    subs = [t for t in _in_order(change, theme.id) if not t.other]
    if subs:
        _can_hold(into)
    first = 1 + max((t.position for t in change.find(Theme, parent_id=into.id) if not t.other), default=-1)
    change.update_each([(t, {"parent_id": into.id, "position": first + place}) for place, t in enumerate(subs)])


@operation("Retire a theme", needs=Role.ANALYST)
def retire_theme(change: Change, theme_id: int) -> Theme:
    """Close a theme for new passages and leave it out of new matrices; what stands under it stays."""
    theme = _changeable(change.get(Theme, theme_id), "retired")
    change.tell(f"retired {titles(change)[theme_id]}")
    return change.update(theme, retired=True)


@operation("Restore a theme", needs=Role.ANALYST)
def restore_theme(change: Change, theme_id: int) -> Theme:
    """Open a retired theme again."""
    theme = change.get(Theme, theme_id)
    change.tell(f"restored {titles(change)[theme_id]}")
    return change.update(theme, retired=False)


@operation("Remove a theme", needs=Role.ANALYST)
def remove_theme(change: Change, theme_id: int) -> None:
    """Remove a theme under which nothing stands. Raises Conflict where there is work: retire it instead."""
    theme = _changeable(change.get(Theme, theme_id), "removed")
    name = titles(change)[theme_id]
    below = change.find(Theme, parent_id=theme_id)
    if any(not t.other for t in below):
        raise Conflict(f"{name} has sub-themes: move or remove them first.")
    ids = [theme_id, *(t.id for t in below)]
    if passages := change.count(IndexEntry, theme_id=ids):
        raise Conflict(f"{name} can't be removed, {passages} passages stand under it: merge or retire it.")
    cells = change.find(Cell, theme_id=ids)
    if any(change.count(Block, cell_id=cell.id) for cell in cells):
        raise Conflict(f"{name} can't be removed, summaries are written under it: retire it.")
    blank = [cell.id for cell in cells]
    change.remove_many(change.find(Memo, about=About.CELL.value, about_id=blank))
    change.remove_many(reversed(change.find(Remark, cell_id=blank)))  # answers before what they answer
    change.remove_many(change.find(CellReview, cell_id=blank))
    change.remove_many(cells)
    change.remove_many(change.find(Memo, about=About.THEME.value, about_id=ids))
    for record in (Pin, AsksAbout, Assignment, SignOff, ThemeReview):
        change.remove_many(change.find(record, theme_id=ids))
    change.remove_many(below)
    change.remove(theme)
    change.tell(f"removed {name}")


def _keep_or_drop_other(change: Change, theme: Theme, parent_id: int | None) -> None:
    """A theme that becomes a main theme gets an *Other*; one that stops being one loses it if it is unused."""
    other = next((t for t in change.find(Theme, parent_id=theme.id) if t.other), None)
    if parent_id is None and other is None:
        _add_other(change, theme)
    elif parent_id is not None and other is not None and not _in_use(change, other):
        change.remove_many(change.find(Pin, theme_id=other.id))
        change.remove(other)


def _add_other(change: Change, theme: Theme) -> None:
    values = {"definition": OTHER_DEFINED, "origin": Origin.UNSTATED, "other": True, "retired": False}
    change.add(Theme, parent_id=theme.id, position=0, name=OTHER, **values)


def _in_use(change: Change, theme: Theme) -> bool:
    return any(
        change.count(record, theme_id=theme.id) for record in (IndexEntry, Cell, AsksAbout, ThemeReview)
    ) or bool(change.count(Memo, about=About.THEME.value, about_id=theme.id))


def _in_order(change: Change, parent_id: int | None) -> list[Theme]:
    return sorted(change.find(Theme, parent_id=parent_id), key=_place)


def _place(theme: Theme) -> tuple[bool, int, int]:
    return theme.other, theme.position, theme.id


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("A theme needs a name.", "name")
    return name


def _changeable(theme: Theme, what: str) -> Theme:
    if theme.other:
        raise Invalid(f"*Other* ends every theme and can't be {what}.", "theme_id")
    return theme


def _can_hold(parent: Theme) -> None:
    if parent.other:
        raise Invalid("*Other* has no sub-themes: add the new one beside it.", "parent_id")
    if parent.retired:
        raise Invalid(f"“{parent.name}” is retired: restore it first.", "parent_id")
