"""Cases: the rows of every matrix. A focus group is one case with its speakers kept; an interview is one case.

Names and citations are generated from site, group and role. Only a case from another program's project, where these
are not known, keeps the name it came with.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from framework.errors import Invalid
from framework.model import (
    Attribute,
    AttributeKind,
    AttributeValue,
    Case,
    CaseKind,
    Design,
    GroupType,
    Role,
    RoleGroup,
    Site,
)
from framework.operations import operation
from framework.store.journal import Change
from framework.store.reader import Reader

YES, NO = "yes", "no"
FACTS: list[type] = [Design, Case, Site, RoleGroup, GroupType, Attribute, AttributeValue]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with everything that identifies it, as it stands at the left of every matrix.

    `name` tells all cases apart (LA1, Manager 2); `citation` is what may be printed ((LA1, Manager)).
    """

    id: int
    name: str
    citation: str
    site: str
    role: str
    group: str
    kind: CaseKind
    values: dict[str, str]

    def value(self, attribute: str) -> str:
        """The value of a built-in or own attribute, “” where there is none."""
        return {"Site": self.site, "Role": self.role, "Group": self.group}.get(attribute) or self.values.get(
            attribute, ""
        )


def case_rows(reader: Reader) -> list[CaseRow]:
    """All cases in the one order that every matrix keeps.

    By site, then focus groups by type, then interviews by role; or first by the attributes the team has chosen.
    """
    return reader.remembered("case rows", FACTS, lambda: _case_rows(reader))


def case_names(reader: Reader) -> dict[int, str]:
    """Case id → name."""
    return reader.remembered("case names", FACTS, lambda: {row.id: row.name for row in case_rows(reader)})


def citations(reader: Reader) -> dict[int, str]:
    """Case id → citation, with its brackets."""
    return reader.remembered("citations", FACTS, lambda: {row.id: row.citation for row in case_rows(reader)})


def attribute_names(reader: Reader) -> list[str]:
    """The built-in attributes, then the study's own."""
    return ["Site", "Role", "Group", *(attribute.name for attribute in reader.all(Attribute))]


def _case_rows(reader: Reader) -> list[CaseRow]:
    sites, roles, groups = reader.by_id(Site), reader.by_id(RoleGroup), reader.by_id(GroupType)
    attributes = reader.by_id(Attribute)
    values: dict[int, dict[str, str]] = {}
    for value in reader.all(AttributeValue):
        values.setdefault(value.case_id, {})[attributes[value.attribute_id].name] = value.value

    def place(case: Case) -> tuple[Any, ...]:
        site, role = sites.get(case.site_id or 0), roles.get(case.role_group_id or 0)
        group = groups.get(case.group_type_id or 0)
        return (
            (site.position, site.id) if site else (1 << 30, 0),
            case.kind is CaseKind.INTERVIEW,
            group.position if group else 1 << 30,
            role.position if role else 1 << 30,
            case.number,
            case.id,
        )

    found: list[CaseRow] = []
    for case in sorted(reader.all(Case), key=place):
        site, role = sites.get(case.site_id or 0), roles.get(case.role_group_id or 0)
        group = groups.get(case.group_type_id or 0)
        where = site.code if site else "no site"
        who = (
            (group.code if group else "focus group")
            if case.kind is CaseKind.FOCUS_GROUP
            else (role.name if role else "interview")
        )
        numbered = who if case.kind is CaseKind.FOCUS_GROUP and case.number == 1 else f"{who} {case.number}"
        found.append(
            CaseRow(
                id=case.id,
                name=case.called or f"{where}, {numbered}",
                citation=f"({case.called or f'{where}, {who}'})",
                site=site.code if site else "",
                role=role.name if role else "",
                group=group.code if group else "",
                kind=case.kind,
                values=values.get(case.id, {}),
            )
        )
    return _as_chosen(reader, found)


def row_order(reader: Reader) -> list[str]:
    """The attributes by which the team has the rows of every matrix ordered; none: by site, group and role."""
    return [name for name in reader.all(Design)[0].row_order.splitlines() if name in attribute_names(reader)]


def _as_chosen(reader: Reader, rows: list[CaseRow]) -> list[CaseRow]:
    """The rows by the chosen attributes, else as they are: codes and choices in their own order, no value last."""
    numbers = {attribute.name for attribute in reader.all(Attribute) if attribute.kind is AttributeKind.NUMBER}
    for name in reversed(row_order(reader)):
        places = {value: place for place, value in enumerate(_in_order(reader, name))}
        known = len(places)

        def key(row: CaseRow, name: str = name, places: dict[str, int] = places, known: int = known) -> tuple[Any, ...]:
            value = row.value(name)
            number = float(value) if name in numbers and value else 0.0
            return not value, places.get(value, known), number, value.casefold()

        rows = sorted(rows, key=key)
    return rows


def _in_order(reader: Reader, attribute: str) -> list[str]:
    """The values of an attribute that have an order of their own."""
    match attribute:
        case "Site":
            return [site.code for site in reader.all(Site)]
        case "Role":
            return [role.name for role in reader.all(RoleGroup)]
        case "Group":
            return [group.code for group in reader.all(GroupType)]
        case _:
            own = next((a for a in reader.all(Attribute) if a.name == attribute), None)
            return own.choices.split("\n") if own and own.choices else []


@operation("Order the rows", needs=Role.LEAD)
def set_row_order(change: Change, attributes: list[str]) -> Design:
    """Order the rows of every matrix first by these attributes; by none: site, group, role. Raises Invalid."""
    names = attribute_names(change)
    for name in attributes:
        if name not in names:
            raise Invalid(f"There is no attribute called “{name}”.", "attributes")
    design = change.all(Design)[0]
    after = change.update(design, row_order="\n".join(dict.fromkeys(attributes)))
    if after != design:
        change.tell(f"ordered the rows of every matrix by {', '.join(attributes) or 'site, group and role'}")
    return after


def add_case(
    change: Change,
    kind: CaseKind,
    site_id: int | None,
    role_group_id: int | None,
    group_type_id: int | None,
    called: str = "",
) -> Case:
    """Store a case under the next free number among its like. Part of other acts. Raises NotFound, Invalid."""
    place = _place(change, kind, site_id, role_group_id, group_type_id)
    number = 1 + max(_numbers_taken(change, place), default=0)
    return change.add(Case, **place, number=number, called=_free_name(change, called))


def _free_name(change: Change, called: str, but: int = 0) -> str:
    """A name for a case on one line. Raises Invalid where another case has it."""
    called = " ".join(called.split())
    taken = {name.casefold() for id, name in case_names(change).items() if id != but}
    if called and called.casefold() in taken:
        raise Invalid(f"There is a case called {called} already.", "called")
    return called


def _place(
    change: Change, kind: CaseKind, site_id: int | None, role_group_id: int | None, group_type_id: int | None
) -> dict[str, Any]:
    """Where a case belongs, as its fields. Raises NotFound for what is not in the study."""
    for record, id in ((Site, site_id), (RoleGroup, role_group_id), (GroupType, group_type_id)):
        if id is not None:
            change.get(record, id)
    if kind is CaseKind.INTERVIEW:
        group_type_id = None
    return {"kind": kind, "site_id": site_id, "role_group_id": role_group_id, "group_type_id": group_type_id}


def _numbers_taken(change: Change, place: dict[str, Any], but: int = 0) -> set[int]:
    """The numbers of the cases that would else bear one name: groups of a type, interviews of a role, in a site."""
    named_by = "group_type_id" if place["kind"] is CaseKind.FOCUS_GROUP else "role_group_id"
    like = {"kind": place["kind"].value, "site_id": place["site_id"], named_by: place[named_by]}
    return {case.number for case in change.find(Case, **like) if case.id != but}


@operation("Change a case", needs=Role.ANALYST)
def change_case(
    change: Change,
    case_id: int,
    kind: CaseKind,
    site_id: int | None,
    role_group_id: int | None,
    group_type_id: int | None,
) -> Case:
    """Say anew where a case belongs; its name and citation follow."""
    before = change.get(Case, case_id)
    place = _place(change, CaseKind(kind), site_id, role_group_id, group_type_id)
    others = _numbers_taken(change, place, but=case_id)
    number = before.number if before.number not in others else 1 + max(others)
    was = case_names(change)[case_id]
    after = change.update(before, **place, number=number)
    if after != before:
        change.tell(f"changed {was} to {case_names(change)[case_id]}")
    return after


@operation("Name a case", needs=Role.ANALYST)
def call_case(change: Change, case_id: int, called: str) -> Case:
    """Give a case a name of its own, or (empty) the one that follows from site, group and role. Raises Invalid."""
    before, was = change.get(Case, case_id), case_names(change)[case_id]
    after = change.update(before, called=_free_name(change, called, but=case_id))
    if after != before:
        change.tell(f"named {was} {case_names(change)[case_id]}")
    return after


@operation("Change the table of cases", needs=Role.ANALYST)
def set_cases(change: Change, rows: list[dict[str, Any]]) -> None:
    """Bring cases to what rows of the table say: `id`; `kind`, `site`, `role`, `group`, `called`, `values`.

    Only what a row names is changed. Raises NotFound, Invalid for an unknown code or a value of the wrong type.
    """
    for row in rows:
        case = change.get(Case, row.get("id", 0))
        places = {
            "site_id": _named(change, Site, "code", row, "site", case.site_id),
            "role_group_id": _named(change, RoleGroup, "name", row, "role", case.role_group_id),
            "group_type_id": _named(change, GroupType, "code", row, "group", case.group_type_id),
        }
        change_case(change, case.id, CaseKind(row.get("kind", case.kind)), **places)
        if "called" in row:
            call_case(change, case.id, str(row["called"] or ""))
        for name, value in row.get("values", {}).items():
            attribute = change.one(Attribute, name=name)
            if attribute is None:
                raise Invalid(f"There is no attribute called “{name}”.", name)
            set_value(change, case.id, attribute.id, value)


def _named(change: Change, record: type[Any], key: str, row: dict[str, Any], field: str, now: int | None) -> int | None:
    """The id behind a code or name; none where it is empty, what it was where the row does not say."""
    if field not in row:
        return now
    if not row[field]:
        return None
    found = change.one(record, **{key: row[field]})
    if found is None:
        raise Invalid(f"There is no {field} called “{row[field]}”.", field)
    return int(found.id)


@operation("Add an attribute", needs=Role.ANALYST)
def add_attribute(change: Change, name: str, kind: AttributeKind, choices: list[str]) -> Attribute:
    """Give cases a new attribute. Raises Invalid for an empty or taken name, or a choice without choices."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("An attribute needs a name.", "name")
    if name.casefold() in {known.casefold() for known in attribute_names(change)}:
        raise Invalid(f"There is an attribute called “{name}” already.", "name")
    choices = [choice.strip() for choice in choices if choice.strip()]
    if AttributeKind(kind) is AttributeKind.CHOICE and not choices:
        raise Invalid("Name the values to choose from, one a line.", "choices")
    change.tell(f"added the attribute {name}")
    position = len(change.all(Attribute))
    return change.add(Attribute, position=position, name=name, kind=AttributeKind(kind), choices="\n".join(choices))


@operation("Remove an attribute", needs=Role.LEAD)
def remove_attribute(change: Change, attribute_id: int) -> None:
    """Take an attribute and its values from all cases."""
    attribute = change.get(Attribute, attribute_id)
    count = change.remove_many(change.find(AttributeValue, attribute_id=attribute_id))
    change.remove(attribute)
    change.tell(f"removed the attribute {attribute.name} with {count} values")


@operation("Set attributes", needs=Role.ANALYST)
def set_value(change: Change, case_id: int, attribute_id: int, value: str) -> None:
    """Give a case a value, or none where it is empty. Raises Invalid where it is not of the attribute's type."""
    case, attribute = change.get(Case, case_id), change.get(Attribute, attribute_id)
    value = checked_value(attribute, value)
    stored = change.one(AttributeValue, case_id=case.id, attribute_id=attribute.id)
    if value == (stored.value if stored else ""):
        return
    if stored is None:
        change.add(AttributeValue, case_id=case.id, attribute_id=attribute.id, value=value)
    elif value:
        change.update(stored, value=value)
    else:
        change.remove(stored)
    change.tell(f"set {attribute.name} of {case_names(change)[case.id]} to {value or 'nothing'}")


def checked_value(attribute: Attribute, value: str) -> str:
    """The value in the attribute's own form (dates as 2026-03-31). Raises Invalid."""
    value = value.strip()
    if not value:
        return ""
    match attribute.kind:
        case AttributeKind.NUMBER:
            return _number(attribute, value)
        case AttributeKind.DATE:
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                raise Invalid(f"{attribute.name}: “{value}” is not a date like 2026-03-31.", attribute.name) from None
        case AttributeKind.YES_NO:
            if value.casefold() in (YES, "y", "true", "1"):
                return YES
            if value.casefold() in (NO, "n", "false", "0"):
                return NO
            raise Invalid(f"{attribute.name}: “{value}” is neither yes nor no.", attribute.name)
        case AttributeKind.CHOICE:
            for choice in attribute.choices.split("\n"):
                if choice.casefold() == value.casefold():
                    return choice
            offered = ", ".join(attribute.choices.split("\n"))
            raise Invalid(f"{attribute.name}: “{value}” is not one of {offered}.", attribute.name)
        case _:
            return value


def _number(attribute: Attribute, value: str) -> str:
    if not re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", value):
        raise Invalid(f"{attribute.name}: “{value}” is not a number.", attribute.name)
    if re.fullmatch(r"[+-]?[0-9]{1,3},[0-9]{3}", value):
        raise Invalid(f"{attribute.name}: is “{value}” in thousands? Write it without a comma.", attribute.name)
    whole, _, rest = value.lstrip("+-").replace(",", ".").partition(".")
    number = f"{whole.lstrip('0') or '0'}.{rest}".rstrip("0").rstrip(".") if rest else whole.lstrip("0") or "0"
    return f"-{number}" if value.startswith("-") and number != "0" else number
