"""The audit trail: who did what and when, in sentences; and undo of any act."""

import streamlit as st

from framework import history
from framework.model import Act, Role
from framework.people import names
from framework.study import Study
from workbench import session
from workbench.wording import escaped, moment

PER_PAGE = 50


def show(study: Study) -> None:
    st.title("Audit trail")
    known = names(study)
    people = {0: "Everybody", **known}
    who = st.selectbox("Acts of", list(people), format_func=people.__getitem__, width=320)
    before = session.kept("trail before")
    acts = history.trail(study, before=before, limit=PER_PAGE, person_id=who or None)
    for act in acts:
        line(study, act, known[act.person_id])
    if not acts:
        st.info("Nothing here.")
    with st.container(horizontal=True):
        if before is not None and st.button("Newest", icon=":material/first_page:"):
            go(None)
        if len(acts) == PER_PAGE and st.button("Older", icon=":material/chevron_right:"):
            go(acts[-1].number)


def go(before: int | None) -> None:
    session.keep("trail before", before)
    st.rerun()


def line(study: Study, act: Act, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{act.number}", width=50)
        st.caption(escaped(f"{moment(act.at)}"), width=150)
        st.text(f"{name} {act.sentence}" + (" (undone)" if act.undone_by else ""), width="stretch")
        theirs = act.person_id == study.person_id or study.may(Role.LEAD)
        undoable = act.operation not in ("start_study", "note_export") and act.undone_by is None
        if theirs and undoable and st.button("Undo this", key=f"undo {act.id}", type="tertiary"):
            session.act("undo_act", act_id=act.id)
            st.rerun()


with session.reading() as study:
    show(study)
