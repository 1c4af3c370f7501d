"""Capitalised words inside sentences: places by their form, and whatever else is no beginning of a sentence.

Nothing is looked up in a list of names. A place is told by what stands before it (“in Harfield”) or by its last word
(“Park View School”); everything else is a capitalised word, and many of those are harmless.
"""

import re
from collections.abc import Collection, Iterator

Span = tuple[int, int]

_BLANK = "[ \u00a0]"
MARKS = "\u0300-\u036f"  # accents that stand after their letter
_CAPITAL = rf"[A-ZÀ-ÖØ-ÞŁŚŞŠŽĆČĐĞİŐŰŻŹ][\w{MARKS}’'-]*"
_BETWEEN = rf"{_BLANK}(?:(?:of|upon|on|le|de|al){_BLANK}(?:the{_BLANK})?)?"
_RUN = re.compile(rf"(?<![\w{MARKS}’'-]){_CAPITAL}(?:{_BETWEEN}{_CAPITAL}){{0,7}}")
_WORD = re.compile(_CAPITAL)
_SMALL = re.compile(rf"(?<![\w{MARKS}’'-])[^\W\d_A-Z][\w{MARKS}’'-]*")
_BEGINS = re.compile(r"(?:^|[.?!:;…\n\t*|•\]])[\s\"“”‘’'(\[–—-]*$|[\"“‘(\[]$")  # here a sentence may begin
_TO_A_PLACE = re.compile(rf"\b(?:in|at|near|from|around|outside|towards|into|across)(?:{_BLANK}the)?{_BLANK}$", re.I)
_PSEUDONYM = re.compile(r"\[[^\[\]\n]{1,60}\]")
_LEFT_SMALL = frozenset(["of", "the", "and", "number", "address", "insurance"])

_ENDINGS = """
road street avenue lane drive close crescent gardens grove terrace way hill square court mews place walk school
academy college nursery primary secondary infants juniors university hospital surgery clinic infirmary hospice ward
house lodge hall manor cottage farm park estate flats centre library church chapel cathedral mosque temple synagogue
gurdwara station bridge inn hotel common village town borough county council
"""
# Words that are written with a capital letter and tell nothing of anybody.
_COMMON = """
i ok okay tv dvd pc pcs id ids it hr gp gps uk gb usa eu a&e english britain british scottish welsh irish europe
european god jesus christ bible quran christian muslim jewish hindu sikh catholic mum mums mummy mam dad dads daddy
nan nans nanna nana gran grans granny grandma grandad mr mrs ms miss mx dr sir madam monday tuesday wednesday thursday
friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays january february march april
may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec spring
summer autumn winter christmas easter ramadan eid diwali halloween new year moderator facilitator interviewer
interviewee participant respondent speaker researcher observer youtube facebook whatsapp google teams zoom word excel
outlook email snapchat instagram tiktok twitter internet covid covid-19 section the a an our my england scotland wales
ireland yeah yes no oh hey so but and now well thanks thank what why how where when if because then right sorry hello
hi bye
"""
ENDINGS, COMMON = frozenset(_ENDINGS.split()), frozenset(_COMMON.split())


def capitalised(text: str, public: Collection[str] = frozenset()) -> Iterator[tuple[bool, Span]]:
    """(whether it has the form of a place, where it stands) of each run of capitalised words inside a sentence.

    `public`: words, in small letters, that are no candidates. A [Pseudonym] in brackets is none either.
    """
    pseudonyms = {match.end(): match.start() for match in _PSEUDONYM.finditer(text) if _is_pseudonym(match[0])}
    inside = iter(sorted((start, end) for end, start in pseudonyms.items()))
    bracket = next(inside, None)
    small = {match[0] for match in _SMALL.finditer(text)}
    for run in _RUN.finditer(text):
        while bracket and bracket[1] <= run.start():
            bracket = next(inside, None)
        if bracket and bracket[0] < run.start():
            continue
        words = [match.span() for match in _WORD.finditer(text, *run.span())]
        at_start = begins(text, run.start())
        if at_start and _stem(text[slice(*words[0])]) in small:
            words = words[1:]  # “Yesterday Ann”: the first word has its letter from the sentence
        while words and _is_common(text[slice(*words[0])], public):
            words = words[1:]
        while words and _is_common(text[slice(*words[-1])], public):
            words = words[:-1]
        if not words or (at_start and len(words) == 1 and words[0][0] == run.start()):
            continue
        start, end = words[0][0], words[-1][1] - (2 if text[: words[-1][1]].endswith(("’s", "'s")) else 0)
        ends_so = len(words) > 1 and _stem(text[slice(*words[-1])]) in ENDINGS
        yield ends_so or bool(_TO_A_PLACE.search(text, max(0, start - 16), start)), (start, end)


def begins(text: str, place: int) -> bool:
    """Whether a sentence may begin at this place, so that a capital letter there says nothing."""
    return _BEGINS.search(text[max(0, place - 8) : place]) is not None or place == 0


def _is_common(word: str, public: Collection[str]) -> bool:
    stem = _stem(word)
    return stem in COMMON or stem in public or (word.isupper() and len(word) <= 6) or any(c.isdigit() for c in word)


def _stem(word: str) -> str:
    """A word in small letters without what an apostrophe adds: “I’ve” and “Mum’s” are “i” and “mum”."""
    return word.casefold().split("’")[0].split("'")[0]


def _is_pseudonym(bracketed: str) -> bool:
    """“[Name 1]”, “[Northern Town]”, not “[Ann laughs]”."""
    words = bracketed[1:-1].split()
    return bool(words) and all(word[0].isupper() or word[0].isdigit() or word in _LEFT_SMALL for word in words)
