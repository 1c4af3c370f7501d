"""Where the words of a text stand in a corrected version of it.

Found in the manner of a patience diff: rows of words that stand once in each text hold the two together, what lies
between them is compared with shorter rows, and what is left, letter by letter. The cost grows with the length of the
texts and hardly with how much was changed, so that a long transcript takes no longer than a person waits.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
_ROWS = (8, 3, 1)  # how many words, marks and blanks in a row must stand once in each text to hold them together
_CLOSE = 12  # changes with fewer letters between them read as one
_BY_LETTERS = 160  # stretches no longer than this are compared letter by letter
_BY_WORDS = 250  # and those of no more words than this word by word


@dataclass(frozen=True, slots=True)
class Same:
    """old[old:old + length] is letter for letter new[new:new + length]."""

    old: int
    new: int
    length: int


class Alignment:
    """What two texts share, in order: where a place of the earlier one is in the later one.

    `exact`: it was not found by comparing, but is known from the edits that made the one from the other.
    """

    def __init__(self, old: str, new: str, same: Sequence[Same] | None = None) -> None:
        self.old, self.new, self.exact = old, new, same is not None
        self.same = list(_joined(_same(old, new)) if same is None else same)
        self._olds = [same.old for same in self.same]

    @classmethod
    def of_edits(cls, old: str, edits: Iterable[tuple[int, int, str]]) -> "Alignment":
        """A text and what it becomes where each old[start:end] gives way to other words; no edit touches another."""
        same, written, at, length = [], [], 0, 0
        for start, end, words in [*sorted(edits), (len(old), len(old), "")]:
            if start > at:
                same.append(Same(at, length, start - at))
            written += [old[at:start], words]
            length += start - at + len(words)
            at = end
        return cls(old, "".join(written), same)

    def begins(self, at: int) -> int:
        """Where what begins at this place begins now."""
        return self._forward(at)

    def ends(self, at: int) -> int:
        """Where what ends at this place ends now."""
        return self._backward(at)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where old[start:end] is now: the stretch between what precedes and what follows it, changes included."""
        first = self._forward(start)
        return first, max(first, self._backward(end))

    def shared(self, start: int, end: int) -> int:
        """How many letters of old[start:end] stand in the later text, in their order."""
        found = 0
        for same in self.same[max(0, bisect_right(self._olds, start) - 1) :]:
            if same.old >= end:
                break
            found += max(0, min(end, same.old + same.length) - max(start, same.old))
        return found

    def likeness(self, start: int, end: int) -> float:
        """How much old[start:end] and what stands in its place now have in common: 1 where nothing was changed."""
        first, last = self.place(start, end)
        return 2 * self.shared(start, end) / max(1, end - start + last - first)

    def changes(self) -> list[tuple[int, int, int, int]]:
        """What differs: old[a:b] has become new[c:d], in order."""
        found, old, new = [], 0, 0
        for same in [*self.same, Same(len(self.old), len(self.new), 0)]:
            if same.old > old or same.new > new:
                found.append((old, same.old, new, same.new))
            old, new = same.old + same.length, same.new + same.length
        return found

    def changes_in_words(self) -> list[tuple[int, int, int, int]]:
        """What differs, whole words at a time, changes that only a few letters part taken together."""
        found: list[tuple[int, int, int, int]] = []
        for a, b, c, d in self.changes():
            if found and a - found[-1][1] <= _CLOSE:
                found[-1] = found[-1][0], b, found[-1][2], d
            else:
                found.append((a, b, c, d))
        return [self._whole_words(*change) for change in found]

    def _whole_words(self, a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
        """A change with the letters that belong to its first and last word."""
        while a and c and self.old[a - 1] == self.new[c - 1] and self.old[a - 1].isalnum():
            a, c = a - 1, c - 1
        while b < len(self.old) and d < len(self.new) and self.old[b] == self.new[d] and self.old[b].isalnum():
            b, d = b + 1, d + 1
        return a, b, c, d

    def _forward(self, at: int) -> int:
        """Where what begins at this place begins now: for a place inside a change, where the change begins."""
        index = bisect_right(self._olds, at) - 1
        if index < 0:
            return 0
        same = self.same[index]
        return same.new + min(at - same.old, same.length)

    def _backward(self, at: int) -> int:
        """Where what ends at this place ends now: for a place inside a change, where the change ends."""
        index = bisect_left(self._olds, at) - 1
        if index >= 0 and at <= self.same[index].old + self.same[index].length:
            return self.same[index].new + at - self.same[index].old
        return self.same[index + 1].new if index + 1 < len(self.same) else len(self.new)


def _same(old: str, new: str) -> Iterator[Same]:
    """What the texts share. What they begin and end with is found first: most corrections are small."""
    shorter = min(len(old), len(new))
    head = _shared_head(old, new, shorter)
    tail = _shared_head(old[::-1], new[::-1], shorter - head)
    yield Same(0, 0, head)
    yield from _between(old, new, head, len(old) - tail, head, len(new) - tail)
    yield Same(len(old) - tail, len(new) - tail, tail)


def _shared_head(one: str, other: str, most: int) -> int:
    """How long a beginning two texts share, found by halving: comparing long stretches is quick."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _between(old: str, new: str, a: int, b: int, c: int, d: int) -> Iterator[Same]:
    """What old[a:b] and new[c:d] share."""
    olds, news = _tokens(old, a, b), _tokens(new, c, d)
    yield from _rows(old, new, olds, news, 0)


Token = tuple[int, int, str]  # where it starts and ends, and its letters


def _tokens(text: str, start: int, end: int) -> list[Token]:
    return [(found.start(), found.end(), found[0]) for found in _TOKEN.finditer(text, start, end)]


def _rows(old: str, new: str, olds: Sequence[Token], news: Sequence[Token], level: int) -> Iterator[Same]:
    """What two rows of tokens share, by the rows that stand once in each; what is left by shorter ones."""
    if not olds or not news:
        return
    if level == len(_ROWS):
        yield from _by_hand(old, new, olds, news)
        return
    a = c = 0
    for i, j in _anchors(olds, news, _ROWS[level]):
        if i < a or j < c:
            continue
        first, partner = i, j
        while first > a and partner > c and olds[first - 1][2] == news[partner - 1][2]:
            first, partner = first - 1, partner - 1
        yield from _rows(old, new, olds[a:first], news[c:partner], level + 1)
        last, end = i, j
        while last < len(olds) and end < len(news) and olds[last][2] == news[end][2]:
            last, end = last + 1, end + 1
        yield Same(olds[first][0], news[partner][0], olds[last - 1][1] - olds[first][0])
        a, c = last, end
    yield from _rows(old, new, olds[a:], news[c:], level + 1)


def _anchors(olds: Sequence[Token], news: Sequence[Token], many: int) -> list[tuple[int, int]]:
    """The rows of so many tokens that stand once in each text, as many of them as keep their order."""
    here, there = _once(olds, many), _once(news, many)
    pairs = sorted((place, there[row]) for row, place in here.items() if row in there)
    return _in_order(pairs)


def _once(tokens: Sequence[Token], many: int) -> dict[tuple[str, ...], int]:
    """The rows that stand once, with their place. A single blank or mark holds nothing together."""
    words = [token[2] for token in tokens]
    rows = list(zip(*(words[n:] for n in range(many)), strict=False))
    counts = Counter(rows)
    return {row: place for place, row in enumerate(rows) if counts[row] == 1 and any(w[0].isalnum() for w in row)}


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs in which both places rise."""
    ends: list[int] = []
    lasts: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(lasts[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            lasts.append(number)
        else:
            ends[length], lasts[length] = place, number
    chain, number = [], lasts[-1] if lasts else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _by_hand(old: str, new: str, olds: Sequence[Token], news: Sequence[Token]) -> Iterator[Same]:
    """What two short stretches share, letter by letter; in longer ones word by word; in very long ones, nothing."""
    a, b, c, d = olds[0][0], olds[-1][1], news[0][0], news[-1][1]
    if max(b - a, d - c) <= _BY_LETTERS:
        for block in SequenceMatcher(None, old[a:b], new[c:d], autojunk=False).get_matching_blocks():
            yield Same(a + block.a, c + block.b, block.size)
    elif max(len(olds), len(news)) <= _BY_WORDS:
        words = SequenceMatcher(None, [t[2] for t in olds], [t[2] for t in news], autojunk=False)
        i = j = 0
        for block in words.get_matching_blocks():
            yield from _letters(old, new, olds[i : block.a], news[j : block.b])
            if block.size:
                first, last = olds[block.a], olds[block.a + block.size - 1]
                yield Same(first[0], news[block.b][0], last[1] - first[0])
            i, j = block.a + block.size, block.b + block.size


def _letters(old: str, new: str, olds: Sequence[Token], news: Sequence[Token]) -> Iterator[Same]:
    if olds and news and max(olds[-1][1] - olds[0][0], news[-1][1] - news[0][0]) <= _BY_LETTERS:
        yield from _by_hand(old, new, olds, news)


def _joined(found: Iterator[Same]) -> Iterator[Same]:
    """Stretches that go on from one another as one, empty ones left out."""
    held: Same | None = None
    for same in found:
        if not same.length:
            continue
        if held and held.old + held.length == same.old and held.new + held.length == same.new:
            held = Same(held.old, held.new, held.length + same.length)
            continue
        if held:
            yield held
        held = same
    if held:
        yield held
