"""A project of another program becomes part of a study: whole, once, and with a way back."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_study import SmallStudy

from framework import foreign
from framework.cases import case_names, case_rows
from framework.errors import Conflict, NotAllowed
from framework.exporting.refi.elements import Guids
from framework.history import trail
from framework.model import (
    About,
    AttributeKind,
    Carried,
    CaseKind,
    Identity,
    IndexEntry,
    Memo,
    MemoKind,
    Participant,
    Passage,
    Person,
    Theme,
    Transcript,
    Turn,
)
from framework.study import Study
from framework.taking_over import Account, Wishes, plan, take_over
from framework.themes import columns, index, main_themes
from framework.workspace import Workspace

MARCH = datetime(2026, 3, 1, 10, tzinfo=UTC)
TALK = "Interviewer: How was the week?\nAnna: Long. We wrote notes in the car.\nInterviewer: And now?\nAnna: Shorter."
OTHER_TALK = "Interviewer: Who reads the notes?\nBen: Nobody that I know of."


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def coding(number: int, code: int, user: int = 1) -> foreign.Coding:
    return foreign.Coding(guid=guid(number), code=guid(code), user=guid(user), at=MARCH)


def selected(number: int, text: str, words: str, *codings: foreign.Coding, **more: str) -> foreign.Selection:
    start = text.index(words)
    whole = {"user": guid(1), "at": MARCH, **more}
    return foreign.Selection(guid=guid(number), start=start, end=start + len(words), codings=codings, **whole)  # type: ignore[arg-type]


def project(**changes: object) -> foreign.Project:
    """A project as NVivo might have left it: two people, a hierarchy of codes, two interviews."""
    given = foreign.Project(
        file="Care.qdpx",
        program="NVivo",
        title="Care",
        users=(foreign.User(guid=guid(1), name="Ruth Adeyemi"), foreign.User(guid=guid(2), name="Ida Novak")),
        codes=(
            foreign.Code(guid=guid(10), name="Time", colour="#4477aa", description="Hours and days."),
            foreign.Code(guid=guid(11), name="Notes", parent=guid(10), notes=(guid(40),)),
            foreign.Code(guid=guid(12), name="In the car", parent=guid(11)),
            foreign.Code(guid=guid(13), name="Home"),
        ),
        variables=(
            foreign.Variable(guid=guid(20), name="Years", kind=AttributeKind.NUMBER),
            foreign.Variable(guid=guid(21), name="Team"),
        ),
        cases=(
            foreign.Case(
                guid=guid(30),
                name="Anna",
                sources=(guid(50),),
                values=(
                    foreign.Value(variable=guid(20), text="7"),
                    foreign.Value(variable=guid(21), text="Harbour"),
                ),
            ),
        ),
        sources=(
            foreign.Source(
                guid=guid(50),
                name="Anna.docx",
                text=TALK,
                turns=(),
                selections=(
                    selected(60, TALK, "We wrote notes in the car.", coding(70, 12), coding(71, 11, user=2)),
                    selected(61, TALK, "Shorter", description="Does she mean it?"),
                ),
                notes=(guid(41),),
            ),
            foreign.Source(
                guid=guid(51),
                name="Ben.docx",
                text=OTHER_TALK,
                selections=(selected(62, OTHER_TALK, "Nobody", coding(72, 10)),),
            ),
        ),
        notes=(
            foreign.Note(guid=guid(40), name="On notes", text="They come up everywhere.", user=guid(2), at=MARCH),
            foreign.Note(guid=guid(41), text="A windy day.", user=guid(1), at=MARCH),
            foreign.Note(guid=guid(42), text="Begin with time.", user=guid(1), at=MARCH),
        ),
        links=(foreign.Link(guid=guid(80), origin=guid(30), target=guid(42)),),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def bring_in(
    workspace: Workspace, given: foreign.Project, wishes: Wishes | None = None, study: int = 0, **files: bytes
) -> tuple[int, Account]:
    person = workspace.local_person().id
    study = study or workspace.start_study(person, "Care")
    with workspace.change(study, person) as change:
        return study, take_over(change, given, wishes or Wishes(), files)


def view(workspace: Workspace, study: int):  # type: ignore[no-untyped-def]
    return workspace.read(study, workspace.local_person().id)


def counts(study: Study) -> Counter[str]:
    kinds = (Theme, Transcript, Passage, IndexEntry, Memo, Identity, Carried, Participant, Turn)
    return Counter({kind.__name__: study.count(kind) for kind in kinds})


def test_codes_become_themes_in_their_order_and_every_main_theme_ends_in_other(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        assert [entry.title for entry in index(opened)] == [
            *("1 Time", "1.1 Notes", "1.1.1 In the car", "1.2 Other", "2 Home", "2.1 Other")
        ]
        assert next(t for t in opened.all(Theme) if t.name == "Time").definition == "Hours and days."


def test_passages_belong_to_their_analysts_and_stand_on_their_words(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        names = {person.id: person.name for person in opened.find(Person)}
        themes = opened.by_id(Theme)
        entries = opened.find(IndexEntry)
        passages = {passage.id: passage for passage in opened.find(Passage)}
        found = {(passages[e.passage_id].quote, themes[e.theme_id].name, names[e.person_id], e.at) for e in entries}
        assert found == {
            ("We wrote notes in the car.", "In the car", "Ruth Adeyemi", MARCH),
            ("We wrote notes in the car.", "Notes", "Ida Novak", MARCH),
            ("Nobody", "Time", "Ruth Adeyemi", MARCH),
        }
        assert {names[passage.person_id] for passage in passages.values()} == {"Ruth Adeyemi", "Ida Novak"}


def test_cases_keep_their_names_and_documents_without_one_get_their_own(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        rows = {row.name: row for row in case_rows(opened)}
        assert set(rows) == {"Anna", "Ben"}
        assert rows["Anna"].values == {"Years": "7", "Team": "Harbour"}
        assert rows["Anna"].citation == "(Anna)"


def test_notes_stand_where_they_were_tied(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        found = {memo.text: (memo.about, memo.kind) for memo in opened.find(Memo)}
    assert found == {
        "On notes\nThey come up everywhere.": (About.THEME, MemoKind.MEMO),
        "A windy day.": (About.TRANSCRIPT, MemoKind.MEMO),
        "Begin with time.": (About.CASE, MemoKind.MEMO),
        "Does she mean it?": (About.TRANSCRIPT, MemoKind.MARGIN_NOTE),
    }


def test_the_same_project_again_brings_nothing_twice(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        before = counts(opened)
    _, told = bring_in(workspace, project(), study=study)
    with view(workspace, study) as opened:
        assert counts(opened) == before
        assert len(opened.find(Person)) == 3
    assert "Passages: 3 new" not in told.done
    assert any(line.startswith("Themes: 0 new, 4 there already") for line in told.done)


def test_work_that_went_on_elsewhere_is_added_to_what_is_there(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    given = project()
    more = selected(63, TALK, "Long.", coding(73, 13, user=2))
    later = replace(given, sources=(replace(given.sources[0], selections=(*given.sources[0].selections, more)),))
    bring_in(workspace, later, study=study)
    with view(workspace, study) as opened:
        assert sorted(p.quote for p in opened.find(Passage)) == [
            *("Long.", "Nobody", "We wrote notes in the car.", "We wrote notes in the car.")
        ]


def test_one_undo_takes_all_of_it_back(study: SmallStudy) -> None:
    before, names = study.ask(counts), study.ask(case_names)
    with study.workspace.change(study.id, study.people["lead"]) as change:
        take_over(change, project(), Wishes(), {})
    assert study.ask(counts) != before
    study.act("lead", "undo")
    assert study.ask(counts) == before
    assert study.ask(case_names) == names
    study.act("lead", "redo")
    assert "Anna" in study.ask(case_names).values()


def test_a_failure_in_the_middle_leaves_the_study_as_it_was(study: SmallStudy) -> None:
    before, acts = study.ask(counts), len(study.ask(trail))

    def cancel(share: float, what: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        study.workspace.change(study.id, study.people["lead"]) as change,
    ):
        take_over(change, project(), Wishes(), {}, cancel)
    assert study.ask(counts) == before
    assert len(study.ask(trail)) == acts
    assert "Ida Novak" not in {person.name for person in study.workspace.people()}


def test_an_analyst_may_not_bring_a_project_in(study: SmallStudy) -> None:
    with pytest.raises(NotAllowed), study.workspace.change(study.id, study.people["ruth"]) as change:
        take_over(change, project(), Wishes(), {})


def test_what_a_person_leaves_out_stays_out_with_all_beneath_it(workspace: Workspace) -> None:
    wishes = Wishes(codes_out=frozenset({guid(11)}), sources_out=frozenset({guid(51)}))
    study, told = bring_in(workspace, project(), wishes)
    with view(workspace, study) as opened:
        assert {theme.name for theme in opened.all(Theme)} == {"Time", "Home", "Other"}
        assert opened.count(IndexEntry) == 0
        assert list(case_names(opened).values()) == ["Anna"]
    assert any("Ben.docx was left out, as you wished" in line for line in told.lost)
    assert any("Codes left out, as you wished" in line and "2" in line for line in told.lost)


def test_flat_codes_can_stand_under_one_main_theme(workspace: Workspace) -> None:
    flat = tuple(replace(code, parent="") for code in project().codes)
    study, _ = bring_in(workspace, project(codes=flat), Wishes(under="From NVivo"))
    with view(workspace, study) as opened:
        (main,) = main_themes(opened)
        assert [column.theme.name for column in columns(opened, main.theme.id)] == [
            *("Time", "Notes", "In the car", "Home", "Other")
        ]


def test_of_two_codes_called_other_the_last_is_the_one_that_closes_the_theme(workspace: Workspace) -> None:
    codes = (
        foreign.Code(guid=guid(10), name="Time"),
        foreign.Code(guid=guid(11), name="Other", parent=guid(10)),
        foreign.Code(guid=guid(12), name="other", parent=guid(10)),
    )
    study, _ = bring_in(workspace, project(codes=codes))
    with view(workspace, study) as opened:
        guids = Guids(opened)
        assert {theme.other: guids("theme", theme.id) for theme in opened.all(Theme) if theme.parent_id} == {
            False: guid(11),
            True: guid(12),
        }


def test_codes_of_one_name_are_two_themes(workspace: Workspace) -> None:
    codes = (foreign.Code(guid=guid(10), name="Time"), foreign.Code(guid=guid(11), name="Time"))
    study, _ = bring_in(workspace, project(codes=codes))
    with view(workspace, study) as opened:
        assert [main.theme.name for main in main_themes(opened)] == ["Time", "Time"]


def test_what_a_study_has_by_name_or_by_words_is_known_again(study: SmallStudy) -> None:
    text = study.text("LA1, FG1")
    theme = study.ask(lambda s: s.by_id(Theme)[study.themes["Supervision"]])
    main = study.ask(lambda s: s.by_id(Theme)[theme.parent_id or 0])
    given = project(
        codes=(
            foreign.Code(guid=guid(10), name=main.name.upper()),
            foreign.Code(guid=guid(11), name=theme.name, parent=guid(10)),
        ),
        cases=(),
        notes=(),
        links=(),
        sources=(
            foreign.Source(
                guid=guid(50), name="x.txt", text=text, selections=(selected(60, text, text[5:30], coding(70, 11)),)
            ),
        ),
    )
    said = study.ask(plan, given, Wishes())
    titles = dict(study.ask(lambda s: [(e.theme.id, e.title) for e in index(s)]))
    assert said.codes[1].becomes == f"here already: {titles[theme.id]}"
    assert said.sources[0].becomes == "here already: LA1, FG1"
    before = study.ask(lambda s: (s.count(Theme), s.count(Transcript)))
    with study.workspace.change(study.id, study.people["lead"]) as change:
        take_over(change, given, Wishes(), {})
    assert study.ask(lambda s: (s.count(Theme), s.count(Transcript))) == before
    found = study.ask(lambda s: s.find(Passage, transcript_id=study.transcripts["LA1, FG1"]))
    assert text[5:30].strip() in {passage.quote for passage in found}


def test_another_text_of_a_known_document_waits_for_a_correction(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    given = project()
    changed = replace(given.sources[0], text=TALK.replace("Long.", "Very long."), selections=())
    _, told = bring_in(workspace, replace(given, sources=(changed,)), study=study)
    with view(workspace, study) as opened:
        assert opened.count(Transcript) == 2
    assert any("has other words than the transcript here" in line for line in told.lost)


def test_codings_of_a_whole_document_and_points_are_kept(workspace: Workspace) -> None:
    given = project()
    point = foreign.Selection(guid=guid(64), start=5, end=5, codings=(coding(75, 13),), user=guid(1))
    source = replace(given.sources[0], codings=(coding(74, 13),), selections=(point,))
    study, told = bring_in(workspace, replace(given, sources=(source,)))
    with view(workspace, study) as opened:
        assert [passage.quote for passage in opened.find(Passage)] == [TALK]
        assert "Coded in NVivo: Home" in {memo.text for memo in opened.find(Memo)}
    assert any("codings of the whole document" in line for line in told.lost)


def test_values_that_fit_no_type_make_the_attribute_text(workspace: Workspace) -> None:
    given = project()
    values = (foreign.Value(variable=guid(20), text="about seven"),)
    study, _ = bring_in(workspace, replace(given, cases=(replace(given.cases[0], values=values),)))
    with view(workspace, study) as opened:
        assert next(row for row in case_rows(opened) if row.name == "Anna").values == {"Years": "about seven"}


def test_a_case_that_holds_only_parts_of_documents_is_no_row_and_is_told(workspace: Workspace) -> None:
    given = project()
    part = foreign.Case(guid=guid(31), name="A speaker", selections=(guid(60),))
    study, told = bring_in(workspace, replace(given, cases=(*given.cases, part)))
    with view(workspace, study) as opened:
        assert "A speaker" not in case_names(opened).values()
    assert any("Cases that hold only parts of documents" in line for line in told.lost)


def test_documents_of_one_name_are_told_apart(workspace: Workspace) -> None:
    sources = tuple(
        foreign.Source(guid=guid(50 + n), name="Answer.txt", text=f"Interviewer: Number {n}?") for n in range(3)
    )
    study, _ = bring_in(workspace, project(cases=(), sources=sources))
    with view(workspace, study) as opened:
        assert sorted(case_names(opened).values()) == ["Answer", "Answer (2)", "Answer (3)"]


def test_several_voices_make_a_focus_group(workspace: Workspace) -> None:
    from framework.importing.turns import find_turns

    text = "\n".join(f"{who}: Words of {who}." for _ in range(3) for who in ("Moderator", "S1", "S2", "S3", "S4"))
    found = find_turns(text)
    source = foreign.Source(guid=guid(50), name="Group", text=text, turns=found.turns, layout=found.layout)
    study, _ = bring_in(workspace, project(cases=(), sources=(source,)))
    with view(workspace, study) as opened:
        assert [row.kind for row in case_rows(opened)] == [CaseKind.FOCUS_GROUP]
        assert [p.label for p in opened.all(Participant) if p.moderator] == ["Moderator"]


def test_a_person_named_in_a_file_gets_no_access(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    ida = next(person for person in workspace.people() if person.name == "Ida Novak")
    assert workspace.studies(ida.id) == []
    assert ida not in workspace.people_taking_part()
    with pytest.raises(NotAllowed), workspace.read(study, ida.id):
        pass


def test_guids_stay_with_what_came(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        guids = Guids(opened)
        time = next(theme for theme in opened.all(Theme) if theme.name == "Time")
        assert guids("theme", time.id) == guid(10)
        assert {guids("entry", entry.id) for entry in opened.find(IndexEntry)} == {guid(70), guid(71), guid(72)}


def test_undo_is_refused_once_somebody_has_worked_on_it(workspace: Workspace) -> None:
    study, _ = bring_in(workspace, project())
    person = workspace.local_person().id
    with view(workspace, study) as opened:
        passage = opened.find(Passage)[0]
    other = workspace.add_person("Sue")
    workspace.run(study, person, "add_to_study", {"person_id": other.id, "role": "analyst"})
    workspace.run(study, other.id, "write_memo", {"about": "passage", "about_id": passage.id, "text": "Mine."})
    workspace.run(study, person, "undo", {})  # of the membership
    with pytest.raises(Conflict):
        workspace.run(study, person, "undo", {})


def test_the_account_is_in_the_trail(workspace: Workspace, tmp_path: Path) -> None:
    study, _ = bring_in(workspace, project())
    with view(workspace, study) as opened:
        assert trail(opened)[0].sentence.endswith("brought in Care.qdpx (NVivo)")
