"""The outbox: how operations of the browser's own components reach the study.

The browser keeps a list of what has not been answered; each is carried out once, by its id, before the page runs.
Mounted in the entry script, so that changing the page loses nothing.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from workbench import session

_component = st.components.v2.component("workbench.outbox", js="outbox.js")


@st.fragment(key="outbox")
def outbox() -> None:
    """Mount the outbox."""
    _component(
        key="outbox",
        data={"settled": session.settled(), "remember": session.choice()},
        on_operations_change=_carry_out,
        on_attempt_change=_carry_out,
    )


def _carry_out() -> None:
    waiting = st.session_state["outbox"].get("operations") or []
    session.settle([session.carry_out(operation) for operation in waiting])
    fragments = session.live_fragments()
    if len(fragments) > 1 and not _whole_page_runs():
        st.rerun(fragments)


def _whole_page_runs() -> bool:
    """Whether the page runs from its beginning after this: then it shows what was done, and must not be cut short.

    So it is where somebody goes to another page: the list of operations comes along, new ones among them or not.
    """
    context = get_script_run_ctx()
    return context is not None and not context.fragment_ids_this_run
