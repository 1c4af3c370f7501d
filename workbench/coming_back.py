"""A study that comes back from its archive: chosen, looked at, and only then stored as a new study."""

from typing import Any

import streamlit as st

from framework import restoring
from framework.importing import archive_of_study
from framework.restoring import Returning
from workbench import faults, session
from workbench.wording import counted, escaped

DOING = "Bringing the study back …"


def bring_back() -> None:
    """What the first page offers whoever has an archive."""
    with st.expander("Bring a study back from an archive"):
        st.caption(
            "The .zip that Export makes as “Archive of the whole study”. It becomes a new study here, with its "
            "history; nothing is stored before you have looked it through."
        )
        upload = st.file_uploader("The archive (.zip)", type=["zip"], key=f"archive {session.kept('archives', 0)}")
        if upload is None:
            session.keep("returning", None)
            return
        back = _looked_through(upload)
        if back is None:
            return
        _preview(back)
        with st.container(horizontal=True):
            go = st.button("Bring the study back", type="primary")
            st.button("Cancel", disabled=not go, key="cancel archive", help="While it runs: stop it and store nothing.")
        if go:
            _store(back)


def _looked_through(upload: Any) -> Returning | None:
    """What the archive would bring, found out once; None, and a sentence, where it is refused."""
    known = session.kept("returning")
    if known is not None and known[0] == upload.file_id:
        return known[1]  # type: ignore[no-any-return]
    try:
        with st.spinner("Checking the archive …"):
            found = archive_of_study.read(upload.name, upload.getvalue())
            back = restoring.returning(session.workspace(), found)
    except Exception as error:
        st.error(escaped(faults.sentence(error)), icon=":material/error:")
        return None
    session.keep("returning", (upload.file_id, back))
    return back


def _preview(back: Returning) -> None:
    st.markdown(f"**{escaped(back.title)}**")
    archived = f", archived on {back.archived_on}" if back.archived_on else ""
    st.text(f"Version {back.version}{archived}: {', '.join(counted(number, name) for number, name in back.counts)}.")
    st.text(f"All {counted(back.files, 'file')} of the archive are as they left: their checksums are right.")
    if back.others:
        st.text(f"Not of the archive, and left out: {', '.join(back.others)}.")
    if back.known:
        st.text(f"Taken for the people of the same name here: {', '.join(back.known)}.")
    if back.new:
        st.text(f"New here, and added to this workspace’s people: {', '.join(back.new)}.")
    st.text("You become a lead of the study.")
    if back.here:
        st.warning("This study is in the workspace already: the archive comes as a second one beside it.")


def _store(back: Returning) -> None:
    """All or nothing. Pressing Cancel ends this run of the page, and with it the transaction."""
    bar = st.progress(0.0, DOING)
    try:
        id = restoring.restore(
            session.workspace(), session.person().id, back, lambda share: bar.progress(min(share, 1.0), DOING)
        )
    except Exception as error:
        st.error(escaped(faults.sentence(error)), icon=":material/error:")
        return
    session.keep("returning", None)
    session.keep("archives", session.kept("archives", 0) + 1)
    session.open_study(id)
    session.say(f"“{back.title}” is back, with {counted(back.version, 'act')} in its history.")
    st.rerun()
