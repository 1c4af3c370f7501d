"""A table of attributes from elsewhere, a row for each case, transcript or participant: its headings and rows, and how
they may be meant. Guesses only; a person settles them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from framework.cases import CaseRow, case_rows
from framework.errors import Unreadable
from framework.model import Attribute, AttributeKind, Case, CaseKind, Transcript
from framework.store.reader import Reader
from framework.value_types import guess_kind, in_doubt

BUILT_IN = frozenset({"site", "role", "group"})
_TELLING = re.compile(
    r"\b(name|surname|e-?mail|phone|telephone|tel|mobile|address|postcode|date of birth|dob|nhs( number)?)\b", re.I
)
_PLACES = {
    "site": "site;site code;local authority;la;authority",
    "role": "role;role group;job;job role;job title",
    "group": "group;group type;focus group;focus-group type;fg;type of group",
    "number": "number;no;no.;nr;#;case number;interview number;interview no;interview",
}
_NAMED = re.compile(r"\b(case|transcript|file|document|participant|interview|citation|id|name)\b", re.I)
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its headings, all different, and its filled rows, all as long; each with its number in the file."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def values(self, column: int, empty: frozenset[str] = frozenset()) -> list[str]:
        """What stands in a column, without cells that hold nothing or one of the words for it."""
        return [row[column] for _, row in self.rows if row[column] and row[column].casefold() not in empty]


@dataclass(frozen=True, slots=True)
class Naming:
    """The columns that say which case a row is about: one with its name, or several with its place."""

    name: int | None = None
    site: int | None = None
    role: int | None = None
    group: int | None = None
    number: int | None = None

    @property
    def columns(self) -> list[int]:
        """All of them."""
        return [c for c in (self.name, self.site, self.role, self.group, self.number) if c is not None]


@dataclass(frozen=True, slots=True)
class Column:
    """What is to become of a column: the attribute it gives, its type, whether it is taken at all."""

    place: int
    attribute: str
    kind: AttributeKind
    take: bool
    remark: str = ""


def sheet_of(file: str, rows: Sequence[Sequence[str]]) -> Sheet:
    """Headings and rows of a table; titles above the headings are passed over. Raises Unreadable."""
    cells = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1)]
    filled = [(number, row) for number, row in cells if any(row)]
    first = next((place for place, (_, row) in enumerate(filled) if sum(map(bool, row)) > 1), None)
    if first is None or len(filled) < first + 2:
        raise Unreadable(
            f"{file} is no table of attributes: it needs a row of headings, one of them for the names of the cases, "
            "and below it a row for each case.",
            file,
        )
    width = max(len(row) for _, row in filled[first:])
    padded = [(number, tuple([*row, *[""] * width][:width])) for number, row in filled[first:]]
    used = [column for column in range(width) if any(row[column] for _, row in padded)]
    rows_used = [(number, tuple(row[column] for column in used)) for number, row in padded]
    return Sheet(file, _headings(rows_used[0][1], used), tuple(rows_used[1:]))


def _headings(row: Sequence[str], used: Sequence[int]) -> tuple[str, ...]:
    found: list[str] = []
    for place, heading in zip(used, row, strict=True):
        name = base = " ".join(heading.split())[:80] or f"Column {place + 1}"
        count = 1
        while name.casefold() in {other.casefold() for other in found}:
            count += 1
            name = f"{base} ({count})"
        found.append(name)
    return tuple(found)


def guess_naming(reader: Reader, sheet: Sheet) -> Naming:
    """The columns that name the most cases; where none does, the first whose heading sounds like it."""
    words = [heading.casefold() for heading in sheet.headings]
    places = {
        field: next((words.index(word) for word in known.split(";") if word in words), None)
        for field, known in _PLACES.items()
    }
    ways = [Naming(name=column) for column in range(len(sheet.headings))]
    if places["site"] is not None and (places["role"] is not None or places["group"] is not None):
        ways.append(Naming(**places))
    cases = Meant(reader)
    hits = {way: sum(len(cases.meant(way, row)) == 1 for _, row in sheet.rows) for way in ways}
    best = max(ways, key=lambda way: hits[way])
    if hits[best]:
        return best
    return next((way for way in ways if way.name is not None and _NAMED.search(words[way.name])), ways[0])


def guess_columns(reader: Reader, sheet: Sheet, naming: Naming, empty: frozenset[str]) -> list[Column]:
    """What each other column may give: an attribute of the study, found by its name, or one to be made."""
    known = {attribute.name.casefold(): attribute for attribute in reader.all(Attribute)}
    found = []
    for place, heading in enumerate(sheet.headings):
        if place in naming.columns:
            continue
        values, own = sheet.values(place, empty), known.get(heading.casefold())
        kind = own.kind if own else guess_kind(values)
        remark = "in the study already" if own else "new"
        if kind is AttributeKind.DATE and in_doubt(values):
            remark += "; read with the day first"
        take = bool(values)
        if heading.casefold() in BUILT_IN:
            take, remark = False, "is set in the table of cases"
        elif not values:
            remark = "empty"
        elif not own and _TELLING.search(heading):
            take, remark = False, "may tell who somebody is"
        found.append(Column(place, own.name if own else heading, kind, take, remark))
    return found


def key(words: str) -> str:
    """Letters and numbers alone: “LA01 – FG1.docx” without its ending, “la1_fg1” and “LA1, FG1” are alike."""
    pieces = re.findall(r"[^\W\d_]+|\d+", words.casefold())
    joined = " ".join(str(int(piece)) if piece.isdecimal() else piece for piece in pieces)
    return re.sub(r"(?<=\D) | (?=\D)", "", joined)


class Meant:
    """The cases by all that a row may call them by."""

    def __init__(self, reader: Reader) -> None:
        self._rows = case_rows(reader)
        self._numbers = {case.id: case.number for case in reader.all(Case)}
        self._by: list[dict[str, set[int]]] = [{}, {}, {}]
        for row in self._rows:
            self._by[0].setdefault(key(row.name), set()).add(row.id)
            self._by[2].setdefault(key(row.citation), set()).add(row.id)
        for transcript in reader.all(Transcript):
            self._by[1].setdefault(file_key(transcript.source), set()).add(transcript.case_id)

    def meant(self, naming: Naming, row: Sequence[str]) -> set[int]:
        """The cases that a row may be about: those of its name, else of its file's name, else of its citation."""
        if naming.name is None:
            return self._placed(naming, row)
        said = row[naming.name]
        for names, wanted in zip(self._by, (key(said), file_key(said), key(said)), strict=True):
            if wanted and wanted in names:
                return names[wanted]
        return set()

    def _placed(self, naming: Naming, row: Sequence[str]) -> set[int]:
        site, role, group, number = (
            "" if column is None else key(row[column])
            for column in (naming.site, naming.role, naming.group, naming.number)
        )
        if not (role or group):
            return set()
        fits = [case for case in self._rows if site == key(case.site) and self._fits(case, role, group)]
        if not group and any(case.kind is CaseKind.INTERVIEW for case in fits):
            fits = [case for case in fits if case.kind is CaseKind.INTERVIEW]
        return {case.id for case in fits if not number or number == str(self._numbers[case.id])}

    def _fits(self, case: CaseRow, role: str, group: str) -> bool:
        if group:
            return case.kind is CaseKind.FOCUS_GROUP and key(case.group) == group
        return key(case.role) == role


def file_key(name: str) -> str:
    """The same of a file's name, without its folders and its ending."""
    return key(_EXTENSION.sub("", re.split(r"[/\\]", name)[-1]))
