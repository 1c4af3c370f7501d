"""The quotations as a Word document: under each theme what the cases say of it, one passage after the other."""

from collections.abc import Iterator

from framework.cases import CaseRow
from framework.exporting.cells import legible
from framework.exporting.cover import facts
from framework.exporting.progress import Pace, Progress
from framework.exporting.quotations import CITED, KEY_QUOTATION, Quotation, quoted, remarks
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.exporting.word_document import (
    GREY,
    heading_xml,
    letter_style,
    opened,
    page_edges,
    paragraph_style,
    paragraph_xml,
    plain_style,
    put,
    quiet,
    run_xml,
    saved,
    styled,
)
from framework.model import Consent
from framework.themes import index

CASE, QUOTE, ABOUT, SMALL, STRONG = "Case", "Quotation", "About a quotation", "Small print", "Label"
_LEVELS = 6  # of headings


def quotation_document(chosen: Chosen, progress: Progress) -> bytes:
    """The document: the chosen themes as headings, under each its passages in the order of the cases."""
    document = opened(chosen, "Quotations: the passages of the index, theme by theme")
    plain_style(document)
    for name, size, before in ((CASE, 9, 10), (QUOTE, 10.5, 6)):
        paragraph_style(document, name, size, before=before, after=2).paragraph_format.keep_with_next = True
    paragraph_style(document, ABOUT, 9, after=1)
    letter_style(document, SMALL, size=8, colour=str(GREY))
    letter_style(document, STRONG, bold=True)
    page_edges(document, chosen, SMALL)
    put(
        document,
        (paragraph_xml([run_xml(f"{label}: ", styled(STRONG)), run_xml(value)]) for label, value in facts(chosen)),
    )
    for remark in (CITED, *remarks(chosen)):
        quiet(document, remark)
    put(document, _themes(chosen, progress))
    progress("closing the document", 0.95)
    return saved(document)


def _themes(chosen: Chosen, progress: Progress) -> Iterator[str]:
    under: dict[int, list[Quotation]] = {}
    for one in quoted(chosen):
        for theme_id, _ in one.themes:
            under.setdefault(theme_id, []).append(one)
    shown = chosen.themes | {t.theme.parent_id for t in index(chosen.study) if t.theme.id in chosen.themes}
    pace = Pace(progress, sum(len(there) for id, there in under.items() if id in chosen.themes), 0.2, 0.9)
    for entry in index(chosen.study):
        if entry.theme.id not in shown:
            continue
        yield heading_xml(entry.title, min(entry.depth, _LEVELS))
        if entry.theme.definition:
            yield paragraph_xml([run_xml(entry.theme.definition)])
        there = under.get(entry.theme.id, []) if entry.theme.id in chosen.themes else []
        if there or entry.depth > 1:
            yield paragraph_xml([run_xml(_counted(there), styled(SMALL))])
        case = 0
        for one in pace.through(there, f"writing {entry.title}"):
            if one.case.id != case:
                case = one.case.id
                yield _case(one.case)
            yield from _quotation(one, entry.theme.id)


def _case(case: CaseRow) -> str:
    return paragraph_xml([run_xml(case.name, styled(STRONG)), run_xml(f" · {facts_of(case)}", styled(SMALL))], CASE)


def _quotation(one: Quotation, theme_id: int) -> Iterator[str]:
    """The words; who said them where; what else they stand under; what the team says of them."""
    yield paragraph_xml([run_xml(one.words if one.words == NOT_QUOTED else f"“{one.words}”")], QUOTE)
    lines = f"{'line' if one.passage.first_line == one.passage.last_line else 'lines'} {one.lines}"
    where = " · ".join(filter(None, (one.case.citation, ", ".join(one.speakers), lines)))
    runs = [run_xml(where, styled(STRONG)), run_xml(" · " + " · ".join(_marks(one)), styled(SMALL))]
    yield paragraph_xml(runs, ABOUT)
    if others := [title for id, title in one.themes if id != theme_id]:
        yield paragraph_xml([run_xml("Also under: ", styled(STRONG)), run_xml("; ".join(others))], ABOUT)
    for memo in one.memos:
        yield paragraph_xml([run_xml("Memo: ", styled(STRONG)), run_xml(memo)], ABOUT)


def _marks(one: Quotation) -> Iterator[str]:
    passage = one.passage
    yield one.number
    if passage.key:
        yield KEY_QUOTATION
    if passage.strength:
        yield f"strength {passage.strength} of 3"
    if passage.consent is not Consent.NOT_ASKED:
        yield passage.consent.value
    yield f"placed by {one.analyst}, {passage.at:%Y-%m-%d}"


def facts_of(case: CaseRow) -> str:
    """What is known of a case, in words: “focus group · Site: LA1 · Years in post: 7”."""
    known = {"Site": case.site, "Role": case.role, "Group": case.group, **case.values}
    said = [f"{name}: {value}" for name, value in known.items() if value]
    return legible(" · ".join([str(case.kind), *said]))


def _counted(there: list[Quotation]) -> str:
    cases = len({one.case.id for one in there})
    if not there:
        return "No passages."
    return f"{len(there)} passage{'s' * (len(there) > 1)} in {cases} case{'s' * (cases > 1)}"
