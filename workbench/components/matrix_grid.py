"""The grid of cases by themes, for the locating matrix and for the charts."""

from typing import Any

import streamlit as st

_component = st.components.v2.component("workbench.matrix_grid", js="matrix_grid.js", css="matrix_grid.css")


def matrix_grid(key: str, payload: bytes) -> Any:
    """Show a matrix; `.selected` of the result is "row id:column id" of the opened cell, or None.

    `payload` is the JSON of the whole matrix in UTF-8, built once per version and then only passed on. As long as
    its "signature" stays the same, only the cells that changed are drawn anew.
    """
    return _component(key=key, data=payload, default={"selected": None}, on_selected_change=lambda: None)
