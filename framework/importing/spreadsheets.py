"""Tables in spreadsheets (.xlsx) and text files (.csv, .tsv): bytes → rows of words.

Formulas count as their results; dates read as 2026-03-31, whatever their format. Started as a program it is the child
process of the sandbox; `read_table` asks that child.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from lxml import etree

from framework.errors import Unreadable
from framework.importing.cell_formats import Shown, formats, in_words, starts_in_1904
from framework.importing.child import serve
from framework.importing.docx import parsed
from framework.importing.kinds import is_binary
from framework.importing.sandbox import read_one
from framework.importing.text import decoded
from framework.importing.wire import unpacked_refusal
from framework.importing.zip_guard import Limits, MiB, Package

CHILD = (sys.executable, "-P", "-m", "framework.importing.spreadsheets")
LIMITS = Limits(entries=500, entry=16 * MiB, together=48 * MiB)
MOST_ROWS, MOST_COLUMNS = 10_000, 60
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OTHER_MAIN = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_SEPARATORS = ",;\t|"
_PLACE = re.compile(r"([A-Z]{1,3})\d+")

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of a workbook refer to: shared words, how each format shows a number, where its days begin."""

    shared: list[str]
    shown: list[Shown]
    in_1904: bool


def read_table(name: str, data: bytes) -> Rows:
    """As `read_rows`, in a child process with limits: for files from elsewhere. Raises Unreadable."""
    return read_one(name, data, CHILD, unpacked)


def read_rows(name: str, data: bytes) -> Rows:
    """The rows of a text table, or of a workbook's first sheet that holds anything, as text.

    Raises Unreadable, with a sentence that names the file.
    """
    if not data.strip():
        raise Unreadable(f"{name} is empty.", name)
    rows = _sheets(name, data) if data[:4] == b"PK\x03\x04" else _separated(name, data)
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"{name} has more than {MOST_ROWS:,} rows.", name)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise Unreadable(f"{name} has no words in its first sheet.", name)
    return rows


def _separated(name: str, data: bytes) -> Rows:
    text, _ = decoded(data)
    if is_binary(text) or len(text) > 8 * MiB:
        raise Unreadable(f"{name} is no table that can be read. Save it as .xlsx or .csv.", name)
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    try:
        rows = csv.reader(StringIO(text), delimiter=separator)
        return [row[:MOST_COLUMNS] for row in rows]
    except csv.Error:
        raise Unreadable(f"{name} is damaged: its quotation marks don’t fit together.", name) from None


def _sheets(name: str, data: bytes) -> Rows:
    package = Package(name, data, LIMITS)
    book = _Book(_shared(name, package), formats(name, package), starts_in_1904(name, package))
    sheets = [part for part in package.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part)]
    if not sheets:
        raise Unreadable(f"{name} is no spreadsheet. Save the table as .xlsx or .csv.", name)
    for part in sorted(sheets, key=lambda part: (len(part), part)):
        rows = list(_rows(name, parsed(name, package.read(part)), book))
        if any(map(any, rows)):
            return rows
    return []


def _shared(name: str, package: Package) -> list[str]:
    part = "xl/sharedStrings.xml"
    if part not in package.names:
        return []
    return [words_of(item) for item in parsed(name, package.read(part))]


def words_of(item: etree._Element) -> str:
    """The words of a cell, phonetic readings left out."""
    parts = []
    for node in item.iter():
        above = node.getparent()
        phonetic = above is not None and _local(above) == "rPh"
        if _local(node) == "t" and not phonetic:
            parts.append(node.text or "")
    return "".join(parts)


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _rows(name: str, sheet: etree._Element, book: _Book) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter(f"{_MAIN}row", f"{_OTHER_MAIN}row")):
        if number >= MOST_ROWS:
            raise Unreadable(f"{name} has more than {MOST_ROWS:,} rows.", name)
        cells: dict[int, str] = {}
        for place, cell in enumerate(row):
            column = column_of(cell.get("r"), place)
            if column < MOST_COLUMNS:
                cells[column] = _value(cell, book)
        yield [cells.get(column, "") for column in range(max(cells, default=-1) + 1)]


def column_of(place: str | None, otherwise: int) -> int:
    """The number, from 0, of the column that a place (“C7”) names."""
    found = _PLACE.fullmatch(place or "")
    if not found:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _value(cell: etree._Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return words_of(cell)
    value = next((node.text or "" for node in cell if _local(node) == "v"), "")
    if kind == "s":
        return book.shared[int(value)] if value.isdecimal() and int(value) < len(book.shared) else ""
    if kind == "e":
        return ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n":
        return value
    style = cell.get("s", "0")
    shown = book.shown[int(style)] if style.isdecimal() and int(style) < len(book.shown) else Shown.NUMBER
    return in_words(value, shown, book.in_1904)


# -- between child and parent --


def packed(rows: Rows) -> bytes:
    """Rows as JSON."""
    return json.dumps({"rows": rows}, ensure_ascii=False).encode("utf-8", "replace")


def unpacked(data: bytes, name: str) -> Rows | Unreadable:
    """The answer about the file `name`. Raises ValueError for anything that is not exactly one."""
    try:
        parts = json.loads(data)
        if refusal := unpacked_refusal(parts, name):
            return refusal
        rows: Rows = parts["rows"]
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise TypeError
        if not all(isinstance(cell, str) for row in rows for cell in row):
            raise TypeError
        return rows
    except (TypeError, KeyError, RecursionError) as fault:
        raise ValueError("The answer has the wrong form.") from fault


if __name__ == "__main__":
    serve(read_rows, int(sys.argv[1]), int(sys.argv[2]), packed)
