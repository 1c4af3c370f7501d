"""Indexing: placing passages of the transcripts under themes."""

from dataclasses import dataclass
from typing import Any, cast

from framework.errors import Conflict, Invalid
from framework.model import (
    About,
    Block,
    BlockKind,
    Consent,
    IndexEntry,
    Link,
    Memo,
    Origin,
    Passage,
    Pin,
    Role,
    Theme,
    Transcript,
)
from framework.operations import operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import add_theme, retired_above, titles, with_descendants
from framework.transcripts import line_numbers, lines_of, lines_said, transcript_names, words_within

STRENGTHS = (1, 2, 3)  # how strongly a passage speaks for its themes, the strongest last
KEYS = 9  # the number keys under which a person may keep themes
NAME_LENGTH = 80  # of a sub-theme that is named by a participant's words


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage and the ids of the themes it is under."""

    passage: Passage
    themes: tuple[int, ...]

    @property
    def lines(self) -> str:
        """“41–44”."""
        return said_lines(self.passage)


def said_lines(passage: Passage) -> str:
    """“41”, “41–44”, or “41–44 (adrift)” where those are lines of an earlier text that has been corrected."""
    return numbers_said(passage.first_line, passage.last_line, passage.adrift)


def numbers_said(first: int, last: int, adrift: bool) -> str:
    """The same of bare numbers."""
    lines = lines_said(first, last).split(" ")[1]
    return f"{lines} (adrift)" if adrift else lines


def passages_of(reader: Reader, transcript_id: int) -> list[Placed]:
    """The passages of one transcript in the order of the text."""
    themes = queries.themes_of_passages(reader, transcript_id)
    return [Placed(p, tuple(themes.get(p.id, ()))) for p in queries.passages_in(reader, transcript_id)]


def passages_under(reader: Reader, theme_id: int, case_id: int | None = None) -> list[Placed]:
    """The passages under a theme or anything beneath it, in all cases or one, in the order of cases and text."""
    transcripts = [t.id for t in reader.all(Transcript) if t.case_id == case_id] if case_id is not None else None
    found = queries.passages_under(reader, with_descendants(reader, theme_id), transcripts)
    return [Placed(passage, tuple(themes)) for passage, themes in found]


def pinned(reader: Reader, person_id: int) -> list[int | None]:
    """The themes a person keeps under the keys 1 to 9, in their order; None where a key is free."""
    kept = {pin.position: pin.theme_id for pin in reader.all(Pin) if pin.person_id == person_id}
    return [kept.get(position) for position in range(KEYS)]


@operation("Index a passage", needs=Role.ANALYST)
def index_passage(
    change: Change, transcript_id: int, start: int, end: int, themes: list[int], quote: str | None = None
) -> Passage:
    """Place text[start:end] of a transcript under one or more themes. `quote`: what the analyst saw there.

    Raises Invalid where the place is not in the text or the text there is not the quote, or a theme takes no passages.
    """
    if not themes:
        raise Invalid("Choose at least one theme.", "themes")
    passage = _marked(change, {"transcript_id": transcript_id, "start": start, "end": end, "quote": quote})
    _place(change, passage, themes)
    return passage


@operation("Index several passages", needs=Role.ANALYST)
def index_passages(change: Change, places: list[dict[str, Any]], themes: list[int]) -> list[Passage]:
    """Place many stretches under the same themes as one act: `transcript_id`, `start`, `end` and `quote` of each.

    Raises what indexing one of them raises, and then places none.
    """
    if not places or not themes:
        raise Invalid("Choose at least one passage and one theme.", "places" if themes else "themes")
    check_open(change, themes)
    placed = [_marked(change, place) for place in places]
    new = sum(bool(_enter(change, passage, themes)) for passage in placed)
    if new:
        under = " and ".join(titles(change)[id] for id in dict.fromkeys(themes))
        heard = len({passage.transcript_id for passage in placed})
        where = "1 transcript" if heard == 1 else f"{heard} transcripts"
        change.tell(f"placed {new} passage{'s' * (new > 1)} of {where} under {under}")
    return placed


@operation("Place a passage under another theme", needs=Role.ANALYST)
def place_passage(change: Change, passage_id: int, theme_ids: list[int]) -> None:
    """Place a passage under further themes."""
    _place(change, change.get(Passage, passage_id), theme_ids)


@operation("Take a passage out from under a theme", needs=Role.ANALYST)
def take_out(change: Change, passage_id: int, theme_id: int) -> None:
    """Take a passage out from under a theme; out from under its last, it is removed. Raises Conflict, NotFound."""
    passage = change.get(Passage, passage_id)
    change.get(Theme, theme_id)
    entries = change.find(IndexEntry, passage_id=passage_id)
    entry = next((e for e in entries if e.theme_id == theme_id), None)
    if entry is None:
        raise Conflict("The passage is not under that theme any more.")
    change.tell(f"took {_said(change, passage)} out from under {titles(change)[theme_id]}")
    if len(entries) == 1:
        _remove(change, passage, entries)
    else:
        change.remove(entry)


@operation("Remove a passage", needs=Role.ANALYST)
def remove_passage(change: Change, passage_id: int) -> None:
    """Remove a passage from the index with its memos; the words stay in the transcript."""
    passage = change.get(Passage, passage_id)
    change.tell(f"removed {_said(change, passage)} from the index")
    _remove(change, passage, change.find(IndexEntry, passage_id=passage_id))


@operation("Change the limits of a passage", needs=Role.ANALYST)
def resize_passage(change: Change, passage_id: int, start: int, end: int) -> Passage:
    """Let a passage begin and end elsewhere in its transcript. Raises Invalid; Conflict where a cell quotes it."""
    passage = change.get(Passage, passage_id)
    was = _said(change, passage)
    fields = located(change, change.get(Transcript, passage.transcript_id), start, end, None)
    _keep_verbatim(change, passage, str(fields["quote"]))
    after = change.update(passage, **fields)
    change.tell(f"changed the limits of {was} to {lines_said(after.first_line, after.last_line)}")
    return after


@operation("Index under a new sub-theme in the participant's words", needs=Role.ANALYST)
def in_vivo(
    change: Change, transcript_id: int, start: int, end: int, parent_id: int | None, name: str | None = None
) -> Passage:
    """Add a sub-theme named by text[start:end] of a transcript (or as given) and place those words under it at once.

    Raises what adding a theme and indexing a passage raise.
    """
    text = change.text(change.get(Transcript, transcript_id).digest)
    words = text[start:end] if 0 <= start < end else ""
    theme = add_theme(change, parent_id, shortened(words) if name is None else name, "", Origin.EMERGENT)
    return index_passage(change, transcript_id, start, end, [theme.id])


def shortened(words: str) -> str:
    """Words as the name of a theme: on one line, cut between words where they are many."""
    words = " ".join(words.split())
    return words if len(words) <= NAME_LENGTH else words[:NAME_LENGTH].rsplit(" ", 1)[0] + "…"


@operation("Mark a passage", needs=Role.ANALYST)
def mark_passage(
    change: Change,
    passage_id: int,
    strength: int | None = None,
    key: bool | None = None,
    consent: Consent | None = None,
) -> Passage:
    """Say how strongly a passage speaks (1 to 3, 0: not said), whether it is a key quotation, whether it may be quoted.

    What is not given stays as it is. Raises Invalid.
    """
    passage = change.get(Passage, passage_id)
    if strength not in (None, 0, *STRENGTHS):
        raise Invalid("The strength of a passage is 1, 2 or 3.", "strength")
    given = {
        "strength": passage.strength if strength is None else strength or None,
        "key": passage.key if key is None else key,
        "consent": passage.consent if consent is None else Consent(consent),
    }
    after = change.update(passage, **given)
    if marks := _marks(passage, after):
        change.tell(f"marked {_said(change, passage)}: {', '.join(marks)}")
    return after


def _marks(before: Passage, after: Passage) -> list[str]:
    """What has been said of a passage, in words."""
    said = []
    if after.strength != before.strength:
        said.append(f"strength {after.strength}" if after.strength else "no strength")
    if after.key != before.key:
        said.append("a key quotation" if after.key else "no key quotation")
    if after.consent != before.consent:
        said.append(after.consent.value or "consent to quote not asked")
    return said


@operation("Split a passage", needs=Role.ANALYST)
def split_passage(change: Change, passage_id: int, at: int) -> Passage:
    """Cut a passage in two; returns the second, under the same themes and by the same analyst.

    What rests on the passage rests on both. Raises Invalid without words on both sides, Conflict where a cell quotes
    words across the cut.
    """
    passage = change.get(Passage, passage_id)
    was, transcript = _said(change, passage), change.get(Transcript, passage.transcript_id)
    text = change.text(transcript.digest)
    halves = (text[passage.start : at], text[at : passage.end]) if passage.start < at < passage.end else ()
    if not halves or not all(half.strip() for half in halves):
        raise Invalid("There must be words of the passage on both sides of the cut.", "at")
    first, second = words_within(text, passage.start, at), words_within(text, at, passage.end)
    after = change.update(passage, **located(change, transcript, *first, None))
    other = _second_half(change, after, located(change, transcript, *second, None))
    _keep_verbatim(change, after, after.quote)
    change.tell(f"split {was} into {_lines(after)} and {_lines(other)}")
    return other


def _second_half(change: Change, first: Passage, place: dict[str, int | str]) -> Passage:
    """A passage at another place with all that the first has but its memos."""
    own = {name: place[name] for name in ("transcript_id", "start", "end")}
    kept = {"strength": first.strength, "key": first.key, "consent": first.consent}
    known = change.one(Passage, **own, person_id=first.person_id)
    second = known or change.add(Passage, **place, person_id=first.person_id, at=change.now, **kept)
    there = {entry.theme_id for entry in change.find(IndexEntry, passage_id=second.id)}
    for entry in change.find(IndexEntry, passage_id=first.id):
        if entry.theme_id not in there:
            values = {"passage_id": second.id, "theme_id": entry.theme_id, "transcript_id": second.transcript_id}
            change.add(IndexEntry, **values, person_id=entry.person_id, at=change.now)
    linked = {link.block_id for link in change.find(Link, passage_id=second.id)}
    links = [link for link in change.find(Link, passage_id=first.id) if link.block_id not in linked]
    change.add_many(Link, [{"block_id": k.block_id, "passage_id": second.id, "spans": k.spans} for k in links])
    return second


@operation("Keep a theme under a number key", needs=Role.ANALYST)
def pin_theme(change: Change, theme_id: int, position: int) -> Pin:
    """Keep a theme under one of one's own number keys (position 0 is the key 1); two pinned themes change places.

    Raises Invalid.
    """
    change.get(Theme, theme_id)
    if not 0 <= position < KEYS:
        raise Invalid("Themes are kept under the keys 1 to 9.", "position")
    if retired := retired_above(change, theme_id):
        raise Invalid(f"{titles(change)[retired]} is retired and takes no new passages.", "theme_id")
    pins = change.find(Pin, person_id=change.person_id)
    before = next((pin for pin in pins if pin.theme_id == theme_id), None)
    there = next((pin for pin in pins if pin.position == position), None)
    if before is not None and before == there:
        return before
    change.remove_many(pin for pin in (before, there) if pin is not None)
    if before is not None and there is not None:
        change.add(Pin, person_id=change.person_id, theme_id=there.theme_id, position=before.position)
    change.tell(f"kept {titles(change)[theme_id]} under the key {position + 1}")
    return change.add(Pin, person_id=change.person_id, theme_id=theme_id, position=position)


@operation("Free a number key", needs=Role.ANALYST)
def unpin_theme(change: Change, theme_id: int) -> None:
    """Keep a theme under no key of one's own any more."""
    change.get(Theme, theme_id)
    pin = change.one(Pin, person_id=change.person_id, theme_id=theme_id)
    if pin is not None:
        change.tell(f"freed the key {pin.position + 1} of {titles(change)[theme_id]}")
        change.remove(pin)


def _keep_verbatim(change: Change, passage: Passage, quote: str) -> None:
    """What a cell gives as a participant's own words must go on standing in a passage linked to it."""
    ids = [link.block_id for link in change.find(Link, passage_id=passage.id)]
    quoted = [block for block in change.find(Block, id=ids, kind=BlockKind.VERBATIM.value) if block.text not in quote]
    others = [link for link in change.find(Link, block_id=[b.id for b in quoted]) if link.passage_id != passage.id]
    quotes = {p.id: p.quote for p in change.find(Passage, id=[link.passage_id for link in others])}
    for block in quoted:
        if not any(link.block_id == block.id and block.text in quotes[link.passage_id] for link in others):
            raise Conflict("A cell quotes words that the passage would no longer hold: change the cell first.")


def located(change: Change, transcript: Transcript, start: int, end: int, quote: str | None) -> dict[str, int | str]:
    """The fields of a passage that follow from its place. Raises Invalid; Conflict where `quote` is not there."""
    text = change.text(transcript.digest)
    if not 0 <= start < end <= len(text):
        raise Invalid("The passage lies outside the transcript.", "start")
    words = text[start:end]
    if not words.strip():
        raise Invalid("There are no words in the passage.", "start")
    if quote is not None and quote != words:
        raise Conflict("The words at this place are not the ones you selected: reload the transcript and try again.")
    first, last = line_numbers(lines_of(change, transcript), *words_within(text, start, end))
    place: dict[str, int | str] = {"transcript_id": transcript.id, "start": start, "end": end}
    return {**place, "first_line": first, "last_line": last, "quote": words}


def _marked(change: Change, place: dict[str, Any]) -> Passage:
    """One's own passage at a place, stored if it is not there yet. Raises Invalid, NotFound, Conflict."""
    id, start, end, quote = (place.get(name) for name in ("transcript_id", "start", "end", "quote"))
    if not all(type(number) is int for number in (id, start, end)) or not isinstance(quote, str | None):
        raise Invalid("A passage needs a transcript and a place in it.", "places")
    fields = located(change, change.get(Transcript, cast(int, id)), cast(int, start), cast(int, end), quote)
    own = {"transcript_id": id, "start": start, "end": end, "person_id": change.person_id}
    return change.one(Passage, **own) or change.add(Passage, **fields, person_id=change.person_id, at=change.now)


def _place(change: Change, passage: Passage, theme_ids: list[int]) -> None:
    check_open(change, theme_ids)
    if new := _enter(change, passage, theme_ids):
        change.tell(f"placed {_said(change, passage)} under {' and '.join(titles(change)[id] for id in new)}")


def check_open(change: Change, theme_ids: list[int]) -> None:
    """Raises Invalid where a theme takes no passages, NotFound."""
    for theme_id in theme_ids:
        change.get(Theme, theme_id)
        if retired := retired_above(change, theme_id):
            raise Invalid(f"{titles(change)[retired]} is retired and takes no new passages.", "themes")


def _enter(change: Change, passage: Passage, theme_ids: list[int]) -> list[int]:
    """Place a passage under open themes; returns those under which it was not yet."""
    there = {entry.theme_id for entry in change.find(IndexEntry, passage_id=passage.id)}
    new = [id for id in dict.fromkeys(theme_ids) if id not in there]
    values = {"passage_id": passage.id, "transcript_id": passage.transcript_id, "person_id": change.person_id}
    change.add_many(IndexEntry, [{**values, "theme_id": id, "at": change.now} for id in new])
    return new


def _remove(change: Change, passage: Passage, entries: list[IndexEntry]) -> None:
    """What rests on the passage goes with it; undo brings all of it back."""
    change.remove_many(change.find(Link, passage_id=passage.id))
    change.remove_many(change.find(Memo, about=About.PASSAGE.value, about_id=passage.id))
    change.remove_many(entries)
    change.remove(passage)


def _said(change: Change, passage: Passage) -> str:
    """“lines 41–44 of LA2, FG1”."""
    name = transcript_names(change)[passage.transcript_id]
    return f"{_lines(passage)} of {name}"


def _lines(passage: Passage) -> str:
    """“lines 41–44”."""
    return lines_said(passage.first_line, passage.last_line)
