"""The tables of an archive: one a kind of record, the list of files, and the dictionary that explains them all."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from framework.archive_form import BESIDE, DATA, FILE_COLUMNS, columns, written_in
from framework.exporting.archive.meanings import meaning
from framework.store.journal import Image
from framework.store.references import refers_to
from framework.store.schema import TABLES
from framework.store.whole import Write

DICTIONARY_COLUMNS = ("table", "column", "type", "meaning", "allowed", "refers_to")


def table_file(record: type) -> str:
    """Where the table of a record lies in the archive."""
    return f"{DATA}/{TABLES[record].name}.csv"


def rows_file(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Titles and rows, comma-separated, in UTF-8 with a mark by which spreadsheets read the letters right."""
    file = StringIO(newline="")
    out = csv.writer(file)
    out.writerow(titles)
    out.writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def records_file(record: type, rows: Iterable[Image]) -> bytes:
    """The table of a record."""
    shown = columns(record)
    return rows_file(
        [column.name for column in shown],
        ([written_in(column, row[column.name]) for column in shown] for row in rows),
    )


def history_lines(history: Iterable[Write]) -> Iterator[str]:
    """The journal: a line of JSON for each row that an act has written."""
    for write in history:
        images = {"before": _alone(write.before), "after": _alone(write.after)}
        yield json.dumps({"act": write.act, "table": write.table, "row": write.row, **images}, ensure_ascii=False)


def _alone(image: Image | None) -> Image | None:
    """An image without the study's own id, which stands in every one."""
    return None if image is None else {name: value for name, value in image.items() if name != "project_id"}


def dictionary_file() -> bytes:
    """Every column of every table explained."""
    return rows_file(DICTIONARY_COLUMNS, dictionary())


def dictionary() -> Iterator[tuple[str, ...]]:
    """The rows of the dictionary."""
    for record, table in TABLES.items():
        for column in columns(record):
            told = (column.type, meaning(table.name, column.name), column.allowed)
            yield (table.name, column.name, *told, refers_to(table, column.name))
    for file, names in zip(BESIDE, (FILE_COLUMNS, DICTIONARY_COLUMNS), strict=True):
        name = file.removeprefix(f"{DATA}/").removesuffix(".csv")
        for title in names:
            kind = "whole number, may be empty" if title in ("transcript_id", "number") else "text"
            to = "transcripts" if title == "transcript_id" else ""
            yield (name, title, kind, meaning(name, title), "", to)
