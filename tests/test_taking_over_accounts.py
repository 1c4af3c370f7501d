"""Nothing of a foreign project is lost without a sentence, and what a person leaves out stays out altogether."""

from dataclasses import replace

from test_taking_over import TALK, bring_in, coding, guid, project, selected, view

from framework import foreign
from framework.cases import case_rows
from framework.model import Carried, CarriedFile, GroupType, IndexEntry, Memo, Site
from framework.taking_over import Wishes
from framework.workspace import Workspace


def test_what_stood_under_codes_that_stay_out_is_counted_and_leaves_no_notes(workspace: Workspace) -> None:
    study, told = bring_in(workspace, project(), Wishes(codes_out=frozenset({guid(11)})))
    with view(workspace, study) as opened:
        assert opened.count(IndexEntry) == 1
        assert not [memo for memo in opened.find(Memo) if "Coded in" in memo.text]
    assert "Codings under codes that were left out: 2." in told.lost
    assert "Notes about what did not come in, or has no place here, are about the study: 1." in told.lost


def test_the_files_of_a_document_that_stays_out_stay_out_with_it(workspace: Workspace) -> None:
    carried = tuple(
        foreign.Carried(kind="Sources", guid=guid(n), xml=f'<TextSource guid="{guid(n)}"/>', files=(f"{n}.docx",))
        for n in (50, 51)
    )
    sources = tuple(replace(source, carried=source.guid) for source in project().sources)
    given = project(sources=sources, carried=carried)
    files = {"50.docx": b"Anna", "51.docx": b"Ben"}
    study, _ = bring_in(workspace, given, Wishes(sources_out=frozenset({guid(51)})), **files)
    with view(workspace, study) as opened:
        assert [one.guid for one in opened.find(Carried)] == [guid(50)]
        assert [one.name for one in opened.find(CarriedFile)] == ["50.docx"]


def test_codings_of_a_document_without_words_are_all_counted(workspace: Workspace) -> None:
    source = replace(project().sources[1], text=None, codings=(coding(90, 10),))
    _, told = bring_in(workspace, project(sources=(source,)))
    assert "Ben.docx: the file holds no words of it, so it stayed out. Codings in it: 2." in told.lost


def test_codes_and_stretches_that_belong_to_a_case_are_told(workspace: Workspace) -> None:
    case = replace(project().cases[0], codes=(guid(13),), selections=(guid(62),))
    _, told = bring_in(workspace, project(cases=(case,)))
    assert "Codes and parts of documents that belong to cases: 2 no longer say so." in told.lost


def test_variables_that_only_sound_like_ours_are_attributes(workspace: Workspace) -> None:
    said = {"Kind": ("Hospital", "Clinic"), "Group": ("Control", "Treatment"), "Site": ("LA1", "la1")}
    variables = tuple(foreign.Variable(guid=guid(20 + n), name=name) for n, name in enumerate(said))
    cases = tuple(
        foreign.Case(
            guid=guid(30 + place),
            name=name,
            sources=(guid(50 + place),),
            values=tuple(
                foreign.Value(variable=guid(20 + n), text=texts[place]) for n, texts in enumerate(said.values())
            ),
        )
        for place, name in enumerate(("Anna", "Ben"))
    )
    study, told = bring_in(workspace, project(variables=variables, cases=cases))
    with view(workspace, study) as opened:
        rows = {row.name: row for row in case_rows(opened)}
        assert rows["Anna"].values == {"Kind (NVivo)": "Hospital", "Group (NVivo)": "Control"}
        assert rows["Ben"].values == {"Kind (NVivo)": "Clinic", "Group (NVivo)": "Treatment"}
        assert [site.code for site in opened.all(Site)] == ["LA1"]
        assert opened.count(GroupType) == 0
    assert not told.lost


def test_variables_alike_but_for_capitals_come_in_again(workspace: Workspace) -> None:
    def given(first: int) -> foreign.Project:
        variables = tuple(foreign.Variable(guid=guid(first + n), name=name) for n, name in enumerate(("site", "SITE")))
        values = tuple(foreign.Value(variable=guid(first + n), text="North") for n in range(2))
        return project(variables=variables, cases=(replace(project().cases[0], values=values),))

    study, _ = bring_in(workspace, given(20))
    bring_in(workspace, given(25), study=study)
    with view(workspace, study) as opened:
        assert next(row for row in case_rows(opened) if row.name == "Anna").values == {"site (NVivo)": "North"}


def test_names_of_documents_lose_only_the_ending_of_a_file(workspace: Workspace) -> None:
    names = ("Harbour/Anna.docx", "P1.Nurse", "Talk.MP3", ".docx")
    sources = tuple(foreign.Source(guid=guid(50 + n), name=name, text=f"Words of {n}.") for n, name in enumerate(names))
    study, _ = bring_in(workspace, project(cases=(), sources=sources))
    with view(workspace, study) as opened:
        assert {row.name for row in case_rows(opened)} == {"Harbour/Anna", "P1.Nurse", "Talk", ".docx"}


def test_two_selections_of_the_same_words_are_one_entry_in_the_account(workspace: Workspace) -> None:
    places = (selected(60, TALK, "Long.", coding(70, 13)), selected(61, TALK, " Long.", coding(71, 13)))
    _, told = bring_in(workspace, project(sources=(replace(project().sources[0], selections=places),)))
    assert "Index entries: 1 new" in told.done
