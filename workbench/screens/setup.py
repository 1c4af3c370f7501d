"""Study set-up: what the study asks, its sites, its roles and groups, its abbreviations."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from framework.cases import attribute_names, row_order
from framework.design import LEVELS
from framework.model import Abbreviation, GroupType, Role, RoleGroup, Site
from framework.study import Study
from workbench import session

Columns = dict[str, Any]

TABLES: dict[str, tuple[type, str, str, Columns]] = {
    "Sites": (
        Site,
        "set_sites",
        "One row a site. The code is the only name that citations and exports show.",
        {
            "code": st.column_config.TextColumn("Code", required=True, help="Short, as cited: LA1"),
            "geography": st.column_config.TextColumn("Geographic summary"),
            "level": st.column_config.SelectboxColumn("Level", options=list(LEVELS)),
            "managers": st.column_config.NumberColumn("Managers", min_value=0, step=1),
            "social_workers": st.column_config.NumberColumn("Social workers", min_value=0, step=1),
        },
    ),
    "Role groups": (
        RoleGroup,
        "set_role_groups",
        "The roles as reported. An interview is cited by its role: (LA2, Manager).",
        {"name": st.column_config.TextColumn("Role", required=True)},
    ),
    "Focus-group types": (
        GroupType,
        "set_group_types",
        "A focus group is cited by its type: (LA5, FG1).",
        {
            "code": st.column_config.TextColumn("Code", required=True),
            "name": st.column_config.TextColumn("Who takes part"),
        },
    ),
    "Abbreviations": (
        Abbreviation,
        "set_abbreviations",
        "What the shortened terms of the study stand for.",
        {
            "term": st.column_config.TextColumn("Term", required=True),
            "meaning": st.column_config.TextColumn("Stands for", required=True),
        },
    ),
}


def show(study: Study) -> None:
    st.title("Study set-up")
    lead = study.may(Role.LEAD)
    if not lead:
        st.caption("Only the lead of the study can change its set-up.")
    with st.form("design"):
        title = st.text_input("Title", study.design.title, disabled=not lead)
        questions = st.text_area("Research questions, one a line", study.design.questions, disabled=not lead)
        if st.form_submit_button("Save", disabled=not lead):
            session.act("describe_study", title=title, questions=questions)
            st.rerun()
    order(study, lead)
    for name, (record, operation, explained, columns) in TABLES.items():
        st.subheader(name)
        st.caption(explained)
        table(name, study.all(record), operation, columns, lead)


def order(study: Study, lead: bool) -> None:
    """The one order of the rows that every matrix keeps."""
    st.subheader("Order of the rows")
    st.caption("Every matrix lists the cases in one order, so that each is found at the same height\\.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        now = row_order(study)
        picked = st.multiselect(
            "First by", attribute_names(study), now, placeholder="Site, then group, then role", disabled=not lead
        )
        if picked != now and st.button("Save order", type="primary"):
            session.act("set_row_order", attributes=picked)
            st.rerun()


def table(name: str, stored: Sequence[Any], operation: str, columns: Columns, lead: bool) -> None:
    """A small table edited as a whole: what was changed is saved as one act."""
    fields = ["id", *columns]
    frame = pd.DataFrame([{field: getattr(row, field) for field in fields} for row in stored], columns=fields)
    for field, column in columns.items():
        if column["type_config"]["type"] == "number":
            frame[field] = frame[field].astype("Int64")
    edited = st.data_editor(
        frame,
        key=f"{name} {hash(tuple(stored))}",
        num_rows="dynamic" if lead else "fixed",
        hide_index=True,
        disabled=not lead,
        column_config={"id": None, **columns},
        alt=f"{name}, editable",
    )
    if lead and not edited.equals(frame):
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(f"Save {name.lower()}", type="primary"):
                session.act(operation, rows=plain(edited))
                st.rerun()
            st.caption("Not saved yet.")


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values: nothing for an empty field, whole numbers as such."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    whole = ("id", "managers", "social_workers")
    return [{str(k): int(v) if k in whole and v is not None else v for k, v in row.items()} for row in rows]


with session.reading() as study:
    show(study)
