"""The supervisor's queue: what is in it, what may come next, and what happened since somebody last looked."""

from small_study import SmallStudy

from framework import approval, matrices, review_queue
from framework.matrices import Status
from framework.model import Cell, Stage
from framework.review_queue import Charted
from framework.study import Study


def written(study: Study) -> Charted:
    """The cell of LA1, FG1 under workload, with its words."""
    return next(cell for cell in review_queue.charted(study) if cell.written.parts)


def place(study: SmallStudy) -> dict[str, int]:
    """The same cell, as the acts name it."""
    with study.read() as opened:
        cell = opened.get(Cell, study.cells[0])
    return {"case_id": cell.case_id, "theme_id": cell.theme_id, "seen": cell.version}


def may(study: SmallStudy, person: str) -> dict[Stage, str]:
    """The steps a person may take on the cell next, with what keeps them from it."""
    with study.read(person) as opened:
        cell = written(opened)
        return approval.next_steps(opened, cell.written, cell.person_id, cell.step)


def happened(study: SmallStudy, since: int) -> list[str]:
    """What was done to the cell after a version."""
    with study.read() as opened:
        cells = review_queue.charted(opened)
        news = review_queue.happened_since(opened, since, cells)
        return [told.what for told in news.get(written(opened).place, [])]


def version(study: SmallStudy) -> int:
    """Where the study stands."""
    return study.ask(lambda opened: opened.version)


def test_the_queue_holds_every_charted_cell_and_who_wrote_it(study: SmallStudy) -> None:
    with study.read() as opened:
        found = review_queue.charted(opened)
        assert {(cell.row.name, cell.column.theme.name, cell.person_id) for cell in found} == {
            ("LA1, FG1", "Workload management", study.people["ruth"]),
            ("LA1, Manager 1", "Workload management", study.people["tom"]),
        }
        for cell in found:
            assert cell.written == matrices.cell(opened, *cell.place)


def test_the_steps_that_come_next_are_those_that_the_acts_let_pass(study: SmallStudy) -> None:
    assert may(study, "ruth") == {Stage.SUBMITTED: ""}
    assert may(study, "reader") == {}
    study.act("ruth", "submit_cells", cells=[place(study)])
    assert may(study, "ruth") == {}
    assert may(study, "supervisor") == {Stage.APPROVED: "", Stage.CHANGES_ASKED: ""}
    study.act("supervisor", "approve_cells", cells=[place(study)])
    assert may(study, "supervisor") == {Stage.CHANGES_ASKED: ""}
    study.act("tom", "index_passage", **study.turns("LA1, FG1", 16, 17), themes=[study.themes["Workload management"]])
    assert "evidence has changed" in may(study, "ruth")[Stage.SUBMITTED]


def test_a_supervisor_is_told_why_a_cell_of_their_own_waits_for_somebody_else(study: SmallStudy) -> None:
    study.act("supervisor", "submit_cells", cells=[place(study)])
    assert may(study, "supervisor")[Stage.APPROVED] == "You submitted this cell yourself: somebody else approves it."
    assert may(study, "lead")[Stage.APPROVED] == ""


def test_what_happened_since_a_version_is_told_in_order_and_undone_things_are_not(study: SmallStudy) -> None:
    since = version(study)
    assert happened(study, since) == []
    study.act("ruth", "submit_cells", cells=[place(study)])
    study.act("supervisor", "ask_changes", **place(study), text="Who says so?")
    assert happened(study, since) == ["submitted", "remark", "changes asked"]
    study.act("supervisor", "undo")
    assert happened(study, since) == ["submitted"]
    assert happened(study, version(study)) == []


def test_a_change_of_evidence_is_news_only_to_who_looked_before_it(study: SmallStudy) -> None:
    before = version(study)
    workload = study.themes["Workload management"]
    study.act("tom", "index_passage", **study.turns("LA1, FG1", 16, 17), themes=[workload])
    after = version(study)
    study.act("ruth", "mark_as_read", transcript_id=study.transcripts["LA2, FG1"])
    assert happened(study, before) == [Status.EVIDENCE_CHANGED.value]
    assert happened(study, after) == []


def test_a_theme_that_is_moved_takes_its_passages_along_and_that_is_news(study: SmallStudy) -> None:
    duty, supervision = study.themes["Duty weeks"], study.themes["Supervision"]
    study.act("tom", "index_passage", **study.turns("LA1, FG1", 16, 17), themes=[duty])
    study.act("ruth", "confirm_cell", **place(study))
    before = version(study)
    study.act("tom", "move_theme", theme_id=duty, parent_id=supervision, position=0)
    assert happened(study, before) == [Status.EVIDENCE_CHANGED.value]
    assert happened(study, version(study)) == []
