"""A small invented study, built once through the real acts and copied for each test.

Two sites (LA1, LA2), two role groups, two focus groups and one interview, three main themes, a dozen passages, cells,
memos; led by Helen, with Ruth and Tom as analysts, Maya as supervisor and Rex as reader. Olive knows the workspace and
takes no part. `Elsewhere` is another study of Helen's in the same database: nothing of it may ever be seen from here.
"""

import random
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

# The rooms announce their acts when they are imported.
from framework import (  # noqa: F401
    approval,
    board,
    cases,
    charting,
    design,
    guide,
    history,
    indexing,
    interpretation,
    memos,
    people,
    themes,
    transcripts,
)
from framework.model import (
    About,
    AttributeKind,
    Blank,
    CaseKind,
    Draft,
    DraftTurn,
    GroupType,
    MemoKind,
    Passage,
    Role,
    RoleGroup,
    Site,
    Theme,
    Transcript,
)
from framework.store.schema import metadata
from framework.study import Study
from framework.transcripts import Arrival
from framework.workspace import Done, Workspace

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]

TURNS_A_LINE = (
    "the rota is full before the week begins and nobody says so",
    "we had one morning on it and then never again in two years",
    "my manager asks how I am and waits until I have answered",
    "you learn it by sitting beside somebody who knows",
    "a case like that stays with you on the way home",
    "I would not call it confidence, I would call it practice",
)


@dataclass
class SmallStudy:
    """A study under test: ids by name, and acts and questions by name of the person."""

    workspace: Workspace
    file: Path
    id: int = 0
    people: dict[str, int] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    themes: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    transcripts: dict[str, int] = field(default_factory=dict)
    passages: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    memos: list[int] = field(default_factory=list)
    attributes: dict[str, int] = field(default_factory=dict)
    elsewhere: "SmallStudy | None" = None

    def done(self, person: str, name: str, request: str | None = None, /, **arguments: Any) -> Done:
        """What came of an act."""
        return self.workspace.run(self.id, self.people[person], name, arguments, request)

    def act(self, person: str, name: str, /, **arguments: Any) -> Any:
        """Carry out an act; returns what it returned."""
        return self.done(person, name, **arguments).result

    def read(self, person: str = "lead") -> AbstractContextManager[Study]:
        """The study as this person sees it."""
        return self.workspace.read(self.id, self.people[person])

    def ask(self, answer: Callable[Concatenate[Study, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of a room about the study as it stands."""
        with self.read() as study:
            return answer(study, *args, **kwargs)

    def text(self, name: str) -> str:
        """The text of the transcript of this case."""
        with self.read() as study:
            return study.text(study.by_id(Transcript)[self.transcripts[name]].digest)

    def find(self, name: str, words: str) -> dict[str, int]:
        """Where words first stand in the transcript of a case, as arguments."""
        start = self.text(name).index(words)
        return {"transcript_id": self.transcripts[name], "start": start, "end": start + len(words)}

    def turns(self, name: str, first: int, last: int) -> dict[str, int]:
        """Where the turns with these numbers are spoken, as arguments."""
        found = self.ask(transcripts.turns_of, self.transcripts[name])
        return {
            "transcript_id": self.transcripts[name],
            "start": found[first - 1].speech,
            "end": found[last - 1].end,
        }

    def trail(self) -> list[str]:
        """The sentences of the audit trail, the newest first."""
        return [act.sentence for act in self.ask(history.trail)]

    def dump(self, *, journal: bool = False) -> dict[str, list[Row]]:
        """Every row of every table, texts left out (they are kept for ever), the journal too unless asked for."""
        leave_out = {"texts"} if journal else {"texts", "acts", "writes", "projects"}
        with self.workspace.database.reading() as connection:
            return {
                table.name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"')]  # noqa: S608
                for table in metadata.sorted_tables
                if table.name not in leave_out
            }


def talk(voices: list[str], turns: int, seed: int, last: str = "") -> Draft:
    """A transcript of so many turns, each one line long, in which no two turns are alike."""
    choose = random.Random(seed)  # noqa: S311
    text, found = "", []
    for number in range(1, turns + 1):
        label = voices[number % len(voices)]
        said = last if last and number == turns else f"{number:03d} {choose.choice(TURNS_A_LINE)}."
        start = len(text)
        text += f"{label}: {said}"
        found.append(DraftTurn(label, start, start + len(label) + 2, len(text)))
        text += "\n"
    return Draft(f"talk_{seed}.txt", text, "label", tuple(found))


def arrival(
    draft: Draft, kind: CaseKind, site: int | None = None, role: int | None = None, group: int | None = None
) -> Arrival:
    """A draft with its place; whoever is called Moderator leads the talk."""
    labels = dict.fromkeys(turn.label for turn in draft.turns)
    return Arrival(draft, kind, site, role, group, {label: (label, label == "Moderator") for label in labels})


FOCUS_GROUP = ["Moderator", "S1", "S2", "S3"]
INTERVIEW = ["Moderator", "S1"]
FRAMEWORK = {
    "Confidence": ["Range of confidence", "What raises it"],
    "Training": ["University training", "In-service training"],
    "Workload and support": ["Supervision", "Workload management"],
}
# case, first and last turn, who, themes
INDEXED = [
    ("LA1, FG1", 1, 2, "ruth", ["Range of confidence"]),
    ("LA1, FG1", 4, 6, "ruth", ["University training", "Range of confidence"]),
    ("LA1, FG1", 5, 9, "tom", ["University training"]),
    ("LA1, FG1", 12, 12, "ruth", ["Workload management", "Duty weeks"]),
    ("LA1, FG1", 14, 15, "tom", ["Supervision"]),
    ("LA2, FG1", 2, 3, "ruth", ["What raises it"]),
    ("LA2, FG1", 41, 44, "tom", ["Duty weeks"]),
    ("LA2, FG1", 20, 20, "tom", ["In-service training"]),
    ("LA2, FG1", 22, 25, "ruth", ["Other of Training"]),
    ("LA1, Manager 1", 1, 1, "ruth", ["Supervision"]),
    ("LA1, Manager 1", 4, 7, "tom", ["University training"]),
    ("LA1, Manager 1", 10, 10, "ruth", ["Range of confidence", "What raises it"]),
]


def build(file: Path) -> SmallStudy:
    """The small study and the other one, in a new database."""
    s = SmallStudy(Workspace(file), file)
    add = s.workspace.add_person
    names = {"lead": "Helen Marsh", "ruth": "Ruth Adeyemi", "tom": "Tom Linden", "supervisor": "Maya Holt"}
    names |= {"reader": "Rex Dunn", "outsider": "Olive Penn"}
    s.people = {key: add(name).id for key, name in names.items()}
    s.id = s.workspace.start_study(s.people["lead"], "Confidence in practice")
    for key, role in (("ruth", "analyst"), ("tom", "analyst"), ("supervisor", "supervisor"), ("reader", "reader")):
        s.act("lead", "add_to_study", person_id=s.people[key], role=Role(role))
    _set_up(s)
    _import(s)
    _index(s)
    _chart(s)
    s.elsewhere = _elsewhere(s)
    return s


def _set_up(s: SmallStudy) -> None:
    sites = [{"code": "LA1", "geography": "urban", "level": "High", "managers": 4}, {"code": "LA2", "level": "low"}]
    s.act("lead", "set_sites", rows=sites)
    s.act("lead", "set_role_groups", rows=[{"name": "Manager"}, {"name": "Social worker"}])
    s.act("lead", "set_group_types", rows=[{"code": "FG1", "name": "Safeguarding"}, {"code": "FG2"}])
    s.act("ruth", "set_abbreviations", rows=[{"term": "CSA", "meaning": "child sexual abuse"}])
    with s.read() as study:
        s.sites = {site.code: site.id for site in study.all(Site)}
        s.roles = {role.name: role.id for role in study.all(RoleGroup)}
        s.groups = {group.code: group.id for group in study.all(GroupType)}
    s.attributes["Setting"] = s.act(
        "ruth", "add_attribute", name="Setting", kind=AttributeKind.CHOICE, choices=["urban", "rural"]
    ).id
    s.attributes["Length"] = s.act("ruth", "add_attribute", name="Length", kind=AttributeKind.NUMBER, choices=[]).id


def _import(s: SmallStudy) -> None:
    worker, manager, group = s.roles["Social worker"], s.roles["Manager"], s.groups["FG1"]
    odd = "a 😀 fine 👩‍👧 thing, cafe\u0301, שלום עליכם, and NBSP\u00a0here."
    arrivals = [
        arrival(talk(FOCUS_GROUP, 30, 1, odd), CaseKind.FOCUS_GROUP, s.sites["LA1"], worker, group),
        arrival(talk(FOCUS_GROUP, 50, 2), CaseKind.FOCUS_GROUP, s.sites["LA2"], worker, group),
        arrival(talk(INTERVIEW, 20, 3), CaseKind.INTERVIEW, s.sites["LA1"], manager),
    ]
    s.act("ruth", "import_transcripts", arrivals=arrivals)
    with s.read() as study:
        names = cases.case_names(study)
        for transcript in study.all(Transcript):
            s.transcripts[names[transcript.case_id]] = transcript.id
            s.cases[names[transcript.case_id]] = transcript.case_id
    s.act("ruth", "set_value", case_id=s.cases["LA1, FG1"], attribute_id=s.attributes["Setting"], value="urban")
    s.act("ruth", "mark_as_read", transcript_id=s.transcripts["LA1, FG1"])


def _index(s: SmallStudy) -> None:
    for main, subs in FRAMEWORK.items():
        s.themes[main] = s.act("ruth", "add_theme", parent_id=None, name=main).id
        for sub in subs:
            s.themes[sub] = s.act("ruth", "add_theme", parent_id=s.themes[main], name=sub).id
    s.themes["Duty weeks"] = s.act("tom", "add_theme", parent_id=s.themes["Workload management"], name="Duty weeks").id
    with s.read() as study:
        by_id = study.by_id(Theme)
        s.themes |= {f"Other of {by_id[t.parent_id or 0].name}": t.id for t in by_id.values() if t.other}
    for case, first, last, person, names in INDEXED:
        place = s.turns(case, first, last)
        s.passages.append(s.act(person, "index_passage", **place, themes=[s.themes[n] for n in names]).id)


def _chart(s: SmallStudy) -> None:
    fg1, manager = s.cases["LA1, FG1"], s.cases["LA1, Manager 1"]
    quote = s.ask(lambda study: study.get(Passage, s.passages[3]).quote)
    parts = [
        {"kind": "summary", "text": "The week is full before it starts.", "passages": [s.passages[3]]},
        {"kind": "verbatim", "text": quote[:30].strip(), "passages": [s.passages[3]]},
        {"kind": "comment", "text": "Compare LA2."},
    ]
    workload = s.themes["Workload management"]
    s.cells.append(s.act("ruth", "write_cell", case_id=fg1, theme_id=workload, parts=parts, seen=0).id)
    nothing = {"case_id": manager, "theme_id": workload, "reason": Blank.NOTHING_SAID, "seen": 0}
    s.cells.append(s.act("tom", "leave_blank", **nothing).id)
    for about, about_id in (
        (About.PASSAGE, s.passages[0]),
        (About.THEME, s.themes["Supervision"]),
        (About.CASE, fg1),
        (About.CELL, s.cells[0]),
        (About.STUDY, s.id),
    ):
        memo = s.act("ruth", "write_memo", about=about, about_id=about_id, text=f"A thought, {about.value}.")
        s.memos.append(memo.id)
    note = s.find("LA1, Manager 1", "003")
    s.memos.append(s.act("tom", "note_in_margin", **note, text="Said with a laugh.").id)
    reading = {"about": About.TRANSCRIPT, "about_id": s.transcripts["LA2, FG1"], "kind": MemoKind.READING_NOTE}
    s.memos.append(s.act("tom", "write_memo", **reading, text="A quick group.").id)


def _elsewhere(s: SmallStudy) -> SmallStudy:
    """One of everything, in another study of the same lead."""
    e = SmallStudy(s.workspace, s.file, people=s.people)
    e.id = s.workspace.start_study(s.people["lead"], "Elsewhere")
    e.act("lead", "set_sites", rows=[{"code": "LA1"}])
    e.act("lead", "set_role_groups", rows=[{"name": "Manager"}])
    e.act("lead", "set_group_types", rows=[{"code": "FG1"}])
    with e.read() as study:
        e.sites["LA1"] = study.all(Site)[0].id
        e.roles["Manager"] = study.all(RoleGroup)[0].id
        e.groups["FG1"] = study.all(GroupType)[0].id
    group = arrival(talk(FOCUS_GROUP, 8, 9), CaseKind.FOCUS_GROUP, e.sites["LA1"], e.roles["Manager"], e.groups["FG1"])
    (transcript,) = e.act("lead", "import_transcripts", arrivals=[group])
    e.transcripts, e.cases = {"LA1, FG1": transcript.id}, {"LA1, FG1": transcript.case_id}
    e.themes["Confidence"] = e.act("lead", "add_theme", parent_id=None, name="Confidence").id
    theme = e.themes["Confidence"]
    e.passages.append(e.act("lead", "index_passage", **e.turns("LA1, FG1", 1, 2), themes=[theme]).id)
    written = {"case_id": transcript.case_id, "theme_id": theme, "parts": [{"text": "Little."}], "seen": 0}
    e.cells.append(e.act("lead", "write_cell", **written).id)
    e.memos.append(e.act("lead", "write_memo", about=About.THEME, about_id=theme, text="Elsewhere.").id)
    e.attributes["Setting"] = e.act("lead", "add_attribute", name="Setting", kind=AttributeKind.TEXT, choices=[]).id
    e.act("lead", "add_question", text="And here?", roles=[e.roles["Manager"]], themes=[theme])
    e.act("lead", "remark_on_cell", case_id=transcript.case_id, theme_id=theme, text="Is that all?")
    return e


def copy_of(built: SmallStudy, folder: Path) -> SmallStudy:
    """The small study in a file of its own."""
    file = folder / "studies.sqlite3"
    shutil.copyfile(built.file, file)
    opened = Workspace(file)
    elsewhere = replace(built.elsewhere, workspace=opened, file=file) if built.elsewhere else None
    return replace(built, workspace=opened, file=file, elsewhere=elsewhere)
