"""The study's hand-over documents: everything as an Excel workbook, or one thing at a time."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from framework.errors import NotFound
from framework.exporting.codebook import codebook_document, codebook_rows, codebook_table
from framework.exporting.comparisons import by_role, by_site
from framework.exporting.cover import cover
from framework.exporting.matrices import locating, summaries
from framework.exporting.quotations import quotations
from framework.exporting.reference import abbreviations, case_list
from framework.exporting.selection import ALL_OF_IT, Chosen, Selection, chosen
from framework.exporting.sheet import workbook
from framework.exporting.table import Table
from framework.study import Study

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Writer:
    """Something a study can be exported as: what the cover calls it, what its file is called, what it contains.

    A workbook is written of `tables`; `make` writes a file of another kind.
    """

    title: str
    stem: str
    tables: Callable[[Chosen], Iterator[Table]] | None = None
    make: Callable[[Chosen], bytes] | None = None
    suffix: str = "xlsx"
    media_type: str = XLSX

    def write(self, study: Study, selection: Selection = ALL_OF_IT, at: datetime | None = None) -> bytes:
        """The file's bytes."""
        picked = chosen(study, selection, at)
        if self.make is not None:
            return self.make(picked)
        tables = list(self.tables(picked)) if self.tables else []
        edition = f"Version {study.version}, exported {picked.at:%Y-%m-%d}"
        return workbook(study.design.title, edition, [cover(picked, self.title, tables), *tables])


def _everything(picked: Chosen) -> Iterator[Table]:
    yield locating(picked)
    yield from summaries(picked)
    yield by_site(picked)
    yield by_role(picked)
    yield codebook_table(picked)
    yield quotations(picked)
    yield case_list(picked)
    if terms := abbreviations(picked):
        yield terms


def _summary(picked: Chosen) -> Iterator[Table]:
    """With the quotations, since the summaries refer to them."""
    yield from summaries(picked)
    yield quotations(picked)


def _findings(picked: Chosen) -> Iterator[Table]:
    yield by_site(picked)
    yield by_role(picked)


WRITERS: dict[str, Writer] = {
    "everything": Writer("The whole study", "workbook", _everything),
    "locating": Writer("Locating matrix", "locating matrix", lambda picked: iter([locating(picked)])),
    "summary": Writer("Summary matrices", "summary matrices", _summary),
    "findings": Writer("Findings by site and by role", "findings", _findings),
    "codebook": Writer("Codebook", "codebook", lambda picked: iter([codebook_table(picked)])),
    "codebook-docx": Writer(
        "Codebook as a Word document", "codebook", make=codebook_document, suffix="docx", media_type=DOCX
    ),
    "codebook-csv": Writer("Codebook as plain rows", "codebook", make=codebook_rows, suffix="csv", media_type=CSV),
    "quotations": Writer("Quotations", "quotations", lambda picked: iter([quotations(picked)])),
    "cases": Writer("Cases", "cases", lambda picked: iter([case_list(picked)])),
}


def whole_workbook(study: Study, selection: Selection = ALL_OF_IT, at: datetime | None = None) -> bytes:
    """Everything a team hands over, in one workbook."""
    return WRITERS["everything"].write(study, selection, at)


def file_name(study: Study, what: str, at: datetime | None = None) -> str:
    """“confidence-in-practice - locating matrix - v311 - 2026-03-31.xlsx”. Raises NotFound for an unknown export."""
    plain = unicodedata.normalize("NFKD", study.design.title).encode("ascii", "ignore").decode().lower()
    title = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "study"
    writer = _writer(what)
    return f"{title} - {writer.stem} - v{study.version} - {at or datetime.now(UTC):%Y-%m-%d}.{writer.suffix}"


def write(study: Study, what: str, folder: Path, selection: Selection = ALL_OF_IT) -> Path:
    """Write an export into a folder, never over another file; returns where. Raises NotFound for an unknown export."""
    at = datetime.now(UTC)
    content = _writer(what).write(study, selection, at)
    folder.mkdir(parents=True, exist_ok=True)
    first = folder / file_name(study, what, at)
    path, copies = first, 1
    while True:
        try:
            with path.open("xb") as file:
                file.write(content)
            return path
        except FileExistsError:
            copies += 1
            path = first.with_stem(f"{first.stem} ({copies})")


def _writer(what: str) -> Writer:
    if what not in WRITERS:
        raise NotFound(f"There is no export called “{what}”. There are: {', '.join(WRITERS)}.")
    return WRITERS[what]
