"""Reviewing extracts: all that stands under a theme, across cases, and what waits under *Other*."""

import streamlit as st

from framework import people, reviewing, themes
from framework.model import Transcript, Verdict
from framework.reviewing import PER_PAGE, Wanted
from framework.study import Study
from workbench import extract_payloads, other_queue, session, theme_review
from workbench.choices import theme_in_address
from workbench.components.extract_list import extract_list
from workbench.row_choice import choose_rows
from workbench.wording import counted, escaped

BY_THEME, OTHERS = "By theme", "Other"


def show() -> None:
    with session.reading() as study:
        if not themes.titles(study):
            st.title("Passages under a theme")
            st.info("There are no themes yet.")
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.title("Review extracts", width="stretch")
            queue = which_queue(study)
        if queue == BY_THEME:
            theme_id, wanted = choose(study)
    if queue == OTHERS:
        session.live("others")
        other_queue.others()
        return
    left, right = st.columns([13, 5], gap="medium")
    session.live("extracts", "review")
    with left:
        by_theme(theme_id, wanted)
    with right:
        theme_review.review(theme_id)


def which_queue(study: Study) -> str:
    waiting = sum(reviewing.others(study).values())
    asked = OTHERS if st.query_params.get("queue") == "other" else BY_THEME
    shown = {BY_THEME: BY_THEME, OTHERS: f"Under “Other” ({waiting})"}
    picked = st.segmented_control(
        "What to read",
        list(shown),
        default=asked,
        required=True,
        format_func=shown.__getitem__,
        label_visibility="collapsed",
    )
    if picked != asked:
        st.query_params.from_dict({"queue": "other"} if picked == OTHERS else {})
        st.rerun()
    return asked


def choose(study: Study) -> tuple[int, Wanted]:
    """Theme, cases and their order, words, analyst."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        theme_id = theme_in_address(study, labels(study), "extracts")
        words = st.text_input("With the words", key="extract words", width=180, persist_state="session").split()
        known = {0: "Everybody", **people.names(study)}
        person = st.selectbox("Placed by", list(known), format_func=known.__getitem__, width=160)
        rows, chosen = choose_rows(study, "extracts")
        cases = [row.id for row in rows]
        asked = st.query_params.get("case", "")
        if asked.isdigit() and int(asked) in cases:
            cases = [int(asked)]
            if st.button("All cases", icon=":material/close:", help="Only one case is shown now"):
                del st.query_params["case"]
                st.rerun()
    if chosen:
        st.caption(escaped(f"{counted(len(rows), 'case')}. {chosen}"))
    under = tuple(themes.with_descendants(study, theme_id))
    return theme_id, Wanted(under, tuple(cases), tuple(words), person or None)


def labels(study: Study) -> dict[int, str]:
    judged = reviewing.verdicts(study)
    said = {id: f" · {review.verdict.value}" for id, review in judged.items() if review.verdict is not Verdict.COHERENT}
    said |= {id: " · coherent ✓" for id, review in judged.items() if review.verdict is Verdict.COHERENT}
    return {id: f"{title}{said.get(id, '')}" for id, title in themes.titles(study).items()}


@st.fragment(key="extracts")
def by_theme(theme_id: int, wanted: Wanted) -> None:
    with session.reading() as study:
        found = reviewing.find_extracts(study, wanted)
        pages = max(1, -(-found.total // PER_PAGE))
        with st.container(horizontal=True, vertical_alignment="center"):
            cases = len({study.by_id(Transcript)[id].case_id for id in found.counts})
            title = themes.titles(study)[theme_id]
            amount = (
                f"{counted(found.total, 'passage')} of {counted(cases, 'case')} under {title} and what is beneath it"
            )
            st.caption(escaped(amount), width="stretch")
            page = st.pagination(pages, key=f"page of {hash(wanted)}") if pages > 1 else 1
        listed = reviewing.page_of(study, found, page)
        empty = "No passage stands here. Choose another theme, or ask for fewer words or more cases."
        payload = extract_payloads.extract_list(study, listed, wanted.themes, f"{hash(wanted)} {page}", empty)
    other_queue.follow(extract_list("extracts", payload).open)


show()
