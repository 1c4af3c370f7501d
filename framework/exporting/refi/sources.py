"""Transcripts as sources: whole texts, with the passages as selections and each of their themes as a coding."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from framework.exporting.refi.elements import Element, Guids, described, inside, moment, on_one_line, refer
from framework.exporting.selection import NOT_QUOTED, Chosen
from framework.model import Consent, IndexEntry, Memo, Passage, Transcript

OWN_PASSAGE = "a passage of their own, codings: "
Count = Callable[[int], int]

_LEADING_MARK = re.compile("^\ufeff")
_NO_CHARACTER = re.compile("[\ud800-\udfff]")


def source_text(text: str) -> str:
    """The text as other programs count it: line ends are LF, and nothing at its head is taken for a byte-order mark.

    Every character stays one character, so that positions hold.

    >>> source_text("\\ufeffOne.\\r\\nTwo.\\rThree.")
    '\\u2060One. \\nTwo.\\nThree.'
    """
    text = _LEADING_MARK.sub("\u2060", text.replace("\r\n", " \n").replace("\r", "\n"))
    return _NO_CHARACTER.sub("\ufffd", text)


def counted(text: str, wide: bool) -> Count:
    """How a position in the text is written: as it is, in characters, or (`wide`) in UTF-16, as NVivo counts."""
    beyond = beyond_utf16(text) if wide else []
    return lambda position: position + bisect_left(beyond, position)


def beyond_utf16(text: str) -> list[int]:
    """Where the characters stand that are two in UTF-16: emoji above all."""
    return [] if text.isascii() else [at for at, letter in enumerate(text) if letter > "\uffff"]


@dataclass(slots=True)
class Place:
    """A stretch of a transcript that becomes one selection: its passages, and the margin notes beside it."""

    passages: list[Passage] = field(default_factory=list)
    notes: list[Memo] = field(default_factory=list)

    @property
    def first(self) -> Passage | Memo:
        """What the selection is named after."""
        return (self.passages or self.notes)[0]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The passages that leave from one transcript, each with those of its entries that do.

    Left out is what the sheet of quotations leaves out: what stands under no chosen theme, or where something is
    withheld. `adrift` have no place in the text as it is.
    """

    places: Mapping[tuple[int, int], Place]
    adrift: list[Passage]
    entries: Mapping[int, list[IndexEntry]]


def indexed(chosen: Chosen, transcript: Transcript, notes: list[Memo]) -> Indexed:
    """What is to be said of a transcript; `notes`: the margin notes in it that have a place."""
    entries: dict[int, list[IndexEntry]] = {}
    for entry in chosen.study.find(IndexEntry, transcript_id=transcript.id):
        entries.setdefault(entry.passage_id, []).append(entry)
    places: dict[tuple[int, int], Place] = {}
    adrift, kept = [], {}
    for passage in chosen.study.find(Passage, transcript_id=transcript.id):
        themes = [entry.theme_id for entry in entries.get(passage.id, ())]
        if not chosen.themes.intersection(themes) or chosen.hides(transcript.case_id, themes):
            continue
        kept[passage.id] = [entry for entry in entries[passage.id] if entry.theme_id in chosen.themes]
        if passage.adrift:
            adrift.append(passage)
        else:
            places.setdefault((passage.start, passage.end), Place()).passages.append(passage)
    for note in notes:
        if note.start is not None and note.end is not None:
            places.setdefault((note.start, note.end), Place()).notes.append(note)
    return Indexed({place: places[place] for place in sorted(places)}, adrift, kept)


def add_selection(
    source: Element,
    guids: Guids,
    place: tuple[int, int],
    there: Place,
    text: str,
    count: Count,
    people: Mapping[int, str],
    entries: Mapping[int, list[IndexEntry]],
) -> Element:
    """A selection. Its name is the beginning of its words, by which whoever reads the file can check the place."""
    start, end = place
    refused = any(passage.consent is Consent.REFUSED for passage in there.passages)
    selection = inside(
        source,
        "PlainTextSelection",
        guid=selection_guid(guids, there),
        name=NOT_QUOTED if refused else on_one_line(text[start:end]),
        startPosition=str(count(start)),
        endPosition=str(count(end)),
        creatingUser=guids.person(there.first.person_id),
        creationDateTime=moment(there.first.at),
    )
    described(selection, "\n".join(_said(there, people, entries)))
    return selection


def selection_guid(guids: Guids, there: Place) -> str:
    """The GUID of the selection at a place: that of its first passage, else of its first note."""
    return guids("passage" if there.passages else "margin", there.first.id)


def add_codings(selection: Element, guids: Guids, entries: list[IndexEntry]) -> None:
    """Who placed the words under which themes, and when."""
    for entry in entries:
        coding = inside(
            selection,
            "Coding",
            guid=guids("entry", entry.id),
            creatingUser=guids.person(entry.person_id),
            creationDateTime=moment(entry.at),
        )
        refer(coding, "CodeRef", guids("theme", entry.theme_id))


def _said(there: Place, people: Mapping[int, str], entries: Mapping[int, list[IndexEntry]]) -> Iterator[str]:
    """What analysts have said of their passages: “Ruth Adeyemi: key quotation; strength 2 of 3”.

    Of several passages at one place, all but the first say so, with the number of their codings.
    """
    for place, passage in enumerate(there.passages):
        said = (
            f"{OWN_PASSAGE}{len(entries[passage.id])}" if place else "",
            "key quotation" if passage.key else "",
            f"strength {passage.strength} of 3" if passage.strength else "",
            passage.consent.value,
        )
        if any(said):
            yield f"{people.get(passage.person_id, '')}: {'; '.join(filter(None, said))}"
