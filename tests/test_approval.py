"""The supervisor's review: who may take which step, what falls back, threads, signing off, and the random sample."""

from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import SmallStudy

from framework.approval import looked_until, next_steps, sample, signed, steps, threads, unsettled
from framework.errors import Conflict, Invalid, NotAllowed, NotFound
from framework.matrices import Status, cell
from framework.model import Blank, Cell, CellReview, Remark, Stage

WORKLOAD = "Workload management"


def where(s: SmallStudy, theme: str = WORKLOAD, case: str = "LA1, FG1") -> dict[str, Any]:
    return {"case_id": s.cases[case], "theme_id": s.themes[theme]}


def seen(s: SmallStudy, theme: str = WORKLOAD, case: str = "LA1, FG1") -> dict[str, Any]:
    found = where(s, theme, case)
    return {**found, "seen": s.ask(cell, **found).seen}


def status(s: SmallStudy, theme: str = WORKLOAD, case: str = "LA1, FG1") -> Status:
    return s.ask(cell, **where(s, theme, case)).status


def submit(s: SmallStudy, person: str = "ruth", theme: str = WORKLOAD) -> None:
    s.act(person, "submit_cells", cells=[seen(s, theme)])


def approve(s: SmallStudy, person: str = "supervisor", theme: str = WORKLOAD) -> None:
    s.act(person, "approve_cells", cells=[seen(s, theme)])


def write(s: SmallStudy, person: str, text: str, theme: str = WORKLOAD) -> None:
    s.act(person, "write_cell", **seen(s, theme), parts=[{"text": text}])


# -- the steps --


def test_a_cell_goes_from_draft_to_approved_and_back_to_draft_with_its_next_writing(study: SmallStudy) -> None:
    found = [status(study)]
    for step in (
        submit,
        lambda s: s.act("supervisor", "ask_changes", **seen(s), text="Who says so?"),
        submit,
        approve,
        lambda s: write(s, "tom", "All weeks are full."),
    ):
        step(study)
        found.append(status(study))
    assert [f.value for f in found] == ["draft", "submitted", "changes asked", "submitted", "approved", "draft"]
    study.act("tom", "undo")
    assert status(study) is Status.APPROVED
    cell_id = study.ask(lambda s: s.one(Cell, **where(study)).id)  # type: ignore[union-attr]
    assert [step.stage.value for step in study.ask(steps, cell_id)] == [f.value for f in found[1:5]]


def test_each_step_is_one_act_and_one_undo(study: SmallStudy) -> None:
    for person, step in (("ruth", submit), ("supervisor", approve)):
        before = study.dump()
        step(study)
        study.act(person, "undo")
        assert study.dump() == before
        study.act(person, "redo")


def test_approval_falls_back_when_the_evidence_changes_and_returns_with_it(study: SmallStudy) -> None:
    submit(study)
    approve(study)
    study.act("tom", "index_passage", **study.turns("LA1, FG1", 17, 18), themes=[study.themes["Duty weeks"]])
    assert status(study) is Status.EVIDENCE_CHANGED
    with pytest.raises(Invalid, match="has changed"):
        submit(study)
    with pytest.raises(Invalid, match="has changed"):
        approve(study)
    study.act("tom", "undo")
    assert status(study) is Status.APPROVED


@pytest.mark.parametrize("writer", ["ruth", "supervisor", "lead"])
@pytest.mark.parametrize("submitter", ["tom", "supervisor", "lead"])
@pytest.mark.parametrize("approver", ["ruth", "supervisor", "lead"])
def test_nobody_approves_what_they_have_written_or_submitted(
    study: SmallStudy, writer: str, submitter: str, approver: str
) -> None:
    write(study, writer, "All weeks are full.")
    submit(study, submitter)
    offered = allowed(study, approver)
    if approver == "ruth":
        with pytest.raises(NotAllowed, match="role supervisor"):
            approve(study, approver)
        assert offered is None
    elif approver in (writer, submitter):
        with pytest.raises(NotAllowed, match=r"the cell of LA1, FG1 under 3\.2 Workload management yourself"):
            approve(study, approver)
        assert offered is not None
        assert "yourself" in offered
    else:
        approve(study, approver)
        assert status(study) is Status.APPROVED
        assert offered == ""


def allowed(s: SmallStudy, person: str) -> str | None:
    """What the screen says keeps this person from approving the cell; None where they are not offered to."""
    with s.read(person) as study:
        stored = study.one(Cell, **where(s))
        assert stored is not None
        step = study.find(CellReview, cell_id=stored.id, version=stored.version)[-1]
        return next_steps(study, cell(study, **where(s)), stored.person_id, step).get(Stage.APPROVED)


def test_only_what_is_submitted_is_approved_or_sent_back(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="Only what is submitted can be approved: the cell of LA1, FG1"):
        approve(study)
    with pytest.raises(Invalid, match="Only a cell that was submitted"):
        study.act("supervisor", "ask_changes", **seen(study), text="Why?")
    submit(study)
    study.act("supervisor", "ask_changes", **seen(study), text="Why?")
    with pytest.raises(Invalid, match="Only what is submitted"):
        approve(study)


def test_what_is_approved_stays_so_when_it_is_submitted_with_the_others(study: SmallStudy) -> None:
    submit(study)
    approve(study)
    write(study, "ruth", "We had one morning.", "Range of confidence")
    both = [seen(study), seen(study, "Range of confidence"), seen(study, "Range of confidence")]
    assert study.act("ruth", "submit_cells", cells=both) == 1
    assert (status(study), status(study, "Range of confidence")) == (Status.APPROVED, Status.SUBMITTED)
    assert not study.done("ruth", "submit_cells", cells=both).wrote
    assert study.ask(lambda s: s.count(CellReview)) == 3


def test_cells_are_submitted_all_or_none(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="nothing in this cell yet"):
        study.act("ruth", "submit_cells", cells=[seen(study), seen(study, "Supervision")])
    assert status(study) is Status.DRAFT
    with pytest.raises(Invalid, match="at least one"):
        study.act("ruth", "submit_cells", cells=[])


def test_what_says_not_charted_yet_is_not_submitted_a_reason_is(study: SmallStudy) -> None:
    study.act("tom", "leave_blank", **seen(study, "Supervision"), reason=Blank.NOT_CHARTED)
    with pytest.raises(Invalid, match="Nothing is written"):
        study.act("tom", "submit_cells", cells=[seen(study, "Supervision")])
    study.act("tom", "leave_blank", **seen(study, "Supervision"), reason=Blank.WITHDRAWN)
    study.act("tom", "submit_cells", cells=[seen(study, "Supervision")])
    approve(study, theme="Supervision")
    assert status(study, "Supervision") is Status.APPROVED


def test_a_cell_that_somebody_has_written_meanwhile_is_neither_submitted_nor_approved(study: SmallStudy) -> None:
    before = seen(study)
    write(study, "ruth", "All weeks are full.")
    for person, act in (("tom", "submit_cells"), ("supervisor", "approve_cells")):
        with pytest.raises(Conflict, match="Somebody has written the cell of LA1, FG1"):
            study.act(person, act, cells=[before])
    with pytest.raises(Conflict):
        study.act("supervisor", "ask_changes", **before, text="Why?")


@pytest.mark.parametrize("wrong", [{}, {"case_id": "1"}, {"case_id": True}, {"seen": None}, {"seen": 2**70}])
def test_cells_of_a_wrong_form_are_refused(study: SmallStudy, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        study.act("ruth", "submit_cells", cells=[{**seen(study), **wrong} if wrong else {}])


# -- threads --


def test_asking_for_changes_needs_words_and_opens_a_thread(study: SmallStudy) -> None:
    submit(study)
    with pytest.raises(Invalid, match="needs words"):
        study.act("supervisor", "ask_changes", **seen(study), text=" ")
    assert status(study) is Status.SUBMITTED
    head = study.act("supervisor", "ask_changes", **seen(study), text=" Who says so? ", words="full")
    assert (head.text, head.words, head.passage_id, head.answers) == ("Who says so?", "full", None, None)
    assert study.ask(cell, **where(study)).remarks == 1


def test_threads_hang_on_a_cell_on_words_of_it_and_on_a_passage_that_may_go(study: SmallStudy) -> None:
    passage = study.passages[3]
    on_cell = study.act("tom", "remark_on_cell", **where(study), text="Long.")
    on_words = study.act("tom", "remark_on_cell", **where(study), text="Which?", words="The week")
    on_passage = study.act("supervisor", "remark_on_cell", **where(study), text="Look again.", passage_id=passage)
    answer = study.act("ruth", "remark_on_cell", **where(study), text="Done.", answers=on_passage.id)
    study.act("ruth", "remove_passage", passage_id=passage)
    found = study.ask(threads, on_cell.cell_id)
    assert [(t.remark, t.answers) for t in found] == [(on_cell, ()), (on_words, ()), (on_passage, (answer,))]
    assert found[2].remark.passage_id == passage
    study.act("ruth", "undo")


def test_a_thread_is_settled_at_its_head_and_can_be_opened_again(study: SmallStudy) -> None:
    head = study.act("supervisor", "remark_on_cell", **where(study), text="Long.")
    answer = study.act("ruth", "remark_on_cell", **where(study), text="Cut.", answers=head.id)
    with pytest.raises(Invalid, match="first remark"):
        study.act("ruth", "settle_remark", remark_id=answer.id)
    for settled, count in ((True, 0), (True, 0), (False, 1)):
        study.act("ruth", "settle_remark", remark_id=head.id, settled=settled)
        assert study.ask(cell, **where(study)).remarks == count


def test_an_answer_belongs_to_the_first_remark_of_its_own_cell(study: SmallStudy) -> None:
    head = study.act("supervisor", "remark_on_cell", **where(study), text="Long.")
    answer = study.act("ruth", "remark_on_cell", **where(study), text="Cut.", answers=head.id)
    elsewhere = where(study, case="LA1, Manager 1")
    for place, to in ((where(study), answer.id), (elsewhere, head.id)):
        with pytest.raises(Invalid, match="another remark"):
            study.act("tom", "remark_on_cell", **place, text="And?", answers=to)


def test_a_remark_names_a_passage_of_its_own_case(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="not in the cell's case"):
        study.act("tom", "remark_on_cell", **where(study), text="And?", passage_id=study.passages[6])
    for wrong in ({"passage_id": 999}, {"answers": 999}, {"case_id": 999}, {"theme_id": 999}):
        with pytest.raises(NotFound):
            study.act("tom", "remark_on_cell", **{**where(study), "text": "And?", **wrong})
    with pytest.raises(Invalid, match="nothing in this cell"):
        study.act("tom", "remark_on_cell", **where(study, "Supervision"), text="And?")


def test_remarks_stay_when_the_cell_is_written_anew_and_a_first_writing_under_review_is_not_undone(
    study: SmallStudy,
) -> None:
    write(study, "tom", "Time to think.", "Supervision")
    study.act("supervisor", "remark_on_cell", **where(study, "Supervision"), text="Whose words?")
    with pytest.raises(Conflict, match="rests on it"):
        study.act("tom", "undo")
    write(study, "tom", "Time to think, says S1.", "Supervision")
    assert study.ask(cell, **where(study, "Supervision")).remarks == 1
    assert study.ask(lambda s: s.count(Remark)) == 1


# -- signing off --


def settle_workload(s: SmallStudy) -> None:
    """All of the matrix Workload and support is approved, or blank for a reason."""
    write(s, "ruth", "Time to think.", "Supervision")
    s.act("tom", "leave_blank", **seen(s, "Supervision", "LA1, Manager 1"), reason=Blank.SUPPRESSED)
    s.act("tom", "leave_blank", **seen(s, WORKLOAD, "LA2, FG1"), reason=Blank.WITHDRAWN)
    for theme in (WORKLOAD, "Supervision"):
        submit(s, theme=theme)
        approve(s, theme=theme)


def test_a_matrix_is_signed_off_when_all_of_it_is_settled_and_else_what_is_missing_is_said(study: SmallStudy) -> None:
    main = study.themes["Workload and support"]
    assert study.ask(unsettled, main) == "3 not charted yet, 1 draft"
    with pytest.raises(Invalid, match="Not everything in this matrix is settled: 3 not charted yet, 1 draft"):
        study.act("supervisor", "sign_off", theme_id=main)
    settle_workload(study)
    assert study.ask(unsettled, main) == ""
    signature = study.act("supervisor", "sign_off", theme_id=main, note=" For the report. ")
    found = study.ask(signed, main)
    assert found is not None
    assert (found.sign_off, found.changed, signature.note) == (signature, (), "For the report.")
    assert study.ask(lambda s: s.version) == signature.version


def test_only_the_matrix_of_a_main_theme_is_signed_off(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="main theme"):
        study.act("supervisor", "sign_off", theme_id=study.themes["Supervision"])
    with pytest.raises(NotAllowed):
        study.act("ruth", "sign_off", theme_id=study.themes["Workload and support"])
    assert study.ask(signed, study.themes["Workload and support"]) is None


def test_what_is_not_as_it_was_signed_is_listed_until_it_is_so_again(study: SmallStudy) -> None:
    settle_workload(study)
    main = study.themes["Workload and support"]
    signature = study.act("supervisor", "sign_off", theme_id=main)

    def changed() -> set[tuple[int, int]]:
        found = study.ask(signed, main)
        assert found is not None
        assert found.sign_off == signature
        return set(found.changed)

    supervision, workload = (tuple(where(study, name).values()) for name in ("Supervision", WORKLOAD))
    apart = tuple(where(study, "Supervision", "LA2, FG1").values())
    write(study, "ruth", "Time to think and to cry.", "Supervision")
    assert changed() == {supervision}
    submit(study)  # approved already: nothing to do
    submit(study, theme="Supervision")
    approve(study, theme="Supervision")
    assert changed() == {supervision}  # approved anew, but not what was signed
    study.act("tom", "index_passage", **study.turns("LA1, FG1", 17, 18), themes=[study.themes[WORKLOAD]])
    assert changed() == {supervision, workload}
    study.act("tom", "undo")
    study.act("tom", "index_passage", **study.turns("LA2, FG1", 8, 8), themes=[study.themes["Supervision"]])
    assert changed() == {supervision, apart}
    study.act("tom", "undo")
    for person in ("supervisor", "ruth", "ruth"):
        study.act(person, "undo")
    assert changed() == set()
    again = study.act("supervisor", "sign_off", theme_id=main)
    assert study.ask(signed, main).sign_off == again  # type: ignore[union-attr]


def test_undoing_what_was_signed_is_a_change_too(study: SmallStudy) -> None:
    settle_workload(study)
    write(study, "ruth", "All weeks are full.")
    submit(study)
    approve(study)
    main = study.themes["Workload and support"]
    study.act("supervisor", "sign_off", theme_id=main)
    rewriting = next(act for act in study.ask(trail_of) if "wrote the cell of LA1, FG1 under 3.2" in act.sentence)
    study.act("lead", "undo_act", act_id=rewriting.id)
    found = study.ask(signed, main)
    assert found is not None
    assert found.changed == (tuple(where(study).values()),)


def trail_of(study: Any) -> Any:
    from framework.history import trail

    return trail(study)


# -- what changed since I last looked --


def test_each_person_looks_for_themselves(study: SmallStudy) -> None:
    version = study.ask(lambda s: s.version)
    study.act("supervisor", "look", version=version)
    study.act("ruth", "look", version=3)
    study.act("supervisor", "look", version=version + 1)
    known = {name: study.ask(looked_until, study.people[name]) for name in ("supervisor", "ruth", "tom")}
    assert known == {"supervisor": version + 1, "ruth": 3, "tom": 0}
    for wrong in (-1, version + 100):
        with pytest.raises(Invalid, match="still to come"):
            study.act("ruth", "look", version=wrong)


# -- the sample --

cells = st.dictionaries(
    st.tuples(st.integers(1, 40), st.integers(1, 6)), st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=80
)


@given(cells=cells, percent=st.integers(0, 100), seed=st.integers(0, 5), turn=st.integers(0, 80))
def test_a_sample_holds_its_share_of_every_stratum_and_can_be_drawn_again(
    cells: dict[tuple[int, int], tuple[int, int]], percent: int, seed: int, turn: int
) -> None:
    places = [(place, *stratum) for place, stratum in cells.items()]
    drawn = sample(places, percent / 100, seed)
    assert drawn == [place for place, _, _ in places if place in set(drawn)]
    for stratum in set(cells.values()):
        members = {place for place in cells if cells[place] == stratum}
        assert len(members & set(drawn)) == ceil(len(members) * percent / 100 - 1e-9)
    assert set(sample(places[turn:] + places[:turn], percent / 100, seed)) == set(drawn)


def test_another_seed_draws_another_sample_and_every_cell_has_its_chance() -> None:
    places = [((case, theme), case % 2, theme) for case in range(40) for theme in (1, 2)]
    draws = [frozenset(sample(places, 0.1, seed)) for seed in range(60)]
    assert len(set(draws)) == 60
    assert {len(draw) for draw in draws} == {8}
    assert frozenset.union(*draws) == {place for place, _, _ in places}


def test_a_share_that_comes_out_even_is_not_rounded_up() -> None:
    places = [((case, 1), 1, 1) for case in range(100)]
    assert len(sample(places, 0.07, 1)) == 7


def test_a_step_that_others_built_on_is_neither_undone_nor_done_again(study: SmallStudy) -> None:
    submit(study)
    approve(study)
    with pytest.raises(Conflict, match="gone on"):
        study.act("ruth", "undo")
    assert status(study) is Status.APPROVED
    study.act("supervisor", "undo")
    study.act("ruth", "undo")
    with pytest.raises(Conflict, match="gone on"):  # an approval of what nobody submits any more
        study.act("supervisor", "redo")
    assert status(study) is Status.DRAFT
    study.act("ruth", "redo")
    study.act("supervisor", "redo")
    assert status(study) is Status.APPROVED
