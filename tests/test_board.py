"""The charting board: who charts what, and how far every stretch of it has come."""

from collections import Counter
from typing import Any

import pytest
from small_study import SmallStudy

from framework.board import Stretch, board, progress, progress_by_person
from framework.errors import Conflict, Invalid, NotFound
from framework.matrices import Status, cell, summary_matrix
from framework.model import Assignment, Blank, Role

WORKLOAD = "Workload and support"


def stretch(s: SmallStudy, case: str = "LA1, FG1", theme: str = WORKLOAD) -> Stretch:
    return s.ask(board).stretches[s.cases[case], s.themes[theme]]


def seen(s: SmallStudy, theme: str) -> dict[str, Any]:
    found = {"case_id": s.cases["LA1, FG1"], "theme_id": s.themes[theme]}
    return {**found, "seen": s.ask(cell, **found).seen}


def test_the_board_counts_the_cells_of_the_matrices(study: SmallStudy) -> None:
    found = study.ask(board)
    assert [row.name for row in found.rows] == ["LA1, FG1", "LA1, Manager 1", "LA2, FG1"]
    assert [column.theme.name for column in found.columns] == ["Confidence", "Training", WORKLOAD]
    for main in found.columns:
        matrix = study.ask(summary_matrix, main.theme.id)
        for row in found.rows:
            cells = [matrix.cells[row.id, column.theme.id] for column in matrix.columns]
            here = found.stretches[row.id, main.theme.id]
            assert here.counts == Counter(one.status for one in cells)
            assert here.waiting == sum(one.passages > 0 and not one.charted for one in cells)
            assert here.work == sum(one.passages > 0 or one.charted for one in cells)


def test_a_stretch_is_as_far_as_its_least_settled_cell(study: SmallStudy) -> None:
    assert stretch(study).status is Status.DRAFT
    assert stretch(study, "LA2, FG1").status is Status.NOT_STARTED
    study.act("ruth", "submit_cells", cells=[seen(study, "Workload management")])
    assert stretch(study).status is Status.DRAFT  # Supervision is still to be charted
    study.act("tom", "write_cell", **seen(study, "Supervision"), parts=[{"text": "Time to think."}])
    study.act("tom", "submit_cells", cells=[seen(study, "Supervision")])
    assert stretch(study).status is Status.SUBMITTED
    study.act("supervisor", "approve_cells", cells=[seen(study, "Supervision")])
    assert (stretch(study).status, stretch(study).done, stretch(study).work) == (Status.SUBMITTED, 1, 2)
    study.act("supervisor", "ask_changes", **seen(study, "Supervision"), text="Whose?")
    assert stretch(study).status is Status.CHANGES_ASKED
    with pytest.raises(Conflict):  # the review has gone on since
        study.act("tom", "undo")
    study.act("supervisor", "approve_cells", cells=[seen(study, "Workload management")])
    study.act("tom", "index_passage", **study.turns("LA1, FG1", 17, 18), themes=[study.themes["Workload management"]])
    assert stretch(study).status is Status.EVIDENCE_CHANGED


def test_a_retired_main_theme_has_no_column(study: SmallStudy) -> None:
    study.act("ruth", "retire_theme", theme_id=study.themes[WORKLOAD])
    assert [column.theme.name for column in study.ask(board).columns] == ["Confidence", "Training"]


def test_progress_adds_up_by_site_and_by_person(study: SmallStudy) -> None:
    places = [[study.cases["LA1, FG1"], study.themes[name]] for name in ("Confidence", WORKLOAD)]
    study.act("ruth", "assign", cells=places, person_id=study.people["tom"])
    found = study.ask(board)
    by_site = progress(found, {row.id: row.site for row in found.rows})
    assert set(by_site) == {"LA1", "LA2"}
    assert by_site["LA1"] == {Status.NOT_STARTED: 7, Status.DRAFT: 2}
    assert by_site["LA2"] == {Status.NOT_STARTED: 4}
    people = progress_by_person(found)
    assert people[study.people["tom"]] == {Status.NOT_STARTED: 2, Status.DRAFT: 1}
    assert sum(people.values(), Counter()) == sum(by_site.values(), Counter())


def test_charting_is_assigned_and_taken_away(study: SmallStudy) -> None:
    places = [[study.cases[name], study.themes[WORKLOAD]] for name in ("LA1, FG1", "LA2, FG1")]
    before = study.dump()
    done = study.done("ruth", "assign", cells=[*places, places[0]], person_id=study.people["tom"])
    assert (done.result, done.sentence) == (2, "assigned 2 cases of matrices to Tom Linden")
    assert stretch(study).person_id == study.people["tom"]
    # of the two, only the second changes: that one is named
    study.act("ruth", "assign", cells=places[1:], person_id=None)
    done = study.done("ruth", "assign", cells=places, person_id=study.people["tom"])
    assert done.sentence == "assigned LA2, FG1 in 3 Workload and support to Tom Linden"
    done = study.done("ruth", "assign", cells=places, person_id=study.people["ruth"])
    assert done.result == 2
    done = study.done("ruth", "assign", cells=places, person_id=None)
    assert done.sentence == "assigned 2 cases of matrices to nobody"
    assert study.ask(lambda s: s.count(Assignment)) == 0
    assert not study.done("ruth", "assign", cells=places, person_id=None).wrote
    for _ in range(5):
        study.act("ruth", "undo")
    assert study.dump() == before


def test_only_who_may_chart_is_given_a_main_theme_to_chart(study: SmallStudy) -> None:
    case, main = study.cases["LA1, FG1"], study.themes[WORKLOAD]
    with pytest.raises(Invalid, match="reader"):
        study.act("ruth", "assign", cells=[[case, main]], person_id=study.people["reader"])
    with pytest.raises(NotFound, match="no part"):
        study.act("ruth", "assign", cells=[[case, main]], person_id=study.people["outsider"])
    with pytest.raises(Invalid, match="by main theme"):
        study.act("ruth", "assign", cells=[[case, study.themes["Supervision"]]], person_id=None)
    for wrong in ([[999, main]], [[case, 999]]):
        with pytest.raises(NotFound):
            study.act("ruth", "assign", cells=wrong, person_id=None)
    for wrong in ([[case]], [[case, main, 1]], [[]]):
        with pytest.raises(Invalid, match="form"):
            study.act("ruth", "assign", cells=wrong, person_id=None)


def test_who_becomes_a_reader_keeps_what_they_were_given(study: SmallStudy) -> None:
    study.act(
        "ruth", "assign", cells=[[study.cases["LA1, FG1"], study.themes[WORKLOAD]]], person_id=study.people["tom"]
    )
    study.act("lead", "change_role", person_id=study.people["tom"], role=Role.READER)
    assert stretch(study).person_id == study.people["tom"]


def test_a_cell_that_says_not_charted_yet_is_waiting_where_passages_stand(study: SmallStudy) -> None:
    before = stretch(study).waiting
    study.act("tom", "leave_blank", **seen(study, "Supervision"), reason=Blank.NOT_CHARTED)
    assert stretch(study).waiting == before
    study.act("tom", "leave_blank", **seen(study, "Supervision"), reason=Blank.WITHDRAWN)
    assert stretch(study).waiting == before - 1
