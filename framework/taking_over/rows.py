"""Cases become rows of the matrices, with what is known of them; a document without a case gets one of its own."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from framework import foreign
from framework.cases import attribute_names, case_names, case_rows, checked_value
from framework.design import LEVELS
from framework.errors import Invalid
from framework.exporting.refi.elements import ORIGIN
from framework.model import (
    Attribute,
    AttributeKind,
    AttributeValue,
    Case,
    CaseKind,
    GroupType,
    RoleGroup,
    Site,
)
from framework.store.journal import Change
from framework.taking_over.known import Known, cases_known, transcripts_known
from framework.taking_over.terms import Account

BUILT_IN = ("Kind", "Site", "Role", "Group")
_CHOICES = "One of: "
_NUMBER = re.compile(r" (\d{1,6})$")
_ENDING = re.compile(
    r"\.(?:docx?|odt|rtf|pdf|txt|md|html?|vtt|srt|csv|tsv|xlsx?|mp[34]|m4[av]|wav|mov|avi|wm[av])$", re.I
)
_GROUP_SIZE = 3  # so many voices beside whoever leads the talk are a focus group


def case_of_source(project: foreign.Project) -> dict[str, str]:
    """GUID of a source → GUID of the first case it belongs to."""
    found: dict[str, str] = {}
    for case in project.cases:
        for source in case.sources:
            found.setdefault(source, case.guid)
    return found


def is_row(case: foreign.Case) -> bool:
    """Whether a case is a row of the matrices: not where it holds only parts of documents."""
    return bool(case.sources) or not case.selections


def rows_wanted(project: foreign.Project, sources: Sequence[foreign.Source]) -> list[foreign.Case]:
    """The cases that become rows: those of the file, and one for each source that comes in and has none."""
    placed = case_of_source(project)
    own = [
        foreign.Case(guid=f"source:{source.guid}", name=name_of(source), sources=(source.guid,), values=source.values)
        for source in sources
        if source.guid not in placed
    ]
    known = {source.guid: source.values for source in sources}
    return [*(_with_values(case, known) for case in project.cases if is_row(case)), *own]


def _with_values(case: foreign.Case, of_sources: Mapping[str, Sequence[foreign.Value]]) -> foreign.Case:
    """A case with what is said of its documents as well."""
    more = [value for guid in case.sources for value in of_sources.get(guid, ()) if value not in case.values]
    return replace(case, values=(*case.values, *more)) if more else case


def name_of(source: foreign.Source) -> str:
    """What a source is called, without the ending of a file."""
    name = " ".join(source.name.split()) or f"document {source.guid[:8]}"
    return _ENDING.sub("", name) or name


class Rows:
    """The cases of a project on their way into the study."""

    def __init__(self, change: Change, known: Known, project: foreign.Project, account: Account) -> None:
        self.change, self.known, self.project, self.account = change, known, project, account
        self.names = {variable.guid: " ".join(variable.name.split()) for variable in project.variables}
        self.attributes: dict[str, int] = {}  # GUID of a variable → id of the attribute

    def place(self, sources: Sequence[foreign.Source]) -> dict[str, int]:
        """Make the cases that are missing, with their values; returns GUID → id, also under the GUIDs of sources."""
        wanted = rows_wanted(self.project, sources)
        there = transcripts_known(self.change, self.known, sources)
        found = cases_known(self.change, self.known, wanted, there)
        new = [case for case in wanted if case.guid not in found]
        by_guid = {source.guid: source for source in sources}
        facts = {case.guid: self._facts(case, by_guid) for case in wanted}
        self._make_places([facts[case.guid] for case in new])
        found |= self._make(new, facts)
        unsaid = self._unsaid(wanted, found)
        if self.project.program == ORIGIN:
            self.account.leave(
                unsaid.total(), "Sites, roles or kinds of cases that differ from the study's stayed out: {}."
            )
            unsaid.clear()
        self._make_attributes(wanted, unsaid)
        self._set_values(wanted, found)
        self.account.new("Cases", len(new), len(wanted) - len(new))
        parts = sum(not is_row(case) for case in self.project.cases)
        sentence = "Cases that hold only parts of documents (speakers, say) are no rows; their values stayed out: {}."
        self.account.leave(parts, sentence)
        ties = sum(len(case.codes) + len(case.selections) for case in wanted)
        self.account.leave(ties, "Codes and parts of documents that belong to cases: {} no longer say so.")
        several = sum(len(case.sources) for case in self.project.cases) - len(case_of_source(self.project))
        self.account.leave(several, "Documents that belong to several cases were placed in the first: {}.")
        texts = {source.guid for source in self.project.sources}
        pictures = sum(guid not in texts for case in self.project.cases for guid in case.sources)
        self.account.leave(pictures, "Pictures and the like that belong to cases: {} no longer say so.")
        for case in wanted:
            found |= {source: found[case.guid] for source in case.sources if source not in found}
        return found

    def _facts(self, case: foreign.Case, by_guid: Mapping[str, foreign.Source]) -> dict[str, str]:
        """What the variables called Kind, Site, Role and Group say of a case. Only focus groups are of a group type."""
        said = {self.names.get(value.variable, ""): " ".join(value.text.split()) for value in case.values}
        kind = _kind(said.get("Kind", ""), [by_guid[guid] for guid in case.sources if guid in by_guid])
        group = said.get("Group", "") if kind is CaseKind.FOCUS_GROUP else ""
        return {"Kind": kind, "Site": said.get("Site", ""), "Role": said.get("Role", ""), "Group": group}

    def _unsaid(self, wanted: Sequence[foreign.Case], found: Mapping[str, int]) -> Counter[str]:
        """GUID of such a variable → of how many cases it says what their place in the study does not."""
        rows = {row.id: row for row in case_rows(self.change)}
        unsaid = Counter[str]()
        for case in wanted:
            row = rows[found[case.guid]]
            here = {"Kind": row.kind.value, "Site": row.site, "Role": row.role, "Group": row.group}
            for value in case.values:
                said, name = " ".join(value.text.split()), self.names.get(value.variable, "")
                if name in here and said and said.casefold() != here[name].casefold():
                    unsaid[value.variable] += 1
        return unsaid

    # -- sites, roles, groups --

    def _make_places(self, facts: Sequence[Mapping[str, str]]) -> None:
        """The sites, roles and group types that are named and missing, in the order in which the file explains them."""
        meant = {self.names[variable.guid]: variable.description for variable in self.project.variables}
        for record, key, name in ((Site, "code", "Site"), (RoleGroup, "name", "Role"), (GroupType, "code", "Group")):
            used = {fact[name] for fact in facts if fact[name]}
            about = dict(_explained(line, used) for line in meant.get(name, "").splitlines() if line.strip())
            stored = {getattr(one, key).casefold() for one in self.change.all(record)}
            # The description of a variable is such a list where it names all values that there are.
            explained = used <= about.keys() and (used or self.project.program == ORIGIN)
            missing: dict[str, str] = {}
            for code in (*(about if explained else ()), *sorted(used - about.keys())):
                if code.casefold() not in stored:
                    missing.setdefault(code.casefold(), code)
            rows = [
                {"position": len(stored) + place, key: code, **_described(record, about.get(code, ""))}
                for place, code in enumerate(missing.values())
            ]
            self.change.add_many(record, rows)

    def _make(self, new: Sequence[foreign.Case], facts: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
        """Store cases; a name that doesn't follow from site, group and role is kept as it came."""
        ids = {
            record: {getattr(one, key).casefold(): one.id for one in self.change.all(record)}
            for record, key in ((Site, "code"), (RoleGroup, "name"), (GroupType, "code"))
        }
        taken: dict[tuple[Any, ...], set[int]] = {}
        for one in self.change.all(Case):
            alike = _alike(one.kind, one.site_id, one.role_group_id, one.group_type_id)
            taken.setdefault(alike, set()).add(one.number)
        rows = []
        for case in new:
            fact = facts[case.guid]
            place: dict[str, Any] = {
                "kind": CaseKind(fact["Kind"]),
                "site_id": ids[Site].get(fact["Site"].casefold()),
                "role_group_id": ids[RoleGroup].get(fact["Role"].casefold()),
                "group_type_id": ids[GroupType].get(fact["Group"].casefold()),
            }
            numbers = taken.setdefault(_alike(*place.values()), set())
            said = _NUMBER.search(case.name)
            number = int(said[1]) if said else 1
            if number in numbers:
                number = 1 + max(numbers)
            numbers.add(number)
            rows.append({**place, "number": number})
        made = self.change.add_many(Case, rows)
        self._name(dict(zip(made, new, strict=True)))
        return {case.guid: id for id, case in zip(made, new, strict=True)}

    def _name(self, made: Mapping[int, foreign.Case]) -> None:
        """Let each new case be called what it was, where that is not what follows; no two alike."""
        follow = case_names(self.change)
        used = {name.casefold() for id, name in follow.items() if id not in made}
        stored, renamed = self.change.by_id(Case), []
        for id, case in made.items():
            name = " ".join(case.name.split())
            if not name and len(case.sources) == 1:
                name = next((name_of(s) for s in self.project.sources if s.guid == case.sources[0]), "")
            wanted = name or follow[id]
            again = 2
            while wanted.casefold() in used:
                wanted, again = f"{name or follow[id]} ({again})", again + 1
            used.add(wanted.casefold())
            if wanted != follow[id]:
                renamed.append((stored[id], {"called": wanted}))
        self.change.update_each(renamed)

    # -- attributes --

    def _make_attributes(self, wanted: Sequence[foreign.Case], unsaid: Collection[str]) -> None:
        """The study's attribute for each variable, typed as its values allow; for Kind, Site … only if `unsaid`."""
        values: dict[str, list[str]] = {}
        for case in wanted:
            for value in case.values:
                values.setdefault(value.variable, []).append(value.text)
        taken = {name.casefold() for name in (*BUILT_IN, *attribute_names(self.change))}
        stored = {attribute.name.casefold(): attribute.id for attribute in self.change.all(Attribute)}
        for variable in self.project.variables:
            name = self.names[variable.guid]
            if not name or (name in BUILT_IN and variable.guid not in unsaid):
                continue
            if name.casefold() in taken and name.casefold() not in stored:
                name = f"{name} ({self.project.program or 'imported'})"
            known = self.known.id("attribute", variable.guid) or stored.get(name.casefold())
            if known is None:
                kind, choices = _type(variable, values.get(variable.guid, []))
                fields = {"name": name, "kind": kind, "choices": "\n".join(choices)}
                known = self.change.add(Attribute, position=len(stored), **fields).id
                stored[name.casefold()] = known
            self.attributes[variable.guid] = known

    def _set_values(self, wanted: Sequence[foreign.Case], found: Mapping[str, int]) -> None:
        """Set what is not set yet; what the study says otherwise stays."""
        attributes = self.change.by_id(Attribute)
        stored = {(v.case_id, v.attribute_id): v.value for v in self.change.all(AttributeValue)}
        rows, other, wrong = [], 0, 0
        for case in wanted:
            for value in case.values:
                attribute_id = self.attributes.get(value.variable)
                if attribute_id is None or not value.text.strip():
                    continue
                try:
                    said = checked_value(attributes[attribute_id], value.text)
                except Invalid:
                    wrong += 1
                    continue
                place = found[case.guid], attribute_id
                if place in stored:
                    other += stored[place] != said
                    continue
                stored[place] = said
                rows.append({"case_id": place[0], "attribute_id": attribute_id, "value": said})
        self.change.add_many(AttributeValue, rows)
        self.account.new("Values of attributes", len(rows))
        self.account.leave(other, "Values that differ from one that was there already were left out: {}.")
        self.account.leave(wrong, "Values that don't fit the study's attribute were left out: {}.")


def _explained(line: str, used: set[str]) -> tuple[str, str]:
    """A line of a variable's description: a value, and what it stands for. A value may hold a colon itself."""
    code = max((code for code in used if line == code or line.startswith(f"{code}: ")), key=len, default="")
    code = code or line.partition(": ")[0]
    return code.strip(), line[len(code) :].removeprefix(":").strip()


def _described(record: type, words: str) -> dict[str, Any]:
    """The further fields of a site, role or group type, from what a variable's description says of it."""
    if record is not Site:
        return {"name": words} if record is GroupType else {}
    *where, level = words.rsplit(", ", 1) if ", " in words else ("", words)
    if level in LEVELS:
        return {"geography": ", ".join(filter(None, where)), "level": level, "managers": None, "social_workers": None}
    return {"geography": words, "level": "", "managers": None, "social_workers": None}


def _alike(kind: Any, site: int | None, role: int | None, group: int | None) -> tuple[Any, ...]:
    """What cases have in common that would bear one name but for their number."""
    return kind, site, group if kind is CaseKind.FOCUS_GROUP else role


def _kind(said: str, sources: Sequence[foreign.Source]) -> CaseKind:
    """A focus group where the file says so, or where several people speak."""
    if said in set(CaseKind):
        return CaseKind(said)
    heard = [len({turn.label for turn in source.turns if turn.label}) for source in sources]
    return CaseKind.FOCUS_GROUP if max(heard, default=0) > _GROUP_SIZE else CaseKind.INTERVIEW


def _type(variable: foreign.Variable, values: Sequence[str]) -> tuple[AttributeKind, list[str]]:
    """The kind of an attribute, and what there is to choose from."""
    description = variable.description
    choices = description.removeprefix(_CHOICES).split("; ") if description.startswith(_CHOICES) else []
    kind = AttributeKind.CHOICE if choices else variable.kind
    typed = Attribute(id=0, project_id=0, position=0, name=variable.name, kind=kind, choices="\n".join(choices))
    try:
        for value in values:
            checked_value(typed, value)
    except Invalid:
        return AttributeKind.TEXT, []
    return kind, choices
