"""The thematic framework: numbers, *Other*, moving and merging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import SmallStudy

from framework import indexing, matrices, themes
from framework.errors import Conflict, Invalid
from framework.model import About, Cell, IndexEntry, Memo, Origin, Theme

START = [
    "1 Confidence",
    "1.1 Range of confidence",
    "1.2 What raises it",
    "1.3 Other",
    "2 Training",
    "2.1 University training",
    "2.2 In-service training",
    "2.3 Other",
    "3 Workload and support",
    "3.1 Supervision",
    "3.2 Workload management",
    "3.2.1 Duty weeks",
    "3.3 Other",
]


def index(s: SmallStudy) -> list[str]:
    return [entry.title for entry in s.ask(themes.index)]


def main(s: SmallStudy, name: str) -> list[str]:
    """The titles of a main theme and what is beneath it."""
    entries = s.ask(themes.index)
    place = next(e.main for e in entries if e.theme.id == s.themes[name])
    return [e.title for e in entries if e.main == place]


def test_numbers_follow_the_places_and_other_is_last(study: SmallStudy) -> None:
    assert index(study) == START
    study.act("ruth", "add_theme", parent_id=study.themes["Training"], name="Shadowing")
    assert main(study, "Training")[-2:] == ["2.3 Shadowing", "2.4 Other"]


def test_a_new_main_theme_ends_in_other(study: SmallStudy) -> None:
    study.act("ruth", "add_theme", parent_id=None, name="  Hope   and fear ", origin=Origin.EMERGENT)
    assert index(study)[-2:] == ["4 Hope and fear", "4.1 Other"]


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.booleans()), max_size=13),
)
def test_every_theme_has_one_number_and_other_ends_its_siblings(rows: list[tuple[int, int, bool]]) -> None:
    given_themes = [
        Theme(
            id=n + 1,
            project_id=1,
            parent_id=parent if 0 < parent <= n else None,
            position=position,
            name=f"T{n}",
            definition="",
            origin=Origin.UNSTATED,
            other=other,
            retired=False,
        )
        for n, (parent, position, other) in enumerate(rows)
    ]
    found = themes.number(given_themes)
    assert sorted(e.theme.id for e in found) == [t.id for t in given_themes]
    numbers = [tuple(map(int, e.number.split("."))) for e in found]
    assert numbers == sorted(set(numbers))
    assert all(e.depth == len(n) and e.main == n[0] for e, n in zip(found, numbers, strict=True))
    for before, after in zip(found, found[1:], strict=False):
        if before.theme.parent_id == after.theme.parent_id:
            assert before.theme.other <= after.theme.other


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("rename_theme", {"name": "Rest"}),
        ("move_theme", {"parent_id": None, "position": 0}),
        ("retire_theme", {}),
        ("remove_theme", {}),
    ],
)
def test_other_is_never_renamed_moved_retired_or_removed(
    study: SmallStudy, name: str, arguments: dict[str, object]
) -> None:
    with pytest.raises(Invalid, match=r"\*Other\*"):
        study.act("ruth", name, theme_id=study.themes["Other of Training"], **arguments)


def test_other_neither_is_merged_nor_takes_sub_themes(study: SmallStudy) -> None:
    other = study.themes["Other of Training"]
    for name, arguments in (
        ("merge_themes", {"theme_id": other, "into_id": study.themes["Supervision"]}),
        ("add_theme", {"parent_id": other, "name": "More"}),
        ("move_theme", {"theme_id": study.themes["Supervision"], "parent_id": other, "position": 0}),
        ("merge_themes", {"theme_id": study.themes["Workload management"], "into_id": other}),
    ):
        with pytest.raises(Invalid, match="Other"):
            study.act("ruth", name, **arguments)


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_a_theme_needs_a_name(study: SmallStudy, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        study.act("ruth", "add_theme", parent_id=None, name=name)
    assert refused.value.field == "name"


# -- moving --


def test_a_theme_moves_to_a_place_with_all_beneath_it(study: SmallStudy) -> None:
    study.act("ruth", "move_theme", theme_id=study.themes["Workload and support"], parent_id=None, position=0)
    assert index(study)[:5] == [
        "1 Workload and support",
        "1.1 Supervision",
        "1.2 Workload management",
        "1.2.1 Duty weeks",
        "1.3 Other",
    ]
    workload = study.themes["Workload management"]
    study.act("ruth", "move_theme", theme_id=workload, parent_id=study.themes["Training"], position=99)
    assert main(study, "Training") == [
        "3 Training",
        "3.1 University training",
        "3.2 In-service training",
        "3.3 Workload management",
        "3.3.1 Duty weeks",
        "3.4 Other",
    ]


def test_a_main_theme_that_becomes_a_sub_theme_loses_its_empty_other_and_gets_one_when_it_returns(
    study: SmallStudy,
) -> None:
    confidence, training = study.themes["Confidence"], study.themes["Training"]
    study.act("ruth", "move_theme", theme_id=confidence, parent_id=training, position=0)
    assert main(study, "Training")[:4] == [
        "1 Training",
        "1.1 Confidence",
        "1.1.1 Range of confidence",
        "1.1.2 What raises it",
    ]
    study.act("ruth", "move_theme", theme_id=confidence, parent_id=None, position=0)
    assert index(study) == START


@pytest.mark.parametrize("used", ["passage", "memo"])
def test_an_other_that_is_used_stays(study: SmallStudy, used: str) -> None:
    other = study.themes["Other of Confidence"]
    if used == "memo":
        study.act("ruth", "write_memo", about=About.THEME, about_id=other, text="What is left?")
    else:
        study.act("ruth", "index_passage", **study.turns("LA2, FG1", 1, 1), themes=[other])
    study.act("ruth", "move_theme", theme_id=study.themes["Confidence"], parent_id=study.themes["Training"], position=0)
    assert "1.1.3 Other" in index(study)


def test_a_theme_never_moves_beneath_itself(study: SmallStudy) -> None:
    workload = study.themes["Workload and support"]
    for parent in ("Workload and support", "Duty weeks"):
        with pytest.raises(Invalid, match="beneath itself"):
            study.act("ruth", "move_theme", theme_id=workload, parent_id=study.themes[parent], position=0)


# -- merging --


def under(s: SmallStudy, name: str) -> set[int]:
    """The passages directly under a theme."""
    return s.ask(lambda study: {e.passage_id for e in study.find(IndexEntry, theme_id=s.themes[name])})


def test_merging_places_every_passage_once_under_the_other_and_retires_the_theme(study: SmallStudy) -> None:
    both = under(study, "Workload management") | under(study, "Duty weeks")
    assert (
        study.act(
            "ruth", "merge_themes", theme_id=study.themes["Duty weeks"], into_id=study.themes["Workload management"]
        )
        == 2
    )
    assert under(study, "Workload management") == both
    assert under(study, "Duty weeks") == set()
    assert study.ask(lambda s: s.by_id(Theme)[study.themes["Duty weeks"]].retired)


def test_merging_main_themes_loses_no_passage_from_the_matrices(study: SmallStudy) -> None:
    before = study.ask(matrices.locating_matrix)
    cases = {case for (case, _), cell in before.cells.items() if cell.passages}
    study.act("ruth", "merge_themes", theme_id=study.themes["Training"], into_id=study.themes["Confidence"])
    after = study.ask(matrices.locating_matrix)
    assert {case for (case, _), cell in after.cells.items() if cell.passages} == cases
    assert main(study, "Confidence") == [
        "1 Confidence",
        "1.1 Range of confidence",
        "1.2 What raises it",
        "1.3 University training",
        "1.4 In-service training",
        "1.5 Other",
    ]
    assert under(study, "Other of Confidence") == {study.passages[8]}


def test_a_theme_is_not_merged_into_itself_its_sub_themes_or_a_retired_theme(study: SmallStudy) -> None:
    workload, duty = study.themes["Workload management"], study.themes["Duty weeks"]
    for into in (workload, duty):
        with pytest.raises(Invalid, match="into itself"):
            study.act("ruth", "merge_themes", theme_id=workload, into_id=into)
    study.act("ruth", "retire_theme", theme_id=study.themes["Training"])
    with pytest.raises(Invalid, match="2 Training is retired"):
        study.act("ruth", "merge_themes", theme_id=workload, into_id=study.themes["University training"])


# -- retiring, removing --


def test_a_retired_theme_takes_no_passages_nor_does_what_is_beneath_it(study: SmallStudy) -> None:
    study.act("ruth", "retire_theme", theme_id=study.themes["Workload management"])
    for theme in ("Workload management", "Duty weeks"):
        with pytest.raises(Invalid, match=r"3\.2 Workload management is retired"):
            study.act("tom", "index_passage", **study.turns("LA2, FG1", 1, 1), themes=[study.themes[theme]])
    with pytest.raises(Invalid, match="retired"):
        study.act("ruth", "add_theme", parent_id=study.themes["Workload management"], name="More")
    assert under(study, "Workload management")
    columns = study.ask(themes.columns, study.themes["Workload and support"])
    assert [c.title for c in columns] == ["3.1 Supervision", "3.3 Other"]
    study.act("ruth", "restore_theme", theme_id=study.themes["Workload management"])
    study.act("tom", "index_passage", **study.turns("LA2, FG1", 1, 1), themes=[study.themes["Duty weeks"]])


def test_a_theme_with_work_under_it_is_not_removed(study: SmallStudy) -> None:
    for name, reason in (
        ("Workload management", "has sub-themes"),
        ("Duty weeks", "passages stand under it"),
    ):
        with pytest.raises(Conflict, match=reason):
            study.act("ruth", "remove_theme", theme_id=study.themes[name])
    new = study.act("ruth", "add_theme", parent_id=None, name="Hope").id
    study.act("ruth", "write_cell", case_id=study.cases["LA1, FG1"], theme_id=new, parts=[{"text": "Some."}], seen=0)
    with pytest.raises(Conflict, match="summaries"):
        study.act("ruth", "remove_theme", theme_id=new)


def test_a_removed_theme_takes_its_memos_and_blank_cells_along(study: SmallStudy) -> None:
    new = study.act("ruth", "add_theme", parent_id=None, name="Hope").id
    blank = {"case_id": study.cases["LA1, FG1"], "theme_id": new, "reason": "not asked", "seen": 0}
    cell = study.act("ruth", "leave_blank", **blank).id
    study.act("ruth", "write_memo", about=About.THEME, about_id=new, text="Is it one?")
    study.act("ruth", "write_memo", about=About.CELL, about_id=cell, text="Why not?")
    before = study.ask(lambda s: (s.count(Memo), s.count(Cell), len(s.all(Theme))))
    study.act("ruth", "remove_theme", theme_id=new)
    assert study.ask(lambda s: (s.count(Memo), s.count(Cell), len(s.all(Theme)))) == (
        before[0] - 2,
        before[1] - 1,
        before[2] - 2,
    )


def test_a_theme_holds_all_beneath_it(study: SmallStudy) -> None:
    found = study.ask(indexing.passages_under, study.themes["Workload and support"])
    assert {p.passage.id for p in found} == {study.passages[n] for n in (3, 4, 6, 9)}
    (twice,) = [p for p in found if p.passage.id == study.passages[3]]
    assert set(twice.themes) == {study.themes["Workload management"], study.themes["Duty weeks"]}
