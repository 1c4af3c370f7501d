"""The split desk: the passages of a theme dealt out to its new sub-themes."""

from typing import Any

import streamlit as st

from workbench.components.styles import style

_component = st.components.v2.component("workbench.split_desk", js="split_desk.js", css=style("split_desk.css"))


def split_desk(key: str, payload: bytes) -> Any:
    """Show the passages of a theme (bytes of JSON). Nothing is stored before the split leaves as one operation."""
    return _component(key=key, data=payload)
