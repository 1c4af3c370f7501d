"""The split desk: a theme's passages dealt out to new sub-themes, applied as one act."""

import streamlit as st

from framework import reviewing, themes
from framework.model import Role
from framework.study import Study
from workbench import extract_payloads, navigation, session
from workbench.choices import theme_in_address
from workbench.components.split_desk import split_desk


def show() -> None:
    with session.reading() as study:
        open_ids = [e.theme.id for e in themes.index(study) if themes.retired_above(study, e.theme.id) is None]
        if not open_ids:
            st.title("Split a theme")
            st.info("There are no themes yet.")
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.title("Split a theme", width="stretch")
            theme_id = theme_in_address(study, labels(study, open_ids), "splitting")
            here = {"theme": str(theme_id)}
            st.page_link(navigation.address("extracts"), label="Review its passages", query_params=here)
        if not study.may(Role.ANALYST):
            st.info("You may read these passages, but not split the theme.")
    session.live("desk")
    desk(theme_id)


def labels(study: Study, ids: list[int]) -> dict[int, str]:
    """The themes with how many passages stand directly under each: only those can be dealt out."""
    titles, counts = themes.titles(study), reviewing.direct_counts(study)
    return {id: f"{titles[id]} · {counts.get(id, 0)}" for id in ids}


@st.fragment(key="desk")
def desk(theme_id: int) -> None:
    with session.reading() as study:
        payload = extract_payloads.split_desk(study, theme_id)
    split_desk("split desk", payload)


show()
