"""The thematic framework: the tree of themes, and the one that is chosen."""

import streamlit as st

from framework import themes, versions
from framework.memos import memos_about
from framework.model import About, MemoKind, Role, Theme
from framework.people import names
from framework.study import Study
from framework.themes import Numbered
from workbench import payloads, session, starting, theme_changes, theme_details
from workbench.components.theme_tree import theme_tree
from workbench.wording import escaped, moment


def show() -> None:
    with session.reading() as study, st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Thematic framework", width="stretch")
        frozen, may = versions.versions(study), study.may(Role.ANALYST)
        if frozen and may:
            reason_for_changes(versions.title(frozen[-1]))
        if may and st.button("Start from…", icon=":material/library_add:", help="Add themes from elsewhere"):
            starting.start()
    session.live("themes")
    tree_and_theme()


def reason_for_changes(since: str) -> None:
    """Kept while one works on the framework: each change of it goes into the trail with this reason."""
    said = st.text_input(
        "Reason for changes",
        session.kept("reason", ""),
        placeholder=f"why it changes since {since}",
        help="Stands in the trail beside each change of the framework until you change or clear it.",
        width=340,
    )
    session.keep("reason", said)


@st.fragment(key="themes")
def tree_and_theme() -> None:
    with session.reading() as study:
        left, right = st.columns([3, 2], gap="large")
        with left:
            chosen = theme_tree("themes", payloads.theme_tree(study, session.kept("theme"))).selected
            session.keep("theme", chosen)
        entry = next((e for e in themes.index(study) if e.theme.id == chosen), None)
        # Beside the tree, never above it: what comes and goes there would take the tree from under somebody's typing.
        with right:
            if not themes.index(study) and study.may(Role.ANALYST):
                starting.begin()
            elif entry is None:
                st.info("Choose a theme to define it, to merge it with another, or to see what stands under it.")
            else:
                details(study, entry)


def details(study: Study, entry: Numbered) -> None:
    theme, may = entry.theme, study.may(Role.ANALYST)
    st.subheader(escaped(entry.title) + (" (retired)" if theme.retired else ""))
    theme_details.define(theme, may)
    theme_changes.offer(study, entry)
    theme_details.example(study, entry, may)
    theme_details.colour(study, theme, may)
    notes(study, theme, may)


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
