"""Check for names: what may still say who somebody is, one place after the other, to be replaced or kept."""

from collections import Counter

import pandas as pd
import streamlit as st

from framework.errors import Unreadable
from framework.identifiers import Candidate
from framework.model import Role, Transcript
from framework.study import Study
from framework.transcripts import transcript_names
from workbench import name_review, names, navigation, session
from workbench.key_page import destroying, key_file, roster
from workbench.transcript_page import in_order
from workbench.wording import counted, escaped

HOW = (
    "This is a check, and no anonymisation. It finds titles with names, places by their form, e-mail addresses, "
    "telephone numbers, postcodes, NHS and National Insurance numbers, dates, other words with a capital letter inside "
    "a sentence, and the names you give. Names in small letters, at the head of a sentence or in a story that "
    "everybody knows are found only if you give them: read the transcripts."
)
DAMAGED = (
    "The study and its exports do not depend on the key file. Put a copy of it in its place, or destroy it and begin "
    "anew: then nobody can look up any more who stands behind the pseudonyms given so far."
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
    listed = in_order(study)
    try:
        with st.spinner(f"Looking through {counted(len(listed), 'transcript')} …"):
            found = names.left(study)
    except Unreadable as error:
        st.error(escaped(str(error)), icon=":material/key_off:")
        st.text(DAMAGED)
        if study.may(Role.LEAD):
            destroying(study)
        return
    overview(study, found)
    if found:
        name_review.show(study, [transcript for transcript in listed if transcript.id in found], found)
    roster(study)
    key_file(study)


def overview(study: Study, found: dict[int, list[Candidate]]) -> None:
    """How many places of which kind are left."""
    transcripts = len(study.all(Transcript))
    if not found:
        st.markdown(f"**Nothing is left undecided in {counted(transcripts, 'transcript')}.**")
        return
    count = counted(sum(map(len, found.values())), "place")
    st.markdown(
        f"**{count} left undecided in {len(found):,} of {counted(transcripts, 'transcript')}: "
        f"{names.kinds_said(found.values())}.**"
    )
    with st.expander("All of them, word by word"):
        _table(study, found)


def _table(study: Study, found: dict[int, list[Candidate]]) -> None:
    places, where = Counter[tuple[str, str]](), dict[tuple[str, str], set[int]]()
    for id, listed in found.items():
        text = study.text(study.by_id(Transcript)[id].digest)
        for one in listed:
            row = one.kind.value, " ".join(text[one.start : one.end].split())
            places[row] += 1
            where.setdefault(row, set()).add(id)
    known = transcript_names(study)
    rows = [
        {
            "Kind": kind,
            "Words": words,
            "Places": count,
            "Transcripts": "; ".join(known[id] for id in where[kind, words]),
        }
        for (kind, words), count in sorted(places.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Undecided words")


with session.reading() as study:
    show(study)
