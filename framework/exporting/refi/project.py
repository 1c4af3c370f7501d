"""The study as a REFI-QDA project (.qdpx): what another program needs to go on with it.

What leaves: the transcripts of the chosen cases WHOLE, as they are now (texts from before corrections stay); the
passages as selections, their themes as codings, each with its analyst and date; cases with their attributes; memos; the
summaries of the matrices as notes. What other exports withhold is withheld here as far as it was made in the workbench
(codings, summaries, memos), but its words stand in the transcripts: the description of the project says so.

Positions are code points of the texts, ends exclusive, as the standard says; NVivo counts in UTF-16 and has a
project of its own. The same study gives the same bytes: nothing in the file tells when or by whom it was exported.
"""

import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from io import BytesIO

from lxml import etree

from framework.cases import case_names
from framework.errors import Invalid
from framework.exporting.charted import size
from framework.exporting.progress import Pace, Progress
from framework.exporting.refi.carried import Kept, as_transcript, put_text
from framework.exporting.refi.cases import add_cases, add_variables
from framework.exporting.refi.codes import add_codes, shown_themes
from framework.exporting.refi.elements import ORIGIN, Element, Guids, described, document, inside, moment, refer, root
from framework.exporting.refi.notes import SUMMARIES, Note, adrift_note, cell_notes, memo_note, order_note
from framework.exporting.refi.remarks import remarks
from framework.exporting.refi.sources import (
    Indexed,
    Place,
    add_codings,
    add_selection,
    beyond_utf16,
    counted,
    indexed,
    selection_guid,
    source_text,
)
from framework.exporting.selection import Chosen
from framework.memos import where_written
from framework.model import About, Cell, Memo, Passage, Person, Transcript
from framework.people import names
from framework.study import Study

NAMESPACE = "urn:QDA-XML:project:1.0"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest time a ZIP can say: nothing about the export
AS_OF = "A project for other programs holds the transcripts as they are now: export it as it is, not as of a version."


def project(chosen: Chosen, progress: Progress, *, wide: bool = False) -> bytes:
    """The file; `wide`: with positions in UTF-16, for NVivo.

    Raises Invalid for a study as of an earlier version: its transcripts may have been corrected since.
    """
    if chosen.version is not None:
        raise Invalid(AS_OF)
    made = _Project(chosen, progress, wide)
    xml, texts = made.xml(), dict(made.texts())
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        _pack(archive, "project.qde", xml)
        for name, text in texts.items():
            _pack(archive, f"sources/{name}", text.encode("utf-8"))
        for name, content in made.kept.files():
            if name not in texts:
                _pack(archive, f"sources/{name}", content)
    return package.getvalue()


def begun(transcripts: Collection[Transcript], study: Study) -> datetime:
    """When the first transcript came in: unlike the study's own beginning, it travels with the project."""
    return min((transcript.at for transcript in transcripts), default=study.project.created_at)


def _pack(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    archive.writestr(entry, content)


class _Project:
    """One project in the making: what refers to what is known before the first element is written."""

    def __init__(self, chosen: Chosen, progress: Progress, wide: bool) -> None:
        self.chosen, self.progress, self.study, self.wide = chosen, progress, chosen.study, wide
        self.guids = Guids(chosen.study)
        self.names, self.people = case_names(self.study), names(self.study)
        self.cases = place = {row.id: place for place, row in enumerate(chosen.rows)}
        self.themes = shown_themes(chosen)
        found = [transcript for transcript in self.study.all(Transcript) if transcript.case_id in place]
        self.transcripts = sorted(found, key=lambda transcript: (place[transcript.case_id], transcript.id))
        selection = chosen.selection
        self.kept = Kept(self.study, whole=selection.cases is None and selection.themes is None)
        self.notes: list[Note] = []
        self.refers: dict[tuple[str, int], list[str]] = {}  # (kind, id) of what notes are about → their GUIDs
        self.links: list[tuple[str, str]] = []
        self.summaries: dict[str, None] = {}
        self.selections: dict[int, str] = {}  # passage → its selection, or the note where it is adrift
        self.adrift: set[int] = set()
        self.indexed = self._gather()
        self._summarise()
        self._remember()
        self.order = {note.guid: place for place, note in enumerate(self.notes)}

    def texts(self) -> Iterator[tuple[str, str]]:
        """The name of each source's file, and its text."""
        for transcript in self.transcripts:
            yield f"{self.guids('transcript', transcript.id)}.txt", self._text(transcript)

    def xml(self) -> bytes:
        """The project: its parts in the order the schema asks for."""
        whole = root(
            "Project",
            NAMESPACE,
            name=self.study.design.title,
            origin=ORIGIN,
            creationDateTime=moment(begun(self.transcripts, self.study)),
        )
        book = inside(whole, "CodeBook")
        about = {id: guids for (kind, id), guids in self.refers.items() if kind == "theme"}
        if not add_codes(book, self.chosen, about):
            whole.remove(book)
        add_variables(whole, self.chosen, self.guids)
        self._add_cases(whole)
        self._add_sources(whole)
        self._add_notes(whole)
        described(whole, remarks(self.chosen, self.selections, self._odd, wide=self.wide))
        refer(whole, "NoteRef", *self.refers.get(("study", self.study.project.id), ()))
        self.kept.tidy(whole, self.guids)
        self._put_users_first(whole)
        return document(whole)

    # -- what there is --

    def _gather(self) -> dict[int, Indexed]:
        """What stands in each transcript."""
        notes: dict[int, list[Memo]] = {}
        for memo in self.study.find(Memo, about=About.TRANSCRIPT.value):
            if memo.start is not None:
                notes.setdefault(memo.about_id, []).append(memo)
        pace, found = Pace(self.progress, len(self.transcripts), 0.0, 0.3), {}
        for transcript in pace.through(self.transcripts, "gathering the passages"):
            here = found[transcript.id] = indexed(self.chosen, transcript, notes.get(transcript.id, []))
            for there in here.places.values():
                self.selections |= {p.id: selection_guid(self.guids, there) for p in there.passages}
            for passage in here.adrift:
                self._keep_adrift(transcript, passage, here)
        return found

    def _keep_adrift(self, transcript: Transcript, passage: Passage, here: Indexed) -> None:
        note = adrift_note(self.guids, passage, self.names[transcript.case_id])
        self.selections[passage.id] = note.guid
        self.adrift.add(passage.id)
        self.notes.append(note)
        self._link(self.guids("transcript", transcript.id), note.guid)
        for entry in here.entries[passage.id]:
            self._refer("theme", entry.theme_id, note.guid)

    def _summarise(self) -> None:
        """The matrices: their order, and each of their cells."""
        pace = Pace(self.progress, size(self.chosen), 0.3, 0.6)
        if self.chosen.rows and self.chosen.columns:
            order = order_note(self.chosen, self.guids, begun(self.transcripts, self.study))
            self._add_summary(order)
            self._refer("study", self.study.project.id, order.guid)
        selections = {id: (place, guid) for place, (id, guid) in enumerate(self.selections.items())}
        for row, column, _, note in cell_notes(self.chosen, self.guids, selections):
            self._add_summary(note)
            self._link(self.guids("case", row.id), note.guid)
            self._refer("theme", column.theme.id, note.guid)
            pace.step("writing the summaries")

    def _add_summary(self, note: Note) -> None:
        self.notes.append(note)
        self.summaries[note.guid] = None

    def _remember(self) -> None:
        """The memos about what leaves, each with a reference from what it is about, or a link."""
        cells = {cell.id: cell for cell in self.study.find(Cell)}
        for memo in self.study.find(Memo):
            if self._about(memo, cells.get(memo.about_id)):
                self.notes.append(memo_note(self.guids, memo, where_written(self.study, memo)))

    def _about(self, memo: Memo, cell: Cell | None) -> bool:
        """Tie a memo to what it is about; returns whether that leaves."""
        guid, id = self.guids("memo", memo.id), memo.about_id
        match memo.about:
            case About.CASE if id in self.cases:
                self._link(self.guids("case", id), guid)
            case About.PASSAGE if id in self.adrift:
                self._link(self.selections[id], guid)
            case About.PASSAGE if id in self.selections:
                self._refer("passage", id, guid)
            case About.TRANSCRIPT if id in self.indexed:
                kind = "transcript" if memo.start is None else "margin"
                self._refer(kind, id if memo.start is None else memo.id, guid)
            case About.THEME if id in self.themes:
                self._refer("theme", id, guid)
            case About.STUDY:
                self._refer("study", id, guid)
            case About.CELL if cell and self._shows(cell):
                summary = self.guids("cell", cell.id)
                self._link(summary if summary in self.summaries else self.guids("case", cell.case_id), guid)
                self._refer("theme", cell.theme_id, guid)
            case _:
                return False
        return True

    def _shows(self, cell: Cell) -> bool:
        place = cell.case_id, cell.theme_id
        return cell.theme_id in self.chosen.themes and cell.case_id in self.cases and place not in self.chosen.withheld

    def _refer(self, kind: str, id: int, note: str) -> None:
        self.refers.setdefault((kind, id), []).append(note)

    def _link(self, origin: str, target: str) -> None:
        self.links.append((origin, target))

    # -- what is written --

    def _add_cases(self, whole: Element) -> None:
        if self.chosen.rows:
            of: dict[int, list[str]] = {}
            for transcript in self.transcripts:
                of.setdefault(transcript.case_id, []).append(self.guids("transcript", transcript.id))
            add_cases(whole, self.chosen, self.guids, of)

    def _add_sources(self, whole: Element) -> None:
        if not self.transcripts and not self.kept.has("Sources"):
            return
        sources, seen = inside(whole, "Sources"), Counter[int]()
        pace = Pace(self.progress, len(self.transcripts), 0.6, 1.0)
        for transcript in pace.through(self.transcripts, "writing the transcripts"):
            seen[transcript.case_id] += 1
            again = f" ({seen[transcript.case_id]})" if seen[transcript.case_id] > 1 else ""
            guid = self.guids("transcript", transcript.id)
            source = inside(
                sources,
                "TextSource",
                guid=guid,
                name=self.names[transcript.case_id] + again,
                plainTextPath=f"internal://{guid}.txt",
                creationDateTime=moment(transcript.at),
            )
            self._add_selections(source, transcript)
            refer(source, "NoteRef", *self.refers.get(("transcript", transcript.id), ()))
            if (holder := self.kept.holder(guid)) is not None:
                if etree.QName(holder).localname == "TextSource":
                    self.kept.formatted(guid, source)
                    continue
                self._put_in(holder, source, transcript)
                self.kept.add(sources, "Sources", guid)
            elif (place := self.kept.further(guid)) is not None and (above := place.getparent()) is not None:
                as_transcript(source, self.study, transcript, counted(self._text(transcript), self.wide))
                above.replace(place, source)
        self.kept.add(sources, "Sources")

    def _put_in(self, holder: Element, source: Element, transcript: Transcript) -> None:
        """Give the text of a PDF or a recording back to it."""
        of_pdf = etree.QName(holder).localname == "PDFSource"
        source.set("guid", self.guids.between("text", source.get("guid", "")))
        if of_pdf:
            source.tag = f"{{{NAMESPACE}}}Representation"
        else:
            as_transcript(source, self.study, transcript, counted(self._text(transcript), self.wide))
        put_text(holder, source)

    def _add_selections(self, source: Element, transcript: Transcript) -> None:
        text, here = self._text(transcript), self.indexed[transcript.id]
        count = counted(text, self.wide)
        for place, there in here.places.items():
            selection = add_selection(source, self.guids, place, there, text, count, self.people, here.entries)
            for passage in there.passages:
                add_codings(selection, self.guids, here.entries[passage.id])
            refer(selection, "NoteRef", *self._notes_at(there))

    def _notes_at(self, there: Place) -> list[str]:
        """The notes at a place, in their own order: which of its passages each is about doesn't travel."""
        holders = [("passage", passage.id) for passage in there.passages] + [
            ("margin", note.id) for note in there.notes
        ]
        return sorted((guid for holder in holders for guid in self.refers.get(holder, ())), key=self.order.__getitem__)

    def _add_notes(self, whole: Element) -> None:
        """Notes, the links that lead to them, and the set in which the summaries are together."""
        if self.notes:
            notes = inside(whole, "Notes")
            for note in self.notes:
                note.add(notes, self.guids)
        if self.links or self.kept.has("Links"):
            links = inside(whole, "Links")
            for origin, target in self.links:
                guid = self.guids.between("link", origin, target)
                inside(links, "Link", guid=guid, direction="OneWay", originGUID=origin, targetGUID=target)
            self.kept.add(links, "Links")
        if self.summaries or self.kept.has("Sets"):
            self._add_sets(inside(whole, "Sets"))
        if self.kept.has("Graphs"):
            self.kept.add(inside(whole, "Graphs"), "Graphs")

    def _add_sets(self, sets: Element) -> None:
        if self.summaries:
            together = inside(sets, "Set", guid=self.guids("summaries"), name=SUMMARIES)
            described(together, "What each case says about each sub-theme, and the order of rows and columns")
            refer(together, "MemberNote", *self.summaries)
        self.kept.add(sets, "Sets")

    def _put_users_first(self, whole: Element) -> None:
        """Those whom the file names, which is known once all of it is written; nobody else of the workspace."""
        if not self.guids.people:
            return
        users = inside(whole, "Users")
        for person in sorted(self.study.find(Person, id=sorted(self.guids.people)), key=lambda one: one.name):
            inside(users, "User", guid=self.guids.person(person.id), name=person.name, id=person.initials)
        whole.insert(0, users)

    @property
    def _odd(self) -> int:
        """How many transcripts hold emoji or the like, which not all programs count as one character."""
        return sum(bool(beyond_utf16(self._text(transcript))) for transcript in self.transcripts)

    def _text(self, transcript: Transcript) -> str:
        return source_text(self.study.text(transcript.digest))
