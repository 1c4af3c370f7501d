"""A study that comes back as a whole: all its rows and its journal under new ids, as they were in every other respect.

Like the beginning of a study this is written outside the journal: it makes the journal.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Table, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from framework.errors import Invalid
from framework.model import Identity, Person, Project
from framework.store.journal import Image
from framework.store.references import WORKBOOKS, Number, references, renumbered
from framework.store.schema import TABLES, acts, files, metadata, projects, texts, writes
from framework.store.whole import Write

AT_ONCE = 5000  # rows in one statement
CONTRADICTS = "Its tables contradict each other."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a study is, checked, numbered 1, 2, 3 … within each table and without the study's own id.

    `rows`: record → rows as the database takes them; `counts`: table → how many numbers are given out in it; `texts`
    and `files` by digest.
    """

    rows: Mapping[type, Sequence[Image]]
    history: Sequence[Write]
    counts: Mapping[str, int]
    texts: Mapping[str, str]
    files: Mapping[str, bytes]

    @property
    def project(self) -> Image:
        """The row of the study itself."""
        return self.rows[Project][0]


def known_here(connection: Connection, guid: str) -> bool:
    """Whether the workspace has a study of this identifier."""
    return connection.execute(select(projects.c.id).where(projects.c.guid == guid)).first() is not None


def add_whole(
    connection: Connection, contents: Contents, people: Mapping[int, int], progress: Callable[[float], object]
) -> int:
    """Store it as a new study; returns its id. `people`: who of the workspace its people are.

    It keeps its identifier unless the workspace has it already. Raises Invalid where its parts contradict each other.
    """
    try:
        return _Restoring(connection, contents, people, progress).store()
    except IntegrityError as error:
        raise Invalid(CONTRADICTS) from error


class _Restoring:
    """One study on its way in."""

    def __init__(
        self, connection: Connection, contents: Contents, people: Mapping[int, int], progress: Callable[[float], object]
    ) -> None:
        self.connection, self.contents, self.people, self.progress = connection, contents, people, progress
        self.steps = sum(map(len, contents.rows.values())) + len(contents.history) or 1
        self.done = 0

    def store(self) -> int:
        """All of it."""
        project_id = self._project()
        number = self._numbers(project_id)
        for digest, words in self.contents.texts.items():
            self._keep(texts, digest, text=words)
        for digest, data in self.contents.files.items():
            self._keep(files, digest, data=data)
        for table in metadata.sorted_tables:
            record = _RECORDS.get(table.name)
            if record not in (None, Person, Project):
                rows = self.contents.rows[record]
                self._add(table, ({**renumbered(table, row, number), "project_id": project_id} for row in rows))
        anew = {"project_id": project_id, "key": WORKBOOKS, "guid": str(uuid4())}
        self.connection.execute(insert(TABLES[Identity]).values(**anew))
        self._add(writes, (_stored(write.renumbered(number), project_id) for write in self.contents.history))
        return project_id

    def _project(self) -> int:
        """The study's own row. At which version each table last changed follows from the history."""
        project = self.contents.project
        number = {act["id"]: act["number"] for act in self.contents.rows[_RECORDS[acts.name]]}
        versions: dict[str, int] = {}
        for write in self.contents.history:
            versions[write.table] = max(versions.get(write.table, 0), number[write.act])
        guid = str(uuid4()) if known_here(self.connection, project["guid"]) else project["guid"]
        row = {**project, "guid": guid, "versions": json.dumps(versions)}
        del row["id"]
        return int(self.connection.execute(insert(projects).values(**row).returning(projects.c.id)).scalar_one())

    def _numbers(self, project_id: int) -> Number:
        """New ids follow on those given out before, and keep their order."""
        first = {table: self._reserve(table, count) for table, count in self.contents.counts.items()}

        def number(table: str, id: int) -> int:
            if table == projects.name:
                return project_id
            return self.people[id] if table == TABLES[Person].name else first[table] + id

        return number

    def _reserve(self, table: str, count: int) -> int:
        """Give out so many ids of a table, some for rows that only the journal knows; returns the id before them."""
        if table in (projects.name, TABLES[Person].name) or not count:
            return 0
        run = self.connection.execute
        if self.connection.dialect.name == "sqlite":
            last = run(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}).scalar()
            change = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"
            if last is not None:
                change = "UPDATE sqlite_sequence SET seq = :seq WHERE name = :name"
            run(text(change), {"name": table, "seq": (last or 0) + count})
            return int(last or 0)
        sequence = func.pg_get_serial_sequence(table, "id")
        last = int(run(select(func.nextval(sequence))).scalar_one())
        run(select(func.setval(sequence, last + count)))
        return last

    def _keep(self, table: Table, digest: str, **content: Any) -> None:
        if self.connection.execute(select(table.c.digest).where(table.c.digest == digest)).first() is None:
            self.connection.execute(insert(table).values(digest=digest, **content))

    def _add(self, table: Table, rows: Iterable[Image]) -> None:
        """Rows that name others of their own table are told which when all of them are there."""
        own = [name for name, target in references(table).items() if target == table.name and name != "id"]
        later: list[Image] = []
        for some in _in_groups(iter(rows), AT_ONCE):
            later += [row for row in some if any(row[name] is not None for name in own)]
            self.connection.execute(insert(table), [{**row, **dict.fromkeys(own)} for row in some])
            self.done += len(some)
            self.progress(self.done / self.steps)
        if later:
            statement = update(table).where(table.c.id == bindparam("row"))
            values = [{"row": row["id"], **{f"new_{name}": row[name] for name in own}} for row in later]
            self.connection.execute(statement.values({name: bindparam(f"new_{name}") for name in own}), values)


_RECORDS = {table.name: record for record, table in TABLES.items()}


def _in_groups(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while some := list(islice(items, size)):
        yield some


def _stored(write: Write, project_id: int) -> Image:
    """A row of the journal, the study's id back in its images."""
    before, after = (
        image and json.dumps({**image, "project_id": project_id}, ensure_ascii=False)
        for image in (write.before, write.after)
    )
    return {"act_id": write.act, "table": write.table, "row_id": write.row, "before": before, "after": after}
