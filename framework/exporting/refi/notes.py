"""Notes: memos of all kinds, passages that are adrift, and what REFI-QDA has no element for, the Framework matrices.

A cell becomes a note called “Framework | case | theme” (text for people, description for programs: JSON with the GUIDs
of case, theme and passages, and the parts letter for letter), a link from its case and a reference from its theme.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Any

from framework.cases import CaseRow, row_order
from framework.exporting.charted import Chart, charts, dynamics, reason, shown
from framework.exporting.matrices import hushed, part_words, review_words
from framework.exporting.refi.elements import Element, Guids, described, inside, moment, on_one_line
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.indexing import said_lines
from framework.matrices import Part, Tie, Written
from framework.model import Cell, CellReview, Consent, Memo, Passage
from framework.store.charts import stages
from framework.themes import Numbered, main_themes

FRAMEWORK = "Framework"
SUMMARIES = "Framework summaries"
ADRIFT = "A passage whose words are not found in the corrected transcript; the words and lines are of an earlier text."


@dataclass(frozen=True, slots=True)
class Note:
    """A note that is to be written: its words, when and by whom they were, and a description for other programs.

    Each has a date, without which QualCoder stops reading.
    """

    guid: str
    name: str
    text: str
    at: datetime
    person_id: int | None = None
    description: str = ""

    def add(self, notes: Element, guids: Guids) -> None:
        """Write it down."""
        note = inside(
            notes,
            "Note",
            guid=self.guid,
            name=on_one_line(self.name, len(self.name)),
            creatingUser=guids.person(self.person_id) if self.person_id is not None else "",
            creationDateTime=moment(self.at),
        )
        described(note, self.description)
        inside(note, "PlainTextContent", self.text)


def memo_note(guids: Guids, memo: Memo, about: str) -> Note:
    """A memo; `about`: what it is about, in words."""
    name = f"{memo.kind.value.capitalize()}: {about}"
    said = f"{memo.kind.value}, pinned" if memo.pinned else memo.kind.value
    return Note(guids("memo", memo.id), name, memo.text, memo.at, memo.person_id, said)


def adrift_note(guids: Guids, passage: Passage, case: str) -> Note:
    """A passage that has no place in the text as it is."""
    words = NOT_QUOTED if passage.consent is Consent.REFUSED else passage.quote
    name = f"Adrift: {case}, {said_lines(passage)}"
    return Note(guids("passage", passage.id), name, words, passage.at, passage.person_id, ADRIFT)


# Passage id, of those that leave → its place in the file, the GUID of its selection.
Selections = Mapping[int, tuple[int, str]]


def cell_notes(chosen: Chosen, guids: Guids, selections: Selections) -> Iterator[tuple[CaseRow, Numbered, int, Note]]:
    """The cells that are charted, or blank for a reason: case, theme, id of the cell, note."""
    for chart in charts(chosen):
        ids = [column.theme.id for column in chart.columns]
        stored = {(cell.case_id, cell.theme_id): cell for cell in chosen.study.find(Cell, theme_id=ids)}
        steps = stages(chosen.study, ids)
        for row in chosen.rows:
            for column in chart.columns:
                cell = chart.cells[row.id, column.theme.id]
                if cell.charted and (kept := stored.get((row.id, column.theme.id))):
                    note = _cell_note(chosen, guids, chart, (row, column), cell, kept, steps.get(kept.id), selections)
                    yield row, column, kept.id, note


def _cell_note(
    chosen: Chosen,
    guids: Guids,
    chart: Chart,
    at: tuple[CaseRow, Numbered],
    cell: Written,
    stored: Cell,
    step: CellReview | None,
    selections: Selections,
) -> Note:
    row, column = at
    parts = [_in_order(part, selections) for part in shown(cell)]
    lines = {id: said for id, said in chart.lines.items() if id in selections}
    said = ["".join(run.text for run in part_words(part, lines, chosen.unquotable)) for part in parts]
    key = {
        "framework": "cell",
        "case": guids("case", row.id),
        "theme": guids("theme", column.theme.id),
        "blank": cell.blank.value if cell.blank and not parts else "",
        "status": review_words(cell),
        "review": [step.stage.value, guids.person(step.person_id), moment(step.at)] if step else [],
        "changed": cell.changed,
        "dynamics": dynamics(cell),
        "settled": list(cell.settled),
        "parts": [
            {
                "kind": part.kind.value,
                "text": NOT_QUOTED if hushed(part, chosen.unquotable) else part.text,
                "ties": [[selections[tie.passage][1], tie.start, tie.end] for tie in part.ties],
            }
            for part in parts
        ],
    }
    name = f"{FRAMEWORK} | {row.name} | {column.title}"
    text = "\n\n".join(said) or reason(cell)
    return Note(guids("cell", stored.id), name, text, stored.at, stored.person_id, _json(key))


def _in_order(part: Part, selections: Selections) -> Part:
    """A part with those of its ties that leave, in the order of the file rather than of ids, which don't travel."""
    ties = [tie for tie in part.ties if tie.passage in selections]
    return replace(part, ties=tuple(sorted(ties, key=lambda tie: (_span(tie), selections[tie.passage][0]))))


def _span(tie: Tie) -> tuple[float, float]:
    return (inf, inf) if tie.start is None or tie.end is None else (tie.start, tie.end)


def order_note(chosen: Chosen, guids: Guids, at: datetime) -> Note:
    """The rows and columns of the matrices, in their order."""
    rows = [row.name for row in chosen.rows]
    columns: list[str] = []
    for main in main_themes(chosen.study):
        beneath = [f"    {column.title}" for column in chosen.columns if column.main == main.main]
        columns += [main.title, *beneath] if beneath else []
    key = {
        "framework": "matrices",
        "order": row_order(chosen.study),
        "cases": [guids("case", row.id) for row in chosen.rows],
        "themes": [guids("theme", column.theme.id) for column in chosen.columns],
    }
    text = "\n".join(["Rows of every matrix:", *rows, "", "Matrices and their columns:", *columns])
    return Note(guids("matrices"), f"{FRAMEWORK} | matrices", text, at, description=_json(key))


def _json(key: dict[str, Any]) -> str:
    return json.dumps(key, ensure_ascii=False, separators=(",", ":"))
