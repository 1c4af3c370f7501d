"""How long a large import takes: 200 Word files of 10,000 words each, read in the sandbox and stored in one act.

PYTHONPATH=. python tests/benchmarks/arrivals.py [FILES]
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "importing"), str(Path(__file__).parents[1])]

from small_study import TURNS_A_LINE  # noqa: E402
from word_files import word  # noqa: E402

from framework.importing.sandbox import read_all  # noqa: E402
from framework.model import CaseKind, Draft  # noqa: E402
from framework.transcripts import Arrival, import_transcripts  # noqa: E402
from framework.workspace import Workspace  # noqa: E402

WORDS = 10_000


def talk(seed: int) -> bytes:
    """A Word document of so many words, in turns of two voices."""
    chance = random.Random(seed)  # noqa: S311
    turns, words = [f"Interviewer: This is talk {seed}."], 5
    while words < WORDS:
        said = " ".join(chance.choices(TURNS_A_LINE, k=chance.randint(1, 8)))
        turns.append(f"{('P1', 'Interviewer')[len(turns) % 2 - 1]}: {said}.")
        words += len(turns[-1].split())
    return word(*turns)


def main() -> None:
    """Make the files, read and store them, print seconds and megabytes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    files = [(f"LA{n}_Manager_1.docx", talk(n)) for n in range(1, count + 1)]
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "study.sqlite3")
        person = workspace.local_person().id
        project = workspace.start_study(person, "Speed")
        begun = time.perf_counter()
        drafts = [draft for draft in read_all(files) if isinstance(draft, Draft)]
        read = time.perf_counter()
        voices = {"Interviewer": ("Interviewer", True), "P1": ("P1", False)}
        coming = [Arrival(draft, CaseKind.INTERVIEW, None, None, None, dict(voices)) for draft in drafts]
        with workspace.change(project, person) as change:
            import_transcripts(change, coming)
        stored = time.perf_counter()
    most = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        f"{len(drafts)} of {count} files, {sum(len(draft.text.split()) for draft in drafts):,} words: read in "
        f"{read - begun:.1f} s, stored in {stored - read:.1f} s; {most[0]} MB here, {most[1]} MB in the child"
    )


if __name__ == "__main__":
    main()
