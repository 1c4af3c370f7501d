"""Going to a cell: the one place that knows how the summary matrices are told which cell to show."""

import streamlit as st

from framework.study import Study
from framework.themes import paths
from workbench import navigation, session


def open_cell(study: Study, case_id: int, theme_id: int) -> None:
    """Open the matrix of a sub-theme's main theme with one cell of it in the editor."""
    session.keep("matrix theme", paths(study)[theme_id][0])
    session.keep("cell", f"{case_id}:{theme_id}")
    st.switch_page(navigation.address("summaries"))
