"""Values as other people write them: which words say that there is none, of what type a column is, and each value in
the form in which the study keeps it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from framework.cases import NO, YES, checked_value
from framework.errors import Invalid
from framework.model import Attribute, AttributeKind

_NO_VALUE = (
    "n/a;na;n.a.;n.a;#n/a;-;--;–;—;.;..;?;??;unknown;not known;n/k;nk;dk;don't know;don’t know;not stated;not given;"
    "not applicable;missing;tbc;tbd;null;nan"
)
EMPTY = frozenset(_NO_VALUE.split(";"))
MAYBE_EMPTY = frozenset({"none", "nil"})
MOST_CHOICES, LONGEST_CHOICE, LONGEST_NUMBER = 12, 40, 12
_YES_NO = frozenset({YES, NO, "y", "n", "true", "false"})
_LONG = "january february march april may june july august september october november december"
_FULL_MONTHS = re.split(" ", _LONG)
_MONTHS = [name[:3] for name in _FULL_MONTHS]
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[t ]00:00(?::00(?:\.0+)?)?z?)?")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_WORDS = (
    re.compile(rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}})"),
    re.compile(rf"{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})"),
)


def empty_words(values: Iterable[str]) -> dict[str, bool]:
    """The words among the values that may mean “no value”, in small letters, and whether they usually do."""
    said = {value.casefold() for value in values}
    return {word: word in EMPTY for word in sorted(said & (EMPTY | MAYBE_EMPTY))}


def guess_kind(values: Sequence[str]) -> AttributeKind:
    """The type that fits all the values without losing anything of them; text where there are none."""
    if not values:
        return AttributeKind.TEXT
    if all(value.casefold() in _YES_NO for value in values):
        return AttributeKind.YES_NO
    if all(as_date(value, month_first(values)) for value in values):
        return AttributeKind.DATE
    if all(_is_number(value) for value in values):
        return AttributeKind.NUMBER
    choices = choices_in(values)
    few = len(choices) <= MOST_CHOICES and len(values) >= 1.5 * len(choices)
    short = all(len(choice) <= LONGEST_CHOICE for choice in choices)
    return AttributeKind.CHOICE if few and short else AttributeKind.TEXT


def choices_in(values: Iterable[str]) -> list[str]:
    """The different values in the order in which they come, ignoring case."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(_line(value).casefold(), _line(value))
    return [choice for choice in found.values() if choice]


def month_first(values: Iterable[str]) -> bool:
    """Whether dates like 03/31/2026 among the values say that the month comes first."""
    parts = [found for value in values if (found := _NUMBERS.fullmatch(value.strip()))]
    return any(int(p[3]) > 12 for p in parts) and not any(int(p[1]) > 12 for p in parts)


def in_doubt(values: Iterable[str]) -> bool:
    """Whether there are dates among the values, and none of them tells whether day or month comes first."""
    parts = [found for value in values if (found := _NUMBERS.fullmatch(value.strip()))]
    return bool(parts) and not any(int(p[1]) > 12 or int(p[3]) > 12 for p in parts)


def as_date(value: str, months_first: bool = False) -> str:
    """A date as 2026-03-31 from 31/03/2026, 31 March 2026, March 31st, 2026 and the like; “” where it is none."""
    value = _line(value).casefold()
    if found := _ISO.fullmatch(value):
        return _day(*map(int, found[1].split("-")))
    if found := _NUMBERS.fullmatch(value):
        day, month = (found[3], found[1]) if months_first else (found[1], found[3])
        return _day(int(found[4]), int(month), int(day))
    for way in _WORDS:
        found = way.fullmatch(value)
        if found and found["name"] in {*_MONTHS, *_FULL_MONTHS, "sept"}:
            return _day(int(found["year"]), _MONTHS.index(found["name"][:3]) + 1, int(found["day"]))
    return ""


def own_form(attribute: Attribute, value: str, months_first: bool = False) -> str:
    """A value in the form in which the study keeps it. Raises Invalid where it is not of the attribute's type."""
    if attribute.kind is AttributeKind.TEXT:
        return checked_value(attribute, value)
    value = _line(value)
    if attribute.kind is AttributeKind.DATE:
        value = as_date(value, months_first) or value
    return checked_value(attribute, value)


def provisional(name: str, kind: AttributeKind, choices: Sequence[str] = ()) -> Attribute:
    """An attribute that the study does not have yet, to check values against."""
    return Attribute(id=0, project_id=0, position=0, name=name, kind=kind, choices="\n".join(choices))


_ANY_NUMBER = provisional("", AttributeKind.NUMBER)


def _is_number(value: str) -> bool:
    """Telephone numbers, and codes that begin with 0, are not numbers to count with."""
    if value.startswith("+") or len(value) > LONGEST_NUMBER or re.match(r"0\d", value):
        return False
    try:
        return bool(checked_value(_ANY_NUMBER, value))
    except Invalid:
        return False


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _line(value: str) -> str:
    return " ".join(value.split())
