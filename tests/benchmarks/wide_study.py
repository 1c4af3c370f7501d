"""A study whose one theme has a wide matrix: many cases by many sub-themes, 300 letters in each cell."""

import random
from pathlib import Path

from invented_study import WORDS

from framework.charting import write_cell
from framework.design import set_group_types, set_role_groups, set_sites
from framework.indexing import index_passage
from framework.model import CaseKind, Draft, DraftTurn, GroupType, RoleGroup, Site, Transcript
from framework.store.journal import Change
from framework.themes import add_theme, columns
from framework.transcripts import Arrival, import_transcripts, turns_of
from framework.workspace import Workspace

CASES, SUB_THEMES, LETTERS = 40, 60, 300
SITES = 8


def write_wide_study(file: Path, cases: int = CASES, sub_themes: int = SUB_THEMES) -> None:
    """Write it into a new database file, every cell charted from a passage of its own."""
    workspace = Workspace(file)
    person = workspace.local_person().id
    study = workspace.start_study(person, f"{cases} cases by {sub_themes} sub-themes")
    choose = random.Random(1)  # noqa: S311
    with workspace.change(study, person) as change:
        set_sites(change, [{"code": f"LA{n}"} for n in range(1, SITES + 1)])
        set_role_groups(change, [{"name": "Manager"}, {"name": "Social worker"}])
        set_group_types(change, [{"code": "FG1"}])
        main = add_theme(change, None, "Working with families")
        for n in range(sub_themes - 1):  # “Other” is the last one
            add_theme(change, main.id, f"{choose.choice(WORDS).title()} and {choose.choice(WORDS)} {n}")
    with workspace.change(study, person) as change:
        import_transcripts(change, [_arrival(change, n, sub_themes) for n in range(cases)], lambda _: None)
    with workspace.change(study, person) as change:
        _chart(change, [column.theme.id for column in columns(change, main.id)], choose)
    workspace.close()


def _arrival(change: Change, number: int, turns: int) -> Arrival:
    """Every fifth is a focus group of three."""
    choose, text, found = random.Random(number), "", []  # noqa: S311
    is_group = number % 5 == 0
    labels = ["Moderator", "S1", "S2", "S3"] if is_group else ["Moderator", "S1"]
    for turn in range(turns + 4):
        label, start = labels[turn % len(labels)], len(text)
        text += f"{label}: {turn} {_sentence(choose, 120)}\n"
        found.append(DraftTurn(label, start, start + len(label) + 2, len(text)))
    site = change.all(Site)[number % SITES].id
    role = change.all(RoleGroup)[number % 2].id
    kind = CaseKind.FOCUS_GROUP if is_group else CaseKind.INTERVIEW
    voices: dict[str, tuple[str, bool] | None] = {label: (label, label == "Moderator") for label in labels}
    draft = Draft(f"talk {number}.txt", text, "label", tuple(found))
    return Arrival(draft, kind, site, role, change.all(GroupType)[0].id if is_group else None, voices)


def _chart(change: Change, theme_ids: list[int], choose: random.Random) -> None:
    for transcript in change.all(Transcript):
        turns = turns_of(change, transcript.id)
        for theme_id, turn in zip(theme_ids, turns, strict=False):
            passage = index_passage(change, transcript.id, turn.speech, turns[turn.number].end - 1, [theme_id])
            parts = [
                {"kind": "summary", "text": _sentence(choose, LETTERS * 2 // 3), "passages": [passage.id]},
                {"kind": "verbatim", "text": passage.quote[: LETTERS // 3].strip(), "passages": [passage.id]},
            ]
            write_cell(change, transcript.case_id, theme_id, parts, 0)


def _sentence(choose: random.Random, letters: int) -> str:
    said = choose.choice(WORDS).capitalize()
    while len(said) < letters - 8:
        said += f" {choose.choice(WORDS)}"
    return f"{said}."
