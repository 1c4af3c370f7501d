"""Attributes from a spreadsheet: what it holds, how it is meant, what it would change, and the taking over."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from framework.cases import case_rows
from framework.exporting.plain_rows import plain_rows
from framework.facesheet_rows import Column, Naming, Sheet, guess_columns, guess_naming, sheet_of
from framework.facesheets import Comparison, as_arguments, compare
from framework.model import Attribute, AttributeKind
from framework.study import Study
from framework.value_types import EMPTY, empty_words
from workbench import session, uploads
from workbench.undoing import keep_done, what_was_done
from workbench.wording import counted

APART = "None: site, role, group and number stand in columns of their own"
NOT_THERE = "–"


def facesheet(study: Study) -> None:
    """The section of the Cases screen."""
    st.header("Attributes from a spreadsheet")
    st.caption(
        "An Excel or CSV file with a row of headings, and below it a row for each case, transcript or participant. "
        "Nothing is stored before you have looked it through here."
    )
    what_was_done(study, "facesheet taken")
    upload = st.file_uploader(
        "Spreadsheet of attributes",
        type=["xlsx", "csv", "tsv", "txt"],
        key=f"facesheet {session.kept('facesheets', 0)}",
    )
    if upload is None:
        st.download_button("A table to begin with", template(study), "attributes.csv", "text/csv")
        return
    sheet = uploads.table("facesheet", upload, sheet_of)
    if sheet is not None:
        look_through(study, sheet, upload.file_id)


def template(study: Study) -> bytes:
    """The cases and what is known of them, as a table to fill in."""
    names = [attribute.name for attribute in study.all(Attribute)]
    rows = [[row.name, *(row.values.get(name, "") for name in names)] for row in case_rows(study)]
    return plain_rows(["Case", *names], rows)


def look_through(study: Study, sheet: Sheet, file_id: str) -> None:
    """Settle how the table is meant, see what it would change, take it over."""
    st.subheader("1 Which case each row is about")
    naming = settled_naming(study, sheet, file_id)
    st.subheader("2 What becomes of each column")
    st.caption(
        "A column with the name of an attribute gives its values; any other makes a new one, whose type is guessed."
    )
    columns = settled_columns(study, sheet, naming, file_id)
    empty, clear = settled_gaps(sheet, columns, file_id)
    st.subheader("3 What would change")
    found = compare(study, sheet, naming, columns, empty, clear)
    differences(found)
    not_taken(found)
    cases = len({one.case_id for one in found.changes})
    said = f"{counted(len(found.changes), 'value')} of {counted(cases, 'case')}"
    if st.button(f"Take over {said}", type="primary", disabled=not found.changes):
        done = session.act("take_facesheet", file=sheet.file, **as_arguments(found))
        if done is not None:
            keep_done("facesheet taken", done)
            session.keep("facesheet", None)
            session.keep("facesheets", session.kept("facesheets", 0) + 1)
        st.rerun()


def settled_naming(study: Study, sheet: Sheet, file_id: str) -> Naming:
    """The columns that name the case: guessed, and as somebody has settled them."""
    guessed = guess_naming(study, sheet)
    columns = range(len(sheet.headings))
    name = st.selectbox(
        "Column with the name of the case, its citation or the file of its transcript",
        [*columns, None],
        columns.index(guessed.name) if guessed.name is not None else len(columns),
        format_func=lambda place: APART if place is None else sheet.headings[place],
        key=f"naming {file_id}",
        width=520,
    )
    if name is not None:
        return Naming(name=name)
    with st.container(horizontal=True):
        site, role, group, number = (
            place_column(sheet, label, guess, file_id)
            for label, guess in (
                ("Site", guessed.site),
                ("Role", guessed.role),
                ("Group", guessed.group),
                ("Number", guessed.number),
            )
        )
    return Naming(None, site, role, group, number)


def place_column(sheet: Sheet, label: str, guess: int | None, file_id: str) -> int | None:
    """The column for one part of a case's place; None where there is none."""
    picked: int | None = st.selectbox(
        label,
        [None, *range(len(sheet.headings))],
        0 if guess is None else guess + 1,
        format_func=lambda place: NOT_THERE if place is None else sheet.headings[place],
        key=f"naming {label} {file_id}",
        width=180,
    )
    return picked


def settled_columns(study: Study, sheet: Sheet, naming: Naming, file_id: str) -> list[Column]:
    """What becomes of each column: guessed, and as somebody has settled it."""
    guessed = guess_columns(study, sheet, naming, EMPTY)
    if not guessed:
        return []
    rows = [
        {
            "Take": column.take,
            "Column": sheet.headings[column.place],
            "For example": "; ".join(dict.fromkeys(sheet.values(column.place)[:3])),
            "Attribute": column.attribute,
            "Type": column.kind.value,
            "Note": column.remark,
        }
        for column in guessed
    ]
    edited = st.data_editor(
        pd.DataFrame(rows),
        key=f"columns {file_id} {naming} {study.version_of(Attribute)}",
        hide_index=True,
        disabled=["Column", "For example", "Note"],
        column_config={
            "Take": st.column_config.CheckboxColumn(width="small"),
            "Type": st.column_config.SelectboxColumn(options=[kind.value for kind in AttributeKind], required=True),
        },
        alt="What becomes of each column, editable",
    )
    return [
        Column(column.place, str(row["Attribute"] or ""), AttributeKind(row["Type"]), bool(row["Take"]), column.remark)
        for column, row in zip(guessed, edited.to_dict("records"), strict=True)
    ]


def settled_gaps(sheet: Sheet, columns: Sequence[Column], file_id: str) -> tuple[frozenset[str], bool]:
    """The words that mean “no value”, and whether an empty cell takes away what the study has."""
    offered = empty_words(value for column in columns for value in sheet.values(column.place))
    empty: list[str] = []
    if offered:
        usual = [word for word, usual in offered.items() if usual]
        empty = st.multiselect("Words that mean there is no value", list(offered), usual, key=f"empty {file_id}")
    clear = st.checkbox("An empty cell takes away the value that the study has", key=f"clear {file_id}")
    return frozenset(empty), clear


def differences(found: Comparison) -> None:
    """The values that would be others, each before and after."""
    added = sum(not one.before for one in found.changes)
    parts = [f"{counted(added, 'value')} new", f"{len(found.changes) - added:,} changed", f"{found.unchanged:,} as now"]
    st.markdown(f"**{', '.join(parts)}.**")
    if found.new:
        st.text(f"New attributes: {', '.join(f'{new.name} ({new.kind})' for new in found.new)}.")
    if found.kept:
        st.text(f"{counted(found.kept, 'empty cell')} left aside: the study keeps its value.")
    if found.changes:
        listed(
            "What would change",
            [
                {"Case": one.case, "Attribute": one.attribute, "Before": one.before or "–", "After": one.after or "–"}
                for one in found.changes
            ],
        )


def not_taken(found: Comparison) -> None:
    """What of the table does not go in, and why; and what it says nothing about."""
    if found.unmatched:
        st.markdown(f"**{counted(len(found.unmatched), 'row')} left out: about no one case.**")
        listed(
            "Rows that are left out",
            [{"Row": str(number), "Names": said or "–", "Why": why} for number, said, why in found.unmatched],
        )
    if found.several:
        cases = ", ".join(f"{case} ({count})" for case, count in found.several)
        st.text(f"Several rows are about one case: {cases}. A value is taken where all of them say the same.")
    if found.differing:
        st.markdown(f"**{counted(len(found.differing), 'value')} left out: the rows of a case differ.**")
        listed(
            "Values on which rows differ",
            [{"Case": case, "Attribute": name, "Its rows say": said} for case, name, said in found.differing],
        )
    if found.unfit:
        st.text("\n".join(found.unfit))
    if found.without:
        st.text(f"No row is about: {'; '.join(found.without)}.")


def listed(title: str, rows: list[dict[str, str]]) -> None:
    """A table to look at."""
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content" if len(rows) < 11 else 420, alt=title)
