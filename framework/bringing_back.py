"""Bringing a workbook back: what somebody has written in its cells, beside what the study holds now.

A cell has three texts: as it left, as it reads in the file, as it is now. What the file has changed comes back; where
the study has changed it too, a person decides.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from framework.cases import case_names
from framework.cell_history import edition
from framework.charting import leave_blank, write_cell
from framework.edited_cells import Left, Understood, blank_in_words, references, understood
from framework.errors import Invalid, NotFound
from framework.exporting.matrices import part_words, words_of
from framework.importing.edited_workbook import Edited
from framework.indexing import Placed, passages_of, said_lines
from framework.matrices import SAID_NOTHING, WITHHELD, Part, Tie, Written, cells_of, line_references, passages_named
from framework.model import Blank, BlockKind, Consent, Passage, Role, Transcript
from framework.operations import operation
from framework.passport import Carried, same
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.store.references import known_to_workbooks
from framework.themes import Numbered, columns, main_themes, titles, with_descendants

_NOT_UNDERSTOOD = "A cell that was to be brought back came in a form this program does not understand."


class Kind(StrEnum):
    """What has become of a cell between leaving and coming back."""

    CHANGED = "changed"
    CONFLICT = "changed here too"
    EMPTIED = "emptied"


class Keep(StrEnum):
    """What to do about a cell that has changed on both sides."""

    OURS = "keep the workbench’s"
    THEIRS = "take the workbook’s"
    BOTH = "keep both, one after the other"


@dataclass(frozen=True, slots=True)
class Returned:
    """A cell that reads otherwise in the file: its texts as it left, in the file and now, and what it would become.

    `seen`: the version of the cell now. `hindrance`: why it can't come back; nothing where it can.
    """

    case_id: int
    theme_id: int
    case: str
    theme: str
    kind: Kind
    left: str
    found: str
    now: str
    parts: tuple[Part, ...]
    blank: Blank | None
    standing: tuple[Part, ...]
    seen: int
    remarks: tuple[str, ...] = ()
    hindrance: str = ""

    def decided(self, keep: Keep = Keep.THEIRS) -> dict[str, Any] | None:
        """The cell as `bring_back` takes it; None where it stays as it is."""
        if keep is Keep.OURS or self.hindrance:
            return None
        place = {"case_id": self.case_id, "theme_id": self.theme_id, "seen": self.seen}
        if keep is Keep.THEIRS and self.blank is not None:
            return {**place, "blank": self.blank.value}
        known = {(part.kind, part.text) for part in self.standing} if keep is Keep.BOTH else set()
        new = [part for part in self.parts if (part.kind, part.text) not in known]
        parts = [*self.standing, *new] if keep is Keep.BOTH else new
        if not parts:
            return None
        return {**place, "parts": [as_given(part) for part in parts]}


@dataclass(frozen=True, slots=True)
class Account:
    """What was found in a workbook: the cells that differ, how many do not, and sentences on what can't come back."""

    workbook: Edited
    cells: tuple[Returned, ...]
    unchanged: int
    left_out: tuple[str, ...]

    def of(self, kind: Kind) -> list[Returned]:
        """The cells of one kind."""
        return [cell for cell in self.cells if cell.kind is kind]


def account(reader: Reader, workbook: Edited) -> Account:
    """A workbook that came back, beside the study as it is. Raises Invalid where it is another study's."""
    if workbook.guid != known_to_workbooks(reader):
        raise Invalid(
            f"{workbook.name} comes from another study, “{workbook.title}”, or from this one before it was brought "
            "back from an archive. Open the study it was exported from.",
            "file",
        )
    names, headings = case_names(reader), titles(reader)
    shown = {column.theme.id for main in main_themes(reader) for column in open_columns(reader, main)}
    there = [(cell, words) for cell, words in workbook.changed if cell.case_id in names and cell.theme_id in shown]
    beside = _Beside(reader, [cell for cell, _ in there])
    found = [returned for cell, words in there if (returned := beside.returned(cell, words))]
    order = {id: place for place, id in enumerate(headings)}
    found.sort(key=lambda cell: order[cell.theme_id])
    unchanged = workbook.unchanged + len(there) - len(found)
    return Account(workbook, tuple(found), unchanged, tuple(_left_out(workbook, names, headings, shown)))


def open_columns(reader: Reader, main: Numbered) -> list[Numbered]:
    """The columns a main theme's matrix has now; none where it is retired."""
    return [] if main.theme.retired else columns(reader, main.theme.id)


def _left_out(
    workbook: Edited, names: Mapping[int, str], headings: Mapping[int, str], shown: Collection[int]
) -> Iterable[str]:
    """What can't come back, and why. Words in a cell that no matrix shows would be lost from sight."""
    if lost := sum(cell.case_id not in names or cell.theme_id not in headings for cell, _ in workbook.changed):
        yield f"{counted(lost)} changed in the file, but the case or the sub-theme is not in the study any more."
    for cell, _ in workbook.changed:
        if cell.case_id in names and cell.theme_id in headings and cell.theme_id not in shown:
            where = f"{names[cell.case_id]}, {headings[cell.theme_id]}"
            yield f"{where}: changed in the file, but no matrix has this column any more (merged, retired or moved)."
    for case_id, theme_id, why in workbook.refused:
        yield f"{names.get(case_id, 'A case')}, {headings.get(theme_id, 'a sub-theme')}: {why}."
    if workbook.gone:
        yield f"{counted(workbook.gone)} not in the file any more: nothing happens to them here."


def counted(cells: int) -> str:
    """“1 cell”, “2 cells”."""
    return f"{cells:,} cell{'' if cells == 1 else 's'}"


class _Beside:
    """The study beside the cells that differ: what is asked of it for all of them at once, or once for a case."""

    def __init__(self, reader: Reader, cells: list[Carried]) -> None:
        self.reader = reader
        case_ids, theme_ids = {c.case_id for c in cells}, {c.theme_id for c in cells}
        self.cells = cells_of(reader, case_ids, theme_ids)
        self.lines = line_references(reader, theme_ids, case_ids)
        self.names, self.headings = case_names(reader), titles(reader)
        self.unquotable = frozenset(passage.id for passage in reader.find(Passage, consent=Consent.REFUSED.value))
        self.passages: dict[int, list[Placed]] = {}

    def returned(self, cell: Carried, words: str) -> Returned | None:
        """What came back of a cell; None where the study says the same already."""
        place = (cell.case_id, cell.theme_id)
        now = self.cells[place]
        text = "".join(run.text for run in words_of(now, self.lines, frozenset()))
        left = self._left(cell, now)
        said = understood(words, left)
        nothing = said.blank is Blank.NOT_CHARTED
        as_it_is = same(words, text) or (said.parts, said.blank or Blank.NOT_CHARTED) == (now.parts, _reason(now))
        if as_it_is or (nothing and blank_in_words(cell.text) is Blank.NOT_CHARTED):
            return None
        here_too = now.seen != cell.seen and not same(text, cell.text)
        kind = Kind.CONFLICT if here_too else Kind.EMPTIED if nothing else Kind.CHANGED
        quotes = self._quotes(cell.case_id, said.parts, now.parts)
        parts, remarks = sound(said.parts, quotes)
        return Returned(
            *place,
            self.names[cell.case_id],
            self.headings[cell.theme_id],
            kind,
            cell.text,
            words,
            text,
            parts,
            said.blank,
            sound(now.parts, quotes)[0],
            now.seen,
            tuple(dict.fromkeys((*said.remarks, *remarks))),
            self._hindrance(now, said),
        )

    def _left(self, cell: Carried, now: Written) -> Left:
        """The cell as it left, and the passages of its case, those it rested on first."""
        parts, lines = self._parts(cell, now), dict(cell.lines)
        own = {*lines, *now_passages(now)}
        under = {*with_descendants(self.reader, cell.theme_id)}
        placed = self._passages(cell.case_id)
        linked = passages_named(self.reader, own)
        here = [p.passage for p in placed if not under.isdisjoint(p.themes)]
        others = [p.passage for p in placed if under.isdisjoint(p.themes)]
        said = [(id, line) for id, line in cell.lines if id in linked]
        said += [(p.id, said_lines(p)) for p in (*linked.values(), *here, *others)]
        quotes = {p.id: p.quote for p in (*linked.values(), *here) if p.id not in self.unquotable}
        shown = [("".join(run.text for run in part_words(part, {**self.lines, **lines})), part) for part in parts]
        return Left(shown, references(said, own), quotes)

    def _quotes(self, case_id: int, *cells: Iterable[Part]) -> dict[int, str]:
        """The words of the passages that parts rest on, those that are still in the case."""
        own = {t.id for t in self.reader.all(Transcript) if t.case_id == case_id}
        found = passages_named(self.reader, {id for parts in cells for part in parts for id in part.passages})
        return {id: passage.quote for id, passage in found.items() if passage.transcript_id in own}

    def _parts(self, cell: Carried, now: Written) -> tuple[Part, ...]:
        if now.seen == cell.seen:
            return now.parts
        try:
            return edition(self.reader, cell.case_id, cell.theme_id, cell.seen).parts
        except NotFound:
            return now.parts

    def _passages(self, case_id: int) -> list[Placed]:
        if case_id not in self.passages:
            own = [t.id for t in self.reader.all(Transcript) if t.case_id == case_id]
            self.passages[case_id] = [placed for id in own for placed in passages_of(self.reader, id)]
        return self.passages[case_id]

    def _hindrance(self, now: Written, said: Understood) -> str:
        """Why what came back can't be stored. Nobody who edited the file could know that words are withheld since."""
        if now.blank in WITHHELD:
            return f"it is {now.blank} in the study. Whoever lifts that in the cell can bring the workbook back again."
        if said.blank in SAID_NOTHING and now.passages:
            return f"“{said.blank.value}” can’t be the reason: there are passages under it in this case."
        return ""


def sound(parts: Iterable[Part], quotes: Mapping[int, str]) -> tuple[tuple[Part, ...], list[str]]:
    """Parts that charting can take, and remarks: ties only to passages that are there, verbatim only what they hold."""
    found, remarks = [], []
    for part in parts:
        ties = tuple(tie for tie in part.ties if tie.passage in quotes)
        if len(ties) < len(part.ties):
            remarks.append("A passage it rested on is not in the case any more.")
        kind, text = part.kind, part.text
        if kind is BlockKind.VERBATIM and not any(text in quotes[tie.passage] for tie in ties):
            kind, text, ties = BlockKind.SUMMARY, f"“{text}”", tuple({Tie(tie.passage) for tie in ties})
            remarks.append("Words that do not stand letter for letter in a passage any more come in as a summary.")
        found.append(Part(kind, text, ties))
    return tuple(found), remarks


def now_passages(cell: Written) -> set[int]:
    """The passages a cell rests on."""
    return {id for part in cell.parts for id in part.passages}


def _reason(cell: Written) -> Blank:
    """Why a cell is blank, one that nobody has touched included; of a written one nothing is asked."""
    return cell.blank or Blank.NOT_CHARTED


def as_given(part: Part) -> dict[str, Any]:
    """A part as `write_cell` takes it."""
    ties = [[number for number in tie if number is not None] for tie in part.ties]
    return {"kind": part.kind.value, "text": part.text, "ties": ties}


@operation("Bring a workbook back", needs=Role.ANALYST)
def bring_back(change: Change, file: str, returned: list[dict[str, Any]]) -> int:
    """Put what came back in a workbook into its cells, as drafts; returns how many have changed.

    A cell has `case_id`, `theme_id`, `seen` (the version it was compared with) and either `parts`, as `write_cell`
    takes them, or `blank`. Raises Conflict where somebody has written one meanwhile; Invalid for what charting refuses.
    """
    if not returned:
        raise Invalid("Choose at least one cell to bring back.", "returned")
    places = [_place(cell) for cell in returned]
    if len({*places}) < len(places):
        raise Invalid("A cell was to be brought back twice.", "returned")
    change.tell(f"brought {counted(len(returned))} back from {' '.join(file.split())[:120] or 'a workbook'}")
    for (case_id, theme_id), cell in zip(places, returned, strict=True):
        if "blank" in cell:
            leave_blank(change, case_id, theme_id, _blank(cell["blank"]), cell["seen"])
        else:
            write_cell(change, case_id, theme_id, cell["parts"], cell["seen"])
    return len(returned)


def _place(cell: dict[str, Any]) -> tuple[int, int]:
    numbers = [cell.get(name) for name in ("case_id", "theme_id", "seen")]
    fits = all(type(number) is int and 0 <= number < 2**63 for number in numbers)
    parts, blank = cell.get("parts"), cell.get("blank")
    holds = (isinstance(parts, list) and all(isinstance(part, dict) for part in parts)) != isinstance(blank, str)
    if not fits or not holds or (parts is not None and blank is not None):
        raise Invalid(_NOT_UNDERSTOOD, "returned")
    return cell["case_id"], cell["theme_id"]


def _blank(said: str) -> Blank:
    if said not in {*Blank}:
        raise Invalid(_NOT_UNDERSTOOD, "returned")
    return Blank(said)
