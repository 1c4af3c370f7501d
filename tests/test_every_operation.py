"""One battery for all acts: whoever registers an operation gives an example of it here."""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from small_study import FOCUS_GROUP, SmallStudy, arrival, talk
from sqlalchemy import text

import framework
from framework import foreign
from framework.corrections import Corrected, as_draft, with_words
from framework.errors import FrameworkError, Invalid, NotAllowed, NotFound
from framework.history import trail
from framework.matrices import cell
from framework.model import (
    About,
    AttributeKind,
    Blank,
    CaseKind,
    Consent,
    Dark,
    MemoKind,
    Origin,
    Question,
    Remark,
    Role,
    Theme,
    ThemeReview,
    Transcript,
    Verdict,
)
from framework.operations import OPERATIONS, call
from framework.taking_over import Wishes

for module in pkgutil.iter_modules(framework.__path__, "framework."):
    import_module(module.name)


class Example(NamedTuple):
    """Who carries out an operation with which arguments, and words that its sentence must hold."""

    person: str
    arguments: Callable[[SmallStudy], dict[str, Any]]
    says: str


def site_rows(s: SmallStudy) -> list[dict[str, Any]]:
    return [
        {"id": s.sites["LA2"], "code": "LA1", "level": "medium"},
        {"id": s.sites["LA1"], "code": "LA2"},
        {"code": "LA3", "geography": "coast"},
    ]


def latest(s: SmallStudy) -> int:
    """The id of an act that can be undone: the margin note and the reading note are Tom's last acts."""
    return s.ask(trail)[0].id


def reviewed(s: SmallStudy) -> int:
    """The id of the only judgement there is."""
    return s.ask(lambda study: study.find(ThemeReview))[0].id


def without_turn(s: SmallStudy, name: str, number: int) -> Corrected:
    return s.ask(with_words, s.transcripts[name], number, "")


def place(s: SmallStudy, theme: str) -> dict[str, Any]:
    """A cell of the first focus group."""
    return {"case_id": s.cases["LA1, FG1"], "theme_id": s.themes[theme]}


def said_there(s: SmallStudy, transcript_id: int, start: int, end: int) -> str:
    """The words at a place."""
    return s.ask(lambda study: study.text(study.get(Transcript, transcript_id).digest)[start:end])


def seen(s: SmallStudy, theme: str) -> dict[str, Any]:
    """A cell of the first focus group as it stands."""
    found = place(s, theme)
    return {**found, "seen": s.ask(cell, **found).seen}


def asked(s: SmallStudy) -> list[int]:
    """The ids of the questions of the topic guide."""
    return [question.id for question in s.ask(lambda study: study.find(Question))]


def remarked(s: SmallStudy) -> int:
    """The id of the only remark there is."""
    return s.ask(lambda study: study.find(Remark))[0].id


def without_label(s: SmallStudy, name: str, label: str) -> Corrected:
    """A transcript in which a label is taken for no speaker."""
    now = s.ask(lambda study: as_draft(study, study.get(Transcript, s.transcripts[name])))
    return Corrected(now.draft, {**now.voices, label: None})


EXAMPLES = {
    "describe_study": Example(
        "lead", lambda s: {"title": "Practice", "questions": "What helps?"}, "described the study"
    ),
    "set_sites": Example("lead", lambda s: {"rows": site_rows(s)}, "added LA3"),
    "set_role_groups": Example(
        "lead",
        lambda s: {
            "rows": [{"id": s.roles["Social worker"], "name": "Worker"}, {"id": s.roles["Manager"], "name": "M"}]
        },
        "changed Worker",
    ),
    "set_group_types": Example("lead", lambda s: {"rows": [{"id": s.groups["FG1"], "code": "FG1"}]}, "took out FG2"),
    "set_abbreviations": Example("ruth", lambda s: {"rows": [{"term": "CIN", "meaning": "child in need"}]}, "CIN"),
    "add_to_study": Example(
        "lead", lambda s: {"person_id": s.people["outsider"], "role": Role.ANALYST}, "added Olive Penn to the study"
    ),
    "change_role": Example(
        "lead", lambda s: {"person_id": s.people["tom"], "role": Role.READER}, "made Tom Linden reader"
    ),
    "change_case": Example(
        "ruth",
        lambda s: {
            "case_id": s.cases["LA2, FG1"],
            "kind": CaseKind.FOCUS_GROUP,
            "site_id": s.sites["LA1"],
            "role_group_id": s.roles["Manager"],
            "group_type_id": s.groups["FG1"],
        },
        "changed LA2, FG1 to LA1, FG1 2",
    ),
    "call_case": Example(
        "ruth", lambda s: {"case_id": s.cases["LA1, FG1"], "called": "Harbour group"}, "Harbour group"
    ),
    "set_cases": Example(
        "tom",
        lambda s: {"rows": [{"id": s.cases["LA1, FG1"], "site": "LA2", "values": {"Setting": "rural"}}]},
        "set Setting of LA2, FG1 2 to rural",
    ),
    "add_attribute": Example(
        "ruth", lambda s: {"name": "Region", "kind": AttributeKind.TEXT, "choices": []}, "added the attribute Region"
    ),
    "remove_attribute": Example(
        "lead", lambda s: {"attribute_id": s.attributes["Setting"]}, "removed the attribute Setting"
    ),
    "set_value": Example(
        "tom",
        lambda s: {"case_id": s.cases["LA1, FG1"], "attribute_id": s.attributes["Setting"], "value": "rural"},
        "set Setting of LA1, FG1 to rural",
    ),
    "take_facesheet": Example(
        "tom",
        lambda s: {
            "file": "facesheet.xlsx",
            "attributes": [{"name": "Region", "kind": "choice", "choices": ["north", "south"]}],
            "values": [
                {"case_id": s.cases["LA1, FG1"], "attribute": "Setting", "before": "urban", "after": "rural"},
                {"case_id": s.cases["LA2, FG1"], "attribute": "region", "before": "", "after": "North"},
            ],
        },
        "took 2 values of 2 cases over from facesheet.xlsx; added the attribute Region",
    ),
    "take_over": Example(
        "lead",
        lambda s: {
            "project": foreign.Project(
                file="Care.qdpx",
                program="NVivo",
                codes=(foreign.Code(guid="a", name="Home"),),
                sources=(foreign.Source(guid="b", name="Ann", text="Ann: A long week."),),
                notes=(foreign.Note(guid="c", text="Begin here."),),
            ),
            "wishes": Wishes(),
            "files": {},
        },
        "Care.qdpx",
    ),
    "import_transcripts": Example(
        "ruth",
        lambda s: {
            "arrivals": [
                arrival(
                    talk(FOCUS_GROUP, 9, seed),
                    CaseKind.FOCUS_GROUP,
                    s.sites["LA2"],
                    s.roles["Manager"],
                    s.groups["FG2"],
                )
                for seed in (71, 72)
            ]
        },
        "imported talk_71.txt as LA2, FG2; imported talk_72.txt as LA2, FG2 2",
    ),
    "replace_words": Example(
        "tom",
        lambda s: {"words": "003", "pseudonym": "[Name 1]", "places": [s.find("LA1, FG1", "003")]},
        "replaced 1 place in LA1, FG1 by [Name 1]",
    ),
    "note_destroyed_key": Example("lead", lambda s: {}, "destroyed the key file"),
    "mark_as_read": Example("tom", lambda s: {"transcript_id": s.transcripts["LA1, FG1"]}, "read LA1, FG1 through"),
    "mark_as_unread": Example(
        "ruth", lambda s: {"transcript_id": s.transcripts["LA1, FG1"]}, "marked LA1, FG1 as not read"
    ),
    "add_theme": Example(
        "ruth",
        lambda s: {"parent_id": s.themes["Training"], "name": "Shadowing", "origin": Origin.EMERGENT},
        "added 2.3 Shadowing",
    ),
    "rename_theme": Example(
        "ruth",
        lambda s: {"theme_id": s.themes["Supervision"], "name": "Being held"},
        "renamed 3.1 Supervision to Being held",
    ),
    "define_theme": Example(
        "tom",
        lambda s: {"theme_id": s.themes["Supervision"], "definition": "Time to think."},
        "defined 3.1 Supervision",
    ),
    "choose_example": Example(
        "ruth",
        lambda s: {"theme_id": s.themes["Supervision"], "passage_id": s.passages[4]},
        "chose lines 14–15 of LA1, FG1 as the example of 3.1 Supervision",
    ),
    "colour_theme": Example(
        "ruth", lambda s: {"theme_id": s.themes["Supervision"], "colour": 7}, "coloured 3.1 Supervision"
    ),
    "freeze_framework": Example(
        "ruth", lambda s: {"name": "Pilot", "note": "Before LA2."}, "froze the framework as v1 Pilot (13 themes)"
    ),
    "start_framework": Example(
        "tom",
        lambda s: {
            "headings": [{"path": ["Training"]}, {"path": ["Training", "Shadowing"], "origin": Origin.EMERGENT.value}],
            "source": "framework.xlsx",
        },
        "added 1 theme from framework.xlsx to the framework",
    ),
    "move_theme": Example(
        "ruth",
        lambda s: {"theme_id": s.themes["Workload and support"], "parent_id": s.themes["Training"], "position": 0},
        "moved 3 Workload and support to 2.1 Workload and support",
    ),
    "merge_themes": Example(
        "ruth",
        lambda s: {"theme_id": s.themes["Training"], "into_id": s.themes["Workload and support"]},
        "merged 2 Training into 3 Workload and support (1 passages)",
    ),
    "split_theme": Example(
        "ruth",
        lambda s: {
            "theme_id": s.themes["University training"],
            "parts": [
                {"name": "Placements", "definition": "Days in practice.", "passages": [s.passages[1]]},
                {"theme_id": s.themes["In-service training"], "passages": [s.passages[2]]},
            ],
        },
        "split 2.1 University training: 1 passage to 2.1.1 Placements, "
        "1 passage to 2.2 In-service training; 1 left over",
    ),
    "move_passages": Example(
        "tom",
        lambda s: {
            "passage_ids": [s.passages[4]],
            "theme_id": s.themes["Supervision"],
            "into_id": s.themes["Workload management"],
        },
        "moved lines 14–15 of LA1, FG1 from 3.1 Supervision to 3.2 Workload management",
    ),
    "review_theme": Example(
        "ruth",
        lambda s: {"theme_id": s.themes["Supervision"], "verdict": Verdict.SPLIT, "note": "Two things in one."},
        "judged 3.1 Supervision: split",
    ),
    "withdraw_review": Example(
        "ruth", lambda s: {"review_id": reviewed(s)}, "took back a judgement of 3.1 Supervision: coherent"
    ),
    "clear_due": Example("tom", lambda s: {"transcript_id": s.transcripts["LA1, FG1"]}, "looked at LA1, FG1 again"),
    "retire_theme": Example("ruth", lambda s: {"theme_id": s.themes["Supervision"]}, "retired 3.1 Supervision"),
    "restore_theme": Example("ruth", lambda s: {"theme_id": s.themes["Supervision"]}, "restored 3.1 Supervision"),
    "remove_theme": Example("ruth", lambda s: {"theme_id": s.themes["Duty weeks"]}, "removed 3.2.1 Duty weeks"),
    "index_passage": Example(
        "tom",
        lambda s: {**s.turns("LA2, FG1", 41, 44), "themes": [s.themes["Workload management"]]},
        "placed lines 41–44 of LA2, FG1 under 3.2 Workload management",
    ),
    "index_passages": Example(
        "tom",
        lambda s: {
            "places": [s.turns("LA2, FG1", 1, 1), s.turns("LA1, FG1", 3, 3)],
            "themes": [s.themes["Workload management"]],
        },
        "placed 2 passages of 2 transcripts under 3.2 Workload management",
    ),
    "place_passage": Example(
        "ruth",
        lambda s: {"passage_id": s.passages[0], "theme_ids": [s.themes["Supervision"]]},
        "placed lines 1–2 of LA1, FG1 under 3.1 Supervision",
    ),
    "take_out": Example(
        "ruth",
        lambda s: {"passage_id": s.passages[0], "theme_id": s.themes["Range of confidence"]},
        "took lines 1–2 of LA1, FG1 out from under 1.1 Range of confidence",
    ),
    "remove_passage": Example(
        "tom", lambda s: {"passage_id": s.passages[3]}, "removed line 12 of LA1, FG1 from the index"
    ),
    "resize_passage": Example(
        "tom",
        lambda s: {
            "passage_id": s.passages[4],
            **{k: v for k, v in s.turns("LA1, FG1", 13, 17).items() if k != "transcript_id"},
        },
        "changed the limits of lines 14–15 of LA1, FG1 to lines 13–17",
    ),
    "in_vivo": Example(
        "tom",
        lambda s: {
            **s.find("LA2, FG1", "full before the week begins"),
            "parent_id": s.themes["Workload management"],
            "name": "Full before it begins",
        },
        "added 3.2.2 Full before it begins; placed line",
    ),
    "mark_passage": Example(
        "tom",
        lambda s: {"passage_id": s.passages[0], "strength": 3, "key": True, "consent": Consent.GRANTED},
        "marked lines 1–2 of LA1, FG1: strength 3, a key quotation, may be quoted",
    ),
    "split_passage": Example(
        "tom",
        lambda s: {"passage_id": s.passages[6], "at": s.turns("LA2, FG1", 43, 44)["start"]},
        "split lines 41–44 of LA2, FG1 into lines 41–43 and lines 43–44",
    ),
    "pin_theme": Example(
        "tom",
        lambda s: {"theme_id": s.themes["Supervision"], "position": 2},
        "kept 3.1 Supervision under the key 3",
    ),
    "unpin_theme": Example(
        "tom", lambda s: {"theme_id": s.themes["Supervision"]}, "freed the key 1 of 3.1 Supervision"
    ),
    "write_memo": Example(
        "ruth",
        lambda s: {
            "about": About.PASSAGE,
            "about_id": s.passages[6],
            "text": "Why duty?",
            "kind": MemoKind.MEMO,
        },
        "wrote a memo about lines 41–44 of LA2, FG1",
    ),
    "note_in_margin": Example(
        "ruth",
        lambda s: {**s.turns("LA2, FG1", 3, 4), "text": "Irony."},
        "wrote a margin note at lines 3–4 of LA2, FG1",
    ),
    "revise_memo": Example(
        "ruth", lambda s: {"memo_id": s.memos[0], "text": "A second thought."}, "revised a memo about lines 1–2"
    ),
    "remove_memo": Example("ruth", lambda s: {"memo_id": s.memos[1]}, "removed a memo about 3.1 Supervision"),
    "pin_memo": Example(
        "tom", lambda s: {"memo_id": s.memos[1], "pinned": True}, "pinned a memo about 3.1 Supervision"
    ),
    "write_cell": Example(
        "tom",
        lambda s: {
            "case_id": s.cases["LA2, FG1"],
            "theme_id": s.themes["In-service training"],
            "parts": [{"kind": "summary", "text": "Little.", "passages": [s.passages[7]]}],
            "seen": 0,
        },
        "wrote the cell of LA2, FG1 under 2.2 In-service training",
    ),
    "leave_blank": Example(
        "tom",
        lambda s: {
            "case_id": s.cases["LA2, FG1"],
            "theme_id": s.themes["Supervision"],
            "reason": Blank.NOT_ASKED,
            "seen": 0,
        },
        "left the cell of LA2, FG1 under 3.1 Supervision blank: not asked",
    ),
    "confirm_cell": Example(
        "ruth", lambda s: seen(s, "Workload management"), "confirmed the cell of LA1, FG1 under 3.2 Workload management"
    ),
    "settle_guide": Example(
        "ruth",
        lambda s: {**place(s, "Workload management"), "guide": "unreviewed"},
        "settled the guide “unreviewed” in the cell of LA1, FG1 under 3.2 Workload management",
    ),
    "set_row_order": Example(
        "lead", lambda s: {"attributes": ["Role", "Setting"]}, "ordered the rows of every matrix by Role, Setting"
    ),
    "add_question": Example(
        "ruth",
        lambda s: {
            "text": "Who asks how you are?",
            "roles": [s.roles["Manager"]],
            "themes": [s.themes["Supervision"]],
        },
        "added to the topic guide: Who asks how you are?",
    ),
    "change_question": Example(
        "tom",
        lambda s: {"question_id": asked(s)[0], "text": "And the team?", "roles": [], "themes": [s.themes["Training"]]},
        "changed in the topic guide: And the team?",
    ),
    "remove_question": Example(
        "tom", lambda s: {"question_id": asked(s)[0]}, "took out of the topic guide: How full is a week?"
    ),
    "move_question": Example(
        "tom", lambda s: {"question_id": asked(s)[0], "position": 1}, "moved in the topic guide: How full is a week?"
    ),
    "confirm_not_asked": Example(
        "ruth",
        lambda s: {"cells": [[s.cases["LA2, FG1"], s.themes["Supervision"]]]},
        "left the cell of LA2, FG1 under 3.1 Supervision blank: not asked",
    ),
    "submit_cells": Example(
        "ruth",
        lambda s: {"cells": [seen(s, "Workload management")]},
        "submitted the cell of LA1, FG1 under 3.2 Workload management",
    ),
    "approve_cells": Example(
        "supervisor",
        lambda s: {"cells": [seen(s, "Workload management")]},
        "approved the cell of LA1, FG1 under 3.2 Workload management",
    ),
    "ask_changes": Example(
        "supervisor",
        lambda s: {
            **seen(s, "Workload management"),
            "text": "Who says so?",
            "words": "full",
            "passage_id": s.passages[3],
        },
        "asked for changes in the cell of LA1, FG1 under 3.2 Workload management",
    ),
    "remark_on_cell": Example(
        "tom",
        lambda s: {**place(s, "Workload management"), "text": "All of them?", "answers": remarked(s)},
        "answered a remark on the cell of LA1, FG1 under 3.2 Workload management",
    ),
    "settle_remark": Example(
        "ruth",
        lambda s: {"remark_id": remarked(s)},
        "settled a remark on the cell of LA1, FG1 under 3.2 Workload management",
    ),
    "sign_off": Example(
        "supervisor",
        lambda s: {"theme_id": s.ask(lambda study: study.all(Theme))[-1].id, "note": "For the report."},
        "signed off the matrix of 4 Expectations",
    ),
    "look": Example("reader", lambda s: {"version": 20}, "looked at the changes up to version 20"),
    "assign": Example(
        "ruth",
        lambda s: {"cells": [[s.cases["LA1, FG1"], s.themes["Training"]]], "person_id": s.people["tom"]},
        "assigned LA1, FG1 in 2 Training to Tom Linden",
    ),
    "bring_back": Example(
        "ruth",
        lambda s: {
            "file": "back.xlsx",
            "returned": [
                {**seen(s, "Workload management"), "parts": [{"kind": "summary", "text": "It is full.", "ties": []}]},
                {"case_id": s.cases["LA2, FG1"], "theme_id": s.themes["Supervision"], "seen": 0, "blank": "not asked"},
            ],
        },
        "brought 2 cells back from back.xlsx; wrote the cell of LA1, FG1 under 3.2 Workload management; left the cell",
    ),
    "place_excerpts": Example(
        "tom",
        lambda s: {
            "file": "quotes.xlsx",
            "excerpts": [
                {
                    **s.turns("LA2, FG1", 30, 31),
                    "quote": said_there(s, **s.turns("LA2, FG1", 30, 31)),
                    "themes": [s.themes["Supervision"]],
                    "new": [["Brought in", "Being asked"]],
                    "comment": "Twice.",
                }
            ],
        },
        "added 2 themes from quotes.xlsx to the framework; placed 1 coded excerpt of 1 transcript from quotes.xlsx",
    ),
    "sweep_transcript": Example("tom", lambda s: {"transcript_id": s.transcripts["LA1, FG1"]}, "swept LA1, FG1"),
    "unsweep": Example("tom", lambda s: {"transcript_id": s.transcripts["LA1, FG1"]}, "marked LA1, FG1 as not swept"),
    "triage": Example(
        "tom",
        lambda s: {**s.turns("LA2, FG1", 30, 31), "verdict": Dark.NEW_IDEA},
        "judged lines 30–31 of LA2, FG1 a new idea",
    ),
    "untriage": Example("tom", lambda s: s.turns("LA2, FG1", 30, 31), "made lines 30–31 of LA2, FG1 dark text again"),
    "correct_transcript": Example(
        "ruth",
        lambda s: {
            "transcript_id": s.transcripts["LA1, FG1"],
            "corrected": without_turn(s, "LA1, FG1", 12),
            "note": "Listened again.",
        },
        "corrected LA1, FG1 from talk_1.txt: of 5 passages 4 keep their words, 1 is adrift",
    ),
    "correct_turn": Example(
        "ruth",
        lambda s: {"transcript_id": s.transcripts["LA1, FG1"], "number": 2, "words": "What?", "note": ""},
        "corrected line 2 of LA1, FG1",
    ),
    "read_turns_again": Example(
        "ruth",
        lambda s: {"transcript_id": s.transcripts["LA1, FG1"], "corrected": without_label(s, "LA1, FG1", "S3")},
        "read the turns of LA1, FG1 again: ",
    ),
    "anchor_passage": Example(
        "tom",
        lambda s: {"passage_id": s.passages[3], "start": 100, "end": 140},
        "placed a passage that was adrift at line",
    ),
    "anchor_note": Example(
        "tom",
        lambda s: {"memo_id": s.memos[5], "start": 100, "end": 140},
        "placed a margin note that was adrift at line",
    ),
    "undo": Example("tom", lambda s: {}, "undid: wrote a reading note about LA2, FG1"),
    "redo": Example("tom", lambda s: {}, "did again: wrote a reading note about LA2, FG1"),
    "undo_act": Example("lead", lambda s: {"act_id": latest(s)}, "undid: wrote a reading note about LA2, FG1"),
    "note_export": Example("reader", lambda s: {"what": "the summary matrix"}, "exported the summary matrix"),
}
TRACES = {"note_export", "note_destroyed_key"}  # stand in the trail and write nothing


def submitted(s: SmallStudy) -> None:
    s.act("ruth", "submit_cells", cells=[seen(s, "Workload management")])


def remark(s: SmallStudy) -> None:
    s.act("supervisor", "remark_on_cell", **place(s, "Workload management"), text="Who says so?")


def two_questions(s: SmallStudy) -> None:
    for text_, theme, role in (
        ("How full is a week?", "Workload management", "Social worker"),
        ("Who asks how you are?", "Supervision", "Manager"),
    ):
        s.act("ruth", "add_question", text=text_, roles=[s.roles[role]], themes=[s.themes[theme]])


PREPARED: dict[str, Callable[[SmallStudy], object]] = {
    "confirm_cell": lambda s: s.act(
        "tom", "index_passage", **s.turns("LA1, FG1", 17, 18), themes=[s.themes["Workload management"]]
    ),
    "change_question": two_questions,
    "remove_question": two_questions,
    "move_question": two_questions,
    "confirm_not_asked": two_questions,
    "approve_cells": submitted,
    "ask_changes": submitted,
    "remark_on_cell": remark,
    "settle_remark": remark,
    "sign_off": lambda s: s.act("ruth", "add_theme", parent_id=None, name="Expectations"),
    "unsweep": lambda s: s.act("tom", "sweep_transcript", transcript_id=s.transcripts["LA1, FG1"]),
    "untriage": lambda s: s.act("tom", "triage", **s.turns("LA2, FG1", 30, 31), verdict=Dark.IRRELEVANT),
    "anchor_passage": lambda s: s.act(
        "ruth",
        "correct_transcript",
        transcript_id=s.transcripts["LA1, FG1"],
        corrected=without_turn(s, "LA1, FG1", 12),
    ),
    "anchor_note": lambda s: s.act(
        "ruth",
        "correct_transcript",
        transcript_id=s.transcripts["LA1, Manager 1"],
        corrected=without_turn(s, "LA1, Manager 1", 3),
    ),
    "redo": lambda s: s.act("tom", "undo"),
    "unpin_theme": lambda s: s.act("tom", "pin_theme", theme_id=s.themes["Supervision"], position=0),
    "withdraw_review": lambda s: s.act(
        "ruth", "review_theme", theme_id=s.themes["Supervision"], verdict=Verdict.COHERENT
    ),
    "clear_due": lambda s: s.act(
        "ruth", "merge_themes", theme_id=s.themes["Supervision"], into_id=s.themes["Workload management"]
    ),
    "restore_theme": lambda s: s.act("tom", "retire_theme", theme_id=s.themes["Supervision"]),
    "remove_theme": lambda s: [
        s.act("tom", "take_out", passage_id=s.passages[i], theme_id=s.themes["Duty weeks"]) for i in (3, 6)
    ],
}
BELOW = {Role.READER: "outsider", Role.ANALYST: "reader", Role.SUPERVISOR: "tom", Role.LEAD: "supervisor"}
every_operation = pytest.mark.parametrize("name", OPERATIONS)


def prepared(s: SmallStudy, name: str) -> tuple[Example, dict[str, Any]]:
    """The study made ready for an operation's example."""
    if name in PREPARED:
        PREPARED[name](s)
    example = EXAMPLES[name]
    return example, example.arguments(s)


def test_every_operation_has_an_example() -> None:
    assert set(EXAMPLES) == set(OPERATIONS)


@every_operation
def test_a_role_below_is_refused_and_nothing_is_left_behind(study: SmallStudy, name: str) -> None:
    _, arguments = prepared(study, name)
    before = study.dump(journal=True)
    with pytest.raises(NotAllowed, match=r"role|take no part"):
        study.act(BELOW[OPERATIONS[name].needs], name, **arguments)
    assert study.dump(journal=True) == before


@every_operation
def test_an_act_is_one_line_of_the_trail_that_names_what_was_done(study: SmallStudy, name: str) -> None:
    example, arguments = prepared(study, name)
    before = study.dump(journal=True)
    done = study.done(example.person, name, **arguments)
    after = study.dump(journal=True)
    assert len(after["acts"]) == len(before["acts"]) + 1
    assert done.wrote
    assert example.says in done.sentence
    assert done.sentence == study.trail()[0]
    with study.read() as now:
        assert now.version == done.version
    assert (study.dump() == {k: v for k, v in before.items() if k not in ("acts", "writes", "projects")}) is (
        name in TRACES
    )


@every_operation
def test_undo_restores_every_table_and_redo_brings_the_act_back(study: SmallStudy, name: str) -> None:
    example, arguments = prepared(study, name)
    before = study.dump()
    act = study.done(example.person, name, **arguments)
    after = study.dump()
    if name in TRACES:
        return
    back, forth = {"undo": ("redo", "undo"), "undo_act": ("redo", "undo_act")}.get(name, ("undo", "redo"))
    undone = study.done(example.person, back)
    assert study.dump() == before
    again = study.done(example.person, forth, **(arguments if forth == name else {}))
    assert study.dump() == after
    assert act.version < undone.version < again.version


@every_operation
def test_a_failure_before_the_end_leaves_nothing(study: SmallStudy, name: str) -> None:
    example, arguments = prepared(study, name)
    before = study.dump(journal=True)
    with (
        pytest.raises(ZeroDivisionError),
        study.workspace.change(study.id, study.people[example.person]) as change,
    ):
        call(change, name, arguments)
        1 / 0  # noqa: B018
    assert study.dump(journal=True) == before


@every_operation
def test_a_failure_in_the_database_leaves_nothing_and_can_be_tried_again(study: SmallStudy, name: str) -> None:
    example, arguments = prepared(study, name)
    before = study.dump(journal=True)
    with study.workspace.database.writing() as connection:
        connection.execute(text("CREATE TRIGGER fault BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'fault'); END"))
    with pytest.raises(Exception, match="fault"):
        study.act(example.person, name, **arguments)
    assert study.dump(journal=True) == before
    with study.workspace.database.writing() as connection:
        connection.execute(text("DROP TRIGGER fault"))
    assert study.done(example.person, name, **arguments).wrote


@every_operation
def test_what_belongs_to_another_study_is_not_found(study: SmallStudy, name: str) -> None:
    example, arguments = prepared(study, name)
    e = study.elsewhere
    assert e is not None
    there = {"case_id": e.cases["LA1, FG1"], "theme_id": e.themes["Confidence"], "seen": 1}
    foreign = {
        "transcript_id": e.transcripts["LA1, FG1"],
        "case_id": e.cases["LA1, FG1"],
        "site_id": e.sites["LA1"],
        "role_group_id": e.roles["Manager"],
        "group_type_id": e.groups["FG1"],
        "attribute_id": e.attributes["Setting"],
        "parent_id": e.themes["Confidence"],
        "theme_id": e.themes["Confidence"],
        "into_id": e.themes["Confidence"],
        "themes": [e.themes["Confidence"]],
        "theme_ids": [e.themes["Confidence"]],
        "passage_id": e.passages[0],
        "passage_ids": [e.passages[0]],
        "memo_id": e.memos[0],
        "returned": [
            {"case_id": e.cases["LA1, FG1"], "theme_id": e.themes["Confidence"], "seen": 0, "blank": "withdrawn"}
        ],
        "values": [{"case_id": e.cases["LA1, FG1"], "attribute": "Setting", "before": "", "after": "rural"}],
        "about_id": e.passages[0],
        "answers": remarked(e),
        "remark_id": remarked(e),
        "question_id": asked(e)[0],
        "person_id": 999,
        "roles": [e.roles["Manager"]],
        "cells": [there if name.endswith("_cells") else list(there.values())[:2]],
        "act_id": latest(e),
        "places": [e.turns("LA1, FG1", 1, 1)],
        "rows": [{"id": e.sites["LA1"] + 1000, "code": "LA9", "name": "x", "term": "x", "meaning": "x"}],
        "arrivals": [arrival(talk(FOCUS_GROUP, 5, 80), CaseKind.FOCUS_GROUP, e.sites["LA1"])],
    }
    before = study.dump(journal=True)
    for argument in foreign.keys() & arguments.keys():
        with pytest.raises(NotFound):
            study.act(example.person, name, **{**arguments, argument: foreign[argument]})
    assert study.dump(journal=True) == before


@every_operation
def test_arguments_of_a_wrong_form_are_refused_in_a_sentence(study: SmallStudy, name: str) -> None:
    example, arguments = prepared(study, name)
    wrong: tuple[Any, ...] = (None, [], {}, True, 2**70, -1, 1.5, "\ud800", "a\0", [None], [[]], [{}], [{"id": []}])
    for argument in arguments:
        for value in wrong:
            try:
                done = study.done(example.person, name, **{**arguments, argument: value})
            except FrameworkError as error:
                assert str(error).endswith((".", "?", ")"))
            else:
                if done.wrote:
                    study.act(example.person, "undo")  # it was a value like any other
    with pytest.raises(Invalid):
        study.act(example.person, name, **arguments, unheard_of=1)
    with pytest.raises(NotFound):
        study.act(example.person, "unheard_of")
