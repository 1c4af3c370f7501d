"""Memos: thoughts written down beside the study's things, margin notes included."""

from framework.cases import case_names
from framework.errors import Invalid, NotAllowed, NotFound
from framework.model import About, Case, Cell, Memo, MemoKind, Passage, Role, Theme, Transcript
from framework.operations import operation
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.themes import titles
from framework.transcripts import line_numbers, lines_of, lines_said, transcript_names, words_within


def memos_about(reader: Reader, about: About, about_id: int) -> list[Memo]:
    """The memos about one thing, the oldest first."""
    return reader.find(Memo, about=about.value, about_id=about_id)


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
            return f"the cell of {case_names(reader)[cell.case_id]} under {titles(reader)[cell.theme_id]}"
        case About.STUDY:
            if about_id != reader.project.id:
                raise NotFound("This study is not the one you are in.")
            return "the study"


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
