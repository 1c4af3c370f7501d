"""How long a large project of another program takes to read: 300 sources with 40,000 codings, counted as NVivo counts.

PYTHONPATH=. python tests/benchmarks/projects.py [SOURCES CODINGS]
"""

import random
import resource
import sys
import time
from bisect import bisect_left
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "importing"), str(Path(__file__).parents[1])]

from refi_files import code, codes, coding, filed, guid, project, qdpx, selection, sources  # noqa: E402
from small_study import TURNS_A_LINE  # noqa: E402

from framework.importing.foreign import open_project  # noqa: E402

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


def main() -> None:
    """Make the file, read it, print seconds and megabytes."""
    count, marks = (int(number) for number in sys.argv[1:3]) if len(sys.argv) > 2 else (300, 40_000)
    data = made(count, marks)
    begun = time.perf_counter()
    found = open_project("large.qdpx", data)
    seconds = time.perf_counter() - begun
    codings = sum(len(place.codings) for source in found.sources for place in source.selections)
    own, child = (
        resource.getrusage(whose).ru_maxrss / 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"{len(found.sources)} sources, {codings:,} codings: {seconds:.1f} s, {own:.0f} MB here, {child:.0f} MB there"
    )
    print(found.convention, *found.remarks, sep="\n")


if __name__ == "__main__":
    main()
