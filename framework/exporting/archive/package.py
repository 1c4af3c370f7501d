"""One .zip with everything of a study in open formats, by which it can be deposited and brought back as a whole."""

import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from hashlib import sha256
from io import BytesIO

from framework.archive_form import DICTIONARY, FILE_COLUMNS, FILES, HISTORY, MANIFEST, README
from framework.errors import Invalid
from framework.exporting.archive.files import kept_files
from framework.exporting.archive.identities import all_identities
from framework.exporting.archive.readme import readme
from framework.exporting.archive.tables import dictionary_file, history_lines, records_file, rows_file, table_file
from framework.exporting.plain_rows import plain_rows
from framework.exporting.progress import Pace, Progress
from framework.exporting.selection import Chosen
from framework.model import Act, Identity
from framework.people import names
from framework.store.schema import TABLES
from framework.store.whole import Whole

Derived = Mapping[str, Callable[[Progress], bytes]]  # name of a file → its writer
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest time a ZIP can say: nothing about the export
ROWS_READ, TABLES_WRITTEN, HISTORY_WRITTEN = 0.1, 0.2, 0.35  # shares of the work
TRAIL = ("number", "at", "who", "label", "sentence", "reason", "undoes", "undone_by")


def archive(chosen: Chosen, derived: Derived, progress: Progress, *, past: bool = True) -> bytes:
    """The file: tables and texts of everything, and each of the exports named in `derived`.

    Without its `past` (earlier texts, the history, the sentences of the audit trail) it is for deposit alone and can't
    come back as a study.
    """
    with closing(_Package()) as package:
        _fill(package, chosen, derived, progress, past)
        return package.packed()


def _fill(package: "_Package", chosen: Chosen, derived: Derived, progress: Progress, past: bool) -> None:
    study = chosen.now
    progress("reading the study", 0.0)
    whole = Whole(study, past=past)
    sizes: dict[str, int] = {}
    pace = Pace(progress, len(TABLES), ROWS_READ, TABLES_WRITTEN)
    for record, table in pace.through(TABLES.items(), "writing the tables"):
        rows = all_identities(study, whole) if record is Identity else whole.rows(record)
        sizes[table.name] = len(rows)
        package.add(table_file(record), records_file(record, rows))
    kept = list(kept_files(study, whole))
    for file in kept:
        package.add(file.path, file.content)
    package.add(FILES, rows_file(FILE_COLUMNS, (file.row for file in kept)))
    package.add(DICTIONARY, dictionary_file())
    package.add("audit_trail.csv", audit_trail(chosen, past))
    if past:
        told = Pace(progress, whole.writes, TABLES_WRITTEN, HISTORY_WRITTEN)
        package.add_lines(HISTORY, told.through(history_lines(whole.history()), "writing the history"))
    refused: dict[str, str] = {}
    share = (1 - HISTORY_WRITTEN) / max(len(derived), 1)
    for place, (path, make) in enumerate(derived.items()):
        try:
            package.add(path, make(_part(progress, path, HISTORY_WRITTEN + place * share, share)))
        except Invalid as refusal:  # there is nothing yet that such a file could hold
            refused[path] = str(refusal)
    package.add(README, readme(chosen, package.digests, sizes, whole.writes, refused))
    package.add(MANIFEST, package.manifest())


def audit_trail(chosen: Chosen, past: bool) -> bytes:
    """What was done, in order, the words protected as in every table of plain rows.

    Sentences and reasons quote names and words as they were then: they are told with the `past` only.
    """
    acts, who = sorted(chosen.now.find(Act), key=lambda act: act.number), names(chosen.now)
    number = {act.id: act.number for act in acts}
    rows = (
        (
            act.number,
            act.at.isoformat(timespec="seconds"),
            who.get(act.person_id, ""),
            *((act.label, act.sentence, act.reason) if past else (act.label, "", "")),
            *(number.get(other, "") if other else "" for other in (act.undoes, act.undone_by)),
        )
        for act in acts
    )
    return plain_rows(TRAIL, rows)


def _part(progress: Progress, path: str, first: float, share: float) -> Progress:
    """What a file's own writer tells, as a part of the whole."""
    return lambda words, done: progress(f"{path}: {words}", first + share * done)


class _Package:
    """A ZIP in the making, and the checksums of what is in it."""

    def __init__(self) -> None:
        self._bytes = BytesIO()
        self._zip = zipfile.ZipFile(self._bytes, "w")
        self.digests: dict[str, str] = {}

    def add(self, path: str, content: bytes) -> None:
        """A file."""
        self._zip.writestr(_entry(path), content)
        self.digests[path] = sha256(content).hexdigest()

    def add_lines(self, path: str, lines: Iterable[str]) -> None:
        """A file of lines, none of them kept."""
        digest = sha256()
        with self._zip.open(_entry(path), "w", force_zip64=True) as file:
            for line in lines:
                content = f"{line}\n".encode()
                digest.update(content)
                file.write(content)
        self.digests[path] = digest.hexdigest()

    def manifest(self) -> bytes:
        """The checksums of all files so far, as “sha256sum -c” reads them."""
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(self.digests.items())).encode()

    def close(self) -> None:
        """Nothing more comes, wherever it was left."""
        self._zip.close()

    def packed(self) -> bytes:
        """The whole."""
        self._zip.close()
        return self._bytes.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, FIRST_DAY)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    return entry
