"""Corrections: a transcript gets a new text, and all that stood on the old one finds its words again.

A text is never changed: the corrected one is stored beside it and the earlier one stays known. Passages, margin notes
and triaged stretches are placed anew by the words they were made for. What can't be placed is adrift: listed for a
person to place, never dropped.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from framework.alignment import Alignment
from framework.errors import Conflict, Invalid
from framework.model import (
    About,
    Block,
    BlockKind,
    Draft,
    DraftTurn,
    Due,
    EarlierText,
    Link,
    Memo,
    MemoKind,
    Participant,
    Passage,
    Role,
    Sweep,
    SyncPoint,
    Transcript,
    Triage,
    Turn,
)
from framework.operations import operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.transcripts import (
    digest_of,
    keep_times,
    line_numbers,
    line_starts,
    lines_of,
    lines_said,
    speakers,
    times_of,
    transcript_names,
    turn_rows,
    turns_of,
    words_within,
)

ALIKE = 0.85  # how much of a passage must have stayed for its place to be taken over with the changed words
FEW_WORDS = 3  # in a short passage so many words may have changed, were it a third of it, where its limits hold
EDGE = 12  # letters beside or behind a limit by which its place is sure
NEAR = 200  # letters around the place where a passage is to be expected
MANY_NEW_WORDS = 10  # so many words that nobody has read: a swept transcript has to be looked at again
_WORD = re.compile(r"\w+")

Span = tuple[int, int]
Voices = Mapping[str, tuple[str, bool] | None]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected text with who speaks in it: label in the draft → (label to keep, whether they lead the talk)."""

    draft: Draft
    voices: dict[str, tuple[str, bool] | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """A passage, margin note or triaged stretch, the words it was made for and where they are now; None: adrift."""

    thing: Any
    quote: str
    place: Span | None
    words: str

    @property
    def kept(self) -> bool:
        """Whether its words stand unaltered in the corrected text."""
        return self.place is not None and self.words == self.quote


@dataclass(frozen=True, slots=True)
class Moves:
    """What a correction does: shown before it is made, and the same when it is.

    `changes` are exact; `readable` gives them in whole words, those close to one another together, as people compare.
    """

    passages: list[Moved]
    notes: list[Moved]
    triages: list[Moved]
    changes: list[tuple[int, int, int, int]]
    readable: list[tuple[int, int, int, int]]
    new_words: int

    @property
    def adrift(self) -> list[Moved]:
        """The passages whose words are not found any more."""
        return [moved for moved in self.passages if moved.place is None]

    @property
    def altered(self) -> list[Moved]:
        """The passages whose words are corrected with the text."""
        return [moved for moved in self.passages if moved.place and not moved.kept]

    @property
    def said(self) -> str:
        """“12 passages keep their words, 1 is corrected with the text”."""
        counts = [
            (sum(moved.kept for moved in self.passages), "keeps its words", "keep their words"),
            (len(self.altered), "is corrected with the text", "are corrected with the text"),
            (len(self.adrift), "is adrift", "are adrift"),
        ]
        if self.passages and counts[0][0] == len(self.passages):
            return "all passages keep their words"
        said = [f"{n} {one if n == 1 else many}" for n, one, many in counts if n]
        return "no passages to place" if not said else f"of {len(self.passages)} passages {', '.join(said)}"


# -- what there is to know --


def moves(reader: Reader, transcript_id: int, text: str, exactly: Alignment | None = None) -> Moves:
    """What giving a transcript this text would do to all that stands in it.

    `exactly`: how the text was made from the present one, where that is known; then nothing has to be found.
    """
    transcript = reader.get(Transcript, transcript_id)
    old = reader.text(transcript.digest)
    aligned = exactly or Alignment(old, text)
    changes = aligned.changes()
    return Moves(
        [_moved(aligned, p, p.quote, p.adrift) for p in reader.find(Passage, transcript_id=transcript_id)],
        [_moved(aligned, n, old[n.start : n.end], False) for n in queries.margin_notes(reader, transcript_id)],
        [_moved(aligned, t, old[t.start : t.end], False) for t in reader.find(Triage, transcript_id=transcript_id)],
        changes,
        aligned.changes_in_words(),
        sum(max(0, len(text[c:d].split()) - len(old[a:b].split())) for a, b, c, d in changes),
    )


def adrift_passages(reader: Reader, transcript_id: int) -> list[Passage]:
    """The passages of a transcript that wait for a person to place them."""
    return reader.find(Passage, transcript_id=transcript_id, adrift=True)


def adrift_notes(reader: Reader, transcript_id: int) -> list[Memo]:
    """The margin notes of a transcript that stand beside no words any more."""
    found = reader.find(Memo, about=About.TRANSCRIPT.value, about_id=transcript_id, kind=MemoKind.MARGIN_NOTE.value)
    return [note for note in found if note.start is None]


def waiting(reader: Reader) -> dict[int, int]:
    """Transcript id → how many of its passages are adrift, where there are any."""
    made = lambda: dict(Counter(p.transcript_id for p in reader.find(Passage, adrift=True)))  # noqa: E731
    return reader.remembered("adrift", [Passage], made)


def earlier_texts(reader: Reader, transcript_id: int) -> list[EarlierText]:
    """The texts a transcript had before, the first one first."""
    return reader.find(EarlierText, transcript_id=transcript_id)


def likely_places(reader: Reader, transcript_id: int, quote: str, most: int = 3) -> list[Span]:
    """Where the transcript says something like the quote, the likeliest place first."""
    text = reader.text(reader.get(Transcript, transcript_id).digest)
    words = [(found.start(), found.end(), found[0].casefold()) for found in _WORD.finditer(text)]
    wanted = Counter(word.casefold() for word in _WORD.findall(quote))
    width = min(sum(wanted.values()), len(words))
    turns = [] if "\n" in quote else turns_of(reader, transcript_id)
    places: list[Span] = []
    for share, first in sorted(_shares(words, wanted, width), reverse=True):
        place = _in_one_turn(text, turns, words[first][0], words[first + width - 1][1])
        if share < width / 2 or len(places) == most:
            break
        if all(place[1] <= start or place[0] >= end for start, end in places):
            places.append(place)
    return places


def resembles(reader: Reader, draft: Draft) -> Transcript | None:
    """The transcript of which a draft seems to be a corrected version: of the same name, or much the same words."""
    digest, ours = digest_of(draft.text), _sentences(draft.text)
    for transcript in reader.all(Transcript):
        if transcript.digest == digest:
            return None
    alike = [(_share(ours, _sentences_of(reader, transcript)), transcript) for transcript in reader.all(Transcript)]
    best, nearest = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    if nearest is not None and best >= 0.5:
        return nearest
    named = [transcript for transcript in reader.all(Transcript) if transcript.source == draft.file]
    return named[0] if len(named) == 1 else None


def as_draft(reader: Reader, transcript: Transcript) -> Corrected:
    """A transcript as it stands, as the draft of a correction."""
    voices = speakers(reader, transcript)
    labels = {turn.number: voices[turn.participant_id].label for turn in _spoken(reader, transcript, voices)}
    turns = tuple(
        DraftTurn(labels.get(turn.number, ""), turn.start, turn.speech, turn.end, turn.seconds)
        for turn in turns_of(reader, transcript.id)
    )
    text, times = reader.text(transcript.digest), times_of(reader, transcript.id)
    draft = Draft(transcript.source, text, transcript.layout, turns, times=times)
    return Corrected(draft, {voice.label: (voice.label, voice.moderator) for voice in voices.values()})


def with_words(reader: Reader, transcript_id: int, number: int, words: str) -> Corrected:
    """A transcript in which the turn of this number says these words; without words the turn is left out.

    Raises NotFound, Invalid where there is no such turn.
    """
    now = as_draft(reader, reader.get(Transcript, transcript_id))
    text, turns = now.draft.text, now.draft.turns
    if not 0 < number <= len(turns):
        raise Invalid("There is no such turn in the transcript.", "number")
    turn = turns[number - 1]
    said = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    start, end = words_within(text, turn.speech, turn.end) if said else (turn.start, turn.end)
    by = len(said) - (end - start)

    def moved(other: DraftTurn) -> DraftTurn:
        return DraftTurn(other.label, other.start + by, other.speech + by, other.end + by, other.seconds)

    here = (DraftTurn(turn.label, turn.start, turn.speech, turn.end + by, turn.seconds),) if said else ()
    after = tuple(map(moved, turns[number:]))
    whole = text[:start] + said + text[end:]
    times = tuple((_shifted(place, start, end, by), seconds) for place, seconds in now.draft.times)
    kept = turns[: number - 1] + here + after
    return Corrected(Draft(now.draft.file, whole, now.draft.layout, kept, times=times), now.voices)


def _shifted(place: int, start: int, end: int, by: int) -> int:
    """Where a place is once text[start:end] has become longer by so many letters; inside it, not beyond its end."""
    return place if place <= start else place + by if place >= end else min(place, end + by)


def quoted_otherwise(reader: Reader, moves: Moves) -> int:
    """In how many blocks cells give a participant's words as they were before this correction."""
    words = {moved.thing.id: moved.words for moved in moves.altered}
    links = reader.find(Link, passage_id=list(words)) if words else []
    passages_of: dict[int, list[int]] = {}
    for link in links:
        passages_of.setdefault(link.block_id, []).append(link.passage_id)
    blocks = reader.find(Block, id=list(passages_of), kind=BlockKind.VERBATIM.value) if links else []
    return sum(not any(block.text in words[id] for id in passages_of[block.id]) for block in blocks)


# -- what people do --


@operation("Correct a transcript", needs=Role.ANALYST)
def correct_transcript(change: Change, transcript_id: int, corrected: Corrected, note: str = "") -> Moves:
    """Give a transcript a new text; what stood on the old one is placed anew by its words. `note`: what was corrected.

    Raises Invalid for a text without words, or one that this or another transcript has already; NotFound.
    """
    name = transcript_names(change).get(transcript_id, "")
    made = give_text(change, change.get(Transcript, transcript_id), corrected, note)
    change.tell(f"corrected {name} from {corrected.draft.file}: {made.said}")
    return made


@operation("Correct a turn", needs=Role.ANALYST)
def correct_turn(change: Change, transcript_id: int, number: int, words: str, note: str = "") -> Moves:
    """Put other words into one turn of a transcript; no words take the turn out. Raises Invalid, NotFound."""
    transcript = change.get(Transcript, transcript_id)
    corrected = with_words(change, transcript_id, number, words)
    turn = turns_of(change, transcript_id)[number - 1]
    text = change.text(transcript.digest)
    lines = lines_said(*line_numbers(lines_of(change, transcript), *words_within(text, turn.speech, turn.end)))
    made = give_text(change, transcript, corrected, note)
    change.tell(f"corrected {lines} of {transcript_names(change)[transcript_id]}: {made.said}")
    return made


@operation("Place a passage that was adrift", needs=Role.ANALYST)
def anchor_passage(change: Change, passage_id: int, start: int, end: int) -> Passage:
    """Say where the words of a passage stand in the corrected text. Raises Invalid; Conflict where it is not adrift."""
    passage = change.get(Passage, passage_id)
    if not passage.adrift:
        raise Conflict("The passage has its place in the transcript.")
    transcript = change.get(Transcript, passage.transcript_id)
    fields = _located(change.text(transcript.digest), lines_of(change, transcript), (start, end))
    lines = lines_said(fields["first_line"], fields["last_line"])
    change.tell(f"placed a passage that was adrift at {lines} of {transcript_names(change)[transcript.id]}")
    return change.update(passage, **fields, adrift=False)


@operation("Place a margin note that was adrift", needs=Role.ANALYST)
def anchor_note(change: Change, memo_id: int, start: int, end: int) -> Memo:
    """Put a margin note that stands beside no words any more beside text[start:end]. Raises Invalid, Conflict."""
    note = change.get(Memo, memo_id)
    if note.kind is not MemoKind.MARGIN_NOTE or note.start is not None:
        raise Conflict("This is not a margin note without a place.")
    transcript = change.get(Transcript, note.about_id)
    fields = _located(change.text(transcript.digest), lines_of(change, transcript), (start, end))
    lines = lines_said(fields["first_line"], fields["last_line"])
    change.tell(f"placed a margin note that was adrift at {lines} of {transcript_names(change)[transcript.id]}")
    return change.update(note, start=start, end=end)


# -- how it is done --


def give_text(
    change: Change, transcript: Transcript, corrected: Corrected, note: str, exactly: Alignment | None = None
) -> Moves:
    """Store a transcript's new text and place anew what stood on the old one. Raises Invalid.

    `exactly`: as `moves`. Nobody has to look again then, and the old text is not listed: it is kept for undo alone.
    """
    draft = corrected.draft
    digest, starts = digest_of(draft.text), line_starts(draft.text)
    if not draft.text.strip():
        raise Invalid(f"{draft.file} has no words.", "text")
    if digest == transcript.digest:
        raise Invalid("The corrected text is letter for letter the one the transcript has.", "text")
    if change.one(Transcript, digest=digest):
        raise Invalid(f"{draft.file} is in the study already, as another transcript.", "text")
    made = moves(change, transcript.id, draft.text, exactly)
    change.keep_text(digest, draft.text)
    if not exactly:
        number = change.count(EarlierText, transcript_id=transcript.id) + 1
        kept = {"transcript_id": transcript.id, "number": number, "digest": transcript.digest, "note": note.strip()}
        change.add(EarlierText, **kept, person_id=change.person_id, at=change.now)
    known = {voice.label: voice for voice in speakers(change, transcript).values()}
    # Turns go before the text changes and come after it: search takes their words from the text they belong to.
    change.remove_many(turns_of(change, transcript.id))
    words = len(draft.text.split())
    change.update(transcript, digest=digest, source=draft.file, layout=draft.layout, words=words, lines=len(starts))
    add_turns(change, transcript, corrected, known)
    change.remove_many(change.find(SyncPoint, transcript_id=transcript.id))
    keep_times(change, transcript.id, draft.times)
    _replace_passages(change, made.passages, draft.text, starts)
    _replace_notes(change, made.notes, lines_of(change, transcript))
    _replace_triages(change, made.triages)
    if not exactly:
        _ask_to_look_again(change, transcript, made)
    return made


def add_turns(change: Change, transcript: Transcript, corrected: Corrected, known: Mapping[str, Participant]) -> None:
    """Store the turns of a text; a voice is who it was before where its label is the same, and gone where it is mute.

    `known`: label → voice in the transcript's case; its earlier turns must have been removed.
    """
    kept = dict(voice for voice in corrected.voices.values() if voice is not None)
    spoken = {voice[0] for turn in corrected.draft.turns if (voice := corrected.voices.get(turn.label))}
    new = [label for label in kept if label in spoken and label not in known]
    place = max((voice.position for voice in known.values()), default=-1) + 1
    rows = [
        {"case_id": transcript.case_id, "position": place + n, "label": label, "moderator": kept[label]}
        for n, label in enumerate(new)
    ]
    ids = {label: voice.id for label, voice in known.items()}
    ids |= dict(zip(new, change.add_many(Participant, rows), strict=True))
    change.add_many(Turn, turn_rows(corrected.draft, transcript.id, ids, corrected.voices))
    change.update_each(
        (known[label], {"moderator": leads}) for label, leads in kept.items() if label in spoken & known.keys()
    )
    heard = {id for id in ids.values() if change.one(Turn, participant_id=id)}
    change.remove_many(change.find(Participant, id=[voice.id for voice in known.values() if voice.id not in heard]))


def _replace_passages(change: Change, moved: Iterable[Moved], text: str, starts: list[int]) -> None:
    placed = [(m.thing, {**_located(text, starts, m.place), "adrift": False}) for m in moved if m.place]
    change.update_each(placed)
    change.update_many([m.thing for m in moved if m.place is None and not m.thing.adrift], adrift=True)


def _replace_notes(change: Change, moved: Iterable[Moved], starts_before: list[int]) -> None:
    """A note whose words are gone keeps them in its own text: nobody has to guess what it was about."""
    change.update_each((m.thing, {"start": m.place[0], "end": m.place[1]}) for m in moved if m.place)
    for m in moved:
        if m.place is None:
            line = lines_said(*line_numbers(starts_before, m.thing.start, m.thing.end))
            text = f"{m.thing.text}\n\n(It stood beside “{m.quote}”, {line} before the correction.)"
            change.update(m.thing, start=None, end=None, text=text)


def _replace_triages(change: Change, moved: Iterable[Moved]) -> None:
    """What was decided of words that are gone lapses: whatever stands there now is dark again and asks for a look."""
    change.update_each((m.thing, {"start": m.place[0], "end": m.place[1]}) for m in moved if m.kept and m.place)
    lapsed = [m.thing for m in moved if not m.kept]
    if change.remove_many(lapsed):
        change.tell(f"{len(lapsed)} triaged stretch{'es have' if len(lapsed) > 1 else ' has'} other words now")


def _ask_to_look_again(change: Change, transcript: Transcript, made: Moves) -> None:
    unread = made.new_words >= MANY_NEW_WORDS or made.adrift or any(not moved.kept for moved in made.triages)
    if unread and change.one(Sweep, transcript_id=transcript.id):
        change.add(Due, transcript_id=transcript.id, reason="its text was corrected", at=change.now)


def _moved(aligned: Alignment, thing: Any, quote: str, adrift: bool) -> Moved:
    if aligned.exact and not adrift:
        place = aligned.place(thing.start, thing.end)
        words = aligned.new[slice(*place)]
        return Moved(thing, words, place, words)  # whatever was replaced, it says what it said
    found = _once_in(aligned.new, quote) if adrift else _found(aligned, thing.start, thing.end, quote)
    return Moved(thing, quote, found, aligned.new[slice(*found)] if found else "")


def _found(aligned: Alignment, start: int, end: int, quote: str) -> Span | None:
    """Where the words old[start:end] are now: where they are to be expected, near by, elsewhere, or much like them.

    Near by and elsewhere only where there were and are no others like them.
    """
    first, last = aligned.place(start, end)
    if aligned.new[first:last] == quote:
        return first, last
    if near := _once_in(aligned.new, quote, first - NEAR, last + NEAR):
        if _once_in(aligned.old, quote, start - NEAR, end + NEAR):
            return near
    elif (elsewhere := _once_in(aligned.new, quote)) and _once_in(aligned.old, quote):
        return elsewhere
    if not aligned.new[first:last].strip():
        return None
    if aligned.likeness(start, end) >= ALIKE or _hardly_changed(aligned, (start, end), (first, last)):
        return words_within(aligned.new, first, last)
    return None


def _hardly_changed(aligned: Alignment, was: Span, now: Span) -> bool:
    """Whether few words differ, most have stayed, and both limits hold: a share is too strict for short passages."""
    before, after = _WORD.findall(aligned.old[slice(*was)]), _WORD.findall(aligned.new[slice(*now)])
    longer = max(len(before), len(after))
    if abs(len(before) - len(after)) > FEW_WORDS or not _limits_hold(aligned, was, now):
        return False
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = sum(block.size for block in blocks)
    return stayed > 0 and longer - stayed <= FEW_WORDS and 2 * stayed >= longer


def _limits_hold(aligned: Alignment, was: Span, now: Span) -> bool:
    """Whether at each limit the letters before or behind it are the same in both texts."""

    def around(text: str, at: int) -> tuple[str, str]:
        return text[max(0, at - EDGE) : at], text[at : at + EDGE]

    sides = [(around(aligned.old, a), around(aligned.new, b)) for a, b in zip(was, now, strict=True)]
    return all(one[0] == other[0] or one[1] == other[1] for one, other in sides)


def _once_in(text: str, words: str, start: int = 0, end: int | None = None) -> Span | None:
    """Where the words stand in text[start:end], if they do so once."""
    start, end = max(0, start), len(text) if end is None else end
    first = text.find(words, start, end)
    if first < 0 or text.find(words, first + 1, end) >= 0:
        return None
    return first, first + len(words)


def _located(text: str, starts: list[int], place: Span) -> dict[str, Any]:
    """The fields of a passage that follow from its place. Raises Invalid."""
    start, end = place
    if not 0 <= start < end <= len(text):
        raise Invalid("The place lies outside the transcript.", "start")
    if not text[start:end].strip():
        raise Invalid("There are no words at this place.", "start")
    first, last = line_numbers(starts, *words_within(text, start, end))
    return {"start": start, "end": end, "first_line": first, "last_line": last, "quote": text[start:end]}


def _spoken(reader: Reader, transcript: Transcript, voices: Mapping[int, Participant]) -> list[Any]:
    return [turn for turn in turns_of(reader, transcript.id) if turn.participant_id in voices]


def _in_one_turn(text: str, turns: Iterable[Turn], start: int, end: int) -> Span:
    """A place without what it takes from other turns than the one it is mostly in, with its sentence's first words."""
    here = max(turns, key=lambda turn: min(end, turn.end) - max(start, turn.speech), default=None)
    if here is None:
        return start, end
    first = max(start, here.speech)
    begins = max(here.speech, *(text.rfind(mark, here.speech, first) + 1 for mark in ".?!"))
    return words_within(text, begins if 4 * (first - begins) <= end - start else first, min(end + 1, here.end))


def _shares(words: list[tuple[int, int, str]], wanted: Counter[str], width: int) -> Iterable[tuple[int, int]]:
    """(how many of the wanted words, the first word) of each row of `width` words that begins with a wanted one."""
    here: Counter[str] = Counter()
    share = 0
    for last, (_, _, word) in enumerate(words):
        here[word] += 1
        share += here[word] <= wanted[word]
        if last >= width:
            left = words[last - width][2]
            share -= here[left] <= wanted[left]
            here[left] -= 1
        first = last - width + 1
        if width and first >= 0 and wanted[words[first][2]]:
            yield share, first


def _sentences(text: str) -> frozenset[int]:
    """The longer sentences of a text, as short numbers: enough to see that two texts tell much the same."""
    plain = " ".join(text.split()).casefold()
    return frozenset(hash(sentence.strip()) for sentence in re.split(r"[.?!]+", plain) if len(sentence) > 30)


def _sentences_of(reader: Reader, transcript: Transcript) -> frozenset[int]:
    key = ("sentences", transcript.digest)
    return reader.remembered(key, [], lambda: _sentences(reader.text(transcript.digest)))


def _share(ours: frozenset[int], theirs: frozenset[int]) -> float:
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))
