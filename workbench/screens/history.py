"""The audit trail: who did what and when, in sentences; and undo of any act."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from framework import history
from framework.model import Act, Role
from framework.people import names
from framework.study import Study
from workbench import session
from workbench.wording import escaped, moment

PER_PAGE = 200


def show(study: Study) -> None:
    st.title("Audit trail")
    known = names(study)
    people = {0: "Everybody", **known}
    before = session.kept("trail before")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox("Acts of", list(people), format_func=people.__getitem__, width=320)
        acts = history.trail(study, before=before, limit=PER_PAGE, person_id=who or None)
        if st.button("Newest", icon=":material/first_page:", disabled=before is None):
            go(None)
        if st.button("Older", icon=":material/chevron_right:", disabled=len(acts) < PER_PAGE):
            go(acts[-1].number)
    if not acts:
        st.info("Nothing here.")
        return
    st.caption("Choose a line to undo that act, where nothing has been built on it since.")
    chosen = st.dataframe(
        table(acts, known),
        key=f"trail {acts[0].number} {who}",
        hide_index=True,
        height=620,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "No.": st.column_config.NumberColumn(width=60),
            "When": st.column_config.TextColumn(width=150),
            "Who": st.column_config.TextColumn(width=130),
            "State": st.column_config.TextColumn(width=90),
        },
        alt="The acts of the study, newest first",
    )
    for row in chosen.selection.rows:
        offer_undo(study, acts[row])


def go(before: int | None) -> None:
    session.keep("trail before", before)
    st.rerun()


def table(acts: Sequence[Act], known: dict[int, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "No.": act.number,
                "When": moment(act.at),
                "Who": known[act.person_id],
                "What": act.sentence + (f" – reason: {act.reason}" if act.reason else ""),
                "State": "undone" if act.undone_by else "",
            }
            for act in acts
        ]
    )


def offer_undo(study: Study, act: Act) -> None:
    st.text(f"No. {act.number}: {act.sentence}.")
    if act.undone_by is not None:
        st.info("This has been undone.")
    elif act.operation in history.NOT_UNDONE:
        st.info("This can't be undone.")
    elif act.person_id != study.person_id and not study.may(Role.LEAD):
        st.info("Only the lead of the study can undo what somebody else has done.")
    elif st.button(f"Undo no. {act.number}: {escaped(act.label)}", icon=":material/undo:", type="primary"):
        session.act("undo_act", act_id=act.id)
        st.rerun()


with session.reading() as study:
    show(study)
