"""The queue of what stands under *Other*: the newest first, until it is empty or what is left there belongs there."""

import streamlit as st

from framework import reviewing, themes
from framework.model import Theme
from workbench import extract_payloads, navigation, session
from workbench.components.extract_list import extract_list


@st.fragment(key="others")
def others() -> None:
    """All that is under *Other*, the newest first, in one queue or for one main theme."""
    with session.reading() as study:
        waiting, titles, by_id = reviewing.others(study), themes.titles(study), study.by_id(Theme)
        parents = {id: titles[by_id[id].parent_id or id] for id in waiting}
        shown = {0: f"All main themes ({sum(waiting.values())})"}
        shown |= {id: f"{parents[id]} ({count})" for id, count in waiting.items()}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            id = st.selectbox("Under the “Other” of", list(shown), format_func=shown.__getitem__, width=420)
            scope, before = [id] if id else list(waiting), _where_in_queue(id)
            listed, after = reviewing.newest_under(study, scope, before[-1] if before else None)
            if id:
                desk = {"theme": str(id)}
                st.page_link(navigation.address("splitting"), label="Deal out on the split desk", query_params=desk)
            _newer_and_older(id, before, after)
        empty = "Nothing waits here: every passage has a sub-theme of its own."
        payload = extract_payloads.extract_list(study, listed, scope, f"other {id} {before}", empty)
    follow(extract_list("others", payload).open)


def _where_in_queue(id: int) -> list[int]:
    """The entries at which the pages looked at so far began."""
    theme, before = session.kept("other queue", (id, []))
    return list(before) if theme == id else []


def _newer_and_older(id: int, before: list[int], after: int | None) -> None:
    if st.button("Newer", icon=":material/chevron_left:", disabled=not before):
        session.keep("other queue", (id, before[:-1]))
        st.rerun(scope="fragment")
    if st.button("Older", icon=":material/chevron_right:", disabled=after is None):
        session.keep("other queue", (id, [*before, after]))
        st.rerun(scope="fragment")


def follow(address: str | None) -> None:
    """Open a transcript at the passage somebody asked for."""
    if address:
        where = dict(part.split("=") for part in address.split("&"))
        st.switch_page(navigation.address("indexing"), query_params=where)
