"""Refining the framework where there is work under it: what a change would touch, and splitting a theme."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from framework.errors import Conflict, Invalid
from framework.model import IndexEntry, Origin, Passage, Role, Theme, Transcript
from framework.operations import operation
from framework.store import charts, extracts
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import index, mark_due, move_entries, new_theme, number, retired_above, titles, with_descendants

MOST_PARTS = 9  # one for each number key


@dataclass(frozen=True, slots=True)
class Touched:
    """How much stands under some themes: different passages, the transcripts and cases they are from, written cells."""

    passages: int
    transcripts: int
    cases: int
    cells: int


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merge would do: `moves` go to the other theme, `there` of them are under it already.

    `cells` written under the theme stay with it; `sub_themes` move along; `new_numbers`: what else is numbered anew.
    """

    moves: Touched
    there: int
    sub_themes: tuple[str, ...]
    new_numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Moving:
    """What a move would do: what stands under the theme goes with it, and which themes are numbered anew."""

    moves: Touched
    sub_themes: tuple[str, ...]
    new_numbers: tuple[tuple[str, str], ...]


def touched(reader: Reader, theme_ids: Collection[int]) -> Touched:
    """How much stands under these themes."""
    found = extracts.counts(reader, theme_ids)
    transcripts = reader.by_id(Transcript)
    written = sum(cell.written for cell in charts.stored_cells(reader, theme_ids).values())
    cases = {transcripts[id].case_id for id in found}
    return Touched(sum(found.values()), len(found), len(cases), written)


def before_merging(reader: Reader, theme_id: int, into_id: int) -> Merging:
    """What merging a theme into another would touch."""
    ids = [theme_id, *(t.id for t in reader.all(Theme) if t.parent_id == theme_id and t.other)]
    subs = [entry for entry in index(reader) if entry.theme.parent_id == theme_id and not entry.theme.other]
    after = [replace(t, parent_id=into_id, position=t.position + 10_000) for t in (entry.theme for entry in subs)]
    both = sum(extracts.counts(reader, ids).values()) + sum(extracts.counts(reader, [into_id]).values())
    there = both - sum(extracts.counts(reader, [*ids, into_id]).values())
    return Merging(touched(reader, ids), there, tuple(e.title for e in subs), _new_numbers(reader, after))


def before_moving(reader: Reader, theme_id: int, parent_id: int | None, position: int) -> Moving:
    """What moving a theme to a place (from 0) among the sub-themes of a parent would touch."""
    ids = with_descendants(reader, theme_id)
    theme = reader.by_id(Theme)[theme_id]
    siblings = [e.theme for e in index(reader) if e.theme.parent_id == parent_id and not e.theme.other]
    siblings = [t for t in siblings if t.id != theme_id]
    siblings.insert(max(0, min(position, len(siblings))), theme)
    after = [replace(t, parent_id=parent_id, position=place) for place, t in enumerate(siblings)]
    below = tuple(titles(reader)[id] for id in ids if id != theme_id)
    return Moving(touched(reader, ids), below, _new_numbers(reader, after))


def _new_numbers(reader: Reader, changed: Iterable[Theme]) -> tuple[tuple[str, str], ...]:
    """(“3.2 Workload”, “2.4”) for each theme that would be numbered anew if these themes were as given."""
    became = {theme.id: theme for theme in changed}
    now = {entry.theme.id: entry.number for entry in index(reader)}
    then = number(became.get(theme.id, theme) for theme in reader.all(Theme))
    anew = {entry.theme.id: entry.number for entry in then if entry.number != now[entry.theme.id]}
    return tuple((titles(reader)[id], anew[id]) for id in now if id in anew)


@operation("Split a theme", needs=Role.ANALYST)
def split_theme(change: Change, theme_id: int, parts: list[dict[str, Any]]) -> list[int]:
    """Distribute passages that stand directly under a theme; the others stay. Returns the ids of the parts' themes.

    Each part names a new sub-theme (`name`, `definition`) or one there is (`theme_id`), and its `passages`. The new
    sub-themes of an *Other* stand beside it. Raises Invalid, NotFound; Conflict where a passage is not there any more.
    """
    theme = change.get(Theme, theme_id)
    checked = [_part(part) for part in parts]
    _check_whole(checked)
    entries = {e.passage_id: e for e in change.find(IndexEntry, theme_id=theme_id)}
    wanted = [id for part in checked for id in part.passages]
    if gone := set(wanted) - entries.keys():
        change.get(Passage, min(gone))
        raise Conflict("Some of these passages are not under the theme any more: open the split desk again.")
    was, below = titles(change)[theme_id], theme.parent_id if theme.other else theme.id
    made = [_theme_of(change, part, theme_id, below) for part in checked]
    for part, into_id in zip(checked, made, strict=True):
        move_entries(change, [entries[id] for id in part.passages], into_id)
    mark_due(change, {entries[id].transcript_id for id in wanted}, f"{was} was split")
    given = [f"{_passages(len(p.passages))} to {titles(change)[id]}" for p, id in zip(checked, made, strict=True)]
    change.tell(f"split {was}: {', '.join(given)}; {len(entries) - len(wanted)} left over")
    return made


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    definition: str
    theme_id: int | None
    passages: tuple[int, ...]


def _part(given: dict[str, Any]) -> _Part:
    name, definition, theme_id = given.get("name", ""), given.get("definition", ""), given.get("theme_id")
    passages = given.get("passages", [])
    if (
        not isinstance(name, str)
        or not isinstance(definition, str)
        or not (theme_id is None or _is_id(theme_id))
        or not isinstance(passages, list)
        or not all(map(_is_id, passages))
    ):
        raise Invalid("The split was asked for in a form this program does not understand.", "parts")
    return _Part(name, definition, theme_id, tuple(passages))


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _check_whole(parts: Sequence[_Part]) -> None:
    if not 1 <= len(parts) <= MOST_PARTS:
        raise Invalid(f"A theme is split into one to {MOST_PARTS} parts.", "parts")
    wanted = [id for part in parts for id in part.passages]
    if not wanted:
        raise Invalid("No passage has been given to a sub-theme yet.", "parts")
    if len(wanted) != len(set(wanted)):
        raise Invalid("A passage can go to one part only; place it under a second theme afterwards.", "parts")


def _theme_of(change: Change, part: _Part, theme_id: int, below: int | None) -> int:
    """The theme that a part's passages go to, made now if it is new."""
    if part.theme_id is None:
        return new_theme(change, below, part.name, part.definition, Origin.EMERGENT).id
    change.get(Theme, part.theme_id)
    if part.theme_id == theme_id:
        raise Invalid("What goes to no other theme stays where it is.", "parts")
    if retired := retired_above(change, part.theme_id):
        raise Invalid(f"{titles(change)[retired]} is retired and takes no passages.", "parts")
    return part.theme_id


def _passages(number: int) -> str:
    return f"{number} passage{'' if number == 1 else 's'}"
