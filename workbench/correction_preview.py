"""What a correction would do, shown before it is made; and what earlier ones have left for a person to place."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from framework import corrections
from framework.corrections import Corrected, Moved, Moves
from framework.importing.voices import alike, label_table
from framework.indexing import said_lines
from framework.model import Passage, Transcript
from framework.people import names
from framework.store import queries
from framework.study import Study
from framework.themes import titles
from framework.transcripts import line_numbers, line_starts, lines_of, lines_said, speakers
from workbench import arrivals, navigation, session, stretches
from workbench.wording import counted, escaped, moment

AROUND = 30  # letters shown on both sides of a change
CHANGES_SHOWN = 200
Voices = dict[str, tuple[str, bool] | None]


def settle(study: Study, transcript: Transcript, corrected: Corrected, key: str) -> str | None:
    """Show what a correction does; returns the note once a person has decided to store it, else None."""
    made = corrections.moves(study, transcript.id, corrected.draft.text)
    if not made.changes:
        st.info("The words are those that the transcript has already.")
        return None
    st.markdown(f"**{counted(len(made.readable), 'change')}** in the text; {escaped(made.said)}.")
    for sentence in _warnings(study, made):
        st.warning(escaped(sentence), icon=":material/info:")
    with st.expander("What changes in the text", expanded=len(made.readable) < 30):
        st.dataframe(_changes(study, transcript, corrected, made), hide_index=True, alt="Changes of the text")
    if made.altered:
        with st.expander(f"{counted(len(made.altered), 'passage')} corrected with the text"):
            st.dataframe(_altered(made.altered), hide_index=True, alt="Passages before and after")
    if made.adrift:
        with st.expander(
            f"{counted(len(made.adrift), 'passage')} that will be adrift, for you to place", expanded=True
        ):
            st.dataframe(_adrift(made.adrift), hide_index=True, alt="Passages whose words are not found")
    note = st.text_input("Why (kept with the earlier text)", key=f"note {key} {transcript.digest}")
    return note if st.button("Store the correction", type="primary", key=f"store {key}") else None


def _warnings(study: Study, made: Moves) -> Iterable[str]:
    if cells := corrections.quoted_otherwise(study, made):
        yield f"{counted(cells, 'quotation')} in cells will differ from the corrected words: look at them."
    if notes := sum(moved.place is None for moved in made.notes):
        yield f"{counted(notes, 'margin note')} will stand beside no words; their text will say which these were."
    if lapsed := sum(not moved.kept for moved in made.triages):
        yield f"{counted(lapsed, 'judged stretch', 'judged stretches')} will be dark text again."


def _changes(study: Study, transcript: Transcript, corrected: Corrected, made: Moves) -> pd.DataFrame:
    old, new = study.text(transcript.digest), corrected.draft.text
    starts = line_starts(new)
    rows = [
        {
            "Line": line_numbers(starts, c, max(c + 1, d))[0],
            "Was": _inside(old, a, b),
            "Is now": _inside(new, c, d),
        }
        for a, b, c, d in made.readable[:CHANGES_SHOWN]
    ]
    return pd.DataFrame(rows)


def _inside(text: str, start: int, end: int) -> str:
    """A change in brackets, between some of the words around it."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return f"…{before}[{text[start:end]}]{after}…".replace("\n", " ⏎ ")


def _altered(moved: list[Moved]) -> pd.DataFrame:
    return pd.DataFrame([{"Lines": said_lines(m.thing), "Was": m.quote, "Will be": m.words} for m in moved])


def _adrift(moved: list[Moved]) -> pd.DataFrame:
    return pd.DataFrame([{"Lines": said_lines(m.thing), "Words": m.quote} for m in moved])


def voices(study: Study, transcript: Transcript, batch: arrivals.Batch, opened: bool = False) -> Voices:
    """Who speaks in a corrected file: as in the study where the labels are known, else for the person to say."""
    known = {alike(voice.label): voice for voice in speakers(study, transcript).values()}
    table = arrivals.voice_table(batch)
    for row, label in enumerate(table["Label"]):
        if voice := known.get(alike(label)):
            table.loc[row, "Name in the study"] = voice.label
            table.loc[row, "This label"] = arrivals.LEADS if voice.moderator else arrivals.SPEAKS
    strangers = [count.label for count in label_table(batch.drafts) if alike(count.label) not in known]
    with st.expander("Who speaks", expanded=opened or bool(strangers)):
        if strangers:
            st.caption(escaped("New in this case: " + ", ".join(strangers) + ". Give a label the name of who it is."))
        settled = st.data_editor(
            table,
            key=f"voices {batch.key} {transcript.id}",
            hide_index=True,
            disabled=["Label", "Files", "Turns", "Words"],
            column_config={"This label": st.column_config.SelectboxColumn(options=arrivals.VOICES, required=True)},
            alt="Speaker labels of the corrected file, editable",
        )
    return arrivals.settled_voices(settled)


def adrift(study: Study, transcript: Transcript) -> None:
    """The passages and margin notes whose words are not found any more, each with the ways to place it."""
    passages, notes = corrections.adrift_passages(study, transcript.id), corrections.adrift_notes(study, transcript.id)
    if not passages and not notes:
        st.success("Everything stands on its words.", icon=":material/check:")
        return
    st.caption("Their words are not in the corrected text. Nothing is lost: their themes, memos and cells are kept.")
    under, shown, known = queries.themes_of(study, [p.id for p in passages]), titles(study), names(study)
    for passage in passages:
        with st.container(border=True):
            placed = "; ".join(shown[id] for id in under.get(passage.id, []))
            lines = lines_said(passage.first_line, passage.last_line)
            st.caption(escaped(f"{placed} · {known[passage.person_id]} · {lines} of the earlier text"))
            st.text(passage.quote)
            _in_transcript(transcript, str(passage.id))
            _places(study, transcript, passage.quote, "anchor_passage", {"passage_id": passage.id})
            _removing(passage)
    for note in notes:
        with st.container(border=True):
            st.caption(escaped(f"Margin note · {known[note.person_id]}"))
            st.text(note.text)
            _in_transcript(transcript, f"note{note.id}")
            _places(study, transcript, note.text, "anchor_note", {"memo_id": note.id})


def _in_transcript(transcript: Transcript, place: str) -> None:
    where = {"transcript": str(transcript.id), "place": place}
    label = "Select its words in the transcript"
    st.page_link(navigation.address("indexing"), label=label, icon=":material/arrow_selector_tool:", query_params=where)


def _places(study: Study, transcript: Transcript, quote: str, operation: str, arguments: dict[str, int]) -> None:
    """The likeliest places to choose from, or the words as they stand now."""
    text, key = study.text(transcript.digest), f"{operation} {arguments}"
    places = corrections.likely_places(study, transcript.id, quote)
    with st.expander("Place it", expanded=bool(places)):
        for start, end in places:
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container():
                    stretches.words(study, transcript, (start, end))
                if st.button("Here", key=f"{key} {start}", icon=":material/place:"):
                    _act(operation, **arguments, start=start, end=end)
        words = st.text_input("Or the words as they stand in the corrected text", key=f"words {key}").strip()
        if words:
            found = text.count(words)
            if found == 1:
                start = text.index(words)
                lines = lines_said(*line_numbers(lines_of(study, transcript), start, start + len(words)))
                if st.button(f"Place it at {lines}", key=f"place {key}", type="primary"):
                    _act(operation, **arguments, start=start, end=start + len(words))
            else:
                st.caption(f"They stand there {counted(found, 'time')}: give more of them." if found else "Not found.")


def _removing(passage: Passage) -> None:
    if st.button("Remove it from the index", key=f"remove {passage.id}", type="tertiary", icon=":material/delete:"):
        _act("remove_passage", passage_id=passage.id)


def earlier(study: Study, transcript: Transcript) -> None:
    """The texts that the transcript had before."""
    found, known = corrections.earlier_texts(study, transcript.id), names(study)
    if not found:
        st.caption("The transcript has the text it was imported with.")
        return
    for text in reversed(found):
        said = f"Text {text.number}, until {moment(text.at)}, when {known[text.person_id]} corrected it"
        with st.expander(escaped(said + (f": {text.note}" if text.note else "")), key=f"earlier {text.id}"):
            st.text_area("Its words", study.text(text.digest), height=300, disabled=True, key=f"text {text.id}")


def _act(operation: str, **arguments: object) -> None:
    session.act(operation, **arguments)
    st.rerun()
