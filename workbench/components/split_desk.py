"""The split desk: the passages of a theme dealt out to its new sub-themes."""

from typing import Any

import streamlit as st

from workbench.components.styles import style

_STYLE = style("extract.css", "split_desk.css")
_component = st.components.v2.component("workbench.split_desk", js="split_desk.js", css=_STYLE)


def split_desk(key: str, payload: bytes) -> Any:
    """Show the passages of a theme (bytes of JSON). Nothing is stored before the split leaves as one operation."""
    return _component(key=key, data=payload)
