"""Cases: what belongs to them by reference and by coding, and those that only give a source its values."""

from collections.abc import Iterable
from dataclasses import replace

from framework.foreign import Case, Code, Source
from framework.importing.foreign.refi.reading import Reading, plain_guid
from framework.importing.foreign.refi.sources import Belongings
from framework.importing.plain_xml import Element, described


def read_cases(
    project: Element, codes: list[Code], sources: list[Source], belongings: Belongings, reading: Reading
) -> tuple[list[Case], list[Source]]:
    """The cases, and the sources with the values that nameless cases give them (MAXQDA and Quirkos write them so)."""
    said = {code.guid: code.description for code in codes}
    given: dict[str, list[Case]] = {}
    cases = []
    there = {source.guid for source in sources}
    for element in project.findall("Cases/Case"):
        case = _case(element, said, belongings, reading)
        bare = not (case.name or case.description or case.selections or case.codes)
        if bare and len(case.sources) == 1 and case.sources[0] in there:
            reading.remarks.count("nameless case")
            given.setdefault(case.sources[0], []).append(case)
        else:
            cases.append(case)
    return cases, [_with_values(source, given.get(source.guid, ())) for source in sources]


def _case(element: Element, said: dict[str, str], belongings: Belongings, reading: Reading) -> Case:
    written = plain_guid(element.get("guid"))
    guid = reading.guid("Case", element)
    coded = written if guid == written else ""
    sources = [*_refs(element, "SourceRef"), *belongings.sources.get(coded, ())]
    selections = [belongings.kept.get(one, one) for one in _refs(element, "SelectionRef")]
    return Case(
        guid=guid,
        name=(element.get("name") or "").strip(),
        description=described(element) or said.get(coded, ""),
        values=tuple(reading.values(element)),
        sources=tuple(dict.fromkeys(sources)),
        selections=tuple(dict.fromkeys([*selections, *belongings.selections.get(coded, ())])),
        codes=tuple(dict.fromkeys(_refs(element, "CodeRef"))),
    )


def _refs(element: Element, name: str) -> list[str]:
    return [guid for found in element.findall(name) if (guid := plain_guid(found.get("targetGUID")))]


def _with_values(source: Source, cases: Iterable[Case]) -> Source:
    """A source with the values of cases; what it says of itself already isn't said again."""
    values = dict.fromkeys([*source.values, *(value for case in cases for value in case.values)])
    return replace(source, values=tuple(values)) if len(values) > len(source.values) else source
