"""The archive: what is in it, that every record and every column is there and explained, and that it checks itself."""

import csv
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from exported_study import Small, draft, start
from openpyxl import load_workbook

from framework import corrections, indexing, themes, transcripts
from framework.archive_form import MANIFEST, columns, read_in, written_in
from framework.cases import call_case
from framework.errors import Invalid, NotAllowed, Unreadable
from framework.exporting import WRITERS, Selection, file_name
from framework.exporting.archive.meanings import COMMON, MEANINGS, about, meaning
from framework.exporting.archive.tables import dictionary
from framework.exporting.workbook import IN_THE_ARCHIVE
from framework.history import undo
from framework.importing.archive_of_study import look_through
from framework.model import Act, Cell, Consent, Memo, Passage, Role, Transcript
from framework.people import add_to_study
from framework.store.references import refers_to
from framework.store.schema import TABLES, metadata
from framework.store.whole import Whole

DAY = datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
# Tables of the store that are no records, and how the archive holds what is in them.
OTHERWISE = {"texts": "as transcripts/", "files": "as carried/ and data/files.csv", "writes": "as data/history.jsonl"}


def archive(small: Small, what: str = "archive-zip") -> dict[str, bytes]:
    with small.read() as study:
        data = WRITERS[what].write(study, at=DAY)
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_record_of_the_store_has_its_table(small: Small) -> None:
    parts = archive(small)
    held = {name.removeprefix("data/").removesuffix(".csv") for name in parts if name.startswith("data/")}
    assert held == {table.name for table in TABLES.values()} | {"files", "dictionary", "history.jsonl"}
    assert {*metadata.tables} - {table.name for table in TABLES.values()} == {*OTHERWISE}
    with small.read() as study:
        for record, table in TABLES.items():
            if "project_id" in table.c:
                there = len(rows(parts[f"data/{table.name}.csv"]))
                assert there == study.count(record) or table.name == "identities", table.name


def test_every_column_of_the_store_is_written(small: Small) -> None:
    parts = archive(small)
    besides = {"projects": {"versions"}, "acts": {"request"}}  # followed from the history; of no use afterwards
    for record, table in TABLES.items():
        titles = parts[f"data/{table.name}.csv"].decode("utf-8-sig").split("\r\n")[0].split(",")
        assert {*titles} == {c.name for c in table.c} - {"project_id"} - besides.get(table.name, set()), table.name
        assert titles == [column.name for column in columns(record)]


def test_every_column_is_explained_in_a_sentence() -> None:
    said = list(dictionary())
    assert len({(table, column) for table, column, *_ in said}) == len(said)
    for table, column, kind, words, allowed, _ in said:
        assert re.fullmatch(r"[A-Z].{10,}\.", words), (table, column, words)
        assert kind and (allowed or kind != "one of the allowed values"), (table, column)
    written = {(table.name, column.name) for record, table in TABLES.items() for column in columns(record)}
    assert written <= {(table, column) for table, column, *_ in said}


def test_no_explanation_is_of_a_column_that_is_gone() -> None:
    known = {table.name: {column.name for column in columns(record)} for record, table in TABLES.items()}
    for table in MEANINGS.keys() - {"files", "dictionary"}:
        assert MEANINGS[table].keys() <= known[table], table
    assert COMMON.keys() <= {name for names in known.values() for name in names}
    with pytest.raises(KeyError):
        meaning("cases", "shoe_size")


def test_every_table_says_what_a_row_of_it_is() -> None:
    for table in (*(table.name for table in TABLES.values()), "files", "dictionary"):
        assert re.fullmatch(r"[A-Z][^`]{5,}\.", about(table)), table


def test_whatever_names_another_row_is_known_to() -> None:
    """A column that ends in _id and refers to nothing would be carried to another study as it is."""
    told = [(table.name, column.name) for table in TABLES.values() for column in table.c if column.name.endswith("_id")]
    assert [place for place in told if not refers_to(metadata.tables[place[0]], place[1])] == []


def test_the_checksums_are_those_that_the_usual_program_checks(small: Small, tmp_path: Path) -> None:
    parts = archive(small)
    listed = dict(reversed(line.split("  ", 1)) for line in parts[MANIFEST].decode().splitlines())  # type: ignore[arg-type]
    assert listed == {name: sha256(data).hexdigest() for name, data in parts.items() if name != MANIFEST}
    if program := shutil.which("sha256sum"):
        for name, data in parts.items():
            (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "out" / name).write_bytes(data)
        done = subprocess.run([program, "-c", "--strict", MANIFEST], cwd=tmp_path / "out", capture_output=True)  # noqa: S603
        assert done.returncode == 0, done.stdout


def test_the_transcripts_are_whole_and_named_by_their_cases(small: Small) -> None:
    parts = archive(small)
    assert "transcripts/01_LA1_FG1.txt" in parts and "transcripts/03_LA1_Manager_1.txt" in parts
    with small.read() as study:
        first = next(t for t in study.all(Transcript) if t.case_id == small.case["LA1, FG1"])
        assert parts["transcripts/01_LA1_FG1.txt"].decode() == study.text(first.digest)
    listed = {row["file"]: row for row in rows(parts["data/files.csv"])}
    assert listed["transcripts/01_LA1_FG1.txt"]["sha256"] == first.digest
    named = {row["id"]: row["digest"] for row in rows(parts["data/transcripts.csv"])}
    assert all(named[row["transcript_id"]] == row["sha256"] for row in listed.values())


def test_names_that_no_system_takes_are_made_safe(small: Small) -> None:
    small.act(call_case, small.case["LA1, FG1"], "../CON: «Größe»/?*")
    small.act(call_case, small.case["LA1, FG2"], "קבוצה")
    names = [name for name in archive(small) if name.startswith("transcripts/")]
    assert all(re.fullmatch(r"transcripts/[0-9]{2}(_[A-Za-z0-9_-]+)?\.txt", name) for name in names), names
    assert len({name.casefold() for name in names}) == 9


def test_earlier_texts_and_those_of_undone_imports_are_kept(small: Small) -> None:
    with small.read() as study:
        transcript = study.all(Transcript)[0]
        before = study.text(transcript.digest)
    small.act(corrections.correct_turn, transcript.id, 2, "We had two lectures.", "Heard again.")
    said = draft("gone.txt", ("S1", "Nobody should have sent this."))
    arrival = transcripts.Arrival(said, transcripts.CaseKind.INTERVIEW, None, None, None, {"S1": ("S1", False)})
    small.act(transcripts.import_transcripts, [arrival])
    small.act(undo)
    parts = archive(small)
    assert parts["transcripts/earlier/01_LA1_FG1_text_1.txt"].decode() == before
    assert "We had two lectures." in parts["transcripts/01_LA1_FG1.txt"].decode()
    assert parts["transcripts/history/text_1.txt"].decode() == said.text
    what = {row["file"]: row["what"] for row in rows(parts["data/files.csv"])}
    assert what["transcripts/earlier/01_LA1_FG1_text_1.txt"] == "earlier text"
    readme = parts["README.txt"].decode()
    assert "transcripts/earlier/ (1 file)" in readme and "transcripts/history/ (1 file)" in readme


def test_the_archive_for_deposit_holds_nothing_of_what_was_before(small: Small) -> None:
    gone = "Somebody who was taken out again."
    said = draft("gone.txt", ("S1", gone))
    arrival = transcripts.Arrival(said, transcripts.CaseKind.INTERVIEW, None, None, None, {"S1": ("S1", False)})
    small.act(transcripts.import_transcripts, [arrival])
    small.act(undo)
    with small.read() as study:
        transcript = study.all(Transcript)[0]
    small.act(corrections.correct_turn, transcript.id, 2, "We had two lectures.", "Heard again.")
    for called in ("Ms Quill’s group", "The first group"):
        small.act(call_case, transcript.case_id, called)
    whole, deposit = archive(small), archive(small, "deposit-zip")
    for then in (gone, "gone.txt", "Heard again.", "Ms Quill"):
        assert any(then.encode() in content for content in whole.values())
        assert not any(then.encode() in content for content in deposit.values()), then
    assert len(rows(deposit["audit_trail.csv"])) == len(rows(whole["audit_trail.csv"]))
    left_out = {name for name in whole if name not in deposit}
    assert left_out == {
        *("data/history.jsonl", "transcripts/history/text_1.txt"),
        *(name for name in whole if name.startswith("transcripts/earlier/")),
    }
    assert rows(deposit["data/earlier_texts.csv"]) == []
    assert "does not hold earlier texts" in deposit["README.txt"].decode()
    with small.read() as study, pytest.raises(Unreadable, match="is for deposit and holds no history"):
        look_through("deposit.zip", WRITERS["deposit-zip"].write(study, at=DAY))


def test_the_tables_hold_everything_and_the_other_exports_what_they_may(small: Small) -> None:
    refused = "one lecture in LA2 FG1"
    small.act(indexing.mark_passage, small.passage[refused].id, consent=Consent.REFUSED)
    parts = archive(small)
    quotes = {row["quote"]: row["consent"] for row in rows(parts["data/passages.csv"])}
    assert quotes[refused] == "may not be quoted"
    assert "withdrawn" in {row["blank"] for row in rows(parts["data/cells.csv"])}
    assert refused not in parts["reading_room.html"].decode()
    readme = parts["README.txt"].decode()
    assert "CONFIDENTIAL" in readme and "whose words may not be quoted" in readme


def test_the_readme_says_what_it_is_and_names_every_file(small: Small) -> None:
    parts = archive(small)
    readme = parts["README.txt"].decode()
    for words in (
        "Title: Confidence in practice: a study of three sites",
        "Date: 2026-03-31",
        "Creator: Ada Analyst",
        "9 cases, 9 transcripts",
        "How confident are practitioners?",
        "What is left out",
        "Bring a study back from an archive",
        "sha256sum -c",
    ):
        assert words in readme
    for name in parts:
        assert name in readme or name.startswith("transcripts/"), name
    assert all(line == line.rstrip() for line in readme.splitlines())


def test_the_trail_is_there_act_by_act(small: Small) -> None:
    small.act(themes.rename_theme, small.theme["University"], "Degree courses")
    small.act(undo)
    trail = rows(archive(small)["audit_trail.csv"])
    with small.read() as study:
        acts = study.find(Act)
    assert [int(row["number"]) for row in trail] == [act.number for act in acts] == [*range(1, len(acts) + 1)]
    assert trail[0]["sentence"] == "started the study" and {row["who"] for row in trail} == {"Ada Analyst"}
    assert int(trail[-1]["undoes"]) == len(acts) - 1 == int(trail[-2]["number"])
    assert int(trail[-2]["undone_by"]) == len(acts)


def test_the_history_has_every_row_that_was_written(small: Small) -> None:
    lines = archive(small)["data/history.jsonl"].decode().removesuffix("\n").split("\n")
    with small.read() as study:
        assert len(lines) == Whole(study).writes > 50
    first = json.loads(lines[0])
    assert list(first) == ["act", "table", "row", "before", "after"] and "project_id" not in str(first)


def opened(name: str, data: bytes) -> object:
    """What is in a file apart from the time at which it was made."""
    if name.endswith(".xlsx"):
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(data))}
    if name.endswith(".docx"):
        return ZipFile(BytesIO(data)).read("word/document.xml")
    return data


@pytest.mark.parametrize("what", sorted(IN_THE_ARCHIVE))
def test_the_exports_within_are_those_of_the_page(small: Small, what: str) -> None:
    with small.read() as study:
        within, alone = archive(small)[what], WRITERS[IN_THE_ARCHIVE[what]].write(study, at=DAY)
    assert opened(what, within) == opened(what, alone)


def test_the_same_study_gives_the_same_bytes_on_the_same_day(small: Small) -> None:
    """Workbooks, Word documents and the reading room carry the time of their making."""
    found = []
    with small.read() as study:
        for at in (DAY, DAY + timedelta(hours=3)):
            with ZipFile(BytesIO(WRITERS["archive-zip"].write(study, at=at))) as package:
                entries = package.infolist()
                found.append({entry.filename: package.read(entry) for entry in entries})
    own_time = {name for name in found[0] if name.endswith((".xlsx", ".docx", ".html"))} | {MANIFEST}
    assert [name for name in found[0] if found[0][name] != found[1][name] and name not in own_time] == []
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {ZIP_DEFLATED}


def test_an_empty_study_can_be_archived_too(tmp_path: Path) -> None:
    small = start(tmp_path / "empty.sqlite3")
    parts = archive(small)
    small.workspace.close()
    readme = parts["README.txt"].decode()
    assert "0 cases, 0 transcripts" in readme and len(rows(parts["data/projects.csv"])) == 1
    assert "codebook.qdc" not in parts and "- codebook.qdc: There are no themes yet" in readme


def test_it_is_always_the_whole_study(small: Small) -> None:
    with small.read() as study:
        for part in (Selection(cases=(small.case["LA1, FG1"],)), Selection(version_id=3)):
            with pytest.raises(Invalid, match="always holds the whole study"):
                WRITERS["archive-zip"].write(study, part)
        assert file_name(study, "archive-zip", DAY).endswith("2026-03-31.zip")


def test_it_goes_to_the_lead_alone(small: Small) -> None:
    other = small.workspace.add_person("Sam Supervisor").id
    small.act(add_to_study, other, Role.SUPERVISOR)
    with small.workspace.read(small.project, other) as study, pytest.raises(NotAllowed, match="Only the lead"):
        WRITERS["archive-zip"].write(study)


def test_it_tells_how_far_it_has_come_and_can_be_stopped(small: Small) -> None:
    told: list[float] = []
    with small.read() as study:
        WRITERS["archive-zip"].write(study, progress=lambda words, share: told.append(share))
        assert told == sorted(told) and told[0] == 0 and 0.9 < told[-1] <= 1 and len(told) > 50

        def stop(words: str, share: float) -> None:
            if share > 0.5:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            WRITERS["archive-zip"].write(study, progress=stop)


@pytest.mark.parametrize(
    "words", ["", "'", "''", "=1+1", " =1", "-", "+44", "@x", "NULL", "NULLs", "\t", "\r\n", "a,b\"c'd", "\u2028", "ß"]
)
def test_every_text_is_read_back_as_it_was_and_none_is_a_formula(words: str) -> None:
    for record, name in ((Memo, "text"), (Cell, "evidence"), (Passage, "quote")):
        column = next(column for column in columns(record) if column.name == name)
        told = written_in(column, words)
        assert read_in(column, told) == words
        assert told.lstrip()[:1] not in ("=", "+", "-", "@") and told[:1] not in ("\t", "\r")
    evidence = next(column for column in columns(Cell) if column.name == "evidence")
    assert read_in(evidence, written_in(evidence, None)) is None
