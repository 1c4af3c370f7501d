"""The passages of the index for a page that is read, with what was said around them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import NamedTuple

from framework.exporting.progress import Pace, Progress
from framework.exporting.quotations import Quotation, quoted
from framework.exporting.selection import Chosen
from framework.model import Participant, Passage, Transcript
from framework.store import queries

ROOM = 240  # letters of what was said before, and after


class Around(NamedTuple):
    """Who said what next to a passage."""

    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage as the sheet of quotations has it. `places`: the cells (case, column) it is evidence for."""

    passage: int
    case: int
    places: tuple[tuple[int, int], ...]
    number: str
    citation: str
    speakers: str
    lines: str
    words: str
    themes: tuple[str, ...]
    analyst: str
    memos: str
    before: Around | None = None
    after: Around | None = None


def extracts(chosen: Chosen, progress: Progress) -> Iterator[Extract]:
    """What the sheet of quotations shows, in its order: cases as in every matrix, passages as in the text."""
    pace = Pace(progress, len(chosen.rows))
    talk = _Talk(chosen)
    for case, found in groupby(map(_extract, quoted(chosen)), key=lambda one: one.case):
        yield from talk.around(case, list(found))
        pace.step("gathering the evidence")


def _extract(one: Quotation) -> Extract:
    return Extract(
        passage=one.passage.id,
        case=one.case.id,
        places=one.places,
        number=one.number,
        citation=one.case.citation,
        speakers=", ".join(one.speakers),
        lines=one.lines,
        words=one.words,
        themes=tuple(title for _, title in one.themes),
        analyst=one.analyst,
        memos="\n".join(one.memos),
    )


class _Talk:
    """What was said around passages, in cases of which nothing is withheld and all may be quoted.

    In the others, words beside a passage might be those that must not leave. A study as it stood has no texts.
    """

    def __init__(self, chosen: Chosen) -> None:
        self._study = chosen.study
        self._labels = {participant.id: participant.label for participant in chosen.study.all(Participant)}
        transcripts = chosen.study.by_id(Transcript)
        refused = {passage.transcript_id for passage in chosen.study.find(Passage, id=sorted(chosen.unquotable))}
        careful = {case for case, _ in chosen.withheld} | {transcripts[id].case_id for id in refused}
        self._of: dict[int, list[Transcript]] = {}
        for transcript in transcripts.values() if chosen.version is None else ():
            if transcript.case_id not in careful:
                self._of.setdefault(transcript.case_id, []).append(transcript)

    def around(self, case_id: int, found: list[Extract]) -> Iterator[Extract]:
        """The extracts of a case, with what was said around them."""
        said: dict[int, tuple[Around | None, Around | None]] = {}
        for transcript in self._of.get(case_id, ()):
            turns = queries.spoken_turns(self._study, [transcript.id]).get(transcript.id, [])
            text = self._study.text(transcript.digest)
            for passage in queries.passages_in(self._study, transcript.id):
                if not passage.adrift:
                    said[passage.id] = _beside(passage, turns, text, self._labels)
        for one in found:
            before, after = said.get(one.passage, (None, None))
            yield replace(one, before=before, after=after)


def _beside(
    passage: Passage, turns: Sequence[tuple[int, int, int]], text: str, labels: Mapping[int, str]
) -> tuple[Around | None, Around | None]:
    """The rest of the turn in which a passage begins, or the turn before it; and the same after it."""
    first = bisect_right(turns, passage.start, key=lambda turn: turn[1])
    last = bisect_right(turns, passage.end - 1, key=lambda turn: turn[1])
    before = ((who, text[speech : min(end, passage.start)]) for speech, end, who in reversed(turns[: first + 1]))
    after = ((who, text[max(speech, passage.end) : end]) for speech, end, who in turns[last:])
    return _nearest(before, labels, end=True), _nearest(after, labels, end=False)


def _nearest(said: Iterable[tuple[int, str]], labels: Mapping[int, str], *, end: bool) -> Around | None:
    """The first of the two nearest turns, as far as they lie beside a passage, in which there are words."""
    for who, words in islice(said, 2):
        if any(letter.isalnum() for letter in words):
            return Around(labels[who], _cut(" ".join(words.split()), end=end))
    return None


def _cut(words: str, *, end: bool) -> str:
    """The end or the beginning of what somebody said, between words."""
    if len(words) <= ROOM:
        return words
    return f"… {words[-ROOM:].partition(' ')[2]}" if end else f"{words[:ROOM].rpartition(' ')[0]} …"
