"""Placing passages under themes: positions are code points, quotes are letter for letter, one passage counts once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy, arrival

from framework import matrices, memos
from framework.errors import Conflict, FrameworkError, Invalid, NotFound
from framework.indexing import passages_of, passages_under, pinned
from framework.model import About, CaseKind, Consent, Draft, IndexEntry, Link, Memo, Origin, Passage, Theme, Transcript
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
    before = study.ask(matrices.passage_counts)
    note = study.act("tom", "note_in_margin", **study.turns("LA2, FG1", 41, 44), text=" Laughter. ")
    assert (note.text, study.trail()[0]) == ("Laughter.", "wrote a margin note at lines 41–44 of LA2, FG1")
    assert study.ask(matrices.passage_counts) == before
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


def test_words_become_a_sub_theme_and_stand_under_it_at_once(study: SmallStudy) -> None:
    place = study.find("LA2, FG1", "beside somebody who knows")
    passage = study.act("tom", "in_vivo", **place, parent_id=study.themes["Training"])
    (entry,) = study.ask(lambda s: s.find(IndexEntry, passage_id=passage.id))
    theme = study.ask(lambda s: s.get(Theme, entry.theme_id))
    assert (theme.name, theme.origin, theme.parent_id) == (passage.quote, Origin.EMERGENT, study.themes["Training"])
    study.act("tom", "undo")
    assert study.ask(lambda s: (s.count(Theme, id=theme.id), s.count(Passage, id=passage.id))) == (0, 0)


def test_many_words_are_shortened_to_a_name_and_none_are_refused(study: SmallStudy) -> None:
    passage = study.act("tom", "in_vivo", **study.turns("LA2, FG1", 3, 8), parent_id=None)
    (entry,) = study.ask(lambda s: s.find(IndexEntry, passage_id=passage.id))
    name = study.ask(lambda s: s.get(Theme, entry.theme_id)).name
    assert len(name) <= 81
    assert name.endswith("…")
    before = study.dump(journal=True)
    for start, end in ((0, 0), (-4, 9), (10**7, 10**8)):
        with pytest.raises(Invalid):
            transcript = study.transcripts["LA2, FG1"]
            study.act("tom", "in_vivo", transcript_id=transcript, start=start, end=end, parent_id=None)
    assert study.dump(journal=True) == before


def test_marks_of_a_passage_stay_unless_they_are_given(study: SmallStudy) -> None:
    def mark(**given: object) -> Passage:
        marked: Passage = study.act("ruth", "mark_passage", passage_id=study.passages[0], **given)
        return marked

    def marks(passage: Passage) -> tuple[int | None, bool, Consent]:
        return passage.strength, passage.key, passage.consent

    assert marks(mark(strength=2)) == (2, False, Consent.NOT_ASKED)
    assert marks(mark(key=True)) == (2, True, Consent.NOT_ASKED)
    assert marks(mark(consent="may not be quoted")) == (2, True, Consent.REFUSED)
    assert marks(mark(strength=0)) == (None, True, Consent.REFUSED)
    assert not study.done("ruth", "mark_passage", passage_id=study.passages[0], key=True).wrote
    for wrong in (4, -1):
        with pytest.raises(Invalid, match="1, 2 or 3"):
            mark(strength=wrong)


@given(share=st.floats(0, 1))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_passage_split_anywhere_loses_no_word_and_undo_makes_it_one_again(study: SmallStudy, share: float) -> None:
    whole = study.ask(lambda s: s.get(Passage, study.passages[1]))
    text, before = study.text("LA1, FG1"), study.dump()
    at = whole.start + round(share * (whole.end - whole.start))
    try:
        second = study.act("tom", "split_passage", passage_id=whole.id, at=at)
    except Invalid:
        assert not text[whole.start : at].strip() or not text[at : whole.end].strip()
        return
    first = study.ask(lambda s: s.get(Passage, whole.id))
    assert (first.quote, second.quote) == (text[whole.start : at].strip(), text[at : whole.end].strip())
    assert "".join((first.quote + second.quote).split()) == "".join(whole.quote.split())
    placed = {p.passage.id: p.themes for p in study.ask(passages_of, whole.transcript_id)}
    assert set(placed[first.id]) == set(placed[second.id])
    assert second.person_id == whole.person_id
    study.act("tom", "undo")
    assert study.dump() == before


def test_what_a_cell_quotes_from_a_passage_stands_in_one_half_of_it_or_the_split_is_refused(study: SmallStudy) -> None:
    whole = study.ask(lambda s: s.get(Passage, study.passages[3]))
    with pytest.raises(Conflict, match="quotes words"):
        study.act("ruth", "split_passage", passage_id=whole.id, at=whole.start + 10)
    second = study.act("ruth", "split_passage", passage_id=whole.id, at=whole.end - 8)
    assert study.ask(lambda s: s.count(Link, passage_id=second.id)) == 2


def test_nine_keys_each_with_one_theme_of_ones_own(study: SmallStudy) -> None:
    a, b = study.themes["Supervision"], study.themes["Training"]

    def keys(person: str) -> list[int | None]:
        return study.ask(pinned, study.people[person])

    study.act("tom", "pin_theme", theme_id=a, position=0)
    study.act("tom", "pin_theme", theme_id=b, position=4)
    study.act("tom", "pin_theme", theme_id=a, position=4)
    assert keys("tom") == [b, None, None, None, a, None, None, None, None]
    assert keys("ruth") == [None] * 9
    study.act("tom", "unpin_theme", theme_id=a)
    assert keys("tom")[4] is None
    study.act("tom", "undo")
    study.act("tom", "undo")
    assert keys("tom") == [a, None, None, None, b, None, None, None, None]
    study.act("tom", "retire_theme", theme_id=b)
    for theme, position, words in ((a, 9, "1 to 9"), (b, 1, "retired")):
        with pytest.raises(Invalid, match=words):
            study.act("tom", "pin_theme", theme_id=theme, position=position)


def test_a_pinned_theme_without_work_can_be_removed_and_comes_back_on_its_key(study: SmallStudy) -> None:
    theme = study.act("ruth", "add_theme", parent_id=study.themes["Training"], name="Shadowing").id
    study.act("tom", "pin_theme", theme_id=theme, position=1)
    study.act("ruth", "remove_theme", theme_id=theme)
    assert study.ask(pinned, study.people["tom"]) == [None] * 9
    study.act("ruth", "undo")
    assert study.ask(pinned, study.people["tom"])[1] == theme
