"""Starting a framework: the seven headings of the inquiry literature, a table, a codebook, another study.

An outline is what will be added; it never takes anything away. A theme that is there already, by its name and the names
above it, stays as it is, and what the outline has beneath it is added.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from framework.errors import Invalid
from framework.model import Origin, Role, Theme
from framework.operations import operation
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import OTHER, OTHER_DEFINED, index

DEEPEST, MOST = 8, 2000


@dataclass(frozen=True, slots=True)
class Heading:
    """A theme that is to be added: the names above it, and its own."""

    path: tuple[str, ...]
    definition: str = ""
    include: str = ""
    exclude: str = ""
    origin: Origin = Origin.UNSTATED

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Outline:
    """Headings, each after the one above it; and sentences on what the table or the file left open."""

    headings: tuple[Heading, ...]
    remarks: tuple[str, ...] = field(default=())


def _a_priori(*headings: tuple[str, str]) -> Outline:
    return Outline(tuple(Heading((name,), defined, origin=Origin.A_PRIORI) for name, defined in headings))


# What inquiries into children's deaths have come back to for decades; the definitions are our own.
SEVEN_HEADINGS = _a_priori(
    ("Interagency working", "How services plan, meet and act together around one child, or fail to."),
    (
        "Understanding of other agencies' roles",
        "What workers know, and take for granted, about what others may, must and can do.",
    ),
    ("Communication", "What is passed on, to whom, when and in which words; what is heard of it."),
    ("Recording", "What is written down of events, decisions and reasons, and whether it can be found and used."),
    ("Supervision", "Regular time with somebody senior to think a case through: its reach, its quality, its absence."),
    ("Risk management", "How danger is recognised, weighed, shared and acted upon while a case changes."),
    ("Decision-making", "Who decides what, on which grounds, and how a decision is questioned or changed."),
)


def from_study(reader: Reader) -> Outline:
    """The framework of a study, retired themes left out."""
    paths: dict[int | None, tuple[str, ...]] = {None: ()}
    found = []
    for entry in index(reader):
        theme = entry.theme
        if theme.parent_id in paths and not theme.retired:
            path = paths[theme.id] = (*paths[theme.parent_id], theme.name)
            found.append(Heading(path, theme.definition, theme.include, theme.exclude, theme.origin))
    return Outline(tuple(found))


# -- tables --

_FIELDS = {
    "path": ("path", "theme path", "code path", "full path"),
    "parent": ("parent", "parent theme", "parent code", "parent number", "parent no", "above"),
    "number": ("number", "no", "nr", "num", "#", "index", "index number", "theme number"),
    "name": ("name", "theme", "title", "code", "code name", "label", "heading", "theme name"),
    "definition": ("definition", "description", "meaning", "memo", "definition/description"),
    "include": ("include", "includes", "inclusion", "inclusion criteria", "when to use", "use when"),
    "exclude": ("exclude", "excludes", "exclusion", "exclusion criteria", "when not to use", "not"),
    "origin": ("origin", "source", "where it comes from"),
}
_LEVEL = re.compile(r"(?:level\s*(\d+)|((?:sub[\s-]*)+)(?:theme|code|category)s?)$")
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)*)\.?(?=\s|$)\s*")
_PART = re.compile(r"\s*(?:\s/\s|/|>|::|\\|→|›)\s*")
_SPACED = re.compile(r"\s+(?:/|>|\\|→|›|::)\s+")
_ORIGINS = {origin.value: origin for origin in Origin}

Cells = Mapping[str, str]


def from_table(rows: Sequence[Sequence[str]]) -> Outline:
    """The framework that a table describes: by a path, a parent, a number with dots, or a column for each level.

    The first row may name the columns; without names, the first column with words is the path or name, the next one
    the definition. Raises Invalid where no theme is found, or too many.
    """
    rows = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    columns, levels = _columns(rows[0]) if rows else ({}, [])
    if columns or levels:
        rows = rows[1:]
    else:
        columns = _unnamed(rows)
    known = [{name: row[at] for name, at in columns.items() if at < len(row)} for row in rows]
    if levels:
        outline = _by_levels(rows, [*([columns["name"]] if "name" in columns else []), *levels], known)
    elif "path" in columns or not ({"parent", "number"} & columns.keys()):
        outline = _by_path(known)
    else:
        outline = _by_parent(known)
    if not outline.headings:
        raise Invalid("No themes were found in this table: it needs a column of names or of paths.")
    return _not_too_many(outline)


def from_headings(found: Sequence[Heading], remarks: Sequence[str] = ()) -> Outline:
    """The framework that headings make which were read elsewhere. Raises Invalid where there are none, or too many."""
    if not found:
        raise Invalid("There are no themes in this file.")
    return _not_too_many(_completed(found, remarks))


def _not_too_many(outline: Outline) -> Outline:
    if len(outline.headings) > MOST:
        raise Invalid(f"There are more than {MOST:,} themes in it, far more than a framework.")
    return outline


def _columns(first: Sequence[str]) -> tuple[dict[str, int], list[int]]:
    """Which column holds what, and the columns of the levels below the first; nothing where the row is no title."""
    names = [name.casefold().strip(" .:*") for name in first]
    found: dict[str, int] = {}
    for what, words in _FIELDS.items():
        at = next((n for n, name in enumerate(names) if name in words), None)
        if at is not None:
            found[what] = at
    levels = [n for n, name in enumerate(names) if n not in found.values() and _LEVEL.match(name)]
    if levels:
        return found, levels
    return (found if {"name", "path"} & found.keys() else {}), []


def _unnamed(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The columns of a table without titles: a number perhaps, then path or name, then the definition."""
    numbered = bool(rows) and all(not row[0] or _NUMBER.fullmatch(row[0]) for row in rows) and any(r[0] for r in rows)
    first = 1 if numbered and any(len(row) > 1 for row in rows) else 0
    columns = {"name": first, "definition": first + 1}
    return {"number": 0, **columns} if first else columns


def _split_number(name: str) -> tuple[str, str]:
    """A number in front of a name, and the name: (“3.2”, “Workload”)."""
    found = _NUMBER.match(name)
    return (found[1], name[found.end() :].strip()) if found and name[found.end() :].strip() else ("", name)


def _heading(path: Sequence[str], cells: Cells) -> Heading:
    origin = _ORIGINS.get(cells.get("origin", "").casefold(), Origin.UNSTATED)
    return Heading(tuple(path), cells.get("definition", ""), cells.get("include", ""), cells.get("exclude", ""), origin)


def _parts(path: str) -> list[str]:
    """“Training / University”, “Training > University”, “Training/University”; a spaced sign goes before a bare one."""
    parts = (_SPACED if _SPACED.search(path) else _PART).split(path)
    return [name for part in parts if (name := _split_number(part.strip())[1])]


def _by_path(rows: Sequence[Cells]) -> Outline:
    """Whatever stands in the path; a name of its own beside it is the last part where the path does not end in it."""
    found = []
    for cells in rows:
        parts = _parts(cells["path"]) if cells.get("path") else []
        name = _split_number(cells.get("name", ""))[1]
        if "path" not in cells:
            numbered = _split_number(cells.get("name", ""))[0]
            parts = [name] if numbered or not _SPACED.search(cells.get("name", "")) else _parts(cells.get("name", ""))
            name = ""
        if name and (not parts or parts[-1].casefold() != name.casefold()):
            parts.append(name)
        if parts and parts[0]:
            found.append(_heading(parts, cells))
    if any(_split_number(cells.get("name", ""))[0].count(".") for cells in rows) and "path" not in rows[0]:
        numbered_rows = [dict(zip(("number", "name"), _split_number(c.get("name", "")), strict=True)) for c in rows]
        return _by_parent([{**cells, **numbered} for cells, numbered in zip(rows, numbered_rows, strict=True)])
    return _completed(found)


def _by_levels(rows: Sequence[Sequence[str]], levels: Sequence[int], known: Sequence[Cells]) -> Outline:
    """A column for each level; a level left empty goes on with the one above it in the table."""
    found, path = [], list[str]()
    for row, cells in zip(rows, known, strict=True):
        names = [_split_number(row[at])[1] if at < len(row) else "" for at in levels]
        first = next((n for n, name in enumerate(names) if name), None)
        if first is None:
            continue
        path = [*path[:first], *(name for name in names[first:] if name)]
        found.append(_heading(path, cells))
    return _completed(found)


def _by_parent(rows: Sequence[Cells]) -> Outline:
    """A column of parents (names or numbers), or numbers whose dots say what is beneath what."""
    rows = [cells for cells in rows if cells.get("name")]
    number = [cells.get("number", "").strip(" .") or _split_number(cells["name"])[0] for cells in rows]
    name = [_split_number(cells["name"])[1] for cells in rows]
    by_number = {n: row for row, n in reversed(list(enumerate(number))) if n}
    by_name = {n.casefold(): row for row, n in reversed(list(enumerate(name)))}
    remarks: list[str] = []
    above: list[int | None] = []
    for row, cells in enumerate(rows):
        wanted = cells.get("parent", "")
        if "parent" not in cells:
            wanted = number[row].rpartition(".")[0]
        there = by_number.get(wanted.strip(" .")) if wanted else None
        there = by_name.get(_split_number(wanted)[1].casefold()) if wanted and there is None else there
        if wanted and there is None:
            remarks.append(f"“{wanted}”, above “{name[row]}”, is not in the table: it becomes a main theme.")
        above.append(there)
    found = []
    for row, cells in enumerate(rows):
        path, seen, at = [name[row]], {row}, above[row]
        while at is not None and at not in seen:
            path.insert(0, name[at])
            seen.add(at)
            at = above[at]
        if at is not None:
            remarks.append(f"“{name[row]}” stands beneath itself: it becomes a main theme.")
            path = [name[row]]
        found.append(_heading(path, cells))
    return _completed(found, remarks)


def _completed(found: Sequence[Heading], remarks: Sequence[str] = ()) -> Outline:
    """Each heading once, after those above it, which are made where the table has no row for them."""
    said, listed = list(remarks), dict[tuple[str, ...], Heading]()
    own = {_folded(heading.path): heading for heading in reversed(found)}
    for heading in found:
        path = heading.path
        if len(path) > DEEPEST:
            said.append(f"“{heading.name}” lies deeper than {DEEPEST} levels and was moved up.")
            path = (*path[: DEEPEST - 1], path[-1])
        for depth in range(1, len(path) + 1):
            above = path[:depth]
            key = _folded(above)
            at_hand = own.get(key) if depth < len(path) else heading
            if key not in listed:
                listed[key] = _renamed(at_hand, above) if at_hand else Heading(above)
            elif depth == len(path) and own.get(_folded(heading.path)) is not heading:
                said.append(f"“{' / '.join(path)}” is there twice; the first one counts.")
    return Outline(tuple(listed.values()), tuple(dict.fromkeys(said)))


def _renamed(heading: Heading, path: tuple[str, ...]) -> Heading:
    return Heading(path, heading.definition, heading.include, heading.exclude, heading.origin)


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in path)


# -- adding --


def new_headings(reader: Reader, outline: Outline) -> list[Heading]:
    """Those of an outline that the study does not have yet; the *Other* of a main theme comes with it."""
    known = set(folded_paths(reader).values())
    return [h for h in without_others(outline) if _folded(h.path) not in known]


def without_others(outline: Outline) -> list[Heading]:
    """The headings of an outline but for the *Other* of each main theme, which comes by itself."""
    return [h for h in outline.headings if not _is_other(h.path)]


def _is_other(path: Sequence[str]) -> bool:
    return len(path) == 2 and path[1].casefold() == OTHER.casefold()


def folded_paths(reader: Reader) -> dict[int, tuple[str, ...]]:
    """Theme id → the names from its main theme down to itself, in small letters."""
    found: dict[int | None, tuple[str, ...]] = {None: ()}
    for entry in index(reader):
        found[entry.theme.id] = (*found[entry.theme.parent_id], entry.theme.name.casefold())
    return {id: path for id, path in found.items() if id is not None}


def as_rows(outline: Outline) -> list[dict[str, Any]]:
    """An outline as `start_framework` takes it."""
    return [
        {
            "path": list(h.path),
            "definition": h.definition,
            "include": h.include,
            "exclude": h.exclude,
            "origin": h.origin.value,
        }
        for h in outline.headings
    ]


@operation("Start a framework", needs=Role.ANALYST)
def start_framework(change: Change, headings: list[dict[str, Any]], source: str = "") -> int:
    """Add the themes of an outline (`path`, `definition`, `include`, `exclude`, `origin`) that are not there yet.

    Returns how many were added. Raises Invalid where there is nothing to add or a row is of another form.
    """
    outline = _completed([_checked(row) for row in headings])
    there = {path: id for id, path in folded_paths(change).items()}
    themes = {theme.id: theme for theme in change.all(Theme)}
    after: dict[int | None, int] = {None: 0, **dict.fromkeys(themes, 0)}
    for theme in themes.values():
        if not theme.other:
            after[theme.parent_id] = max(after[theme.parent_id], theme.position + 1)
    closed = {id for id, theme in themes.items() if theme.other or theme.retired}
    added = 0
    for heading in outline.headings:
        path = _folded(heading.path)
        if path in there or _is_other(path):
            continue
        parent = there[path[:-1]] if len(path) > 1 else None
        if parent in closed:
            raise Invalid(f"“{' / '.join(heading.path[:-1])}” takes no sub-themes in this study.", "headings")
        theme = _add(change, heading, parent, after[parent], outline)
        there[path], after[theme.id], after[parent] = theme.id, 0, after[parent] + 1
        added += 1
    if not added:
        raise Invalid("All of these themes are in the framework already.", "headings")
    said = " ".join(source.split()) or "an outline"
    change.tell(f"added {added} {'theme' if added == 1 else 'themes'} from {said} to the framework")
    return added


def _add(change: Change, heading: Heading, parent: int | None, position: int, outline: Outline) -> Theme:
    """A theme as its heading says; a main theme with its *Other*, defined as the outline defines it."""
    theme = change.add(
        Theme,
        parent_id=parent,
        position=position,
        name=heading.name,
        definition=heading.definition,
        origin=heading.origin,
        other=False,
        retired=False,
        include=heading.include,
        exclude=heading.exclude,
    )
    if parent is None:
        wanted = (heading.name.casefold(), OTHER.casefold())
        given = next((h for h in outline.headings if _folded(h.path) == wanted), None)
        values = {
            "definition": (given.definition if given else "") or OTHER_DEFINED,
            "origin": given.origin if given else Origin.UNSTATED,
        }
        change.add(Theme, parent_id=theme.id, position=0, name=OTHER, other=True, retired=False, **values)
    return theme


def _checked(row: dict[str, Any]) -> Heading:
    path, origin = row.get("path"), row.get("origin", "")
    texts = [row.get(name, "") for name in ("definition", "include", "exclude")]
    if not isinstance(path, list) or not all(isinstance(part, str) for part in (*path, origin, *texts)):
        raise Invalid("A theme came in a form this program does not understand.", "headings")
    names = tuple(" ".join(part.split()) for part in path)
    if not names or not all(names):
        raise Invalid("A theme needs a name.", "headings")
    if origin not in _ORIGINS:
        raise Invalid(f"“{origin}” is no origin that this program knows.", "headings")
    definition, include, exclude = (text.strip() for text in texts)
    return Heading(names, definition, include, exclude, Origin(origin))
