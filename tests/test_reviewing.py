"""Reviewing extracts: what is read, in which order, with what around it; and what is made of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework import cases, coverage, indexing, reviewing, themes
from framework.errors import Conflict, Invalid, NotFound
from framework.model import Due, IndexEntry, Passage, Verdict
from framework.reviewing import Wanted
from workbench import extract_payloads


def wanted(s: SmallStudy, *names: str, **narrowed: object) -> Wanted:
    """The extracts under these themes and what is beneath them, in the study's order."""
    ids = [id for name in names for id in s.ask(themes.with_descendants, s.themes[name])]
    order = tuple(row.id for row in s.ask(cases.case_rows))
    return Wanted(tuple(dict.fromkeys(ids)), order, **narrowed)  # type: ignore[arg-type]


def all_pages(s: SmallStudy, which: Wanted, size: int) -> list[int]:
    with s.read() as study:
        found = reviewing.find_extracts(study, which)
        pages = range(1, 2 + found.total // size)
        return [e.passage.id for page in pages for e in reviewing.page_of(study, found, page, size)]


def test_all_passages_under_a_theme_are_read_case_by_case_each_once(study: SmallStudy) -> None:
    placed = {p.passage.id for p in study.ask(indexing.passages_under, study.themes["Training"])}
    read = all_pages(study, wanted(study, "Training"), 50)
    assert len(read) == len(placed)
    assert set(read) == placed


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 7),
    turned=st.booleans(),
    names=st.sets(st.sampled_from(["Confidence", "Training", "Duty weeks"])),
)
def test_pages_of_any_size_make_up_the_whole(study: SmallStudy, size: int, turned: bool, names: set[str]) -> None:
    which = wanted(study, *sorted(names))
    which = Wanted(which.themes, which.cases[::-1] if turned else which.cases)
    whole = all_pages(study, which, 50)
    assert all_pages(study, which, size) == whole
    assert len(whole) == len(set(whole)) == study.ask(reviewing.find_extracts, which).total


def test_extracts_follow_the_order_of_the_cases_and_leave_out_the_others(study: SmallStudy) -> None:
    order = (study.cases["LA2, FG1"], study.cases["LA1, FG1"])
    which = Wanted(wanted(study, "Training").themes, order)
    with study.read() as now:
        listed = reviewing.page_of(now, reviewing.find_extracts(now, which), 1)
    assert list(dict.fromkeys(extract.case_id for extract in listed)) == list(order)


def test_extracts_are_narrowed_by_words_and_by_who_placed_them(study: SmallStudy) -> None:
    quote = study.ask(lambda now: now.get(Passage, study.passages[1])).quote
    word = quote.split()[1]
    with_word = all_pages(study, wanted(study, "Training", words=(word.upper(),)), 50)
    assert study.passages[1] in with_word
    assert all_pages(study, wanted(study, "Training", words=("100%_",)), 50) == []
    toms = all_pages(study, wanted(study, "Training", person_id=study.people["tom"]), 50)
    assert set(toms) == {study.passages[2], study.passages[7], study.passages[10]}


def test_an_extract_is_its_words_with_the_turn_before_and_the_turn_after(study: SmallStudy) -> None:
    place = study.find("LA2, FG1", "020")
    passage = study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]])
    (extract,) = study.ask(reviewing.with_context, [passage])
    inside = [said for said in extract.turns if said.inside]
    assert [said.text for said in inside] == ["020"]
    spoken = study.ask(lambda now: now.text(now.by_id(reviewing.Transcript)[passage.transcript_id].digest))
    assert all(said.text in spoken for said in extract.turns)
    assert [said.text[:3] for said in extract.turns if said.text[:3].isdigit()] == ["019", "020", "021"]


def test_an_extract_whose_words_are_gone_says_so_and_counts_still(study: SmallStudy) -> None:
    id, transcript_id = study.passages[3], study.transcripts["LA1, FG1"]
    quote = study.ask(lambda now: now.get(Passage, id)).quote
    theme = study.ask(lambda now: now.find(IndexEntry, passage_id=id))[0].theme_id
    before = study.ask(indexing.passages_under, theme)
    study.act("ruth", "correct_turn", transcript_id=transcript_id, number=12, words="", note="")
    after = {placed.passage.id: placed for placed in study.ask(indexing.passages_under, theme)}
    assert set(after) == {placed.passage.id for placed in before}
    assert after[id].lines == "12 (adrift)"
    with study.read() as now:
        (extract,) = reviewing.with_context(now, [now.get(Passage, id)])
        assert extract_payloads.extract_list(now, [extract], [], "", "").count(b"adrift: not found") == 1
    assert [(said.text, said.inside) for said in extract.turns] == [(quote, True)]


def test_what_waits_under_other_comes_the_newest_first_and_page_by_page(study: SmallStudy) -> None:
    other = study.themes["Other of Training"]
    for line in (30, 31, 32):
        study.act("tom", "index_passage", **study.turns("LA2, FG1", line, line), themes=[other])
    assert study.ask(reviewing.others)[other] == 4
    with study.read() as now:
        first, after = reviewing.newest_under(now, [other], None, 3)
        second, end = reviewing.newest_under(now, [other], after, 3)
    ids = [extract.passage.id for extract in first + second]
    assert ids == sorted(ids, reverse=True)
    assert (len(first), len(second), end) == (3, 1, None)


def test_a_passage_moves_from_one_theme_to_another_and_stands_there_once(study: SmallStudy) -> None:
    university, range_of = study.themes["University training"], study.themes["Range of confidence"]
    moving = {"passage_ids": [study.passages[1]], "theme_id": university, "into_id": range_of}
    assert study.act("ruth", "move_passages", **moving) == 1
    entries = study.ask(lambda now: now.find(IndexEntry, passage_id=study.passages[1]))
    assert [entry.theme_id for entry in entries] == [range_of]
    with pytest.raises(Conflict):
        study.act("ruth", "move_passages", **moving)


def test_nothing_moves_to_a_retired_theme_or_to_where_it_is(study: SmallStudy) -> None:
    supervision = study.themes["Supervision"]
    moving = {"passage_ids": [study.passages[4]], "theme_id": supervision}
    with pytest.raises(Invalid):
        study.act("ruth", "move_passages", **moving, into_id=supervision)
    study.act("ruth", "retire_theme", theme_id=study.themes["Training"])
    with pytest.raises(Invalid, match="retired"):
        study.act("ruth", "move_passages", **moving, into_id=study.themes["University training"])
    with pytest.raises(NotFound):
        study.act("ruth", "move_passages", **{**moving, "passage_ids": [10_000]}, into_id=study.themes["Duty weeks"])


def test_the_latest_judgement_counts_and_says_what_was_placed_since(study: SmallStudy) -> None:
    theme = study.themes["Supervision"]
    study.act("ruth", "review_theme", theme_id=theme, verdict=Verdict.SPLIT, note="  Two things. ")
    study.act("tom", "review_theme", theme_id=theme, verdict=Verdict.COHERENT)
    study.act("tom", "index_passage", **study.turns("LA2, FG1", 33, 33), themes=[theme])
    with study.read() as now:
        assert [review.note for review in reviewing.reviews_of(now, theme)] == ["", "Two things."]
        latest = reviewing.verdicts(now)[theme]
        assert latest.verdict is Verdict.COHERENT
        assert reviewing.placed_since(now, latest) == 1
    with pytest.raises(Invalid, match="whoever made it"):
        study.act("ruth", "withdraw_review", review_id=latest.id)


def test_merged_and_split_themes_make_their_transcripts_due_until_somebody_has_looked(study: SmallStudy) -> None:
    into = study.themes["Workload management"]
    study.act("ruth", "merge_themes", theme_id=study.themes["Supervision"], into_id=into)
    due = study.ask(coverage.dues)
    assert set(due) == {study.transcripts["LA1, FG1"], study.transcripts["LA1, Manager 1"]}
    assert due[study.transcripts["LA1, FG1"]] == ["3.1 Supervision was merged into 3.2 Workload management"]
    study.act("tom", "clear_due", transcript_id=study.transcripts["LA1, FG1"])
    assert set(study.ask(coverage.dues)) == {study.transcripts["LA1, Manager 1"]}
    assert not study.done("tom", "clear_due", transcript_id=study.transcripts["LA1, FG1"]).wrote
    study.act("tom", "undo")
    study.act("ruth", "undo")
    assert study.ask(lambda now: now.find(Due)) == []
