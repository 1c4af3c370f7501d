"""Coverage: dark text is exactly what passages and triages leave of the participants' talk."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import FOCUS_GROUP, SmallStudy, arrival, talk

from framework import coverage
from framework.coverage import State
from framework.errors import Invalid
from framework.model import CaseKind, Dark, Due, Participant, Passage, Transcript, Triage, Turn
from framework.study import Study

spans = st.lists(st.tuples(st.integers(0, 2400), st.integers(1, 300), st.booleans()), max_size=12)


def letters_in_the_dark(study: Study, transcript: Transcript) -> set[int]:
    """Counted letter by letter."""
    text = study.text(transcript.digest)
    leads = {p.id for p in study.all(Participant) if p.moderator}
    turns = [t for t in study.find(Turn, transcript_id=transcript.id) if t.participant_id not in {None, *leads}]
    taken = [(p.start, p.end) for p in study.find(Passage, transcript_id=transcript.id)]
    taken += [(t.start, t.end) for t in study.find(Triage, transcript_id=transcript.id)]
    said = {at for turn in turns for at in range(turn.speech, turn.end) if text[at].isalnum()}
    return said - {at for start, end in taken for at in range(start, end)}


@given(places=spans)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_dark_text_is_the_exact_complement_of_passages_and_triages(
    fresh: Callable[[], SmallStudy],
    places: list[tuple[int, int, bool]],
) -> None:
    s = fresh()
    for start, length, is_triage in places:
        place: dict[str, Any] = {
            "transcript_id": s.transcripts["LA2, FG1"],
            "start": start,
            "end": min(start + length, len(s.text("LA2, FG1"))),
        }
        if place["start"] >= place["end"] or not s.text("LA2, FG1")[place["start"] : place["end"]].strip():
            continue
        if is_triage:
            s.act("tom", "triage", **place, verdict=Dark.IRRELEVANT)
        else:
            s.act("tom", "index_passage", **place, themes=[s.themes["Supervision"]])
    with s.read() as study:
        for transcript in study.all(Transcript):
            text, found = study.text(transcript.digest), coverage.dark_stretches(study, transcript)
            shown = [at for start, end in found for at in range(start, end)]
            assert len(shown) == len(set(shown))
            assert {at for at in shown if text[at].isalnum()} == letters_in_the_dark(study, transcript)
            assert all(text[start:end] == text[start:end].strip() != "" for start, end in found)
            turns = coverage.talk(study, transcript)
            assert all(any(a <= start and end <= b for a, b in turns) for start, end in found)


def test_moderators_and_headers_are_never_dark(study: SmallStudy) -> None:
    with study.read() as now:
        transcript = now.get(Transcript, study.transcripts["LA1, Manager 1"])
        moderators = {p.id for p in now.all(Participant) if p.moderator}
        led = [t for t in now.find(Turn, transcript_id=transcript.id) if t.participant_id in moderators]
        dark = coverage.dark_stretches(now, transcript)
    assert led
    assert not any(start < turn.end and end > turn.start for turn in led for start, end in dark)


def test_a_triaged_stretch_is_not_dark_until_the_triage_is_taken_back(study: SmallStudy) -> None:
    id = study.transcripts["LA2, FG1"]

    def dark() -> list[tuple[int, int]]:
        return study.ask(lambda s: coverage.dark_stretches(s, s.get(Transcript, id)))

    before = dark()
    start, end = before[0]
    study.act("tom", "triage", transcript_id=id, start=start, end=end, verdict=Dark.IRRELEVANT)
    assert dark() == before[1:]
    study.act("ruth", "triage", transcript_id=id, start=start, end=end, verdict=Dark.NEW_IDEA)
    assert [t.verdict for t in study.ask(coverage.triages_of, id)] == [Dark.NEW_IDEA]
    assert [t.start for t in study.ask(coverage.new_ideas)] == [start]
    study.act("tom", "untriage", transcript_id=id, start=start + 1, end=start + 2)
    assert dark() == before


def test_a_triage_lies_in_its_transcript(study: SmallStudy) -> None:
    place = {"transcript_id": study.transcripts["LA2, FG1"], "start": 5, "end": 10**6}
    with pytest.raises(Invalid, match="outside"):
        study.act("tom", "triage", **place, verdict=Dark.IRRELEVANT)


def test_the_share_of_dark_words_is_counted_over_the_participants_words(study: SmallStudy) -> None:
    (new,) = study.act("ruth", "import_transcripts", arrivals=[arrival(talk(FOCUS_GROUP, 40, 5), CaseKind.INTERVIEW)])
    found = study.ask(lambda s: coverage.overview(s, [s.get(Transcript, new.id)], study.people["ruth"])[0])
    assert (found.share, found.state) == (1.0, State.UNREAD)
    study.act("ruth", "index_passage", transcript_id=new.id, start=0, end=len(study.ask(text_of, new.id)), themes=[
        study.themes["Supervision"]
    ])  # fmt: skip
    found = study.ask(lambda s: coverage.overview(s, [s.get(Transcript, new.id)], study.people["ruth"])[0])
    assert (found.share, found.dark, found.state) == (0.0, (), State.IN_PROGRESS)


def text_of(study: Study, transcript_id: int) -> str:
    return study.text(study.get(Transcript, transcript_id).digest)


def test_the_state_of_a_transcript_is_told_for_all_and_for_each_person(study: SmallStudy) -> None:
    fg1, fg2 = study.transcripts["LA1, FG1"], study.transcripts["LA2, FG1"]

    def states(person: str | None = None) -> list[str]:
        who = study.people[person] if person else None
        found = study.ask(coverage.states, [fg1, fg2], who)
        return [found[fg1], found[fg2]]

    assert states() == [State.IN_PROGRESS, State.IN_PROGRESS]
    assert states("supervisor") == [State.UNREAD, State.UNREAD]
    study.act("tom", "sweep_transcript", transcript_id=fg1)
    assert (states(), states("tom"), states("ruth")) == (
        [State.SWEPT, State.IN_PROGRESS],
        [State.SWEPT, State.IN_PROGRESS],
        [State.IN_PROGRESS, State.IN_PROGRESS],
    )
    with study.workspace.change(study.id, study.people["lead"]) as change:
        change.add(Due, transcript_id=fg1, reason="a theme was split", at=change.now)
    assert states()[0] == states("tom")[0] == State.DUE
    assert states("supervisor")[0] == State.UNREAD
