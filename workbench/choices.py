"""Choices that stand in the address, so that a link leads back to them."""

import streamlit as st

from framework.study import Study
from workbench import session


def theme_in_address(study: Study, labels: dict[int, str], key: str, label: str = "Theme") -> int:
    """A theme: the one in the address, else the one chosen last on this or another page, else the first."""
    asked = st.query_params.get("theme", "")
    ids, last = list(labels), session.kept("theme")
    wanted = int(asked) if asked.isdigit() else last
    if wanted not in labels:
        wanted = ids[0]
    picked = st.selectbox(label, ids, ids.index(wanted), format_func=labels.__getitem__, width=420)
    if picked != wanted:
        st.query_params["theme"] = str(picked)
        session.keep("theme", picked)
        st.rerun()
    session.keep("theme", picked)
    return picked
