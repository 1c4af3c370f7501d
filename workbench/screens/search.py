"""Search over all transcripts: words in context, one step from the transcript and from the index."""

import streamlit as st

from framework.model import Transcript
from framework.search import search, understood, widened
from framework.study import Study
from workbench import navigation, session
from workbench.components.hit_list import hit_list
from workbench.hits import hits
from workbench.row_choice import choose_rows
from workbench.wording import counted, escaped

HOW = (
    "All words in one turn · “words in a row” in quotation marks · begin* finds beginning, begins … · "
    "rota OR roster finds either. Case and accents don't count."
)


def show() -> None:
    with session.reading() as study:
        st.title("Search")
        if not study.all(Transcript):
            st.info("There are no transcripts to search yet.")
            st.page_link(navigation.address("importing"), label="Import transcripts", icon=":material/upload_file:")
            return
        typed, case_ids, leaders = asked(study)
    if not understood(typed):
        st.caption(escaped(HOW))
        return
    session.live("hits")
    found(typed, case_ids, leaders)


def asked(study: Study) -> tuple[str, list[int], bool]:
    """What to look for, in which cases, and whether in the moderators' talk too."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Words to find in the transcripts",
            st.query_params.get("q") or session.kept("search", ""),
            max_chars=200,
            key="words to find",
            placeholder="supervis*   or   “time to think”   or   rota OR roster",
            icon=":material/search:",
            help=escaped(HOW),
            persist_state="session",
        )
        rows, chosen = choose_rows(study, "search", "Cases")
        leaders = st.toggle("Moderators too", key="search moderators", persist_state="session")
    if chosen:
        st.caption(escaped(f"Only in {counted(len(rows), 'case')}: {chosen}"))
    session.keep("search", typed or "")
    return typed or "", [row.id for row in rows], leaders


@st.fragment(key="hits")
def found(typed: str, case_ids: list[int], leaders: bool) -> None:
    with session.reading() as study:
        near = search(study, typed, case_ids, leaders=leaders).near
        also = st.pills("Also spelt", near, selection_mode="multi", key=f"near {typed}") if near else []
        wanted = widened(typed, also)
        first = search(study, wanted, case_ids, leaders=leaders)
        page = 1
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(summary(first.turns, first.transcripts)), width="stretch")
            if first.pages > 1:
                page = st.pagination(first.pages, key=f"page {wanted} {case_ids} {leaders}")
        if not first.turns:
            return
        shown = first if page == 1 else search(study, wanted, case_ids, leaders=leaders, page=page)
        payload = hits(study, shown, wanted)
    opened = hit_list("hits", payload).open
    if opened:
        place = {name: str(opened[name]) for name in ("transcript", "start", "end")}
        st.switch_page(navigation.address("indexing"), query_params={**place, "q": wanted})


def summary(turns: int, transcripts: int) -> str:
    if not turns:
        return "Nobody says this. Try the beginning of a word with a star, or look in the moderators' talk too."
    return f"Said in {counted(turns, 'turn')} of {counted(transcripts, 'transcript')}"


show()
