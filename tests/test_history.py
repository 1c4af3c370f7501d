"""The audit trail in sentences, undo and redo; requests that arrive twice."""

import pytest
from small_study import SmallStudy

from framework import history, matrices, themes
from framework.errors import Conflict, FrameworkError, Invalid, NotAllowed, NotFound
from framework.model import About, Act, Membership, Passage, Role


def place(s: SmallStudy, person: str, turn: int, theme: str = "Supervision") -> Passage:
    found: Passage = s.act(person, "index_passage", **s.turns("LA2, FG1", turn, turn), themes=[s.themes[theme]])
    return found


def newest(s: SmallStudy) -> Act:
    return s.ask(history.trail)[0]


# -- the trail --


def test_the_trail_names_lines_case_and_theme(study: SmallStudy) -> None:
    study.act(
        "ruth",
        "index_passage",
        **study.turns("LA2, FG1", 41, 44),
        themes=[study.themes["Workload management"]],
    )
    assert study.trail()[0] == "placed lines 41–44 of LA2, FG1 under 3.2 Workload management"


def test_the_trail_begins_with_the_study_and_numbers_every_act(study: SmallStudy) -> None:
    acts = study.ask(history.trail, limit=1000)
    assert [act.number for act in acts] == list(range(len(acts), 0, -1))
    assert acts[-1].sentence == "started the study"
    with study.read() as now:
        assert now.version == len(acts)


def test_the_trail_can_be_read_in_pages_and_by_person(study: SmallStudy) -> None:
    first = study.ask(history.trail, limit=10)
    second = study.ask(history.trail, before=first[-1].number, limit=10)
    assert [a.number for a in (*first, *second)] == [a.number for a in study.ask(history.trail, limit=20)]
    assert {a.person_id for a in study.ask(history.trail, person_id=study.people["tom"])} == {study.people["tom"]}


def test_an_act_that_says_many_things_is_cut_short(study: SmallStudy) -> None:
    rows = [{"term": f"T{n}", "meaning": "x"} for n in range(7)]
    study.act("ruth", "set_abbreviations", rows=rows)
    assert study.trail()[0] == "took out CSA; added T0; added T1; added T2; and 4 more"


def test_an_act_that_changes_nothing_leaves_no_trace(study: SmallStudy) -> None:
    before = study.dump(journal=True)
    done = study.done("ruth", "rename_theme", theme_id=study.themes["Supervision"], name=" Supervision ")
    assert not done.wrote
    assert study.dump(journal=True) == before


def test_acts_composed_in_one_block_make_one_step(study: SmallStudy) -> None:
    before = study.dump()
    with study.workspace.change(study.id, study.people["ruth"]) as change:
        theme = themes.add_theme(change, None, "Hope")
        themes.add_theme(change, theme.id, "Small wins")
        themes.rename_theme(change, theme.id, "Hopes")
    assert study.trail()[0] == "added 4 Hope; added 4.1 Small wins; renamed 4 Hope to Hopes"
    study.act("ruth", "undo")
    assert study.dump() == before


# -- undo and redo --


def test_undo_takes_back_ones_own_acts_the_latest_first_whatever_others_do(study: SmallStudy) -> None:
    first = place(study, "ruth", 1)
    place(study, "tom", 2)
    second = place(study, "ruth", 3)
    assert study.act("ruth", "undo") == "undid: placed line 3 of LA2, FG1 under 3.1 Supervision"
    assert study.act("ruth", "undo") == "undid: placed line 1 of LA2, FG1 under 3.1 Supervision"
    assert study.act("ruth", "redo") == "did again: placed line 1 of LA2, FG1 under 3.1 Supervision"
    assert study.ask(lambda s: {p.id for p in s.find(Passage, id=[first.id, second.id])}) == {first.id}
    assert study.act("ruth", "redo").endswith("placed line 3 of LA2, FG1 under 3.1 Supervision")
    with pytest.raises(NotFound, match="nothing to redo"):
        study.act("ruth", "redo")


def test_an_act_stands_until_it_is_undone_and_again_once_it_is_done_again(study: SmallStudy) -> None:
    place(study, "ruth", 3)
    number, told = newest(study).number, []
    for step in ("undo", "redo", "undo"):
        told.append(study.ask(history.stands, number))
        study.act("ruth", step)
    assert [*told, study.ask(history.stands, number)] == [True, False, True, False]
    assert not study.ask(history.stands, 9999)


def test_a_new_act_ends_what_could_be_done_again(study: SmallStudy) -> None:
    place(study, "ruth", 1)
    study.act("ruth", "undo")
    place(study, "tom", 2)
    assert study.ask(history.next_steps, study.people["ruth"]).redo is not None
    place(study, "ruth", 3)
    assert study.ask(history.next_steps, study.people["ruth"]).redo is None
    with pytest.raises(NotFound):
        study.act("ruth", "redo")


def test_an_export_neither_is_undone_nor_ends_what_could_be_done_again(study: SmallStudy) -> None:
    place(study, "ruth", 1)
    study.act("ruth", "undo")
    study.act("ruth", "note_export", what="all matrices")
    assert study.act("ruth", "redo").startswith("did again: placed line 1")
    study.act("ruth", "note_export", what="all matrices")
    export = newest(study)
    assert study.act("ruth", "undo").startswith("undid: placed line 1")
    with pytest.raises(Invalid, match="nothing to undo"):
        study.act("ruth", "undo_act", act_id=export.id)


def test_undo_and_redo_can_go_on_and_on(study: SmallStudy) -> None:
    before = study.dump()
    place(study, "ruth", 1)
    after = study.dump()
    for _ in range(4):
        study.act("ruth", "undo")
        assert study.dump() == before
        study.act("ruth", "redo")
        assert study.dump() == after


def test_nobody_undoes_the_start_of_the_study(study: SmallStudy) -> None:
    start = study.ask(history.trail, limit=1000)[-1]
    with pytest.raises(Invalid):
        study.act("lead", "undo_act", act_id=start.id)


def test_who_has_done_nothing_has_nothing_to_undo(study: SmallStudy) -> None:
    with pytest.raises(NotFound, match="nothing of yours"):
        study.act("reader", "undo")


def test_only_the_lead_undoes_what_somebody_else_did(study: SmallStudy) -> None:
    place(study, "ruth", 1)
    act = newest(study)
    with pytest.raises(NotAllowed, match="Only the lead"):
        study.act("tom", "undo_act", act_id=act.id)
    study.act("lead", "undo_act", act_id=act.id)
    with pytest.raises(Conflict, match="already"):
        study.act("lead", "undo_act", act_id=act.id)
    assert study.act("ruth", "undo") != f"undid: {act.sentence}"


def test_undoing_a_redo_leaves_the_first_act_undone(study: SmallStudy) -> None:
    before = study.dump()
    place(study, "ruth", 1)
    study.act("ruth", "undo")
    study.act("ruth", "redo")
    study.act("lead", "undo_act", act_id=newest(study).id)
    assert study.dump() == before
    steps = study.ask(history.next_steps, study.people["ruth"])
    assert steps.undo is not None
    assert "placed line 1 of LA2" not in steps.undo.sentence
    assert study.act("ruth", "redo").endswith("placed line 1 of LA2, FG1 under 3.1 Supervision")
    assert study.act("ruth", "undo").endswith("placed line 1 of LA2, FG1 under 3.1 Supervision")
    assert study.dump() == before


def test_an_act_in_the_middle_can_be_undone_where_nothing_rests_on_it(study: SmallStudy) -> None:
    first = place(study, "ruth", 1)
    act = newest(study)
    second = place(study, "ruth", 3)
    study.act("ruth", "undo_act", act_id=act.id)
    assert study.ask(lambda s: [p.id for p in s.find(Passage, id=[first.id, second.id])]) == [second.id]


# -- what can't be undone any more --


def test_what_somebody_else_has_changed_since_is_not_undone(study: SmallStudy) -> None:
    study.act("ruth", "rename_theme", theme_id=study.themes["Supervision"], name="Being held")
    study.act("tom", "rename_theme", theme_id=study.themes["Supervision"], name="Held in mind")
    before = study.dump(journal=True)
    with pytest.raises(Conflict, match="somebody has changed"):
        study.act("ruth", "undo")
    assert study.dump(journal=True) == before
    study.act("tom", "undo")
    study.act("ruth", "undo")
    assert study.ask(themes.titles)[study.themes["Supervision"]] == "3.1 Supervision"


@pytest.mark.parametrize("rests", ["passage", "sub-theme", "memo", "cell"])
def test_what_others_rest_on_is_not_undone(study: SmallStudy, rests: str) -> None:
    theme = study.act("ruth", "add_theme", parent_id=None, name="Hope").id
    case = study.cases["LA2, FG1"]
    match rests:
        case "passage":
            study.act("tom", "index_passage", **study.turns("LA2, FG1", 1, 1), themes=[theme])
        case "sub-theme":
            study.act("tom", "add_theme", parent_id=theme, name="Small wins")
        case "memo":
            study.act("tom", "write_memo", about=About.THEME, about_id=theme, text="Is this a theme?")
        case "cell":
            study.act("tom", "write_cell", case_id=case, theme_id=theme, parts=[{"text": "Some."}], seen=0)
    before = study.dump(journal=True)
    with pytest.raises(Conflict, match="can't be undone any more"):
        study.act("ruth", "undo")
    assert study.dump(journal=True) == before
    study.act("tom", "undo")
    study.act("ruth", "undo")


def test_a_memo_never_loses_what_it_is_about(study: SmallStudy) -> None:
    passage = place(study, "ruth", 1)
    study.act("tom", "write_memo", about=About.PASSAGE, about_id=passage.id, text="Why here?")
    with pytest.raises(Conflict, match="memo"):
        study.act("ruth", "undo")


def test_nobody_undoes_or_redoes_what_their_role_no_longer_permits(study: SmallStudy) -> None:
    place(study, "tom", 1)
    place(study, "tom", 2)
    study.act("tom", "undo")
    study.act("lead", "change_role", person_id=study.people["tom"], role=Role.READER)
    for again in ("undo", "redo"):
        with pytest.raises(NotAllowed, match="analyst"):
            study.act("tom", again)
    with pytest.raises(NotAllowed):
        study.act("tom", "undo_act", act_id=newest(study).id)


def test_undo_never_leaves_a_study_without_a_lead(study: SmallStudy) -> None:
    study.act("lead", "change_role", person_id=study.people["ruth"], role=Role.LEAD)
    made_lead = newest(study)
    study.act("ruth", "change_role", person_id=study.people["lead"], role=Role.READER)
    with pytest.raises(Conflict, match="without a lead"):
        study.act("ruth", "undo_act", act_id=made_lead.id)
    assert study.ask(lambda s: s.count(Membership, role="lead")) == 1


def test_a_cell_comes_back_with_its_version_so_that_who_saw_it_may_write(study: SmallStudy) -> None:
    where = {"case_id": study.cases["LA1, FG1"], "theme_id": study.themes["Workload management"]}
    seen = study.ask(matrices.cell, **where)
    study.act("tom", "write_cell", **where, parts=[{"text": "Other words."}], seen=seen.seen)
    study.act("tom", "undo")
    assert study.ask(matrices.cell, **where) == seen
    assert study.done("ruth", "write_cell", **where, parts=[{"text": "Mine."}], seen=seen.seen).wrote


# -- requests --


def test_a_request_that_arrives_twice_is_carried_out_once(study: SmallStudy) -> None:
    where = {**study.turns("LA2, FG1", 1, 1), "themes": [study.themes["Supervision"]]}
    first = study.done("ruth", "index_passage", "r1", **where)
    after = study.dump(journal=True)
    again = study.done("ruth", "index_passage", "r1", **where)
    assert (first.wrote, again.wrote) == (True, False)
    assert again.version == first.version
    assert study.dump(journal=True) == after


def test_an_undo_that_arrives_twice_undoes_one_act(study: SmallStudy) -> None:
    place(study, "ruth", 1)
    place(study, "ruth", 2)
    study.done("ruth", "undo", "u1")
    study.done("ruth", "undo", "u1")
    assert study.ask(history.next_steps, study.people["ruth"]).undo.sentence.startswith("placed line 1 ")  # type: ignore[union-attr]


def test_a_request_that_failed_can_be_sent_again(study: SmallStudy) -> None:
    where = {**study.turns("LA2, FG1", 1, 1)}
    with pytest.raises(FrameworkError):
        study.done("ruth", "index_passage", "r1", **where, themes=[])
    assert study.done("ruth", "index_passage", "r1", **where, themes=[study.themes["Supervision"]]).wrote
