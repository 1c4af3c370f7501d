"""Correcting a transcript: whatever is changed in the text, no passage is lost and none stands on other words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy, arrival, talk

from framework import corrections, coverage, indexing, search
from framework.alignment import Alignment
from framework.corrections import ALIKE, FEW_WORDS, Corrected
from framework.errors import Conflict, Invalid
from framework.model import (
    CaseKind,
    Dark,
    Draft,
    DraftTurn,
    Due,
    EarlierText,
    IndexEntry,
    Link,
    Memo,
    Participant,
    Passage,
    Transcript,
    Turn,
)

odd = st.text(st.sampled_from("ab .,é\u0301😀👩‍👧שלוםعربي\u00a0\n"), max_size=30)
edits = st.lists(
    st.tuples(st.sampled_from(["insert", "delete", "replace", "swap"]), st.integers(0, 10**6), st.integers(1, 60), odd),
    min_size=1,
    max_size=8,
)


def edited(draft: Draft, changes: list[tuple[str, int, int, str]]) -> Draft:
    """A transcript with random changes: to the words of turns, or turns put in another order."""
    said = [(t.label, draft.text[t.speech : t.end]) for t in draft.turns]
    for kind, at, length, words in changes:
        n = at % len(said)
        label, text = said[n]
        place = at % (len(text) + 1)
        if kind == "swap":
            other = (n + length) % len(said)
            said[n], said[other] = said[other], said[n]
        elif kind == "insert":
            said[n] = label, text[:place] + words + text[place:]
        else:
            said[n] = label, text[:place] + (words if kind == "replace" else "") + text[place + length :]
    return written(draft, said)


def written(draft: Draft, said: list[tuple[str, str]]) -> Draft:
    text, turns = "", []
    for label, words in said:
        start = len(text)
        text += f"{label}: "
        turns.append(DraftTurn(label, start, len(text), len(text) + len(words)))
        text += words + "\n"
    return replace(draft, text=text, turns=tuple(turns))


def longest_shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many letters (or words) two texts share in their order, one by one."""
    row = [0] * (len(other) + 1)
    for a in one:
        before, row = row, [0]
        for place, b in enumerate(other):
            row.append(before[place] + 1 if a == b else max(row[-1], before[place + 1]))
    return row[-1]


def much_alike(was: str, is_now: str) -> bool:
    """Most letters have stayed, or all but a few words of which most have stayed."""
    letters = 2 * longest_shared(was, is_now) / (len(was) + len(is_now))
    before, after = re.findall(r"\w+", was), re.findall(r"\w+", is_now)
    words, longer = longest_shared(before, after), max(len(before), len(after))
    return letters >= ALIKE or (words > 0 and longer - words <= FEW_WORDS and 2 * words >= longer)


def now(s: SmallStudy, name: str) -> Corrected:
    return s.ask(lambda study: corrections.as_draft(study, study.get(Transcript, s.transcripts[name])))


def correct(s: SmallStudy, name: str, draft: Draft, **more: Any) -> corrections.Moves:
    made: corrections.Moves = s.act(
        "ruth",
        "correct_transcript",
        transcript_id=s.transcripts[name],
        corrected=Corrected(draft, now(s, name).voices),
        **more,
    )
    return made


@given(one=odd, changes=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9), odd), max_size=6))
@settings(deadline=None)
def test_an_alignment_finds_only_what_is_the_same_in_the_same_order(one: str, changes: list[Any]) -> None:
    old = one * 6
    new = old
    for at, length, words in changes:
        place = at % (len(new) + 1)
        new = new[:place] + words + new[place + length :]
    aligned = Alignment(old, new)
    for same in aligned.same:
        assert old[same.old : same.old + same.length] == new[same.new : same.new + same.length]
    for first, second in zip(aligned.same, aligned.same[1:], strict=False):
        assert first.old + first.length <= second.old
        assert first.new + first.length <= second.new
    rebuilt = old
    for a, b, c, d in reversed(aligned.changes()):
        rebuilt = rebuilt[:a] + new[c:d] + rebuilt[b:]
    assert rebuilt == new


@given(changes=edits)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_passage_stands_on_its_words_or_words_much_like_them_or_is_adrift(
    fresh: Callable[[], SmallStudy],
    changes: list[tuple[str, int, int, str]],
) -> None:
    s, name = fresh(), "LA1, FG1"
    id = s.transcripts[name]
    end = s.text(name).index("שלום")
    place = {"transcript_id": id, "start": end - 12, "end": end + 4}
    s.passages.append(s.act("tom", "index_passage", **place, themes=[s.themes["Supervision"]]).id)
    before = {p.id: p for p in s.ask(lambda study: study.find(Passage, transcript_id=id))}
    entries, links = (s.ask(lambda study, k=kind: study.find(k)) for kind in (IndexEntry, Link))
    start = s.dump()
    draft = edited(now(s, name).draft, changes)
    try:
        correct(s, name, draft)
    except Invalid as error:
        assert "letter for letter" in str(error)
        return
    text = s.text(name)
    after = {p.id: p for p in s.ask(lambda study: study.find(Passage, transcript_id=id))}
    assert after.keys() == before.keys()
    for key, passage in after.items():
        was = before[key]
        if passage.adrift:
            assert (passage.start, passage.end, passage.quote) == (was.start, was.end, was.quote)
            continue
        assert text[passage.start : passage.end] == passage.quote
        if passage.quote != was.quote:
            assert much_alike(was.quote, passage.quote)
    assert s.ask(lambda study: study.find(IndexEntry)) == entries
    assert s.ask(lambda study: study.find(Link)) == links
    s.act("ruth", "undo")
    assert s.dump() == start


@given(number=st.integers(0, 29), words=odd)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_passages_that_a_correction_does_not_touch_keep_their_exact_words(
    fresh: Callable[[], SmallStudy],
    number: int,
    words: str,
) -> None:
    s, name = fresh(), "LA1, FG1"
    draft = now(s, name).draft
    said = [(t.label, draft.text[t.speech : t.end]) for t in draft.turns]
    turn = draft.turns[number]
    said[number] = said[number][0], words
    correct(s, name, written(draft, said))
    for passage in s.ask(lambda study: study.find(Passage, transcript_id=s.transcripts[name])):
        first, last = draft.text.find(passage.quote), draft.text.find(passage.quote) + len(passage.quote)
        if first >= 0 and (last <= turn.start or first >= turn.end + 1):
            assert not passage.adrift
            assert s.text(name)[passage.start : passage.end] == passage.quote
    kept = [p for p in s.passages[:5] if p]
    assert s.ask(lambda study: study.count(Passage, id=kept)) == 5


def test_a_small_correction_moves_what_follows_and_renews_the_words_it_touches(study: SmallStudy) -> None:
    name, id = "LA1, FG1", study.transcripts["LA1, FG1"]
    quote = study.ask(lambda s: s.get(Passage, study.passages[1])).quote
    turn = study.ask(lambda s: s.find(Turn, transcript_id=id, number=5)[0])
    said = study.text(name)[turn.speech : turn.end]
    made = study.act("ruth", "correct_turn", transcript_id=id, number=5, words=said.replace("005", "Five,"), note="x")
    assert (len(made.adrift), len(made.altered)) == (0, 2)
    passage = study.ask(lambda s: s.get(Passage, study.passages[1]))
    assert passage.quote == quote.replace("005", "Five,")
    assert study.trail()[0] == (
        "corrected line 5 of LA1, FG1: of 5 passages 3 keep their words, 2 are corrected with the text"
    )
    (earlier,) = study.ask(lambda s: s.find(EarlierText))
    assert "005" in study.ask(lambda s: s.text(earlier.digest))


@pytest.mark.parametrize(
    ("said", "placed"),
    [
        ("Yes, to be honest. {We talk in the car going home.} It rained.", True),
        ("Yes. {We really quite often talk in the car going home.} It rained.", True),
        ("Yes. {We talk, well, you know, in the car home.} It rained.", True),
        ("Yes. {We chat in the van going home.} It rained.", True),
        ("Yes. {We talk going home.} It rained.", True),
        ("Yes. Nobody asks. It rained.", False),
        ("Yes. We never ever at any time do talk in the car going home. It rained.", False),
        ("Yes. It rained. I said that, and home.", False),
    ],
)
def test_a_short_passage_keeps_its_place_though_a_few_of_its_words_are_corrected(
    study: SmallStudy, said: str, placed: bool
) -> None:
    quote = "We talk in the car going home."
    talked = [("S1", "It was a long day for all of us."), ("S2", f"Yes. {quote} It rained."), ("S1", "So it did.")]
    draft = written(Draft("car.txt", "", "label", ()), talked)
    (new,) = study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW)])
    place = {"transcript_id": new.id, "start": draft.text.index(quote), "end": draft.text.index(quote) + len(quote)}
    id = study.act("tom", "index_passage", **place, themes=[study.themes["Supervision"]]).id
    study.act("ruth", "correct_turn", transcript_id=new.id, number=2, words=re.sub("[{}]", "", said), note="")
    passage = study.ask(lambda s: s.get(Passage, id))
    assert (passage.adrift, passage.quote) == (
        not placed,
        said[said.index("{") + 1 : said.index("}")] if placed else quote,
    )


def test_a_passage_whose_words_are_gone_waits_for_a_person(study: SmallStudy) -> None:
    name, id = "LA1, FG1", study.passages[3]
    before = study.dump()
    made = study.act("ruth", "correct_turn", transcript_id=study.transcripts[name], number=12, words="", note="")
    assert [moved.thing.id for moved in made.adrift] == [id]
    assert [p.id for p in study.ask(corrections.adrift_passages, study.transcripts[name])] == [id]
    assert study.ask(corrections.waiting) == {study.transcripts[name]: 1}
    assert id not in [p.passage.id for p in study.ask(indexing.passages_of, study.transcripts[name])]
    place = study.find(name, "013")
    passage = study.act("tom", "anchor_passage", passage_id=id, start=place["start"], end=place["end"])
    assert (passage.quote, passage.adrift, passage.first_line) == ("013", False, 12)
    with pytest.raises(Conflict, match="has its place"):
        study.act("tom", "anchor_passage", passage_id=id, start=place["start"], end=place["end"])
    study.act("tom", "undo")
    study.act("ruth", "undo")
    assert study.dump() == before


def test_a_passage_that_was_adrift_comes_home_when_its_words_do(study: SmallStudy) -> None:
    name = "LA1, FG1"
    draft = now(study, name).draft
    study.act("ruth", "correct_turn", transcript_id=study.transcripts[name], number=12, words="", note="")
    correct(study, name, replace(draft, text=draft.text + "S1: Thank you.\n"))
    assert study.ask(corrections.adrift_passages, study.transcripts[name]) == []


def test_a_margin_note_without_its_words_keeps_them_in_its_text(study: SmallStudy) -> None:
    id = study.transcripts["LA1, Manager 1"]
    study.act("ruth", "correct_turn", transcript_id=id, number=3, words="", note="")
    (note,) = study.ask(corrections.adrift_notes, id)
    assert note.text == "Said with a laugh.\n\n(It stood beside “003”, line 3 before the correction.)"
    study.act("ruth", "anchor_note", memo_id=note.id, start=0, end=9)
    assert study.ask(lambda s: s.get(Memo, note.id)).start == 0


def test_what_was_set_aside_is_dark_again_where_its_words_have_changed(study: SmallStudy) -> None:
    id = study.transcripts["LA2, FG1"]
    study.act("tom", "triage", **study.turns("LA2, FG1", 30, 30), verdict=Dark.IRRELEVANT)
    study.act("tom", "triage", **study.turns("LA2, FG1", 34, 34), verdict=Dark.IRRELEVANT)
    study.act("tom", "sweep_transcript", transcript_id=id)
    study.act("ruth", "correct_turn", transcript_id=id, number=30, words="We never had any of that here.", note="")
    (left,) = study.ask(coverage.triages_of, id)
    assert study.text("LA2, FG1")[left.start : left.end].startswith("034")
    assert [due.reason for due in study.ask(lambda s: s.find(Due))] == ["its text was corrected"]


def test_voices_are_who_they_were_and_new_labels_are_new_voices(study: SmallStudy) -> None:
    name, id = "LA1, FG1", study.transcripts["LA1, FG1"]
    case = study.cases[name]
    before = {p.label: p.id for p in study.ask(lambda s: s.find(Participant, case_id=case))}
    draft = now(study, name).draft
    said = [({"S3": "S4"}.get(t.label, t.label), draft.text[t.speech : t.end]) for t in draft.turns if t.label != "S2"]
    voices = {label: (label, label == "Moderator") for label in ("Moderator", "S1", "S4")}
    study.act("ruth", "correct_transcript", transcript_id=id, corrected=Corrected(written(draft, said), voices))
    after = {p.label: p.id for p in study.ask(lambda s: s.find(Participant, case_id=case))}
    assert after.keys() == {"Moderator", "S1", "S4"}
    assert (after["Moderator"], after["S1"]) == (before["Moderator"], before["S1"])


def test_search_finds_the_corrected_words_and_after_undo_the_first_ones(study: SmallStudy) -> None:
    id = study.transcripts["LA1, FG1"]

    def hits(words: str) -> int:
        return len(study.ask(lambda s: search.hits_in(s, s.get(Transcript, id), words)))

    assert hits("hippopotamus") == 0
    study.act("ruth", "correct_turn", transcript_id=id, number=5, words="A hippopotamus.", note="")
    assert hits("hippopotamus") == 1
    study.act("ruth", "undo")
    assert hits("hippopotamus") == 0


def test_the_same_text_again_or_that_of_another_transcript_is_no_correction(study: SmallStudy) -> None:
    with pytest.raises(Invalid, match="letter for letter"):
        correct(study, "LA1, FG1", now(study, "LA1, FG1").draft)
    with pytest.raises(Invalid, match="another transcript"):
        correct(study, "LA1, FG1", now(study, "LA2, FG1").draft)
    with pytest.raises(Invalid, match="no words"):
        correct(study, "LA1, FG1", Draft("empty.txt", " \n", "label", ()))


def test_a_corrected_file_is_recognised_by_its_words_or_its_name(study: SmallStudy) -> None:
    draft = now(study, "LA2, FG1").draft
    changed = replace(draft, file="new name.docx", text=draft.text.replace("rota", "roster"))
    found = study.ask(corrections.resembles, changed)
    assert found is not None
    assert found.id == study.transcripts["LA2, FG1"]
    other = replace(talk(["A", "B"], 9, 99), file=draft.file, text="Nothing that was ever said before. " * 9)
    named = study.ask(corrections.resembles, other)
    assert named is not None
    assert named.id == study.transcripts["LA2, FG1"]
    assert study.ask(corrections.resembles, replace(other, file="unknown.txt")) is None
    assert study.ask(corrections.resembles, draft) is None


def test_likely_places_are_offered_for_a_passage_that_is_adrift(study: SmallStudy) -> None:
    said = [("S1", "We meet on Mondays and talk about the hardest case."), ("S2", "I never go there.")] * 3
    said.append(("S3", "We met on a Monday and talked about our hardest case of all."))
    draft = written(Draft("m.txt", "", "label", ()), [*said, ("S1", "So you did.")])
    (new,) = study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW)])
    for quote, there in (
        ("our hardest case of all", "our hardest case of all."),
        ("They met on a Monday, talking about our hardest case of all, you did", said[-1][1]),
    ):
        places = study.ask(corrections.likely_places, new.id, quote)
        assert draft.text[slice(*places[0])] == there


@pytest.mark.timeout(60)
def test_a_long_transcript_is_compared_in_the_time_a_person_waits() -> None:
    old = talk(["Moderator", "S1", "S2"], 2300, 4).text
    new = old.replace("rota", "roster").replace("two years", "2 years").replace("S2:", "Speaker 2:")
    aligned = Alignment(old, new)
    assert aligned.shared(0, len(old)) > 0.9 * len(old)
