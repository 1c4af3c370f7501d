"""What we write for other programs we read back exactly: places, codings, cases, values, notes with their keys."""

import json
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree
from small_study import SmallStudy
from word_files import package

from framework import cases
from framework.exporting import WRITERS
from framework.exporting.refi.elements import Guids
from framework.exporting.refi.sources import source_text
from framework.foreign import Project
from framework.importing.foreign import open_project, read
from framework.model import Case, IndexEntry, Memo, Passage, Person, Theme, Transcript
from framework.study import Study

PROFILES = ("project-qdpx", "project-nvivo")
WORDS = ("😀 fine 👩‍👧", "cafe\u0301, שלום", "here.", "👩‍👧 thing, cafe\u0301")


@pytest.fixture
def odd(study: SmallStudy) -> SmallStudy:
    """With passages of many alphabets, behind and before others in the same text."""
    for words in WORDS:
        study.act("tom", "index_passage", **study.find("LA1, FG1", words), themes=[study.themes["Supervision"]])
    return study


def exported(small: SmallStudy, profile: str) -> bytes:
    def write(study: Study) -> bytes:
        return WRITERS[profile].write(study)

    made = small.ask(write)
    assert isinstance(made, bytes)
    return made


def seconds(at: datetime) -> datetime:
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).replace(microsecond=0)


def coded(project: Project) -> Counter[tuple[str, str, str, str, str, datetime | None]]:
    """(guid, source, words, code, coder, date) of all codings."""
    return Counter(
        (one.guid, s.guid, (s.text or "")[place.start : place.end], one.code, one.user, one.at)
        for s in project.sources
        for place in s.selections
        for one in place.codings
    )


def indexed(study: Study) -> Counter[tuple[str, str, str, str, str, datetime | None]]:
    """The same as the study has it."""
    guids = Guids(study)
    passages = {passage.id: passage for passage in study.find(Passage)}
    return Counter(
        (
            guids("entry", entry.id),
            guids("transcript", entry.transcript_id),
            passages[entry.passage_id].quote,
            guids("theme", entry.theme_id),
            guids.person(entry.person_id),
            seconds(entry.at),
        )
        for entry in study.find(IndexEntry)
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_every_coding_comes_back_at_its_place(odd: SmallStudy, profile: str) -> None:
    found = read("study.qdpx", exported(odd, profile))
    assert coded(found) == odd.ask(indexed)
    assert ("UTF-16" in found.convention) == (profile == "project-nvivo")
    assert not found.remarks and found.program == "Workbench"


def test_places_in_utf_16_come_back_without_the_names_of_selections(odd: SmallStudy) -> None:
    """Where no name tells, the description of the project does."""
    data = exported(odd, "project-nvivo")
    with ZipFile(BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    root = etree.fromstring(parts["project.qde"])
    for place in root.iter("{*}PlainTextSelection"):
        place.set("name", "")
    parts["project.qde"] = etree.tostring(root)
    assert coded(read("study.qdpx", package(parts))) == odd.ask(indexed)


@pytest.mark.parametrize("profile", PROFILES)
def test_texts_turns_and_dates_come_back(odd: SmallStudy, profile: str) -> None:
    found = read("study.qdpx", exported(odd, profile))

    def texts(study: Study) -> dict[str, tuple[str, datetime]]:
        guids = Guids(study)
        return {
            guids("transcript", t.id): (source_text(study.text(t.digest)), seconds(t.at)) for t in study.all(Transcript)
        }

    assert {one.guid: (one.text, one.at) for one in found.sources} == odd.ask(texts)
    assert all(one.turns and one.layout and one.kind == "text" for one in found.sources)


def test_themes_come_back_as_codes_with_those_above_them(odd: SmallStudy) -> None:
    found = read("study.qdpx", exported(odd, "project-qdpx"))

    def tree(study: Study) -> dict[str, str]:
        guids = Guids(study)
        return {
            guids("theme", theme.id): guids("theme", theme.parent_id) if theme.parent_id else ""
            for theme in study.all(Theme)
        }

    assert {code.guid: code.parent for code in found.codes} == odd.ask(tree)
    assert all(code.codable and code.colour.startswith("#") for code in found.codes)


def test_cases_come_back_with_their_values_and_transcripts(odd: SmallStudy) -> None:
    found = read("study.qdpx", exported(odd, "project-qdpx"))
    names = {variable.guid: variable.name for variable in found.variables}

    def rows(study: Study) -> dict[str, tuple[str, dict[str, str], set[str]]]:
        guids = Guids(study)
        said = {}
        for row in cases.case_rows(study):
            own = {"Kind": row.kind.value, "Site": row.site, "Role": row.role, "Group": row.group, **row.values}
            words = {"yes": "true", "no": "false"}
            texts = {guids("transcript", t.id) for t in study.all(Transcript) if t.case_id == row.id}
            values = {name: words.get(value, value) for name, value in own.items() if value}
            said[guids("case", row.id)] = (row.name, values, texts)
        return said

    there = {
        case.guid: (case.name, {names[value.variable]: value.text for value in case.values}, {*case.sources})
        for case in found.cases
    }
    assert there == odd.ask(rows) and len(there) == len(odd.ask(lambda study: study.all(Case)))


def test_notes_come_back_letter_for_letter_with_what_they_are_tied_to(odd: SmallStudy) -> None:
    data = exported(odd, "project-qdpx")
    found = read("study.qdpx", data)
    notes = {note.guid: note for note in found.notes}

    def memos(study: Study) -> dict[str, str]:
        guids = Guids(study)
        return {guids("memo", memo.id): memo.text for memo in study.find(Memo)}

    wanted = odd.ask(memos)
    assert {guid: note.text for guid, note in notes.items() if guid in wanted} == wanted
    keys = {note.guid: json.loads(note.description) for note in found.notes if note.description.startswith("{")}
    assert {key["framework"] for key in keys.values()} == {"cell", "matrices"}
    assert {*keys} == {*found.sets[0].notes}
    tied = {(link.origin, link.target) for link in found.links}
    for guid, key in keys.items():
        if key["framework"] == "cell":
            assert (key["case"], guid) in tied
            assert guid in next(code.notes for code in found.codes if code.guid == key["theme"])
    places = {place.guid for source in found.sources for place in source.selections}
    ties = [tie for key in keys.values() for part in key.get("parts", ()) for tie in part["ties"]]
    assert ties and {tie[0] for tie in ties} <= places | {*notes}
    assert all(guid in notes for guid in found.study_notes) and found.study_notes


def test_people_are_those_whom_the_file_names(odd: SmallStudy) -> None:
    found = read("study.qdpx", exported(odd, "project-qdpx"))
    people = odd.ask(lambda study: {(person.name, person.initials) for person in study.find(Person)})
    assert found.users and {(user.name, user.initials) for user in found.users} <= people


def test_the_child_says_the_same(odd: SmallStudy) -> None:
    data = exported(odd, "project-qdpx")
    assert open_project("study.qdpx", data) == read("study.qdpx", data)
