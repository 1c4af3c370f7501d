"""Stretches of transcripts on a page: their words with speaker and lines, and what can be done with dark text."""

import streamlit as st

from framework import coverage
from framework.cases import citations
from framework.coverage import Coverage
from framework.model import Dark, Role, Transcript, Triage, Turn
from framework.store import queries
from framework.study import Study
from framework.transcripts import line_numbers, lines_of, lines_said, speakers
from workbench import navigation, session
from workbench.wording import counted, escaped

MOST_LETTERS = 600
PER_PAGE = 10
IN_ORDER, LONGEST = "in the order of the text", "longest first"

Span = tuple[int, int]


def words(study: Study, transcript: Transcript, span: Span, citation: str = "") -> None:
    """The words of a stretch, above them who speaks on which lines."""
    start, end = span
    lines = lines_said(*line_numbers(lines_of(study, transcript), start, end))
    heading = " · ".join(filter(None, [citation, voice(study, transcript, start), lines]))
    st.caption(escaped(heading))
    said = study.text(transcript.digest)[start:end]
    st.text(said if len(said) <= MOST_LETTERS else said[:MOST_LETTERS].rstrip() + " …")


def voice(study: Study, transcript: Transcript, at: int) -> str:
    """Whose turn this place is in."""
    known = speakers(study, transcript)
    turns = study.remembered(
        ("spoken turns", transcript.id, transcript.digest),
        [Turn],
        lambda: queries.spoken_turns(study, [transcript.id]).get(transcript.id, []),
    )
    return next((known[id].label for start, end, id in turns if start <= at < end and id in known), "")


def link(transcript: Transcript, span: Span | None, label: str) -> None:
    """A link that opens the transcript at a stretch, ready to be indexed."""
    start, end = span or (0, 0)
    place = {"transcript": str(transcript.id), "start": str(start), "end": str(end)}
    address = navigation.address("indexing")
    st.page_link(address, label=label, icon=":material/arrow_forward:", query_params=place, disabled=span is None)


def dark_text(study: Study, one: Coverage) -> None:
    """The dark stretches of a transcript, each with the ways to judge it."""
    if one.dark:
        _still_dark(study, one)
    else:
        st.success("All that participants say stands under a theme or has been judged.", icon=":material/check:")
    _judged(study, one.transcript)


def _still_dark(study: Study, one: Coverage) -> None:
    id, may = one.transcript.id, study.may(Role.ANALYST)
    order = st.segmented_control("Dark text", [IN_ORDER, LONGEST], default=IN_ORDER, key="order", required=True)
    listed = sorted(one.dark, key=lambda span: span[0] - span[1]) if order == LONGEST else list(one.dark)
    pages = -(-len(listed) // PER_PAGE)
    page = st.pagination(pages, key=f"stretches {id} {order} {pages}") if pages > 1 else 1
    for span in listed[(page - 1) * PER_PAGE : page * PER_PAGE]:
        with st.container(border=True):
            words(study, one.transcript, span)
            with st.container(horizontal=True, vertical_alignment="center"):
                link(one.transcript, span, "Index it")
                place = {"transcript_id": id, "start": span[0], "end": span[1]}
                if st.button("Irrelevant", key=f"x {id} {span}", disabled=not may, icon=":material/block:"):
                    _act("triage", **place, verdict=Dark.IRRELEVANT.value)
                if st.button("New idea", key=f"i {id} {span}", disabled=not may, icon=":material/lightbulb:"):
                    _act("triage", **place, verdict=Dark.NEW_IDEA.value)


def _judged(study: Study, transcript: Transcript) -> None:
    """The stretches set aside as irrelevant: whoever thinks better of one makes it dark text again."""
    aside = [t for t in coverage.triages_of(study, transcript.id) if t.verdict is Dark.IRRELEVANT]
    if not aside:
        return
    pages = -(-len(aside) // PER_PAGE)
    with st.expander(f"{counted(len(aside), 'stretch', 'stretches')} judged irrelevant", key=f"aside {transcript.id}"):
        page = st.pagination(pages, key=f"pages aside {transcript.id} {pages}") if pages > 1 else 1
        for triage in aside[(page - 1) * PER_PAGE : page * PER_PAGE]:
            words(study, transcript, (triage.start, triage.end))
            _taking_back(study, triage, "Not irrelevant")


def _taking_back(study: Study, triage: Triage, label: str) -> None:
    may = study.may(Role.ANALYST)
    if st.button(label, key=f"triage {triage.id}", type="tertiary", icon=":material/undo:", disabled=not may):
        _act("untriage", transcript_id=triage.transcript_id, start=triage.start, end=triage.end)


def new_ideas(study: Study) -> None:
    """The stretches that somebody holds for the beginning of a new theme."""
    ideas = coverage.new_ideas(study)
    st.caption(f"{counted(len(ideas), 'stretch', 'stretches')} that may be the beginning of a new theme.")
    for idea in ideas[:100]:
        _idea(study, idea)


def _idea(study: Study, idea: Triage) -> None:
    transcript = study.by_id(Transcript)[idea.transcript_id]
    with st.container(border=True):
        words(study, transcript, (idea.start, idea.end), citations(study)[transcript.case_id])
        with st.container(horizontal=True, vertical_alignment="center"):
            link(transcript, (idea.start, idea.end), "In the transcript")
            _taking_back(study, idea, "No longer a new idea")


def _act(operation: str, **arguments: object) -> None:
    session.act(operation, **arguments)
    st.rerun()
