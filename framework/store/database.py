"""A database, opened by URL: a SQLite file by default, PostgreSQL where a team has one."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from framework.errors import FrameworkError, Unreadable
from framework.store.schema import HEAD

log = logging.getLogger(__name__)


def _sqlite_driver() -> ModuleType:
    """SQLCipher's build of SQLite where it can be had: it is newer than most systems' and can encrypt."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        log.warning("sqlcipher3 is not available: using the system's SQLite %s", sqlite3.sqlite_version)
        return sqlite3
    driver: ModuleType = dbapi2
    return driver


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """False for the SQLite versions whose write-ahead log can lose data with two connections (fixed in 3.51.3)."""
    return version >= (3, 51, 3) or version[:2] == (3, 50) and version >= (3, 50, 7) or version == (3, 44, 6)


class Database:
    """Connections to one database, its schema brought up to date on opening.

    Raises Unreadable where the file is not one of ours or was written by a newer program.
    """

    def __init__(self, url: str | Path) -> None:
        self.url = _as_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.name = str(self.file or "the database")
        self.engine = self._sqlite_engine() if self.is_sqlite else create_engine(self.url, hide_parameters=True)
        try:
            self._open()
        except OperationalError as error:
            raise Unreadable(f"{self.name} could not be opened: {error.orig}.", self.name) from error
        except DatabaseError as error:
            raise Unreadable(f"{self.name} is not a Workbench database.", self.name) from error

    @property
    def file(self) -> Path | None:
        """The database file; None where it is not a file."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state for as long as it is open."""
        # PostgreSQL would else show each statement a newer state; SQLite's transactions are like this by nature.
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _in_words(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose writes are stored together when the block ends, or not at all."""
        with _in_words(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def copy_to(self, target: Path) -> None:
        """Write a complete copy of a SQLite database, also while others write to it."""
        with self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.cursor().execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)

    def _sqlite_engine(self) -> Engine:
        file = self.file
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                file.touch(mode=0o600)
            except OSError as error:
                raise Unreadable(f"{file} could not be opened: {error.strerror}.", str(file)) from error
        engine = create_engine(
            self.url, module=_sqlite_driver(), poolclass=QueuePool, pool_size=8, hide_parameters=True
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves
            cursor = connection.cursor()
            for pragma in (
                "busy_timeout=10000",
                "synchronous=FULL",
                "foreign_keys=ON",
                "secure_delete=ON",
                "trusted_schema=OFF",
                "temp_store=MEMORY",
                "cache_size=-65536",
                "mmap_size=1073741824",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    def _open(self) -> None:
        """See whose it is before anything in it is touched."""
        try:
            stored = self._stored_revision()
            if self.is_sqlite:
                self._set_journal_mode()
            self._migrate(stored)
        except BaseException:
            self.close()
            raise

    def _set_journal_mode(self) -> None:
        """The mode is kept in the file: set once, it holds for every connection."""
        driver = self.engine.dialect.loaded_dbapi
        wal = wal_is_safe(driver.sqlite_version_info)
        if not wal:
            log.warning("This SQLite has a faulty write-ahead log: using the slower rollback journal")
        with self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.cursor().execute(f"PRAGMA journal_mode={'WAL' if wal else 'TRUNCATE'}")

    def _migrate(self, stored: str | None) -> None:
        if stored == HEAD:
            return
        if stored is not None and stored > HEAD:
            sentence = f"{self.name} was written by a newer Workbench (its form is {stored}, ours {HEAD})."
            raise Unreadable(sentence, self.name)
        if stored is not None and self.file is not None:
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            self.copy_to(self.file.with_name(f"{self.file.name}.before-{HEAD}-{stamp}"))
        from alembic import command
        from alembic.util import CommandError

        try:
            with self.writing() as connection:
                command.upgrade(alembic_config(connection), "head")
        except CommandError as error:
            sentence = f"{self.name} has a form ({stored}) that this Workbench does not know."
            raise Unreadable(sentence, self.name) from error

    def _stored_revision(self) -> str | None:
        with self.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            if not tables:
                return None
            revision = None
            if tables >= {"alembic_version", "projects", "acts", "writes"}:
                revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if revision is None or not revision.isdigit():
                raise Unreadable(f"{self.name} was made by another program and was left as it is.", self.name)
            return str(revision)


_IN_WORDS = {
    "is full": "There is no room left on the disk: nothing of this was stored. Make room and do it again.",
    "No space left": "There is no room left on the disk: nothing of this was stored. Make room and do it again.",
    "is locked": "Somebody else has been writing for unusually long: nothing of this was stored. Try again.",
    "readonly": "The workspace's file can only be read here: nothing of this was stored.",
}


@contextmanager
def _in_words() -> Iterator[None]:
    """What a researcher can do something about, said to them."""
    try:
        yield
    except OperationalError as error:
        for sign, sentence in _IN_WORDS.items():
            if sign in str(error.orig):
                raise FrameworkError(sentence) from error
        raise


def alembic_config(connection: Connection | None = None) -> Any:
    """Alembic's settings for our migrations, run over `connection`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def remove_files(file: Path) -> None:
    """Delete a SQLite database with its write-ahead log."""
    for name in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        name.unlink(missing_ok=True)


def private_folder(folder: Path) -> Path:
    """The folder, made if need be, that only its owner can open."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _as_url(url: str | Path) -> URL:
    """A path becomes the URL of a SQLite file; everything else is taken as a URL."""
    if isinstance(url, Path) or "://" not in url:
        return URL.create("sqlite", database=os.fspath(Path(url).expanduser().absolute()))
    return make_url(url)
