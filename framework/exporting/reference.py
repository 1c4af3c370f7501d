"""Cases and abbreviations as tables."""

from math import isfinite

from framework.exporting.matrices import CASE_COLUMNS
from framework.exporting.selection import Chosen
from framework.exporting.table import Column, Entry, Look, Row, Table
from framework.model import Abbreviation, Attribute, AttributeKind, Participant, Site, Transcript
from framework.people import names
from framework.store import queries
from framework.study import Study
from framework.transcripts import readers

_CASES = (
    Column("Citation", 18),
    Column("Geography", 22),
    Column("Level", 9),
    Column("Kind", 12),
    Column("Speakers", 9),
    Column("Words", 9),
    Column("Lines", 8),
    Column("Passages", 9),
    Column("Read through by", 26),
)


def case_list(chosen: Chosen) -> Table:
    """The cases with everything the study records of them."""
    study = chosen.study
    attributes = study.all(Attribute)
    return Table(
        name="Cases",
        title="Cases",
        about="Focus groups and interviews with their site, role and attributes",
        columns=[
            *CASE_COLUMNS,
            *_CASES,
            *(Column(attribute.name, 14) for attribute in attributes),
        ],
        rows=_cases(chosen, attributes),
        notes=("Speakers: whoever leads the talk is left out. Lines and words: of the transcripts.",),
        fixed=len(CASE_COLUMNS),
    )


def _cases(chosen: Chosen, attributes: tuple[Attribute, ...]) -> list[Row]:
    study = chosen.study
    sites = {site.code: site for site in study.all(Site)}
    texts: dict[int, list[Transcript]] = {}
    for transcript in study.all(Transcript):
        texts.setdefault(transcript.case_id, []).append(transcript)
    passages, voices = queries.passages_by_transcript(study), _voices(study)
    people, read = names(study), readers(study)
    rows = []
    for row in chosen.rows:
        own, site = texts.get(row.id, []), sites.get(row.site)
        who = {people.get(person, "") for t in own for person in read.get(t.id, ())}
        numbers = (
            voices.get(row.id, 0),
            sum(t.words for t in own),
            sum(t.lines for t in own),
            sum(passages.get(t.id, 0) for t in own),
        )
        rows.append(
            Row(
                [
                    Entry(row.name, Look.NAME),
                    Entry(row.site),
                    Entry(row.role),
                    Entry(row.group),
                    Entry(row.citation),
                    Entry(site.geography if site else ""),
                    Entry(site.level if site else ""),
                    Entry(str(row.kind)),
                    *(Entry(number, Look.NUMBER) for number in numbers),
                    Entry(", ".join(sorted(who))),
                    *(value_entry(attribute, row.values.get(attribute.name, "")) for attribute in attributes),
                ]
            )
        )
    return rows


def _voices(study: Study) -> dict[int, int]:
    found: dict[int, int] = {}
    for participant in study.all(Participant):
        if not participant.moderator:
            found[participant.case_id] = found.get(participant.case_id, 0) + 1
    return found


def value_entry(attribute: Attribute, value: str) -> Entry:
    """Numbers as numbers, so that they sort; everything else as it is written."""
    if attribute.kind is AttributeKind.NUMBER and value and isfinite(number := float(value)):
        return Entry(int(number) if number.is_integer() else number, Look.NUMBER)
    return Entry(value)


def abbreviations(chosen: Chosen) -> Table | None:
    """What the study shortens; None where it shortens nothing."""
    terms = sorted(chosen.study.all(Abbreviation), key=lambda known: known.term.casefold())
    if not terms:
        return None
    return Table(
        name="Abbreviations",
        title="Abbreviations",
        about="What the study's short terms stand for",
        columns=[Column("Term", 18), Column("Stands for", 70)],
        rows=[Row([Entry(known.term, Look.NAME), Entry(known.meaning)]) for known in terms],
    )
