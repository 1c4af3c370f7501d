"""The walk over a Word document's body: what its elements put into the text, and what they leave out."""

from collections.abc import Iterator

from lxml import etree

from framework.importing.collected import BLACKED_OUT, Collected, Unseen
from framework.importing.text import cleaned

_NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
    }
)
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_DELETED = frozenset({"del", "moveFrom"})
# Properties and codes are no text. A `w:tab` inside `w:tabs` defines a stop; only the one in a run is a character.
_SILENT_NAMES = "pPr rPr tblPr tblGrid trPr tcPr sectPr sdtPr sdtEndPr tabs instrText delInstrText fldData rt ctrlPr"
_SILENT = frozenset(_SILENT_NAMES.split())
_PICTURES = frozenset({"drawing", "pict", "object"})


def name_of(element: etree._Element) -> str:
    """The local name of a Word or formula element, "" for any other."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag[1:].rpartition("}")
    return name if space in _NAMESPACES else ""


class Body(Collected):
    """Collects the text of a document from its elements."""

    def __init__(self, hidden_styles: frozenset[str] = frozenset(), take: bool = False) -> None:
        super().__init__(take)
        self._hidden = hidden_styles
        self._boxes: list[etree._Element] = []

    def walk(self, element: etree._Element) -> None:
        """Take in all paragraphs and tables below an element, in document order."""
        for child in element:
            name = name_of(child)
            if name == "p":
                self.add(self._inline(child))
            elif name == "tbl":
                self.add_table([cells for row in _below(child, "tr") if (cells := self._row(row)) is not None])
            elif name in _DELETED:
                if not self.leaves(Unseen.DELETED, _all_text(child)):
                    with self.noted():
                        self.walk(child)
            elif name not in _SILENT:
                self.seen["inserted"] += name == "ins"
                self.walk(child)

    def finish(self) -> None:
        """Put the text boxes at the end."""
        for box in self._boxes:
            self.walk(box)

    def _inline(self, element: etree._Element) -> str:
        """The text of a paragraph or of anything inside one."""
        return "".join(self._inline_pieces(element))

    def _inline_pieces(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            name = name_of(child)
            if name in ("t", "delText"):
                yield cleaned(child.text or "")
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name in _DELETED:
                if not self.leaves(Unseen.DELETED, _all_text(child)):
                    with self.noted():
                        yield from self._inline_pieces(child)
            elif name == "r":
                yield from self._run(child)
            elif name in _PICTURES or _is_choice(child):
                self._set_aside(child)
            elif name not in _SILENT:
                self.seen["inserted"] += name == "ins"
                yield from self._inline_pieces(child)

    def _set_aside(self, drawing: etree._Element) -> None:
        """Keep the text boxes of a drawing for the end; of two versions of one drawing only the first counts."""
        boxes = [part for part in _first_version(drawing).iter() if name_of(part) == "txbxContent"]
        filled = [box for box in boxes if _all_text(box).strip()]
        self._boxes += filled
        self.seen["boxes"] += len(filled)
        self.seen["pictures"] += not boxes

    def _run(self, run: etree._Element) -> Iterator[str]:
        """The words of a run, but for one that Word doesn't show, or shows as a black bar."""
        marks = {name_of(mark): mark for part in run if name_of(part) == "rPr" for mark in part}
        hidden = "vanish" in marks and _value(marks["vanish"]) not in ("0", "false", "off", "none")
        styled = "rStyle" in marks and _value(marks["rStyle"]) in self._hidden and "vanish" not in marks
        words = _all_text(run)
        if hidden or styled:
            if self.leaves(Unseen.HIDDEN, words):
                return
        elif _is_black(marks) and words.strip() and self.leaves(Unseen.BLACKENED, words):
            yield BLACKED_OUT
            return
        yield from self._inline_pieces(run)

    def _cell(self, cell: etree._Element) -> str:
        """The text of a cell, its paragraphs on lines of their own; a table inside it is flattened."""
        inner = Body(self._hidden, self.takes)
        inner._within = self._within
        inner.walk(cell)
        self._boxes += inner._boxes
        return self.join(inner)

    def _row(self, row: etree._Element) -> list[str] | None:
        """The cells of a row; None for one that was deleted under tracking and stays out."""
        if not any(name_of(mark) == "del" for part in row if name_of(part) == "trPr" for mark in part):
            return [self._cell(cell) for cell in _below(row, "tc")]
        if self.leaves(Unseen.DELETED, _all_text(row)):
            return None
        with self.noted():
            return [self._cell(cell) for cell in _below(row, "tc")]


def _all_text(element: etree._Element) -> str:
    """The letters anywhere below an element, deleted ones too."""
    return "".join(cleaned(part.text or "") for part in element.iter() if name_of(part) in ("t", "delText"))


def _below(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of one name, also those inside content controls and insertions."""
    for child in element:
        name = name_of(child)
        if name == wanted:
            yield child
        elif name not in _DELETED and name not in _SILENT and name not in ("tr", "tc", "p", "tbl"):
            yield from _below(child, wanted)


def _is_choice(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith("}AlternateContent")


def _first_version(drawing: etree._Element) -> etree._Element:
    return drawing[0] if _is_choice(drawing) and len(drawing) else drawing


def _value(mark: etree._Element) -> str:
    return next((str(value) for key, value in mark.attrib.items() if str(key).endswith("}val")), "")


def _is_black(marks: dict[str, etree._Element]) -> bool:
    shade = marks.get("shd")
    fill = (
        next((value for key, value in shade.attrib.items() if str(key).endswith("}fill")), "")
        if shade is not None
        else ""
    )
    return fill == "000000" or ("highlight" in marks and _value(marks["highlight"]) == "black")
