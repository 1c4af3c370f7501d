"""Identifiers left over in a text: places that may say who somebody is, for a person to look at.

It finds what has a form of its own (titles with names, places, addresses, numbers, dates), the names it is given, and
words with a capital letter inside a sentence. What has none of these (a name in small letters, a nickname at the head
of a sentence, a story everybody knows) is found only if it is given: this is a check, and no anonymisation.
"""

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from framework.capitals import MARKS, capitalised

_DIGITS = re.compile(r"\d")
_MONTHS = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
_ORDINAL = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Cllr|Councillor|PC|DC|DS|DI|Sgt"
    "|Sergeant|Inspector|Judge|Aunt|Auntie|Aunty|Uncle"
)
_NAME = rf"[^\W\d_][\w{MARKS}’'-]*"
_MOST_NAMES = 3


class Kind(StrEnum):
    """What a place may hold; of two kinds at one place the earlier counts."""

    EMAIL = "e-mail address"
    NHS = "NHS number"
    INSURANCE = "National Insurance number"
    POSTCODE = "postcode"
    PHONE = "telephone number"
    DATE = "date"
    TITLE = "title and name"
    ROSTER = "name you gave"
    PLACE = "place"
    CAPITAL = "capitalised word"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place, text[start:end], that may identify somebody."""

    kind: Kind
    start: int
    end: int


def candidates(text: str, roster: Iterable[str] = (), public: Collection[str] = frozenset()) -> list[Candidate]:
    """All such places in the order of the text, none overlapping another: of two, the longer, the surer first.

    `roster`: names that must not stand in the text, found as whole words, ignoring case. `public`: words, in small
    letters, that the study itself uses and that are no candidates for their capital letter alone.
    """
    found = [Candidate(kind, *span) for kind, way, holds in _WAYS for span in _places(text, way, holds)]
    found += [Candidate(Kind.TITLE, *span) for span in _titled(text)]
    if names := _roster(roster):
        found += [Candidate(Kind.ROSTER, *match.span()) for match in names.finditer(text)]
    found += [Candidate(Kind.PLACE if place else Kind.CAPITAL, *span) for place, span in capitalised(text, public)]
    order = list(Kind)
    unsure = (Kind.PLACE, Kind.CAPITAL)
    found.sort(key=lambda one: (one.kind in unsure, one.start - one.end, order.index(one.kind), one.start))
    return sorted(_apart(found), key=lambda one: one.start)


def context(text: str, place: Candidate, around: int = 60) -> tuple[str, str]:
    """The words before and after a place, in its paragraph, cut at words."""
    before = text[max(0, place.start - around) : place.start].rpartition("\n")[2]
    after = text[place.end : place.end + around].partition("\n")[0]
    if len(before) == around:
        before = f"… {before.partition(' ')[2]}"
    if len(after) == around:
        after = f"{after.rpartition(' ')[0]} …"
    return before, after


def standing(text: str, words: str, *, loose: bool = True) -> list[tuple[int, int]]:
    """Where words stand in a text as whole words, whatever blanks are between them.

    `loose`: in capital and small letters alike; else as a name or all in capitals (“Mark”, “MARK”), not “mark”.
    """
    if loose:
        found = _roster([words])
        return [match.span() for match in found.finditer(text)] if found else []
    forms = {*_forms(words), *_forms(words.upper()), *_forms(words.title() if words.isupper() else words)}
    return [match.span() for match in re.finditer(_whole_words(forms), text)] if "" not in forms else []


def without_title(words: str) -> str:
    """“Dr Ann Lee” without “Dr”."""
    return _LEADING_TITLE.sub("", words)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number, and are not all the same."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])  # a check digit of 10 is never given, and never equal


def _is_phone(written: str) -> bool:
    digits = re.sub(r"^(?:0044|44)0?", "0", "".join(_DIGITS.findall(written)))
    return len(digits) in (10, 11) and digits[0] == "0" and digits[1] in "12378"


def _is_postcode(written: str) -> bool:
    """In small letters only with its blank; “S1 3rd” is a speaker who counts."""
    inward = written[-3:].casefold()
    return inward[1:] not in ("st", "nd", "rd", "th") and (written.isupper() or " " in written)


def _is_date(written: str) -> bool:
    """“2 may” is no date; “2 may 2026” is one."""
    letters = re.search(r"[a-z]{3,}", written, re.I)
    day = re.search(r"\d+", written)
    named = letters is None or letters[0][0].isupper() or re.search(_YEAR, written) is not None
    return named and (day is None or len(day[0]) == 4 or 1 <= int(day[0]) <= 31)


def _is_in_numbers(written: str) -> bool:
    """Day and month; the month first only with strokes, as in 3/31/2026."""
    day, month, _ = (int(part) for part in re.split("[/.-]", written))
    return 1 <= min(day, month) <= 12 and max(day, month) <= 31 and (month <= 12 or "/" in written)


def _always(written: str) -> bool:
    return True


def _is_nhs(written: str) -> bool:
    return is_nhs_number("".join(_DIGITS.findall(written)))


_WAYS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (Kind.EMAIL, re.compile(r"(?<![\w.+%-])[\w.+%-]{0,63}\w@\w[\w-]{0,62}(?:\.[\w-]{0,62}\w){1,9}"), _always),
    (Kind.NHS, re.compile(r"(?<![\d-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d-]|\.\d)"), _is_nhs),
    (
        Kind.INSURANCE,
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]\b",
            re.I,
        ),
        _always,
    ),
    (
        Kind.POSTCODE,
        re.compile(r"\b(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.I),
        _is_postcode,
    ),
    (Kind.PHONE, re.compile(r"(?<![\w+])(?:\+44|0044|\((?=0\d{2,5}\))0|0)(?:[ .()-]{0,2}\d){8,12}(?!\w)"), _is_phone),
    (Kind.DATE, re.compile(rf"\b{_ORDINAL}(?: of)?[ -]{_MONTHS}(?:,?[ -]{_YEAR})?\b", re.I), _is_date),
    (Kind.DATE, re.compile(rf"\b{_MONTHS} (?:the )?{_ORDINAL}(?:,? {_YEAR})?\b(?!:)", re.I), _is_date),
    (Kind.DATE, re.compile(rf"(?<![\d/.-])[0-3]?\d([/.-])[0-3]?\d\1(?:{_YEAR}|\d\d)(?![\d/-])"), _is_in_numbers),
    (Kind.DATE, re.compile(rf"(?<![\d-]){_YEAR}-[01]\d-[0-3]\d(?![\d-])"), _always),
)
_TITLED = re.compile(rf"\b(?:{_TITLES})\b\.?((?:[ \t\u00a0]{_NAME}\.?){{1,{_MOST_NAMES}}})")

_LEADING_TITLE = re.compile(rf"^(?:{_TITLES})\b\.?\s+")


def _places(text: str, way: re.Pattern[str], holds: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    return (match.span() for match in way.finditer(text) if holds(match[0]))


def _titled(text: str) -> Iterator[tuple[int, int]]:
    """A title and the capitalised words after it: “Dr O’Brien”, not “Miss I can’t”."""
    for match in _TITLED.finditer(text):
        end = match.start(1)
        for word in re.finditer(rf"[ \t\u00a0]({_NAME})(\.?)", match[1]):
            if not word[1][0].isupper() or word[1].split("’")[0].split("'")[0] == "I":
                break
            initial = len(word[1]) == 1 and word[2]
            end = match.start(1) + (word.end() if initial else word.end(1))
            if word[2] and not initial:
                break
        if end > match.start(1):
            words = text[match.start() : end]
            yield match.start(), end - (2 if words.endswith(("’s", "'s")) else 0)


def _roster(names: Iterable[str]) -> re.Pattern[str] | None:
    ways = {form for name in names for form in _forms(name)} - {""}
    return re.compile(_whole_words(ways), re.I) if ways else None


def _forms(name: str) -> Iterator[str]:
    """A name with either apostrophe, its accents parts of their letters or after them, one blank between its words."""
    plain = " ".join(name.split())
    for form in (plain, normalize("NFC", plain), normalize("NFD", plain)):
        yield form
        yield form.replace("’", "'")
        yield form.replace("'", "’")


def _whole_words(names: Iterable[str]) -> str:
    wanted = sorted(set(names), key=lambda name: (-len(name), name))
    ways = [r"\s+".join(map(re.escape, name.split(" "))) for name in wanted]
    return rf"(?<![\w{MARKS}])(?:{'|'.join(ways)})(?![\w{MARKS}])"


def _apart(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that overlap none before them."""
    taken: list[tuple[int, int]] = []
    for one in found:
        at = bisect(taken, (one.start, one.start))
        free_before = at == 0 or taken[at - 1][1] <= one.start
        if free_before and (at == len(taken) or one.end <= taken[at][0]):
            taken.insert(at, (one.start, one.end))
            yield one
