"""The study's design and the people in it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework import people
from framework.errors import Conflict, Invalid, NotFound
from framework.model import Abbreviation, GroupType, Membership, Role, Site
from framework.workspace import Workspace


def codes(s: SmallStudy) -> list[str]:
    return [site.code for site in s.ask(lambda study: study.all(Site))]


def test_a_study_starts_empty_and_led_by_who_started_it(workspace: Workspace) -> None:
    me = workspace.local_person()
    assert workspace.local_person() == me
    id = workspace.start_study(me.id, "  A   study ")
    ((project, design, role),) = workspace.studies(me.id)
    assert (project.id, project.version, design.title, role) == (id, 1, "A study", Role.LEAD)
    for title in ("", " \n"):
        with pytest.raises(Invalid):
            workspace.start_study(me.id, title)
    with pytest.raises(Invalid):
        workspace.add_person(" ")
    assert workspace.add_person("Ann Lee").initials == "AL"


def test_the_title_and_questions_are_kept_as_written(study: SmallStudy) -> None:
    study.act("lead", "describe_study", title=" Practice ", questions="What helps?\nWhat hinders? ")
    with study.read() as now:
        assert (now.design.title, now.design.questions) == ("Practice", "What helps?\nWhat hinders?")
    with pytest.raises(Invalid, match="title"):
        study.act("lead", "describe_study", title=" ", questions="")


def test_sites_stand_in_the_order_they_were_given(study: SmallStudy) -> None:
    rows = [{"code": "LA0"}, {"id": study.sites["LA2"], "code": "LA2"}, {"id": study.sites["LA1"], "code": "LA1"}]
    study.act("lead", "set_sites", rows=rows)
    assert codes(study) == ["LA0", "LA2", "LA1"]
    assert study.trail()[0].startswith("added LA0")


def test_sites_may_exchange_their_codes_and_undo_exchanges_them_back(study: SmallStudy) -> None:
    before = study.dump()
    rows = [{"id": study.sites["LA1"], "code": "LA2"}, {"id": study.sites["LA2"], "code": "LA1"}]
    study.act("lead", "set_sites", rows=rows)
    assert codes(study) == ["LA2", "LA1"]
    study.act("lead", "undo")
    assert study.dump() == before


@given(
    new=st.lists(
        st.tuples(st.sampled_from([None, 0, 1, 2]), st.sampled_from("ABCD")), max_size=4, unique_by=(lambda r: r[1])
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_can_become_any_other(study: SmallStudy, new: list[tuple[int | None, str]]) -> None:
    stored = study.ask(lambda s: s.all(Abbreviation))
    rows: list[dict[str, Any]] = []
    for which, term in new:
        known = stored[which].id if which is not None and which < len(stored) else None
        known = None if known in [row["id"] for row in rows] else known
        rows.append({"id": known, "term": term, "meaning": term.lower()})
    before = study.dump()
    done = study.done("ruth", "set_abbreviations", rows=rows)
    assert sorted(a.term for a in study.ask(lambda s: s.all(Abbreviation))) == sorted(term for _, term in new)
    if done.wrote:
        after = study.dump()
        study.act("ruth", "undo")
        assert study.dump() == before
        study.act("ruth", "redo")
        assert study.dump() == after


def test_a_row_taken_out_and_put_in_again_is_a_new_one(study: SmallStudy) -> None:
    rows = [{"id": study.groups["FG1"], "code": "FG1"}, {"code": "FG2", "name": "Duty"}]
    study.act("lead", "set_group_types", rows=rows)
    found = {group.code: group for group in study.ask(lambda s: s.all(GroupType))}
    assert found["FG2"].id != study.groups["FG2"]
    assert found["FG2"].name == "Duty"


def test_a_site_with_cases_is_not_taken_out(study: SmallStudy) -> None:
    with pytest.raises(Conflict, match="LA1 can't be taken out: 2 cases"):
        study.act("lead", "set_sites", rows=[{"id": study.sites["LA2"], "code": "LA2"}])


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"code": " "}, "code"),
        ({"code": "la1"}, "code"),
        ({"code": "LA9", "level": "huge"}, "level"),
        ({"code": "LA9", "managers": -1}, "managers"),
        ({"code": "LA9", "managers": "four"}, "managers"),
        ({"code": "LA9", "social_workers": 1.5}, "social_workers"),
    ],
)
def test_a_wrong_site_is_refused_with_its_field(study: SmallStudy, row: dict[str, Any], field: str) -> None:
    known = [{"id": id, "code": code} for code, id in study.sites.items()]
    with pytest.raises(Invalid) as refused:
        study.act("lead", "set_sites", rows=[*known, row])
    assert refused.value.field == field


def test_one_row_is_not_given_twice(study: SmallStudy) -> None:
    rows = [{"id": study.groups["FG1"], "code": "FG1"}, {"id": study.groups["FG1"], "code": "FG3"}]
    with pytest.raises(Invalid):
        study.act("lead", "set_group_types", rows=rows)


def test_an_abbreviation_stands_for_something(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="What does “CIN” stand for"):
        study.act("ruth", "set_abbreviations", rows=[{"term": "CIN"}])


# -- people --


def test_a_study_never_loses_its_last_lead(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="needs a lead"):
        study.act("lead", "change_role", person_id=study.people["lead"], role=Role.ANALYST)
    study.act("lead", "change_role", person_id=study.people["ruth"], role=Role.LEAD)
    study.act("lead", "change_role", person_id=study.people["lead"], role=Role.ANALYST)
    assert study.ask(lambda s: [m.person_id for m in s.find(Membership, role="lead")]) == [study.people["ruth"]]


def test_somebody_takes_part_once(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="already"):
        study.act("lead", "add_to_study", person_id=study.people["tom"], role=Role.READER)
    for act in ("add_to_study", "change_role"):
        with pytest.raises(NotFound):
            study.act("lead", act, person_id=999, role=Role.READER)
    assert study.ask(people.names)[study.people["tom"]] == "Tom Linden"


def test_roles_include_those_below() -> None:
    order = [Role.READER, Role.ANALYST, Role.SUPERVISOR, Role.LEAD]
    for number, role in enumerate(order):
        assert [role.includes(other) for other in order] == [n <= number for n in range(4)]
