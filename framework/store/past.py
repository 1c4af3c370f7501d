"""The study as it stood: tables brought back to an earlier version through the journal.

The state at a version never changes any more, so a copy of it is made once, in a database in memory, where every answer
about matrices can be asked of it as of the study itself. Nothing of it is written to a disk.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from threading import Lock
from typing import Any

from sqlalchemy import Connection, create_engine, func, insert, select, type_coerce
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import NullType

from framework.model import (
    Attribute,
    AttributeValue,
    Block,
    Case,
    Cell,
    Design,
    GroupType,
    IndexEntry,
    Link,
    Participant,
    Passage,
    RoleGroup,
    Site,
    Theme,
    Transcript,
)
from framework.store.journal import Image, from_json
from framework.store.reader import Memory, Reader
from framework.store.schema import TABLES, acts, metadata, projects, writes

# What the matrices are made of. Texts, turns and memos stay where they are.
SHOWN: tuple[type, ...] = (
    Design,
    Site,
    RoleGroup,
    GroupType,
    Case,
    Attribute,
    AttributeValue,
    Participant,
    Transcript,
    Theme,
    Passage,
    IndexEntry,
    Cell,
    Block,
    Link,
)
_AT_ONCE = 10_000

Images = dict[str, dict[int, str | None]]


class Past:
    """A study's tables as they stood at a version, and what was made from them; one question at a time."""

    def __init__(self, reader: Reader, version: int) -> None:
        self._engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
        )
        self._lock = Lock()
        self.memory = Memory()
        with self._engine.begin() as connection:
            metadata.create_all(connection, [projects, *(TABLES[record] for record in SHOWN)])
            project = {name: getattr(reader.project, name) for name in ("id", "guid", "created_at")}
            connection.execute(insert(projects).values(**project, version=version, versions="{}"))
            before = earlier_images(reader, SHOWN, version)
            for record in SHOWN:
                _copy(connection, reader, record, before)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to the copy."""
        with self._lock, self._engine.connect() as connection:
            yield connection


def past(reader: Reader, version: int) -> Past:
    """The study at an earlier version, kept while there is room."""
    return reader.remembered(("past", version), [], lambda: Past(reader, version))


def earlier_images(reader: Reader, records: Sequence[type], version: int) -> Images:
    """Table → row id → what stood there at a version, for all rows written since: the first image before, as JSON."""
    changed = [TABLES[record].name for record in records if reader.version_of(record) > version]
    first = (
        select(func.min(writes.c.id))
        .join(acts, acts.c.id == writes.c.act_id)
        .where(acts.c.project_id == reader.project.id, acts.c.number > version, writes.c.table.in_(changed))
        .group_by(writes.c.table, writes.c.row_id)
    )
    found: Images = {name: {} for name in changed}
    for table, row_id, before in reader.connection.execute(
        select(writes.c.table, writes.c.row_id, writes.c.before).where(writes.c.id.in_(first))
    ):
        found[table][row_id] = before
    return found


def rows_as_of(reader: Reader, record: type, before: Images) -> Iterator[Image]:
    """The rows of a table: as they were where they have been written since, else as they are."""
    table = TABLES[record]
    since = before.get(table.name, {})
    now = reader.connection.execute(select(table).where(table.c.project_id == reader.project.id))
    for row in now.mappings():
        if row["id"] not in since:
            yield dict(row)
    yield from _rewritten(record, since)


def _later_fields(record: type) -> Mapping[str, Any]:
    """The fields that came after an image may have been written, with the values they have there."""
    given = {field.name: field.default for field in fields(record) if field.default is not MISSING}
    return {name: getattr(value, "value", value) for name, value in given.items()}


def _copy(connection: Connection, reader: Reader, record: type, before: Images) -> None:
    """A table as it stood: rows not written since go over as the drivers have them, which is what makes it quick."""
    table = TABLES[record]
    since = before.get(table.name, {})
    columns = [type_coerce(column, NullType()).label(column.name) for column in table.c]
    now = reader.connection.execute(select(*columns).where(table.c.project_id == reader.project.id))
    names, marks = ", ".join(f'"{column.name}"' for column in table.c), ", ".join("?" * len(table.c))
    into = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - names of our own tables
    place = list(table.c.keys()).index("id")
    for some in now.partitions(_AT_ONCE):
        kept = [tuple(row) for row in some if row[place] not in since]
        if kept:
            connection.exec_driver_sql(into, kept)
    rewritten = list(_rewritten(record, since))
    if rewritten:
        connection.execute(insert(table), rewritten)


def _rewritten(record: type, since: Mapping[int, str | None]) -> Iterator[Image]:
    """The rows that have been written since, as they were; those that came later left out."""
    later = _later_fields(record)
    for image in since.values():
        if (values := from_json(TABLES[record], image)) is not None:
            yield {**later, **values}
