"""What a worksheet can hold: the one place where words become fit for a cell, a sheet's name or a page's header.

Text stays text, letter for letter, but for what a worksheet cannot hold:

- CR LF and CR become LF, the only line end of a cell;
- control characters become their pictures (NUL: ␀), lone surrogates and U+FFFE/U+FFFF become �;
- text longer than a cell may be goes on in the row below, with a mark at both ends.
"""

import re
from collections.abc import Iterable, Iterator

from framework.exporting.table import Run, Voice

CELL_LIMIT = 32_767
LINK_LIMIT = 65_530
NAME_LIMIT = 31
GOES_ON, WENT_ON = " [continued below]", "[continued] "

_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
# Excel reads _x000D_ as a line end; an underscore written as _x005F_ is only itself. Escapes may share an underscore.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\s]+")


def legible(text: str) -> str:
    """The text with what no worksheet can hold made visible."""
    if text.isprintable():
        return text
    text = _LINE_END.sub("\n", text)
    text = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), text)
    return _NO_CHARACTER.sub("\ufffd", text)


def safe(text: str) -> str:
    """The text as it must be written into a cell so that it reads as `legible(text)`."""
    text = legible(text)
    return _ESCAPE_LIKE.sub("_x005F_", text) if "_x" in text else text


def like_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, at least once somebody edits the cell."""
    return text[:1] in ("=", "+", "-", "@", "\t", "\r")


def units(text: str) -> int:
    """The length as spreadsheets count it: in UTF-16."""
    return len(text) if text.isascii() else len(text) + sum(letter > "\uffff" for letter in text)


def pieces(runs: Iterable[Run], limit: int = CELL_LIMIT) -> list[list[Run]]:
    """The runs in as many cells as they need, the marks included; one where they fit."""
    runs = [Run(legible(run.text), run.voice) for run in runs]
    if sum(units(run.text) for run in runs) <= limit:
        return [runs]
    room = limit - len(GOES_ON) - len(WENT_ON)
    cells: list[list[Run]] = [[]]
    left = room
    for run in runs:
        for chunk in _chunks(run.text, left, room):
            if units(chunk) > left:
                cells.append([])
                left = room
            cells[-1].append(Run(chunk, run.voice))
            left -= units(chunk)
    return [_marked(cell, n > 0, n < len(cells) - 1) for n, cell in enumerate(cells)]


def _chunks(text: str, first: int, room: int) -> Iterator[str]:
    """The text cut so that its first chunk takes up `first` units at most and the others `room`, between words."""
    left = first
    while units(text) > left:
        end = _fitting(text, left)
        space = max(text.rfind(" ", end // 2, end), text.rfind("\n", end // 2, end))
        end = space if space > 0 else end
        if end:
            yield text[:end]
        text, left = text[end:], room
    yield text


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into so many units."""
    end = min(len(text), limit)
    while units(text[:end]) > limit:
        end -= max(1, (units(text[:end]) - limit) // 2)
    return end


def _marked(cell: list[Run], before: bool, after: bool) -> list[Run]:
    head = [Run(WENT_ON, Voice.COMMENT)] if before else []
    return [*head, *cell, *([Run(GOES_ON, Voice.COMMENT)] if after else [])]


def sheet_names(wishes: Iterable[str]) -> list[str]:
    """Names that Excel accepts, as near to the wishes as can be, all different whatever their case.

    >>> sheet_names(["2 Training", "2 training", "Who/what?", "History"])
    ['2 Training', '2 training (2)', 'Who what', 'History_']
    """
    taken: set[str] = set()
    names = []
    for wish in wishes:
        plain = _NOT_IN_NAMES.sub(" ", legible(wish)).strip(" '")
        name, count = _short(plain) or "Sheet", 1
        if name.casefold() == "history":
            name = f"{name}_"  # Excel keeps the name for itself
        while _folded(name) in taken:
            count += 1
            mark = f" ({count})"
            name = _short(plain or "Sheet", NAME_LIMIT - len(mark)) + mark
        taken.add(_folded(name))
        names.append(name)
    return names


def _folded(name: str) -> str:
    """The name as it counts when doubles are looked for: without case, the Turkish i's included."""
    return name.casefold().replace("i\u0307", "i").replace("ı", "i")


def _short(name: str, limit: int = NAME_LIMIT) -> str:
    return name[: _fitting(name, limit)].strip(" '")


def header_text(text: str, limit: int = 90) -> str:
    """Words for a page's header, where “&” begins a code and 255 characters are all there is room for."""
    words = " ".join(legible(text).split())
    words = words if len(words) <= limit else f"{words[: limit - 1]}…"
    return words.replace("&", "&&")


def location(sheet: str, row: int) -> str:
    """Where a link leads: a row of a sheet."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!A{row}"
