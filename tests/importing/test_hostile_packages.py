"""Packages and documents made to harm: each is refused with its own sentence, and nothing of it is unpacked."""

import stat
import zipfile
from io import BytesIO
from struct import pack_into

import pytest
from word_files import CONTENT_TYPES, bare_word, package

from framework.errors import Unreadable
from framework.importing import read
from framework.importing.zip_guard import Limits, MiB, Package

BODY = "<w:p><w:r><w:t>P1: Yes.</w:t></w:r></w:p>"


def refusal(data: bytes, limits: Limits = Limits()) -> str:  # noqa: B008
    """The sentence with which a package is refused, opened and read through."""
    with pytest.raises(Unreadable) as caught:
        opened = Package("x.docx", data, limits)
        for name in opened.names:
            opened.read(name)
    assert caught.value.file == "x.docx"
    return str(caught.value)


def changed(data: bytes, mark: bytes, offset: int, form: str, value: int) -> bytes:
    """The bytes with one number changed, `offset` after each `mark`."""
    out = bytearray(data)
    at = out.find(mark)
    while at >= 0:
        pack_into(form, out, at + offset, value)
        at = out.find(mark, at + 4)
    return bytes(out)


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def test_an_ordinary_package_is_opened() -> None:
    opened = Package("x.docx", package({"a.xml": "one", "b/c.xml": "two"}))
    assert opened.names == ["a.xml", "b/c.xml"]
    assert opened.read("b/c.xml") == b"two"


def test_too_many_parts() -> None:
    data = package({f"{n}.xml": "" for n in range(2001)})
    assert refusal(data) == "x.docx was not opened, because it holds more than 2,000 parts."


def test_a_part_that_is_too_large() -> None:
    data = changed(package({"a": "x"}), CENTRAL, 24, "<I", 65 * MiB)
    assert refusal(data) == "x.docx was not opened, because a part of it would unpack to more than 64 MB."


def test_too_much_together() -> None:
    data = changed(package({f"{n}": "x" for n in range(9)}), CENTRAL, 24, "<I", 30 * MiB)
    assert refusal(data) == "x.docx was not opened, because it would unpack to more than 256 MB."


def test_a_bomb() -> None:
    data = package({"a": bytes(2 * MiB)})
    assert refusal(data) == (
        "x.docx was not opened, because a part of it would unpack to more than 200 times its size."
    )


@pytest.mark.parametrize("name", ["../a", "b/../../a", "/etc/a", "C:/a", "b\\a", ".."])
def test_names_that_leave_the_package(name: str) -> None:
    sentence = "x.docx was not opened, because a part of it has a name that points outside the file."
    assert refusal(package({name: "x"})) == sentence


def test_a_name_with_a_nul() -> None:
    data = package({"aXb": "x"}).replace(b"aXb", b"a\0b")
    assert "points outside the file" in refusal(data)


def test_a_link() -> None:
    entry = zipfile.ZipInfo("a")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(entry, "/etc/passwd")
    assert refusal(file.getvalue()) == "x.docx was not opened, because a part of it is a link to another file."


def test_a_password() -> None:
    data = changed(changed(package({"a": "x"}), LOCAL, 6, "<H", 1), CENTRAL, 8, "<H", 1)
    assert refusal(data) == "x.docx was not opened, because it is encrypted; save it without a password."


def test_a_rare_way_of_packing() -> None:
    data = package({"a": "x"}, zipfile.ZIP_LZMA)
    assert refusal(data) == ("x.docx was not opened, because a part of it is packed in a way that documents never are.")


def test_two_parts_of_one_name() -> None:
    assert refusal(package({"a.xml": "1", "A.xml": "2"})) == (
        "x.docx was not opened, because two parts of it have the same name."
    )


def test_parts_on_top_of_each_other() -> None:
    data = package({"a": "x" * 50, "b": "y" * 50}, zipfile.ZIP_STORED)
    first = data.find(CENTRAL)
    second = bytearray(data)
    pack_into("<I", second, data.find(CENTRAL, first + 4) + 42, 0)
    assert refusal(bytes(second)) == "x.docx was not opened, because parts of it lie on top of each other."


def test_a_part_outside_the_file() -> None:
    data = changed(package({"a": "x"}), CENTRAL, 42, "<I", 10_000)
    assert refusal(data) == "x.docx was not opened, because a part of it lies outside the file."


def test_a_header_that_makes_itself_small() -> None:
    data = changed(package({"a": "x" * 5000}), CENTRAL, 24, "<I", 10)
    assert refusal(data).startswith("x.docx is damaged")


def test_a_header_that_makes_itself_large() -> None:
    data = changed(package({"a": "x" * 100}, zipfile.ZIP_STORED), CENTRAL, 20, "<I", 5000)
    assert refusal(data) == "x.docx was not opened, because parts of it lie on top of each other."


def test_a_wrong_checksum() -> None:
    assert refusal(changed(package({"a": "x"}), CENTRAL, 16, "<I", 1)).startswith("x.docx is damaged")


@pytest.mark.parametrize("cut", [10, 30, 60])
def test_a_torn_package(cut: int) -> None:
    data = bare_word(BODY)
    with pytest.raises(Unreadable, match="x.docx is damaged and can’t be unpacked"):
        read("x.docx", data[: len(data) * cut // 100])


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE w:document>",
        '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE d [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
        + "]>",
    ],
)
def test_document_type_declarations(declaration: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read("x.docx", bare_word(BODY, declaration))
    assert str(caught.value) in (
        "x.docx was not opened, because it contains declarations that documents never do.",
        "x.docx is damaged inside. Open it in the program that wrote it and save it anew.",
    )


def test_entities_in_the_text_are_never_expanded() -> None:
    body = "<w:p><w:r><w:t>P1: &l;</w:t></w:r></w:p>"
    with pytest.raises(Unreadable, match="declarations|damaged inside"):
        read("x.docx", bare_word(body, "<!DOCTYPE d [<!ENTITY l 'ha'>]>"))


def test_elements_nested_without_end() -> None:
    body = "<w:sdt><w:sdtContent>" * 5000 + BODY + "</w:sdtContent></w:sdt>" * 5000
    with pytest.raises(Unreadable, match="damaged inside"):
        read("x.docx", bare_word(body))


def test_a_document_without_its_text() -> None:
    data = package({"[Content_Types].xml": CONTENT_TYPES, "word/other.xml": "<a/>"})
    with pytest.raises(Unreadable, match="its part word/document.xml is missing"):
        read("x.docx", data)
