"""Tables in spreadsheets (.xlsx) and text files (.csv, .tsv): bytes → rows of words.

Formulas count as their results.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from lxml import etree

from framework.errors import Unreadable
from framework.importing.docx import parsed
from framework.importing.kinds import is_binary
from framework.importing.text import decoded
from framework.importing.zip_guard import Limits, MiB, Package

LIMITS = Limits(entries=500, entry=16 * MiB, together=48 * MiB)
MOST_ROWS, MOST_COLUMNS = 10_000, 60
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OTHER_MAIN = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_SEPARATORS = ",;\t|"
_PLACE = re.compile(r"([A-Z]{1,3})\d+")
_WHOLE = re.compile(r"-?\d+\.0+")

Rows = list[list[str]]


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
    shared = _shared(name, package)
    sheets = [part for part in package.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part)]
    if not sheets:
        raise Unreadable(f"{name} is no spreadsheet. Save the table as .xlsx or .csv.", name)
    for part in sorted(sheets, key=lambda part: (len(part), part)):
        rows = list(_rows(name, parsed(name, package.read(part)), shared))
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


def _rows(name: str, sheet: etree._Element, shared: list[str]) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter(f"{_MAIN}row", f"{_OTHER_MAIN}row")):
        if number >= MOST_ROWS:
            raise Unreadable(f"{name} has more than {MOST_ROWS:,} rows.", name)
        cells: dict[int, str] = {}
        for place, cell in enumerate(row):
            column = column_of(cell.get("r"), place)
            if column < MOST_COLUMNS:
                cells[column] = _value(cell, shared)
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


def _value(cell: etree._Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return words_of(cell)
    value = next((node.text or "" for node in cell if _local(node) == "v"), "")
    if kind == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    if kind == "e":
        return ""
    return value.split(".")[0] if _WHOLE.fullmatch(value) else value
