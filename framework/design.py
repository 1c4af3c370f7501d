"""The study's design: what it asks, where it listens, and the words it uses for places, roles and groups."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from framework.errors import Conflict, Invalid
from framework.model import Abbreviation, AskedOf, Case, Design, GroupType, Role, RoleGroup, Site
from framework.operations import operation
from framework.store.journal import Change

R = TypeVar("R", Site, RoleGroup, GroupType, Abbreviation)
Row = dict[str, Any]

LEVELS = ("low", "medium", "high")


@operation("Describe the study", needs=Role.LEAD)
def describe_study(change: Change, title: str, questions: str) -> Design:
    """Set the title and the research questions (one a line). Raises Invalid for an empty title."""
    if not title.strip():
        raise Invalid("A study needs a title.", "title")
    design = change.all(Design)[0]
    change.tell("described the study")
    return change.update(design, title=title.strip(), questions=questions.strip())


@operation("Change the sites", needs=Role.LEAD)
def set_sites(change: Change, rows: list[Row]) -> None:
    """Make the table of sites be `rows` (fields of Site; rows with an `id` are kept, others are new).

    Raises Invalid for a missing or repeated code or an unknown level, Conflict where a site to be taken out has cases.
    """

    def checked(row: Row) -> Row:
        level = str(row.get("level") or "").strip().lower()
        if level and level not in LEVELS:
            raise Invalid(f"The level of {row['code']} must be low, medium or high, not “{level}”.", "level")
        return {
            "code": row["code"],
            "geography": str(row.get("geography") or "").strip(),
            "level": level,
            "managers": _count(row, "managers"),
            "social_workers": _count(row, "social_workers"),
        }

    _set_table(change, Site, rows, "code", checked, used=("site_id", "site"))


@operation("Change the role groups", needs=Role.LEAD)
def set_role_groups(change: Change, rows: list[Row]) -> None:
    """Make the list of role groups be `rows`; as `set_sites`."""
    _set_table(change, RoleGroup, rows, "name", lambda row: {"name": row["name"]}, used=("role_group_id", "role group"))


@operation("Change the focus-group types", needs=Role.LEAD)
def set_group_types(change: Change, rows: list[Row]) -> None:
    """Make the list of focus-group types be `rows`; as `set_sites`."""

    def checked(row: Row) -> Row:
        return {"code": row["code"], "name": str(row.get("name") or "").strip()}

    _set_table(change, GroupType, rows, "code", checked, used=("group_type_id", "focus-group type"))


@operation("Change the abbreviations", needs=Role.ANALYST)
def set_abbreviations(change: Change, rows: list[Row]) -> None:
    """Make the list of abbreviations be `rows`. Raises Invalid for a term without a meaning."""

    def checked(row: Row) -> Row:
        meaning = str(row.get("meaning") or "").strip()
        if not meaning:
            raise Invalid(f"What does “{row['term']}” stand for?", "meaning")
        return {"term": row["term"], "meaning": meaning}

    _set_table(change, Abbreviation, rows, "term", checked, used=None)


def _set_table(
    change: Change,
    record: type[R],
    rows: Sequence[Row],
    key: str,
    checked: Callable[[Row], Row],
    used: tuple[str, str] | None,
) -> None:
    """Bring a small table to the given rows, naming in the trail what was added, changed and taken out."""
    stored: dict[int, R] = {r.id: r for r in change.all(record)}
    ids = [row["id"] for row in rows if row.get("id") is not None]
    if any(type(id) is not int for id in ids) or len(set(ids)) < len(ids):
        raise Invalid("A row came in a form this program does not understand.", "id")
    for id in ids:
        change.get(record, id)
    _take_out(change, [r for r in stored.values() if r.id not in ids], key, used)
    _make_way(change, record, stored, rows, key)
    names: set[str] = set()
    for position, row in enumerate(rows):
        name = str(row.get(key) or "").strip()
        if not name:
            raise Invalid(f"Row {position + 1} has no {key}.", key)
        if name.casefold() in names:
            raise Invalid(f"“{name}” stands there twice.", key)
        names.add(name.casefold())
        values = checked({**row, key: name})
        if record is not Abbreviation:
            values["position"] = position
        if row.get("id") is None:
            change.add(record, **values)
            change.tell(f"added {name}")
        elif change.update(change.get(record, row["id"]), **values) != stored[row["id"]]:
            change.tell(f"changed {name}")


def _take_out(change: Change, gone: list[R], key: str, used: tuple[str, str] | None) -> None:
    for row in gone:
        name = getattr(row, key)
        if used and (cases := change.count(Case, **{used[0]: row.id})):
            raise Conflict(f"{name} can't be taken out: {cases} cases have it as their {used[1]}.")
        if isinstance(row, RoleGroup) and change.count(AskedOf, role_group_id=row.id):
            raise Conflict(f"{name} can't be taken out: questions of the topic guide are put to it.")
        change.remove(row)
        change.tell(f"took out {name}")


def _make_way(change: Change, record: type[R], stored: dict[int, R], rows: Sequence[Row], key: str) -> None:
    """No two rows bear one name even for a moment: those whose name goes to another row bear none meanwhile."""
    owners = {str(row.get(key) or "").strip(): row.get("id") for row in rows}
    staying = {row.get("id") for row in rows}
    for id, row in stored.items():
        name = getattr(row, key)
        if id in staying and owners.get(name, id) != id:
            change.update(row, **{key: f"{name} (now free, {id})"})


def _count(row: Row, field: str) -> int | None:
    value = row.get(field)
    if value in (None, ""):
        return None
    if not isinstance(value, int) or value < 0:
        raise Invalid(f"{row['code']}: {field.replace('_', ' ')} must be a whole number.", field)
    return value
