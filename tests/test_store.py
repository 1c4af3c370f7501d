"""An edit that was confirmed is never lost, never applied twice; a workspace that opens is whole."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import writers
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from small_study import FOCUS_GROUP, SmallStudy, arrival, copy_of, talk
from sqlalchemy import event
from sqlcipher3 import dbapi2

from framework import charting, history, indexing, interpretation, matrices
from framework.errors import FrameworkError, NotAllowed, NotFound, Unreadable
from framework.model import CaseKind, Passage
from framework.store import fulltext
from framework.store.database import Database, alembic_config, wal_is_safe
from framework.store.schema import HEAD, metadata
from framework.transcripts import import_transcripts
from framework.workspace import Workspace

KILLS = 15
methods = multiprocessing.get_all_start_methods()
processes: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
processes.set_forkserver_preload(["writers"])


def run_together(target: Callable[..., None], *arguments: tuple[Any, ...]) -> None:
    """Run one process for each tuple of arguments, all at once."""
    started = [processes.Process(target=target, args=own) for own in arguments]
    for process in started:
        process.start()
    for process in started:
        process.join()
    assert [process.exitcode for process in started] == [0] * len(started)


def sound(file: Path) -> bool:
    """Whether SQLite finds the file whole and every reference in it kept."""
    opened = Database(file)
    with opened.reading() as connection:
        whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        kept = connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    opened.close()
    return whole and kept


# -- opening --


def test_every_connection_is_set_to_be_safe(tmp_path: Path) -> None:
    opened = Database(tmp_path / "a.sqlite3")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}
    wanted |= {"temp_store": 2, "busy_timeout": 10000}
    with opened.reading() as first, opened.writing() as second, opened.reading() as third:
        for connection in (first, second, third):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted
    opened.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((3, 51, 2), False),
        ((3, 50, 7), True),
        ((3, 50, 6), False),
        ((3, 44, 6), True),
        ((3, 44, 5), False),
        ((3, 45, 1), False),
        ((3, 40, 1), False),
    ],
)
def test_the_write_ahead_log_is_used_only_where_sqlite_keeps_it_safe(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_the_workspace_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.sqlite3"
    Workspace(file).close()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_migrations_lead_to_exactly_the_tables_of_the_schema(tmp_path: Path) -> None:
    opened = Database(tmp_path / "a.sqlite3")
    with opened.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": fulltext.belongs_to_schema})
        assert compare_metadata(context, metadata) == []
    opened.close()
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD


@contextmanager
def plainly(file: Path) -> Iterator[Any]:
    """The file without our house around it.

    By the same SQLite: two different ones in one process take each other's locks away and do corrupt a file in use.
    """
    connection = dbapi2.connect(str(file))
    yield connection
    connection.commit()
    connection.close()


def test_a_database_of_a_newer_program_is_refused_in_a_sentence(study: SmallStudy) -> None:
    study.workspace.close()
    with plainly(study.file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = study.file.read_bytes()
    with pytest.raises(Unreadable, match="newer Workbench"):
        Workspace(study.file)
    assert study.file.read_bytes() == before


def test_before_a_migration_the_file_is_copied(study: SmallStudy) -> None:
    before = study.dump(journal=True)
    study.workspace.close()
    with plainly(study.file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(Unreadable, match="does not know"):  # no such form was ever released
        Workspace(study.file)
    (copy,) = study.file.parent.glob("*.before-*")
    assert copy.stat().st_mode & 0o077 == 0
    for file in (copy, study.file):
        with plainly(file) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [HEAD])
        study.workspace = Workspace(file)
        assert study.dump(journal=True) == before
        study.workspace.close()


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    for number, statements in enumerate(
        (
            ["CREATE TABLE notes (body TEXT)"],
            ["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('ae1027a6acf')"],
        )
    ):
        file = tmp_path / f"{number}.sqlite3"
        with plainly(file) as connection:
            for statement in statements:
                connection.execute(statement)
        before = file.read_bytes()
        with pytest.raises(Unreadable, match="another program"):
            Workspace(file)
        assert file.read_bytes() == before


def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(b"PK\x03\x04 not a database" * 300)
    before = file.read_bytes()
    with pytest.raises(Unreadable, match="not a Workbench database"):
        Workspace(file)
    assert file.read_bytes() == before
    with pytest.raises(Unreadable, match="could not be opened"):
        Workspace(tmp_path)
    with pytest.raises(Unreadable, match="could not be opened"):
        Workspace(file / "a.sqlite3")


def test_a_copy_made_while_others_write_is_complete(study: SmallStudy, tmp_path: Path) -> None:
    place = {**study.turns("LA2, FG1", 1, 1), "themes": [study.themes["Supervision"]]}
    first = place["start"]
    person = study.people["tom"]
    busy = processes.Process(target=writers.write_passages, args=(study.file, study.id, person, place, first, 60))
    busy.start()
    for number in range(5):
        copy = tmp_path / f"copy{number}.sqlite3"
        study.workspace.database.copy_to(copy)
        assert sound(copy)
        whole_acts(copy, study.id)
    busy.join()
    assert busy.exitcode == 0


def whole_acts(file: Path, project: int) -> int:
    """Every act whole: its number follows, it has its writes, the study's version is the last; returns that."""
    with plainly(file) as connection:
        numbers = [
            n for (n,) in connection.execute("SELECT number FROM acts WHERE project_id = ? ORDER BY id", [project])
        ]
        (version,) = connection.execute("SELECT version FROM projects WHERE id = ?", [project]).fetchone()
        (empty,) = connection.execute(
            "SELECT count(*) FROM acts WHERE operation NOT IN ('start_study', 'note_export')"
            " AND id NOT IN (SELECT act_id FROM writes)"
        ).fetchone()
    assert numbers == list(range(1, version + 1))
    assert empty == 0
    return int(version)


# -- many at once, and the plug pulled --


def test_four_processes_lose_nothing(study: SmallStudy) -> None:
    place = {"transcript_id": study.transcripts["LA2, FG1"], "themes": [study.themes["Supervision"]]}
    before = study.ask(lambda s: (s.version, s.count(Passage)))
    people = [study.people[name] for name in ("lead", "ruth", "tom", "ruth")]
    own = [(study.file, study.id, person, place, 100 * n, 40) for n, person in enumerate(people)]
    run_together(writers.write_passages, *own)
    assert study.ask(lambda s: (s.version, s.count(Passage))) == (before[0] + 160, before[1] + 160)
    assert whole_acts(study.file, study.id) == before[0] + 160
    assert sound(study.file)


def test_who_reads_and_then_writes_never_writes_over_anybody(study: SmallStudy) -> None:
    case, theme = study.cases["LA2, FG1"], study.themes["Supervision"]
    people = [study.people[name] for name in ("lead", "ruth", "tom", "ruth")]
    run_together(writers.rewrite_a_cell, *((study.file, study.id, person, case, theme, 10) for person in people))
    assert len(study.ask(matrices.cell, case, theme).parts) == 40


def test_several_processes_may_open_a_new_workspace_at_once(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite3"
    run_together(writers.open_and_leave, *[(file,)] * 4)
    opened = Workspace(file)
    assert len(opened.people()) == 4
    opened.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_killing_the_program_loses_no_act_that_was_confirmed(study: SmallStudy, tmp_path: Path) -> None:
    choose = random.Random(9)  # noqa: S311
    place = {"transcript_id": study.transcripts["LA2, FG1"], "themes": [study.themes["Supervision"]]}
    confirmed: set[str] = set()
    for round in range(KILLS):
        said = tmp_path / f"said{round}"
        arguments = (study.file, study.id, study.people["tom"], place, round, said)
        busy = processes.Process(target=writers.write_until_killed, args=arguments)
        busy.start()
        while not (said.exists() and said.stat().st_size) and busy.is_alive():
            time.sleep(0.005)
        time.sleep(choose.uniform(0, 0.12))
        assert busy.pid is not None
        os.kill(busy.pid, signal.SIGKILL)
        busy.join()
        confirmed |= set(said.read_text().split("\n")[:-1])
        with plainly(study.file) as connection:
            stored = {r for (r,) in connection.execute("SELECT request FROM acts WHERE request IS NOT NULL")}
        assert confirmed <= stored
        assert len(stored - confirmed) <= round + 1
        whole_acts(study.file, study.id)
    assert len(confirmed) > KILLS
    assert sound(study.file)


def test_a_full_disk_is_said_and_loses_nothing(study: SmallStudy) -> None:
    where = {"case_id": study.cases["LA2, FG1"], "theme_id": study.themes["Supervision"]}

    def write(text: str) -> None:
        seen = study.ask(matrices.cell, **where).seen
        study.act("ruth", "write_cell", **where, parts=[{"text": text * 2000}], seen=seen)

    engine = study.workspace.database.engine

    def room(more: int) -> None:
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + more}")

    room(8)
    last = study.dump(journal=True)
    with pytest.raises(FrameworkError, match="no room left"):
        for letter in "abcdefghijklmnop":
            write(letter)
            last = study.dump(journal=True)
    assert study.dump(journal=True) == last
    room(10_000)
    write("z")
    assert study.ask(matrices.cell, **where).parts[0].text.startswith("zzz")
    assert sound(study.file)


def test_who_takes_no_part_in_a_study_sees_nothing_of_it(study: SmallStudy) -> None:
    with pytest.raises(NotAllowed, match="no part"), study.read("outsider"):
        pass
    with pytest.raises(NotAllowed), study.workspace.read(study.elsewhere.id, study.people["ruth"]):  # type: ignore[union-attr]
        pass
    with pytest.raises(NotFound), study.workspace.read(999, study.people["lead"]):
        pass
    with pytest.raises(NotFound):
        study.workspace.start_study(999, "A study of nobody's")
    assert [design.title for _, design, _ in study.workspace.studies(study.people["ruth"])] == [
        "Confidence in practice"
    ]
    assert study.workspace.studies(study.people["outsider"]) == []


def test_who_reads_sees_one_state_while_others_write(study: SmallStudy) -> None:
    with study.read() as now:
        before = now.count(Passage)
        study.act("ruth", "remove_passage", passage_id=study.passages[0])
        assert now.count(Passage) == before
        assert len(now.find(Passage)) == before
    assert study.ask(lambda s: s.count(Passage)) == before - 1


# -- the cost of an act and of an answer does not grow with the study --


def enlarge(s: SmallStudy, times: int) -> None:
    """Add as many cases, passages and cells as make the study so many times larger."""
    lead, subs = s.people["lead"], [s.themes[n] for n in ("Supervision", "University training", "What raises it")]
    with s.workspace.change(s.id, lead) as change:
        drafts = [talk(FOCUS_GROUP, 30, 1000 + n) for n in range(3 * (times - 1))]
        place = (s.sites["LA2"], s.roles["Manager"], s.groups["FG2"])
        stored = import_transcripts(change, [arrival(draft, CaseKind.FOCUS_GROUP, *place) for draft in drafts])
        for number, transcript in enumerate(stored):
            for start in range(0, 400, 100):
                indexing.index_passage(change, transcript.id, start, start + 60, subs[: 1 + number % 3])
            charting.write_cell(change, transcript.case_id, subs[0], [{"text": "Words."}], 0)


class Counter:
    """How many statements are sent, and what they are."""

    def __init__(self, workspace: Workspace) -> None:
        self.statements: list[str] = []
        event.listen(workspace.database.engine, "before_cursor_execute", self._note)

    def _note(self, connection: object, cursor: object, statement: str, *rest: object) -> None:
        self.statements.append(statement)


def in_a_new_program(s: SmallStudy, run: Callable[[SmallStudy], object]) -> list[str]:
    """The statements sent where nothing is remembered yet."""
    s.workspace.close()
    s.workspace = Workspace(s.file)
    counter = Counter(s.workspace)
    run(s)
    return counter.statements


COSTS: dict[str, tuple[int, Callable[[SmallStudy], object]]] = {
    "index a passage": (
        22,
        lambda s: s.act(
            "ruth",
            "index_passage",
            transcript_id=s.transcripts["LA1, FG1"],
            start=0,
            end=60,
            themes=[s.themes["Supervision"]],
        ),
    ),
    "take a passage out": (
        25,
        lambda s: s.act("ruth", "take_out", passage_id=s.passages[0], theme_id=s.themes["Range of confidence"]),
    ),
    "write a cell": (
        30,
        lambda s: s.act(
            "tom",
            "write_cell",
            case_id=s.cases["LA2, FG1"],
            theme_id=s.themes["In-service training"],
            parts=[{"text": "Little.", "passages": [s.passages[7]]}],
            seen=0,
        ),
    ),
    "undo": (22, lambda s: s.act("tom", "undo")),
    "merge": (
        25,
        lambda s: s.act("ruth", "merge_themes", theme_id=s.themes["Supervision"], into_id=s.themes["Confidence"]),
    ),
    "passages of a transcript": (5, lambda s: s.ask(indexing.passages_of, s.transcripts["LA1, FG1"])),
    "passages under a theme": (6, lambda s: s.ask(indexing.passages_under, s.themes["Training"])),
    "summary matrix": (20, lambda s: s.ask(matrices.summary_matrix, s.themes["Workload and support"])),
    "locating matrix": (20, lambda s: s.ask(matrices.locating_matrix)),
    "comparison": (25, lambda s: s.ask(interpretation.compare, "Site", interpretation.Unit.PEOPLE)),
    "trail": (4, lambda s: s.ask(history.trail)),
    "next steps": (6, lambda s: s.ask(history.next_steps, s.people["tom"])),
}


@pytest.fixture(scope="module")
def twenty_times(built: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    large = copy_of(built, tmp_path_factory.mktemp("large"))
    enlarge(large, 20)
    yield large
    large.workspace.close()


@pytest.mark.parametrize("what", COSTS)
def test_an_act_or_answer_costs_as_many_statements_in_a_study_twenty_times_larger(
    study: SmallStudy, twenty_times: SmallStudy, tmp_path: Path, what: str
) -> None:
    most, run = COSTS[what]
    twenty_times.workspace.close()
    folder = tmp_path / "large"
    folder.mkdir()
    large = copy_of(twenty_times, folder)
    small_cost, large_cost = (in_a_new_program(s, run) for s in (study, large))
    large.workspace.close()
    assert len(large_cost) == len(small_cost), "\n".join(large_cost)
    assert len(small_cost) <= most, "\n".join(small_cost)


def test_placing_a_passage_takes_a_dozen_statements_once_the_study_is_known(study: SmallStudy) -> None:
    _, run = COSTS["index a passage"]
    run(study)
    study.act("ruth", "undo")
    counter = Counter(study.workspace)
    run(study)
    assert len(counter.statements) <= 12, "\n".join(counter.statements)


@pytest.mark.parametrize("what", ["index a passage", "undo", "next steps", "passages of a transcript"])
def test_what_is_asked_all_the_time_reads_no_large_table_through(study: SmallStudy, what: str) -> None:
    large = ("acts", "writes", "passages", "index_entries", "turns", "blocks", "links", "memos")
    engine = study.workspace.database.engine
    plans: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith("SELECT"):
            raw = connection.connection.dbapi_connection.cursor()
            plans.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall())

    COSTS[what][1](study)
    assert plans
    assert [plan for plan in plans if any(plan == f"SCAN {table}" for table in large)] == []
