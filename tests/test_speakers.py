"""The speakers of a focus group: each row holds that speaker's own words, and only those under the sub-theme."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework.indexing import passages_under
from framework.model import Blank, Participant, Transcript
from framework.speakers import Speaker, speakers
from framework.transcripts import turns_of

CASE = "LA1, FG1"


def columns(s: SmallStudy) -> list[int]:
    return [s.themes[name] for name in ("Range of confidence", "University training", "Workload management")]


def said(s: SmallStudy, label: str, theme: str) -> list[tuple[str, str]]:
    found = {one.participant.label: one for one in s.ask(speakers, s.cases[CASE], columns(s))}
    return [(stretch.text, stretch.lines) for stretch in found[label].said.get(s.themes[theme], [])]


def test_a_group_opens_into_its_participants_with_the_words_each_of_them_said(study: SmallStudy) -> None:
    found = study.ask(speakers, study.cases[CASE], columns(study))
    assert [one.participant.label for one in found] == ["S1", "S2", "S3"]
    turns = {turn.number: turn for turn in study.ask(turns_of, study.transcripts[CASE])}
    text = study.text(CASE)
    words = lambda number: text[turns[number].speech : turns[number].end].strip()  # noqa: E731
    # Passages of turns 4 to 6 and 5 to 9 overlap: what S1 says in turn 5 is given once, and the moderator not at all.
    assert said(study, "S1", "University training") == [(words(5), "5"), (words(9), "9")]
    assert said(study, "S2", "University training") == [(words(6), "6")]
    assert said(study, "S3", "University training") == [(words(7), "7")]
    assert said(study, "S1", "Workload management") == []


def test_what_is_withdrawn_or_suppressed_is_nobodys_row(study: SmallStudy) -> None:
    study.act(
        "ruth",
        "leave_blank",
        case_id=study.cases[CASE],
        theme_id=study.themes["University training"],
        reason=Blank.SUPPRESSED,
        seen=0,
    )
    assert said(study, "S1", "University training") == []
    assert said(study, "S1", "Range of confidence") != []


def characters(s: SmallStudy, theme_id: int, label: str) -> set[int]:
    """The places that lie in a turn of a speaker and in a passage of a column, by going through everything."""
    with s.read() as study:
        transcript = study.get(Transcript, s.transcripts[CASE])
        voices = {p.id for p in study.find(Participant, case_id=s.cases[CASE], label=label)}
        own = {
            at
            for turn in turns_of(study, transcript.id)
            if turn.participant_id in voices
            for at in range(turn.speech, turn.end)
        }
        under = {
            at
            for placed in passages_under(study, theme_id, s.cases[CASE])
            for at in range(placed.passage.start, placed.passage.end)
        }
    return {at for at in own & under if not s.text(CASE)[at].isspace()}


def given_in(s: SmallStudy, speaker: Speaker, theme_id: int) -> list[int]:
    """The places of a speaker's row; its words are those of the transcript, letter for letter."""
    text, places = s.text(CASE), list[int]()
    for stretch in speaker.said.get(theme_id, []):
        end = stretch.start + len(stretch.text)
        assert text[stretch.start : end] == stretch.text
        places += [at for at in range(stretch.start, end) if not text[at].isspace()]
    return places


@given(places=st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 400)), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_holds_every_character_a_speaker_says_under_a_column_and_no_other(
    study: SmallStudy, places: list[tuple[int, int]]
) -> None:
    text, theme_id = study.text(CASE), study.themes["Supervision"]
    for start, length in places:
        end = min(start + length, len(text))
        if text[start:end].strip():
            where = {"transcript_id": study.transcripts[CASE], "start": start, "end": end}
            study.act("tom", "index_passage", **where, themes=[theme_id])
    for speaker in study.ask(speakers, study.cases[CASE], [theme_id]):
        found = given_in(study, speaker, theme_id)
        assert all(before < after for before, after in pairwise(found)), "nothing twice, in the order of the talk"
        assert set(found) == characters(study, theme_id, speaker.participant.label)
