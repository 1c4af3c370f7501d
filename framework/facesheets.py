"""Facesheets: attributes of cases from a spreadsheet. `compare` tells what would change, `take_facesheet` does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from framework.cases import add_attribute, case_names, checked_value
from framework.errors import Conflict, Invalid
from framework.facesheet_rows import BUILT_IN, Column, Meant, Naming, Sheet
from framework.model import Attribute, AttributeKind, AttributeValue, Case, Role
from framework.operations import operation
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.value_types import choices_in, month_first, own_form, provisional

_FORM = "A facesheet came in a form this program does not understand."


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that would be another; “” where there is or will be none."""

    case_id: int
    case: str
    attribute: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a facesheet would do to the study, and what of it can't be taken.

    `new`: attributes to be made. `kept`: stored values for which the table has an empty cell. `unmatched`: row, its
    words, why. `without`: cases that no row is about. `several`: case and number of its rows. `differing`: case,
    attribute, what its rows say. `unfit`: sentences on values that are not of their attribute's type.
    """

    changes: tuple[Changed, ...]
    unchanged: int
    kept: int
    new: tuple[Attribute, ...]
    unmatched: tuple[tuple[int, str, str], ...]
    without: tuple[str, ...]
    several: tuple[tuple[str, int], ...]
    differing: tuple[tuple[str, str, str], ...]
    unfit: tuple[str, ...]


def compare(
    reader: Reader,
    sheet: Sheet,
    naming: Naming,
    columns: Sequence[Column],
    empty: frozenset[str] = frozenset(),
    clear: bool = False,
) -> Comparison:
    """What taking these columns over would change. `empty`: words, in small letters, that mean “no value”.

    An empty cell leaves the stored value as it is, unless `clear`.
    """
    return _Comparing(reader, sheet, naming, empty, clear).compared(columns)


class _Comparing:
    """The rows of a facesheet beside the cases they are about."""

    def __init__(self, reader: Reader, sheet: Sheet, naming: Naming, empty: frozenset[str], clear: bool) -> None:
        self._reader, self._sheet, self._empty, self._clear = reader, sheet, empty, clear
        self._names, cases = case_names(reader), Meant(reader)
        self._rows: dict[int, list[tuple[str, ...]]] = {id: [] for id in self._names}
        self._unmatched: list[tuple[int, str, str]] = []
        for number, row in sheet.rows:
            meant = cases.meant(naming, row)
            if len(meant) == 1:
                self._rows[next(iter(meant))].append(row)
            else:
                said = ", ".join(filter(None, (row[column] for column in naming.columns)))
                self._unmatched.append((number, said, self._why(said, meant)))
        self._changes: list[Changed] = []
        self._unchanged = self._kept = 0
        self._new: list[Attribute] = []
        self._differing: list[tuple[str, str, str]] = []
        self._unfit: dict[str, list[str]] = {}

    def _why(self, said: str, meant: set[int]) -> str:
        if not said:
            return "names no case"
        fits = [name for id, name in self._names.items() if id in meant]
        return f"fits {len(fits)} cases: {', '.join(fits)}" if fits else "fits no case of the study"

    def compared(self, columns: Sequence[Column]) -> Comparison:
        seen: set[str] = set()
        for column in columns:
            name = " ".join(column.attribute.split())
            if not column.take:
                continue
            if hindrance := self._hindrance(column, name, seen):
                self._unfit[hindrance] = []
                continue
            seen.add(name.casefold())
            self._compare(column, self._attribute(column, name))
        return Comparison(
            tuple(self._changes),
            self._unchanged,
            self._kept,
            tuple(self._new),
            tuple(self._unmatched),
            tuple(self._names[id] for id, rows in self._rows.items() if not rows),
            tuple((self._names[id], len(rows)) for id, rows in self._rows.items() if len(rows) > 1),
            tuple(self._differing),
            tuple(
                f"{sentence} Left out for {', '.join(cases)}." if cases else sentence
                for sentence, cases in self._unfit.items()
            ),
        )

    def _hindrance(self, column: Column, name: str, seen: set[str]) -> str:
        """Why a column can't be taken, in a sentence."""
        heading = self._sheet.headings[column.place]
        if not name:
            return f"The column “{heading}” is left out: its attribute needs a name."
        if name.casefold() in BUILT_IN:
            return f"The column “{heading}” is left out: {name} is set in the table of cases."
        if name.casefold() in seen:
            return f"The column “{heading}” is left out: another column gives {name} already."
        return ""

    def _attribute(self, column: Column, name: str) -> Attribute:
        """The study's attribute of this name, else one to be made."""
        known = {attribute.name.casefold(): attribute for attribute in self._reader.all(Attribute)}
        choices = (
            choices_in(self._sheet.values(column.place, self._empty)) if column.kind is AttributeKind.CHOICE else ()
        )
        return known.get(name.casefold()) or provisional(name, column.kind, tuple(choices))

    def _compare(self, column: Column, attribute: Attribute) -> None:
        stored = {
            value.case_id: value.value
            for value in self._reader.all(AttributeValue)
            if attribute.id and value.attribute_id == attribute.id
        }
        months_first = month_first(self._sheet.values(column.place, self._empty))
        changes = len(self._changes)
        for id, rows in self._rows.items():
            if rows:
                said = [self._filled(row[column.place]) for row in rows]
                self._settle(id, attribute, stored.get(id, ""), said, months_first)
        if not attribute.id and len(self._changes) > changes:
            self._new.append(attribute)

    def _settle(self, id: int, attribute: Attribute, before: str, said: list[str], months_first: bool) -> None:
        """One case and attribute: the value on which all its rows agree."""
        forms: list[str] = []
        for words in said:
            try:
                forms.append(own_form(attribute, words, months_first))
            except Invalid as refusal:
                cases = self._unfit.setdefault(str(refusal), [])
                cases.extend([self._names[id]] if self._names[id] not in cases else [])
        if len(forms) < len(said):
            return
        if len({form.casefold() for form in forms}) > 1:
            told = "; ".join(dict.fromkeys(form or "(empty)" for form in forms))
            self._differing.append((self._names[id], attribute.name, told))
            return
        after = forms[0]
        if not after and before and not self._clear:
            self._kept += 1
        elif after != before:
            self._changes.append(Changed(id, self._names[id], attribute.name, before, after))
        elif after:
            self._unchanged += 1

    def _filled(self, words: str) -> str:
        return "" if words.casefold() in self._empty else words


# -- taking it over --


def as_arguments(found: Comparison) -> dict[str, Any]:
    """What `take_facesheet` is given to do all that a comparison says."""
    new = [{"name": a.name, "kind": a.kind.value, "choices": a.choices.split("\n")} for a in found.new]
    fields = ("case_id", "attribute", "before", "after")
    return {"attributes": new, "values": [{name: getattr(one, name) for name in fields} for one in found.changes]}


@operation("Take a facesheet over", needs=Role.ANALYST)
def take_facesheet(change: Change, file: str, attributes: list[dict[str, Any]], values: list[dict[str, Any]]) -> int:
    """Give cases the values of a facesheet, making the attributes that are new; returns how many values changed.

    An attribute has `name`, `kind`, `choices`; a value `case_id`, `attribute` (by name), `before` and `after`.
    Raises Conflict where a value is no longer as it was `before`, Invalid, NotFound.
    """
    if not values:
        raise Invalid("There is nothing to take over.", "values")
    wanted = [_value(change, value) for value in values]
    if len({(case_id, name.casefold()) for case_id, name, _, _ in wanted}) < len(wanted):
        raise Invalid("A value was to be taken over twice.", "values")
    cases = len({case_id for case_id, *_ in wanted})
    said = f"{_counted(len(wanted), 'value')} of {_counted(cases, 'case')}"
    change.tell(f"took {said} over from {' '.join(file.split())[:120] or 'a facesheet'}")
    for new in attributes:
        add_attribute(change, *_new(new))
    known = {attribute.name.casefold(): attribute for attribute in change.all(Attribute)}
    names = case_names(change)
    stored = {(value.case_id, value.attribute_id): value for value in change.all(AttributeValue)}
    added, altered, removed = [], [], []
    for case_id, name, before, after in wanted:
        attribute = known.get(name.casefold())
        if attribute is None:
            raise Invalid(f"There is no attribute called “{name}”.", "values")
        after, now = checked_value(attribute, after), stored.get((case_id, attribute.id))
        if before != (now.value if now else ""):
            raise Conflict(
                f"{attribute.name} of {names[case_id]} has been changed meanwhile. Look the table through again."
            )
        if now is None and after:
            added.append({"case_id": case_id, "attribute_id": attribute.id, "value": after})
        elif now and after:
            altered.append((now, {"value": after}))
        elif now:
            removed.append(now)
    change.add_many(AttributeValue, added)
    return len(added) + change.update_each(altered) + change.remove_many(removed)


def _value(change: Change, value: dict[str, Any]) -> tuple[int, str, str, str]:
    case_id, *words = (value.get(name) for name in ("case_id", "attribute", "before", "after"))
    if type(case_id) is not int or not 0 <= case_id < 2**63 or not all(isinstance(word, str) for word in words):
        raise Invalid(_FORM, "values")
    name, before, after = (str(word) for word in words)
    return change.get(Case, case_id).id if case_id not in change.by_id(Case) else case_id, name, before, after


def _new(attribute: dict[str, Any]) -> tuple[str, AttributeKind, list[str]]:
    name, kind, choices = (attribute.get(field) for field in ("name", "kind", "choices"))
    fits = isinstance(name, str) and isinstance(choices, list) and all(isinstance(choice, str) for choice in choices)
    if not fits or not isinstance(kind, str) or kind not in {*AttributeKind}:
        raise Invalid(_FORM, "attributes")
    return str(name), AttributeKind(kind), choices or []


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"
