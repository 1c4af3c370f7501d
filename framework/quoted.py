"""Finding quoted words in a text: word for word; but for how they are written; or nearly.

A text is folded once: white space as single spaces, quotation marks, dashes and capitals alike, marks that nobody sees
left out. A map leads from each place of the folded text back to the text itself.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cached_property

Span = tuple[int, int]

LIKE = 0.9  # so alike nearly the same words must be
FEWEST = 5  # words a quotation needs to be looked for nearly
MOST = 50  # places that are counted of one quotation
_LONG = 12  # characters from which a quotation may begin or end within a word
_SHARED = 0.2  # of its threes of words that nearly the same words must share in one alignment
_LONGEST = 3_000  # characters up to which likeness is measured by characters and not by words
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛`´′‹›", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_CHANGED = re.compile(r"[\s\u00ad\u200b\u2060\ufeff]+|…")
_WORD = re.compile(r"\w+")
_ENDS = " \"'.…"
_GAP = re.compile(r"\[\s*(?:…|\.{2,})\s*\]|\(\s*(?:…|\.{2,})\s*\)|…|\.{3,}")


class Folded:
    """A text with its folded form and the way back."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces: list[str] = []
        self._folded_starts: list[int] = []
        self._starts: list[int] = []
        self._even: list[bool] = []  # whether a piece is as long folded as it is in the text
        length = at = 0
        for changed in _CHANGED.finditer(text):
            length = self._keep(pieces, text[at : changed.start()], at, length)
            words = changed[0]
            folded = "..." if words == "…" else " " if any(map(str.isspace, words)) else ""
            length = self._take(pieces, folded, changed.start(), length, len(folded) == len(words))
            at = changed.end()
        length = self._keep(pieces, text[at:], at, length)
        self._take(pieces, "", len(text), length, True)
        self.folded = "".join(pieces)

    def _keep(self, pieces: list[str], words: str, start: int, length: int) -> int:
        """Take in words letter by letter; a letter that becomes two when folded stays as it is."""
        if not words:
            return length
        low = words.translate(_MARKS).lower()
        if len(low) != len(words):
            low = "".join(c if len(c.lower()) != 1 else c.lower() for c in words.translate(_MARKS))
        return self._take(pieces, low, start, length, True)

    def _take(self, pieces: list[str], folded: str, start: int, length: int, even: bool) -> int:
        pieces.append(folded)
        self._folded_starts.append(length)
        self._starts.append(start)
        self._even.append(even)
        return length + len(folded)

    def back(self, start: int, end: int) -> Span:
        """A stretch of the folded text as a stretch of the text."""
        return self._back(start), self._back(end - 1, after=True)

    def _back(self, place: int, after: bool = False) -> int:
        piece = bisect_right(self._folded_starts, place) - 1
        if not self._even[piece]:
            return self._starts[piece + 1] if after else self._starts[piece]
        return self._starts[piece] + place - self._folded_starts[piece] + after

    @cached_property
    def _words(self) -> list[re.Match[str]]:
        return list(_WORD.finditer(self.folded))

    @cached_property
    def _threes(self) -> dict[int, list[int]]:
        """Where each three words in a row stand."""
        words = [word[0] for word in self._words]
        found: dict[int, list[int]] = {}
        for place in range(len(words) - 2):
            found.setdefault(hash(tuple(words[place : place + 3])), []).append(place)
        return found

    # -- finding --

    def word_for_word(self, quote: str) -> list[Span]:
        """Where the quotation stands exactly as it is."""
        return whole_words(self.text, quote)

    def alike(self, quote: str) -> list[Span]:
        """Where it stands but for spacing, quotation marks, dashes and capitals; `quote` is folded."""
        return [self.back(*span) for span in whole_words(self.folded, quote)]

    def nearly(self, quote: str) -> list[tuple[float, Span]]:
        """Where words stand that are very much like it, with their likeness, the best first; `quote` is folded."""
        words = [word[0] for word in _WORD.finditer(quote)]
        if len(words) < FEWEST:
            return []
        found: list[tuple[float, Span]] = []
        for first, last in self._candidates(words):
            fits = [
                (_likeness(quote, self.folded[start:end]), (start, end))
                for start, end in self._fits(words, first, last)
            ]
            if not fits:
                continue
            likeness, stretch = max(fits)
            place = self.back(*stretch)
            if likeness >= LIKE and all(place[1] <= start or end <= place[0] for _, (start, end) in found):
                found.append((likeness, place))
        return sorted(found, reverse=True)

    def _candidates(self, words: list[str]) -> Iterator[Span]:
        """Stretches of words that have much in common with these, by the threes of words they share."""
        votes: Counter[int] = Counter()
        for place in range(len(words) - 2):
            there = self._threes.get(hash(tuple(words[place : place + 3])), ())
            votes.update(at - place for at in there[:MOST])
        taken: list[int] = []
        enough = _SHARED * (len(words) - 2)
        able = [(shift, count) for shift, count in votes.items() if count >= enough]
        for shift, _ in sorted(able, key=lambda vote: (-vote[1], vote[0])):
            if all(abs(shift - other) > len(words) // 2 for other in taken):
                taken.append(shift)
                slack = 2 + len(words) // 10
                yield max(0, shift - slack), min(len(self._words), shift + len(words) + slack)
            if len(taken) == 4:
                return

    def _fits(self, words: list[str], first: int, last: int) -> Iterator[Span]:
        """The parts of a stretch of words that may answer to these words, as places of the folded text.

        As far as all words that match reach, with and without what is left over at the ends; and as many words as
        these around the longest run that matches.
        """
        there = [word[0] for word in self._words[first:last]]
        blocks = [block for block in SequenceMatcher(None, words, there, False).get_matching_blocks() if block.size]
        if blocks:
            opens, closes = blocks[0].b, blocks[-1].b + blocks[-1].size
            before, after = blocks[0].a, len(words) - blocks[-1].a - blocks[-1].size
            longest = max(blocks, key=lambda block: block.size)
            shift = longest.b - longest.a
            ways = [(start, end) for start in (opens, opens - before) for end in (closes, closes + after)]
            for start, end in dict.fromkeys([*ways, (shift, shift + len(words))]):
                one, other = first + max(0, start), min(first + end, last) - 1
                yield self._words[one].start(), self._words[max(one, other)].end()


def folded(quote: str) -> str:
    """A quotation as it is looked for in folded texts."""
    return Folded(quote).folded.strip()


def bare(quote: str) -> str:
    """A folded quotation without the quotation marks and dots that were put around it."""
    return quote.strip(_ENDS)


def has_gap(quote: str) -> bool:
    """Whether words are left out in the middle of a quotation: “…”, “[...]”."""
    return bool(_GAP.search(quote.strip(f"{_ENDS}“”‘’«»[]()")))


def whole_words(text: str, words: str) -> list[Span]:
    """Where words stand in a text, at most MOST places; within a word only long ones that never stand freely."""
    if not words:
        return []
    found: list[Span] = []
    at = text.find(words)
    while at >= 0 and len(found) < MOST:
        found.append((at, at + len(words)))
        at = text.find(words, at + len(words))
    free = [span for span in found if _stands_freely(text, *span)]
    return free or (found if len(words) >= _LONG else [])


def _stands_freely(text: str, start: int, end: int) -> bool:
    before = start and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after


def _likeness(quote: str, there: str) -> float:
    """How alike two stretches are, from 0 to 1."""
    if max(len(quote), len(there)) > _LONGEST:
        return SequenceMatcher(None, quote.split(), there.split(), False).ratio()
    matcher = SequenceMatcher(None, bare(quote), bare(there), False)
    return matcher.ratio() if matcher.quick_ratio() >= LIKE else 0.0
