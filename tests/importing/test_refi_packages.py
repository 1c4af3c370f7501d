"""Files that are no project, or made to harm: each is refused with its own sentence, and the rest comes in."""

import sqlite3
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from refi_files import (
    HEAD,
    NAMESPACE,
    TEXT,
    code,
    codes,
    element,
    filed,
    opened,
    project,
    qdpx,
    selection,
    source,
    sources,
)
from test_hostile_packages import CENTRAL, LOCAL, changed
from word_files import package, word

from framework.errors import Unreadable
from framework.importing.foreign import open_project, packages, parts, read
from framework.importing.foreign.kinds import kind_of
from framework.importing.zip_guard import MiB

XML = project(codes(code()), sources(source(text="Yes.")))
GOOD = qdpx(XML)
SPANISH = "El niño habló mañana. Señorita, ¿qué pasó en la reunión del año? Sí, allí está el café. " * 20
DAMAGED = "s.qdpx is damaged and can’t be unpacked. Save it anew and import it again."


def refusal(data: bytes, name: str = "s.qdpx") -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(Unreadable) as caught:
        read(name, data)
    assert caught.value.file == name
    return str(caught.value)


def linked() -> bytes:
    entry = zipfile.ZipInfo("sources/a.txt")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    file = BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as made:
        made.writestr(entry, "/etc/passwd")
    return file.getvalue()


def database(path: Path, *tables: str, wal: bool = False) -> bytes:
    made = sqlite3.connect(path)
    if wal:
        made.execute("PRAGMA journal_mode = WAL")
    for table in tables:
        made.execute(f"CREATE TABLE {table} (id INTEGER)")
    made.commit()
    made.close()
    return path.read_bytes()


def test_the_same_comes_out_of_the_child() -> None:
    found = open_project("s.qdpx", GOOD)
    assert found == read("s.qdpx", GOOD) and found.sources[0].text == "Yes."


def test_a_refusal_comes_out_of_the_child() -> None:
    for data in (b"", b"<html>", linked(), XML[:-30].encode()):
        with pytest.raises(Unreadable) as caught:
            open_project("s.qdpx", data)
        assert (str(caught.value), caught.value.file) == (refusal(data), "s.qdpx")


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "C:\\x", "C:x", "..\\x", "\\x"])
def test_names_that_point_outside_the_package(name: str) -> None:
    said = refusal(qdpx(XML, {name: "x"}))
    assert said == "s.qdpx was not opened, because a part of it has a name that points outside the file."


def test_a_link_to_another_file() -> None:
    assert refusal(linked()) == "s.qdpx was not opened, because a part of it is a link to another file."


def test_a_package_that_would_unpack_without_end() -> None:
    bomb = qdpx(XML, {"sources/a.txt": b"\0" * (11 * MiB)})
    assert refusal(bomb) == "s.qdpx was not opened, because a part of it would unpack to more than 200 times its size."


def test_more_parts_than_any_project_has() -> None:
    many = qdpx(XML, {f"sources/{n}.txt": "" for n in range(60_000)})
    assert refusal(many) == "s.qdpx was not opened, because it holds more than 50,000 parts."
    assert read("s.qdpx", qdpx(XML, {f"sources/{n}.txt": "" for n in range(3000)})).sources


def test_an_encrypted_package() -> None:
    locked = changed(changed(GOOD, LOCAL, 6, "<H", 1), CENTRAL, 8, "<H", 1)
    assert refusal(locked) == "s.qdpx was not opened, because it is encrypted; save it without a password."


@pytest.mark.parametrize("kept", [30, 0.5, 0.99])
def test_a_package_that_is_cut_off(kept: float) -> None:
    assert refusal(GOOD[: int(kept if kept > 1 else kept * len(GOOD))]) == DAMAGED


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty."),
        (b"\xef\xbb\xbf \r\n", "is empty."),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is a saved web page, not a project. Download"),
        (b"<html><head></head></html>", "is a saved web page"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "is a saved web page"),
        (f"{HEAD}<CodeBook><Codes/></CodeBook>".encode(), "is a codebook, without transcripts."),
        (f"{HEAD}<feed/>".encode(), "is an XML file, but not a project of an analysis program."),
        (word("P1: Yes."), "is a document, not a project. Import it as a transcript."),
        (b"%PDF-1.7 x", "is a document, not a project."),
        (b"P1: Yes.", "is a document, not a project."),
        (b"<P1> Yes.", "is a document, not a project."),
        (b"\x89PNG\r\n", "is a picture."),
        (package({"a.txt": "x"}), "is a packed archive without a project in it."),
        (bytes(range(256)) * 20, "is not a project that can be read."),
    ],
)
def test_what_is_no_project_is_called_what_it_is(data: bytes, said: str) -> None:
    assert refusal(data).startswith(f"s.qdpx {said}")


@pytest.mark.parametrize(
    ("name", "tool"),
    [("s.nvp", "NVivo"), ("s.nvpx", "NVivo"), ("s.mx24", "MAXQDA"), ("s.MX22", "MAXQDA"), ("s.atlproj23", "ATLAS.ti")],
)
def test_a_project_in_a_programs_own_form(name: str, tool: str, tmp_path: Path) -> None:
    for data in (b"\x01\x0f\0\0\xd4" * 200, database(tmp_path / "x", "documents"), package({"a": "x"})):
        said = refusal(data, name)
        assert f"Open it in {tool}, export it there as a REFI-QDA project (.qdpx)" in said
        (tmp_path / "x").unlink(missing_ok=True)


def test_a_name_can_lie() -> None:
    assert read("s.nvp", GOOD).codes and read("s.zip", GOOD).codes


def test_databases_are_known_by_their_tables(tmp_path: Path) -> None:
    kinds = {"qualcoder": ("code_text", "code_name"), "taguette": ("highlight_tags",), "rqda": ("coding", "freecode")}
    for kind, tables in kinds.items():
        for wal in (False, True):
            assert kind_of("x.db", database(tmp_path / f"{kind}{wal}", *tables, wal=wal)) == kind
    assert kind_of("x.zip", package({"Study.qda/data.qda": "x"})) == "qualcoder"
    other = database(tmp_path / "other", "people")
    assert refusal(other) == "s.qdpx is a database, but not of QualCoder, Taguette or RQDA."
    assert "damaged database" in refusal(other[:20] + b"\xff" * 200 + other[220:])


def test_two_projects_in_one_package_and_none() -> None:
    two = package({"project.qde": XML, "Trial.qde": XML})
    assert refusal(two) == "s.qdpx holds 2 projects: project.qde, Trial.qde. It can hold only one."


@pytest.mark.parametrize("name", ["project.qde", "PROJECT.QDE", "Trial 2.qde", "Study/project.qde"])
def test_the_xml_may_have_any_name(name: str) -> None:
    litter = {"__MACOSX/._project.qde": "x", "sources/.root": "", ".DS_Store": "x", "sources/": ""}
    assert read("s.qdpx", qdpx(XML, litter, name)).codes


@pytest.mark.parametrize("name", ["s.qde", "s.qdc"])
def test_a_project_may_come_without_a_package(name: str) -> None:
    assert open_project(name, XML.encode()).sources[0].text == "Yes."


def test_backslashes_are_slashes() -> None:
    assert opened(sources(filed()), files={f"Sources\\{TEXT}.txt": "Yes."}).sources[0].text == "Yes."


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE Project>",
        f"<!DOCTYPE Project [{ENTITIES}]>",
        '<!DOCTYPE Project [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Project SYSTEM "http://localhost:9/x.dtd">',
        "<!-- <x --><?a <b?><!doctype Project [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>",
    ],
)
def test_declarations_are_refused(before: str) -> None:
    xml = f'{HEAD}{before}<Project xmlns="{NAMESPACE}" name="&e9;"/>'
    said = "s.qdpx was not opened, because it contains declarations that projects never do."
    assert refusal(qdpx(xml)) == said
    assert refusal(qdpx(xml.replace("utf-8", "utf-16").encode("utf-16"))) == said
    assert refusal(xml.encode()) == said


def test_xml_that_is_cut_off_or_damaged() -> None:
    assert (
        refusal(qdpx(XML[:-30]))
        == "s.qdpx is cut off: its end is missing. Export the project once more and bring that in."
    )
    damaged = refusal(qdpx(XML.replace("</Codes>", "")))
    assert damaged == "s.qdpx is damaged inside. Export the project once more and bring that in."
    assert "no project" in refusal(qdpx(f"{HEAD}<Other/>"))


@pytest.mark.parametrize("before", ["", "\ufeff", "\ufeff\r\n ", "\n"])
def test_blanks_and_marks_before_the_xml(before: str) -> None:
    assert read("s.qde", f"{before}{XML}".encode()).codes


@pytest.mark.parametrize(
    ("declared", "encoding", "remarks"),
    [
        ("utf-8", "utf-8", 0),
        ("utf-16", "utf-16", 0),
        ("iso-8859-1", "iso-8859-1", 0),
        ("utf-16", "utf-8", 1),
        ("iso-8859-1", "utf-8", 1),
        ("no-such-thing", "utf-8", 1),
        ("utf-8", "cp1252", 1),
    ],
)
def test_a_wrong_encoding_is_put_right(declared: str, encoding: str, remarks: int) -> None:
    xml = project(codes(code(name="Señor Muñoz, café")), sources(source(text=SPANISH)))
    xml = xml.replace("utf-8", declared)
    found = read("s.qde", xml.encode(encoding))
    assert found.codes[0].name == "Señor Muñoz, café" and len(found.remarks) == remarks


def test_characters_that_xml_cannot_hold_are_replaced_at_their_place() -> None:
    xml = project(codes(code()), sources(source(selection(4, 7, name="two"), text="One\x01two\x1f. &#x0;")))
    found = read("s.qde", xml.replace("&amp;#x0;", "&#x0;").encode())
    assert found.sources[0].text == "One\ufffdtwo\ufffd. \ufffd"
    assert found.remarks == ("3 characters that no XML file may hold were replaced by “\ufffd”.",)


def test_parts_are_read_only_from_a_sound_package(monkeypatch: pytest.MonkeyPatch) -> None:
    data = qdpx(XML, {"sources/a.mp3": b"abc" * 1000, "sources/b.mp3": b"x"})
    assert parts(data, ["sources/b.mp3"]) == {"sources/b.mp3": b"x"}
    with pytest.raises(Unreadable, match="its part sources/c.mp3 is missing"):
        parts(data, ["sources/c.mp3"])
    with pytest.raises(Unreadable, match="link to another file"):
        parts(linked(), ["sources/a.txt"])
    monkeypatch.setattr(packages, "TOGETHER", 2000)
    with pytest.raises(Unreadable, match="would unpack to more than"):
        parts(data, ["sources/a.mp3"])


def test_a_file_that_is_far_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framework.importing.foreign.kinds.LARGEST_FILE", 10)
    with pytest.raises(Unreadable, match="far more than a project"):
        read("s.qdpx", GOOD)


def test_a_prefix_that_nobody_declared_is_let_pass() -> None:
    xml = XML.replace('name="Study"', 'name="Study" xsi:schemaLocation="x"').replace("Codes>", "q:Codes>")
    assert read("s.qde", xml.encode()).codes[0].name == "Support"
    picture = element("PictureSource", element("PictureSelection", guid="y"), guid="x").replace("guid", "q:a='1' guid")
    found = read("s.qde", project(sources(picture)).encode())
    assert "q:" not in found.carried[0].xml and found.carried[0].guid == "x"
