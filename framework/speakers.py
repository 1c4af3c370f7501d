"""The speakers of a case, each with nothing but their own words: what a focus group's row opens into."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from framework.indexing import numbers_said
from framework.matrices import WITHHELD
from framework.model import Case, Participant, Passage, Transcript
from framework.store import charts, queries
from framework.store.reader import Reader
from framework.themes import column_of
from framework.transcripts import line_numbers, lines_of, words_within


class Stretch(NamedTuple):
    """What a speaker says in one of their turns within a passage, letter for letter, and where in the transcript.

    `start`: position in the text; `lines`: “41–44”.
    """

    passage: int
    transcript: int
    start: int
    text: str
    lines: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of a case; column → what they say in the passages under it, in the order of the talk."""

    participant: Participant
    said: dict[int, list[Stretch]]


def speakers(reader: Reader, case_id: int, columns: Collection[int]) -> list[Speaker]:
    """The participants of a case with their own words under some columns. Raises NotFound.

    Whoever leads the talk is left out, and so is everything under a column whose cell is withdrawn or suppressed.
    Words that two passages share are given once.
    """
    reader.get(Case, case_id)
    heard = [p for p in reader.all(Participant) if p.case_id == case_id and not p.moderator]
    found = {p.id: Speaker(p, {}) for p in sorted(heard, key=lambda p: p.position)}
    cells = charts.stored_cells(reader, columns, [case_id])
    shown = {id for id in columns if (case_id, id) not in cells or cells[case_id, id].blank not in WITHHELD}
    for transcript in (t for t in reader.all(Transcript) if t.case_id == case_id):
        _hear(reader, transcript, shown, found)
    return list(found.values())


def _hear(reader: Reader, transcript: Transcript, columns: Collection[int], found: dict[int, Speaker]) -> None:
    """Give each speaker what they say in one transcript."""
    column = {theme: main for theme, main in column_of(reader).items() if main in columns}
    text, starts = reader.text(transcript.digest), lines_of(reader, transcript)
    turns = queries.spoken_turns(reader, [transcript.id]).get(transcript.id, [])
    until: dict[tuple[int, int], int] = {}  # speaker, column → how far they have been heard
    for passage, themes in _from_the_longest(queries.passages_under(reader, column, [transcript.id])):
        for start, end, who in _parts(passage, turns):
            for under in dict.fromkeys(column[id] for id in themes) if who in found else ():
                first, last = words_within(text, max(start, until.get((who, under), 0)), end)
                until[who, under] = max(end, until.get((who, under), 0))
                if text[first:last].strip():
                    lines = numbers_said(*line_numbers(starts, first, last), adrift=False)
                    found[who].said.setdefault(under, []).append(
                        Stretch(passage.id, transcript.id, first, text[first:last], lines)
                    )


def _from_the_longest(found: list[tuple[Passage, list[int]]]) -> list[tuple[Passage, list[int]]]:
    """Passages that have a place, in the order of the text, of those that begin together the longest first."""
    return sorted((one for one in found if not one[0].adrift), key=lambda one: (one[0].start, -one[0].end))


def _parts(passage: Passage, turns: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """(start, end, participant) of what each turn has of a passage."""
    for speech, until, who in turns:
        start, end = max(speech, passage.start), min(until, passage.end)
        if start < end:
            yield start, end, who
