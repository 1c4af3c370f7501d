"""A project as another program left it, in that program's words, before anything of it stands in a study.

All readers of such files make one (`importing/foreign`), and `taking_over` places it. A GUID is in small letters
without braces, and a key within its own kind only: a case and a code may share one. Positions are code points in the
source's `text`, ends exclusive; times are UTC, None where the file has none.
"""

from dataclasses import dataclass
from datetime import datetime

from framework.model import AttributeKind, DraftTurn


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who worked on the project."""

    guid: str
    name: str
    initials: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code; `parent` is the GUID of the one above, empty at the top. `colour`: #rrggbb in small letters, or empty."""

    guid: str
    name: str
    parent: str = ""
    codable: bool = True
    colour: str = ""
    description: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """Something known of cases or sources."""

    guid: str
    name: str
    kind: AttributeKind = AttributeKind.TEXT
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a variable is for one case or source, letter for letter."""

    variable: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case with the GUIDs of what belongs to it: whole sources, stretches of sources (`selections`), codes."""

    guid: str
    name: str = ""
    description: str = ""
    values: tuple[Value, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """That somebody coded something under a code."""

    guid: str
    code: str
    user: str = ""
    at: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A stretch text[start:end] of a source with its codings; without any it is an annotation (`description`).

    `name` is often the beginning of its words. Where start is end it is a point.
    """

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    user: str = ""
    at: datetime | None = None
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document. `text` is None where the file lacks it; line ends in it are LF.

    `kind`: text, pdf, audio, video or picture. `codings`: of the whole source. `times`: (position, seconds).
    `carried`: the GUID of the carried element that holds what of it has no place here (regions, the recording).
    """

    guid: str
    name: str
    kind: str = "text"
    text: str | None = None
    description: str = ""
    user: str = ""
    at: datetime | None = None
    turns: tuple[DraftTurn, ...] = ()
    layout: str = ""
    times: tuple[tuple[int, int], ...] = ()
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    values: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()
    carried: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A memo of that program."""

    guid: str
    name: str = ""
    text: str = ""
    description: str = ""
    user: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That two things belong together; `direction` in the words of the format."""

    guid: str
    origin: str
    target: str
    name: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A group of codes, sources and notes, by their GUIDs."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An element that has no place here and is written back as it came: its kind, its GUID, itself as XML.

    `kind` is the name of the container it stood in (Sources, Notes, Links, Sets, Graphs); of a source or note only what
    is left when text, selections and notes are taken over. Sets are in `Project.sets` too. `files`: the names of the
    parts of the package that it needs.
    """

    kind: str
    guid: str
    xml: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """All that a file holds. `program`: who wrote it. `remarks`: sentences on what was odd, mended or lost in reading.

    `convention`: how positions were counted in the file and how that was found, in a sentence.
    """

    file: str
    program: str
    title: str = ""
    description: str = ""
    at: datetime | None = None
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[Set, ...] = ()
    carried: tuple[Carried, ...] = ()
    study_notes: tuple[str, ...] = ()
    convention: str = ""
    remarks: tuple[str, ...] = ()
