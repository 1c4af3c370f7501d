"""The study arrives in the workbook: letter for letter, linked, and with the right bases."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from exported_study import Small, draft, start
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from sqlalchemy import event
from test_export_cells import TRICKY, as_excel_reads

from framework import corrections, design, indexing, themes, transcripts
from framework.cases import case_rows
from framework.errors import NotFound
from framework.exporting import WRITERS, Selection, file_name, whole_workbook, write
from framework.exporting.cells import GOES_ON, WENT_ON, legible
from framework.exporting.selection import chosen
from framework.exporting.sheet import workbook
from framework.exporting.table import Column, Entry, Row, Run, Table, Voice
from framework.interpretation import ALL, compare
from framework.model import Blank, Block, CaseKind, Consent, Link, Passage, Transcript
from framework.passport import KEY
from framework.study import Study

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def opened(content: bytes, *, rich: bool = False) -> Workbook:
    return load_workbook(BytesIO(content), rich_text=rich)


def trees(content: bytes) -> Iterator[Any]:
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                yield etree.fromstring(archive.read(name))


def words_in(content: bytes) -> set[str]:
    """The text of every cell, as Excel reads it."""
    return {
        as_excel_reads("".join(t.text or "" for t in cell.iter(f"{MAIN}t")))
        for tree in trees(content)
        for cell in tree.iter(f"{MAIN}c")
    }


def assert_text_only(content: bytes) -> None:
    for tree in trees(content):
        assert tree.find(f".//{MAIN}f") is None
        assert {cell.get("t", "n") for cell in tree.iter(f"{MAIN}c")} <= {"inlineStr", "n"}


def values(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def row_of(sheet: Any, first: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == first)


def column_of(sheet: Any, heading: str) -> int:
    return next(cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == heading)


@pytest.fixture
def book(study: Study) -> Workbook:
    return opened(whole_workbook(study), rich=True)


def test_the_sheets_stand_in_the_order_of_the_method(book: Workbook) -> None:
    assert book.sheetnames == [
        "Cover",
        "Locating matrix",
        "1 Training",
        "2 Support",
        "By site",
        "By role",
        "Codebook",
        "Quotations",
        "Sign-off",
        "Review of cells",
        "Cases",
        "Abbreviations",
        KEY,
    ]


def test_the_cover_says_what_this_is(book: Workbook, study: Study) -> None:
    facts = {str(row[0]): str(row[1]) for row in reversed(values(book["Cover"])) if row[0]}
    assert book["Cover"]["A1"].value == study.design.title
    assert facts["Research questions"] == "How confident are practitioners?\nWhat would help them?"
    assert facts["Version"].startswith(f"{study.version} ")
    assert facts["Framework"] == "As it stands now; never frozen: 2 main themes, 6 sub-themes"
    assert facts["Cases"] == "9 cases at 3 sites: 6 focus groups, 3 interviews"
    assert facts["Selection"] == "None: all cases and all themes"
    assert "Ada Analyst" in facts["Exported"] and "UTC" in facts["Exported"]
    assert "Not a measure of prevalence" in facts["Counts"]
    links = {cell.value: cell.hyperlink.location for cell in book["Cover"]["A"] if cell.hyperlink}
    assert list(links) == book.sheetnames[1:-1]
    assert links["1 Training"] == "'1 Training'!A1"


def test_the_locating_matrix_marks_and_counts(book: Workbook) -> None:
    sheet = book["Locating matrix"]
    university, supervision = column_of(sheet, "1.1 University"), column_of(sheet, "2.1 Supervision")
    assert sheet.cell(row_of(sheet, "LA1, FG1"), university).value == "●"
    assert sheet.cell(row_of(sheet, "LA2, FG2"), university).value == "○"
    assert sheet.cell(row_of(sheet, "LA1, Manager 1"), university).value == "not asked"
    assert sheet.cell(row_of(sheet, "LA2, Manager 1"), university).value == "n/a"
    assert sheet.cell(row_of(sheet, "LA3, FG1"), university).value is None
    assert sheet.cell(row_of(sheet, "LA3, Manager 1"), supervision).value == "withdrawn"
    assert sheet.cell(row_of(sheet, "Cases"), university).value == "2 of 7"
    assert sheet.cell(row_of(sheet, "Cases"), supervision).value == "1 of 8"
    assert sheet.cell(row_of(sheet, "LA1, FG1"), sheet.max_column).value == "2 of 6"
    assert [sheet.cell(row_of(sheet, "LA1, FG1"), n).value for n in (1, 2, 3, 4)] == ["LA1, FG1", "LA1", None, "FG1"]


def test_a_summary_cell_keeps_its_voices_apart(book: Workbook) -> None:
    sheet = book["1 Training"]
    cell = sheet.cell(row_of(sheet, "LA1, FG1"), column_of(sheet, "1.1 University"))
    said = cell.value
    assert str(said) == (
        "Recall a single lecture. (2)\n“that was all there ever was” (2)\nComment: Compare with managers."
    )
    assert isinstance(said, CellRichText)
    italic = [part.text for part in said if isinstance(part, TextBlock) and part.font.i]
    grey = [part.text for part in said if isinstance(part, TextBlock) and "FF6B6B6B" in repr(part.font.color)]
    assert italic == ["\n“that was all there ever was”"]
    assert grey == ["\nComment: Compare with managers."]
    assert cell.alignment.wrap_text and cell.alignment.vertical == "top"


def test_a_cell_without_a_summary_says_why(book: Workbook) -> None:
    sheet = book["1 Training"]
    university = column_of(sheet, "1.1 University")
    said = {row[0].value: str(row[university - 1].value) for row in sheet.iter_rows(min_row=4)}
    assert said["LA2, FG1"] == "not charted yet (1 passage)"
    assert said["LA2, FG2"] == "asked, nothing said"
    assert said["LA1, Manager 1"] == "not asked"
    assert said["LA2, Manager 1"] == "not applicable"
    assert said["LA3, FG1"] == "nothing indexed"


def test_links_lead_to_the_row_of_the_quotation(book: Workbook, small: Small) -> None:
    sheet, quotes = book["1 Training"], book["Quotations"]
    passage = small.passage["one lecture in LA1 FG1, and that was all there ever was for us"]
    link = sheet.cell(row_of(sheet, "LA1, FG1"), column_of(sheet, "1.1 University") + 1)
    assert link.value == f"Q{passage.id}"
    assert link.hyperlink.location == f"'Quotations'!A{row_of(quotes, f'Q{passage.id}')}"
    seen = 0
    for name in ("Locating matrix", "1 Training", "2 Support"):
        for row in book[name].iter_rows():
            for cell in row:
                if cell.hyperlink:
                    seen += 1
                    target = quotes[cell.hyperlink.location.split("!")[1]]
                    case = quotes.cell(target.row, column_of(quotes, "Case")).value
                    assert case == book[name].cell(cell.row, 1).value
                    assert cell.value in ("●", target.value)
    assert seen == 8


def exported(small: Small) -> Workbook:
    with small.read() as study:
        return opened(whole_workbook(study))


def test_a_quotation_whose_words_are_gone_from_the_text_says_so(small: Small) -> None:
    words = "In LA1 supervision is where it happens"
    numbers = [cell.value for cell in exported(small)["Quotations"]["A"] if str(cell.value)[:1] == "Q"]
    transcript_id = small.passage[words].transcript_id
    small.act(corrections.correct_turn, transcript_id, 2, "I would rather not say where that is done at present.")
    sheet = exported(small)["Quotations"]
    (row,) = [row for row in values(sheet) if words in row]
    assert "2 (adrift)" in row
    assert "S1" not in row
    assert [cell.value for cell in sheet["A"] if str(cell.value)[:1] == "Q"] == numbers
    assert "Adrift: not found in the corrected transcript" in str(sheet["A3"].value)


def test_a_quotation_arrives_letter_for_letter_with_where_it_comes_from(book: Workbook, small: Small) -> None:
    sheet = book["Quotations"]
    quote = "all there ever was for us.\nS2: I learnt it on the job"
    headings = [cell.value for cell in sheet[3 + ("withdrawn" in str(sheet["A3"].value))]]
    number = row_of(sheet, f"Q{small.passage[quote].id}")
    row = dict(zip(headings, [cell.value for cell in sheet[number]], strict=True))
    assert row["Quotation"] == quote
    assert row["Speakers"] == "S1, S2"
    assert row["Lines"] == "2–3"
    assert row["Citation"] == "(LA1, FG1)"
    assert row["Sub-themes"] == "1.1 University\n1.2 On the job"
    assert row["Analyst"] == "Ada Analyst"
    assert isinstance(row["Placed (UTC)"], datetime)
    memos = [cell.value for cell in sheet[column_letter(sheet, "Memo")] if cell.value]
    assert memos == ["Memo", "Ada Analyst: Said with a laugh."]


def column_letter(sheet: Any, heading: str) -> str:
    return str(sheet.cell(1, column_of(sheet, heading)).column_letter)


def test_what_is_withdrawn_leaves_by_no_sheet(study: Study, small: Small) -> None:
    withdrawn = small.passage["In LA3 supervision is where it happens"].quote
    assert not any(withdrawn in words for words in words_in(whole_workbook(study)))


def test_words_that_may_not_be_quoted_leave_by_no_sheet(small: Small) -> None:
    with small.read() as study:
        links = study.find(Link, block_id=[block.id for block in study.find(Block, kind="verbatim")])
        quotes = [study.get(Passage, link.passage_id).quote for link in links]
    assert quotes
    for link in links:
        small.act(indexing.mark_passage, link.passage_id, consent=Consent.REFUSED)
    with small.read() as study:
        words = words_in(whole_workbook(study))
    assert not any(quote in told for quote in quotes for told in words)
    assert any("may not be quoted" in told for told in words)


@pytest.mark.parametrize("attribute", ["Site", "Role", "Group"])
def test_the_counts_are_those_of_the_comparison(study: Study, small: Small, attribute: str) -> None:
    small.blank("LA3, Manager 1", "Supervision", Blank.NOT_CHARTED)  # until then they differ: it is withheld
    with small.read() as now:
        picked, compared = chosen(now), compare(now, attribute)
        for column in picked.columns:
            for group in [*compared.groups, ALL]:
                rows = [row for row in picked.rows if group in (ALL, row.value(attribute))]
                assert picked.share(rows, column.theme.id) == compared.shares[column.theme.id, group]


def test_findings_name_the_cases_and_where_there_is_no_data(book: Workbook) -> None:
    site, role = book["By site"], book["By role"]
    row = row_of(site, "1.1")
    assert [str(site.cell(row, n).value) for n in (2, 3, 4, 5, 6, 7, 8)] == [
        "University",
        "One lecture is all that most remember.",
        "1 of 2\nFG1",
        "1 of 2\nFG1",
        "0 of 3",
        "2 of 7",
        "LA3",
    ]
    row = row_of(role, "1.1")
    assert [str(role.cell(row, n).value) for n in (4, 5, 6, 7)] == ["2 of 3\nLA1, LA2", "0 of 3", "0 of 1", "2 of 7"]


def test_codebook_cases_and_abbreviations(book: Workbook) -> None:
    codebook = {row[0]: row[1:] for row in values(book["Codebook"])[3:]}
    assert codebook["1"] == ["Training", "Everything about training.", *[None] * 5, "in use", 3, 2]
    assert codebook["1.1"][7:] == ["in use", 3, 2] and codebook["1.1"][6] == "topic guide"
    assert codebook["1.3"][0] == "Other"
    rows = values(book["Cases"])
    by_name = {row[0]: dict(zip(rows[2], row, strict=True)) for row in rows[3:]}
    manager = by_name["LA1, Manager 1"]
    assert (manager["Years in post"], manager["Speakers"], manager["Kind"]) == (7, 1, "interview")
    assert (by_name["LA1, FG1"]["Speakers"], by_name["LA1, FG1"]["Passages"]) == (2, 2)
    assert by_name["LA3, Manager 1"]["Read through by"] == "Ada Analyst"
    assert values(book["Abbreviations"])[-1] == ["CSA", "Child sexual abuse"]


def test_sheets_are_made_for_reading(book: Workbook) -> None:
    assert book["Locating matrix"].freeze_panes.startswith("E")
    assert book["1 Training"].freeze_panes == "E6"
    assert book["Codebook"].freeze_panes == "C4"
    assert book[KEY].sheet_state == "veryHidden"
    for sheet in book.worksheets[:-1]:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.sheet_state == "visible"
        assert "Confidence in practice" in sheet.oddHeader.left.text
        if sheet.title != "Cover":
            assert sheet.auto_filter.ref and sheet.print_title_rows


def test_a_file_does_not_say_who_made_it(study: Study) -> None:
    with ZipFile(BytesIO(whole_workbook(study))) as archive:
        about = archive.read("docProps/core.xml").decode()
    assert "creator" not in about and "lastModifiedBy" not in about


def test_a_selection_exports_what_it_selects_and_says_so(study: Study, small: Small) -> None:
    picked = frozenset(id for name, id in small.case.items() if name.startswith("LA1"))
    selection = Selection(picked, frozenset([small.theme["Training"]]), "Site is LA1; Training only")
    book = opened(whole_workbook(study, selection))
    assert "2 Support" not in book.sheetnames
    locating = book["Locating matrix"]
    names = [row[0] for row in values(locating) if row[0] and str(row[0]).startswith("LA")]
    assert names == ["LA1, FG1", "LA1, FG2", "LA1, Manager 1"]
    assert locating.cell(row_of(locating, "Cases"), column_of(locating, "1.1 University")).value == "1 of 2"
    assert "Site is LA1; Training only" in [row[1] for row in values(book["Cover"])]
    assert {row[2] for row in values(book["Quotations"])[4:]} == {"LA1, FG1"}
    assert [row[0] for row in values(book["Codebook"])[3:]] == ["1", "1.1", "1.2", "1.3"]


def test_one_sub_theme_can_be_selected(study: Study, small: Small) -> None:
    book = opened(WRITERS["summary"].write(study, Selection(themes=frozenset([small.theme["On the job"]]))))
    assert book.sheetnames == ["Cover", "1 Training", "Quotations", "Sign-off", "Review of cells", KEY]
    assert [cell.value for cell in book["1 Training"][5]][4:] == [None, "1.2 On the job", "Quote", "Review"]
    assert len(values(book["Quotations"])) == 4 + 1


WORKBOOKS = [what for what, writer in WRITERS.items() if writer.suffix == "xlsx"]


@pytest.mark.parametrize("what", WORKBOOKS)
def test_everything_can_be_exported_from_an_empty_study(tmp_path: Path, what: str) -> None:
    small = start(tmp_path / "empty.sqlite3", "Nothing yet")
    with small.read() as study:
        assert opened(WRITERS[what].write(study)).sheetnames[0] == "Cover"


@pytest.mark.parametrize("what", WORKBOOKS)
def test_each_export_opens_and_holds_text_only(study: Study, what: str) -> None:
    content = WRITERS[what].write(study)
    assert_text_only(content)
    assert len(opened(content).sheetnames) > 1


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TRICKY, st.sampled_from(Voice)), max_size=4), TRICKY)
def test_any_words_arrive_letter_for_letter_and_are_never_a_formula(said: list[tuple[str, Voice]], plain: str) -> None:
    runs = tuple(Run(text, voice) for text, voice in said)
    rows = [Row([Entry(plain), Entry(runs)])]
    table = Table("Sheet", plain, "", [Column(plain, 20), Column("Words", 20)], rows, notes=(plain,))
    content = workbook(plain, plain, [table])
    assert_text_only(content)
    assert {legible(plain), "".join(legible(run.text) for run in runs)} <= words_in(content)
    row = opened(content).worksheets[0][4]
    if "x005F" not in plain:  # openpyxl takes that for an escape when it reads
        assert (row[0].value or "") == legible(plain)
    if legible(plain)[:1] in tuple("=+-@\t") and plain:
        assert row[0].quotePrefix


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip))
def test_whatever_is_written_in_the_study_arrives(small: Small, text: str) -> None:
    name = " ".join(text.split())
    small.act(themes.rename_theme, small.theme["Colleagues"], name)
    small.chart("LA2, FG1", "Colleagues", {"kind": "summary", "text": text})
    with small.read() as study:
        content = whole_workbook(study)
    words = words_in(content)
    assert_text_only(content)
    assert {f"2.2 {legible(name)}", legible(text.strip())} <= words


def test_the_words_of_a_transcript_arrive_as_they_are(small: Small) -> None:
    odd = '=HYPERLINK("http://x")  \x0b _x000D_ “two  blanks”\t\U0001f600 ends here'
    with small.read() as study:
        site = study.all(design.Site)[0].id
    odd_draft = draft("odd.txt", ("S1", odd))
    arrival = transcripts.Arrival(odd_draft, CaseKind.INTERVIEW, site, None, None, {"S1": ("S1", False)})
    (stored,) = small.act(transcripts.import_transcripts, [arrival])
    small.act(indexing.index_passage, stored.id, 4, 4 + len(odd), [small.theme["Colleagues"]])
    with small.read() as study:
        content = whole_workbook(study)
    assert odd.replace("\x0b", "␋") in words_in(content)
    assert_text_only(content)


def test_text_too_long_for_a_cell_goes_on_below(small: Small) -> None:
    long = " ".join(f"word{n}" for n in range(5_000))
    small.chart("LA2, FG1", "University", {"kind": "summary", "text": long})
    with small.read() as study:
        sheet = opened(whole_workbook(study))["1 Training"]
    column = column_of(sheet, "1.1 University")
    first = row_of(sheet, "LA2, FG1")
    above, below = sheet.cell(first, column).value, sheet.cell(first + 1, column).value
    assert above.endswith(GOES_ON) and below.startswith(WENT_ON)
    assert above.removesuffix(GOES_ON) + below.removeprefix(WENT_ON) == long
    assert sheet.cell(first + 1, 1).value == "LA2, FG1"
    assert sheet.cell(first + 2, 1).value == "LA2, FG2"
    assert sheet.cell(first, column + 1).value and sheet.cell(first + 1, column + 1).value is None


def test_links_hold_below_a_row_that_goes_on(tmp_path: Path) -> None:
    long = Row([Entry("a " * 40_000)], anchors=(1,), label="Q1")
    tables = [
        Table("Links", "", "", [Column("To", 9)], [Row([Entry(None, to=(2,))]), Row([Entry(None, to=(3,))])]),
        Table("Rows", "", "", [Column("Words", 9)], [long, Row([Entry("x")], anchors=(2,), label="Q2")], leads=True),
    ]
    book = opened(workbook("t", "e", tables))
    link = book["Links"]["A3"]
    assert link.value == "Q2"
    assert book["Rows"][link.hyperlink.location.split("!")[1]].value == "x"
    assert book["Links"]["A4"].value is None and not book["Links"]["A4"].hyperlink


def test_files_are_named_after_study_export_version_and_day(study: Study, tmp_path: Path) -> None:
    day = datetime(2026, 3, 31, tzinfo=UTC)
    assert file_name(study, "locating", day) == (
        f"confidence-in-practice-a-study-of-three-sites - locating matrix - v{study.version} - 2026-03-31.xlsx"
    )
    first, second = (write(study, "codebook", tmp_path / "out") for _ in range(2))
    assert first != second and second.stem.endswith(" (2)")
    assert opened(first.read_bytes()).sheetnames == ["Cover", "Codebook"]
    with pytest.raises(NotFound, match="everything, locating"):
        write(study, "../secrets", tmp_path)


@pytest.mark.parametrize("title", ["../../etc/passwd", "C:\\x\\y", "中文", "Café – “été”", "a" * 300, "."])
def test_no_title_leads_a_file_astray(tmp_path: Path, title: str) -> None:
    small = start(tmp_path / "s.sqlite3", title)
    with small.read() as study:
        name = file_name(study, "cases")
        assert write(study, "cases", tmp_path).parent == tmp_path
    assert name.isascii() and len(name) < 120 and not set(name) & set('/\\:*?"<>|')


def test_the_number_of_questions_does_not_grow_with_the_study(small: Small) -> None:
    def asked() -> int:
        with small.read() as study:
            study._memory = type(study._memory)()
            count = 0

            def note(*_: object) -> None:
                nonlocal count
                count += 1

            event.listen(study.connection, "before_cursor_execute", note)
            whole_workbook(study)
            event.remove(study.connection, "before_cursor_execute", note)
            return count

    before = asked()
    with small.read() as study:
        transcript = study.all(Transcript)[0]
    for start_at in range(20, 60):
        small.act(indexing.index_passage, transcript.id, start_at, start_at + 30, [small.theme["University"]])
    assert asked() == before


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_prints_it(study: Study, tmp_path: Path) -> None:
    (tmp_path / "study.xlsx").write_bytes(whole_workbook(study))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "study.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "study.pdf").read_bytes().startswith(b"%PDF")


def test_the_rows_stand_in_the_order_that_was_chosen(study: Study) -> None:
    rows = case_rows(study)[::-1]
    book = opened(WRITERS["locating"].write(study, Selection(cases=tuple(row.id for row in rows))))
    shown = [str(row[0].value) for row in book["Locating matrix"].iter_rows()]
    assert [name for name in shown if name in {row.name for row in rows}] == [row.name for row in rows]
