"""The summary matrices as plain rows: one for each part of a cell, or for the reason why it is blank."""

from collections.abc import Iterator, Mapping

from framework.cases import CaseRow
from framework.exporting.charted import Chart, charts, dynamics, reason, shown, size
from framework.exporting.matrices import hushed, review_words
from framework.exporting.plain_rows import plain_rows
from framework.exporting.progress import Pace, Progress
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.matrices import Part, Written
from framework.model import Attribute, Cell
from framework.people import names

CASE = ("Case", "Citation", "Site", "Role", "Group", "Kind")
CELL = (
    *("No.", "Sub-theme", "Main theme", "Status", "Group dynamics"),
    *("Part", "What", "Text", "Lines", "Analyst", "Written (UTC)"),
)


def matrix_rows(chosen: Chosen, progress: Progress) -> bytes:
    """A row for each part of each cell, in the order of the matrices."""
    attributes = [attribute.name for attribute in chosen.study.all(Attribute)]
    return plain_rows((*CASE, *attributes, *CELL), _rows(chosen, attributes, progress))


def _rows(chosen: Chosen, attributes: list[str], progress: Progress) -> Iterator[tuple[str | int, ...]]:
    people, pace = names(chosen.study), Pace(progress, size(chosen))
    for chart in charts(chosen):
        stored = _stored(chosen, chart)
        for row in pace.through(chosen.rows, f"writing {chart.main.title}", len(chart.columns)):
            case = (*_case(row), *(row.values.get(name, "") for name in attributes))
            for column in chart.columns:
                place = row.id, column.theme.id
                cell = chart.cells[place]
                theme = (column.number, column.theme.name, chart.main.title, review_words(cell), dynamics(cell))
                for part in _parts(chosen, chart, cell):
                    yield (*case, *theme, *part, *_written(stored.get(place), people))


def _stored(chosen: Chosen, chart: Chart) -> dict[tuple[int, int], Cell]:
    found = chosen.study.find(Cell, theme_id=[column.theme.id for column in chart.columns])
    return {(cell.case_id, cell.theme_id): cell for cell in found}


def _case(row: CaseRow) -> tuple[str, ...]:
    return row.name, row.citation, row.site, row.role, row.group, str(row.kind)


def _parts(chosen: Chosen, chart: Chart, cell: Written) -> Iterator[tuple[str | int, ...]]:
    """The place of each part in its cell, what it is, its words and the lines it rests on; why the cell is blank."""
    if said := reason(cell):
        yield "", said, "", ""
    for place, part in enumerate(shown(cell), 1):
        yield place, str(part.kind), NOT_QUOTED if hushed(part, chosen.unquotable) else part.text, _lines(part, chart)


def _lines(part: Part, chart: Chart) -> str:
    return "; ".join(dict.fromkeys(chart.lines[id] for id in part.passages if id in chart.lines))


def _written(cell: Cell | None, people: Mapping[int, str]) -> tuple[str, str]:
    """By whom and when the cell was written last."""
    return (people.get(cell.person_id, ""), f"{cell.at:%Y-%m-%d %H:%M}") if cell else ("", "")
