"""A study that leaves as a REFI-QDA project comes back without loss: the second export is the first, byte for byte."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from refi import valid
from small_study import SmallStudy, copy_of

from framework import foreign
from framework.corrections import Corrected
from framework.exporting import WRITERS
from framework.importing.foreign import open_project, parts
from framework.matrices import cell
from framework.model import Blank, Cell, Consent, Draft, DraftTurn, Passage, SyncPoint, Theme, Transcript
from framework.taking_over import Account, Wishes, take_over
from framework.workspace import Workspace
from workbench.sample import load_sample

PROJECTS = ("project-qdpx", "project-nvivo")


@pytest.fixture
def study(built: SmallStudy, tmp_path: Path) -> Iterator[SmallStudy]:
    small = copy_of(built, tmp_path)
    yield small
    small.workspace.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of other people, who know nothing of the study."""
    opened = Workspace(tmp_path / "elsewhere.sqlite3")
    opened.local_person()
    yield opened
    opened.close()


def left(workspace: Workspace, study: int, person: int, what: str = "project-qdpx") -> bytes:
    with workspace.read(study, person) as opened:
        return WRITERS[what].write(opened)


def come_back(workspace: Workspace, content: bytes, study: int = 0) -> tuple[int, int, Account]:
    """Bring a project in; returns the study, the person, the account."""
    person = workspace.local_person().id
    project = open_project("study.qdpx", content)
    study = study or workspace.start_study(person, project.title)
    files = parts(content, [name for carried in project.carried for name in carried.files])
    with workspace.change(study, person) as change:
        return study, person, take_over(change, project, Wishes(), files)


def round_trip(workspace: Workspace, study: int, person: int, elsewhere: Workspace, what: str) -> None:
    """The second export is the first."""
    first = left(workspace, study, person, what)
    there, somebody, _ = come_back(elsewhere, first)
    second = left(elsewhere, there, somebody, what)
    xml = [zipfile.ZipFile(BytesIO(content)).read("project.qde").decode().splitlines() for content in (first, second)]
    assert xml[0] == xml[1]
    assert first == second


@pytest.mark.parametrize("what", PROJECTS)
def test_a_study_with_something_of_everything(study: SmallStudy, elsewhere: Workspace, what: str) -> None:
    fg1 = study.cases["LA1, FG1"]
    written = study.ask(lambda s: s.find(Cell, id=study.cells)[0])
    seen = {"case_id": written.case_id, "theme_id": written.theme_id, "seen": written.version}
    study.act("ruth", "submit_cells", cells=[seen])
    study.act("supervisor", "approve_cells", cells=[seen])
    for words in ("😀 fine 👩‍👧", "cafe\u0301, שלום", "here."):
        study.act("tom", "index_passage", **study.find("LA1, FG1", words), themes=[study.themes["Supervision"]])
        study.act(
            "ruth", "index_passage", **study.find("LA1, FG1", words), themes=[study.themes["Workload management"]]
        )
    study.act("ruth", "mark_passage", passage_id=study.passages[3], consent=Consent.REFUSED, key=True, strength=2)
    study.act(
        "lead",
        "leave_blank",
        case_id=fg1,
        theme_id=study.themes["In-service training"],
        reason=Blank.SUPPRESSED,
        seen=0,
    )
    study.act("ruth", "retire_theme", theme_id=study.themes["Duty weeks"])
    study.act("lead", "set_row_order", attributes=["Role"])
    study.act("lead", "call_case", case_id=fg1, called="The harbour group")
    round_trip(study.workspace, study.id, study.people["lead"], elsewhere, what)


def test_passages_adrift_and_changed_evidence_come_back(study: SmallStudy, elsewhere: Workspace) -> None:
    text = "S1: Nothing of what was here is left, it was another recording.\n"
    corrected = Corrected(
        Draft("again.txt", text, "label", (DraftTurn("S1", 0, 4, len(text) - 1),)), {"S1": ("S1", False)}
    )
    study.act("ruth", "correct_transcript", transcript_id=study.transcripts["LA2, FG1"], corrected=corrected)
    assert study.ask(lambda s: s.find(Passage, adrift=True))
    round_trip(study.workspace, study.id, study.people["lead"], elsewhere, "project-qdpx")


def test_the_sample_study(elsewhere: Workspace, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "sample.sqlite3")
    id = load_sample(workspace)
    round_trip(workspace, id, workspace.local_person().id, elsewhere, "project-qdpx")
    workspace.close()


def test_the_cells_come_back_letter_for_letter_with_their_links_and_their_approval(
    study: SmallStudy, elsewhere: Workspace
) -> None:
    before = study.ask(lambda s: s.find(Cell))
    content = left(study.workspace, study.id, study.people["lead"])
    there, somebody, _ = come_back(elsewhere, content)
    with elsewhere.read(there, somebody) as opened:
        after = {(c.case_id, c.theme_id): cell(opened, c.case_id, c.theme_id) for c in opened.find(Cell)}
        texts = sorted(written.text for written in after.values())
        ties = sum(len(part.ties) for written in after.values() for part in written.parts)
    then = [study.ask(cell, c.case_id, c.theme_id) for c in before]
    shown = [written for written in then if written.charted]
    assert texts == sorted(written.text for written in shown)
    assert ties == sum(len(part.ties) for written in shown for part in written.parts) > 0


def test_bringing_an_export_back_into_its_own_study_changes_nothing(study: SmallStudy) -> None:
    content = left(study.workspace, study.id, study.people["lead"])
    with study.workspace.change(study.id, study.people["lead"]) as change:
        take_over(change, open_project("study.qdpx", content), Wishes(), {})
    assert left(study.workspace, study.id, study.people["lead"]) == content


PICTURE = b"\x89PNG\r\n\x1a\nnot really a picture"
OTHERS = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Care" origin="NVivo">
<Users><User guid="@01" name="Ida"/></Users>
<CodeBook><Codes>
<Code guid="@10" name="Time" isCodable="true"/>
<Code guid="@11" name="Home" isCodable="true"/>
</Codes></CodeBook>
<Sources>
<TextSource guid="@20" name="Anna"><PlainTextContent>Anna: Long days.</PlainTextContent>
</TextSource>
<PictureSource guid="@21" name="A room" path="internal://room.png">
<PictureSelection guid="@31" firstX="1" firstY="2" secondX="30" secondY="40">
<Coding guid="@41" creatingUser="@01">
<CodeRef targetGUID="@10"/></Coding></PictureSelection></PictureSource>
<PDFSource guid="@22" name="Leaflet" path="internal://leaflet.pdf">
<PDFSelection guid="@32" page="0" firstX="1" firstY="2" secondX="30" secondY="40">
<Coding guid="@42"><CodeRef targetGUID="@11"/></Coding>
</PDFSelection>
<Representation guid="@23" name="text" plainTextPath="internal://leaflet.txt">
<PlainTextSelection guid="@33" startPosition="0" endPosition="4" name="Help">
<Coding guid="@43"><CodeRef targetGUID="@10"/></Coding>
</PlainTextSelection></Representation></PDFSource>
<AudioSource guid="@24" name="Talk" path="internal://talk.mp3">
<Transcript guid="@25" name="words" plainTextPath="internal://talk.txt">
<SyncPoint guid="@51" timeStamp="0" position="0"/>
<SyncPoint guid="@52" timeStamp="4000" position="12"/>
<TranscriptSelection guid="@34" name="Ben: It helps" \
fromSyncPoint="@51" toSyncPoint="@52">
<Coding guid="@44"><CodeRef targetGUID="@11"/></Coding>
</TranscriptSelection></Transcript>
<AudioSelection guid="@35" begin="100" end="900">
<Coding guid="@45"><CodeRef targetGUID="@10"/></Coding>
</AudioSelection></AudioSource>
</Sources>
<Links><Link guid="@61" direction="OneWay" \
originGUID="@10" targetGUID="@11"/></Links>
<Sets><Set guid="@71" name="Later">\
<MemberCode targetGUID="@10"/></Set></Sets>
<Graphs><Graph guid="@81" name="Map">
<Vertex guid="@82" representedGUID="@10" \
firstX="1" firstY="1"/></Graph></Graphs>
</Project>""".replace("@", "00000000-0000-4000-8000-0000000000")


def of_others() -> bytes:
    """A project with what the workbench does not show."""
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("project.qde", OTHERS)
        archive.writestr("sources/room.png", PICTURE)
        archive.writestr("sources/leaflet.pdf", b"%PDF-1.4 not really")
        archive.writestr("sources/leaflet.txt", "Help at hand for everybody.")
        archive.writestr("sources/talk.mp3", b"ID3 not really")
        archive.writestr("sources/talk.txt", "Ben: It helps to talk.")
    return package.getvalue()


def test_what_is_not_shown_is_carried_and_written_back(elsewhere: Workspace) -> None:
    study, person, told = come_back(elsewhere, of_others())
    content = left(elsewhere, study, person)
    package = zipfile.ZipFile(BytesIO(content))
    root = valid(package.read("project.qde"), "Project")
    assert package.read("sources/room.png") == PICTURE
    assert {"sources/leaflet.pdf", "sources/talk.mp3"} <= set(package.namelist())
    found = {element.get("guid", "")[-2:] for element in root.iter() if element.get("guid")}
    assert {"21", "31", "41", "22", "32", "42", "24", "35", "45", "61", "71", "81", "82", "43", "44"} <= found
    assert any("kept and written back" in line for line in told.lost)
    # The texts are transcripts here, and in the file they still belong to their PDF and their recording.
    assert root.findtext(".//{*}PDFSource/{*}Representation/{*}PlainTextSelection/{*}Coding/{*}CodeRef") is not None
    assert root.find(".//{*}AudioSource/{*}Transcript/{*}TranscriptSelection/{*}Coding") is not None


def test_what_was_carried_comes_back_the_same_again(elsewhere: Workspace, tmp_path: Path) -> None:
    study, person, _ = come_back(elsewhere, of_others())
    first = left(elsewhere, study, person)
    further = Workspace(tmp_path / "further.sqlite3")
    there, somebody, _ = come_back(further, first)
    with elsewhere.read(study, person) as opened, further.read(there, somebody) as again:
        assert again.count(Passage) == opened.count(Passage) == 2
        assert again.count(SyncPoint) == opened.count(SyncPoint)
    assert left(further, there, somebody) == first
    further.close()


def test_a_document_without_words_goes_back_as_it_came(elsewhere: Workspace) -> None:
    xml = """<Project xmlns="urn:QDA-XML:project:1.0" name="Care" origin="NVivo"><Sources><TextSource guid="@20"
        name="Blank" richTextPath="internal://blank.docx" plainTextPath="internal://blank.txt"/></Sources></Project>"""
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("project.qde", xml.replace("@", "00000000-0000-4000-8000-0000000000"))
        archive.writestr("sources/blank.docx", b"Not words, but what Word writes.")
        archive.writestr("sources/blank.txt", " ")
    study, person, _ = come_back(elsewhere, package.getvalue())
    first = left(elsewhere, study, person)
    project = open_project("study.qdpx", first)
    assert [source.text for source in project.sources] == [" "]
    assert zipfile.ZipFile(BytesIO(first)).read("sources/blank.docx") == b"Not words, but what Word writes."


WITH_WORD_FILE = """<Project xmlns="urn:QDA-XML:project:1.0" name="Care" origin="NVivo">
<CodeBook><Codes><Code guid="@10" name="Time" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="@20" name="Anna" richTextPath="internal://anna.docx" plainTextPath="internal://anna.txt">
<PlainTextSelection guid="@30" startPosition="0" endPosition="4">
<Coding guid="@40"><CodeRef targetGUID="@10"/></Coding></PlainTextSelection></TextSource></Sources>
</Project>""".replace("@", "00000000-0000-4000-8000-0000000000")


def test_further_transcripts_of_a_recording_stay_with_it(elsewhere: Workspace, tmp_path: Path) -> None:
    talks = "".join(
        f'<Transcript guid="@{n}" name="part {n}"><PlainTextContent>Ben: It helps, {n} times.</PlainTextContent>'
        "</Transcript>"
        for n in (25, 26)
    )
    sources = f'<Sources><AudioSource guid="@24" name="Talk" path="internal://talk.mp3">{talks}</AudioSource></Sources>'
    xml = f'<Project xmlns="urn:QDA-XML:project:1.0" name="Care" origin="Transana">{sources}</Project>'
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("project.qde", xml.replace("@", "00000000-0000-4000-8000-0000000000"))
        archive.writestr("sources/talk.mp3", b"ID3 not really")
    study, person, _ = come_back(elsewhere, package.getvalue())
    first = left(elsewhere, study, person)
    root = valid(zipfile.ZipFile(BytesIO(first)).read("project.qde"), "Project")
    assert len(root.findall(".//{*}AudioSource/{*}Transcript[@plainTextPath]")) == 2
    further = Workspace(tmp_path / "further.sqlite3")
    there, somebody, _ = come_back(further, first)
    with further.read(there, somebody) as opened:
        assert opened.count(Transcript) == 2
    assert left(further, there, somebody) == first
    further.close()


def test_two_people_of_one_name_keep_their_own_passages(elsewhere: Workspace, tmp_path: Path) -> None:
    codings = "".join(
        f'<Coding guid="@4{n}" creatingUser="@0{n}"><CodeRef targetGUID="@10"/></Coding>' for n in range(1, 4)
    )
    users = "".join(f'<User guid="@0{n}" name="Ida"/>' for n in range(1, 4))
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Care" origin="NVivo"><Users>{users}</Users>
        <CodeBook><Codes><Code guid="@10" name="Time" isCodable="true"/></Codes></CodeBook>
        <Sources><TextSource guid="@20" name="Anna"><PlainTextContent>Anna: Long days.</PlainTextContent>
        <PlainTextSelection guid="@30" startPosition="0" endPosition="4">{codings}</PlainTextSelection></TextSource>
        </Sources></Project>"""
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("project.qde", xml.replace("@", "00000000-0000-4000-8000-0000000000"))
    study, person, _ = come_back(elsewhere, package.getvalue())
    first = left(elsewhere, study, person)
    further = Workspace(tmp_path / "further.sqlite3")
    there, somebody, _ = come_back(further, first)
    with further.read(there, somebody) as opened:
        assert len({passage.person_id for passage in opened.find(Passage)}) == 3
    assert left(further, there, somebody) == first
    further.close()


@pytest.mark.parametrize(
    "said",
    [
        '{"framework":"cell","case":"@70","theme":"@10","settled":5,"parts":[{"ties":5,"text":3,"kind":[]}]}',
        '{"framework":"cell","case":"@70","theme":"@10","review":["submitted",5,"0001-01-01T00:00:00+14:00"]}',
        '{"framework":"matrices","order":[[],{}]}',
        "[" * 50_000,
    ],
)
def test_a_note_of_ours_that_somebody_has_altered_stops_nothing(elsewhere: Workspace, said: str) -> None:
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="Care" origin="Workbench">
        <CodeBook><Codes><Code guid="@10" name="Time" isCodable="true"/></Codes></CodeBook>
        <Cases><Case guid="@70" name="Anna"/></Cases><Notes><Note guid="@50" name="Framework | x">
        <Description>{said}</Description><PlainTextContent>Words.</PlainTextContent></Note></Notes></Project>"""
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("project.qde", xml.replace("@", "00000000-0000-4000-8000-0000000000"))
    study, person, _ = come_back(elsewhere, package.getvalue())
    valid(zipfile.ZipFile(BytesIO(left(elsewhere, study, person))).read("project.qde"), "Project")


def test_a_text_with_its_formatted_document_stays_a_text(elsewhere: Workspace, tmp_path: Path) -> None:
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("project.qde", WITH_WORD_FILE)
        archive.writestr("Sources/anna.docx", b"PK as Word writes it")
        archive.writestr("Sources/anna.txt", "\ufeffAnna: Long days.\r\n")
    study, person, _ = come_back(elsewhere, package.getvalue())
    first = left(elsewhere, study, person)
    written = zipfile.ZipFile(BytesIO(first))
    root = valid(written.read("project.qde"), "Project")
    assert root.find(".//{*}TextSource/{*}PlainTextSelection/{*}Coding") is not None
    assert written.read("sources/anna.docx") == b"PK as Word writes it"
    further = Workspace(tmp_path / "further.sqlite3")
    there, somebody, _ = come_back(further, first)
    assert left(further, there, somebody) == first
    further.close()


def test_carried_codings_of_a_theme_that_is_gone_are_left_out(elsewhere: Workspace) -> None:
    study, person, _ = come_back(elsewhere, of_others())
    with elsewhere.read(study, person) as opened:
        time = next(theme for theme in opened.all(Theme) if theme.name == "Time")
        home = next(theme for theme in opened.all(Theme) if theme.name == "Home")
    elsewhere.run(study, person, "merge_themes", {"theme_id": time.id, "into_id": home.id})
    root = valid(zipfile.ZipFile(BytesIO(left(elsewhere, study, person))).read("project.qde"), "Project")
    guids = {element.get("guid") for element in root.iter() if element.get("guid")}
    targets = {e.get("targetGUID") for e in root.iter() if e.get("targetGUID")}
    assert targets <= guids


def test_the_reader_keeps_what_the_writer_wrote(study: SmallStudy) -> None:
    project = open_project("study.qdpx", left(study.workspace, study.id, study.people["lead"]))
    assert isinstance(project, foreign.Project)
    assert project.program == "Workbench"
    assert len(project.sources) == len(study.transcripts)
