"""README.txt of an archive: what it is, what is in it, what to keep to yourself, how it comes back."""

from collections.abc import Collection, Mapping

from framework.archive_form import DICTIONARY, FILES, FIRST_LINE, HISTORY, MANIFEST, README
from framework.exporting.archive.meanings import about
from framework.exporting.selection import Chosen
from framework.model import Case, Cell, Membership, Memo, Passage, Theme, Transcript
from framework.people import names
from framework.store.schema import TABLES

ABOUT_FILES = {
    README: "This text.",
    MANIFEST: "The SHA-256 of every other file. “sha256sum -c manifest-sha256.txt” checks them all.",
    "audit_trail.csv": "What was done in the study, act by act: when, by whom, in words, with the reason given.",
    "codebook.csv": "The codebook: a row for each theme, with its definition and limits.",
    "codebook.docx": "The codebook for reading, with an example of each theme.",
    "codebook.qdc": "The codebook for other programs (REFI-QDA).",
    "matrices.xlsx": "The matrices of all themes with their summaries, findings, codebook, quotations and sign-off.",
    "quotations.xlsx": "Every passage with its citation, speaker, lines, themes and memos.",
    "reading_room.html": "The matrices and their evidence as a page for any browser; nothing is loaded from a network.",
    "project.qdpx": "The study for other programs (REFI-QDA): NVivo, MAXQDA, ATLAS.ti, QualCoder and others.",
    FILES: about("files"),
    DICTIONARY: "Every column of every table: its type, its meaning, the values allowed, the table it refers to.",
    HISTORY: "What each act wrote, row by row, before and after; a line of JSON each. By it a restored study can undo "
    "and look back.",
}
_CONFIDENTIAL = """This archive is a complete copy and therefore CONFIDENTIAL. It holds:
- the transcripts in full, and the names of the people who worked on the study;
- passages whose words may not be quoted, and cells that are withdrawn or suppressed (in data/);
- earlier texts of transcripts that were corrected (transcripts/earlier, transcripts/history), and in
  data/history.jsonl the earlier words of everything that was changed or removed. If names were taken
  out of a transcript or a memo here, they still stand there.
What matrices, quotations, reading room, .qdpx and .docx withhold, they withhold here too; data/ and
transcripts/ withhold nothing. Agree with the data archive on access before you deposit it: under
safeguarded or controlled access, not openly."""
_WITHOUT_PAST = """This archive is for deposit and CONFIDENTIAL. It holds:
- the transcripts in full, and the names of the people who worked on the study;
- passages whose words may not be quoted, and cells that are withdrawn or suppressed (in data/).
It does not hold earlier texts of transcripts, nor earlier words of what was changed or removed. The audit
trail says when, by whom and what kind of thing was done; its sentences and reasons, which name things as
they were called then, are left out.
What matrices, quotations, reading room, .qdpx and .docx withhold, they withhold here too; data/ and
transcripts/ withhold nothing. Agree with the data archive on access before you deposit it: under
safeguarded or controlled access, not openly."""
_TABLES = """Tables (data/*.csv) are comma-separated, in UTF-8 with a byte-order mark, with a line of titles. Rows are
numbered 1, 2, 3 … within each table (“id”), and other tables name them by that number; data/dictionary.csv
says which. Positions in transcripts are counted in characters (Unicode code points) from 0, ends
exclusive. An apostrophe stands before a text that a spreadsheet might take for a formula, or that
begins with an apostrophe itself: take one apostrophe off to have the text as it is.
Transcripts are plain text in UTF-8 with LF line ends; the SHA-256 of a file is what the tables call
its digest, and data/files.csv says which file is whose."""
_BACK = """Start Workbench, open “Overview”, then “Bring a study back from an archive”, and choose this .zip file (or
these files packed again as a .zip, unchanged). It becomes a new study of that workspace, with all of
the above, its history and undo. Whoever brings it back becomes a lead of the study. Files that were
changed since are named, and nothing is stored. The numbers that exports give to passages (Q12) are
others then, and edited workbooks that were exported before can only come back to the study of then."""
_NOT_BACK = """This archive can’t be brought back as a study: for that, export the archive of the whole study, which
holds the history by which undo and earlier versions work."""
_LEFT_OUT = """- Recordings: Workbench has none. Files that came with a project of another program are in carried/.
- The log of replacements that the check for names writes: it is never stored with a study.
- The workspace’s other studies and people, and anything of this machine.
- The index for searching: it is made anew."""
_SAME = """The same version of a study, archived on the same day, gives the same bytes in every file but the
.xlsx, .docx and .html files, which carry the time at which they were made, and so in the list of
checksums. Times within the .zip file are set to 1980."""


def readme(
    chosen: Chosen, files: Collection[str], rows: Mapping[str, int], written: int, refused: Mapping[str, str]
) -> bytes:
    """The text, in UTF-8. `files`: all others; `rows`: how many each table has; `written`: rows of the history.

    `refused`: name of a file that could not be made, and why.
    """
    study, past = chosen.now, HISTORY in files
    design = study.design
    title = f"{FIRST_LINE}\n{'=' * len(FIRST_LINE)}"
    parts = [
        title,
        _facts(chosen),
        _headed("Research questions", design.questions.strip() or "None are recorded."),
        _headed("Confidentiality", _CONFIDENTIAL if past else _WITHOUT_PAST),
        _headed("What is in it", _contents(files, rows, written)),
        _headed("How tables and texts are written", _TABLES),
        _headed("How to bring it back", _BACK if past else _NOT_BACK),
        _headed("What is left out", "\n".join([_LEFT_OUT, *(f"- {path}: {why}" for path, why in refused.items())])),
        _headed("How it was made", _SAME),
    ]
    return ("\n\n".join(parts) + "\n").encode()


def _facts(chosen: Chosen) -> str:
    study = chosen.now
    people = names(study)
    taking_part = sorted(people[member.person_id] for member in study.all(Membership))
    held = [(Case, "case"), (Transcript, "transcript"), (Theme, "theme"), (Passage, "passage"), (Cell, "cell")]
    extent = [_counted(study.count(record), name) for record, name in (*held, (Memo, "memo"))]
    lines = {
        "Title": study.design.title,
        "Identifier": f"urn:uuid:{study.project.guid}",
        "Creator": "; ".join(taking_part),
        "Type": "Qualitative study by the Framework method",
        "Created": f"{study.project.created_at:%Y-%m-%d}",
        "Version": str(study.version),
        "Date": f"{chosen.at:%Y-%m-%d}",
        "Extent": ", ".join(extent),
        "Format": "ZIP of plain text, CSV, JSON, XLSX, DOCX, HTML and REFI-QDA (.qdpx, .qdc)",
        "Rights": "Not stated. Confidential: see below.",
    }
    return "\n".join(f"{name}: {words}" for name, words in lines.items())


def _headed(heading: str, words: str) -> str:
    return f"{heading}\n{'-' * len(heading)}\n{words}"


def _contents(files: Collection[str], rows: Mapping[str, int], written: int) -> str:
    tables = {f"data/{table.name}.csv": table.name for table in TABLES.values()}
    lines = []
    for path in sorted([*files, README, MANIFEST]):
        if path in tables:
            lines.append(f"{path} ({_counted(rows[tables[path]], 'row')}): {about(tables[path])}")
        elif path == HISTORY:
            lines.append(f"{path} ({_counted(written, 'line')}): {ABOUT_FILES[path]}")
        elif path in ABOUT_FILES:
            lines.append(f"{path}: {ABOUT_FILES[path]}")
    folders = {
        "transcripts/": "The transcripts as they are now, a file each, named after its case.",
        "transcripts/earlier/": "The texts that transcripts had before they were corrected.",
        "transcripts/history/": "Texts that only the history still knows: their import was undone.",
        "carried/": "Files that came with another program’s project and are not shown here.",
    }
    for folder, said in folders.items():
        there = sum(path.rpartition("/")[0] + "/" == folder for path in files)
        if there:
            lines.append(f"{folder} ({_counted(there, 'file')}): {said}")
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
