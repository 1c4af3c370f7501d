"""Check for names: places in the transcripts that may still say who somebody is. Nothing is changed here."""

from collections import Counter
from typing import Any, Literal

import pandas as pd
import streamlit as st

from framework.identifiers import Candidate, candidates, context
from framework.model import Role, Transcript
from framework.study import Study
from framework.transcripts import line_numbers, lines_of, transcript_names
from workbench import navigation, session
from workbench.transcript_page import in_order
from workbench.wording import counted

MOST_ROWS = 13  # of a table that is shown as a whole
HOW = (
    "This is no anonymisation. It finds titles with names, e-mail addresses, telephone numbers, postcodes, NHS and "
    "National Insurance numbers, dates, and the names you give. Names without a title, nicknames, places and whatever "
    "else tells who somebody is are found only if you give them: read the transcripts."
)


def show(study: Study) -> None:
    st.title("Check for names")
    if not study.may(Role.ANALYST):
        st.info("Your role in this study does not include preparing transcripts.")
        return
    st.caption(HOW)
    if not study.all(Transcript):
        st.info("There are no transcripts to look through yet.")
        st.page_link(navigation.address("importing"), label="Import transcripts", icon=":material/upload_file:")
        return
    given = st.text_area(
        "Names, places, schools, teams to look for as well, one a line",
        session.kept("roster", ""),
        help="They are kept while this window is open, and stored nowhere.",
    )
    session.keep("roster", given)
    roster = tuple(sorted({name.strip() for name in (given or "").splitlines() if name.strip()}))
    found = found_in(study, in_order(study), roster)
    chosen = overview(study, found)
    if chosen is not None:
        places(study, study.get(Transcript, chosen), found[chosen])


def found_in(study: Study, listed: list[Transcript], roster: tuple[str, ...]) -> dict[int, list[Candidate]]:
    """The candidates in each transcript, looked for once for each text and list of names; kept in this window alone."""
    before: tuple[tuple[str, ...], dict[str, list[Candidate]]] = session.kept("names found", ((), {}))
    known = before[1] if before[0] == roster else {}
    new = {transcript.digest for transcript in listed} - known.keys()
    if new:
        with st.spinner(f"Looking through {counted(len(new), 'transcript')} …"):
            known = {**known, **{digest: candidates(study.text(digest), roster) for digest in new}}
        session.keep("names found", (roster, known))
    return {transcript.id: known[transcript.digest] for transcript in listed}


def overview(study: Study, found: dict[int, list[Candidate]]) -> int | None:
    """How many there are of which kind; returns the transcript to look at, None where nothing was found."""
    kinds = Counter(one.kind.value for listed in found.values() for one in listed)
    holding = [id for id, listed in found.items() if listed]
    if not holding:
        st.markdown(f"**Nothing of these kinds was found in {counted(len(found), 'transcript')}.**")
        return None
    total = f"{counted(kinds.total(), 'place')} in {len(holding):,} of {counted(len(found), 'transcript')}"
    st.markdown(f"**{total}: {', '.join(f'{kind} {count:,}' for kind, count in kinds.most_common())}.**")
    names = transcript_names(study)
    return st.selectbox(
        "Transcript", holding, format_func=lambda id: f"{names[id]} ({len(found[id]):,})", key="names in", width=360
    )


def places(study: Study, transcript: Transcript, found: list[Candidate]) -> None:
    """Every place in one transcript, in its words; one can be opened where it stands."""
    text, starts = study.text(transcript.digest), lines_of(study, transcript)
    name = transcript_names(study)[transcript.id]
    rows = []
    for one in found:
        before, after = context(text, one)
        words = text[one.start : one.end]
        line = line_numbers(starts, one.start, one.end)[0]
        rows.append({"Line": line, "Kind": one.kind.value, "Words": words, "In context": f"{before}[{words}]{after}"})
    height: Literal["content"] | int = "content" if len(rows) < MOST_ROWS else 460
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=height, alt=f"Places in {name}")
    labels = [f"Line {row['Line']}: {row['Words']}" for row in rows]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = st.selectbox(
            "Place", range(len(found)), format_func=labels.__getitem__, key=f"place {transcript.id}", width=360
        )
        if st.button("Open in the transcript", icon=":material/menu_book:"):
            query: dict[str, Any] = {"transcript": transcript.id, "start": found[at].start, "end": found[at].end}
            st.switch_page(navigation.address("reading"), query_params={key: str(n) for key, n in query.items()})


with session.reading() as study:
    show(study)
