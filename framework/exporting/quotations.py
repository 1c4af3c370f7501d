"""The evidence: every passage with where it comes from and the themes it is under, as a sheet and as plain rows.

`quoted` is what every export of passages reads, so that what one of them withholds leaves by no other.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framework.cases import CaseRow
from framework.corrections import waiting
from framework.exporting.plain_rows import plain_rows
from framework.exporting.progress import Pace, Progress
from framework.exporting.reference import value_entry
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.exporting.table import Column, Entry, Look, Row, Table
from framework.indexing import said_lines
from framework.model import Attribute, Participant, Passage, Theme, Transcript
from framework.people import names
from framework.store import queries
from framework.themes import column_of, index, titles

QUOTATIONS = "Quotations"
KEY_QUOTATION = "key quotation"
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
    Column("Strength", 9),
    Column("Key", 13),
    Column("Consent to quote", 16),
    Column("Analyst", 13),
    Column("Placed (UTC)", 16),
    Column("Memo", 28),
    Column("Kind", 12),
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage with what is to be said of it. `words`: NOT_QUOTED where its own may not leave.

    `themes`: the ids and titles of those it is under, in the order of the index. `places`: the cells (case, column) it
    is evidence for. `memos`: each with its author.
    """

    passage: Passage
    case: CaseRow
    speakers: tuple[str, ...]
    words: str
    themes: tuple[tuple[int, str], ...]
    places: tuple[tuple[int, int], ...]
    analyst: str
    memos: tuple[str, ...]

    @property
    def number(self) -> str:
        """How the exports call it."""
        return f"Q{self.passage.id}"

    @property
    def lines(self) -> str:
        """“41–44”."""
        return said_lines(self.passage)


def quotations(chosen: Chosen) -> Table:
    """One row for each passage, in the order of the cases and of the text. The rows that matrices link to."""
    attributes = chosen.study.all(Attribute)
    return Table(
        name=QUOTATIONS,
        title="Quotations: the passages of the index",
        about="Every passage with its case, speakers, lines and sub-themes: the evidence the matrices rest on",
        columns=_columns(attributes),
        rows=(_row(one, attributes) for one in quoted(chosen)),
        notes=(CITED, *remarks(chosen)),
        fixed=2,
        leads=True,
    )


def quotation_rows(chosen: Chosen, progress: Progress) -> bytes:
    """The same as plain rows."""
    attributes = chosen.study.all(Attribute)
    pace = Pace(progress, sum(queries.passages_by_transcript(chosen.study).values()))
    rows = (_row(one, attributes).entries for one in pace.through(quoted(chosen), "writing the quotations"))
    return plain_rows((column.title for column in _columns(attributes)), (tuple(map(_plain, row)) for row in rows))


CITED = "As they stand in the transcripts, letter for letter. Cite as (site, group or role)."


def remarks(chosen: Chosen) -> Iterator[str]:
    """What whoever reads the passages has to know."""
    if waiting(chosen.study):
        yield "Adrift: not found in the corrected transcript; the words and lines are those of the earlier text."
    if chosen.withheld:
        yield "Passages whose cell is marked withdrawn or suppressed are left out."


def quoted(chosen: Chosen) -> Iterator[Quotation]:
    """The passages that may leave, in the order of the cases and of the text.

    Some transcripts at a time, so that the words of the whole study are never held at once.
    """
    found = in_order(chosen)
    for first in range(0, len(found), TRANSCRIPTS_AT_ONCE):
        yield from _some(chosen, found[first : first + TRANSCRIPTS_AT_ONCE])


def in_order(chosen: Chosen) -> list[Transcript]:
    """The transcripts of the chosen cases, in their order."""
    place = {row.id: place for place, row in enumerate(chosen.rows)}
    there = (transcript for transcript in chosen.study.all(Transcript) if transcript.case_id in place)
    return sorted(there, key=lambda transcript: (place[transcript.case_id], transcript.id))


def _some(chosen: Chosen, transcripts: Sequence[Transcript]) -> Iterator[Quotation]:
    study, ids = chosen.study, [transcript.id for transcript in transcripts]
    order = {id: place for place, id in enumerate(ids)}
    rows = {row.id: row for row in chosen.rows}
    case_of = {transcript.id: transcript.case_id for transcript in transcripts}
    found = queries.passages_under(study, [theme.id for theme in study.all(Theme)], ids)
    context = _Context(chosen, ids, [passage.id for passage, _ in found])
    for passage, themes in sorted(found, key=lambda pair: order[pair[0].transcript_id]):
        case_id = case_of[passage.transcript_id]
        if chosen.themes.intersection(themes) and not chosen.hides(case_id, themes):
            yield context.quotation(rows[case_id], passage, themes)


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

    def quotation(self, case: CaseRow, passage: Passage, themes: list[int]) -> Quotation:
        """A passage with all of it."""
        themes = sorted(themes, key=self.order.__getitem__)
        said = (f"{self.people.get(memo.person_id, '')}: {memo.text}" for memo in self.memos.get(passage.id, ()))
        return Quotation(
            passage=passage,
            case=case,
            speakers=self._speakers(passage),
            words=NOT_QUOTED if passage.id in self.unquotable else passage.quote,
            themes=tuple((id, self.titles[id]) for id in themes),
            places=tuple((case.id, self.columns[id]) for id in themes),
            analyst=self.people.get(passage.person_id, ""),
            memos=tuple(said),
        )

    def _speakers(self, passage: Passage) -> tuple[str, ...]:
        """The labels of all whose turns the passage touches, in the order they speak; not known of one adrift."""
        if passage.adrift:
            return ()
        turns = self.turns.get(passage.transcript_id, [])
        found: dict[str, None] = {}
        for speech, _, participant_id in turns[bisect_right(turns, passage.start, key=lambda turn: turn[1]) :]:
            if speech >= passage.end:
                break
            found[self.labels[participant_id]] = None
        return tuple(found)


def _columns(attributes: Sequence[Attribute]) -> list[Column]:
    return [*_COLUMNS, *(Column(attribute.name, 16) for attribute in attributes)]


def _row(one: Quotation, attributes: Sequence[Attribute]) -> Row:
    """A passage as a row; links may call it by its id, or by the cell it is evidence for."""
    case, passage = one.case, one.passage
    return Row(
        [
            Entry(one.number, Look.NAME),
            Entry(case.citation),
            Entry(case.name),
            Entry(case.site),
            Entry(case.role),
            Entry(case.group),
            Entry(", ".join(one.speakers)),
            Entry(one.lines),
            Entry("\n".join(title for _, title in one.themes)),
            Entry(one.words),
            Entry(passage.strength, Look.NUMBER),
            Entry(KEY_QUOTATION if passage.key else ""),
            Entry(passage.consent.value),
            Entry(one.analyst),
            Entry(passage.at, Look.TIME),
            Entry("\n".join(one.memos)),
            Entry(str(case.kind)),
            *(value_entry(attribute, case.values.get(attribute.name, "")) for attribute in attributes),
        ],
        anchors=(passage.id, *one.places),
        label=one.number,
    )


def _plain(entry: Entry) -> str | int:
    return entry.value if isinstance(entry.value, int) else entry.words
