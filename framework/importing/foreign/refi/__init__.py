"""Projects in the exchange format REFI-QDA (.qdpx, .qde): of NVivo, MAXQDA, ATLAS.ti, QualCoder, our own and others.

Programs differ in nearly everything that the standard leaves open, and in some of what it settles. What its schema asks
for is no condition: what is odd is mended and told in `Project.remarks`.
"""

from collections.abc import Iterator
from hashlib import sha256

from framework.foreign import Code, Project, Source
from framework.importing.foreign.refi.cases import read_cases
from framework.importing.foreign.refi.codes import (
    missing_codes,
    missing_variables,
    read_codes,
    read_variables,
    without_cases,
    without_nodes,
)
from framework.importing.foreign.refi.container import Container
from framework.importing.foreign.refi.detection import detect
from framework.importing.foreign.refi.document import project_in
from framework.importing.foreign.refi.holders import KINDS, Holder, holders
from framework.importing.foreign.refi.others import read_graphs, read_links, read_notes, read_sets, with_linked_notes
from framework.importing.foreign.refi.reading import Reading
from framework.importing.foreign.refi.remarks import Remarks
from framework.importing.foreign.refi.schema import strangers
from framework.importing.foreign.refi.sources import Belongings, left_of, source_of
from framework.importing.plain_xml import Element, described


def read(name: str, data: bytes) -> Project:
    """The project in a file. Raises Unreadable where it is damaged, made to harm, or not one project."""
    remarks = Remarks()
    container = Container(name, data, remarks)
    element = project_in(name, container.xml, remarks)
    reading = Reading(element, sha256(container.xml).hexdigest()[:16], remarks)
    program = (element.get("origin") or "").strip()
    codes = read_codes(element, reading)
    variables = read_variables(element, reading)
    groups = list(_texts(element, container, reading))
    texts = [holder for *_, found in groups for holder in found]
    places = [place for holder in texts for place in holder.places]
    way, convention = detect(places, program, described(element))
    left = [rest for group in groups if (rest := left_of(*group, way, container, reading))]
    belongings = Belongings()
    kept = {one.guid for one in left}
    sources = [source_of(holder, way, kept, belongings, reading) for holder in texts]
    cases, sources = read_cases(element, codes, sources, belongings, reading)
    notes, notes_left = read_notes(element, way, container, reading)
    links, links_left = read_links(element, codes, belongings.kept, reading)
    sets, sets_left = read_sets(element, reading)
    graphs = read_graphs(element, reading)
    study_notes = reading.note_refs(element)
    for sentence in (*_names(codes), *strangers(element)):
        remarks.say(sentence)
    return Project(
        file=name,
        program=program,
        title=element.get("name") or "",
        description=described(element),
        at=reading.at(element.get("creationDateTime")),
        users=tuple(reading.users.values()),
        codes=(*without_nodes(without_cases(codes, _coded(sources), reading), reading), *missing_codes(reading)),
        variables=(*variables, *missing_variables(reading)),
        cases=tuple(cases),
        sources=tuple(with_linked_notes(sources, links, reading)),
        notes=tuple(notes),
        links=tuple(links),
        sets=tuple(sets),
        carried=(*left, *notes_left, *links_left, *sets_left, *graphs),
        study_notes=study_notes,
        convention=_with_outside(convention, remarks),
        remarks=remarks.said(),
    )


def _names(codes: list[Code]) -> Iterator[str]:
    """A sentence where names say what is beneath what, which is not done for them."""
    if any("::" in code.name for code in codes):
        yield "Some names of codes hold “::”, by which ATLAS.ti says what is beneath what. They were taken as they are."


def _with_outside(convention: str, remarks: Remarks) -> str:
    """The sentence on how positions are counted, with how many of them lie outside their text so."""
    count = remarks.counted("clamped")
    return f"{convention} Outside their text so: {count:,}." if count else convention


def _texts(project: Element, container: Container, reading: Reading) -> Iterator[tuple[Element, str, list[Holder]]]:
    """Each source with its GUID and its texts."""
    for group in project.findall("Sources"):
        for source in group.iterchildren(*KINDS):
            guid = reading.guid("Source", source)
            yield source, guid, list(holders(source, guid, container, reading))


def _coded(sources: list[Source]) -> set[str]:
    """The codes at which something stands."""
    return {
        coding.code
        for source in sources
        for codings in (source.codings, *(selection.codings for selection in source.selections))
        for coding in codings
    }
