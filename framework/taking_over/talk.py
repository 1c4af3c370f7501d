"""Sources become transcripts with their turns, and what is coded in them passages with their entries in the index."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from framework import foreign
from framework.exporting.refi.elements import ORIGIN
from framework.exporting.refi.sources import OWN_PASSAGE
from framework.importing.voices import leaders
from framework.model import Consent, Draft, IndexEntry, Participant, Passage, Transcript, Turn
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.taking_over.known import Known, changed_since, transcripts_known
from framework.taking_over.terms import Account, Wishes
from framework.transcripts import (
    digest_of,
    keep_times,
    line_numbers,
    line_starts,
    lines_of,
    turn_rows,
    words_within,
)

_STRENGTH = re.compile(r"strength (\d) of 3")
# A place may be coded by several people; a passage belongs to one.
Marked = tuple[foreign.Selection, str, list[foreign.Coding]]


def sources_wanted(reader: Reader, known: Known, project: foreign.Project, wishes: Wishes) -> list[foreign.Source]:
    """The sources that come in: they have words, are wanted, and are not another text of a transcript of ours."""
    changed = changed_since(reader, known, project.sources)
    return [
        source
        for source in project.sources
        if source.text is not None
        and source.text.strip()
        and source.guid not in wishes.sources_out
        and source.guid not in changed
    ]


@dataclass(slots=True)
class Talk:
    """The documents of a project on their way into the study, and which record became of which GUID."""

    change: Change
    known: Known
    project: foreign.Project
    people: Mapping[str, int]
    themes: Mapping[str, int]
    cases: Mapping[str, int]
    account: Account
    transcripts: dict[str, int] = field(default_factory=dict)  # GUID of a source → transcript
    passages: dict[str, int] = field(default_factory=dict)  # GUID of a selection → its first passage
    coded: dict[str, int] = field(default_factory=dict)  # GUID of a coding → the passage it is of
    entries: dict[str, int] = field(default_factory=dict)  # GUID of a coding → entry

    def place(self, sources: Sequence[foreign.Source], progress: Callable[[float], object]) -> None:
        """Store the transcripts that are new and whatever is coded in them; `progress` is told the share done."""
        self.transcripts |= transcripts_known(self.change, self.known, sources)
        known = set(self.transcripts)
        for done, source in enumerate(sources):
            progress(done / len(sources) / 2)
            if source.guid not in known:
                self.transcripts[source.guid] = self._store(source, self.cases[source.guid])
        self.account.new("Transcripts", len(sources) - len(known), len(known))
        self._place_passages(sources, progress)

    # -- transcripts --

    def _store(self, source: foreign.Source, case_id: int) -> int:
        text = source.text or ""
        digest = digest_of(text)
        self.change.keep_text(digest, text)
        transcript = self.change.add(
            Transcript,
            case_id=case_id,
            source=" ".join(source.name.split()) or source.guid,
            digest=digest,
            layout=source.layout,
            words=len(text.split()),
            lines=len(line_starts(text)),
            at=source.at or self.change.now,
        )
        draft = Draft(source.name, text, source.layout, source.turns)
        labels = list(dict.fromkeys(turn.label for turn in source.turns if turn.label))
        led = leaders(draft)
        voices: dict[str, tuple[str, bool] | None] = {label: (label, label in led) for label in labels}
        self.change.add_many(Turn, turn_rows(draft, transcript.id, self._voices(case_id, labels, led), voices))
        keep_times(self.change, transcript.id, source.times)
        return transcript.id

    def _voices(self, case_id: int, labels: Sequence[str], led: set[str]) -> dict[str, int]:
        """Label → the participant of the case, made where the case has none of that name."""
        known = {one.label: one.id for one in self.change.all(Participant) if one.case_id == case_id}
        new = [label for label in labels if label not in known]
        rows = [
            {"case_id": case_id, "position": len(known) + place, "label": label, "moderator": label in led}
            for place, label in enumerate(new)
        ]
        return known | dict(zip(new, self.change.add_many(Participant, rows), strict=True))

    # -- passages --

    def _place_passages(self, sources: Sequence[foreign.Source], progress: Callable[[float], object]) -> None:
        transcripts = self.change.by_id(Transcript)
        known = new = 0
        for done, source in enumerate(sources):
            progress(0.5 + done / len(sources) / 2)
            transcript = transcripts[self.transcripts[source.guid]]
            marked = [*self._marked(source)]
            stored = self._stored(transcript)
            rows, places = [], []
            starts = lines_of(self.change, transcript)
            for selection, user, codings in marked:
                start, end = words_within(source.text or "", selection.start, selection.end)
                person = self.people.get(user, self.change.person_id)
                place = start, end, person
                places.append(place)
                if place in stored or start == end:
                    continue
                stored[place] = -1
                rows.append((place, self._row(source, transcript, selection, (user, codings), place, starts)))
            ids = self.change.add_many(Passage, [row for _, row in rows])
            stored |= dict(zip((place for place, _ in rows), ids, strict=True))
            new += len(ids)
            known += self._enter(transcript, marked, places, stored)
        self.account.new("Passages", new, len(set(self.coded.values())) - new)
        self.account.new("Index entries", len(set(self.entries.values())) - known, known)
        out = sum(coding.code not in self.themes for source in sources for coding in codings_of(source))
        self.account.leave(out, "Codings under codes that were left out: {}.")

    def _stored(self, transcript: Transcript) -> dict[tuple[int, int, int], int]:
        """The passages that are there: (start, end, person) → id."""
        return {
            (passage.start, passage.end, passage.person_id): passage.id
            for passage in self.change.find(Passage, transcript_id=transcript.id)
            if not passage.adrift
        }

    def _marked(self, source: foreign.Source) -> Iterator[Marked]:
        """What is coded in a source: each stretch, by whom, under what. All of it stands first."""
        if whole := self._wanted(source.codings):
            everything = foreign.Selection(guid="", start=0, end=len(source.text or ""))
            yield from ((everything, user, codings) for user, codings in _by_user(whole))
            self.account.leave(
                len(whole), f"{name_of_source(source)}: codings of the whole document, now of its text: {{}}."
            )
        for selection in source.selections:
            if selection.start < selection.end:
                yield from self._shares(selection)

    def _shares(self, selection: foreign.Selection) -> Iterator[Marked]:
        """The passages of a selection: that of whoever made it, and those of all who have one of their own there."""
        codings = list(selection.codings)
        if self.project.program != ORIGIN:
            yield from ((selection, user, listed) for user, listed in _by_user(self._wanted(codings)))
            return
        names: dict[str, list[str]] = {}
        for user in self.project.users:
            names.setdefault(" ".join(user.name.split()), []).append(user.guid)
        owners = own_passages(selection.description)
        at = max(0, len(codings) - sum(count for _, count in owners))
        if mine := self._wanted(codings[:at]):
            yield selection, selection.user, mine
        for name, count in owners:
            called, his = names.get(name, [""]), codings[at : at + count]
            at += count
            if mine := self._wanted(his):  # of several with one name, who did the coding
                yield selection, next((one.user for one in his if one.user in called), called[0]), mine

    def _wanted(self, codings: Sequence[foreign.Coding]) -> list[foreign.Coding]:
        return [coding for coding in codings if coding.code in self.themes]

    def _row(
        self,
        source: foreign.Source,
        transcript: Transcript,
        selection: foreign.Selection,
        coded: tuple[str, list[foreign.Coding]],
        place: tuple[int, int, int],
        starts: list[int],
    ) -> dict[str, Any]:
        start, end, person = place
        user, codings = coded
        first, last = line_numbers(starts, start, end)
        at = selection.at if selection.user == user and selection.at else codings[0].at
        return {
            "transcript_id": transcript.id,
            "start": start,
            "end": end,
            "first_line": first,
            "last_line": last,
            "quote": (source.text or "")[start:end],
            "person_id": person,
            "at": at or self.change.now,
            **self._marks(selection, user),
        }

    def _marks(self, selection: foreign.Selection, user: str) -> dict[str, Any]:
        """Strength, key and consent, as our own projects describe them."""
        name = next((" ".join(one.name.split()) for one in self.project.users if one.guid == user), "")
        return marks(selection.description, name) if self.project.program == ORIGIN else marks("", "")

    def _enter(
        self,
        transcript: Transcript,
        marked: Sequence[Marked],
        places: Sequence[tuple[int, int, int]],
        stored: Mapping[tuple[int, int, int], int],
    ) -> int:
        """Put passages under their themes; returns how many stood there already."""
        there = {
            (entry.passage_id, entry.theme_id): entry.id
            for entry in self.change.find(IndexEntry, transcript_id=transcript.id)
        }
        placed = {id: key for key, id in there.items()}
        rows: dict[tuple[int, int], dict[str, Any]] = {}
        under: dict[str, tuple[int, int]] = {}
        for (selection, _, codings), place in zip(marked, places, strict=True):
            passage = stored.get(place)
            if passage is None:
                continue
            self.passages.setdefault(selection.guid, passage)
            for coding in codings:
                stands = placed.get(self.known.id("entry", coding.guid) or 0)  # perhaps under another theme by now
                key = stands or (passage, self.themes[coding.code])
                self.coded[coding.guid] = passage
                under[coding.guid] = key
                if key not in there:
                    rows.setdefault(key, self._entry(transcript.id, key, coding))
        made = dict(zip(rows, self.change.add_many(IndexEntry, rows.values()), strict=True))
        self.entries |= {guid: made.get(key) or there[key] for guid, key in under.items()}
        return len(there.keys() & under.values())

    def _entry(self, transcript_id: int, key: tuple[int, int], coding: foreign.Coding) -> dict[str, Any]:
        passage, theme = key
        return {
            "passage_id": passage,
            "theme_id": theme,
            "transcript_id": transcript_id,
            "person_id": self.people.get(coding.user, self.change.person_id),
            "at": coding.at or self.change.now,
        }


def name_of_source(source: foreign.Source) -> str:
    """What a source is called in the account."""
    return " ".join(source.name.split()) or source.guid[:8]


def codings_of(source: foreign.Source) -> Iterator[foreign.Coding]:
    """All codings in a source, and of it."""
    yield from source.codings
    for selection in source.selections:
        yield from selection.codings


def _by_user(codings: Sequence[foreign.Coding]) -> Iterator[tuple[str, list[foreign.Coding]]]:
    """The codings of each user, in the order in which they come first."""
    found: dict[str, list[foreign.Coding]] = {}
    for coding in codings:
        found.setdefault(coding.user, []).append(coding)
    return iter(found.items())


def own_passages(description: str) -> list[tuple[str, int]]:
    """Who has a passage of their own at a place, beside the first, and how many codings it has."""
    found = []
    for line in description.splitlines():
        name, here, rest = line.partition(f": {OWN_PASSAGE}")
        if here and (count := re.match(r"\d{1,6}", rest)):
            found.append((name, int(count[0])))
    return found


def marks(description: str, name: str) -> dict[str, Any]:
    """What somebody's line in the description of a selection says of their passage."""
    said = next((line for line in description.splitlines() if line.startswith(f"{name}: ")), "")
    strength = _STRENGTH.search(said)
    consent = next((one for one in Consent if one.value and one.value in said.split("; ")[-1]), Consent.NOT_ASKED)
    return {
        "strength": int(strength[1]) if strength else None,
        "key": "key quotation" in said,
        "consent": consent,
        "adrift": False,
    }
