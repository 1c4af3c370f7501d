"""Versions of the framework: frozen, told apart, and the study as it stood then."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from small_study import SmallStudy
from test_undo_everything import Numbers, live, lives

from framework import matrices, starters, versions
from framework.errors import Invalid, NotFound
from framework.model import Blank, BlockKind, Consent, FrameworkVersion, IndexEntry, Passage
from framework.store.past import RECORDED, Past, Withheld, earlier_images, rows_as_of
from framework.store.reader import Memory, Reader
from framework.study import Study
from framework.versions import NOW, Kind, acts_since, difference


def freeze(s: SmallStudy, name: str = "Pilot") -> int:
    frozen: FrameworkVersion = s.act("ruth", "freeze_framework", name=name)
    return frozen.id


def told(s: SmallStudy, from_id: int, to_id: int = NOW) -> list[tuple[Kind, str, str]]:
    return [(d.kind, d.before, d.after) for d in s.ask(difference, from_id, to_id)]


def changed(s: SmallStudy, operation: str, reason: str = "", **arguments: Any) -> None:
    s.workspace.run(s.id, s.people["ruth"], operation, arguments, reason=reason)


def test_versions_are_numbered_in_their_order_and_know_when_they_were_frozen(study: SmallStudy) -> None:
    freeze(study)
    study.act("ruth", "rename_theme", theme_id=study.themes["Supervision"], name="Being held")
    freeze(study, "After the pilot")
    found = study.ask(versions.versions)
    assert [versions.title(version) for version in found] == ["v1 Pilot", "v2 After the pilot"]
    assert found[0].study_version + 2 == found[1].study_version
    with study.read() as now:
        assert now.version == found[1].study_version


def test_nothing_has_changed_right_after_freezing(study: SmallStudy) -> None:
    frozen = freeze(study)
    assert told(study, frozen) == [] and study.ask(acts_since, frozen) == []


def test_an_empty_framework_can_not_be_frozen(study: SmallStudy) -> None:
    id = study.workspace.start_study(study.people["lead"], "Empty")
    with pytest.raises(Invalid, match="no themes"):
        study.workspace.run(id, study.people["lead"], "freeze_framework", {"name": ""})


def test_the_difference_tells_each_kind_of_change_with_its_reason(study: SmallStudy) -> None:
    v1, themes = freeze(study), study.themes
    changed(study, "rename_theme", "Participants’ own words", theme_id=themes["Supervision"], name="Being held")
    changed(study, "add_theme", "Said in LA1", parent_id=themes["Training"], name="Shadowing")
    changed(study, "define_theme", "Too wide", theme_id=themes["University training"], definition="Degree courses.")
    changed(
        study, "move_theme", "Belongs there", theme_id=themes["Duty weeks"], parent_id=themes["Training"], position=0
    )
    changed(study, "merge_themes", theme_id=themes["What raises it"], into_id=themes["Range of confidence"])
    found = {(d.kind, d.theme_id): d for d in study.ask(difference, v1)}
    renamed = found[Kind.RENAMED, themes["Supervision"]]
    assert (renamed.before, renamed.after, renamed.reasons) == (
        "3.1 Supervision",
        "3.1 Being held",
        "Participants’ own words",
    )
    assert found[Kind.MOVED, themes["Duty weeks"]].before == "3.2.1 Duty weeks"
    assert found[Kind.MOVED, themes["Duty weeks"]].after == "2.1 Duty weeks"
    assert found[Kind.MOVED, themes["Duty weeks"]].reasons == "Belongs there"
    assert found[Kind.RENUMBERED, themes["University training"]].after == "2.2 University training"
    assert found[Kind.REDEFINED, themes["University training"]].reasons == "Too wide"
    assert "merged 1.2 What raises it into 1.1" in found[Kind.MERGED, themes["What raises it"]].after
    assert [d.reasons for d in found.values() if d.kind is Kind.ADDED] == ["Said in LA1"]
    assert [act.operation for act in study.ask(acts_since, v1)] == [
        "rename_theme",
        "add_theme",
        "define_theme",
        "move_theme",
        "merge_themes",
    ]


def test_a_theme_that_was_split_off_tells_of_the_split_and_its_reason(study: SmallStudy) -> None:
    v1, theme = freeze(study), study.themes["Workload management"]
    passages = [entry.passage_id for entry in study.ask(lambda now: now.find(IndexEntry, theme_id=theme))]
    changed(study, "split_theme", "Two things", theme_id=theme, parts=[{"name": "Rotas", "passages": passages[:1]}])
    (made,) = study.ask(difference, v1)
    assert (made.kind, made.after, made.reasons) == (Kind.SPLIT, "3.2.2 Rotas", "Two things")
    assert made.before.startswith("split 3.2 Workload management: 1 passage to 3.2.2 Rotas")
    changed(study, "rename_theme", "Plainer", theme_id=made.theme_id, name="The rota")
    assert [(d.kind, d.reasons) for d in study.ask(difference, v1)] == [(Kind.SPLIT, "Two things")]


def test_what_a_merge_moves_along_tells_of_the_merge(study: SmallStudy) -> None:
    v1, themes = freeze(study), study.themes
    changed(study, "define_theme", "Unclear", theme_id=themes["Duty weeks"], definition="Weeks on duty.")
    changed(study, "merge_themes", "One thing", theme_id=themes["Workload management"], into_id=themes["Supervision"])
    found = {d.kind: d for d in study.ask(difference, v1) if d.theme_id == themes["Duty weeks"]}
    assert (found[Kind.MOVED].reasons, found[Kind.REDEFINED].reasons) == ("One thing", "Unclear")


def test_new_themes_name_the_act_that_brought_them(study: SmallStudy) -> None:
    v1 = freeze(study)
    place = study.find("LA1, FG1", "my manager asks how I am")
    study.act("tom", "in_vivo", **place, parent_id=study.themes["Supervision"])
    outline = starters.from_table([["Theme", "Definition"], ["Recording", "What is written down."]])
    study.act("tom", "start_framework", headings=starters.as_rows(outline), source="a table")
    found = [(d.kind, d.after.split(" ", 1)[1], [act.operation for act in d.acts]) for d in study.ask(difference, v1)]
    assert found == [
        (Kind.ADDED, "my manager asks how I am", ["in_vivo"]),
        (Kind.ADDED, "Recording", ["start_framework"]),
        (Kind.ADDED, "Other", ["start_framework"]),
    ]


def test_a_version_is_found_by_its_number_or_its_name(study: SmallStudy) -> None:
    v1, v2 = freeze(study), freeze(study, "1")
    for words in ("v1", "1", "pilot", "V1  Pilot"):
        assert study.ask(versions.named, words).id == v1
    assert study.ask(versions.named, "v2 1").id == v2
    with pytest.raises(NotFound, match="v1 Pilot; v2 1"):
        study.ask(versions.named, "v3")


def test_what_was_undone_is_no_difference(study: SmallStudy) -> None:
    v1 = freeze(study)
    changed(study, "retire_theme", theme_id=study.themes["Duty weeks"])
    changed(study, "rename_theme", theme_id=study.themes["Supervision"], name="Held")
    study.act("ruth", "undo")
    assert told(study, v1) == [(Kind.RETIRED, "3.2.1 Duty weeks", "3.2.1 Duty weeks")]
    assert [act.operation for act in study.ask(acts_since, v1)] == ["retire_theme"]
    study.act("ruth", "redo")
    assert [act.operation for act in study.ask(acts_since, v1)] == ["retire_theme", "rename_theme"]


def test_the_undo_of_something_older_is_a_change(study: SmallStudy) -> None:
    changed(study, "rename_theme", theme_id=study.themes["Supervision"], name="Held")
    v1 = study.act("tom", "freeze_framework", name="").id
    study.act("ruth", "undo")
    assert told(study, v1) == [(Kind.RENAMED, "3.1 Held", "3.1 Supervision")]
    assert [act.operation for act in study.ask(acts_since, v1)] == ["undo"]


def test_two_versions_are_compared_as_they_were_frozen(study: SmallStudy) -> None:
    v1 = freeze(study)
    changed(study, "rename_theme", theme_id=study.themes["Supervision"], name="Held")
    v2 = freeze(study, "Second")
    changed(study, "rename_theme", theme_id=study.themes["Supervision"], name="Carried")
    assert told(study, v1, v2) == [(Kind.RENAMED, "3.1 Supervision", "3.1 Held")]
    assert told(study, v2) == [(Kind.RENAMED, "3.1 Held", "3.1 Carried")]
    with pytest.raises(Invalid, match="earlier"):
        study.ask(difference, v2, v1)
    with pytest.raises(NotFound):
        study.ask(difference, v2 + 1000)


def test_a_matrix_as_of_a_version_shows_what_stood_in_it_then(study: SmallStudy) -> None:
    main, sub, case = study.themes["Workload and support"], study.themes["Workload management"], study.cases["LA1, FG1"]
    before = shown(study, NOW, main)
    v1 = freeze(study)
    study.act("ruth", "remove_passage", passage_id=study.passages[4])
    study.act("ruth", "retire_theme", theme_id=study.themes["Supervision"])
    written = {"case_id": case, "theme_id": sub, "parts": [{"text": "Otherwise."}]}
    study.act("ruth", "write_cell", **written, seen=study.ask(matrices.cell, case, sub).seen)
    assert shown(study, NOW, main) != before
    assert shown(study, v1, main) == before
    with study.read() as now, versions.as_of(now, v1) as then:
        parts = matrices.summary_matrix(then, main).cells[case, sub].parts
        assert [part.kind for part in parts] == [BlockKind.SUMMARY, BlockKind.VERBATIM, BlockKind.COMMENT]
        assert then.version < now.version and not then.may(then.role.ANALYST)


def test_looking_back_shows_nothing_that_is_withheld_today(study: SmallStudy) -> None:
    main, sub, case = study.themes["Workload and support"], study.themes["Workload management"], study.cases["LA1, FG1"]
    quoted = study.passages[0]
    v1 = freeze(study)
    assert seen(study, v1, main, case, sub).parts
    study.act("tom", "mark_passage", passage_id=quoted, strength=None, key=False, consent=Consent.REFUSED)
    for theme, reason in ((sub, Blank.WITHDRAWN), (study.themes["Supervision"], Blank.SUPPRESSED)):
        was = study.ask(matrices.cell, case, theme).seen
        study.act("ruth", "leave_blank", case_id=case, theme_id=theme, reason=reason, seen=was)
    with study.read() as now, versions.as_of(now, v1) as then:
        assert then.get(Passage, quoted).consent is Consent.REFUSED
    assert seen(study, v1, main, case, sub).blank is Blank.WITHDRAWN
    assert seen(study, v1, main, case, study.themes["Supervision"]).blank is Blank.SUPPRESSED


def seen(s: SmallStudy, version_id: int, main: int, case: int, theme: int) -> matrices.Written:
    with s.read() as now, versions.as_of(now, version_id) as then:
        return matrices.summary_matrix(then, main).cells[case, theme]


def shown(s: SmallStudy, version_id: int, theme_id: int) -> list[Any]:
    with s.read() as now, versions.as_of(now, version_id) as study:
        found = []
        for matrix in (matrices.locating_matrix(study), matrices.summary_matrix(study, theme_id)):
            found += [matrix.rows, matrix.columns, dict(matrix.cells)]
        return found


def test_another_studys_version_is_not_found(study: SmallStudy) -> None:
    assert study.elsewhere
    theirs = study.elsewhere.act("lead", "freeze_framework", name="Theirs").id
    with study.read() as now, pytest.raises(NotFound), versions.as_of(now, theirs):
        pass


def tables(study: Study, version: int) -> dict[str, list[dict[str, Any]]]:
    before = earlier_images(study, RECORDED, version)
    return {
        record.__name__: sorted(rows_as_of(study, record, before), key=lambda row: row["id"]) for record in RECORDED
    }


def recorded(reader: Reader) -> dict[str, list[Any]]:
    return {record.__name__: sorted(reader.find(record), key=lambda found: found.id) for record in RECORDED}


@given(life=lives)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_study_as_of_any_version_is_what_it_was_then(
    fresh: Callable[[], SmallStudy], life: list[tuple[str, int, Numbers]]
) -> None:
    s = fresh()
    known: dict[int, tuple[dict[str, list[Any]], dict[str, list[Any]]]] = {}
    for step in [None, *life]:
        if step:
            live(s, [step], undoing=True)
        with s.read() as now:
            known[now.version] = tables(now, now.version), recorded(now)
    with s.read() as now:
        for version, (rows, records) in known.items():
            assert tables(now, version) == rows
            with Past(now, version, Withheld((), ())).reading() as connection:
                assert recorded(Reader(connection, Memory(), s.id)) == records


@given(life=lives)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_matrices_as_of_a_version_are_those_of_that_time(
    fresh: Callable[[], SmallStudy], life: list[tuple[str, int, Numbers]]
) -> None:
    s = fresh()
    half = len(life) // 2
    live(s, life[:half], undoing=True)
    v1 = s.act("lead", "freeze_framework", name="Half way").id
    main = s.themes["Training"]
    before = shown(s, NOW, main)
    live(s, life[half:], undoing=True)
    assert shown(s, v1, main) == before


def test_looking_back_shows_no_words_that_are_withheld_today(study: SmallStudy) -> None:
    place = {"case_id": study.cases["LA1, FG1"], "theme_id": study.themes["Workload management"]}
    frozen = study.act("ruth", "freeze_framework", name="Pilot", note="")
    seen = study.ask(matrices.cell, **place).seen
    study.act("ruth", "leave_blank", **place, seen=seen, reason=Blank.WITHDRAWN)
    with study.read("reader") as now, versions.as_of(now, frozen.id) as then:
        cell = matrices.cell(then, **place)
    assert (cell.blank, cell.parts) == (Blank.WITHDRAWN, ())
