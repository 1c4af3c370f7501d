"""Tables written down as an Excel workbook, made to be read: on the screen and on paper."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from framework.exporting.cells import (
    CELL_LIMIT,
    LINK_LIMIT,
    header_text,
    like_formula,
    location,
    pieces,
    sheet_names,
)
from framework.exporting.rows import ACCENT, FONT, GREY, SIZE, Links, Rows, filled
from framework.exporting.table import Column, Entry, Look, Row, Run, Table, Value, carried

LINE_HEIGHT, TALLEST = 12.75, 409.0
TINT, RULE = "FFE4EDF0", "FFC9D3D6"
A4, A3, WIDE = "9", "8", 150
LEGIBLE = 330  # characters side by side on an A3 page, as small as one likes to read
TIME_FORMAT = "yyyy-mm-dd hh:mm"

_WRAPPED = Alignment(wrap_text=True, vertical="top")
_CENTRED = Alignment(wrap_text=True, vertical="top", horizontal="center")
_STYLES: dict[Look, tuple[Font, Alignment]] = {
    Look.TEXT: (Font(name=FONT, size=SIZE), _WRAPPED),
    Look.NAME: (Font(name=FONT, size=SIZE, bold=True), _WRAPPED),
    Look.NUMBER: (Font(name=FONT, size=SIZE), Alignment(vertical="top", horizontal="right", indent=1)),
    Look.TIME: (Font(name=FONT, size=SIZE), Alignment(vertical="top", horizontal="left")),
    Look.MARK: (Font(name=FONT, size=SIZE, color=ACCENT), _CENTRED),
    Look.REASON: (Font(name=FONT, size=8, color=GREY), _CENTRED),
    Look.BASE: (Font(name=FONT, size=8), _CENTRED),
    Look.LINK: (Font(name=FONT, size=9, color=ACCENT, underline="single"), _WRAPPED),
    Look.TITLE: (Font(name=FONT, size=14, bold=True, color=ACCENT), Alignment(vertical="center")),
    Look.NOTE: (Font(name=FONT, size=9, color=GREY), Alignment(vertical="top")),
    Look.LABEL: (Font(name=FONT, size=SIZE, bold=True, color=ACCENT), _WRAPPED),
    Look.GROUP: (
        Font(name=FONT, size=SIZE, bold=True, color=ACCENT),
        Alignment(vertical="center", horizontal="left"),
    ),
    Look.HEADER: (
        Font(name=FONT, size=SIZE, bold=True, color="FFFFFFFF"),
        Alignment(wrap_text=True, vertical="bottom"),
    ),
    Look.TURNED: (
        Font(name=FONT, size=9, bold=True, color="FFFFFFFF"),
        Alignment(wrap_text=True, vertical="bottom", horizontal="center", text_rotation=90),
    ),
}
_FILLS = {Look.GROUP: TINT, Look.HEADER: ACCENT, Look.TURNED: ACCENT}
_UNRULED = (Look.TITLE, Look.NOTE)
_BOXED = (Look.MARK, Look.REASON, Look.BASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor stands, and how a link calls it."""

    location: str
    label: str


def workbook(title: str, edition: str, tables: Sequence[Table]) -> bytes:
    """The tables as the sheets of one workbook. `title` and `edition` stand at the edges of every printed page.

    Nothing of it is on the disk at any time: a workbook that is not finished leaves nobody's words behind.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    # Widths are counted in digits of this font: said here, they are the same whatever fonts a machine has.
    book._named_styles["Normal"].font = Font(name=FONT, size=SIZE)  # type: ignore[attr-defined]
    book.properties.creator = None
    book.properties.title = header_text(title).replace("&&", "&")
    tables = [*tables, *carried(tables)]
    names = sheet_names(table.name for table in tables)
    sheets = [book.create_sheet(name) for name in names]
    styles = _Styles(sheets[0])
    places: dict[Hashable, Place] = {
        table.name: Place(location(name, 1), name) for table, name in zip(tables, names, strict=True)
    }
    written: dict[int, _Writing] = {}
    # Sheets stand in the order of the tables; those that others link to are written first, so that the rows are known.
    for number, (sheet, table) in sorted(
        enumerate(zip(sheets, tables, strict=True)), key=lambda one: not one[1][1].leads
    ):
        _lay_out(sheet, table, title, edition)
        written[number] = _Writing(sheet, table, styles, places)
        written[number].write()
    file = BytesIO()
    book.save(file)
    return filled(file, [(written[number].rows, written[number].links) for number in range(len(sheets))])


class _Styles:
    """Each look made once for a workbook, as the number that cells name it by."""

    def __init__(self, sheet: Worksheet) -> None:
        self._made = {(look, quoted): _style(sheet, look, quoted) for look in Look for quoted in (False, True)}

    def of(self, look: Look, words: str) -> int:
        """The number of a look, for a cell with these words: they are text whatever they look like."""
        return self._made[look, like_formula(words)]


def _style(sheet: Worksheet, look: Look, quoted: bool) -> int:
    cell = Cell(sheet, 1, 1)
    cell.font, cell.alignment = _STYLES[look]
    if look in _FILLS:
        cell.fill = PatternFill("solid", fgColor=_FILLS[look])
    line = Side("thin", color=RULE)
    if look not in _UNRULED:
        cell.border = Border(bottom=line, left=line) if look in _BOXED else Border(bottom=line)
    if look is Look.TIME:
        cell.number_format = TIME_FORMAT
    cell.quotePrefix = quoted
    return int(cell.style_id)


class _Writing:
    """One sheet while its rows are written."""

    def __init__(self, sheet: Worksheet, table: Table, styles: _Styles, places: dict[Hashable, Place]) -> None:
        self.sheet, self.table, self.styles, self.places = sheet, table, styles, places
        self.row, self.rows, self.links = 0, Rows(), Links()

    def write(self) -> None:
        """Title, notes, headings, rows, foot."""
        table = self.table
        if table.hidden:
            for row in table.rows:
                self._append(row.entries, height=LINE_HEIGHT)
            return
        self._append([Entry(table.title, Look.TITLE)], height=24)
        for note in table.notes:
            self._append([Entry(note, Look.NOTE)], height=LINE_HEIGHT)
        if table.headed:
            self._headings()
        first = self.row
        for row in table.rows:
            self._row(row)
        if table.headed and self.row > first:
            last_column = get_column_letter(len(table.columns))
            self.sheet.auto_filter.ref = f"A{first}:{last_column}{self.row}"
        for row in table.foot:
            self._row(row)

    def _headings(self) -> None:
        columns = self.table.columns
        if any(column.group for column in columns):
            self._append([Entry(text, Look.GROUP) for text in _once_a_group(columns)], height=LINE_HEIGHT * 2)
            self._merge_groups(columns)
        if any(column.mark for column in columns):
            self._append([Entry(column.mark, Look.NOTE) for column in columns], height=LINE_HEIGHT, hidden=True)
        entries = [Entry(column.title, Look.TURNED if column.turned else Look.HEADER) for column in columns]
        self._append(entries, height=max(_heading_height(column) for column in columns))

    def _merge_groups(self, columns: Sequence[Column]) -> None:
        for first, last in _groups(columns):
            if last > first:
                self.sheet.merged_cells.add(f"{get_column_letter(first)}{self.row}:{get_column_letter(last)}{self.row}")

    def _row(self, row: Row) -> None:
        """A row, and where a value is longer than a cell may be, rows that go on with it."""
        for anchor in row.anchors:
            self.places.setdefault(anchor, Place(location(self.sheet.title, self.row + 1), row.label))
        if all(len(entry.words) * 2 <= CELL_LIMIT for entry in row.entries):
            self._append(row.entries)
            return
        parts = [_in_pieces(entry) for entry in row.entries]
        for n in range(max(map(len, parts))):
            first = (cells[0] for cells in parts[: self.table.fixed])
            rest = (cells[n] if n < len(cells) else Entry(None, cells[0].look) for cells in parts[self.table.fixed :])
            self._append([*first, *rest])

    def _append(self, entries: Sequence[Entry], height: float | None = None, hidden: bool = False) -> None:
        self.row += 1
        cells = [self._cell(entry, column) for column, entry in enumerate(entries, 1)]
        self.rows.add(cells, height or self._height(entries), hidden)

    def _cell(self, entry: Entry, column: int) -> tuple[Value, int]:
        """What a cell holds, and the number of its look; links are noted on the way."""
        value = entry.value
        if entry.to:
            value = self._linked(entry, column)
        return value, self.styles.of(entry.look, entry.words)

    def _linked(self, entry: Entry, column: int) -> Value:
        places = {place.label: place for anchor in entry.to if (place := self.places.get(anchor))}
        if not places:
            return entry.value
        first, *others = places
        value = entry.value if entry.value is not None else first + (f" +{len(others)}" if others else "")
        if value != "" and len(self.links) < LINK_LIMIT:
            tooltip = f"Go to {first}" + (f" (also {', '.join(others)})" if others else "")
            self.links.add(self.row, column, places[first].location, tooltip[:250])
        return value

    def _height(self, entries: Sequence[Entry]) -> float:
        """Excel and LibreOffice misjudge rich text when they open a file, so that the height has to be said."""
        seen = [pair for pair in zip(entries, self.table.columns, strict=False) if not pair[1].hidden]
        most = max((_lines(e.words, column.width * SIZE / _size(e)) for e, column in seen), default=1)
        return min(TALLEST, most * LINE_HEIGHT + 2)


def _in_pieces(entry: Entry) -> list[Entry]:
    """The entry in as many cells as it needs; the link stays with the first."""
    value = entry.value
    if not isinstance(value, str | tuple):
        return [entry]
    found = pieces([Run(value)] if isinstance(value, str) else value)
    if len(found) == 1:
        return [entry]
    return [Entry(tuple(runs), entry.look, entry.to * (n == 0)) for n, runs in enumerate(found)]


def _size(entry: Entry) -> float:
    return _STYLES[entry.look][0].size or SIZE


def _lines(text: str, width: float) -> int:
    """About how many lines the text takes up in a column, rather too many than too few."""
    if len(text) <= width * 1.1 and "\n" not in text:
        return 1
    room = max(1, int(width * 1.2) - 3)  # 1.2 letters to a digit; half a word is lost at each line's end
    wide = 1 if text.isascii() else 1 + sum(letter > "\u2e7f" for letter in text) / len(text)
    return sum(ceil(len(paragraph) * wide / room) or 1 for paragraph in text.split("\n"))


def _heading_height(column: Column) -> float:
    if column.turned:
        return min(160.0, max(70.0, len(column.title) * 5.2 + 12))
    return (_lines(column.title, column.width * 0.85) * LINE_HEIGHT) + 6


def _groups(columns: Sequence[Column]) -> Iterable[tuple[int, int]]:
    """First and last place, from 1, of each run of columns of one group."""
    for group, found in groupby(enumerate(columns, 1), key=lambda pair: pair[1].group):
        places = [place for place, _ in found]
        if group:
            yield places[0], places[-1]


def _once_a_group(columns: Sequence[Column]) -> list[str]:
    firsts = {first for first, _ in _groups(columns)}
    return [column.group if place in firsts else "" for place, column in enumerate(columns, 1)]


def _lay_out(sheet: Worksheet, table: Table, title: str, edition: str) -> None:
    """Widths, what stays in sight, and the printed page. All of it has to be said before the first row."""
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.column_dimensions[get_column_letter(place)].hidden = column.hidden
    if table.hidden:
        sheet.sheet_state = "veryHidden"
        return
    sheet.sheet_view.showGridLines = False
    if table.headed:
        grouped = any(column.group for column in table.columns)
        marked = any(column.mark for column in table.columns)
        headings = 1 + len(table.notes) + 1 + grouped + marked
        sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}{headings + 1}"
        sheet.print_title_rows = f"{headings - grouped}:{headings}"
        if len(table.columns) > table.fixed:
            sheet.print_title_cols = f"A:{get_column_letter(table.fixed)}"
    _set_page(sheet, table, title, edition)


def _set_page(sheet: Worksheet, table: Table, title: str, edition: str) -> None:
    setup, width = sheet.page_setup, sum(column.width for column in table.columns if not column.hidden)
    setup.orientation, setup.paperSize = "landscape", A3 if width > WIDE else A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup.fitToWidth, setup.fitToHeight = max(1, ceil(width / LEGIBLE)), 0 if table.headed else 1
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top = margins.bottom = 0.75
    margins.header = margins.footer = 0.35
    sheet.HeaderFooter.oddHeader = _edge(header_text(title), "&A")
    sheet.HeaderFooter.oddFooter = _edge(header_text(edition), "Page &P of &N")


def _edge(left: str, right: str) -> HeaderFooterItem:
    edge = HeaderFooterItem()
    edge.left.text, edge.right.text = left, right
    edge.left.size = edge.right.size = 8
    return edge
