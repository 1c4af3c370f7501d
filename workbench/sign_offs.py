"""Signing matrices off: for each main theme what is not settled yet, or who stands behind it since when."""

import streamlit as st

from framework import approval
from framework.matrices import summary_matrix
from framework.model import Role
from framework.people import names
from framework.study import Study
from framework.themes import Numbered, main_themes
from workbench import session
from workbench.wording import counted, escaped, moment


def sign_offs(study: Study) -> None:
    """Every main theme in use."""
    st.caption(
        "A supervisor signs a matrix off once each cell with words is approved and each cell with passages is charted. "
        "What changes afterwards is counted here."
    )
    for main in main_themes(study):
        if not main.theme.retired:
            with st.container(border=True, key=f"sign off {main.theme.id}"):
                _one(study, main)


def _one(study: Study, main: Numbered) -> None:
    matrix = summary_matrix(study, main.theme.id)
    missing = approval.unsettled(study, main.theme.id)
    signed = approval.signed(study, main.theme.id, matrix)
    charted = sum(written.charted for written in matrix.cells.values())
    st.subheader(escaped(main.title), anchor=False)
    if signed:
        st.markdown(escaped(_said(study, signed)))
        if signed.sign_off.note:
            st.text(signed.sign_off.note)
    if not charted:
        st.markdown("Nothing is charted here yet.")
    elif missing:
        st.markdown(escaped(f"Not settled: {missing}."))
    elif not signed or signed.changed:
        st.markdown(escaped(f"All settled: {counted(charted, 'cell')} can be signed off."))
    if signed and not signed.changed:
        return
    _sign(study, main, missing if charted else "nothing is charted")


def _said(study: Study, signed: approval.Signed) -> str:
    """“Signed off by Maya Holt on 22 Nov 2026, 14:05 at version 812; 2 cells changed since.”"""
    one = signed.sign_off
    since = f"{counted(len(signed.changed), 'cell')} changed since" if signed.changed else "nothing changed since"
    return f"Signed off by {names(study)[one.person_id]} on {moment(one.at)} at version {one.version}; {since}."


def _sign(study: Study, main: Numbered, missing: str) -> None:
    if not study.may(Role.SUPERVISOR):
        st.caption("A supervisor signs matrices off.")
        return
    if missing:
        st.caption("It can be signed off once this is settled.")
        return
    with (
        st.popover("Sign off this matrix…", icon=":material/approval:"),
        st.form(f"sign {main.theme.id}", border=False),
    ):
        note = st.text_area("Note (may be left empty)", max_chars=2000)
        if st.form_submit_button("Sign off", type="primary"):
            session.act("sign_off", theme_id=main.theme.id, note=note)
            st.rerun()
