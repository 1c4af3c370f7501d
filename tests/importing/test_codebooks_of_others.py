"""Codebooks of other programs: whatever they call things, the hierarchy comes in, and what can't is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import SmallStudy

from framework import starters, themes
from framework.errors import FrameworkError, Invalid, Unreadable
from framework.exporting import WRITERS
from framework.importing.refi_codebook import is_codebook, read_codebook
from framework.model import Origin

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
GUID = "00000000-0000-0000-0000-00000000000"


def book(codes: str, namespace: str = "urn:QDA-XML:codebook:1.0", more: str = "") -> bytes:
    return f'{HEAD}<CodeBook xmlns="{namespace}" origin="x"><Codes>{codes}</Codes>{more}</CodeBook>'.encode()


def code(name: str, *inner: str, codable: str = "true", color: str = "#4477aa") -> str:
    return f'<Code guid="{GUID}1" name="{name}" isCodable="{codable}" color="{color}">{"".join(inner)}</Code>'


TREE = code("Training", code("University", code("Placements")), code("On the job")) + code("Support")
PATHS = [
    ("Training",),
    ("Training", "University"),
    ("Training", "University", "Placements"),
    ("Training", "On the job"),
    ("Support",),
]


def paths(data: bytes) -> list[tuple[str, ...]]:
    return [heading.path for heading in read_codebook("a.qdc", data).headings]


@pytest.mark.parametrize(
    "namespace", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:0:4", "urn:QDA-XML:codebook:1:0"]
)
def test_the_hierarchy_comes_in_whatever_the_namespace(namespace: str) -> None:
    assert paths(book(TREE, namespace)) == PATHS


@pytest.mark.parametrize(
    "data",
    [
        f"<CodeBook><Codes>{TREE}</Codes></CodeBook>".encode(),
        b"\xef\xbb\xbf\r\n" + book(TREE),
        book(TREE).decode().replace("utf-8", "utf-16").encode("utf-16"),
        f'<q:CodeBook xmlns:q="u"><!-- x --><q:Codes>{TREE}</q:Codes></q:CodeBook>'.replace("<Code ", "<q:Code ")
        .replace("</Code>", "</q:Code>")
        .encode(),
        f"<Project xmlns='urn:QDA-XML:project:1.0'><CodeBook><Codes>{TREE}</Codes></CodeBook></Project>".encode(),
    ],
)
def test_the_same_codes_in_other_clothes(data: bytes) -> None:
    assert is_codebook(data) and paths(data) == PATHS


def test_descriptions_are_taken_apart_where_they_are_labelled() -> None:
    said = "What it means.\nMore.\n\nInclude: Courses\nand seminars\n\nExclude: Chats\n\nOrigin: topic guide"
    (heading,) = read_codebook("a.qdc", book(code("A", f"<Description>{said}</Description>"))).headings
    assert heading.definition == "What it means.\nMore."
    assert (heading.include, heading.exclude, heading.origin) == ("Courses\nand seminars", "Chats", Origin.TOPIC_GUIDE)


def test_what_has_no_place_is_said() -> None:
    sets = f'<Sets><Set guid="{GUID}2" name="Blue ones"/></Sets>'
    codes = code("Nodes", code("A::B", color="rgba(1, 2, 3, 1)") + code(" ", code("Beneath")), codable="false")
    outline = read_codebook("a.qdc", book(codes, more=sets))
    assert [heading.path for heading in outline.headings] == [("A::B",), ("Beneath",)]
    said = " ".join(outline.remarks)
    for words in ("NVivo", "“::”", "Blue ones", "colours", "without a name"):
        assert words in said


def test_a_framework_goes_out_and_comes_back_the_same(study: SmallStudy) -> None:
    ids = study.themes
    limits = {"include": "Courses", "exclude": "Chats"}
    study.act("ruth", "define_theme", theme_id=ids["University training"], definition="Two\nlines.", **limits)
    study.act("ruth", "retire_theme", theme_id=ids["Supervision"])
    with study.read() as opened:
        data, there = WRITERS["codebook-qdc"].write(opened), starters.from_study(opened)
    found = read_codebook("a.qdc", data)
    assert starters.as_rows(found) == starters.as_rows(there)
    assert any("Retired" in remark for remark in found.remarks)
    e = study.elsewhere
    assert e is not None
    e.act("lead", "start_framework", headings=starters.as_rows(found), source="a.qdc")
    names = {entry.theme.name for entry in e.ask(themes.index)}
    assert {"University training", "Duty weeks"} <= names and "Supervision" not in names
    assert e.trail()[0].endswith("from a.qdc to the framework")


def test_codes_that_lie_too_deep_are_moved_up_and_many_are_refused() -> None:
    deep = ""
    for name in "lkjihgfedcba":
        deep = code(name, deep)
    outline = read_codebook("a.qdc", book(deep))
    assert max(len(heading.path) for heading in outline.headings) == starters.DEEPEST
    assert any("deeper" in remark for remark in outline.remarks)
    with pytest.raises(Invalid, match="far more"):
        read_codebook("a.qdc", book("".join(code(f"c{n}") for n in range(starters.MOST + 1))))


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (f'{BOMB}<CodeBook><Codes><Code name="&b;"/></Codes></CodeBook>'.encode(), "declarations"),
        (f"{OUTSIDE}<CodeBook><Codes>{code('A', '&a;')}</Codes></CodeBook>".encode(), "declarations"),
        (b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><CodeBook/>', "declarations"),
        (book(TREE)[:-40], "damaged"),
        (b"<", "damaged"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"<svg/>", "no codebook"),
        (b"<CodeBook>" + b"<Code>" * 5000, "damaged"),
    ],
)
def test_hostile_and_broken_files_are_refused_in_a_sentence(data: bytes, words: str) -> None:
    assert is_codebook(data)
    with pytest.raises(Unreadable, match=words) as refused:
        read_codebook("a.qdc", data)
    assert "a.qdc" in str(refused.value)


def test_a_book_without_codes_is_refused_in_a_sentence() -> None:
    for data in (book(""), b"<CodeBook/>", book("").replace(b"<Codes></Codes>", b"")):
        with pytest.raises(Invalid, match="no themes"):
            read_codebook("a.qdc", data)


@given(st.integers(0, 600), st.binary(max_size=4))
def test_any_file_is_an_outline_or_refused_in_a_sentence(at: int, put: bytes) -> None:
    whole = book(TREE)
    try:
        assert read_codebook("a.qdc", whole[:at] + put + whole[at + len(put) :]).headings
    except FrameworkError as refused:
        assert str(refused).endswith(".")


def test_tables_are_no_codebooks() -> None:
    assert not is_codebook(b"Name,Parent\r\nTraining,\r\n") and not is_codebook(b"PK\x03\x04") and not is_codebook(b"")
