"""What of a study is exported: which cases, which themes, and what must not leave with them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from framework.cases import CaseRow
from framework.evidence import evidence
from framework.interpretation import NOT_IN_BASE, Share
from framework.matrices import PRESENT, WITHHELD, Written, locating_matrix
from framework.model import Cell, Consent, FrameworkVersion, Passage
from framework.study import Study
from framework.themes import Numbered, column_of, index, with_descendants
from framework.versions import NOW, as_of, title


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases and themes (a main theme means all beneath it); None means all. `words` say so on the cover.

    Cases given as a tuple stand in its order, else in the canonical one.
    `version_id`: the frozen version of the framework as of which everything is to stand.
    """

    cases: tuple[int, ...] | frozenset[int] | None = None
    themes: frozenset[int] | None = None
    words: str = ""
    version_id: int = NOW


ALL_OF_IT = Selection()
NOT_QUOTED = "(the words may not be quoted)"


@dataclass(frozen=True)
class Chosen:
    """A study as far as it is selected: rows and columns of its matrices, and the cells where they meet.

    `study` stands as of `version` where there is one; `now` is the study as it is.
    """

    study: Study
    now: Study
    version: FrameworkVersion | None
    selection: Selection
    at: datetime
    rows: list[CaseRow]
    columns: list[Numbered]
    cells: Mapping[tuple[int, int], Written]
    themes: frozenset[int]
    withheld: frozenset[tuple[int, int]]
    unquotable: frozenset[int]

    @property
    def standing(self) -> str:
        """“as of v1 Pilot, frozen 2026-03-31 10:00 UTC”; nothing where the study is exported as it is."""
        if self.version is None:
            return ""
        return f"as of {title(self.version)}, frozen {self.version.at:%Y-%m-%d %H:%M} UTC"

    @property
    def edition(self) -> str:
        """Which state of the study this is, and when it left."""
        standing = f", {self.standing}" if self.standing else ""
        return f"Version {self.study.version}{standing}, exported {self.at:%Y-%m-%d}"

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


@contextmanager
def choosing(now: Study, selection: Selection = ALL_OF_IT, at: datetime | None = None) -> Iterator[Chosen]:
    """The part of the study that is selected, as of the version that is asked for. Raises NotFound."""
    with as_of(now, selection.version_id) as study:
        yield chosen(study, selection, at, now)


def chosen(
    study: Study, selection: Selection = ALL_OF_IT, at: datetime | None = None, now: Study | None = None
) -> Chosen:
    """The part of a study, as it stands here, that is selected.

    What is withdrawn or suppressed is withheld in all of its places.
    """
    now = now or study
    matrix = locating_matrix(study)
    themes = _themes(study, selection.themes)
    held_back = study.find(Cell, blank=[reason.value for reason in WITHHELD])
    withheld = frozenset((cell.case_id, cell.theme_id) for cell in held_back)
    shown = {column_of(study)[theme_id] for theme_id in themes}
    return Chosen(
        study=study,
        now=now,
        version=None if selection.version_id == NOW else now.get(FrameworkVersion, selection.version_id),
        selection=selection,
        at=at or datetime.now(UTC),
        rows=_rows(matrix.rows, selection.cases),
        columns=[column for column in matrix.columns if column.theme.id in shown],
        cells=matrix.cells,
        themes=themes,
        unquotable=_unquotable(study, withheld),
        withheld=withheld,
    )


def _rows(rows: list[CaseRow], wanted: tuple[int, ...] | frozenset[int] | None) -> list[CaseRow]:
    if wanted is None:
        return rows
    if isinstance(wanted, frozenset):
        return [row for row in rows if row.id in wanted]
    by_id = {row.id: row for row in rows}
    return [by_id[id] for id in dict.fromkeys(wanted) if id in by_id]


def _unquotable(study: Study, withheld: Collection[tuple[int, int]]) -> frozenset[int]:
    """The passages whose words no cell may quote: refused, or standing where what the case said is withheld."""
    refused = {passage.id for passage in study.find(Passage, consent=Consent.REFUSED.value)}
    there = evidence(study, {theme for _, theme in withheld}, {case for case, _ in withheld}) if withheld else {}
    return frozenset(refused.union(*(there.get(place, {}) for place in withheld)))


def _themes(study: Study, wanted: frozenset[int] | None) -> frozenset[int]:
    if wanted is None:
        return frozenset(entry.theme.id for entry in index(study))
    return frozenset(id for theme_id in wanted for id in with_descendants(study, theme_id))
