"""The words of a cell, edited in a spreadsheet, understood as parts again: whose voice, resting on which passages.

What still reads as it left keeps all its ties. Words in quotation marks are verbatim if they stand so in a passage; a
line that begins with “Comment:” is the analyst's thought; “(41–44; 60)” ties what stands before it, back to the last
reference, to the passages with these lines.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from framework.matrices import Part, Tie
from framework.model import Blank, BlockKind
from framework.passport import plain

_LINES = r"\d+(?:\s*[-–—]\s*\d+)?(?:\s*\(adrift\))?"
_REFERENCE = re.compile(rf"\s*\(\s*({_LINES}(?:\s*[;,]\s*{_LINES})*)\s*\)")
_OPENING, _CLOSING = "“”„«»‹›‘’‚\"'", "“”«»‹›‘’\"'"
_VERBATIM = re.compile(rf"[{_OPENING}](.+?)[{_CLOSING}]((?:{_REFERENCE.pattern})*)\.?", re.DOTALL)
_COMMENT = re.compile(r"comment\s*:\s*", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_NOT_CHARTED = re.compile(r"(?:not charted yet(?: \(\d+ passages?\))?|nothing indexed)\.?", re.IGNORECASE)
_ALSO = {"n/a": Blank.NOT_APPLICABLE, "nothing said": Blank.NOTHING_SAID}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Left:
    """A cell as it left, and what its words may rest on.

    `parts`, each with its words in the sheet; `lines`: reference → passages, those of the cell itself before others;
    `quotes`: the words of the passages that verbatim words may be drawn from, under their ids.
    """

    parts: Sequence[tuple[str, Part]]
    lines: Mapping[str, Sequence[int]]
    quotes: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Understood:
    """What an edited cell says: parts, or a reason for being blank; `remarks` on what was taken differently."""

    parts: tuple[Part, ...]
    blank: Blank | None
    remarks: tuple[str, ...] = ()


def understood(text: str, left: Left) -> Understood:
    """The words of an edited cell as parts. An empty cell, and one that says so, is not charted."""
    text = plain(text)
    if (blank := blank_in_words(text)) is not None:
        return Understood((), blank)
    reading = _Reading(text, left)
    parts = tuple(_in_order(part) for part in reading.parts())
    if not parts:  # references to passages and not a word
        return Understood((), Blank.NOT_CHARTED)
    if not reading.referred:
        parts = tuple(part if part.ties else _in_order(_kept(part, left)) for part in parts)
    return Understood(parts, None, tuple(dict.fromkeys(reading.remarks)))


def blank_in_words(text: str) -> Blank | None:
    """The reason for being blank that a text is, if it is one."""
    if not text.strip() or _NOT_CHARTED.fullmatch(text.strip()):
        return Blank.NOT_CHARTED
    said = " ".join(text.lower().split()).removesuffix(".").replace(" –", ",").replace(" -", ",")
    return next((reason for reason in Blank if reason.value == said), _ALSO.get(said))


class _Reading:
    """A cell while its lines are read from the top. `referred`: whether a reference to passages was found."""

    def __init__(self, text: str, left: Left) -> None:
        self.rows, self.left = text.split("\n"), left
        # The longest first: a part of two paragraphs is itself before either is another.
        self.unused = sorted(((plain(words).split("\n"), part) for words, part in left.parts), key=_longest)
        self.remarks: list[str] = []
        self.referred = False

    def parts(self) -> Iterator[Part]:
        """The parts in reading order."""
        at = 0
        while at < len(self.rows):
            rows, part = self._as_it_left(at) or self._verbatim(at) or (1, self._written(self.rows[at]))
            at += rows
            if part.text:
                yield part

    def _as_it_left(self, at: int) -> tuple[int, Part] | None:
        for known in self.unused:
            words, part = known
            if self.rows[at : at + len(words)] == words:
                self.unused.remove(known)
                self.referred |= bool(part.ties)
                return len(words), part
        return None

    def _verbatim(self, at: int) -> tuple[int, Part] | None:
        """Words in quotation marks, in one line or several, that stand in a passage; else a remark, and None."""
        if self.rows[at][0] not in _OPENING:
            return None
        for end in range(at + 1, len(self.rows) + 1):
            found = _VERBATIM.fullmatch("\n".join(self.rows[at:end]))
            words = found[1].strip() if found else ""
            said, unknown = self._passages(_REFERENCE.findall(found[2]) if found else ())
            if found and not unknown and (passages := self._holding(words, said)):
                self.referred |= bool(said)
                return end - at, Part(BlockKind.VERBATIM, words, tuple(map(Tie, passages)))
        begun = _VERBATIM.match(self.rows[at])
        if begun and begun[2] and begun.end() < len(self.rows[at]):  # something was written behind its reference
            rest = self.rows[at][begun.end() :].strip()
            self.rows[at : at + 1] = [self.rows[at][: begun.end()], *([rest] if rest else [])]
            return self._verbatim(at)
        if _VERBATIM.fullmatch(self.rows[at]):
            self.remarks.append(
                f"{_short(self.rows[at])} does not stand letter for letter in a passage, and comes in as a summary."
            )
        return None

    def _holding(self, words: str, said: Sequence[int]) -> Sequence[int]:
        """The passages that verbatim words rest on: those that were referred to, and one that holds the words."""
        linked = [id for words_left, part in self.left.parts if part.text == words for id in part.passages]
        for id in (*said, *linked, *self.left.quotes):
            if words in self.left.quotes.get(id, ""):
                return tuple(dict.fromkeys((*said, id))) if said else (id,)
        return ()

    def _written(self, row: str) -> Part:
        """A summary or a comment, with its references taken out and tied."""
        begun = _COMMENT.match(row)
        kind, row = (BlockKind.COMMENT, row[begun.end() :]) if begun else (BlockKind.SUMMARY, row)
        text, ties, last, cut = "", [], 0, 0
        for found in _REFERENCE.finditer(row):
            passages, unknown = self._passages([found[1]])
            if not passages:
                self._remark_on(unknown)
                continue
            text = (text + row[cut : found.start()]).lstrip()
            ties += [self._tie(id, text, last, found.end() >= len(row.rstrip())) for id in passages]
            last, cut, self.referred = len(text), found.end(), True
            if unknown:
                self._remark_on(unknown)
                text += f" ({'; '.join(unknown)})"
        return Part(kind, (text + row[cut:]).strip(), tuple(ties))

    def _tie(self, passage: int, text: str, last: int, ends: bool) -> Tie:
        """What a reference after `text` ties: the stretch it stood behind when it left, else back to the last one."""
        for _, part in self.left.parts:
            for tie in part.ties:
                if tie.passage == passage and tie.start is not None and text.endswith(part.text[tie.start : tie.end]):
                    return Tie(passage, len(text) - len(part.text[tie.start : tie.end]), len(text))
                if tie == (passage, None, None) and ends and part.kind is BlockKind.SUMMARY and _alike(part.text, text):
                    return Tie(passage)
        start = last + len(text[last:]) - len(text[last:].lstrip(" .,;:"))
        whole = (start == 0 and ends) or start >= len(text)
        return Tie(passage) if whole else Tie(passage, start, len(text))

    def _passages(self, groups: Iterable[str | Sequence[str]]) -> tuple[list[int], list[str]]:
        """The passages that references name, and the lines that are no passage's here."""
        found: dict[int, None] = {}
        unknown: list[str] = []
        for group in groups:
            for said in re.findall(_LINES, group if isinstance(group, str) else group[0]):
                known = self.left.lines.get(as_reference(said), ())
                found.update(dict.fromkeys(known))
                unknown += [] if known else [said]
        return list(found), unknown

    def _remark_on(self, unknown: Sequence[str]) -> None:
        here = "\n".join(words for words, _ in self.left.parts)
        new = [lines for lines in unknown if f"({lines}" not in here and f"{lines})" not in here]
        if new:
            self.remarks.append(f"({'; '.join(new)}): no passage of this case has these lines; it stays as words.")


def as_reference(said: str) -> str:
    """A reference as the workbook writes it: “41 - 44” is “41–44”."""
    numbers = re.sub(r"\s*[-–—]\s*", "–", said.strip())
    return re.sub(r"\s*\(adrift\)", " (adrift)", numbers)


def references(lines: Iterable[tuple[int, str]], own: Collection[int]) -> dict[str, tuple[int, ...]]:
    """Reference → passages: all of the cell's `own` that are referred to so, or the first other one."""
    found: dict[str, list[int]] = {}
    for id, said in lines:
        passages = found.setdefault(said, [])
        if id not in passages and (not passages or (id in own and passages[0] in own)):
            passages.append(id)
    return {said: tuple(passages) for said, passages in found.items()}


def _kept(part: Part, left: Left) -> Part:
    """A part without references with the ties of the sentences that stand in it as they stood."""
    ties = [tie for _, before in left.parts for tie in before.ties for tie in _found_again(part.text, before, tie)]
    return Part(part.kind, part.text, tuple(dict.fromkeys(ties)))


def _found_again(text: str, before: Part, tie: Tie) -> Iterator[Tie]:
    if text == before.text:
        yield tie
        return
    stretch = before.text[tie.start or 0 : len(before.text) if tie.end is None else tie.end]
    whole = [stretch.strip()] if tie.start is not None else [s.strip() for s in _SENTENCE.findall(stretch)]
    for words in whole:
        if words and (at := text.find(words)) >= 0:
            yield Tie(tie.passage, at, at + len(words))


def _in_order(part: Part) -> Part:
    """The part with its ties as charting keeps them: by place, those of all of it last."""
    placed = sorted({tie for tie in part.ties if tie.start is not None}, key=lambda tie: (tie[1:], tie.passage))
    tied = {tie.passage for tie in placed}
    whole = dict.fromkeys(tie for tie in part.ties if tie.start is None and tie.passage not in tied)
    return Part(part.kind, part.text, (*placed, *whole))


def _alike(before: str, text: str) -> bool:
    """Whether a text seems to be what became of another: half of its words are the other's."""
    old, new = {*before.lower().split()}, {*text.lower().split()}
    return len(old & new) * 2 >= min(len(old), len(new))


def _longest(known: tuple[list[str], Part]) -> int:
    return -len(known[0])


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
