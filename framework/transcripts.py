"""Transcripts: the stored text, its turns, its lines; and who has read what.

The text of a transcript is exactly what was extracted from its file and never changes. Turns are spans over it. Its
lines, which people cite, follow from the text alone and are therefore the same for ever.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from framework.cases import FACTS, add_case, case_names, checked_value
from framework.errors import Invalid
from framework.model import (
    Attribute,
    AttributeValue,
    CaseKind,
    Draft,
    Participant,
    Reading,
    Role,
    SyncPoint,
    Transcript,
    Turn,
)
from framework.operations import operation
from framework.store.journal import Change
from framework.store.reader import Reader

LINE_WIDTH = 80
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line: text[start:end], at most LINE_WIDTH characters unless a single word is longer."""

    number: int
    start: int
    end: int


def digest_of(text: str) -> str:
    """The name under which a text is stored: SHA-256 of its UTF-8 form."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def line_starts(text: str) -> list[int]:
    """Where each line of the text begins: the paragraph or the word it starts with.

    A line ends with the paragraph or before the word that would make it longer than LINE_WIDTH characters; lines
    without a word are not counted. A pure function of the text, so that a citation by line never moves.

    >>> line_starts("Moderator: Welcome.\\n\\nS1: Hello.")
    [0, 21]
    """
    starts: list[int] = []
    at = 0
    for paragraph in text.split("\n"):
        if paragraph.strip():
            starts += _cut(paragraph, at)
        at += len(paragraph) + 1
    return starts


def _cut(paragraph: str, at: int) -> list[int]:
    starts, line = [at], 0
    for place, word in enumerate(_WORD.finditer(paragraph)):
        if place and word.end() - line > LINE_WIDTH:
            starts.append(at + word.start())
            line = word.start()
    return starts


def lines_of(reader: Reader, transcript: Transcript) -> list[int]:
    """Where each line of a transcript begins (see `line_starts`)."""
    return reader.remembered(("lines", transcript.digest), [], lambda: line_starts(reader.text(transcript.digest)))


def line_numbers(starts: list[int], start: int, end: int) -> tuple[int, int]:
    """The first and last line, counted from 1, that text[start:end] touches."""
    return max(1, bisect_right(starts, start)), max(1, bisect_right(starts, max(start, end - 1)))


def words_within(text: str, start: int, end: int) -> tuple[int, int]:
    """text[start:end] without the blanks at its ends; as it is where there is nothing else."""
    words = text[start:end]
    if not words.strip():
        return start, end
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def lines_said(first: int, last: int) -> str:
    """“line 41” or “lines 41–44”."""
    return f"line {first}" if first == last else f"lines {first}–{last}"


def lines_between(starts: list[int], text: str, start: int, end: int) -> list[Line]:
    """The lines, or the parts of them, that make up text[start:end], without the line ends."""
    found = []
    for index in range(max(0, bisect_right(starts, start) - 1), len(starts)):
        opens = max(start, starts[index])
        closes = min(end, starts[index + 1] if index + 1 < len(starts) else len(text))
        if opens >= end:
            break
        while closes > opens and text[closes - 1] == "\n":
            closes -= 1
        if closes > opens:
            found.append(Line(index + 1, opens, closes))
    return found


def turns_of(reader: Reader, transcript_id: int) -> list[Turn]:
    """The turns of a transcript in their order."""
    return sorted(reader.find(Turn, transcript_id=transcript_id), key=lambda turn: turn.number)


def times_of(reader: Reader, transcript_id: int) -> tuple[tuple[int, int], ...]:
    """Where in a transcript which moment of its recording is: (position, seconds), in the order of the text."""
    points = reader.find(SyncPoint, transcript_id=transcript_id)
    return tuple(sorted((point.position, point.seconds) for point in points))


def speakers(reader: Reader, transcript: Transcript) -> dict[int, Participant]:
    """The voices in a transcript's case, under their ids."""
    return {p.id: p for p in reader.all(Participant) if p.case_id == transcript.case_id}


def transcript_names(reader: Reader) -> dict[int, str]:
    """Transcript id → name of its case."""
    return reader.remembered("transcript names", [Transcript, *FACTS], lambda: _transcript_names(reader))


def _transcript_names(reader: Reader) -> dict[int, str]:
    names = case_names(reader)
    return {transcript.id: names[transcript.case_id] for transcript in reader.all(Transcript)}


def readers(reader: Reader) -> dict[int, set[int]]:
    """Transcript id → ids of the people who have read it through."""
    read: dict[int, set[int]] = {}
    for reading in reader.all(Reading):
        read.setdefault(reading.transcript_id, set()).add(reading.person_id)
    return read


@dataclass(frozen=True, slots=True)
class Arrival:
    """A draft with what a person has settled about it: where it belongs and who speaks.

    `voices`: label in the draft → (label to keep, whether they lead the talk), or None where the label is no speaker.
    `values`: attribute id → what the case gets of it.
    """

    draft: Draft
    kind: CaseKind
    site_id: int | None
    role_group_id: int | None
    group_type_id: int | None
    voices: dict[str, tuple[str, bool] | None]
    values: dict[int, str] = field(default_factory=dict)


@operation("Import transcripts", needs=Role.ANALYST)
def import_transcripts(
    change: Change, arrivals: Sequence[Arrival], progress: Callable[[int], object] = lambda done: None
) -> list[Transcript]:
    """Store transcripts, each as a case of its own. `progress` is told how many are done and may raise to stop it all.

    Raises Invalid for a text without words or one that the study already has, or a value that its attribute can't have.
    """
    stored = []
    for done, arrival in enumerate(arrivals):
        progress(done)
        stored.append(_import(change, arrival))
    names = case_names(change)
    for transcript in stored:
        change.tell(f"imported {transcript.source} as {names[transcript.case_id]}")
    return stored


def _import(change: Change, arrival: Arrival) -> Transcript:
    draft = arrival.draft
    digest = digest_of(draft.text)
    if not draft.text.strip():
        raise Invalid(f"{draft.file} has no words.", "text")
    if change.one(Transcript, digest=digest):
        raise Invalid(f"{draft.file} is in the study already.", "text")
    change.keep_text(digest, draft.text)
    case = add_case(change, arrival.kind, arrival.site_id, arrival.role_group_id, arrival.group_type_id)
    transcript = change.add(
        Transcript,
        case_id=case.id,
        source=draft.file,
        digest=digest,
        layout=draft.layout,
        words=len(draft.text.split()),
        lines=len(line_starts(draft.text)),
        at=change.now,
    )
    voices = _add_participants(change, case.id, arrival)
    change.add_many(Turn, turn_rows(draft, transcript.id, voices, arrival.voices))
    keep_times(change, transcript.id, draft.times)
    for attribute_id, value in arrival.values.items():
        if value := checked_value(change.get(Attribute, attribute_id), value):
            change.add(AttributeValue, case_id=case.id, attribute_id=attribute_id, value=value)
    return transcript


def keep_times(change: Change, transcript_id: int, times: Sequence[tuple[int, int]]) -> None:
    """Store where in a transcript which moment of its recording is."""
    change.add_many(
        SyncPoint, [{"transcript_id": transcript_id, "position": place, "seconds": time} for place, time in times]
    )


def _add_participants(change: Change, case_id: int, arrival: Arrival) -> dict[str, int]:
    """Store each voice of a case once; returns label kept → participant id."""
    kept = dict(voice for voice in arrival.voices.values() if voice is not None)
    rows = [
        {"case_id": case_id, "position": position, "label": label, "moderator": moderator}
        for position, (label, moderator) in enumerate(kept.items())
    ]
    return dict(zip(kept, change.add_many(Participant, rows), strict=True))


def turn_rows(
    draft: Draft, transcript_id: int, ids: Mapping[str, int], voices: Mapping[str, tuple[str, bool] | None]
) -> Iterator[dict[str, Any]]:
    """The turns of a draft as they are stored; `ids`: label kept → participant id.

    A turn whose label was rejected goes on with the turn before it.
    """
    turns: list[dict[str, Any]] = []
    for turn in draft.turns:
        voice = voices.get(turn.label) if turn.label else None
        if turn.label and voice is None and turns:
            turns[-1]["end"] = turn.end
            continue
        turns.append(
            {
                "transcript_id": transcript_id,
                "number": len(turns) + 1,
                "participant_id": ids[voice[0]] if voice else None,
                "start": turn.start,
                "speech": turn.speech if voice else turn.start,
                "end": turn.end,
                "seconds": turn.seconds,
            }
        )
    return iter(turns)


@operation("Mark a transcript as read", needs=Role.ANALYST)
def mark_as_read(change: Change, transcript_id: int) -> None:
    """Note that oneself has read a transcript through."""
    transcript = change.get(Transcript, transcript_id)
    if change.one(Reading, transcript_id=transcript_id, person_id=change.person_id) is None:
        change.tell(f"read {case_names(change)[transcript.case_id]} through")
        change.add(Reading, transcript_id=transcript_id, person_id=change.person_id, at=change.now)


@operation("Mark a transcript as not read", needs=Role.ANALYST)
def mark_as_unread(change: Change, transcript_id: int) -> None:
    """Take back that oneself has read a transcript through."""
    transcript = change.get(Transcript, transcript_id)
    reading = change.one(Reading, transcript_id=transcript_id, person_id=change.person_id)
    if reading is not None:
        change.tell(f"marked {case_names(change)[transcript.case_id]} as not read")
        change.remove(reading)
