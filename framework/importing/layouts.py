"""The layouts in which transcripts mark who speaks: where in a line a turn may begin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from framework.importing.labels import is_aside, is_plausible, is_role
from framework.importing.lines import TextLine, goes_on
from framework.importing.times import CLOCK, STAMP, seconds_of


class Layout(StrEnum):
    """How a transcript shows who speaks."""

    COLON = "label and colon"
    OWN_LINE = "label on its own line"
    BRACKET = "label in brackets on its own line"
    NAME_TIME = "name and time on their own line"
    TIME_INLINE = "label with a time"
    TAB = "label and tab"
    BARE = "role on its own line"
    TABLE = "table"
    VOICES = "captions with voices"
    CAPTIONS = "captions without voices"
    MODERATOR_ONLY = "only the moderator is labelled"
    PARAGRAPHS = "paragraphs without labels"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a turn may begin: its label, the label's place and where the words begin.

    `opens`: the line begins a paragraph. `wide`: label and time stand well apart, as transcription programs write them.
    """

    label: str
    start: int
    speech: int
    seconds: int | None
    layout: Layout
    opens: bool = True
    wide: bool = True


_BOLD = r"[*_]{0,3}"
# White space in a label stands singly; a gap would end it, and would make the search slow.
_LABEL = r"(?P<label>[^\W_](?:[^:：\s\[\]<>|*]|[^\S\t](?=\S)){0,39}?)"
_LEAD_IN = rf"\s*(?:(?:[-–—•>]|\#{{1,6}})\s+)?{_BOLD}"
_BEFORE = rf"(?:(?P<before>{STAMP})[\s–-]*)?{_BOLD}"
_COLON = re.compile(
    rf"{_LEAD_IN}{_BEFORE}\[?{_LABEL}\]?{_BOLD}\s*(?:(?P<after>{STAMP})\s*)?{_BOLD}[:：]{_BOLD}"
    rf"\s*(?P<said>{STAMP}(?=\s|$))?\s*"
)
_TIME_INLINE = re.compile(rf"{_LEAD_IN}{_LABEL}{_BOLD}\s*(?P<after>[\[(]{CLOCK}[\])])\s+(?=\S)")
_NAME_TIME = re.compile(rf"{_LEAD_IN}{_LABEL}{_BOLD}(?P<gap>\s+)(?P<after>{STAMP}){_BOLD}\s*$")
_BRACKET = re.compile(rf"{_LEAD_IN}\[{_LABEL}\]{_BOLD}\s*$")
_BRACKET_INLINE = re.compile(rf"{_LEAD_IN}\[{_LABEL}\]{_BOLD}\s+(?=\S)")
_TAB = re.compile(rf" *(?:(?P<before>{STAMP})\t+)?{_BOLD}{_LABEL}{_BOLD} *\t\s*(?:(?P<after>{STAMP})\s+)?(?=\S)")
_BARE = re.compile(rf"{_LEAD_IN}{_LABEL}{_BOLD}\s*$")
_ORDER = (
    (_COLON, Layout.COLON),
    (_NAME_TIME, Layout.NAME_TIME),
    (_TIME_INLINE, Layout.TIME_INLINE),
    (_BRACKET, Layout.BRACKET),
    (_BRACKET_INLINE, Layout.BRACKET),
    (_TAB, Layout.TAB),
    (_BARE, Layout.BARE),
)
_LINE_NUMBER = re.compile(r"\s*(\d{1,5})(?:\s+|$)")
_LOOK = 160


def heads_of(lines: list[TextLine], width: int | None) -> Iterator[tuple[int, Head]]:
    """Every line that may begin a turn, with its index."""
    numbered = are_numbered(lines)
    for index, line in enumerate(lines):
        if line.blank:
            continue
        opens = index == 0 or not goes_on(lines[index - 1], width)
        head = _head(line, opens, numbered)
        if head:
            yield index, head


def are_numbered(lines: list[TextLine]) -> bool:
    """True where a file carries its line numbers at the head of its lines, as some printed interviews do."""
    words = [line.text for line in lines if not line.blank]
    numbers = [int(found[1]) for found in map(_LINE_NUMBER.match, words) if found]
    rising = sum(after == before + 1 for before, after in zip(numbers, numbers[1:], strict=False))
    return len(numbers) >= 5 and len(numbers) >= 0.8 * len(words) and rising >= 0.8 * (len(numbers) - 1)


def _head(line: TextLine, opens: bool, numbered: bool) -> Head | None:
    number = _LINE_NUMBER.match(line.text) if numbered else None
    skip = number.end() if number else 0
    text = line.text[skip : skip + _LOOK]
    for pattern, layout in _ORDER:
        found = pattern.match(text)
        if found and _fits(found, layout, text):
            return _made(found, layout, line, skip, opens)
    return None


def _fits(found: re.Match[str], layout: Layout, text: str) -> bool:
    label = found["label"].strip()
    if not is_plausible(label):
        return False
    if layout is Layout.COLON:
        # Without a space it may be an address (https:), a ratio or a time of day; only a role may be that close.
        close = text[found.end() - 1] == ":" and found.end() < len(text)
        return not close or (is_role(label) and text[found.end()] not in "/\\0123456789")
    if layout is Layout.BRACKET:
        return not is_aside(label) and (found.end() == len(text) or is_role(label))
    return layout is not Layout.BARE or (is_role(label) and len(label) > 1)


def _made(found: re.Match[str], layout: Layout, line: TextLine, skip: int, opens: bool) -> Head:
    groups = found.groupdict()
    times = [groups[name] for name in ("before", "after", "said") if groups.get(name)]
    if layout is Layout.COLON:
        layout = Layout.TIME_INLINE if times else layout
        layout = layout if line.text[skip + found.end() :].strip() else Layout.OWN_LINE
    gap = groups.get("gap") or "  "
    return Head(
        label=" ".join(found["label"].split()),
        start=line.start + len(line.text) - len(line.text.lstrip()),
        speech=line.start + skip + found.end(),
        seconds=seconds_of(times[0]) if times else None,
        layout=layout,
        opens=opens,
        wide=len(gap) > 1 or "\t" in gap or not (groups.get("after") or "0")[0].isdigit(),
    )
