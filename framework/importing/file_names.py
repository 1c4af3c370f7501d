"""What a file's name tells about its case: LA5_FG1.docx, LA2_Manager_3.txt, "LA 3 - FG 2.docx"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from framework.model import CaseKind

_EXTENSION = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9]{1,4})+$")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_GROUP_WORDS = frozenset({"fg", "fgs", "fgd", "focus", "group", "focusgroup", "gruppe"})
_NO_SITE = _GROUP_WORDS | frozenset(
    {"v", "ver", "version", "copy", "draft", "final", "int", "interview", "i", "p", "participant", "s", "speaker", "no"}
    | {"nr", "part", "page", "transcript", "file", "audio", "rec", "recording", "the", "of", "day", "week", "r"}
)
_NO_NUMBER = frozenset({"v", "ver", "version", "copy", "draft", "final", "day", "week", "part", "page"})
_HIGHEST = 99


@dataclass(frozen=True, slots=True)
class Guess:
    """Where a file seems to belong. `site` may be a code that the study doesn't have yet.

    `number` tells cases of one site and role (or group type) apart, where the name counts them.
    """

    site: str | None
    kind: CaseKind
    role: str | None
    group_type: str | None
    number: int | None


def guess(name: str, sites: Sequence[str], roles: Sequence[str], group_types: Sequence[str]) -> Guess:
    """Read a file's name against the codes of the study's sites, its role groups and its codes of focus-group types."""
    pieces = _pieces(_EXTENSION.sub("", re.split(r"[/\\]", name)[-1]))
    site, pieces = _taken(pieces, {code: [_pieces(code)] for code in sites})
    if site is None:
        site, pieces = _new_site(pieces, sites, group_types)
    group_type, pieces = _taken(pieces, {code: [_pieces(code)] for code in group_types})
    role, rest = _taken(pieces, {role: _spellings(role) for role in roles})
    grouped = group_type is not None or not _GROUP_WORDS.isdisjoint(pieces)
    kind = CaseKind.FOCUS_GROUP if grouped else CaseKind.INTERVIEW
    return Guess(site, kind, role, group_type, _number(rest))


def _pieces(written: str) -> list[str]:
    """Words and numbers, without case, separators and leading zeros; "LA05" and "LA 5" come out alike.

    A place where something was taken out is kept as "", so that what stood apart never joins.
    """
    found = _PIECE.findall(_HUMP.sub(" ", written))
    return [str(int(piece)) if piece.isdecimal() else piece.casefold() for piece in found]


def _taken(pieces: list[str], spellings: dict[str, list[list[str]]]) -> tuple[str | None, list[str]]:
    """The name whose spelling stands in `pieces`, the longest first, and the pieces without it."""
    ways = [(spelling, name) for name, several in spellings.items() for spelling in several if spelling]
    for spelling, name in sorted(ways, key=lambda way: -len("".join(way[0]))):
        for start in range(len(pieces)):
            length = _matches(pieces[start:], "".join(spelling))
            if length:
                return name, [*pieces[:start], "", *pieces[start + length :]]
    return None, pieces


def _matches(pieces: Iterable[str], wanted: str) -> int:
    """How many leading pieces make up `wanted` together, 0 where they don't: "social" "worker" and "socialworker"."""
    joined = ""
    for count, piece in enumerate(pieces, 1):
        joined += piece
        if joined == wanted:
            return count
        if not wanted.startswith(joined):
            break
    return 0


def _spellings(role: str) -> list[list[str]]:
    """A role as files write it: in full, in the plural, by its initials (SW)."""
    words = _pieces(role)
    initials = ["".join(word[0] for word in words)] if len(words) > 1 else []
    return [words, [*words, "s"], initials]


def _new_site(pieces: list[str], sites: Sequence[str], group_types: Sequence[str]) -> tuple[str | None, list[str]]:
    """A code the study doesn't have yet: letters and a number, with the letters of the known codes if there are any."""
    known = {_pieces(code)[0] for code in sites if _pieces(code)}
    never = _NO_SITE | {_pieces(code)[0] for code in group_types if _pieces(code)}
    for start, (word, number) in enumerate(zip(pieces, pieces[1:], strict=False)):
        fits = word in known if known else start == 0 and len(word) <= 5
        if word.isalpha() and number.isdecimal() and word not in never and fits and int(number) <= _HIGHEST:
            return f"{word.upper()}{number}", [*pieces[:start], "", *pieces[start + 2 :]]
    return None, pieces


def _number(pieces: list[str]) -> int | None:
    """The number right after what was recognised, else the only small number left."""
    small = [
        (place, int(piece))
        for place, piece in enumerate(pieces)
        if piece.isdecimal() and int(piece) <= _HIGHEST and not (place and pieces[place - 1] in _NO_NUMBER)
    ]
    after = [number for place, number in small if place and not pieces[place - 1].isdecimal()]
    if len(pieces) > 2 and sum(piece.isdecimal() for piece in pieces) > 2:
        # Three numbers and more are a date; only one that follows a role or a group counts the case.
        after = [n for place, n in small if place and (pieces[place - 1] in _GROUP_WORDS or pieces[place - 1] == "")]
    return after[0] if after else small[0][1] if len(small) == 1 else None
