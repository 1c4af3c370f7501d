"""Change: the one way to write. Each row it writes leaves its image before and after in the journal."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Row, Table, bindparam, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from framework.errors import Conflict, Invalid, NotAllowed
from framework.model import About, Case, Cell, Memo, Passage, Record, Role, Theme, Transcript
from framework.store.reader import Reader
from framework.store.schema import TABLES, UTCTime, acts, files, projects, texts, writes

R = TypeVar("R", bound=Record)

Image = dict[str, Any]
Written = tuple[Table, int, Image | None, Image | None]  # of a row: its table, its id, its images before and after
_ABOUT = {
    TABLES[record].name: about.value
    for record, about in (
        (Transcript, About.TRANSCRIPT),
        (Passage, About.PASSAGE),
        (Theme, About.THEME),
        (Case, About.CASE),
        (Cell, About.CELL),
    )
}
MANY = 20  # rows, from which on it is quicker to give them their ids than to ask for these one by one
_LAST_ID = text("SELECT seq FROM sqlite_sequence WHERE name = :name")  # the highest ever given, also of rows long gone
SENTENCES_KEPT = 4  # of an act that says many things, the first few and the number of the others are written down


class Change(Reader):
    """One act in the making: reads, writes and tells, and is stored whole or not at all.

    Made by `Workspace.change`, which opens the transaction, closes it with `finish` and looks up the role.
    """

    person_id: int
    role: Role
    now: datetime

    def begin(self, person_id: int, role: Role, request: str | None) -> None:
        """Who acts, in which role; `request` is the id under which a repeated request is recognised."""
        self.person_id, self.role, self.now = person_id, role, datetime.now(UTC)
        self.operation = self.label = ""
        self.undoes: int | None = None
        self._request, self._traced, self.reason = request, False, ""
        self._sentences: list[str] = []
        self._written: list[Written] = []
        self._touched: set[Table] = set()

    # -- what acts say --

    def require(self, role: Role) -> None:
        """Raises NotAllowed unless the person's role includes `role`."""
        if not self.role.includes(role):
            what = f"“{self.label}”" if self.label else "This"
            raise NotAllowed(f"{what} needs the role {role.value}; your role in this study is {self.role.value}.")

    def tell(self, sentence: str) -> None:
        """Add to what the audit trail will say: a sentence in the past tense without subject or full stop."""
        self._sentences.append(sentence)

    @property
    def sentence(self) -> str:
        """What the audit trail will say."""
        return _joined(self._sentences) or self.label

    def leave_a_trace(self) -> None:
        """Stand in the audit trail although nothing is written."""
        self._traced = True

    @property
    def wrote(self) -> bool:
        """Whether there is anything to store."""
        return bool(self._written) or self._traced

    # -- what acts write --

    def add(self, record: type[R], **values: Any) -> R:
        """Store a new record and return it with its id."""
        (id,) = self.add_many(record, [values])
        return cast(Any, record)(id=id, project_id=self.project.id, **values)  # type: ignore[no-any-return]

    def add_many(self, record: type, rows: Iterable[Mapping[str, Any]]) -> list[int]:
        """Store new records, all with the same fields; returns their ids in the same order."""
        table = TABLES[record]
        values = [{"project_id": self.project.id, **_stored({**_defaults(record), **row})} for row in rows]
        if not values:
            return []
        ids = self._insert(table, values)
        self._wrote(((table, id, None, {"id": id, **row}) for id, row in zip(ids, values, strict=True)))
        return ids

    def _insert(self, table: Table, values: list[Image]) -> list[int]:
        """Insert rows; returns their ids. Many at once get theirs beforehand, where nobody else can write meanwhile."""
        if len(values) < MANY or self.connection.dialect.name != "sqlite":
            statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
            return list(self.connection.execute(statement, values).scalars())
        last = self.connection.execute(_LAST_ID, {"name": table.name}).scalar() or 0
        ids = [*range(last + 1, last + 1 + len(values))]
        self.connection.execute(insert(table), [{"id": id, **row} for id, row in zip(ids, values, strict=True)])
        return ids

    def add_for_each(self, record: type, name: str, values: Collection[Any], **shared: Any) -> None:
        """Store a new record for each value of one field, all else alike, a thousand in one statement."""
        table = TABLES[record]
        alike = {"project_id": self.project.id, **_stored({**_defaults(record), **shared})}
        if not values:
            return
        rows = [{**alike, name: value} for value in sorted(set(values))]
        made = self.connection.execute(insert(table).returning(table.c.id, table.c[name]), rows)
        self._wrote(((table, id, None, {"id": id, **alike, name: value}) for id, value in made.all()))

    def update(self, seen: R, **changes: Any) -> R:
        """Change a record from what the person saw to something new.

        Raises Conflict, with the stored record as `theirs`, where somebody has changed it since.
        """
        record, table = type(seen), TABLES[type(seen)]
        stored = self.get(record, seen.id)
        if stored != seen:
            raise Conflict("Somebody else has changed this meanwhile; nothing of theirs was overwritten.", stored)
        before = _image(seen)
        after = {**before, **changes}
        if after == before:
            return seen
        self.connection.execute(update(table).where(table.c.id == before["id"]).values(**_stored(changes)))
        self._wrote([(table, before["id"], before, after)])
        return cast(Any, record)(**after)  # type: ignore[no-any-return]

    def update_many(self, seen: Iterable[Any], **changes: Any) -> int:
        """Make the same change to many records just read in this act; returns how many it altered."""
        return self.update_each((record, changes) for record in seen)

    def update_each(self, seen: Iterable[tuple[Any, Mapping[str, Any]]]) -> int:
        """Make to each record, just read in this act, its own change (all of the same fields)."""
        pairs = [(type(record), _image(record), dict(changes)) for record, changes in seen]
        pairs = [(kind, before, changes) for kind, before, changes in pairs if before != {**before, **changes}]
        if not pairs:
            return 0
        table = TABLES[pairs[0][0]]
        statement = (
            update(table).where(table.c.id == bindparam("row")).values({n: bindparam(f"new_{n}") for n in pairs[0][2]})
        )
        rows = [
            {"row": before["id"], **{f"new_{n}": v for n, v in _stored(changes).items()}}
            for _, before, changes in pairs
        ]
        self.connection.execute(statement, rows)
        self._wrote(((table, before["id"], before, {**before, **changes}) for _, before, changes in pairs))
        return len(pairs)

    def remove(self, seen: Any) -> None:
        """Delete a record. Raises Conflict where it is not as the person saw it."""
        if self.get(type(seen), seen.id) != seen:
            raise Conflict("Somebody else has changed this meanwhile; it was not removed.")
        self.remove_many([seen])

    def remove_many(self, seen: Iterable[Any]) -> int:
        """Delete records just read in this act; returns how many."""
        images = [(TABLES[type(record)], _image(record)) for record in seen]
        if not images:
            return 0
        table = images[0][0]
        self.connection.execute(
            delete(table).where(table.c.id == bindparam("row")), [{"row": i["id"]} for _, i in images]
        )
        self._wrote(((table, image["id"], image, None) for table, image in images))
        return len(images)

    def keep_text(self, digest: str, text: str) -> None:
        """Store a transcript's text under its digest, once."""
        _storable(text, "text")
        if self.connection.execute(select(texts.c.digest).where(texts.c.digest == digest)).first() is None:
            self.connection.execute(insert(texts).values(digest=digest, text=text))

    def keep_file(self, digest: str, data: bytes) -> None:
        """Store a file that is carried under its digest, once."""
        if self.connection.execute(select(files.c.digest).where(files.c.digest == digest)).first() is None:
            self.connection.execute(insert(files).values(digest=digest, data=data))

    def _wrote(self, rows: Iterable[Written]) -> None:
        for written in rows:
            self._written.append(written)
            self._touched.add(written[0])

    def images_of(self, record: type) -> Iterator[Image]:
        """The rows of a kind written in this act: each as it is now, or as it was where it is gone."""
        for table, _, before, after in self._written:
            if table is TABLES[record]:
                yield after or before or {}

    # -- reading while writing --

    def remembered(self, name: Any, made_from: Iterable[type], make: Any) -> Any:
        """As Reader, but made afresh once a table it is made from has been written to in this act."""
        made_from = list(made_from)
        if not self._touched.isdisjoint(TABLES[record] for record in made_from):
            return make()
        return super().remembered(name, made_from, make)

    # -- the journal --

    def replay_backwards(self, act_id: int) -> None:
        """Bring back what an act wrote over, through the same journal.

        Raises Conflict where a row is no longer as that act left it, or where something newer rests on it.
        """
        rows = self.connection.execute(select(writes).where(writes.c.act_id == act_id).order_by(writes.c.id.desc()))
        for name, group in _runs(rows.all()):
            table = projects.metadata.tables[name]
            images = [(row.row_id, from_json(table, row.before), from_json(table, row.after)) for row in group]
            self._must_be(table, {id: after for id, _, after in images})
            try:
                self._restore(table, images)
            except IntegrityError as error:
                raise Conflict("This can't be undone any more: something made since then rests on it.") from error
            self._wrote(((table, id, after, before) for id, before, after in images))

    def _must_be(self, table: Table, expected: Mapping[int, Image | None]) -> None:
        """Raises Conflict unless each row is as expected (None: not there)."""
        ids = list(expected)
        current: dict[int, Image] = {}
        for first in range(0, len(ids), 500):
            some = select(table).where(table.c.id.in_(ids[first : first + 500]))
            current |= {row["id"]: dict(row) for row in self.connection.execute(some).mappings()}
        if not all(_alike(current.get(id), image) for id, image in expected.items()):
            raise Conflict("This can't be undone any more: somebody has changed the same thing since.")

    def _restore(self, table: Table, images: list[tuple[int, Image | None, Image | None]]) -> None:
        """Bring rows, all written in the same way, back to their images before."""
        here = table.c.id == bindparam("row")
        if images[0][1] is None:
            self.connection.execute(delete(table).where(here), [{"row": id} for id, _, _ in images])
            self._no_memo_about(table, [id for id, _, _ in images])
            return
        befores = [before for _, before, _ in images if before is not None]
        if images[0][2] is None:
            self.connection.execute(insert(table), befores)
            return
        statement = update(table).where(here).values({name: bindparam(f"old_{name}") for name in befores[0]})
        self.connection.execute(statement, [{"row": b["id"], **{f"old_{n}": v for n, v in b.items()}} for b in befores])

    def _no_memo_about(self, table: Table, ids: list[int]) -> None:
        """What a memo is about is no foreign key, so it is looked for here. Raises Conflict."""
        about = _ABOUT.get(table.name)
        for first in range(0, len(ids) if about else 0, 500):
            if self.count(Memo, about=about, about_id=ids[first : first + 500]):
                raise Conflict("This can't be undone any more: somebody has written a memo about it since.")

    def finish(self) -> int:
        """Write the journal and the study's new version; returns it. An act that wrote nothing leaves no trace."""
        if not self.wrote:
            return self.project.version
        version = self.project.version + 1
        act = {
            "project_id": self.project.id,
            "number": version,
            "operation": self.operation,
            "label": self.label,
            "sentence": self.sentence,
            "person_id": self.person_id,
            "at": self.now,
            "request": self._request,
            "undoes": self.undoes,
            "reason": self.reason,
        }
        act_id = self.connection.execute(insert(acts).values(**_stored(act)).returning(acts.c.id)).scalar_one()
        if self._written:
            self.connection.execute(insert(writes), [_write(act_id, *written) for written in self._written])
        if self.undoes is not None:
            self._mark_undone(self.undoes, act_id)
        versions = {**self._versions, **{table.name: version for table in self._touched}}
        statement = update(projects).where(projects.c.id == self.project.id)
        self.connection.execute(statement.values(version=version, versions=json.dumps(versions)))
        return version

    def _mark_undone(self, undone: int, by: int) -> None:
        """Undoing an undo makes the first act count again; undoing that, it does not; and so on back to the first."""
        mark = update(acts).where(acts.c.id == bindparam("act")).values(undone_by=bindparam("by"))
        act, undoer = cast(int | None, undone), cast(int | None, by)
        while act is not None:
            self.connection.execute(mark, {"act": act, "by": undoer})
            before = self.connection.execute(select(acts.c.undoes).where(acts.c.id == act)).scalar()
            act, undoer = before, None if undoer else act


def _runs(rows: Sequence[Row[Any]]) -> Iterator[tuple[str, list[Row[Any]]]]:
    """Rows of the journal in stretches of one table and one kind of write, no row twice in a stretch."""
    stretch: list[Row[Any]] = []
    seen: set[int] = set()
    kind = None
    for row in rows:
        this = (row.table, row.before is None, row.after is None)
        if stretch and (this != kind or row.row_id in seen):
            yield stretch[0].table, stretch
            stretch, seen = [], set()
        kind = this
        stretch.append(row)
        seen.add(row.row_id)
    if stretch:
        yield stretch[0].table, stretch


def _alike(current: Image | None, image: Image | None) -> bool:
    """Whether a row is as its image says; columns that came after the image was made don't count."""
    if current is None or image is None:
        return current is image
    return all(current[name] == value for name, value in image.items())


@cache
def _defaults(record: Any) -> Mapping[str, Any]:
    """The fields of a record that need not be given, with their values."""
    return {field.name: field.default for field in fields(record) if field.default is not MISSING}


def _stored(values: Mapping[str, Any]) -> Image:
    """Values as the database takes them: members of enumerations as their text. Raises Invalid."""
    return {name: value.value if isinstance(value, Enum) else _storable(value, name) for name, value in values.items()}


def _storable(value: Any, name: str) -> Any:
    """Databases take neither NUL nor half characters (lone surrogates)."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Invalid("The text holds half a character: type or copy it again.", name) from None
        if "\0" in value:
            raise Invalid("The text holds a character that can't be stored (NUL): type or copy it again.", name)
    return value


def _image(record: Any) -> Image:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _joined(sentences: list[str]) -> str:
    kept = sentences[:SENTENCES_KEPT]
    rest = len(sentences) - len(kept)
    return "; ".join(kept) + (f"; and {rest} more" if rest else "")


def _write(act_id: int, table: Table, row_id: int, before: Image | None, after: Image | None) -> Image:
    return {
        "act_id": act_id,
        "table": table.name,
        "row_id": row_id,
        "before": _to_json(before),
        "after": _to_json(after),
    }


def _to_json(image: Image | None) -> str | None:
    return None if image is None else json.dumps(image, default=_plain, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"no plain form for {type(value).__name__}")


def from_json(table: Table, image: str | None) -> Image | None:
    """An image as the journal keeps it, as values of the table's columns."""
    if image is None:
        return None
    values: Image = json.loads(image)
    for name, value in values.items():
        if value is not None and isinstance(table.c[name].type, UTCTime):
            values[name] = datetime.fromisoformat(value)
    return values
