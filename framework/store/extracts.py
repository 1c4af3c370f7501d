"""What is asked when extracts are reviewed: counted on the covering index, and only one page of passages ever read."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from framework.model import Passage
from framework.store.reader import Reader, as_record
from framework.store.schema import index_entries, passages, themes, turns

entries = index_entries.c


def counts(
    reader: Reader, theme_ids: Collection[int], words: Collection[str] = (), person_id: int | None = None
) -> dict[int, int]:
    """Transcript id → number of different passages under these themes: with all these words, placed by one person."""
    passage = entries.passage_id.distinct() if len(theme_ids) > 1 else entries.passage_id
    statement = select(entries.transcript_id, func.count(passage)).where(*_under(reader, theme_ids, person_id))
    if words:
        statement = statement.join(passages, passages.c.id == entries.passage_id).where(*_with(words))
    rows = reader.connection.execute(statement.group_by(entries.transcript_id))
    return {row[0]: row[1] for row in rows}


def passages_in(
    reader: Reader,
    theme_ids: Collection[int],
    transcript_id: int,
    words: Collection[str],
    person_id: int | None,
    offset: int,
    limit: int,
) -> list[Passage]:
    """Some of the passages under these themes in one transcript, in the order of the text."""
    there = select(entries.passage_id).where(
        *_under(reader, theme_ids, person_id), entries.transcript_id == transcript_id
    )
    statement = (
        select(passages)
        .where(passages.c.id.in_(there), *_with(words))
        .order_by(passages.c.start, passages.c.end, passages.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [as_record(Passage, row) for row in reader.connection.execute(statement)]


def latest(reader: Reader, theme_ids: Collection[int], before: int | None, limit: int) -> list[tuple[int, Passage]]:
    """The passages placed last under these themes, the newest first: (id of the entry, passage), those before one."""
    which = _under(reader, theme_ids, None)
    if before is not None:
        which.append(entries.id < before)
    newest = select(entries.id, entries.passage_id).where(*which).order_by(entries.id.desc()).limit(limit).subquery()
    statement = select(newest.c.id.label("entry_id"), passages).join(newest, newest.c.passage_id == passages.c.id)
    rows = reader.connection.execute(statement.order_by(newest.c.id.desc()))
    return [(row.entry_id, as_record(Passage, row)) for row in rows]


def all_themes_of(reader: Reader, passage_ids: Collection[int]) -> dict[int, list[int]]:
    """Passage id → ids of all its themes, in the order they were given."""
    statement = (
        select(entries.id, entries.passage_id, entries.theme_id)
        .join(passages, passages.c.id == entries.passage_id)
        .where(entries.passage_id.in_(passage_ids), passages.c.project_id == reader.project.id)
    )
    found: dict[int, list[int]] = {}
    # Asked to put them in order, SQLite would go through all entries of the study in that order.
    for _, passage_id, theme_id in sorted(tuple(row) for row in reader.connection.execute(statement)):
        found.setdefault(passage_id, []).append(theme_id)
    return found


def turns_around(reader: Reader, passage_ids: Collection[int]) -> dict[int, list[tuple[int, int, int | None]]]:
    """Passage id → (where the speech begins, where it ends, participant id) of its turns, one before and one after.

    Those adrift are left out: no turn of the text as it is now is theirs.
    """
    touched = (
        select(
            passages.c.id,
            passages.c.transcript_id,
            func.min(turns.c.number).label("first"),
            func.max(turns.c.number).label("last"),
        )
        .join(
            turns,
            and_(
                turns.c.transcript_id == passages.c.transcript_id,
                turns.c.start < passages.c.end,
                turns.c.end > passages.c.start,
            ),
        )
        .where(passages.c.id.in_(passage_ids), passages.c.project_id == reader.project.id)
        .where(passages.c.adrift.is_(False))
        .group_by(passages.c.id, passages.c.transcript_id)
        .subquery()
    )
    statement = (
        select(touched.c.id, turns.c.speech, turns.c.end, turns.c.participant_id)
        .join(
            turns,
            and_(
                turns.c.transcript_id == touched.c.transcript_id,
                turns.c.number.between(touched.c.first - 1, touched.c.last + 1),
            ),
        )
        .order_by(touched.c.id, turns.c.number)
    )
    found: dict[int, list[tuple[int, int, int | None]]] = {}
    for passage_id, speech, end, participant_id in reader.connection.execute(statement):
        found.setdefault(passage_id, []).append((speech, end, participant_id))
    return found


def placed_since(reader: Reader, theme_ids: Collection[int], at: datetime) -> int:
    """How many entries under these themes are younger than a moment."""
    statement = select(func.count()).where(*_under(reader, theme_ids, None), entries.at > at)
    return int(reader.connection.execute(statement).scalar_one())


def _under(reader: Reader, theme_ids: Collection[int], person_id: int | None) -> list[ColumnElement[bool]]:
    """Which themes are ours is asked of the small table, so that the covering index answers the rest alone."""
    ours = select(themes.c.id).where(themes.c.id.in_(theme_ids), themes.c.project_id == reader.project.id)
    which: list[ColumnElement[bool]] = [entries.theme_id.in_(ours)]
    return which if person_id is None else [*which, entries.person_id == person_id]


def _with(words: Collection[str]) -> list[ColumnElement[bool]]:
    return [passages.c.quote.icontains(word, autoescape=True) for word in words]
