"""What of a study is exported: which cases, which themes, and what must not leave with them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from framework.cases import CaseRow
from framework.charting import PRESENT, WITHHELD, Written, locating_matrix
from framework.interpretation import NOT_IN_BASE, Share
from framework.model import Cell, Consent, Passage
from framework.study import Study
from framework.themes import Numbered, column_of, index, with_descendants


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases and themes (a main theme means all beneath it); None means all. `words` say so on the cover."""

    cases: frozenset[int] | None = None
    themes: frozenset[int] | None = None
    words: str = ""


ALL_OF_IT = Selection()
NOT_QUOTED = "(the words may not be quoted)"


@dataclass(frozen=True)
class Chosen:
    """A study as far as it is selected: rows and columns of its matrices, and the cells where they meet."""

    study: Study
    selection: Selection
    at: datetime
    rows: list[CaseRow]
    columns: list[Numbered]
    cells: Mapping[tuple[int, int], Written]
    themes: frozenset[int]
    withheld: frozenset[tuple[int, int]]
    unquotable: frozenset[int]

    def has(self, case_id: int, theme_id: int) -> bool:
        """Whether the sub-theme is represented in the case, as far as that may be shown."""
        return (case_id, theme_id) not in self.withheld and self.cells[case_id, theme_id].mark == PRESENT

    def counts(self, case_id: int, theme_id: int) -> bool:
        """Whether the case is in the base of the sub-theme; what is withheld is not."""
        if (case_id, theme_id) in self.withheld:
            return False
        return self.has(case_id, theme_id) or self.cells[case_id, theme_id].blank not in NOT_IN_BASE

    def share(self, rows: Iterable[CaseRow], theme_id: int) -> Share:
        """In how many of these cases the sub-theme is represented, of how many that could have."""
        base = [row for row in rows if self.counts(row.id, theme_id)]
        here = [row for row in base if self.has(row.id, theme_id)]
        return Share(len(here), len(base), tuple(row.name for row in here))

    def hides(self, case_id: int, theme_ids: Collection[int]) -> bool:
        """Whether a passage under these themes stands where the study withholds what the case said."""
        columns = column_of(self.study)
        return any((case_id, columns[theme_id]) in self.withheld for theme_id in theme_ids)


def chosen(study: Study, selection: Selection = ALL_OF_IT, at: datetime | None = None) -> Chosen:
    """The part of the study that is selected. What is withdrawn or suppressed is withheld in all of its places."""
    matrix = locating_matrix(study)
    themes = _themes(study, selection.themes)
    shown = {column_of(study)[theme_id] for theme_id in themes}
    return Chosen(
        study=study,
        selection=selection,
        at=at or datetime.now(UTC),
        rows=[row for row in matrix.rows if selection.cases is None or row.id in selection.cases],
        columns=[column for column in matrix.columns if column.theme.id in shown],
        cells=matrix.cells,
        themes=themes,
        unquotable=frozenset(passage.id for passage in study.find(Passage, consent=Consent.REFUSED.value)),
        withheld=frozenset(
            (cell.case_id, cell.theme_id) for cell in study.find(Cell, blank=[reason.value for reason in WITHHELD])
        ),
    )


def _themes(study: Study, wanted: frozenset[int] | None) -> frozenset[int]:
    if wanted is None:
        return frozenset(entry.theme.id for entry in index(study))
    return frozenset(id for theme_id in wanted for id in with_descendants(study, theme_id))
