"""Bringing a project in again: after work here, and from programs that give all another GUID each time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from test_taking_over import bring_in, coding, counts, guid, project, selected, view

from framework import foreign
from framework.cases import case_names
from framework.exporting.refi.elements import Guids
from framework.model import Case, IndexEntry, Memo, Passage, Theme, Transcript
from framework.taking_over import Wishes, plan
from framework.workspace import Workspace


def with_other_guids(given: Any, other: Callable[[str], str]) -> Any:
    """The same with every GUID replaced."""
    if isinstance(given, str):
        return other(given)
    if isinstance(given, tuple):
        return tuple(with_other_guids(one, other) for one in given)
    if hasattr(given, "__dataclass_fields__"):
        return replace(given, **{n: with_other_guids(getattr(given, n), other) for n in given.__dataclass_fields__})
    return given


def exported_again(given: foreign.Project) -> foreign.Project:
    return with_other_guids(given, lambda words: words.replace("-4000-8000-", "-4000-9000-"))  # type: ignore[no-any-return]


def survey(*answers: str) -> foreign.Project:
    """Answers to a question, each coded as a whole."""
    sources = tuple(
        foreign.Source(
            guid=guid(50 + n),
            name=f"Respondent {n}",
            text=text,
            selections=(selected(60 + n, text, text, coding(70 + n, 13)),),
        )
        for n, text in enumerate(answers)
    )
    return project(cases=(), notes=(), links=(), sources=sources)


def test_a_new_export_with_other_guids_brings_nothing_twice(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        before = counts(opened)
    _, told = bring_in(workspace, exported_again(project()), study=study)
    with view(workspace, study) as opened:
        after = counts(opened)
    assert {**after, "Identity": 0} == {**before, "Identity": 0}
    assert "Memos: 0 new, 4 there already" in told.done


def test_a_case_that_was_renamed_here_is_known_by_its_transcript(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    person = workspace.local_person().id
    with view(workspace, study) as opened:
        ben = next(id for id, name in case_names(opened).items() if name == "Ben")
    workspace.run(study, person, "call_case", {"case_id": ben, "called": "The colleague"})
    with view(workspace, study) as opened:
        assert "here already: The colleague" in {line.becomes for line in plan(opened, project(), Wishes()).cases}
    bring_in(workspace, project(), study=study)
    with view(workspace, study) as opened:
        assert sorted(case_names(opened).values()) == ["Anna", "The colleague"]


def test_answers_in_the_same_words_stay_those_of_different_people(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, survey("Yes.", "Yes.", "Yes."))
    bring_in(workspace, exported_again(survey("Yes.", "Yes.", "Yes.")), study=study)
    with view(workspace, study) as opened:
        assert opened.count(Case) == opened.count(Transcript) == opened.count(Passage) == 3


def test_an_answer_of_somebody_else_is_not_taken_for_the_one_that_is_there(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, survey("Yes."))
    others = exported_again(survey("No.", "Yes.", "Yes."))
    bring_in(workspace, others, study=study)
    with view(workspace, study) as opened:
        assert opened.count(Transcript) == opened.count(Case) == 3
        assert opened.count(Passage) == 3


def test_a_memo_in_other_words_is_a_memo_of_its_own(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    later = exported_again(project())
    notes = (replace(later.notes[1], text="A windy day, and cold."), *later.notes[2:])
    bring_in(workspace, replace(later, notes=notes), study=study)
    with view(workspace, study) as opened:
        texts = [memo.text for memo in opened.find(Memo)]
    assert {"A windy day.", "A windy day, and cold."} <= set(texts)
    assert len(texts) == len(set(texts))


def test_what_was_merged_here_stays_where_it_is(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    person = workspace.local_person().id
    with view(workspace, study) as opened:
        themes = {theme.name: theme.id for theme in opened.all(Theme)}
    workspace.run(study, person, "merge_themes", {"theme_id": themes["Time"], "into_id": themes["Home"]})
    with view(workspace, study) as opened:
        before = counts(opened)
    bring_in(workspace, project(), study=study)
    with view(workspace, study) as opened:
        assert counts(opened) == before
        assert not opened.find(IndexEntry, theme_id=themes["Time"])


def test_one_project_twice_after_a_passage_was_removed_keeps_guids_apart(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    person = workspace.local_person().id
    with view(workspace, study) as opened:
        passage = next(one for one in opened.find(Passage) if one.quote == "Nobody")
    workspace.run(study, person, "remove_passage", {"passage_id": passage.id})
    bring_in(workspace, project(), study=study)
    with view(workspace, study) as opened:
        guids = Guids(opened)
        assert [guids("passage", one.id) for one in opened.find(Passage) if one.quote == "Nobody"] == [guid(62)]
