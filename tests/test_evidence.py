"""Whether a cell's evidence has changed: against a comparison by hand, after whatever people do and undo."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy
from test_undo_everything import ACTS, Arguments, Numbers, pick

from framework import corrections, refining  # noqa: F401
from framework.errors import FrameworkError, Invalid
from framework.evidence import altered, evidence, fingerprint
from framework.indexing import passages_under
from framework.matrices import Part, Status, Tie, Written, case_matrix, cell, summary_matrix
from framework.model import (
    Blank,
    BlockKind,
    Case,
    Cell,
    CellReview,
    IndexEntry,
    Passage,
    Remark,
    Stage,
    Theme,
    Transcript,
)
from framework.operations import OPERATIONS
from framework.store import charts
from framework.study import Study
from framework.themes import columns, main_themes

Place = tuple[int, int]
Words = dict[int, tuple[str, bool]]

often = settings(
    max_examples=14,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


# -- by hand --


def beneath(study: Study, theme_id: int) -> set[int]:
    found = {theme_id}
    while more := {t.id for t in study.find(Theme) if t.parent_id in found} - found:
        found |= more
    return found


def words_now(study: Study, case_id: int, theme_id: int) -> Words:
    """The passages of a case under a theme or beneath it, by going through everything."""
    themes = beneath(study, theme_id)
    here = {t.id for t in study.find(Transcript) if t.case_id == case_id}
    entered = {entry.passage_id for entry in study.find(IndexEntry) if entry.theme_id in themes}
    found = [p for p in study.find(Passage) if p.transcript_id in here and p.id in entered]
    return {p.id: (p.quote, p.adrift) for p in found}


class Witness:
    """Sees every writing of every cell and remembers what it was written from, whatever is undone later."""

    def __init__(self, s: SmallStudy) -> None:
        self.s = s
        self.seen: dict[tuple[int, int, int], Words] = {}
        self.look()

    def look(self) -> None:
        with self.s.read() as study:
            for stored in study.find(Cell):
                key = (stored.case_id, stored.theme_id, stored.version)
                if key not in self.seen:
                    self.seen[key] = words_now(study, *key[:2])

    def expected(self, study: Study, found: Written) -> tuple[bool, Status]:
        """Whether the cell's evidence has changed, and how far it has come."""
        stored = study.one(Cell, case_id=found.case_id, theme_id=found.theme_id)
        if stored is None or stored.blank is Blank.NOT_CHARTED:
            return False, Status.NOT_STARTED
        then = self.seen[found.case_id, found.theme_id, stored.version]
        rests = stored.blank not in (Blank.WITHDRAWN, Blank.SUPPRESSED)
        changed = rests and then != words_now(study, found.case_id, found.theme_id)
        steps = [r.stage for r in study.find(CellReview) if (r.cell_id, r.version) == (stored.id, stored.version)]
        return changed, Status.EVIDENCE_CHANGED if changed else Status((steps or [Stage.DRAFT])[-1].value)

    def knows_the_words(self, study: Study, found: Written) -> bool:
        """Whether the study still knows the words of then of all that went or reads otherwise now."""
        stored = study.one(Cell, case_id=found.case_id, theme_id=found.theme_id)
        assert stored is not None
        then, now = self.seen[found.case_id, found.theme_id, stored.version], words_now(study, *place_of(found))
        said = altered(stored.evidence or "", now)
        other = {id for id in then if then[id] != now.get(id)}
        assert ({*said.removed, *said.altered}, set(said.added)) == (other, now.keys() - then.keys())
        quotes = {p.id: p.quote for p in study.find(Passage)} | charts.quotes_at(study, other, stored.version)
        return {id: quotes[id] for id in other} == {id: then[id][0] for id in other}


def place_of(found: Written) -> Place:
    return found.case_id, found.theme_id


# -- what people do --


def place(s: SmallStudy, n: Numbers) -> Place:
    """A place in one of the matrices."""
    with s.read() as study:
        found = [c.theme.id for main in main_themes(study) for c in columns(study, main.theme.id)]
    cases = sorted(s.cases.values())
    return cases[n[0] % len(cases)], found[n[1] % len(found)]


def seen(s: SmallStudy, n: Numbers) -> Arguments:
    case_id, theme_id = place(s, n)
    return {"case_id": case_id, "theme_id": theme_id, "seen": s.ask(cell, case_id, theme_id).seen}


def charted(s: SmallStudy, n: Numbers, status: tuple[Status, ...]) -> Arguments:
    """One of the cells that have come so far."""
    with s.read() as study:
        found = [w for main in main_themes(study) for w in summary_matrix(study, main.theme.id).cells.values()]
    here = [w for w in found if w.status in status]
    if not here:
        return seen(s, n)
    one = here[n[0] % len(here)]
    return {"case_id": one.case_id, "theme_id": one.theme_id, "seen": one.seen}


def written(s: SmallStudy, n: Numbers) -> Arguments:
    """A cell with a part for each of some of the passages that stand there."""
    found = seen(s, n)
    here = s.ask(passages_under, found["theme_id"], found["case_id"])[: 1 + n[2] % 2]
    parts: list[Arguments] = [{"text": f"Number {n[2]}.", "ties": [[p.passage.id, 0, 4]]} for p in here]
    return {**found, "parts": parts or [{"text": f"Number {n[2]}."}]}


KNOWN = dict(ACTS)
HERE: dict[str, tuple[str, Callable[[SmallStudy, Numbers], Arguments]]] = {
    "write_cell": ("ruth", written),
    "confirm_cell": ("tom", lambda s, n: charted(s, n, (Status.EVIDENCE_CHANGED,))),
    "leave_blank": ("tom", lambda s, n: {**seen(s, n), "reason": list(Blank)[n[2] % len(Blank)]}),
    "submit_cells": ("ruth", lambda s, n: {"cells": [charted(s, n, (Status.DRAFT, Status.CHANGES_ASKED))]}),
    "approve_cells": ("supervisor", lambda s, n: {"cells": [charted(s, n, (Status.SUBMITTED,))]}),
    "ask_changes": ("supervisor", lambda s, n: {**charted(s, n, (Status.SUBMITTED, Status.APPROVED)), "text": "Why?"}),
    "split_passage": (
        "tom",
        lambda s, n: {
            "passage_id": (id := pick(s, Passage, n[0])),
            "at": s.ask(lambda study: study.get(Passage, id).start) + 1 + n[1] % 60,
        },
    ),
    "take_out": (
        "ruth",
        lambda s, n: s.ask(
            lambda study: {
                "passage_id": (entry := study.get(IndexEntry, pick(s, IndexEntry, n[0]))).passage_id,
                "theme_id": entry.theme_id,
            }
        ),
    ),
    **{
        name: ("ruth", KNOWN[name])
        for name in (
            "index_passage",
            "place_passage",
            "remove_passage",
            "resize_passage",
            "merge_themes",
            "split_theme",
            "move_theme",
            "retire_theme",
            "correct_turn",
            "anchor_passage",
        )
    },
    **{f"{who} {what}": (who, lambda s, n: {}) for who in ("ruth", "tom", "supervisor") for what in ("undo", "redo")},
}
Life = list[tuple[str, Numbers]]
lives = st.lists(
    st.tuples(
        st.sampled_from([*HERE, *["write_cell", "submit_cells", "index_passage", "ruth undo"] * 2]),
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400)),
    ),
    min_size=6,
    max_size=22,
)
n = (0, 0, 1)
APPROVED_THEN_CHANGED: Life = [
    ("write_cell", n),
    ("submit_cells", n),
    ("approve_cells", n),
    ("index_passage", (0, 0, 1)),
    ("place_passage", n),
    ("ruth undo", n),
    ("ruth undo", n),
    ("ruth redo", n),
    ("confirm_cell", n),
    ("tom undo", n),
    ("correct_turn", (0, 0, 0)),
]


@given(life=lives)
@example(life=APPROVED_THEN_CHANGED)
@often
def test_a_cells_evidence_has_changed_where_a_comparison_by_hand_says_so(
    fresh: Callable[[], SmallStudy], life: Life
) -> None:
    s = fresh()
    witness = Witness(s)
    for step, numbers in life:
        person, arguments = HERE[step]
        assert (name := step.rpartition(" ")[2]) in OPERATIONS
        try:
            if not s.done(person, name, **arguments(s, numbers)).wrote:
                continue
        except FrameworkError:
            continue
        witness.look()
        with s.read() as study:
            for main in main_themes(study):
                for found in summary_matrix(study, main.theme.id).cells.values():
                    assert (found.changed, found.status) == witness.expected(study, found)
                    assert not found.changed or witness.knows_the_words(study, found)
    one_cell_is_the_same_wherever_it_is_read(s)


def one_cell_is_the_same_wherever_it_is_read(s: SmallStudy) -> None:
    with s.read() as study:
        along = {case.id: case_matrix(study, case.id) for case in study.find(Case)}
        for main in main_themes(study):
            matrix = summary_matrix(study, main.theme.id)
            assert [row.id for row in matrix.rows] and len(matrix.cells) == len(list(matrix.cells))
            for (case_id, theme_id), found in matrix.cells.items():
                assert found == cell(study, case_id, theme_id)
                if not main.theme.retired:
                    assert found == along[case_id].cells[case_id, theme_id]
                assert found.passages == len(words_now(study, case_id, theme_id))


# -- fingerprints --

passages = st.dictionaries(st.integers(1, 12), st.tuples(st.sampled_from(["a", "b", "ab", "é"]), st.booleans()))


@given(then=passages, now=passages)
def test_a_fingerprint_tells_what_came_what_went_and_what_reads_otherwise(then: Words, now: Words) -> None:
    kept = fingerprint(then)
    assert (kept == fingerprint(dict(reversed(now.items())))) is (then == now)
    found = altered(kept, now)
    assert set(found.added) == now.keys() - then.keys()
    assert set(found.removed) == then.keys() - now.keys()
    assert set(found.altered) == {id for id in then.keys() & now.keys() if then[id] != now[id]}
    assert bool(found) is (then != now)
    assert (found.words == "unchanged") is (then == now)


def test_what_became_of_the_evidence_is_said_in_words() -> None:
    kept = fingerprint({1: ("a", False), 2: ("b", False)})
    assert altered(kept, {1: ("a", True), 3: ("c", False), 4: ("d", False)}).words == (
        "2 passages added, 1 removed, 1 altered"
    )
    assert altered(kept, {1: ("a", False)}).words == "1 passage removed"


# -- a cell whose evidence has changed --


def fallen(s: SmallStudy) -> dict[str, int]:
    """The written cell of the small study, after a passage has come."""
    found = {"case_id": s.cases["LA1, FG1"], "theme_id": s.themes["Workload management"]}
    s.act("tom", "index_passage", **s.turns("LA1, FG1", 17, 18), themes=[s.themes["Duty weeks"]])
    assert s.ask(cell, **found).status is Status.EVIDENCE_CHANGED
    return {**found, "seen": s.ask(cell, **found).seen}


def test_confirming_is_a_writing_without_other_words(study: SmallStudy) -> None:
    found = fallen(study)
    before = study.ask(cell, found["case_id"], found["theme_id"])
    study.act("tom", "confirm_cell", **found)
    after = study.ask(cell, found["case_id"], found["theme_id"])
    assert (after.parts, after.status, after.seen) == (before.parts, Status.DRAFT, study.ask(lambda s: s.version))
    assert not study.done("tom", "confirm_cell", **{**found, "seen": after.seen}).wrote
    study.act("tom", "undo")
    assert study.ask(cell, found["case_id"], found["theme_id"]) == before


def test_writing_the_same_words_confirms_too(study: SmallStudy) -> None:
    found = fallen(study)
    parts = [
        {"kind": part.kind.value, "text": part.text, "passages": list(part.passages)}
        for part in study.ask(cell, found["case_id"], found["theme_id"]).parts
    ]
    study.act("ruth", "write_cell", **found, parts=parts)
    assert study.ask(cell, found["case_id"], found["theme_id"]).status is Status.DRAFT


def test_what_is_not_there_is_not_confirmed(study: SmallStudy) -> None:
    empty = {"case_id": study.cases["LA2, FG1"], "theme_id": study.themes["Supervision"]}
    with pytest.raises(Invalid, match="Nothing is written"):
        study.act("tom", "confirm_cell", **empty, seen=0)
    left = study.act("tom", "leave_blank", **empty, reason=Blank.NOT_CHARTED, seen=0)
    with pytest.raises(Invalid, match="Nothing is written"):
        study.act("tom", "confirm_cell", **empty, seen=left.version)


def test_verbatim_words_that_are_gone_are_not_confirmed(study: SmallStudy) -> None:
    found = fallen(study)
    study.act("ruth", "correct_turn", transcript_id=study.transcripts["LA1, FG1"], number=12, words="Quite other.")
    study.act("ruth", "remove_passage", passage_id=study.passages[3])
    with pytest.raises(Invalid, match="letter for letter"):
        study.act("tom", "confirm_cell", **found)


@pytest.mark.parametrize("reason", [Blank.NOTHING_SAID, Blank.NOT_ASKED, Blank.NOT_APPLICABLE])
def test_where_something_was_said_after_all_its_blankness_is_not_confirmed(study: SmallStudy, reason: Blank) -> None:
    blank = {"case_id": study.cases["LA2, FG1"], "theme_id": study.themes["Supervision"]}
    left = study.act("tom", "leave_blank", **blank, reason=reason, seen=0)
    study.act("tom", "index_passage", **study.turns("LA2, FG1", 8, 8), themes=[blank["theme_id"]])
    found = study.ask(cell, **blank)
    assert (found.blank, found.changed, found.status) == (reason, True, Status.EVIDENCE_CHANGED)
    with pytest.raises(Invalid, match="passages? stand"):
        study.act("tom", "confirm_cell", **blank, seen=left.version)


def test_what_is_withheld_rests_on_nothing(study: SmallStudy) -> None:
    blank = {"case_id": study.cases["LA2, FG1"], "theme_id": study.themes["Supervision"]}
    study.act("tom", "leave_blank", **blank, reason=Blank.SUPPRESSED, seen=0)
    study.act("tom", "index_passage", **study.turns("LA2, FG1", 8, 8), themes=[blank["theme_id"]])
    assert not study.ask(cell, **blank).changed


def test_a_cell_written_before_fingerprints_were_kept_is_not_called_changed(study: SmallStudy) -> None:
    with study.workspace.database.writing() as connection:
        connection.exec_driver_sql("UPDATE cells SET evidence = NULL")
    found = {"case_id": study.cases["LA1, FG1"], "theme_id": study.themes["Workload management"]}
    assert not study.ask(cell, **found).changed
    study.act("tom", "confirm_cell", **found, seen=study.ask(cell, **found).seen)
    study.act("tom", "index_passage", **study.turns("LA1, FG1", 17, 18), themes=[found["theme_id"]])
    assert study.ask(cell, **found).changed


# -- what a sentence rests on --

LETTERS = "ab é😀\n "
tied = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30), st.integers(0, 30)), max_size=6)


@given(text=st.text(LETTERS, max_size=25), ties=tied, whole=st.lists(st.integers(1, 4), max_size=2))
def test_the_pieces_of_a_part_join_back_to_its_text(text: str, ties: list[Any], whole: list[int]) -> None:
    part = Part(BlockKind.SUMMARY, text, (*(Tie(*tie) for tie in ties), *(Tie(id) for id in whole)))
    pieces = list(part.pieces())
    assert "".join(piece for piece, _ in pieces) == text
    assert {id for _, ids in pieces for id in ids} == set(part.passages)
    assert set(whole) <= set(pieces[-1][1]) if whole else True


@given(
    before=st.sampled_from(["", " ", "\n  "]),
    text=st.text(LETTERS, min_size=1, max_size=25).filter(str.strip),
    ties=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 28), st.integers(0, 28)), max_size=5),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_stretch_that_rests_on_a_passage_holds_the_same_words_after_spaces_are_cut(
    study: SmallStudy, before: str, text: str, ties: list[tuple[int, int, int]]
) -> None:
    given_ = [[study.passages[i], start, end] for i, start, end in ties]
    where = {"case_id": study.cases["LA1, FG1"], "theme_id": study.themes["Range of confidence"]}
    whole = before + text + " "
    study.act(
        "ruth",
        "write_cell",
        **where,
        parts=[{"text": whole, "ties": given_}],
        seen=study.ask(cell, **where).seen,
    )
    (part,) = study.ask(cell, **where).parts
    assert part.text == whole.strip()
    stretches = {(i, whole[a:b].strip()) for i, a, b in given_ if whole[a:b].strip()}
    assert {(t.passage, part.text[t.start : t.end].strip()) for t in part.ties if t.start is not None} >= stretches
    assert set(part.passages) == {i for i, _, _ in given_}
    assert "".join(piece for piece, _ in part.pieces()) == part.text


def test_what_is_stored_of_a_stretch_is_read_again_and_saving_it_leaves_no_trace(study: SmallStudy) -> None:
    where = {"case_id": study.cases["LA1, FG1"], "theme_id": study.themes["Range of confidence"]}
    one, two = study.passages[:2]
    ties = [[two, 0, 6], [one, 0, 6], [one, 7, 12], [two]]
    study.act("ruth", "write_cell", **where, parts=[{"text": "Sure. Unsure.", "ties": ties}], seen=0)
    found = study.ask(cell, **where)
    assert found.parts[0].ties == (Tie(one, 0, 6), Tie(two, 0, 6), Tie(one, 7, 12))
    assert list(found.parts[0].pieces()) == [("Sure. ", (one, two)), ("Unsure", (one,)), (".", ())]
    again = [{"text": p.text, "ties": [list(tie) for tie in p.ties]} for p in found.parts]
    assert not study.done("ruth", "write_cell", **where, parts=again, seen=found.seen).wrote


def test_both_halves_of_a_passage_keep_the_stretches_that_rest_on_it(study: SmallStudy) -> None:
    where = {"case_id": study.cases["LA2, FG1"], "theme_id": study.themes["Workload management"]}
    whole = study.passages[6]
    study.act("ruth", "write_cell", **where, parts=[{"text": "Full weeks.", "ties": [[whole, 0, 4]]}], seen=0)
    at = study.turns("LA2, FG1", 43, 44)["start"]
    other = study.act("tom", "split_passage", passage_id=whole, at=at)
    found = study.ask(cell, **where)
    assert found.parts[0].ties == (Tie(whole, 0, 4), Tie(other.id, 0, 4))
    there = study.ask(evidence, [where["theme_id"]], [where["case_id"]])
    kept = study.ask(lambda s: s.one(Cell, **where).evidence)  # type: ignore[union-attr]
    assert altered(kept or "", there[tuple(where.values())]).words == "1 passage added, 1 altered"  # type: ignore[index]


WRONG: list[Any] = ["x", [1], [[1, 2]], [["1"]], [[1, 2, "3"]], [[True, 0, 1]], [[1, -1, 3]], [[]], [{}], [[2**70]]]


@pytest.mark.parametrize("ties", WRONG)
def test_ties_of_a_wrong_form_are_refused(study: SmallStudy, ties: Any) -> None:
    where = {"case_id": study.cases["LA1, FG1"], "theme_id": study.themes["Range of confidence"]}
    with pytest.raises(Invalid):
        study.act("ruth", "write_cell", **where, parts=[{"text": "Sure.", "ties": ties}], seen=0)


# -- what goes with what --


def test_a_theme_goes_with_what_was_only_asked_assigned_or_left_blank_under_it(study: SmallStudy) -> None:
    s = study
    main = s.act("ruth", "add_theme", parent_id=None, name="Expectations").id
    sub = s.act("ruth", "add_theme", parent_id=main, name="Of parents").id
    where = {"case_id": s.cases["LA1, FG1"], "theme_id": sub}
    s.act("ruth", "add_question", text="And parents?", roles=[s.roles["Manager"]], themes=[main, sub])
    left = s.act("ruth", "leave_blank", **where, reason=Blank.NOT_APPLICABLE, seen=0)
    s.act("ruth", "assign", cells=[[where["case_id"], main]], person_id=s.people["tom"])
    s.act("ruth", "submit_cells", cells=[{**where, "seen": left.version}])
    head = s.act("supervisor", "ask_changes", **where, seen=left.version, text="Really?")
    s.act("ruth", "remark_on_cell", **where, text="Yes.", answers=head.id)
    s.act("tom", "review_theme", theme_id=sub, verdict="coherent", note="")
    s.act("supervisor", "sign_off", theme_id=main)
    before = s.dump()
    s.act("ruth", "remove_theme", theme_id=sub)
    assert s.ask(lambda study: (study.count(Remark), study.count(CellReview))) == (0, 0)
    s.act("ruth", "remove_theme", theme_id=main)
    for _ in range(2):
        s.act("ruth", "undo")
    assert s.dump() == before
    s.act("ruth", "redo")
    s.act("ruth", "redo")


def test_a_main_theme_moved_beneath_another_keeps_an_other_that_is_asked_about(study: SmallStudy) -> None:
    other = study.themes["Other of Confidence"]
    study.act("ruth", "add_question", text="What else?", roles=[], themes=[other])
    before = study.dump()
    study.act("ruth", "move_theme", theme_id=study.themes["Confidence"], parent_id=study.themes["Training"], position=0)
    assert study.ask(lambda s: s.get(Theme, other).parent_id) == study.themes["Confidence"]
    study.act("ruth", "undo")
    assert study.dump() == before
