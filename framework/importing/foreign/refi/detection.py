"""Finding out how a project counts positions.

The names of selections prove it where they are the beginnings of their words: no other ground may overrule them, for a
project may hold codings that were shifted by a fault of its program, and are so. Else the edges of words tell, if they
tell clearly; else what is known of the program; else the standard holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from framework.importing.foreign.refi.conventions import STANDARD, Convention, Ruler, candidates
from framework.importing.foreign.refi.texts import Text

ENOUGH = 20  # selections, before the edges of words may tell
CLEARLY = 15  # per cent better than the standard's way
PREVIEW = 60  # letters from which a name may be a beginning only
SHORTEST = 3  # letters of a name that can prove anything
LONGEST = 20_000  # letters of a selection that are compared


@dataclass(frozen=True, slots=True)
class Place:
    """A selection as the file has it: its text, its positions, and what may be its words or their beginning."""

    text: Text
    start: int
    end: int
    preview: str = ""


def detect(places: Sequence[Place], program: str, description: str = "") -> tuple[Convention, str]:
    """How positions are counted, and a sentence on how that was found; "" where there are none."""
    places = [place for place in places if place.text.reliable]
    if not places:
        return STANDARD, ""
    texts = list({id(place.text): place.text for place in places}.values())
    ways = candidates(texts)
    usual = _usual(program, description)
    named = [place for place in places if len(_folded(place.preview)) >= SHORTEST]
    proved, matching = _by_names(named, ways)
    if len(proved) == 1 and matching:
        return proved[0], _proof(proved[0], matching, len(named))
    way, how = _by_edges([place for place in places if place.start < place.end], proved, usual, not matching)
    return (way, _proof(way, matching, len(named))) if matching else (way, f"{way.words} {how}")


def _proof(way: Convention, matching: int, named: int) -> str:
    return f"{way.words} This follows from the names of {matching:,} of {named:,} selections, which are their words."


def _by_names(places: Sequence[Place], ways: list[Convention]) -> tuple[list[Convention], int]:
    """The ways under which most names are the words at their places, and how many these are; all where none are."""
    if not places:
        return ways, 0
    scores = {way: _named(places, way) for way in ways}
    if not any(whole for _, whole in scores.values()):
        ending = {replace(way, inclusive=True): _named(places, replace(way, inclusive=True)) for way in ways}
        if any(whole for _, whole in ending.values()):
            scores = ending
    best = max(score for score, _ in scores.values())
    return ([way for way, (score, _) in scores.items() if score == best], best) if best else (ways, 0)


def _named(places: Iterable[Place], way: Convention) -> tuple[int, int]:
    """How many names are the words at their places, or their beginning; and how many are all of them."""
    begun = whole = 0
    rulers: dict[int, Ruler] = {}
    for place in places:
        start, end, _ = _measured(place, way, rulers)
        name, words = _folded(place.preview), _folded(place.text.words[start : min(end, start + LONGEST)])
        cut = name.rstrip(".…").rstrip() if name.endswith(("…", "...")) else name
        if name == words:
            whole += 1
        elif cut and (cut != name or len(name) >= PREVIEW) and words.startswith(cut):
            begun += 1
    return begun + whole, whole


def _by_edges(
    places: Sequence[Place], ways: list[Convention], usual: Convention, inclusive: bool
) -> tuple[Convention, str]:
    """The way that the edges of words speak for, if clearly; else the program's own, else the standard's."""
    known = usual if usual in ways else next(iter(_alike(usual, ways)), ways[0])
    if len(places) < ENOUGH:
        return known, _ground(known, usual)
    standard = STANDARD if STANDARD in ways else ways[0]
    scores = {way: _edges(places, way) for way in {standard: None, known: None, **dict.fromkeys(ways)}}
    best = max(scores, key=lambda way: (scores[way], way == known, way == standard))
    found = best if scores[best] >= scores[standard] + CLEARLY else None
    if inclusive:
        least = scores[found or standard]
        ending = {replace(way, inclusive=True): _edges(places, replace(way, inclusive=True)) for way in ways}
        last = max(ending, key=lambda way: ending[way])
        if ending[last] >= least + CLEARLY:
            found, scores = last, {**scores, **ending}
    if found is None:
        return known, _ground(known, usual)
    return found, (
        f"The edges of words speak for it: {scores[found]} per cent of the selections’ ends stand at one, "
        f"and {scores[standard]} if they are counted as the standard says."
    )


def _ground(known: Convention, usual: Convention) -> str:
    if usual == STANDARD:
        return "Nothing in the file tells of another way, and the standard asks for this one."
    return "That is how the program that wrote the file counts." if known == usual else "That fits the program best."


def _alike(usual: Convention, ways: list[Convention]) -> Iterable[Convention]:
    """The ways that come to the same as the program's for these texts: what makes the difference isn't in them."""
    units, ends = {way.wide for way in ways}, {way.ends for way in ways}
    marks = {way.marks for way in ways}
    wanted = Convention(
        usual.wide if usual.wide in units else next(iter(units)),
        usual.ends if usual.ends in ends else "as they stand",
        usual.marks if usual.marks in marks else "not counted",
    )
    return [way for way in ways if way == wanted]


def _edges(places: Iterable[Place], way: Convention) -> int:
    """The per cent of ends that stand at the edge of a word; a place outside its text counts against it."""
    score = count = 0
    rulers: dict[int, Ruler] = {}
    for place in places:
        start, end, outside = _measured(place, way, rulers)
        words = place.text.words
        count += 2
        if outside:
            score -= 2
        elif start < end:
            score += not words[start].isspace() and not words[start - 1 : start].isalnum()
            score += not words[end - 1].isspace() and not words[end : end + 1].isalnum()
    return round(100 * score / count) if count else 0


def _measured(place: Place, way: Convention, rulers: dict[int, Ruler]) -> tuple[int, int, bool]:
    ruler = rulers.get(id(place.text))
    if ruler is None:
        ruler = rulers[id(place.text)] = Ruler(place.text, way)
    return ruler.place(*sorted((place.start, place.end)))


def _usual(program: str, description: str) -> Convention:
    """How a program counts, as far as that is known."""
    written = program.casefold()
    if written.startswith("nvivo") or (written.startswith("workbench") and "UTF-16" in description):
        return Convention(wide=True)
    if written.startswith("atlas"):
        return Convention(ends="one each")
    if written.startswith("qualcoder"):
        return Convention(ends="one each", marks="counted but for the first")
    return STANDARD


def _folded(words: str) -> str:
    return " ".join(words.split())
