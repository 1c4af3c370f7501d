"""The summary matrices as plain rows."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

from exported_study import Small

from framework import charting, indexing, versions
from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.model import Blank, Consent, Dynamics

LECTURE = "one lecture in LA1 FG1, and that was all there ever was for us"


def plain_rows(small: Small, selection: Selection = ALL_OF_IT) -> list[dict[str, str]]:
    with small.read() as study:
        content = WRITERS["summary-csv"].write(study, selection)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def at(rows: list[dict[str, str]], case: str, theme: str) -> list[dict[str, str]]:
    return [row for row in rows if row["Case"] == case and row["Sub-theme"] == theme]


def test_each_part_of_a_cell_has_a_row_with_its_case_its_lines_and_who_wrote_it(small: Small) -> None:
    parts = at(plain_rows(small), "LA1, FG1", "University")
    assert [(row["Part"], row["What"], row["Text"], row["Lines"]) for row in parts] == [
        ("1", "summary", "Recall a single lecture.", "2"),
        ("2", "verbatim", "that was all there ever was", "2"),
        ("3", "comment", "Compare with managers.", ""),
    ]
    first = parts[0]
    assert (first["Citation"], first["Site"], first["Group"], first["Kind"]) == (
        "(LA1, FG1)",
        "LA1",
        "FG1",
        "focus group",
    )
    assert (first["No."], first["Main theme"], first["Status"], first["Analyst"]) == (
        "1.1",
        "1 Training",
        "draft",
        "Ada Analyst",
    )
    assert first["Written (UTC)"][:2] == "20"


def test_every_cell_is_there_in_the_order_of_the_matrices_and_a_blank_one_says_why(small: Small) -> None:
    rows = plain_rows(small)
    assert len({(row["Case"], row["No."]) for row in rows}) == 9 * 6
    assert list(dict.fromkeys(row["No."] for row in rows if row["Case"] == "LA1, FG1")) == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
    ]
    reasons = {
        "LA2, FG2": Blank.NOTHING_SAID,
        "LA1, Manager 1": Blank.NOT_ASKED,
        "LA2, Manager 1": Blank.NOT_APPLICABLE,
        "LA2, FG1": "not charted yet (1 passage)",
        "LA3, FG2": "nothing indexed",
    }
    for case, reason in reasons.items():
        assert [row["What"] for row in at(rows, case, "University")] == [str(reason)]
    assert next(row for row in rows if row["Case"] == "LA1, Manager 1")["Years in post"] == "7"


def test_words_stay_letter_for_letter_but_begin_no_formula(small: Small) -> None:
    text = '=SUM(A1), "quoted"\nsecond line; שלום 😀'
    small.chart("LA2, FG1", "Colleagues", {"kind": "summary", "text": text})
    (row,) = at(plain_rows(small), "LA2, FG1", "Colleagues")
    assert row["Text"] == f"'{text}"


def test_what_is_withheld_or_may_not_be_quoted_stays_out(small: Small) -> None:
    passage = small.passage[LECTURE]
    small.act(indexing.mark_passage, passage.id, passage.strength, passage.key, Consent.REFUSED)
    small.blank("LA3, FG2", "Colleagues", Blank.SUPPRESSED)
    rows = plain_rows(small)
    assert [row["Text"] for row in at(rows, "LA1, FG1", "University")][1] == "(the words may not be quoted)"
    assert [row["What"] for row in at(rows, "LA3, FG2", "Colleagues")] == ["suppressed"]
    assert not [row for row in rows if "that was all" in row["Text"] or "not described" in row["Text"]]


def test_how_a_group_talked_and_the_chosen_cases_and_themes(small: Small) -> None:
    with small.read() as study:
        seen = small._seen("LA1, FG1", "University")
        assert study.version
    parts = [{"kind": "summary", "text": "They disagree."}]
    where = (small.case["LA1, FG1"], small.theme["University"])
    small.act(charting.write_cell, *where, parts, seen, [Dynamics.DISSENT, Dynamics.SHIFT])
    some = Selection(frozenset([small.case["LA1, FG1"]]), frozenset([small.theme["Training"]]), "some")
    rows = plain_rows(small, some)
    assert {(row["Case"], row["Main theme"]) for row in rows} == {("LA1, FG1", "1 Training")}
    assert rows[0]["Group dynamics"] == "dissent, shift"


def test_rows_as_of_a_version_hold_what_stood_then(small: Small) -> None:
    frozen = small.act(versions.freeze_framework, "Pilot")
    small.chart("LA1, FG1", "University", {"kind": "summary", "text": "Written later."})
    then = at(plain_rows(small, Selection(version_id=frozen.id)), "LA1, FG1", "University")
    assert then[0]["Text"] == "Recall a single lecture."
    assert at(plain_rows(small), "LA1, FG1", "University")[0]["Text"] == "Written later."


def test_words_withheld_under_one_sub_theme_are_quoted_under_no_other(small: Small) -> None:
    said = {"kind": "verbatim", "text": "I learnt it on the job"}
    shared = next(p for words, p in small.passage.items() if words.endswith(said["text"]))
    small.chart("LA1, FG1", "On the job", {**said, "passages": [shared.id]})
    for name in ("summary", "summary-docx", "summary-csv", "reading-room"):
        with small.read() as study:
            assert said["text"] in words_in(WRITERS[name].write(study))
    small.blank("LA1, FG1", "University", Blank.WITHDRAWN)
    for name in ("summary", "summary-docx", "summary-csv", "reading-room"):
        with small.read() as study:
            assert said["text"] not in words_in(WRITERS[name].write(study))


def words_in(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode()
    with ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
