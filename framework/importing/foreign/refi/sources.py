"""Sources: their texts with turns, times and selections, and what of them is carried."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from framework.foreign import Carried, Coding, Selection, Source
from framework.importing.foreign.refi.carrying import carried, recounted, without
from framework.importing.foreign.refi.container import Container
from framework.importing.foreign.refi.conventions import Convention, Ruler
from framework.importing.foreign.refi.holders import Holder, Marked
from framework.importing.foreign.refi.reading import Reading
from framework.importing.plain_xml import Element, described
from framework.importing.times import times_in
from framework.importing.turns import find_turns

WHOLE = 0.99  # of a text, from where on a selection of it means all of it
_TAKEN = ("PlainTextContent", "PlainTextSelection", "TranscriptSelection", "Coding", "NoteRef", "VariableValue")
_REGIONS = ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection")


@dataclass(frozen=True, slots=True)
class Belongings:
    """What codings say of cases: which sources and selections belong to them. `kept`: selection → the one it became."""

    sources: dict[str, list[str]] = field(default_factory=dict)
    selections: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)


def source_of(holder: Holder, way: Convention, left: set[str], belongings: Belongings, reading: Reading) -> Source:
    """A text with all that stands in it; what is said of the source as a whole goes with its first text.

    `left`: the GUIDs of sources of which something is carried.
    """
    element, guid, own = holder.source, holder.guid, holder.element
    said = [element, own] if holder.first and own is not element else [element] if holder.first else [own]
    codings = [coding for holding in said for coding in reading.codings(holding)]
    for coding in codings:
        if coding.code in reading.cases:
            belongings.sources.setdefault(coding.code, []).append(guid)
    source = Source(
        guid=guid,
        name=_name(holder),
        kind=holder.kind,
        description=described(said[0]),
        user=reading.user(element.get("creatingUser")),
        at=reading.at((None if holder.first else own.get("creationDateTime")) or element.get("creationDateTime")),
        selections=tuple(_selections(holder, way, belongings, reading)),
        codings=_once([coding for coding in codings if coding.code not in reading.cases], reading),
        values=tuple(value for holding in said for value in reading.values(holding)),
        notes=_union(reading.note_refs(holding) for holding in said),
        carried=holder.of if holder.of in left else "",
    )
    return _with_text(source, holder, way)


def _with_text(source: Source, holder: Holder, way: Convention) -> Source:
    text = holder.text
    if text is None:
        return source
    ruler = Ruler(text, way)
    found = text.draft or find_turns(text.words)
    times = {ruler.place(at, at)[0]: time // 1000 for at, time in holder.times if time >= 0}
    return replace(
        source,
        text=text.words,
        turns=found.turns,
        layout=str(found.layout),
        times=tuple(sorted(times.items())) or tuple(times_in(text.words, found.turns)),
    )


def _selections(holder: Holder, way: Convention, belongings: Belongings, reading: Reading) -> Iterator[Selection]:
    """The selections, those of the same place as one."""
    ruler = Ruler(holder.text, way) if holder.text else None
    found: dict[tuple[int, int], Selection] = {}
    whole: set[tuple[int, int]] = set()
    for mark in holder.marked:
        start, end = place = _place(mark, ruler, holder, reading)
        guid = reading.guid("Selection", mark.element)
        codings = tuple(reading.codings(mark.element))
        first = found.get(place)
        belongings.kept[guid] = first.guid if first else guid
        long = holder.text is not None and holder.text.words and end - start >= WHOLE * len(holder.text.words)
        for case in dict.fromkeys(coding.code for coding in codings if coding.code in reading.cases):
            whole |= {place} if long else set()
            what, of = (belongings.sources, holder.guid) if long else (belongings.selections, belongings.kept[guid])
            what.setdefault(case, []).append(of)
        selection = Selection(
            guid=guid,
            start=start,
            end=end,
            name=mark.element.get("name") or "",
            description=described(mark.element),
            user=reading.user(mark.element.get("creatingUser")),
            at=reading.at(mark.element.get("creationDateTime")),
            codings=tuple(coding for coding in codings if coding.code not in reading.cases),
            notes=reading.note_refs(mark.element),
        )
        found[place] = _joined(first, selection) if first else selection
        reading.remarks.count("merged", first is not None)
    for place, selection in found.items():
        if place not in whole or selection.codings or selection.description or selection.notes:
            reading.remarks.count("points", selection.start == selection.end)
            yield replace(selection, codings=_once(selection.codings, reading))


def _place(mark: Marked, ruler: Ruler | None, holder: Holder, reading: Reading) -> tuple[int, int]:
    start, end = mark.start, mark.end
    if end is not None and end < start:
        reading.remarks.count("reversed")
        start, end = end, start
    if ruler is None or holder.text is None:
        return max(start, 0), max(start if end is None else end, 0)
    first, last, outside = ruler.place(start, start if end is None else end)
    reading.remarks.count("clamped", outside)
    return first, last if end is not None else len(holder.text.words)


def _joined(first: Selection, other: Selection) -> Selection:
    """Two selections of the same place as one."""
    said = _union([[first.description], [other.description]])
    return replace(
        first,
        name=first.name or other.name,
        description="\n".join(filter(None, said)),
        codings=(*first.codings, *other.codings),
        notes=_union([first.notes, other.notes]),
    )


def _once(codings: Iterable[Coding], reading: Reading) -> tuple[Coding, ...]:
    """Each code once for each person; what was said in notes of the same coding is kept."""
    found: dict[tuple[str, str], Coding] = {}
    for coding in codings:
        key = coding.code, coding.user
        if first := found.get(key):
            reading.remarks.count("twice")
            coding = replace(first, notes=_union([first.notes, coding.notes]))
        found[key] = coding
    return tuple(found.values())


def _union(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in several for one in some))


def _name(holder: Holder) -> str:
    """The name of a source, else that of its file; of a further transcript also its own."""
    source = holder.source
    path = source.get("plainTextPath") or source.get("path") or source.get("richTextPath") or ""
    file = path.replace("\\", "/").rpartition("/")[2].rpartition(":")[2]
    file = "" if holder.guid in file.lower() else file.rpartition(".")[0] or file
    name = (source.get("name") or "").strip() or file or "(source without a name)"
    return name if holder.first else f"{name} ({holder.element.get('name') or 'another transcript'})"


# -- what is carried --


def left_of(
    source: Element, guid: str, taken: list[Holder], way: Convention, container: Container, reading: Reading
) -> Carried | None:
    """What of a source has no place here; None where nothing is left. `taken`: its texts, which have one."""
    reading.remarks.count("regions", sum(region.find("Coding") is not None for region in source.iter(*_REGIONS)))
    if not taken:
        reading.remarks.count("media")
        return carried("Sources", guid, source, container)
    if source.tag == "TextSource":
        if container.seek(source.get("richTextPath")) is None:
            return None
        has_words = taken[0].text is not None and taken[0].text.words.strip()
        left = without(source, _TAKEN, ("plainTextPath",) if has_words else ())
        return carried("Sources", guid, left, container)
    places = [(source.index(holder.element), holder.text) for holder in taken]
    left = without(source, ())
    for place, text in places:
        inner = recounted(left[place], text, way)
        for child in [child for child in inner if child.tag in _TAKEN]:
            inner.remove(child)
        inner.attrib.pop("plainTextPath", "")
    for child in [child for child in left if child.tag in _TAKEN]:
        left.remove(child)
    return carried("Sources", guid, left, container)
