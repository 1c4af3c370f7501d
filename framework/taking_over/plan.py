"""What would come of a project, before anything is stored: for a person to look at."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from framework import foreign
from framework.cases import case_names
from framework.store.reader import Reader
from framework.taking_over.known import (
    Known,
    cases_known,
    changed_since,
    meanings,
    own_name,
    people_known,
    person_name,
    themes_known,
    transcripts_known,
    wanted_codes,
)
from framework.taking_over.rows import case_of_source, name_of, rows_wanted
from framework.taking_over.talk import codings_of, sources_wanted
from framework.taking_over.terms import Wishes
from framework.themes import titles
from framework.transcripts import transcript_names


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one thing: its GUID, what it is called and holds, what it becomes; `out`: stays out.

    `depth` counts from 0 for codes; `count`: codings under a code or in a source, values of a case.
    """

    guid: str
    name: str
    count: int
    becomes: str
    depth: int = 0
    kind: str = ""
    words: int = 0
    out: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What would come of a project."""

    codes: list[Line]
    sources: list[Line]
    cases: list[Line]
    people: list[Line]
    carried: dict[str, int]
    notes: int


def plan(reader: Reader, project: foreign.Project, wishes: Wishes) -> Plan:
    """What would come of a project in this study."""
    known = Known(reader)
    sources = sources_wanted(reader, known, project, wishes)
    there = transcripts_known(reader, known, sources)
    return Plan(
        codes=_codes(reader, known, project, wishes),
        sources=_sources(reader, known, project, wishes, there),
        cases=_cases(reader, known, project, sources, there),
        people=_people(reader, known, project),
        carried=dict(Counter(carried.kind for carried in project.carried)),
        notes=len(project.notes),
    )


def _codes(reader: Reader, known: Known, project: foreign.Project, wishes: Wishes) -> list[Line]:
    under: Counter[str] = Counter()
    for source in project.sources:
        under.update(coding.code for coding in codings_of(source))
    there, said, title = themes_known(reader, known, project, wishes), meanings(project), titles(reader)
    wanted = {code.guid for code in wanted_codes(project, wishes)}
    top, depth, found = int(bool(wishes.under.strip())), dict[str, int](), []
    for code in project.codes:
        depth[code.guid] = at = depth[code.parent] + 1 if code.parent in depth else top
        new = "main theme" if at == 0 else "sub-theme"
        becomes = f"here already: {title[there[code.guid]]}" if code.guid in there else new
        out = code.guid not in wanted
        name = own_name(code, said[code.guid])
        found.append(Line(code.guid, name, under[code.guid], "stays out" if out else becomes, depth=at, out=out))
    return found


def _sources(
    reader: Reader, known: Known, project: foreign.Project, wishes: Wishes, there: Mapping[str, int]
) -> list[Line]:
    names = transcript_names(reader)
    changed, cases = changed_since(reader, known, project.sources), case_of_source(project)
    case_called = {case.guid: case.name for case in project.cases}
    found = []
    for source in project.sources:
        count = len([*codings_of(source)])
        out = source.guid in wishes.sources_out
        if source.text is None or not source.text.strip():
            becomes, out = "no words in the file: stays out", True
        elif source.guid in changed:
            becomes, out = f"has other words than {names[changed[source.guid]]}: stays out", True
        elif source.guid in there:
            becomes = f"here already: {names[there[source.guid]]}"
        else:
            case = case_called.get(cases.get(source.guid, ""), "")
            becomes = f"transcript of {case or name_of(source)}"
        words = len((source.text or "").split())
        found.append(Line(source.guid, name_of(source), count, becomes, kind=source.kind, words=words, out=out))
    return found


def _cases(
    reader: Reader,
    known: Known,
    project: foreign.Project,
    sources: list[foreign.Source],
    transcripts: Mapping[str, int],
) -> list[Line]:
    wanted = rows_wanted(project, sources)
    there = cases_known(reader, known, wanted, transcripts)
    names = case_names(reader)
    called = {source.guid: name_of(source) for source in sources}
    found = []
    for case in wanted:
        name = " ".join(case.name.split()) or next((called[guid] for guid in case.sources if guid in called), "no name")
        becomes = f"here already: {names[there[case.guid]]}" if case.guid in there else "new case"
        found.append(Line(case.guid, name, len(case.values), becomes))
    return found


def _people(reader: Reader, known: Known, project: foreign.Project) -> list[Line]:
    there = people_known(reader, known, project)
    worked: Counter[str] = Counter()
    for source in project.sources:
        worked.update(coding.user for selection in source.selections for coding in selection.codings)
    return [
        Line(
            user.guid,
            person_name(user),
            worked[user.guid],
            "here already, by this name" if user.guid in there else "a name without access",
        )
        for user in project.users
    ]
