"""Notes, links, sets and graphs."""

from dataclasses import replace

from framework.foreign import Carried, Code, Link, Note, Set, Source
from framework.importing.foreign.refi.carrying import carried, without
from framework.importing.foreign.refi.container import Container
from framework.importing.foreign.refi.reading import Reading, plain_guid
from framework.importing.foreign.refi.texts import text_of
from framework.importing.plain_xml import Element, described

_CODED = ("PlainTextSelection", "Coding")


def read_notes(project: Element, container: Container, reading: Reading) -> tuple[list[Note], list[Carried]]:
    """The notes, and what of them is carried: formatted files, and codings in them."""
    notes, left = [], []
    for element in project.findall("Notes/Note"):
        guid = reading.guid("Note", element)
        text = text_of(element, container, reading.remarks, guid)
        reading.remarks.count("no note text", text is None)
        notes.append(
            Note(
                guid=guid,
                name=element.get("name") or "",
                text=text.words if text else "",
                description=described(element),
                user=reading.user(element.get("creatingUser")),
                at=reading.at(element.get("creationDateTime")),
            )
        )
        coded = any(element.find(name) is not None for name in _CODED)
        reading.remarks.count("coded notes", coded)
        if coded or container.find(element.get("richTextPath")):
            left.append(carried("Notes", guid, without(element, ["PlainTextContent"], ["plainTextPath"]), container))
    return notes, left


def read_links(
    project: Element, codes: list[Code], kept: dict[str, str], reading: Reading
) -> tuple[list[Link], list[Carried]]:
    """The links of which a note is one end, and those between other things, which are carried.

    A note of a code that is a case becomes a link: cases hold no notes.
    """
    links, left = [], []
    for element in project.findall("Links/Link"):
        guid = reading.guid("Link", element)
        ends = [plain_guid(element.get(end)) for end in ("originGUID", "targetGUID")]
        if not reading.notes.intersection(ends):
            left.append(carried("Links", guid, element))
            reading.remarks.count("carried")
            continue
        origin, target = (kept.get(end, end) for end in ends)
        name, direction = element.get("name") or "", element.get("direction") or ""
        links.append(Link(guid=guid, origin=origin, target=target, name=name, direction=direction))
    for code in codes:
        if code.guid in reading.cases:
            for note in code.notes:
                guid = reading.made("Link", f"{code.guid}:{note}")
                links.append(Link(guid=guid, origin=code.guid, target=note, direction="OneWay"))
    return links, left


def with_linked_notes(sources: list[Source], links: list[Link], reading: Reading) -> list[Source]:
    """The sources with the notes that links tie to them: so NVivo attaches a memo."""
    tied: dict[str, dict[str, None]] = {}
    for link in links:
        for one, other in ((link.origin, link.target), (link.target, link.origin)):
            if other in reading.notes and one not in reading.notes:
                tied.setdefault(one, {})[other] = None
    return [
        replace(source, notes=tuple(dict.fromkeys([*source.notes, *tied[source.guid]])))
        if source.guid in tied
        else source
        for source in sources
    ]


def read_sets(project: Element, reading: Reading) -> tuple[list[Set], list[Carried]]:
    """The sets, and each as it is to be written back."""
    sets, left = [], []
    for element in project.findall("Sets/Set"):
        guid = reading.guid("Set", element)
        members = (_members(element, name) for name in ("MemberCode", "MemberSource", "MemberNote"))
        codes, sources, notes = members
        name = element.get("name") or ""
        said = described(element)
        sets.append(Set(guid=guid, name=name, description=said, codes=codes, sources=sources, notes=notes))
        left.append(carried("Sets", guid, element))
    return sets, left


def read_graphs(project: Element, reading: Reading) -> list[Carried]:
    """Graphs, which are carried."""
    graphs = project.findall("Graphs/Graph")
    reading.remarks.count("carried", len(graphs))
    return [carried("Graphs", reading.guid("Graph", graph), graph) for graph in graphs]


def _members(element: Element, name: str) -> tuple[str, ...]:
    """The members of a kind; a codebook calls their GUID otherwise than a project."""
    found = (plain_guid(member.get("targetGUID") or member.get("guid")) for member in element.findall(name))
    return tuple(dict.fromkeys(filter(None, found)))
