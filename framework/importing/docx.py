"""Word documents (.docx): text in reading order, tables, and remarks on what was left out.

A walk of our own over the document's XML, because the usual readers lose tables, tracked insertions and content
controls, or read out what somebody has deleted.
"""

import re
from collections.abc import Iterator

from lxml import etree

from framework.errors import Unreadable
from framework.importing.text import cleaned
from framework.importing.turns import Rows, find_turns
from framework.importing.word_body import Body, name_of
from framework.importing.zip_guard import Package
from framework.model import Draft

_MAIN = "word/document.xml"
_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")


def read(name: str, data: bytes) -> Draft:
    """A Word document as a draft. Raises Unreadable for a package that is damaged or breaks the guard's limits."""
    package = Package(name, data)
    body = Body(_hidden_styles(name, package))
    body.walk(parsed(name, package.read(_main_part(name, package))))
    text, heads, spans = body.finished()
    found = find_turns(text, Rows(heads, spans))
    remarks = (*_left_out(body), *_elsewhere(name, package), *found.remarks)
    return Draft(name, text, found.layout, found.turns, remarks)


def parsed(name: str, data: bytes) -> etree._Element:
    """The root of an XML part. Nothing is fetched or expanded; a document type declaration is refused.

    With entities unresolved their text would be lost silently, so a file that declares any is not read at all.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(f"{name} is damaged inside. Open it in Word and save it anew.", name) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(f"{name} was not opened, because it contains declarations that documents never do.", name)
    return root


def _main_part(name: str, package: Package) -> str:
    """Where the package says its text is; some programs call it document2.xml."""
    if "_rels/.rels" in package.names:
        for relation in parsed(name, package.read("_rels/.rels")):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return _MAIN


def _hidden_styles(name: str, package: Package) -> frozenset[str]:
    """The ids of styles that hide their text."""
    if "word/styles.xml" not in package.names:
        return frozenset()
    styles = parsed(name, package.read("word/styles.xml"))
    return frozenset(_style_id(style) for style in styles if _hides(style))


def _hides(style: etree._Element) -> bool:
    return any(name_of(part) == "vanish" for part in style.iter())


def _style_id(style: etree._Element) -> str:
    return next((str(value) for key, value in style.attrib.items() if str(key).endswith("styleId")), "")


def _left_out(body: Body) -> Iterator[str]:
    """Sentences on what the text itself held and the draft doesn't, or does though it looks as if it didn't."""
    if count := body.seen["deleted"]:
        yield f"{_number(count, 'tracked deletion was', 'tracked deletions were')} left out."
    if count := body.seen["inserted"]:
        yield f"{_number(count, 'tracked insertion was', 'tracked insertions were')} read as part of the text."
    if count := body.seen["hidden"]:
        yield f"{_number(count, 'stretch of hidden text was', 'stretches of hidden text were')} left out."
    if count := body.seen["blackened"]:
        yield (
            f"{_number(count, 'stretch is', 'stretches are')} blacked out but still in the file, and was read: "
            "check for names."
        )
    if count := body.seen["boxes"]:
        yield f"The text of {_number(count, 'text box', 'text boxes')} was put at the end."
    if count := body.seen["pictures"]:
        yield f"{_number(count, 'picture was', 'pictures were')} left out."


def _elsewhere(name: str, package: Package) -> Iterator[str]:
    """Sentences on what stands outside the text: comments, notes, headers and footers."""
    for part, mark, one, many in (
        ("word/comments.xml", "comment", "comment in the margin was", "comments in the margin were"),
        ("word/footnotes.xml", "footnote", "footnote was", "footnotes were"),
        ("word/endnotes.xml", "endnote", "endnote was", "endnotes were"),
    ):
        if part in package.names and (count := _count(parsed(name, package.read(part)), mark)):
            yield f"{_number(count, one, many)} left out."
    margins = [part for part in package.names if _MARGIN.fullmatch(part)]
    if any(_has_words(parsed(name, package.read(part))) for part in margins):
        yield "The page headers and footers were left out."


def _count(root: etree._Element, mark: str) -> int:
    return sum(name_of(note) == mark and _has_words(note) for note in root)


def _has_words(element: etree._Element) -> bool:
    return any(name_of(part) == "t" and cleaned(part.text or "").strip() for part in element.iter())


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
