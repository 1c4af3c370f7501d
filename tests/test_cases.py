"""Cases: their names tell all apart, their citations say only what may be printed; typed attributes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy, arrival, talk

from framework import cases
from framework.errors import Invalid
from framework.matrices import locating_matrix, summary_matrix
from framework.model import Attribute, AttributeKind, AttributeValue, Case, CaseKind


def add(s: SmallStudy, seed: int, kind: CaseKind, **place: int | None) -> int:
    (stored,) = s.act(
        "ruth", "import_transcripts", arrivals=[arrival(talk(["S1"], 2, seed, f"I am number {seed}."), kind, **place)]
    )
    case: int = stored.case_id
    return case


def test_names_tell_cases_apart_and_citations_do_not_give_the_number(study: SmallStudy) -> None:
    for seed in (50, 51):
        add(study, seed, CaseKind.INTERVIEW, site=study.sites["LA1"], role=study.roles["Manager"])
    rows = [row for row in study.ask(cases.case_rows) if row.kind is CaseKind.INTERVIEW]
    assert [row.name for row in rows] == ["LA1, Manager 1", "LA1, Manager 2", "LA1, Manager 3"]
    assert {row.citation for row in rows} == {"(LA1, Manager)"}


places = st.tuples(
    st.sampled_from(CaseKind),
    st.sampled_from(["LA1", "LA2", None]),
    st.sampled_from(["Manager", "Social worker", None]),
    st.sampled_from(["FG1", "FG2", None]),
)


@given(life=st.lists(st.tuples(places, st.none() | st.integers(0, 9)), min_size=1, max_size=10))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_two_cases_ever_bear_one_name(study: SmallStudy, life: list[tuple[Any, int | None]]) -> None:
    for (kind, site, role, group), changed in life:
        ids = {
            "site_id": study.sites.get(site),
            "role_group_id": study.roles.get(role),
            "group_type_id": study.groups.get(group),
        }
        known = study.ask(lambda s: s.all(Case))
        if changed is not None:
            study.act("ruth", "change_case", case_id=known[changed % len(known)].id, kind=kind, **ids)
        else:
            place = dict(zip(("site", "role", "group"), ids.values(), strict=True))
            add(study, 2000 + len(known), kind, **place)
        names = [row.name for row in study.ask(cases.case_rows)]
        assert len(set(names)) == len(names)
    assert all(
        case.group_type_id is None or case.kind is CaseKind.FOCUS_GROUP for case in study.ask(lambda s: s.all(Case))
    )


def test_rows_stand_by_site_groups_first_then_interviews_by_role(study: SmallStudy) -> None:
    worker, manager = study.roles["Social worker"], study.roles["Manager"]
    add(study, 50, CaseKind.INTERVIEW, site=study.sites["LA2"], role=worker)
    add(study, 51, CaseKind.INTERVIEW, site=study.sites["LA2"], role=manager)
    add(study, 52, CaseKind.FOCUS_GROUP, site=study.sites["LA2"], group=study.groups["FG2"])
    add(study, 53, CaseKind.INTERVIEW)
    assert [row.name for row in study.ask(cases.case_rows)] == [
        "LA1, FG1",
        "LA1, Manager 1",
        "LA2, FG1",
        "LA2, FG2",
        "LA2, Manager 1",
        "LA2, Social worker 1",
        "no site, interview 1",
    ]
    last = study.ask(cases.case_rows)[-1]
    assert (last.citation, last.value("Site")) == ("(no site, interview)", "")


def test_the_name_follows_the_site(study: SmallStudy) -> None:
    rows = [{"id": study.sites["LA1"], "code": "LA7"}, {"id": study.sites["LA2"], "code": "LA2"}]
    study.act("lead", "set_sites", rows=rows)
    assert study.ask(cases.case_names)[study.cases["LA1, FG1"]] == "LA7, FG1"


VALUES = [
    (AttributeKind.NUMBER, "29", "29"),
    (AttributeKind.NUMBER, " 007 ", "7"),
    (AttributeKind.NUMBER, "2,5", "2.5"),
    (AttributeKind.NUMBER, "-0.50", "-0.5"),
    (AttributeKind.NUMBER, "100", "100"),
    (AttributeKind.NUMBER, "-0", "0"),
    (AttributeKind.NUMBER, "3.0", "3"),
    (AttributeKind.NUMBER, "12345678901234567890", "12345678901234567890"),
    (AttributeKind.NUMBER, "many", None),
    (AttributeKind.NUMBER, "nan", None),
    (AttributeKind.NUMBER, "inf", None),
    (AttributeKind.NUMBER, "1_000", None),
    (AttributeKind.NUMBER, "1,000", None),
    (AttributeKind.NUMBER, "٣", None),
    (AttributeKind.DATE, "2026-03-31", "2026-03-31"),
    (AttributeKind.DATE, "31.3.2026", None),
    (AttributeKind.DATE, "2026-02-29", None),
    (AttributeKind.YES_NO, "Y", "yes"),
    (AttributeKind.YES_NO, "False", "no"),
    (AttributeKind.YES_NO, "perhaps", None),
    (AttributeKind.CHOICE, "URBAN", "urban"),
    (AttributeKind.CHOICE, "coast", None),
    (AttributeKind.TEXT, " as it is ", "as it is"),
]


@pytest.mark.parametrize(("kind", "typed", "stored"), VALUES)
def test_a_value_is_kept_in_its_attributes_own_form_or_refused(
    kind: AttributeKind, typed: str, stored: str | None
) -> None:
    attribute = Attribute(id=1, project_id=1, position=0, name="A", kind=kind, choices="urban\nrural")
    if stored is None:
        with pytest.raises(Invalid, match="^A: "):
            cases.checked_value(attribute, typed)
    else:
        assert cases.checked_value(attribute, typed) == stored
        assert cases.checked_value(attribute, stored) == stored


def test_an_empty_value_takes_the_value_away(study: SmallStudy) -> None:
    where = {"case_id": study.cases["LA1, FG1"], "attribute_id": study.attributes["Setting"]}
    study.act("ruth", "set_value", **where, value="")
    assert study.ask(lambda s: s.count(AttributeValue)) == 0
    assert not study.done("ruth", "set_value", **where, value=" ").wrote


@pytest.mark.parametrize("name", ["", " ", "setting", "SITE", "Role"])
def test_an_attribute_needs_a_name_of_its_own(study: SmallStudy, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        study.act("ruth", "add_attribute", name=name, kind=AttributeKind.TEXT, choices=[])
    assert refused.value.field == "name"


def test_a_choice_needs_choices(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="values to choose from"):
        study.act("ruth", "add_attribute", name="Region", kind=AttributeKind.CHOICE, choices=[" "])


# -- the order of the rows --


def names(s: SmallStudy) -> list[str]:
    return [row.name for row in s.ask(cases.case_rows)]


def order(s: SmallStudy, *attributes: str) -> list[str]:
    s.act("lead", "set_row_order", attributes=list(attributes))
    return names(s)


def test_the_team_may_order_the_rows_of_every_matrix(study: SmallStudy) -> None:
    usual = names(study)
    assert order(study, "Role") == ["LA1, Manager 1", "LA1, FG1", "LA2, FG1"]
    assert order(study, "Group") == ["LA1, FG1", "LA2, FG1", "LA1, Manager 1"]  # no group: last
    assert study.ask(cases.row_order) == ["Group"]
    for matrix in (locating_matrix, lambda s: summary_matrix(s, study.themes["Training"])):
        assert [row.name for row in study.ask(matrix).rows] == names(study)
    study.act("lead", "undo")
    assert names(study)[0] == "LA1, Manager 1"
    assert order(study) == usual


def test_values_stand_in_their_own_order_and_cases_without_one_last(study: SmallStudy) -> None:
    group, other, manager = (study.cases[name] for name in ("LA1, FG1", "LA2, FG1", "LA1, Manager 1"))
    for attribute, values, expected in (
        ("Length", {group: "10", other: "9.5", manager: "-3"}, ["LA1, Manager 1", "LA2, FG1", "LA1, FG1"]),
        ("Length", {group: "", other: "9.5", manager: ""}, ["LA2, FG1", "LA1, FG1", "LA1, Manager 1"]),
        ("Setting", {group: "rural", other: "urban", manager: ""}, ["LA2, FG1", "LA1, FG1", "LA1, Manager 1"]),
    ):
        for case_id, value in values.items():
            study.act("ruth", "set_value", case_id=case_id, attribute_id=study.attributes[attribute], value=value)
        assert order(study, attribute) == expected


def test_rows_alike_in_the_first_attribute_follow_the_second_then_the_usual_order(study: SmallStudy) -> None:
    for seed in (50, 51):
        add(study, seed, CaseKind.INTERVIEW, site=study.sites["LA2"], role=study.roles["Manager"])
    assert order(study, "Role", "Site") == [
        "LA1, Manager 1",
        "LA2, Manager 1",
        "LA2, Manager 2",
        "LA1, FG1",
        "LA2, FG1",
    ]
    rows = [{"id": study.sites[code], "code": code} for code in ("LA2", "LA1")]
    study.act("lead", "set_sites", rows=rows)
    assert names(study)[:3] == ["LA2, Manager 1", "LA2, Manager 2", "LA1, Manager 1"]


def test_the_order_is_by_attributes_there_are(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="no attribute called “Region”"):
        order(study, "Role", "Region")
    usual = names(study)
    order(study, "Setting")
    study.act("lead", "remove_attribute", attribute_id=study.attributes["Setting"])
    assert (study.ask(cases.row_order), names(study)) == ([], usual)
