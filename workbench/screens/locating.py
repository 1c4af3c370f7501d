"""The locating matrix: in which cases is each sub-theme represented?"""

import streamlit as st

from framework import charting
from framework.study import Study
from workbench import navigation, payloads, session
from workbench.components.matrix_grid import matrix_grid
from workbench.row_choice import choose_rows


def show(study: Study) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Locating matrix", width="stretch")
        rows, chosen = choose_rows(study, "locating")
        st.page_link(navigation.address("export"), label="Export", icon=":material/download:")
    matrix = charting.locating_matrix(study)
    if not matrix.rows or not matrix.columns:
        st.info("The matrix appears once there are transcripts and themes with sub-themes.")
        return
    if chosen:
        st.text(f"{len(rows)} of {len(matrix.rows)} cases. {chosen}")
    picked = matrix_grid("locating", payloads.matrix(study, matrix, "locating", rows, None)).selected
    if picked and picked != session.kept("locating picked"):
        session.keep("locating picked", picked)
        case, theme = picked.split(":")
        st.switch_page(navigation.address("extracts"), query_params={"theme": theme, "case": case})
    session.keep("locating picked", picked)


with session.reading() as study:
    show(study)
