"""How long a large project of another program takes: 300 documents, 40,000 codings, 100 codes; and what it needs.

`python tests/benchmarks/projects.py [DOCUMENTS CODINGS]`. Prints seconds for reading in the sandbox, planning, taking
over in one act, undoing it, writing it again; and the greatest memory of this process and of its children.
"""

import os
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from framework.exporting import write
from framework.history import next_steps
from framework.importing.foreign import open_project
from framework.taking_over import Wishes, plan, take_over
from framework.workspace import Workspace

TALK = (
    "we talk about the case with the team before the visit and after it because nobody wants to be alone with what "
    "they saw there and supervision comes late when the week is full of meetings that nobody asked for"
)
CODES, USERS = 100, 5


def guid(kind: int, number: int) -> str:
    """A GUID of an invented thing."""
    return str(UUID(int=(kind << 64) + number + 1))


def text(choose: random.Random, turns: int = 60) -> str:
    """An invented talk of two."""
    said = (" ".join(choose.choices(TALK.split(), k=choose.randint(20, 90))) for _ in range(turns))
    return "\n".join(f"{'Interviewer' if n % 2 == 0 else 'S1'}: {words}." for n, words in enumerate(said))


def write_project(file: Path, documents: int, codings: int) -> None:
    """A project as another program might write it."""
    choose = random.Random(3)  # noqa: S311
    codes = "".join(
        f'<Code guid="{guid(1, top * 10)}" name="Theme {top}" isCodable="true" color="#4477aa">'
        + "".join(
            f'<Code guid="{guid(1, top * 10 + n)}" name="Code {top}.{n}" isCodable="true"/>' for n in range(1, 10)
        )
        + "</Code>"
        for top in range(CODES // 10)
    )
    users = "".join(f'<User guid="{guid(2, n)}" name="Coder {n}"/>' for n in range(USERS))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        sources, cases, made = [], [], 0
        for number in range(documents):
            words = text(choose)
            package.writestr(f"sources/{guid(3, number)}.txt", words)
            selections = []
            for _ in range(codings * (number + 1) // documents - made):
                start = choose.randrange(len(words) - 200)
                end = start + choose.randint(20, 200)
                made += 1
                code = guid(1, choose.randrange(CODES))
                coding = (
                    f'<Coding guid="{guid(5, made)}" creatingUser="{guid(2, made % USERS)}" '
                    f'creationDateTime="2026-03-01T10:00:00Z"><CodeRef targetGUID="{code}"/>'
                )
                selections.append(
                    f'<PlainTextSelection guid="{guid(4, made)}" startPosition="{start}" endPosition="{end}">'
                    f"{coding}</Coding></PlainTextSelection>"
                )
            sources.append(
                f'<TextSource guid="{guid(3, number)}" name="Interview {number}" '
                f'plainTextPath="internal://{guid(3, number)}.txt">{"".join(selections)}</TextSource>'
            )
            ref = f'<SourceRef targetGUID="{guid(3, number)}"/>'
            cases.append(f'<Case guid="{guid(6, number)}" name="Person {number}">{ref}</Case>')
        package.writestr(
            "project.qde",
            f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="Large" '
            f'origin="Other"><Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>'
            f"<Cases>{''.join(cases)}</Cases><Sources>{''.join(sources)}</Sources></Project>",
        )


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something took."""
    start = time.perf_counter()
    yield
    print(f"{what:<28}{time.perf_counter() - start:8.1f} s")


def main() -> None:
    """Measure."""
    documents, codings = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (300, 40_000)
    print(f"{documents} documents, {codings:,} codings, {CODES} codes; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.qdpx"
        write_project(file, documents, codings)
        print(f"the file{file.stat().st_size / 1e6:28.1f} MB")
        workspace = Workspace(Path(folder) / "study.sqlite3")
        person = workspace.local_person().id
        study = workspace.start_study(person, "Large")
        whole = time.perf_counter()
        with timed("read in the sandbox"):
            project = open_project(file.name, file.read_bytes())
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
        with workspace.read(study, person) as opened:
            assert next_steps(opened, person).redo is not None
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"greatest memory: {own:,.0f} MB here, {child:,.0f} MB in the reader")


if __name__ == "__main__":
    main()
