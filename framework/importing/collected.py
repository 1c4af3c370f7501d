"""What the readers of documents share: the text as it grows, and the words that nobody sees in the document."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum

from framework.importing.layouts import Head
from framework.importing.tables import heads_in
from framework.importing.turns import Rows, find_turns
from framework.model import Draft


class Unseen(StrEnum):
    """Why the words of a document are not to be seen in it."""

    DELETED = "deleted"
    HIDDEN = "hidden"
    BLACKENED = "blacked out"


BLACKED_OUT = "[blacked out]"  # stands in the text where such words are left out
_REPEATED = re.compile(r"\[blacked out\](?: ?\[blacked out\])+")


class Collected:
    """The text so far, the turns its tables settle, `seen`: counts of what deserves a remark, the `unseen` words.

    `takes`: whether unseen words are taken into the text where they stand.
    """

    def __init__(self, take: bool = False) -> None:
        self.takes = take
        self._within = False
        self.seen: Counter[str] = Counter()
        self.unseen: list[tuple[str, str]] = []
        self._pieces: list[str] = []
        self._length = 0
        self._heads: list[Head] = []
        self._spans: list[tuple[int, int]] = []

    def add(self, paragraph: str) -> None:
        """Add a paragraph; it may have lines of its own."""
        paragraph = _REPEATED.sub(BLACKED_OUT, paragraph)
        self._pieces.append(paragraph + "\n")
        self._length += len(paragraph) + 1

    def add_table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table row by row, cells parted by tabs; where it is a table of turns, note where they begin."""
        start, starts = self._length, []
        for row in rows:
            starts.append(self._length)
            self.add("\t".join(row))
        if heads := heads_in(rows, starts):
            self._heads += [*heads, Head("", self._length, self._length, None, heads[0].layout)]
            self._spans.append((start, self._length))

    def leaves(self, why: Unseen, words: str) -> bool:
        """Take note of words that a reader of the document doesn't see; returns whether they are left out of the text.

        White space alone is no words: nobody has to be told of it.
        """
        if words.strip() and not self._within:
            self.seen[why] += 1
            self.unseen.append((why, words))
        return not self.takes

    @contextmanager
    def noted(self) -> Iterator[None]:
        """While words are taken in that have been noted: unseen ones among them are no others."""
        before, self._within = self._within, True
        yield
        self._within = before

    def join(self, inner: "Collected") -> str:
        """Take over what was noticed in a part of the document, a cell; returns its text."""
        self.seen += inner.seen
        self.unseen += inner.unseen
        return inner.text

    def draft(self, file: str, *remarks: str) -> Draft:
        """The document as a draft, its turns found; `remarks` follow those on what was seen."""
        found = find_turns(self.text, self.rows)
        said = (*remarks_on(self.seen, self.takes), *remarks, *found.remarks)
        return Draft(file, self.text, found.layout, found.turns, said, unseen=tuple(self.unseen))

    @property
    def text(self) -> str:
        """All paragraphs, each but the last with its line end."""
        return "".join(self._pieces).removesuffix("\n")

    @property
    def rows(self) -> Rows:
        """What the tables have settled."""
        return Rows(tuple(self._heads), tuple(self._spans))


_LEFT_OUT = {
    Unseen.DELETED: ("1 tracked deletion was left out.", "{} tracked deletions were left out."),
    Unseen.HIDDEN: ("1 stretch of hidden text was left out.", "{} stretches of hidden text were left out."),
    Unseen.BLACKENED: (
        f"1 stretch is blacked out and was left out: “{BLACKED_OUT}” stands in its place.",
        f"{{}} stretches are blacked out and were left out: “{BLACKED_OUT}” stands in their places.",
    ),
}
_TAKEN_IN = {
    Unseen.DELETED: ("1 tracked deletion was taken into the text.", "{} tracked deletions were taken into the text."),
    Unseen.HIDDEN: (
        "1 stretch of hidden text was taken into the text.",
        "{} stretches of hidden text were taken into the text.",
    ),
    Unseen.BLACKENED: (
        "1 stretch is blacked out but still in the file, and was read: check for names.",
        "{} stretches are blacked out but still in the file, and were read: check for names.",
    ),
}
_SENTENCES = {
    "inserted": (
        "1 tracked insertion was read as part of the text.",
        "{} tracked insertions were read as part of the text.",
    ),
    "boxes": ("The text of 1 text box was put at the end.", "The text of {} text boxes was put at the end."),
    "pictures": ("1 picture was left out.", "{} pictures were left out."),
    "comments": ("1 comment in the margin was left out.", "{} comments in the margin were left out."),
    "footnotes": ("1 footnote was left out.", "{} footnotes were left out."),
    "endnotes": ("1 endnote was left out.", "{} endnotes were left out."),
    "margins": ("The page headers and footers were left out.",) * 2,
    "menus": ("The page’s menus were left out.",) * 2,
}


def remarks_on(seen: Counter[str], take: bool) -> tuple[str, ...]:
    """Sentences on what the document held and the draft doesn't, or does though it looks as if it didn't."""
    return tuple(
        (one if seen[what] == 1 else many).format(f"{seen[what]:,}")
        for what, (one, many) in (*(_TAKEN_IN if take else _LEFT_OUT).items(), *_SENTENCES.items())
        if seen[what]
    )
