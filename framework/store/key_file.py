"""The key file of a study: names to look for, what was judged harmless, and what was replaced by which pseudonym.

It says who is who, so it is never in the study's database, its journal or any of its exports: a small SQLite file of
its own in a folder that only its owner can open. Each call is a transaction, so that two people at once lose nothing.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize
from uuid import uuid4

from framework.errors import Unreadable
from framework.store.database import private_folder

_TABLES = """
CREATE TABLE IF NOT EXISTS roster (line TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS kept (
    words TEXT NOT NULL, transcript TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL,
    UNIQUE (words, transcript)
);
CREATE TABLE IF NOT EXISTS replaced (
    batch TEXT NOT NULL, act INTEGER NOT NULL, at TEXT NOT NULL, person TEXT NOT NULL, transcript TEXT NOT NULL,
    line INTEGER, words TEXT NOT NULL, pseudonym TEXT NOT NULL
);
"""
EVERYWHERE = ""  # in place of a transcript


@dataclass(frozen=True, slots=True)
class Kept:
    """That words, in small letters, identify nobody: in one transcript (its id as text) or everywhere (empty)."""

    words: str
    transcript: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """One place at which words were replaced. `act`: the study's version after it; `line`: None outside transcripts."""

    act: int
    at: str
    person: str
    transcript: str
    line: int | None
    words: str
    pseudonym: str


class KeyFile:
    """The key file of one study. It is made with the first thing that is written to it."""

    def __init__(self, folder: Path, guid: str) -> None:
        self.file = folder / f"{guid}.sqlite3"

    @property
    def exists(self) -> bool:
        """Whether there is anything in it."""
        return self.file.exists()

    @property
    def stamp(self) -> tuple[int, int]:
        """Another one whenever the file has changed: by whom it was changed does not matter."""
        if not self.exists:
            return 0, 0
        told = self.file.stat()
        return told.st_mtime_ns, told.st_size

    def roster(self) -> tuple[str, ...]:
        """The lines of names, each of one person or place: “Ann Lee, Annie”."""
        return tuple(row[0] for row in self._rows("SELECT line FROM roster ORDER BY rowid"))

    def change_roster(self, before: Iterable[str], after: Iterable[str]) -> None:
        """Take lines from what somebody saw to what they want: lines others have added meanwhile stay."""
        old, new = list(before), [line for line in (" ".join(line.split()) for line in after) if line]
        with self._writing() as db:
            db.executemany("DELETE FROM roster WHERE line = ?", [(line,) for line in old if line not in new])
            there = {row[0] for row in db.execute("SELECT line FROM roster")}
            fresh = dict.fromkeys(line for line in new if line not in old and line not in there)
            db.executemany("INSERT INTO roster VALUES (?)", [(line,) for line in fresh])

    def kept(self) -> list[Kept]:
        """What was judged to identify nobody, the latest first."""
        return [Kept(*row) for row in self._rows("SELECT * FROM kept ORDER BY at DESC, words")]

    def keep(self, words: str, person: str, transcript: str = EVERYWHERE) -> None:
        """Judge that words identify nobody."""
        with self._writing() as db:
            row = (alike(words), transcript, person, _now())
            db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", row)

    def ask_again(self, words: str, transcript: str) -> None:
        """Take such a judgement back."""
        with self._writing() as db:
            db.execute("DELETE FROM kept WHERE words = ? AND transcript = ?", (alike(words), transcript))

    def replaced(self) -> list[Replaced]:
        """Every replacement, the earliest first."""
        columns = ", ".join(Replaced.__dataclass_fields__)
        return [Replaced(*row) for row in self._rows(f"SELECT {columns} FROM replaced ORDER BY rowid")]  # noqa: S608

    def note(self, entries: Iterable[Replaced]) -> str:
        """Write replacements down; returns the name of the batch."""
        batch = str(uuid4())
        with self._writing() as db:
            db.executemany(
                "INSERT INTO replaced VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(batch, *astuple(e)) for e in entries]
            )
        return batch

    def forget(self, batch: str) -> None:
        """Take out replacements that were not made after all."""
        with self._writing() as db:
            db.execute("DELETE FROM replaced WHERE batch = ?", (batch,))

    def destroy(self) -> None:
        """Overwrite and delete the file. Who stands behind which pseudonym can't be looked up any more.

        Raises Unreadable where it can't be written to.
        """
        if not self.exists:
            return
        with self._refusing():
            with self.file.open("r+b") as handle:
                handle.write(b"\0" * self.file.stat().st_size)
            self.file.unlink()
            for beside in self.file.parent.glob(f"{self.file.name}-*"):
                beside.unlink()

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What stands in the file; nothing where there is none yet."""
        if not self.exists:
            return []
        with self._open() as db:
            return db.execute(statement).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """All that the block writes, or nothing of it."""
        with self._refusing():
            private_folder(self.file.parent)
            self.file.touch(mode=0o600)
        with self._open() as db, db:
            db.execute("BEGIN IMMEDIATE")
            yield db

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._refusing(), closing(sqlite3.connect(self.file, timeout=10, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete=ON")
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                db.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")  # whole, where two begin at once
            yield db

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Say in a sentence that the file is damaged, can't be written to, or lies where nothing can be written."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise Unreadable(f"The key file {self.file.name} could not be used: {error}.", self.file.name) from error


def alike(words: str) -> str:
    """Words as they are compared: small letters, one blank between, one apostrophe, accents on their letters."""
    return " ".join(normalize("NFC", words).casefold().replace("’", "'").split())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
