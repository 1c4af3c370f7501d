"""What the components are told is what the study says."""

from small_study import SmallStudy

from framework import matrices
from framework.indexing import passages_under
from framework.model import Blank
from framework.study import Study
from workbench import cell_payload, payloads


def test_the_tree_counts_a_passage_once_under_each_theme(study: SmallStudy) -> None:
    study.act("ruth", "place_passage", passage_id=study.passages[0], theme_ids=list(study.themes.values()))

    def counts(opened: Study) -> list[tuple[int, int]]:
        told = payloads.theme_tree(opened, None)["themes"]
        return [(entry["passages"], len(passages_under(opened, entry["id"]))) for entry in told]

    assert all(told == brute for told, brute in study.ask(counts))


def test_a_reader_is_told_no_words_of_a_withheld_cell_neither_its_history_nor_its_remarks(study: SmallStudy) -> None:
    place = {"case_id": study.cases["LA1, FG1"], "theme_id": study.themes["Workload management"]}
    study.act("ruth", "remark_on_cell", **place, text="Full before it starts?")
    seen = study.ask(matrices.cell, **place).seen
    study.act("ruth", "leave_blank", **place, seen=seen, reason=Blank.SUPPRESSED)
    for person, is_told in (("reader", False), ("ruth", True)):
        with study.read(person) as opened:
            given = cell_payload.cell_editor(opened, **place, around={}, history=True)
        assert (b"The week is full before it starts." in given) is is_told
        assert (b"Full before it starts?" in given) is is_told
