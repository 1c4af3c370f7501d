"""The editor of one cell of a chart, beside the passages the cell is written from.

What is written leaves the browser as operations through the outbox (`write_cell`, `leave_blank`), never through this
result.
"""

from typing import Any

import streamlit as st

from workbench.components.styles import style

_STYLE = style("cell_review.css", "cell_editor.css")
_component = st.components.v2.component("workbench.cell_editor", js="cell_editor.js", css=_STYLE)


def cell_editor(key: str, payload: bytes) -> Any:
    """Show a cell (bytes of JSON) with its evidence.

    `.go` of the result is the cell the person last asked for, "row id:column id#stamp", and `.closed` the stamp of the
    last closing: another one at each asking, also for the same cell again. `.history` is the cell whose history is
    open, "row id:column id". All are None at first.
    """
    return _component(
        key=key,
        data=payload,
        default={"go": None, "closed": None, "history": None},
        on_go_change=_asking_is_in_the_state,
        on_closed_change=_asking_is_in_the_state,
        on_history_change=_asking_is_in_the_state,
    )


def _asking_is_in_the_state() -> None:
    """Streamlit keeps only the states that have a callback; the page reads the values from the result."""
