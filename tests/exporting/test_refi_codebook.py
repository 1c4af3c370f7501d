"""The framework as a REFI-QDA codebook."""

import re
from pathlib import Path

import pytest
from exported_study import Small, start
from refi import all_of, codebook_of, tree

from framework import starters, themes
from framework.errors import Invalid
from framework.exporting import WRITERS, Selection, file_name
from framework.exporting.refi.codes import PALETTE
from framework.importing.refi_codebook import read_codebook
from framework.model import Origin, Theme
from framework.study import Study

ROOT = Path(__file__).parents[2]


def paths(study: Study) -> list[tuple[str, ...]]:
    """The names of all themes, each with those above it, in the order of the index."""
    by_id = study.by_id(Theme)
    above = themes.paths(study)
    return [tuple(by_id[id].name for id in above[entry.theme.id]) for entry in themes.index(study)]


def test_hierarchy_names_and_order_are_those_of_the_index(study: Study) -> None:
    book = codebook_of(study)
    assert tree(all_of(book, "c:Codes")[0]) == paths(study)
    assert len({code.get("guid") for code in book.iter("{*}Code")}) == len(paths(study))
    assert file_name(study, "codebook-qdc").endswith(".qdc")


def test_no_two_codes_have_the_same_name(small: Small) -> None:
    for above in (None, small.theme["Training"], small.theme["University"]):
        small.act(themes.add_theme, above, "supervision")
    small.act(themes.add_theme, None, "Supervision (Support)")
    with small.read() as study:
        data = WRITERS["codebook-qdc"].write(study)
        names = [str(code.get("name")).casefold() for code in codebook_of(study).iter("{*}Code")]
        there = starters.from_study(study)
    assert len(names) == len(set(names)) and "other (training)" in names
    assert [h.path for h in read_codebook("a.qdc", data).headings] == [h.path for h in there.headings]


def test_a_code_says_what_the_theme_means(small: Small) -> None:
    defined, limits = "Lectures & <b>.\nSecond line.", {"include": "Courses", "exclude": "Chats"}
    small.act(themes.define_theme, small.theme["University"], defined, Origin.TOPIC_GUIDE, **limits)
    small.act(themes.retire_theme, small.theme["Colleagues"])
    with small.read() as study:
        said = {code.get("name"): code.findtext("{*}Description") for code in codebook_of(study).iter("{*}Code")}
    origin = "Origin: topic guide"
    assert said["University"] == f"Lectures & <b>.\nSecond line.\n\nInclude: Courses\n\nExclude: Chats\n\n{origin}"
    assert said["Colleagues"] == f"What is said about colleagues.\n\n{origin}\n\nStatus: retired"


def test_the_same_framework_gives_the_same_bytes(small: Small) -> None:
    with small.read() as study:
        first = WRITERS["codebook-qdc"].write(study)
    small.act(themes.define_theme, small.theme["University"], "Other words.")
    with small.read() as study:
        second = WRITERS["codebook-qdc"].write(study)
        assert second == WRITERS["codebook-qdc"].write(study)
    assert second != first and re.findall(b'guid="(.*?)"', first) == re.findall(b'guid="(.*?)"', second)


def test_some_themes_leave_with_those_above_them_only(small: Small) -> None:
    with small.read() as study:
        book = codebook_of(study, Selection(themes=frozenset([small.theme["Supervision"]])))
    assert tree(all_of(book, "c:Codes")[0]) == [("Support",), ("Support", "Supervision")]


def test_the_colours_are_those_of_the_screens(study: Study) -> None:
    style = (ROOT / "workbench/components/assets/theme_tree.css").read_text(encoding="utf-8")
    assert dict(re.findall(r"--theme-(\d+): (#\w{6})", style)) == {str(n): c for n, c in enumerate(PALETTE)}
    assert {code.get("color") for code in codebook_of(study).iter("{*}Code")} == {PALETTE[0], PALETTE[1]}


def test_letters_that_no_file_can_hold_are_made_visible(small: Small) -> None:
    small.act(themes.define_theme, small.theme["University"], "a\x01b\ufffe\n😀 שלום")
    with small.read() as study:
        (said,) = [
            c.findtext("{*}Description") for c in codebook_of(study).iter("{*}Code") if c.get("name") == "University"
        ]
    assert said is not None and said.startswith("a\u2401b\ufffd\n😀 שלום")


def test_an_empty_framework_is_refused_in_a_sentence(tmp_path: Path) -> None:
    small = start(tmp_path / "empty.sqlite3")
    with small.read() as study, pytest.raises(Invalid, match="no themes yet"):
        WRITERS["codebook-qdc"].write(study)
    small.workspace.close()
