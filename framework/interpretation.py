"""Mapping and interpretation: by how many cases or people is a sub-theme voiced, site by site, role by role?

Counts are of cases or people, never of passages, and always stand beside the number they could have been (the base).
They are prompts to go back to the charts, not measures of prevalence.
"""

from dataclasses import dataclass
from enum import StrEnum

from framework.matrices import PRESENT, WITHHELD, Written, locating_matrix
from framework.model import Blank, IndexEntry, Participant, Passage, Theme, Transcript, Turn
from framework.store import queries
from framework.store.reader import Reader
from framework.themes import Numbered, column_of

ALL = "All"
NOT_IN_BASE = (Blank.NOT_ASKED, Blank.NOT_APPLICABLE, *WITHHELD)


class Unit(StrEnum):
    """What is counted."""

    CASES = "groups and interviews"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many voiced a sub-theme, and in which cases."""

    present: int
    base: int
    cases: tuple[str, ...]

    @property
    def words(self) -> str:
        """“3 of 6”; where nobody could have voiced it, so."""
        return f"{self.present} of {self.base}" if self.base else "no base"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sub-themes × the values of one attribute, and “All”."""

    attribute: str
    unit: Unit
    groups: list[str]
    columns: list[Numbered]
    shares: dict[tuple[int, str], Share]


def compare(reader: Reader, attribute: str, unit: Unit = Unit.CASES) -> Comparison:
    """Presence of each sub-theme by the values of an attribute (“Site”, “Role”, “Group” or one of the study's own).

    The base leaves out cases whose cell says not asked, not applicable, withdrawn or suppressed. A person counts once
    a sub-theme, where one of their turns lies in a passage under it; whoever leads the talk is not counted.
    """
    matrix = locating_matrix(reader)
    values = list(dict.fromkeys(row.value(attribute) for row in matrix.rows))
    groups = [value for value in values if value]
    people = _people(reader) if unit is Unit.PEOPLE else {}
    voices = _voices(reader) if unit is Unit.PEOPLE else {}
    shares: dict[tuple[int, str], Share] = {}
    for column in matrix.columns:
        cells = {row.id: matrix.cells[row.id, column.theme.id] for row in matrix.rows}
        for group in [*groups, ALL]:
            rows = [row for row in matrix.rows if group in (ALL, row.value(attribute)) and _counts(cells[row.id])]
            here = [row for row in rows if cells[row.id].mark == PRESENT]
            if unit is Unit.CASES:
                present, base = len(here), len(rows)
            else:
                present = sum(len(voices.get((row.id, column.theme.id), ())) for row in here)
                base = sum(people.get(row.id, 0) for row in rows)
            shares[column.theme.id, group] = Share(present, base, tuple(row.name for row in here))
    return Comparison(attribute, unit, groups, matrix.columns, shares)


def _counts(cell: Written) -> bool:
    return cell.mark == PRESENT or cell.blank not in NOT_IN_BASE


def _people(reader: Reader) -> dict[int, int]:
    """Case id → number of voices, whoever leads the talk left out."""
    found: dict[int, int] = {}
    for participant in reader.all(Participant):
        if not participant.moderator:
            found[participant.case_id] = found.get(participant.case_id, 0) + 1
    return found


def _voices(reader: Reader) -> dict[tuple[int, int], set[int]]:
    """(case, column) → ids of the participants who speak in its passages."""
    made_from = [Theme, IndexEntry, Passage, Turn, Participant, Transcript]
    return reader.remembered("voices", made_from, lambda: queries.voices(reader, column_of(reader)))
