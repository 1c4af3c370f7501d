"""All memos of the study in one place: searched, filtered, pinned, and one step from what they are about."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from framework.memos import Wanted, memos_found
from framework.model import About, Memo, MemoKind, Role
from framework.people import names
from framework.study import Study
from workbench import session
from workbench.memo_cards import memo_cards, memo_form
from workbench.wording import escaped

PER_PAGE = 25


def show(study: Study) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Memos", width="stretch")
        if st.button("Write a memo about the study", icon=":material/add:", disabled=not study.may(Role.ANALYST)):
            write()
    if not study.count(Memo):
        st.info(
            "Memos are thoughts beside the study’s things: a transcript, a passage, a theme, a case, a cell, "
            "or the study itself. Write one here, or where the thing stands."
        )
        return
    wanted = asked(study)
    before = pages(wanted)
    listed = memos_found(study, wanted, before[-1] if before else None, PER_PAGE + 1)
    if not listed:
        st.info("No memo is like this.")
    memo_cards(study, listed[:PER_PAGE], "overview", linked=True)
    turn(wanted, before, listed)


def asked(study: Study) -> Wanted:
    """Which memos to look for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Words", key="memo words", icon=":material/search:", persist_state="session", width=220)
        about = some("About", [a.value for a in About], "memo about")
        kinds = some("Kind", [k.value for k in MemoKind], "memo kinds")
        known = names(study)
        people = some("Author", list(known), "memo authors", known)
        pinned = st.toggle("Pinned only", key="memo pinned", persist_state="session")
    return Wanted(words or "", tuple(people), tuple(map(MemoKind, kinds)), tuple(map(About, about)), pinned)


def some(label: str, values: Iterable[Any], key: str, shown: dict[Any, str] | None = None) -> list[Any]:
    return st.multiselect(
        label,
        list(values),
        key=key,
        format_func=lambda value: shown[value] if shown else str(value),
        placeholder="all",
        persist_state="session",
        width=205,
    )


def pages(wanted: Wanted) -> list[int]:
    """The ids before which the pages begin that have been turned; none once something else is asked for."""
    asked_before, before = session.kept("memo pages", (wanted, []))
    return before if asked_before == wanted else []


def turn(wanted: Wanted, before: list[int], listed: list[Memo]) -> None:
    """To the older and the newer ones. The place is a memo, not a number, so nothing slips between two pages."""
    if not before and len(listed) <= PER_PAGE:
        return
    with st.container(horizontal=True):
        if st.button("Newer", icon=":material/chevron_left:", disabled=not before):
            session.keep("memo pages", (wanted, before[:-1]))
            st.rerun()
        if st.button("Older", icon=":material/chevron_right:", disabled=len(listed) <= PER_PAGE):
            session.keep("memo pages", (wanted, [*before, listed[PER_PAGE - 1].id]))
            st.rerun()


@st.dialog("A memo about the study")
def write() -> None:
    with session.reading() as study:
        st.caption(escaped("Thoughts about the whole: its method, its questions, what the team agreed."))
        memo_form(study, About.STUDY, study.project.id, "study", (MemoKind.MEMO, MemoKind.METHOD_NOTE))


with session.reading() as study:
    show(study)
