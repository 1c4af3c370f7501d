"""Web pages (.html) saved from a browser or a transcription program: what a reader would see, block by block."""

import re

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from framework.errors import Unreadable
from framework.importing.collected import BLACKED_OUT, Collected, Unseen
from framework.importing.style_sheets import hidden_by_rules, hides
from framework.importing.text import cleaned, decoded
from framework.model import Draft

_SILENT_TAGS = "head script style noscript template svg math iframe object select button rt rp"
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody tfoot thead tr ul"
)
_NO_WORDS, _BLOCKS = frozenset(_SILENT_TAGS.split()), frozenset(_BLOCK_TAGS.split())
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1f]")  # some programs leave marks of their own in the words
_WHITE = re.compile(r"[ \t\n\f]+")
_BLACK = r"(?:#0{3}|#0{6}|black|rgb\(0,0,0\))"
_BLACKENS = re.compile(rf"background(?:-color)?:{_BLACK}(?![0-9a-z])")


def read(name: str, data: bytes, take: bool = False) -> Draft:
    """A web page as a draft; nothing in it is fetched or run. `take`: with its unseen words.

    Raises Unreadable for one nested beyond all sense.
    """
    text, remarks = _decoded(data)
    try:
        page = BeautifulSoup(text, "html5lib")
        walk = _Walk(take, hidden_by_rules(page))
        walk.take(page)
    except RecursionError:
        raise Unreadable(f"{name} was not opened, because its parts lie too deep inside each other.", name) from None
    walk.end_line()
    return walk.draft(name, *remarks)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The page's characters, in the encoding it declares, else as in any text."""
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    try:
        if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            return cleaned(data.decode("cp1252" if declared in ("iso-8859-1", "us-ascii") else declared)), ()
    except (LookupError, UnicodeError):
        pass
    return decoded(data)


class _Walk(Collected):
    """Collects the text of a page from its tree. `hidden`: ids of elements. `_line`: the line that is being written."""

    def __init__(self, take: bool, hidden: frozenset[int]) -> None:
        super().__init__(take)
        self._hidden = hidden
        self._line = ""

    def take(self, element: Tag, kept: bool = False) -> None:
        """Take in an element; `kept`: its white space counts."""
        for child in element.children:
            if isinstance(child, Tag):
                self._tag(child, kept)
            elif _is_text(child):
                self._words(_CONTROLS.sub("", cleaned(str(child))), kept)

    def end_line(self, always: bool = False) -> None:
        """End the line, if there is anything on it."""
        if always or self._line.strip():
            self.add(self._line.rstrip(" "))
        self._line = ""

    def _tag(self, tag: Tag, kept: bool) -> None:
        if tag.name in _NO_WORDS:
            return
        if tag.name == "nav":
            self.seen["menus"] += 1
        elif tag.name == "del" or id(tag) in self._hidden or _is_hidden(tag):
            if not self.leaves(Unseen.DELETED if tag.name == "del" else Unseen.HIDDEN, tag.get_text()):
                with self.noted():
                    self._seen_tag(tag, kept)
        else:
            self._seen_tag(tag, kept)

    def _seen_tag(self, tag: Tag, kept: bool) -> None:
        if tag.name == "br":
            self.end_line(always=True)
        elif tag.name == "table" and tag.find("table") is None:
            self._table(tag)
        else:
            self._inside(tag, kept or tag.name == "pre")

    def _inside(self, tag: Tag, kept: bool) -> None:
        black = _BLACKENS.search(_style(tag)) and tag.get_text().strip()
        out = black and self.leaves(Unseen.BLACKENED, tag.get_text())
        if tag.name in ("td", "th") and self._line:
            self._line += "\t"
        if tag.name in _BLOCKS:
            self.end_line()
        if out:
            self._words(BLACKED_OUT, kept)
        else:
            self.take(tag, kept)
        if tag.name in _BLOCKS:
            self.end_line()

    def _words(self, text: str, kept: bool) -> None:
        """Write on: kept as it is, or with each run of white space as one space and none at the start of a line."""
        if kept:
            first, *rest = text.split("\n")
            self._line += first
            for line in rest:
                self.end_line(always=True)
                self._line = line
            return
        text = _WHITE.sub(" ", text)
        self._line += text.lstrip(" ") if not self._line or self._line.endswith((" ", "\t")) else text

    def _table(self, table: Tag) -> None:
        self.end_line()
        for caption in table.find_all("caption"):
            self.take(caption)
            self.end_line()
        rows = [[self._cell(cell) for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
        self.add_table([row for row in rows if row])

    def _cell(self, cell: Tag) -> str:
        inner = _Walk(self.takes, self._hidden)
        inner._within = self._within
        inner._tag(cell, False)
        inner.end_line()
        return self.join(inner)


def _is_text(node: PageElement) -> bool:
    """False for comments, declarations and the like."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)


def _style(tag: Tag) -> str:
    return "".join(str(tag.get("style") or "").lower().split())


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or hides(str(tag.get("style") or ""))
