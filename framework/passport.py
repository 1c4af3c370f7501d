"""What a workbook carries of itself so that it can come back: its study, and how each cell read when it left.

It stands as pairs of words on a sheet nobody sees. The matrices themselves carry only marks, each case's in a hidden
column and each sub-theme's in a hidden row: they go along wherever rows are sorted and columns moved.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

KEY, FORM = "Workbench passport", "1"
COMMENT = "Comment: "  # what begins the analyst's own thoughts in a cell
FACTS = ("guid", "title", "version", "exported")
_MARK = re.compile(r"#(case|theme) (\d{1,15})")
_CELL = re.compile(r"(cell|stays) (\d{1,15}) (\d{1,15}) (\d{1,15}) ?(.*)")
_LINES = re.compile(r"(\d{1,15})=([^;]+)")


@dataclass(frozen=True, slots=True)
class Carried:
    """A cell as it left: `seen` is its version, `lines` how the passages it rests on were referred to.

    `back`: whether it may come back. Where words were withheld or cut, the sheet does not hold all of the cell.
    """

    case_id: int
    theme_id: int
    seen: int
    text: str
    lines: tuple[tuple[int, str], ...] = ()
    back: bool = True


@dataclass(frozen=True, slots=True)
class Passport:
    """Facts of the study (guid, title, version, when exported), names of cases and sub-themes, and the cells."""

    facts: Mapping[str, str]
    cases: Mapping[int, str]
    cells: tuple[Carried, ...]
    themes: Mapping[int, str] = field(default_factory=dict)


def case_mark(id: int) -> str:
    """What a case's rows carry."""
    return f"#case {id}"


def theme_mark(id: int) -> str:
    """What a sub-theme's column carries."""
    return f"#theme {id}"


def marked(text: str) -> tuple[str, int] | None:
    """(“case” or “theme”, its id) where a text is a mark."""
    found = _MARK.fullmatch(text.strip()) if text[:1] == "#" else None
    return (found[1], int(found[2])) if found else None


def joined(passports: Iterable[Passport]) -> Passport:
    """The passports of several sheets of one study as one."""
    known = list(passports)
    cases = {id: name for passport in known for id, name in passport.cases.items()}
    themes = {id: name for passport in known for id, name in passport.themes.items()}
    return Passport(known[0].facts, cases, tuple(cell for passport in known for cell in passport.cells), themes)


def pairs(passport: Passport) -> Iterator[tuple[str, str]]:
    """A passport as it is written down, line by line."""
    yield KEY, FORM
    yield from ((name, passport.facts[name]) for name in FACTS)
    for id, name in passport.cases.items():
        yield case_mark(id), name
    for id, name in passport.themes.items():
        yield theme_mark(id), name
    for cell in passport.cells:
        lines = ";".join(f"{id}={said}" for id, said in cell.lines)
        kind = "cell" if cell.back else "stays"
        yield f"{kind} {cell.case_id} {cell.theme_id} {cell.seen} {lines}".strip(), cell.text


def from_pairs(read: Iterable[tuple[str, str]]) -> Passport:
    """The passport that was written down. Raises ValueError where it is not whole."""
    facts: dict[str, str] = {}
    named: dict[str, dict[int, str]] = {"case": {}, "theme": {}}
    cells: list[Carried] = []
    for name, value in read:
        if found := _CELL.fullmatch(name):
            lines = tuple((int(id), said) for id, said in _LINES.findall(found[5]))
            cells.append(Carried(int(found[2]), int(found[3]), int(found[4]), value, lines, found[1] == "cell"))
        elif mark := marked(name):
            named[mark[0]][mark[1]] = value
        else:
            facts[name] = value
    if any(not facts.get(name) for name in FACTS):
        raise ValueError("The passport is not whole.")
    return Passport(facts, named["case"], tuple(cells), named["theme"])


def same(one: str, other: str) -> bool:
    """Whether two texts of a cell differ in nothing but white space at the ends of lines, which programs may drop."""
    return one == other or plain(one) == plain(other)


def plain(text: str) -> str:
    """A text without white space at the ends of its lines, and without empty lines."""
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
