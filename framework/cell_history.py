"""The history of a cell: every version of it with who wrote it, and the words that differ between two."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import findall
from typing import Any

from framework.errors import NotFound
from framework.matrices import Part, ties
from framework.model import Act, Blank, BlockKind, Cell
from framework.store import charts
from framework.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Edition:
    """A cell as an act left it. `there` is False where the act took it away (an undo of its first writing)."""

    act: Act
    version: int
    parts: tuple[Part, ...]
    blank: Blank | None
    dynamics: tuple[str, ...]
    there: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of words in one or both of two texts: `kept`, `added` or `removed`."""

    text: str
    what: str


def editions(reader: Reader, case_id: int, theme_id: int) -> list[Edition]:
    """Every version of a cell, the earliest first; acts that changed nothing one can read are left out."""
    stored = reader.one(Cell, case_id=case_id, theme_id=theme_id)
    if stored is None:
        return []
    found: list[Edition] = []
    parts: tuple[Part, ...] = ()
    for act, images in charts.acts_on_cell(reader, stored.id):
        rows = [after for table, _, after in images if table == "cells" and _id(after) == stored.id]
        gone = any(table == "cells" and after is None and _id(before) == stored.id for table, before, after in images)
        if any(table == "blocks" and stored.id in (_cell(before), _cell(after)) for table, before, after in images):
            parts = _parts(stored.id, images)
        last = rows[-1] if rows else None
        row: dict[str, Any] = json.loads(last) if last else {}
        edition = Edition(
            act,
            int(row.get("version", 0)),
            () if gone else parts,
            Blank(row["blank"]) if row.get("blank") else None,
            tuple(row.get("dynamics", "").splitlines()),
            not gone,
        )
        if not found or _read(found[-1]) != _read(edition):
            found.append(edition)
    return found


def edition(reader: Reader, case_id: int, theme_id: int, version: int) -> Edition:
    """One version of a cell. Raises NotFound."""
    for found in editions(reader, case_id, theme_id):
        if found.version == version:
            return found
    raise NotFound("This version of the cell is not in the history.")


def _read(edition: Edition) -> tuple[object, ...]:
    return edition.version, edition.parts, edition.blank, edition.dynamics, edition.there


def _parts(cell_id: int, images: Sequence[tuple[str, str | None, str | None]]) -> tuple[Part, ...]:
    """The blocks an act put into a cell, with their links: a cell's blocks are always written all together."""
    blocks = [
        json.loads(after)
        for table, _, after in images
        if table == "blocks" and after is not None and _cell(after) == cell_id
    ]
    links = [json.loads(after) for table, _, after in images if table == "links" and after is not None]
    return tuple(
        Part(
            BlockKind(block["kind"]),
            block["text"],
            ties([(link["passage_id"], link.get("spans", "")) for link in links if link["block_id"] == block["id"]]),
        )
        for block in sorted(blocks, key=lambda block: block["position"])
    )


def _id(image: str | None) -> int | None:
    return json.loads(image)["id"] if image else None


def _cell(image: str | None) -> int | None:
    return json.loads(image)["cell_id"] if image else None


def difference(before: str, after: str) -> list[Word]:
    """Two texts word by word: what was kept, added and removed, in reading order."""
    old, new = findall(r"\s+|\w+|[^\w\s]", before), findall(r"\s+|\w+|[^\w\s]", after)
    found: list[Word] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Word("".join(old[a:b]), "kept"))
            continue
        found += [Word("".join(w), what) for w, what in ((old[a:b], "removed"), (new[c:d], "added")) if w]
    return found


def as_text(parts: Iterable[Part]) -> str:
    """A cell's parts as plain text, a paragraph each, as they are compared."""
    said = {BlockKind.VERBATIM: "“{}”", BlockKind.COMMENT: "Comment: {}"}
    return "\n".join(said.get(part.kind, "{}").format(part.text) for part in parts)
