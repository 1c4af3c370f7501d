"""What a large workbook costs to write and to look through when it comes back: `python workbook.py [KEPT]`.

250 cases × 60 sub-themes, each cell written in some 300 characters, 40,000 passages (the promise, less than 20 s and
500 MB, is for 200 cases). Each step runs in a process of its own, so that its peak of memory is its own. KEPT is a
folder where the study is kept for another time.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from invented_study import BEGAN, ENTRIES_EACH, PASSAGES_EACH, Size, _sentences, build  # noqa: E402
from sqlalchemy import insert  # noqa: E402

from framework.bringing_back import account  # noqa: E402
from framework.exporting import whole_workbook  # noqa: E402
from framework.importing.edited_workbook import look_through  # noqa: E402
from framework.matrices import locating_matrix  # noqa: E402
from framework.model import BlockKind, Passage, Transcript  # noqa: E402
from framework.store.schema import blocks, cells, links  # noqa: E402
from framework.workspace import Workspace  # noqa: E402

SUB_THEMES, PASSAGES, LETTERS = 60, 40_000, 300


def prepare(file: Path) -> None:
    """The study, with every cell written that the invented one leaves open."""
    transcripts = PASSAGES // PASSAGES_EACH
    build(file, Size(transcripts * ENTRIES_EACH, SUB_THEMES // 4))
    workspace = Workspace(file)
    lead = workspace.local_person().id
    with workspace.database.writing() as connection, workspace.read(1, lead) as study:
        matrix, own = locating_matrix(study), {t.case_id: t.id for t in study.all(Transcript)}
        first = {id: study.find(Passage, transcript_id=own[id])[0] for id in own}
        for place in (place for place, cell in matrix.cells.items() if not cell.charted):
            passage, about = first[place[0]], {"project_id": 1}
            row = {"case_id": place[0], "theme_id": place[1], "version": study.version, "person_id": lead, "at": BEGAN}
            id = connection.execute(insert(cells).values(**about, **row)).inserted_primary_key[0]
            said = (BlockKind.SUMMARY, " ".join(_sentences()[id % 1000 :])[: LETTERS - len(passage.quote)])
            for n, (kind, text) in enumerate((said, (BlockKind.VERBATIM, passage.quote))):
                block = {**about, "cell_id": id, "position": n, "kind": kind, "text": text}
                block_id = connection.execute(insert(blocks).values(**block)).inserted_primary_key[0]
                connection.execute(insert(links).values(**about, block_id=block_id, passage_id=passage.id))
    workspace.close()


def write(file: Path) -> None:
    """The whole workbook, beside the study."""
    workspace = Workspace(file)
    with workspace.read(1, workspace.local_person().id) as study:
        file.with_suffix(".xlsx").write_bytes(whole_workbook(study))


def read(file: Path) -> None:
    """The same workbook, come back unchanged; in this process, for its memory to be counted."""
    workspace = Workspace(file)
    with workspace.read(1, workspace.local_person().id) as study:
        found = account(study, look_through(file.name, file.with_suffix(".xlsx").read_bytes()))
    print(f"{found.unchanged:,} cells unchanged, {len(found.cells)} changed")


STEPS = {"prepare": prepare, "write": write, "read": read}


def main(folder: Path) -> None:
    """Each step in a process of its own, and what it took."""
    file = folder / "workbook.sqlite3"
    for name in STEPS:
        if name != "prepare" or not file.exists():
            subprocess.run([sys.executable, __file__, name, str(file)], check=True)  # noqa: S603
    print(f"{file.with_suffix('.xlsx').stat().st_size / 2**20:.1f} MB on disk")


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        began = time.perf_counter()
        STEPS[sys.argv[1]](Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        took = f"{time.perf_counter() - began:.1f} s, {time.process_time():.1f} s of computing"
        print(f"{sys.argv[1]}: {took}, {peak:.0f} MB at most", flush=True)
    elif sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as temporary:
            main(Path(temporary))
