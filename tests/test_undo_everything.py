"""Whatever two people do in whatever order, undoing all of it returns exactly to the start, and redoing to the end."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework import (  # noqa: F401
    cases,
    corrections,
    coverage,
    guide,
    history,
    matrices,
    refining,
    replacing,
    reviewing,
    themes,
)
from framework.errors import FrameworkError
from framework.identifiers import standing as standing_at
from framework.model import (
    Blank,
    Cell,
    Dark,
    IndexEntry,
    Memo,
    Passage,
    Question,
    Remark,
    RoleGroup,
    Theme,
    Transcript,
    Verdict,
)
from framework.operations import OPERATIONS

Numbers = tuple[int, int, int]
Arguments = dict[str, Any]

steps = st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
lives = st.lists(
    st.tuples(st.sampled_from(["ruth", "tom", "supervisor"]), st.integers(0, 999), steps), min_size=8, max_size=40
)
calmly = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def pick(s: SmallStudy, kind: type[Any], n: int) -> int:
    """The id of one of the records there are now, or of none."""
    ids = s.ask(lambda study: [record.id for record in study.find(kind)])
    return ids[n % len(ids)] if ids else 0


def theme(s: SmallStudy, n: int) -> int:
    return pick(s, Theme, n)


def spot(s: SmallStudy, a: int, b: int) -> Arguments:
    names = sorted(s.transcripts)
    place = s.turns(names[a % len(names)], 1 + a % 15, 1 + a % 15 + b % 5)
    return {**place, "start": place["start"] + b % 7}


def written(s: SmallStudy, n: Numbers) -> Arguments:
    """A summary that rests on what is indexed there, over what stands there now."""
    case_id, theme_id = list(s.cases.values())[n[0] % 3], theme(s, n[1])
    with s.read() as study:
        transcript = next(t for t in study.find(Transcript, case_id=case_id))
        passages = [p.id for p in study.find(Passage, transcript_id=transcript.id)][: n[2] % 3]
        seen = matrices.cell(study, case_id, theme_id).seen
    parts = [{"kind": "summary", "text": f"Words {n[2]}.", "passages": passages}, {"kind": "comment", "text": "?"}]
    return {"case_id": case_id, "theme_id": theme_id, "parts": parts, "seen": seen}


def blank(s: SmallStudy, n: Numbers) -> Arguments:
    found = written(s, n)
    del found["parts"]
    return {**found, "reason": list(Blank)[n[2] % len(Blank)]}


def known(s: SmallStudy, n: Numbers) -> Arguments:
    """One of the cells there are, as it stands."""
    stored = s.ask(lambda study: study.get(Cell, pick(s, Cell, n[0])))
    return {"case_id": stored.case_id, "theme_id": stored.theme_id, "seen": stored.version}


def remarked(s: SmallStudy, n: Numbers) -> Arguments:
    """A remark on a cell and one of the passages, or an answer."""
    found = known(s, n)
    about = {"passage_id": pick(s, Passage, n[1])} if n[2] % 2 else {"answers": pick(s, Remark, n[1])}
    return {"case_id": found["case_id"], "theme_id": found["theme_id"], "text": f"Why {n[2]}?", **about}


def asked(s: SmallStudy, n: Numbers) -> Arguments:
    roles = [pick(s, RoleGroup, n[1])] if n[1] % 3 else []
    return {"text": f"Question {n[2]}?", "roles": roles, "themes": [theme(s, n[0])]}


def standing(s: SmallStudy, n: Numbers) -> list[int]:
    """The passages directly under a theme."""
    return [entry.passage_id for entry in s.ask(lambda study: study.find(IndexEntry, theme_id=theme(s, n[0])))]


def dealt(s: SmallStudy, n: Numbers) -> Arguments:
    """A theme's passages dealt out to a new sub-theme and one that is there, some of them left over."""
    passages = standing(s, n)
    parts = [
        {"name": f"Part {n[1]}", "passages": passages[::3]},
        {"theme_id": theme(s, n[2]), "passages": passages[1::3]},
    ]
    return {"theme_id": theme(s, n[0]), "parts": parts[: 1 + n[1] % 2]}


def corrected(s: SmallStudy, n: Numbers) -> Arguments:
    """A turn that says something else, or nothing, or all but its first words."""
    words = ["Something else was said.", "", f"Then {n[2]}.\nAnd then."][n[1] % 3]
    return {"transcript_id": pick(s, Transcript, n[0]), "number": 1 + n[1] % 20, "words": words, "note": ""}


def replaced(s: SmallStudy, n: Numbers) -> Arguments:
    """A word that many turns share, wherever it stands in one transcript; now and then in all that people wrote too."""
    word, id = ("morning", "waits", "practice", "003")[n[1] % 4], pick(s, Transcript, n[0])
    with s.read() as study:
        text = study.text(study.get(Transcript, id).digest)
    spans = [{"transcript_id": id, "start": a, "end": b} for a, b in standing_at(text, word)]
    return {"words": word, "pseudonym": f"[Name {n[2]}]", "places": spans, "everywhere": n[2] % 2 == 0}


ACTS: list[tuple[str, Callable[[SmallStudy, Numbers], Arguments]]] = [
    ("index_passage", lambda s, n: {**spot(s, n[0], n[1]), "themes": [theme(s, n[2]), theme(s, n[2] + n[1])]}),
    ("place_passage", lambda s, n: {"passage_id": pick(s, Passage, n[0]), "theme_ids": [theme(s, n[1])]}),
    ("take_out", lambda s, n: {"passage_id": pick(s, Passage, n[0]), "theme_id": theme(s, n[1])}),
    ("remove_passage", lambda s, n: {"passage_id": pick(s, Passage, n[0])}),
    ("resize_passage", lambda s, n: {"passage_id": pick(s, Passage, n[0]), "start": n[1], "end": n[1] + n[2]}),
    ("add_theme", lambda s, n: {"parent_id": theme(s, n[0]) if n[1] % 3 else None, "name": f"Theme {n[2]}"}),
    ("rename_theme", lambda s, n: {"theme_id": theme(s, n[0]), "name": f"Theme {n[1] % 9}"}),
    (
        "move_theme",
        lambda s, n: {
            "theme_id": theme(s, n[0]),
            "parent_id": theme(s, n[1]) if n[1] % 4 else None,
            "position": n[2] % 4,
        },
    ),
    ("merge_themes", lambda s, n: {"theme_id": theme(s, n[0]), "into_id": theme(s, n[1])}),
    ("split_theme", dealt),
    (
        "move_passages",
        lambda s, n: {"passage_ids": standing(s, n)[:2], "theme_id": theme(s, n[0]), "into_id": theme(s, n[1])},
    ),
    ("clear_due", lambda s, n: {"transcript_id": pick(s, Transcript, n[0])}),
    ("review_theme", lambda s, n: {"theme_id": theme(s, n[0]), "verdict": list(Verdict)[n[1] % 5], "note": "?"}),
    ("retire_theme", lambda s, n: {"theme_id": theme(s, n[0])}),
    ("restore_theme", lambda s, n: {"theme_id": theme(s, n[0])}),
    ("remove_theme", lambda s, n: {"theme_id": theme(s, n[0])}),
    ("write_cell", written),
    ("leave_blank", blank),
    ("confirm_cell", known),
    ("submit_cells", lambda s, n: {"cells": [known(s, n)]}),
    ("approve_cells", lambda s, n: {"cells": [known(s, n)]}),
    ("ask_changes", lambda s, n: {**known(s, n), "text": f"Why {n[2]}?", "words": "Words"}),
    ("remark_on_cell", remarked),
    ("settle_remark", lambda s, n: {"remark_id": pick(s, Remark, n[0]), "settled": n[1] % 3 > 0}),
    ("sign_off", lambda s, n: {"theme_id": theme(s, n[0])}),
    ("add_question", asked),
    ("change_question", lambda s, n: {"question_id": pick(s, Question, n[1]), **asked(s, n)}),
    ("move_question", lambda s, n: {"question_id": pick(s, Question, n[0]), "position": n[1] % 4}),
    ("remove_question", lambda s, n: {"question_id": pick(s, Question, n[0])}),
    ("confirm_not_asked", lambda s, n: {"cells": [list(place) for place in s.ask(guide.not_asked)[: 1 + n[0] % 3]]}),
    (
        "assign",
        lambda s, n: {
            "cells": [[list(s.cases.values())[n[0] % 3], theme(s, n[1])]],
            "person_id": s.people["tom"] if n[2] % 3 else None,
        },
    ),
    ("split_passage", lambda s, n: {"passage_id": pick(s, Passage, n[0]), "at": n[1]}),
    ("write_memo", lambda s, n: {"about": "theme", "about_id": theme(s, n[0]), "text": f"Thought {n[1]}."}),
    ("remove_memo", lambda s, n: {"memo_id": pick(s, Memo, n[0])}),
    ("correct_turn", corrected),
    ("replace_words", replaced),
    ("triage", lambda s, n: {**spot(s, n[0], n[1]), "verdict": list(Dark)[n[2] % 2]}),
    ("untriage", lambda s, n: spot(s, n[0], n[1])),
    ("sweep_transcript", lambda s, n: {"transcript_id": pick(s, Transcript, n[0])}),
    ("anchor_passage", lambda s, n: {"passage_id": pick(s, Passage, n[0]), "start": n[1], "end": n[1] + n[2]}),
    ("set_abbreviations", lambda s, n: {"rows": [{"term": f"T{k % 5}", "meaning": "m"} for k in set(n)]}),
]


def live(s: SmallStudy, life: list[tuple[str, int, Numbers]], *, undoing: bool) -> list[str]:
    """Carry out what of a life is possible; returns who did each act that left a trace."""
    actors = []
    for person, kind, numbers in life:
        name, arguments = ACTS[kind % len(ACTS)]
        if undoing and numbers[2] % 4 == 0:
            name, arguments = ("undo", "redo")[numbers[1] % 2], lambda s, n: {}
        assert name in OPERATIONS
        try:
            if s.done(person, name, **arguments(s, numbers)).wrote:
                actors.append(person)
        except FrameworkError:
            continue
    return actors


@given(life=lives)
@calmly
def test_undoing_everything_returns_to_the_start_and_redoing_to_the_end(
    fresh: Callable[[], SmallStudy], life: list[tuple[str, int, Numbers]]
) -> None:
    s = fresh()
    states = [s.dump()]
    actors = []
    for step in life:
        for actor in live(s, [step], undoing=False):
            actors.append(actor)
            states.append(s.dump())
    for number, actor in reversed(list(enumerate(actors))):
        s.act(actor, "undo")
        assert s.dump() == states[number]
    for number, actor in enumerate(actors, 1):
        s.act(actor, "redo")
        assert s.dump() == states[number]


@given(life=lives)
@calmly
def test_the_lead_can_undo_every_act_undos_and_redos_among_them(
    fresh: Callable[[], SmallStudy], life: list[tuple[str, int, Numbers]]
) -> None:
    s = fresh()
    start, since = s.dump(), s.ask(history.trail, limit=1)[0].number
    live(s, life, undoing=True)
    end = s.dump()
    for target in (start, end):
        acts = [act for act in s.ask(history.trail, limit=1000) if act.number > since]
        since = acts[0].number if acts else since
        for act in acts:
            s.act("lead", "undo_act", act_id=act.id)
        assert s.dump() == target


@given(life=lives)
@calmly
def test_what_is_remembered_is_what_is_stored(
    fresh: Callable[[], SmallStudy], life: list[tuple[str, int, Numbers]]
) -> None:
    from framework.workspace import Workspace

    s = fresh()
    live(s, life, undoing=True)
    other = Workspace(s.file)
    with s.read() as known, other.read(s.id, s.people["lead"]) as afresh:
        for answer in (matrices.locating_matrix, matrices.passage_counts, cases.case_rows, themes.titles):
            assert answer(known) == answer(afresh)
    with other.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    other.close()
