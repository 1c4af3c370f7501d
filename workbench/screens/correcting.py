"""Correct a transcript after it has been indexed: one turn's words, or a whole corrected file."""

import pandas as pd
import streamlit as st

from framework import corrections, rereading
from framework.corrections import Corrected
from framework.importing.again import read_again
from framework.model import Role, Transcript
from framework.study import Study
from framework.transcripts import line_numbers, lines_of, speakers, transcript_names, turns_of, words_within
from workbench import arrivals, correction_preview, navigation, session, transcript_page, uploads
from workbench.wording import counted, escaped

STANDING, AFRESH = "the turns as they stand", "the text, read afresh"


def show(study: Study) -> None:
    st.title("Correct a transcript")
    st.caption(
        "The corrected text becomes a new version; the earlier one is kept. Passages, margin notes and judged "
        "stretches find their words again; what can’t be placed is listed here for you. Undo takes a correction back."
    )
    if not study.may(Role.ANALYST):
        st.info("Your role in this study does not include correcting.")
        return
    if not study.all(Transcript):
        st.info("There are no transcripts yet.")
        return
    transcript = choose(study)
    adrift = len(corrections.adrift_passages(study, transcript.id)) + len(
        corrections.adrift_notes(study, transcript.id)
    )
    turn, file, again, waiting, earlier = st.tabs(
        ["One turn", "A corrected file", "Who speaks", f"Adrift ({adrift})", "Earlier texts"], default="One turn"
    )
    with turn:
        one_turn(study, transcript)
    with file:
        whole_file(study, transcript)
    with again:
        turns_again(study, transcript)
    with waiting:
        correction_preview.adrift(study, transcript)
    with earlier:
        correction_preview.earlier(study, transcript)


def choose(study: Study) -> Transcript:
    listed = {transcript.id: transcript for transcript in transcript_page.in_order(study)}
    ids, waiting, shown = list(listed), corrections.waiting(study), transcript_names(study)
    asked = st.query_params.get("transcript", str(session.kept("transcript", "")))
    now = ids.index(int(asked)) if asked.isdigit() and int(asked) in listed else 0

    def label(id: int) -> str:
        return f"{shown[id]} · {listed[id].source}" + (f" · {waiting[id]} adrift" if id in waiting else "")

    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Transcript", ids, now, format_func=label, width=520)
        st.page_link(navigation.address("reading"), label="Read it", query_params={"transcript": str(chosen)})
    if chosen != ids[now]:
        st.query_params.from_dict({"transcript": str(chosen)})
        session.keep("transcript", chosen)
        st.rerun()
    return listed[chosen]


def one_turn(study: Study, transcript: Transcript) -> None:
    text, voices, starts = study.text(transcript.digest), speakers(study, transcript), lines_of(study, transcript)
    turns = turns_of(study, transcript.id)
    said = [text[slice(*words_within(text, turn.speech, turn.end))] for turn in turns]
    labels = [voices[turn.participant_id].label if turn.participant_id in voices else "" for turn in turns]
    lines = [line_numbers(starts, *words_within(text, turn.speech, turn.end))[0] for turn in turns]
    event = st.dataframe(
        pd.DataFrame({"Line": lines, "Speaker": labels, "Says": said}),
        key=f"turns {transcript.digest}",
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        height=260,
        column_config={
            "Line": st.column_config.NumberColumn(width="small"),
            "Says": st.column_config.Column(width=900),
        },
        alt="The turns of the transcript: choose one to correct it",
    )
    rows = event["selection"]["rows"]
    if not rows:
        st.caption("Choose a turn by the box at its left. To find one, point at the table and press Ctrl+F.")
        return
    number = rows[0]
    words = st.text_area(
        escaped(f"{labels[number] or 'Nobody'}, line {lines[number]}"),
        said[number],
        key=f"words {transcript.digest} {number}",
        height=140,
    )
    if words.strip() == said[number]:
        st.caption("Change the words above. Without any words the turn is taken out.")
        return
    corrected = corrections.with_words(study, transcript.id, number + 1, words)
    if (note := correction_preview.settle(study, transcript, corrected, "turn")) is not None:
        session.act("correct_turn", transcript_id=transcript.id, number=number + 1, words=words, note=note)
        st.rerun()


def whole_file(study: Study, transcript: Transcript) -> None:
    upload = st.file_uploader(
        "The corrected transcript, in any format that can be imported",
        key=f"corrected {transcript.id} {transcript.digest}",
    )
    if upload is None:
        return
    batch = uploads.read([upload])
    if batch.refused:
        st.error(escaped(batch.refused[0]))
        return
    if len(batch.drafts) != 1:
        st.error("This is an archive of several files. Choose the one that holds this transcript.")
        return
    draft = batch.drafts[0]
    if said := arrivals.unseen_said(draft):
        choice = st.radio(
            escaped(f"The file holds words that nobody sees in it ({said}). Decide what becomes of them."),
            [arrivals.LEAVE_OUT, arrivals.TAKE_IN],
            index=None,
            horizontal=True,
            key=f"unseen {batch.key}",
        )
        if choice is None:
            return
        draft = arrivals.reading(draft, choice)
        batch = arrivals.Batch(f"{batch.key} {choice}", [draft], [])
    voices = correction_preview.voices(study, transcript, batch)
    corrected = Corrected(draft, voices)
    if (note := correction_preview.settle(study, transcript, corrected, "file")) is not None:
        session.act("correct_transcript", transcript_id=transcript.id, corrected=corrected, note=note)
        st.rerun()


def turns_again(study: Study, transcript: Transcript) -> None:
    """Find the turns again over the same text, with other choices about its labels."""
    st.caption(
        "Give two labels the same name to merge them, rename one, or say that it is no speaker: what it says then goes "
        "on in the turn before. The text stays as it is, and so do passages, notes and judged stretches."
    )
    now = corrections.as_draft(study, transcript)
    start = st.radio("Start from", [STANDING, AFRESH], horizontal=True, key=f"start {transcript.id}")
    draft = now.draft if start == STANDING else read_again(now.draft)
    key = f"{transcript.digest[:16]} {start} {study.project.version}"
    voices = correction_preview.voices(study, transcript, arrivals.Batch(key, [draft], []), opened=True)
    corrected = Corrected(draft, voices)
    told = rereading.told(corrected)
    if told == rereading.told(now):
        st.caption("These are the turns that the transcript has.")
        return
    text = draft.text
    rows = [{"Speaker": voice[0] if voice else "", "Says": text[first:last].strip()} for voice, first, last in told]
    st.markdown(f"**{counted(len(rows), 'turn')}**, as they will read:")
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=260, alt="The turns as they will read")
    if st.button("Read its turns again", type="primary"):
        session.act("read_turns_again", transcript_id=transcript.id, corrected=corrected)
        st.rerun()


with session.reading() as study:
    show(study)
