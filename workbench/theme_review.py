"""Beside the extracts: what the theme means, what people think of it, and the ways on."""

import streamlit as st

from framework import people, reviewing, themes
from framework.model import Role, ThemeReview, Verdict
from framework.study import Study
from framework.themes import Numbered
from workbench import session, theme_changes
from workbench.wording import counted, escaped, moment

MEANING = {
    Verdict.COHERENT: "It hangs together",
    Verdict.SPLIT: "Split it",
    Verdict.MERGE: "Merge it with another",
    Verdict.MOVE: "Move it elsewhere",
    Verdict.REDEFINE: "Define it anew",
}


@st.fragment(key="review")
def review(theme_id: int) -> None:
    """The theme, its judgements, and a form for one's own."""
    with session.reading() as study:
        entry = next((e for e in themes.index(study) if e.theme.id == theme_id), None)
        if entry is None:
            return
        st.subheader(escaped(entry.title) + (" (retired)" if entry.theme.retired else ""))
        _meaning(entry)
        theme_changes.offer(study, entry, beside_extracts=True)
        _judge(study, entry)
        _judgements(study, theme_id)


def _meaning(entry: Numbered) -> None:
    theme = entry.theme
    st.text(theme.definition or "No definition is written yet.")
    for label, words in (("Belongs here", theme.include), ("Does not", theme.exclude)):
        if words:
            st.caption(f"**{label}:** {escaped(words)}")


def _judge(study: Study, entry: Numbered) -> None:
    if not study.may(Role.ANALYST):
        return
    with st.form(f"judge {entry.theme.id}", clear_on_submit=True):
        verdict = st.radio("After reading all of it", list(MEANING), index=None, format_func=MEANING.__getitem__)
        note = st.text_area("Theme note", height=90, placeholder="Why, and what to do")
        if st.form_submit_button("Record judgement"):
            if verdict is None:
                session.say("Choose what you think of the theme first.", failed=True)
            else:
                session.act("review_theme", theme_id=entry.theme.id, verdict=verdict.value, note=note)
            st.rerun()


def _judgements(study: Study, theme_id: int) -> None:
    known, latest = people.names(study), True
    for review in reviewing.reviews_of(study, theme_id):
        with st.container(border=True):
            since = reviewing.placed_since(study, review) if latest else 0
            st.markdown(f"**{escaped(MEANING[review.verdict])}**")
            if review.note:
                st.text(review.note)
            more = f" · {counted(since, 'passage')} placed since" if since else ""
            st.caption(escaped(f"{known[review.person_id]}, {moment(review.at)}{more}"))
            _take_back(study, review)
        latest = False


def _take_back(study: Study, review: ThemeReview) -> None:
    own = review.person_id == study.person_id or study.may(Role.LEAD)
    if own and study.may(Role.ANALYST) and st.button("Take back", key=f"review {review.id}", type="tertiary"):
        session.act("withdraw_review", review_id=review.id)
        st.rerun()
