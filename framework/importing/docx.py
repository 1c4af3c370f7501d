"""Word documents (.docx): text in reading order, tables, and remarks on what was left out.

A walk of our own over the document's XML, because the usual readers lose tables, tracked insertions and content
controls, or read out what somebody has deleted.
"""

import re

from lxml import etree

from framework.errors import Unreadable
from framework.importing.text import cleaned
from framework.importing.word_body import Body, name_of
from framework.importing.zip_guard import Package
from framework.model import Draft

_MAIN = "word/document.xml"
_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")


def read(name: str, data: bytes, take: bool = False) -> Draft:
    """A Word document as a draft; `take`: with its unseen words.

    Raises Unreadable for a package that is damaged or breaks the guard's limits.
    """
    package = Package(name, data)
    body = Body(_hidden_styles(name, package), take)
    body.walk(parsed(name, package.read(_main_part(name, package))))
    body.finish()
    _note_elsewhere(name, package, body)
    return body.draft(name)


def parsed(name: str, data: bytes) -> etree._Element:
    """The root of an XML part. Nothing is fetched or expanded; a document type declaration is refused.

    With entities unresolved their text would be lost silently, so a file that declares any is not read at all.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        sentence = f"{name} is damaged inside. Open it in the program that wrote it and save it anew."
        raise Unreadable(sentence, name) from None
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


def _note_elsewhere(name: str, package: Package, body: Body) -> None:
    """What stands outside the text: comments, notes, headers and footers."""
    for what in ("comments", "footnotes", "endnotes"):
        if (part := f"word/{what}.xml") in package.names:
            body.seen[what] += _count(parsed(name, package.read(part)), what.removesuffix("s"))
    margins = [part for part in package.names if _MARGIN.fullmatch(part)]
    body.seen["margins"] += any(_has_words(parsed(name, package.read(part))) for part in margins)


def _count(root: etree._Element, mark: str) -> int:
    return sum(name_of(note) == mark and _has_words(note) for note in root)


def _has_words(element: etree._Element) -> bool:
    return any(name_of(part) == "t" and cleaned(part.text or "").strip() for part in element.iter())
