"""What came from other programs and is not shown here, written back as it came: pictures, recordings, regions, maps.

What of it leads to things that are gone by now (a code that was merged, a note that was removed) is left out.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from framework.exporting.refi.elements import Element, Guids
from framework.model import Carried, CarriedFile, SyncPoint, Transcript
from framework.store.reader import Reader

# Elements that are nothing without what they lead to: name → whether the element above goes with it.
_LEADS = {
    **dict.fromkeys(("CodeRef", "VariableRef"), True),
    **dict.fromkeys(("NoteRef", "SourceRef", "SelectionRef", "MemberCode", "MemberSource", "MemberNote"), False),
}
_PEOPLE = ("creatingUser", "modifyingUser")
_AFTER_TEXT = ("AudioSelection", "VideoSelection", "Coding", "NoteRef", "VariableValue")
# Without the blanks between elements: they are laid out anew.
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_blank_text=True
)
Count = Callable[[int], int]


class Kept:
    """The carried elements of a study; none where only a part of it leaves."""

    def __init__(self, study: Reader, *, whole: bool) -> None:
        self._study = study
        found = study.find(Carried) if whole else []
        self._elements = {(one.kind, one.guid): (one.id, etree.fromstring(one.xml, _PARSER)) for one in found}
        self._written: list[Element] = []
        self._ids: list[int] = []

    def holder(self, guid: str) -> Element | None:
        """The element in which the text of a source stood: a PDF, a recording."""
        _, element = self._elements.get(("Sources", guid), (0, None))
        return element

    def add(self, container: Element, kind: str, only: str = "") -> None:
        """Write the elements of a kind, or the one with a GUID, at the end of their container."""
        for place, (id, element) in list(self._elements.items()):
            if place[0] == kind and only in ("", place[1]):
                del self._elements[place]
                container.append(element)
                self._written.append(element)
                self._ids.append(id)

    def further(self, guid: str) -> Element | None:
        """Where a further transcript of a recording stood."""
        held = (element for (kind, _), (_, element) in self._elements.items() if kind == "Sources")
        places = (place for element in (*held, *self._written) for place in element.findall("{*}Transcript"))
        return next((place for place in places if place.get("guid") == guid), None)

    def formatted(self, guid: str, source: Element) -> None:
        """Give a text the formatted document it came with, which is all of it that was carried."""
        id, element = self._elements.pop(("Sources", guid))
        source.set("richTextPath", element.get("richTextPath", ""))
        self._ids.append(id)

    def has(self, kind: str) -> bool:
        """Whether elements of a kind are still to be written."""
        return any(place[0] == kind for place in self._elements)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files of what was written: name, bytes."""
        found = self._study.find(CarriedFile, carried_id=self._ids) if self._ids else []
        for file in sorted(found, key=lambda one: one.name):
            yield file.name.replace("\\", "/").rpartition("/")[2], self._study.file(file.digest)

    def tidy(self, root: Element, guids: Guids) -> None:
        """Take out of the carried elements what leads nowhere any more, and name their people."""
        if not self._written:
            return
        named = {guids.person(id) for id in guids.people}
        there = {str(one.get("guid")).strip("{}").lower() for one in root.iter() if one.get("guid")}
        for element in self._written:
            _prune(element, there)
            for one in element.iter():
                for name in _PEOPLE:
                    if (guid := one.get(name)) in named:
                        continue
                    if guid and (person := guids.person_of(guid.strip("{}").lower())):
                        one.set(name, guids.person(person))
                    elif guid is not None:
                        del one.attrib[name]
        for container in ("Sources", "Links", "Sets", "Graphs"):
            for empty in root.findall(f"{{*}}{container}"):
                if len(empty) == 0:
                    root.remove(empty)


def _prune(element: Element, there: set[str]) -> None:
    """Take out what leads to what is not there; a link goes whole."""
    for one in list(element.iter()):
        name, above = etree.QName(one).localname, one.getparent()
        target = (one.get("targetGUID") or one.get("guid" if name == "MemberCode" else "targetGUID") or "").strip("{}")
        if name in _LEADS and target.lower() not in there and above is not None:
            gone, holder = (above, above.getparent()) if _LEADS[name] else (one, above)
            if holder is not None:
                holder.remove(gone)
    ends = [element.get(end) for end in ("originGUID", "targetGUID")]
    above = element.getparent()
    lost = any(end and end.strip("{}").lower() not in there for end in ends)
    if lost and etree.QName(element).localname == "Link" and above is not None:
        above.remove(element)


def put_text(holder: Element, text: Element) -> None:
    """Put the text of a source in the element that held it, in the place that was left for it."""
    holder.set("creationDateTime", text.attrib.pop("creationDateTime", ""))
    before = holder.find(text.tag)
    if before is not None:
        text.set("guid", before.get("guid", ""))
        holder.replace(before, text)
        return
    after = (child for child in holder if etree.QName(child).localname in _AFTER_TEXT)
    first = next(after, None)
    if first is None:
        holder.append(text)
    else:
        first.addprevious(text)


def as_transcript(text: Element, study: Reader, transcript: Transcript, count: Count) -> None:
    """Make of a plain text the transcript of a recording: places become points in time, as far as these are known."""
    namespace = f"{{{etree.QName(text).namespace}}}"
    text.tag = f"{namespace}Transcript"
    own = text.get("guid", "")
    times: dict[int, int | None] = {
        count(point.position): point.seconds for point in study.find(SyncPoint, transcript_id=transcript.id)
    }
    selections = text.findall(f"{namespace}PlainTextSelection")
    for selection in selections:
        selection.tag = f"{namespace}TranscriptSelection"
        for end, name in (("startPosition", "fromSyncPoint"), ("endPosition", "toSyncPoint")):
            place = int(selection.attrib.pop(end))
            times.setdefault(place, None)
            selection.set(name, Guids.between("sync", own, str(place)))
    for number, (place, seconds) in enumerate(sorted(times.items())):
        point = etree.Element(f"{namespace}SyncPoint", guid=Guids.between("sync", own, str(place)))
        if seconds is not None:
            point.set("timeStamp", str(seconds * 1000))
        point.set("position", str(place))
        text.insert(number, point)
