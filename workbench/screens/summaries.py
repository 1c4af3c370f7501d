"""The summary matrices: one for each main theme, a written summary in each cell, beside its passages."""

import streamlit as st

from framework import matrices, themes, versions
from framework.cases import case_names
from framework.model import Case, Theme
from framework.study import Study
from workbench import as_of, cell_here, matrix_payload, navigation, session
from workbench.components import matrix_grid
from workbench.matrix_page import follow_link, rows_of, view_of
from workbench.row_choice import Arranged, arrange_rows, say_order

GRID = "summaries"


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
                arranged = arrange_rows(stood, "summaries")
            st.page_link(navigation.address("export"), label="Export", icon=":material/download:")
        say_order(study, "summaries", arranged)
    session.live("matrix")
    matrix_and_cell(theme_id, arranged)


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
def matrix_and_cell(theme_id: int, arranged: Arranged) -> None:
    follow_link(GRID)
    open_picked()
    with session.reading() as now, as_of.standing(now, as_of.shown_version(now)) as study:
        cell, columns = session.kept("cell"), themes.columns(study, theme_id)
        above = st.container()
        rows = rows_of(study, arranged, len(columns), "summaries", cell)
        left_open = None
        if cell not in {f"{row.id}:{column.theme.id}" for row in rows.every for column in columns}:
            left_open, cell = cell, None
        with above:
            if left_open and study is now and is_there(study, left_open):
                st.warning(
                    "This sub-theme has no column in this matrix any more: somebody has merged, retired or moved it. "
                    "What you write here stays under it; copy what belongs in another cell.",
                    icon=":material/warning:",
                )
                cell_here.edit(study, left_open, dict.fromkeys(("up", "down", "left", "right")))
            elif cell and study is now:
                cell_here.edit(study, cell, matrix_payload.neighbours(rows.every, columns, cell))
            elif cell:
                case_id, column_id = map(int, cell.split(":"))
                as_of.read_cell(study, case_names(study)[case_id], case_id, column_id)
        if study is now:
            view = view_of(rows, arranged, matrix_grid.opened(GRID))
        else:
            view = view_of(rows, arranged, None, cell)
        matrix_grid.matrix_grid(GRID, matrix_payload.summaries(study, theme_id, view))


def is_there(study: Study, cell: str) -> bool:
    """Whether a cell that is in no column can still be written: whoever was typing in it loses nothing."""
    case_id, theme_id = map(int, cell.split(":"))
    return case_id in study.by_id(Case) and theme_id in study.by_id(Theme)


def open_picked() -> None:
    """Open or close the cell that the grid asks for, once for each asking."""
    picked = matrix_grid.selected(GRID)
    if picked and picked != session.kept("picked"):
        session.keep("picked", picked)
        session.keep("cell", picked.split("#")[0] or None)


show()
