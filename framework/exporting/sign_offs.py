"""The sign-off sheet: who stands behind which matrix since when, and how each cell came through its review."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from framework.approval import lacking, signed
from framework.exporting.charted import Chart, charts
from framework.exporting.matrices import CASE_COLUMNS, case_entries, review_words
from framework.exporting.selection import Chosen
from framework.exporting.table import Column, Entry, Look, Row, Table
from framework.matrices import WITHHELD, Matrix
from framework.model import Cell, CellReview, Stage
from framework.people import names
from framework.themes import Numbered
from framework.versions import title, versions

_MATRICES = (
    Column("Matrix", 30),
    Column("Signed off by", 18),
    Column("Signed off (UTC)", 16),
    Column("At version", 10),
    Column("Framework", 18),
    Column("Note", 40),
    Column("Changed since", 40),
    Column("Not settled", 34),
)
_CELLS = (
    Column("Sub-theme", 30),
    Column("Status", 17),
    Column("Approved by", 18),
    Column("Approved (UTC)", 16),
    Column("Version approved", 10),
    Column("Version now", 10),
    Column("Written by", 18),
    Column("Written (UTC)", 16),
    Column("Open remarks", 9),
)
NOT_SIGNED, NOTHING, NONE_FROZEN = "not signed off", "nothing", "none frozen"


def sign_offs(chosen: Chosen) -> Iterator[Table]:
    """The matrices with their sign-offs, and the cells with their approvals."""
    found = list(charts(chosen))
    yield _matrices(chosen, found)
    yield _cells(chosen, found)


def _matrices(chosen: Chosen, found: list[Chart]) -> Table:
    return Table(
        name="Sign-off",
        title="Sign-off: who stands behind which matrix",
        about="For each main theme: signed off by whom, when, at which version, and what has changed since",
        columns=_MATRICES,
        rows=[_signed(chosen, chart) for chart in found],
        notes=(
            "A supervisor signs a matrix off once each cell with words is approved and each cell with passages is "
            "charted.",
            "A sign-off is of the whole matrix. At version: the number of the study's latest act when it was signed.",
        ),
    )


def _signed(chosen: Chosen, chart: Chart) -> Row:
    """One matrix. What has changed is looked up in the journal, which only the study as it is now has."""
    name = Entry(chart.main.title, Look.NAME, (chart.main.title,))
    unsettled = Entry(_not_settled(chosen, chart))
    found = signed(chosen.study, chart.main.theme.id, Matrix(chosen.rows, chart.columns, chart.cells), chosen.now)
    if found is None:
        return Row([name, Entry(NOT_SIGNED), *[Entry()] * 5, unsettled])
    one = found.sign_off
    return Row(
        [
            name,
            Entry(names(chosen.now).get(one.person_id, "")),
            Entry(one.at, Look.TIME),
            Entry(one.version, Look.NUMBER),
            Entry(_framework_at(chosen, one.version)),
            Entry(one.note),
            Entry(_changed(chosen, chart, found.changed)),
            unsettled,
        ]
    )


def _framework_at(chosen: Chosen, version: int) -> str:
    """The framework's latest version when the study was at this one: “v1 Pilot”."""
    frozen = [known for known in versions(chosen.now) if known.study_version <= version]
    return title(frozen[-1]) if frozen else NONE_FROZEN


def _changed(chosen: Chosen, chart: Chart, places: tuple[tuple[int, int], ...]) -> str:
    cases = {row.id: row.name for row in chosen.rows}
    columns = {column.theme.id: column.number for column in chart.columns}
    return "; ".join(f"{cases[case]}: {columns[theme]}" for case, theme in places if theme in columns) or NOTHING


def _not_settled(chosen: Chosen, chart: Chart) -> str:
    counts: dict[str, int] = {}
    for row in chosen.rows:
        for column in chart.columns:
            if said := lacking(chart.cells[row.id, column.theme.id]):
                counts[said] = counts.get(said, 0) + 1
    return ", ".join(f"{count} {said}" for said, count in counts.items()) or NOTHING


def _cells(chosen: Chosen, found: list[Chart]) -> Table:
    return Table(
        name="Review of cells",
        title="Review: each cell, who wrote it and who approved it",
        about="For each cell that is charted: its status, who approved which version of it and when, open remarks",
        columns=[*CASE_COLUMNS, *_CELLS],
        rows=_reviewed(chosen, found),
        notes=(
            "An approval holds for the version of the cell it was given to: where the version now is another, the cell "
            "was written anew and waits for its next approval.",
        ),
        fixed=len(CASE_COLUMNS),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked for all cells at once: the cells, their latest approvals, people's names."""

    cells: Mapping[tuple[int, int], Cell]
    approvals: Mapping[int, CellReview]
    people: Mapping[int, str]


def _reviewed(chosen: Chosen, found: list[Chart]) -> Iterator[Row]:
    study = chosen.study
    approvals = {step.cell_id: step for step in study.find(CellReview, stage=Stage.APPROVED.value)}
    people = names(chosen.now)
    for chart in found:
        stored = study.find(Cell, theme_id=[column.theme.id for column in chart.columns])
        known = _Known({(cell.case_id, cell.theme_id): cell for cell in stored}, approvals, people)
        for row in chosen.rows:
            for column in chart.columns:
                if chart.cells[row.id, column.theme.id].charted:
                    yield Row([*case_entries(row), *_review(known, chart, row.id, column)])


def _review(known: _Known, chart: Chart, case_id: int, column: Numbered) -> Iterator[Entry]:
    """One cell; of one that is withheld no more than that it is."""
    place = case_id, column.theme.id
    written, stored = chart.cells[place], known.cells[place]
    yield Entry(column.title)
    if written.blank in WITHHELD:
        yield from (Entry(str(written.blank)), *[Entry()] * 7)
        return
    approval = known.approvals.get(stored.id)
    yield Entry(review_words(written))
    yield Entry(known.people.get(approval.person_id, "") if approval else None)
    yield Entry(approval.at if approval else None, Look.TIME)
    yield Entry(approval.version if approval else None, Look.NUMBER)
    yield Entry(stored.version, Look.NUMBER)
    yield Entry(known.people.get(stored.person_id, ""))
    yield Entry(stored.at, Look.TIME)
    yield Entry(written.remarks or None, Look.NUMBER)
