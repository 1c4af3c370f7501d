"""What the components are told is what the study says."""

from small_study import SmallStudy

from framework.indexing import passages_under
from framework.study import Study
from workbench import payloads


def test_the_tree_counts_a_passage_once_under_each_theme(study: SmallStudy) -> None:
    study.act("ruth", "place_passage", passage_id=study.passages[0], theme_ids=list(study.themes.values()))

    def counts(opened: Study) -> list[tuple[int, int]]:
        told = payloads.theme_tree(opened, None)["themes"]
        return [(entry["passages"], len(passages_under(opened, entry["id"]))) for entry in told]

    assert all(told == brute for told, brute in study.ask(counts))
