"""What has been read of a native project so far: its people, notes, places and doubts, with GUIDs for all of them."""

from collections.abc import Sequence

from framework import foreign
from framework.importing.foreign.native import Doubts, Guids, People, Text, moment, settled


class Gathered:
    """Filled row by row. `texts`: the texts of the sources, by the ids they have in the file."""

    def __init__(self, program: str, project: str, remarks: Sequence[str]) -> None:
        self.guids = Guids(program, project)
        self.people = People(self.guids)
        self.texts: dict[int, Text] = {}
        self.notes: list[foreign.Note] = []
        self.remarks = list(remarks)
        self._doubts = Doubts()
        self._given: set[str] = set()
        self._codings: dict[int, dict[tuple[int, int], list[foreign.Coding]]] = {}
        self._stretches: dict[int, list[foreign.Selection]] = {}

    def place(self, source: int, start: int | None, end: int | None, quote: str = "") -> tuple[int, int] | None:
        """Where a stretch of a text stands here; None where there is no such text or the place is no place."""
        text = self.texts.get(source)
        if text is None or start is None or end is None:
            return None
        return settled(text, start, end, quote, self._doubts)

    def coding(self, source: int, place: tuple[int, int], coding: foreign.Coding) -> None:
        """A coding of a place, each once; those of one place make one selection."""
        if coding.guid in self._given:
            return
        self._given.add(coding.guid)
        self._codings.setdefault(source, {}).setdefault(place, []).append(coding)

    def stretch(self, source: int, place: tuple[int, int], guid: str, words: str, owner: object, date: object) -> str:
        """A place without codings, with what is said of it; returns its GUID."""
        user = self.people.guid(owner)
        one = foreign.Selection(guid=guid, start=place[0], end=place[1], description=words, user=user, at=moment(date))
        self._stretches.setdefault(source, []).append(one)
        return guid

    def selections(self, source: int, key: object = None) -> tuple[foreign.Selection, ...]:
        """All places of a source in their order. `key`: what the source is known by, where that is not its id."""
        known = source if key is None else key
        coded = [
            foreign.Selection(
                guid=self.guids.of("selection", known, start, end), start=start, end=end, codings=tuple(codings)
            )
            for (start, end), codings in self._codings.get(source, {}).items()
        ]
        return tuple(sorted([*coded, *self._stretches.get(source, [])], key=lambda one: (one.start, one.end)))

    def note(
        self, kind: str, key: object, name: str, words: str, owner: object = "", date: object = ""
    ) -> tuple[str, ...]:
        """A memo as a note: its GUID, nothing where it is empty."""
        if not words.strip():
            return ()
        guid, user = self.guids.of(kind, key), self.people.guid(owner)
        self.notes.append(foreign.Note(guid=guid, name=name, text=words.strip(), user=user, at=moment(date)))
        return (guid,)

    def doubts(self) -> list[str]:
        """Sentences on places that were not where the file says."""
        return list(self._doubts.remarks())
