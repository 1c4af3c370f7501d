"""What is charted, as far as it may leave: the summary matrices for exports that are no worksheets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from framework.exporting.matrices import words_of
from framework.exporting.selection import Chosen
from framework.matrices import WITHHELD, Part, Written, line_references, summary_matrix
from framework.themes import Numbered, main_themes


@dataclass(frozen=True, slots=True)
class Chart:
    """The summary matrix of one main theme. `lines`: passage id → how it is referred to, “41–44”."""

    main: Numbered
    columns: list[Numbered]
    cells: Mapping[tuple[int, int], Written]
    lines: dict[int, str]


def charts(chosen: Chosen) -> Iterator[Chart]:
    """One for each main theme of which anything is chosen, in the order of the index."""
    case_ids = [row.id for row in chosen.rows]
    for main in main_themes(chosen.study):
        columns = [column for column in chosen.columns if column.main == main.main]
        if columns:
            lines = line_references(chosen.study, [column.theme.id for column in columns], case_ids)
            yield Chart(main, columns, summary_matrix(chosen.study, main.theme.id, case_ids).cells, lines)


def shown(cell: Written) -> tuple[Part, ...]:
    """The parts of a cell; none where they are withheld."""
    return () if cell.blank in WITHHELD else cell.parts


def reason(cell: Written) -> str:
    """Why nothing is shown in a cell; nothing where something is."""
    return "" if shown(cell) else "".join(run.text for run in words_of(cell, {}, frozenset()))


def dynamics(cell: Written) -> str:
    """How a focus group talked: “dissent, shift”; nothing where nothing of the cell is shown."""
    return "" if cell.blank in WITHHELD else ", ".join(cell.dynamics)


def size(chosen: Chosen) -> int:
    """The number of cells in the summary matrices."""
    return len(chosen.rows) * len(chosen.columns)
