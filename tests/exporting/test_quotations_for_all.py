"""The quotations as a sheet, as plain rows and as a Word document: the same passages and words, all attributes."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from docx import Document
from exported_study import Small
from openpyxl import load_workbook

from framework import cases, corrections, indexing, versions
from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.exporting.quotation_document import CASE, QUOTE
from framework.model import AttributeKind, Blank, Consent

LECTURE = "one lecture in LA1 FG1, and that was all there ever was for us"
ACROSS = "all there ever was for us.\nS2: I learnt it on the job"
EXPORTS = ("quotations", "quotations-csv", "quotations-docx")


def written(small: Small, what: str, selection: Selection = ALL_OF_IT) -> bytes:
    with small.read() as study:
        return WRITERS[what].write(study, selection)


def from_sheet(small: Small, selection: Selection = ALL_OF_IT) -> list[dict[str, Any]]:
    sheet = load_workbook(BytesIO(written(small, "quotations", selection)))["Quotations"]
    rows = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    head = next(n for n, row in enumerate(rows) if row[0] == "No.")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def from_rows(small: Small, selection: Selection = ALL_OF_IT) -> list[dict[str, Any]]:
    content = written(small, "quotations-csv", selection)
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


READERS: dict[str, Callable[..., list[dict[str, Any]]]] = {"sheet": from_sheet, "rows": from_rows}


@pytest.mark.parametrize("kind", READERS)
def test_a_row_has_every_attribute_of_the_case_and_of_the_passage(small: Small, kind: str) -> None:
    passage = small.passage["In LA1 supervision is where it happens"]
    small.act(indexing.mark_passage, passage.id, 3, True, Consent.GRANTED)
    rows = READERS[kind](small)
    row = next(row for row in rows if row["No."] == f"Q{passage.id}")
    said = {name: str(value) for name, value in row.items()}
    assert said.pop("Placed (UTC)").startswith(f"{passage.at:%Y-%m-%d %H:%M}")
    assert said == {
        "No.": f"Q{passage.id}",
        "Citation": "(LA1, Manager)",
        "Case": "LA1, Manager 1",
        "Site": "LA1",
        "Role": "Manager",
        "Group": "",
        "Speakers": "S1",
        "Lines": "2",
        "Sub-themes": "2.1 Supervision",
        "Quotation": passage.quote,
        "Strength": "3",
        "Key": "key quotation",
        "Consent to quote": "may be quoted",
        "Analyst": "Ada Analyst",
        "Memo": "",
        "Kind": "interview",
        "Years in post": "7",
    }
    first = next(row for row in rows if row["Quotation"] == LECTURE)
    assert (first["Memo"], first["Strength"], first["Key"]) == ("Ada Analyst: Said with a laugh.", "", "")
    assert next(row for row in rows if row["Quotation"] == ACROSS)["Sub-themes"] == "1.1 University\n1.2 On the job"


def test_sheet_and_rows_say_the_same(small: Small) -> None:
    sheet, rows = from_sheet(small), from_rows(small)
    assert len(sheet) == 4 and list(sheet[0]) == list(rows[0])
    same = [name for name in rows[0] if name != "Placed (UTC)"]
    assert [[str(row[name]) for name in same] for row in sheet] == [[row[name] for name in same] for row in rows]


def document(small: Small, selection: Selection = ALL_OF_IT) -> list[tuple[str, str]]:
    """(style, words) of each paragraph."""
    paragraphs = Document(BytesIO(written(small, "quotations-docx", selection))).paragraphs
    return [(paragraph.style.name or "" if paragraph.style else "", paragraph.text) for paragraph in paragraphs]


def under(paragraphs: list[tuple[str, str]], heading: str) -> list[tuple[str, str]]:
    """What stands below a heading, up to the next one."""
    start = next(n for n, (style, text) in enumerate(paragraphs) if style.startswith("Heading") and text == heading)
    rest = paragraphs[start + 1 :]
    end = next((n for n, (style, _) in enumerate(rest) if style.startswith("Heading")), len(rest))
    return rest[:end]


def test_the_document_has_the_passages_of_each_theme_in_the_order_of_the_cases(small: Small) -> None:
    found = document(small)
    headings = [text for style, text in found if style.startswith("Heading")]
    assert headings[:3] == ["1 Training", "1.1 University", "1.2 On the job"]
    assert [style for style, text in found if text in ("1 Training", "1.1 University")] == ["Heading 1", "Heading 2"]
    university = under(found, "1.1 University")
    quotes = [text for style, text in university if style == QUOTE]
    assert quotes == [f"“{LECTURE}”", f"“{ACROSS}”", "“one lecture in LA2 FG1”"]
    cases = [text for style, text in university if style == CASE]
    assert [case.split(" · ")[0] for case in cases] == ["LA1, FG1", "LA2, FG1"]
    words = [text for _, text in university]
    assert any(text.startswith("(LA1, FG1) · S1, S2 · lines 2–3 · Q") for text in words)
    assert "Also under: 1.2 On the job" in words and "Memo: Ada Analyst: Said with a laugh." in words
    assert "What is said about university." in words and "3 passages in 2 cases" in words
    assert [text for style, text in under(found, "1.2 On the job") if style == QUOTE] == [f"“{ACROSS}”"]
    assert "No passages." in [text for _, text in under(found, "2.2 Colleagues")]
    interview = [text for style, text in under(found, "2.1 Supervision") if style == CASE]
    assert interview == ["LA1, Manager 1 · interview · Site: LA1 · Role: Manager · Years in post: 7"]
    assert not Document(BytesIO(written(small, "quotations-docx"))).tables


@pytest.mark.parametrize("what", EXPORTS)
def test_refused_words_and_what_is_withheld_leave_by_none_of_them(small: Small, what: str) -> None:
    refused = small.passage["In LA1 supervision is where it happens"]
    small.act(indexing.mark_passage, refused.id, None, None, Consent.REFUSED)
    small.blank("LA2, FG1", "University", Blank.SUPPRESSED)
    said = _words(written(small, what))
    assert "(the words may not be quoted)" in said and "may not be quoted" in said
    assert "In LA1 supervision" not in said
    assert "one lecture in LA2 FG1" not in said and "In LA3 supervision" not in said
    assert LECTURE in said


@pytest.mark.parametrize("what", EXPORTS)
def test_the_chosen_cases_and_themes_as_of_a_version(small: Small, what: str) -> None:
    frozen = small.act(versions.freeze_framework, "Pilot")
    small.act(indexing.remove_passage, small.passage["one lecture in LA2 FG1"].id)
    chosen = Selection((small.case["LA2, FG1"],), frozenset([small.theme["Training"]]), "some", frozen.id)
    said = _words(written(small, what, chosen))
    assert "one lecture in LA2 FG1" in said and LECTURE not in said and "In LA1 supervision" not in said
    assert "one lecture in LA2 FG1" not in _words(written(small, what))


@pytest.mark.parametrize("what", EXPORTS)
def test_a_passage_adrift_says_so(small: Small, what: str) -> None:
    passage = small.passage["In LA1 supervision is where it happens"]
    small.act(corrections.correct_turn, passage.transcript_id, 2, "I would rather not say where that is done.")
    said = _words(written(small, what))
    assert passage.quote in said and "2 (adrift)" in said


def test_words_that_look_like_a_formula_stay_words(small: Small) -> None:
    passage = small.passage["In LA1 supervision is where it happens"]
    attribute = small.act(cases.add_attribute, "Post", AttributeKind.TEXT, [])
    small.act(cases.set_value, small.case["LA1, Manager 1"], attribute.id, "=1+1")
    row = next(row for row in from_rows(small) if row["No."] == f"Q{passage.id}")
    assert row["Post"] == "'=1+1"


def _words(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode("utf-8-sig")
    if b"xl/workbook.xml" in content:
        book = load_workbook(BytesIO(content))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)
