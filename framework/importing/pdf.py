"""PDF files with a text layer: pages one after another, without what each page repeats and without line numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import pypdfium2

from framework.errors import Unreadable
from framework.importing.collected import BLACKED_OUT, Collected, Unseen
from framework.importing.layouts import are_numbered
from framework.importing.lines import lines_of
from framework.importing.pdf_unseen import unseen_in
from framework.importing.text import cleaned
from framework.model import Draft

_EDGE = 3  # lines at the top and bottom of a page among which a running head is looked for
_RUN = 5  # so many numbers one under another are a margin
_NUMBER = re.compile(r"\d{1,6}")
_LINE_NUMBER = re.compile(r"[^\S\n]*\d{1,5}(?:[^\S\n]+|$)")
_PAGE_NUMBER = re.compile(r"(?:page|p\.?|seite)?\s?[-–]?\s?#\s?(?:(?:/|of|von)\s?\d+)?\s?[-–]?", re.IGNORECASE)

Key = tuple[int, int, str]  # place on the page, number ahead of the page’s, words


def read(name: str, data: bytes, take: bool = False) -> Draft:
    """A PDF as a draft; `take`: with its unseen words.

    Raises Unreadable for one that is damaged, locked, or a picture of words.
    """
    pages, unseen = _pages(name, data, take)
    if not unseen and not any(line.strip() for page in pages for line in page):
        raise Unreadable(
            f"{name} holds pictures of pages and no text. Have its words recognised (OCR) and import the result.", name
        )
    pages, numbered = _without_line_numbers(pages)
    pages, repeated = _without_running_heads(pages)
    page = Collected(take)
    for lines in pages:
        page.add("\n".join(lines).strip("\n"))
    for why, words in unseen:
        page.leaves(why, words)
    return page.draft(name, *_remarks(repeated, numbered))


def _remarks(repeated: list[str], numbered: bool) -> Iterator[str]:
    if repeated:
        examples = ", ".join(f"“{line}”" for line in list(dict.fromkeys(repeated))[:_EDGE])
        yield f"{len(repeated):,} lines repeated at the edges of pages were left out, among them {examples}."
    if numbered:
        yield "The line numbers in the margin were left out."


def _pages(name: str, data: bytes, take: bool) -> tuple[list[list[str]], list[tuple[Unseen, str]]]:
    """The lines of each page, as the text layer has them, and the words that nobody sees."""
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            read_pages = [_lines(page, take) for page in document]
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        sentence = "is protected by a password. Save it without one" if locked else "is damaged. Save it anew"
        raise Unreadable(f"{name} {sentence} and import it again.", name) from None
    return [lines for lines, _ in read_pages], [words for _, unseen in read_pages for words in unseen]


def _lines(page: pypdfium2.PdfPage, take: bool) -> tuple[list[str], list[tuple[Unseen, str]]]:
    """The lines of a page, and the words on it that nobody sees."""
    layer = page.get_textpage()
    try:
        text = layer.get_text_range()
        spans = unseen_in(page, layer, text)
        unseen = [(why, _as_text(text[start:end])) for start, end, why in spans]
        for start, end, why in reversed([] if take else spans):
            text = text[:start] + (BLACKED_OUT if why is Unseen.BLACKENED else "") + text[end:]
        return [line.rstrip() for line in _as_text(text).split("\n")], unseen
    finally:
        layer.close()
        page.close()


def _as_text(words: str) -> str:
    """Words as the layer has them; a hyphen at the end of a line comes as a sign of its own."""
    return cleaned(words).replace("\ufffe", "-").replace("\x02", "-")


def _without_running_heads(pages: Sequence[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without the lines that come back at the same place of most, whatever the page's number; what went."""
    edges = [_edge(page, number) for number, page in enumerate(pages)]
    often = Counter(key for edge in edges for key in {key for keys in edge.values() for key in keys})
    kept, gone = [], []
    for page, edge in zip(pages, edges, strict=True):
        out = {line for line, keys in edge.items() if any(_comes_back(key[2], often[key], len(pages)) for key in keys)}
        gone += [page[line].strip() for line in sorted(out)]
        kept.append([line for number, line in enumerate(page) if number not in out])
    return kept, gone


def _comes_back(shape: str, times: int, pages: int) -> bool:
    """True for a line on most pages, of which there are three at least; two where it is a page number."""
    return times > pages / 2 and times >= (2 if _PAGE_NUMBER.fullmatch(shape) else 3)


def _edge(page: Sequence[str], number: int) -> dict[int, set[Key]]:
    """Lines near the top and the bottom of a page → all that they may have in common with those of other pages."""
    filled = [place for place, line in enumerate(page) if line.strip()]
    found: dict[int, set[Key]] = defaultdict(set)
    for place, line in [*enumerate(filled[:_EDGE]), *enumerate(filled[: -_EDGE - 1 : -1], -_EDGE)]:
        found[line] |= {(place, *shape) for shape in _shapes(page[line], number)}
    return found


def _shapes(line: str, page: int) -> Iterator[tuple[int, str]]:
    """A line as it is, and with each number in it as what it is ahead of the page's."""
    line = " ".join(line.split())
    yield 0, line
    for found in _NUMBER.finditer(line):
        yield int(found[0]) - page, f"{line[: found.start()]}#{line[found.end() :]}"


def _without_line_numbers(pages: Sequence[list[str]]) -> tuple[list[list[str]], bool]:
    """The pages without numbers that count their lines, before them or in a column; whether there were any."""
    lines = [line for page in pages for line in page]
    if are_numbered(lines_of("\n".join(lines))):
        return [[_unnumbered(line) for line in page] for page in pages], True
    column = _numbers_alone([line.strip() for line in lines])
    kept, at = [], 0
    for page in pages:
        kept.append([line for place, line in enumerate(page, at) if place not in column])
        at += len(page)
    return kept, bool(column)


def _numbers_alone(lines: Sequence[str]) -> set[int]:
    """Where numbers stand one under another, each the next: the margin of a page, read as a block.

    Where there is such a margin, a short run counts too, and one number that goes on with it: a last page may be short.
    """
    found: set[int] = set()
    run: list[int] = []
    last = 0
    for place, line in enumerate([*lines, "end"]):
        follows = line.isdecimal() and len(line) < 6 and (not run or int(line) == int(lines[run[-1]]) + 1)
        if follows:
            run.append(place)
        elif line:
            if run and (len(run) >= _RUN or (last and (len(run) > 1 or int(lines[run[0]]) == last + 1))):
                found.update(run)
                last = int(lines[run[-1]])
            run = [place] if line.isdecimal() and len(line) < 6 else []
    return found


def _unnumbered(line: str) -> str:
    found = _LINE_NUMBER.match(line)
    return line[found.end() :] if found and not re.fullmatch(r"\s*\d+ (?:/|of) \d+\s*", line) else line
