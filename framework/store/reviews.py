"""What the review is read from besides the charts: what was done to cells and passages since a version."""

from collections.abc import Iterator

from sqlalchemy import select

from framework.model import Act
from framework.store.journal import Image, from_json
from framework.store.reader import Reader, as_record
from framework.store.schema import acts, cell_reviews, cells, index_entries, passages, remarks, themes, writes


def written_to_cells(reader: Reader, since: int) -> Iterator[tuple[Act, str, int, Image | None]]:
    """(act, table, cell id, image after) of each writing to cells, to their review and to remarks, the earliest first.

    Of the acts after a study version; those that were undone are left out, and so are the undoes.
    """
    for act, table, row_id, before, after in _writes(reader, since, "cells", "cell_reviews", "remarks"):
        image = after or before
        if act.undone_by is None and act.undoes is None and image is not None:
            yield act, table, row_id if table == "cells" else int(image["cell_id"]), after


def written_to_passages(reader: Reader, since: int) -> dict[int, Act]:
    """Passage id → the latest act after a study version that wrote to it or to what it stands under."""
    found: dict[int, Act] = {}
    for act, table, row_id, before, after in _writes(reader, since, "passages", "index_entries"):
        image = after or before
        if image is not None:
            found[row_id if table == "passages" else int(image["passage_id"])] = act
    return found


def themes_moved(reader: Reader, since: int) -> Act | None:
    """The latest act after a study version that put a theme under another one, which moves all that stands under it."""
    moves = [
        act
        for act, _, _, before, after in _writes(reader, since, "themes")
        if before and after and before["parent_id"] != after["parent_id"]
    ]
    return moves[-1] if moves else None


_TABLES = {table.name: table for table in (cells, cell_reviews, remarks, passages, index_entries, themes)}


def _writes(reader: Reader, since: int, *names: str) -> Iterator[tuple[Act, str, int, Image | None, Image | None]]:
    statement = (
        select(acts, writes.c.table, writes.c.row_id, writes.c.before, writes.c.after)
        .join(writes, writes.c.act_id == acts.c.id)
        .where(acts.c.project_id == reader.project.id, acts.c.number > since, writes.c.table.in_(names))
        .order_by(acts.c.number, writes.c.id)
    )
    known: dict[int, Act] = {}
    for row in reader.connection.execute(statement):
        act = known.get(row.id) or known.setdefault(row.id, as_record(Act, row))
        table = _TABLES[row.table]
        yield act, row.table, row.row_id, from_json(table, row.before), from_json(table, row.after)
