"""What the readers of native projects share: places in texts, GUIDs for rows, times, people, trees."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from framework import foreign
from framework.importing.times import times_in
from framework.importing.turns import find_turns

NEAR = 200  # so many characters around its place a coding's words are looked for
_ROWS = UUID("6b1f8a52-5b0e-5d7c-9a41-0c7d3d1f2e86")  # where the GUIDs of rows live
_GONE = re.compile("\\A[\ufeff\0]+|\0|\r(?=\n)")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d_%H:%M:%S", "%Y-%m-%d")


class Guids:
    """GUIDs for the rows of one project: the same whenever the project is read again, other ones in each project."""

    def __init__(self, program: str, project: str) -> None:
        self._project = uuid5(_ROWS, f"{program}|{project}")

    def of(self, kind: str, *key: object) -> str:
        """The GUID of a row of a kind, by what identifies it there."""
        return str(uuid5(self._project, "|".join([kind, *map(str, key)])))


class Text:
    """A text as its program stored it (`raw`), as it stands here (`text`), and where each place of it has come to.

    Line ends become LF, leading byte-order marks and NULs go; nothing else is touched.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        gone = [place for found in _GONE.finditer(raw) for place in range(*found.span())]
        self.text = _GONE.sub("", raw).replace("\r", "\n")
        self._gone = gone

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the raw text as a stretch of the text."""
        return start - bisect_left(self._gone, start), end - bisect_left(self._gone, end)


@dataclass(slots=True)
class Doubts:
    """How often a place was not where the file says, and what became of it."""

    moved: int = 0
    unlike: int = 0
    outside: int = 0

    def remarks(self) -> Iterable[str]:
        """A sentence for each."""
        if self.moved:
            yield f"{self.moved:,} of the places did not fit their words and were found again close by."
        if self.unlike:
            yield (
                f"{self.unlike:,} of the places hold other words than were marked there, and these are not found "
                "close by; they were kept where the file says. Look them through."
            )
        if self.outside:
            yield f"{self.outside:,} of the places lay outside their text and were cut to fit."


def settled(text: Text, start: int, end: int, quote: str, doubts: Doubts) -> tuple[int, int]:
    """Where a stretch stands in the text here: as the file says, else where its words are found once close by.

    `start` and `end` count the raw text; `quote` is what was marked, “” where that is not known.
    """
    length = len(text.raw)
    first, last = sorted((start, end))
    inside = max(0, min(first, length)), max(0, min(last, length))
    outside = inside != (first, last)
    first, last = inside
    if quote.split() and folded(text.raw[first:last]) != folded(quote):
        place = _found_again(text.raw, first, last, quote)
        if place is None:
            doubts.unlike += not outside
        else:
            doubts.moved += 1
            return text.span(*place)
    doubts.outside += outside
    return text.span(first, last)


def folded(words: str) -> str:
    """Words with each run of white space, paragraph marks included, as one space; byte-order marks don't count."""
    return " ".join(words.replace("\ufeff", "").replace("\0", "").split())


def _found_again(raw: str, start: int, end: int, quote: str) -> tuple[int, int] | None:
    """The one place near a stretch where the words of a quote stand; None for none or several."""
    words = r"\s+".join(map(re.escape, folded(quote).split(" ")))
    around = max(0, start - NEAR)
    found = list(re.finditer(words, raw[around : max(end, start + len(quote)) + NEAR]))
    return (around + found[0].start(), around + found[0].end()) if len(found) == 1 else None


def moment(written: object) -> datetime | None:
    """A time as these programs write it: 2024-03-31 10:15:00, or Wed Mar 31 10:15:00 2024 as R does; else None."""
    words = str(written or "").strip()
    parts = words.split()
    if len(parts) == 5 and parts[1][:3].casefold() in _MONTHS:
        month = _MONTHS.index(parts[1][:3].casefold()) + 1
        words = f"{parts[4]}-{month:02}-{parts[2].zfill(2)} {parts[3]}"
    for form in _DATES:
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def colour(written: object) -> str:
    """#rrggbb in small letters, “” for anything else."""
    words = str(written or "").strip()
    return words.lower() if _COLOUR.fullmatch(words) else ""


class People:
    """The users of a project, known there by their names alone."""

    def __init__(self, guids: Guids) -> None:
        self._guids = guids
        self._names: dict[str, str] = {}

    def guid(self, name: object) -> str:
        """The GUID of whoever has this name, “” for nobody."""
        words = " ".join(str(name or "").split())
        return self._names.setdefault(words, self._guids.of("user", words)) if words else ""

    def users(self) -> tuple[foreign.User, ...]:
        """All who have been asked for."""
        return tuple(foreign.User(guid=guid, name=name) for name, guid in self._names.items())


def rooted(parents: Mapping[int, int]) -> dict[int, int]:
    """Id → id of what is above it, 0 for nothing: without what is not there and without circles."""
    found = {id: above if above in parents else 0 for id, above in parents.items()}
    for id in found:
        seen, at = {id}, found[id]
        while at and at not in seen:
            seen.add(at)
            at = found[at]
        if at:
            found[id] = 0
    return found


def with_turns(source: foreign.Source, text: str) -> foreign.Source:
    """A source with its text, and what follows from that: its turns, their layout, its times."""
    found = find_turns(text)
    times = tuple(times_in(text, found.turns))
    return replace(source, text=text, turns=found.turns, layout=str(found.layout), times=times)
