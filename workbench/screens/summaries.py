"""The summary matrices: one for each main theme, a written summary in each cell, beside its passages."""

import streamlit as st

from framework import matrices, themes, versions
from framework.cases import CaseRow, case_names
from framework.model import About, Case, Cell
from framework.study import Study
from workbench import as_of, cell_payload, navigation, payloads, session
from workbench.components.cell_editor import cell_editor
from workbench.components.matrix_grid import matrix_grid
from workbench.memo_cards import memos_here
from workbench.row_choice import choose_rows


def show() -> None:
    with session.reading() as study:
        version = as_of.shown_version(study)
        with versions.as_of(study, version) as stood:
            main = [entry for entry in themes.main_themes(stood) if not entry.theme.retired]
        if not main or not study.count(Case):
            st.title("Summary matrices")
            st.info("The matrices appear once there are transcripts and themes with sub-themes.")
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.title("Summary matrix", width="stretch")
            theme_id = which_theme(study, {entry.theme.id: entry.title for entry in main})
            version = as_of.choose_version(study)
            with versions.as_of(study, version) as stood:
                choose_rows(stood, "summaries")
            st.page_link(navigation.address("export"), label="Export", icon=":material/download:")
    session.live("matrix")
    matrix_and_cell(theme_id)


def which_theme(study: Study, titles: dict[int, str]) -> int:
    """The main theme whose matrix is shown: the one in the address, the last one, or the one most is written under."""
    asked = st.query_params.get("theme", "")
    last = session.kept("matrix theme")
    wanted = int(asked) if asked.isdigit() else last
    ids = list(titles)
    if wanted not in ids:
        wanted = matrices.most_charted(study) or ids[0]
    picked = st.selectbox("Theme", ids, ids.index(wanted), format_func=titles.__getitem__, width=320)
    if picked != last:
        session.keep("cell", None)
        st.query_params["theme"] = str(picked)
    session.keep("matrix theme", picked)
    return picked


@st.fragment(key="matrix")
def matrix_and_cell(theme_id: int) -> None:
    with session.reading() as now, as_of.standing(now, as_of.shown_version(now)) as study:
        shown = session.kept("summaries rows", [])
        matrix = matrices.summary_matrix(study, theme_id, shown)
        by_id = {row.id: row for row in matrix.rows}
        rows = [by_id[id] for id in shown if id in by_id]
        cells = [f"{row.id}:{column.theme.id}" for row in rows for column in matrix.columns]
        cell = session.kept("cell")
        if study is not now:
            look(study, matrix, rows)
            return
        if cell in cells:
            edit(study, cell, payloads.neighbours(rows, matrix.columns, cell))
        picked = matrix_grid("summaries", payloads.matrix(study, matrix, "summary", rows, cell)).selected
    follow("picked", picked)


def look(study: Study, matrix: matrices.Matrix, rows: list[CaseRow]) -> None:
    """The matrix as of an earlier version, and the cell that is chosen in full."""
    picked = session.kept("looked at")
    chosen = tuple(map(int, picked.split(":"))) if picked else (0, 0)
    if chosen in matrix.cells:
        as_of.read_cell(study, case_names(study)[chosen[0]], *chosen)
    found = matrix_grid("summaries", payloads.matrix(study, matrix, "summary", rows, None)).selected
    if found != picked:
        session.keep("looked at", found)
        st.rerun()


def edit(study: Study, cell: str, neighbours: dict[str, str | None]) -> None:
    case_id, theme_id = map(int, cell.split(":"))
    asked = cell_editor("cell", cell_payload.cell_editor(study, case_id, theme_id, neighbours))
    stored = study.one(Cell, case_id=case_id, theme_id=theme_id)
    if stored is not None:  # a memo needs something to be about: the cell comes first
        memos_here(study, About.CELL, stored.id, "cell", "Memos about this cell")
    follow("go", asked.go)
    if asked.closed and asked.closed != session.kept("closed"):
        session.keep("closed", asked.closed)
        session.keep("cell", None)
        st.rerun()


def follow(name: str, wanted: str | None) -> None:
    """Open the cell that a component asks for, once for each asking."""
    if wanted and wanted != session.kept(name):
        session.keep(name, wanted)
        session.keep("cell", wanted.split("#")[0])
        st.rerun()


show()
