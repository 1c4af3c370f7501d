"""Splitting a theme, and what is said before themes are merged or moved."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework import refining, themes
from framework.errors import Conflict, Invalid, NotFound
from framework.model import IndexEntry, Theme


def under(s: SmallStudy, theme_id: int) -> set[int]:
    return {entry.passage_id for entry in s.ask(lambda now: now.find(IndexEntry, theme_id=theme_id))}


def filled(s: SmallStudy) -> list[int]:
    """“Supervision” with a dozen passages; their ids."""
    theme = s.themes["Supervision"]
    for line in range(1, 11):
        s.act("tom", "index_passage", **s.turns("LA2, FG1", line, line), themes=[theme])
    return sorted(under(s, theme))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dealt=st.lists(st.integers(-1, 8), min_size=12, max_size=12))
def test_no_passage_is_lost_or_doubled_and_undo_takes_all_of_it_back(study: SmallStudy, dealt: list[int]) -> None:
    if len(under(study, study.themes["Supervision"])) < 12:
        filled(study)
    theme = study.themes["Supervision"]
    passages, before = sorted(under(study, theme)), study.dump()
    places = sorted({place for place in dealt if place >= 0})
    parts = [
        {"name": f"Part {at}", "passages": [id for id, place in zip(passages, dealt, strict=True) if place == at]}
        for at in places
    ]
    if not parts:
        with pytest.raises(Invalid):
            study.act("ruth", "split_theme", theme_id=theme, parts=parts)
        return
    made = study.act("ruth", "split_theme", theme_id=theme, parts=parts)
    stands = Counter(id for of in [theme, *made] for id in under(study, of))
    assert stands == Counter(passages)
    assert under(study, theme) == {id for id, place in zip(passages, dealt, strict=True) if place < 0}
    study.act("ruth", "undo")
    assert study.dump() == before


def test_a_split_makes_sub_themes_and_can_use_one_there_is(study: SmallStudy) -> None:
    passages = filled(study)
    theme, duty = study.themes["Supervision"], study.themes["Duty weeks"]
    parts: list[dict[str, Any]] = [
        {"name": "Being asked", "definition": "By whom.", "passages": passages[:3]},
        {"theme_id": duty, "passages": passages[3:5]},
    ]
    made = study.act("ruth", "split_theme", theme_id=theme, parts=parts)
    assert study.ask(themes.titles)[made[0]] == "3.1.1 Being asked"
    assert made[1] == duty
    assert set(passages[3:5]) <= under(study, duty)
    assert under(study, theme) == set(passages[5:])
    assert study.trail()[0].endswith("3 passages to 3.1.1 Being asked, 2 passages to 3.2.1 Duty weeks; 7 left over")


def test_other_is_emptied_into_sub_themes_that_stand_beside_it(study: SmallStudy) -> None:
    other = study.themes["Other of Training"]
    parts = [{"name": "Awaydays", "passages": [study.passages[8]]}]
    (made,) = study.act("ruth", "split_theme", theme_id=other, parts=parts)
    assert study.ask(themes.titles)[made] == "2.3 Awaydays"
    assert under(study, other) == set()


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        ([], Invalid),
        ([{"name": "A", "passages": []}], Invalid),
        ([{"name": " ", "passages": [5]}], Invalid),
        ([{"name": "A", "passages": [5]}, {"name": "B", "passages": [5]}], Invalid),
        ([{"name": "A", "passages": [1]}], Conflict),
        ([{"name": "A", "passages": [13]}], NotFound),
        ([{"name": "A", "passages": ["5"]}], Invalid),
        ([{"theme_id": True, "passages": [5]}], Invalid),
        ([{"theme_id": 10_000, "passages": [5]}], NotFound),
        ([{"name": f"Part {n}", "passages": [n]} for n in range(10)], Invalid),
    ],
)
def test_a_split_that_does_not_add_up_is_refused_and_leaves_nothing(
    study: SmallStudy, parts: list[dict[str, Any]], refused: type[Exception]
) -> None:
    before = study.dump(journal=True)
    with pytest.raises(refused):
        study.act("ruth", "split_theme", theme_id=study.themes["Supervision"], parts=parts)
    assert study.dump(journal=True) == before


def test_what_stays_is_no_part_and_a_retired_theme_takes_none(study: SmallStudy) -> None:
    theme, passages = study.themes["Supervision"], [study.passages[4]]
    with pytest.raises(Invalid, match="stays"):
        study.act("ruth", "split_theme", theme_id=theme, parts=[{"theme_id": theme, "passages": passages}])
    study.act("ruth", "retire_theme", theme_id=study.themes["Training"])
    with pytest.raises(Invalid, match="retired"):
        parts = [{"theme_id": study.themes["University training"], "passages": passages}]
        study.act("ruth", "split_theme", theme_id=theme, parts=parts)


def numbers(s: SmallStudy) -> dict[int, str]:
    return {entry.theme.id: entry.number for entry in s.ask(themes.index)}


def test_a_merge_says_what_it_will_touch_and_does_just_that(study: SmallStudy) -> None:
    theme, into = study.themes["Training"], study.themes["Workload and support"]
    for name, kind in (("Training", into), ("Training", theme)):
        study.act("tom", "index_passage", **study.turns("LA2, FG1", 1, 1), themes=[kind])
        assert name in study.themes
    would, before = study.ask(refining.before_merging, theme, into), numbers(study)
    there = under(study, into)
    assert (would.moves.passages, would.moves.cases, would.moves.cells, would.there) == (2, 1, 0, 1)
    assert would.sub_themes == ("2.1 University training", "2.2 In-service training")
    titles = study.ask(themes.titles)
    study.act("ruth", "merge_themes", theme_id=theme, into_id=into)
    after = numbers(study)
    assert {titles[id]: after[id] for id in before if after[id] != before[id]} == dict(would.new_numbers)
    assert len(under(study, into) - there) + len(under(study, study.themes["Other of Workload and support"])) == 1


@pytest.mark.parametrize(
    ("name", "parent", "position"),
    [("Supervision", "Training", 0), ("Training", None, 0), ("Duty weeks", "Confidence", 9), ("Supervision", None, 1)],
)
def test_a_move_says_which_themes_are_numbered_anew(
    study: SmallStudy, name: str, parent: str | None, position: int
) -> None:
    place = (study.themes[name], study.themes[parent] if parent else None, position)
    would, before, titles = study.ask(refining.before_moving, *place), numbers(study), study.ask(themes.titles)
    study.act("ruth", "move_theme", theme_id=place[0], parent_id=place[1], position=position)
    after = numbers(study)
    assert {titles[id]: after[id] for id in before if after.get(id, before[id]) != before[id]} == dict(
        would.new_numbers
    )
    own = {t.id for t in study.ask(lambda now: now.find(Theme))}
    assert place[0] in own
