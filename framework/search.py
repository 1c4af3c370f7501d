"""Search: where words are said, in all transcripts or some.

A query is words (`rota week`: both in one turn), phrases (`"full before"`), beginnings (`superv*`) and alternatives
(`rota OR roster`). Case and accents don't count. The full-text table names the turns; every place is then found in the
text itself, so that a hit is never anywhere but on its words.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from framework.cases import case_rows
from framework.model import Participant, Transcript, Turn
from framework.store import fulltext
from framework.store.reader import Reader
from framework.transcripts import line_numbers, lines_of, words_within

PER_PAGE = 40  # turns
MOST_WORDS = 24  # of a query
CONTEXT = 220  # characters before and after a hit
OFFERED = 8  # near spellings

Place = tuple[int, int]

_MARKS = "".join(chr(c) for c in range(0x300, 0x11000) if unicodedata.category(chr(c))[0] == "M")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{re.escape(_MARKS)}])*")
_PART = re.compile(r'"([^"]*)"(\*?)|(\S+)')
_QUOTES = str.maketrans("“”„‟«»″", '"' * 7)
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side, the last of them perhaps only begun. `written`: as they were typed."""

    words: tuple[str, ...]
    begun: bool
    written: tuple[str, ...]

    @property
    def match(self) -> str:
        """The term as the full-text table takes it: nothing of what was typed is read as an operator there."""
        return f'"{" ".join(self.written)}"' + (" *" if self.begun else "")


Query = tuple[tuple[Term, ...], ...]  # alternatives, each of terms that stand in one turn


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence in which the words are said, with what stands before and after it in its turn.

    `places`: where the words themselves are, in the text of the transcript, as `start` and `end` are.
    """

    transcript_id: int
    turn: Turn
    speaker: str
    leads: bool
    start: int
    end: int
    places: tuple[Place, ...]
    first_line: int
    last_line: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `turns` and `transcripts` count all that match; `near` are spellings to try."""

    hits: list[Hit]
    turns: int
    transcripts: int
    pages: int
    near: list[str]


def understood(typed: str) -> Query:
    """What was typed, as alternatives of terms; empty where there is no word in it. Never raises.

    >>> [[term.match for term in terms] for terms in understood('rota "full before" superv* OR Café')]
    [['"rota"', '"full before"', '"superv" *'], ['"Café"']]
    """
    alternatives: list[list[Term]] = [[]]
    room = MOST_WORDS
    for part in _PART.finditer(typed.translate(_QUOTES)):
        if part[3] in ("OR", "|"):
            alternatives.append([])
            continue
        written = tuple(_WORD.findall(part[1] if part[3] is None else part[3]))[:room]
        if written:
            begun = part[2] == "*" if part[3] is None else part[3].endswith("*")
            alternatives[-1].append(Term(tuple(map(folded, written)), begun, written))
            room -= len(written)
    return tuple(tuple(terms) for terms in alternatives if terms)


def folded(word: str) -> str:
    """A word as it is compared: without case and without the accents of European scripts."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not "\u0300" <= c <= "\u036f")


def search(
    reader: Reader, typed: str, case_ids: Sequence[int] | None = None, *, leaders: bool = False, page: int = 1
) -> Found:
    """The hits of a query, in all cases or some and in the order they are given.

    `leaders`: in the moderators' talk too.
    """
    query = understood(typed)
    if not query:
        return Found([], 0, 0, 1, [])
    order = _transcripts_in_order(reader, case_ids)
    matching = _matching(reader, query, leaders)
    turn_ids = [turn_id for id in order for turn_id in matching.get(id, ())]
    wanted = turn_ids[max(0, page - 1) * PER_PAGE :][:PER_PAGE]
    return Found(
        hits=_hits(reader, query, wanted),
        turns=len(turn_ids),
        transcripts=sum(1 for id in order if id in matching),
        pages=max(1, -(-len(turn_ids) // PER_PAGE)),
        near=near_spellings(reader, typed),
    )


def hits_in(reader: Reader, transcript: Transcript, typed: str) -> list[Place]:
    """Where in one transcript the words of a query are said, by anybody, in the order of the text."""
    query = understood(typed)
    if not query:
        return []
    key = ("hits in", transcript.id, transcript.digest, query)
    return reader.remembered(key, [Turn, Participant], lambda: _hits_in(reader, transcript, query))


def _hits_in(reader: Reader, transcript: Transcript, query: Query) -> list[Place]:
    text = reader.text(transcript.digest)
    turns = fulltext.spoken_turns_of(reader, transcript.id, leaders=True)
    return [place for _, speech, end in turns for place in places(query, text, speech, end)]


def near_spellings(reader: Reader, typed: str) -> list[str]:
    """Words of this study that are spelt almost like those of the query: one letter apart, or two in long words."""
    query = understood(typed)
    asked = {word for terms in query for term in terms for word in term.words}
    wanted = {term.words[0] for terms in query for term in terms if len(term.words) == 1 and not term.begun}
    if not wanted or not fulltext.has_table(reader):
        return []
    known = reader.remembered("words said", [Turn, Transcript], lambda: fulltext.terms(reader))
    found: list[tuple[int, str]] = []
    for word in wanted:
        found += [(distance, term) for term, distance in _near(word, known) if term not in asked]
    offered = (term for _, term in sorted(set(found)))
    used = (term for term in offered if fulltext.is_used(reader, f'"{term}"'))
    return [term for term, _ in zip(used, range(OFFERED), strict=False)]


def widened(typed: str, also: Sequence[str]) -> str:
    """A query that finds other spellings too, each in the place of the word that it is nearest to.

    >>> widened("practise rota", ["practice"])
    'practise rota OR practice rota'
    """
    return " OR ".join([typed, *(_with(typed, word) for word in also)])


def _with(typed: str, word: str) -> str:
    nearest = min(_WORD.finditer(typed), key=lambda m: _edits(folded(m[0]), word, len(word)), default=None)
    return word if nearest is None else typed[: nearest.start()] + word + typed[nearest.end() :]


def places(query: Query, text: str, start: int, end: int) -> list[Place]:
    """Where in text[start:end] the words of the query stand, if all the terms of an alternative do; none overlap."""
    found = [(m.start(), m.end(), folded(m[0])) for m in _WORD.finditer(text, start, end)]
    taken: list[Place] = []
    for terms in query:
        each = [list(_standing(term, found)) for term in terms]
        if all(each):
            taken += [place for some in each for place in some]
    return _apart(taken)


def _standing(term: Term, found: list[tuple[int, int, str]]) -> Iterator[Place]:
    first, length = term.words[0], len(term.words)
    for at in range(len(found) - length + 1):
        if found[at][2] != first and not (length == 1 and term.begun and found[at][2].startswith(first)):
            continue
        said = [word for _, _, word in found[at : at + length]]
        last = said[-1].startswith(term.words[-1]) if term.begun else said[-1] == term.words[-1]
        if last and said[:-1] == list(term.words[:-1]):
            yield found[at][0], found[at + length - 1][1]


def _apart(taken: Collection[Place]) -> list[Place]:
    """Places in the order of the text, those that overlap made one."""
    apart: list[Place] = []
    for start, end in sorted(taken):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _transcripts_in_order(reader: Reader, case_ids: Sequence[int] | None) -> list[int]:
    """The transcripts of these cases in their order; of all in that of the matrices."""
    of_case: dict[int, list[int]] = {}
    for transcript in reader.all(Transcript):
        of_case.setdefault(transcript.case_id, []).append(transcript.id)
    chosen = [row.id for row in case_rows(reader)] if case_ids is None else case_ids
    return [id for case_id in chosen for id in of_case.get(case_id, ())]


def _matching(reader: Reader, query: Query, leaders: bool) -> dict[int, list[int]]:
    """Transcript id → ids of its turns that hold the words."""
    key = ("matching turns", query, leaders)
    return reader.remembered(key, [Turn, Participant, Transcript], lambda: _matching_now(reader, query, leaders))


def _matching_now(reader: Reader, query: Query, leaders: bool) -> dict[int, list[int]]:
    if fulltext.has_table(reader):
        match = " OR ".join(f"({' AND '.join(term.match for term in terms)})" for terms in query)
        return fulltext.matching_turns(reader, match, leaders)
    found = {}
    words = [[word for term in terms for word in term.written] for terms in query]
    for id in fulltext.transcripts_holding(reader, words):
        text = reader.text(reader.by_id(Transcript)[id].digest)
        turns = fulltext.spoken_turns_of(reader, id, leaders)
        found[id] = [turn_id for turn_id, speech, end in turns if places(query, text, speech, end)]
    return {id: turn_ids for id, turn_ids in found.items() if turn_ids}


def _hits(reader: Reader, query: Query, turn_ids: Sequence[int]) -> list[Hit]:
    stored = {turn.id: turn for turn in reader.find(Turn, id=list(turn_ids))}
    transcripts, voices = reader.by_id(Transcript), reader.by_id(Participant)
    found: list[Hit] = []
    for turn in (stored[id] for id in turn_ids if id in stored):
        voice, transcript = voices.get(turn.participant_id or 0), transcripts[turn.transcript_id]
        text, lines = reader.text(transcript.digest), lines_of(reader, transcript)
        for start, end, within in _sentences(text, turn, places(query, text, turn.speech, turn.end)):
            first, last = line_numbers(lines, start, end)
            hit = Hit(
                transcript_id=transcript.id,
                turn=turn,
                speaker=voice.label if voice else "",
                leads=bool(voice and voice.moderator),
                start=start,
                end=end,
                places=tuple(within),
                first_line=first,
                last_line=last,
                before=text[max(turn.speech, start - CONTEXT) : start],
                words=text[start:end],
                after=text[end : min(turn.end, end + CONTEXT)],
            )
            found.append(hit)
    return found


def _sentences(text: str, turn: Turn, found: Sequence[Place]) -> Iterator[tuple[int, int, list[Place]]]:
    """The sentences of a turn in which places lie; one that runs over a sentence's end makes two into one."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text, turn.speech, turn.end)]
    at, waiting = turn.speech, list(found)
    for end in [*ends, turn.end]:
        if waiting and any(start < end < stop for start, stop in waiting):
            continue
        within = [place for place in waiting if place[0] < end]
        if within:
            waiting = waiting[len(within) :]
            yield *words_within(text, at, end), within
        at = end


def _near(word: str, known: Collection[str]) -> Iterator[tuple[str, int]]:
    """The words within reach of a word, with their distances."""
    most = 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 6 else 2
    letters = set(word)
    for other in known if most else ():
        if abs(len(other) - len(word)) <= most and len(letters ^ set(other)) <= 2 * most:
            distance = _edits(word, other, most)
            if 0 < distance <= most:
                yield other, distance


def _edits(one: str, other: str, most: int) -> int:
    """How many letters must be put in, taken out, replaced or swapped with their neighbour; most + 1 where more.

    >>> _edits("supervision", "supervison", 2), _edits("form", "from", 1), _edits("rota", "quota", 1)
    (1, 1, 2)
    """
    before: list[int] = []
    line = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        new = [i]
        for j, there in enumerate(other, 1):
            cost = min(line[j] + 1, new[j - 1] + 1, line[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return most + 1
        before, line = line, new
    return line[-1]
