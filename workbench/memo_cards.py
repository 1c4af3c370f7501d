"""Memos as they stand on a page: each with who wrote it, what one may do to it, and a way to what it is about."""

from collections.abc import Iterable, Sequence

import streamlit as st

from framework import themes
from framework.memos import memos_about, where_written
from framework.model import About, Cell, Memo, MemoKind, Passage, Role
from framework.people import names
from framework.study import Study
from workbench import navigation, session
from workbench.wording import escaped, moment

ICONS = {
    About.STUDY: ":material/home:",
    About.TRANSCRIPT: ":material/menu_book:",
    About.PASSAGE: ":material/format_ink_highlighter:",
    About.THEME: ":material/account_tree:",
    About.CASE: ":material/badge:",
    About.CELL: ":material/table_chart:",
}


def memo_cards(study: Study, listed: Iterable[Memo], key: str, *, linked: bool = False) -> None:
    """Memos one under another; `linked`: each with a way to what it is about."""
    known = names(study)
    for memo in listed:
        with st.container(border=True, gap="xsmall", key=f"{key} memo {memo.id}"):
            if linked:
                _heading(study, memo, key)
            st.text(memo.text)
            with st.container(horizontal=True, vertical_alignment="center"):
                by = f"{memo.kind.value.capitalize()} · {known[memo.person_id]}, {moment(memo.at)}"
                st.caption(escaped(by), width="stretch")
                _tools(study, memo, key)


def memos_here(study: Study, about: About, about_id: int, key: str, title: str, *, unfolded: bool = False) -> None:
    """The memos about one thing and a place to write another, behind a title that says how many there are."""
    listed = memos_about(study, about, about_id)
    label = f"{title} ({len(listed)})" if listed else title
    with st.expander(escaped(label), expanded=unfolded, icon=":material/sticky_note_2:"):
        memo_cards(study, listed, key)
        memo_form(study, about, about_id, key)


@st.fragment(key="transcript memos")
def transcript_memos(transcript_id: int) -> None:
    """The memos about a transcript as a whole, behind a button above it."""
    with session.reading() as study:
        listed = [m for m in memos_about(study, About.TRANSCRIPT, transcript_id) if m.start is None]
        label = f"Memos ({len(listed)})" if listed else "Memos"
        with st.popover(label, icon=":material/sticky_note_2:", help="Memos about this transcript as a whole"):
            memo_cards(study, listed, "transcript")
            kinds = (MemoKind.READING_NOTE, MemoKind.MEMO)
            memo_form(study, About.TRANSCRIPT, transcript_id, "transcript", kinds)


def memo_form(
    study: Study, about: About, about_id: int, key: str, kinds: Sequence[MemoKind] = (MemoKind.MEMO,)
) -> None:
    """Write a memo about something, of one of these kinds."""
    if not study.may(Role.ANALYST):
        return
    with st.form(f"{key} new {about} {about_id}", clear_on_submit=True, border=False):
        text = st.text_area("New memo", height=90)
        with st.container(horizontal=True, vertical_alignment="center"):
            written = st.form_submit_button("Write memo", icon=":material/add:")
            kind = kinds[0]
            if len(kinds) > 1:
                kind = st.selectbox("Kind", kinds, label_visibility="collapsed", width=180, format_func=str)
    if written:
        session.act("write_memo", about=about.value, about_id=about_id, text=text, kind=kind.value)
        st.rerun()


def _heading(study: Study, memo: Memo, key: str) -> None:
    about = where_written(study, memo)
    icon = ":material/keep:" if memo.pinned else ICONS[memo.about]
    label = escaped(about[0].upper() + about[1:])
    if st.button(label, key=f"{key} go {memo.id}", icon=icon, type="tertiary", help="Go to what this memo is about"):
        go_to(study, memo)


def _tools(study: Study, memo: Memo, key: str) -> None:
    if not study.may(Role.ANALYST):
        return
    pin = "Unpin" if memo.pinned else "Pin"
    about = f"{pin} this memo: pinned ones stand beside the transcripts"
    if st.button(pin, key=f"{key} pin {memo.id}", icon=":material/keep:", type="tertiary", help=about):
        session.act("pin_memo", memo_id=memo.id, pinned=not memo.pinned)
        st.rerun()
    own = memo.person_id == study.person_id or study.may(Role.LEAD)
    if own and st.button("Edit", key=f"{key} edit {memo.id}", icon=":material/edit:", type="tertiary"):
        edit(memo)


@st.dialog("Edit a memo")
def edit(memo: Memo) -> None:
    text = st.text_area("Memo", memo.text, height=220, label_visibility="collapsed")
    with st.container(horizontal=True):
        if st.button("Save", type="primary", disabled=not text.strip()):
            session.act("revise_memo", memo_id=memo.id, text=text)
            st.rerun()
        if st.button("Remove this memo", icon=":material/delete:"):
            session.act("remove_memo", memo_id=memo.id)
            st.rerun()
    st.caption("Either can be undone\\.")


def go_to(study: Study, memo: Memo) -> None:
    """Open the page of what a memo is about, at the thing itself."""
    id = memo.about_id
    match memo.about:
        case About.TRANSCRIPT:
            where = {"transcript": str(id)}
            if memo.start is not None and memo.end is not None:
                where |= {"start": str(memo.start), "end": str(memo.end)}
            st.switch_page(navigation.address("reading"), query_params=where)
        case About.PASSAGE:
            where = {"transcript": str(study.get(Passage, id).transcript_id), "passage": str(id)}
            st.switch_page(navigation.address("indexing"), query_params=where)
        case About.THEME:
            session.keep("theme", id)
            st.switch_page(navigation.address("framework"))
        case About.CASE:
            st.switch_page(navigation.address("cases"), query_params={"case": str(id)})
        case About.CELL:
            cell = study.get(Cell, id)
            main = next(e.theme.id for e in themes.main_themes(study) if _holds(study, e.theme.id, cell.theme_id))
            session.keep("matrix theme", main)
            session.keep("cell", f"{cell.case_id}:{cell.theme_id}")
            st.switch_page(navigation.address("summaries"))
        case _:
            st.switch_page(navigation.address("overview"))


def _holds(study: Study, theme_id: int, sub_theme_id: int) -> bool:
    return sub_theme_id in themes.with_descendants(study, theme_id)
