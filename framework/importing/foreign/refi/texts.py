"""The texts of a project: as they stand in the file, for counting positions, and as they are stored."""

import re
from dataclasses import dataclass

from framework.errors import Unreadable
from framework.importing import LONGEST_TEXT, read
from framework.importing.foreign.packages import LARGEST_TEXT
from framework.importing.foreign.refi.container import Container
from framework.importing.foreign.refi.remarks import Remarks
from framework.importing.plain_xml import Element, words_in
from framework.importing.text import letters
from framework.model import Draft

_BEYOND = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Text:
    """A text with LF line ends and no byte-order marks before it, and what of the file bears on counting.

    `marks`: how many byte-order marks stood before it. `pairs`: where the line ends stand that are CR LF in the file.
    `lines`: where line ends stand of which XML doesn't tell what they were. `beyond`: where characters stand that are
    two in UTF-16. `reliable`: whether positions mean this text.
    """

    words: str
    marks: int = 0
    pairs: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    beyond: tuple[int, ...] = ()
    reliable: bool = True
    draft: Draft | None = None


def text_of(holder: Element, container: Container, remarks: Remarks, guid: str) -> Text | None:
    """The text of a source, transcript or note: of its plain file, else inline, else of its formatted file."""
    plain = holder.get("plainTextPath")
    part = container.find(plain, guid, ".txt") if plain or holder.find("PlainTextContent") is None else None
    if part is not None and container.size(part) <= LARGEST_TEXT:
        words, said = letters(container.read(part))
        remarks.count("letters", bool(said))
        return _checked(_stored(words, remarks), remarks)
    remarks.count("long text", part is not None)
    inline = holder.find("PlainTextContent")
    if inline is not None:
        return _checked(_stored(words_in(inline), remarks, inline=True), remarks)
    return _formatted(holder, container, remarks)


def _formatted(holder: Element, container: Container, remarks: Remarks) -> Text | None:
    part = container.find(holder.get("richTextPath"))
    if part is None or container.size(part) > LARGEST_TEXT:
        return None
    try:
        draft = read(part, container.read(part))
    except Unreadable:
        return None
    remarks.count("rich")
    return Text(draft.text, beyond=_places(_BEYOND, draft.text), reliable=False, draft=draft)


def _checked(text: Text, remarks: Remarks) -> Text | None:
    if len(text.words) <= LONGEST_TEXT:
        return text
    remarks.count("long text")
    return None


def _stored(raw: str, remarks: Remarks, *, inline: bool = False) -> Text:
    bare = raw.lstrip("\ufeff")
    remarks.count("nul", bare.count("\0"))
    words = bare.replace("\0", "\ufffd")
    # Each CR LF before it moves a line end one place forward.
    found = [place.start() for place in re.finditer("\r\n", words)]
    pairs = tuple(at - before for before, at in enumerate(found))
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    lines = _places(re.compile("\n"), words) if inline else ()
    return Text(words, len(raw) - len(bare), pairs, lines, _places(_BEYOND, words))


def _places(form: re.Pattern[str], words: str) -> tuple[int, ...]:
    return () if form is _BEYOND and words.isascii() else tuple(found.start() for found in form.finditer(words))
