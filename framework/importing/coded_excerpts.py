"""A table of coded excerpts, as other programs report them: which column holds what is guessed, a person settles it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from framework.errors import Unreadable
from framework.excerpt_rows import Excerpt
from framework.facesheet_rows import Sheet, sheet_of

HEADINGS = {
    "quotation": "quotation;quote;coded text;coded segment;segment;excerpt;extract;quotation content;text;content;"
    "passage;reference;selection;words",
    "codes": "codes;code;themes;theme;theme path;code path;tags;tag;node;nodes;nodes coding;coded at;category;label",
    "document": "document;document name;source;file;file name;filename;transcript;case;document title;resource;"
    "interview;participant",
    "coder": "coder;coded by;created by;user;analyst;owner;author;modified by",
    "comment": "comment;comments;memo;memos;note;notes;annotation;remark",
}
_PARTED = re.compile(r"[;\n|]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table of excerpts, by their places; None for one that is not there."""

    quotation: int | None = None
    codes: int | None = None
    document: int | None = None
    coder: int | None = None
    comment: int | None = None


def table_of(file: str, rows: Sequence[Sequence[str]]) -> Sheet:
    """Headings and rows of the table. Raises Unreadable."""
    try:
        return sheet_of(file, rows)
    except Unreadable:
        raise Unreadable(
            f"{file} is no table of coded excerpts: it needs a row of headings with columns for the document, the "
            "quotation and its codes, and below it a row for each excerpt.",
            file,
        ) from None


def guess(sheet: Sheet) -> Columns:
    """The columns by their headings: the first word of a list that fits a heading wins, and a column serves once."""
    headings = [" ".join(re.sub(r"[^\w ]+", " ", heading).casefold().split()) for heading in sheet.headings]
    taken: dict[str, int] = {}
    for what, words in HEADINGS.items():
        fitting = (headings.index(word) for word in words.split(";") if word in headings)
        place = next((place for place in fitting if place not in taken.values()), None)
        if place is not None:
            taken[what] = place
    return Columns(**taken)


def excerpts_of(sheet: Sheet, columns: Columns) -> list[Excerpt]:
    """The rows as excerpts. Several codes of a row are parted by “;”, “|” or line ends."""

    def cell(row: Sequence[str], place: int | None) -> str:
        return "" if place is None else row[place].strip()

    return [
        Excerpt(
            number,
            cell(row, columns.document),
            cell(row, columns.quotation),
            codes_of(cell(row, columns.codes)),
            cell(row, columns.coder),
            cell(row, columns.comment),
        )
        for number, row in sheet.rows
    ]


def codes_of(words: str) -> tuple[str, ...]:
    """The codes in a cell, each once."""
    return tuple(dict.fromkeys(code for part in _PARTED.split(words) if (code := " ".join(part.split()))))
