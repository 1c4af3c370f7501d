"""OpenDocument texts (.odt): headings and paragraphs in reading order, tables, and remarks on what was left out."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from framework.errors import Unreadable
from framework.importing.collected import BLACKED_OUT, Collected, Unseen
from framework.importing.docx import parsed
from framework.importing.text import cleaned
from framework.importing.zip_guard import Package
from framework.model import Draft

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE, _STYLE = (f"{{{_OASIS}{part}:1.0}}" for part in ("text", "table", "office", "style"))
_DRAWN = f"{{{_OASIS}drawing:1.0}}"
_BACKGROUND = f"{{{_OASIS}xsl-fo-compatible:1.0}}background-color"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_SIGNS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n", f"{_TEXT}soft-hyphen": "\u00ad"}
_HIDDEN = (f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph")
_CHANGE = f"{_TEXT}change"
_SILENT = (f"{_OFFICE}forms", f"{_TEXT}sequence-decls", f"{_TEXT}ruby-text")
_WHITE = re.compile(r"[ \t\r\n]+")
_MARGINS = (f"{_STYLE}header", f"{_STYLE}footer")
_MOST_SPACES = 100


def read(name: str, data: bytes, take: bool = False) -> Draft:
    """An OpenDocument text as a draft; `take`: with its unseen words.

    Raises Unreadable for a package that is damaged, locked or no text.
    """
    package = Package(name, data)
    if b"opendocument.text" not in package.read("mimetype"):
        raise Unreadable(f"{name} is an OpenDocument file, but no text.", name)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Unreadable(f"{name} is protected by a password. Save it without one and import it again.", name)
    root = parsed(name, package.read("content.xml"))
    text = root.find(f".//{_OFFICE}text")
    if text is None:
        raise Unreadable(f"{name} is damaged inside. Open it in a word processor and save it anew.", name)
    roots = [*([parsed(name, package.read("styles.xml"))] if "styles.xml" in package.names else []), root]
    walk = _Walk(_styles_that(_hides, roots), _styles_that(_blackens, roots), take)
    walk.blocks(text)
    walk.finish()
    walk.seen["margins"] += any(_all_text(margin) for margin in roots[0].iter(*_MARGINS))
    return walk.draft(name)


def _hides(style: etree._Element) -> bool:
    return any(properties.get(f"{_TEXT}display") == "none" for properties in style)


def _blackens(style: etree._Element) -> bool:
    return any(properties.get(_BACKGROUND) == "#000000" for properties in style)


def _styles_that(act: Callable[[etree._Element], bool], roots: list[etree._Element]) -> frozenset[str]:
    """The names of styles that hide or blacken their text themselves, or stand on such a style."""
    found: set[str] = set()
    for style in (style for root in roots for style in root.iter(f"{_STYLE}style")):
        if act(style) or style.get(f"{_STYLE}parent-style-name") in found:
            found.add(style.get(f"{_STYLE}name") or "")
    return frozenset(found)


class _Walk(Collected):
    """Collects the text of a document from its elements. `hidden`, `black`: names of styles.

    What was deleted lies at the head of the file; signs in the text say where it was.
    """

    def __init__(self, hidden: frozenset[str], black: frozenset[str], take: bool) -> None:
        super().__init__(take)
        self._hidden, self._black = hidden, black
        self._deleted: dict[str, str] = {}

    def blocks(self, element: etree._Element) -> None:
        """Take in all paragraphs and tables below an element, in document order."""
        for child in element:
            if not isinstance(child.tag, str) or self._set_aside(child):
                continue
            if child.tag in _PARAGRAPHS:
                boxes: list[etree._Element] = []
                self.add("".join(self._words(child, boxes)).strip(" "))
                for box in boxes:
                    self.blocks(box)
            elif child.tag == _CHANGE:
                if words := self._taken_back(child):
                    self.add(words)
            elif child.tag == f"{_TABLE}table":
                self.add_table(
                    [[self._cell(cell) for cell in _below(row, "table-cell")] for row in _below(child, "table-row")]
                )
            else:
                self.blocks(child)

    def finish(self) -> None:
        """Put what was deleted, wherever it was, at the end, if it is to be taken in."""
        for words in self._deleted.values():
            self.add(words.strip(" "))
        self._deleted.clear()

    def _inline(self, element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        """The characters of a paragraph; drawings anchored in it are put into `boxes`, to come after it."""
        yield _spaced(element.text)
        for child in element:
            tag = str(child.tag)
            if tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == _CHANGE:
                yield self._taken_back(child)
            elif tag == f"{_TEXT}s":
                yield " " * _count(child)
            elif tag.startswith(_DRAWN) and tag != f"{_DRAWN}a":
                boxes.append(child)
                self.seen["pictures"] += child.find(f".//{_DRAWN}image") is not None
            elif isinstance(child.tag, str) and not self._set_aside(child):
                yield from self._words(child, boxes)
            yield _spaced(child.tail)

    def _words(self, element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        """The words of a stretch, or a sign that they are blacked out."""
        if element.get(f"{_TEXT}style-name") in self._black:
            words = _all_text(element)
            if words and self.leaves(Unseen.BLACKENED, words):
                yield BLACKED_OUT
                return
        if element.tag in _HIDDEN and not _all_text(element):
            yield element.get(f"{_TEXT}string-value") or ""
        yield from self._inline(element, boxes)

    def _taken_back(self, change: etree._Element) -> str:
        """The words that were deleted here, if they are to be taken in."""
        return self._deleted.pop(change.get(f"{_TEXT}change-id") or "", "")

    def _set_aside(self, element: etree._Element) -> bool:
        """True for what is left out: notes, deletions, hidden words. Takes note of them."""
        style = element.get(f"{_TEXT}style-name")
        if element.tag == f"{_TEXT}tracked-changes":
            for number, deletion in enumerate(element.iter(f"{_TEXT}deletion")):
                if not self.leaves(Unseen.DELETED, _all_text(deletion)):
                    with self.noted():
                        said = "\n".join("".join(self._words(part, [])) for part in deletion.iter(*_PARAGRAPHS))
                    self._deleted[_id_of(deletion.getparent()) or str(number)] = said
            self.seen["inserted"] += sum(1 for _ in element.iter(f"{_TEXT}insertion"))
        elif element.tag == f"{_TEXT}note":
            self.seen[f"{element.get(f'{_TEXT}note-class', 'footnote')}s"] += 1
        elif element.tag in (f"{_OFFICE}annotation", f"{_OFFICE}annotation-end"):
            self.seen["comments"] += element.tag == f"{_OFFICE}annotation"
        elif element.tag in _HIDDEN or style in self._hidden or element.get(f"{_TEXT}display") == "none":
            return self.leaves(Unseen.HIDDEN, _all_text(element) or element.get(f"{_TEXT}string-value") or "")
        else:
            return element.tag in _SILENT
        return True

    def _cell(self, cell: etree._Element) -> str:
        inner = _Walk(self._hidden, self._black, self.takes)
        inner._deleted = self._deleted
        inner.blocks(cell)
        return self.join(inner)


def _below(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside groups and headers, but not those of a table inside."""
    for child in element:
        if child.tag == _TABLE + wanted:
            yield child
        elif child.tag not in (f"{_TABLE}table-cell", f"{_TABLE}table"):
            yield from _below(child, wanted)


def _all_text(element: etree._Element) -> str:
    paragraphs = ["".join(cleaned(str(part)) for part in words.itertext()) for words in element.iter(*_PARAGRAPHS)]
    return _WHITE.sub(" ", " ".join(paragraphs or map(str, element.itertext()))).strip()


def _id_of(region: etree._Element | None) -> str:
    """What the signs in the text call a change."""
    if region is None:
        return ""
    return next((str(value) for key, value in region.attrib.items() if str(key).endswith("}id")), "")


def _count(spaces: etree._Element) -> int:
    written = spaces.get(f"{_TEXT}c") or "1"
    return min(int(written), _MOST_SPACES) if written.isdecimal() else 1


def _spaced(text: str | None) -> str:
    """The format's rule: any run of white space in the XML is one space."""
    return _WHITE.sub(" ", cleaned(text or ""))
