"""The lines and paragraphs of a text, with their places in it. Positions are code points."""

from collections.abc import Iterator
from dataclasses import dataclass

WIDEST_WRAP = 130


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as it stands in a file, without its line end."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where the line ends, before the LF."""
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        """True where nothing but white space stands in it."""
        return not self.text.strip()


def lines_of(text: str) -> list[TextLine]:
    """All lines of a text, blank ones too.

    >>> [line.start for line in lines_of("I: Yes?" + chr(10) + "P: No.")]
    [0, 8]
    """
    lines, at = [], 0
    for piece in text.split("\n"):
        lines.append(TextLine(at, piece))
        at += len(piece) + 1
    return lines


def wrap_width(lines: list[TextLine]) -> int | None:
    """The width at which a file breaks its lines within paragraphs, or None where a line is a paragraph."""
    lengths = [len(line.text.rstrip()) for line in lines if not line.blank]
    width = max(lengths, default=0)
    full = sum(length >= 0.8 * width for length in lengths)
    return width if 40 <= width <= WIDEST_WRAP and full >= 5 and full >= 0.3 * len(lengths) else None


def goes_on(before: TextLine, width: int | None) -> bool:
    """True where the line after `before` can only be the rest of its sentence."""
    ended = before.text.rstrip().endswith((".", "?", "!", "…", ":", ")", "]", '"', "”", "’"))
    return width is not None and not before.blank and not ended and len(before.text) >= 0.75 * width


def paragraphs(lines: list[TextLine], width: int | None) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph: a line, or, where lines are broken at a width, what blank lines part."""
    block: list[TextLine] = []
    for line in [*lines, TextLine(0, "")]:
        if block and (line.blank or width is None):
            yield _bounds(block)
            block = []
        if not line.blank:
            block.append(line)


def _bounds(block: list[TextLine]) -> tuple[int, int]:
    first, last = block[0], block[-1]
    indent = len(first.text) - len(first.text.lstrip())
    return first.start + indent, last.start + len(last.text.rstrip())
