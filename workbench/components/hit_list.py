"""The hits of a search: walked through, ticked, opened in the transcript and placed under themes."""

from typing import Any

import streamlit as st

from workbench.components.styles import style

_component = st.components.v2.component("workbench.hit_list", js="hit_list.js", css=style("hit_list.css"))


def hit_list(key: str, payload: bytes) -> Any:
    """Show a page of hits (bytes of JSON); `.open` of the result is the hit that the person wants to open, or None.

    Changes leave the browser as operations through the outbox.
    """
    return _component(key=key, data=payload, on_open_change=_only_the_result_counts)


def _only_the_result_counts() -> None:
    """Streamlit tells of a trigger only where there is a callback; the page reads it from the result."""
