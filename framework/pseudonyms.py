"""Pseudonyms: what stands in [brackets] in place of a name, the same for the same person throughout a study.

What is replaced by what is known from the study's key file (`store/key_file`); this module only reads it.
"""

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from framework.capitals import ENDINGS
from framework.errors import Invalid
from framework.identifiers import Candidate, Kind, candidates, standing, without_title
from framework.model import Abbreviation, GroupType, Participant, RoleGroup, Site, Transcript
from framework.store.key_file import EVERYWHERE, Kept, Replaced, alike
from framework.store.reader import Memory, Reader

NUMBERED = {Kind.TITLE: "Name", Kind.ROSTER: "Name", Kind.CAPITAL: "Name", Kind.PLACE: "Place"}
FIXED = {
    Kind.EMAIL: "[E-mail address]",
    Kind.NHS: "[NHS number]",
    Kind.INSURANCE: "[National Insurance number]",
    Kind.POSTCODE: "[Postcode]",
    Kind.PHONE: "[Phone number]",
    Kind.DATE: "[Date]",
}
LONGEST = 60
_NUMBERED = re.compile(rf"\[({'|'.join(sorted(set(NUMBERED.values())))}) (\d+)\]")
_CODE = re.compile(r"[^\W\d_]{0,3}\d+|[^\W\d_]")  # S1, P12, A: a label that names nobody
_looked = Memory(4096)


@dataclass(frozen=True, slots=True)
class Key:
    """What a key file says, as it is asked here."""

    roster: tuple[str, ...] = ()
    kept: frozenset[tuple[str, str]] = frozenset()
    replaced: tuple[Replaced, ...] = ()

    @classmethod
    def of(cls, roster: Iterable[str], kept: Iterable[Kept], replaced: Iterable[Replaced]) -> "Key":
        """The key that a file holds."""
        return cls(tuple(roster), frozenset((one.words, one.transcript) for one in kept), tuple(replaced))

    @property
    def names(self) -> tuple[str, ...]:
        """Every form of every name to look for."""
        return tuple(sorted({form for line in self.roster for form in forms(line)}))

    def is_kept(self, words: str, transcript_id: int) -> bool:
        """Whether somebody has judged that these words identify nobody there."""
        said = alike(words)
        return (said, EVERYWHERE) in self.kept or (said, str(transcript_id)) in self.kept


def forms(line: str) -> tuple[str, ...]:
    """The forms of one person's or place's name: “Ann Lee, Annie” are two."""
    return tuple(form for part in line.split(",") if (form := " ".join(part.split())))


def public_words(reader: Reader) -> frozenset[str]:
    """The words, in small letters, by which the study itself calls its sites, roles, groups, terms and speakers.

    A speaker's label counts where it is a code (S1) or a role the study knows; one that reads like a name is looked at.
    """
    return reader.remembered(
        "public words", [Site, RoleGroup, GroupType, Abbreviation, Participant], lambda: _public_words(reader)
    )


def _public_words(reader: Reader) -> frozenset[str]:
    said = [site.code for site in reader.all(Site)] + [role.name for role in reader.all(RoleGroup)]
    said += [f"{group.code} {group.name}" for group in reader.all(GroupType)]
    said += [f"{short.term} {short.meaning}" for short in reader.all(Abbreviation)]
    said += [voice.label for voice in reader.all(Participant) if _CODE.fullmatch(voice.label)]
    return frozenset(word.casefold() for words in said for word in re.findall(r"[\w’'-]+", words))


def found_in(text: str, digest: str, names: Sequence[str], public: Collection[str]) -> list[Candidate]:
    """The candidates of a text, looked for once for each text, list of names and public words."""
    key = (digest, tuple(names), frozenset(public))
    return _looked.get(key, lambda: candidates(text, names, public))


def undecided(reader: Reader, key: Key, transcripts: Iterable[Transcript]) -> dict[int, list[Candidate]]:
    """Transcript id → the candidates about which nobody has decided yet; without those that have none."""
    names, public, found = key.names, public_words(reader), {}
    for transcript in transcripts:
        text = reader.text(transcript.digest)
        listed = found_in(text, transcript.digest, names, public)
        if left := [one for one in listed if not key.is_kept(text[one.start : one.end], transcript.id)]:
            found[transcript.id] = left
    return found


def is_loose(words: str, names: Collection[str]) -> bool:
    """Whether words are meant in capital and small letters alike: one capitalised word (“Mark”) is not."""
    single = len(words.split()) == 1 and alike(words).replace("'", "").replace("-", "").isalpha()
    return not single or alike(words) in {alike(name) for name in names}


def places(text: str, words: str, loose: bool, found: Iterable[Candidate]) -> list[tuple[int, int]]:
    """Where words stand in a text; one word not as a part of a longer candidate: “Ann” is left in “Ann Lee”.

    `found`: the candidates of the text, in its order.
    """
    if len(words.split()) > 1:
        return standing(text, words, loose=loose)
    longer = [(one.start, one.end) for one in found if alike(text[one.start : one.end]) != alike(words)]
    around = ((a, b, bisect(longer, a, key=itemgetter(0)) - 1) for a, b in standing(text, words, loose=loose))
    return [(a, b) for a, b, at in around if at < 0 or longer[at][1] < b]


# -- which pseudonym --


def suggested(words: str, kind: Kind, key: Key, taken: Mapping[str, int]) -> str:
    """What words are to be replaced by: as before, as another form of the same name, or the next that is free.

    `taken`: “Name” → the highest number that is in use.
    """
    if before := known(words, key):
        return before
    if kind is Kind.ROSTER and words.split()[-1].casefold() in ENDINGS:
        kind = Kind.PLACE  # “Oakwood School” is one, whoever gave it
    return FIXED.get(kind) or f"[{NUMBERED[kind]} {taken.get(NUMBERED[kind], 0) + 1}]"


def offered(found: Iterable[tuple[str, Kind]], key: Key, taken: Mapping[str, int]) -> list[str]:
    """As `suggested`, for several at once: each new one has a number of its own, the forms of one name share it."""
    numbers, given = dict(taken), list(key.replaced)
    made: list[str] = []
    for words, kind in found:
        made.append(suggested(words, kind, Key(key.roster, key.kept, tuple(given)), numbers))
        given.append(Replaced(0, "", "", "", None, words, made[-1]))
        numbers = highest([*numbers.items(), *numbers_in(made[-1]).items()])
    return made


def known(words: str, key: Key) -> str:
    """The pseudonym that words, or another form of the same name on the roster, were given last; “” for none."""
    given = {alike(one.words): one.pseudonym for one in key.replaced}
    if alike(words) in given:
        return given[alike(words)]
    plain = alike(without_title(words))
    for line in key.roster:
        same = [alike(form) for form in forms(line)]
        if plain in same or alike(words) in same:
            theirs = (said for said in given if said in same or alike(without_title(said)) in same)
            if before := next(theirs, None):
                return given[before]
    return ""


def taken_numbers(reader: Reader, key: Key) -> dict[str, int]:
    """The highest number in use of each kind of pseudonym, in the key and in every transcript."""
    found = [_NUMBERED.fullmatch(one.pseudonym) for one in key.replaced]
    taken = highest([(match[1], int(match[2])) for match in found if match])
    for transcript in reader.all(Transcript):
        taken = highest([*taken.items(), *_numbers_of(reader, transcript.digest).items()])
    return taken


def _numbers_of(reader: Reader, digest: str) -> dict[str, int]:
    return _looked.get(("numbers", digest), lambda: numbers_in(reader.text(digest)))


def numbers_in(text: str) -> dict[str, int]:
    """The highest number of each kind of pseudonym in a text."""
    return highest([(match[1], int(match[2])) for match in _NUMBERED.finditer(text)])


def highest(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Of each kind of pseudonym the highest number."""
    found: dict[str, int] = {}
    for stem, number in pairs:
        found[stem] = max(number, found.get(stem, 0))
    return found


def checked(pseudonym: str, words: str) -> str:
    """A pseudonym in its brackets. Raises Invalid where it is none, or gives away the words it stands for."""
    inside = " ".join(pseudonym.split()).removeprefix("[").removesuffix("]").strip()
    if not inside or len(inside) > LONGEST or any(mark in inside for mark in "[]"):
        raise Invalid("A pseudonym is a word or a few in square brackets, such as [Name 1].", "pseudonym")
    if standing(inside, words):
        raise Invalid("The pseudonym holds the very words it is to replace.", "pseudonym")
    return f"[{inside}]"
