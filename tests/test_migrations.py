"""Whoever comes with a database of an earlier form keeps everything in it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, create_engine, insert, select, text

from framework.store.database import Database, alembic_config

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]
VALUES: dict[type, Any] = {
    int: 1,
    str: "{}",
    bool: False,
    datetime: datetime(2026, 3, 31, tzinfo=UTC).replace(tzinfo=None),
}


def a_row_in_every_table(connection: Connection) -> dict[str, dict[str, Any]]:
    """Fill each table of an earlier form with one row; returns table → that row."""
    tables = MetaData()
    tables.reflect(connection)
    rows = {}
    for table in tables.sorted_tables:
        if table.name != "alembic_version" and not table.name.startswith(("turn_words", "turn_vocabulary")):
            rows[table.name] = {column.name: VALUES[column.type.python_type] for column in table.columns}
            connection.execute(insert(table).values(rows[table.name]))
    return rows


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_filled_database_of_an_earlier_form_is_brought_up_to_date_whole(revision: str, tmp_path: Path) -> None:
    file = tmp_path / "earlier.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)
        rows = a_row_in_every_table(connection)
    engine.dispose()

    opened = Database(file)
    with opened.reading() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        for name, row in rows.items():
            table = Table(name, MetaData(), autoload_with=connection)
            assert connection.execute(select(*(table.c[field] for field in row))).mappings().one() == row
    opened.close()
