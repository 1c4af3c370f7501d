"""What the last act of a screen has done, with its undo beside it while that is the next step."""

import streamlit as st

from framework import history
from framework.study import Study
from framework.workspace import Done
from workbench import session
from workbench.wording import escaped


def keep_done(name: str, done: Done) -> None:
    """Remember, under a name of the screen's own, what was done."""
    session.keep(name, (f"{done.sentence[0].upper()}{done.sentence[1:]}.", done.version))


def what_was_done(study: Study, name: str) -> None:
    """Say what `keep_done` remembers under this name, and offer to undo it."""
    sentence, version = session.kept(name, ("", 0))
    if not sentence:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(escaped(sentence), icon=":material/check:")
        step = history.next_steps(study, study.person_id).undo
        if step is not None and step.number == version and st.button("Undo this", icon=":material/undo:"):
            session.act("undo")
            session.keep(name, ("", 0))
            st.rerun()
