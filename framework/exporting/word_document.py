"""Word documents: what all of them have in common."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt, RGBColor

from framework.exporting.cells import legible
from framework.exporting.selection import Chosen

GREY = RGBColor(0x5F, 0x5F, 0x5F)
A4, MARGIN = (21.0, 29.7), 2.2  # cm


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


def saved(document: WordDocument) -> bytes:
    """The document as a file."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()
