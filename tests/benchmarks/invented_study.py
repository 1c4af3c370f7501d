"""A study of any size, invented from a seed: what the benchmarks measure.

Two sizes differ in the number of everything and in nothing else: a transcript, a theme and a case are alike in both.
The first transcript is even the same, word for word. The rows are written past the acts, many at a time, but as acts
would have left them: one for each passage and one for the charting of each case, with their images in the journal.
"""

import json
import random
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Table, Text, update

from framework.cases import Site
from framework.design import set_role_groups, set_sites
from framework.model import Role, RoleGroup
from framework.people import add_to_study
from framework.store import schema
from framework.store.database import remove_files
from framework.store.journal import Change
from framework.themes import add_theme, columns, main_themes, with_descendants
from framework.transcripts import digest_of, line_numbers, line_starts
from framework.workspace import Workspace

WORDS_EACH = 10_000
SUBS_EACH = 3  # sub-themes of a main theme, beside Other; the first has a sub-theme of its own: six themes in all
MAIN_THEMES_EACH = 8  # main themes that one transcript speaks of
PASSAGES_EACH = 160
TWO_THEMES = 4  # every fourth passage stands under two themes
ENTRIES_EACH = PASSAGES_EACH + PASSAGES_EACH // TWO_THEMES
SITES = 20
LONGEST = (25_000, 1_500)  # words and passages
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WORDS = [
    *("the", "rota", "week", "full", "before", "begins", "nobody", "says", "one", "morning", "manager", "asks", "how"),
    *("waits", "until", "answered", "learn", "sitting", "beside", "somebody", "knows", "case", "stays", "way", "home"),
    *("confidence", "practice", "call", "would", "visit", "family", "notes", "written", "evening", "team", "meeting"),
    *("late", "again", "never", "years", "two", "training", "course", "afternoon", "court", "report", "supervision"),
    *("time", "enough", "cover", "duty", "phone", "child", "school", "worried", "asked", "told", "felt", "better"),
]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a study: index entries and main themes. `longest`: the last transcript is unusually long."""

    entries: int
    main_themes: int
    longest: bool = False

    @property
    def transcripts(self) -> int:
        """How many transcripts hold so many entries."""
        return self.entries // ENTRIES_EACH

    @property
    def name(self) -> str:
        """The name of the file it is kept under."""
        return f"invented-{schema.HEAD}-{self.entries}{'-longest' if self.longest else ''}.sqlite3"


SMALL, LARGE = Size(4_000, 10), Size(400_000, 50)


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented study, open: led by the first of its people; the last of them has done nothing yet."""

    workspace: Workspace
    file: Path
    project_id: int
    people: tuple[int, ...]

    @property
    def lead(self) -> int:
        """Who acts in the measurements."""
        return self.people[0]


@contextmanager
def invented(size: Size, kept: Path | None = None) -> Iterator[Invented]:
    """An invented study in a temporary file: a copy of the one in the folder `kept`, where one is to be kept."""
    with TemporaryDirectory(prefix="invented-") as folder:
        file = Path(folder) / size.name
        if kept is None:
            _build_aloud(file, size)
        else:
            kept.mkdir(parents=True, exist_ok=True)
            if not (kept / size.name).exists():
                _build_aloud(file, size)
                shutil.copyfile(file, kept / size.name)
            shutil.copyfile(kept / size.name, file)
        workspace = Workspace(file)
        people = tuple(person.id for person in workspace.people())
        yield Invented(workspace, file, workspace.studies(people[0])[0][0].id, people)
        workspace.close()


def _build_aloud(file: Path, size: Size) -> None:
    began = time.perf_counter()
    build(file, size)
    print(
        f"built {size.entries:,} entries in {time.perf_counter() - began:.0f} s, {file.stat().st_size / 2**20:,.0f} MB"
    )


def build(file: Path, size: Size) -> None:
    """Write an invented study into a new database file."""
    remove_files(file)
    workspace = Workspace(file)
    lead = workspace.add_person("Ada Lark").id
    people = [lead, *(workspace.add_person(name).id for name in ("Ben Moss", "Cleo Reed", "Dora Fern"))]
    project_id = workspace.start_study(lead, f"An invented study of {size.entries:,} entries")
    with workspace.change(project_id, lead) as change:
        for person_id in people[1:]:
            add_to_study(change, person_id, Role.ANALYST)
        set_sites(change, [{"code": f"LA{n}"} for n in range(1, SITES + 1)])
        set_role_groups(change, [{"name": "Manager"}])
        for main in range(size.main_themes):
            _add_main_theme(change, main)
        places = _Places(
            project_id=project_id,
            people=people[:-1],
            sites=[site.id for site in change.all(Site)],
            role_group=change.all(RoleGroup)[0].id,
            themes=[
                {
                    column.theme.id: with_descendants(change, column.theme.id)
                    for column in columns(change, main.theme.id)
                }
                for main in main_themes(change)
            ],
        )
        number = change.project.version + 1
    with workspace.database.writing() as connection:
        _Writing(connection, places, number).write(size)
    workspace.close()


def _add_main_theme(change: Change, main: int) -> None:
    top = add_theme(change, None, f"{WORDS[main].title()} {main + 1}", "What is said of it.")
    subs = [
        add_theme(change, top.id, f"{WORDS[main + n].title()} and {WORDS[n]}", "As above.") for n in range(SUBS_EACH)
    ]
    add_theme(change, subs[0].id, "A finer point")


@dataclass(frozen=True, slots=True)
class _Places:
    """What passages, cases and cells refer to. `themes`: for each main theme its columns, each with what is beneath."""

    project_id: int
    people: list[int]
    sites: list[int]
    role_group: int
    themes: list[dict[int, list[int]]]


@dataclass(slots=True)
class _Talk:
    """The text of a transcript, its turns (voice, start, speech, end), and where its sentences stand."""

    text: str = ""
    turns: list[tuple[int, int, int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)


@cache
def _sentences() -> list[str]:
    choose = random.Random(1)  # noqa: S311
    return [" ".join(choose.choices(WORDS, k=choose.randint(8, 16))).capitalize() + "." for _ in range(1500)]


def _talk(seed: int, words: int, voices: int) -> _Talk:
    """A talk of so many words: voice 0 leads it, the others answer."""
    choose = random.Random(seed)  # noqa: S311
    talk, parts, at, left, number = _Talk(), [], 0, words, 0
    while left > 0:
        voice = 0 if number % 2 == 0 else 1 + choose.randrange(voices - 1)
        label = f"{'Interviewer' if voice == 0 else f'S{voice}'}: "
        said = choose.choices(_sentences(), k=1 if voice == 0 else choose.randint(2, 6))
        speech = place = at + len(label)
        for sentence in said:
            talk.sentences.append((place, place + len(sentence)))
            place += len(sentence) + 1
            left -= sentence.count(" ") + 1
        parts.append(label + " ".join(said))
        talk.turns.append((voice, at, speech, place - 1))
        at, number = place, number + 1
    talk.text = "\n".join(parts)
    return talk


class _Writing:
    """The large tables, written transcript by transcript with ids of our own counting."""

    def __init__(self, connection: Connection, places: _Places, number: int) -> None:
        self.connection, self.places, self.number = connection, places, number
        self.rows: dict[Table, list[tuple[Any, ...]]] = {}
        self.ids: dict[Table, Iterator[int]] = {}
        self.act_id = self.next_id(schema.acts)
        self.time = BEGAN

    def write(self, size: Size) -> None:
        """All transcripts of a study with their cases, passages, cells and memos."""
        for n in range(size.transcripts):
            is_longest = size.longest and n == size.transcripts - 1
            self.transcript(n, *(LONGEST if is_longest else (WORDS_EACH, PASSAGES_EACH)))
            if n % 50 == 49:
                self.flush()
        self.flush()
        versions = {table.name: self.number for table in schema.TABLES.values()}
        project = update(schema.projects).where(schema.projects.c.id == self.places.project_id)
        self.connection.execute(project.values(version=self.number, versions=json.dumps(versions)))

    def transcript(self, n: int, words: int, passages: int) -> None:
        """A case with its transcript, and everything that was made of it."""
        labels = ["Interviewer", *(f"S{voice}" for voice in range(1, 5 if n % 4 == 0 else 2))]
        talk, sites = _talk(n, words, len(labels)), self.places.sites
        kind = "focus group" if len(labels) > 2 else "interview"
        where = {"site_id": sites[n % len(sites)], "role_group_id": self.places.role_group}
        case = self.add(schema.cases, kind=kind, **where, number=n // len(sites) + 1)
        digest, lines = digest_of(talk.text), line_starts(talk.text)
        self.rows.setdefault(schema.texts, []).append((digest, talk.text))
        facts = {"source": f"talk {n}.txt", "digest": digest, "layout": "label", "at": self.moment()}
        sizes = {"words": len(talk.text.split()), "lines": len(lines)}
        transcript = self.add(schema.transcripts, case_id=case, **facts, **sizes)
        heard = [
            self.add(schema.participants, case_id=case, position=voice, label=label, moderator=voice == 0)
            for voice, label in enumerate(labels)
        ]
        for number, (voice, start, speech, end) in enumerate(talk.turns, 1):
            span = {"start": start, "speech": speech, "end": end}
            self.add(schema.turns, transcript_id=transcript, number=number, participant_id=heard[voice], **span)
        for person in self.places.people[:2]:
            self.add(schema.readings, transcript_id=transcript, person_id=person, at=self.moment())
        self.index(n, talk, lines, transcript, passages)
        self.chart(n, case)

    def index(self, n: int, talk: _Talk, lines: list[int], transcript: int, passages: int) -> None:
        """The passages of a transcript, each an act; every fourth under two themes, every tenth with a memo."""
        choose, mains = random.Random(n + 1_000_000), self.mains_of(n)  # noqa: S311
        self.quotes: dict[int, list[tuple[int, str]]] = {}
        for p in range(passages):
            first = choose.randrange(len(talk.sentences) - 2)
            start, end = talk.sentences[first][0], talk.sentences[first + choose.randrange(2)][1]
            by = {"person_id": self.places.people[(n + p) % len(self.places.people)], "at": self.moment()}
            place = dict(zip(("first_line", "last_line"), line_numbers(lines, start, end), strict=True))
            place |= {"transcript_id": transcript, "start": start, "end": end}
            quote = talk.text[start:end]
            passage = self.add(schema.passages, acted=True, **place, quote=quote, **by)
            main = choose.choice(mains)
            for column in choose.sample(list(main), 2 if p % TWO_THEMES == 0 else 1):
                under = {"passage_id": passage, "theme_id": choose.choice(main[column]), "transcript_id": transcript}
                self.add(schema.index_entries, acted=True, **under, **by)
                self.quotes.setdefault(column, []).append((passage, quote))
            self.act("index_passage", "Index a passage", f"placed lines of transcript {n}", by)
            if p % 10 == 0:
                about = {"about": "passage", "about_id": passage, "kind": "memo"}
                self.add(schema.memos, **about, text="Come back to this.", **by)

    def chart(self, n: int, case: int) -> None:
        """The cells of a case, two of three written: a summary and the participant's own words."""
        choose = random.Random(n + 2_000_000)  # noqa: S311
        by = {"person_id": self.places.people[n % len(self.places.people)], "at": self.moment()}
        for place, (theme, found) in enumerate(sorted(self.quotes.items())):
            if place % 3 == 2:
                continue
            cell = self.add(schema.cells, acted=True, case_id=case, theme_id=theme, version=self.number + 1, **by)
            said = " ".join(choose.choices(_sentences(), k=3))
            for position, (kind, text) in enumerate((("summary", said), ("verbatim", found[0][1]))):
                block = self.add(schema.blocks, acted=True, cell_id=cell, position=position, kind=kind, text=text)
                self.add(schema.links, acted=True, block_id=block, passage_id=found[0][0])
        self.act("write_cell", "Write a cell", f"charted transcript {n}", by)

    def mains_of(self, n: int) -> list[dict[int, list[int]]]:
        """The main themes that a transcript speaks of: the first eight in the first transcript."""
        every = self.places.themes
        return every[:MAIN_THEMES_EACH] if n == 0 else random.Random(n).sample(every, MAIN_THEMES_EACH)  # noqa: S311

    # -- rows --

    def add(self, table: Table, /, *, acted: bool = False, **values: Any) -> int:
        """One more row; returns its id. `acted`: it is written by the act that is told next."""
        id = values["id"] if "id" in values else self.next_id(table)
        row = {**_empty(table), **values, "id": id}
        if "project_id" in row:
            row["project_id"] = self.places.project_id
        self.rows.setdefault(table, []).append(tuple(row.values()))
        if acted:
            image = {**row, "at": f"{row['at'].replace(' ', 'T')}+00:00"} if "at" in row else row
            after = json.dumps(image, ensure_ascii=False)
            self.add(schema.writes, act_id=self.act_id, table=table.name, row_id=id, after=after)
        return id

    def act(self, operation: str, label: str, sentence: str, by: dict[str, Any]) -> None:
        """The act that wrote the images just added."""
        self.number += 1
        told = {"number": self.number, "operation": operation, "label": label, "sentence": sentence}
        self.add(schema.acts, id=self.act_id, **told, **by)
        self.act_id = self.next_id(schema.acts)

    def next_id(self, table: Table) -> int:
        """The next id of a table that nobody else is writing to."""
        if table not in self.ids:
            last = self.connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}").scalar()  # noqa: S608
            self.ids[table] = count((last or 0) + 1)
        return next(self.ids[table])

    def moment(self) -> str:
        """The time of the next act, as SQLite keeps it."""
        self.time += timedelta(seconds=20)
        return f"{self.time:%Y-%m-%d %H:%M:%S}.000000"

    def flush(self) -> None:
        """Store what has been gathered."""
        for table in [schema.texts, *schema.metadata.sorted_tables]:
            if rows := self.rows.pop(table, None):
                names = ", ".join(f'"{column.name}"' for column in table.columns)
                marks = ", ".join("?" * len(table.columns))
                self.connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608


@cache
def _empty(table: Table) -> dict[str, Any]:
    """A row of a table with nothing in it, also in the columns that this module has never heard of."""
    return {
        column.name: None if column.nullable else "" if isinstance(column.type, Text) else 0 for column in table.columns
    }


def median(values: Iterable[float]) -> float:
    """The middle one."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
