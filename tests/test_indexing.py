"""Placing passages under themes: positions are code points, quotes are letter for letter, one passage counts once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy, arrival

from framework import charting, memos
from framework.errors import Conflict, FrameworkError, Invalid, NotFound
from framework.indexing import passages_of, passages_under
from framework.model import About, CaseKind, Draft, IndexEntry, Link, Memo, Passage, Transcript
from framework.transcripts import digest_of


def test_a_passage_keeps_the_words_between_its_positions(study: SmallStudy) -> None:
    text = study.text("LA1, FG1")
    for words in ("😀 fine", "👩‍👧", "e\u0301", "שלום עליכם", "NBSP\u00a0here", "thing, cafe"):
        place = study.find("LA1, FG1", words)
        passage = study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]], quote=words)
        assert passage.quote == words == text[passage.start : passage.end]
        assert passage.first_line == passage.last_line == 30


@given(where=st.tuples(st.integers(-5, 2000), st.integers(-5, 2000)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_place_is_either_in_the_text_with_its_words_or_refused(study: SmallStudy, where: tuple[int, int]) -> None:
    text, (start, end) = study.text("LA1, FG1"), where
    transcript = study.transcripts["LA1, FG1"]
    place = {"transcript_id": transcript, "start": start, "end": end}
    try:
        passage = study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]])
    except FrameworkError:
        assert not 0 <= start < end <= len(text) or not text[start:end].strip()
    else:
        assert passage.quote == text[start:end]


def test_what_the_analyst_saw_must_stand_there(study: SmallStudy) -> None:
    place = study.find("LA1, FG1", "003")
    with pytest.raises(Conflict, match="not the ones you selected"):
        study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]], quote="004")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, 10**9), (2**62, 2**62 + 1)])
def test_a_passage_lies_in_its_transcript(study: SmallStudy, start: int, end: int) -> None:
    place = {"transcript_id": study.transcripts["LA1, FG1"], "start": start, "end": end}
    with pytest.raises(Invalid, match="outside"):
        study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]])


def test_a_passage_needs_words_and_a_theme(study: SmallStudy) -> None:
    end_of_line = study.text("LA1, FG1").index("\n")
    place = {"transcript_id": study.transcripts["LA1, FG1"], "start": end_of_line, "end": end_of_line + 1}
    with pytest.raises(Invalid, match="no words"):
        study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]])
    with pytest.raises(Invalid, match="at least one theme"):
        study.act("ruth", "index_passage", **study.turns("LA1, FG1", 1, 1), themes=[])


def test_the_same_words_placed_again_are_the_same_passage_for_one_person(study: SmallStudy) -> None:
    place = study.turns("LA2, FG1", 7, 8)
    supervision, training = study.themes["Supervision"], study.themes["Training"]
    first = study.act("ruth", "index_passage", **place, themes=[supervision, supervision])
    again = study.act("ruth", "index_passage", **place, themes=[supervision, training])
    toms = study.act("tom", "index_passage", **place, themes=[supervision])
    assert first == again
    assert toms.id != first.id
    assert study.ask(lambda s: s.count(IndexEntry, passage_id=first.id)) == 2
    assert not study.done("ruth", "index_passage", **place, themes=[training]).wrote


def test_passages_of_a_transcript_stand_in_the_order_of_the_text(study: SmallStudy) -> None:
    found = study.ask(passages_of, study.transcripts["LA1, FG1"])
    assert [p.passage.id for p in found] == study.passages[:5]
    assert [p.lines for p in found] == ["1–2", "4–6", "5–9", "12", "14–15"]
    assert found[1].themes == (study.themes["University training"], study.themes["Range of confidence"])


def test_passages_under_a_theme_are_those_of_its_sub_themes_too_each_once(study: SmallStudy) -> None:
    training = study.ask(passages_under, study.themes["Training"])
    assert {p.passage.id for p in training} == {study.passages[n] for n in (1, 2, 7, 8, 10)}
    here = study.ask(passages_under, study.themes["Training"], study.cases["LA2, FG1"])
    assert {p.passage.id for p in here} == {study.passages[n] for n in (7, 8)}
    assert study.ask(passages_under, study.themes["Training"], 999) == []


def test_a_passage_out_from_under_its_last_theme_is_removed(study: SmallStudy) -> None:
    both, (first, second) = study.passages[3], ("Workload management", "Duty weeks")
    study.act("tom", "take_out", passage_id=both, theme_id=study.themes[first])
    assert study.ask(lambda s: s.count(Passage, id=both)) == 1
    with pytest.raises(Conflict, match="any more"):
        study.act("tom", "take_out", passage_id=both, theme_id=study.themes[first])
    study.act("tom", "take_out", passage_id=both, theme_id=study.themes[second])
    assert study.ask(lambda s: (s.count(Passage, id=both), s.count(Link, passage_id=both))) == (0, 0)


def test_removing_a_passage_takes_its_memos_and_undo_brings_all_back(study: SmallStudy) -> None:
    before = study.dump()
    study.act("tom", "remove_passage", passage_id=study.passages[0])
    assert study.ask(lambda s: s.count(Memo, id=study.memos[0])) == 0
    with pytest.raises(NotFound, match="passage is not in the study"):
        study.act("tom", "remove_passage", passage_id=study.passages[0])
    study.act("tom", "undo")
    assert study.dump() == before


def test_new_limits_change_the_quote_and_the_lines(study: SmallStudy) -> None:
    place = study.turns("LA2, FG1", 40, 46)
    del place["transcript_id"]
    after = study.act("tom", "resize_passage", passage_id=study.passages[6], **place)
    assert (after.first_line, after.last_line) == (40, 46)
    assert after.quote == study.text("LA2, FG1")[place["start"] : place["end"]]


def test_limits_that_would_cut_off_words_quoted_in_a_cell_are_refused(study: SmallStudy) -> None:
    passage = study.ask(lambda s: s.get(Passage, study.passages[3]))
    with pytest.raises(Conflict, match="quotes words"):
        study.act("ruth", "resize_passage", passage_id=passage.id, start=passage.start + 10, end=passage.end)
    study.act("ruth", "resize_passage", passage_id=passage.id, start=passage.start, end=passage.end + 20)


def test_overlapping_and_nested_passages_are_passages_of_their_own(study: SmallStudy) -> None:
    for first, last in ((1, 9), (2, 3), (3, 8)):
        study.act("tom", "index_passage", **study.turns("LA1, FG1", first, last), themes=[study.themes["Supervision"]])
    found = [p.passage for p in study.ask(passages_of, study.transcripts["LA1, FG1"])]
    assert [(p.start, p.end) for p in found] == sorted((p.start, p.end) for p in found)
    assert len(found) == 8


def test_a_margin_note_is_no_passage(study: SmallStudy) -> None:
    before = study.ask(charting.passage_counts)
    note = study.act("tom", "note_in_margin", **study.turns("LA2, FG1", 41, 44), text=" Laughter. ")
    assert (note.text, study.trail()[0]) == ("Laughter.", "wrote a margin note at lines 41–44 of LA2, FG1")
    assert study.ask(charting.passage_counts) == before
    with pytest.raises(Invalid, match="empty"):
        study.act("tom", "note_in_margin", **study.turns("LA2, FG1", 1, 1), text="  ")


def test_a_memo_is_changed_by_who_wrote_it_or_the_lead(study: SmallStudy) -> None:
    with pytest.raises(FrameworkError, match="whoever wrote it"):
        study.act("tom", "revise_memo", memo_id=study.memos[0], text="No.")
    study.act("lead", "revise_memo", memo_id=study.memos[0], text="Yes.")
    found = study.ask(memos.memos_about, About.PASSAGE, study.passages[0])
    assert [memo.text for memo in found] == ["Yes."]


@given(text=st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), min_size=1, max_size=80))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_imported_and_indexed_letter_for_letter(study: SmallStudy, text: str) -> None:
    if not text.strip():
        return
    draft = Draft("any.txt", text, "label", ())
    try:
        (stored,) = study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW)])
    except Invalid:
        assert study.ask(lambda s: s.count(Transcript, digest=digest_of(text))) == 1
        return
    place = {"transcript_id": stored.id, "start": 0, "end": len(text)}
    passage = study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]])
    assert study.ask(lambda s: s.get(Passage, passage.id)).quote == text
