"""The rows of a worksheet as XML.

openpyxl lays out the workbook and its styles. The rows, of which a study has very many, are written here and put in
their place: an object for each cell would take most of the time.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter

from framework.exporting.cells import safe
from framework.exporting.table import Run, Value, Voice

FONT, SIZE, ACCENT, GREY = "Arial", 10, "FF1F4E5F", "FF6B6B6B"
_FONTS = {
    Voice.PLAIN: "",
    Voice.VERBATIM: f'<rPr><rFont val="{FONT}"/><i/><sz val="{SIZE}"/></rPr>',
    Voice.COMMENT: f'<rPr><rFont val="{FONT}"/><color rgb="{GREY}"/><sz val="{SIZE}"/></rPr>',
    Voice.REFERENCE: f'<rPr><rFont val="{FONT}"/><color rgb="{ACCENT}"/><sz val="8"/></rPr>',
    Voice.STRONG: f'<rPr><rFont val="{FONT}"/><b/><sz val="{SIZE}"/></rPr>',
}
_FIRST_DAY, _DAY = datetime(1899, 12, 30), timedelta(days=1)  # noqa: DTZ001 - times in a worksheet have no zone
_SIZE = re.compile(rb'<dimension ref="[^"]*"\s*/>')  # of a sheet without rows; it need not be said
_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")


class Rows:
    """The rows of one sheet, from the top."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def add(self, cells: Sequence[tuple[Value, int]], height: float, hidden: bool) -> None:
        """One more row of values, each with the number of its style. `height` in points."""
        row = len(self._written) + 1
        inside = "".join(
            f'<c r="{get_column_letter(column)}{row}" s="{style}"{_content(value)}'
            for column, (value, style) in enumerate(cells, 1)
        )
        kept = ' hidden="1"' if hidden else ""
        self._written.append(f'<row r="{row}" ht="{height:g}" customHeight="1"{kept}>{inside}</row>'.encode())

    def xml(self) -> Iterator[bytes]:
        """All of them, piece by piece."""
        yield b"<sheetData>"
        yield from self._written
        yield b"</sheetData>"


class Links:
    """The links of one sheet to places in the workbook."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def __len__(self) -> int:
        return len(self._written)

    def add(self, row: int, column: int, location: str, tooltip: str) -> None:
        """From a cell to a place."""
        place = f'ref="{get_column_letter(column)}{row}" location={quoteattr(location)}'
        self._written.append(f"<hyperlink {place} tooltip={quoteattr(safe(tooltip))}/>")

    @property
    def xml(self) -> bytes:
        """All of them; nothing where there are none."""
        return f"<hyperlinks>{''.join(self._written)}</hyperlinks>".encode() if self._written else b""


def filled(layout: BytesIO, sheets: Sequence[tuple[Rows, Links]]) -> bytes:
    """A workbook whose sheets have no rows, with theirs."""
    content = {f"xl/worksheets/sheet{number}.xml": both for number, both in enumerate(sheets, 1)}
    file = BytesIO()
    with ZipFile(layout) as source, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=4) as target:
        for name in source.namelist():
            if name not in content:
                target.writestr(name, source.read(name))
                continue
            rows, links = content[name]
            head, tail = _EMPTY.split(_SIZE.sub(b"", source.read(name), count=1), maxsplit=1)
            # What is said of the page comes after the links, and nobody's words stand before it.
            tail = tail.replace(b"<pageMargins", links.xml + b"<pageMargins", 1)
            with target.open(name, "w") as part:
                part.writelines((head, *rows.xml(), tail))
    return file.getvalue()


def _content(value: Value) -> str:
    """What follows the opening of a cell, up to its end."""
    match value:
        case None | "" | ():
            return "/>"
        case str():
            return f' t="inlineStr"><is>{_text(safe(value))}</is></c>'
        case tuple():
            return _rich(value)
        case datetime():
            return f"><v>{(value.replace(tzinfo=None) - _FIRST_DAY) / _DAY!r}</v></c>"
        case _:
            return f"><v>{value!r}</v></c>"


def _rich(runs: Sequence[Run]) -> str:
    """The words of one plain voice as they are, others as rich text."""
    if all(run.voice is Voice.PLAIN for run in runs):
        return _content("".join(run.text for run in runs))
    # A run of white space alone is not kept by all readers, so it goes along with the run before it.
    joined: list[Run] = []
    for run in runs:
        if joined and not run.text.strip():
            joined[-1] = Run(joined[-1].text + run.text, joined[-1].voice)
        elif run.text:
            joined.append(run)
    said = "".join(f"<r>{_FONTS[run.voice]}{_text(safe(run.text))}</r>" for run in joined)
    return f' t="inlineStr"><is>{said}</is></c>' if said else "/>"


def _text(words: str) -> str:
    kept = ' xml:space="preserve"' if words != words.strip() or "\n" in words else ""
    return f"<t{kept}>{escape(words)}</t>"
