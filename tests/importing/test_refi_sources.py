"""Texts, places, notes and links of other programs, and what has no place here and is carried."""

import pytest
from lxml import etree
from refi_files import (
    CODE,
    TEXT,
    code,
    codes,
    coding,
    element,
    filed,
    guid,
    one_text,
    opened,
    ref,
    said_at,
    selection,
    source,
    sources,
    words,
)
from word_files import package, word

from framework.foreign import Project
from framework.importing.foreign import parts

SPOKEN = "Interviewer: How long have you been here?\n\nP1: Nine years, mostly.\n\nInterviewer: And?\n\nP1: I stayed."


def at_path(path: str, part: str, name: str = "LA1") -> Project:
    return opened(
        codes(code()), sources(filed(selection(0, 6, coding()), path=path, name=name)), files={part: "Nobody."}
    )


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("internal://a.txt", "sources/a.txt"),
        ("internal://a.txt", "Sources/a.txt"),
        ("internal://a.txt", "SOURCES/A.TXT"),
        ("internal:///a.txt", "sources/a.txt"),
        ("a.txt", "sources/a.txt"),
        ("sources/a.txt", "sources/a.txt"),
        ("Sources\\a.txt", "sources/a.txt"),
        ("internal://a%20b.txt", "sources/a b.txt"),
        ("relative:///texts/a.txt", "sources/a.txt"),
        ("internal://lost.txt", f"sources/{TEXT.upper()}.txt"),
        ("internal://a.txt", "Trial/sources/a.txt"),
    ],
)
def test_a_text_is_found_however_its_path_is_written(path: str, part: str) -> None:
    found = at_path(path, part)
    assert said_at(found) == ["Nobody"] and not found.remarks


def test_the_exact_name_comes_before_one_in_other_letters() -> None:
    files = {"sources/A.txt": "Wrong.", "sources/a.txt": "Right."}
    found = opened(sources(filed(path="internal://a.txt")), files=files)
    assert found.sources[0].text == "Right."
    assert found.remarks == (
        "One part of the package has the name of another but for capital letters; each was looked up as it is written.",
    )


def test_a_missing_text_leaves_its_source_and_codings() -> None:
    found = at_path("internal://a.txt", "sources/b.txt")
    lost = found.sources[0]
    assert lost.text is None and (lost.selections[0].start, lost.selections[0].end) == (0, 6)
    assert lost.selections[0].codings[0].code == CODE
    assert found.remarks == ("The text of one source is missing in the file.",)


def test_a_source_without_a_name_has_that_of_its_file() -> None:
    assert at_path("board_2017.txt", "sources/board_2017.txt", name="").sources[0].name == "board_2017"
    assert opened(sources(source(text="Yes.", name=""))).sources[0].name == "(source without a name)"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeff\ufeffCafé".encode(), "Café"),
        ("\ufeffCafé".encode("utf-16-le"), "Café"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"", ""),
        (b" ", " "),
    ],
)
def test_texts_are_kept_letter_for_letter(raw: bytes, text: str) -> None:
    assert one_text(raw).sources[0].text == text


def test_a_text_in_another_encoding_is_told() -> None:
    found = one_text("Señor Muñoz habló del niño, café y mañana. ".encode("cp1252") * 20)
    assert (found.sources[0].text or "").startswith("Señor Muñoz")
    assert "One text does not say how its letters are written" in found.remarks[0]


def test_a_formatted_text_comes_last_and_its_places_are_in_doubt() -> None:
    document = word("Interviewer: And?", "P1: Nobody asked.")
    both = filed(path="internal://a.txt", richTextPath="internal://a.docx")
    alone = source(selection(0, 11), own=guid(2), richTextPath="internal://a.docx")
    found = opened(sources(both, alone), files={"sources/a.txt": "Plain.", "sources/a.docx": document})
    assert [one.text for one in found.sources] == ["Plain.", "Interviewer: And?\nP1: Nobody asked."]
    assert said_at(found) == ["Interviewer"]
    assert found.remarks == (
        "The text of one source was taken from its formatted document: places in it are unreliable.",
    )
    assert [one.files for one in found.carried] == [("sources/a.docx",)] * 2
    assert [one.carried for one in found.sources] == [TEXT, guid(2)]


def test_turns_and_times_are_found_in_each_text() -> None:
    found = one_text(SPOKEN.replace("And?", "[00:01:40] And?")).sources[0]
    assert [turn.label for turn in found.turns] == ["Interviewer", "P1"] * 2
    assert found.layout == "label and colon" and [seconds for _, seconds in found.times] == [100]


def test_selections_of_one_place_become_one_with_all_codings() -> None:
    again = coding(CODE, 2, creatingUser="u2", creationDateTime="2024-01-02T00:00:00Z")
    marks = [
        selection(0, 3, coding(CODE, 1, creatingUser="u1"), number=1),
        selection(0, 3, again, coding(guid(7), 3, creatingUser="u1"), words("Description", "Odd"), number=2),
        selection(0, 3, coding(CODE, 4, creatingUser="u1"), number=3),
    ]
    found = opened(
        codes(code(), code(guid(7), name="Time")),
        element("Cases", element("Case", ref("SelectionRef", guid(3)), guid=guid(8), name="Dana")),
        sources(source(*marks, text="One two.")),
    )
    (place,) = found.sources[0].selections
    assert (place.guid, place.description) == (guid(1), "Odd")
    assert [(one.guid, one.code, one.user) for one in place.codings] == [
        (guid(1, "f"), CODE, "u1"),
        (guid(2, "f"), CODE, "u2"),
        (guid(3, "f"), guid(7), "u1"),
    ]
    assert found.cases[0].selections == (guid(1),)
    assert "2 selections had the same place as another; they became one each." in found.remarks
    assert (
        "One coding stood in the file more than once (same words, code and person); it was kept once." in found.remarks
    )


def test_many_codes_at_one_place_and_places_within_each_other() -> None:
    book = codes(*(code(guid(n, "a"), name=f"code {n}") for n in range(40)))
    marks = [selection(0, 8, *(coding(guid(n, "a"), n) for n in range(40))), selection(4, 7, number=2), selection(2, 6)]
    found = opened(book, sources(source(*marks, text="One two.")))
    assert [len(place.codings) for place in found.sources[0].selections] == [40, 0, 0]


def test_notes_stay_with_what_they_are_about() -> None:
    notes = [
        element("Note", words("PlainTextContent", f"Note {n}\nline"), guid=guid(n, "1"), name=f"n{n}") for n in range(6)
    ]
    refs = [ref("NoteRef", guid(n, "1")) for n in range(6)]
    links = element("Links", element("Link", guid=guid(1), originGUID=TEXT.upper(), targetGUID=guid(5, "1")))
    mark = selection(0, 3, coding(CODE, 1, refs[2]), refs[1])
    found = opened(
        codes(code(CODE, refs[3])),
        sources(source(mark, refs[0], text="One two.")),
        element("Notes", *notes),
        links,
        refs[4],
    )
    here = found.sources[0]
    assert here.notes == (guid(0, "1"), guid(5, "1"))
    assert here.selections[0].notes == (guid(1, "1"),) and here.selections[0].codings[0].notes == (guid(2, "1"),)
    assert found.codes[0].notes == (guid(3, "1"),) and found.study_notes == (guid(4, "1"),)
    assert found.notes[0].text == "Note 0\nline"
    assert [(link.origin, link.target) for link in found.links] == [(TEXT, guid(5, "1"))]
    assert not found.remarks


def test_a_reference_to_a_note_that_is_not_there_is_told() -> None:
    found = opened(sources(source(ref("NoteRef", guid(1)), text="Yes.")))
    assert not found.sources[0].notes
    assert found.remarks == ("One reference leads to a note that is not in the file.",)


def test_links_sets_and_graphs_are_carried() -> None:
    link = element("Link", guid=guid(1), originGUID=CODE, targetGUID=TEXT, name="leads to", direction="OneWay")
    group = element("Set", words("Description", "First wave"), ref("MemberSource", TEXT), guid=guid(2), name="Wave 1")
    graph = element("Graph", element("Vertex", guid=guid(4), firstX=1, firstY=2), guid=guid(3), name="Map")
    found = opened(element("Links", link), element("Sets", group), element("Graphs", graph))
    assert [(one.kind, one.guid) for one in found.carried] == [
        ("Links", guid(1)),
        ("Sets", guid(2)),
        ("Graphs", guid(3)),
    ]
    assert etree.fromstring(found.carried[2].xml).tag == "{urn:QDA-XML:project:1.0}Graph"
    assert found.sets[0].sources == (TEXT,) and found.sets[0].description == "First wave"
    assert found.remarks == ("2 links and graphs are carried: they aren’t shown, and go back as they came.",)


def test_a_picture_is_carried_with_its_regions_and_its_file() -> None:
    region = element("PictureSelection", coding(), guid=guid(2), firstX=1, firstY=2, secondX=3, secondY=4)
    there = {"path": "internal://a.jpg", "currentPath": "file:///Users/dana/a.jpg"}
    picture = element("PictureSource", region, guid=guid(1), name="Room", **there)
    files = {"sources/a.jpg": b"\xff\xd8\xff picture"}
    found = opened(codes(code()), sources(picture), files=files, namespace="urn:QDA-XML:project:0:10")
    (kept,) = found.carried
    assert not found.sources and kept.files == ("sources/a.jpg",)
    root = etree.fromstring(kept.xml)
    target = root.find("{*}PictureSelection/{*}Coding/{*}CodeRef")
    assert target is not None and target.get("targetGUID") == CODE and "dana" not in kept.xml
    assert {etree.QName(one).namespace for one in root.iter()} == {"urn:QDA-XML:project:1.0"}
    assert parts(package(files), kept.files) == files


def test_the_text_of_a_pdf_comes_in_and_its_regions_are_carried() -> None:
    text = element("Representation", words("PlainTextContent", "Nobody asked."), selection(0, 6, coding()), guid=TEXT)
    region = element("PDFSelection", coding(CODE, 2), guid=guid(1), page=0, firstX=1, firstY=2, secondX=3, secondY=4)
    pdf = element("PDFSource", region, text, coding(CODE, 3), guid=TEXT, name="Report", path="internal://a.pdf")
    found = opened(codes(code()), sources(pdf), files={"sources/a.pdf": b"%PDF-1.4"})
    here, (kept,) = found.sources[0], found.carried
    assert (here.kind, here.text, said_at(found), here.carried) == ("pdf", "Nobody asked.", ["Nobody"], TEXT)
    assert [one.guid for one in here.codings] == [guid(3, "f")]
    left = etree.fromstring(kept.xml)
    assert [etree.QName(child).localname for child in left] == ["PDFSelection", "Representation"]
    assert not len(left[1]) and len(left[0]) == 1 and kept.files == ("sources/a.pdf",)
    assert found.remarks[-1].startswith("One coded region of a picture, page or recording is carried")


def test_the_transcripts_of_a_recording_come_in_with_their_times() -> None:
    points = [element("SyncPoint", guid=guid(n), timeStamp=n * 1500, position=n * 4) for n in range(3)]
    mark = element("TranscriptSelection", coding(), guid=guid(9), fromSyncPoint=guid(1), toSyncPoint=guid(2))
    last = element("TranscriptSelection", guid=guid(10), fromSyncPoint=guid(2), toSyncPoint=guid(99))
    open_end = element("TranscriptSelection", guid=guid(11), fromSyncPoint=guid(1))
    texts = [
        element("Transcript", words("PlainTextContent", "One two red."), *points, mark, last, open_end, guid=guid(5)),
        element("Transcript", words("PlainTextContent", "In Irish."), guid=guid(6), name="Irish"),
    ]
    recording = element("VideoSource", *texts, coding(CODE, 2), guid=TEXT, name="Talk", path="relative:///talk.mp4")
    found = opened(codes(code()), sources(recording))
    first, second = found.sources
    assert said_at(found) == ["two ", "", "two red."]
    assert first.times == ((0, 0), (4, 1), (8, 3)) and first.kind == "video" and len(first.codings) == 1
    assert (second.guid, second.name, second.codings, second.carried) == (guid(6), "Talk (Irish)", (), TEXT)
    left = etree.fromstring(found.carried[0].xml)
    assert [etree.QName(one).localname for one in left.iter()][1:] == ["Transcript", *["SyncPoint"] * 3, "Transcript"]
    assert "One selection of a transcript names a time that is not in the file." in found.remarks
    assert "One file lies outside the package and did not come with it." in found.remarks


def test_a_recording_without_a_transcript_is_carried_whole() -> None:
    cut = element("AudioSelection", coding(), guid=guid(1), begin=0, end=900)
    found = opened(
        codes(code()), sources(element("AudioSource", cut, coding(CODE, 2), guid=TEXT, path="internal://a.mp3"))
    )
    assert not found.sources and found.carried[0].xml.count("<Coding") == 2


def test_what_is_carried_of_a_text_counts_as_the_text_is_stored() -> None:
    said = "😀 One sentence, and a second one. " * 3
    at = [said.index("One", 30 * n) for n in range(3)]
    point = element("SyncPoint", guid=guid(1), timeStamp=0, position=at[2] + 3)
    talk = element("Transcript", words("PlainTextContent", said), point, guid=guid(5))
    note = element(
        "Note", words("PlainTextContent", said), selection(at[2] + 3, at[2] + 6, coding()), guid=guid(1, "1")
    )
    recording = element("AudioSource", talk, guid=guid(6))
    marks = [selection(n + said.count("😀", 0, n), n + said.count("😀", 0, n) + 3, number=n, name="One") for n in at]
    found = opened(codes(code()), sources(source(*marks, text=said), recording), element("Notes", note))
    assert said_at(found) == ["One"] * 3 and found.sources[1].times == ((at[2], 0),)
    recorded, noted = (etree.fromstring(one.xml) for one in found.carried)
    assert [one.get("position") for one in recorded.iter("{*}SyncPoint")] == [str(at[2])]
    (place,) = noted.iter("{*}PlainTextSelection")
    assert (place.get("startPosition"), place.get("endPosition")) == (str(at[2]), str(at[2] + 3))


def test_a_note_that_is_itself_coded_keeps_that() -> None:
    note = element("Note", words("PlainTextContent", "Look."), selection(0, 4, coding()), guid=guid(1, "1"), name="n")
    found = opened(codes(code()), element("Notes", note))
    assert found.notes[0].text == "Look." and found.carried[0].kind == "Notes"
    assert "<PlainTextSelection" in found.carried[0].xml and "Look." not in found.carried[0].xml


def test_a_note_about_a_link_and_a_file_that_is_not_there_are_told() -> None:
    note = element("Note", words("PlainTextContent", "Look."), guid=guid(1, "1"), name="n")
    about = ref("NoteRef", guid(1, "1"))
    link = element("Link", about, guid=guid(1), originGUID=TEXT, targetGUID=guid(1, "1"))
    picture = element("PictureSource", guid=guid(2), name="Room", path="internal://a.jpg")
    both = filed(richTextPath="internal://lost.docx")
    found = opened(
        sources(both, picture), element("Notes", note), element("Links", link), files={f"sources/{TEXT}.txt": "Yes."}
    )
    assert not found.carried[0].files and found.sources[0].text == "Yes."
    assert "2 files that are named in the project are not in the package." in found.remarks
    assert "One note about a link to a note lost what it was about." in found.remarks
