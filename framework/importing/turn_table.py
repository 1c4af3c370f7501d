"""Transcripts kept as a table (.csv, .tsv, .xlsx): a row a turn, with columns of speaker, words and perhaps time."""

from framework.errors import Unreadable
from framework.importing.spreadsheets import read_rows
from framework.importing.tables import heads_in
from framework.importing.turns import Rows, find_turns
from framework.model import Draft


def read(name: str, data: bytes) -> Draft:
    """A table of turns as a draft, its cells parted by tabs. Raises Unreadable for any other table."""
    rows = [[cell.strip() for cell in row] for row in read_rows(name, data) if any(cell.strip() for cell in row)]
    rows = _without_empty_columns(rows)
    starts, at = [], 0
    for row in rows:
        starts.append(at)
        at += sum(len(cell) + 1 for cell in row)
    heads = heads_in(rows, starts)
    if not heads:
        raise Unreadable(
            f"{name} is a table, but none of turns: it needs a column of speakers and a column of what they say.", name
        )
    text = "\n".join("\t".join(row) for row in rows)
    found = find_turns(text, Rows(tuple(heads), ((0, len(text)),)))
    return Draft(name, text, found.layout, found.turns, found.remarks)


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    filled = [column for column in range(width) if any(row[column] for row in full)]
    return [[row[column] for column in filled] for row in full]
