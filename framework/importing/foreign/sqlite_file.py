"""The database file of another program: its plain tables, read-only and under limits.

It is opened in memory, so that nothing can be written and no function of the schema is run. Views, virtual tables and
computed columns are passed over: what is not plainly stored is not read. The store's own driver stays out of it.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from framework.errors import Unreadable
from framework.importing.foreign.kinds import database
from framework.importing.zip_guard import MiB

MAGIC = b"SQLite format 3\0"
SECONDS = 25.0
MOST_ROWS = 500_000
_LONGEST = 64 * MiB
_STEPS = 20_000  # of SQLite's machine between two looks at the clock
_WAL = 2  # what the header says where the latest changes stand in a file beside

Row = dict[str, object]


@contextmanager
def opened(name: str, data: bytes, program: str) -> Iterator["Tables"]:
    """The tables of a database file. `program`: who writes such files.

    Raises Unreadable, also later, where the file turns out to be damaged, endless or no such database.
    """
    if not data.startswith(MAGIC):
        raise Unreadable(f"{name} is no project of {program}: it is not a database.", name)
    try:
        with closing(database(data)) as connection:
            yield Tables(name, connection, waiting=data[18:19] == bytes([_WAL]))
    except sqlite3.OperationalError as fault:
        if "interrupted" in str(fault):
            raise Unreadable(f"{name} took too long to read and was left out.", name) from None
        raise _damaged(name) from None
    except (sqlite3.Error, UnicodeDecodeError):  # in a damaged file even the words of the error may be broken
        raise _damaged(name) from None


def _damaged(name: str) -> Unreadable:
    return Unreadable(f"{name} is damaged and can’t be read. Take a fresh copy of the project and try again.", name)


class Tables:
    """The plain tables of an opened file. `remarks`: what is odd about the file as a whole."""

    def __init__(self, name: str, connection: sqlite3.Connection, waiting: bool) -> None:
        self._name, self._connection = name, connection
        until = time.monotonic() + SECONDS
        connection.text_factory = lambda stored: bytes(stored).decode("utf-8", "replace")
        connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
        for limit in (sqlite3.SQLITE_LIMIT_LENGTH, sqlite3.SQLITE_LIMIT_SQL_LENGTH):
            connection.setlimit(limit, _LONGEST)
        connection.execute("PRAGMA cell_size_check = on")
        # A virtual table has no page of its own.
        plain = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        self._names = {str(found).casefold(): str(found) for (found,) in connection.execute(plain)}
        sound = connection.execute("PRAGMA quick_check(1)").fetchone()
        self.remarks: tuple[str, ...] = ()
        if sound is None or sound[0] != "ok":
            self.remarks += ("The file is damaged in places. Compare what came in with the project itself.",)
        if waiting:
            self.remarks += (
                "The project may have been open when it was copied; its latest changes then stand in another file "
                "(“-wal”) and are missing here. Close the project in its program before it is copied.",
            )

    def has(self, *tables: str) -> bool:
        """Whether all these tables are there."""
        return all(table.casefold() in self._names for table in tables)

    def rows(self, table: str, *columns: str) -> list[Row]:
        """All rows of a table; None for a column that this version of the program did not have yet.

        Raises Unreadable where there are too many of them.
        """
        stored = self._names.get(table.casefold())
        if stored is None:
            return []
        there = {
            str(found[1]).casefold() for found in self._connection.execute(f"PRAGMA table_info({_quoted(stored)})")
        }
        wanted = [column for column in columns if column.casefold() in there]
        if not wanted:
            return []
        asked = f"SELECT {', '.join(map(_quoted, wanted))} FROM {_quoted(stored)}"  # noqa: S608 - quoted names alone
        found = [
            dict(zip(wanted, row, strict=True)) for row in self._connection.execute(f"{asked} LIMIT {MOST_ROWS + 1}")
        ]
        if len(found) > MOST_ROWS:
            raise Unreadable(f"{self._name} has more than {MOST_ROWS:,} rows in one table, far more than a project.")
        return [{column: row.get(column) for column in columns} for row in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def said(value: object) -> str:
    """A stored value as words; “” for none."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def whole(value: object) -> int | None:
    """A stored value as a whole number; None where it is none. Some programs store 12 as 12.0 or as “12”."""
    try:
        found = float(value) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None
    return int(found) if found is not None and abs(found) < 2**53 else None


def number(value: object) -> int:
    """The same for an id by which rows refer to each other; 0, which no program gives away, for none."""
    return whole(value) or 0
