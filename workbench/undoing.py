"""What the last act of a screen has done, with its undo beside it while that is the next step."""

import streamlit as st

from framework import history
from framework.study import Study
from framework.workspace import Done
from workbench import session
from workbench.wording import escaped

_NOTHING = ("", 0, None)


def keep_done(name: str, done: Done) -> None:
    """Remember, under a name of the screen's own, what was done in this study."""
    session.keep(name, (f"{done.sentence[0].upper()}{done.sentence[1:]}.", done.version, session.project_id()))


def what_was_done(study: Study, name: str) -> bool:
    """Say what `keep_done` remembers under this name, and offer to undo it.

    False where there is nothing to say: nothing was done here, or it was undone.
    """
    sentence, version, project_id = session.kept(name, _NOTHING)
    if not sentence or project_id != study.project.id or not history.stands(study, version):
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(escaped(sentence), icon=":material/check:")
        step = history.next_steps(study, study.person_id).undo
        if step is not None and step.number == version and st.button("Undo this", icon=":material/undo:"):
            session.act("undo")
            st.rerun()
    return True
