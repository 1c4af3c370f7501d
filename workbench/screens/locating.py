"""The locating matrix: in which cases is each sub-theme represented?"""

import streamlit as st

from framework import matrices, versions
from framework.cases import CaseRow, case_names
from framework.study import Study
from workbench import as_of, navigation, payloads, session
from workbench.components.matrix_grid import matrix_grid
from workbench.row_choice import choose_rows


def show(study: Study) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Locating matrix", width="stretch")
        version = as_of.choose_version(study)
        with versions.as_of(study, version) as stood:
            rows, chosen = choose_rows(stood, "locating")
        st.page_link(navigation.address("export"), label="Export", icon=":material/download:")
    with as_of.standing(study, version) as stood:
        matrix_of(stood, rows, chosen, version)


def matrix_of(study: Study, rows: list[CaseRow], chosen: str, version: int) -> None:
    matrix = matrices.locating_matrix(study)
    if not matrix.rows or not matrix.columns:
        st.info("The matrix appears once there are transcripts and themes with sub-themes.")
        return
    if chosen:
        st.text(f"{len(rows)} of {len(matrix.rows)} cases. {chosen}")
    picked = matrix_grid("locating", payloads.matrix(study, matrix, "locating", rows, None)).selected
    if picked and version != versions.NOW:
        case, theme = map(int, picked.split(":"))
        as_of.read_cell(study, case_names(study)[case], case, theme)
    elif picked and picked != session.kept("locating picked"):
        session.keep("locating picked", picked)
        case, theme = picked.split(":")
        st.switch_page(navigation.address("extracts"), query_params={"theme": theme, "case": case})
    session.keep("locating picked", picked)


with session.reading() as study:
    show(study)
