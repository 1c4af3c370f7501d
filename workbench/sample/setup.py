"""What stands before the analysis: the study's description, its people, its transcripts, and who has read them."""

from itertools import groupby
from pathlib import Path
from typing import Any

from framework import importing
from framework.cases import add_attribute, set_value
from framework.design import describe_study, set_abbreviations, set_group_types, set_role_groups, set_sites
from framework.guide import add_question
from framework.importing import file_names, voices
from framework.model import Attribute, AttributeKind, GroupType, Role, RoleGroup, Site
from framework.people import add_to_study
from framework.store.journal import Change
from framework.transcripts import Arrival, import_transcripts, mark_as_read
from workbench.sample.loading import Deed, Loading, Row, listed

IN_GROUPS = "Social worker"  # the focus groups were held with social workers; their files' names do not say so


def describe(loading: Loading) -> None:
    """Title, questions, sites, roles, groups, abbreviations, attributes and people."""
    design = loading.design
    roles = [{"name": name} for name in design["role_groups"]]
    terms = [{"term": term, "meaning": meaning} for term, meaning in design["abbreviations"].items()]
    loading.act(loading.lead, lambda change: describe_study(change, design["title"], "\n".join(design["questions"])))
    loading.act(loading.lead, lambda change: set_sites(change, design["sites"]))
    loading.act(loading.lead, lambda change: set_role_groups(change, roles))
    loading.act(loading.lead, lambda change: set_group_types(change, design["group_types"]))
    loading.act(loading.lead, lambda change: set_abbreviations(change, terms))
    loading.act(loading.lead, *(_adding_attribute(attribute) for attribute in design["attributes"]))
    for person in design["people"]:
        _add_person(loading, person["name"], person["initials"], Role(person["role"]))


def _add_person(loading: Loading, name: str, initials: str, role: Role) -> None:
    """Somebody whom an earlier loading has made known is the same person."""
    known = {(person.name, person.initials): person for person in loading.workspace.people()}
    person = known.get((name, initials)) or loading.workspace.add_person(name, initials)
    loading.people[initials] = person.id
    loading.act(loading.lead, lambda change: add_to_study(change, person.id, role))


def _adding_attribute(attribute: dict[str, Any]) -> Deed:
    kind, choices = AttributeKind(attribute["kind"]), attribute.get("choices", [])
    return lambda change: add_attribute(change, attribute["name"], kind, choices)


def import_all(loading: Loading) -> None:
    """The transcripts, one act for each site, with the attributes of their cases."""
    analysts = [loading.people["RA"], loading.people["TL"]]
    files = sorted((loading.folder / "transcripts").iterdir())
    values = {row["case"]: row for row in loading.rows("cases.csv")}
    for turn, (_, some) in enumerate(groupby(files, lambda file: file.stem.split("_")[0])):
        person = analysts[turn % len(analysts)]
        names = _import(loading, person, list(some))
        loading.act(person, *(_setting(loading, name, values[name]) for name in names))


def _import(loading: Loading, person: int, files: list[Path]) -> list[str]:
    with loading.workspace.change(loading.project_id, person) as change:
        stored = import_transcripts(change, [_arrival(change, file) for file in files])
    names = [file.stem for file in files]
    loading.transcripts |= dict(zip(names, stored, strict=True))
    return names


def _arrival(change: Change, file: Path) -> Arrival:
    """A file as a person would settle it at the import: its name says where it belongs, its labels are kept."""
    sites = {site.code: site.id for site in change.all(Site)}
    roles = {role.name: role.id for role in change.all(RoleGroup)}
    groups = {group.code: group.id for group in change.all(GroupType)}
    draft = importing.read(file.name, file.read_bytes())
    guess = file_names.guess(file.name, list(sites), list(roles), list(groups))
    leading = voices.leaders(draft)
    return Arrival(
        draft=draft,
        kind=guess.kind,
        site_id=sites[guess.site or ""],
        role_group_id=roles[guess.role or IN_GROUPS],
        group_type_id=groups[guess.group_type] if guess.group_type else None,
        voices={turn.label: (turn.label, turn.label in leading) for turn in draft.turns if turn.label},
    )


def _setting(loading: Loading, name: str, values: Row) -> Deed:
    def deed(change: Change) -> None:
        for attribute in change.all(Attribute):
            set_value(change, loading.case(name), attribute.id, values[attribute.name])

    return deed


def note_readings(loading: Loading) -> None:
    """Who has read which transcript through."""
    for row in loading.rows("reading.csv"):
        id = loading.transcripts[row["transcript"]].id
        loading.act(loading.people[row["person"]], lambda change, id=id: mark_as_read(change, id))  # type: ignore[misc]


def add_topic_guide(loading: Loading) -> None:
    """The questions that were put, to whom, and what they ask about; it waits for the themes."""
    loading.act(loading.lead, *(_asking(loading, row) for row in loading.rows("topic_guide.csv")))


def _asking(loading: Loading, row: Row) -> Deed:
    def deed(change: Change) -> None:
        ids = {role.name: role.id for role in change.all(RoleGroup)}
        roles = [ids[name] for name in listed(row["roles"])]
        add_question(change, row["question"], roles, [loading.themes[number] for number in listed(row["themes"])])

    return deed
