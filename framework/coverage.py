"""Coverage: how far each transcript has been indexed, and which talk stands under no theme.

Dark text is no fault and its share no mark: it says where nobody has looked yet, or has looked and placed nothing.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from framework.errors import Invalid
from framework.model import Dark, Due, Participant, Reading, Role, Sweep, Transcript, Triage, Turn
from framework.operations import operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.transcripts import line_numbers, lines_of, lines_said, transcript_names, words_within

Span = tuple[int, int]
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W_]")


class State(StrEnum):
    """How far a transcript has been indexed."""

    UNREAD = "unread"
    IN_PROGRESS = "in progress"
    SWEPT = "swept"
    DUE = "re-index due"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of one transcript: its state, by whom it was read, indexed and swept, and its talk in words.

    `mine` is the state for one person; `reasons` say why it has to be looked at again.
    """

    transcript: Transcript
    state: State
    mine: State
    reasons: tuple[str, ...]
    readers: frozenset[int]
    analysts: frozenset[int]
    sweepers: frozenset[int]
    words: int
    dark_words: int
    dark: tuple[Span, ...]

    @property
    def share(self) -> float:
        """The dark part of the participants' words, 0 to 1."""
        return self.dark_words / self.words if self.words else 0.0


def states(reader: Reader, transcript_ids: Collection[int], person_id: int | None = None) -> dict[int, State]:
    """The state of some transcripts, for all people together or for one of them."""
    due = set(dues(reader))
    read, swept = _people_of(reader, Reading), _people_of(reader, Sweep)
    indexed = queries.indexed_by(reader, transcript_ids)

    def counts(people: Collection[int]) -> bool:
        return bool(people) if person_id is None else person_id in people

    def state(id: int) -> State:
        if id in due and (counts(swept.get(id, ())) or counts(indexed.get(id, ()))):
            return State.DUE
        if counts(swept.get(id, ())):
            return State.SWEPT
        begun = counts(read.get(id, ())) or counts(indexed.get(id, ()))
        return State.IN_PROGRESS if begun else State.UNREAD

    return {id: state(id) for id in transcript_ids}


def dues(reader: Reader) -> dict[int, list[str]]:
    """Transcript id → why it has to be looked at again, where it has."""
    found: dict[int, list[str]] = {}
    for due in reader.all(Due):
        reasons = found.setdefault(due.transcript_id, [])
        if due.reason not in reasons:
            reasons.append(due.reason)
    return found


def overview(reader: Reader, listed: Sequence[Transcript], person_id: int) -> list[Coverage]:
    """The coverage of some transcripts (a page of them: the cost is that of what they hold)."""
    ids = [transcript.id for transcript in listed]
    everybody, own, why = states(reader, ids), states(reader, ids, person_id), dues(reader)
    read, swept, indexed = _people_of(reader, Reading), _people_of(reader, Sweep), queries.indexed_by(reader, ids)
    dark = _dark(reader, listed)

    def one(transcript: Transcript) -> Coverage:
        id, words = transcript.id, _talk_words(reader, transcript)
        return Coverage(
            transcript,
            everybody[id],
            own[id],
            tuple(why.get(id, ())),
            frozenset(read.get(id, ())),
            frozenset(indexed.get(id, ())),
            frozenset(swept.get(id, ())),
            len(words),
            sum(bisect_left(words, end) - bisect_left(words, start) for start, end in dark[id]),
            tuple(dark[id]),
        )

    return [one(transcript) for transcript in listed]


def dark_stretches(reader: Reader, transcript: Transcript) -> list[Span]:
    """The stretches of participants' talk under no theme and not triaged, in order, each within one turn.

    Exactly what the passages leave of the participants' turns; blanks at the ends, and remains without a letter or
    figure, are no talk.
    """
    return _dark(reader, [transcript])[transcript.id]


def talk(reader: Reader, transcript: Transcript) -> list[Span]:
    """Where participants speak: the turns of all but those who lead the talk, without their labels."""
    made_from = [Turn, Participant, Transcript]
    return reader.remembered(("talk", transcript.id), made_from, lambda: _talk(reader, transcript))


def triages_of(reader: Reader, transcript_id: int) -> list[Triage]:
    """What people have decided about dark stretches of a transcript, in the order of the text."""
    return sorted(reader.find(Triage, transcript_id=transcript_id), key=lambda triage: (triage.start, triage.end))


def new_ideas(reader: Reader) -> list[Triage]:
    """The stretches that somebody holds for the beginning of a new theme, the latest first."""
    return sorted(reader.find(Triage, verdict=Dark.NEW_IDEA.value), key=lambda triage: -triage.id)


# -- what people do --


@operation("Mark a transcript as swept", needs=Role.ANALYST)
def sweep_transcript(change: Change, transcript_id: int) -> None:
    """Say that oneself has judged every passage of a transcript for the index."""
    change.get(Transcript, transcript_id)
    if change.one(Sweep, transcript_id=transcript_id, person_id=change.person_id) is None:
        change.tell(f"swept {transcript_names(change)[transcript_id]}")
        change.add(Sweep, transcript_id=transcript_id, person_id=change.person_id, at=change.now)


@operation("Mark a transcript as not swept", needs=Role.ANALYST)
def unsweep(change: Change, transcript_id: int) -> None:
    """Take back that oneself has judged every passage of a transcript."""
    change.get(Transcript, transcript_id)
    sweep = change.one(Sweep, transcript_id=transcript_id, person_id=change.person_id)
    if sweep is not None:
        change.tell(f"marked {transcript_names(change)[transcript_id]} as not swept")
        change.remove(sweep)


@operation("Triage dark text", needs=Role.ANALYST)
def triage(change: Change, transcript_id: int, start: int, end: int, verdict: Dark) -> Triage:
    """Decide about text[start:end], which stands under no theme. Another decision on the same words replaces the first.

    Raises Invalid where the place is not in the text.
    """
    verdict = Dark(verdict)
    lines = _lines(change, transcript_id, start, end)
    before = change.one(Triage, transcript_id=transcript_id, start=start, end=end)
    if before is not None and before.verdict is verdict:
        return before
    change.tell(f"judged {lines} {'irrelevant' if verdict is Dark.IRRELEVANT else 'a new idea'}")
    by = {"verdict": verdict, "person_id": change.person_id, "at": change.now}
    if before is not None:
        return change.update(before, **by)
    return change.add(Triage, transcript_id=transcript_id, start=start, end=end, **by)


@operation("Take back a triage", needs=Role.ANALYST)
def untriage(change: Change, transcript_id: int, start: int, end: int) -> None:
    """Let what was decided about any part of text[start:end] be undecided again."""
    lines = _lines(change, transcript_id, start, end)
    found = [t for t in change.find(Triage, transcript_id=transcript_id) if t.start < end and t.end > start]
    if change.remove_many(found):
        change.tell(f"made {lines} dark text again")


# -- how it is found --


def _lines(change: Change, transcript_id: int, start: int, end: int) -> str:
    """“lines 41–44 of LA2, FG1”. Raises Invalid, NotFound."""
    transcript = change.get(Transcript, transcript_id)
    text = change.text(transcript.digest)
    if not 0 <= start < end <= len(text):
        raise Invalid("The stretch lies outside the transcript.", "start")
    lines = line_numbers(lines_of(change, transcript), *words_within(text, start, end))
    return f"{lines_said(*lines)} of {transcript_names(change)[transcript_id]}"


def _people_of(reader: Reader, record: type[Reading] | type[Sweep]) -> dict[int, set[int]]:
    def made() -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for row in reader.all(record):
            found.setdefault(row.transcript_id, set()).add(row.person_id)
        return found

    return reader.remembered(("people of", record.__name__), [record], made)


def _dark(reader: Reader, listed: Sequence[Transcript]) -> dict[int, list[Span]]:
    ids = [transcript.id for transcript in listed]
    taken = queries.covered(reader, ids)
    for triage in reader.find(Triage, transcript_id=ids):
        taken.setdefault(triage.transcript_id, []).append((triage.start, triage.end))
    return {
        transcript.id: list(
            _spoken(
                reader.text(transcript.digest), _left(talk(reader, transcript), sorted(taken.get(transcript.id, ())))
            )
        )
        for transcript in listed
    }


def _left(whole: Iterable[Span], taken: Sequence[Span]) -> Iterator[Span]:
    """What the taken spans, in order, leave of the others, which are in order and apart."""
    after = 0
    reach = 0  # how far any span up to `after` extends: they overlap and nest
    for start, end in whole:
        at = max(start, min(reach, end))
        while after < len(taken) and taken[after][0] < end:
            first, last = taken[after]
            if first > at:
                yield at, first
            at, reach, after = max(at, min(last, end)), max(reach, last), after + 1
        if at < end:
            yield at, end


def _spoken(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans that hold a letter or figure, without the blanks at their ends."""
    for start, end in spans:
        if _LETTER.search(text, start, end):
            yield words_within(text, start, end)


def _talk(reader: Reader, transcript: Transcript) -> list[Span]:
    leads = {voice.id for voice in reader.find(Participant, case_id=transcript.case_id, moderator=True)}
    turns = queries.spoken_turns(reader, [transcript.id]).get(transcript.id, [])
    return [(speech, end) for speech, end, voice in turns if voice not in leads and speech < end]


def _talk_words(reader: Reader, transcript: Transcript) -> "array[int]":
    """Where each word of the participants begins."""

    def made() -> "array[int]":
        text = reader.text(transcript.digest)
        return array(
            "q", (word.start() for start, end in talk(reader, transcript) for word in _WORD.finditer(text, start, end))
        )

    return reader.remembered(("talk words", transcript.id), [Turn, Participant, Transcript], made)
