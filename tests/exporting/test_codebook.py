"""The codebook as a worksheet, a Word document and plain rows."""

import csv
from io import BytesIO, StringIO

import pytest
from docx import Document
from exported_study import Small
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from framework import indexing, themes
from framework.exporting import WRITERS, file_name
from framework.exporting.codebook import codebook
from framework.exporting.plain_rows import safe
from framework.exporting.selection import chosen
from framework.model import Consent, Passage

COLUMNS = ["No.", "Theme", "Definition", "Include", "Exclude", "Example", "Said in"]
COLUMNS += ["Origin", "Status", "Passages", "Cases"]


@pytest.fixture
def telling(small: Small) -> Passage:
    """A passage that stands for its theme, which says what belongs there and what does not."""
    with small.read() as study:
        theme_id = next(entry.theme.id for entry in themes.index(study) if entry.number == "1.1")
        passage = indexing.passages_under(study, theme_id)[0].passage
    small.act(themes.define_theme, theme_id, "=1+1", include="Courses", exclude="-Chats")
    small.act(themes.choose_example, theme_id, passage.id)
    return passage


def plain_rows(small: Small) -> list[list[str]]:
    with small.read() as study:
        content = WRITERS["codebook-csv"].write(study)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_plain_rows_hold_everything_and_no_formula(small: Small, telling: Passage) -> None:
    titles, *rows = plain_rows(small)
    row = dict(zip(titles, next(row for row in rows if row[0] == "1.1"), strict=True))
    assert titles == COLUMNS
    assert (row["Definition"], row["Include"], row["Exclude"]) == ("'=1+1", "Courses", "'-Chats")
    assert row["Example"].removeprefix("'") == " ".join(telling.quote.split())
    assert row["Said in"].startswith("(LA") and " line" in row["Said in"]


def test_the_document_has_a_heading_for_each_theme_and_names_nobody(small: Small, telling: Passage) -> None:
    with small.read() as study:
        document = Document(BytesIO(WRITERS["codebook-docx"].write(study)))
        wanted = [f"{entry.number}  {entry.theme.name}" for entry in themes.index(study)]
    headings = [p.text for p in document.paragraphs if p.style and p.style.name and p.style.name.startswith("Heading")]
    words = "\n".join(p.text for p in document.paragraphs)
    assert headings == wanted
    assert "Include: Courses" in words and f"“{' '.join(telling.quote.split())}”" in words
    assert not document.core_properties.author and not document.core_properties.last_modified_by


def test_the_worksheet_shows_the_example_as_words_of_a_participant(small: Small, telling: Passage) -> None:
    with small.read() as study:
        sheet = load_workbook(BytesIO(WRITERS["codebook"].write(study)))["Codebook"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "1.1")
    assert row[5] == f"“{' '.join(telling.quote.split())}”"


def test_an_example_that_may_not_be_quoted_or_is_gone_is_not_shown(small: Small, telling: Passage) -> None:
    def examples() -> list[str]:
        with small.read() as study:
            return [entry.example for entry in codebook(chosen(study)) if entry.example]

    assert len(examples()) == 1
    with small.workspace.change(small.project, small.person) as change:
        change.update(change.get(Passage, telling.id), consent=Consent.REFUSED)
    assert examples() == []
    small.act(indexing.remove_passage, telling.id)
    assert examples() == []


def test_an_empty_study_has_an_empty_codebook(small: Small) -> None:
    project = small.workspace.start_study(small.person, "Nothing yet")
    with small.workspace.read(project, small.person) as study:
        for what in ("codebook", "codebook-docx", "codebook-csv"):
            assert WRITERS[what].write(study)
        assert file_name(study, "codebook-docx").endswith(".docx")


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_no_text_of_plain_rows_begins_a_formula(text: str) -> None:
    assert safe(text)[:1] not in tuple("=+-@\t\r")
