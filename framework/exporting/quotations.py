"""The evidence as a table: every passage with where it comes from and the themes it is under."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from framework.cases import CaseRow
from framework.corrections import waiting
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.exporting.table import Column, Entry, Look, Row, Table
from framework.indexing import said_lines
from framework.model import Participant, Passage, Theme, Transcript
from framework.people import names
from framework.store import queries
from framework.themes import column_of, index, titles

QUOTATIONS = "Quotations"
TRANSCRIPTS_AT_ONCE = 25
_COLUMNS = (
    Column("No.", 8),
    Column("Citation", 15),
    Column("Case", 15),
    Column("Site", 7),
    Column("Role", 13),
    Column("Group", 8),
    Column("Speakers", 16),
    Column("Lines", 10),
    Column("Sub-themes", 30),
    Column("Quotation", 70),
    Column("Analyst", 13),
    Column("Placed (UTC)", 16),
    Column("Memo", 28),
)


def quotations(chosen: Chosen) -> Table:
    """One row for each passage, in the order of the cases and of the text. The rows that matrices link to."""
    return Table(
        name=QUOTATIONS,
        title="Quotations: the passages of the index",
        about="Every passage with its case, speakers, lines and sub-themes: the evidence the matrices rest on",
        columns=_COLUMNS,
        rows=_rows(chosen),
        notes=(
            "As they stand in the transcripts, letter for letter. Cite as (site, group or role).",
            *_adrift(chosen),
            *_withheld(chosen),
        ),
        fixed=2,
        leads=True,
    )


def _adrift(chosen: Chosen) -> Iterator[str]:
    if waiting(chosen.study):
        yield "Adrift: not found in the corrected transcript; the words and lines are those of the earlier text."


def _withheld(chosen: Chosen) -> Iterator[str]:
    if chosen.withheld:
        yield "Passages whose cell is marked withdrawn or suppressed are left out."


def _rows(chosen: Chosen) -> Iterator[Row]:
    """Some transcripts at a time, so that the words of the whole study are never held at once."""
    place = {row.id: place for place, row in enumerate(chosen.rows)}
    found = sorted(
        (t for t in chosen.study.all(Transcript) if t.case_id in place), key=lambda t: (place[t.case_id], t.id)
    )
    for first in range(0, len(found), TRANSCRIPTS_AT_ONCE):
        yield from _some(chosen, found[first : first + TRANSCRIPTS_AT_ONCE])


def _some(chosen: Chosen, transcripts: Sequence[Transcript]) -> Iterator[Row]:
    study, ids = chosen.study, [transcript.id for transcript in transcripts]
    order = {id: place for place, id in enumerate(ids)}
    rows = {row.id: row for row in chosen.rows}
    case_of = {transcript.id: transcript.case_id for transcript in transcripts}
    found = queries.passages_under(study, [theme.id for theme in study.all(Theme)], ids)
    context = _Context(chosen, ids, [passage.id for passage, _ in found])
    for passage, themes in sorted(found, key=lambda pair: order[pair[0].transcript_id]):
        case_id = case_of[passage.transcript_id]
        if chosen.themes.intersection(themes) and not chosen.hides(case_id, themes):
            yield context.row(rows[case_id], passage, themes)


class _Context:
    """What stands beside some passages."""

    def __init__(self, chosen: Chosen, transcript_ids: list[int], passage_ids: list[int]) -> None:
        study = chosen.study
        self.unquotable = chosen.unquotable
        self.turns = queries.spoken_turns(study, transcript_ids)
        self.memos = queries.memos_of(study, passage_ids)
        self.people, self.titles, self.columns = names(study), titles(study), column_of(study)
        self.labels = {participant.id: participant.label for participant in study.all(Participant)}
        self.order = {entry.theme.id: place for place, entry in enumerate(index(study))}

    def row(self, case: CaseRow, passage: Passage, themes: list[int]) -> Row:
        """A passage as a row; links may call it by its id, or by the cell it is evidence for."""
        themes = sorted(themes, key=self.order.__getitem__)
        number = f"Q{passage.id}"
        return Row(
            [
                Entry(number, Look.NAME),
                Entry(case.citation),
                Entry(case.name),
                Entry(case.site),
                Entry(case.role),
                Entry(case.group),
                Entry(", ".join(self._speakers(passage))),
                Entry(said_lines(passage)),
                Entry("\n".join(self.titles[id] for id in themes)),
                Entry(NOT_QUOTED if passage.id in self.unquotable else passage.quote),
                Entry(self.people.get(passage.person_id, "")),
                Entry(passage.at, Look.TIME),
                Entry("\n".join(self._memos(passage))),
            ],
            anchors=(passage.id, *((case.id, self.columns[id]) for id in themes)),
            label=number,
        )

    def _memos(self, passage: Passage) -> Iterator[str]:
        for memo in self.memos.get(passage.id, ()):
            yield f"{self.people.get(memo.person_id, '')}: {memo.text}"

    def _speakers(self, passage: Passage) -> list[str]:
        """The labels of all whose turns the passage touches, in the order they speak; not known of one adrift."""
        if passage.adrift:
            return []
        turns = self.turns.get(passage.transcript_id, [])
        found: dict[str, None] = {}
        for speech, _, participant_id in turns[bisect_right(turns, passage.start, key=lambda turn: turn[1]) :]:
            if speech >= passage.end:
                break
            found[self.labels[participant_id]] = None
        return list(found)
