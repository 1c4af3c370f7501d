"""The charting of the invented study: who charts what, the cells, and why some are blank."""

import re
from itertools import groupby
from typing import Any

from framework.board import assign
from framework.charting import leave_blank, settle_guide, write_cell
from framework.errors import Unreadable
from framework.guide import confirm_not_asked
from framework.model import Blank, BlockKind, Cell
from framework.store.reader import Reader
from workbench.sample.loading import Deed, Loading, Row, listed, together

# A sentence begins after a full stop, and behind the quotation mark where one follows it.
_NEXT_SENTENCE = re.compile(r"(?<=[.?!])[\"”’)]*\s+(?=[A-Z“\"0-9£])")

Place = tuple[int, int]


def chart(loading: Loading) -> None:
    """The stretches are given out; then the cells of one case under one main theme are one act of its analyst.

    A cell that was rewritten is first written as `editions.csv` says. What the topic guide rightly says was not asked
    is confirmed in one act for each analyst.
    """
    _assign(loading)
    first = dict(editions(loading, "first"))
    written = together(loading.rows("cells.csv"), "case", "theme")
    cells = [((case, number), first.get((case, number), rows)) for (case, number), rows in written]
    _confirm_not_asked(loading, [place for place, rows in cells if rows[0]["kind"] == Blank.NOT_ASKED])
    for (case, _), some in groupby(cells, lambda cell: (cell[0][0], cell[0][1].split(".")[0])):
        loading.act(_analyst(loading, case), *(charting(loading, rows) for _, rows in some))
    for row in loading.rows("settled.csv"):
        loading.act(loading.people[row["analyst"]], _settling(loading, row))


def editions(loading: Loading, when: str) -> list[tuple[tuple[str, str], list[Row]]]:
    """(case, theme) → the rows of the cells that once stood otherwise than `cells.csv` says, “first” or “later”."""
    rows = [row for row in loading.rows("editions.csv") if row["when"] == when]
    return [((case, number), some) for (case, number), some in together(rows, "case", "theme")]


def charting(loading: Loading, rows: list[Row]) -> Deed:
    """Write a cell, or say why it is blank, in place of whatever stands there."""
    case_id, theme_id = loading.place(rows[0])
    if rows[0]["kind"] not in set(BlockKind):
        return lambda change: leave_blank(
            change, case_id, theme_id, Blank(rows[0]["kind"]), seen(change, case_id, theme_id)
        )
    dynamics = loading.dynamics.get((rows[0]["case"], rows[0]["theme"]))
    parts = [_part(loading, row) for row in rows]
    return lambda change: write_cell(change, case_id, theme_id, parts, seen(change, case_id, theme_id), dynamics)


def seen(reader: Reader, case_id: int, theme_id: int) -> int:
    """The version of a cell, as whoever has it before them sees it; 0 where nothing is stored."""
    stored = reader.one(Cell, case_id=case_id, theme_id=theme_id)
    return stored.version if stored else 0


def _part(loading: Loading, row: Row) -> dict[str, Any]:
    """A block; each sentence of a summary is tied to what it rests on (“a;b|c”: the first to a and b, the second to c).

    Where no “|” divides the passages, every sentence rests on all of them.
    """
    groups = [[loading.passages[id] for id in listed(some)] for some in row["passages"].split("|")]
    if row["kind"] != BlockKind.SUMMARY:
        return {"kind": row["kind"], "text": row["text"], "passages": groups[0]}
    spans = sentences(row["text"])
    if len(groups) == 1:
        groups *= len(spans)
    if len(groups) != len(spans):
        raise Unreadable(f"“{row['text'][:40]}…” has {len(spans)} sentences, not {len(groups)}.", "cells.csv")
    ties = [[id, *span] for span, ids in zip(spans, groups, strict=True) for id in ids]
    return {"kind": row["kind"], "text": row["text"], "ties": ties}


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends."""
    breaks = [(0, 0), *(found.span() for found in _NEXT_SENTENCE.finditer(text)), (len(text), len(text))]
    return [(start, end) for (_, start), (end, _) in zip(breaks, breaks[1:], strict=False)]


def _assign(loading: Loading) -> None:
    """Every case of every matrix goes to whoever indexed most of its transcript."""
    mains = [id for number, id in loading.themes.items() if "." not in number]
    for initials in sorted(set(loading.analyst_of.values())):
        cases = [loading.case(case) for case, analyst in loading.analyst_of.items() if analyst == initials]
        cells, person = [[case, main] for case in cases for main in mains], loading.people[initials]
        loading.act(loading.lead, lambda change, cells=cells, person=person: assign(change, cells, person))  # type: ignore[misc]


def _confirm_not_asked(loading: Loading, cells: list[tuple[str, str]]) -> None:
    """Those among the cells that the guide proposes; somebody decides about the others one by one."""
    for initials in sorted(set(loading.analyst_of.values())):
        own = [cell for cell in cells if loading.analyst_of[cell[0]] == initials]
        places = [[loading.case(case), loading.themes[number]] for case, number in own]
        loading.act(loading.people[initials], lambda change, places=places: confirm_not_asked(change, places))  # type: ignore[misc]


def _analyst(loading: Loading, case: str) -> int:
    return loading.people[loading.analyst_of[case]]


def _settling(loading: Loading, row: Row) -> Deed:
    case_id, theme_id = loading.place(row)
    return lambda change: settle_guide(change, case_id, theme_id, row["guide"])
