"""A study as a whole: every row of it and its journal, numbered anew 1, 2, 3 … within each table.

Two studies that hold the same are then the same, wherever they lie in their databases. A number is also given to what
the journal alone still knows, so that what is undone or done again after a return finds its rows.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Table, func, select

from framework.model import Act, CarriedFile, EarlierText, Identity, Person, Project, Transcript
from framework.store.journal import Image
from framework.store.reader import Reader
from framework.store.references import WORKBOOKS, renumbered
from framework.store.schema import TABLES, acts, files, metadata, texts, writes


@dataclass(frozen=True, slots=True)
class Write:
    """One row that an act has written: the act, the table, the row, its images before and after as the journal's."""

    act: int
    table: str
    row: int
    before: Image | None
    after: Image | None

    def renumbered(self, number: Any) -> "Write":
        """The same with every id as `number` says."""
        table = metadata.tables[self.table]
        before, after = (image and renumbered(table, image, number) for image in (self.before, self.after))
        act, row = number(acts.name, self.act), number(self.table, self.row)
        return Write(act, self.table, row, before or None, after or None)


class Numbers:
    """Table → every id that the study mentions there, in order, and the place of each."""

    def __init__(self, mentioned: Mapping[str, Iterable[int]]) -> None:
        self.of = {table: {id: place for place, id in enumerate(ids, 1)} for table, ids in mentioned.items()}

    def __call__(self, table: str, id: int) -> int:
        """The new number of a row. Raises KeyError where nothing mentions it."""
        return self.of[table][id]


class Whole:
    """Everything recorded of a study; rows as the database has them."""

    def __init__(self, reader: Reader, *, past: bool = True) -> None:
        """`past`: with the journal, the texts from before corrections, and what acts tell of what was there then."""
        self._reader, self._id, self._past = reader, reader.project.id, past
        self._rows = {record: self._found(record) for record in TABLES if record is not Person}
        if not past:
            self._rows[EarlierText] = []
            self._rows[Act] = [{**act, "sentence": "", "reason": ""} for act in self._rows[Act]]
        self.numbers = Numbers(self._mentioned())

    def rows(self, record: type) -> list[Image]:
        """The rows of a table, numbered anew and in that order. Of people those whom the study names."""
        table = TABLES[record]
        return sorted(
            (renumbered(table, row, self.numbers) for row in self._found_of(record)), key=lambda row: row["id"]
        )

    def history(self) -> Iterator[Write]:
        """The journal in its order, numbered anew."""
        for write in self._writes():
            yield write.renumbered(self.numbers)

    @cached_property
    def writes(self) -> int:
        """How many rows the journal has."""
        if not self._past:
            return 0
        mine = select(func.count()).select_from(writes).join(acts, acts.c.id == writes.c.act_id)
        return int(self._reader.connection.execute(mine.where(acts.c.project_id == self._id)).scalar_one())

    def texts(self) -> list[str]:
        """The digests of all texts that the study or its history names."""
        return self._digests(texts, Transcript, EarlierText)

    def files(self) -> list[str]:
        """The digests of all files that are carried, or were."""
        return self._digests(files, CarriedFile)

    def _digests(self, kept: Table, *records: type) -> list[str]:
        found = dict.fromkeys(row["digest"] for record in records for row in self._rows[record])
        if not self._past:
            return list(found)
        named = select(writes.c.before, writes.c.after).join(acts, acts.c.id == writes.c.act_id)
        tables = [TABLES[record].name for record in records]
        mine = named.where(acts.c.project_id == self._id, writes.c.table.in_(tables)).order_by(writes.c.id)
        for images in self._reader.connection.execute(mine):
            found |= dict.fromkeys(json.loads(image)["digest"] for image in images if image is not None)
        there = set(self._reader.connection.execute(select(kept.c.digest)).scalars())
        return [digest for digest in found if digest in there]

    def _found_of(self, record: type) -> list[Image]:
        if record is not Person:
            return self._rows[record]
        return [row for row in self._people if row["id"] in self.numbers.of.get(TABLES[Person].name, ())]

    @cached_property
    def _people(self) -> list[Image]:
        found = self._reader.connection.execute(select(TABLES[Person])).mappings()
        return sorted((dict(row) for row in found), key=lambda row: (row["name"], row["initials"], row["id"]))

    def _found(self, record: type) -> list[Image]:
        table = TABLES[record]
        mine = table.c.id == self._id if record is Project else table.c.project_id == self._id
        found = self._reader.connection.execute(select(table).where(mine).order_by(table.c.id)).mappings()
        return [dict(row) for row in found if record is not Identity or row["key"] != WORKBOOKS]

    def _writes(self) -> Iterator[Write]:
        if not self._past:
            return
        named = (writes.c.act_id, writes.c.table, writes.c.row_id, writes.c.before, writes.c.after)
        mine = select(*named).join(acts, acts.c.id == writes.c.act_id).where(acts.c.project_id == self._id)
        with self._reader.connection.execution_options(yield_per=2000).execute(mine.order_by(writes.c.id)) as found:
            for act, table, row, before, after in found:
                yield Write(act, table, row, before and json.loads(before), after and json.loads(after))

    def _mentioned(self) -> dict[str, list[int]]:
        """Every id that stands anywhere; of people in the order of their names, else in its own order."""
        seen: defaultdict[str, set[int]] = defaultdict(set)

        def see(table: str, id: int) -> int:
            seen[table].add(id)
            return id

        for record, rows in self._rows.items():
            for row in rows:
                renumbered(TABLES[record], row, see)
        for write in self._writes():
            write.renumbered(see)
        people = seen.pop(TABLES[Person].name, set())
        ordered = {table: sorted(ids) for table, ids in seen.items()}
        return ordered | {TABLES[Person].name: [row["id"] for row in self._people if row["id"] in people]}
