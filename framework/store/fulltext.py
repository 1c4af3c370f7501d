"""Which turns hold which words: asked of SQLite's full-text table, or of the texts where there is none.

The table (`turn_words`, made by migration 0003) is kept current by triggers, so nothing here writes. It covers every
study of the workspace: each answer is narrowed to the reader's own.
"""

from collections.abc import Iterable

from sqlalchemy import and_, func, or_, select, text

from framework.store.reader import Reader
from framework.store.schema import participants, texts, transcripts, turns

DERIVED = ("turn_words", "turn_vocabulary")
LONGEST = 40  # letters of a word that is offered

# The full-text table first: it knows the few turns that match.
_MATCHING = """
    SELECT turns.transcript_id, turns.id
    FROM turn_words CROSS JOIN turns ON turns.id = turn_words.rowid
    CROSS JOIN participants ON participants.id = turns.participant_id
    WHERE turn_words MATCH :match AND turns.project_id = :project AND (:leaders OR NOT participants.moderator)
    ORDER BY turns.transcript_id, turns.number
"""
_USED = """
    SELECT 1 FROM turn_words CROSS JOIN turns ON turns.id = turn_words.rowid
    WHERE turn_words MATCH :match AND turns.project_id = :project AND turns.participant_id IS NOT NULL LIMIT 1
"""
_TERMS = "SELECT term FROM turn_vocabulary WHERE length(term) BETWEEN 3 AND :longest"


def belongs_to_schema(name: str | None, kind: str, parents: object = None) -> bool:
    """Whether Alembic is to compare this: not the full-text table and the tables SQLite keeps for it."""
    return kind != "table" or name is None or not name.startswith(DERIVED)


def has_table(reader: Reader) -> bool:
    """Whether this database has the full-text table: a SQLite with FTS5."""
    if reader.connection.dialect.name != "sqlite":
        return False
    asked = text("SELECT 1 FROM sqlite_master WHERE name = 'turn_words'")
    return reader.connection.execute(asked).first() is not None


def matching_turns(reader: Reader, match: str, leaders: bool) -> dict[int, list[int]]:
    """Transcript id → ids of the spoken turns that match (an FTS5 query), in their order.

    `leaders`: the turns of those who lead the talk too.
    """
    given = {"match": match, "project": reader.project.id, "leaders": leaders}
    found: dict[int, list[int]] = {}
    for transcript_id, turn_id in reader.connection.execute(text(_MATCHING), given):
        found.setdefault(transcript_id, []).append(turn_id)
    return found


def terms(reader: Reader) -> list[str]:
    """The different words of the workspace, folded: of all its studies, so each must be asked for with `is_used`."""
    return list(reader.connection.execute(text(_TERMS), {"longest": LONGEST}).scalars())


def is_used(reader: Reader, match: str) -> bool:
    """Whether anybody in this study says what matches."""
    given = {"match": match, "project": reader.project.id}
    return reader.connection.execute(text(_USED), given).first() is not None


def transcripts_holding(reader: Reader, alternatives: Iterable[Iterable[str]]) -> list[int]:
    """The transcripts whose text holds all the words of an alternative somewhere, for want of a full-text table.

    Letters beyond ASCII are not compared here: databases fold them each in their own way.
    """
    holding = [[word for word in words if word.isascii()] for words in alternatives]
    statement = (
        select(transcripts.c.id)
        .join(texts, texts.c.digest == transcripts.c.digest)
        .where(transcripts.c.project_id == reader.project.id)
    )
    if all(holding):
        said = func.lower(texts.c.text)
        each = [and_(*(said.contains(word.lower(), autoescape=True) for word in words)) for words in holding]
        statement = statement.where(or_(*each))
    return list(reader.connection.execute(statement.order_by(transcripts.c.id)).scalars())


def spoken_turns_of(reader: Reader, transcript_id: int, leaders: bool) -> list[tuple[int, int, int]]:
    """(id, where the speech begins, where it ends) of each spoken turn of a transcript, in their order."""
    statement = (
        select(turns.c.id, turns.c.speech, turns.c.end)
        .join(participants, participants.c.id == turns.c.participant_id)
        .where(turns.c.transcript_id == transcript_id, turns.c.project_id == reader.project.id)
        .order_by(turns.c.number)
    )
    if not leaders:
        statement = statement.where(participants.c.moderator.is_(False))
    return [(id, speech, end) for id, speech, end in reader.connection.execute(statement)]
