"""The charting board: who charts which case in which matrix, and how far it has come."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from framework import board
from framework.board import Board, Stretch
from framework.cases import attribute_names
from framework.matrices import Status
from framework.model import Membership, Role
from framework.people import names
from framework.study import Study
from workbench import navigation, session
from workbench.wording import counted, escaped

NOBODY = 0


def show(study: Study) -> None:
    st.title("Charting board")
    found = board.board(study)
    if not found.rows or not found.columns:
        st.info("The board appears once there are transcripts and themes.")
        return
    st.caption(
        "Case by main theme: who charts it, how far it has come, and how many of the cells with something to chart are "
        "approved\\. Choose cells to assign them or to open their matrix\\."
    )
    chosen = stretches(study, found)
    assigning(study, chosen)
    totals(study, found)


def stretches(study: Study, found: Board) -> list[Stretch]:
    """The board as a table; returns what is chosen on it."""
    short = {person.id: person.initials or person.name for person in session.workspace().people()}
    who = st.segmented_control("Show", ["everybody’s", "mine", "nobody’s"], default="everybody’s", required=True)
    wanted = {"mine": study.person_id, "nobody’s": None}

    def shown(stretch: Stretch) -> str:
        if who in wanted and stretch.person_id != wanted[who]:
            return ""
        name = short.get(stretch.person_id, "?") if stretch.person_id else "nobody"
        return f"{name}: {stretch.words}"

    titles = [main.title for main in found.columns]
    frame = pd.DataFrame(
        [[row.name, *(shown(found.stretches[row.id, main.theme.id]) for main in found.columns)] for row in found.rows],
        columns=["Case", *titles],
    )
    event = st.dataframe(
        frame,
        key=f"board {who}",
        on_select="rerun",
        selection_mode=["multi-row", "multi-column", "multi-cell"],
        hide_index=True,
        height=min(38 + 35 * len(frame), 640),
        column_config={"Case": st.column_config.TextColumn(pinned=True)},
        alt="Cases by main themes: who charts them and how far they have come",
    )
    return picked(found, event["selection"])


def picked(found: Board, selection: Mapping[str, list[Any]]) -> list[Stretch]:
    """The stretches in the chosen cells, in chosen rows and columns: where both are chosen, those in both."""
    titles = [main.title for main in found.columns]
    rows, columns = selection["rows"], [titles.index(name) for name in selection["columns"] if name in titles]
    places = {
        (row, column)
        for row in (rows or (range(len(found.rows)) if columns else ()))
        for column in (columns or (range(len(titles)) if rows else ()))
    }
    places |= {(int(row), titles.index(name)) for row, name in selection["cells"] if name in titles}
    return [found.stretches[found.rows[r].id, found.columns[c].theme.id] for r, c in sorted(places)]


def assigning(study: Study, chosen: list[Stretch]) -> None:
    """Give what is chosen to somebody, or open its matrix."""
    if not chosen:
        st.caption("Nothing is chosen\\.")
        return
    known = names(study)
    members = [m.person_id for m in study.all(Membership) if m.role.includes(Role.ANALYST)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text(f"{counted(len(chosen), 'cell')} of the board chosen", width="content")
        who = st.selectbox("Charted by", [*members, NOBODY], format_func=lambda id: known.get(id, "nobody"), width=220)
        if st.button("Assign", type="primary", disabled=not study.may(Role.ANALYST)):
            cells = [[stretch.case_id, stretch.theme_id] for stretch in chosen]
            session.act("assign", cells=cells, person_id=who or None)
            st.rerun()
        if len(chosen) == 1 and st.button("Open the matrix", icon=":material/table_chart:"):
            session.keep("cell", None)
            where = {"theme": str(chosen[0].theme_id)}
            st.switch_page(navigation.address("summaries"), query_params=where)


def totals(study: Study, found: Board) -> None:
    """Progress by an attribute of the cases and by person."""
    known = names(study)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Progress", anchor=False)
        by = st.selectbox("By", attribute_names(study), width=180, key="progress by")
        groups = {row.id: row.value(by) or f"no {by.lower()}" for row in found.rows}
        progress_table(by, board.progress(found, groups))
    with right:
        st.subheader("By person", anchor=False)
        by_person = {known.get(id or 0, "nobody"): n for id, n in board.progress_by_person(found).items()}
        progress_table("Person", by_person)


def progress_table(label: str, counts: Mapping[str, Counter[Status]]) -> None:
    statuses = list(Status)
    frame = pd.DataFrame(
        [
            {
                label: name,
                "Approved": f"{n[Status.APPROVED]} of {sum(n.values())}",
                "Done": round(100 * n[Status.APPROVED] / total) if (total := sum(n.values())) else 0,
                **{status.value.capitalize(): n[status] for status in statuses if status is not Status.APPROVED},
            }
            for name, n in counts.items()
        ]
    )
    st.dataframe(
        frame,
        hide_index=True,
        height="content",
        column_config={"Done": st.column_config.ProgressColumn(format="%d %%", min_value=0, max_value=100)},
        alt=escaped(f"Progress of charting by {label.lower()}"),
    )


with session.reading() as study:
    show(study)
