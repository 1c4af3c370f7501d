"""The thematic framework: the tree of themes, and the one that is chosen."""

import streamlit as st

from framework import themes
from framework.memos import memos_about
from framework.model import About, MemoKind, Origin, Role, Theme
from framework.people import names
from framework.study import Study
from framework.themes import Numbered
from workbench import navigation, payloads, session
from workbench.components.theme_tree import theme_tree
from workbench.wording import escaped, moment

ORIGINS = {Origin.UNSTATED.value: "not stated", **{o.value: o.value for o in Origin if o.value}}


def show() -> None:
    st.title("Thematic framework")
    session.live("themes")
    tree_and_theme()


@st.fragment(key="themes")
def tree_and_theme() -> None:
    with session.reading() as study:
        left, right = st.columns([3, 2], gap="large")
        with left:
            chosen = theme_tree("themes", payloads.theme_tree(study, session.kept("theme"))).selected
            session.keep("theme", chosen)
        entry = next((e for e in themes.index(study) if e.theme.id == chosen), None)
        with right:
            if entry is None:
                st.info("Choose a theme to define it, to merge it with another, or to see what stands under it.")
            else:
                details(study, entry)


def details(study: Study, entry: Numbered) -> None:
    theme, may = entry.theme, study.may(Role.ANALYST)
    st.subheader(escaped(entry.title) + (" (retired)" if theme.retired else ""))
    with st.form(f"define {theme.id}"):
        definition = st.text_area("Definition", theme.definition, disabled=not may, height=110)
        origins, shown = list(ORIGINS), ORIGINS.__getitem__
        origin = st.selectbox(
            "Where it comes from",
            origins,
            origins.index(theme.origin),
            format_func=shown,
            disabled=not may,
        )
        if st.form_submit_button("Save", disabled=not may):
            session.act("define_theme", theme_id=theme.id, definition=definition, origin=origin)
            st.rerun()
    with st.container(horizontal=True):
        st.page_link(navigation.address("extracts"), label="Its passages", query_params={"theme": str(theme.id)})
        if may and not theme.other and st.button("Merge into…", icon=":material/merge:"):
            merge(entry)
    notes(study, theme, may)


@st.dialog("Merge a theme into another")
def merge(entry: Numbered) -> None:
    with session.reading() as study:
        own = set(themes.with_descendants(study, entry.theme.id))
        others = {e.theme.id: e.title for e in themes.index(study) if e.theme.id not in own and not e.theme.retired}
        passages = payloads.theme_passages(study, entry.theme.id)
    into = st.selectbox("Into", list(others), format_func=others.__getitem__)
    st.write(
        escaped(f"{passages} passages stand under {entry.title} and what is beneath it. Those directly under it move, ")
        + "its sub\\-themes move along, and it is retired\\. Summaries already written under it stay with it\\."
    )
    if st.button("Merge", type="primary", disabled=into is None):
        session.act("merge_themes", theme_id=entry.theme.id, into_id=into)
        session.keep("theme", into)
        st.rerun()


def notes(study: Study, theme: Theme, may: bool) -> None:
    known = names(study)
    st.markdown("**Theme notes**")
    for memo in memos_about(study, About.THEME, theme.id):
        with st.container(border=True):
            st.text(memo.text)
            st.caption(escaped(f"{known[memo.person_id]}, {moment(memo.at)}"))
    if may:
        with st.form(f"note {theme.id}", clear_on_submit=True, border=False):
            text = st.text_area("New note", height=80)
            if st.form_submit_button("Add note"):
                session.act("write_memo", about="theme", about_id=theme.id, text=text, kind=MemoKind.THEME_NOTE.value)
                st.rerun()


show()
