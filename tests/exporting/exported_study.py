"""A small study made through the real operations: three sites, focus groups and managers, two main themes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framework import cases, charting, design, indexing, matrices, memos, themes, transcripts
from framework.model import About, AttributeKind, Blank, CaseKind, Draft, DraftTurn, MemoKind, Origin, Passage
from framework.workspace import Workspace

SITES = ("LA1", "LA2", "LA3")
QUESTIONS = "How confident are practitioners?\nWhat would help them?"


@dataclass
class Small:
    """The study, and the ids of what the tests ask for."""

    workspace: Workspace
    project: int
    person: int
    theme: dict[str, int] = field(default_factory=dict)
    case: dict[str, int] = field(default_factory=dict)
    passage: dict[str, Passage] = field(default_factory=dict)

    def act(self, act: Any, *given: Any, **named: Any) -> Any:
        """Carry out one act."""
        with self.workspace.change(self.project, self.person) as change:
            return act(change, *given, **named)

    def read(self) -> Any:
        """A view of the study."""
        return self.workspace.read(self.project, self.person)

    def index(self, case: str, words: str, *names: str) -> Passage:
        """Place the words of a case's transcript under themes."""
        with self.read() as study:
            transcript = next(t for t in study.all(transcripts.Transcript) if t.case_id == self.case[case])
            start = study.text(transcript.digest).index(words)
        ids = [self.theme[name] for name in names]
        found: Passage = self.act(indexing.index_passage, transcript.id, start, start + len(words), ids, words)
        self.passage[words] = found
        return found

    def chart(self, case: str, theme: str, *parts: dict[str, Any]) -> None:
        """Write a cell."""
        self.act(charting.write_cell, self.case[case], self.theme[theme], list(parts), self._seen(case, theme))

    def blank(self, case: str, theme: str, reason: Blank) -> None:
        """Leave a cell blank."""
        self.act(charting.leave_blank, self.case[case], self.theme[theme], reason, self._seen(case, theme))

    def _seen(self, case: str, theme: str) -> Any:
        with self.read() as study:
            return matrices.cell(study, self.case[case], self.theme[theme]).seen


def draft(name: str, *said: tuple[str, str]) -> Draft:
    """A transcript of turns (label, words)."""
    text, turns = "", []
    for label, words in said:
        start = len(text)
        text += f"{label}: {words}\n"
        turns.append(DraftTurn(label, start, start + len(label) + 2, len(text) - 1))
    return Draft(name, text, "label", tuple(turns))


def start(path: Path, title: str = "Confidence in practice: a study of three sites") -> Small:
    """An empty study with sites, roles and group types."""
    workspace = Workspace(path)
    person = workspace.add_person("Ada Analyst").id
    small = Small(workspace, workspace.start_study(person, title), person)
    small.act(design.describe_study, title, QUESTIONS)
    sites = [{"code": code, "geography": "North, urban", "level": "low"} for code in SITES]
    small.act(design.set_sites, sites)
    small.act(design.set_role_groups, [{"name": "Manager"}])
    small.act(design.set_group_types, [{"code": "FG1", "name": "Safeguarding"}, {"code": "FG2", "name": "Other teams"}])
    return small


def fill(small: Small) -> Small:
    """Transcripts, themes, passages, summaries and blanks."""
    with small.read() as study:
        site = {s.code: s.id for s in study.all(design.Site)}
        manager = study.all(design.RoleGroup)[0].id
        group = {g.code: g.id for g in study.all(design.GroupType)}
    voices: dict[str, tuple[str, bool] | None] = {"Moderator": ("Moderator", True), "S1": ("S1", False)}
    many = {**voices, "S2": ("S2", False)}
    for code in SITES:
        for name in ("FG1", "FG2"):
            said = draft(
                f"{code}_{name}.txt",
                ("Moderator", f"Welcome to {name} in {code}. What was your training like?"),
                ("S1", f"We had one lecture in {code} {name}, and that was all there ever was for us."),
                ("S2", "I learnt it on the job; nobody told us where to look."),
            )
            arrival = transcripts.Arrival(said, CaseKind.FOCUS_GROUP, site[code], None, group[name], many)
            (stored,) = small.act(transcripts.import_transcripts, [arrival])
            small.case[f"{code}, {name}"] = stored.case_id
        said = draft(
            f"{code}_M.txt",
            ("Moderator", f"Hello {code}. How do you manage the work?"),
            ("S1", f"In {code} supervision is where it happens, every fortnight."),
        )
        arrival = transcripts.Arrival(said, CaseKind.INTERVIEW, site[code], manager, None, voices)
        (stored,) = small.act(transcripts.import_transcripts, [arrival])
        small.case[f"{code}, Manager 1"] = stored.case_id
    _themes(small)
    _chart(small)
    small.act(transcripts.mark_as_read, stored.id)
    small.act(design.set_abbreviations, [{"term": "CSA", "meaning": "Child sexual abuse"}])
    attribute = small.act(cases.add_attribute, "Years in post", AttributeKind.NUMBER, [])
    small.act(cases.set_value, small.case["LA1, Manager 1"], attribute.id, "7")
    return small


def _themes(small: Small) -> None:
    for main, subs in {"Training": ("University", "On the job"), "Support": ("Supervision", "Colleagues")}.items():
        small.theme[main] = small.act(themes.add_theme, None, main, f"Everything about {main.lower()}.").id
        for sub in subs:
            definition = f"What is said about {sub.lower()}."
            small.theme[sub] = small.act(themes.add_theme, small.theme[main], sub, definition, Origin.TOPIC_GUIDE).id
    with small.read() as study:
        for entry in themes.index(study):
            if entry.theme.other:
                small.theme[f"Other {entry.main}"] = entry.theme.id
    note = "One lecture is all that most remember."
    small.act(memos.write_memo, About.THEME, small.theme["University"], "An earlier thought.", MemoKind.THEME_NOTE)
    small.act(memos.write_memo, About.THEME, small.theme["University"], note, MemoKind.THEME_NOTE)


def _chart(small: Small) -> None:
    lecture = "one lecture in LA1 FG1, and that was all there ever was for us"
    first = small.index("LA1, FG1", lecture, "University")
    small.index("LA1, FG1", "all there ever was for us.\nS2: I learnt it on the job", "On the job", "University")
    small.index("LA2, FG1", "one lecture in LA2 FG1", "University")
    small.index("LA3, Manager 1", "In LA3 supervision is where it happens", "Supervision")
    small.index("LA1, Manager 1", "In LA1 supervision is where it happens", "Supervision")
    small.act(memos.write_memo, About.PASSAGE, first.id, "Said with a laugh.")
    small.chart(
        "LA1, FG1",
        "University",
        {"kind": "summary", "text": "Recall a single lecture.", "passages": [first.id]},
        {"kind": "verbatim", "text": "that was all there ever was", "passages": [first.id]},
        {"kind": "comment", "text": "Compare with managers.", "passages": []},
    )
    small.chart("LA3, FG2", "Colleagues", {"kind": "summary", "text": "Colleagues are named, not described."})
    small.blank("LA2, FG2", "University", Blank.NOTHING_SAID)
    small.blank("LA1, Manager 1", "University", Blank.NOT_ASKED)
    small.blank("LA2, Manager 1", "University", Blank.NOT_APPLICABLE)
    small.blank("LA3, Manager 1", "Supervision", Blank.WITHDRAWN)
