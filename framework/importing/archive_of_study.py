"""An archive of a study that comes back: unpacked, its checksums verified, its tables as words.

Every file must be as the archive's list of checksums says; one that was changed is refused by name. Files that the list
does not know (a system's own, a licence added later) are left out and named. Started as a program it is the child
process of the sandbox; `read` asks that child.
"""

import csv
import json
import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from typing import Any, TypeVar

from framework.archive_form import (
    ANY_FORM,
    BESIDE,
    DATA,
    FILE_COLUMNS,
    FILES,
    FORM,
    HISTORY,
    HISTORY_KEYS,
    MANIFEST,
    README,
)
from framework.errors import Unreadable
from framework.importing.child import serve
from framework.importing.sandbox import Limits as Cost
from framework.importing.sandbox import read_one
from framework.importing.wire import unpacked_refusal
from framework.importing.zip_guard import Limits, MiB, Package

CHILD = (sys.executable, "-P", "-m", "framework.importing.archive_of_study")
LARGEST = 200 * MiB  # as much as the page takes
LIMITS = Limits(entries=50_000, entry=512 * MiB, together=1024 * MiB, ratio=1000)
COST = Cost(
    cpu_seconds=120, memory=3 * 1024 * MiB, wall_seconds=300, largest=LARGEST, answer=1024 * MiB, what="an archive"
)
_LISTED = re.compile(r"([0-9a-f]{64})  (.+)")
_FACT = re.compile(r"([A-Z][a-z]+): (.*)")
_OF_A_SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)")

T = TypeVar("T")
Table = list[list[str]]  # titles, then rows


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive holds, in words: its tables by name, its history, the texts and files that they name by digest.

    `facts`: what its README says of it. `parts`: how many files it has, all of them as they left. `others`: names of
    files that are not the archive's.
    """

    name: str
    facts: dict[str, str]
    tables: dict[str, Table]
    history: list[list[Any]]
    texts: dict[str, str]
    files: dict[str, bytes]
    parts: int
    others: tuple[str, ...]


def read(name: str, data: bytes) -> Archived:
    """What an archive holds, found out in a child process with limits.

    Raises Unreadable, with a sentence that names the file, where it is damaged, was changed, or is no archive.
    """
    return read_one(name, data, CHILD, unpacked, COST)


def look_through(name: str, data: bytes) -> Archived:
    """As `read`, in this process."""
    if data[:4] != b"PK\x03\x04":
        raise Unreadable(f"{name} is no archive of a study (.zip), or it is protected by a password.", name)
    box = _Box(name, data)
    facts = box.facts()
    if HISTORY not in box.digests:
        raise Unreadable(
            f"{name} is for deposit and holds no history: only the archive of the whole study can be brought back.",
            name,
        )
    csv.field_size_limit(LIMITS.entry)
    tables = {table: box.rows(path) for path, table in box.tables()}
    texts, files = box.kept()
    history = [box.write(line, number) for number, line in enumerate(box.lines(HISTORY), 1)]
    return Archived(name, facts, tables, history, texts, files, len(box.digests) + 1, tuple(box.others))


class _Box:
    """The checked files of an archive, wherever in the package they lie."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.package = name, Package(name, data, LIMITS)
        lists = [path for path in self.package.names if path == MANIFEST or path.endswith(f"/{MANIFEST}")]
        if not lists:
            raise Unreadable(f"{name} is no archive of a study: it has no list of checksums ({MANIFEST}).", name)
        self.root = min(lists, key=len).removesuffix(MANIFEST)
        self.digests = dict(self._listed())
        there = [path for path in self.package.names if path.startswith(self.root)]
        mine = {f"{self.root}{path}" for path in (MANIFEST, *self.digests)}
        foreign = [path for path in self.package.names if path not in mine]
        self.others = [path for path in foreign if not _OF_A_SYSTEM.search(path)]
        for path, digest in self.digests.items():
            if f"{self.root}{path}" not in there:
                raise self.refusal(f"its file {path} is missing")
            if sha256(self.content(path)).hexdigest() != digest:
                raise self.refusal(f"its file {path} was changed since the archive was made")

    def refusal(self, why: str) -> Unreadable:
        """What is said where the archive can't be taken."""
        return Unreadable(f"{self.name} can’t be brought back: {why}.", self.name)

    def content(self, path: str) -> bytes:
        """A file."""
        if path not in self.digests and path != MANIFEST:
            raise self.refusal(f"its file {path} is missing")
        return self.package.read(f"{self.root}{path}")

    def text(self, path: str) -> str:
        """A file of words."""
        try:
            return self.content(path).decode("utf-8-sig" if path.endswith(".csv") else "utf-8")
        except UnicodeDecodeError:
            raise self.refusal(f"its file {path} is not in UTF-8") from None

    def lines(self, path: str) -> list[str]:
        """The lines of a file: LF alone ends one, whatever the words within hold."""
        return self.text(path).removesuffix("\n").split("\n") if self.content(path) else []

    def facts(self) -> dict[str, str]:
        """What the README says in its head. Raises Unreadable for an archive of another form."""
        first, _, rest = self.text(README).partition("\n")
        form = ANY_FORM.fullmatch(first)
        if form is None:
            raise self.refusal(f"its {README} does not say that it is the archive of a study")
        if form[1] != FORM:
            raise self.refusal(f"it has the form {form[1]}, and this version of the program knows the form {FORM}")
        head = rest.partition("\n\n")[2].partition("\n\n")[0]
        return {found[1]: found[2] for line in head.split("\n") if (found := _FACT.fullmatch(line))}

    def tables(self) -> Iterator[tuple[str, str]]:
        """The tables of records: where each lies, and its name."""
        for path in self.digests:
            folder, _, file = path.rpartition("/")
            if folder == DATA and file.endswith(".csv") and path not in BESIDE:
                yield path, file.removesuffix(".csv")

    def rows(self, path: str) -> Table:
        """A table, its titles first, every row as long as they."""
        try:
            rows = list(csv.reader(StringIO(self.text(path), newline=""), strict=True))
        except csv.Error:
            raise self.refusal(f"its table {path} can’t be read") from None
        if not rows or any(len(row) != len(rows[0]) for row in rows):
            raise self.refusal(f"its table {path} has rows of different lengths")
        return rows

    def kept(self) -> tuple[dict[str, str], dict[str, bytes]]:
        """The texts and the carried files, by digest."""
        texts: dict[str, str] = {}
        files: dict[str, bytes] = {}
        titles, *rows = self.rows(FILES)
        if titles != list(FILE_COLUMNS):
            raise self.refusal(f"its table {FILES} has other columns than it should")
        for path, digest, *_ in rows:
            if self.digests.get(path) != digest:
                raise self.refusal(f"its table {FILES} names {path} with another checksum")
            if path.startswith("carried/"):
                files[digest] = self.content(path)
            else:
                texts[digest] = self.text(path)
        return texts, files

    def write(self, line: str, number: int) -> list[Any]:
        """A line of the history."""
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or tuple(found) != HISTORY_KEYS:
            raise self.refusal(f"line {number} of its {HISTORY} can’t be read")
        return list(found.values())

    def _listed(self) -> Iterator[tuple[str, str]]:
        try:
            lines = self.package.read(f"{self.root}{MANIFEST}").decode().splitlines()
        except UnicodeDecodeError:
            lines = ["?"]
        for line in lines:
            found = _LISTED.fullmatch(line)
            if found is None:
                raise self.refusal(f"its {MANIFEST} can’t be read")
            yield found[2], found[1]


# -- between child and parent --


def packed(found: Archived) -> bytes:
    """What was found, as JSON."""
    parts = {field: getattr(found, field) for field in found.__dataclass_fields__}
    parts |= {"files": {digest: b64encode(data).decode() for digest, data in found.files.items()}}
    return json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")


def unpacked(data: bytes, name: str) -> Archived | Unreadable:
    """The answer about the file `name`. Raises ValueError for anything that is not exactly one."""
    try:
        parts = json.loads(data)
        if refusal := unpacked_refusal(parts, name):
            return refusal
        return Archived(
            name,
            facts=_words(parts["facts"]),
            tables={_typed(table, str): _table(rows) for table, rows in parts["tables"].items()},
            history=[_typed(write, list) for write in parts["history"]],
            texts=_checked(_words(parts["texts"])),
            files={digest: b64decode(words, validate=True) for digest, words in _words(parts["files"]).items()},
            parts=_typed(parts["parts"], int),
            others=tuple(_typed(other, str) for other in parts["others"]),
        )
    except (TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise ValueError("The answer has the wrong form.") from fault


def _checked(texts: dict[str, str]) -> dict[str, str]:
    """Texts are kept for ever under their digests: each is looked at once more on this side."""
    if any(sha256(text.encode()).hexdigest() != digest for digest, text in texts.items()):
        raise ValueError("A text has another digest.")
    return texts


def _table(rows: object) -> Table:
    found = _typed(rows, list)
    if not all(isinstance(row, list) and all(isinstance(words, str) for words in row) for row in found):
        raise TypeError
    return found


def _words(pairs: object) -> dict[str, str]:
    found: Mapping[str, str] = _typed(pairs, dict)
    return {key: _typed(words, str) for key, words in found.items()}


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError
    return value


if __name__ == "__main__":
    serve(look_through, int(sys.argv[1]), int(sys.argv[2]), packed, LARGEST)
