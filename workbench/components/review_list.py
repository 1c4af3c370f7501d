"""Cells to be looked at one after another: opened, gone through, and approved several at once."""

from typing import Any

import streamlit as st

from workbench.components.styles import style

_component = st.components.v2.component("workbench.review_list", js="review_list.js", css=style("review_list.css"))


def review_list(key: str, payload: bytes) -> Any:
    """Show a list of cells (bytes of JSON). Approvals leave the browser as operations through the outbox.

    `.go` of the result is the cell that was last asked for, "row id:column id#stamp"; None at first.
    """
    return _component(key=key, data=payload, default={"go": None}, on_go_change=_asking_is_in_the_state)


def _asking_is_in_the_state() -> None:
    """Streamlit keeps only the states that have a callback; the page reads the values from the result."""
