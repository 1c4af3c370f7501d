"""A workbook that was edited elsewhere comes back: exactly what was changed, and nothing of what was not."""

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from exported_study import Small, fill, start
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from framework import history, indexing, matrices, themes
from framework.bringing_back import Account, Keep, Kind, account, bring_back
from framework.errors import Conflict, Invalid, Unreadable
from framework.exporting import WRITERS, Selection
from framework.importing.edited_workbook import look_through, read
from framework.matrices import Part, Status, Tie
from framework.model import Blank, BlockKind, Consent
from framework.passport import KEY, marked, plain, theme_mark

LECTURE = "one lecture in LA1 FG1, and that was all there ever was for us"
ON_THE_JOB = "all there ever was for us.\nS2: I learnt it on the job"
Cell = tuple[str, str]
FG1: Cell = ("LA1, FG1", "University")


def exported(small: Small, selection: Selection = Selection()) -> bytes:  # noqa: B008
    with small.read() as study:
        return WRITERS["summary"].write(study, selection)


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def marks(sheet: Any) -> tuple[dict[int, int], dict[int, int]]:
    """Case → row and theme → column of a sheet."""
    found: dict[str, dict[int, int]] = {"case": {}, "theme": {}}
    for row in sheet.iter_rows():
        for cell in row:
            if mark := marked(str(cell.value or "")):
                found[mark[0]][mark[1]] = cell.row if mark[0] == "case" else cell.column
    return found["case"], found["theme"]


def at(book: Workbook, small: Small, case: str, theme: str) -> Any:
    """A cell of the summary matrices, wherever it stands."""
    for sheet in book.worksheets:
        rows, columns = marks(sheet)
        if small.theme[theme] in columns and small.case[case] in rows and sheet.title != KEY:
            return sheet.cell(rows[small.case[case]], columns[small.theme[theme]])
    raise AssertionError((case, theme))


def edited(small: Small, changes: dict[Cell, str | None], content: bytes | None = None) -> bytes:
    book = opened(content or exported(small))
    for place, words in changes.items():
        at(book, small, *place).value = words
    return saved(book)


def compared(small: Small, content: bytes) -> Account:
    with small.read() as study:
        return account(study, look_through("back.xlsx", content))


def bring(small: Small, found: Account, keep: Keep = Keep.THEIRS) -> int:
    cells = [cell for returned in found.cells if (cell := returned.decided(keep))]
    brought: int = small.act(bring_back, "back.xlsx", cells)
    return brought


def cell(small: Small, case: str, theme: str) -> matrices.Written:
    with small.read() as study:
        return matrices.cell(study, small.case[case], small.theme[theme])


def one(found: Account) -> Any:
    (returned,) = found.cells
    return returned


def parts_after(small: Small, words: str, place: Cell = FG1) -> tuple[Part, ...]:
    found = compared(small, edited(small, {place: words}))
    bring(small, found)
    return cell(small, *place).parts


# -- what is found --


def test_nothing_changed_is_nothing_found(small: Small) -> None:
    content = exported(small)
    for back in (content, saved(opened(content)), saved(load_workbook(BytesIO(content), rich_text=True))):
        found = compared(small, back)
        assert (found.cells, found.unchanged, found.left_out) == ((), 9 * 6, ())


def test_a_cell_that_was_changed_is_found_with_its_three_texts(small: Small) -> None:
    found = compared(small, edited(small, {FG1: "Recall one lecture only. (2)"}))
    returned = one(found)
    assert (returned.case, returned.theme, returned.kind) == ("LA1, FG1", "1.1 University", Kind.CHANGED)
    assert returned.left == returned.now
    assert returned.left.startswith("Recall a single lecture. (2)\n“that was all")
    assert returned.found == "Recall one lecture only. (2)"
    assert found.unchanged == 9 * 6 - 1


def test_it_comes_back_as_a_draft_in_one_act_with_one_undo(small: Small) -> None:
    supervisor = small.workspace.add_person("Sue Pervisor").id
    before = cell(small, *FG1)
    changes: dict[Cell, str | None] = {FG1: "Recall one lecture only.", ("LA3, FG1", "Colleagues"): "Not asked."}
    found = compared(small, edited(small, changes))
    assert bring(small, found) == 2
    assert cell(small, *FG1).status is Status.DRAFT and supervisor
    assert cell(small, "LA3, FG1", "Colleagues").blank is Blank.NOT_ASKED
    with small.read() as study:
        said = history.trail(study)[0].sentence
    assert said.startswith("brought 2 cells back from back.xlsx; wrote the cell of LA1, FG1 under 1.1 University")
    small.act(history.undo)
    assert cell(small, *FG1) == before
    assert cell(small, "LA3, FG1", "Colleagues").blank is None


def test_what_came_back_is_not_found_again(small: Small) -> None:
    content = edited(small, {FG1: "Recall (2) little; and learn. (2–3; 2)\n“I learnt it on the job” (2–3)"})
    bring(small, compared(small, content))
    assert compared(small, content).cells == ()


def test_changed_on_both_sides_is_a_conflict_and_both_are_kept(small: Small) -> None:
    content = edited(small, {FG1: "Theirs."})
    small.chart(*FG1, {"kind": "summary", "text": "Ours."})
    for keep, texts in ((Keep.OURS, ["Ours."]), (Keep.BOTH, ["Ours.", "Theirs."]), (Keep.THEIRS, ["Theirs."])):
        returned = one(compared(small, content))
        assert returned.kind is Kind.CONFLICT
        assert (returned.now, returned.found) == ("Ours.", "Theirs.")
        if wanted := returned.decided(keep):
            small.act(bring_back, "back.xlsx", [wanted])
        assert [part.text for part in cell(small, *FG1).parts] == texts
        if keep is Keep.BOTH:
            small.act(history.undo)


def test_the_same_change_on_both_sides_is_none(small: Small) -> None:
    content = edited(small, {FG1: "The same."})
    small.chart(*FG1, {"kind": "summary", "text": "The same."})
    assert compared(small, content).cells == ()


def test_whoever_wrote_after_the_comparison_is_not_overwritten(small: Small) -> None:
    found = compared(small, edited(small, {FG1: "Theirs."}))
    small.chart(*FG1, {"kind": "summary", "text": "Meanwhile."})
    with pytest.raises(Conflict):
        bring(small, found)
    assert [part.text for part in cell(small, *FG1).parts] == ["Meanwhile."]


def test_an_emptied_cell_is_listed_apart(small: Small) -> None:
    content = edited(small, {FG1: None, ("LA3, FG2", "Colleagues"): "not charted yet", ("LA3, FG1", "Colleagues"): ""})
    found = compared(small, content)
    assert [(c.case, c.kind) for c in found.cells] == [("LA1, FG1", Kind.EMPTIED), ("LA3, FG2", Kind.EMPTIED)]
    bring(small, found)
    assert cell(small, *FG1).blank is Blank.NOT_CHARTED and not cell(small, *FG1).parts
    assert compared(small, content).cells == ()


def test_a_reason_that_passages_speak_against_stays_outside(small: Small) -> None:
    returned = one(compared(small, edited(small, {FG1: "asked, nothing said"})))
    assert "passages under it" in returned.hindrance
    assert returned.decided() is None


@pytest.mark.parametrize("reason", [reason for reason in Blank if reason is not Blank.NOT_CHARTED])
def test_a_reason_in_words_is_that_reason(small: Small, reason: Blank) -> None:
    place = ("LA3, FG1", "Supervision")
    bring(small, compared(small, edited(small, {place: f" {reason.value.capitalize()}. "})))
    assert cell(small, *place).blank is reason


def test_columns_moved_without_their_hidden_row_are_refused(small: Small) -> None:
    book = opened(exported(small))
    one, other = at(book, small, *FG1), at(book, small, "LA1, FG1", "On the job")
    sheet, marks_stand = one.parent, {theme_mark(small.theme[name]) for name in ("University", "On the job")}
    for row in range(2, sheet.max_row + 1):
        here, there = sheet.cell(row, one.column), sheet.cell(row, other.column)
        if here.value not in marks_stand:
            here.value, there.value = there.value, here.value
    found = compared(small, saved(book))
    assert found.cells == ()
    assert all("moved without its hidden row" in said for said in found.left_out)
    assert len(found.left_out) == 10


def test_a_formula_in_place_of_words_is_said_and_brings_nothing(small: Small) -> None:
    found = compared(small, edited(small, {FG1: "=more supervision"}))
    assert found.cells == ()
    assert found.left_out == (
        "LA1, FG1, 1.1 University: a formula stands there now; words that begin with = + or - need an apostrophe "
        "before them in a spreadsheet.",
    )


def test_a_column_no_matrix_has_any_more_brings_nothing_out_of_sight(small: Small) -> None:
    content = edited(small, {FG1: "Recall one lecture only. (2)"})
    small.act(themes.merge_themes, small.theme["University"], small.theme["On the job"])
    found = compared(small, content)
    assert found.cells == ()
    assert "no matrix has this column any more" in found.left_out[0]


def test_an_edited_cell_does_not_write_over_what_has_been_withheld_since(small: Small) -> None:
    content = edited(small, {FG1: "Recall one lecture only. (2)"})
    small.blank(*FG1, Blank.SUPPRESSED)
    found = compared(small, content)
    assert "suppressed in the study" in one(found).hindrance
    assert all(one(found).decided(keep) is None for keep in Keep)


def test_what_was_withheld_does_not_come_back(small: Small) -> None:
    small.act(indexing.mark_passage, small.passage[LECTURE].id, consent=Consent.REFUSED)
    content = exported(small)
    assert compared(small, content).cells == ()
    changes: dict[Cell, str | None] = {FG1: "New.", ("LA3, Manager 1", "Supervision"): "New."}
    found = compared(small, edited(small, changes, content))
    assert found.cells == ()
    assert [words.split(":")[0] for words in found.left_out] == [
        "LA1, FG1, 1.1 University",
        "LA3, Manager 1, 2.1 Supervision",
    ]


def test_it_carries_nobodys_words_beyond_what_it_shows(small: Small) -> None:
    small.act(indexing.mark_passage, small.passage[LECTURE].id, consent=Consent.REFUSED)
    book = opened(exported(small))
    hidden = "\n".join(str(c.value) for row in book[KEY].iter_rows() for c in row)
    assert book[KEY].sheet_state == "veryHidden"
    assert "that was all there ever was" not in hidden
    assert small.passage["In LA3 supervision is where it happens"].quote not in hidden


# -- what was done to the sheets --


def shuffled(book: Workbook, seed: int) -> None:
    """Rows sorted, columns moved, hidden and widened, a column and a sheet put in, sheets renamed and reordered."""
    for n, sheet in enumerate([sheet for sheet in book.worksheets if all(marks(sheet)) and sheet.title != KEY]):
        rows, _ = marks(sheet)
        first, last = min(rows.values()), max(rows.values())
        told = [[c.value for c in row] for row in sheet.iter_rows(min_row=first, max_row=last)]
        told.sort(key=lambda row: hash((seed, row[0])))
        _put(sheet, told, first)
        order = sorted(range(sheet.max_column), key=lambda column: hash((seed, column * 7919)))
        told = [[row[column].value for column in order] for row in sheet.iter_rows()]
        _put(sheet, told, 1)
        sheet.insert_cols(1 + seed % sheet.max_column)
        sheet.insert_rows(1 + seed % 3)
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["D"].width = 120
        sheet.title = f"Sheet of mine {n}"
    book.create_sheet("Mine", 0)["A1"] = "Something else"
    book.move_sheet(KEY, -len(book.sheetnames) + 1)


def _put(sheet: Any, told: list[list[Any]], first: int) -> None:
    sheet.merged_cells.ranges.clear()
    for y, row in enumerate(told, first):
        for x, value in enumerate(row, 1):
            sheet.cell(y, x).value = value


WORDS = st.text(st.sampled_from("abc é😀“”().:\n(2)"), min_size=1, max_size=40).filter(lambda words: "a" in words)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = fill(start(tmp_path_factory.mktemp("lasting") / "study.sqlite3"))
    yield made, exported(made)
    made.workspace.close()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), seed=st.integers(0, 10_000))
def test_exactly_the_changed_cells_come_back_whatever_else_was_done(lasting: Any, data: Any, seed: int) -> None:
    small, _ = lasting
    content = exported(small)
    places = [
        (case, theme) for case in small.case for theme in ("University", "On the job", "Supervision", "Colleagues")
    ]
    places.remove(("LA3, Manager 1", "Supervision"))  # it is withheld
    book, wanted = opened(content), {}
    for place in data.draw(st.lists(st.sampled_from(places), unique=True, max_size=5)):
        words = data.draw(WORDS)
        if plain(at(book, small, *place).value) != plain(words):
            wanted[place] = words
            at(book, small, *place).value = words
    shuffled(book, seed)
    back = saved(book)
    found = compared(small, back)
    names = {(small.case[case], small.theme[theme]) for case, theme in wanted}
    assert {(c.case_id, c.theme_id) for c in found.cells} == names
    assert (found.left_out, len(found.cells) + found.unchanged) == ((), 9 * 6)
    if found.cells:
        bring(small, found)
        assert compared(small, back).cells == ()
        now = compared(small, exported(small))
        assert now.cells == ()


def test_a_row_that_was_sorted_without_its_mark_is_left_out(small: Small) -> None:
    book = opened(exported(small))
    sheet = book["1 Training"]
    rows, _ = marks(sheet)
    one_row, other = rows[small.case["LA1, FG1"]], rows[small.case["LA2, FG1"]]
    for column in range(1, sheet.max_column + 1):
        if not marked(str(sheet.cell(one_row, column).value)):
            a, b = sheet.cell(one_row, column).value, sheet.cell(other, column).value
            sheet.cell(one_row, column).value, sheet.cell(other, column).value = b, a
    found = compared(small, saved(book))
    assert found.cells == ()
    assert len(found.left_out) == 4 and all("sorted without its hidden column" in words for words in found.left_out)


def test_rows_columns_and_sheets_that_are_gone_change_nothing(small: Small) -> None:
    book = opened(exported(small))
    del book["2 Support"]
    book["1 Training"].delete_rows(marks(book["1 Training"])[0][small.case["LA1, FG1"]])
    found = compared(small, saved(book))
    assert found.cells == ()
    assert found.left_out == (f"{9 * 3 + 3} cells not in the file any more: nothing happens to them here.",)


def test_a_sheet_that_stands_twice_is_no_riddle_unless_both_were_changed(small: Small) -> None:
    book = opened(edited(small, {FG1: "New."}))
    copy = book.copy_worksheet(book["1 Training"])
    assert one(compared(small, saved(book))).found == "New."
    rows, columns = marks(copy)
    copy.cell(rows[small.case["LA1, FG1"]], columns[small.theme["University"]]).value = "Newer."
    found = compared(small, saved(book))
    assert found.cells == () and "more than once" in found.left_out[0]


def test_a_case_or_sub_theme_that_is_gone_is_said(small: Small) -> None:
    content = edited(small, {("LA3, FG1", "Colleagues"): "New."})
    book = opened(content)
    for row in book[KEY].iter_rows():
        row[0].value = str(row[0].value).replace(f" {small.theme['Colleagues']} ", " 999 ")
    sheet = book["2 Support"]
    column = marks(sheet)[1][small.theme["Colleagues"]]
    next(c for c in sheet["A:Z"][column - 1] if marked(str(c.value))).value = theme_mark(999)
    found = compared(small, saved(book))
    assert found.cells == () and "not in the study any more" in found.left_out[0]


def test_only_a_selection_comes_back_where_only_a_selection_left(small: Small) -> None:
    content = exported(small, Selection(frozenset([small.case["LA1, FG1"]]), frozenset([small.theme["Training"]])))
    found = compared(small, edited(small, {FG1: "New."}, content))
    assert (one(found).found, found.unchanged) == ("New.", 2)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_after_libreoffice_has_saved_it_nothing_else_has_changed(small: Small, tmp_path: Path) -> None:
    tricky = "Tabs\tand _x000D_ and <b> & ’quotes’, café e\u0301 😀; =1+1"
    small.chart("LA3, FG2", "Colleagues", {"kind": "summary", "text": tricky}, {"kind": "comment", "text": "a\nb"})
    for name, content in (("same.xlsx", exported(small)), ("new.xlsx", edited(small, {FG1: "New.\n“all there” (2)"}))):
        (tmp_path / name).write_bytes(content)
        home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), name]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert compared(small, (tmp_path / "out" / "same.xlsx").read_bytes()).cells == ()
    assert one(compared(small, (tmp_path / "out" / "new.xlsx").read_bytes())).found == "New.\n“all there” (2)"


# -- words become parts --


def test_each_voice_comes_back_as_itself(small: Small) -> None:
    lecture, job = small.passage[LECTURE].id, small.passage[ON_THE_JOB].id
    said = 'Now otherwise. (2)\n„I learnt it on the job“ (2–3)\ncomment:  Ask again.\n"one lecture" (2) And more.'
    assert parts_after(small, said) == (
        Part(BlockKind.SUMMARY, "Now otherwise.", (Tie(lecture),)),
        Part(BlockKind.VERBATIM, "I learnt it on the job", (Tie(job),)),
        Part(BlockKind.COMMENT, "Ask again."),
        Part(BlockKind.VERBATIM, "one lecture", (Tie(lecture),)),
        Part(BlockKind.SUMMARY, "And more."),
    )


def test_a_reference_ties_what_stands_before_it(small: Small) -> None:
    lecture, job = small.passage[LECTURE].id, small.passage[ON_THE_JOB].id
    (part,) = parts_after(small, "One lecture (2), the rest on the job (2 - 3; 2). More.")
    assert part.text == "One lecture, the rest on the job. More."
    assert part.ties == (Tie(lecture, 0, 11), Tie(lecture, 13, 32), Tie(job, 13, 32))


def test_an_unknown_reference_stays_as_words_and_is_remarked(small: Small) -> None:
    returned = one(compared(small, edited(small, {FG1: "One lecture (2; 77), said in (2013)."})))
    assert returned.parts[0].text == "One lecture (77), said in (2013)."
    assert [remark.split(":")[0] for remark in returned.remarks] == ["(77)", "(2013)"]


def test_verbatim_words_that_were_changed_are_a_summary_and_remarked(small: Small) -> None:
    returned = one(compared(small, edited(small, {FG1: "“that was all there was” (2)"})))
    (part,) = returned.parts
    assert (part.kind, part.text) == (BlockKind.SUMMARY, "“that was all there was”")
    assert "letter for letter" in returned.remarks[0]


def test_words_without_references_keep_the_ties_of_what_is_unchanged(small: Small) -> None:
    lecture = small.passage[LECTURE].id
    first, second = "They recall one lecture.", "It was short."
    small.chart(*FG1, {"kind": "summary", "text": f"{first} {second}", "ties": [[lecture, 0, len(first)]]})
    (part,) = parts_after(small, f"Well. {first} It was long.")
    assert part.ties == (Tie(lecture, 6, 6 + len(first)),)


def test_a_stretch_that_is_unchanged_keeps_its_place(small: Small) -> None:
    lecture = small.passage[LECTURE].id
    text = "A beginning. They recall one lecture."
    small.chart(*FG1, {"kind": "summary", "text": text, "ties": [[lecture, 13, len(text)]]})
    (part,) = parts_after(small, "Another beginning. They recall one lecture. (2)")
    assert part.ties == (Tie(lecture, 19, len(part.text)),)


def test_comments_of_many_paragraphs_stay_comments(small: Small) -> None:
    small.chart(
        *FG1,
        {"kind": "comment", "text": "One.\nTwo."},
        {"kind": "verbatim", "text": ON_THE_JOB, "passages": [small.passage[ON_THE_JOB].id]},
    )
    said = at(opened(exported(small)), small, *FG1).value
    assert said == f"Comment: One.\nComment: Two.\n“{ON_THE_JOB}” (2–3)"
    found = parts_after(small, said.replace("One", "Three"))
    assert [(part.kind, part.text) for part in found] == [
        (BlockKind.COMMENT, "Three."),
        (BlockKind.COMMENT, "Two."),
        (BlockKind.VERBATIM, ON_THE_JOB),
    ]


def test_verbatim_words_that_the_passage_holds_no_more_come_in_as_a_summary(small: Small) -> None:
    content = edited(small, {FG1: "New.\n“that was all there ever was” (2)"})
    small.chart(*FG1, {"kind": "summary", "text": "Ours."})
    start = small.passage[LECTURE].start
    small.act(indexing.resize_passage, small.passage[LECTURE].id, start, start + 11)
    returned = one(compared(small, content))
    assert [part.kind for part in returned.parts] == [BlockKind.SUMMARY, BlockKind.SUMMARY]
    assert returned.remarks
    small.act(bring_back, "back.xlsx", [returned.decided()])


# -- what is refused --


def refusal(small: Small, content: bytes, name: str = "back.xlsx") -> str:
    with pytest.raises((Unreadable, Invalid)) as refused, small.read() as study:
        account(study, read(name, content))
    return str(refused.value)


def damaged(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without_passport(content: bytes) -> bytes:
    book = opened(content)
    del book[KEY]
    return saved(book)


def another_form(content: bytes) -> bytes:
    book = opened(content)
    book[KEY]["B1"].value = "0"
    return saved(book)


def half_a_passport(content: bytes) -> bytes:
    book = opened(content)
    book[KEY].delete_rows(2, 2)
    return saved(book)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (damaged, "damaged"),
        (without_passport, "hidden sheet"),
        (another_form, "another version of this program"),
        (half_a_passport, "damaged"),
        (lambda content: b"Case,Site\n", "no Excel workbook"),
        (lambda content: b"", "no Excel workbook"),
    ],
)
def test_what_cannot_come_back_is_refused_in_a_sentence(
    small: Small, spoil: Callable[[bytes], bytes], says: str
) -> None:
    said = refusal(small, spoil(exported(small)))
    assert says in said and said.startswith("back.xlsx") and said.endswith(".")


def test_a_workbook_of_another_study_is_refused(small: Small, tmp_path: Path) -> None:
    other = fill(start(tmp_path / "other.sqlite3", "Another"))
    assert "comes from another study, “Another”" in refusal(small, exported(other))
    other.workspace.close()


def test_a_workbook_without_summaries_is_refused(small: Small) -> None:
    with small.read() as study:
        content = WRITERS["locating"].write(study)
    assert "was not exported from the workbench with summary matrices" in refusal(small, content)


def test_the_child_reads_what_this_process_would(small: Small) -> None:
    content = edited(small, {FG1: "New 😀 words."})
    assert read("a.xlsx", content) == look_through("a.xlsx", content)
