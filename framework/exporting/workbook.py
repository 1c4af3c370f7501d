"""The study's hand-over documents: everything as an Excel workbook, or one thing at a time."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sized
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from framework.errors import Invalid, NotAllowed, NotFound
from framework.exporting.archive.package import Derived, archive
from framework.exporting.chapters import chapters
from framework.exporting.codebook import codebook_document, codebook_rows, codebook_table
from framework.exporting.coded_document import coded_document
from framework.exporting.coded_page import coded_page
from framework.exporting.comparisons import by_role, by_site
from framework.exporting.cover import cover
from framework.exporting.framework_history import between, framework_history
from framework.exporting.matrices import locating, summaries
from framework.exporting.matrix_rows import matrix_rows
from framework.exporting.progress import Pace, Progress, untold
from framework.exporting.quotation_document import quotation_document
from framework.exporting.quotations import quotation_rows, quotations
from framework.exporting.reading_room import reading_room
from framework.exporting.reference import abbreviations, case_list
from framework.exporting.refi import codebook as refi_codebook
from framework.exporting.refi import project as refi_project
from framework.exporting.selection import ALL_OF_IT, Chosen, Selection, choosing
from framework.exporting.sheet import workbook
from framework.exporting.sign_offs import sign_offs
from framework.exporting.table import Table
from framework.model import FrameworkVersion, Role
from framework.store import queries
from framework.study import Study
from framework.versions import NOW, versions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
XML = "application/xml"
PACKAGE = "application/octet-stream"  # as a ZIP, some browsers would unpack it
ZIP = "application/zip"
LEAD_ONLY = "Only the lead of the study can take an archive of it: it holds what is withheld from others too."
WHOLE_ONLY = "An archive always holds the whole study as it is, with its history: take it without a selection."
GATHERED, WRITTEN = 0.4, 0.9  # shares of the work after which a workbook's tables are made, and written down


@dataclass(frozen=True, slots=True)
class Writer:
    """Something a study can be exported as: what the cover calls it, what its file is called, what it contains.

    A workbook is written of `tables`; `make` writes a file of another kind. `whole`: it always holds the whole study
    as it is, what is withheld elsewhere included, and goes to the study's lead alone.
    """

    title: str
    stem: str
    tables: Callable[[Chosen], Iterator[Table]] | None = None
    make: Callable[[Chosen, Progress], bytes] | None = None
    suffix: str = "xlsx"
    media_type: str = XLSX
    whole: bool = False

    def write(
        self,
        study: Study,
        selection: Selection = ALL_OF_IT,
        at: datetime | None = None,
        progress: Progress = untold,
    ) -> bytes:
        """The file's bytes. `progress` is told how far they have come, and may raise to end it.

        Raises NotAllowed and Invalid for what is always `whole`.
        """
        if self.whole and not study.may(Role.LEAD):
            raise NotAllowed(LEAD_ONLY)
        if self.whole and selection != ALL_OF_IT:
            raise Invalid(WHOLE_ONLY)
        with choosing(study, selection, at) as picked:
            if self.make is not None:
                return self.make(picked, progress)
            tables = list(_gathered(self.tables(picked) if self.tables else iter(()), picked, progress))
            sheets = [cover(picked, self.title, tables), *_written(tables, picked, progress)]
            return workbook(picked.study.design.title, picked.edition, sheets)


def _gathered(tables: Iterator[Table], picked: Chosen, progress: Progress) -> Iterator[Table]:
    mains = len({column.main for column in picked.columns})
    pace = Pace(progress, mains + 10, 0.0, GATHERED)  # a whole study has ten tables beside those of its themes
    for table in tables:
        yield table
        pace.step(f"gathering {table.name}")


def _written(tables: list[Table], picked: Chosen, progress: Progress) -> Iterator[Table]:
    """The same tables; each row tells that it is being written."""
    passages = sum(queries.passages_by_transcript(picked.study).values())
    rows = {
        t.name: len(t.rows) if isinstance(t.rows, Sized) else passages if t.leads else len(picked.rows) for t in tables
    }
    pace = Pace(progress, sum(rows[table.name] * len(table.columns) for table in tables), GATHERED, WRITTEN)
    for table in tables:
        yield replace(table, rows=pace.through(table.rows, f"writing {table.name}", len(table.columns)))


def _everything(picked: Chosen) -> Iterator[Table]:
    yield locating(picked)
    yield from summaries(picked)
    yield by_site(picked)
    yield by_role(picked)
    yield from _codebook(picked)
    yield quotations(picked)
    yield from sign_offs(picked)
    yield case_list(picked)
    if terms := abbreviations(picked):
        yield terms


def _summary(picked: Chosen) -> Iterator[Table]:
    """With the quotations, since the summaries refer to them, and who stands behind what."""
    yield from summaries(picked)
    yield quotations(picked)
    yield from sign_offs(picked)


def _codebook(picked: Chosen) -> Iterator[Table]:
    """With what became of the framework, where a version of it has been frozen."""
    yield codebook_table(picked)
    if versions(picked.now):
        yield framework_history(picked)


def _findings(picked: Chosen) -> Iterator[Table]:
    yield by_site(picked)
    yield by_role(picked)


WRITERS: dict[str, Writer] = {
    "everything": Writer("The whole study", "workbook", _everything),
    "locating": Writer("Locating matrix", "locating matrix", lambda picked: iter([locating(picked)])),
    "summary": Writer("Summary matrices", "summary matrices", _summary),
    "findings": Writer("Findings by site and by role", "findings", _findings),
    "sign-off": Writer("Sign-off sheet", "sign-off", sign_offs),
    "codebook": Writer("Codebook", "codebook", _codebook),
    "history": Writer("Framework history", "framework history", lambda picked: iter([framework_history(picked)])),
    "quotations": Writer("Quotations", "quotations", lambda picked: iter([quotations(picked)])),
    "cases": Writer("Cases", "cases", lambda picked: iter([case_list(picked)])),
    "summary-docx": Writer(
        "Summary matrices as a Word document", "summary matrices", make=chapters, suffix="docx", media_type=DOCX
    ),
    "quotations-docx": Writer(
        "Quotations as a Word document", "quotations", make=quotation_document, suffix="docx", media_type=DOCX
    ),
    "codebook-docx": Writer(
        "Codebook as a Word document",
        "codebook",
        make=lambda picked, _: codebook_document(picked),
        suffix="docx",
        media_type=DOCX,
    ),
    "summary-csv": Writer(
        "Summary matrices as plain rows", "summary matrices", make=matrix_rows, suffix="csv", media_type=CSV
    ),
    "quotations-csv": Writer(
        "Quotations as plain rows", "quotations", make=quotation_rows, suffix="csv", media_type=CSV
    ),
    "codebook-csv": Writer(
        "Codebook as plain rows",
        "codebook",
        make=lambda picked, _: codebook_rows(picked),
        suffix="csv",
        media_type=CSV,
    ),
    "project-qdpx": Writer(
        "Project for other programs (REFI-QDA)", "project", make=refi_project, suffix="qdpx", media_type=PACKAGE
    ),
    "project-nvivo": Writer(
        "Project for NVivo (REFI-QDA)",
        "project for NVivo",
        make=partial(refi_project, wide=True),
        suffix="qdpx",
        media_type=PACKAGE,
    ),
    "codebook-qdc": Writer(
        "Codebook for other programs (REFI-QDA)",
        "codebook",
        make=lambda picked, _: refi_codebook(picked),
        suffix="qdc",
        media_type=XML,
    ),
    "coded-docx": Writer(
        "Coded transcripts as a Word document",
        "coded transcripts",
        make=coded_document,
        suffix="docx",
        media_type=DOCX,
    ),
    "coded-html": Writer(
        "Coded transcripts as a page", "coded transcripts", make=coded_page, suffix="html", media_type=HTML
    ),
    "reading-room": Writer("Reading room", "reading room", make=reading_room, suffix="html", media_type=HTML),
    "archive-zip": Writer(
        "Archive of the whole study",
        "archive",
        make=lambda picked, progress: archive(picked, _in_the_archive(picked), progress),
        suffix="zip",
        media_type=ZIP,
        whole=True,
    ),
    "deposit-zip": Writer(
        "Archive without the past",
        "deposit",
        make=lambda picked, progress: archive(picked, _in_the_archive(picked), progress, past=False),
        suffix="zip",
        media_type=ZIP,
        whole=True,
    ),
}
# The exports that lie in an archive beside its tables, under these names.
IN_THE_ARCHIVE = {
    "codebook.csv": "codebook-csv",
    "codebook.docx": "codebook-docx",
    "codebook.qdc": "codebook-qdc",
    "quotations.xlsx": "quotations",
    "reading_room.html": "reading-room",
    "project.qdpx": "project-qdpx",
    "matrices.xlsx": "everything",
}


def _in_the_archive(picked: Chosen) -> Derived:
    def made(what: str, progress: Progress) -> bytes:
        return WRITERS[what].write(picked.now, ALL_OF_IT, picked.at, progress)

    return {path: partial(made, what) for path, what in IN_THE_ARCHIVE.items()}


def whole_workbook(study: Study, selection: Selection = ALL_OF_IT, at: datetime | None = None) -> bytes:
    """Everything a team hands over, in one workbook."""
    return WRITERS["everything"].write(study, selection, at)


def compared(from_id: int, to_id: int = NOW) -> Writer:
    """What became of the framework between two versions, or a version and now."""
    tables = lambda picked: iter([between(picked, from_id, to_id)])  # noqa: E731
    return Writer("Framework history", "framework history", tables)


def file_name(study: Study, what: str | Writer, at: datetime | None = None, selection: Selection = ALL_OF_IT) -> str:
    """“confidence-in-practice - locating matrix - v311 - 2026-03-31.xlsx”; “… - locating matrix as of v1 - v120 - …”.

    Raises NotFound for an unknown export.
    """
    plain = unicodedata.normalize("NFKD", study.design.title).encode("ascii", "ignore").decode().lower()
    title = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "study"
    writer = writer_of(what)
    stem, version = writer.stem, study.version
    if selection.version_id != NOW:
        frozen = study.get(FrameworkVersion, selection.version_id)
        stem, version = f"{stem} as of v{frozen.number}", frozen.study_version
    return f"{title} - {stem} - v{version} - {at or datetime.now(UTC):%Y-%m-%d}.{writer.suffix}"


def write(study: Study, what: str, folder: Path, selection: Selection = ALL_OF_IT, progress: Progress = untold) -> Path:
    """Write an export into a folder, never over another file; returns where. Raises NotFound for an unknown export."""
    at = datetime.now(UTC)
    content = writer_of(what).write(study, selection, at, progress)
    folder.mkdir(parents=True, exist_ok=True)
    first = folder / file_name(study, what, at, selection)
    path, copies = first, 1
    while True:
        try:
            with path.open("xb") as file:
                file.write(content)
            return path
        except FileExistsError:
            copies += 1
            path = first.with_stem(f"{first.stem} ({copies})")


def writer_of(what: str | Writer) -> Writer:
    """The export that goes by a name. Raises NotFound."""
    if isinstance(what, Writer):
        return what
    if what not in WRITERS:
        raise NotFound(f"There is no export called “{what}”. There are: {', '.join(WRITERS)}.")
    return WRITERS[what]
