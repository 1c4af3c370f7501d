"""The two matrices of the method as tables: locating, and one summary matrix for each main theme."""

from collections.abc import Iterable, Iterator

from framework.cases import CaseRow
from framework.exporting.cells import CELL_LIMIT, legible, units
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.exporting.table import Column, Entry, Look, Row, Run, Table, Voice
from framework.interpretation import NOT_IN_BASE
from framework.matrices import (
    ABSENT,
    PRESENT,
    WITHHELD,
    Part,
    Status,
    Written,
    line_references,
    passage_counts,
    summary_matrix,
)
from framework.model import Blank, BlockKind
from framework.passport import COMMENT, Carried, Passport, case_mark, theme_mark
from framework.store.references import known_to_workbooks
from framework.themes import Numbered, index, main_themes

LOCATING = "Locating matrix"
CASE_COLUMNS = (Column("Case", 18), Column("Site", 8), Column("Role", 13), Column("Group", 8))
SHORT = {
    Blank.NOT_ASKED: "not asked",
    Blank.NOT_APPLICABLE: "n/a",
    Blank.WITHDRAWN: "withdrawn",
    Blank.SUPPRESSED: "suppressed",
}
LEGEND = (
    f"{PRESENT} a passage or a summary stands there    {ABSENT} asked, nothing said    "
    "n/a not applicable    empty: nothing indexed",
    "“3 of 6”: 3 cases of the 6 that could have voiced the sub-theme. Not a measure of prevalence.",
)
# Rows are no taller than 409 points: a column grows wider so that its fullest cell is shown.
NARROWEST, WIDEST, LINES_SHOWN = 32.0, 90.0, 24


def case_entries(row: CaseRow) -> list[Entry]:
    """What identifies a case, at the left of every matrix."""
    return [Entry(row.name, Look.NAME), Entry(row.site), Entry(row.role), Entry(row.group)]


def locating(chosen: Chosen) -> Table:
    """All cases × all sub-themes: where is what represented?"""
    group = {entry.main: entry.title for entry in main_themes(chosen.study)}
    columns = [Column(c.title, 7.5, group[c.main], turned=True) for c in chosen.columns]
    theme_ids = [column.theme.id for column in chosen.columns]
    notes = (*LEGEND, *_beside(chosen, {column.main for column in chosen.columns}))
    return Table(
        name=LOCATING,
        title="Locating matrix: where each sub-theme is represented",
        about="Cases and sub-themes: ● represented, ○ asked and nothing said, or why there is nothing",
        columns=[*CASE_COLUMNS, *columns, Column("Sub-themes represented", 9, turned=True)],
        rows=(_located(chosen, row, theme_ids) for row in chosen.rows),
        notes=notes,
        fixed=len(CASE_COLUMNS),
        foot=[_bases(chosen, theme_ids)],
    )


def _located(chosen: Chosen, row: CaseRow, theme_ids: list[int]) -> Row:
    cells = [_mark(chosen.cells[row.id, id]) for id in theme_ids]
    present = sum(chosen.has(row.id, id) for id in theme_ids)
    base = sum(chosen.counts(row.id, id) for id in theme_ids)
    return Row([*case_entries(row), *cells, Entry(f"{present} of {base}", Look.BASE)])


def _mark(cell: Written) -> Entry:
    if cell.blank in WITHHELD or not cell.mark:
        return Entry(SHORT.get(cell.blank) if cell.blank else None, Look.REASON)
    return Entry(cell.mark, Look.MARK, ((cell.case_id, cell.theme_id),) if cell.passages else ())


def _bases(chosen: Chosen, theme_ids: list[int]) -> Row:
    shares = [Entry(chosen.share(chosen.rows, id).words, Look.BASE) for id in theme_ids]
    return Row([Entry("Cases", Look.LABEL), *[Entry(None, Look.LABEL)] * 3, *shares, Entry(None, Look.BASE)])


def _beside(chosen: Chosen, mains: set[int]) -> Iterator[str]:
    """Passages directly under a main theme have no column: say how many there are."""
    rows = {row.id for row in chosen.rows}
    counts = passage_counts(chosen.study)
    for main in main_themes(chosen.study):
        if main.main in mains:
            beside = sum(n for (case, theme), n in counts.items() if theme == main.theme.id and case in rows)
            if beside:
                yield f"{_passages(beside)} stand directly under {main.title} and in none of its sub-themes."


def summaries(chosen: Chosen) -> Iterator[Table]:
    """One summary matrix for each main theme of which anything is chosen."""
    for main in main_themes(chosen.study):
        columns = [column for column in chosen.columns if column.main == main.main]
        if columns:
            yield _summary(chosen, main, columns)


def _summary(chosen: Chosen, main: Numbered, found: list[Numbered]) -> Table:
    theme_ids = [column.theme.id for column in found]
    cells = summary_matrix(chosen.study, main.theme.id).cells
    lines = line_references(chosen.study, theme_ids)
    places = [(row.id, theme_id) for row in chosen.rows for theme_id in theme_ids]
    written = {place: Entry(words_of(cells[place], lines, chosen.unquotable)) for place in places}
    columns: list[Column] = [Column("", 3, hidden=True)]
    for column in found:
        fullest = max((len(written[row.id, column.theme.id].words) for row in chosen.rows), default=0)
        columns.append(Column(column.title, _width(fullest), mark=theme_mark(column.theme.id)))
        columns += [Column("Quote", 8), Column("Review", 10)]

    def row(case: CaseRow) -> Row:
        entries = [*case_entries(case), Entry(case_mark(case.id), Look.NOTE)]
        for theme_id in theme_ids:
            cell = cells[case.id, theme_id]
            entries += [written[case.id, theme_id], Entry(None, Look.LINK, _evidence(cell)), Entry(review_words(cell))]
        return Row(entries)

    definition = (" ".join(main.theme.definition.split()),) if main.theme.definition else ()
    voices = "Plain: the analyst's summary. “Italics”: participants' own words. Grey: the analyst's comments. (Lines)."
    return Table(
        name=main.title,
        title=main.title,
        about=f"Summary matrix: what each case says, sub-theme by sub-theme ({len(found)} sub-themes)",
        columns=[*CASE_COLUMNS, *columns],
        rows=map(row, chosen.rows),
        notes=(*definition, voices, *_beside(chosen, {main.main})),
        fixed=len(CASE_COLUMNS),
        passport=_passport(chosen, found, tuple(_carried(chosen, cells[p], written[p].words, lines) for p in places)),
    )


def _passport(chosen: Chosen, columns: list[Numbered], cells: tuple[Carried, ...]) -> Passport:
    facts = {
        "guid": known_to_workbooks(chosen.study),
        "title": legible(chosen.study.design.title),
        "version": str(chosen.study.version),
        "exported": f"{chosen.at:%Y-%m-%d %H:%M} UTC",
    }
    titles = {column.theme.id: legible(column.title) for column in columns}
    return Passport(facts, {row.id: row.name for row in chosen.rows}, cells, titles)


def _carried(chosen: Chosen, cell: Written, text: str, lines: dict[int, str]) -> Carried:
    """The cell as it leaves; one of which the workbook does not hold all the words is not to come back."""
    rests_on = dict.fromkeys(id for part in cell.parts for id in part.passages)
    fits = units(text) <= CELL_LIMIT
    whole = fits and cell.blank not in WITHHELD and not any(hushed(part, chosen.unquotable) for part in cell.parts)
    said = tuple((id, lines[id]) for id in rests_on if id in lines)
    return Carried(cell.case_id, cell.theme_id, cell.seen, text if fits else "", said, whole)


def words_of(cell: Written, lines: dict[int, str], unquotable: frozenset[int]) -> tuple[Run, ...]:
    """What stands in a cell, each part on a line of its own; why it is blank where nothing is written.

    `lines`: passage id → how it is referred to. A reference stands behind each stretch that rests on passages.
    """
    if not cell.parts or cell.blank in WITHHELD:
        return (Run(_blank(cell), Voice.COMMENT),)
    runs: list[Run] = []
    for part in cell.parts:
        runs += [Run("\n"), *part_words(part, lines, unquotable)] if runs else part_words(part, lines, unquotable)
    return tuple(_together(runs))


def part_words(part: Part, lines: dict[int, str], unquotable: frozenset[int] = frozenset()) -> Iterator[Run]:
    """One voice, followed by where it was said; a summary says so behind each of its stretches."""
    whole = _reference(part.passages, lines)
    match part.kind:
        case BlockKind.VERBATIM if hushed(part, unquotable):
            yield from (Run(NOT_QUOTED, Voice.COMMENT), *whole)
        case BlockKind.VERBATIM:
            yield from (Run(f"“{part.text}”", Voice.VERBATIM), *whole)
        case BlockKind.COMMENT:
            # Every paragraph says whose voice it is, so that none is taken for a summary.
            yield from (Run(COMMENT + part.text.replace("\n", "\n" + COMMENT), Voice.COMMENT), *whole)
        case _:
            for text, passages in part.pieces():
                said = text.rstrip() if passages else text
                yield from (Run(said), *_reference(passages, lines), Run(text[len(said) :]))


def _reference(passages: Iterable[int], lines: dict[int, str]) -> Iterator[Run]:
    if said := dict.fromkeys(lines[id] for id in passages if id in lines):
        yield Run(f" ({'; '.join(said)})", Voice.REFERENCE)


def hushed(part: Part, unquotable: frozenset[int]) -> bool:
    """Whether a part's words are a participant's who has not agreed to be quoted."""
    unsaid = part.text == NOT_QUOTED or not unquotable.isdisjoint(part.passages)
    return part.kind is BlockKind.VERBATIM and unsaid


def _together(runs: Iterable[Run]) -> Iterator[Run]:
    """White space joined to the run after it, since none is kept alone; empty runs left out."""
    before = ""
    for run in runs:
        if run.text.strip():
            yield Run(before + run.text, run.voice)
            before = ""
        else:
            before += run.text


def _blank(cell: Written) -> str:
    """Why nothing is written: emptiness means something only if its reason is known."""
    if cell.blank in (*NOT_IN_BASE, Blank.NOTHING_SAID):
        return str(cell.blank)
    return f"not charted yet ({_passages(cell.passages)})" if cell.passages else "nothing indexed"


def _passages(count: int) -> str:
    return f"{count} passage{'' if count == 1 else 's'}"


def _evidence(cell: Written) -> tuple[int | tuple[int, int], ...]:
    """The passages the cell rests on, else the first that is placed there."""
    if cell.blank in WITHHELD:
        return ()
    return tuple(id for part in cell.parts for id in part.passages) or ((cell.case_id, cell.theme_id),)


def review_words(cell: Written) -> str:
    """How far the cell has come; nothing where nothing is written, or nothing of it shown."""
    return "" if cell.status is Status.NOT_STARTED or cell.blank in WITHHELD else str(cell.status)


def _width(longest: int) -> float:
    return min(WIDEST, max(NARROWEST, longest / LINES_SHOWN))


def size_in_words(chosen: Chosen) -> str:
    """“7 main themes, 41 sub-themes (2 retired)”."""
    everything = index(chosen.study)
    mains = sum(entry.depth == 1 for entry in everything)
    retired = sum(entry.theme.retired for entry in everything)
    words = f"{mains} main theme{'' if mains == 1 else 's'}, {len(everything) - mains} sub-themes"
    return f"{words} ({retired} retired)" if retired else words
