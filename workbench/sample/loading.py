"""One loading of the invented study: its tables, and under which ids its people, transcripts and themes are stored."""

import csv
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from framework.errors import Unreadable
from framework.model import Transcript
from framework.store.journal import Change
from framework.store.reader import Reader
from framework.workspace import Workspace

Row = dict[str, str]
Deed = Callable[[Change], object]


def sample_folder() -> Path:
    """Where the invented study lies: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "transcripts_sample", package.parent / "transcripts_sample"):
        if (folder / "study.toml").is_file():
            return folder
    raise Unreadable("The invented study is missing from this installation.", "transcripts_sample")


class Loading:
    """Where the study goes, and what of it is there already."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder
        with (folder / "study.toml").open("rb") as file:
            self.design: dict[str, Any] = tomllib.load(file)
        self.lead = workspace.local_person().id
        self.project_id = workspace.start_study(self.lead, self.design["title"])
        self.people: dict[str, int] = {}
        self.transcripts: dict[str, Transcript] = {}
        self.themes: dict[str, int] = {}
        self.passages: dict[str, int] = {}

    def act(self, person_id: int, *deeds: Deed) -> None:
        """Do these things as one act of a person; none, no act."""
        if deeds:
            with self.workspace.change(self.project_id, person_id) as change:
                for deed in deeds:
                    deed(change)

    def reasoned(self, reason: str, deed: Deed, person_id: int | None = None) -> None:
        """Do something and say why; the lead does, where nobody is named."""
        with self.workspace.change(self.project_id, person_id or self.lead) as change:
            change.reason = reason
            deed(change)

    def rows(self, name: str) -> list[Row]:
        """The rows of one of the study's tables."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def transcript(self, reader: Reader, name: str) -> Transcript:
        """The transcript of this name as it is now: a correction gives it another text."""
        return reader.get(Transcript, self.transcripts[name].id)

    def case(self, name: str) -> int:
        """The id of the case whose transcript has this name."""
        return self.transcripts[name].case_id

    def place(self, row: Row) -> tuple[int, int]:
        """The cell that a row is about: its case and its theme."""
        return self.case(row["case"]), self.themes[row["theme"]]

    @cached_property
    def analyst_of(self) -> dict[str, str]:
        """Case → the initials of whoever indexed most of its transcript, and charts it."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.rows("index.csv"):
            counts[row["transcript"]][row["analyst"]] += 1
        return {case: some.most_common(1)[0][0] for case, some in counts.items()}

    @cached_property
    def dynamics(self) -> dict[tuple[str, str], list[str]]:
        """(case, theme) → how a focus group talked about it, where that was noted."""
        return {(row["case"], row["theme"]): listed(row["dynamics"]) for row in self.rows("dynamics.csv")}


def located(text: str, row: Row, table: str) -> tuple[int, int]:
    """Where the stretch that a row means begins and ends in its transcript. Raises Unreadable."""
    start = text.find(row["begins"])
    end = text.find(row["ends"], start)
    if start < 0 or end < 0 or text.find(row["begins"], start + 1) >= 0:
        raise Unreadable(f"“{row['begins']} … {row['ends']}” is not in its transcript, or more than once.", table)
    return start, end + len(row["ends"])


def together(rows: Iterable[Row], *names: str) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Rows with the same values under these names, in the order of their first row."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    yield from found.items()


def listed(written: str) -> list[str]:
    """“a;b” as its parts; none of “”."""
    return [part for part in written.split(";") if part]
