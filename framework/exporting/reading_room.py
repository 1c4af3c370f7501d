"""The reading room: the matrices and their evidence as one page that opens anywhere, without a network or a script.

Each reference leads to the passage it stands for, each passage back to the cells that rest on it. What the workbook
withholds is withheld here: the passages are those of its sheet of quotations.
"""

from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO

from framework.exporting.cells import legible
from framework.exporting.charted import Chart, charts, dynamics, reason, shown, size
from framework.exporting.comparisons import key_messages
from framework.exporting.cover import facts
from framework.exporting.extracts import Around, Extract, extracts
from framework.exporting.matrices import part_words, review_words
from framework.exporting.progress import Pace, Progress
from framework.exporting.reading_room_look import STYLE
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.exporting.table import Voice
from framework.matrices import Part, Written
from framework.model import BlockKind

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
CLASSES = {Voice.VERBATIM: "verbatim", Voice.COMMENT: "comment"}
KEY = (
    '<p class="key">How to read it: the analyst’s summary stands upright. <span class="verbatim">“The participants’ '
    'own words stand in italics and quotation marks, letter for letter.”</span> <span class="comment">Comment: the '
    "analyst’s thoughts stand in grey behind a line and are not evidence.</span> (41–44) are lines of the transcript "
    "and lead to the passage; below each passage, links lead back to the cells that rest on it. A blank cell says why "
    "it is blank.</p>"
)


def reading_room(chosen: Chosen, progress: Progress) -> bytes:
    """The page."""
    room = _Room(chosen, progress)
    page = StringIO()
    for piece in room.page():
        page.write(piece)
        page.write("\n")
    return page.getvalue().encode("utf-8")


class _Room:
    """One page in the making: what it links to is known before its first word is written."""

    def __init__(self, chosen: Chosen, progress: Progress) -> None:
        self.chosen, self.progress = chosen, progress
        self.notes = key_messages(chosen.study)
        self.title = chosen.study.design.title
        self.names = {row.id: row.name for row in chosen.rows}
        self.extracts = {one.passage: one for one in extracts(chosen, _part(progress, 0.0, 0.3))}
        self.heard = {one.case for one in self.extracts.values()}
        self.first: dict[tuple[int, int], int] = {}
        for one in self.extracts.values():
            for place in one.places:
                self.first.setdefault(place, one.passage)
        self.rest_on: dict[int, dict[str, str]] = {}  # passage → the cells that rest on it: anchor → what it is called

    def page(self) -> Iterator[str]:
        """Everything, from the first line to the last."""
        found = list(charts(self.chosen))
        yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        yield '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
        yield f"<title>{as_html(self.title)}: reading room</title><style>{STYLE}</style></head><body>"
        yield '<a class="skip" href="#matrices">Skip to the matrices</a>'
        yield f"<header><h1>{as_html(self.title)}</h1><p>Summary matrices and their evidence. "
        yield f"{as_html(self.chosen.edition)}</p></header>"
        yield from self._contents(found)
        yield '<main id="matrices" tabindex="-1">'
        yield KEY
        pace = Pace(self.progress, size(self.chosen), 0.3, 0.7)
        for chart in found:
            yield from self._matrix(chart, pace)
        yield from self._evidence(Pace(self.progress, len(self.extracts), 0.7, 1.0))
        yield from self._facts()
        yield "</main></body></html>"

    def _contents(self, found: list[Chart]) -> Iterator[str]:
        yield '<nav id="contents" aria-labelledby="contents-h" tabindex="-1"><h2 id="contents-h">Contents</h2><ol>'
        for chart in found:
            yield f'<li><a href="#t{chart.main.theme.id}">{as_html(chart.main.title)}</a> '
            charted = sum(chart.cells[row.id, c.theme.id].charted for row in self.chosen.rows for c in chart.columns)
            yield f"<small>{charted} of {len(self.chosen.rows) * len(chart.columns)} cells charted</small></li>"
        yield f'<li><a href="#evidence">Evidence</a> <small>{len(self.extracts)} passages</small></li>'
        yield '<li><a href="#about">About this page</a></li></ol></nav>'

    def _facts(self) -> Iterator[str]:
        yield '<section id="about" aria-labelledby="about-h"><h2 id="about-h">About this page</h2><dl>'
        for label, value in facts(self.chosen):
            yield f"<dt>{as_html(label)}</dt><dd>{as_html(value)}</dd>"
        yield "</dl></section>"

    def _matrix(self, chart: Chart, pace: Pace) -> Iterator[str]:
        """One theme: what it means, its note, and a table with its cases and sub-themes."""
        main = chart.main.theme
        yield f'<section id="t{main.id}" aria-labelledby="t{main.id}-h">'
        yield f'<h2 id="t{main.id}-h">{as_html(chart.main.title)}</h2>'
        yield _said("definition", main.definition) + _note(self.notes.get(main.id))
        yield from self._meanings(chart)
        count = f"{len(self.chosen.rows)} cases by {len(chart.columns)} sub-themes"
        called = f"{as_html(chart.main.title)}: matrix, scrolls"
        yield f'<div class="matrix" role="region" tabindex="0" aria-label="{called}">'
        yield f"<table><caption>{as_html(chart.main.title)}: {count}</caption>"
        yield '<thead><tr><th scope="col">Case</th>'
        for column in chart.columns:
            yield f'<th scope="col">{as_html(column.title)}</th>'
        yield "</tr></thead><tbody>"
        for row in pace.through(self.chosen.rows, f"writing {chart.main.title}", len(chart.columns)):
            link = f'<a href="#k{row.id}">{as_html(row.name)}</a>' if row.id in self.heard else as_html(row.name)
            yield f'<tr><th scope="row">{link}</th>'
            for column in chart.columns:
                anchor = f"c{row.id}-{column.theme.id}"
                words = self._cell(chart, chart.cells[row.id, column.theme.id], anchor, f"{row.name}, {column.title}")
                yield f'<td id="{anchor}" tabindex="-1">{words}</td>'
            yield "</tr>"
        yield '</tbody></table></div><p class="up"><a href="#contents">Contents</a></p></section>'

    def _meanings(self, chart: Chart) -> Iterator[str]:
        """What the sub-themes mean, and their notes."""
        yield '<dl class="meanings">'
        for column in chart.columns:
            said = _said("definition", column.theme.definition) + _note(self.notes.get(column.theme.id))
            yield f"<div><dt>{as_html(column.title)}</dt><dd>{said or 'No definition is written.'}</dd></div>"
        yield "</dl>"

    def _cell(self, chart: Chart, cell: Written, anchor: str, called: str) -> str:
        words = [self._part(chart, part, anchor, called) for part in shown(cell)]
        if said := reason(cell):
            first = self.first.get((cell.case_id, cell.theme_id))
            words.append(
                f'<p class="reason">{_link(f"#p{first}", said) if first and cell.passages else as_html(said)}</p>'
            )
        if said := " · ".join(filter(None, (dynamics(cell), review_words(cell)))):
            words.append(f'<p class="status">{as_html(said)}</p>')
        return "".join(words)

    def _part(self, chart: Chart, part: Part, anchor: str, called: str) -> str:
        """One voice; each of its stretches is followed by links to what it rests on."""
        for passage in part.passages:
            self.rest_on.setdefault(passage, {})[anchor] = called
        if part.kind is BlockKind.SUMMARY:
            said = "".join(self._stretch(chart, text, passages) for text, passages in part.pieces())
            return f'<p class="summary" dir="auto">{said}</p>'
        runs = list(part_words(part, {}, self.chosen.unquotable))
        said = "".join(as_html(run.text) for run in runs) + self._references(chart, part.passages)
        return f'<p class="{CLASSES[runs[0].voice]}" dir="auto">{said}</p>'

    def _stretch(self, chart: Chart, text: str, passages: Iterable[int]) -> str:
        """Words with what they rest on directly behind them."""
        said = text.rstrip() if passages else text
        return as_html(said) + self._references(chart, passages) + as_html(text[len(said) :])

    def _references(self, chart: Chart, passages: Iterable[int]) -> str:
        """“ (41–44; 51)”: links, where the passage is shown."""
        said = [
            _link(f"#p{id}", chart.lines[id]) if id in self.extracts else as_html(chart.lines[id])
            for id in passages
            if id in chart.lines
        ]
        return f' <span class="lines">({"; ".join(said)})</span>' if said else ""

    def _evidence(self, pace: Pace) -> Iterator[str]:
        yield '<section id="evidence" aria-labelledby="evidence-h"><h2 id="evidence-h">Evidence</h2>'
        yield "<p>The passages of the index as they stand in the transcripts, letter for letter. Cite as (site, "
        yield "group or role). In grey: what was said just before and after, where nothing in the case is withheld.</p>"
        case = 0
        for one in pace.through(self.extracts.values(), "writing the evidence"):
            if one.case != case:
                yield "</section>" if case else ""
                case = one.case
                yield f'<section class="case" id="k{case}" aria-labelledby="k{case}-h">'
                yield f'<h3 id="k{case}-h">{as_html(self.names[case])} <small>{as_html(one.citation)}</small></h3>'
            yield self._passage(one)
        yield "</section></section>" if case else "</section>"

    def _passage(self, one: Extract) -> str:
        where = " · ".join(filter(None, (f"lines {one.lines}" if one.lines else "", one.speakers)))
        cells = self.rest_on.get(one.passage, {})
        backs = ", ".join(_link(f"#{anchor}", called) for anchor, called in cells.items())
        hushed = one.words == NOT_QUOTED
        words = (
            f'<p class="reason">{as_html(one.words)}</p>'
            if hushed
            else f"<blockquote>{as_html(one.words)}</blockquote>"
        )
        return (
            f'<article id="p{one.passage}" tabindex="-1"><h4>{as_html(one.number)} <small>{as_html(where)}</small></h4>'
            f"{_around('Before', one.before)}{words}{_around('After', one.after)}"
            f'<p class="under">Under {as_html("; ".join(one.themes))}. Placed by {as_html(one.analyst)}.</p>'
            f"{_said('comment', one.memos)}"
            f'<p class="back">{"Rests on it: " + backs if backs else "No cell rests on it."}</p></article>'
        )


def _part(progress: Progress, first: float, last: float) -> Progress:
    """A piece of work that is this part of the whole."""
    return lambda words, share: progress(words, first + (last - first) * share)


def _around(label: str, said: Around | None) -> str:
    if said is None:
        return ""
    return f'<p class="around" dir="auto">{label}: <b>{as_html(said.speaker)}</b> {as_html(said.words)}</p>'


def _note(note: str | None) -> str:
    return f'<p class="note" dir="auto"><b>Theme note</b> {as_html(note)}</p>' if note else ""


def _said(kind: str, words: str) -> str:
    return f'<p class="{kind}" dir="auto">{as_html(words)}</p>' if words else ""


def _link(to: str, words: str) -> str:
    return f'<a href="{to}">{as_html(words)}</a>'


def as_html(words: str) -> str:
    """Words as a page holds them."""
    return escape(legible(words))
