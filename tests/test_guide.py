"""The topic guide: its order, and what it proposes to call *not asked*."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework.errors import Conflict, Invalid, NotFound
from framework.exporting.selection import choosing
from framework.guide import guide, not_asked
from framework.interpretation import ALL, compare
from framework.matrices import cell, locating_matrix
from framework.model import AskedOf, AsksAbout, Blank, Case, Question, RoleGroup, Theme

GROUP, OTHER_GROUP, MANAGER = "LA1, FG1", "LA2, FG1", "LA1, Manager 1"


def ask(s: SmallStudy, text: str, roles: list[str], themes: list[str]) -> int:
    ids = {"roles": [s.roles[name] for name in roles], "themes": [s.themes[name] for name in themes]}
    question: Question = s.act("ruth", "add_question", text=text, **ids)
    return question.id


def proposed(s: SmallStudy) -> set[tuple[str, str]]:
    """The cells by the names of their case and theme."""
    cases = {id: name for name, id in s.cases.items()}
    themes = {id: name for name, id in s.themes.items()}
    return {(cases[case_id], themes[theme_id]) for case_id, theme_id in s.ask(not_asked)}


# -- the guide itself --


def order(s: SmallStudy) -> list[str]:
    assert [asked.question.position for asked in s.ask(guide)] == list(range(len(s.ask(guide))))
    return [asked.question.text for asked in s.ask(guide)]


@given(life=st.lists(st.tuples(st.sampled_from("amr"), st.integers(0, 9), st.integers(-1, 9)), max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_questions_stand_in_the_order_they_were_put_in(study: SmallStudy, life: list[tuple[str, int, int]]) -> None:
    for asked in study.ask(guide):
        study.act("tom", "remove_question", question_id=asked.question.id)
    model: list[tuple[int, str]] = []
    for n, (what, which, place) in enumerate(life):
        if what == "a" or not model:
            model.append((ask(study, f"Question {n}?", [], []), f"Question {n}?"))
            continue
        id, _ = one = model[which % len(model)]
        model.remove(one)
        if what == "m":
            study.act("tom", "move_question", question_id=id, position=place)
            model.insert(max(0, place), one)
        else:
            study.act("tom", "remove_question", question_id=id)
    assert order(study) == [text for _, text in model]


def test_a_question_says_whom_it_is_put_to_and_what_it_asks_about(study: SmallStudy) -> None:
    id = ask(study, "  How is\nit?  ", ["Manager"], ["Training", "Supervision"])
    (asked,) = study.ask(guide)
    assert (asked.question.text, asked.roles) == ("How is it?", (study.roles["Manager"],))
    assert set(asked.themes) == {study.themes["Training"], study.themes["Supervision"]}
    new = {"roles": [], "themes": [study.themes["Supervision"]] * 2}
    study.act("tom", "change_question", question_id=id, text="How is it?", **new)
    (asked,) = study.ask(guide)
    assert (asked.roles, asked.themes) == ((), (study.themes["Supervision"],))
    assert not study.done("tom", "change_question", question_id=id, text="How is it?", **new).wrote
    study.act("tom", "remove_question", question_id=id)
    assert study.ask(lambda s: [s.count(kind) for kind in (Question, AskedOf, AsksAbout)]) == [0, 0, 0]


def test_a_question_needs_words_and_what_there_is(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="needs words"):
        ask(study, " ", [], [])
    for wrong in ({"roles": [999]}, {"themes": [999]}):
        with pytest.raises(NotFound):
            study.act("ruth", "add_question", **{"text": "Why?", "roles": [], "themes": [], **wrong})
    assert study.ask(guide) == []


def test_a_role_to_which_a_question_is_put_is_not_taken_out(study: SmallStudy) -> None:
    known = [{"id": id, "name": name} for name, id in study.roles.items()]
    study.act("lead", "set_role_groups", rows=[*known, {"name": "Parent"}])
    parent = study.ask(lambda s: s.all(RoleGroup))[-1].id
    study.act("ruth", "add_question", text="And at home?", roles=[parent], themes=[])
    with pytest.raises(Conflict, match="Parent can't be taken out: questions"):
        study.act("lead", "set_role_groups", rows=known)


# -- what it proposes --


def test_without_questions_nothing_is_proposed(study: SmallStudy) -> None:
    assert study.ask(not_asked) == []


def test_what_is_put_to_one_role_only_was_not_asked_of_the_others(study: SmallStudy) -> None:
    ask(study, "Who asks how you are?", ["Manager"], ["Supervision"])
    # in LA1, FG1 they spoke of it all the same
    assert proposed(study) == {(OTHER_GROUP, "Supervision")}


def test_a_question_to_everybody_or_to_the_role_too_takes_the_proposal_back(study: SmallStudy) -> None:
    ask(study, "Who asks how you are?", ["Manager"], ["Supervision"])
    for roles in ([], ["Social worker"], ["Social worker", "Manager"]):
        id = ask(study, "And you?", roles, ["Supervision"])
        assert proposed(study) == set()
        study.act("ruth", "remove_question", question_id=id)
    ask(study, "And you?", ["Social worker"], ["University training"])
    assert (OTHER_GROUP, "Supervision") in proposed(study)


def test_a_question_about_what_is_above_or_beneath_a_sub_theme_asks_about_it(study: SmallStudy) -> None:
    ask(study, "Duty weeks?", ["Manager"], ["Duty weeks"])
    assert proposed(study) == set()  # passages of both groups stand there
    ask(study, "What about training?", ["Social worker"], ["Training"])
    assert proposed(study) == {(MANAGER, "In-service training"), (MANAGER, "Other of Training")}


def test_where_a_cell_is_charted_nothing_is_proposed(study: SmallStudy) -> None:
    ask(study, "Who asks how you are?", ["Manager"], ["Supervision"])
    where = {"case_id": study.cases[OTHER_GROUP], "theme_id": study.themes["Supervision"]}
    left = study.act("tom", "leave_blank", **where, reason=Blank.NOT_CHARTED, seen=0)
    assert proposed(study) == {(OTHER_GROUP, "Supervision")}
    study.act("tom", "write_cell", **where, parts=[{"text": "Hinted at."}], seen=left.version)
    assert proposed(study) == set()


def test_a_case_without_a_role_is_left_to_a_person(study: SmallStudy) -> None:
    ask(study, "Who asks how you are?", ["Manager"], ["Supervision"])
    place = study.ask(lambda s: s.get(Case, study.cases[OTHER_GROUP]))
    fields = {"kind": place.kind.value, "site_id": place.site_id, "group_type_id": place.group_type_id}
    study.act("ruth", "change_case", case_id=place.id, role_group_id=None, **fields)
    assert study.ask(not_asked) == []


names = st.sampled_from(["Supervision", "Workload management", "Duty weeks", "Training", "What raises it"])
questions = st.tuples(
    st.sets(st.sampled_from(["Manager", "Social worker"]), max_size=2), st.sets(names, min_size=1, max_size=3)
)


@given(questions=st.lists(questions, max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_proposals_are_those_found_by_hand(study: SmallStudy, questions: list[tuple[set[str], set[str]]]) -> None:
    for asked in study.ask(guide):
        study.act("tom", "remove_question", question_id=asked.question.id)
    for roles, themes in questions:
        ask(study, "And?", sorted(roles), sorted(themes))
    matrix = study.ask(locating_matrix)
    above = {t.id: t.parent_id for t in study.ask(lambda s: s.find(Theme))}
    role_of = {c.id: c.role_group_id for c in study.ask(lambda s: s.find(Case))}

    def asks(theme: int, column: int) -> bool:
        return column in (theme, above[theme], above[above[theme] or 0] if above[theme] else 0) or (
            above[column] == theme
        )

    found = set()
    for row, column in product(matrix.rows, matrix.columns):
        here = matrix.cells[row.id, column.theme.id]
        about = [roles for roles, themes in questions if any(asks(study.themes[t], column.theme.id) for t in themes)]
        put = [roles for roles in about if not roles or role_of[row.id] in {study.roles[r] for r in roles}]
        if about and not put and not here.passages and not here.parts and here.blank is None:
            found.add((row.id, column.theme.id))
    assert set(study.ask(not_asked)) == found


# -- confirming --


def test_a_person_confirms_in_one_act_and_denominators_follow(study: SmallStudy) -> None:
    ask(study, "And training?", ["Manager"], ["Training"])
    ask(study, "Who asks how you are?", ["Manager"], ["Supervision"])
    cells = study.ask(not_asked)
    supervision = study.themes["Supervision"]
    assert (study.cases[OTHER_GROUP], supervision) in cells
    assert len(cells) > 1

    def bases() -> tuple[str, str, str]:
        with study.read() as now, choosing(now) as chosen:
            found = compare(now, "Site").shares
            return (
                found[supervision, "LA2"].words,
                found[supervision, ALL].words,
                chosen.share(chosen.rows, supervision).words,
            )

    before, was = study.dump(), bases()
    done = study.done("ruth", "confirm_not_asked", cells=[list(cell) for cell in cells])
    assert done.result == len(cells)
    assert (was, bases()) == (("0 of 1", "2 of 3", "2 of 3"), ("no base", "2 of 2", "2 of 2"))
    assert {study.ask(cell, *place).blank for place in cells} == {Blank.NOT_ASKED}
    assert study.ask(not_asked) == []
    study.act("ruth", "undo")
    assert (study.dump(), bases()) == (before, was)


def test_what_is_not_proposed_any_more_is_passed_over(study: SmallStudy) -> None:
    ask(study, "Who asks how you are?", ["Manager"], ["Supervision"])
    group, supervision = study.cases[OTHER_GROUP], study.themes["Supervision"]
    study.act("tom", "index_passage", **study.turns(OTHER_GROUP, 8, 8), themes=[supervision])
    done = study.done("ruth", "confirm_not_asked", cells=[[group, supervision]])
    assert (done.result, done.wrote) == (0, False)


def test_a_cell_that_said_not_charted_yet_is_confirmed_too(study: SmallStudy) -> None:
    ask(study, "Who asks how you are?", ["Manager"], ["Supervision"])
    where = {"case_id": study.cases[OTHER_GROUP], "theme_id": study.themes["Supervision"]}
    study.act("tom", "leave_blank", **where, reason=Blank.NOT_CHARTED, seen=0)
    assert study.act("ruth", "confirm_not_asked", cells=[[*where.values()]] * 2) == 1
    study.act("tom", "index_passage", **study.turns(OTHER_GROUP, 8, 8), themes=[where["theme_id"]])
    assert study.ask(cell, **where).changed


@pytest.mark.parametrize("cells", [[[1]], [[1, 2, 3]], [[]], [[999, 1]], [[1, 999]]])
def test_cells_of_a_wrong_form_or_of_nothing_are_refused(study: SmallStudy, cells: list[list[int]]) -> None:
    with pytest.raises((Invalid, NotFound)):
        study.act("ruth", "confirm_not_asked", cells=cells)
