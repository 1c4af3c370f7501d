"""Coded transcripts: whole texts with their line numbers, and beside them what stands under which theme.

Each passage has a mark (a, b, c … in each transcript) where its words begin and where they end, and a label beside the
line in which it begins. What the sheet of quotations leaves out has neither; its words stay, because a transcript is
whole or it is none. A text as of an earlier version is the one that was read then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from string import ascii_lowercase

from framework.cases import CaseRow
from framework.exporting.progress import Pace, Progress
from framework.exporting.quotations import KEY_QUOTATION, in_order
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.indexing import Placed, passages_of
from framework.model import About, Consent, Memo, MemoKind, Passage, Person, Transcript
from framework.store import queries
from framework.themes import Numbered, index, titles
from framework.transcripts import (
    Line,
    line_numbers,
    lines_between,
    lines_of,
    lines_said,
    speakers,
    turns_of,
    words_within,
)

CONFIDENTIAL = (
    "Confidential. This holds whole transcripts, letter for letter: also words that participants or the team have said "
    "may not be quoted, and words that the study withholds elsewhere. It is for reading within the team, not for "
    "quoting from and not for passing on."
)
HOW_TO_READ = (
    "The numbers at the left are the lines that people cite. ⟦a and a⟧ stand where passage a begins and ends; the "
    "same letter beside the text says under which themes it is, how it is marked and whose it is. Passages that "
    "overlap keep a letter each. “a goes on” says that a passage has begun above. ⟦n1 … n1⟧ are margin notes."
)
NO_PLACE = "Adrift: not found in the corrected transcript; the words and lines are those of the earlier text."


class Ink(Enum):
    """What a piece of a line is: words of the transcript (a speaker's label or what was said), or a mark of ours."""

    LABEL = auto()
    SAID = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class CodedLine:
    """A line, or a part of one, in pieces (what, words)."""

    number: int
    pieces: tuple[tuple[Ink, str], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside the text for a passage or a margin note: its mark, its lines, its themes, the rest in words.

    `text`: the note itself, or of a passage that has no place in the text, its words.
    """

    mark: str
    lines: str
    themes: tuple[str, ...]
    said: str
    by: str
    memos: tuple[str, ...] = ()
    text: str = ""


@dataclass(slots=True)
class Band:
    """Some lines and the labels that begin beside them. `opens`: a turn begins here; `speaker`: who, where the text
    does not name them as the study does; `on`: marks of what has begun above and goes on.
    """

    opens: bool
    speaker: str
    on: tuple[str, ...]
    lines: list[CodedLine] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CodedTranscript:
    """A transcript with everything beside it."""

    id: int
    case: CaseRow
    speakers: tuple[str, ...]
    passages: int
    bands: tuple[Band, ...]
    adrift: tuple[Label, ...]
    memos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """The chosen transcripts, and what their labels refer to: themes, and whose initials are whose."""

    themes: tuple[Numbered, ...]
    analysts: tuple[tuple[str, str], ...]
    transcripts: tuple[CodedTranscript, ...]


def coded(chosen: Chosen, progress: Progress) -> Coded:
    """All that is chosen, in the order of the cases."""
    found, making = in_order(chosen), _Making(chosen)
    pace = Pace(progress, len(found), 0.0, 0.5)
    made = tuple(making.transcript(one) for one in pace.through(found, "gathering the transcripts"))
    shown = chosen.themes | {e.theme.parent_id for e in index(chosen.study) if e.theme.id in chosen.themes}
    legend = tuple(entry for entry in index(chosen.study) if entry.theme.id in shown)
    return Coded(legend, tuple(sorted(making.met.items())), made)


def letters(place: int) -> str:
    """The mark of the passage at a place, counted from 0.

    >>> [letters(n) for n in (0, 25, 26, 701, 702)]
    ['a', 'z', 'aa', 'zz', 'aaa']
    """
    said, place = "", place + 1
    while place:
        place, letter = divmod(place - 1, len(ascii_lowercase))
        said = ascii_lowercase[letter] + said
    return said


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something begins and ends in the text, and what stands beside it."""

    start: int
    end: int
    label: Label


class _Making:
    """What all transcripts have in common while they are made. `met`: initials → names of those who are named."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen, self.study = chosen, chosen.study
        self.titles = titles(self.study)
        self.order = {entry.theme.id: place for place, entry in enumerate(index(self.study))}
        self.people = {person.id: person for person in self.study.find(Person)}
        self.rows: Mapping[int, CaseRow] = {row.id: row for row in chosen.rows}
        self.met: dict[str, str] = {}

    def transcript(self, transcript: Transcript) -> CodedTranscript:
        """A transcript with everything beside it."""
        case, text = self.rows[transcript.case_id], self.chosen.now.text(transcript.digest)
        memos = queries.memos_on_passages(self.study, transcript.id)
        here = [placed for placed in passages_of(self.study, transcript.id) if self._leaves(case, placed)]
        adrift = [placed for placed in self._adrift(transcript) if self._leaves(case, placed)]
        here.sort(key=lambda placed: (placed.passage.start, -placed.passage.end, placed.passage.id))
        spots = [self._passage(text, letters(n), placed, memos) for n, placed in enumerate(here)]
        starts = lines_of(self.chosen.now, transcript)
        for n, note in enumerate(queries.margin_notes(self.study, transcript.id), 1):
            spots.append(self._note(text, starts, f"n{n}", note))
        spots.sort(key=lambda spot: (spot.start, -spot.end))
        voices = speakers(self.study, transcript)
        whole = self.study.find(Memo, about=About.TRANSCRIPT.value, about_id=transcript.id)
        return CodedTranscript(
            id=transcript.id,
            case=case,
            speakers=tuple(f"{v.label} (leads)" if v.moderator else v.label for v in voices.values()),
            passages=len(here) + len(adrift),
            bands=tuple(self._bands(transcript, text, starts, spots)),
            adrift=tuple(self._label("", placed, memos, words=True) for placed in adrift),
            memos=tuple(self._memo(memo) for memo in whole if memo.start is None),
        )

    def _adrift(self, transcript: Transcript) -> list[Placed]:
        found = self.study.find(Passage, transcript_id=transcript.id, adrift=True)
        themes = queries.themes_of(self.study, [passage.id for passage in found])
        return [Placed(passage, tuple(themes.get(passage.id, ()))) for passage in found]

    def _leaves(self, case: CaseRow, placed: Placed) -> bool:
        return bool(self.chosen.themes.intersection(placed.themes)) and not self.chosen.hides(case.id, placed.themes)

    # -- what stands beside the text --

    def _passage(self, text: str, mark: str, placed: Placed, memos: Mapping[int, list[Memo]]) -> _Spot:
        start, end = words_within(text, placed.passage.start, placed.passage.end)
        return _Spot(start, end, self._label(mark, placed, memos))

    def _label(self, mark: str, placed: Placed, memos: Mapping[int, list[Memo]], *, words: bool = False) -> Label:
        passage = placed.passage
        themes = sorted(self.chosen.themes.intersection(placed.themes), key=self.order.__getitem__)
        quote = NOT_QUOTED if passage.id in self.chosen.unquotable else passage.quote
        return Label(
            mark=mark,
            lines=f"{lines_said(passage.first_line, passage.last_line)}{' (adrift)' if passage.adrift else ''}",
            themes=tuple(self.titles[id] for id in themes),
            said="; ".join(_marks(passage)),
            by=self._initials(passage.person_id),
            memos=tuple(self._memo(memo) for memo in memos.get(passage.id, ())),
            text=quote if words else "",
        )

    def _note(self, text: str, starts: list[int], mark: str, note: Memo) -> _Spot:
        start, end = words_within(text, note.start or 0, note.end or 0)
        lines = lines_said(*line_numbers(starts, start, end))
        return _Spot(start, end, Label(mark, lines, (), "", self._initials(note.person_id), text=note.text))

    def _memo(self, memo: Memo) -> str:
        lost = ", adrift" if memo.kind is MemoKind.MARGIN_NOTE else ""
        return f"{memo.kind.value.capitalize()}{lost} ({self._initials(memo.person_id)}): {memo.text}"

    def _initials(self, person_id: int) -> str:
        person = self.people[person_id]
        said = person.initials or person.name
        self.met[said] = person.name
        return said

    # -- the text --

    def _bands(self, transcript: Transcript, text: str, starts: list[int], spots: list[_Spot]) -> Iterator[Band]:
        """The text from its first line to its last, cut where turns begin and where something begins to be marked."""
        turns = {turn.start: turn for turn in turns_of(self.study, transcript.id)}
        labels = {id: voice.label for id, voice in speakers(self.study, transcript).items()}
        marks, waiting = _Marks(spots), iter(spots)
        spot = next(waiting, None)
        cuts = [*sorted({0, *turns}), len(text)]
        for start, end in zip(cuts, cuts[1:], strict=False):
            turn = turns.get(start)
            speech = turn.speech if turn else start
            name = labels.get(turn.participant_id or 0, "") if turn else ""
            band = Band(True, "" if name.casefold() in text[start:speech].casefold() else name, marks.open)
            for line in lines_between(starts, text, start, end):
                begun = []
                while spot is not None and spot.start < line.end:
                    begun.append(spot.label)
                    spot = next(waiting, None)
                if begun and band.lines:
                    yield band
                    band = Band(False, "", marks.open)
                band.labels += begun
                band.lines.append(CodedLine(line.number, tuple(marks.pieces(text, line, speech))))
            if band.lines:
                yield band


class _Marks:
    """The marks of a text, set one line after the other."""

    def __init__(self, spots: list[_Spot]) -> None:
        places = [(spot.end, False, -n, f"{spot.label.mark}⟧") for n, spot in enumerate(spots)]
        places += [(spot.start, True, n, f"⟦{spot.label.mark}") for n, spot in enumerate(spots)]
        self._places = sorted(places, reverse=True)  # the next one is the last: ends before beginnings
        self._open: dict[str, None] = {}

    @property
    def open(self) -> tuple[str, ...]:
        """The marks that have begun and not ended."""
        return tuple(self._open)

    def pieces(self, text: str, line: Line, speech: int) -> Iterator[tuple[Ink, str]]:
        """A line with its marks; up to `speech` it is the speaker's label."""
        at, end = line.start, line.start + len(text[line.start : line.end].rstrip())
        while self._places and self._places[-1][0] < end + (not self._places[-1][1]):
            place, begins, _, mark = self._places.pop()
            yield from _words(text, at, place, speech)
            yield Ink.MARK, mark
            at = place
            if begins:
                self._open[mark[1:]] = None
            else:
                self._open.pop(mark[:-1], None)
        yield from _words(text, at, end, speech)


def _words(text: str, start: int, end: int, speech: int) -> Iterator[tuple[Ink, str]]:
    if start < min(end, speech):
        yield Ink.LABEL, text[start : min(end, speech)]
    if max(start, speech) < end:
        yield Ink.SAID, text[max(start, speech) : end]


def _marks(passage: Passage) -> Iterator[str]:
    if passage.strength:
        yield f"strength {passage.strength} of 3"
    if passage.key:
        yield KEY_QUOTATION
    if passage.consent is Consent.REFUSED:
        yield "not to be quoted"
    elif passage.consent is Consent.GRANTED:
        yield passage.consent.value
