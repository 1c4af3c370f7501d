"""Turns found again over the same text, and the times of a recording that stay with their words."""

import pytest
from small_study import SmallStudy, arrival

from framework import corrections, rereading  # noqa: F401 - announces its act
from framework.corrections import Corrected, as_draft
from framework.errors import Conflict, Invalid
from framework.importing import read
from framework.importing.again import read_again
from framework.model import AttributeKind, AttributeValue, CaseKind, Draft, Passage, SyncPoint, Transcript
from framework.transcripts import Arrival, speakers, times_of, turns_of

FOCUS_GROUP = "LA1, FG1"
CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>One two.\n\n00:03.000 --> 00:04.000\n<v Bo>Three.\n"


def voices(study: SmallStudy, name: str = FOCUS_GROUP) -> list[str]:
    """Who speaks in a transcript, turn by turn; "" for nobody."""

    def asked(reader: object) -> list[str]:
        transcript = reader.get(Transcript, study.transcripts[name])  # type: ignore[attr-defined]
        heard = speakers(reader, transcript)  # type: ignore[arg-type]
        turns = turns_of(reader, transcript.id)  # type: ignore[arg-type]
        return [heard[turn.participant_id].label if turn.participant_id else "" for turn in turns]

    return study.ask(asked)


def as_it_stands(study: SmallStudy) -> Corrected:
    return study.ask(lambda reader: as_draft(reader, reader.get(Transcript, study.transcripts[FOCUS_GROUP])))


def passages(study: SmallStudy) -> list[Passage]:
    return study.ask(lambda reader: reader.find(Passage))


def test_labels_are_merged_renamed_and_rejected_and_no_passage_moves(study: SmallStudy) -> None:
    before, placed, now = voices(study), passages(study), as_it_stands(study)
    settled = {**now.voices, "S1": ("Ann", False), "S2": ("Ann", False), "S3": None}
    study.act(
        "ruth",
        "read_turns_again",
        transcript_id=study.transcripts[FOCUS_GROUP],
        corrected=Corrected(now.draft, settled),
    )
    assert voices(study) == ["Ann" if label in ("S1", "S2") else label for label in before if label != "S3"]
    assert passages(study) == placed
    study.act("ruth", "undo")
    assert voices(study) == before


def test_turns_are_found_afresh_in_the_stored_text(study: SmallStudy) -> None:
    now, before = as_it_stands(study), voices(study)
    whole = Corrected(Draft(now.draft.file, now.draft.text, "paragraphs", now.draft.turns[:0]), {})
    study.act("ruth", "read_turns_again", transcript_id=study.transcripts[FOCUS_GROUP], corrected=whole)
    assert voices(study) == []
    again = read_again(whole.draft)
    found = Corrected(
        again, {turn.label: (turn.label, turn.label == "Moderator") for turn in again.turns if turn.label}
    )
    study.act("ruth", "read_turns_again", transcript_id=study.transcripts[FOCUS_GROUP], corrected=found)
    assert voices(study) == before


def test_the_same_turns_and_another_text_are_refused(study: SmallStudy) -> None:
    now, id = as_it_stands(study), study.transcripts[FOCUS_GROUP]
    with pytest.raises(Invalid, match="These are the turns"):
        study.act("ruth", "read_turns_again", transcript_id=id, corrected=now)
    study.act("ruth", "correct_turn", transcript_id=id, number=2, words="What?", note="")
    with pytest.raises(Conflict, match="another by now"):
        study.act("ruth", "read_turns_again", transcript_id=id, corrected=now)


def test_times_stay_with_their_words_when_a_turn_is_corrected(study: SmallStudy) -> None:
    draft = read("talk.vtt", CAPTIONS)
    assert draft.text == "Ann: One two.\nBo: Three." and draft.times == ((0, 1), (14, 3))
    (stored,) = study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW)])
    assert study.ask(times_of, stored.id) == draft.times
    study.act("ruth", "correct_turn", transcript_id=stored.id, number=1, words="One and two.", note="")
    assert study.ask(times_of, stored.id) == ((0, 1), (18, 3))
    assert [turn.seconds for turn in study.ask(turns_of, stored.id)] == [1, 3]
    study.act("ruth", "undo")
    assert study.ask(times_of, stored.id) == draft.times
    study.act(
        "ruth",
        "correct_transcript",
        transcript_id=stored.id,
        corrected=study.ask(corrections.with_words, stored.id, 1, ""),
    )
    assert study.ask(times_of, stored.id) == ((0, 1), (1, 3))
    assert len(study.ask(lambda reader: reader.find(SyncPoint))) == 2


def test_a_case_is_given_the_values_that_its_file_tells(study: SmallStudy) -> None:
    date = study.act("ruth", "add_attribute", name="Recorded on", kind=AttributeKind.DATE, choices=[])
    draft = read("talk.vtt", CAPTIONS)
    coming = Arrival(draft, CaseKind.INTERVIEW, None, None, None, {"Ann": ("Ann", False)}, {date.id: "3 May"})
    with pytest.raises(Invalid):
        study.act("ruth", "import_transcripts", arrivals=[coming])
    coming.values[date.id] = "2024-05-03"
    (stored,) = study.act("ruth", "import_transcripts", arrivals=[coming])
    assert study.ask(lambda reader: reader.find(AttributeValue, case_id=stored.case_id))[0].value == "2024-05-03"
