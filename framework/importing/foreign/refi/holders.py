"""Which elements of a project hold texts, and the places in them as the file has them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from framework.importing.foreign.refi.container import Container
from framework.importing.foreign.refi.detection import Place
from framework.importing.foreign.refi.reading import Reading, plain_guid
from framework.importing.foreign.refi.texts import Text, text_of
from framework.importing.plain_xml import Element, words_in

KINDS = {
    "TextSource": "text",
    "PDFSource": "pdf",
    "AudioSource": "audio",
    "VideoSource": "video",
    "PictureSource": "picture",
}
_FARTHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Marked:
    """A selection as the file has it; without an end it goes to that of the text."""

    element: Element
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Holder:
    """A text of a source with its selections. `source`: the source's element, `element`: that which has the text.

    `of`: the GUID of the source, `guid`: that of this text. `first`: whether it is the source's first, which takes what
    is said of the source as a whole. `times`: (position, milliseconds) of sync points.
    """

    source: Element
    element: Element
    kind: str
    of: str
    guid: str
    text: Text | None
    first: bool = True
    marked: list[Marked] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)

    @property
    def places(self) -> Iterator[Place]:
        """The selections, for finding out how positions are counted."""
        if self.text is not None:
            for mark in self.marked:
                if mark.end is None:
                    continue
                own = words_in(mark.element.find("Representation/PlainTextContent"))
                yield Place(self.text, mark.start, mark.end, own or mark.element.get("name") or "")


def holders(source: Element, guid: str, container: Container, reading: Reading) -> Iterator[Holder]:
    """The texts of a source: none of a picture, one of a document or PDF, the transcripts of a recording."""
    kind = KINDS[str(source.tag)]
    elements = {"text": [source], "pdf": source.findall("Representation"), "picture": source.findall("TextDescription")}
    for number, element in enumerate(elements.get(kind, source.findall("Transcript"))):
        own = guid if not number else reading.guid("Source", element)
        text = text_of(element, container, reading.remarks, guid if kind == "text" else plain_guid(element.get("guid")))
        if text is None and kind in ("pdf", "picture"):
            continue
        reading.remarks.count("no text", text is None)
        points = _sync_points(element)
        found = Holder(source, element, kind, guid, own, text, not number, times=sorted(points.values()))
        found.marked.extend(_marked(element, points, reading))
        yield found


def _marked(element: Element, points: dict[str, tuple[int, int]], reading: Reading) -> Iterator[Marked]:
    for selection in element.findall("PlainTextSelection"):
        yield Marked(
            selection,
            _position(selection.get("startPosition"), reading),
            _position(selection.get("endPosition"), reading),
        )
    for selection in element.findall("TranscriptSelection"):
        ends = [plain_guid(selection.get(end)) for end in ("fromSyncPoint", "toSyncPoint")]
        reading.remarks.count("no sync point", any(end and end not in points for end in ends))
        start = points[ends[0]][0] if ends[0] in points else 0
        end = points[ends[1]][0] if ends[1] in points else start
        yield Marked(selection, start, end if ends[1] else None)


def _sync_points(element: Element) -> dict[str, tuple[int, int]]:
    """GUID → (position, milliseconds) of the sync points that say both."""
    found = {}
    for point in element.findall("SyncPoint"):
        position, time = (_number(point.get(name)) for name in ("position", "timeStamp"))
        if position is not None:
            found[plain_guid(point.get("guid"))] = (position, -1 if time is None else time)
    return found


def _position(written: str | None, reading: Reading) -> int:
    found = _number(written)
    reading.remarks.count("unplaced", found is None)
    return found or 0


def _number(written: str | None) -> int | None:
    """A whole number, not larger than any text; None where it isn't one."""
    try:
        return max(-_FARTHEST, min(int((written or "").strip()), _FARTHEST))
    except ValueError:
        return None
