"""Plain rows for other programs: comma-separated, in UTF-8 with a mark so that spreadsheets read the letters right."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from framework.exporting.cells import legible, like_formula


def plain_rows(titles: Iterable[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Titles and rows as a file. Words that a spreadsheet might take for a formula get an apostrophe before them."""
    file = StringIO(newline="")
    written = csv.writer(file)
    written.writerow(safe(title) for title in titles)
    for row in rows:
        written.writerow(safe(value) if isinstance(value, str) else value for value in row)
    return file.getvalue().encode("utf-8-sig", "replace")


def safe(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    text = legible(text)
    return f"'{text}" if like_formula(text.lstrip()) or like_formula(text) else text
