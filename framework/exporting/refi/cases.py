"""Cases with what is recorded of them: kind, site, role, group, and the study's own attributes as typed variables."""

import re
from collections.abc import Iterator, Mapping, Sequence

from framework.cases import NO, YES, CaseRow
from framework.exporting.refi.elements import Element, Guids, described, inside, on_one_line, refer
from framework.exporting.selection import Chosen
from framework.model import Attribute, AttributeKind, GroupType, RoleGroup, Site

_TYPES = {
    AttributeKind.TEXT: ("Text", "TextValue", re.compile(r"(?s).*")),
    AttributeKind.CHOICE: ("Text", "TextValue", re.compile(r"(?s).*")),
    AttributeKind.NUMBER: ("Float", "FloatValue", re.compile(r"-?\d+(\.\d+)?")),
    AttributeKind.DATE: ("Date", "DateValue", re.compile(r"\d{4}-\d\d-\d\d")),
    AttributeKind.YES_NO: ("Boolean", "BooleanValue", re.compile(f"{YES}|{NO}")),
}
_WORDS = {YES: "true", NO: "false"}


def add_variables(project: Element, chosen: Chosen, guids: Guids) -> None:
    """What can be known of a case, with what the values mean where the study says so."""
    variables = inside(project, "Variables")
    for name, meaning in _own(chosen):
        variable = inside(variables, "Variable", guid=guids("variable", name), name=name, typeOfVariable="Text")
        described(variable, meaning)
    for attribute in chosen.study.all(Attribute):
        kind, _, _ = _TYPES[attribute.kind]
        name = on_one_line(attribute.name, len(attribute.name))
        guid = guids("attribute", attribute.id)
        variable = inside(variables, "Variable", guid=guid, name=name, typeOfVariable=kind)
        if attribute.kind is AttributeKind.CHOICE:
            described(variable, f"One of: {attribute.choices.replace(chr(10), '; ')}")


def add_cases(project: Element, chosen: Chosen, guids: Guids, sources: Mapping[int, Sequence[str]]) -> None:
    """The chosen cases in the order of the matrices; `sources`: case id → the GUIDs of its transcripts."""
    cases = inside(project, "Cases")
    for row in chosen.rows:
        case = inside(cases, "Case", guid=guids("case", row.id), name=row.name)
        for name, value in _facts(row):
            if value:
                _add_value(case, guids("variable", name), "TextValue", value)
        for attribute in chosen.study.all(Attribute):
            if value := row.values.get(attribute.name, ""):
                _, element, form = _TYPES[attribute.kind]
                fits = form.fullmatch(value) is not None
                said = _WORDS.get(value, value) if element == "BooleanValue" else value
                _add_value(case, guids("attribute", attribute.id), element if fits else "TextValue", said)
        refer(case, "SourceRef", *sources.get(row.id, ()))


def _add_value(case: Element, variable: str, element: str, value: str) -> None:
    holder = inside(case, "VariableValue")
    refer(holder, "VariableRef", variable)
    inside(holder, element, value)


def _facts(row: CaseRow) -> tuple[tuple[str, str], ...]:
    return ("Kind", row.kind.value), ("Site", row.site), ("Role", row.role), ("Group", row.group)


def _own(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """The variables that every study has, and what their values stand for."""
    study = chosen.study
    yield "Kind", "How the case was heard"
    yield (
        "Site",
        "\n".join(
            ": ".join(filter(None, (s.code, ", ".join(filter(None, (s.geography, s.level)))))) for s in study.all(Site)
        ),
    )
    yield "Role", "\n".join(role.name for role in study.all(RoleGroup))
    yield "Group", "\n".join(": ".join(filter(None, (group.code, group.name))) for group in study.all(GroupType))
