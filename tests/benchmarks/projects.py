"""How long a large project of another program takes: 300 sources with 40,000 codings, counted as NVivo counts.

PYTHONPATH=. python tests/benchmarks/projects.py [SOURCES CODINGS]. Prints seconds for reading it in the sandbox, saying
what would come of it, taking it over in one act, writing it again, undoing it; and the greatest memory.
"""

import os
import random
import resource
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "importing"), str(Path(__file__).parents[1])]

from refi_files import code, codes, coding, filed, guid, project, qdpx, selection, sources  # noqa: E402
from small_study import TURNS_A_LINE  # noqa: E402

from framework.exporting import write  # noqa: E402
from framework.importing.foreign import open_project  # noqa: E402
from framework.taking_over import Wishes, plan, take_over  # noqa: E402
from framework.workspace import Workspace  # noqa: E402

LENGTH = 60_000
CODES = 200


def talk(chance: random.Random) -> str:
    """A transcript with CR LF and emoji."""
    said, length = [], 0
    while length < LENGTH:
        words = " ".join(chance.choices(TURNS_A_LINE, k=chance.randint(1, 8)))
        said.append(f"{chance.choice(('Interviewer', 'P1'))}: {words} {chance.choice(('😀', ''))}.")
        length += len(said[-1])
    return "\r\n\r\n".join(said)


def made(count: int, marks: int) -> bytes:
    """The package. No selection has a name, so that the edges of words have to tell."""
    chance = random.Random(1)  # noqa: S311
    texts, files = [], {}
    for number in range(count):
        own, text = guid(number), talk(chance)
        beyond = [at for at, letter in enumerate(text) if letter > "\uffff"]
        files[f"Sources/{own}.txt"] = b"\xef\xbb\xbf" + text.encode()
        places = []
        for place in range(number, marks, count):
            start = text.find(" ", chance.randrange(len(text) - 1000)) + 1
            end = text.find(" ", start + 300)
            here = coding(guid(chance.randrange(CODES), "a"), place, creatingUser=guid(place % 5, "b"))
            counted = (at + bisect_left(beyond, at) for at in (start, end))
            places.append(selection(*counted, here, number=place))
        texts.append(filed(*places, own=own, path=f"internal://{own}.txt", name=f"LA{number}"))
    book = codes(*(code(guid(number, "a"), name=f"code {number}") for number in range(CODES)))
    return qdpx(project(book, sources(*texts), origin="NVivo"), files)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something took."""
    start = time.perf_counter()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<28}{time.perf_counter() - start:8.1f} s   greatest memory until now {peak:,.0f} MB")


def main() -> None:
    """Measure."""
    documents, codings = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (300, 40_000)
    print(f"{documents} documents, {codings:,} codings, {CODES} codes; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        data = made(documents, codings)
        print(f"{'the file':<28}{len(data) / 1e6:8.1f} MB")
        workspace = Workspace(Path(folder) / "study.sqlite3")
        person = workspace.local_person().id
        study = workspace.start_study(person, "Large")
        whole = time.perf_counter()
        with timed("read in the sandbox"):
            project = open_project("large.qdpx", data)
        with timed("planned"), workspace.read(study, person) as opened:
            plan(opened, project, Wishes())
        with timed("taken over"), workspace.change(study, person) as change:
            told = take_over(change, project, Wishes(), {})
        print(f"{'all of it':<28}{time.perf_counter() - whole:8.1f} s")
        print("   ", "; ".join(told.done))
        with timed("written again (.qdpx)"), workspace.read(study, person) as opened:
            write(opened, "project-qdpx", Path(folder))
        with timed("undone"):
            workspace.run(study, person, "undo", {})
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"greatest memory: {own:,.0f} MB here, {child:,.0f} MB in the reader")


if __name__ == "__main__":
    main()
