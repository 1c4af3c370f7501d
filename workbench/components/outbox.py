"""The outbox: how operations of the browser's own components reach the study.

The browser keeps a list of what has not been answered; each is carried out once, by its id, before the page runs.
Mounted in the entry script, so that changing the page loses nothing.
"""

import streamlit as st

from workbench import session

_component = st.components.v2.component("workbench.outbox", js="outbox.js")


@st.fragment(key="outbox")
def outbox() -> None:
    """Mount the outbox."""
    _component(
        key="outbox",
        data={"settled": session.settled()},
        on_operations_change=_carry_out,
        on_attempt_change=_carry_out,
    )


def _carry_out() -> None:
    waiting = st.session_state["outbox"].get("operations") or []
    session.settle([session.carry_out(operation) for operation in waiting])
    fragments = session.live_fragments()
    if len(fragments) > 1:
        st.rerun(fragments)
