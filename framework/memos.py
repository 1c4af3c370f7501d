"""Memos: thoughts written down beside the study's things, margin notes included."""

from dataclasses import dataclass

from framework.cases import case_names
from framework.errors import Invalid, NotAllowed, NotFound
from framework.model import About, Case, Cell, Memo, MemoKind, Passage, Role, Theme, Transcript
from framework.operations import operation
from framework.store import queries
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import titles
from framework.transcripts import line_numbers, lines_of, lines_said, transcript_names, words_within


def memos_about(reader: Reader, about: About, about_id: int) -> list[Memo]:
    """The memos about one thing, the oldest first."""
    return reader.find(Memo, about=about.value, about_id=about_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which memos to look for; what is empty does not narrow. All the `words` stand in the memo.

    `about`: kinds of things, where margin notes are about transcripts.
    """

    words: str = ""
    people: tuple[int, ...] = ()
    kinds: tuple[MemoKind, ...] = ()
    about: tuple[About, ...] = ()
    pinned: bool = False


def memos_found(reader: Reader, wanted: Wanted, before: int | None = None, limit: int = 25) -> list[Memo]:
    """The memos that are looked for, the newest first: those older than the one with the id `before`."""
    return queries.memos_found(
        reader,
        wanted.words.split(),
        {"person_id": wanted.people, "kind": [k.value for k in wanted.kinds], "about": [a.value for a in wanted.about]},
        pinned=wanted.pinned,
        before=before,
        limit=limit,
    )


def pinned_memos(reader: Reader, transcript: Transcript | None = None) -> list[Memo]:
    """The pinned memos to have in view: those about the study and its themes, and, beside a transcript, about it.

    About a transcript are those on itself, its case and its passages.
    """
    pinned = reader.remembered("pinned memos", [Memo], lambda: queries.pinned_memos(reader))
    if transcript is None:
        return [memo for memo in pinned if memo.about in (About.STUDY, About.THEME)]
    ids = [memo.about_id for memo in pinned if memo.about is About.PASSAGE]
    here = {p.id for p in reader.find(Passage, id=ids, transcript_id=transcript.id)} if ids else set()

    def in_view(memo: Memo) -> bool:
        match memo.about:
            case About.TRANSCRIPT:
                return memo.about_id == transcript.id
            case About.CASE:
                return memo.about_id == transcript.case_id
            case About.PASSAGE:
                return memo.about_id in here
            case About.CELL:
                return False
            case _:
                return True

    return [memo for memo in pinned if in_view(memo)]


def where_written(reader: Reader, memo: Memo) -> str:
    """What a memo is about, a margin note with its lines: “lines 3–4 of LA1, Manager 1”."""
    if memo.about is not About.TRANSCRIPT or memo.start is None or memo.end is None:
        return said(reader, memo.about, memo.about_id)
    transcript = reader.by_id(Transcript)[memo.about_id]
    place = words_within(reader.text(transcript.digest), memo.start, memo.end)
    lines = lines_said(*line_numbers(lines_of(reader, transcript), *place))
    return f"{lines} of {transcript_names(reader)[transcript.id]}"


def said(reader: Reader, about: About, about_id: int) -> str:
    """What a memo is about, in words: “lines 41–44 of LA2, FG1”. Raises NotFound."""
    match about:
        case About.TRANSCRIPT:
            reader.get(Transcript, about_id)
            return transcript_names(reader)[about_id]
        case About.THEME:
            reader.get(Theme, about_id)
            return titles(reader)[about_id]
        case About.CASE:
            reader.get(Case, about_id)
            return case_names(reader)[about_id]
        case About.PASSAGE:
            passage = reader.get(Passage, about_id)
            lines = lines_said(passage.first_line, passage.last_line)
            return f"{lines} of {transcript_names(reader)[passage.transcript_id]}"
        case About.CELL:
            cell = reader.get(Cell, about_id)
            return cell_said(reader, cell.case_id, cell.theme_id)
        case About.STUDY:
            if about_id != reader.project.id:
                raise NotFound("This study is not the one you are in.")
            return "the study"


def cell_said(reader: Reader, case_id: int, theme_id: int) -> str:
    """“the cell of LA2, FG1 under 3.2 Workload management”, as the trail and memos call it."""
    return f"the cell of {case_names(reader)[case_id]} under {titles(reader)[theme_id]}"


@operation("Write a memo", needs=Role.ANALYST)
def write_memo(change: Change, about: About, about_id: int, text: str, kind: MemoKind = MemoKind.MEMO) -> Memo:
    """Write down a thought about something. Raises Invalid where it is empty, NotFound."""
    about, kind = About(about), MemoKind(kind)
    change.tell(f"wrote a {kind.value} about {said(change, about, about_id)}")
    return _add(change, about, about_id, kind, text)


@operation("Note in the margin", needs=Role.ANALYST)
def note_in_margin(change: Change, transcript_id: int, start: int, end: int, text: str) -> Memo:
    """Write a note beside text[start:end] of a transcript; it is not an index entry. Raises Invalid."""
    transcript = change.get(Transcript, transcript_id)
    text_there = change.text(transcript.digest)
    if not 0 <= start < end <= len(text_there):
        raise Invalid("The note lies outside the transcript.", "start")
    lines = lines_said(*line_numbers(lines_of(change, transcript), *words_within(text_there, start, end)))
    change.tell(f"wrote a margin note at {lines} of {transcript_names(change)[transcript_id]}")
    return _add(change, About.TRANSCRIPT, transcript_id, MemoKind.MARGIN_NOTE, text, start, end)


@operation("Revise a memo", needs=Role.ANALYST)
def revise_memo(change: Change, memo_id: int, text: str) -> Memo:
    """Put other words in a memo of one's own. Raises NotAllowed, Invalid."""
    memo = _own(change, memo_id)
    change.tell(f"revised a {memo.kind.value} about {said(change, memo.about, memo.about_id)}")
    return change.update(memo, text=_written(text))


@operation("Remove a memo", needs=Role.ANALYST)
def remove_memo(change: Change, memo_id: int) -> None:
    """Remove a memo of one's own. Raises NotAllowed."""
    memo = _own(change, memo_id)
    change.tell(f"removed a {memo.kind.value} about {said(change, memo.about, memo.about_id)}")
    change.remove(memo)


@operation("Pin a memo", needs=Role.ANALYST)
def pin_memo(change: Change, memo_id: int, pinned: bool = True) -> Memo:
    """Keep a memo, one's own or another's, in view while the team reads; or let it go."""
    memo = change.get(Memo, memo_id)
    if memo.pinned == pinned:
        return memo
    done = "pinned" if pinned else "unpinned"
    change.tell(f"{done} a {memo.kind.value} about {said(change, memo.about, memo.about_id)}")
    return change.update(memo, pinned=pinned)


def _own(change: Change, memo_id: int) -> Memo:
    memo = change.get(Memo, memo_id)
    if memo.person_id != change.person_id and not change.role.includes(Role.LEAD):
        raise NotAllowed("A memo can be changed by whoever wrote it, or by the lead of the study.")
    return memo


def _written(text: str) -> str:
    if not text.strip():
        raise Invalid("The memo is empty.", "text")
    return text.strip()


def _add(
    change: Change, about: About, id: int, kind: MemoKind, text: str, start: int | None = None, end: int | None = None
) -> Memo:
    place = {"about": about, "about_id": id, "start": start, "end": end}
    return change.add(Memo, **place, kind=kind, text=_written(text), person_id=change.person_id, at=change.now)
