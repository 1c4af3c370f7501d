"""Notes become memos, and so do descriptions and marks for which there is no other place here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from framework import foreign
from framework.exporting.refi.elements import ORIGIN, Guids
from framework.model import About, Blank, Cell, Memo, MemoKind
from framework.store.journal import Change
from framework.taking_over.known import Known
from framework.taking_over.talk import Talk, codings_of
from framework.taking_over.terms import Account

Place = tuple[About, int, int | None, int | None]  # about what, its id; of a margin note where it begins and ends

# What makes two memos one: some programs give a note another GUID with every export.
_SAME = ("about", "about_id", "start", "end", "text")


@dataclass(slots=True)
class Notes:
    """The notes of a project on their way into the study."""

    change: Change
    known: Known
    project: foreign.Project
    talk: Talk
    account: Account
    memos: dict[str, int] = field(default_factory=dict)  # GUID of a note → its first memo
    margins: dict[str, int] = field(default_factory=dict)  # GUID of a note in the margin → its memo

    @property
    def ours(self) -> bool:
        """Whether the file is one of our own exports."""
        return self.project.program == ORIGIN

    def place(self, cells: Mapping[str, int], special: Collection[str]) -> None:
        """Write the memos; `cells`: GUID of a cell's note → cell; `special`: the notes that are no memos."""
        about, known, astray = self._about(cells), 0, 0
        rows: list[tuple[str, dict[str, Any]]] = []
        for note in self.project.notes:
            if note.guid in special:
                continue
            if self.known.id("memo", note.guid):
                known += 1
            elif text := self._text(note):
                rows += [(note.guid, self._row(note, text, place)) for place in self._places(note, about)]
                astray += about.get(note.guid) == []
        rows += [row for row in self._remarks() if not self.known.id("memo", row[0])]
        there = {tuple(getattr(memo, name) for name in _SAME) for memo in self.change.find(Memo)}
        new = [row for row in rows if tuple(row[1][name] for name in _SAME) not in there]
        known, rows = known + len(rows) - len(new), new
        for (guid, row), id in zip(rows, self.change.add_many(Memo, [row for _, row in rows]), strict=True):
            self.memos.setdefault(guid, id)
            if row["start"] is not None:
                self.margins.setdefault(guid, id)
        self.account.new("Memos", len(rows), known)
        self.account.leave(astray, "Notes about what did not come in, or has no place here, are about the study: {}.")

    def _places(self, note: foreign.Note, about: Mapping[str, Sequence[Place]]) -> list[Place]:
        """What a note is about: of our own one thing, of others all that it is tied to, else the study."""
        places = list(dict.fromkeys(about.get(note.guid, ())))
        if not self.ours or len(places) < 2:
            return places or [self._study()]
        kinds = {place[0]: place for place in reversed(places) if place[2] is None}
        if self._kind(note)[0] is MemoKind.MARGIN_NOTE:
            return [place for place in places if place[2] is not None][:1] or places[:1]
        if About.CELL not in kinds and About.CASE in kinds and About.THEME in kinds:
            kinds[About.CELL] = About.CELL, self._uncharted(kinds[About.CASE][1], kinds[About.THEME][1]), None, None
        return [kinds[About.CELL] if About.CELL in kinds else next(iter(reversed(kinds.values())))]

    def _uncharted(self, case_id: int, theme_id: int) -> int:
        """The cell that a memo is about although nothing is written in it."""
        if cell := self.change.one(Cell, case_id=case_id, theme_id=theme_id):
            return cell.id
        place = {"case_id": case_id, "theme_id": theme_id, "version": self.change.project.version + 1}
        blank = {"blank": Blank.NOT_CHARTED, "person_id": self.change.person_id, "at": self.change.now}
        return self.change.add(Cell, **place, **blank).id

    def _study(self) -> Place:
        return About.STUDY, self.change.project.id, None, None

    def _about(self, cells: Mapping[str, int]) -> dict[str, list[Place]]:
        """GUID of a note → what it is about: by references, and by links in either direction."""
        found: dict[str, list[Place]] = {}

        def tell(notes: Sequence[str], *places: Place) -> None:
            for note in notes:
                found.setdefault(note, []).extend(places)

        holders = self._holders(cells)
        for link in self.project.links:
            tell([link.target], *holders.get(link.origin, ()))
            tell([link.origin], *holders.get(link.target, ()))
        for code in self.project.codes:
            theme = self.talk.themes.get(code.guid)
            tell(code.notes, *([(About.THEME, theme, None, None)] if theme else ()))
        for source in self.project.sources:
            there = self.talk.transcripts.get(source.guid)
            tell(source.notes, *([(About.TRANSCRIPT, there, None, None)] if there else ()))
            for selection in source.selections:
                tell(selection.notes, *self._at(source, selection))
            for coding in codings_of(source):
                passage = self.talk.coded.get(coding.guid)
                tell(coding.notes, *([(About.PASSAGE, passage, None, None)] if passage else ()))
        tell(self.project.study_notes, self._study())
        return found

    def _holders(self, cells: Mapping[str, int]) -> dict[str, list[Place]]:
        """GUID of what a link may lead to or from → what that is here."""
        kinds = (
            (About.THEME, self.talk.themes),
            (About.CASE, self.talk.cases),
            (About.TRANSCRIPT, self.talk.transcripts),
            (About.PASSAGE, self.talk.passages),
            (About.CELL, cells),
        )
        return {guid: [(about, id, None, None)] for about, ids in kinds for guid, id in ids.items()}

    def _at(self, source: foreign.Source, selection: foreign.Selection) -> list[Place]:
        """What a note at a stretch is about: its passage, else the stretch; our own notes say which of both."""
        passage = self.talk.passages.get(selection.guid)
        if passage is not None and not self.ours:
            return [(About.PASSAGE, passage, None, None)]
        return [*([(About.PASSAGE, passage, None, None)] if passage else []), *self._margin(source, selection)]

    def _margin(self, source: foreign.Source, selection: foreign.Selection) -> list[Place]:
        """A stretch of a transcript; of a point, the character there."""
        text, start, end = source.text or "", selection.start, selection.end
        if start >= end:
            start = max(0, min(start, len(text) - 1))
            end = min(start + 1, len(text))
        there = self.talk.transcripts.get(source.guid)
        return [(About.TRANSCRIPT, there, start, end)] if there and start < end else []

    def _row(self, note: foreign.Note, text: str, place: Place) -> dict[str, Any]:
        about, id, start, end = place
        kind, pinned = self._kind(note)
        return {
            **{"about": about, "about_id": id, "start": start, "end": end, "pinned": pinned, "text": text},
            "kind": MemoKind.MARGIN_NOTE if start is not None else kind,
            "person_id": self.talk.people.get(note.user, self.change.person_id),
            "at": note.at or self.change.now,
        }

    def _kind(self, note: foreign.Note) -> tuple[MemoKind, bool]:
        """What sort of memo it is, and whether it is pinned, as our own projects say."""
        said, _, pinned = note.description.partition(", ") if self.ours else ("", "", "")
        return next((kind for kind in MemoKind if kind.value == said), MemoKind.MEMO), pinned == "pinned"

    def _text(self, note: foreign.Note) -> str:
        """Its words; those of other programs with its name and its description, which tell what it is."""
        if self.ours:
            return note.text.strip()
        parts = [part.strip() for part in (note.name, note.text, note.description)]
        return "\n".join(part for place, part in enumerate(parts) if part and part not in parts[:place])

    # -- what is no note in the file and is one here --

    def _remarks(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What other programs say in descriptions of cases, documents and places, and places marked without a code."""
        if self.ours:
            return
        yield from self._remark("project", self.project.description, self._study())
        for case in self.project.cases:
            if case.guid in self.talk.cases:
                yield from self._remark(
                    case.guid, case.description, (About.CASE, self.talk.cases[case.guid], None, None)
                )
        names = {code.guid: code.name for code in self.project.codes}
        of_cases = {guid for case in self.project.cases for guid in case.selections}
        for source in self.project.sources:
            if there := self.talk.transcripts.get(source.guid):
                yield from self._remark(source.guid, source.description, (About.TRANSCRIPT, there, None, None))
                for selection in source.selections:
                    yield from self._marked(source, selection, names, selection.guid in of_cases)

    def _marked(
        self, source: foreign.Source, selection: foreign.Selection, names: Mapping[str, str], of_case: bool
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """A description of a passage; a place without codings; a point, which can be no passage."""
        passage = self.talk.passages.get(selection.guid)
        if passage is not None:
            places: list[Place] = [(About.PASSAGE, passage, None, None)]
        else:
            places = self._margin(source, selection)
        wanted = [coding.code for coding in selection.codings if coding.code in self.talk.themes]
        if selection.codings and not wanted and not selection.description.strip():
            return  # all its codes were left out
        under = ", ".join(names.get(code, "") for code in wanted) if passage is None else ""
        coded = f"Coded in {self.project.program or 'the other program'}: {under}" if under else ""
        said = "\n".join(filter(None, (selection.description.strip(), coded)))
        if not said and passage is None and not selection.notes and not of_case:
            said = f"Marked in {self.project.program or 'the other program'}"
        for place in places:
            yield from self._remark(selection.guid, said, place, selection.user, selection.at)

    def _remark(
        self, of: str, text: str, place: Place, user: str = "", at: datetime | None = None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        if text.strip():
            note = foreign.Note(guid=Guids.between("remark", of), text=text, user=user, at=at)
            yield note.guid, self._row(note, text.strip(), place)
