"""What our own projects hold of the matrices: cells, the order of the rows, passages that are adrift."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from framework import foreign
from framework.cases import attribute_names
from framework.evidence import evidence, fingerprint
from framework.exporting.refi.notes import ADRIFT, FRAMEWORK, SUMMARIES
from framework.exporting.refi.remarks import QUESTIONS
from framework.exporting.selection import NOT_QUOTED
from framework.model import (
    Blank,
    Block,
    BlockKind,
    Cell,
    CellReview,
    Consent,
    Design,
    Dynamics,
    IndexEntry,
    Link,
    Passage,
    Stage,
)
from framework.store.journal import Change
from framework.taking_over.rows import BUILT_IN
from framework.taking_over.talk import Talk
from framework.taking_over.terms import Account

STALE = "0:0000000000"  # a fingerprint of passages that are not there: the evidence has changed since
_LINES = re.compile(r"(\d{1,9})(?:–(\d{1,9}))? \(adrift\)$")

Key = dict[str, Any]


def notes_of_matrices(project: foreign.Project) -> dict[str, tuple[foreign.Note, Key]]:
    """GUID → note and what it says for programs, of the notes that are cells or the order of the matrices."""
    found = {}
    for note in project.notes:
        if note.name.startswith(f"{FRAMEWORK} | "):
            try:
                key = json.loads(note.description)
            except (ValueError, RecursionError):
                continue
            if isinstance(key, dict) and key.get("framework") in ("cell", "matrices"):
                found[note.guid] = note, key
    return found


@dataclass(slots=True)
class Matrices:
    """The matrices of one of our own projects on their way into the study."""

    change: Change
    project: foreign.Project
    talk: Talk
    account: Account
    cells: dict[str, int] = field(default_factory=dict)  # GUID of a cell's note → cell
    drifting: dict[str, int] = field(default_factory=dict)  # GUID of a note → the passage that is adrift

    def place(self) -> set[str]:
        """Store what there is; returns the GUIDs of the notes that are thereby no memos."""
        listed = notes_of_matrices(self.project)
        self._place_adrift()
        self._describe()
        for _, key in listed.values():
            self._order(key)
        self._place_cells([(note, key) for note, key in listed.values() if key["framework"] == "cell"])
        return {*listed, *self.drifting}

    def fixed(self) -> dict[str, str]:
        """What every project of ours has once: key of its identity → the GUID it came with."""
        found = {f"variable:{one.name}": one.guid for one in self.project.variables if one.name in BUILT_IN}
        found["summaries"] = next((one.guid for one in self.project.sets if one.name == SUMMARIES), "")
        listed = notes_of_matrices(self.project).items()
        found["matrices"] = next((guid for guid, (_, key) in listed if key["framework"] == "matrices"), "")
        return {key: guid for key, guid in found.items() if guid}

    # -- the study --

    def _describe(self) -> None:
        """The research questions, where the study has none."""
        design = self.change.all(Design)[0]
        asked = next((p for p in self.project.description.split("\n\n") if p.startswith(QUESTIONS)), "")
        if asked and not design.questions:
            self.change.update(design, questions=asked.removeprefix(QUESTIONS))

    def _order(self, key: Key) -> None:
        """The order of the rows, where the study has none of its own."""
        design, wanted = self.change.all(Design)[0], key.get("order")
        names = attribute_names(self.change)
        if isinstance(wanted, list) and wanted and not design.row_order and all(name in names for name in wanted):
            self.change.update(design, row_order="\n".join(wanted))

    def _place_adrift(self) -> None:
        """Passages without a place in the text as it is: their transcript by a link, their themes by references."""
        targets = {link.target: link.origin for link in self.project.links if link.origin in self.talk.transcripts}
        for note in self.project.notes:
            source = targets.get(note.guid)
            if source is None or not note.description.startswith(ADRIFT):
                continue
            self.drifting[note.guid] = self.talk.known.id("passage", note.guid) or self._adrift(note, source)
            self.talk.passages[note.guid] = self.drifting[note.guid]

    def _adrift(self, note: foreign.Note, source: str) -> int:
        lines = _LINES.search(note.name)
        first, last = (int(lines[1]), int(lines[2] or lines[1])) if lines else (1, 1)
        refused = note.text == NOT_QUOTED
        person = self.talk.people.get(note.user, self.change.person_id)
        at, transcript_id = note.at or self.change.now, self.talk.transcripts[source]
        passage = self.change.add(
            Passage,
            **{"transcript_id": transcript_id, "start": 0, "end": len(note.text), "quote": note.text},
            **{"first_line": first, "last_line": last, "person_id": person, "at": at, "adrift": True},
            consent=Consent.REFUSED if refused else Consent.NOT_ASKED,
        )
        entry = {"passage_id": passage.id, "transcript_id": transcript_id, "person_id": person, "at": at}
        themes = [code.guid for code in self.project.codes if note.guid in code.notes]
        self.change.add_many(
            IndexEntry, [{**entry, "theme_id": self.talk.themes[guid]} for guid in themes if guid in self.talk.themes]
        )
        return passage.id

    # -- cells --

    def _place_cells(self, listed: list[tuple[foreign.Note, Key]]) -> None:
        stored = {(cell.case_id, cell.theme_id): cell for cell in self.change.find(Cell)}
        written = {block.cell_id for block in self.change.find(Block)}
        fresh: dict[tuple[int, int], tuple[foreign.Note, Key]] = {}
        there = 0
        for note, key in listed:
            case_id, theme_id = self.talk.cases.get(str(key.get("case"))), self.talk.themes.get(str(key.get("theme")))
            if case_id is None or theme_id is None:
                self.account.leave(1, f"{note.name}: its case or its theme is not there; {{}} cell was left out.")
                continue
            cell = stored.get((case_id, theme_id))
            if cell is not None:
                self.cells[note.guid] = cell.id
                there += 1
                if cell.id in written or cell.blank not in (None, Blank.NOT_CHARTED):
                    continue
                self.change.remove(cell)
            fresh[case_id, theme_id] = note, key
        self._store(fresh)
        self.account.new("Cells of the matrices", len(fresh), there)
        self.account.leave(there, "Cells in which the study holds something already were left as they are: {}.")

    def _store(self, fresh: Mapping[tuple[int, int], tuple[foreign.Note, Key]]) -> None:
        cases, themes = {case for case, _ in fresh}, {theme for _, theme in fresh}
        now = evidence(self.change, themes, cases) if fresh else {}
        version = self.change.project.version + 1
        rows = []
        for (case_id, theme_id), (note, key) in fresh.items():
            rows.append(
                {
                    **{"case_id": case_id, "theme_id": theme_id, "version": version},
                    "blank": _member(Blank, key.get("blank")),
                    "person_id": self.talk.people.get(note.user, self.change.person_id),
                    "at": note.at or self.change.now,
                    "evidence": STALE if key.get("changed") is True else fingerprint(now.get((case_id, theme_id), {})),
                    "dynamics": "\n".join(name for name in Dynamics if name in _words(key.get("dynamics")).split(", ")),
                    "settled": "\n".join(map(str, _listed(key.get("settled")))),
                }
            )
        ids = self.change.add_many(Cell, rows)
        self._write([(id, key) for id, (_, key) in zip(ids, fresh.values(), strict=True)])
        reviews = []
        for id, (note, key) in zip(ids, fresh.values(), strict=True):
            self.cells[note.guid] = id
            if step := self._step(key.get("review")):
                reviews.append({"cell_id": id, "version": version, **step})
        self.change.add_many(CellReview, reviews)

    def _write(self, cells: list[tuple[int, Key]]) -> None:
        """The parts of cells, with what ties them to passages."""
        parts = [(id, place, part) for id, key in cells for place, part in enumerate(_parts(key))]
        rows = [
            {
                **{"cell_id": id, "position": place, "text": _words(part.get("text"))},
                "kind": _member(BlockKind, part.get("kind")) or BlockKind.SUMMARY,
            }
            for id, place, part in parts
        ]
        blocks = self.change.add_many(Block, rows)
        links = []
        for block_id, (_, _, part) in zip(blocks, parts, strict=True):
            spans: dict[int, list[str]] = {}
            for guid, start, end in _ties(part):
                if passage := self.talk.passages.get(guid):
                    spans.setdefault(passage, []).extend([f"{start}-{end}"] if start is not None else [])
            links += [{"block_id": block_id, "passage_id": id, "spans": " ".join(said)} for id, said in spans.items()]
        self.change.add_many(Link, links)

    def _step(self, said: Any) -> dict[str, Any] | None:
        """A step of review: stage, GUID of who took it, when."""
        if not isinstance(said, list) or len(said) != 3 or not _member(Stage, said[0]):
            return None
        try:
            at = datetime.fromisoformat(str(said[2]))
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError):
            at = self.change.now
        person = self.talk.people.get(str(said[1]), self.change.person_id)
        return {"stage": Stage(said[0]), "person_id": person, "at": at}


def _parts(key: Key) -> list[Key]:
    return [part for part in _listed(key.get("parts")) if isinstance(part, dict)]


def _ties(part: Key) -> Iterator[tuple[str, int | None, int | None]]:
    for tie in _listed(part.get("ties")):
        if isinstance(tie, list) and len(tie) == 3:
            guid, start, end = tie
            placed = type(start) is int and type(end) is int and 0 <= start < end
            yield str(guid), start if placed else None, end if placed else None


def _member(kind: Any, value: Any) -> Any:
    """The member of an enumeration that a file names; None where it names none."""
    return kind(value) if isinstance(value, str) and value in set(kind) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""
