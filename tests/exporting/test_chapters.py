"""The summary matrices as a Word document."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.table import _Cell
from exported_study import Small

from framework import indexing, themes
from framework.exporting import WRITERS
from framework.exporting.chapters import MOST_COLUMNS
from framework.model import Blank, Consent

LECTURE = "one lecture in LA1 FG1, and that was all there ever was for us"


def document(small: Small) -> WordDocument:
    with small.read() as study:
        return Document(BytesIO(WRITERS["summary-docx"].write(study)))


def cell(found: WordDocument, case: str, theme: str) -> _Cell:
    """Where a case and a sub-theme meet, in whichever table that is."""
    for table in found.tables:
        titles = [one.text for one in table.rows[0].cells]
        if theme in titles:
            row = next(row for row in table.rows if row.cells[0].text == case)
            return row.cells[titles.index(theme)]
    raise AssertionError(f"no table with {theme}")


def test_a_chapter_for_each_theme_says_what_it_means_and_notes(small: Small) -> None:
    found = document(small)
    headings = [p.text for p in found.paragraphs if p.style and p.style.name == "Heading 1"]
    words = [p.text for p in found.paragraphs]
    assert headings == ["1 Training", "2 Support"]
    assert "Everything about training." in words
    noted = "1.1 University: What is said about university.\nTheme note: One lecture is all that most remember."
    assert noted in words and "An earlier thought." not in "\n".join(words)
    assert found.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert any(line.startswith("Framework: As it stands now") for line in words)
    assert any(line.startswith("Selection: None: all cases") for line in words)
    assert not found.core_properties.author


def test_the_voices_of_a_cell_look_different_and_keep_their_lines(small: Small) -> None:
    summary, verbatim, comment, foot = cell(document(small), "LA1, FG1", "1.1 University").paragraphs
    assert summary.text == "Recall a single lecture. (2)"
    assert verbatim.text == "“that was all there ever was” (2)"
    assert comment.text == "Comment: Compare with managers."
    assert foot.text == "draft"
    looks = [run.style.name for paragraph in (verbatim, comment, foot) for run in paragraph.runs if run.style]
    assert looks == ["Verbatim", "Line reference", "Analyst comment", "Matrix small print"]
    assert verbatim.runs[0].style and verbatim.runs[0].style.font.italic


def test_a_reference_stands_behind_each_stretch_that_rests_on_a_passage(small: Small) -> None:
    text, passage = "One lecture. That was all; nobody minds.", small.passage[LECTURE].id
    small.chart(
        "LA1, FG1", "University", {"kind": "summary", "text": text, "ties": [[passage, 0, 12], [passage, 13, 26]]}
    )
    said = cell(document(small), "LA1, FG1", "1.1 University").paragraphs[0].text
    assert said == "One lecture. (2) That was all; (2) nobody minds."


def test_a_blank_cell_says_why_in_words(small: Small) -> None:
    found = document(small)
    reasons = {
        "LA2, FG2": "asked, nothing said · draft",
        "LA1, Manager 1": "not asked · draft",
        "LA2, FG1": "not charted yet (1 passage)",
        "LA3, FG2": "nothing indexed",
    }
    assert {case: cell(found, case, "1.1 University").text for case in reasons} == reasons
    assert cell(found, "LA3, Manager 1", "2.1 Supervision").text == "withdrawn"


def test_what_is_withheld_or_may_not_be_quoted_is_nowhere_in_the_file(small: Small) -> None:
    passage = small.passage[LECTURE]
    small.act(indexing.mark_passage, passage.id, passage.strength, passage.key, Consent.REFUSED)
    small.blank("LA3, FG2", "Colleagues", Blank.SUPPRESSED)
    found = document(small)
    words = found.element.xml
    assert "that was all there ever was" not in words and "not described" not in words
    assert "(the words may not be quoted)" in cell(found, "LA1, FG1", "1.1 University").text


def test_a_theme_with_many_columns_is_split_into_tables_that_all_name_the_cases(small: Small) -> None:
    for number in range(8):
        small.act(themes.add_theme, small.theme["Training"], f"Course {number}")
    found = document(small)
    widths = [len(table.columns) - 1 for table in found.tables]
    assert widths == [4, 4, 3, 3] and max(widths) <= MOST_COLUMNS
    cases = [[row.cells[0].text for row in table.rows] for table in found.tables]
    assert all(names == cases[0] and names[0] == "Case" and len(names) == 10 for names in cases)
    titles = [one.text for table in found.tables[:3] for one in table.rows[0].cells[1:]]
    assert titles[0] == "1.1 University" and titles[-1] == "1.11 Other"
    assert found.element.xml.count("<w:tblHeader") == len(found.tables)


def test_words_of_every_kind_arrive_letter_for_letter(small: Small) -> None:
    text = 'a < b & "c" ]]> _x000D_\nשלום 😀\ttab'
    small.chart("LA2, FG1", "Colleagues", {"kind": "summary", "text": text})
    assert cell(document(small), "LA2, FG1", "2.2 Colleagues").paragraphs[0].text == text


def test_a_word_processor_opens_it(small: Small, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice on this machine")
    with small.read() as study:
        (tmp_path / "matrices.docx").write_bytes(WRITERS["summary-docx"].write(study))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "matrices.docx")], check=True, capture_output=True, timeout=120)
    if not (tmp_path / "matrices.txt").exists():
        pytest.skip("LibreOffice without its Writer")
    words = re.sub(r"\s+", " ", (tmp_path / "matrices.txt").read_text("utf-8-sig"))
    assert "Recall a single lecture. (2)" in words and "Comment: Compare with managers." in words
