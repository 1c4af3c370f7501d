"""Broken files by the thousand: every reader, in the sandbox, on files with flipped bits, cuts, insertions and swaps.

    PYTHONPATH=. python tests/benchmarks/fuzz.py [MUTATIONS A FORMAT [FILES OF samples()]]

A good run ends with 0 faults: each file either comes in or is refused in a sentence that names it, and no reader
stumbles, stops or takes too long. Projects that can be read are also taken over into a study, which is then left as it
was.
"""

import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parents[1] / "importing"))

from lxml import etree  # noqa: E402
from native_files import QUALCODER, RQDA, TAGUETTE, Rows, database  # noqa: E402
from refi_files import code, codes, coding, element, guid, project, ref, selection, source, sources, words  # noqa: E402
from word_files import package, word  # noqa: E402
from written_files import odt, pdf, rtf, xlsx  # noqa: E402

from framework.errors import FrameworkError, Unreadable  # noqa: E402
from framework.foreign import Project  # noqa: E402
from framework.importing import foreign  # noqa: E402
from framework.importing.foreign.packages import COST  # noqa: E402
from framework.importing.sandbox import read_all, read_each  # noqa: E402
from framework.taking_over import Wishes, plan, take_over  # noqa: E402
from framework.workspace import Workspace  # noqa: E402

PROJECTS = (".qdpx", ".qde", ".qda", ".sqlite3", ".rqda")
FAULTS = ("stumbled", "made the reader stop", "took too long", "needs more memory")
SAID = [
    ("Interviewer", "How long have you been here? 😀"),
    ("P1", "Nine years — “mostly”."),
    ("Interviewer", "And?"),
] * 6


def samples() -> dict[str, bytes]:
    """A small transcript in each format."""
    lines = [f"{who}: {words}" for who, words in SAID]
    plain = [line.encode("cp1252", "ignore").decode("cp1252") for line in lines]
    cues = [(f"00:00:{n:02}", f"00:00:{n + 1:02}", who, words) for n, (who, words) in enumerate(SAID)]
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    rows = "".join(f"<tr><th>{who}</th><td>{words}</td></tr>" for who, words in SAID)
    return {
        "a.txt": "\n\n".join(lines).encode(),
        "a.docx": word(*lines, table=SAID),
        "a.odt": odt(paragraphs),
        "a.rtf": rtf(r"\par ".join(lines) + r"\trowd\intbl a\cell b\cell\row{\v hidden}{\*\shpinst{\shptxt box}}"),
        "a.pdf": pdf(plain, plain, plain),
        "a.html": f"<!doctype html><meta charset=utf-8><p>{'<p>'.join(lines)}<table>{rows}</table>".encode(),
        "a.vtt": ("WEBVTT\n\n" + "\n\n".join(f"{a}.000 --> {b}.000\n<v {w}>{s}</v>" for a, b, w, s in cues)).encode(),
        "a.srt": "\n\n".join(f"{n}\n{a},000 --> {b},000\n{s}" for n, (a, b, _, s) in enumerate(cues, 1)).encode(),
        "a.csv": "\n".join(f'{a},{w},"{s}"' for a, _, w, s in cues).encode(),
        "a.xlsx": xlsx([(a, w, s) for a, _, w, s in cues]),
        "a.qdpx": package({"project.qde": study(), "sources/a.txt": "\ufeff" + "\r\n".join(lines)}),
        "a.qde": study().encode(),
        "a.qda": database(QUALCODER, qualcoder("\n".join(lines))),
        "a.sqlite3": database(TAGUETTE, taguette(lines)),
        "a.rqda": database(RQDA, rqda("\n".join(lines))),
        "a.zip": package({"one/a.txt": "\n".join(lines), "one/b.docx": word(*lines), "c.vtt": "WEBVTT"}),
    }


def qualcoder(text: str) -> Rows:
    """A project of QualCoder."""
    when = {"owner": "ruth", "date": "2024-05-06 07:08:09"}
    return {
        "project": [{"databaseversion": "v11", "date": when["date"], "memo": "Begin here."}],
        "source": [{"id": 1, "name": "a.txt", "fulltext": text, "memo": "A note.", **when}],
        "code_cat": [{"catid": 1, "name": "Work", **when}],
        "code_name": [{"cid": 1, "name": "Time", "catid": 1, "color": "#FF0000", **when}],
        "code_text": [
            {
                "ctid": n,
                "cid": 1,
                "fid": 1,
                "seltext": text[9 * n : 9 * n + 8],
                "pos0": 9 * n,
                "pos1": 9 * n + 8,
                **when,
            }
            for n in range(1, 20)
        ],
        "cases": [{"caseid": 1, "name": "Dana", **when}],
        "case_text": [{"id": 1, "caseid": 1, "fid": 1, "pos0": 0, "pos1": len(text), **when}],
        "attribute_type": [{"name": "Age", "caseOrFile": "case", "valuetype": "numeric", **when}],
        "attribute": [{"attrid": 1, "name": "Age", "attr_type": "case", "value": "41", "id": 1, **when}],
        "journal": [{"jid": 1, "name": "One", "jentry": "A thought.", **when}],
    }


def taguette(lines: list[str]) -> Rows:
    """A project of Taguette."""
    made = {"project_id": 1, "created": "2024-05-06 07:08:09"}
    document = {"id": 1, "name": "a", "contents": "".join(f"<p>{line}</p>" for line in lines), **made}
    return {
        "projects": [{"id": 1, "name": "Care", "description": "", "created": made["created"]}],
        "documents": [{**document, "text_direction": "LEFT_TO_RIGHT"}],
        "tags": [{"id": 1, "project_id": 1, "path": "time.notes", "description": "When."}],
        "highlights": [
            {"id": n, "document_id": 1, "start_offset": 7 * n, "end_offset": 7 * n + 5, "snippet": "x"}
            for n in range(20)
        ],
        "highlight_tags": [{"highlight_id": n, "tag_id": 1} for n in range(20)],
    }


def rqda(text: str) -> Rows:
    """A project of RQDA."""
    here = {"status": 1, "owner": "ruth", "date": "Mon May 06 07:08:09 2024"}
    return {
        "source": [{"name": "a", "id": 1, "file": text, **here}],
        "freecode": [{"name": "Time", "id": 1, **here}],
        "coding": [
            {"cid": 1, "fid": 1, "seltext": text[9 * n : 9 * n + 8], "selfirst": 9 * n, "selend": 9 * n + 8, **here}
            for n in range(20)
        ],
        "cases": [{"name": "Dana", "id": 1, **here}],
        "caselinkage": [{"caseid": 1, "fid": 1, "selfirst": 0, "selend": len(text), **here}],
    }


def study() -> str:
    """A project with something of everything."""
    marks = [selection(n * 9, n * 9 + 7, coding(number=n), number=n, name="How long") for n in range(30)]
    points = [element("SyncPoint", guid=guid(n), timeStamp=n * 900, position=n) for n in range(3)]
    span = element("TranscriptSelection", coding(), guid=guid(9), fromSyncPoint=guid(1), toSyncPoint=guid(2))
    talk = element("Transcript", words("PlainTextContent", "One two 😀."), *points, span, guid=guid(5))
    texts = (
        source(*marks, plainTextPath="internal://a.txt", creationDateTime="2024-05-06T07:08:09Z"),
        source(*marks[:9], text="One\r\ntwo. " * 20, own=guid(2)),
        element("VideoSource", talk, guid=guid(7), path="internal://a.mp4"),
        element("PictureSource", element("PictureSelection", coding(), guid=guid(8), firstX=1), guid=guid(6)),
    )
    value = element("VariableValue", ref("VariableRef", guid(4)), words("FloatValue", "1,5"))
    case = element("Case", value, ref("SourceRef", guid(2)), guid=guid(3), name="Dana")
    note = element("Note", words("PlainTextContent", "Look."), guid=guid(1, "1"), name="n")
    return project(
        element("Users", element("User", guid=guid(1), name="Ruth")),
        codes(code(color="#FF0000"), code(guid(3), name="Dana")),
        element("Variables", element("Variable", guid=guid(4), name="Age", typeOfVariable="Float")),
        element("Cases", case),
        sources(*texts),
        element("Notes", note),
        element("Links", element("Link", guid=guid(1), originGUID=guid(2), targetGUID=guid(1, "1"))),
        element("Sets", element("Set", ref("MemberSource", guid(2)), guid=guid(2), name="Wave 1")),
        ref("NoteRef", guid(1, "1")),
    )


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with one to four wounds."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(made) + 1), chance.randint(1, 60)
        match chance.randrange(5):
            case 0 if made:
                made[min(at, len(made) - 1)] ^= 1 << chance.randrange(8)
            case 1:
                del made[at if chance.random() < 0.3 else max(0, len(made) - size) :]
            case 2:
                made[at:at] = chance.choice([chance.randbytes(size), made[:size], b"\0" * size, b"<{[(\\\"'" * 3])
            case 3:
                other = chance.randrange(len(made) + 1)
                made[at : at + size], made[other : other + size] = made[other : other + size], made[at : at + size]
            case _:
                made[at : at + size] = chance.randbytes(size)
    return bytes(made)


def mutated_within(data: bytes, chance: random.Random) -> bytes:
    """A package in which one part has the wounds, so that they get past the checksums."""
    with ZipFile(BytesIO(data)) as opened:
        parts = {part: opened.read(part) for part in opened.namelist()}
    if "project.qde" in parts and chance.random() < 0.6:
        return package({**parts, "project.qde": mutated_tree(parts["project.qde"], chance)})
    part = chance.choice([part for part in parts if part.endswith((".xml", ".txt", ".docx", ".vtt", ".qde"))])
    return package({**parts, part: mutated(parts[part], chance)})


STRANGE = ("", "-1", "99999999999999999999", "1e9", "{}", "\ufeff😀", "0", "7", "true", "../x", "internal://", "2024")


def mutated_tree(data: bytes, chance: random.Random) -> bytes:
    """XML that is sound but odd: attributes changed or gone, elements moved, doubled, renamed, emptied."""
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 12)):
        found = [one for one in root.iter() if one is not root]
        one, other = chance.choice(found), chance.choice(found)
        keys = list(one.attrib)
        match chance.randrange(6):
            case 0 if keys:
                one.set(chance.choice(keys), chance.choice(STRANGE))
            case 1 if keys:
                del one.attrib[chance.choice(keys)]
            case 2:
                other.append(deepcopy(one))
            case 3 if other not in list(one.iter()):
                other.append(one)
            case 4:
                one.tag = other.tag
            case _:
                one.text = chance.choice(STRANGE)
    made: bytes = etree.tostring(root, encoding="utf-8")
    return made


def files(name: str, data: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    """So many wounded files, the same in every run."""
    chance = random.Random(name)  # noqa: S311
    for _ in range(count):
        if name.endswith(".qde") and chance.random() < 0.8:
            yield name, mutated_tree(data, chance)
            continue
        within = data.startswith(b"PK") and chance.random() < 0.7
        yield name, (mutated_within if within else mutated)(data, chance)


def answers(name: str, wounded: Iterator[tuple[str, bytes]]) -> Iterator[object]:
    """What the sandbox says of each file."""
    if name.endswith(PROJECTS):
        return read_each(wounded, foreign.CHILD, foreign.checked, COST)
    return read_all(wounded)


class _LeftAsItWas(Exception):
    """Ends an act that was only tried."""


class Trial:
    """A study into which projects are taken over, and which they leave again."""

    def __init__(self, folder: str) -> None:
        self._workspace = Workspace(Path(folder) / "trial.sqlite3")
        self._person = self._workspace.local_person().id
        self._study = self._workspace.start_study(self._person, "Trial")

    def fault(self, found: object) -> str:
        """What goes wrong in taking a project over; nothing where nothing does."""
        if not isinstance(found, Project):
            return ""
        try:
            with self._workspace.read(self._study, self._person) as opened:
                plan(opened, found, Wishes())
            with self._workspace.change(self._study, self._person) as change:
                take_over(change, found, Wishes(), {})
                raise _LeftAsItWas
        except (_LeftAsItWas, FrameworkError):
            return ""
        except Exception as fault:
            traceback.print_exc()
            return f"taking over: {type(fault).__name__}"


def main() -> int:
    """Run all formats, or those named, and print what came of them; returns the number of faults."""
    with tempfile.TemporaryDirectory() as folder:
        return run(Trial(folder))


def run(trial: Trial) -> int:
    """The same, with a study in which projects are tried."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    faults = 0
    for name, data in samples().items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        begun, read, refused, wrong = time.perf_counter(), 0, Counter[str](), Counter[str]()
        for answer in answers(name, files(name, data, count)):
            if not isinstance(answer, Unreadable):
                read += 1
                if fault := trial.fault(answer):
                    wrong[fault] += 1
            else:
                said = str(answer)
                bad = (
                    any(fault in said for fault in FAULTS) or said == f"{name} can’t be read." or not said.endswith(".")
                )
                (wrong if bad else refused)[said] += 1
        faults += wrong.total()
        seconds = time.perf_counter() - begun
        told = f"{refused.total():4} refused in {len(refused):2} ways, {wrong.total()} faults, {seconds:.1f} s"
        print(f"{name:7} {read:4} read, {told}", flush=True)
        for said, times in wrong.items():
            print(f"        {times} × {said}")
    return faults


if __name__ == "__main__":
    sys.exit(bool(main()))
