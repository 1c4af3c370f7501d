"""The invented study of `transcripts_sample`, entered through the ordinary operations, each act by its own person."""

import csv
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from framework import importing
from framework.cases import add_attribute, set_value
from framework.charting import leave_blank, write_cell
from framework.corrections import correct_turn
from framework.coverage import dark_stretches, sweep_transcript, triage
from framework.design import describe_study, set_abbreviations, set_group_types, set_role_groups, set_sites
from framework.errors import Unreadable
from framework.importing import file_names, voices
from framework.indexing import index_passage, mark_passage, pin_theme
from framework.memos import note_in_margin, pin_memo, write_memo
from framework.model import (
    About,
    Attribute,
    AttributeKind,
    Blank,
    BlockKind,
    Cell,
    Consent,
    Dark,
    GroupType,
    MemoKind,
    Origin,
    Role,
    RoleGroup,
    Site,
    Theme,
    Transcript,
    Verdict,
)
from framework.people import add_to_study
from framework.refining import split_theme
from framework.reviewing import clear_due, review_theme
from framework.store.journal import Change
from framework.themes import add_theme, choose_example, define_theme, rename_theme
from framework.transcripts import Arrival, import_transcripts, mark_as_read, turns_of
from framework.versions import freeze_framework
from framework.workspace import Workspace

Row = dict[str, str]
Progress = Callable[[float, str], object]

PILOT_SITE = "LA1_"
PILOT_NOTE = "Tried out on the transcripts of LA1."
REFINED_NOTE = "Three names and three limits changed after LA1 had been indexed."
# Number → what the sub-theme was called in the pilot, and why that was changed.
PILOT_NAMES = {
    "1.2": ("Influences on confidence", "Nobody could say what was no influence; the question is what shapes it"),
    "2.1": ("University", "Diplomas and placements belong here as well"),
    "2.6": ("Responsibility", "Read as professional responsibility by both analysts"),
}
# Number → what belongs there, what does not, and why that had to be said.
LIMITS = {
    "1.1": ("Where people place themselves or a colleague", "Why they stand there: 1.2", "Mixed up with 1.2 in LA1"),
    "2.1": ("Degree, diploma, placement", "Courses an employer pays for later: 2.2", "Two passages stood under both"),
    "2.6": ("Whose task training is", "Whether there was time to go: 2.2.2", "Overlapped with 2.2.2 in LA1, FG2"),
}
# Number → the passage that shows what is meant.
EXAMPLES = {
    "1.1": "LA1_FG1-01",
    "2.1": "LA1_FG1-06",
    "2.2.2": "LA1_FG1-10",
    "2.4.3": "LA1_FG1-26",
    "2.5": "LA1_FG1-12",
    "2.6": "LA1_FG1-15",
}

# The sub-theme that was split off the one above it when LA1 to LA3 had been indexed, who did so, and why.
SPLIT_OFF, SPLIT_BY = "2.2.8", "TL"
SPLIT_REASON = "Interpreters come up in three sites and in their own right, not as one more obstacle to training"
BEFORE_SPLIT = ("LA2_", "LA3_")
# Who has looked again at transcripts that the split had made due; the others wait still.
LOOKED_AGAIN = {
    "LA1_FG2": "TL",
    "LA3_FG1": "RA",
    "LA3_FG2": "TL",
    "LA3_Manager_1": "RA",
    "LA3_Manager_2": "TL",
    "LA3_Manager_3": "RA",
}

IN_GROUPS = "Social worker"  # the focus groups were held with social workers; their files' names do not say so


def load_sample(workspace: Workspace, *, progress: Progress = lambda share, doing: None) -> int:
    """Enter the invented study as a new one led by the local person; returns its id.

    `progress` is told the share done (0 to 1) and what is being done, and may raise to stop.
    """
    loading = _Loading(workspace, sample_folder())
    steps: list[tuple[float, str, Callable[[], None]]] = [
        (0.0, "Describing the study", loading.describe),
        (0.05, "Importing the transcripts", loading.import_all),
        (0.2, "Noting who has read what", loading.note_readings),
        (0.25, "Building the thematic framework", loading.build_framework),
        (0.3, "Indexing", loading.index),
        (0.58, "Judging what is under no theme", loading.judge_dark_text),
        (0.6, "Charting", loading.chart),
        (0.92, "Writing memos", loading.write_memos),
        (0.95, "Reviewing", loading.review),
    ]
    for share, doing, step in steps:
        progress(share, doing)
        step()
    progress(1.0, "Done")
    return loading.project_id


def sample_folder() -> Path:
    """Where the invented study lies: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "transcripts_sample", package.parent / "transcripts_sample"):
        if (folder / "study.toml").is_file():
            return folder
    raise Unreadable("The invented study is missing from this installation.", "transcripts_sample")


class _Loading:
    """One loading of the study: where it goes, and under which ids its people, transcripts and themes are stored."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder
        with (folder / "study.toml").open("rb") as file:
            self.design: dict[str, Any] = tomllib.load(file)
        self.lead = workspace.local_person().id
        self.project_id = workspace.start_study(self.lead, self.design["title"])
        self.people: dict[str, int] = {}
        self.transcripts: dict[str, Transcript] = {}
        self.themes: dict[str, int] = {}
        self.passages: dict[str, int] = {}

    def act(self, person_id: int, *deeds: Callable[[Change], object]) -> None:
        """Do these things as one act of a person; none, no act."""
        if deeds:
            with self.workspace.change(self.project_id, person_id) as change:
                for deed in deeds:
                    deed(change)

    def rows(self, name: str) -> list[Row]:
        """The rows of one of the study's tables."""
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    # -- the study --

    def describe(self) -> None:
        """Title, questions, sites, roles, groups, abbreviations, attributes and people."""
        design = self.design
        roles = [{"name": name} for name in design["role_groups"]]
        terms = [{"term": term, "meaning": meaning} for term, meaning in design["abbreviations"].items()]
        self.act(self.lead, lambda change: describe_study(change, design["title"], "\n".join(design["questions"])))
        self.act(self.lead, lambda change: set_sites(change, design["sites"]))
        self.act(self.lead, lambda change: set_role_groups(change, roles))
        self.act(self.lead, lambda change: set_group_types(change, design["group_types"]))
        self.act(self.lead, lambda change: set_abbreviations(change, terms))
        self.act(self.lead, *(_adding_attribute(attribute) for attribute in design["attributes"]))
        for person in design["people"]:
            self._add_person(person["name"], person["initials"], Role(person["role"]))

    def _add_person(self, name: str, initials: str, role: Role) -> None:
        """Somebody whom an earlier loading has made known is the same person."""
        known = {(person.name, person.initials): person for person in self.workspace.people()}
        person = known.get((name, initials)) or self.workspace.add_person(name, initials)
        self.people[initials] = person.id
        self.act(self.lead, lambda change: add_to_study(change, person.id, role))

    # -- the transcripts --

    def import_all(self) -> None:
        """The transcripts, one act for each site, with the attributes of their cases."""
        analysts = [self.people["RA"], self.people["TL"]]
        files = sorted((self.folder / "transcripts").iterdir())
        values = {row["case"]: row for row in self.rows("cases.csv")}
        for turn, (_, some) in enumerate(groupby(files, lambda file: file.stem.split("_")[0])):
            person = analysts[turn % len(analysts)]
            names = self._import(person, list(some))
            self.act(person, *(self._setting(name, values[name]) for name in names))

    def _import(self, person: int, files: list[Path]) -> list[str]:
        with self.workspace.change(self.project_id, person) as change:
            stored = import_transcripts(change, [_arrival(change, file) for file in files])
        names = [file.stem for file in files]
        self.transcripts |= dict(zip(names, stored, strict=True))
        return names

    def _setting(self, name: str, values: Row) -> Callable[[Change], object]:
        def deed(change: Change) -> None:
            for attribute in change.all(Attribute):
                set_value(change, self.transcripts[name].case_id, attribute.id, values[attribute.name])

        return deed

    def note_readings(self) -> None:
        """Who has read which transcript through, and their reading notes."""
        for row in self.rows("reading.csv"):
            id = self.transcripts[row["transcript"]].id
            self.act(self.people[row["person"]], lambda change, id=id: mark_as_read(change, id))  # type: ignore[misc]

    # -- the framework --

    def build_framework(self) -> None:
        """The thematic framework, one act for each main theme."""
        rows = [row for row in self.rows("framework.csv") if row["number"] != SPLIT_OFF]
        for _, some in groupby(rows, lambda row: row["number"].split(".")[0]):
            self.act(self.lead, *(self._adding_theme(row) for row in some))
        self.themes[SPLIT_OFF] = self.themes[SPLIT_OFF.rpartition(".")[0]]
        self.act(self.lead, lambda change: freeze_framework(change, "Pilot", PILOT_NOTE))

    def _refine(self) -> None:
        """What the pilot taught, each change with its reason; then the framework is frozen again."""
        for number, (_, reason) in PILOT_NAMES.items():
            name = next(row["name"] for row in self.rows("framework.csv") if row["number"] == number)
            self._reasoned(reason, lambda change, n=number, name=name: rename_theme(change, self.themes[n], name))  # type: ignore[misc]
        for number, (include, exclude, reason) in LIMITS.items():
            self._reasoned(reason, self._limiting(number, include, exclude))
        for number, passage in EXAMPLES.items():
            self.act(self.lead, self._exemplifying(number, passage))
        self.act(self.lead, lambda change: freeze_framework(change, "After the pilot", REFINED_NOTE))

    def _split(self) -> None:
        """One sub-theme is split off another with what belongs there; some transcripts are looked at again."""
        self._reasoned(SPLIT_REASON, self._splitting_off, self.people[SPLIT_BY])
        for name, initials in LOOKED_AGAIN.items():
            id = self.transcripts[name].id
            self.act(self.people[initials], lambda change, id=id: clear_due(change, id))  # type: ignore[misc]

    def _splitting_off(self, change: Change) -> None:
        row = next(row for row in self.rows("framework.csv") if row["number"] == SPLIT_OFF)
        above = self.themes[row["parent"]]
        about = [row["id"] for row in self.rows("index.csv") if SPLIT_OFF in row["themes"].split(";")]
        passages = [self.passages[id] for id in about if id in self.passages]
        part = {"name": row["name"], "definition": row["definition"], "passages": passages}
        (self.themes[SPLIT_OFF],) = split_theme(change, above, [part])

    def _reasoned(self, reason: str, deed: Callable[[Change], object], person_id: int | None = None) -> None:
        with self.workspace.change(self.project_id, person_id or self.lead) as change:
            change.reason = reason
            deed(change)

    def _limiting(self, number: str, include: str, exclude: str) -> Callable[[Change], object]:
        def deed(change: Change) -> None:
            theme = change.get(Theme, self.themes[number])
            define_theme(change, theme.id, theme.definition, theme.origin, include, exclude)

        return deed

    def _exemplifying(self, number: str, passage: str) -> Callable[[Change], object]:
        return lambda change: choose_example(change, self.themes[number], self.passages[passage])

    def _adding_theme(self, row: Row) -> Callable[[Change], object]:
        """*Other* is there with its main theme and is only defined."""

        def deed(change: Change) -> None:
            parent, origin = self.themes.get(row["parent"]), Origin(row["origin"])
            other = next((t for t in change.find(Theme, parent_id=parent) if t.other and t.name == row["name"]), None)
            if other is None:
                name = PILOT_NAMES.get(row["number"], (row["name"], ""))[0]
                theme = add_theme(change, parent, name, row["definition"], origin)
            else:
                theme = define_theme(change, other.id, row["definition"], origin)
            self.themes[row["number"]] = theme.id

        return deed

    # -- the analysis --

    def index(self) -> None:
        """The first site is the pilot; what it taught changes the framework before the other sites are indexed.

        After three sites a sub-theme is split off another.
        """
        rows = self.rows("index.csv")
        self._index([row for row in rows if row["transcript"].startswith(PILOT_SITE)])
        self._refine()
        self._index([row for row in rows if row["transcript"].startswith(BEFORE_SPLIT)])
        self._split()
        self._index([row for row in rows if not row["transcript"].startswith((PILOT_SITE, *BEFORE_SPLIT))])

    def _index(self, rows: list[Row]) -> None:
        """The passages of one transcript by one analyst are one act; a memo about a passage is another."""
        for (_, analyst), some in _together(rows, "transcript", "analyst"):
            self.act(self.people[analyst], *map(self._indexing, some))
        for row in rows:
            if row["memo"]:
                passage = self.passages[row["id"]]
                self._write_memo(row["analyst"], About.PASSAGE, passage, row["memo"], MemoKind.MEMO)

    def _indexing(self, row: Row) -> Callable[[Change], object]:
        def deed(change: Change) -> None:
            transcript = self.transcripts[row["transcript"]]
            start, end = _located(change.text(transcript.digest), row, "index.csv")
            themes = [self.themes[number] for number in row["themes"].split(";")]
            self.passages[row["id"]] = index_passage(change, transcript.id, start, end, themes).id

        return deed

    def judge_dark_text(self) -> None:
        """The pilot's transcripts are swept; some talk under no theme is irrelevant, some the beginning of a theme."""
        for row in self.rows("reading.csv"):
            if row["transcript"].startswith(PILOT_SITE) and row["person"] == "RA":
                id = self.transcripts[row["transcript"]].id
                self.act(self.people["RA"], lambda change, id=id: sweep_transcript(change, id))  # type: ignore[misc]
        for row in self.rows("dark.csv"):
            self.act(self.people[row["analyst"]], self._judging(row))

    def _judging(self, row: Row) -> Callable[[Change], object]:
        def deed(change: Change) -> None:
            transcript = self.transcripts[row["transcript"]]
            text, dark = change.text(transcript.digest), dark_stretches(change, transcript)
            start, end = next(span for span in dark if text.startswith(row["begins"], span[0]))
            triage(change, transcript.id, start, end, Dark(row["verdict"]))

        return deed

    def write_memos(self) -> None:
        """Notes about the study, its transcripts, cases, themes and cells, and in the margins."""
        for row in self.rows("memos.csv"):
            about, id = self._noted(row["about"])
            self._write_memo(row["author"], about, id, row["text"], MemoKind(row["kind"]), bool(row["pinned"]))
        for row in self.rows("margin.csv"):
            self.act(self.people[row["author"]], self._noting(row))

    def _noted(self, about: str) -> tuple[About, int]:
        """What a memo is about: “study”, “case LA1_FG1”, “cell LA1_FG1 2.5”, a transcript or the number of a theme."""
        match about.split():
            case ["study"]:
                return About.STUDY, self.project_id
            case ["case", name]:
                return About.CASE, self.transcripts[name].case_id
            case ["cell", name, number]:
                place = {"case_id": self.transcripts[name].case_id, "theme_id": self.themes[number]}
                with self.workspace.read(self.project_id, self.lead) as study:
                    return About.CELL, study.find(Cell, **place)[0].id
        transcript = self.transcripts.get(about)
        return (About.TRANSCRIPT, transcript.id) if transcript else (About.THEME, self.themes[about])

    def _write_memo(self, author: str, about: About, id: int, text: str, kind: MemoKind, pinned: bool = False) -> None:
        def deed(change: Change) -> None:
            memo = write_memo(change, about, id, text, kind)
            if pinned:
                pin_memo(change, memo.id)

        self.act(self.people[author], deed)

    def _noting(self, row: Row) -> Callable[[Change], object]:
        def deed(change: Change) -> None:
            transcript = self.transcripts[row["transcript"]]
            start, end = _located(change.text(transcript.digest), row, "margin.csv")
            note_in_margin(change, transcript.id, start, end, row["text"])

        return deed

    def chart(self) -> None:
        """The cells of one case under one main theme are one act of whoever indexed most of the transcript."""
        analysts: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.rows("index.csv"):
            analysts[row["transcript"]][row["analyst"]] += 1
        cells = _together(self.rows("cells.csv"), "case", "theme")
        for (case, _), some in groupby(cells, lambda cell: (cell[0][0], cell[0][1].split(".")[0])):
            ((analyst, _),) = analysts[case].most_common(1)
            self.act(self.people[analyst], *(self._charting(case, number, rows) for (_, number), rows in some))

    def _charting(self, case: str, number: str, rows: list[Row]) -> Callable[[Change], object]:
        case_id, theme_id = self.transcripts[case].case_id, self.themes[number]
        if rows[0]["kind"] not in set(BlockKind):
            return lambda change: leave_blank(change, case_id, theme_id, Blank(rows[0]["kind"]), 0)
        parts = [
            {"kind": row["kind"], "text": row["text"], "passages": [self.passages[id] for id in _ids(row["passages"])]}
            for row in rows
        ]
        return lambda change: write_cell(change, case_id, theme_id, parts, 0)

    # -- the review --

    def review(self) -> None:
        """Themes under the number keys, marks on passages, judgements of themes, and a slip of the typist put right."""
        for (initials,), some in _together(self.rows("pins.csv"), "person"):
            self.act(self.people[initials], *map(self._pinning, some))
        for row in self.rows("marks.csv"):
            self.act(self.people[row["analyst"]], self._marking(row))
        for row in self.rows("reviews.csv"):
            self.act(self.people[row["person"]], self._judging_theme(row))
        for row in self.rows("corrections.csv"):
            self.act(self.people[row["person"]], self._correcting(row))

    def _pinning(self, row: Row) -> Callable[[Change], object]:
        return lambda change: pin_theme(change, self.themes[row["theme"]], int(row["key"]) - 1)

    def _marking(self, row: Row) -> Callable[[Change], object]:
        strength, key, consent = int(row["strength"] or 0), bool(row["key"]), Consent(row["consent"])
        return lambda change: mark_passage(change, self.passages[row["passage"]], strength, key, consent)

    def _judging_theme(self, row: Row) -> Callable[[Change], object]:
        return lambda change: review_theme(change, self.themes[row["theme"]], Verdict(row["verdict"]), row["note"])

    def _correcting(self, row: Row) -> Callable[[Change], object]:
        """Other words for those that stand once in the transcript, within one turn."""

        def deed(change: Change) -> None:
            transcript = self.transcripts[row["transcript"]]
            text = change.text(transcript.digest)
            start, _ = _located(text, {"begins": row["said"], "ends": row["said"]}, "corrections.csv")
            turn = next(turn for turn in turns_of(change, transcript.id) if turn.speech <= start < turn.end)
            words = text[turn.speech : turn.end].replace(row["said"], row["corrected"])
            correct_turn(change, transcript.id, turn.number, words, row["note"])

        return deed


def _adding_attribute(attribute: dict[str, Any]) -> Callable[[Change], object]:
    kind, choices = AttributeKind(attribute["kind"]), attribute.get("choices", [])
    return lambda change: add_attribute(change, attribute["name"], kind, choices)


def _arrival(change: Change, file: Path) -> Arrival:
    """A file as a person would settle it at the import: its name says where it belongs, its labels are kept."""
    sites = {site.code: site.id for site in change.all(Site)}
    roles = {role.name: role.id for role in change.all(RoleGroup)}
    groups = {group.code: group.id for group in change.all(GroupType)}
    draft = importing.read(file.name, file.read_bytes())
    guess = file_names.guess(file.name, list(sites), list(roles), list(groups))
    leading = voices.leaders(draft)
    return Arrival(
        draft=draft,
        kind=guess.kind,
        site_id=sites[guess.site or ""],
        role_group_id=roles[guess.role or IN_GROUPS],
        group_type_id=groups[guess.group_type] if guess.group_type else None,
        voices={turn.label: (turn.label, turn.label in leading) for turn in draft.turns if turn.label},
    )


def _located(text: str, row: Row, table: str) -> tuple[int, int]:
    """Where the stretch that a row means begins and ends in its transcript."""
    start = text.find(row["begins"])
    end = text.find(row["ends"], start)
    if start < 0 or end < 0 or text.find(row["begins"], start + 1) >= 0:
        raise Unreadable(f"“{row['begins']} … {row['ends']}” is not in its transcript, or more than once.", table)
    return start, end + len(row["ends"])


def _together(rows: Iterable[Row], *names: str) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Rows with the same values under these names, in the order of their first row."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    yield from found.items()


def _ids(written: str) -> list[str]:
    return [id for id in written.split(";") if id]
