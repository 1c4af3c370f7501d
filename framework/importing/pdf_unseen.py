"""Which words of a PDF page nobody sees: under black boxes, in no ink or white, or smaller than anybody reads."""

from collections.abc import Iterator
from ctypes import c_float, c_int, c_uint, c_void_p, cast
from dataclasses import dataclass
from math import hypot

import pypdfium2
from pypdfium2 import raw

from framework.importing.collected import Unseen

_HEIGHT, _WIDTH = 4, 12  # in points: a black box smaller than that is a rule or a bullet
_SMALLEST = 1.5  # in points
_NO_INK = (3, 7)  # ways of drawing letters that leave nothing on the page
_DARK, _WHITE, _OPAQUE = 40, 250, 250

Span = tuple[int, int, Unseen]
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Surface:
    """Something painted: how many things were before it, where it is, whether it is black."""

    order: int
    box: _Box
    black: bool

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies on it."""
        left, bottom, right, top = self.box
        return left <= x <= right and bottom <= y <= top


@dataclass(frozen=True, slots=True)
class _Ink:
    """How letters are drawn."""

    order: int
    none: bool
    white: bool
    dark: bool
    tiny: bool


def unseen_in(page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, text: str) -> list[Span]:
    """The stretches of the page's text that nobody sees, in its order, each on one line."""
    surfaces, inks, picture = _painted(page)
    odd = any(surface.black for surface in surfaces) or any(i.none or i.white or i.tiny for i in inks.values())
    if not odd:
        return []
    why: list[Unseen | None] = [None] * len(text)
    drawn = 0
    without_ink = []
    for number in range(layer.count_chars()):
        ink = inks.get(_address(raw.FPDFText_GetTextObject(layer, number)))
        place = raw.FPDFText_GetTextIndexFromCharIndex(layer, number)
        if ink is None or not 0 <= place < len(text):
            continue
        drawn += 1
        if ink.none:
            without_ink.append(place)
        why[place] = _reason(ink, surfaces, layer.get_charbox(number))
    # Letters without ink over most of a picture of words are those that a machine has recognised in it.
    if picture and len(without_ink) > drawn / 2:
        for place in without_ink:
            why[place] = None
    return list(_spans(text, why))


def _painted(page: pypdfium2.PdfPage) -> tuple[list[_Surface], dict[int, _Ink], bool]:
    """Surfaces that could cover letters or lie behind them, the inks of the letters, whether there is a picture."""
    surfaces, inks, picture = [], {}, False
    for order, shape in enumerate(page.get_objects()):
        if shape.type == raw.FPDF_PAGEOBJ_TEXT:
            inks[_address(shape.raw)] = _ink(shape, order)
        elif shape.type == raw.FPDF_PAGEOBJ_IMAGE:
            surfaces.append(_Surface(order, shape.get_bounds(), False))
            picture = True
        elif shape.type == raw.FPDF_PAGEOBJ_PATH and _is_filled(shape):
            red, green, blue, opaque = _colour(shape)
            box = shape.get_bounds()
            large = box[2] - box[0] >= _WIDTH and box[3] - box[1] >= _HEIGHT
            if min(red, green, blue) < _WHITE and opaque:
                black = large and opaque > _OPAQUE and max(red, green, blue) < _DARK
                surfaces.append(_Surface(order, box, black))
    return surfaces, inks, picture


def _ink(shape: pypdfium2.PdfObject, order: int) -> _Ink:
    red, green, blue, opaque = _colour(shape)
    way, size = raw.FPDFTextObj_GetTextRenderMode(shape), c_float(0)
    raw.FPDFTextObj_GetFontSize(shape, size)
    turn = shape.get_matrix()
    height = abs(size.value) * hypot(turn.c, turn.d)
    filled = way in (0, 4)
    return _Ink(
        order,
        none=way in _NO_INK or (filled and not opaque),
        white=filled and min(red, green, blue) >= _WHITE,
        dark=max(red, green, blue) < _DARK,
        tiny=0 < height < _SMALLEST,
    )


def _reason(ink: _Ink, surfaces: list[_Surface], box: _Box) -> Unseen | None:
    left, bottom, right, top = box
    there = [surface for surface in surfaces if surface.holds((left + right) / 2, (bottom + top) / 2)]
    if any(surface.black and (surface.order > ink.order or ink.dark) for surface in there):
        return Unseen.BLACKENED
    if ink.none or ink.tiny:
        return Unseen.HIDDEN
    if ink.white and not any(surface.order < ink.order for surface in there):
        return Unseen.HIDDEN
    return None


def _spans(text: str, why: list[Unseen | None]) -> Iterator[Span]:
    """Letters that stand together, with the blanks between them but no line end."""
    places = [place for place, reason in enumerate(why) if reason or not text[place].isspace()]
    runs: list[list[int]] = []
    for place in places:
        after = bool(runs) and why[runs[-1][-1]] == why[place]
        if after and not {"\n", "\r"}.intersection(text[runs[-1][-1] : place]):
            runs[-1].append(place)
        else:
            runs.append([place])
    for run in runs:
        reason = why[run[0]]
        if reason and text[run[0] : run[-1] + 1].strip():
            yield run[0], run[-1] + 1, reason


def _is_filled(shape: pypdfium2.PdfObject) -> bool:
    filled, stroked = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(shape, filled, stroked)
    return bool(filled.value)


def _colour(shape: pypdfium2.PdfObject) -> tuple[int, int, int, int]:
    """Red, green, blue, opacity, each up to 255; black where the file doesn't say."""
    red, green, blue, opaque = (c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(shape, red, green, blue, opaque):
        return 0, 0, 0, 255
    return red.value, green.value, blue.value, opaque.value


def _address(thing: object) -> int:
    return cast(thing, c_void_p).value or 0  # type: ignore[arg-type]
