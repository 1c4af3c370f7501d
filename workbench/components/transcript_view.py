"""The transcript on the screen: the reading column, the passages in it, and the palette of themes.

The text of a transcript never changes, so it travels once (`transcript_text`); what people make of it changes all the
time and travels in `transcript_view`. Changes are not returned from here: they go through the outbox as operations.
"""

from typing import Any, Literal

import streamlit as st

from workbench.components.styles import style

Height = int | Literal["content", "stretch"]

_text = st.components.v2.component("workbench.transcript_text", js="transcript_text.js")
_view = st.components.v2.component(
    "workbench.transcript_view", js="transcript_view.js", css=style("transcript_view.css")
)


def transcript_text(key: str, payload: bytes) -> None:
    """Give the browser the text of a transcript (bytes of JSON). Shows nothing. Mount it outside of fragments."""
    _text(key=key, data=payload)


def transcript_version(key: str, payload: bytes) -> None:
    """Tell the browser the version of what is shown (bytes of JSON): a view that is behind asks for the new one."""
    _text(key=key, data=payload)


def transcript_view(key: str, payload: bytes, height: Height = "content") -> Any:
    """Show the transcript whose text was given by `transcript_text`, with its passages and notes (bytes of JSON).

    With the height "content" the view fills what is left of the window; a number fixes it in pixels.
    The result's `selected` is the id of the passage that the person picked, or None; `wanted` is the version that the
    view asks for when somebody else has changed something.
    """
    return _view(
        key=key,
        data=payload,
        height=height,
        default={"selected": None, "wanted": None},
        on_selected_change=_it_is_in_the_state,
        on_wanted_change=_it_is_in_the_state,
    )


def _it_is_in_the_state() -> None:
    """Streamlit keeps only the states that have a callback; the page reads the value from the result."""
