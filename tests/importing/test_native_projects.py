"""Projects of QualCoder, Taguette and RQDA come in from their own files, with every word where it was."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from native_files import (
    OLD_QUALCODER,
    OLD_RQDA,
    QUALCODER,
    RQDA,
    TAGUETTE,
    database,
    place,
    place_in_bytes,
    zipped,
)

from framework.errors import Unreadable
from framework.foreign import Code, Project, Selection, Source
from framework.importing.foreign import qualcoder, rqda, sqlite_file, taguette
from framework.model import AttributeKind

# A mark at the beginning, line ends of two systems, signs beyond the basic plane.
RAW = (
    "\ufeffInterviewer: How was the week? 🙂\r\nAnn: Full 📅 before it began.\r\n\r\n"
    "Interviewer: And now?\nAnn: Better."
)
HERE = RAW.lstrip("\ufeff").replace("\r\n", "\n")
WORDS = "Full 📅 before it began."
ACROSS = "before it began.\r\n\r\nInterviewer: And now?"


def marked(raw: str, words: str, **more: object) -> dict[str, object]:
    start, end = place(raw, words)
    return {"pos0": start, "pos1": end, "seltext": words.replace("\r\n", "\u2029"), **more}


def qualcoder_rows() -> dict[str, list[dict[str, Any]]]:
    return {
        "project": [
            {"databaseversion": "v13", "date": "2024-03-01 09:00:00", "memo": "A pilot.", "about": "QualCoder 3.6"}
        ],
        "source": [
            {
                "id": 1,
                "name": "b.txt",
                "fulltext": RAW,
                "memo": "By phone.",
                "owner": "Ann",
                "date": "2024-03-02 10:00:00",
            },
            {"id": 2, "name": "a.txt", "fulltext": "Short.", "mediapath": "/docs/a.txt", "owner": "Bo"},
            {"id": 3, "name": "walk.mp3", "fulltext": None, "mediapath": "/audio/walk.mp3", "owner": "Bo"},
            {"id": 4, "name": "plan.pdf", "fulltext": "A plan.", "mediapath": "docs:C:/plans/plan.pdf", "owner": "Bo"},
        ],
        "code_cat": [
            {"catid": 1, "name": "Work", "memo": "All of it", "supercatid": None},
            {"catid": 2, "name": "Load", "supercatid": 1},
        ],
        "code_name": [
            {"cid": 1, "name": "full weeks", "memo": "No room", "catid": 2, "color": "#F5ECCE"},
            {"cid": 2, "name": "before they begin", "catid": None, "supercid": 1, "color": "red"},
        ],
        "code_text": [
            marked(
                RAW, WORDS, ctid=1, cid=1, fid=1, owner="Ann", date="2024-03-03 11:00:00", memo="Strong.", important=1
            ),
            marked(RAW, WORDS, ctid=2, cid=2, fid=1, owner="Bo", date="2024-03-03 11:05:00", memo=""),
            marked(RAW, ACROSS, ctid=3, cid=1, fid=1, owner="Bo", date="2024-03-03 11:06:00"),
        ],
        "annotation": [{"anid": 1, "fid": 1, "pos0": 1, "pos1": 12, "memo": "Who asks?", "owner": "Ann"}],
        "cases": [{"caseid": 1, "name": "Ann’s team", "memo": "North"}, {"caseid": 2, "name": "Bo"}],
        "case_text": [
            {"id": 1, "caseid": 1, "fid": 1, "pos0": 0, "pos1": len(RAW)},
            {"id": 2, "caseid": 1, "fid": 3},
            {
                "id": 3,
                "caseid": 2,
                "fid": 1,
                **{k: v for k, v in marked(RAW, "Ann: Better.").items() if k != "seltext"},
            },
        ],
        "attribute_type": [
            {"name": "Age", "caseOrFile": "case", "valuetype": "numeric", "memo": "In years"},
            {"name": "Met on", "caseOrFile": "file", "valuetype": "date"},
            {"name": "Room", "caseOrFile": "file", "valuetype": "character"},
        ],
        "attribute": [
            {"attrid": 1, "name": "Age", "attr_type": "case", "value": "41", "id": 1},
            {"attrid": 2, "name": "Age", "attr_type": "case", "value": "", "id": 2},
            {"attrid": 3, "name": "Met on", "attr_type": "file", "value": "2024-03-02", "id": 1},
            {"attrid": 4, "name": "Room", "attr_type": "file", "value": "n/a", "id": 1},
        ],
        "journal": [
            {"jid": 1, "name": "March", "jentry": "Two coders now.", "owner": "Bo", "date": "2024-03-05 09:00:00"}
        ],
        "code_image": [{"imid": 1, "id": 4, "cid": 1, "pdf_page": 0}],
        "code_av": [{"avid": 1, "id": 3, "pos0": 0, "pos1": 900, "cid": 1}],
    }


def source(project: Project, name: str) -> Source:
    return next(one for one in project.sources if one.name == name)


def code(project: Project, name: str) -> Code:
    return next(one for one in project.codes if one.name == name)


def quotes(project: Project, name: str) -> list[tuple[str, list[str]]]:
    """Each stretch of a source: its words, and the names of its codes."""
    names = {one.guid: one.name for one in project.codes}
    found = source(project, name)
    assert found.text is not None
    return [(found.text[s.start : s.end], [names[c.code] for c in s.codings]) for s in found.selections]


def coded(project: Project, name: str) -> list[Selection]:
    return [one for one in source(project, name).selections if one.codings]


# -- QualCoder --


def test_a_project_of_qualcoder_comes_in_whole() -> None:
    project = qualcoder.read("pilot.qda", database(QUALCODER, qualcoder_rows()))
    assert (project.program, project.title, project.description) == ("QualCoder 3.6", "pilot", "A pilot.")
    assert project.at == datetime(2024, 3, 1, 9, tzinfo=UTC)
    users = {one.guid: one.name for one in project.users}
    assert sorted(users.values()) == ["Ann", "Bo"]
    assert [(c.name, c.codable) for c in project.codes] == [
        ("Load", False), ("Work", False), ("before they begin", True), ("full weeks", True),
    ]  # fmt: skip
    assert code(project, "Load").parent == code(project, "Work").guid
    assert code(project, "full weeks").parent == code(project, "Load").guid
    assert code(project, "before they begin").parent == code(project, "full weeks").guid
    assert (code(project, "full weeks").colour, code(project, "full weeks").description) == ("#f5ecce", "No room")
    assert code(project, "before they begin").colour == ""
    assert [(one.name, one.kind, one.text is None) for one in project.sources] == [
        ("a.txt", "text", False), ("b.txt", "text", False), ("plan.pdf", "pdf", False), ("walk.mp3", "audio", True),
    ]  # fmt: skip
    assert source(project, "b.txt").text == HERE
    assert [turn.label for turn in source(project, "b.txt").turns] == ["Interviewer", "Ann", "Interviewer", "Ann"]
    assert quotes(project, "b.txt") == [
        ("Interviewer", []),
        (WORDS, ["full weeks", "before they begin"]),
        (ACROSS.replace("\r\n", "\n"), ["full weeks"]),
        ("Ann: Better.", []),
    ]
    note = source(project, "b.txt").selections[0]
    assert (note.description, users[note.user]) == ("Who asks?", "Ann")
    first, second = coded(project, "b.txt")[0].codings
    assert (users[first.user], users[second.user]) == ("Ann", "Bo")
    assert first.at == datetime(2024, 3, 3, 11, tzinfo=UTC)
    notes = {one.guid: one for one in project.notes}
    assert [notes[guid].text for guid in first.notes] == ["Strong."]
    assert [notes[guid].text for guid in source(project, "b.txt").notes] == ["By phone."]
    assert [(notes[guid].name, notes[guid].text) for guid in project.study_notes] == [("March", "Two coders now.")]
    team, bo = project.cases
    assert (team.name, team.description) == ("Ann’s team", "North")
    assert team.sources == (source(project, "b.txt").guid, source(project, "walk.mp3").guid)
    assert bo.selections == (source(project, "b.txt").selections[-1].guid,)
    kinds = {one.guid: (one.name, one.kind) for one in project.variables}
    assert [(kinds[v.variable], v.text) for v in team.values] == [(("Age", AttributeKind.NUMBER), "41")]
    assert [(kinds[v.variable], v.text) for v in source(project, "b.txt").values] == [
        (("Met on", AttributeKind.DATE), "2024-03-02"),
        (("Room", AttributeKind.TEXT), "n/a"),
    ]
    assert bo.values == ()
    assert list(project.remarks) == [
        "1 codings are marked as important; the mark is not brought over.",
        "Not brought over: coded regions of pictures or PDF pages (1).",
        "Not brought over: coded stretches of recordings (1).",
        "Pictures and recordings come without their content (1): walk.mp3.",
    ]


def test_the_same_project_has_the_same_guids_again_and_another_one_has_others() -> None:
    rows = qualcoder_rows()
    first = qualcoder.read("pilot.qda", database(QUALCODER, rows))
    rows["code_name"][0]["name"] = "full, full weeks"
    rows["journal"] = []
    again = qualcoder.read("renamed.qda", database(QUALCODER, rows))
    assert {one.guid for one in first.codes} == {one.guid for one in again.codes}
    assert {one.guid for one in first.sources} == {one.guid for one in again.sources}
    rows["project"][0]["date"] = "2024-03-01 09:00:01"
    other = qualcoder.read("pilot.qda", database(QUALCODER, rows))
    assert not {one.guid for one in first.codes} & {one.guid for one in other.codes}


def test_an_early_version_lacks_columns_and_tables_and_is_read_all_the_same() -> None:
    rows = qualcoder_rows()
    old = {name: rows[name] for name in ("source", "code_cat", "code_name", "code_text")}
    old["code_name"] = [{k: v for k, v in row.items() if k != "supercid"} for row in old["code_name"]]
    old["code_text"] = [{k: v for k, v in r.items() if k not in ("ctid", "important")} for r in old["code_text"]]
    tables = {name: columns for name, columns in OLD_QUALCODER.items() if name in old}
    project = qualcoder.read("early.qda", database(tables, old))
    assert quotes(project, "b.txt") == [
        (WORDS, ["full weeks", "before they begin"]),
        (ACROSS.replace("\r\n", "\n"), ["full weeks"]),
    ]
    assert code(project, "before they begin").parent == ""
    guids = [c.guid for s in coded(project, "b.txt") for c in s.codings]
    assert len(set(guids)) == 3
    assert project.program == "QualCoder"


def test_a_zip_of_the_project_folder_is_read() -> None:
    data = database(QUALCODER, qualcoder_rows())
    parts = [("pilot.qda/", b""), ("pilot.qda/audio/walk.mp3", b"ID3"), ("pilot.qda/data.qda", data)]
    project = qualcoder.read("sent.zip", zipped(parts))
    assert project == qualcoder.read("pilot.qda", data)
    with pytest.raises(Unreadable, match="no data.qda in it"):
        qualcoder.read("sent.zip", zipped(parts[:2]))
    with pytest.raises(Unreadable, match="holds 2 projects"):
        qualcoder.read("sent.zip", zipped([*parts, ("other.qda/data.qda", data)]))


def test_places_that_do_not_fit_their_words_are_found_again_close_by_or_told() -> None:
    rows = qualcoder_rows()
    rows["annotation"], rows["case_text"] = [], []
    start, end = place(RAW, WORDS)
    rows["code_text"] = [
        {"ctid": 1, "cid": 1, "fid": 1, "seltext": WORDS, "pos0": start + 3, "pos1": end + 3},
        {"ctid": 2, "cid": 1, "fid": 1, "seltext": "Interviewer:", "pos0": 20, "pos1": 32},  # there twice
        {"ctid": 3, "cid": 1, "fid": 1, "seltext": "Ann: Better.", "pos0": len(RAW) - 12, "pos1": len(RAW)},
        {"ctid": 4, "cid": 9, "fid": 1, "seltext": None, "pos0": 9000, "pos1": 8000},
        {"ctid": 5, "cid": 1, "fid": 77, "seltext": "gone", "pos0": 0, "pos1": 4},
    ]
    project = qualcoder.read("pilot.qda", database(QUALCODER, rows))
    assert quotes(project, "b.txt") == [
        (RAW[20:32], ["full weeks"]),
        (WORDS, ["full weeks"]),
        ("Ann: Better.", ["full weeks"]),
        ("", ["(missing code 9)"]),
    ]
    said = " ".join(project.remarks)
    assert "1 of the places did not fit their words and were found again close by." in said
    assert "1 of the places hold other words than were marked there" in said
    assert "1 of the places lay outside their text and were cut to fit." in said
    assert "1 codings were left out: their text is not in the file." in said


def test_codes_that_lie_beneath_themselves_are_put_at_the_top() -> None:
    rows = qualcoder_rows()
    rows["code_cat"] = [
        {"catid": 1, "name": "Work", "supercatid": 2},
        {"catid": 2, "name": "Load", "supercatid": 1},
        {"catid": 3, "name": "Rest", "supercatid": 44},
    ]
    project = qualcoder.read("pilot.qda", database(QUALCODER, rows))
    assert [code(project, name).parent for name in ("Work", "Rest")] == ["", ""]
    assert code(project, "Load").parent == code(project, "Work").guid


# -- Taguette --

PAGE = (
    "<h1>Talk 🙂</h1><p>Interviewer: How’s the <b>week</b>?</p><p>Ann: Full<br>before it began.</p>\n"
    "<ul><li>Ann: Yes.</li></ul>"
)
COUNTED = "Talk 🙂Interviewer: How’s the week?Ann: Fullbefore it began.\nAnn: Yes."
SHOWN = "Talk 🙂\nInterviewer: How’s the week?\nAnn: Full\nbefore it began.\nAnn: Yes."


def highlight(id: int, words: str, document: int = 1) -> dict[str, Any]:
    start, end = place_in_bytes(COUNTED, words)
    return {"id": id, "document_id": document, "start_offset": start, "end_offset": end, "snippet": words}


def taguette_rows() -> dict[str, list[dict[str, Any]]]:
    added = {"type": "highlight_add", "highlight_id": 1, "start_offset": 1, "end_offset": 2, "tags": [1]}
    return {
        "users": [{"login": "ann"}],
        "projects": [
            {"id": 1, "name": "Empty", "description": "", "created": "2023-01-01 00:00:00.000000"},
            {"id": 2, "name": "Weeks", "description": "A pilot.", "created": "2023-02-01 08:30:00.123456"},
        ],
        "documents": [
            {
                "id": 1, "name": "Ann", "description": "By phone", "filename": "ann.docx", "project_id": 2,
                "created": "2023-02-02 08:00:00.000000", "text_direction": "LEFT_TO_RIGHT", "contents": PAGE,
            }
        ],
        "tags": [
            {"id": 1, "project_id": 2, "path": "load.full", "description": "No room"},
            {"id": 2, "project_id": 2, "path": "load.begin", "description": ""},
            {"id": 3, "project_id": 1, "path": "interesting", "description": ""},
        ],
        "highlights": [
            highlight(1, "How’s the week?"),
            highlight(2, "week?Ann: Full"),
            highlight(3, "before it began.\nAnn"),
        ],
        "highlight_tags": [{"highlight_id": id, "tag_id": tag} for id, tag in ((1, 1), (1, 2), (3, 2))],
        "commands": [
            {"id": 1, "date": "2023-02-03 10:00:00.5", "user_login": "ann", "project_id": 2, "document_id": 1,
             "payload": json.dumps(added)},
            {"id": 2, "date": "2023-02-04 10:00:00.5", "user_login": "bo", "project_id": 2, "document_id": 1,
             "payload": json.dumps(added)},
            {"id": 3, "date": "x", "user_login": "bo", "project_id": 2, "document_id": 1, "payload": "{"},
        ],
    }  # fmt: skip


def test_a_project_of_taguette_comes_in_with_its_places_counted_in_bytes() -> None:
    project = taguette.read("weeks.sqlite3", database(TAGUETTE, taguette_rows()))
    assert (project.program, project.title, project.description) == ("Taguette", "Weeks", "A pilot.")
    found = source(project, "Ann")
    assert found.text == SHOWN
    assert [turn.label for turn in found.turns] == ["", "Interviewer"]
    assert quotes(project, "Ann") == [
        ("How’s the week?", ["load.full", "load.begin"]),
        ("week?\nAnn: Full", []),
        ("before it began.\nAnn", ["load.begin"]),
    ]
    first = found.selections[0].codings[0]
    assert [(one.name, one.guid == first.user) for one in project.users] == [("ann", True)]
    assert first.at == datetime(2023, 2, 3, 10, 0, 0, 500000, tzinfo=UTC)
    namespace = UUID("51B2B2B7-27EB-4ECB-9D56-E75B0A0496C2")
    assert {one.name: one.guid for one in project.codes} == {
        path: str(uuid5(namespace, path)) for path in ("load.full", "load.begin")
    }
    assert code(project, "load.full").description == "No room"
    said = " ".join(project.remarks)
    assert "holds 2 projects. “Weeks” was read" in said
    assert "“Empty”" in said
    assert "Some tags hold “.”" in said
    assert "1 of the highlights have no tag; they are kept as annotations." in said
    assert found.selections[1].description == taguette.UNTAGGED


def test_a_project_of_taguette_is_known_again_when_it_was_exported_and_all_its_ids_have_changed() -> None:
    rows = taguette_rows()
    first = taguette.read("weeks.sqlite3", database(TAGUETTE, rows))
    rows["projects"] = [{**rows["projects"][1], "id": 7}]
    rows["documents"][0] |= {"id": 8, "project_id": 7}
    rows["tags"] = [{**row, "id": int(row["id"]) + 40, "project_id": 7} for row in rows["tags"][:2]]
    rows["highlights"] = [{**row, "id": int(row["id"]) + 50, "document_id": 8} for row in rows["highlights"]]
    rows["highlight_tags"] = [
        {"highlight_id": row["highlight_id"] + 50, "tag_id": row["tag_id"] + 40} for row in rows["highlight_tags"]
    ]
    rows["commands"] = []
    again = taguette.read("exported.sqlite3", database(TAGUETTE, rows))
    assert [one.guid for one in again.sources] == [one.guid for one in first.sources]
    marks = [[(s.guid, [c.guid for c in s.codings]) for s in source(p, "Ann").selections] for p in (first, again)]
    assert marks[0] == marks[1]


def test_a_highlight_outside_its_document_is_cut_to_fit_and_told() -> None:
    rows = taguette_rows()
    rows["highlights"] = [{"id": 1, "document_id": 1, "start_offset": 9000, "end_offset": 4, "snippet": ""}]
    project = taguette.read("weeks.sqlite3", database(TAGUETTE, rows))
    assert [words for words, _ in quotes(project, "Ann")] == [SHOWN[4:]]
    assert any("1 of the highlights lay outside" in remark for remark in project.remarks)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one</p>\n<p>two</p>", "one\ntwo"),
        ("<p>one</p> \n <p>two</p>", "one \n two"),
        ("<p>one</p> <p>two</p>", "one \ntwo"),
        ("<p>one\n</p><p>two</p>", "one\ntwo"),
        ("<p>one <b>and</b> <i>two</i></p>", "one and two"),
        ("one<br>two<br><br>three", "one\ntwo\nthree"),
        ("<!-- note --><p>one</p>", "one"),
        ("", ""),
    ],
)
def test_line_ends_are_put_in_only_where_two_blocks_have_none(page: str, text: str) -> None:
    assert taguette.Words(page).text == text


# -- RQDA --


def rqda_rows() -> dict[str, list[dict[str, Any]]]:
    text = HERE
    start, end = place(text, WORDS)
    live = {"status": 1, "owner": "ann", "date": "Wed Feb 22 13:01:00 2017"}
    gone = {"status": 0, "owner": "ann"}
    return {
        "project": [{"databaseversion": "0.2.2", "date": "Tue Feb 21 09:00:00 2017", "memo": "A pilot."}],
        "source": [
            {"name": "Ann", "id": 1, "file": text, "memo": "By phone.", **live},
            {"name": "Old", "id": 2, "file": "Deleted words.", **gone},
        ],
        "freecode": [
            {"name": "full weeks", "memo": "No room", "id": 1, "color": "#FF0000", **live},
            {"name": "rest", "id": 2, "color": "antiquewhite", **live},
            {"name": "dropped", "id": 3, **gone},
        ],
        "codecat": [
            {"name": "Load", "catid": 1, "memo": "All", **live},
            {"name": "Weeks", "catid": 2, **live},
            {"name": "Gone", "catid": 3, **gone},
        ],
        "treecode": [
            {"cid": 1, "catid": 1, **live}, {"cid": 1, "catid": 2, **live}, {"cid": 2, "catid": 3, **live},
            {"cid": 2, "catid": 1, **gone},
        ],
        "coding": [
            {"cid": 1, "fid": 1, "seltext": WORDS, "selfirst": float(start), "selend": float(end), "memo": "!", **live},
            {"cid": 2, "fid": 1, "seltext": WORDS, "selfirst": start + 4, "selend": end + 4, **live},
            {"cid": 1, "fid": 1, "seltext": "Better.", "selfirst": 0, "selend": 7, **gone},
            {"cid": 3, "fid": 1, "seltext": "Better.", "selfirst": 0, "selend": 7, **live},
            {"cid": 1, "fid": 2, "seltext": "Deleted", "selfirst": 0, "selend": 7, **live},
        ],
        "annotation": [
            {"fid": 1, "position": start, "annotation": "A sigh.", **live},
            {"fid": 1, "position": 0, "annotation": "Dropped.", **gone},
        ],
        "cases": [{"name": "Team", "id": 1, "memo": "North", **live}, {"name": "No", "id": 2, **gone}],
        "caselinkage": [
            {"caseid": 1, "fid": 1, "selfirst": 0.0, "selend": float(len(text)), **live},
            {"caseid": 1, "fid": 1, "selfirst": start, "selend": end, **gone},
        ],
        "attributes": [{"name": "Age", "class": "numeric", **live}],
        "caseAttr": [
            {"variable": "Age", "value": "41", "caseID": 1, **live},
            {"variable": "Site", "value": "NA", "caseID": 1, **live},
        ],
        "fileAttr": [{"variable": "Age", "value": "42", "fileID": 1, **live}],
        "filecat": [{"name": "Round one", "catid": 1, **live}],
        "treefile": [{"fid": 1, "catid": 1, **live}, {"fid": 2, "catid": 1, **live}],
        "journal": [{"name": "Feb 22", "journal": "Begun.", **live}, {"name": "Feb 1", "journal": "No.", **gone}],
    }  # fmt: skip


def test_a_project_of_rqda_comes_in_without_what_was_deleted_and_its_places_are_found_again() -> None:
    project = rqda.read("pilot.rqda", database(RQDA, rqda_rows()))
    assert project.at == datetime(2017, 2, 21, 9, tzinfo=UTC)
    assert [one.name for one in project.sources] == ["Ann"]
    assert [(c.name, c.codable) for c in project.codes] == [
        ("Load", False), ("Weeks", False), ("full weeks", True), ("rest", True),
    ]  # fmt: skip
    assert code(project, "full weeks").parent == code(project, "Load").guid
    assert (code(project, "full weeks").colour, code(project, "rest").colour) == ("#ff0000", "")
    assert code(project, "rest").parent == ""
    assert [(one.name, one.codes, one.sources) for one in project.sets] == [
        ("Weeks", (code(project, "full weeks").guid,), ()),
        ("Round one", (), (source(project, "Ann").guid,)),
    ]
    assert quotes(project, "Ann") == [("", []), (WORDS, ["full weeks", "rest"])]
    point = source(project, "Ann").selections[0]
    assert (point.start, point.end, point.description) == (HERE.index(WORDS), HERE.index(WORDS), "A sigh.")
    assert coded(project, "Ann")[0].codings[0].at == datetime(2017, 2, 22, 13, 1, tzinfo=UTC)
    (team,) = project.cases
    assert (team.name, team.sources, team.selections) == ("Team", (source(project, "Ann").guid,), ())
    assert [value.text for value in team.values] == ["41"]
    assert [value.text for value in source(project, "Ann").values] == ["42"]
    assert [(one.name, one.kind) for one in project.variables] == [
        ("Age", AttributeKind.NUMBER), ("Site", AttributeKind.TEXT),
    ]  # fmt: skip
    notes = {one.guid: one.text for one in project.notes}
    assert [notes[guid] for guid in project.study_notes] == ["Begun."]
    assert sorted(notes.values()) == ["!", "Begun.", "By phone."]
    said = " ".join(project.remarks)
    assert "1 of the places did not fit their words and were found again" in said
    assert "1 codings were left out: their code is deleted." in said
    assert "1 codings were left out: their text is deleted" in said


def test_the_first_version_of_rqda_knew_neither_owners_nor_cases() -> None:
    rows = rqda_rows()
    old = {
        table: [{k: v for k, v in row.items() if k in columns} for row in rows[table]]
        for table, columns in OLD_RQDA.items()
    }
    project = rqda.read("first.rqda", database(OLD_RQDA, old))
    assert quotes(project, "Ann") == [(WORDS, ["full weeks", "rest"])]
    assert (project.users, project.cases) == ((), ())


# -- files that are none --

READERS: list[tuple[Callable[[str, bytes], Project], dict[str, str], Callable[[], dict[str, list[dict[str, Any]]]]]] = [
    (qualcoder.read, QUALCODER, qualcoder_rows),
    (taguette.read, TAGUETTE, taguette_rows),
    (rqda.read, RQDA, rqda_rows),
]


@pytest.mark.parametrize(("read", "tables", "rows"), READERS)
def test_what_is_no_project_of_the_program_is_refused_in_a_sentence(read: Any, tables: Any, rows: Any) -> None:
    for data in (b"", b"name;code\n", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 4096):
        with pytest.raises(Unreadable, match="x.db"):
            read("x.db", data)
    with pytest.raises(Unreadable, match="x.db is a database, but no project of"):
        read("x.db", database({"other": "a text"}, {"other": [{"a": "1"}]}))


@pytest.mark.parametrize(("read", "tables", "rows"), READERS)
def test_damaged_and_torn_files_are_refused_or_read_with_a_warning_and_never_end_in_a_fault(
    read: Any, tables: Any, rows: Any
) -> None:
    data = database(tables, rows())
    whole = read("x.db", data)
    dice = random.Random(5)  # noqa: S311
    refused = 0
    for number in range(120):
        bad = bytearray(data)
        if number % 3 == 0:
            bad = bad[: dice.randrange(len(bad))]
        else:
            for _ in range(dice.randrange(1, 40)):
                bad[dice.randrange(len(bad))] = dice.randrange(256)
        try:
            found = read("x.db", bytes(bad))
        except Unreadable as refusal:
            assert "x.db" in str(refusal)
            refused += 1
            continue
        for one in found.sources:
            assert all(0 <= s.start <= s.end <= len(one.text or "") for s in one.selections)
    assert refused > 20
    assert read("x.db", data) == whole


def test_only_plain_tables_are_read() -> None:
    """A view in a table's place is not looked at; a computed column counts as missing."""
    rows = qualcoder_rows()
    tables = {name: columns for name, columns in QUALCODER.items() if name != "code_text"}
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS cid FROM n"
    view = f"CREATE VIEW code_text AS {endless}"
    kept = {name: filled for name, filled in rows.items() if name in tables}
    with pytest.raises(Unreadable, match="no project of QualCoder"):
        qualcoder.read("x.qda", database(tables, kept, view))
    computed = {**QUALCODER, "project": "date text, memo text as (hex(zeroblob(9))), about text"}
    project = qualcoder.read(
        "x.qda", database(computed, {**rows, "project": [{"date": "2024-03-01", "about": "QualCoder 3.6"}]})
    )
    assert (project.description, project.program) == ("", "QualCoder 3.6")


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "SECONDS", -1.0)
    rows = qualcoder_rows()
    rows["journal"] = [{"jid": id, "name": str(id), "jentry": "word"} for id in range(1, 20_000)]
    with pytest.raises(Unreadable, match="took too long"):
        qualcoder.read("x.qda", database(QUALCODER, rows))


def test_a_copy_of_an_open_project_says_what_may_be_missing() -> None:
    data = bytearray(database(RQDA, rqda_rows()))
    data[18:20] = b"\x02\x02"  # as the header says where changes go to a file beside
    project = rqda.read("pilot.rqda", bytes(data))
    assert quotes(project, "Ann")[1][0] == WORDS
    assert "its latest changes then stand in another file" in project.remarks[0]
