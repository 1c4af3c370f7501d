"""The summary matrices as a Word document: a chapter for each main theme, with landscape tables that fit the page."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import ceil

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from framework.cases import CaseRow
from framework.exporting.cells import legible
from framework.exporting.charted import Chart, charts, dynamics, reason, shown, size
from framework.exporting.comparisons import key_messages
from framework.exporting.cover import facts
from framework.exporting.matrices import part_words, review_words
from framework.exporting.progress import Pace, Progress
from framework.exporting.selection import Chosen
from framework.exporting.table import Run, Voice
from framework.exporting.word_document import (
    A4,
    ACCENT,
    FONT,
    GREY,
    MARGIN,
    RULE,
    opened,
    page_edges,
    quiet,
    run_xml,
    saved,
    style_id,
    styled,
    twips,
)
from framework.matrices import Written
from framework.themes import Numbered

MOST_COLUMNS = 4  # beside the case, on a landscape page of A4
CASE_WIDTH = 3.0  # cm
CELL, SMALL = "Matrix cell", "Matrix small print"
STYLES = {Voice.VERBATIM: "Verbatim", Voice.COMMENT: "Analyst comment", Voice.REFERENCE: "Line reference"}
VOICES = (
    Run("The analyst's summary stands upright. "),
    Run("“The participants' own words stand in italics and quotation marks, letter for letter.” ", Voice.VERBATIM),
    Run("Comment: the analyst's thoughts stand in grey and are not evidence. ", Voice.COMMENT),
    Run("(41–44)", Voice.REFERENCE),
    Run(" are the lines of the case's transcript that the words before it rest on. A blank cell says why it is blank."),
)


def chapters(chosen: Chosen, progress: Progress) -> bytes:
    """The document: what it is, then the chapters, each with its theme's definition, notes and matrix."""
    document = opened(chosen, "Summary matrices: what each case says, theme by theme", landscape=True)
    _make_styles(document)
    page_edges(document, chosen, SMALL)
    for label, value in facts(chosen):
        _labelled(document, label, value)
    _paragraph(document, VOICES)
    notes, pace = key_messages(chosen.study), Pace(progress, size(chosen), 0.0, 0.9)
    for chart in charts(chosen):
        _open_chapter(document, chart, notes)
        for part in _parts(chart.columns):
            _write_table(document, chosen, chart, part, pace)
    progress("closing the document", 0.95)
    return saved(document)


def _make_styles(document: WordDocument) -> None:
    """Each voice has a style of its own, so that a team can give them all another look at once."""
    plain = document.styles["Normal"]
    assert isinstance(plain, ParagraphStyle)  # noqa: S101
    plain.font.name, plain.font.size = FONT, Pt(10)
    cell = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(cell, ParagraphStyle)  # noqa: S101
    cell.base_style = plain
    cell.font.size, cell.paragraph_format.space_after = Pt(9), Pt(3)
    cell.paragraph_format.space_before = Pt(0)
    for name, look in {**{name: voice for voice, name in STYLES.items()}, SMALL: None}.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(style, CharacterStyle)  # noqa: S101
        style.font.italic = True if look is Voice.VERBATIM else None
        if look in (Voice.COMMENT, None):
            style.font.color.rgb = GREY
        if look is Voice.REFERENCE:
            style.font.color.rgb = RGBColor.from_string(ACCENT)
        if look in (Voice.REFERENCE, None):
            style.font.size = Pt(8)


def _open_chapter(document: WordDocument, chart: Chart, notes: dict[int, str]) -> None:
    """Heading, definition and theme note of the main theme; what its sub-themes mean."""
    heading = document.add_heading(legible(chart.main.title), 1)
    heading.paragraph_format.page_break_before = True
    if chart.main.theme.definition:
        document.add_paragraph(legible(chart.main.theme.definition))
    if note := notes.get(chart.main.theme.id):
        _labelled(document, "Theme note", note)
    for column in chart.columns:
        said = [column.theme.definition, f"Theme note: {note}" if (note := notes.get(column.theme.id)) else ""]
        if any(said):
            _labelled(document, column.title, "\n".join(filter(None, said)))


def _labelled(document: WordDocument, label: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.add_run(f"{legible(label)}: ").bold = True
    paragraph.add_run(legible(text))


def _paragraph(document: WordDocument, runs: Iterable[Run]) -> None:
    paragraph = document.add_paragraph()
    for run in runs:
        paragraph.add_run(legible(run.text), STYLES.get(run.voice))


def _parts(columns: Sequence[Numbered]) -> list[Sequence[Numbered]]:
    """The columns in as few tables as hold them, all about as wide.

    >>> [len(part) for part in _parts(range(10))]
    [4, 3, 3]
    """
    width, over = divmod(len(columns), tables := ceil(len(columns) / MOST_COLUMNS))
    rest = iter(columns)
    return [list(islice(rest, width + (n < over))) for n in range(tables)]


def _write_table(document: WordDocument, chosen: Chosen, chart: Chart, part: Sequence[Numbered], pace: Pace) -> None:
    """Some sub-themes of a matrix for all cases. Written as XML: building it cell by cell takes ages."""
    if len(part) < len(chart.columns):
        range_of = part[0].number if len(part) == 1 else f"{part[0].number} to {part[-1].number}"
        quiet(document, f"{chart.main.title}: {range_of}")
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    room = A4[1] - 2 * MARGIN
    widths = [CASE_WIDTH, *([(room - CASE_WIDTH) / len(part)] * len(part))]
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{twips(room)}" w:type="dxa"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )
    table.append(_head(part, widths))
    for row in pace.through(chosen.rows, f"writing {chart.main.title}", len(part)):
        table.append(_row(chosen, chart, part, row, widths))
    document.add_paragraph()._p.addprevious(table)


def _head(part: Sequence[Numbered], widths: Sequence[float]) -> BaseOxmlElement:
    """The heading row, which is repeated on each page."""
    look = '<w:b/><w:color w:val="FFFFFF"/>'
    titles = ["Case", *(column.title for column in part)]
    cells = (_cell(width, [run_xml(title, look)], ACCENT) for width, title in zip(widths, titles, strict=True))
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>")


def _row(
    chosen: Chosen, chart: Chart, part: Sequence[Numbered], row: CaseRow, widths: Sequence[float]
) -> BaseOxmlElement:
    cells = [_cell(widths[0], [run_xml(row.name, "<w:b/>")])]
    for column, width in zip(part, widths[1:], strict=True):
        cells.append(_cell(width, _words(chosen, chart, chart.cells[row.id, column.theme.id])))
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")


def _words(chosen: Chosen, chart: Chart, cell: Written) -> Iterator[str]:
    """The paragraphs of a cell: its parts or why it is blank; how the group talked, how far the cell has come."""
    for part in shown(cell):
        runs = part_words(part, chart.lines, chosen.unquotable)
        yield "".join(run_xml(run.text, styled(STYLES.get(run.voice))) for run in runs)
    if said := " · ".join(filter(None, (reason(cell), dynamics(cell), review_words(cell)))):
        yield run_xml(said, styled(SMALL))


def _cell(width: float, paragraphs: Iterable[str], fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    own = f'<w:pPr><w:pStyle w:val="{style_id(CELL)}"/></w:pPr>'
    words = "".join(f"<w:p>{own}{paragraph}</w:p>" for paragraph in paragraphs) or f"<w:p>{own}</w:p>"
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{shade}</w:tcPr>{words}</w:tc>'
