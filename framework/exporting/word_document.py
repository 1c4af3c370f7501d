"""Word documents: what all of them have in common.

What is long is written as XML (`run_xml`, `paragraph_xml`, `put`): built piece by piece, a document takes ages.
"""

from collections.abc import Iterable
from html import escape
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from framework.exporting.cells import legible
from framework.exporting.selection import Chosen

GREY = RGBColor(0x5F, 0x5F, 0x5F)
ACCENT, RULE, FONT = "1F4E5F", "C9D3D6", "Arial"
A4, MARGIN = (21.0, 29.7), 2.2  # cm
TWIPS = 567  # a centimetre


def opened(chosen: Chosen, what: str, *, landscape: bool = False) -> WordDocument:
    """An empty document that says what it is and not who made it."""
    document, title = Document(), chosen.study.design.title
    facts = document.core_properties
    facts.author = facts.last_modified_by = facts.comments = ""
    facts.created = facts.modified = chosen.at.replace(tzinfo=None)
    facts.title = legible(f"{title}: {what.partition(':')[0].lower()}")[:250]
    section = document.sections[0]
    width, height = reversed(A4) if landscape else A4
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    for margin in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, margin, Cm(MARGIN))
    document.add_heading(legible(title), 0)
    quiet(document, f"{what}. {chosen.edition}")
    return document


def quiet(document: WordDocument, text: str) -> None:
    """A paragraph in small grey letters."""
    run = document.add_paragraph().add_run(legible(text))
    run.font.size, run.font.color.rgb = Pt(9), GREY


def page_edges(document: WordDocument, chosen: Chosen, style: str) -> None:
    """Study and edition at the head of every page, its number at the foot; `style`: how they look."""
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.add_run(legible(f"{chosen.study.design.title} · {chosen.edition}"), style)
    foot.add_run("Confidential: it may contain the words of participants. Page ", style)
    for field, after in (("PAGE", " of "), ("NUMPAGES", "")):
        number = run_xml("1", styled(style))
        foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{field}">{number}</w:fldSimple>'))
        foot.add_run(after, style)


def plain_style(document: WordDocument) -> None:
    """The letters of the whole document."""
    plain = document.styles["Normal"]
    assert isinstance(plain, ParagraphStyle)  # noqa: S101
    plain.font.name, plain.font.size = FONT, Pt(10)


def paragraph_style(
    document: WordDocument, name: str, size: float, *, before: float = 0, after: float = 0
) -> ParagraphStyle:
    """A new style of paragraphs; sizes in points."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def letter_style(
    document: WordDocument, name: str, *, size: float = 0, bold: bool = False, italic: bool = False, colour: str = ""
) -> CharacterStyle:
    """A new style of letters within a paragraph."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    assert isinstance(style, CharacterStyle)  # noqa: S101
    style.font.bold, style.font.italic = bold or None, italic or None
    style.font.size = Pt(size) if size else None
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    return style


def put(document: WordDocument, xml: Iterable[str]) -> None:
    """Write what is given as XML at the end of the document."""
    last = document.sections[-1]._sectPr
    for element in list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(xml)}</w:body>")):
        last.addprevious(element)


def heading_xml(text: str, level: int, anchor: str = "") -> str:
    """A heading; links may lead to its anchor, which is as good as any number and letters."""
    words = run_xml(text)
    if anchor:
        number = "".join(letter for letter in anchor if letter.isdigit())
        words = f'<w:bookmarkStart w:id="{number}" w:name="{anchor}"/>{words}<w:bookmarkEnd w:id="{number}"/>'
    return paragraph_xml([words], f"Heading {level}")


def link_xml(text: str, anchor: str) -> str:
    """Words that lead to a heading."""
    return f'<w:hyperlink w:anchor="{anchor}">{run_xml(text)}</w:hyperlink>'


def paragraph_xml(runs: Iterable[str], style: str = "", more: str = "") -> str:
    """A paragraph; `more`: its own properties."""
    own = f'<w:pStyle w:val="{style_id(style)}"/>' if style else ""
    return f"<w:p><w:pPr>{own}{more}</w:pPr>{''.join(runs)}</w:p>"


def run_xml(text: str, look: str = "") -> str:
    """Words that look alike; `look`: their properties (`styled`)."""
    lines = (f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in legible(text).split("\n"))
    return f"<w:r><w:rPr>{look}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def styled(style: str | None) -> str:
    """The property that gives words a style."""
    return f'<w:rStyle w:val="{style_id(style)}"/>' if style else ""


def style_id(style: str) -> str:
    """How the document refers to a style."""
    return style.replace(" ", "")


def twips(centimetres: float) -> int:
    """A length as the document counts it."""
    return round(centimetres * TWIPS)


def saved(document: WordDocument) -> bytes:
    """The document as a file."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()
