"""A workbook that comes back: which of its cells read otherwise than when it left.

Sheets, rows and columns are known by the marks they carry, never by name or place. Started as a program it is the
child process of the sandbox; `read` asks that child.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TypeVar

from lxml import etree

from framework.errors import Unreadable
from framework.importing.child import serve
from framework.importing.sandbox import Limits as Cost
from framework.importing.sandbox import read_one
from framework.importing.spreadsheets import column_of, words_of
from framework.importing.wire import unpacked_refusal
from framework.importing.zip_guard import Limits, MiB, Package
from framework.passport import FORM, KEY, Carried, Passport, from_pairs, marked, same

CHILD = (sys.executable, "-P", "-m", "framework.importing.edited_workbook")
LIMITS = Limits(entries=2000, entry=256 * MiB, together=512 * MiB)
COST = Cost(cpu_seconds=60, wall_seconds=120)
CALCULATED = "\0calculated"  # stands for whatever a spreadsheet has worked out: nobody has written it
MARKS_WITHIN = 300  # rows of a sheet's head, in which the marks of the columns stand
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOVED = (
    "the row of {} in the sheet “{}” carries the mark of {}: it seems to have been sorted without its hidden column"
)
_SWAPPED = (
    "the column “{}” in the sheet “{}” carries the mark of “{}”: it seems to have been moved without its hidden row"
)
_FORMULA = "a formula stands there now; words that begin with = + or - need an apostrophe before them in a spreadsheet"
_TWICE = "the cell of {} stands in the workbook more than once, with different words"

T = TypeVar("T")
Cells = dict[int, str]  # column → words


@dataclass(frozen=True, slots=True)
class Edited:
    """What a workbook brings back: facts of where it came from, and of its cells those that read otherwise now.

    `changed`: the cell as it left, and its words in the file. `unchanged`: how many read as they did; `gone`: how many
    are in the file no longer. `refused`: (case, theme) of a cell that has changed and can't come back, and why.
    """

    name: str
    guid: str
    title: str
    version: int
    exported: str
    changed: tuple[tuple[Carried, str], ...]
    unchanged: int
    gone: int
    refused: tuple[tuple[int, int, str], ...]


def read(name: str, data: bytes) -> Edited:
    """What has changed in a workbook since it left, found out in a child process with limits.

    Raises Unreadable, with a sentence that names the file, where it is damaged or no workbook that can come back.
    """
    return read_one(name, data, CHILD, unpacked, COST)


def look_through(name: str, data: bytes) -> Edited:
    """As `read`, in this process."""
    if data[:4] != b"PK\x03\x04":
        raise Unreadable(f"{name} is no Excel workbook (.xlsx), or it is protected by a password.", name)
    package = Package(name, data, LIMITS)
    book = _Book(name, package)
    passport = book.passport()
    found, moved = _cells_in(book, passport)
    changed, refused, unchanged, gone = [], [*moved], 0, 0
    for cell in passport.cells:
        place = (cell.case_id, cell.theme_id)
        read = [words for words in found.get(place, ()) if not same(words, cell.text)]
        if place not in found:
            gone += place not in {(case_id, theme_id) for case_id, theme_id, _ in moved}
        elif not read or not (cell.back or cell.text):
            unchanged += 1
        elif not cell.back:
            refused.append((*place, "words of it were withheld, or cut, when the workbook was made"))
        elif CALCULATED in read:
            refused.append((*place, _FORMULA))
        elif any(not same(words, read[0]) for words in read):
            refused.append((*place, _TWICE.format(passport.cases.get(cell.case_id, "a case"))))
        else:
            changed.append((cell, read[0]))
    facts = passport.facts
    version = int(facts["version"]) if facts["version"].isdigit() else 0
    told = (tuple(changed), unchanged, gone, tuple(refused))
    return Edited(name, facts["guid"], facts["title"], version, facts["exported"], *told)


Places = dict[tuple[int, int], list[str]]
Moved = list[tuple[int, int, str]]


def _cells_in(book: "_Book", passport: Passport) -> tuple[Places, Moved]:
    """(case, theme) → what stands there, once for each sheet; and the places whose mark can't be theirs, with why."""
    found: Places = {}
    moved: Moved = []
    left = {(cell.case_id, cell.theme_id): cell.text for cell in passport.cells}
    for title, rows in book.sheets():
        for place, words, hindrance in _marked_cells(title, rows, passport):
            if not hindrance or (place in left and same(words, left[place])):
                found.setdefault(place, []).append(words)
            elif place in left:
                moved.append((*place, hindrance))
    return found, moved


def _marked_cells(title: str, rows: Iterator[Cells], passport: Passport) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Place, words and, where the names beside them are another's, why they can't be of this place."""
    cases = {name: id for id, name in passport.cases.items()}
    headings = {name: id for id, name in passport.themes.items()}
    themes: dict[int, int] = {}
    headed: dict[int, int] = {}  # column → the sub-theme whose name stands above it
    for number, row in enumerate(rows):
        marks = [(column, mark) for column, words in row.items() if (mark := marked(words))]
        if heads := {column: id for column, (kind, id) in marks if kind == "theme"}:
            themes = heads
        elif not themes and number >= MARKS_WITHIN:
            return
        case_id = next((id for _, (kind, id) in marks if kind == "case"), None)
        if case_id is None:
            headed |= {column: headings[words] for column, words in row.items() if words in headings}
            continue
        others = [cases[words] for words in row.values() if words in cases]
        said = ""
        if others and case_id not in others:
            said = _MOVED.format(passport.cases[others[0]], title, passport.cases.get(case_id, "another case"))
        for column, theme_id in themes.items():
            above = headed.get(column, theme_id) if theme_id in passport.themes else theme_id
            swapped = (
                _SWAPPED.format(passport.themes[above], title, passport.themes[theme_id]) if above != theme_id else ""
            )
            yield (case_id, theme_id), row.get(column, ""), said or swapped


class _Book:
    """The sheets of a workbook as rows of words, read one row at a time."""

    def __init__(self, name: str, package: Package) -> None:
        self.name, self.package = name, package
        part = "xl/sharedStrings.xml"
        self.shared = [_plain(item) for item in self._each(part, "si")] if part in package.names else []
        self.parts = [part for part in package.names if _SHEET.fullmatch(part)]
        if not self.parts:
            raise Unreadable(f"{name} is no Excel workbook (.xlsx).", name)

    def passport(self) -> Passport:
        """What the workbook carries of itself. Raises Unreadable where it carries nothing, or another form of it."""
        for part in self.parts:
            rows = self._rows(part)
            first = next(rows, {})
            if first.get(0) != KEY:
                continue
            if first.get(1) != FORM:
                raise Unreadable(
                    f"{self.name} was made by another version of this program and can’t come back here. "
                    "Export it anew and take the changes over.",
                    self.name,
                )
            try:
                return from_pairs((row.get(0, ""), row.get(1, "")) for row in rows)
            except ValueError:
                raise Unreadable(
                    f"{self.name} is damaged: what it carried of the study is not whole.", self.name
                ) from None
        raise Unreadable(
            f"{self.name} can’t come back: it was not exported from the workbench with summary matrices, or the hidden "
            "sheet that says where its cells belong has been removed.",
            self.name,
        )

    def sheets(self) -> Iterator[tuple[str, Iterator[Cells]]]:
        """Every sheet: its name, and its rows."""
        titles = self._titles()
        for part in self.parts:
            yield titles.get(part, part.rpartition("/")[2]), self._rows(part)

    def _titles(self) -> dict[str, str]:
        """Part → the name of its sheet, as far as the workbook says."""
        names = self.package.names
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= {*names}:
            return {}
        targets = {e.get("Id"): str(e.get("Target")) for e in self._each("xl/_rels/workbook.xml.rels", "Relationship")}
        found = {}
        for sheet in self._each("xl/workbook.xml", "sheet"):
            key = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
            found[f"xl/{targets.get(key, '').removeprefix('/xl/')}"] = str(sheet.get("name"))
        return found

    def _rows(self, part: str) -> Iterator[Cells]:
        for row in self._each(part, "row"):
            cells: Cells = {}
            for place, cell in enumerate(row):
                if words := _value(cell, self.shared):
                    cells[column_of(cell.get("r"), place)] = words
            yield cells

    def _each(self, part: str, tag: str) -> Iterator[etree._Element]:
        """The elements of a part with a tag, let go of one after the other. Raises Unreadable."""
        data = BytesIO(self.package.read(part))
        found = etree.iterparse(
            data, tag=f"{{*}}{tag}", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            for _, element in found:
                if element.getroottree().docinfo.internalDTD is not None:
                    raise Unreadable(
                        f"{self.name} was not opened, because it contains declarations that workbooks never do.",
                        self.name,
                    )
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except (etree.XMLSyntaxError, ValueError):
            raise Unreadable(f"{self.name} is damaged inside. Open it in Excel and save it anew.", self.name) from None


def _plain(item: etree._Element) -> str:
    """The words of a cell; what is written as “_x000D_” stands for a character."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), words_of(item))


def _value(cell: etree._Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "e" or any(str(node.tag).endswith("}f") for node in cell):
        return CALCULATED
    if kind == "inlineStr":
        return _plain(cell)
    value = next((node.text or "" for node in cell if str(node.tag).endswith("}v")), "")
    if kind == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return value.removesuffix(".0") if kind == "n" else _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)


# -- between child and parent --


def packed(found: Edited) -> bytes:
    """What was found, as JSON."""
    return json.dumps(asdict(found), ensure_ascii=False).encode("utf-8", "replace")


def unpacked(data: bytes, name: str) -> Edited | Unreadable:
    """The answer about the file `name`. Raises ValueError for anything that is not exactly one."""
    try:
        parts = json.loads(data)
        if refusal := unpacked_refusal(parts, name):
            return refusal
        changed = tuple((_carried(**cell), _typed(words, str)) for cell, words in parts["changed"])
        refused = tuple((_typed(a, int), _typed(b, int), _typed(why, str)) for a, b, why in parts["refused"])
        return Edited(
            name,
            guid=_typed(parts["guid"], str),
            title=_typed(parts["title"], str),
            version=_typed(parts["version"], int),
            exported=_typed(parts["exported"], str),
            changed=changed,
            unchanged=_typed(parts["unchanged"], int),
            gone=_typed(parts["gone"], int),
            refused=refused,
        )
    except (TypeError, KeyError, RecursionError) as fault:
        raise ValueError("The answer has the wrong form.") from fault


def _carried(case_id: object, theme_id: object, seen: object, text: object, lines: object, back: object) -> Carried:
    said = tuple((_typed(id, int), _typed(line, str)) for id, line in _typed(lines, list))
    return Carried(
        _typed(case_id, int), _typed(theme_id, int), _typed(seen, int), _typed(text, str), said, back is True
    )


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError
    return value


if __name__ == "__main__":
    serve(look_through, int(sys.argv[1]), int(sys.argv[2]), packed)
