"""Import transcripts: choose files, settle where each belongs and who speaks, look, and only then store."""

import pandas as pd
import streamlit as st

from framework import replacing
from framework.importing.voices import wants_a_name
from framework.model import CaseKind, Draft, Role, Transcript
from framework.study import Study
from framework.workspace import Done
from workbench import arrivals, faults, names, names_at_import, navigation, session, uploads
from workbench.undoing import keep_done, what_was_done
from workbench.wording import clock, counted, escaped


def show(study: Study) -> None:
    st.title("Import transcripts")
    if not study.may(Role.ANALYST):
        st.info("Your role in this study does not include importing.")
        return
    st.caption(
        "Word, OpenDocument, Rich Text, PDF, web pages, plain text, Markdown, captions (.vtt, .srt), tables of turns "
        "(.csv, .tsv, .xlsx), and .zip archives of them. Names like “LA1 FG2” or “LA3 Manager 1” say where a file "
        "belongs. Nothing is stored before you have looked it through below."
    )
    st.page_link(navigation.address("formats"), label="All formats, in and out", icon=":material/description:")
    folder = st.toggle("Choose a whole folder", help="Takes in every file in it and in the folders inside it.")
    chosen = st.file_uploader(
        "Transcripts",
        accept_multiple_files="directory" if folder else True,
        key=f"{'folder' if folder else 'files'} {session.kept('batch', 0)}",
        label_visibility="collapsed",
    )
    if not chosen:
        imported(study)
        return
    batch = uploads.read(chosen)
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
            arrivals.UNSEEN: st.column_config.SelectboxColumn(
                options=[arrivals.NONE, arrivals.DECIDE, arrivals.LEAVE_OUT, arrivals.TAKE_IN],
                required=True,
                help="Words that nobody sees in the document: leave them out, or take them in where they stand. "
                "They are listed below, and so is what the file reads like either way.",
            )
            if any(draft.unseen for draft in batch.drafts)
            else None,
            arrivals.OTHERS: st.column_config.TextColumn(help="Whoever speaks in this file without a label.")
            if any(wants_a_name(draft) is not None for draft in batch.drafts)
            else None,
        },
        alt="Where each file belongs, editable",
    )
    batch = arrivals.decided(batch, files)
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
    facts = arrivals.fact_table(study, batch)
    if not facts.empty:
        with st.expander(f"What the files say of themselves ({len(facts)})"):
            st.caption("Tick what is to become an attribute of the cases. It stays in the text either way.")
            facts = st.data_editor(
                facts,
                key=f"facts {batch.key}",
                hide_index=True,
                disabled=["Says", "Files", "For example"],
                column_config={"Keep": st.column_config.CheckboxColumn(width="small")},
                alt="Facts in the heads of the files, editable",
            )
    st.subheader("3 How they will read")
    preview(batch, files)
    named = names_at_import.ask(study, batch)
    wanted = int(files["Import"].sum())
    waiting = arrivals.undecided(batch, files)
    if waiting:
        st.warning(
            escaped(
                f"Decide above, under “{arrivals.UNSEEN}”, what becomes of the words that nobody sees in "
                f"{'; '.join(waiting)}, or untick the file. Until then nothing is imported."
            ),
            icon=":material/visibility_off:",
        )
    with st.container(horizontal=True):
        go = st.button(f"Import {counted(wanted, 'transcript')}", type="primary", disabled=not wanted or bool(waiting))
        st.button("Cancel", disabled=not go, help="While the import runs: stop it and store nothing.")
    if go:
        store(study, batch, files, voices, facts, named)


def imported(study: Study) -> None:
    """What the last import has done, and where to go from there."""
    if what_was_done(study, "imported"):
        with st.container(horizontal=True):
            st.page_link(navigation.address("cases"), label="See the cases", icon=":material/badge:")
            st.page_link(navigation.address("reading"), label="Read the transcripts", icon=":material/menu_book:")
            st.page_link(navigation.address("identifiers"), label="Check for names", icon=":material/person_search:")


def preview(batch: arrivals.Batch, files: pd.DataFrame) -> None:
    names = [draft.file for draft in batch.drafts]
    name = st.selectbox("File", names, width=420)
    place = names.index(name)
    draft, choice = batch.drafts[place], str(files.at[place, arrivals.UNSEEN])
    for remark in draft.remarks:
        st.text(f"Note: {remark}")
    for fact, value in draft.facts:
        st.text(f"Metadata: {fact}: {value}")
    unseen(draft, choice)
    turns = draft.turns[:40]
    said = pd.DataFrame(
        {"Speaker": turn.label, "Says": draft.text[turn.speech : turn.end].strip()[:300]} for turn in turns
    )
    if any(turn.seconds is not None for turn in turns):
        said["Time"] = [clock(turn.seconds) for turn in turns]
    st.dataframe(said, hide_index=True, height="content" if len(said) < 7 else 260, alt=f"The first turns of {name}")


BECOMES = {
    arrivals.DECIDE: "Decide above what becomes of them. So far the file is shown without them.",
    arrivals.LEAVE_OUT: "They are left out. Where words are blacked out, “[blacked out]” stands in their place.",
    arrivals.TAKE_IN: "They are taken into the text where they stand, and read like all others: check for names.",
}


def unseen(draft: Draft, choice: str) -> None:
    """The words of a file that nobody sees in the document, and what becomes of them by a person's choice."""
    if not draft.unseen:
        return
    said = f"This file holds words that nobody sees in the document. {BECOMES.get(choice, BECOMES[arrivals.DECIDE])}"
    st.warning(said, icon=":material/visibility_off:")
    found = pd.DataFrame([{"Words": words.strip()[:300], "Why not seen": str(why)} for why, words in draft.unseen])
    st.dataframe(found, hide_index=True, alt=f"Unseen words of {draft.file}")


def store(
    study: Study,
    batch: arrivals.Batch,
    files: pd.DataFrame,
    voices: pd.DataFrame,
    facts: pd.DataFrame,
    named: names_at_import.Chosen,
) -> None:
    """One act for the whole batch. Pressing Cancel ends this run of the page, and with it the act."""
    batch, files, voices, log = names_at_import.replaced(study, batch, files, voices, named)
    keys = names.keys(study.project)
    bar = st.progress(0.0, "Importing …")
    try:
        with replacing.noted(session.workspace(), study.project.id, study.person_id, keys) as (change, noted):
            arrivals.store(change, batch, files, voices, facts, lambda share: bar.progress(share, "Importing …"))
            noted += names_at_import.gone(change, log)
            done = Done(None, change.project.version + 1, change.sentence, True)
    except Exception as error:
        st.error(escaped(faults.sentence(error)), icon=":material/error:")
        return
    keep_done("imported", done)
    session.keep("arrivals", None)
    session.keep("batch", session.kept("batch", 0) + 1)
    st.rerun()


with session.reading() as study:
    show(study)
