"""The first sheet: what this workbook is, of which study and version, and how it is to be read."""

from collections.abc import Iterator, Sequence

from framework.exporting.matrices import size_in_words
from framework.exporting.selection import Chosen
from framework.exporting.table import Column, Entry, Look, Row, Run, Table, Voice
from framework.model import CaseKind
from framework.people import names
from framework.versions import title, versions

LOOKED_BACK = (
    "Everything here is of that time: cases, themes, passages, summaries, counts, memos. What was changed or removed "
    "later stands as it was. But what is withdrawn, suppressed or not to be quoted today is withheld here too, and "
    "people go by the names they have now."
)
COPY = (
    "A copy for reading, not the master: the study itself is in the workbench. "
    "Confidential: it may contain the words of participants."
)
EVERYTHING = "None: all cases and all themes"
_READING: tuple[tuple[str, tuple[Run, ...] | str], ...] = (
    ("Marks", "● the sub-theme is represented in the case: a passage or a summary stands there\n"
              "○ the case was asked and said nothing about it"),
    ("Blank cells", "A blank cell says why it is blank: asked, nothing said; not asked; not applicable; withdrawn; "
                    "suppressed; not charted yet (passages stand there, no summary is written); nothing indexed."),
    ("Voices", (
        Run("The analyst's summary stands in plain type.  "),
        Run("“The participants' own words stand in italics and quotation marks, letter for letter.”  ", Voice.VERBATIM),
        Run("Comment: the analyst's thoughts stand in grey and are not evidence.  ", Voice.COMMENT),
        Run("(41–44)", Voice.REFERENCE),
        Run(" are the lines of the transcript; Q17 leads to the quotation."),
    )),
    ("Base", "“3 of 6” counts cases, never passages: 3 of the 6 that could have voiced the sub-theme. Cases that were "
             "not asked, to which it does not apply, or that are withdrawn or suppressed are not in the base."),
    ("Counts", "Not a measure of prevalence: the cases were chosen for their diversity, and people speak to what they "
               "are asked. Counts are prompts to go back to the charts."),
)  # fmt: skip


def cover(chosen: Chosen, what: str, tables: Sequence[Table]) -> Table:
    """Study, version, filters, how to read, and what the workbook contains."""
    study = chosen.study
    return Table(
        name="Cover",
        title=study.design.title,
        about="",
        columns=[Column("", 34), Column("", 96)],
        rows=[
            *_rows((("This workbook", what), *facts(chosen))),
            _heading("How to read it"),
            *_rows(_READING),
            _heading("Contents"),
            *_list(tables),
        ],
        headed=False,
    )


def facts(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """What every export says of itself: of which study, version and framework it is, what is in it, when it left."""
    study = chosen.study
    yield "Research questions", study.design.questions or "not stated"
    yield "Version", _version(chosen)
    yield from _framework(chosen)
    yield "Cases", _cases(chosen)
    yield "Selection", chosen.selection.words or EVERYTHING
    yield "Withheld", _withheld(chosen)
    yield "Exported", f"{chosen.at:%Y-%m-%d %H:%M} UTC by {names(study).get(study.person_id, '')}"
    yield "Status", COPY


def _version(chosen: Chosen) -> str:
    if chosen.version is None:
        return f"{chosen.study.version} (the number of the study's latest act)"
    return f"{chosen.study.version} (the number of the study's latest act then; now it is {chosen.now.version})"


def _framework(chosen: Chosen) -> Iterator[tuple[str, str]]:
    if chosen.version is None:
        frozen = versions(chosen.study)
        latest = f"; last frozen as {title(frozen[-1])} on {frozen[-1].at:%Y-%m-%d}" if frozen else "; never frozen"
        yield "Framework", f"As it stands now{latest}: {size_in_words(chosen)}"
        return
    by = names(chosen.now).get(chosen.version.person_id, "")
    yield "Framework", f"{chosen.standing} by {by}: {size_in_words(chosen)}"
    yield "Looking back", LOOKED_BACK


def _withheld(chosen: Chosen) -> str:
    count = len(chosen.withheld)
    if not count:
        return "Nothing"
    return (
        f"{count} cell{'' if count == 1 else 's'} marked withdrawn or suppressed: what stands there is in no matrix, "
        "comparison or quotation. The counts of the codebook and of the cases are of the whole index."
    )


def _cases(chosen: Chosen) -> str:
    rows = chosen.rows
    groups = sum(row.kind is CaseKind.FOCUS_GROUP for row in rows)
    sites = len({row.site for row in rows if row.site})
    parts = [(len(rows), "case"), (sites, "site"), (groups, "focus group"), (len(rows) - groups, "interview")]
    cases, places, talks, interviews = (f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in parts)
    return f"{cases} at {places}: {talks}, {interviews}"


def _rows(pairs: Sequence[tuple[str, tuple[Run, ...] | str]]) -> Iterator[Row]:
    for label, value in pairs:
        yield Row([Entry(label, Look.LABEL), Entry(value)])


def _heading(words: str) -> Row:
    return Row([Entry(words, Look.GROUP), Entry("", Look.GROUP)])


def _list(tables: Sequence[Table]) -> Iterator[Row]:
    for table in tables:
        yield Row([Entry(table.name, Look.LINK, (table.name,)), Entry(table.about)])
