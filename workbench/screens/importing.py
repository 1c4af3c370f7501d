"""Import transcripts: choose files, settle where each belongs and who speaks, look, and only then store."""

import pandas as pd
import streamlit as st

from framework.model import CaseKind, Role, Transcript
from framework.study import Study
from workbench import arrivals, navigation, session
from workbench.wording import counted, escaped


def show(study: Study) -> None:
    st.title("Import transcripts")
    if not study.may(Role.ANALYST):
        st.info("Your role in this study does not include importing.")
        return
    st.caption("Plain text and Word files. Nothing is stored before you have looked it through below.")
    uploads = st.file_uploader(
        "Transcripts", accept_multiple_files=True, key=f"files {session.kept('batch', 0)}", label_visibility="collapsed"
    )
    if not uploads:
        imported()
        return
    batch = arrivals.read(uploads)
    if batch.refused:
        with st.container(border=True):
            st.markdown(f"**Not read: {counted(len(batch.refused), 'file')}.** The others can go in.")
            st.text("\n".join(batch.refused))
    if not batch.drafts:
        return
    st.subheader("1 Where each file belongs")
    st.caption(
        "Guessed from the names of the files. A site, role or focus-group type that is new is made with the import. "
        "A correction of a transcript becomes its new version: what is indexed in it finds its words again."
    )
    files = st.data_editor(
        arrivals.file_table(study, batch),
        key=f"where {batch.key}",
        hide_index=True,
        disabled=["File", "Words", "Turns", "Layout", "Doubt"],
        column_config={
            "Import": st.column_config.CheckboxColumn(width="small"),
            "Store as": None
            if not study.all(Transcript)
            else st.column_config.SelectboxColumn(
                options=[arrivals.NEW, *arrivals.versions_of(study).values()], required=True
            ),
            "Kind": st.column_config.SelectboxColumn(options=[kind.value for kind in CaseKind], required=True),
        },
        alt="Where each file belongs, editable",
    )
    for sentence in arrivals.corrections_said(study, batch, files):
        st.text(sentence)
    st.subheader("2 Who speaks")
    st.caption("Give two labels the same name to merge them. What is no speaker goes on in the turn before it.")
    voices = st.data_editor(
        arrivals.voice_table(batch),
        key=f"who {batch.key}",
        hide_index=True,
        disabled=["Label", "Files", "Turns", "Words"],
        column_config={"This label": st.column_config.SelectboxColumn(options=arrivals.VOICES, required=True)},
        alt="Speaker labels, editable",
    )
    st.subheader("3 How they will read")
    preview(batch)
    wanted = int(files["Import"].sum())
    with st.container(horizontal=True):
        go = st.button(f"Import {counted(wanted, 'transcript')}", type="primary", disabled=not wanted)
        st.button("Cancel", disabled=not go, help="While the import runs: stop it and store nothing.")
    if go:
        store(study, batch, files, voices)


def imported() -> None:
    """What the last import has done, and where to go from there."""
    if sentence := session.kept("imported"):
        st.success(escaped(sentence), icon=":material/check:")
        with st.container(horizontal=True):
            st.page_link(navigation.address("cases"), label="See the cases", icon=":material/badge:")
            st.page_link(navigation.address("reading"), label="Read the transcripts", icon=":material/menu_book:")


def preview(batch: arrivals.Batch) -> None:
    names = [draft.file for draft in batch.drafts]
    name = st.selectbox("File", names, width=420)
    draft = batch.drafts[names.index(name)]
    for remark in draft.remarks:
        st.text(f"Note: {remark}")
    said = [
        {"Speaker": turn.label, "Says": draft.text[turn.speech : turn.end].strip()[:300]} for turn in draft.turns[:40]
    ]
    st.dataframe(pd.DataFrame(said), hide_index=True, height=260, alt=f"The first turns of {name}")


def store(study: Study, batch: arrivals.Batch, files: pd.DataFrame, voices: pd.DataFrame) -> None:
    """One act for the whole batch. Pressing Cancel ends this run of the page, and with it the act."""
    bar = st.progress(0.0, "Importing …")
    sentence = arrivals.store(study, batch, files, voices, lambda share: bar.progress(share, "Importing …"))
    if sentence:
        session.keep("imported", sentence)
        session.keep("arrivals", None)
        session.keep("batch", session.kept("batch", 0) + 1)
        st.rerun()
    for sentence, _ in session.notices():
        st.text(sentence)


with session.reading() as study:
    show(study)
