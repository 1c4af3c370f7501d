"""The grid of cases by themes, for the locating matrix and for the charts."""

from typing import Any

import streamlit as st

from workbench.components.styles import style

_component = st.components.v2.component("workbench.matrix_grid", js="matrix_grid.js", css=style("matrix_grid.css"))


def matrix_grid(key: str, payload: bytes) -> None:
    """Show a matrix.

    `payload` is what `matrix_payload` makes of it. As long as the matrix is the same, it is not even read again, and
    as long as its “signature” is, only the cells that changed are drawn anew.
    """
    _component(
        key=key,
        data=payload,
        default={"selected": None, "opened": [], "link": None},
        on_selected_change=_asking_is_in_the_state,
        on_opened_change=_asking_is_in_the_state,
        on_link_change=_asking_is_in_the_state,
    )


def _asking_is_in_the_state() -> None:
    """Streamlit keeps only the states that have a callback; the page reads them before it shows the matrix."""


def selected(key: str) -> str | None:
    """The cell that was opened last, as “row id:column id#stamp”, or “#stamp” where it was closed."""
    found = _state(key, "selected")
    return str(found) if found else None


def opened(key: str) -> list[int]:
    """The cases whose speakers are to be shown."""
    return [int(id) for id in _state(key, "opened") or []]


def link(key: str) -> str | None:
    """The link that was followed last, as “/page?name=value#stamp”."""
    found = _state(key, "link")
    return str(found) if found else None


def _state(key: str, name: str) -> Any:
    return (st.session_state.get(key) or {}).get(name)
