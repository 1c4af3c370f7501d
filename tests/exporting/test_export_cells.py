"""Words become fit for worksheets without a letter lost."""

import re

from hypothesis import given
from hypothesis import strategies as st

from framework.exporting.cells import (
    CELL_LIMIT,
    GOES_ON,
    NAME_LIMIT,
    WENT_ON,
    header_text,
    legible,
    like_formula,
    pieces,
    safe,
    sheet_names,
    units,
)
from framework.exporting.table import Run, Voice

ANY_TEXT = st.text(st.characters())
TRICKY = st.one_of(ANY_TEXT, st.text(st.sampled_from("_x000D_5FA\r\n\x00\t =+-@'\U0001f600"), max_size=60))


def as_excel_reads(text: str) -> str:
    """The text behind _xHHHH_ escapes, read from left to right."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@given(TRICKY)
def test_any_text_reads_back_as_its_legible_self(text: str) -> None:
    assert as_excel_reads(safe(text)) == legible(text)


def test_what_a_worksheet_cannot_hold_is_made_visible() -> None:
    assert legible("a\x00b\x0bc\x1fd") == "a␀b␋c␟d"
    assert legible("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te"
    assert legible("\ud800 \uffff \ufffe") == "� � �"
    assert legible("plain “quoted” – 中文 \U0001f600") == "plain “quoted” – 中文 \U0001f600"


def test_escape_like_words_stay_words() -> None:
    assert safe("_x000D_") == "_x005F_x000D_"
    assert as_excel_reads(safe("_x000D_x000D_")) == "_x000D_x000D_"
    assert safe("under_score x000D_") == "under_score x000D_"


def test_what_begins_like_a_formula_is_known() -> None:
    assert all(map(like_formula, ("=1+1", "+44", "-x", "@SUM", "\tx", "\rx")))
    assert not any(map(like_formula, ("", "x=1", " =1", "#N/A", "007")))


@given(st.lists(st.tuples(TRICKY, st.sampled_from(Voice))), st.integers(60, 200))
def test_long_text_goes_on_below_with_a_mark_at_both_ends(said: list[tuple[str, Voice]], limit: int) -> None:
    runs = [Run(text, voice) for text, voice in said]
    whole = "".join(legible(run.text) for run in runs)
    cells = ["".join(run.text for run in cell) for cell in pieces(runs, limit)]
    assert all(units(cell) <= limit for cell in cells)
    assert all(cell.endswith(GOES_ON) for cell in cells[:-1])
    assert all(cell.startswith(WENT_ON) for cell in cells[1:])
    parts = [
        cell[len(WENT_ON) * (n > 0) : len(cell) - len(GOES_ON) * (n < len(cells) - 1)] for n, cell in enumerate(cells)
    ]
    assert "".join(parts) == whole
    assert (len(cells) == 1) == (units(whole) <= limit)


def test_length_is_counted_in_utf_16() -> None:
    faces = "\U0001f600" * 20_000
    assert units(faces) == 40_000
    assert len(pieces([Run(faces)])) == 2
    assert len(pieces([Run("a" * CELL_LIMIT)])) == 1


@given(st.lists(st.one_of(ANY_TEXT, st.sampled_from(["History", "a", "A", "İ", "i", "ı", "[", "'x'", "a" * 40]))))
def test_sheet_names_are_ones_that_excel_accepts(wishes: list[str]) -> None:
    names = sheet_names(wishes)
    assert len({name.casefold() for name in names}) == len(wishes)
    for name in names:
        assert 0 < units(name) <= NAME_LIMIT
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert name == name.strip(" '")
        assert name.casefold() != "history"


def test_page_headers_have_no_codes_and_have_an_end() -> None:
    assert header_text("R&D &L 2026") == "R&&D &&L 2026"
    assert len(header_text("a" * 300)) == 90
