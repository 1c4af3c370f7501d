"""Captions (.vtt of Teams and Zoom, .srt): cues with times, and voices where the file names them.

A cue's words stand on lines of their own, as in the file; a voice tag becomes a label before the first cue of a turn.
Every cue is found by its “-->”, also where a program wrote its times badly, so that none is lost. Where nobody is
named, captions are joined up to the end of a sentence: a caption is what fits on a screen, half of what somebody says.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from framework.importing.layouts import Head, Layout
from framework.importing.text import decoded
from framework.importing.turns import Found, Rows, find_turns
from framework.model import Draft, DraftTurn

_ARROW = "-->"
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[\s]+(?P<name>[^>]*)>")
_TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>", re.IGNORECASE)
_NOT_SPOKEN = ("NOTE", "STYLE", "REGION")
_CLOCK = re.compile(r"(?:(?P<h>\d{1,4}):)?(?P<m>\d{1,4}):(?P<s>\d{1,2})(?!\d)")  # some write 0:0:7.5
_BACKWARDS = re.compile(r"-\d")
_SENTENCE_END = re.compile(r"[.!?…。！？♪\])][\"'”’»)\]]*$")
_PAUSE = 10  # seconds from the beginning of one caption to that of the next; few stand so long
_MOST_WORDS = 60  # of a turn where nothing ends a sentence: captions that a machine wrote may have no full stops


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from a moment on, by the voice named in it (“” where none is)."""

    seconds: int | None
    voice: str
    text: str


def read(name: str, data: bytes) -> Draft:
    """A caption file as a draft; where no cue names a voice, labels are looked for in the words."""
    text, remarks = decoded(data)
    cues = [part for cue in _cues(text) for part in _voices(*cue)]
    words, heads, times = _told(cues)
    if any(cue.voice for cue in cues):
        found = find_turns(words, Rows(tuple(heads), ((0, len(words)),)))
    else:
        found = timed(find_turns(words), times)
        if found.layout is Layout.PARAGRAPHS:
            found = joined(words, times)
    said = (*remarks, *_doubts(text, cues), *found.remarks)
    return Draft(name, words, found.layout, found.turns, said, tuple(times))


def _cues(text: str) -> Iterator[tuple[int | None, str]]:
    """Times and words of each cue, in the order of the file; notes and styles are no cues."""
    lines = text.split("\n")
    at = [number for number, line in enumerate(lines) if _ARROW in line]
    for place, number in enumerate(at):
        end = at[place + 1] if place + 1 < len(at) else len(lines)
        yield _start(lines[number]), "\n".join(_payload(lines[number + 1 : end], place + 1 < len(at)))


def _start(line: str) -> int | None:
    """Seconds at which a cue begins; None where its time makes no sense."""
    first = line.partition(_ARROW)[0]
    found = None if _BACKWARDS.search(first) else _CLOCK.search(first)
    return int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + int(found["s"]) if found else None


def _payload(lines: list[str], another: bool) -> list[str]:
    """The words of a cue: up to the blank line after them, before which another cue's name may stand."""
    found: list[str] = []
    for line in lines:
        if not line.strip():
            break
        found.append(line.strip())
    # Without a blank line between, the name of the next cue is the last line before its time.
    closed = len(found) < len(lines)
    return found[:-1] if another and not closed and len(found) > 1 else found


def _voices(seconds: int | None, text: str) -> Iterator[Cue]:
    """One cue as what each of its voices says in it."""
    if text.startswith(_NOT_SPOKEN):
        return
    places = [*_VOICE.finditer(text)]
    before = text[: places[0].start()] if places else text
    if plain := _plain(before):
        yield Cue(seconds, "", plain)
    for place, voice in enumerate(places):
        end = places[place + 1].start() if place + 1 < len(places) else len(text)
        if plain := _plain(text[voice.end() : end]):
            yield Cue(seconds, " ".join(unescape(voice["name"]).split()), plain)


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text)).strip()


def _told(cues: list[Cue]) -> tuple[str, list[Head], list[tuple[int, int]]]:
    """The text with a label before each turn, where turns begin, and the time of every cue.

    Cues of one voice, or without any, go on in the turn before them.
    """
    pieces: list[str] = []
    heads: list[Head] = []
    times: list[tuple[int, int]] = []
    at, speaking = 0, ""
    for cue in cues:
        label = cue.voice if cue.voice and cue.voice != speaking else ""
        written = f"{label}: {cue.text}\n" if label else f"{cue.text}\n"
        if label or not heads:
            heads.append(Head(label, at, at + len(written) - len(cue.text) - 1, cue.seconds, Layout.VOICES))
        if cue.seconds is not None:
            times.append((at, cue.seconds))
        speaking = cue.voice or speaking
        pieces.append(written)
        at += len(written)
    return "".join(pieces).removesuffix("\n"), heads, times


def timed(found: Found, times: Sequence[tuple[int, int]]) -> Found:
    """The turns with the times of the captions in which they begin."""
    places = [place for place, _ in times]
    turns = []
    for turn in found.turns:
        before = bisect_right(places, turn.start)
        seconds = times[before - 1][1] if turn.seconds is None and before else turn.seconds
        turns.append(replace(turn, seconds=seconds))
    return replace(found, turns=tuple(turns))


def joined(text: str, times: Sequence[tuple[int, int]]) -> Found:
    """Captions of nobody as turns: each goes on to the end of its sentence, a long pause, or when it is long enough.

    `times`: where each caption begins, and its seconds.
    """
    turns: list[DraftTurn] = []
    begun = 0
    cues: list[tuple[int, int | None]] = [*times] or [(0, None)]
    ends = [*(place for place, _ in cues[1:]), len(text)]
    for (place, seconds), end in zip(cues, ends, strict=True):
        start = place if turns else 0
        until = start + len(text[start:end].rstrip())
        if turns and seconds is not None and seconds - begun < _PAUSE and _is_open(text[turns[-1].start : start]):
            turns[-1] = replace(turns[-1], end=until)
        else:
            turns.append(DraftTurn("", start, start, until, seconds))
        begun = seconds or begun
    return Found(Layout.CAPTIONS, tuple(turns))


def _is_open(said: str) -> bool:
    """Whether the next caption can be the rest of what is said."""
    return not _SENTENCE_END.search(said.rstrip()) and len(said.split()) < _MOST_WORDS


def _doubts(text: str, cues: list[Cue]) -> Iterator[str]:
    arrows = sum(_ARROW in line for line in text.split("\n"))
    empty = arrows - len(cues)
    if empty > 0 and not any(cue.voice for cue in cues):
        yield f"{empty:,} of {arrows:,} captions hold no words."
    odd = sum(cue.seconds is None for cue in cues)
    if odd:
        yield f"The time of {odd:,} {'caption' if odd == 1 else 'captions'} makes no sense; the words were kept."
