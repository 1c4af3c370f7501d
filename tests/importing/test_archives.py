"""Archives: each file in one comes in as if it had been given alone."""

import pytest
from word_files import package, word

from framework.errors import Unreadable
from framework.importing import read
from framework.importing.archives import Archive, is_litter
from framework.importing.sandbox import Limits, read_all
from framework.model import Draft

TALK = b"P1: Yes.\nP2: No.\n"


def test_an_archive_gives_each_of_its_files_under_folder_and_name() -> None:
    document = word("Moderator: Welcome.", "S1: Thanks.")
    inner = package({"talk.txt": TALK})
    held = {
        **{"Wave 2/LA2.docx": document, "Wave 1/LA1.txt": TALK, "Wave 1/.DS_Store": b"x", "Wave 1/~$LA1.docx": b"x"},
        **{"__MACOSX/Wave 1/._LA1.txt": b"x", "inner.zip": inner, "photo.png": b"\x89PNG\r\n", "Wave 2/café.txt": TALK},
    }
    told: list[float] = []
    found = list(read_all([("all.zip", package(held)), ("last.txt", TALK)], told.append))
    assert [draft.file for draft in found] == [
        *("Wave 1/LA1.txt", "Wave 2/LA2.docx", "Wave 2/café.txt", "inner.zip", "photo.png", "last.txt")
    ]
    assert found[0] == read("Wave 1/LA1.txt", TALK) and found[1] == read("Wave 2/LA2.docx", document)
    assert [str(refused).split(" ", 1)[1] for refused in found if isinstance(refused, Unreadable)] == [
        "is a packed archive, or lies inside one. Unpack it and import the transcripts in it.",
        "is a picture. Its words would have to be typed or recognised first.",
    ]
    assert told[0] == 0 and told == sorted(told) and told[-1] == 1


def test_an_archive_goes_on_after_a_file_that_ends_the_child() -> None:
    held = {"a.txt": TALK, "b.html": b"<html>" + b"".join(b"<p>P1: %d.</p>" % n for n in range(300_000)), "c.txt": TALK}
    found = list(read_all([("all.zip", package(held))], limits=Limits(cpu_seconds=2)))
    assert [type(answer) for answer in found] == [Draft, Unreadable, Draft]
    assert str(found[1]) == "b.html took too long to read and was left out."


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        ({"__MACOSX/x": "x"}, "all.zip holds no files."),
        ({"../a.txt": "x"}, "all.zip was not opened, because a part of it has a name that points outside the file."),
        ({f"{n}.txt": "" for n in range(2001)}, "all.zip was not opened, because it holds more than 2,000 parts."),
        (
            {"a.txt": "0" * 5_000_000},
            "all.zip was not opened, because a part of it would unpack to more than 200 times",
        ),
    ],
)
def test_an_archive_that_breaks_the_guard_is_refused_as_a_whole(held: dict[str, str], sentence: str) -> None:
    (found,) = read_all([("all.zip", package(held))])
    assert isinstance(found, Unreadable) and str(found).startswith(sentence)


def test_names_of_old_programs_are_read_as_people_wrote_them() -> None:
    written = package({"caf?.txt": TALK}).replace(b"caf?.txt", b"caf\xc3\xa9txt")
    assert Archive("all.zip", written).names == ("cafétxt",)


def test_what_systems_leave_in_folders_is_no_file() -> None:
    assert is_litter("a/Thumbs.db") and is_litter("__MACOSX/a") and is_litter([".git", "config"][0])
    assert not is_litter("a.b/c~d.txt")
