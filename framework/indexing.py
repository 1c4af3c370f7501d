"""Indexing: placing passages of the transcripts under themes."""

from dataclasses import dataclass

from framework.errors import Conflict, Invalid
from framework.model import About, Block, BlockKind, IndexEntry, Link, Memo, Passage, Role, Theme, Transcript
from framework.operations import operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import retired_above, titles, with_descendants
from framework.transcripts import line_numbers, lines_of, lines_said, transcript_names, words_within


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
    """“41” or “41–44”."""
    return lines_said(passage.first_line, passage.last_line).split(" ")[1]


def passages_of(reader: Reader, transcript_id: int) -> list[Placed]:
    """The passages of one transcript in the order of the text."""
    themes = queries.themes_of_passages(reader, transcript_id)
    return [Placed(p, tuple(themes.get(p.id, ()))) for p in queries.passages_in(reader, transcript_id)]


def passages_under(reader: Reader, theme_id: int, case_id: int | None = None) -> list[Placed]:
    """The passages under a theme or anything beneath it, in all cases or one, in the order of cases and text."""
    transcripts = [t.id for t in reader.all(Transcript) if t.case_id == case_id] if case_id is not None else None
    found = queries.passages_under(reader, with_descendants(reader, theme_id), transcripts)
    return [Placed(passage, tuple(themes)) for passage, themes in found]


@operation("Index a passage", needs=Role.ANALYST)
def index_passage(
    change: Change, transcript_id: int, start: int, end: int, themes: list[int], quote: str | None = None
) -> Passage:
    """Place text[start:end] of a transcript under one or more themes. `quote`: what the analyst saw there.

    Raises Invalid where the place is not in the text or the text there is not the quote, or a theme takes no passages.
    """
    if not themes:
        raise Invalid("Choose at least one theme.", "themes")
    transcript = change.get(Transcript, transcript_id)
    fields = _located(change, transcript, start, end, quote)
    own = {"transcript_id": transcript_id, "start": start, "end": end, "person_id": change.person_id}
    passage = change.one(Passage, **own) or change.add(Passage, **fields, person_id=change.person_id, at=change.now)
    _place(change, passage, themes)
    return passage


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
    fields = _located(change, change.get(Transcript, passage.transcript_id), start, end, None)
    _keep_verbatim(change, passage, str(fields["quote"]))
    after = change.update(passage, **fields)
    change.tell(f"changed the limits of {was} to {lines_said(after.first_line, after.last_line)}")
    return after


def _keep_verbatim(change: Change, passage: Passage, quote: str) -> None:
    """What a cell gives as a participant's own words must go on standing in a passage linked to it."""
    ids = [link.block_id for link in change.find(Link, passage_id=passage.id)]
    quoted = [block for block in change.find(Block, id=ids, kind=BlockKind.VERBATIM.value) if block.text not in quote]
    others = [link for link in change.find(Link, block_id=[b.id for b in quoted]) if link.passage_id != passage.id]
    quotes = {p.id: p.quote for p in change.find(Passage, id=[link.passage_id for link in others])}
    for block in quoted:
        if not any(link.block_id == block.id and block.text in quotes[link.passage_id] for link in others):
            raise Conflict("A cell quotes words that the passage would no longer hold: change the cell first.")


def _located(change: Change, transcript: Transcript, start: int, end: int, quote: str | None) -> dict[str, int | str]:
    """The fields of a passage that follow from its place."""
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


def _place(change: Change, passage: Passage, theme_ids: list[int]) -> None:
    there = {entry.theme_id for entry in change.find(IndexEntry, passage_id=passage.id)}
    new = []
    for theme_id in dict.fromkeys(theme_ids):
        change.get(Theme, theme_id)
        if retired := retired_above(change, theme_id):
            raise Invalid(f"{titles(change)[retired]} is retired and takes no new passages.", "themes")
        if theme_id in there:
            continue
        values = {"passage_id": passage.id, "theme_id": theme_id, "transcript_id": passage.transcript_id}
        change.add(IndexEntry, **values, person_id=change.person_id, at=change.now)
        new.append(titles(change)[theme_id])
    if new:
        change.tell(f"placed {_said(change, passage)} under {' and '.join(new)}")


def _remove(change: Change, passage: Passage, entries: list[IndexEntry]) -> None:
    """What rests on the passage goes with it; undo brings all of it back."""
    change.remove_many(change.find(Link, passage_id=passage.id))
    change.remove_many(change.find(Memo, about=About.PASSAGE.value, about_id=passage.id))
    change.remove_many(entries)
    change.remove(passage)


def _said(change: Change, passage: Passage) -> str:
    """“lines 41–44 of LA2, FG1”."""
    name = transcript_names(change)[passage.transcript_id]
    return f"{lines_said(passage.first_line, passage.last_line)} of {name}"
