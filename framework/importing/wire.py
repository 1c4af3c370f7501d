"""How the parent and the child of the sandbox talk: frames of a length and that many bytes, answers in JSON.

The child has read a file from elsewhere and is not to be trusted; its answer is checked piece by piece, and nothing in
it can be code.
"""

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from struct import Struct
from typing import IO, Any

from framework.errors import Unreadable
from framework.model import Draft, DraftTurn

_LENGTH = Struct(">Q")
LONGEST_ANSWER = 64 * 1024 * 1024
WITHIN = "\0"  # before the name of a file in the archive that was asked about last


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds: files to be asked about one by one."""

    names: tuple[str, ...]


Answer = Draft | Unreadable | Contents


def send(pipe: IO[bytes], *frames: bytes) -> None:
    """Write frames and flush them. Raises OSError where the other side is gone."""
    for frame in frames:
        pipe.write(_LENGTH.pack(len(frame)))
        pipe.write(frame)
    pipe.flush()


def receive(pipe: IO[bytes], longest: int) -> bytes:
    """Read one frame. Raises EOFError where the other side is gone, ValueError for a frame longer than `longest`."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if length > longest:
        raise ValueError("The frame is too long.")
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data


def packed_refusal(refusal: Unreadable) -> bytes:
    """Why a file could not be read, as JSON."""
    return json.dumps({"unreadable": str(refusal), "line": refusal.line}).encode()


def unpacked_refusal(parts: dict[str, object], name: str) -> Unreadable | None:
    """Why the file `name` could not be read, where that is the answer. Raises KeyError, TypeError."""
    if "unreadable" not in parts:
        return None
    return Unreadable(_string(parts["unreadable"]), name, _whole_or_none(parts["line"]))


def packed(answer: Draft | Contents) -> bytes:
    """An answer as JSON."""
    if isinstance(answer, Contents):
        return json.dumps({"contents": answer.names}).encode("utf-8", "replace")
    return json.dumps(_parts(answer), ensure_ascii=False).encode("utf-8", "replace")


def _parts(draft: Draft) -> dict[str, object]:
    turns = [[turn.label, turn.start, turn.speech, turn.end, turn.seconds] for turn in draft.turns]
    return {
        **{"text": draft.text, "layout": str(draft.layout), "turns": turns, "remarks": draft.remarks},
        **{"times": draft.times, "facts": draft.facts, "unseen": draft.unseen},
        "taken": _parts(draft.taken) if draft.taken else None,
    }


def unpacked(data: bytes, name: str) -> Answer:
    """The answer about the file `name`. Raises ValueError for anything that is not exactly one."""
    try:
        parts = json.loads(data)
        if refusal := unpacked_refusal(parts, name):
            return refusal
        if "contents" in parts:
            return Contents(tuple(_string(part) for part in parts["contents"]))
        draft = _draft(parts, name)
        return replace(draft, taken=_draft(parts["taken"], name)) if parts["taken"] is not None else draft
    except (TypeError, KeyError, RecursionError) as fault:
        raise ValueError("The answer has the wrong form.") from fault


def _draft(parts: dict[str, Any], name: str) -> Draft:
    """One reading of the file. Raises KeyError, TypeError, ValueError."""
    turns = tuple(_turn(*fields) for fields in parts["turns"])
    remarks = tuple(_string(remark) for remark in parts["remarks"])
    times = tuple((_whole(place), _whole(seconds)) for place, seconds in parts["times"])
    facts, unseen = (tuple((_string(a), _string(b)) for a, b in parts[kind]) for kind in ("facts", "unseen"))
    draft = Draft(name, _string(parts["text"]), _string(parts["layout"]), turns, remarks, times, facts, unseen)
    if any(before.end > after.start for before, after in pairwise(turns)) or (
        turns and turns[-1].end > len(draft.text)
    ):
        raise ValueError("The turns are out of order.")
    if any(not 0 <= place <= len(draft.text) or seconds < 0 for place, seconds in times):
        raise ValueError("A time lies outside the text.")
    return draft


def _turn(label: object, start: object, speech: object, end: object, seconds: object) -> DraftTurn:
    turn = DraftTurn(_string(label), _whole(start), _whole(speech), _whole(end), _whole_or_none(seconds))
    if not 0 <= turn.start <= turn.speech <= turn.end:
        raise ValueError("A turn is out of order.")
    return turn


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _whole_or_none(value: object) -> int | None:
    return None if value is None else _whole(value)
