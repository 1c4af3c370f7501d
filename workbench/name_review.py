"""One undecided place after the other, in its words: replaced by a pseudonym, kept, or put on the roster."""

from collections import Counter
from typing import Any

import streamlit as st

from framework import pseudonyms, replacing
from framework.identifiers import Candidate, Kind, context
from framework.model import Transcript
from framework.replacing import Spot
from framework.store.key_file import EVERYWHERE, alike
from framework.study import Study
from framework.transcripts import line_numbers, lines_of, transcript_names
from workbench import faults, names, navigation, session
from workbench.wording import counted, escaped

ALL = "all"
HERE, IN_TRANSCRIPT, IN_STUDY = WHERE = "this place", "this transcript", "everywhere in the study"
Place = tuple[int, Candidate, str]  # transcript id, candidate, its words


def show(study: Study, listed: list[Transcript], found: dict[int, list[Candidate]]) -> None:
    """The places that are looked for, the surest kinds first, the same words one after the other."""
    known = transcript_names(study)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = [kind for kind in Kind if any(one.kind is kind for them in found.values() for one in them)]
        kind = st.selectbox("Kind", [ALL, *kinds], key="names kind", width=260)
        id = st.selectbox(
            "Transcript",
            [0, *(transcript.id for transcript in listed)],
            format_func=lambda id: f"{known[id]} ({len(found[id]):,})" if id else ALL,
            key="names in",
            width=300,
        )
    places = _places(study, [t for t in listed if id in (0, t.id)], found, kind)
    if not places:
        st.text("Nothing of this kind is left there.")
        return
    at = min(int(session.kept("names at", 0)), len(places) - 1)
    with st.container(border=True):
        _one(study, places, at)


def _places(study: Study, listed: list[Transcript], found: dict[int, list[Candidate]], kind: str) -> list[Place]:
    rows: list[Place] = []
    for transcript in listed:
        text = study.text(transcript.digest)
        rows += [(transcript.id, c, text[c.start : c.end]) for c in found[transcript.id] if kind in (ALL, c.kind)]
    counts, order = Counter(alike(words) for _, _, words in rows), list(Kind)
    first: dict[str, int] = {}
    for n, (_, _, words) in enumerate(rows):
        first.setdefault(alike(words), n)
    rows.sort(key=lambda row: (order.index(row[1].kind), -counts[alike(row[2])], first[alike(row[2])]))
    return rows


def _one(study: Study, places: list[Place], at: int) -> None:
    id, place, words = places[at]
    transcript, key = study.by_id(Transcript)[id], names.key(study.project)
    text = study.text(transcript.digest)
    line = line_numbers(lines_of(study, transcript), place.start, place.end)[0]
    st.caption(escaped(f"{at + 1:,} of {len(places):,} · {place.kind} · {transcript_names(study)[id]}, line {line}"))
    before, after = context(text, place, 160)
    st.markdown(f"{escaped(before)}:primary-background[**{escaped(words)}**]{escaped(after)}")
    here = f"{id} {place.start} {transcript.digest[:8]}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        offered = pseudonyms.suggested(words, place.kind, key, pseudonyms.taken_numbers(study, key))
        by = st.text_input("Replace by", offered, key=f"by {here} {offered}", width=240) or ""
        scope = st.segmented_control("Where", WHERE, default=IN_STUDY, key="names where", required=True)
    spots = _spots(study, transcript, place, words, scope)
    st.caption(escaped(_says(study, words, spots, scope)))
    with st.container(horizontal=True):
        if st.button("Replace", type="primary", shortcut="X", key="replace name"):
            _replace(study, words, by, spots, scope == IN_STUDY)
            st.rerun()
        if st.button(
            "Keep",
            shortcut="K",
            key="keep name",
            help="It identifies nobody. “This place” keeps the words in this transcript.",
        ):
            at_place = EVERYWHERE if scope == IN_STUDY else str(id)
            names.keys(study.project).keep(words, session.person().name, at_place)
            st.rerun()
        if st.button("Add to the names to look for", shortcut="A", key="add name", disabled=place.kind is Kind.ROSTER):
            names.keys(study.project).change_roster((), [words.replace(",", " ")])
            st.rerun()
        if st.button("Previous", shortcut="P", key="previous name", disabled=at == 0):
            _go(at - 1)
        if st.button("Next", shortcut="N", key="next name", disabled=at == len(places) - 1):
            _go(at + 1)
        where: dict[str, Any] = {"transcript": str(id), "start": str(place.start), "end": str(place.end)}
        st.page_link(
            navigation.address("reading"),
            label="Open in the transcript",
            icon=":material/menu_book:",
            query_params=where,
        )


def _go(at: int) -> None:
    session.keep("names at", at)
    st.rerun()


def _spots(study: Study, transcript: Transcript, place: Candidate, words: str, scope: str) -> list[replacing.Spot]:
    if scope == HERE:
        return [{"transcript_id": transcript.id, "start": place.start, "end": place.end}]
    looked = study.all(Transcript) if scope == IN_STUDY else [transcript]
    return replacing.spots(study, words, names.key(study.project), looked)


def _says(study: Study, words: str, spots: list[replacing.Spot], scope: str) -> str:
    """What replacing would do, and where the words stand besides."""
    transcripts = len({spot["transcript_id"] for spot in spots})
    said = f"Replaces {counted(len(spots), 'place')} in {counted(transcripts, 'transcript')}"
    others = replacing.elsewhere(study, words, pseudonyms.is_loose(words, names.key(study.project).names))
    if not others:
        return f"{said}; the words stand in no cell, memo or label."
    listed = ", ".join(f"{what} {count:,}" for what, count in others.items())
    if scope == IN_STUDY:
        return f"{said}, and elsewhere: {listed}."
    return f"{said}. The words also stand elsewhere and stay there: {listed}."


def _replace(study: Study, words: str, pseudonym: str, places: list[Spot], everywhere: bool) -> bool:
    """Replace words in one act and note it in the key file; False, with a notice, where it was refused."""
    loose = pseudonyms.is_loose(words, names.key(study.project).names)
    try:
        with replacing.noted(session.workspace(), study.project.id, study.person_id, names.keys(study.project)) as made:
            change, entries = made
            gone = replacing.replace_words(change, words, pseudonym, places, everywhere, loose)
            entries += [(one, pseudonyms.checked(pseudonym, words)) for one in gone]
            sentence = change.sentence
    except Exception as error:
        session.say(faults.sentence(error), failed=True)
        return False
    session.say(sentence[0].upper() + sentence[1:] + ".")
    return True
