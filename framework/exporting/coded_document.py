"""Coded transcripts as a Word document for paper: a chapter a transcript, the text with the labels beside it."""

from collections.abc import Iterable, Iterator

from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.shared import Cm

from framework.exporting.cells import legible
from framework.exporting.coded import (
    CONFIDENTIAL,
    HOW_TO_READ,
    NO_PLACE,
    Band,
    Coded,
    CodedLine,
    CodedTranscript,
    Ink,
    Label,
    coded,
)
from framework.exporting.cover import facts
from framework.exporting.progress import Pace, Progress
from framework.exporting.quotation_document import facts_of
from framework.exporting.selection import Chosen
from framework.exporting.word_document import (
    A4,
    ACCENT,
    GREY,
    RULE,
    heading_xml,
    letter_style,
    link_xml,
    opened,
    page_edges,
    paragraph_style,
    paragraph_xml,
    plain_style,
    put,
    run_xml,
    saved,
    styled,
    twips,
)

EDGE, MARGIN_WIDTH, NUMBER_WIDTH = 1.6, 5.2, 0.9  # cm
LINE, TURN, BESIDE, BESIDE_FIRST = "Transcript line", "Transcript turn", "Margin", "Margin label"
FACT = "Fact"
NUMBER, SPEAKER, NAMED, MARK, SMALL, STRONG = (
    "Line number",
    "Speaker",
    "Speaker as named",
    "Passage mark",
    "Small print",
    "Label",
)
INKS = {Ink.LABEL: SPEAKER, Ink.SAID: "", Ink.MARK: MARK}


def coded_document(chosen: Chosen, progress: Progress) -> bytes:
    """The document: what it is and how to read it, the themes, then the transcripts in the order of the cases."""
    found = coded(chosen, progress)
    document = opened(chosen, "Coded transcripts: whole texts with the themes beside them")
    _make_styles(document)
    page_edges(document, chosen, SMALL)
    put(document, _front(chosen, found))
    for one in Pace(progress, len(found.transcripts), 0.5, 0.9).through(found.transcripts, "writing the transcripts"):
        section = document.add_section(WD_SECTION.NEW_PAGE)
        section.header.is_linked_to_previous = False
        named = legible(f"{one.case.name} · {chosen.study.design.title} · {chosen.edition}")
        section.header.paragraphs[0].add_run(named, SMALL)
        put(document, _chapter(one))
    progress("closing the document", 0.95)
    return saved(document)


def _make_styles(document: WordDocument) -> None:
    plain_style(document)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(EDGE)
    for name, before in ((LINE, 0.0), (TURN, 5.0)):
        style = paragraph_style(document, name, 8.5, before=before, after=1)
        style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = (
            Cm(NUMBER_WIDTH),
            Cm(-NUMBER_WIDTH),
        )
        style.paragraph_format.tab_stops.add_tab_stop(Cm(NUMBER_WIDTH))
    paragraph_style(document, FACT, 9, after=3)
    paragraph_style(document, BESIDE, 7.5, after=1)
    paragraph_style(document, BESIDE_FIRST, 7.5, before=3, after=1)
    letter_style(document, NUMBER, size=7, colour=str(GREY))
    letter_style(document, SPEAKER, bold=True)
    letter_style(document, NAMED, bold=True, italic=True)
    mark = letter_style(document, MARK, size=11, bold=True, colour=ACCENT)
    mark.font.superscript = True
    letter_style(document, SMALL, size=8, colour=str(GREY))
    letter_style(document, STRONG, bold=True)


def _front(chosen: Chosen, found: Coded) -> Iterator[str]:
    yield paragraph_xml([run_xml(CONFIDENTIAL, styled(STRONG))])
    yield paragraph_xml([run_xml(HOW_TO_READ)])
    for label, value in facts(chosen):
        yield _labelled(label, value)
    yield heading_xml("Transcripts", 1)
    for one in found.transcripts:
        said = f" {one.case.citation} · {_counted(one.passages)}"
        yield paragraph_xml([link_xml(one.case.name, f"t{one.id}"), run_xml(said, styled(SMALL))], BESIDE)
    yield heading_xml("Themes", 1)
    for entry in found.themes:
        look = styled(STRONG) if entry.depth == 1 else ""
        indent = f'<w:ind w:left="{twips(0.6 * (entry.depth - 1))}"/>'
        yield paragraph_xml([run_xml(entry.title, look)], BESIDE_FIRST if entry.depth == 1 else BESIDE, indent)
    if found.analysts:
        yield heading_xml("Analysts", 1)
        for initials, name in found.analysts:
            yield paragraph_xml([run_xml(f"{initials}  ", styled(STRONG)), run_xml(name)], BESIDE)


def _chapter(one: CodedTranscript) -> Iterator[str]:
    yield heading_xml(one.case.name, 1, f"t{one.id}")
    yield paragraph_xml(
        [run_xml(f"{one.case.citation} · {facts_of(one.case)} · {_counted(one.passages)}", styled(SMALL))]
    )
    yield _labelled("Speakers", ", ".join(one.speakers) or "none")
    yield from _table(one.bands)
    yield paragraph_xml([])
    if one.adrift:
        yield heading_xml("Passages adrift", 2)
        yield paragraph_xml([run_xml(NO_PLACE, styled(SMALL))])
        for label in one.adrift:
            yield from _label(label)
    if one.memos:
        yield heading_xml("Notes on the whole transcript", 2)
        yield from (paragraph_xml([run_xml(memo)]) for memo in one.memos)


def _table(bands: Iterable[Band]) -> Iterator[str]:
    """Two columns; the headings stand on each page."""
    widths = (A4[0] - 2 * EDGE - MARGIN_WIDTH, MARGIN_WIDTH)
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblBorders>'
        f'<w:insideV w:val="single" w:sz="6" w:space="0" w:color="{RULE}"/></w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )
    titles = ("Transcript", "Passages and their themes")
    heads = (
        _cell(width, [paragraph_xml([run_xml(t, styled(SMALL))], BESIDE)])
        for width, t in zip(widths, titles, strict=True)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(heads)}</w:tr>"
    for band in bands:
        yield f"<w:tr>{_cell(widths[0], _lines(band))}{_cell(widths[1], _beside(band))}</w:tr>"
    yield "</w:tbl>"


def _cell(width: float, paragraphs: Iterable[str]) -> str:
    own = '<w:tcMar><w:left w:w="120" w:type="dxa"/></w:tcMar>' if width == MARGIN_WIDTH else ""
    words = "".join(paragraphs) or paragraph_xml([], BESIDE)
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{own}</w:tcPr>{words}</w:tc>'


def _lines(band: Band) -> Iterator[str]:
    for place, line in enumerate(band.lines):
        first = not place and band.opens
        yield paragraph_xml(_line(line, band.speaker if first else ""), TURN if first else LINE)


def _line(line: CodedLine, speaker: str) -> Iterator[str]:
    yield run_xml(str(line.number), styled(NUMBER)) + "<w:r><w:tab/></w:r>"
    if speaker:
        yield run_xml(f"[{speaker}] ", styled(NAMED))
    for ink, words in line.pieces:
        yield run_xml(words, styled(INKS[ink]))


def _beside(band: Band) -> Iterator[str]:
    if band.on:
        verb = "goes on" if len(band.on) == 1 else "go on"
        yield paragraph_xml([run_xml(f"{', '.join(band.on)} {verb}", styled(SMALL))], BESIDE)
    for label in band.labels:
        yield from _label(label)


def _label(label: Label) -> Iterator[str]:
    """“a  lines 12–14 · RA”, its themes, what is said of it, memos."""
    head = [run_xml(f"{label.mark}  ", styled(STRONG))] if label.mark else []
    kind = "" if label.themes else "margin note, "
    yield paragraph_xml([*head, run_xml(f"{kind}{label.lines} · {label.by}", styled(SMALL))], BESIDE_FIRST)
    for theme in label.themes:
        yield paragraph_xml([run_xml(theme, styled(STRONG))], BESIDE)
    for words in filter(None, (label.said, label.text, *label.memos)):
        yield paragraph_xml([run_xml(words)], BESIDE)


def _labelled(label: str, words: str) -> str:
    return paragraph_xml([run_xml(f"{label}: ", styled(STRONG)), run_xml(words)], FACT)


def _counted(passages: int) -> str:
    return f"{passages} passage{'' if passages == 1 else 's'}"
