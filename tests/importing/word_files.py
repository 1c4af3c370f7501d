"""Real bytes for the tests: Word documents made with python-docx, packages put together part by part."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*paragraphs: str, table: Iterable[Iterable[str]] = (), raw: Iterable[str] = ()) -> bytes:
    """A Word document of paragraphs, then a table, then raw elements (namespace `w:` is declared for them)."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    rows = [list(row) for row in table]
    if rows:
        made = document.add_table(rows=len(rows), cols=max(map(len, rows)))
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=False):
                cell.text = text
    for element in raw:
        opening, _, rest = element.partition(">")
        tag, slash = (opening[:-1], "/") if opening.endswith("/") else (opening, "")
        document.element.body.insert(-1, parse_xml(f"{tag} {nsdecls('w', 'wp', 'a', 'r')}{slash}>{rest}"))
    return saved(document.save)


def saved(save: Callable[[BytesIO], object]) -> bytes:
    """What `save` writes into a file."""
    file = BytesIO()
    save(file)
    return file.getvalue()


def package(parts: Mapping[str, bytes | str], method: int = ZIP_DEFLATED) -> bytes:
    """A ZIP of the given parts, in their order."""
    file = BytesIO()
    with ZipFile(file, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def bare_word(body: str, before: str = "", **others: str) -> bytes:
    """The smallest Word document with the given body; `before` stands above its root element."""
    document = f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document}
    return package({**parts, **{f"word/{name}.xml": text for name, text in others.items()}})
