"""The study as a REFI-QDA project: nothing is lost on the way, and every place is the place of its words."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from refi import NAMESPACES, Project, all_of, own_name, tree
from small_study import SmallStudy, copy_of

from framework import cases, history, themes
from framework.corrections import Corrected
from framework.errors import Invalid
from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.exporting.refi.sources import source_text
from framework.exporting.selection import chosen
from framework.model import Blank, Consent, Draft, DraftTurn, IndexEntry, Memo, Passage, Person, Theme, Transcript
from framework.store import queries
from framework.study import Study
from framework.workspace import Workspace
from workbench.sample import load_sample

ODD = "a 😀 fine 👩‍👧 thing, cafe\u0301, שלום עליכם, and NBSP\u00a0here."
P = "{urn:QDA-XML:project:1.0}"


def project_of(s: SmallStudy, selection: Selection = ALL_OF_IT) -> Project:
    with s.read() as study:
        return Project(WRITERS["project-qdpx"].write(study, selection))


def codings(project: Project) -> Counter[tuple[str, str, str, str]]:
    """(source, words, theme, coder) of all codings, by the positions in the exported texts."""
    names = {code.get("guid"): own_name(code) for code in project.root.iter(f"{P}Code")}
    users = {user.get("guid"): user.get("name") for user in project.root.iter(f"{P}User")}
    found: Counter[tuple[str, str, str, str]] = Counter()
    for source in project.all("p:Sources/p:TextSource"):
        text = project.text(source)
        for selection in all_of(source, "p:PlainTextSelection"):
            words = text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))]
            for coding in all_of(selection, "p:Coding"):
                theme = names[all_of(coding, "p:CodeRef")[0].get("targetGUID")]
                found[str(source.get("name")), words, str(theme), str(users[coding.get("creatingUser")])] += 1
                assert str(coding.get("creationDateTime")).endswith("Z")
    return found


def indexed(study: Study) -> Counter[tuple[str, str, str, str]]:
    """The same as the study has it."""
    names, people = cases.case_names(study), {row.id: row.name for row in study.find(Person)}
    texts = {t.id: names[t.case_id] for t in study.all(Transcript)}
    passages = {p.id: p for p in study.find(Passage)}
    found: Counter[tuple[str, str, str, str]] = Counter()
    for entry in study.find(IndexEntry):
        passage = passages[entry.passage_id]
        theme = study.by_id(Theme)[entry.theme_id].name
        found[texts[passage.transcript_id], passage.quote, theme, people[entry.person_id]] += 1
    return found


def notes(project: Project) -> dict[str, str]:
    """Name → text of all notes."""
    return {str(n.get("name")): n.findtext(f"{P}PlainTextContent") or "" for n in project.all("p:Notes/p:Note")}


def guid_of(project: Project, path: str, name: str) -> str:
    return next(str(found.get("guid")) for found in project.all(path) if found.get("name") == name)


@pytest.fixture
def study(built: SmallStudy, tmp_path: Path) -> Iterator[SmallStudy]:
    """The small study that has a bit of everything, not the one of the other exports."""
    small = copy_of(built, tmp_path)
    yield small
    small.workspace.close()


@pytest.fixture
def odd(study: SmallStudy) -> SmallStudy:
    """With passages whose words are of many alphabets, behind and before others in the same text."""
    for words in ("😀 fine 👩‍👧", "cafe\u0301, שלום", "here.", "👩‍👧 thing, cafe\u0301"):
        study.act("tom", "index_passage", **study.find("LA1, FG1", words), themes=[study.themes["Supervision"]])
    return study


def test_every_coding_gives_back_its_quote_from_the_exported_text(odd: SmallStudy) -> None:
    project = project_of(odd)
    assert codings(project) == odd.ask(indexed)
    assert project.names[0] == "project.qde"
    text = next(project.text(s) for s in project.all("p:Sources/p:TextSource") if s.get("name") == "LA1, FG1")
    assert text == odd.text("LA1, FG1") and ODD in text


def test_the_project_for_nvivo_counts_in_utf_16(odd: SmallStudy) -> None:
    with odd.read() as study:
        theirs = Project(WRITERS["project-nvivo"].write(study))
        quotes = {passage.quote for passage in study.find(Passage)}
    found = set()
    for source in theirs.all("p:Sources/p:TextSource"):
        units = theirs.text(source).encode("utf-16-le")
        for there in all_of(source, "p:PlainTextSelection"):
            start, end = (2 * int(there.get(name, "")) for name in ("startPosition", "endPosition"))
            if all_of(there, "p:Coding"):
                words = units[start:end].decode("utf-16-le")
                found.add(words)
                assert " ".join(words.split()).startswith(str(there.get("name")))
    assert found == quotes
    assert "UTF-16" in (theirs.root.findtext(f"{P}Description") or "")
    assert "with emoji or the like: 1." in (project_of(odd).root.findtext(f"{P}Description") or "")


def test_hierarchy_and_names_are_those_of_the_index(study: SmallStudy) -> None:
    codes = project_of(study).all("p:CodeBook/p:Codes")[0]
    by_id, above = study.ask(lambda s: s.by_id(Theme)), study.ask(themes.paths)
    assert tree(codes, "p") == [tuple(by_id[id].name for id in above[e.theme.id]) for e in study.ask(themes.index)]


def test_passages_of_two_analysts_at_one_place_are_one_selection_with_both_codings(study: SmallStudy) -> None:
    place = study.turns("LA1, FG1", 1, 2)
    study.act("tom", "index_passage", **place, themes=[study.themes["Supervision"]])
    project = project_of(study)
    assert codings(project) == study.ask(indexed)
    (there,) = [
        selection
        for selection in project.all("p:Sources/p:TextSource/p:PlainTextSelection")
        if len({c.get("creatingUser") for c in all_of(selection, "p:Coding")}) == 2
    ]
    assert int(there.get("startPosition", "")) == place["start"]


def test_the_same_study_gives_the_same_bytes(odd: SmallStudy) -> None:
    with odd.read() as study, odd.read("ruth") as hers:
        first = WRITERS["project-qdpx"].write(study)
        assert WRITERS["project-qdpx"].write(hers) == first
    with odd.workspace.change(odd.id, odd.people["lead"]) as change:
        history.note_export(change, "the project")
    with odd.read() as again:
        assert WRITERS["project-qdpx"].write(again) == first


def test_cases_have_their_facts_and_their_transcripts(study: SmallStudy) -> None:
    study.act(
        "ruth", "set_value", case_id=study.cases["LA1, FG1"], attribute_id=study.attributes["Length"], value="1.5"
    )
    project = project_of(study)
    variables = {v.get("guid"): v.get("name") for v in project.all("p:Variables/p:Variable")}
    sources = {s.get("guid"): s.get("name") for s in project.all("p:Sources/p:TextSource")}
    found = {}
    for case in project.all("p:Cases/p:Case"):
        values = {variables[v[0].get("targetGUID")]: v[1].text for v in all_of(case, "p:VariableValue")}
        found[case.get("name")] = values
        assert [sources[ref.get("targetGUID")] for ref in all_of(case, "p:SourceRef")] == [case.get("name")]
    assert list(found) == [row.name for row in study.ask(cases.case_rows)]
    facts = {"Kind": "focus group", "Site": "LA1", "Role": "Social worker", "Group": "FG1"}
    assert found["LA1, FG1"] == {**facts, "Setting": "urban", "Length": "1.5"}


def test_every_memo_leaves_and_says_what_it_is_about(study: SmallStudy) -> None:
    project = project_of(study)
    with study.read() as opened:
        texts = Counter(memo.text for memo in opened.find(Memo))
    written = Counter(text for name, text in notes(project).items() if not name.startswith("Framework | "))
    assert written == texts
    referred = {ref.get("targetGUID") for ref in project.root.iter(f"{P}NoteRef")}
    linked = {link.get("targetGUID") for link in project.all("p:Links/p:Link")}
    every = {note.get("guid") for note in project.all("p:Notes/p:Note")}
    assert every <= referred | linked
    assert all(note.get("creationDateTime") for note in project.all("p:Notes/p:Note"))
    margin = guid_of(project, "p:Notes/p:Note", "Margin note: line 3 of LA1, Manager 1")
    (there,) = [s for s in project.root.iter(f"{P}PlainTextSelection") if any(r.get("targetGUID") == margin for r in s)]
    assert there.get("name") == "003" and not all_of(there, "p:Coding")


def test_cell_summaries_are_notes_tied_to_case_theme_and_passages(study: SmallStudy) -> None:
    project = project_of(study)
    name = "Framework | LA1, FG1 | 3.2 Workload management"
    text = notes(project)[name]
    assert "The week is full before it starts." in text and "“" in text and "Comment: Compare LA2." in text
    guid, case = guid_of(project, "p:Notes/p:Note", name), guid_of(project, "p:Cases/p:Case", "LA1, FG1")
    assert (case, guid) in {(link.get("originGUID"), link.get("targetGUID")) for link in project.all("p:Links/p:Link")}
    (code,) = [c for c in project.root.iter(f"{P}Code") if c.get("name") == "Workload management"]
    assert guid in {ref.get("targetGUID") for ref in all_of(code, "p:NoteRef")}
    assert guid in {ref.get("targetGUID") for ref in project.all("p:Sets/p:Set/p:MemberNote")}
    note = next(note for note in project.all("p:Notes/p:Note") if note.get("guid") == guid)
    key = json.loads(note.findtext(f"{P}Description") or "")
    assert (key["case"], key["theme"]) == (case, code.get("guid"))
    assert [part["kind"] for part in key["parts"]] == ["summary", "verbatim", "comment"]
    selections = {s.get("guid") for s in project.root.iter(f"{P}PlainTextSelection")}
    assert {tie[0] for part in key["parts"] for tie in part["ties"]} <= selections
    assert notes(project)["Framework | LA1, Manager 1 | 3.2 Workload management"] == Blank.NOTHING_SAID.value


def test_every_reference_leads_to_something(odd: SmallStudy) -> None:
    root = project_of(odd).root
    guids = [str(element.get("guid")) for element in root.iter("{*}*") if element.get("guid")]
    assert len(guids) == len(set(guids))
    for element in root.iter("{*}*"):
        for name in ("targetGUID", "originGUID", "creatingUser"):
            assert element.get(name) is None or element.get(name) in guids


def test_only_people_with_a_hand_in_it_are_named(study: SmallStudy) -> None:
    users = {user.get("name"): user.get("id") for user in project_of(study).all("p:Users/p:User")}
    assert users == {"Ruth Adeyemi": "RA", "Tom Linden": "TL"}


def test_what_is_withheld_is_not_coded_and_the_project_says_what_leaves_all_the_same(study: SmallStudy) -> None:
    fg1, supervision = study.cases["LA1, FG1"], study.themes["Supervision"]
    study.act("lead", "leave_blank", case_id=fg1, theme_id=supervision, reason=Blank.WITHDRAWN, seen=0)
    refused = study.ask(lambda s: s.get(Passage, study.passages[3]))
    study.act("ruth", "mark_passage", passage_id=refused.id, consent=Consent.REFUSED)
    project = project_of(study)
    hidden = study.ask(lambda s: s.get(Passage, study.passages[4])).quote
    found = codings(project)
    assert not any(words == hidden for _, words, _, _ in found)
    assert sum(found.values()) == sum(study.ask(indexed).values()) - 1
    xml = project.zip.read("project.qde").decode()
    assert refused.quote[:30] not in xml and "(the words may not be quoted)" in xml
    assert notes(project)["Framework | LA1, FG1 | 3.1 Supervision"] == "withdrawn"
    said = project.root.findtext(f"{P}Description") or ""
    assert "Passages that may not be quoted: 1." in said and "withdrawn or suppressed: 1." in said
    assert "whole transcripts" in said


def test_passages_adrift_leave_as_notes(study: SmallStudy) -> None:
    name = "LA2, FG1"
    before = study.ask(lambda s: s.count(Passage))
    text = "S1: Nothing of what was here is left, it was another recording.\n"
    draft = Draft("again.txt", text, "label", (DraftTurn("S1", 0, 4, len(text) - 1),))
    corrected = Corrected(draft, {"S1": ("S1", False)})
    study.act("ruth", "correct_transcript", transcript_id=study.transcripts[name], corrected=corrected)
    adrift = study.ask(lambda s: s.find(Passage, adrift=True))
    assert adrift
    project = project_of(study)
    written = [text for name, text in notes(project).items() if name.startswith("Adrift: LA2, FG1")]
    assert sorted(written) == sorted(passage.quote for passage in adrift)
    places = [s for s in project.root.iter(f"{P}PlainTextSelection") if all_of(s, "p:Coding")]
    assert len(places) + len(adrift) == before


def test_some_cases_and_themes_leave_alone(study: SmallStudy) -> None:
    some = Selection(
        frozenset([study.cases["LA2, FG1"]]), frozenset([study.themes["Training"]]), "LA2; themes 2 Training"
    )
    project = project_of(study, some)
    assert [case.get("name") for case in project.all("p:Cases/p:Case")] == ["LA2, FG1"]
    assert {theme for _, _, theme, _ in codings(project)} == {"In-service training", "Other"}
    assert {path[0] for path in tree(project.all("p:CodeBook/p:Codes")[0], "p")} == {"Training"}
    assert len(project.names) == 2


def test_the_project_is_the_study_as_it_is(study: SmallStudy) -> None:
    version = study.act("lead", "freeze_framework", name="Pilot")
    with study.read() as opened, pytest.raises(Invalid, match="as it is"):
        WRITERS["project-qdpx"].write(opened, Selection(version_id=version.id))


def test_an_empty_study_is_a_valid_project(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "empty.sqlite3")
    person = workspace.add_person("Ada Analyst").id
    with workspace.read(workspace.start_study(person, "Nothing yet"), person) as study:
        project = Project(WRITERS["project-qdpx"].write(study))
    assert project.names == ["project.qde"] and project.root.get("name") == "Nothing yet"
    workspace.close()


@pytest.mark.parametrize("text", ["\ufeffa\r\nb\rc", "plain", "\ud800\n", "\u2028\x0b\ttabs stay"])
def test_texts_keep_the_place_of_every_character(text: str) -> None:
    written = source_text(text)
    assert len(written) == len(text) and "\r" not in written and not written.startswith("\ufeff")
    assert len(written.encode("utf-8").decode("utf-8")) == len(text)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, int]]:
    workspace = Workspace(tmp_path_factory.mktemp("sample") / "demo.sqlite3")
    yield workspace, load_sample(workspace)
    workspace.close()


def test_the_sample_study_leaves_whole(sample: tuple[Workspace, int]) -> None:
    workspace, id = sample
    with workspace.read(id, workspace.local_person().id) as study:
        content = WRITERS["project-qdpx"].write(study)
        assert content == WRITERS["project-qdpx"].write(study)
        wanted, transcripts = indexed(study), len(study.all(Transcript))
        hidden = _withheld(study)
    project = Project(content)
    assert len(project.all("p:Sources/p:TextSource")) == transcripts == len(project.names) - 1
    assert sum(codings(project).values()) == sum(wanted.values()) - hidden and codings(project) <= wanted
    assert NAMESPACES["p"] in project.root.tag


def _withheld(study: Study) -> int:
    """How many entries belong to passages that stand where something is withheld."""
    picked, case_of = chosen(study), {t.id: t.case_id for t in study.all(Transcript)}
    under = queries.passages_under(study, [theme.id for theme in study.all(Theme)])
    return sum(len(themes) for p, themes in under if picked.hides(case_of[p.transcript_id], themes))
