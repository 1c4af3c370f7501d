"""The locating matrix: in which cases is each sub-theme represented?"""

import streamlit as st

from framework import matrices, versions
from framework.cases import case_names
from framework.study import Study
from workbench import as_of, matrix_payload, navigation, session
from workbench.components import matrix_grid
from workbench.matrix_page import follow_link, rows_of, view_of
from workbench.row_choice import Arranged, arrange_rows, say_order

GRID = "locating"


def show(study: Study) -> None:
    follow_link(GRID)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Locating matrix", width="stretch")
        version = as_of.choose_version(study)
        with versions.as_of(study, version) as stood:
            arranged = arrange_rows(stood, "locating")
        st.page_link(navigation.address("export"), label="Export", icon=":material/download:")
    with as_of.standing(study, version) as stood:
        matrix_of(stood, arranged, version)


def matrix_of(study: Study, arranged: Arranged, version: int) -> None:
    matrix = matrices.locating_matrix(study)
    if not matrix.rows or not matrix.columns:
        st.info("The matrix appears once there are transcripts and themes with sub-themes.")
        return
    say_order(study, "locating", arranged)
    opened = matrix_grid.selected(GRID)
    cell = (opened or "").split("#")[0]
    if cell and version != versions.NOW:
        case, theme = map(int, cell.split(":"))
        as_of.read_cell(study, case_names(study)[case], case, theme)
    elif cell and opened != session.kept("locating picked"):
        session.keep("locating picked", opened)
        case_id, theme_id = cell.split(":")
        st.switch_page(navigation.address("extracts"), query_params={"theme": theme_id, "case": case_id})
    rows = rows_of(study, arranged, len(matrix.columns), "locating", cell)
    matrix_grid.matrix_grid(GRID, matrix_payload.locating(study, view_of(rows, arranged)))


with session.reading() as study:
    show(study)
