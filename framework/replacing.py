"""Replacing: words that say who somebody is give way to a pseudonym, and all that stood on them stays where it was.

It is one act for all places. Passages, margin notes, triages, times and turns are carried over exactly, because it is
known what became what; verbatim words in cells follow their passages; approvals and fingerprints of evidence stay.
Who stands behind a pseudonym is told to nobody here: whoever calls this keeps it in the key file.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from framework import pseudonyms
from framework.alignment import Alignment
from framework.charting import reword
from framework.corrections import Corrected, as_draft, give_text
from framework.errors import Conflict, Invalid
from framework.evidence import reworded
from framework.identifiers import candidates, standing
from framework.matrices import Part, Tie, parts_of, passages_named
from framework.model import (
    Abbreviation,
    Act,
    Attribute,
    AttributeKind,
    AttributeValue,
    Block,
    BlockKind,
    Case,
    Cell,
    Design,
    Draft,
    DraftTurn,
    Due,
    EarlierText,
    FrameworkVersion,
    FrozenTheme,
    GroupType,
    Link,
    Memo,
    Participant,
    Passage,
    Question,
    Remark,
    Role,
    SignOff,
    Theme,
    ThemeReview,
    Transcript,
)
from framework.operations import operation
from framework.people import names
from framework.store.journal import Change
from framework.store.key_file import KeyFile, Replaced, alike
from framework.store.reader import Reader
from framework.transcripts import line_numbers, lines_of, transcript_names, turns_of
from framework.workspace import Workspace

# Where else people write freely, and what a reader would call it. Cells and transcripts have ways of their own.
FREE: Mapping[type[Any], tuple[str, tuple[str, ...]]] = {
    Memo: ("memo", ("text",)),
    Remark: ("remark", ("words", "text")),
    Participant: ("speaker’s label", ("label",)),
    Transcript: ("file name", ("source",)),
    Due: ("reason to look again", ("reason",)),
    Case: ("name of a case", ("called",)),
    Attribute: ("attribute", ("name", "choices")),
    AttributeValue: ("value of an attribute", ("value",)),
    Theme: ("theme", ("name", "definition", "include", "exclude")),
    FrozenTheme: ("theme of a frozen version", ("name", "definition", "include", "exclude")),
    FrameworkVersion: ("frozen version", ("name", "note")),
    ThemeReview: ("judgement of a theme", ("note",)),
    SignOff: ("sign-off", ("note",)),
    EarlierText: ("note on a correction", ("note",)),
    Question: ("question of the topic guide", ("text",)),
    Design: ("description of the study", ("title", "questions")),
    Abbreviation: ("abbreviation", ("term", "meaning")),
    GroupType: ("type of group", ("name",)),
}
CELL, ADRIFT = "cell", "passage that is adrift"
Edit = tuple[int, int, str]
Spot = dict[str, int]  # transcript_id, start, end


@dataclass(frozen=True, slots=True)
class Gone:
    """Words that were replaced: in which transcript or what else, on which line, and what they were."""

    where: str
    line: int | None
    words: str


# -- what there is to know --


def spots(reader: Reader, words: str, key: pseudonyms.Key, transcripts: Iterable[Transcript]) -> list[Spot]:
    """Everywhere words stand in some transcripts, within one turn and not as a part of a longer candidate."""
    names, public, found = key.names, pseudonyms.public_words(reader), []
    loose = pseudonyms.is_loose(words, names)
    for transcript in transcripts:
        text = reader.text(transcript.digest)
        if standing(text, words, loose=loose):
            listed = pseudonyms.found_in(text, transcript.digest, names, public)
            here = pseudonyms.places(text, words, loose, listed)
            cuts = _cuts(reader, transcript.id) if any("\n" in text[a:b] for a, b in here) else []
            here = [(a, b) for a, b in here if not crosses(cuts, a, b)]
            found += [{"transcript_id": transcript.id, "start": a, "end": b} for a, b in here]
    return found


def elsewhere(reader: Reader, words: str, loose: bool = True) -> dict[str, int]:
    """“memo” → in how many of them the words stand outside transcripts; without what holds none."""
    found: dict[str, int] = {}
    for what, text in reader.remembered("free words", [Block, Passage, *FREE], lambda: list(_free(reader))):
        if standing(_legible(what, text), _legible(what, words), loose=loose):
            found[what] = found.get(what, 0) + 1
    return found


def edited(draft: Draft, edits: Sequence[Edit]) -> Draft:
    """A draft in which words have given way to others; its turns and times stay on theirs."""
    aligned = Alignment.of_edits(draft.text, edits)
    turns = tuple(
        DraftTurn(t.label, aligned.begins(t.start), aligned.begins(t.speech), aligned.ends(t.end), t.seconds)
        for t in draft.turns
    )
    times = tuple((aligned.begins(place), seconds) for place, seconds in draft.times)
    return replace(draft, text=aligned.new, turns=turns, times=times)


def crosses(cuts: Sequence[int], start: int, end: int) -> bool:
    """Whether one of these places, which are in order, lies within a stretch."""
    return bisect_right(cuts, start) < bisect_left(cuts, end)


def edits_of(text: str, words: str, pseudonym: str, loose: bool, public: Collection[str] = ()) -> list[Edit]:
    """A pseudonym wherever the words stand in a text that is no transcript, but not as a part of a longer candidate."""
    if not standing(text, words, loose=loose):
        return []
    found = candidates(text, (), public)
    return [(a, b, pseudonym) for a, b in pseudonyms.places(text, words, loose, found)]


def file_otherwise(name: str, words: str, pseudonym: str) -> str:
    """A file's name likewise: “interview_Ann_Lee.docx” has the words Ann Lee."""
    found = standing(_legible("file name", name), _legible("file name", words))
    return Alignment.of_edits(name, [(a, b, pseudonym) for a, b in found]).new


# -- what people do --


@operation("Replace words by a pseudonym", needs=Role.ANALYST)
def replace_words(
    change: Change,
    words: str,
    pseudonym: str,
    places: list[dict[str, int]],
    everywhere: bool = False,
    loose: bool = True,
) -> list[Gone]:
    """Put a pseudonym at these places (`transcript_id`, `start`, `end`), which hold the words; returns what gave way.

    Cells that give a passage's words letter for letter follow it. `everywhere`: in memos, cells, labels and whatever
    else people write, too; there in small and capital letters alike where `loose`. Raises Invalid for a pseudonym that
    is none or a place in two turns; Conflict where the words stand there no more.
    """
    pseudonym = pseudonyms.checked(pseudonym, words)
    by_transcript: dict[int, list[tuple[int, int]]] = {}
    for place in places:
        if place.keys() != {"transcript_id", "start", "end"}:
            raise Invalid("A place came in a form this program does not understand.", "places")
        by_transcript.setdefault(place["transcript_id"], []).append((place["start"], place["end"]))
    gone: list[Gone] = []
    follow = _Following(change)
    for id, spans in sorted(by_transcript.items()):
        transcript = change.get(Transcript, id)
        gone += follow.transcript(transcript, _edits(change, transcript, words, pseudonym, spans))

    public = pseudonyms.public_words(change)

    def edits(text: str) -> list[Edit]:
        return edits_of(text, words, pseudonym, loose, public) if everywhere else []

    def other(text: str) -> str:
        return Alignment.of_edits(text, edits(text)).new

    count = len(gone)
    follow.adrift(other)
    follow.cells(edits)
    if everywhere:
        gone += [Gone(what, None, words) for what in _free_otherwise(change, words, pseudonym, other)]
    gone += [Gone(CELL, None, words)] * follow.reworded
    if not gone:
        raise Invalid("The words stand nowhere any more, so there is nothing to replace.", "words")
    _tell(change, list(by_transcript), count, len(gone) - count, pseudonym, words)
    return gone


@operation("Destroy the key file", needs=Role.LEAD)
def note_destroyed_key(change: Change) -> None:
    """Write into the trail that the key of the pseudonyms is destroyed."""
    change.tell("destroyed the key file: nobody can look up any more who stands behind a pseudonym")
    change.leave_a_trace()


@contextmanager
def noted(
    workspace: Workspace, project_id: int, person_id: int, keys: KeyFile
) -> Iterator[tuple[Change, list[tuple[Gone, str]]]]:
    """A change, and the list for what was replaced in it by which pseudonym, which goes into the key file.

    The key file is written before the study is: nobody is left with a pseudonym of which nothing is known. What was
    noted of a change that was refused is taken out again.
    """
    batch = ""
    try:
        with workspace.change(project_id, person_id) as change:
            found: list[tuple[Gone, str]] = []
            yield change, found
            if found:
                who, at = names(change)[person_id], change.now.isoformat(timespec="seconds")
                act = change.project.version + 1
                batch = keys.note([Replaced(act, at, who, g.where, g.line, g.words, by) for g, by in found])
    except BaseException:
        if batch:
            keys.forget(batch)
        raise


def log_rows(reader: Reader, replaced: Iterable[Replaced]) -> list[tuple[str | int, ...]]:
    """The log for a table: when, who, where, line, the words, the pseudonym, and whether that was taken back."""
    undone = {act.number for act in reader.find(Act) if act.undone_by is not None}
    return [
        (r.at, r.person, r.transcript, r.line or "", r.words, r.pseudonym, "taken back" if r.act in undone else "")
        for r in replaced
    ]


# -- how it is done --


def _edits(
    change: Change, transcript: Transcript, words: str, pseudonym: str, spans: Iterable[tuple[int, int]]
) -> list[Edit]:
    """The places in order. Raises Conflict, Invalid."""
    text, cuts, last = change.text(transcript.digest), _cuts(change, transcript.id), 0
    found = []
    for start, end in sorted(set(spans)):
        if not 0 <= start < end <= len(text) or start < last or alike(text[start:end]) != alike(words):
            raise Conflict("The transcript has changed meanwhile: look at the places again.")
        if crosses(cuts, start, end):
            raise Invalid("These words stand in two turns: replace each part of its own.", "places")
        found.append((start, end, pseudonym))
        last = end
    return found


def _cuts(reader: Reader, transcript_id: int) -> list[int]:
    return sorted(place for turn in turns_of(reader, transcript_id) for place in (turn.start, turn.speech))


class _Following:
    """What follows the words of transcripts: passages that read otherwise now, and the cells that rest on them."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.was: dict[int, tuple[str, bool]] = {}
        self.now: dict[int, tuple[str, bool]] = {}
        self.moved: dict[int, tuple[Passage, Alignment]] = {}
        self.reworded = 0

    def transcript(self, transcript: Transcript, edits: list[Edit]) -> list[Gone]:
        """Give a transcript its new text; returns what gave way, by the lines of now."""
        change = self.change
        old, now = change.text(transcript.digest), as_draft(change, transcript)
        aligned = Alignment.of_edits(old, edits)
        draft = edited(now.draft, edits)
        made = give_text(change, transcript, Corrected(draft, now.voices), "", aligned)
        for moved in made.passages:
            if moved.place and moved.words != moved.thing.quote:
                self.was[moved.thing.id] = moved.thing.quote, False
                self.now[moved.thing.id] = moved.words, False
                self.moved[moved.thing.id] = moved.thing, aligned
        starts, name = lines_of(change, change.get(Transcript, transcript.id)), transcript_names(change)[transcript.id]
        return [Gone(name, line_numbers(starts, *aligned.place(a, b))[0], old[a:b]) for a, b, _ in edits]

    def adrift(self, other: Callable[[str], str]) -> None:
        """Passages without a place keep the words of an earlier text: these too."""
        for passage in self.change.find(Passage, adrift=True):
            if (said := other(passage.quote)) != passage.quote:
                self.was[passage.id], self.now[passage.id] = (passage.quote, True), (said, True)
                self.change.update(passage, quote=said)

    def cells(self, edits: Callable[[str], list[Edit]]) -> None:
        """Let verbatim words follow their passages and fingerprints hold; other parts are edited as asked."""
        change = self.change
        self._keep_fingerprints()
        linked = change.find(Link, passage_id=list(self.now)) if self.now else []
        blocks = [*change.find(Block, id=[link.block_id for link in linked])] if linked else []
        blocks += [block for block in change.find(Block) if edits(block.text)]
        for cell in change.find(Cell, id=list({block.cell_id for block in blocks})):
            before = parts_of(change, [cell.theme_id], [cell.case_id]).get(cell.id, ())
            after = [self._part(part, edits) for part in before]
            if tuple(after) != before:
                self.reworded += sum(one.text != other.text for one, other in zip(before, after, strict=True))
                reword(change, cell, after)

    def _keep_fingerprints(self) -> None:
        passages = self.change.find(Passage, id=list(self.now))
        transcripts = {t.id: t.case_id for t in self.change.all(Transcript)}
        cases = {transcripts[passage.transcript_id] for passage in passages}
        cells = [cell for cell in self.change.find(Cell, case_id=list(cases)) if cell.evidence]
        self.change.update_each((c, {"evidence": reworded(c.evidence or "", self.was, self.now)}) for c in cells)

    def _part(self, part: Part, edits: Callable[[str], list[Edit]]) -> Part:
        if part.kind is BlockKind.VERBATIM:
            if any(part.text in p.quote for p in passages_named(self.change, part.passages).values()):
                return part  # as its passage has it: words that were left there are left here
            for id in part.passages:
                if id in self.moved and part.text in self.was[id][0]:
                    passage, aligned = self.moved[id]
                    start = passage.start + passage.quote.index(part.text)
                    return _carried(part, aligned, start)
        return _carried(part, Alignment.of_edits(part.text, edits(part.text)), 0)


def _carried(part: Part, aligned: Alignment, at: int) -> Part:
    """A part that stands in a text at a place, with the words and ties it has once the text is another."""
    first, last = aligned.place(at, at + len(part.text))
    ties = []
    for tie in part.ties:
        if tie.start is None or tie.end is None:
            ties.append(tie)
            continue
        start, end = aligned.place(at + tie.start, at + tie.end)
        ties.append(Tie(tie.passage, max(0, start - first), min(last, end) - first))
    return Part(part.kind, aligned.new[first:last], tuple(ties))


def _free(reader: Reader) -> Iterator[tuple[str, str]]:
    """All that people have written outside transcripts: (what it is, its words)."""
    for block in reader.find(Block):
        yield CELL, block.text
    for passage in reader.find(Passage, adrift=True):
        yield ADRIFT, passage.quote
    for record, (what, fields) in FREE.items():
        for row in reader.find(record):
            yield what, "\n".join(filter(None, (getattr(row, field) for field in fields)))


def _legible(what: str, text: str) -> str:
    """The words of a file's name stand apart, letter for letter at the same places."""
    return re.sub(r"[_.-]", " ", text) if what == FREE[Transcript][0] else text


def _free_otherwise(change: Change, words: str, pseudonym: str, other: Callable[[str], str]) -> Iterator[str]:
    """Replace the words wherever else people have written them; tells of what each was.

    A number or a date can't be a pseudonym: the case has none then. Raises Invalid where two attributes become one.
    """
    no_words = {a.id for a in change.all(Attribute) if a.kind not in (AttributeKind.TEXT, AttributeKind.CHOICE)}
    for record, (what, fields) in FREE.items():
        rows, without = [], []
        for row in change.find(record):
            texts = {field: getattr(row, field) for field in fields}
            name = record is Transcript
            after = {f: file_otherwise(t, words, pseudonym) if name else other(t) for f, t in texts.items()}
            if after != texts:
                if record is AttributeValue and row.attribute_id in no_words:
                    without.append(row)
                else:
                    rows.append((row, after))
                yield what
        if record is Attribute:
            _stay_apart(change, rows)
        change.update_each(rows)
        change.remove_many(without)


def _stay_apart(change: Change, rows: Iterable[tuple[Attribute, dict[str, str]]]) -> None:
    """Attributes have names of their own, and choices that are all different. Raises Invalid."""
    called = {attribute.id: attribute.name for attribute in change.all(Attribute)}
    for attribute, after in rows:
        after["choices"] = "\n".join(dict.fromkeys(after["choices"].split("\n")))
        called[attribute.id] = after["name"]
        if [name.casefold() for name in called.values()].count(after["name"].casefold()) > 1:
            raise Invalid(f"Two attributes would be called {after['name']}: give one of them another name first.")


def _tell(change: Change, transcripts: Collection[int], count: int, others: int, pseudonym: str, words: str) -> None:
    """Say what was done without the words, which a case may have had in its name."""
    names = transcript_names(change)
    where = ", ".join(names[id] for id in transcripts) if len(transcripts) <= 4 else f"{len(transcripts)} transcripts"
    said = [f"{count} place{'' if count == 1 else 's'} in {where}"] if count else []
    said += [f"{others} in cells, memos and the like"] if others else []
    sentence = f"replaced {' and '.join(said)} by {pseudonym}"
    spans = [(a, b, "…") for a, b in standing(sentence, words)]
    change.tell(Alignment.of_edits(sentence, spans).new)
