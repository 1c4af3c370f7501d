"""Coded excerpts from a table, and where each stands in the transcripts: found, offered or listed, never guessed.

A quotation is looked for in the transcript that its document names, in all where it names none: word for word, then but
for how it is written, then nearly.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from framework.cases import case_rows
from framework.facesheet_rows import file_key, key
from framework.model import Transcript
from framework.quoted import Folded, Span, bare, folded, has_gap
from framework.starters import folded_paths
from framework.store.reader import Reader
from framework.themes import index, retired_above

Path = tuple[str, ...]
_PARTS = re.compile(r"\s+/\s+|\s*(?:::|>|\\+|→|›)\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A row of the table, with its number in the file."""

    row: int
    document: str
    quotation: str
    codes: tuple[str, ...]
    coder: str = ""
    comment: str = ""


class Found(StrEnum):
    """How a quotation was found."""

    EXACT = "word for word"
    ALIKE = "but for spacing, quotation marks, dashes or capitals"
    SEVERAL = "in several places"
    NEARLY = "nearly the same words"
    NOT = "not found"


SURE = (Found.EXACT, Found.ALIKE)


@dataclass(frozen=True, slots=True)
class Place:
    """text[start:end] of a transcript."""

    transcript_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Located:
    """An excerpt with the places where it may stand, in the order of transcripts and text; `why` where it is not found.

    `likeness`: from 0 to 1.
    """

    excerpt: Excerpt
    found: Found
    places: tuple[Place, ...] = ()
    likeness: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """All excerpts as they were found; the documents that are no transcript here; what each code of the table means.

    `codes`: None for a code that is no theme here. `closed`: codes whose theme is retired, with its title.
    """

    excerpts: tuple[Located, ...]
    unknown: tuple[str, ...]
    codes: Mapping[str, int | None]
    closed: Mapping[str, str]

    def of(self, *found: Found) -> list[Located]:
        """Those that were found in one of these ways."""
        return [one for one in self.excerpts if one.found in found]


def locate(
    reader: Reader,
    excerpts: Sequence[Excerpt],
    everywhere: bool = False,
    progress: Callable[[float], None] = lambda share: None,
) -> Account:
    """Where each quotation stands: in the transcript that its document names, in all where it names none.

    `everywhere`: also look in all transcripts where the document is none of them. `progress` is told the share that is
    done, and may raise to stop it.
    """
    search = _Search(reader, everywhere)
    found = []
    for done, excerpt in enumerate(excerpts):
        if done % 20 == 0:
            progress(done / len(excerpts))
        found.append(search.located(excerpt))
    codes, closed = _themes_meant(reader, [code for excerpt in excerpts for code in excerpt.codes])
    return Account(tuple(found), tuple(search.unknown), codes, closed)


class _Search:
    """The transcripts of a study, each folded once, when a quotation is first looked for in it."""

    def __init__(self, reader: Reader, everywhere: bool) -> None:
        self._reader, self._everywhere = reader, everywhere
        self._transcripts = {transcript.id: transcript for transcript in reader.all(Transcript)}
        self._by = _names(reader)
        self._texts: dict[int, Folded] = {}
        self.unknown: dict[str, None] = {}

    def located(self, excerpt: Excerpt) -> Located:
        """An excerpt with its places."""
        transcripts = self._meant(excerpt.document)
        if not transcripts:
            return Located(excerpt, Found.NOT, why=f"there is no transcript called “{excerpt.document}”")
        if not excerpt.quotation.strip():
            return Located(excerpt, Found.NOT, why="the row has no quotation")
        exact = self._places(transcripts, lambda text: text.word_for_word(excerpt.quotation.strip()))
        if exact:
            return Located(excerpt, Found.EXACT if len(exact) == 1 else Found.SEVERAL, exact)
        quote = folded(excerpt.quotation)
        for words in dict.fromkeys((quote, bare(quote))):
            alike = self._places(transcripts, lambda text, words=words: text.alike(words))  # type: ignore[misc]
            if alike:
                return Located(excerpt, Found.ALIKE if len(alike) == 1 else Found.SEVERAL, alike)
        return self._nearly(excerpt, transcripts, quote)

    def _nearly(self, excerpt: Excerpt, transcripts: Iterable[int], quote: str) -> Located:
        if has_gap(quote):
            return Located(excerpt, Found.NOT, why="words are left out of it (…): give each piece a row of its own")
        near = [(likeness, Place(id, *span)) for id in transcripts for likeness, span in self._text(id).nearly(quote)]
        if len(near) == 1:
            return Located(excerpt, Found.NEARLY, (near[0][1],), near[0][0])
        why = f"{len(near)} places are much like it" if near else "the words are not in the text"
        return Located(excerpt, Found.NOT, why=why)

    def _places(self, transcripts: Iterable[int], look: Callable[[Folded], list[Span]]) -> tuple[Place, ...]:
        return tuple(Place(id, *span) for id in transcripts for span in look(self._text(id)))

    def _text(self, id: int) -> Folded:
        if id not in self._texts:
            self._texts[id] = Folded(self._reader.text(self._transcripts[id].digest))
        return self._texts[id]

    def _meant(self, document: str) -> list[int]:
        """The transcripts that a document's name may mean; all where there is none."""
        if not document.strip():
            return list(self._transcripts)
        for names, wanted in zip(self._by, (file_key(document), key(document), key(document)), strict=True):
            if wanted and wanted in names:
                return names[wanted]
        self.unknown[document] = None
        return list(self._transcripts) if self._everywhere else []


def _names(reader: Reader) -> tuple[dict[str, list[int]], ...]:
    """The transcripts by the names of their files, by the names of their cases, by how these are cited."""
    rows = {row.id: row for row in case_rows(reader)}
    files: dict[str, list[int]] = {}
    names: dict[str, list[int]] = {}
    cited: dict[str, list[int]] = {}
    for transcript in reader.all(Transcript):
        row = rows[transcript.case_id]
        for known, name in ((files, file_key(transcript.source)), (names, key(row.name)), (cited, key(row.citation))):
            known.setdefault(name, []).append(transcript.id)
    return files, names, cited


# -- codes and themes --


def _themes_meant(reader: Reader, codes: Iterable[str]) -> tuple[dict[str, int | None], dict[str, str]]:
    """Code → theme: by number, number and name, path, or a name that only one theme has; and those that are closed."""
    entries = {entry.theme.id: entry for entry in index(reader)}
    paths = folded_paths(reader)
    known: dict[str, set[int]] = {}
    for id, entry in entries.items():
        names = (entry.number, entry.title, entry.theme.name, _joined(paths[id]))
        for name in names:
            known.setdefault(_alike(name), set()).add(id)
    meant: dict[str, int | None] = {}
    closed: dict[str, str] = {}
    for code in dict.fromkeys(codes):
        fitting = (known.get(_alike(name), set()) for name in (code, _joined(code_path(code))))
        theme = next((id for ids in fitting if len(ids) == 1 for id in ids), None)
        if theme is not None and retired_above(reader, theme):
            closed[code] = entries[theme].title
            theme = None
        meant[code] = theme
    return meant, closed


def _joined(path: Path) -> str:
    return " / ".join(path)


def _alike(name: str) -> str:
    return " ".join(name.casefold().split()).rstrip(".")


def code_path(code: str) -> Path:
    """The names in a code from the top: “Training / University”, “Training > University”, “Training::University”.

    A bare “/” parts nothing, for it often stands within a name. Numbers before names are left out.
    """
    parts = [name for part in _PARTS.split(code) if (name := _NUMBER.sub("", part.strip(), count=1).strip())]
    if len(parts) > 1 and "\\" in code and parts[0].casefold() in ("nodes", "codes"):
        parts = parts[1:]
    return tuple(parts) or (code,)
