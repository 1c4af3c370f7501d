"""The index of themes as a tree in which themes are added, renamed, moved and retired."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from workbench.components.styles import style

_component = st.components.v2.component("workbench.theme_tree", js="theme_tree.js", css=style("theme_tree.css"))


def theme_tree(key: str, data: Mapping[str, Any]) -> Any:
    """Show the index; `.selected` of the result is the id of the chosen theme, or None.

    `data` holds `version`, `may_write`, `themes` in index order and `selected`. Changes leave the browser as
    operations through the outbox, never through this result. A new value of `data["selected"]` moves the choice
    in the browser, but does not alter `.selected` until the person chooses again.
    """
    return _component(
        key=key,
        data=dict(data),
        default={"selected": data.get("selected")},
        on_selected_change=lambda: None,
    )
