"""Plain text in whatever letters it was saved."""

import codecs

import pytest

from framework.importing import read

TALK = "Interviewer: Wie war das für Sie? – „Schön“, ja.\nTeilnehmerin: Später nicht mehr. Ein Café, naja.\n" * 5


@pytest.mark.parametrize(
    "data",
    [
        TALK.encode(),
        codecs.BOM_UTF8 + TALK.encode(),
        codecs.BOM_UTF16_LE + TALK.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TALK.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TALK.encode("utf-32-le"),
        TALK.encode("utf-16-le"),
        TALK.encode("utf-16-be"),
    ],
)
def test_what_a_file_says_of_its_letters_is_followed_without_a_remark(data: bytes) -> None:
    draft = read("talk.txt", data)
    assert draft.text == TALK
    assert draft.remarks == ()


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")])
def test_a_guess_is_named(encoding: str, said: str) -> None:
    draft = read("talk.txt", TALK.encode(encoding))
    assert draft.text == TALK
    assert draft.remarks[0] == (
        f"The file doesn’t say how its letters are written; it was read as {said}. "
        "Check accents, dashes and quotation marks."
    )


def test_only_line_ends_marks_and_nuls_are_changed() -> None:
    odd = "P1:\u00a0a\u200d\u0301 \t b\u2028c\u000bd \u00ad"
    draft = read("talk.txt", f"\ufeff\ufeff{odd}\r\nP2: e\0\rP1: f\n\r\n".encode())
    assert draft.text == f"{odd}\nP2: e\nP1: f\n\n"


def test_letters_that_cannot_be_read_are_counted() -> None:
    draft = read("talk.txt", codecs.BOM_UTF8 + b"P1: Yes \xff and \xfe no.\nP2: Fine.\n")
    assert draft.text == "P1: Yes \ufffd and \ufffd no.\nP2: Fine.\n"
    assert draft.remarks == ("2 bytes could not be read and became “\ufffd”.",)
