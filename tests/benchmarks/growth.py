"""What an act, and the page after it, costs in a small study and in one a hundred times as large: `python growth.py`.

The rule it shows: neither grows with the study. Both sizes are measured in turn in one process, so that what else the
machine does falls on both alike; look at the ratios, not at the milliseconds. `raw commit` is the least that storing
anything durably can cost: one row into a SQLite file by the bare driver, in the same run.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from invented_study import LARGE, SMALL, Invented, Size, invented, median  # noqa: E402
from sqlalchemy import event  # noqa: E402

from framework import history, matrices, people  # noqa: E402
from framework.cases import CaseRow, case_rows  # noqa: E402
from framework.indexing import passages_under  # noqa: E402
from framework.model import Reading, Transcript  # noqa: E402
from framework.store.database import Database  # noqa: E402
from framework.study import Study  # noqa: E402
from framework.themes import columns, main_themes  # noqa: E402
from workbench import cell_payload, matrix_payload, payloads  # noqa: E402
from workbench.matrix_payload import View  # noqa: E402

ROUNDS = 40
VISIBLE_ROWS = 15
RAW = "raw commit (WAL, FULL)"
# These count over everything, once after each change to the index: they may grow with it.
COLD = ("the theme tree, opened", "the locating matrix, opened")
# The large study has five times the themes, and these show them all.
WIDER = ("  the theme tree then", "the same again")


@dataclass
class Figures:
    """What one step took, each time, in one study."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)


class Bench:
    """One study under measurement: what is done to it, and what it took."""

    def __init__(self, study: Invented) -> None:
        self.study, self.statements = study, 0
        self.figures: dict[str, Figures] = {}
        self.newcomer = study.people[-1]
        event.listen(study.workspace.database.engine, "before_cursor_execute", self._count)
        with self.reading() as reader:
            self.transcript = min(reader.all(Transcript), key=lambda transcript: transcript.id)
            self.main = main_themes(reader)[0].theme
            self.column, self.further, *_ = [column.theme.id for column in columns(reader, self.main.id)]
            speaking = {p.passage.transcript_id for p in passages_under(reader, self.main.id)}
            cases = [t.case_id for t in sorted(reader.all(Transcript), key=lambda t: t.id) if t.id in speaking]
            rows = {row.id: row for row in case_rows(reader)}
            self.rows: list[CaseRow] = [rows[id] for id in cases[:VISIBLE_ROWS]]
            self.sentence = reader.text(self.transcript.digest).split(". ")[5]

    @contextmanager
    def reading(self, person_id: int | None = None) -> Iterator[Study]:
        """The study as it stands."""
        with self.study.workspace.read(self.study.project_id, person_id or self.study.lead) as reader:
            yield reader

    def step(self, name: str, do: Callable[[], Any]) -> Any:
        """Do something and note what it took."""
        before, wall, cpu = self.statements, time.perf_counter(), time.process_time()
        result = do()
        figures = self.figures.setdefault(name, Figures())
        figures.cpu.append(time.process_time() - cpu)
        figures.wall.append(time.perf_counter() - wall)
        figures.statements.add(self.statements - before)
        return result

    def act(self, name: str, *, called: str = "", **arguments: Any) -> Any:
        """An act as the browser asks for it."""
        request, run, study = str(uuid4()), self.study.workspace.run, self.study
        return self.step(called or name, lambda: run(study.project_id, study.lead, name, arguments, request)).result

    def page(self, name: str, make: Callable[[Study], Any], person_id: int | None = None) -> Any:
        """What a page asks, over a new view of the study as it has after each act."""

        def read() -> Any:
            with self.reading(person_id) as reader:
                return make(reader)

        return self.step(name, read)

    def round(self, number: int) -> None:
        """Everything once."""
        start = 200 + 7 * number
        place = {"transcript_id": self.transcript.id, "start": start, "end": start + 60}
        passage = self.act("index_passage", **place, themes=[self.column])
        self.page("  the transcript then", self.transcript_page)
        self.page("  undo and redo then", self.sidebar)
        self.page("  a newcomer's transcript", self.transcript_page, self.newcomer)
        self.page("  a cell then", self.cell)
        self.page("  a summary matrix then", self.summary_matrix)
        self.act("place_passage", passage_id=passage.id, theme_ids=[self.further])
        self.page("  the transcript then ", self.transcript_page)
        with self.reading() as study:
            seen = matrices.cell(study, self.rows[0].id, self.column).seen
        parts = [{"kind": "summary", "text": f"{self.sentence} ({number})", "passages": [passage.id]}]
        self.act("write_cell", case_id=self.rows[0].id, theme_id=self.column, parts=parts, seen=seen)
        self.page("  the cell then", self.cell)
        self.page("  its summary matrix then", self.summary_matrix)
        self.act("undo")
        self.page("  undo and redo then ", self.sidebar)
        marking = "mark_as_unread" if number % 2 else "mark_as_read"
        self.act(marking, transcript_id=self.transcript.id, called="mark_as_(un)read")
        self.page("  the transcript then  ", self.transcript_page)
        self.page(COLD[0], lambda study: payloads.theme_tree(study, None))
        self.act("define_theme", theme_id=self.column, definition=f"Round {number}.")
        self.page("  the theme tree then", lambda study: payloads.theme_tree(study, None))
        self.page(COLD[1], self.locating_matrix)
        self.page("the same again", self.locating_matrix)

    def sidebar(self, study: Study) -> None:
        """What undo and redo would do."""
        history.next_steps(study, study.person_id)

    def transcript_page(self, study: Study) -> None:
        """The parts of the indexing page that run again after an act."""
        payloads.transcript_view(study, study.get(Transcript, self.transcript.id), "index", None, "")
        study.find(Reading, transcript_id=self.transcript.id)
        people.names(study)

    def cell(self, study: Study) -> None:
        """The editor of one cell."""
        cell_payload.cell_editor(study, self.rows[0].id, self.column, {})

    def summary_matrix(self, study: Study) -> None:
        """The matrix of one main theme, as many rows chosen in both sizes."""
        matrix_payload.summaries(study, self.main.id, View(self.rows))

    def locating_matrix(self, study: Study) -> None:
        """Where each sub-theme is represented, as many rows chosen in both sizes."""
        matrix_payload.locating(study, View(self.rows))

    def _count(self, *_: object) -> None:
        self.statements += 1


class RawCommit:
    """One row into a file of its own, with the driver and the settings of our databases and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "raw.sqlite3")
        self.held = self.database.engine.raw_connection()
        self.cursor: Any = self.held.cursor()
        self.cursor.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
        self.figures = Figures()

    def round(self) -> None:
        """One commit."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.cursor.execute("BEGIN IMMEDIATE")
        self.cursor.execute("INSERT INTO rows (text) VALUES (?)", ("x" * 300,))
        self.cursor.execute("COMMIT")
        self.figures.cpu.append(time.process_time() - cpu)
        self.figures.wall.append(time.perf_counter() - wall)

    def close(self) -> None:
        """Let go of the file."""
        self.held.close()
        self.database.close()


def measure(small: Invented, large: Invented, rounds: int) -> None:
    """Both studies in turn, the raw commit between them; prints the table."""
    benches, raw = (Bench(small), Bench(large)), RawCommit(small.file.parent)
    for warming in range(2):
        for bench in benches:
            bench.round(warming)
    gc.collect()
    gc.freeze()  # as the server does
    for bench in benches:
        bench.figures.clear()
    for number in range(2, rounds + 2):
        for bench in benches if number % 2 else reversed(benches):
            bench.round(number)
            raw.round()
    raw.close()
    show(benches[0].figures, benches[1].figures, raw.figures)


def show(small: dict[str, Figures], large: dict[str, Figures], raw: Figures) -> None:
    """The table: medians of both sizes, how many times as much the large study took, statements in both."""
    print(f"{'':28}{'wall, ms':^27}{'CPU, ms':^27}{'SQL statements':>16}")
    print(f"{'':28}{'small':>9}{'large':>9}{'ratio':>9}{'small':>9}{'large':>9}{'ratio':>9}{'small':>9}{'large':>7}")
    for name, figures in small.items():
        other = large[name]
        row = f"{name:28}{_three(figures.wall, other.wall)}{_three(figures.cpu, other.cpu)}"
        one, two = (" or ".join(map(str, sorted(f.statements))) for f in (figures, other))
        note = "may grow" if name in COLD else "five times the themes" if name in WIDER else ""
        note = "differ!" if figures.statements != other.statements else note
        print(f"{row}{one:>9}{two:>7}  {note}")
    print(f"{RAW:28}{median(raw.wall) * 1e3:>9.2f}{'':18}{median(raw.cpu) * 1e3:>9.2f}")
    for size, figures in (("small", small), ("large", large)):
        times = median(figures["index_passage"].wall) / median(raw.wall)
        print(f"index_passage takes {times:.1f} raw commits in the {size} study")


def _three(small: list[float], large: list[float]) -> str:
    one, two = median(small), median(large)
    flag = "*" if two > 1.5 * one else " "
    return f"{one * 1e3:>9.2f}{two * 1e3:>9.2f}{two / one:>8.2f}{flag}"


def main() -> None:
    """Build or fetch both studies, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the built studies here and use them again")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often everything is measured")
    parser.add_argument("--entries", type=int, default=LARGE.entries, help="index entries of the large study")
    given = parser.parse_args()
    large = Size(given.entries, LARGE.main_themes)
    with invented(SMALL, given.keep) as one, invented(large, given.keep) as other:
        sizes = [f"{size.entries:,} index entries in {size.transcripts:,} transcripts" for size in (SMALL, large)]
        print(" and ".join(sizes))
        load = " ".join(f"{average:.1f}" for average in os.getloadavg())
        print(
            f"medians of {given.rounds} runs in turn; load average {load}, {os.cpu_count()} processors; * above 1.5\n"
        )
        measure(one, other, given.rounds)


if __name__ == "__main__":
    main()
