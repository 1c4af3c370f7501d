"""What the matrices of summaries are read from: cells, their blocks and links, their evidence and their review."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select

from framework.model import Act, Blank, BlockKind, CellReview, Remark
from framework.store.journal import from_json
from framework.store.reader import Reader, as_record
from framework.store.schema import (
    acts,
    blocks,
    cell_reviews,
    cells,
    index_entries,
    links,
    passages,
    remarks,
    transcripts,
    writes,
)

Place = tuple[int, int]  # case, theme


@dataclass(frozen=True, slots=True)
class Stored:
    """A cell as its row says, without its words; `written`: whether it has any."""

    id: int
    version: int
    blank: Blank | None
    written: bool
    evidence: str | None
    dynamics: str
    settled: str
    person_id: int


def blocks_in_cells(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> list[tuple[int, int, BlockKind, str]]:
    """The blocks (id, cell, kind, text) of the cells of these themes, in all cases or some, in reading order."""
    statement = (
        select(blocks.c.id, blocks.c.cell_id, blocks.c.kind, blocks.c.text)
        .join(cells, cells.c.id == blocks.c.cell_id)
        .where(*_in_cells(reader, theme_ids, case_ids))
        .order_by(blocks.c.cell_id, blocks.c.position)
    )
    kinds = {kind.value: kind for kind in BlockKind}
    return [(id, cell, kinds[kind], text) for id, cell, kind, text in reader.connection.execute(statement)]


def links_in_cells(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[int, list[tuple[int, str]]]:
    """Block id → its passages with the spans that rest on each, for the cells of these themes, in all cases or some."""
    statement = (
        select(links.c.block_id, links.c.passage_id, links.c.spans)
        .join(blocks, blocks.c.id == links.c.block_id)
        .join(cells, cells.c.id == blocks.c.cell_id)
        .where(*_in_cells(reader, theme_ids, case_ids))
        .order_by(links.c.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for block_id, passage_id, spans in reader.connection.execute(statement):
        found.setdefault(block_id, []).append((passage_id, spans))
    return found


def stored_cells(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[Place, Stored]:
    """(case, theme) → the stored cell."""
    is_written = exists().where(blocks.c.cell_id == cells.c.id)
    own = (cells.c.id, cells.c.version, cells.c.blank, is_written, cells.c.evidence, cells.c.dynamics, cells.c.settled)
    columns = (cells.c.case_id, cells.c.theme_id, *own, cells.c.person_id)
    found = {}
    for case_id, theme_id, id, version, blank, *rest in reader.connection.execute(
        select(*columns).where(*_in_cells(reader, theme_ids, case_ids))
    ):
        found[case_id, theme_id] = Stored(id, version, Blank(blank) if blank else None, *rest)
    return found


def stages(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[int, CellReview]:
    """Cell id → the latest step of its review that still holds: taken on the cell as it stands."""
    latest = (
        select(func.max(cell_reviews.c.id))
        .join(cells, (cells.c.id == cell_reviews.c.cell_id) & (cells.c.version == cell_reviews.c.version))
        .where(*_in_cells(reader, theme_ids, case_ids))
        .group_by(cell_reviews.c.cell_id)
    )
    rows = reader.connection.execute(select(cell_reviews).where(cell_reviews.c.id.in_(latest)))
    return {row.cell_id: as_record(CellReview, row) for row in rows}


def open_remarks(reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None) -> dict[int, int]:
    """Cell id → number of threads that nobody has settled."""
    statement = (
        select(remarks.c.cell_id, func.count())
        .join(cells, cells.c.id == remarks.c.cell_id)
        .where(*_in_cells(reader, theme_ids, case_ids), remarks.c.answers.is_(None), remarks.c.settled.is_(False))
        .group_by(remarks.c.cell_id)
    )
    return {row[0]: row[1] for row in reader.connection.execute(statement)}


def remarks_on(reader: Reader, cell_id: int) -> list[Remark]:
    """The remarks on one cell, the oldest first."""
    return reader.find(Remark, cell_id=cell_id)


def evidence(
    reader: Reader, groups: Mapping[int, int], case_ids: Collection[int] | None = None
) -> dict[Place, dict[int, tuple[str, bool]]]:
    """(case, group) → passage id → its words and whether it is adrift, for what stands under the themes of a group.

    `groups`: theme id → group.
    """
    statement = (
        select(
            transcripts.c.case_id,
            index_entries.c.theme_id,
            passages.c.id,
            passages.c.quote,
            passages.c.adrift,
        )
        .join(passages, passages.c.id == index_entries.c.passage_id)
        .join(transcripts, transcripts.c.id == index_entries.c.transcript_id)
        .where(index_entries.c.project_id == reader.project.id, index_entries.c.theme_id.in_(groups))
    )
    if case_ids is not None:
        statement = statement.where(transcripts.c.case_id.in_(case_ids))
    found: dict[Place, dict[int, tuple[str, bool]]] = {}
    for case_id, theme_id, id, quote, adrift in reader.connection.execute(statement):
        found.setdefault((case_id, groups[theme_id]), {})[id] = (quote, adrift)
    return found


def versions_at(reader: Reader, theme_ids: Collection[int], version: int) -> dict[Place, int]:
    """(case, theme) → the version a cell had at an earlier version of the study (0: none), where written to since."""
    since = (
        select(writes.c.row_id, writes.c.before, writes.c.after)
        .join(acts, acts.c.id == writes.c.act_id)
        .where(acts.c.project_id == reader.project.id, acts.c.number > version, writes.c.table == cells.name)
        .order_by(writes.c.id.desc())  # the first image is read last, and stays
    )
    found = {}
    for _, before, after in reader.connection.execute(since):
        image = from_json(cells, before) or from_json(cells, after) or {}
        if image["theme_id"] in theme_ids:
            found[image["case_id"], image["theme_id"]] = image["version"] if before else 0
    return found


def quotes_at(reader: Reader, passage_ids: Collection[int], version: int) -> dict[int, str]:
    """Passage id → its words at an earlier version of the study, for those that have been written to since."""
    first = (
        select(func.min(writes.c.id))
        .join(acts, acts.c.id == writes.c.act_id)
        .where(acts.c.project_id == reader.project.id, acts.c.number > version)
        .where(writes.c.table == passages.name, writes.c.row_id.in_(passage_ids))
        .group_by(writes.c.row_id)
    )
    found = {}
    for row_id, before in reader.connection.execute(
        select(writes.c.row_id, writes.c.before).where(writes.c.id.in_(first))
    ):
        if (image := from_json(passages, before)) is not None:
            found[row_id] = str(image["quote"])
    return found


def acts_on_cell(reader: Reader, cell_id: int) -> list[tuple[Act, Sequence[tuple[str, str | None, str | None]]]]:
    """The acts that wrote to a cell's row, the oldest first, each with the images of cells, blocks and links it wrote.

    An image is (table, before, after) as JSON, in the order of writing.
    """
    here = select(writes.c.act_id).where(writes.c.table == cells.name, writes.c.row_id == cell_id)
    statement = (
        select(acts, writes.c.table, writes.c.before, writes.c.after)
        .join(writes, writes.c.act_id == acts.c.id)
        .where(acts.c.project_id == reader.project.id, acts.c.id.in_(here))
        .where(writes.c.table.in_((cells.name, blocks.name, links.name)))
        .order_by(acts.c.number, writes.c.id)
    )
    found: dict[int, tuple[Act, list[tuple[str, str | None, str | None]]]] = {}
    for row in reader.connection.execute(statement):
        _, images = found.setdefault(row.id, (as_record(Act, row), []))
        images.append((row.table, row.before, row.after))
    return list(found.values())


def lines_of_links(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[int, tuple[int, int, bool]]:
    """Passage id → first and last line and whether it is adrift, for all that cells of these themes rest on."""
    statement = (
        select(passages.c.id, passages.c.first_line, passages.c.last_line, passages.c.adrift)
        .join(links, links.c.passage_id == passages.c.id)
        .join(blocks, blocks.c.id == links.c.block_id)
        .join(cells, cells.c.id == blocks.c.cell_id)
        .where(*_in_cells(reader, theme_ids, case_ids))
        .distinct()
    )
    return {id: (first, last, adrift) for id, first, last, adrift in reader.connection.execute(statement)}


def transcripts_of_links(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None = None
) -> dict[int, int]:
    """Passage id → its transcript, for all that cells of these themes rest on."""
    statement = (
        select(passages.c.id, passages.c.transcript_id)
        .join(links, links.c.passage_id == passages.c.id)
        .join(blocks, blocks.c.id == links.c.block_id)
        .join(cells, cells.c.id == blocks.c.cell_id)
        .where(*_in_cells(reader, theme_ids, case_ids))
        .distinct()
    )
    return {row[0]: row[1] for row in reader.connection.execute(statement)}


def cells_by_theme(reader: Reader) -> dict[int, int]:
    """Theme id → number of its cells that are written or left blank for a reason."""
    statement = select(cells.c.theme_id, func.count()).where(cells.c.project_id == reader.project.id)
    return {row[0]: row[1] for row in reader.connection.execute(statement.group_by(cells.c.theme_id))}


def _in_cells(
    reader: Reader, theme_ids: Collection[int], case_ids: Collection[int] | None
) -> list[ColumnElement[bool]]:
    there = [cells.c.theme_id.in_(theme_ids), cells.c.project_id == reader.project.id]
    return there if case_ids is None else [*there, cells.c.case_id.in_(case_ids)]
