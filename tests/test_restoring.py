"""A study comes back from its archive as it was: what is stored, what is exported of it, what can be undone in it."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from archived import DAY, Parts, archive_of, brought_back, changed, lived, packed, parts_of
from openpyxl import load_workbook
from small_study import SmallStudy, _elsewhere, copy_of

from framework.bringing_back import account
from framework.errors import Conflict, FrameworkError, Invalid, NotFound, Unreadable
from framework.exporting import WRITERS, Selection
from framework.history import next_steps
from framework.importing import edited_workbook
from framework.importing.archive_of_study import look_through, read
from framework.model import Act, Carried, FrameworkVersion, Identity, Membership, Passage, Role, Theme
from framework.restoring import restore, returning
from framework.store.references import WORKBOOKS
from framework.workspace import Workspace

# What the coming back itself adds to a study: a line of the trail.
ID = re.compile(r"(\bQ|#theme |#case |(?<=[\"#])[a-z]+)[0-9]+(?:-[0-9]+)?\b")
OWN = {"data/acts.csv", "data/projects.csv", "audit_trail.csv"}


@pytest.fixture(scope="module")
def life(built: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallStudy, bytes]:
    """A study in which everything was done that can be done, closed, and its archive."""
    made = lived(copy_of(built, tmp_path_factory.mktemp("life")))
    data = archive_of(made)
    made.workspace.close()
    return made, data


@pytest.fixture
def before(life: tuple[SmallStudy, bytes], tmp_path: Path) -> Iterator[SmallStudy]:
    """That study, all one's own."""
    made = copy_of(life[0], tmp_path)
    yield made
    made.workspace.close()


@pytest.fixture
def data(life: tuple[SmallStudy, bytes]) -> bytes:
    """Its archive."""
    return life[1]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[SmallStudy]:
    """Another workspace, with people and a study of its own."""
    file = tmp_path / "host.sqlite3"
    made = SmallStudy(Workspace(file), file)
    for key, name in {"zoe": "Zoe Vane", "tom": "Tom Linden", "lead": "Helen Marsh"}.items():
        made.people[key] = made.workspace.add_person(name).id
    made.elsewhere = _elsewhere(made)
    yield made
    made.workspace.close()


@pytest.fixture
def after(data: bytes, host: SmallStudy) -> SmallStudy:
    """The same study, back in the other workspace."""
    return brought_back(data, host.workspace, host.file, "Helen Marsh")


def stored(s: SmallStudy) -> Parts:
    """The tables, the history and the texts in a study's archive."""
    return {name: data for name, data in parts_of(archive_of(s)).items() if name.startswith(("data/", "transcripts/"))}


def test_everything_that_was_stored_is_stored_again(before: SmallStudy, after: SmallStudy) -> None:
    then, now = stored(before), stored(after)
    assert then.keys() == now.keys()
    assert [name for name in then if then[name] != now[name] and name not in OWN] == []
    acts = [parts["data/acts.csv"].decode().splitlines(keepends=True) for parts in (then, now)]
    assert acts[1][:-1] == acts[0] and "brought the study back from the archive archive.zip" in acts[1][-1]


def test_nothing_of_the_other_studies_changes(data: bytes, host: SmallStudy) -> None:
    there = host.dump(journal=True)
    back = brought_back(data, host.workspace, host.file, "Helen Marsh")
    for table, rows in host.dump(journal=True).items():
        assert set(there[table]) <= set(rows), table
    assert host.elsewhere and back.id != host.elsewhere.id
    assert [act.sentence for act in host.elsewhere.ask(lambda study: study.find(Act))][0] == "started the study"


def test_people_of_the_same_name_are_the_same_and_the_others_come_along(data: bytes, host: SmallStudy) -> None:
    back = brought_back(data, host.workspace, host.file, "Zoe Vane")
    names = [person.name for person in host.workspace.people()]
    assert sorted(names) == sorted({*names}) and {"Ruth Adeyemi", "Maya Holt", "Rex Dunn"} < {*names}
    assert back.people["tom"] == host.people["tom"]
    roles = {m.person_id: m.role for m in back.ask(lambda study: study.all(Membership))}
    assert roles[host.people["zoe"]] is Role.LEAD and roles[host.people["lead"]] is Role.LEAD
    assert roles[back.people["ruth"]] is Role.ANALYST
    assert [design.title for _, design, _ in host.workspace.studies(back.people["ruth"])] == ["Practice"]


def exported(s: SmallStudy, what: str, version: str) -> str:
    """An export as words; of a workbook what stands in its cells. Ids in it are replaced by the order they come in."""
    with s.read() as study:
        frozen = study.one(FrameworkVersion, number=1) if version else None
        data = WRITERS[what].write(study, Selection(version_id=frozen.id if frozen else 0), DAY)
    words = data.decode("utf-8", "replace")
    if WRITERS[what].suffix == "xlsx":
        sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(data))}
        del sheets["Workbench passport"]
        words = repr(sheets)
    elif WRITERS[what].suffix == "docx":
        words = repr(parts_of(data))  # the package itself says when it was packed
    order: dict[str, int] = {}
    return ID.sub(lambda found: f"{found[1]}<{order.setdefault(found[0], len(order))}>", words)


@pytest.mark.parametrize("version", ["", "v1"])
@pytest.mark.parametrize("what", ["everything", "reading-room", "summary-csv", "codebook-csv", "codebook-docx"])
def test_what_is_exported_is_the_same(before: SmallStudy, after: SmallStudy, what: str, version: str) -> None:
    before.act("lead", "note_export", what="the archive")  # so that both stand at the same version
    assert exported(before, what, version) == exported(after, what, version)


def test_a_workbook_from_before_is_not_taken_for_one_of_now(before: SmallStudy, after: SmallStudy) -> None:
    """Its marks are ids, and those are others now."""
    books = []
    for s in (before, after):
        with s.read() as study:
            books.append(edited_workbook.look_through("book.xlsx", WRITERS["summary"].write(study)))
    assert after.ask(account, books[1]).unchanged
    for s, book in ((after, books[0]), (before, books[1])):
        with pytest.raises(Invalid, match="before it was brought back"):
            s.ask(account, book)


def test_other_programs_know_everything_by_the_same_guids(before: SmallStudy, after: SmallStudy) -> None:
    then, now = (s.ask(WRITERS["project-qdpx"].write) for s in (before, after))
    assert then == now


def test_all_can_be_undone_and_done_again_as_before(before: SmallStudy, after: SmallStudy) -> None:
    steps = 0
    for person in ("ruth", "tom", "supervisor", "reader") * 12:
        said = []
        for s in (before, after):
            try:
                said.append(str(s.act(person, "undo")))
            except (Conflict, NotFound) as refusal:
                said.append(str(refusal))
        steps += said[0].startswith("undid")
        assert said[0] == said[1]
    assert steps > 25
    for s in (before, after):
        for _ in range(3):
            s.act("tom", "redo")
    then, now = stored(before), stored(after)
    assert [name for name in then if then[name] != now[name] and name not in OWN | {"data/history.jsonl"}] == []


def test_the_coming_back_itself_is_nothing_to_undo(after: SmallStudy) -> None:
    last = after.ask(lambda study: study.find(Act))[-1]
    assert last.operation == "restore_study"
    with pytest.raises(Invalid, match="nothing to undo"):
        after.act("lead", "undo_act", act_id=last.id)
    step = after.ask(next_steps, after.people["lead"]).undo
    assert step is None or step.operation != "restore_study"


def test_new_work_goes_on_and_gets_ids_of_its_own(after: SmallStudy) -> None:
    themes = after.ask(lambda study: {theme.id for theme in study.all(Theme)})
    made = after.act("ruth", "add_theme", parent_id=None, name="Afterwards")
    assert made.id not in themes
    for _ in range(12):  # an undone removal brings rows back under ids that nobody may have been given meanwhile
        try:
            after.act("ruth", "undo")
        except FrameworkError:
            break


def test_a_study_that_is_here_already_comes_a_second_time(before: SmallStudy, data: bytes, host: SmallStudy) -> None:
    found = [brought_back(data, host.workspace, host.file, "Helen Marsh") for _ in range(2)]
    guids = [s.ask(lambda study: study.project.guid) for s in found]
    assert guids[0] == before.ask(lambda study: study.project.guid) and guids[1] != guids[0]
    assert returning(host.workspace, look_through("again.zip", data)).here
    keys = [{i.guid for i in s.ask(lambda study: study.find(Identity)) if i.key != WORKBOOKS} for s in found]
    assert keys[0] == keys[1] and str(UUID(int=8)) in keys[0]


def test_what_was_carried_comes_along(after: SmallStudy) -> None:
    (drawing,) = after.ask(lambda study: study.find(Carried))
    assert drawing.xml == '<Graph name="=1+1 \u2028"/>' and drawing.guid == str(UUID(int=7))


def test_words_are_found_by_searching_at_once(after: SmallStudy) -> None:
    from framework.search import search

    quote = after.ask(lambda study: study.find(Passage, adrift=False))[0].quote.split()[1]
    assert after.ask(lambda study: search(study, quote).hits)


def test_stopping_it_stores_nothing(data: bytes, host: SmallStudy) -> None:
    found = returning(host.workspace, look_through("archive.zip", data))
    there = host.dump(journal=True)

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(host.workspace, host.people["lead"], found, stop)
    assert host.dump(journal=True) == there


def test_an_archive_that_was_unpacked_and_packed_again_comes_back(data: bytes, workspace: Workspace) -> None:
    parts = parts_of(data)
    again = {**parts, "__MACOSX/._x": b"?", ".DS_Store": b"?", "licence.txt": b"Safeguarded."}
    found = look_through("again.zip", packed(again, checked=False, folder="deposit 7/"))
    assert found.others == ("deposit 7/licence.txt",)
    assert returning(workspace, found).title == "Practice"


def test_an_early_archive_without_later_columns_comes_back(data: bytes, workspace: Workspace) -> None:
    parts = parts_of(data)
    del parts["data/carried.csv"], parts["data/carried_files.csv"]
    parts["data/history.jsonl"] = b"".join(
        line for line in parts["data/history.jsonl"].splitlines(keepends=True) if b'"carried' not in line
    )
    parts["data/files.csv"] = b"".join(
        line for line in parts["data/files.csv"].splitlines(keepends=True) if b"carried/" not in line
    )
    assert returning(workspace, look_through("early.zip", packed(parts))).version > 50


# -- what is refused, each with its sentence --


def test_a_file_that_was_changed_is_named(data: bytes) -> None:
    parts = changed(parts_of(data), "data/memos.csv", lambda words: words.replace("thought", "taught"))
    with pytest.raises(Unreadable, match="its file data/memos.csv was changed since the archive was made"):
        read("a.zip", packed(parts, checked=False))


def test_a_file_that_is_missing_is_named(data: bytes) -> None:
    parts = parts_of(data)
    del parts["audit_trail.csv"]
    with pytest.raises(Unreadable, match="its file audit_trail.csv is missing"):
        read("a.zip", packed(parts, checked=False))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no archive of a study"),
        (b"PK\x03\x04 and no more", "damaged"),
        (packed({"notes.txt": b"Nothing."}, checked=False), "no list of checksums"),
        (packed({"README.txt": b"Something else."}), "does not say that it is the archive"),
        (packed({"README.txt": b"The archive of a study, made with Workbench (form 9)\n"}), "the form 9"),
        (packed({"manifest-sha256.txt": b"\xff"}, checked=False), "manifest-sha256.txt can’t be read"),
        (packed({"../out.txt": b""}), "points outside the file"),
    ],
)
def test_what_is_no_archive_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read("a.zip", data)


def line(words: str, number: int, new: str) -> str:
    """A table with one of its lines replaced, the titles being line 0."""
    lines = words.split("\r\n")
    lines[number] = new
    return "\r\n".join(lines)


UNDONE = re.compile(r"^((?:[^,]*,){2}[^\r]*?),,(?:[0-9]*),", re.M)


def above_itself(words: str) -> str:
    """The first theme that stands under another one stands under itself."""
    return re.sub(r"\r\n([0-9]+),[0-9]+,", r"\r\n\1,\1,", words, count=1)


HOSTILE = {
    "another table": ("data/owners.csv", lambda words: "id\r\n1\r\n", "the table owners"),
    "another column": ("data/pins.csv", lambda words: words.replace("position", "power"), "“power”"),
    "a lacking column": ("data/pins.csv", lambda words: "id,person_id,theme_id\r\n", "lacks the column “position”"),
    "no number": ("data/sites.csv", lambda words: words.replace("1,1,", "1,one,"), "“position” holds something"),
    "no such value": ("data/cells.csv", lambda words: words.replace("not asked", "not dared"), "“blank” holds"),
    "rows of two lengths": ("data/people.csv", lambda words: words + "7\r\n", "different lengths"),
    "a row of another study": (
        "data/memos.csv",
        lambda words: words.replace("study,1,", "study,2,"),
        "people or studies that are not in it",
    ),
    "a huge number": (
        "data/themes.csv",
        lambda words: line(words, 1, words.split("\r\n")[1].replace("1,", "900000000000,", 1)),
        "themes.csv are not numbered",
    ),
    "nobody": ("data/people.csv", lambda words: line(words, 1, "9,Nobody,N"), "people"),
    "a trail with a gap": ("data/acts.csv", lambda words: line(words, 3, ""), "different lengths|not whole"),
    "an act undone before it": ("data/acts.csv", lambda words: UNDONE.sub(r"\1,,1,", words, 1), "not in order"),
    "no guid": ("data/projects.csv", lambda words: words.replace("-", "", 1), "the identifier of its study is none"),
    "a theme above itself": ("data/themes.csv", above_itself, "a theme in it stands above itself"),
    "a place outside the text": (
        "data/turns.csv",
        lambda words: line(words, 1, words.split("\r\n")[1].rsplit(",", 2)[0] + ",999999,"),
        "outside its transcript",
    ),
    "a text that is not there": (
        "data/transcripts.csv",
        lambda words: re.sub("[0-9a-f]{64}", "0" * 64, words, count=1),
        "the text of a transcript is missing",
    ),
    "the same twice": (
        "data/memberships.csv",
        lambda words: words.replace("2,5,", "2,1,"),
        "its tables contradict each other|numbered",
    ),
    "strange evidence": (
        "data/cells.csv",
        lambda words: re.sub(r"\b[0-9]+:[0-9a-f]{10}", "1:nothing", words, count=1),
        "the evidence of a cell",
    ),
    "no history": ("data/history.jsonl", lambda words: "[]\n", "line 1 of its data/history.jsonl"),
    "a history of other rows": (
        "data/history.jsonl",
        lambda words: words.replace('"table": "cases"', '"table": "people"', 1),
        "history.jsonl holds something",
    ),
    "an image of another row": (
        "data/history.jsonl",
        lambda words: words.replace('"before": null, "after": {"id": 1,', '"before": null, "after": {"id": 2,', 1),
        "history.jsonl holds something",
    ),
    "half a character": ("data/designs.csv", lambda words: words.replace("Practice", "Prac\0tice"), "can’t"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_an_archive_that_would_do_harm_is_refused_and_nothing_is_stored(
    data: bytes, host: SmallStudy, case: str
) -> None:
    name, change, says = HOSTILE[case]
    parts = parts_of(data)
    spoilt = changed({name: b"", **parts}, name, change)  # type: ignore[arg-type]
    assert spoilt.get(name) != parts.get(name), "the case changes nothing"
    there = host.dump(journal=True)
    with pytest.raises(Unreadable, match=says):
        restore(host.workspace, host.people["lead"], returning(host.workspace, look_through("a.zip", packed(spoilt))))
    assert host.dump(journal=True) == there
