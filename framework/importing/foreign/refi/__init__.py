"""Projects in the exchange format REFI-QDA (.qdpx, .qde): of NVivo, MAXQDA, ATLAS.ti, QualCoder, our own and others.

Programs differ in nearly everything that the standard leaves open, and in some of what it settles. What its schema asks
for is no condition: what is odd is mended and told in `Project.remarks`.
"""

from hashlib import sha256

from framework.foreign import Carried, Project, Source
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
    texts, left = _texts(element, container, reading)
    places = [place for holder in texts for place in holder.places]
    way, convention = detect(places, program, described(element))
    belongings = Belongings()
    rest = {one.guid for one in left}
    sources = [source_of(holder, way, rest, belongings, reading) for holder in texts]
    cases, sources = read_cases(element, codes, sources, belongings, reading)
    notes, notes_left = read_notes(element, container, reading)
    links, links_left = read_links(element, codes, belongings.kept, reading)
    sets, sets_left = read_sets(element, reading)
    graphs = read_graphs(element, reading)
    study_notes = reading.note_refs(element)
    remarks.count("outside", container.outside)
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
        convention=convention,
        remarks=remarks.said(),
    )


def _texts(project: Element, container: Container, reading: Reading) -> tuple[list[Holder], list[Carried]]:
    """The texts of all sources, and what of the sources is carried."""
    texts, left = [], []
    for group in project.findall("Sources"):
        for source in group.iterchildren(*KINDS):
            guid = reading.guid("Source", source)
            found = list(holders(source, guid, container, reading))
            texts += found
            if rest := left_of(source, guid, found, container, reading):
                left.append(rest)
    return texts, left


def _coded(sources: list[Source]) -> set[str]:
    """The codes at which something stands."""
    return {
        coding.code
        for source in sources
        for codings in (source.codings, *(selection.codings for selection in source.selections))
        for coding in codings
    }
