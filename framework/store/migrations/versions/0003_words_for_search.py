"""Words for search: every turn's words in a full-text table of SQLite's own

Written by hand: `schema.py` does not know the table, because nothing in it is anybody's work. Triggers keep it current
in the same transaction as an import, a correction or an undo. A later migration that makes `turns` or `transcripts`
anew (batch mode drops their triggers) must create the triggers again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Texts and turns count code points, as `substr` does.
WORDS_OF_TURNS = """
    INSERT INTO turn_words (rowid, words)
    SELECT turns.id, substr(texts.text, turns.speech + 1, turns."end" - turns.speech)
    FROM turns JOIN transcripts ON transcripts.id = turns.transcript_id JOIN texts ON texts.digest = transcripts.digest
"""
TRIGGERS = (
    """
    CREATE TRIGGER turn_words_come AFTER INSERT ON turns BEGIN
        {words_of_turns} WHERE turns.id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER turn_words_go AFTER DELETE ON turns BEGIN
        DELETE FROM turn_words WHERE rowid = OLD.id;
    END
    """,
    """
    CREATE TRIGGER turn_words_change AFTER UPDATE OF transcript_id, speech, "end" ON turns
    WHEN (NEW.transcript_id, NEW.speech, NEW."end") IS NOT (OLD.transcript_id, OLD.speech, OLD."end") BEGIN
        DELETE FROM turn_words WHERE rowid = OLD.id;
        {words_of_turns} WHERE turns.id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER turn_words_corrected AFTER UPDATE OF digest ON transcripts WHEN NEW.digest IS NOT OLD.digest BEGIN
        DELETE FROM turn_words WHERE rowid IN (SELECT id FROM turns WHERE transcript_id = NEW.id);
        {words_of_turns} WHERE turns.transcript_id = NEW.id;
    END
    """,
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite" or not _has_full_text(connection):
        return  # search then reads the texts themselves
    # The words stand in `texts`: the table keeps none of its own, where SQLite can do without (from 3.43 on).
    version = tuple(map(int, connection.exec_driver_sql("SELECT sqlite_version()").scalar_one().split(".")))
    bare = "content = '', contentless_delete = 1," if version >= (3, 43) else ""
    tokens = "tokenize = 'unicode61 remove_diacritics 2'"
    op.execute(f"CREATE VIRTUAL TABLE turn_words USING fts5(words, {bare} {tokens})")
    op.execute("CREATE VIRTUAL TABLE turn_vocabulary USING fts5vocab(turn_words, row)")
    for trigger in TRIGGERS:
        op.execute(trigger.format(words_of_turns=WORDS_OF_TURNS))
    op.execute(WORDS_OF_TURNS)


def _has_full_text(connection: sa.Connection) -> bool:
    options = connection.exec_driver_sql("PRAGMA compile_options").scalars()
    return "ENABLE_FTS5" in set(options)
