"""Coverage: how far each transcript has been indexed, and the talk under no theme, to be judged or indexed."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from framework import coverage
from framework.coverage import Coverage, State
from framework.model import Role, Transcript
from framework.people import names
from framework.study import Study
from framework.transcripts import transcript_names
from workbench import navigation, session, stretches, transcript_page
from workbench.wording import escaped

PER_PAGE = 60
EVERYBODY, MINE = "everybody", "me"


def show(study: Study) -> None:
    st.title("Coverage")
    st.caption(
        "How far each transcript has been gone through, and how much participants’ talk stands under no theme (dark "
        "text). Its share says where to look next; it is no mark of quality: much that is said belongs under no theme."
    )
    if not study.all(Transcript):
        st.info("There are no transcripts yet.")
        return
    by_transcript, ideas = st.tabs(["By transcript", f"New ideas ({len(coverage.new_ideas(study))})"])
    with by_transcript:
        chosen = choose(study)
        if chosen is not None:
            about(study, chosen)
    with ideas:
        stretches.new_ideas(study)


def choose(study: Study) -> Coverage | None:
    """The table of transcripts; returns what is known of the chosen one."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        whose = st.segmented_control("State for", [EVERYBODY, MINE], default=EVERYBODY, key="whose", required=True)
        wanted = st.pills("Show", [state.value for state in State], selection_mode="multi", key="states")
    listed, person_id = transcript_page.in_order(study), study.person_id if whose == MINE else None
    states = coverage.states(study, [transcript.id for transcript in listed], person_id)
    kept = [transcript for transcript in listed if not wanted or states[transcript.id] in wanted]
    st.caption(" · ".join(f"{list(states.values()).count(state)} {state.value}" for state in State))
    if not kept:
        st.info("No transcript is in this state.")
        return None
    page = st.pagination(-(-len(kept) // PER_PAGE), key="transcripts") if len(kept) > PER_PAGE else 1
    found = coverage.overview(study, kept[(page - 1) * PER_PAGE : page * PER_PAGE], study.person_id)
    event = st.dataframe(
        table(study, found, states),
        key=f"table {whose} {wanted} {page}",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        height=min(38 + 35 * len(found), 320),
        column_config={"Dark share": st.column_config.NumberColumn(format="%d %%")},
        alt="Transcripts with their state and their dark text",
    )
    rows = event["selection"]["rows"]
    asked = st.query_params.get("transcript", "")
    ids = [one.transcript.id for one in found]
    return found[rows[0] if rows else ids.index(int(asked)) if asked.isdigit() and int(asked) in ids else 0]


def table(study: Study, found: Iterable[Coverage], states: dict[int, State]) -> pd.DataFrame:
    shown, known = transcript_names(study), names(study)

    def people(ids: Iterable[int]) -> str:
        return ", ".join(sorted(known[id] for id in ids))

    return pd.DataFrame(
        [
            {
                "Transcript": shown[one.transcript.id],
                "State": states[one.transcript.id].value,
                "Dark stretches": len(one.dark),
                "Dark words": one.dark_words,
                "Participants’ words": one.words,
                "Dark share": round(100 * one.share),
                "Read by": people(one.readers),
                "Indexed by": people(one.analysts),
                "Swept by": people(one.sweepers),
            }
            for one in found
        ]
    )


def about(study: Study, one: Coverage) -> None:
    """One transcript: its state, what can be said about it, and its dark text."""
    id, may = one.transcript.id, study.may(Role.ANALYST)
    st.subheader(escaped(transcript_names(study)[id]))
    if one.reasons:
        st.warning(escaped("Re-index due: " + "; ".join(one.reasons)), icon=":material/autorenew:")
    with st.container(horizontal=True, vertical_alignment="center"):
        swept = study.person_id in one.sweepers
        if st.button("Mark as not swept" if swept else "Mark as swept", icon=":material/task_alt:", disabled=not may):
            act("unsweep" if swept else "sweep_transcript", transcript_id=id)
        if one.reasons and st.button("Looked at again", icon=":material/done:", disabled=not may):
            act("clear_due", transcript_id=id)
        stretches.link(one.transcript, one.dark[0] if one.dark else None, "Next dark stretch")
        st.page_link(navigation.address("indexing"), label="Whole transcript", query_params={"transcript": str(id)})
    stretches.dark_text(study, one)


def act(operation: str, **arguments: object) -> None:
    session.act(operation, **arguments)
    st.rerun()


with session.reading() as study:
    show(study)
