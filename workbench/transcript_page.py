"""The page around a transcript, for reading and for indexing: which one, where in it, who has read it."""

import re
from typing import Any

import streamlit as st

from framework import corrections, coverage, themes, transcripts
from framework.cases import case_rows
from framework.model import Reading, Role, Sweep, Transcript
from framework.people import names
from framework.study import Study
from workbench import navigation, payloads, session
from workbench.components.transcript_view import transcript_text, transcript_version, transcript_view
from workbench.memo_cards import transcript_memos
from workbench.wording import counted, escaped

LOOKED_FOR_EVERY = 2.0  # seconds between two looks for what others have changed
TITLES = {"read": "Read", "index": "Index passages"}


def transcript_page(mode: str) -> None:
    """Show one transcript, the one named in the address or picked here.

    The address may say where to go in it: `?transcript=…` with `&passage=…`, `&line=…`, `&start=…&end=…`, or `&place=…`
    for what is adrift.
    """
    with session.reading() as study:
        listed = in_order(study)
        if not listed:
            st.title(TITLES[mode])
            st.info("There are no transcripts yet.")
            st.page_link(navigation.address("importing"), label="Import transcripts", icon=":material/upload_file:")
            return
        transcript = _header(study, listed, mode)
        if mode == "index" and not themes.index(study):
            st.info("There are no themes to place passages under yet: add some to the thematic framework first.")
        transcript_text("text", payloads.transcript_text(study, transcript))
    session.live("transcript", "state")
    _transcript(transcript.id, mode)
    _watch(transcript.id)


def in_order(study: Study) -> list[Transcript]:
    """The transcripts in the order of the matrices."""
    place = {row.id: n for n, row in enumerate(case_rows(study))}
    return sorted(study.all(Transcript), key=lambda t: (place[t.case_id], t.id))


def _header(study: Study, listed: list[Transcript], mode: str) -> Transcript:
    """The line above the transcript: which one, the one before, the one after, and who has read it."""
    ids = [transcript.id for transcript in listed]
    asked = st.query_params.get("transcript", "")
    now = ids.index(int(asked)) if asked.isdigit() and int(asked) in ids else _last_open(ids)
    labels = _labels(study, listed)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(TITLES[mode], width="content")
        chosen = st.selectbox("Transcript", ids, index=now, format_func=labels.__getitem__, width=310)
        if st.button("Previous", icon=":material/chevron_left:", disabled=now == 0):
            _open(ids[now - 1])
        if st.button("Next", icon=":material/chevron_right:", disabled=now == len(ids) - 1):
            _open(ids[now + 1])
        (_reading_state if mode == "read" else _indexing_state)(ids[now])
    if adrift := corrections.waiting(study).get(ids[now]):
        them = "it" if adrift == 1 else "them"
        _correcting(ids[now], f"{counted(adrift, 'passage')} adrift since the text was corrected: place {them}")
    elif mode == "read":
        _correcting(ids[now], "Correct this transcript …")
        transcript_memos(ids[now])
    if chosen != ids[now]:
        _open(chosen)
    session.keep("transcript", ids[now])
    return listed[now]


def _correcting(transcript_id: int, label: str) -> None:
    where = {"transcript": str(transcript_id)}
    st.page_link(navigation.address("correcting"), label=label, icon=":material/edit_note:", query_params=where)


def _labels(study: Study, listed: list[Transcript]) -> dict[int, str]:
    read, shown = transcripts.readers(study), transcripts.transcript_names(study)
    return {
        t.id: f"{shown[t.id]} · {t.words:,} words"
        + ("" if study.person_id in read.get(t.id, ()) else " · not read by you")
        for t in listed
    }


def _last_open(ids: list[int]) -> int:
    last = session.kept("transcript")
    return ids.index(last) if last in ids else 0


def _open(transcript_id: int) -> None:
    st.query_params.from_dict({"transcript": str(transcript_id)})
    session.keep("transcript", transcript_id)
    st.rerun()


@st.fragment(key="state")
def _reading_state(transcript_id: int) -> None:
    with session.reading() as study:
        read = {reading.person_id for reading in study.find(Reading, transcript_id=transcript_id)}
        known, mine, may = names(study), study.person_id in read, study.may(Role.ANALYST)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Mark as not read" if mine else "Mark as read"
        if st.button(label, icon=":material/task_alt:", disabled=not may):
            session.act("mark_as_unread" if mine else "mark_as_read", transcript_id=transcript_id)
            st.rerun()
        others = ", ".join(known[id] for id in sorted(read))
        st.caption(f"Read by {escaped(others)}" if others else "Read by nobody yet")


@st.fragment(key="state")
def _indexing_state(transcript_id: int) -> None:
    """How far the transcript has been indexed, and what there is to say about it."""
    with session.reading() as study:
        mine = coverage.states(study, [transcript_id], study.person_id)[transcript_id]
        reasons = coverage.dues(study).get(transcript_id, [])
        swept = {sweep.person_id for sweep in study.find(Sweep, transcript_id=transcript_id)}
        known, i_did, may = names(study), study.person_id in swept, study.may(Role.ANALYST)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        label, act = ("Not swept yet", "unsweep") if i_did else ("Mark as swept", "sweep_transcript")
        help_text = "Swept: you have judged every passage of it for the index."
        if st.button(label, icon=":material/task_alt:", disabled=not may, help=help_text):
            session.act(act, transcript_id=transcript_id)
            st.rerun()
        if reasons and st.button("Looked at again", icon=":material/autorenew:", disabled=not may, help="Re-index due"):
            session.act("clear_due", transcript_id=transcript_id)
            st.rerun()
        others = ", ".join(known[id] for id in sorted(swept))
        said = "Re-index due: " + "; ".join(reasons) if reasons else f"By you: {mine.value}"
        st.caption(escaped(said + (f" · swept by {others}" if others else "")))


@st.fragment(key="transcript")
def _transcript(transcript_id: int, mode: str) -> None:
    with session.reading() as study:
        transcript = study.get(Transcript, transcript_id)
        go, go_key = _to_be_placed(study, transcript) or _place()
        query = st.query_params.get("q", "")
        payload = payloads.transcript_view(study, transcript, mode, go, go_key, query)
    transcript_view("transcript", payload)


@st.fragment(key="watch", run_every=LOOKED_FOR_EVERY)
def _watch(transcript_id: int) -> None:
    """Somebody else's changes come into the view without the page being run again."""
    with session.reading() as study:
        payload = payloads.transcript_version(study, transcript_id)
    transcript_version("version", payload)


def _to_be_placed(study: Study, transcript: Transcript) -> tuple[dict[str, Any], str] | None:
    """What is adrift and shall be given a place (`&place=12`, `&place=note12`), with the likeliest words for it."""
    asked = re.fullmatch(r"(note)?(\d{1,9})", st.query_params.get("place", ""))
    if asked is None:
        return None
    kind, id = ("note" if asked[1] else "passage"), int(asked[2])
    if kind == "note":
        words = {note.id: note.text for note in corrections.adrift_notes(study, transcript.id)}
    else:
        words = {passage.id: passage.quote for passage in corrections.adrift_passages(study, transcript.id)}
    go: dict[str, Any] = {"place": {"kind": kind, "id": id}}
    for start, end in corrections.likely_places(study, transcript.id, words[id], 1) if id in words else []:
        go |= {"start": start, "end": end}
    return go, f"place {kind} {id}"


def _place() -> tuple[dict[str, Any] | None, str]:
    """Where the address says to go: `&passage=`, `&line=`, or `&start=…&end=…` in code points of the text."""
    start, end = st.query_params.get("start", ""), st.query_params.get("end", "")
    if start.isdecimal() and end.isdecimal():
        return {"start": int(start), "end": int(end)}, f"place {start} {end}"
    for name in ("passage", "line"):
        value = st.query_params.get(name, "")
        if value.isdigit():
            return {name: int(value)}, f"{name} {value}"
    return None, ""
