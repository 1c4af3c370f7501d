"""The command line, with real files: what comes in through it, what it says before, what goes out, how it ends."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from small_study import SmallStudy
from typer.testing import CliRunner, Result

from framework.cases import case_rows
from framework.model import Case, Participant, Passage, Theme, Transcript
from framework.themes import titles
from framework.workspace import Workspace
from workbench import faults
from workbench.cli import app

TALK = "Moderator: What helps you, in {0}?\nS1: The team helps.\nModerator: And else?\nS1: A manager who asks.\n"
LONE = (
    "Venue: Leeds\n\nModerator: How did you come here?\nBy train.\nIt took a while.\nModerator: And then?\n"
    "A long week.\nThen nothing.\nModerator: I see.\nQuite so.\nReally nothing.\n"
)

Run = Callable[..., Result]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "study.sqlite3"


@pytest.fixture
def run(base: Path) -> Run:
    def ran(*arguments: object) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--database", str(base)])

    return ran


@pytest.fixture
def begun(run: Run) -> Run:
    assert run("start", "Gates").output == "Began study 1, Gates.\n"
    return run


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """A folder, with a folder and litter in it, as teams have them."""
    folder = tmp_path / "talks"
    (folder / "wave 1").mkdir(parents=True)
    (folder / "wave 1" / "LA1_FG1.txt").write_text(TALK.format("wave 1"))
    (folder / "wave 1" / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (folder / "LA2_Manager_1.txt").write_text(LONE)
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def transcripts(base: Path) -> dict[str, str]:
    """What is in the first study: name of the file → name of the case."""
    workspace = Workspace(base)
    with workspace.read(1, workspace.local_person().id) as study:
        names = {row.id: row.name for row in case_rows(study)}
        found = {transcript.source: names[transcript.case_id] for transcript in study.all(Transcript)}
    workspace.close()
    return found


def test_a_folder_and_an_archive_come_in_as_their_names_say(
    begun: Run, base: Path, talks: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "more.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("LA3_FG1.txt", TALK.format("an archive"))
    said = begun("import", "transcripts", talks, archive, "--others", "Manager 1", "--attribute", "venue")
    assert said.exit_code == 0, said.output
    assert "Not read: talks/photo.png is a picture." in said.output
    assert "3 files to import, 0 left out, 1 not read." in said.output
    assert re.search(r"yes +talks/wave 1/LA1_FG1.txt +LA1 +focus group +19 +4 ", said.output)
    assert transcripts(base) == {
        "talks/wave 1/LA1_FG1.txt": "LA1, focus group",
        "talks/LA2_Manager_1.txt": "LA2, interview 1",
        "LA3_FG1.txt": "LA3, focus group",
    }
    workspace = Workspace(base)
    with workspace.read(1, workspace.local_person().id) as study:
        assert "Manager 1" in {participant.label for participant in study.all(Participant)}
        assert [row.values["Venue"] for row in case_rows(study) if "Venue" in row.values] == ["Leeds"]
    workspace.close()


def test_a_dry_run_says_the_same_and_stores_nothing(begun: Run, base: Path, talks: Path) -> None:
    dry, real = begun("import", "transcripts", talks, "--dry-run"), begun("import", "transcripts", talks)
    assert dry.exit_code == real.exit_code == 0
    assert real.output.startswith(dry.output)
    assert "imported talks/wave 1/LA1_FG1.txt as LA1" in real.output.removeprefix(dry.output)
    assert len(transcripts(base)) == 2


def test_what_is_there_already_is_left_out_and_a_corrected_file_waits_to_be_asked_for(
    begun: Run, base: Path, tmp_path: Path
) -> None:
    file = tmp_path / "LA1_FG1.txt"
    file.write_text(TALK.format("spring") * 20)
    assert begun("import", "transcripts", file).exit_code == 0
    again = begun("import", "transcripts", file)
    assert again.exit_code == 1 and "in the study already" in again.output and "Nothing was imported." in again.output
    file.write_text(TALK.format("spring") * 19 + TALK.format("autumn"))
    unasked = begun("import", "transcripts", file)
    assert unasked.exit_code == 1 and "“--corrections” makes it a correction of" in unasked.output
    asked = begun("import", "transcripts", file, "--corrections")
    assert asked.exit_code == 0, asked.output
    workspace = Workspace(base)
    with workspace.read(1, workspace.local_person().id) as study:
        (transcript,) = study.all(Transcript)
        assert study.count(Case) == 1 and "autumn" in study.text(transcript.digest)
    workspace.close()


def test_a_file_with_unseen_words_goes_in_only_when_somebody_says_so(begun: Run, base: Path, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Moderator: Who was there?")
    document.add_paragraph("S1: It was ").add_run("the deputy").font.hidden = True
    document.add_paragraph("Moderator: Yes.")
    document.save(str(tmp_path / "LA1_FG1.docx"))
    refused = begun("import", "transcripts", tmp_path / "LA1_FG1.docx")
    assert refused.exit_code == 1
    assert "LA1_FG1.docx, hidden: the deputy" in refused.output and "--unseen leave-out" in refused.output
    assert transcripts(base) == {}
    assert begun("import", "transcripts", tmp_path / "LA1_FG1.docx", "--unseen", "leave-out").exit_code == 0
    assert set(transcripts(base)) == {"LA1_FG1.docx"}
    (tmp_path / "LA1_FG1.docx").rename(tmp_path / "LA2_FG1.docx")
    taken = begun("import", "transcripts", tmp_path / "LA2_FG1.docx", "--unseen", "take-in")
    assert taken.exit_code == 1 and "in the study already" in taken.output


def test_a_facesheet_gives_the_values_it_lists(study: SmallStudy, tmp_path: Path) -> None:
    file = tmp_path / "attributes.csv"
    file.write_text('Case,Length,Team,E-mail\n"LA1, FG1",7,North,a@example.org\nLA9,1,South,\n', encoding="utf-8")

    def take(*options: str) -> Result:
        given = ["--study", "Confidence in practice", "--database", str(study.file)]
        return CliRunner().invoke(app, ["import", "facesheet", str(file), *options, *given])

    dry = take("--dry-run")
    assert dry.exit_code == 0, dry.output
    assert re.search(r"LA1, FG1 +Length +– +7\n", dry.output)
    for sentence in (
        "Cases are named by Case.",
        "Column left out: E-mail (may tell who somebody is).",
        "New attribute: Team (",
        "Row 3 left out: LA9 fits no case of the study.",
        "2 values to take over, 0 as now.",
    ):
        assert sentence in dry.output
    assert take("--leave", "Team").exit_code == 0
    values = {row.name: dict(row.values) for row in study.ask(case_rows)}
    assert values["LA1, FG1"] == {"Setting": "urban", "Length": "7"}
    wrong = take("--case-column", "Who")
    assert wrong.exit_code == 1 and "It has: Case, Length, Team, E-mail." in wrong.output


def test_a_codebook_comes_in_from_a_table_and_from_a_codebook_of_ours(begun: Run, base: Path, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("Path", "Definition"), ("Training", "How people learned"), ("Training / University", "Degrees")):
        book.active.append(row)
    book.save(tmp_path / "codes.xlsx")
    dry = begun("import", "codebook", tmp_path / "codes.xlsx", "--dry-run")
    assert "Training\n  University\n2 themes to add, 0 there already." in dry.output
    assert begun("import", "codebook", tmp_path / "codes.xlsx").exit_code == 0
    assert begun("export", "codebook-qdc", "--out", tmp_path / "out").exit_code == 0
    (codebook,) = (tmp_path / "out").iterdir()
    again = begun("import", "codebook", codebook)
    assert again.exit_code == 0 and "0 themes to add, 2 there already." in again.output
    begun("start", "Second")
    assert begun("import", "codebook", codebook, "--study", "Second").exit_code == 0
    workspace = Workspace(base)
    with workspace.read(2, workspace.local_person().id) as second:
        assert {"1 Training", "1.1 University"} <= set(titles(second).values())
        assert {theme.definition for theme in second.all(Theme)} >= {"How people learned", "Degrees"}
    workspace.close()


def test_an_edited_workbook_comes_back_and_conflicts_do_not(study: SmallStudy, tmp_path: Path) -> None:
    def ran(*arguments: str) -> Result:
        given = ["--study", "Confidence in practice", "--database", str(study.file)]
        return CliRunner().invoke(app, [*arguments, *given])

    ran("export", "summary", "--out", str(tmp_path))
    (file,) = tmp_path.glob("*.xlsx")
    book, changed = load_workbook(file), 0
    for sheet in (sheet for sheet in book if sheet.sheet_state == "visible"):
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            if cell.value.startswith("The week is full before it starts."):
                cell.value, changed = "The week is over before it starts.", changed + 1
    assert changed == 1
    book.save(file)
    listing = "changed: LA1, FG1, "
    dry = ran("import", "workbook", str(file), "--dry-run")
    assert listing in dry.output and dry.output == ran("bring-back", str(file)).output
    done = ran("import", "workbook", str(file))
    assert done.exit_code == 0 and "Brought 1 cell back from" in done.output
    assert "0 changed" in ran("import", "workbook", str(file)).output
    assert any("brought 1 cell back" in sentence for sentence in study.trail())


def test_a_project_that_left_one_study_comes_into_another(begun: Run, study: SmallStudy, tmp_path: Path) -> None:
    given = CliRunner().invoke(app, ["export", "project-qdpx", "--out", str(tmp_path), "--study", "1", *at(study)])
    file = given.output.split("Wrote ")[1].strip()
    looked = begun("import", "project", file, "--dry-run")
    assert "transcript of LA1, FG1" in looked.output and looked.exit_code == 0
    done = begun("import", "project", file)
    assert "Cells of the matrices: 2 new" in done.output
    assert done.output.split("What did not, or not as it was:\n")[1].startswith("Left out, because the format has no")
    again = begun("import", "project", file)
    assert "Passages: 0 new" in again.output


def test_an_archive_becomes_a_study_again(begun: Run, study: SmallStudy, tmp_path: Path) -> None:
    given = CliRunner().invoke(app, ["export", "archive-zip", "--out", str(tmp_path), "--study", "1", *at(study)])
    file = given.output.split("Wrote ")[1].strip()
    assert "their checksums are right" in begun("import", "archive", file, "--dry-run").output
    assert begun("import", "archive", file).output.endswith("Brought back as study 2.\n")


def test_coded_excerpts_are_found_or_listed(study: SmallStudy, tmp_path: Path) -> None:
    words = study.text("LA1, FG1")[12:400].replace(chr(10), " ")
    table = tmp_path / "excerpts.csv"
    table.write_text(f'Document,Quotation,Codes\n"LA1, FG1","{words}",Supervision\n,never said here,Supervision\n')
    before = study.ask(lambda s: s.count(Passage))
    done = CliRunner().invoke(app, ["import", "excerpts", str(table), "--study", "1", *at(study)])
    assert "Row 3: the words are not in the text" in done.output
    assert "1 excerpt to place of 2 rows." in done.output
    assert study.ask(lambda s: s.count(Passage)) == before + 1


def at(study: SmallStudy) -> list[str]:
    return ["--database", str(study.file)]


def test_an_export_is_written_of_what_was_asked_for_and_noted(study: SmallStudy, tmp_path: Path) -> None:
    def ran(*arguments: str) -> Result:
        given = ["--study", "Confidence in practice", "--out", str(tmp_path), "--database", str(study.file)]
        return CliRunner().invoke(app, ["export", *arguments, *given])

    done = ran("locating", "--case", "la1, fg1", "--theme", "training")
    assert done.exit_code == 0, done.output
    (file,) = tmp_path.glob("*.xlsx")
    words = {str(cell.value) for sheet in load_workbook(file) for row in sheet.iter_rows() for cell in row}
    assert "LA1, FG1" in words and "LA2, FG1" not in words
    assert f"exported locating to {file.name} (cases LA1, FG1; themes 2 Training)" in study.trail()
    for wrong, known in ((("--case", "LA9"), "LA1, Manager 1"), (("--theme", "Weather"), "2 Training")):
        refused = ran("locating", *wrong)
        assert refused.exit_code == 1 and known in refused.output
    assert ran("everythin").output.startswith("There is no export called “everythin”. There are: everything, ")
    assert len([*tmp_path.glob("*.xlsx")]) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["import", "transcripts", "nowhere.txt"], "nowhere.txt can’t be read or written: "),
        (["import", "facesheet", "nowhere.csv"], "nowhere.csv can’t be read or written: "),
        (["import", "codebook", "nowhere.qdc"], "nowhere.qdc can’t be read or written: "),
        (["import", "workbook", "nowhere.xlsx"], "nowhere.xlsx can’t be read or written: "),
        (["export", "cases", "--study", "Another"], "Say with --study which study you mean. Studies here: 1 Gates."),
    ],
)
def test_an_error_is_a_sentence(begun: Run, given: list[str], sentence: str) -> None:
    said = begun(*given)
    assert said.exit_code == 1 and said.output.startswith(sentence) and len(said.output.splitlines()) == 1


def test_damaged_files_are_refused_in_a_sentence(begun: Run, tmp_path: Path) -> None:
    file = tmp_path / "damaged.xlsx"
    file.write_bytes(b"PK\x03\x04 and nothing else")
    for sort in ("facesheet", "codebook", "workbook", "transcripts"):
        said = begun("import", sort, file)
        assert said.exit_code == 1 and "damaged.xlsx" in said.output and "Traceback" not in said.output


def test_what_nobody_foresaw_ends_with_a_number_and_no_traceback(
    begun: Run, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours: the reader itself is not there."""
    monkeypatch.setattr("workbench.arrivals.read_all", None)
    said = begun("import", "transcripts", talks)
    assert said.exit_code == 1
    assert "Something went wrong on our side; nothing was changed." in said.output and faults.log.name == "workbench"


def test_a_study_must_be_there(run: Run, talks: Path) -> None:
    said = run("import", "transcripts", talks)
    assert said.exit_code == 1 and "“workbench start TITLE” begins one." in said.output


def test_as_a_program_of_its_own_it_needs_no_page(tmp_path: Path, talks: Path) -> None:
    """Progress is for a terminal alone, and nothing of the pages is loaded."""

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "WORKBENCH_DATA": str(tmp_path / "data"), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-X", "importtime", "-m", "workbench", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603

    assert ran("start", "Gates").returncode == 0
    done = ran("import", "transcripts", str(talks))
    assert done.returncode == 0 and "imported talks/wave 1/LA1_FG1.txt as LA1" in done.stdout.splitlines()[-1]
    assert "Reading …" not in done.stderr and not re.search(r"\| +streamlit$", done.stderr, re.MULTILINE)
    failed = ran("import", "transcripts", "nowhere.txt")
    assert failed.returncode == 1 and not failed.stdout and "Traceback" not in failed.stderr


def test_a_recording_beside_the_transcripts_is_refused_without_being_read_whole(begun: Run, talks: Path) -> None:
    with (talks / "talk.wav").open("wb") as file:
        file.truncate(3 * 1024**3)
    said = begun("import", "transcripts", talks)
    assert said.exit_code == 0 and "Not read: talks/talk.wav is larger than 50 MB" in said.output


def test_a_terminal_without_our_letters_is_no_reason_to_fail() -> None:
    command = [sys.executable, "-m", "workbench", "formats"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 0 and b"represented, ? ? or why not" in done.stdout


def test_it_names_the_formats() -> None:
    said = CliRunner().invoke(app, ["formats"]).output
    assert "workbench import transcripts\n  Word (.docx)\n      What is read: " in said
    assert io.StringIO(said).readline() == "TRANSCRIPTS\n"
