"""Reading records of one project from one state of the database."""

import json
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from framework.errors import NotFound
from framework.model import Project, Record
from framework.store.schema import TABLES, files, projects, texts

R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Memory:
    """What was made from a state of the database, kept until that state has passed or room is needed.

    Keys carry the versions of the tables a value was made from, so nothing stale is ever found.
    """

    def __init__(self, room: int = 256) -> None:
        self._room = room
        self._values: dict[Hashable, Any] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under `key`, made now if it is not there."""
        with self._lock:
            if key in self._values:
                value = self._values[key] = self._values.pop(key)  # the most recently used stand last
                return value  # type: ignore[no-any-return]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._room:
                del self._values[next(iter(self._values))]
        return value


class Reader:
    """Answers from one project, at the version the connection sees. Never gives out a row of another project."""

    def __init__(self, connection: Connection, memory: Memory, project_id: int) -> None:
        row = connection.execute(_PROJECT, {"project": project_id}).one_or_none()
        if row is None:
            raise NotFound("This study is not in the workspace.")
        self.connection = connection
        self.project = Project(id=row.id, guid=row.guid, version=row.version, created_at=row.created_at)
        self._versions: dict[str, int] = json.loads(row.versions)
        self._memory = memory

    def version_of(self, *records: type) -> int:
        """The version at which any of these tables last changed."""
        return max(self._versions.get(TABLES[record].name, 0) for record in records)

    def remembered(self, name: Hashable, made_from: Iterable[type], make: Callable[[], T]) -> T:
        """`make()`, kept until one of the tables it is made from changes. The value must not be altered."""
        versions = tuple(self._versions.get(TABLES[record].name, 0) for record in made_from)
        return self._memory.get((self.project.guid, name, versions), make)

    def all(self, record: type[R]) -> tuple[R, ...]:
        """Every record of a small table, in order of position where it has one, else of age."""
        return self.remembered(("all", record.__name__), [record], lambda: tuple(self._select(record)))

    def by_id(self, record: type[R]) -> dict[int, R]:
        """Every record of a small table under its id."""
        return self.remembered(("by id", record.__name__), [record], lambda: {r.id: r for r in self.all(record)})

    def find(self, record: type[R], **where: Any) -> list[R]:
        """The records that have all these values; a list, tuple or set means any of its members."""
        return self._select(record, **where)

    def one(self, record: type[R], **where: Any) -> R | None:
        """The first such record, None where there is none."""
        found = self._select(record, **where)
        return found[0] if found else None

    def get(self, record: type[R], id: int) -> R:
        """The record with this id. Raises NotFound, also where it belongs to another project."""
        found = self.one(record, id=id)
        if found is None:
            raise NotFound(f"This {_spoken(record)} is not in the study (any more).")
        return found

    def count(self, record: type, **where: Any) -> int:
        """How many records have all these values."""
        statement = self._where(select(func.count()).select_from(TABLES[record]), record, where)
        return int(self.connection.execute(statement).scalar_one())

    def text(self, digest: str) -> str:
        """The stored text of a transcript."""
        statement = select(texts.c.text).where(texts.c.digest == digest)
        return self._memory.get(("text", digest), lambda: str(self.connection.execute(statement).scalar_one()))

    def file(self, digest: str) -> bytes:
        """The stored bytes of a file that is carried."""
        return bytes(self.connection.execute(select(files.c.data).where(files.c.digest == digest)).scalar_one())

    def _select(self, record: type[R], **where: Any) -> list[R]:
        table = TABLES[record]
        order = [table.c.position, table.c.id] if "position" in table.c else [table.c.id]
        statement = self._where(select(table), record, where).order_by(*order)
        return [as_record(record, row) for row in self.connection.execute(statement)]

    def _where(self, statement: Select[Any], record: type, where: dict[str, Any]) -> Select[Any]:
        table = TABLES[record]
        if "project_id" in table.c:
            statement = statement.where(table.c.project_id == self.project.id)
        for name, value in where.items():
            column = table.c[name]
            statement = statement.where(column.in_(value) if isinstance(value, list | tuple | set) else column == value)
        return statement


_PROJECT = select(projects).where(projects.c.id == bindparam("project"))


def as_record(record: type[T], row: Row[Any]) -> T:
    """A row as its frozen record, texts of enumerations as their members."""
    values = dict(row._mapping)
    for name, kind in _enumerations(cast(Hashable, record)).items():
        if values[name] is not None:
            values[name] = kind(values[name])
    return record(**{name: values[name] for name in _names(cast(Hashable, record))})


@cache
def _names(record: Any) -> tuple[str, ...]:
    return tuple(record.__dataclass_fields__)


@cache
def _enumerations(record: Any) -> dict[str, type]:
    from enum import StrEnum
    from typing import get_args, get_type_hints

    found = {}
    for name, hint in get_type_hints(record).items():
        for kind in (hint, *get_args(hint)):
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                found[name] = kind
    return found


def _spoken(record: type) -> str:
    """The record's name in a sentence: IndexEntry -> index entry."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in record.__name__).strip()
