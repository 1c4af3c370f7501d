"""Facesheets: what a table may mean is guessed, shown, compared with the study and taken over as one act."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from small_study import SmallStudy

from framework.cases import case_rows
from framework.errors import Conflict, Invalid, Unreadable
from framework.facesheet_rows import Naming, Sheet, guess_columns, guess_naming, sheet_of
from framework.facesheets import Comparison, as_arguments, compare
from framework.importing.spreadsheets import read_rows, read_table
from framework.model import Attribute, AttributeKind
from framework.operations import call
from framework.value_types import EMPTY, as_date, choices_in, empty_words, guess_kind, month_first

Rows = list[list[str]]


def looked_through(s: SmallStudy, rows: Rows, clear: bool = False, **types: AttributeKind) -> Comparison:
    """What a table would change, everything as it is guessed but for some types."""
    with s.read("tom") as study:
        sheet = sheet_of("face.csv", rows)
        naming = guess_naming(study, sheet)
        columns = guess_columns(study, sheet, naming, EMPTY)
        settled = [type(c)(c.place, c.attribute, types.get(c.attribute, c.kind), c.take) for c in columns]
        return compare(study, sheet, naming, settled, EMPTY, clear)


def take(s: SmallStudy, rows: Rows, clear: bool = False, **types: AttributeKind) -> Comparison:
    found = looked_through(s, rows, clear, **types)
    s.act("tom", "take_facesheet", file="face.csv", **as_arguments(found))
    return found


def values(s: SmallStudy) -> dict[str, dict[str, str]]:
    return {row.name: row.values for row in s.ask(case_rows)}


FACES = [
    ["Attributes of our cases"],
    [],
    ["Transcript", "SETTING", "Age", "Interviewed on", "Trained", "Post"],
    ["LA1, FG1", "Rural", "41", "31/03/2026", "yes", "team"],
    ["la2_fg01", "urban", "n/a", "1 April 2026", "No", "Team"],
    ["LA1 – Manager 1", "unknown", "52,5", "2026-04-02", "y", "Area lead"],
]


def test_a_facesheet_goes_in_as_one_act_and_comes_back_out(study: SmallStudy) -> None:
    before = study.dump()
    found = take(study, FACES)
    assert not (found.unmatched or found.without or found.several or found.differing or found.unfit)
    assert [(a.name, a.kind) for a in found.new] == [
        ("Age", AttributeKind.NUMBER),
        ("Interviewed on", AttributeKind.DATE),
        ("Trained", AttributeKind.YES_NO),
        ("Post", AttributeKind.CHOICE),
    ]
    assert values(study) == {
        "LA1, FG1": {
            "Setting": "rural",
            "Age": "41",
            "Interviewed on": "2026-03-31",
            "Trained": "yes",
            "Post": "team",
        },
        "LA2, FG1": {"Setting": "urban", "Interviewed on": "2026-04-01", "Trained": "no", "Post": "team"},
        "LA1, Manager 1": {"Age": "52.5", "Interviewed on": "2026-04-02", "Trained": "yes", "Post": "Area lead"},
    }
    assert study.trail()[0].startswith("took 13 values of 3 cases over from face.csv; added the attribute Age; added")
    study.act("tom", "undo")
    assert study.dump() == before


def test_taking_it_again_changes_only_what_is_different(study: SmallStudy) -> None:
    take(study, FACES)
    assert looked_through(study, FACES).changes == ()
    assert looked_through(study, FACES).unchanged == 13
    again = [*FACES[:3], ["LA1, FG1", "urban", "", "31 March 2026", "yes", "team"], *FACES[4:]]
    found = looked_through(study, again)
    assert [(c.case, c.attribute, c.before, c.after) for c in found.changes] == [
        ("LA1, FG1", "Setting", "rural", "urban")
    ]
    assert (found.unchanged, found.kept, found.new) == (11, 1, ())
    assert [(c.attribute, c.after) for c in looked_through(study, again, clear=True).changes] == [
        ("Setting", "urban"),
        ("Age", ""),
    ]
    take(study, again, clear=True)
    assert "Age" not in values(study)["LA1, FG1"]


def test_what_somebody_has_changed_meanwhile_is_not_overwritten(study: SmallStudy) -> None:
    found = looked_through(study, FACES)
    setting = {"case_id": study.cases["LA1, FG1"], "attribute_id": study.attributes["Setting"]}
    study.act("ruth", "set_value", **setting, value="")
    before = study.dump(journal=True)
    with pytest.raises(Conflict, match="Setting of LA1, FG1 has been changed meanwhile"):
        study.act("tom", "take_facesheet", file="face.csv", **as_arguments(found))
    assert study.dump(journal=True) == before


def test_rows_that_fit_no_case_and_cases_without_a_row_are_listed(study: SmallStudy) -> None:
    found = looked_through(study, [["Case", "Age"], ["LA1, FG1", "4"], ["LA9, FG1", "5"], ["", "6"]])
    assert found.unmatched == ((3, "LA9, FG1", "fits no case of the study"), (4, "", "names no case"))
    assert found.without == ("LA1, Manager 1", "LA2, FG1")


def test_of_several_rows_for_a_case_only_what_all_say_is_taken(study: SmallStudy) -> None:
    rows = [
        ["Case", "Speaker", "Setting", "Gender", "Post"],
        ["LA1, FG1", "S1", "Rural", "f", "worker"],
        ["LA1, FG1", "S2", "rural", "m", ""],
        ["LA1, FG1", "S3", "rural", "f", "worker"],
        ["LA2, FG1", "S1", "urban", "f", "worker"],
    ]
    found = looked_through(study, rows)
    assert found.several == (("LA1, FG1", 3),)
    assert found.differing == (
        ("LA1, FG1", "Speaker", "S1; S2; S3"),
        ("LA1, FG1", "Gender", "f; m"),
        ("LA1, FG1", "Post", "worker; (empty)"),
    )
    taken = [(c.case, c.attribute, c.after) for c in found.changes]
    assert ("LA1, FG1", "Setting", "rural") in taken
    assert ("LA2, FG1", "Gender", "f") in taken


def test_values_that_do_not_fit_are_said_and_left_out(study: SmallStudy) -> None:
    rows = [["Case", "Setting", "Length"], ["LA1, FG1", "coast", "ten"], ["LA2, FG1", "coast", "1,200"]]
    found = looked_through(study, rows)
    assert found.changes == ()
    assert found.unfit == (
        "Setting: “coast” is not one of urban, rural. Left out for LA1, FG1, LA2, FG1.",
        "Length: “ten” is not a number. Left out for LA1, FG1.",
        "Length: is “1,200” in thousands? Write it without a comma. Left out for LA2, FG1.",
    )
    typed = looked_through(study, [["Case", "Age"], ["LA1, FG1", "old"]], Age=AttributeKind.NUMBER)
    assert typed.unfit == ("Age: “old” is not a number. Left out for LA1, FG1.",)
    assert typed.new == ()


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Case", ["LA1, FG1", "LA2, FG1", "LA1, Manager 1"]),
        ("Whatever", ["la1fg1", "LA02 - FG 1", "LA1 manager 1"]),
        ("File", ["talk_1.txt", "interviews/talk_2.docx", "Talk 3"]),
        ("Citation", ["(LA1, FG1)", "(LA2, FG1)", "(LA1, Manager)"]),
    ],
)
def test_a_row_may_name_its_case_in_several_ways(study: SmallStudy, heading: str, said: list[str]) -> None:
    found = looked_through(study, [["Age", heading], *([str(n), name] for n, name in enumerate(said, 20))])
    assert {c.case: c.after for c in found.changes} == {"LA1, FG1": "20", "LA2, FG1": "21", "LA1, Manager 1": "22"}
    assert found.unmatched == ()


def test_a_row_may_name_its_case_by_its_place(study: SmallStudy) -> None:
    rows = [
        ["Site", "Role", "Group", "No.", "Age"],
        ["LA1", "Social worker", "FG1", "", "20"],
        ["la2", "", "fg1", "1", "21"],
        ["LA1", "manager", "", "1", "22"],
        ["LA2", "manager", "", "1", "23"],
    ]
    with study.read() as now:
        assert guess_naming(now, sheet_of("x", rows)) == Naming(site=0, role=1, group=2, number=3)
    found = looked_through(study, rows)
    assert {c.case: c.after for c in found.changes} == {"LA1, FG1": "20", "LA2, FG1": "21", "LA1, Manager 1": "22"}
    assert found.unmatched == ((5, "LA2, manager, 1", "fits no case of the study"),)


def test_a_name_that_several_cases_bear_fits_none(study: SmallStudy) -> None:
    ids = {"site_id": study.sites["LA2"], "role_group_id": study.roles["Manager"], "group_type_id": None}
    study.act("tom", "change_case", case_id=study.cases["LA2, FG1"], kind="interview", **ids)
    study.act("tom", "change_case", case_id=study.cases["LA1, FG1"], kind="interview", **ids)
    found = looked_through(study, [["Case", "Age"], ["LA2, Manager", "4"], ["LA1, Manager", "5"]])
    assert found.unmatched == ((2, "LA2, Manager", "fits 2 cases: LA2, Manager 1, LA2, Manager 2"),)
    assert [c.case for c in found.changes] == ["LA1, Manager 1"]


def test_columns_are_guessed_with_care(study: SmallStudy) -> None:
    rows = [
        ["Case", "Site", "setting", "Name", "Date of birth", "Joined", "", "Empty", "Age", "age"],
        ["LA1, FG1", "LA1", "rural", "Ann Lee", "1.2.1970", "03/04/2020", "x", "-", "4", "5"],
    ]
    with study.read() as now:
        sheet = sheet_of("x", rows)
        columns = guess_columns(now, sheet, guess_naming(now, sheet), EMPTY)
        assert [(c.attribute, c.take, c.remark) for c in columns] == [
            ("Site", False, "is set in the table of cases"),
            ("Setting", True, "in the study already"),
            ("Name", False, "may tell who somebody is"),
            ("Date of birth", False, "may tell who somebody is"),
            ("Joined", True, "new; read with the day first"),
            ("Column 7", True, "new"),
            ("Empty", False, "empty"),
            ("Age", True, "new"),
            ("age (2)", True, "new"),
        ]
        wanted = [type(c)(c.place, "Age" if "ge" in c.attribute else "Site", c.kind, True) for c in columns[6:]]
        found = compare(now, sheet, guess_naming(now, sheet), wanted, EMPTY)
    assert [(c.attribute, c.after) for c in found.changes] == [("Age", "4")]
    assert found.unfit == (
        "The column “Empty” is left out: Site is set in the table of cases.",
        "The column “age (2)” is left out: another column gives Age already.",
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (["1", "2.5", "-3"], "number"),
        (["07700 900456", "07700 900457"], "text"),
        (["0123", "0456"], "text"),
        (["+447700900456"], "text"),
        (["yes", "N", "TRUE"], "yes or no"),
        (["2026-03-31", "1 May 2026", "3-Jun-2026", "March 3rd, 2026"], "date"),
        (["31/02/2026"], "text"),
        (["f", "m", "F"], "choice"),
        (["one", "two", "three"], "text"),
        ([], "text"),
    ],
)
def test_types_are_guessed_so_that_nothing_is_lost(said: list[str], kind: str) -> None:
    assert guess_kind(said).value == kind


def test_words_for_no_value_are_offered_and_dates_read() -> None:
    assert empty_words(["N/A", "–", "?", "none", "Unknown", "blue"]) == {
        **{"?": True, "n/a": True, "none": False, "unknown": True, "–": True}
    }
    assert choices_in(["Low", "high", "LOW", " very  high"]) == ["Low", "high", "very high"]
    assert (as_date("03/04/2026"), as_date("03/04/2026", True)) == ("2026-04-03", "2026-03-04")
    assert month_first(["03/14/2026", "03/04/2026"])
    assert not month_first(["14/03/2026", "03/14/2026"])
    assert (as_date("Marching 3 2026"), as_date("99/99/2026"), as_date("1 Sept 2026")) == ("", "", "2026-09-01")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_as_it_was_written(day: date) -> None:
    long = f"{day.day} {day:%B} {day.year}"
    for written in (day.isoformat(), f"{day:%d/%m}/{day.year}", f"{day:%d.%m}.{day.year}", long, f"{day} 00:00:00"):
        assert as_date(written) == day.isoformat()


cells = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(["LA1, FG1", "n/a", "3", "1/2/2026", "yes"])


@given(rows=st.lists(st.lists(cells, max_size=5), max_size=6), clear=st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_refused_in_a_sentence_or_goes_in(study: SmallStudy, rows: Rows, clear: bool) -> None:
    try:
        found = looked_through(study, rows, clear)
    except Unreadable as refusal:
        assert str(refusal).startswith("face.csv is no table")
        return
    if found.changes:
        with study.workspace.change(study.id, study.people["tom"]) as change:
            try:
                assert call(change, "take_facesheet", {"file": "x", **as_arguments(found)}) == len(found.changes)
            except Invalid as refusal:
                assert "can't be stored" in str(refusal)
    for one in found.changes:
        assert one.after != one.before


def workbook(*rows: list[Any], **shown: str) -> bytes:
    book, file = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for place, code in shown.items():
        sheet[place].number_format = code
    book.save(file)
    return file.getvalue()


def test_spreadsheets_tell_dates_times_and_ticks_as_they_show_them() -> None:
    moment = datetime.fromisoformat("2026-03-31T14:05")
    told = [date(2026, 3, 31), moment, 0.5, 3.1, True, 46112, 46112]
    data = workbook(["a"] * 7, told, C2="[h]:mm:ss", F2='[$-809]d "of" mmmm yyyy', G2='#,##0 "days"')
    expected = ["2026-03-31", "2026-03-31 14:05", "12:00:00", "3.1", "TRUE", "2026-03-31", "46112"]
    assert read_rows("a.xlsx", data)[1] == expected
    assert read_table("a.xlsx", data)[1] == expected
    with pytest.raises(Unreadable, match="b.xlsx is damaged"):
        read_table("b.xlsx", b"PK\x03\x04 torn")


def test_a_table_without_headings_or_rows_is_refused(study: SmallStudy) -> None:
    for rows in ([["Only", "headings"]], [["one"], ["column"]], [[]]):
        with pytest.raises(Unreadable, match="no table of attributes"):
            sheet_of("a.csv", rows)
    assert isinstance(sheet_of("a.csv", [["a", "b"], ["1"]]), Sheet)
    assert study.ask(lambda now: len(now.all(Attribute))) == 2
