"""Coded transcripts as one page that opens in any browser and can be printed: no network, no script."""

from collections.abc import Iterator
from io import StringIO

from framework.exporting.coded import (
    CONFIDENTIAL,
    HOW_TO_READ,
    NO_PLACE,
    Band,
    Coded,
    CodedLine,
    CodedTranscript,
    Ink,
    Label,
    coded,
)
from framework.exporting.coded_page_look import STYLE
from framework.exporting.cover import facts
from framework.exporting.progress import Pace, Progress
from framework.exporting.quotation_document import facts_of
from framework.exporting.reading_room import POLICY, as_html
from framework.exporting.selection import Chosen

_INKS = {Ink.LABEL: ("<b>", "</b>"), Ink.SAID: ("", ""), Ink.MARK: ("<sup>", "</sup>")}


def coded_page(chosen: Chosen, progress: Progress) -> bytes:
    """The page."""
    found = coded(chosen, progress)
    page = StringIO()
    for piece in _page(chosen, found, Pace(progress, len(found.transcripts), 0.5, 1.0)):
        page.write(piece)
        page.write("\n")
    return page.getvalue().encode("utf-8")


def _page(chosen: Chosen, found: Coded, pace: Pace) -> Iterator[str]:
    title = as_html(chosen.study.design.title)
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
    yield f"<title>{title}: coded transcripts</title><style>{STYLE}</style></head><body>"
    yield '<a class="skip" href="#transcripts">Skip to the transcripts</a>'
    yield f"<header><h1>{title}</h1><p>Coded transcripts. {as_html(chosen.edition)}</p>"
    yield f'<p class="warning"><b>{as_html(CONFIDENTIAL)}</b></p></header>'
    yield from _contents(found)
    yield f'<main id="transcripts" tabindex="-1"><p class="key">{as_html(HOW_TO_READ)}</p>'
    yield from _legend(found)
    for one in pace.through(found.transcripts, "writing the transcripts"):
        yield from _transcript(one)
    yield '<section id="about" aria-labelledby="about-h"><h2 id="about-h">About this page</h2><dl>'
    for label, value in facts(chosen):
        yield f"<dt>{as_html(label)}</dt><dd>{as_html(value)}</dd>"
    yield "</dl></section></main></body></html>"


def _contents(found: Coded) -> Iterator[str]:
    yield '<nav id="contents" aria-labelledby="contents-h" tabindex="-1"><h2 id="contents-h">Contents</h2><ol>'
    yield '<li><a href="#themes">Themes and analysts</a></li>'
    for one in found.transcripts:
        yield f'<li><a href="#t{one.id}">{as_html(one.case.name)}</a> <small>{_counted(one.passages)}</small></li>'
    yield '<li><a href="#about">About this page</a></li></ol></nav>'


def _legend(found: Coded) -> Iterator[str]:
    yield '<section id="themes" aria-labelledby="themes-h"><h2 id="themes-h">Themes and analysts</h2>'
    yield '<ul class="themes">'
    for entry in found.themes:
        yield f'<li class="d{min(entry.depth, 4)}">{as_html(entry.title)}</li>'
    yield "</ul>"
    if found.analysts:
        who = "; ".join(f"{initials}: {name}" for initials, name in found.analysts)
        yield f"<p>Analysts. {as_html(who)}.</p>"
    yield "</section>"


def _transcript(one: CodedTranscript) -> Iterator[str]:
    at = f"t{one.id}"
    yield f'<section class="transcript" id="{at}" aria-labelledby="{at}-h" tabindex="-1"><h2 id="{at}-h">'
    yield f"{as_html(one.case.name)} <small>{as_html(one.case.citation)}</small></h2>"
    yield f"<p>{as_html(facts_of(one.case))} · {_counted(one.passages)}</p>"
    yield f"<p>Speakers: {as_html(', '.join(one.speakers) or 'none')}</p>"
    for band in one.bands:
        yield from _band(band)
    if one.adrift:
        yield f"<h3>Passages adrift</h3><p>{as_html(NO_PLACE)}</p>"
        yield "".join(map(_label, one.adrift))
    if one.memos:
        yield "<h3>Notes on the whole transcript</h3>"
        yield from (f"<p>{as_html(memo)}</p>" for memo in one.memos)
    yield '<p class="up"><a href="#contents">Contents</a></p></section>'


def _band(band: Band) -> Iterator[str]:
    """Some lines, and what stands beside them."""
    lines = "".join(_line(line, "" if place else band.speaker) for place, line in enumerate(band.lines))
    on = ""
    if band.on:
        verb = "goes on" if len(band.on) == 1 else "go on"
        on = f'<p class="on">{as_html(", ".join(band.on))} {verb}</p>'
    beside = "".join(map(_label, band.labels))
    beside = f'<div class="beside">{on}{beside}</div>' if on or beside else ""
    yield f'<div class="band{" turn" if band.opens else ""}"><div class="text">{lines}</div>{beside}</div>'


def _line(line: CodedLine, speaker: str) -> str:
    named = f"<i>[{as_html(speaker)}] </i>" if speaker else ""
    words = "".join(f"{_INKS[ink][0]}{as_html(words)}{_INKS[ink][1]}" for ink, words in line.pieces)
    return f'<p><span class="n">{line.number}</span><span class="w" dir="auto">{named}{words}</span></p>'


def _label(label: Label) -> str:
    mark = f"<b>{as_html(label.mark)}</b> " if label.mark else ""
    kind = "" if label.themes else "margin note, "
    themes = "".join(f"<li>{as_html(theme)}</li>" for theme in label.themes)
    more = "".join(f"<p>{as_html(words)}</p>" for words in filter(None, (label.said, label.text, *label.memos)))
    head = f"{mark}<small>{kind}{as_html(label.lines)} · {as_html(label.by)}</small>"
    return f'<div class="label"><p class="head">{head}</p>{f"<ul>{themes}</ul>" if themes else ""}{more}</div>'


def _counted(passages: int) -> str:
    return f"{passages} passage{'' if passages == 1 else 's'}"
