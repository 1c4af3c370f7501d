"""Files that can't be read are refused with a sentence that says what they are and what to do."""

import pytest
from word_files import package

from framework.errors import Unreadable
from framework.importing import READERS, read
from framework.importing.kinds import REFUSALS, kind_of

ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xff\xfe", "empty"),
        (b"%PDF-1.7\n...", "pdf"),
        (b"{\\rtf1\\ansi P1: Yes.}", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "image"),
        (b"ID3\x04" + bytes(50), "recording"),
        (b"\0\0\0\x20ftypM4A " + bytes(50), "recording"),
        (b"<!DOCTYPE html><html><body>P1: Yes.</body></html>", "html"),
        ("\ufeff<html>".encode("utf-16-le"), "html"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nHi", "vtt"),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi", "srt"),
        (b"SQLite format 3\0" + bytes(50), "database"),
        (package(ODT), "odt"),
        (package({"xl/workbook.xml": "<a/>"}), "xlsx"),
        (package({"ppt/presentation.xml": "<a/>"}), "slides"),
        (package({"project.qde": "<a/>"}), "qdpx"),
        (package({"talk.txt": "P1: Yes."}), "zip"),
        (package({"word/talk.docx": b"PK"}), "zip"),
        (b"Rar!\x1a\x07", "archive"),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, kind: str) -> None:
    assert kind_of("talk.txt", data) == kind
    if kind in READERS:
        return
    with pytest.raises(Unreadable) as caught:
        read("talk.txt", data)
    assert str(caught.value) == REFUSALS[kind].format("talk.txt")
    assert caught.value.file == "talk.txt"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unreadable, match="talk.txt doesn’t hold text"):
        read("talk.txt", bytes(range(1, 256)) * 40)


@pytest.mark.parametrize("data", [bytes(range(1, 256)) * 40, b"SQLite format 3\0" + bytes(200)])
def test_a_project_that_only_its_program_opens_is_refused_with_the_way_out(data: bytes) -> None:
    with pytest.raises(Unreadable, match="care.nvpx is an NVivo project .* export it there as a REFI-QDA project"):
        read("care.nvpx", data)


def test_a_table_of_values_is_told_by_its_name_alone() -> None:
    with pytest.raises(Unreadable, match="is a table, but none of turns"):
        read("talk.csv", b"YEAR,PLACE,COUNT\n1990,Leeds,12\n1991,York,7\n")
    assert read("talk.txt", b"YEAR,PLACE,COUNT\n1990,Leeds,12\n1991,York,7\n").text.startswith("YEAR,")


def test_markdown_is_plain_text() -> None:
    assert [turn.label for turn in read("talk.md", b"**I:** Ready?\n\n**P:** Yes.\n").turns] == ["I", "P"]


def test_every_refusal_is_a_finished_sentence_and_no_reader_is_refused() -> None:
    assert all(sentence.startswith("{} ") and sentence.endswith(".") for sentence in REFUSALS.values())
    assert not READERS.keys() & REFUSALS.keys()


def test_what_is_far_too_large_is_not_even_looked_at() -> None:
    with pytest.raises(Unreadable, match="larger than 50 MB"):
        read("talk.txt", b"a" * (50 * 1024 * 1024 + 1))


def test_a_text_without_labels_says_so() -> None:
    assert read("talk.txt", b"I came by boat.\n\nIt was a long way.").remarks == (
        "No speaker labels were found; every paragraph stands for itself.",
    )
