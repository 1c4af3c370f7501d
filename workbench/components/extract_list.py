"""Extracts in a list: read with what was said around them, moved to other themes by one key."""

from typing import Any

import streamlit as st

from workbench.components.styles import style

_STYLE = style("extract.css", "extract_list.css")
_component = st.components.v2.component("workbench.extract_list", js="extract_list.js", css=_STYLE)


def extract_list(key: str, payload: bytes) -> Any:
    """Show extracts (bytes of JSON). Changes leave the browser as operations through the outbox.

    `.open` of the result is the address (`transcript=…&passage=…`) of the extract that somebody wants to see in its
    transcript, in the one run that follows; else None.
    """
    return _component(key=key, data=payload, on_open_change=lambda: None)
