"""The study as it stood: its tables brought back to an earlier version through the journal.

The state at a version never changes any more, so a copy of it is made once, in a database in memory, where every answer
can be asked of it as of the study itself. Nothing of it is written to a disk. What is withheld from readers today is
withheld in it too, whenever it was said: nobody's withdrawal is undone by looking back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, asdict, dataclass, fields
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Table, create_engine, delete, func, insert, select, update
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from framework.model import Act, Blank, Block, Cell, Consent, Link, Passage, Person
from framework.store.journal import Image, from_json
from framework.store.reader import Memory, Reader
from framework.store.schema import TABLES, acts, projects, writes

# All that is recorded of a study. The texts of transcripts, which never change, and the journal stay where they are.
RECORDED = tuple(record for record, table in TABLES.items() if "project_id" in table.c and record is not Act)
ROOM = 3  # copies kept in memory for a workspace: each is as large as the study

Images = dict[str, dict[int, str | None]]


class Past:
    """A study's tables as they stood at a version, and what was made from them; one question at a time."""

    def __init__(self, reader: Reader, version: int, withheld: "Withheld") -> None:
        source, beside = reader.connection, reader.connection.dialect.name == "sqlite"
        driver: dict[str, Any] = {"module": source.dialect.loaded_dbapi} if beside else {}
        self._engine = create_engine(
            "sqlite://", **driver, poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
        )
        self._lock = Lock()
        self.memory = Memory()
        tables = [projects, TABLES[Person], *(TABLES[record] for record in RECORDED)]
        with self._engine.connect() as connection:
            for table in tables:
                connection.execute(CreateTable(table))
            (copy_beside if beside else copy_across)(connection, reader, version)
            withheld.hide(connection)
            project = {name: getattr(reader.project, name) for name in ("id", "guid", "created_at")}
            connection.execute(insert(projects).values(**project, version=version, versions="{}"))
            for index in (index for table in tables for index in table.indexes):  # quicker than one row at a time
                connection.execute(CreateIndex(index))
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to the copy."""
        with self._lock, self._engine.connect() as connection:
            yield connection


def past(reader: Reader, version: int) -> Past:
    """The study at an earlier version; those asked for last are kept."""
    kept = reader.remembered("pasts", [], lambda: Memory(ROOM))
    withheld = reader.remembered("withheld", [Cell, Passage], lambda: Withheld.of(reader))
    return kept.get((version, withheld), lambda: Past(reader, version, withheld))


@dataclass(frozen=True, slots=True)
class Withheld:
    """What nobody may see or quote now: cells left blank for that, and ids of passages."""

    cells: tuple[Cell, ...]
    passages: tuple[int, ...]

    @classmethod
    def of(cls, reader: Reader) -> "Withheld":
        """What a study withholds."""
        cells = reader.find(Cell, blank=[Blank.WITHDRAWN.value, Blank.SUPPRESSED.value])
        return cls(tuple(cells), tuple(p.id for p in reader.find(Passage, consent=Consent.REFUSED.value)))

    def hide(self, connection: Connection) -> None:
        """Withhold the same in a copy, also where nothing had been charted yet."""
        cells, passages = TABLES[Cell], TABLES[Passage]
        for cell in self.cells:
            here = (cells.c.case_id == cell.case_id) & (cells.c.theme_id == cell.theme_id)
            if not connection.execute(update(cells).where(here).values(blank=cell.blank)).rowcount:
                connection.execute(insert(cells), asdict(cell))
        self._take_words_out(connection)
        for id in self.passages:
            connection.execute(update(passages).where(passages.c.id == id).values(consent=Consent.REFUSED.value))

    def _take_words_out(self, connection: Connection) -> None:
        """What was written in such cells then is not there to be read."""
        cells, blocks, links = TABLES[Cell], TABLES[Block], TABLES[Link]
        kept_back = select(cells.c.id).where(cells.c.blank.in_({cell.blank.value for cell in self.cells if cell.blank}))
        theirs = select(blocks.c.id).where(blocks.c.cell_id.in_(kept_back))
        connection.execute(delete(links).where(links.c.block_id.in_(theirs)))
        connection.execute(delete(blocks).where(blocks.c.cell_id.in_(kept_back)))
        connection.execute(update(cells).where(cells.c.id.in_(kept_back)).values(dynamics=""))


# The first image before, of every row written since: what stood there at the version (nothing, where it came later).
_EARLIER = """
    INSERT INTO earlier ("table", row_id, before)
    SELECT "table", row_id, before FROM now.writes WHERE id IN (
        SELECT min(writes.id) FROM now.writes JOIN now.acts ON acts.id = writes.act_id
        WHERE acts.project_id = ? AND acts.number > ? GROUP BY writes."table", writes.row_id)
"""


def copy_beside(connection: Connection, reader: Reader, version: int) -> None:
    """The tables of a SQLite file as they stood, by SQLite itself: whatever is written meanwhile is seen nowhere."""
    run, project_id = connection.exec_driver_sql, reader.project.id
    run("PRAGMA temp_store = MEMORY")
    run("ATTACH ? AS now", (reader.connection.engine.url.database,))
    run('CREATE TABLE earlier ("table" TEXT, row_id INTEGER, before TEXT)')
    run("BEGIN")
    run(_EARLIER, (project_id, version))
    people = _named(TABLES[Person])
    run(f"INSERT INTO main.people ({people}) SELECT {people} FROM now.people")  # noqa: S608 - names of our own tables
    for record in RECORDED:
        table = TABLES[record]
        run(
            f'INSERT INTO main."{table.name}" ({_named(table)}) SELECT {_named(table)} FROM now."{table.name}" '  # noqa: S608
            'WHERE project_id = ? AND id NOT IN (SELECT row_id FROM earlier WHERE "table" = ?)',
            (project_id, table.name),
        )
        written = run('SELECT row_id, before FROM earlier WHERE "table" = ? AND before IS NOT NULL', (table.name,))
        _add(connection, table, _rewritten(record, {row.row_id: row.before for row in written}))
    connection.commit()
    run("DETACH now")
    run("DROP TABLE earlier")


def _named(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.c)


def copy_across(connection: Connection, reader: Reader, version: int) -> None:
    """The tables of any database as they stood, row by row."""
    people = reader.connection.execute(select(TABLES[Person])).mappings()
    _add(connection, TABLES[Person], (dict(row) for row in people))
    before = earlier_images(reader, RECORDED, version)
    for record in RECORDED:
        _add(connection, TABLES[record], rows_as_of(reader, record, before))


def _add(connection: Connection, table: Table, rows: Iterator[Image]) -> None:
    if found := list(rows):
        connection.execute(insert(table), found)


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


def _rewritten(record: type, since: Mapping[int, str | None]) -> Iterator[Image]:
    """The rows that have been written since, as they were; those that came later left out."""
    later = _later_fields(record)
    for image in since.values():
        if (values := from_json(TABLES[record], image)) is not None:
            yield {**later, **values}


def _later_fields(record: type) -> Mapping[str, Any]:
    """The fields that came after an image may have been written, with the values they have there."""
    given = {field.name: field.default for field in fields(record) if field.default is not MISSING}
    return {name: getattr(value, "value", value) for name, value in given.items()}
