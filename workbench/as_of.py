"""As of which version of the framework the matrices, the comparison, the codebook and the exports are shown."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from framework import matrices, versions
from framework.model import BlockKind, FrameworkVersion
from framework.study import Study
from framework.themes import titles
from framework.versions import NOW
from workbench import session
from workbench.wording import escaped, moment

_KEPT = "matrix as of"


def choose_version(study: Study) -> int:
    """A choice of versions beside a matrix; the id of the one to show, NOW where there is none to choose from."""
    known = {version.id: versions.title(version) for version in versions.versions(study)}
    if not known:
        return NOW
    options, last = [NOW, *reversed(known)], shown_version(study)
    shown = {NOW: "now", **known}
    picked = st.selectbox("As of", options, options.index(last), format_func=shown.__getitem__, width=170)
    session.keep(_KEPT, picked)
    if picked != NOW:
        with st.spinner(f"Bringing {shown[picked]} back …"), versions.as_of(study, picked):
            pass  # of a large study this takes some seconds the first time; whoever asks afterwards finds it made
    return picked


def shown_version(study: Study) -> int:
    """The version that was chosen last, where it is still there."""
    last = session.kept(_KEPT, NOW)
    return last if any(version.id == last for version in versions.versions(study)) else NOW


@contextmanager
def standing(study: Study, version_id: int, what: str = "This matrix") -> Iterator[Study]:
    """The study as of a version, with a line that says so."""
    if version_id != NOW:
        version = study.get(FrameworkVersion, version_id)
        st.info(
            escaped(f"As of {versions.title(version)}, frozen {moment(version.at)}")
            + f"\\. {what} is for looking only\\; choose “now” to go on working\\.",
            icon=":material/history:",
        )
    with versions.as_of(study, version_id) as stood:
        yield stood


def read_cell(study: Study, name: str, case_id: int, theme_id: int) -> None:
    """One cell in full, as it stood."""
    written = matrices.cell(study, case_id, theme_id)
    with st.container(border=True):
        st.markdown(f"**{escaped(name)}** under **{escaped(titles(study)[theme_id])}**, {escaped(written.words)}")
        for part in written.parts:
            label = {BlockKind.VERBATIM: "Participant", BlockKind.COMMENT: "Comment"}.get(part.kind)
            if label:
                st.caption(label)
            st.text(f"“{part.text}”" if part.kind is BlockKind.VERBATIM else part.text)
