"""The key file on its page: the names to look for, what was kept, the log of replacements, and what remains where."""

import pandas as pd
import streamlit as st

from framework.errors import NotAllowed
from framework.exporting import Progress
from framework.exporting.plain_rows import plain_rows
from framework.history import note_export
from framework.model import Role
from framework.replacing import log_rows, note_destroyed_key
from framework.store.key_file import EVERYWHERE, Kept
from framework.study import Study
from framework.transcripts import transcript_names
from workbench import faults, names, session
from workbench.components.download import download
from workbench.wording import counted

LOG = ("When", "Who", "Where", "Line", "Words", "Replaced by", "Taken back")
REMAINS = (
    "What was replaced is not erased. The study's database keeps the earlier text and the earlier quotations, for "
    "undo and for the study as it stood at an earlier version, which can still be exported; copies of the database "
    "made before keep everything, and the audit trail keeps its sentences, with files, cases and themes as they were "
    "called then. Files and notes that came with another program's project and are not shown here are not looked "
    "through. A name that must never be in the study is replaced on the import page, before the transcript is stored. "
    "The key file is no part of the study: it lies beside it in the data folder, only your account on this machine "
    "can read it, and no export of the study contains it."
)
SURE = "I understand that nobody will be able to look up who stands behind a pseudonym."


def roster(study: Study) -> None:
    """The names that must not stand in a transcript; whoever works with the study shares them."""
    keys = names.keys(study.project)
    before = keys.roster()
    with st.expander(f"Names to look for ({len(before)})", key="roster"):
        st.caption(
            "People, places, schools, teams: one a line; other forms of the same name after commas, as in Ann Lee, "
            "Annie, Mrs Lee: they are offered the same pseudonym."
        )
        written = st.text_area(
            "Names to look for, one a line", "\n".join(before), key=f"roster {keys.stamp}", height=160
        )
        if st.button("Store the names", icon=":material/save:"):
            keys.change_roster(before, (written or "").splitlines())
            st.rerun()


def key_file(study: Study) -> None:
    """What was decided, the log, and how to get rid of both."""
    keys = names.keys(study.project)
    kept, replaced = keys.kept(), keys.replaced()
    if kept:
        with st.expander(f"Kept ({len(kept)})", key="kept"):
            _kept(study, kept)
    with st.expander(f"Replaced ({len(replaced)}) and the key file", key="key file"):
        st.text(REMAINS)
        if not study.may(Role.SUPERVISOR):
            st.caption("The log says who stands behind each pseudonym: supervisors and leads can export it.")
        elif replaced:
            name = f"Key of pseudonyms – {study.design.title}.csv"
            project, person = study.project.id, study.person_id
            download("download key", "Export the log", name, lambda told: log(project, person, told), "text/csv")
        if study.may(Role.LEAD) and keys.exists:
            destroying(study)


def log(project_id: int, person_id: int, progress: Progress) -> bytes:
    """The log as a file, noted in the trail without a word of it. Raises NotAllowed for an analyst."""
    with session.workspace().read(project_id, person_id) as study:
        if not study.may(Role.SUPERVISOR):
            raise NotAllowed("The log of replacements is exported by a supervisor or lead of the study.")
        rows = log_rows(study, names.keys(study.project).replaced())
    with session.workspace().change(project_id, person_id) as change:
        note_export(change, f"the key of pseudonyms ({counted(len(rows), 'replacement')})")
    return plain_rows(LOG, rows)


def _kept(study: Study, kept: list[Kept]) -> None:
    known = {str(id): name for id, name in transcript_names(study).items()}
    rows = [
        {
            "Words": one.words,
            "Where": "everywhere"
            if one.transcript == EVERYWHERE
            else known.get(one.transcript, "a transcript of before"),
            "Who": one.person,
            "When": one.at[:10],
        }
        for one in kept
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Words that were kept")
    labels = [f"{row['Words']} ({row['Where']})" for row in rows]
    at = st.selectbox("Decide again about", range(len(kept)), format_func=labels.__getitem__, width=420)
    if st.button("Ask again", icon=":material/undo:"):
        names.keys(study.project).ask_again(kept[at].words, kept[at].transcript)
        st.rerun()


def destroying(study: Study) -> None:
    """Get rid of the key file, which is noted in the trail: for the lead."""
    st.caption("Destroying the key file takes away the names to look for, what was kept, and the log.")
    sure = st.checkbox(SURE, key="sure of destroying")
    if st.button("Destroy the key file", icon=":material/delete_forever:", disabled=not sure):
        try:
            with session.workspace().change(study.project.id, study.person_id) as change:
                note_destroyed_key(change)
                names.keys(study.project).destroy()
        except Exception as error:
            session.say(faults.sentence(error), failed=True)
        st.rerun()
