"""Reviewing data extracts: all that stands under a theme read in one place, and what is made of it.

A page of extracts costs what stands on it: how many there are in each transcript is counted on the covering index, and
only the passages of the page are read, with the turns around them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from framework.errors import Conflict, Invalid
from framework.model import (
    Due,
    IndexEntry,
    Participant,
    Passage,
    Role,
    Theme,
    ThemeReview,
    Transcript,
    Verdict,
)
from framework.operations import operation
from framework.store import extracts, queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import index, move_entries, retired_above, titles, with_descendants
from framework.transcripts import lines_said, transcript_names

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, or the part of it that matters here. `inside` the passage, or around it."""

    speaker: str
    moderator: bool
    text: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage with the turns around it and all its themes."""

    passage: Passage
    case_id: int
    themes: tuple[int, ...]
    turns: tuple[Said, ...]
    memos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which extracts: under these themes, in cases in this order, with all these words, placed by one person."""

    themes: tuple[int, ...]
    cases: tuple[int, ...]
    words: tuple[str, ...] = ()
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How many extracts there are in each transcript, in the order of the cases."""

    wanted: Wanted
    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.counts.values())


def find_extracts(reader: Reader, wanted: Wanted) -> Found:
    """How many extracts there are, and where."""
    made_from = [IndexEntry, Passage] if wanted.words else [IndexEntry]
    key = ("extracts", wanted.themes, wanted.words, wanted.person_id)
    make = lambda: extracts.counts(reader, wanted.themes, wanted.words, wanted.person_id)  # noqa: E731
    counts: dict[int, int] = reader.remembered(key, made_from, make)
    in_order: dict[int, list[int]] = {}
    for transcript in reader.all(Transcript):
        in_order.setdefault(transcript.case_id, []).append(transcript.id)
    ids = (id for case_id in wanted.cases for id in in_order.get(case_id, ()))
    return Found(wanted, {id: counts[id] for id in ids if id in counts})


def page_of(reader: Reader, found: Found, page: int, size: int = PER_PAGE) -> list[Extract]:
    """The extracts of one page (from 1), case by case in the order of the text."""
    wanted, first, last = found.wanted, (page - 1) * size, page * size
    passages: list[Passage] = []
    before = 0
    for transcript_id, count in found.counts.items():
        offset, end = max(first - before, 0), min(last - before, count)
        if offset < end:
            narrowed = (wanted.words, wanted.person_id, offset, end - offset)
            passages += extracts.passages_in(reader, wanted.themes, transcript_id, *narrowed)
        before += count
        if before >= last:
            break
    return with_context(reader, passages)


def with_context(reader: Reader, passages: Sequence[Passage]) -> list[Extract]:
    """Passages with their themes, memos and the turns around them."""
    ids = [passage.id for passage in passages]
    around, memos = extracts.turns_around(reader, ids), queries.memos_of(reader, ids)
    themes, transcripts = extracts.all_themes_of(reader, ids), reader.by_id(Transcript)
    return [
        Extract(
            passage=passage,
            case_id=transcripts[passage.transcript_id].case_id,
            themes=tuple(themes.get(passage.id, ())),
            turns=_said(reader, passage, around.get(passage.id, [])),
            memos=tuple(memo.text for memo in memos.get(passage.id, [])),
        )
        for passage in passages
    ]


def _said(reader: Reader, passage: Passage, around: list[tuple[int, int, int | None]]) -> tuple[Said, ...]:
    """The turns of a passage cut at its limits, with the one before, the one after, and what of them lies outside."""
    if passage.adrift:
        return (Said("", False, passage.quote, True),)
    text, voices = reader.text(reader.by_id(Transcript)[passage.transcript_id].digest), reader.by_id(Participant)
    found = []
    for speech, end, participant_id in around:
        voice = voices.get(participant_id or 0)
        who = (voice.label, voice.moderator) if voice else ("", True)
        opens, closes = max(speech, min(passage.start, end)), max(speech, min(passage.end, end))
        for start, stop, inside in ((speech, opens, False), (opens, closes, True), (closes, end, False)):
            if words := text[start:stop].strip():
                found.append(Said(*who, words, inside))
    return tuple(found)


def direct_counts(reader: Reader) -> dict[int, int]:
    """Theme id → how many passages stand directly under it."""
    made_from = [IndexEntry, Transcript]
    standing = reader.remembered("standing", made_from, lambda: queries.standing(reader))
    return {id: count for id, (count, _) in standing.items()}


def others(reader: Reader) -> dict[int, int]:
    """Theme id of each *Other* → how many passages wait under it, in index order."""
    ids = [entry.theme.id for entry in index(reader) if entry.theme.other]
    make = lambda: {id: sum(extracts.counts(reader, [id]).values()) for id in ids}  # noqa: E731
    return reader.remembered("others", [Theme, IndexEntry], make)


def newest_under(
    reader: Reader, theme_ids: Collection[int], before: int | None = None, size: int = PER_PAGE
) -> tuple[list[Extract], int | None]:
    """The passages placed last under some themes, the newest first, and where the next ones begin (None: no more)."""
    found = extracts.latest(reader, theme_ids, before, size + 1)
    passages = {passage.id: passage for _, passage in found[:size]}
    return with_context(reader, list(passages.values())), found[size - 1][0] if len(found) > size else None


# -- moving what was read --


@operation("Move passages to another theme", needs=Role.ANALYST)
def move_passages(change: Change, passage_ids: list[int], theme_id: int, into_id: int) -> int:
    """Place passages that stand under one theme under another instead; returns how many. Raises Conflict, Invalid."""
    for id in (theme_id, into_id):
        change.get(Theme, id)
    if theme_id == into_id:
        raise Invalid("The passages are under that theme already.", "into_id")
    if retired := retired_above(change, into_id):
        raise Invalid(f"{titles(change)[retired]} is retired and takes no new passages.", "into_id")
    wanted = list(dict.fromkeys(passage_ids))
    entries = change.find(IndexEntry, theme_id=theme_id, passage_id=wanted)
    if not wanted or len(entries) < len(wanted):
        for id in wanted[:1]:
            change.get(Passage, id)
        raise Conflict("The passage is not under that theme any more.")
    move_entries(change, entries, into_id)
    change.tell(f"moved {_named(change, wanted)} from {titles(change)[theme_id]} to {titles(change)[into_id]}")
    return len(entries)


def _named(change: Change, passage_ids: Sequence[int]) -> str:
    if len(passage_ids) > 1:
        return f"{len(passage_ids)} passages"
    passage = change.get(Passage, passage_ids[0])
    lines = lines_said(passage.first_line, passage.last_line)
    return f"{lines} of {transcript_names(change)[passage.transcript_id]}"


# -- judging a theme --


@operation("Judge a theme", needs=Role.ANALYST)
def review_theme(change: Change, theme_id: int, verdict: Verdict, note: str = "") -> ThemeReview:
    """Say what one thinks of a theme after reading all that stands under it. Earlier judgements stay."""
    change.get(Theme, theme_id)
    verdict = Verdict(verdict)
    change.tell(f"judged {titles(change)[theme_id]}: {verdict.value}")
    values = {"theme_id": theme_id, "verdict": verdict, "note": note.strip()}
    return change.add(ThemeReview, **values, person_id=change.person_id, at=change.now)


@operation("Take back a judgement", needs=Role.ANALYST)
def withdraw_review(change: Change, review_id: int) -> None:
    """Take back a judgement of one's own. Raises Invalid for somebody else's."""
    review = change.get(ThemeReview, review_id)
    if review.person_id != change.person_id and not change.role.includes(Role.LEAD):
        raise Invalid("A judgement is taken back by whoever made it, or by the lead of the study.", "review_id")
    change.tell(f"took back a judgement of {titles(change)[review.theme_id]}: {review.verdict.value}")
    change.remove(review)


def reviews_of(reader: Reader, theme_id: int) -> list[ThemeReview]:
    """The judgements of a theme, the newest first."""
    return reader.find(ThemeReview, theme_id=theme_id)[::-1]


def verdicts(reader: Reader) -> dict[int, ThemeReview]:
    """Theme id → its latest judgement."""
    return {review.theme_id: review for review in reader.all(ThemeReview)}


def placed_since(reader: Reader, review: ThemeReview) -> int:
    """How many passages were placed under a theme, or what is beneath it, after it was judged."""
    return extracts.placed_since(reader, with_descendants(reader, review.theme_id), review.at)


# -- transcripts to look at again --


@operation("Looked at again", needs=Role.ANALYST)
def clear_due(change: Change, transcript_id: int) -> None:
    """Note that a transcript was looked at again after themes were split or merged."""
    change.get(Transcript, transcript_id)
    if change.remove_many(change.find(Due, transcript_id=transcript_id)):
        change.tell(f"looked at {transcript_names(change)[transcript_id]} again")
