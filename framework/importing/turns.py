"""From a text to its turns: collect what looks like a label over the whole file, then decide which of it is one.

A label is believed when a legend names it, when it is a role word, when it comes back often, or when it looks like a
name in a file that plainly marks its turns that way. The text is never changed; turns are spans over it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from framework.importing.header import header_end, legend_of
from framework.importing.labels import aliased, alike, is_name, is_role, is_role_word, leads
from framework.importing.layouts import Head, Layout, heads_of
from framework.importing.lines import TextLine, lines_of, paragraphs, wrap_width
from framework.importing.page_numbers import number_remarks, set_apart
from framework.importing.times import is_time, seconds_of
from framework.model import DraftTurn

OFTEN = 3
PLAIN = 2
OTHER_VOICE = "Participant"

_INLINE = (Layout.COLON, Layout.TIME_INLINE)
_FAMILY = {
    Layout.COLON: "label",
    Layout.OWN_LINE: "label",
    Layout.TIME_INLINE: "label",
    Layout.NAME_TIME: "program",
    Layout.BRACKET: "bracket",
    Layout.TAB: "tab",
    Layout.BARE: "bare",
}


@dataclass(frozen=True, slots=True)
class Found:
    """The turns of a text, the layout that most of them have, and what a person should know about them."""

    layout: Layout
    turns: tuple[DraftTurn, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Turns that a table has settled already, and where the tables stand: no line in there is looked at again."""

    heads: tuple[Head, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    def hold(self, position: int) -> bool:
        """True where a position lies inside a table."""
        return any(start <= position < end for start, end in self.spans)


def find_turns(text: str, rows: Rows | None = None) -> Found:
    """The turns of a transcript, in order; every character that is not blank lies in exactly one of them."""
    rows = rows or Rows()
    lines = lines_of(text)
    width = wrap_width(lines)
    top = header_end(lines)
    legend = legend_of(lines[:top])
    candidates = [(index, head) for index, head in heads_of(lines, width) if not rows.hold(head.start)]
    legend |= _introduced([head for _, head in candidates])
    heads = _believed([pair for pair in candidates if pair[0] >= top], legend)
    places = {index for index, _ in heads}
    heads_timed = [_timed(lines, index, head) for index, head in heads if not _is_heading(head, index, places)]
    named = [replace(head, label=legend.get(alike(head.label), head.label)) for head in heads_timed]
    everything = sorted([*rows.heads, *named], key=lambda head: head.start)
    if not any(head.label for head in everything):
        return _unlabelled(text, lines, width)
    return _labelled(text, everything, width, legend)


def _introduced(heads: list[Head]) -> dict[str, str]:
    """Short forms that labels introduce in brackets: `Interviewer (I):`, later `I:`."""
    legend: dict[str, str] = {}
    for head in heads:
        pair = aliased(head.label)
        if pair:
            label = pair[0] if is_role_word(pair[0]) else pair[1]
            legend |= {alike(written): label for written in (*pair, head.label)}
    return legend


def _believed(candidates: list[tuple[int, Head]], legend: dict[str, str]) -> list[tuple[int, Head]]:
    """The candidates that are labels."""
    heads = [head for _, head in candidates]
    often = Counter((alike(head.label), _FAMILY[head.layout]) for head in heads)
    programmed = sum(head.layout is Layout.NAME_TIME and head.wide for head in heads) > 1
    firm = [head for head in heads if _is_firm(head, often, legend, programmed)]
    plain = _plain_layouts(heads, firm)
    keys = {alike(head.label) for head in firm}
    return [
        (index, head)
        for index, head in candidates
        if _is_firm(head, often, legend, programmed)
        or (head.layout is Layout.NAME_TIME and alike(head.label) in keys)
        or (head.opens and is_name(head.label) and head.layout in plain)
    ]


def _is_firm(head: Head, often: Counter[tuple[str, str]], legend: dict[str, str], programmed: bool) -> bool:
    """True where a candidate is a label on its own merits."""
    count = often[alike(head.label), _FAMILY[head.layout]]
    known = alike(head.label) in legend or is_role(head.label)
    if head.layout is Layout.NAME_TIME:
        return (head.wide and programmed) or known or (count >= OFTEN and is_name(head.label))
    if head.layout in (Layout.TAB, Layout.BARE):
        return count >= OFTEN or (known and count > 1)
    if head.layout is Layout.BRACKET:
        return known or (count >= OFTEN and is_name(head.label))
    return count >= OFTEN or (known and (head.opens or count > 1))


def _plain_layouts(heads: list[Head], firm: list[Head]) -> set[Layout]:
    """Layouts that the file plainly uses: there a name that comes only once is believed too."""
    found = Counter(head.layout for head in firm)
    names = [head for head in heads if head.layout in _INLINE and head.opens and is_name(head.label)]
    if len(names) > OFTEN and 1 < len({head.label for head in names}) <= len(names) / 2:
        found.update(head.layout for head in names)
    return {layout for layout in (*_INLINE, Layout.OWN_LINE, Layout.BRACKET) if found[layout] >= PLAIN}


def _is_heading(head: Head, index: int, places: set[int]) -> bool:
    """True for a role alone in a line right above another label."""
    return head.layout is Layout.BARE and index + 1 in places


def _timed(lines: list[TextLine], index: int, head: Head) -> Head:
    """The head with the time that stands in a line of its own above it, or between it and its words."""
    if head.seconds is not None:
        return head
    above = _next_line(lines, index, -1)
    if above and is_time(above.text):
        indent = len(above.text) - len(above.text.lstrip())
        return replace(head, start=above.start + indent, seconds=seconds_of(above.text))
    below = _next_line(lines, index, 1)
    if below and head.speech >= lines[index].end and is_time(below.text):
        return replace(head, speech=below.end, seconds=seconds_of(below.text))
    return head


def _next_line(lines: list[TextLine], index: int, step: int) -> TextLine | None:
    """The nearest line above (-1) or below (1) that is not blank."""
    index += step
    while 0 <= index < len(lines) and lines[index].blank:
        index += step
    return lines[index] if 0 <= index < len(lines) else None


def _labelled(text: str, heads: list[Head], width: int | None, legend: dict[str, str]) -> Found:
    if text[: heads[0].start].strip():
        heads = [Head("", 0, 0, None, heads[0].layout), *heads]
    ends = [head.start for head in heads[1:]] + [len(text)]
    turns = [turn for head, end in zip(heads, ends, strict=True) if (turn := _turn(text, head, end))]
    remarks = list(_legend_remarks(legend, heads))
    lone = _lone_moderator(text, turns, width)
    if lone:
        turns = [part for turn in turns for part in _parted(text, turn, width)]
        remarks.append(
            f"Only {lone} is labelled. The first paragraph after each label was taken as theirs, "
            f"all others as the participant’s."
        )
        return Found(Layout.MODERATOR_ONLY, tuple(turns), tuple(remarks))
    layout = Counter(head.layout for head in heads if head.label).most_common(1)[0][0]
    return Found(layout, tuple(set_apart(text, turns)), (*remarks, *number_remarks(text)))


def _turn(text: str, head: Head, end: int) -> DraftTurn | None:
    """The turn from a head to the next; None where nothing but white space would be in it."""
    words = text[head.start : end]
    start = head.start + len(words) - len(words.lstrip())
    end = head.start + len(words.rstrip())
    if start >= end:
        return None
    said = text[max(head.speech, start) : end]
    return DraftTurn(head.label, start, end - len(said.lstrip()), end, head.seconds)


def _legend_remarks(legend: dict[str, str], heads: Sequence[Head]) -> Iterator[str]:
    used = sorted({head.label for head in heads if legend.get(alike(head.label)) == head.label})
    for label in used:
        short = sorted(key.upper() for key, meant in legend.items() if meant == label and key != alike(label))
        short = [key for key in short if len(key) <= 8]
        if short and is_role_word(label):
            yield f"{' and '.join(short)} {'is' if len(short) == 1 else 'are'} read as {label}, as the file says."


def _lone_moderator(text: str, turns: list[DraftTurn], width: int | None) -> str:
    """The one label of a file in which nobody but the moderator is labelled, else ""."""
    spoken = [turn for turn in turns if turn.label]
    if len({alike(turn.label) for turn in spoken}) != 1 or len(spoken) < OFTEN or not leads(spoken[0].label):
        return ""
    several = sum(len(_parts(text, turn, width)) > 1 for turn in spoken)
    return spoken[0].label if several >= len(spoken) / 2 else ""


def _parts(text: str, turn: DraftTurn, width: int | None) -> list[tuple[int, int]]:
    lines = [TextLine(turn.speech + line.start, line.text) for line in lines_of(text[turn.speech : turn.end])]
    return list(paragraphs(lines, width))


def _parted(text: str, turn: DraftTurn, width: int | None) -> Iterator[DraftTurn]:
    """The labelled first paragraph, then all that follows as the other voice."""
    parts = _parts(text, turn, width)
    if not turn.label or len(parts) < 2:
        yield turn
        return
    yield replace(turn, end=parts[0][1])
    yield DraftTurn(OTHER_VOICE, parts[1][0], parts[1][0], turn.end)


def _unlabelled(text: str, lines: list[TextLine], width: int | None) -> Found:
    """Each paragraph as a turn of nobody, with the time that stands in it or above it."""
    turns: list[DraftTurn] = []
    above: DraftTurn | None = None
    for start, end in paragraphs(lines, width):
        written = text[start:end]
        first = above.start if above else start
        turn = DraftTurn("", first, first, end, above.seconds if above else None)
        above = DraftTurn("", first, first, end, seconds_of(written)) if is_time(written) else None
        if above is None:
            turns.append(turn)
    if above:
        turns.append(above)
    return Found(Layout.PARAGRAPHS, tuple(turns))
