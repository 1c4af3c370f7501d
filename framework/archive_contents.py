"""What the words of an archive mean: rows of the store, each value of its column's kind, each number one that is there.

The checksums say that nothing was changed by chance; this, that nothing in it can harm a workspace, whoever wrote it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from framework.archive_form import DATA, HISTORY, Column, columns, fits, read_in, without_default
from framework.errors import Unreadable
from framework.importing.archive_of_study import Archived
from framework.model import Act, Cell, Design, EarlierText, Passage, Person, Project, Remark, Theme, Transcript, Turn
from framework.store.journal import Image
from framework.store.references import renumbered
from framework.store.restoring import Contents
from framework.store.schema import TABLES
from framework.store.whole import Write

_RECORDS = {table.name: record for record, table in TABLES.items()}
_JOURNALED = {name: record for name, record in _RECORDS.items() if record not in (Project, Person, Act)}
_EVIDENCE = re.compile(r"([0-9]+:[0-9a-f]{10}( (?=[0-9])|$))*")


def contents(found: Archived) -> Contents:
    """The rows, texts and history of an archive. Raises Unreadable, with what is wrong and where."""
    return _Reading(found).contents()


class _Reading:
    def __init__(self, found: Archived) -> None:
        self.found = found

    def contents(self) -> Contents:
        """All of it, checked."""
        for name in self.found.tables:
            if name not in _RECORDS:
                raise self._refusal(
                    f"it holds the table {name}, which this version of the program does not know; a newer one does"
                )
        rows = {record: list(self._rows(name, record)) for name, record in _RECORDS.items()}
        history = [self._write(number, *write) for number, write in enumerate(self.found.history, 1)]
        self._check_study(rows)
        counts = self._counts(rows, history)
        self._check_order(rows)
        self._check_places(rows)
        return Contents(rows, history, counts, self.found.texts, self.found.files)

    def _refusal(self, why: str) -> Unreadable:
        return Unreadable(f"{self.found.name} can’t be brought back: {why}.", self.found.name)

    def _rows(self, name: str, record: type) -> Iterator[Image]:
        """The rows of a table. One that came later may be missing in an early archive, and so may its columns."""
        titles, *rows = self.found.tables.get(name) or [[column.name for column in columns(record)]]
        known = {column.name: column for column in columns(record)}
        for title in titles:
            if title not in known or titles.count(title) > 1:
                raise self._refusal(f"its table {DATA}/{name}.csv has a column “{title}” that does not belong there")
        missing = [column for column in known.values() if column.name not in titles]
        for column in missing:
            if without_default(column):
                raise self._refusal(f"its table {DATA}/{name}.csv lacks the column “{column.name}”")
        later = {column.name: getattr(column.default, "value", column.default) for column in missing}
        for number, row in enumerate(rows, 2):
            if len(row) != len(titles):
                raise self._refusal(f"its table {DATA}/{name}.csv has rows of different lengths")
            here = zip(titles, row, strict=True)
            yield {**later, **{title: self._value(name, number, known[title], words) for title, words in here}}

    def _value(self, table: str, number: int, column: Column, words: str) -> Any:
        try:
            if "\0" in words:
                raise ValueError(words)
            return read_in(column, words)
        except (ValueError, OverflowError):
            where = f"in line {number} of its table {DATA}/{table}.csv, “{column.name}”"
            raise self._refusal(f"{where} holds something that can’t stand there") from None

    def _write(self, number: int, act: Any, table: Any, row: Any, before: Any, after: Any) -> Write:
        record = _JOURNALED.get(table) if isinstance(table, str) else None
        right = record is not None and type(act) is int and type(row) is int
        images = [image for image in (before, after) if image is not None]
        if not right or not images or not all(self._fits(record, row, image) for image in images):  # type: ignore[arg-type]
            raise self._refusal(f"line {number} of its {HISTORY} holds something that can’t stand there")
        return Write(act, table, row, before, after)

    def _fits(self, record: type, row: int, image: Any) -> bool:
        """Whether this is an image of the row, all of its values of their kinds. Later columns may be missing."""
        if not isinstance(image, dict) or image.get("id") != row:
            return False
        known = {column.name: column for column in columns(record)}
        lacking = [column for column in known.values() if column.name not in image]
        try:
            return not any(map(without_default, lacking)) and all(
                name in known and fits(known[name], value) and not (isinstance(value, str) and "\0" in value)
                for name, value in image.items()
            )
        except (ValueError, OverflowError):
            return False

    # -- what has to hold together --

    def _check_study(self, rows: Mapping[type, Sequence[Image]]) -> None:
        projects = rows[Project]
        if len(projects) != 1 or len(rows[Design]) != 1 or projects[0]["id"] != 1:
            raise self._refusal("it is not the archive of one study")
        try:
            guid = str(UUID(projects[0]["guid"]))
        except ValueError:
            guid = ""
        if guid != projects[0]["guid"]:
            raise self._refusal("the identifier of its study is none")
        acts = rows[Act]
        if [act["number"] for act in acts] != list(range(1, projects[0]["version"] + 1)):
            raise self._refusal("its audit trail is not whole")

    def _counts(self, rows: Mapping[type, Sequence[Image]], history: Sequence[Write]) -> dict[str, int]:
        """How many numbers each table has: from 1 on without a gap, as an archive gives them out."""
        seen: defaultdict[str, set[int]] = defaultdict(set)

        def see(table: str, id: int) -> int:
            seen[table].add(id)
            return id

        for record, held in rows.items():
            if record is Cell and not all(_EVIDENCE.fullmatch(row["evidence"] or "") for row in held):
                raise self._refusal("the evidence of a cell can’t be read")
            for row in held:
                renumbered(TABLES[record], row, see)
            if len({row["id"] for row in held}) < len(held):
                raise self._refusal(f"two rows of its table {DATA}/{TABLES[record].name}.csv have the same number")
        for write in history:
            write.renumbered(see)
        for table, ids in seen.items():
            if ids != set(range(1, len(ids) + 1)):
                raise self._refusal(f"the rows of its table {DATA}/{table}.csv are not numbered as in an archive")
        if seen["projects"] != {1} or len(seen["people"]) > len(rows[Person]):
            raise self._refusal("it names people or studies that are not in it")
        if len(seen["acts"]) > len(rows[Act]):
            raise self._refusal("its history names acts that are not in its audit trail")
        return {table: len(ids) for table, ids in seen.items()}

    def _check_order(self, rows: Mapping[type, Sequence[Image]]) -> None:
        """What goes up a chain must come to its end."""
        for act in rows[Act]:
            later = act["undone_by"] is not None and act["undone_by"] <= act["id"]
            if later or (act["undoes"] is not None and act["undoes"] >= act["id"]) or act["id"] != act["number"]:
                raise self._refusal("its audit trail is not in order")
        if any(row["answers"] is not None and row["answers"] >= row["id"] for row in rows[Remark]):
            raise self._refusal("a remark in it answers a later one")
        above = {row["id"]: row["parent_id"] for row in rows[Theme]}
        for theme in above:
            steps, at = 0, above[theme]
            while at is not None:
                steps, at = steps + 1, above.get(at)
                if steps > len(above):
                    raise self._refusal("a theme in it stands above itself")

    def _check_places(self, rows: Mapping[type, Sequence[Image]]) -> None:
        """Every text that is named is there, and places lie within it."""
        texts = self.found.texts
        for row in (*rows[Transcript], *rows[EarlierText]):
            if row["digest"] not in texts:
                raise self._refusal("the text of a transcript is missing")
        length = {row["id"]: len(texts[row["digest"]]) for row in rows[Transcript]}
        whole = (
            *((row["transcript_id"], (row["start"], row["speech"], row["end"])) for row in rows[Turn]),
            *((row["transcript_id"], (row["start"], row["end"])) for row in rows[Passage] if not row["adrift"]),
        )
        if any(not _within(places, length.get(id, 0)) for id, places in whole):
            raise self._refusal("a turn or a passage in it lies outside its transcript")


def _within(places: Iterable[int], length: int) -> bool:
    ordered = [0, *places, length]
    return ordered == sorted(ordered)
