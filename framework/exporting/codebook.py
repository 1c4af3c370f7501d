"""The codebook: the thematic framework as a team hands it over, as a worksheet, a Word document or plain rows."""

from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.shared import Cm, Pt

from framework.cases import citations
from framework.exporting.cells import legible
from framework.exporting.plain_rows import plain_rows
from framework.exporting.selection import Chosen
from framework.exporting.table import Column, Entry, Look, Row, Run, Table, Voice
from framework.exporting.word_document import opened, quiet, saved
from framework.indexing import said_lines
from framework.model import Consent, IndexEntry, Origin, Passage, Theme, Transcript
from framework.store import queries
from framework.themes import index, paths

_COLUMNS = (
    Column("No.", 8),
    Column("Theme", 34),
    Column("Definition", 50),
    Column("Include", 36),
    Column("Exclude", 36),
    Column("Example", 50),
    Column("Said in", 22),
    Column("Origin", 13),
    Column("Status", 10),
    Column("Passages", 10),
    Column("Cases", 8),
)
NOTE = "Passages and cases: under the theme or anything beneath it, each once. Not a measure of prevalence."


@dataclass(frozen=True, slots=True)
class Codebook:
    """One theme of the codebook. `said_in` cites the example: “(LA2, FG1) lines 41–44”."""

    theme_id: int
    number: str
    depth: int
    name: str
    definition: str
    include: str
    exclude: str
    origin: Origin
    retired: bool
    example: str
    said_in: str
    passages: int
    cases: int

    @property
    def status(self) -> str:
        """Whether new passages may be placed here."""
        return "retired" if self.retired else "in use"

    @property
    def values(self) -> tuple[str | int, ...]:
        """Everything in the order of the columns."""
        words = (self.number, self.name, self.definition, self.include, self.exclude, self.example, self.said_in)
        return (*words, self.origin.value, self.status, self.passages, self.cases)


def codebook(chosen: Chosen) -> list[Codebook]:
    """The chosen themes, with those above them, in the order of the index."""
    key = ("codebook counts", tuple(row.id for row in chosen.rows))
    counts = chosen.study.remembered(key, [Theme, IndexEntry, Transcript], lambda: _under_themes(chosen))
    examples = _examples(chosen)
    shown = chosen.themes | {t.parent_id for t in chosen.study.all(Theme) if t.id in chosen.themes}
    found = []
    for entry in index(chosen.study):
        theme = entry.theme
        if theme.id not in shown:
            continue
        passages, cases = counts.get(theme.id, (0, 0))
        example, said_in = examples.get(theme.id, ("", ""))
        found.append(
            Codebook(
                theme_id=theme.id,
                number=entry.number,
                depth=entry.depth,
                name=theme.name,
                definition=theme.definition,
                include=theme.include,
                exclude=theme.exclude,
                origin=theme.origin,
                retired=theme.retired,
                example=example,
                said_in=said_in,
                passages=passages,
                cases=cases,
            )
        )
    return found


def _examples(chosen: Chosen) -> dict[int, tuple[str, str]]:
    """Theme id → the words of its example and where they were said, as far as they may be shown."""
    study = chosen.study
    wanted = {theme.example_id: theme.id for theme in study.all(Theme) if theme.example_id is not None}
    passages = {p.id: p for p in study.find(Passage, id=list(wanted))}
    themes = queries.themes_of(study, list(passages))
    case_of = {t.id: t.case_id for t in study.all(Transcript)}
    cited, cases = citations(study), {row.id for row in chosen.rows}
    found = {}
    for theme in study.all(Theme):
        passage = passages.get(theme.example_id or 0)
        if passage is None or passage.consent is Consent.REFUSED:
            continue
        case_id = case_of[passage.transcript_id]
        if case_id in cases and not chosen.hides(case_id, themes.get(passage.id, ())):
            found[theme.id] = (" ".join(passage.quote.split()), f"{cited[case_id]} {_lines(passage)}")
    return found


def _lines(passage: Passage) -> str:
    return f"{'line' if passage.first_line == passage.last_line else 'lines'} {said_lines(passage)}"


def _under_themes(chosen: Chosen) -> dict[int, tuple[int, int]]:
    """Theme id → how many passages, in how many of the chosen cases, stand under it or anything beneath it."""
    study = chosen.study
    above = paths(study)
    cases = {row.id for row in chosen.rows}
    found: dict[int, tuple[int, int]] = {}
    for depth in range(max(map(len, above.values()), default=0)):
        groups = {id: path[depth] for id, path in above.items() if len(path) > depth}
        for (case_id, theme_id), n in queries.passage_counts(study, groups).items():
            if case_id in cases and n:
                passages, many = found.get(theme_id, (0, 0))
                found[theme_id] = passages + n, many + 1
    return found


def codebook_table(chosen: Chosen) -> Table:
    """The codebook as a worksheet."""
    return Table(
        name="Codebook",
        title="Codebook: the thematic framework",
        about="Themes and sub-themes with definition, what belongs there and what does not, an example and origin",
        columns=_COLUMNS,
        rows=[_row(entry) for entry in codebook(chosen)],
        notes=(NOTE,),
        fixed=2,
    )


def _row(entry: Codebook) -> Row:
    number, name, definition, include, exclude, example, said_in, origin, status, passages, cases = entry.values
    return Row(
        [
            Entry(number, Look.NAME),
            Entry(name, Look.LABEL if entry.depth == 1 else Look.TEXT),
            Entry(definition),
            Entry(include),
            Entry(exclude),
            Entry((Run(f"“{example}”", Voice.VERBATIM),) if example else None),
            Entry(said_in),
            Entry(origin),
            Entry(status),
            Entry(passages, Look.NUMBER),
            Entry(cases, Look.NUMBER),
        ]
    )


def codebook_rows(chosen: Chosen) -> bytes:
    """The codebook as plain rows."""
    return plain_rows((column.title for column in _COLUMNS), (entry.values for entry in codebook(chosen)))


def codebook_document(chosen: Chosen) -> bytes:
    """The codebook as a Word document: a heading for each theme, its definition and limits, its example."""
    document = opened(chosen, "Codebook: the thematic framework")
    if chosen.selection.words:
        quiet(document, chosen.selection.words)
    for entry in codebook(chosen):
        document.add_heading(f"{entry.number}  {legible(entry.name)}", min(entry.depth, 4))
        _paragraph(document, "", entry.definition)
        _paragraph(document, "Include", entry.include)
        _paragraph(document, "Exclude", entry.exclude)
        if entry.example:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.8)
            paragraph.add_run(f"“{legible(entry.example)}”").italic = True
            paragraph.add_run(f" {legible(entry.said_in)}")
        facts = [entry.origin.value, entry.status if entry.retired else "", _counted(entry)]
        quiet(document, " · ".join(filter(None, facts)))
    quiet(document, NOTE)
    return saved(document)


def _paragraph(document: WordDocument, label: str, text: str) -> None:
    if text:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        if label:
            paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(legible(text))


def _counted(entry: Codebook) -> str:
    def said(count: int, noun: str) -> str:
        return f"{count:,} {noun}{'' if count == 1 else 's'}"

    return f"{said(entry.passages, 'passage')} in {said(entry.cases, 'case')}"
