"""Memos are found by what they say, by whom and about what; pinned ones are in view where they belong."""

import pytest
from small_study import SmallStudy

from framework import memos
from framework.errors import NotAllowed
from framework.memos import Wanted
from framework.model import About, Memo, MemoKind, Transcript


def texts(s: SmallStudy, wanted: Wanted, **how: int) -> list[str]:
    return [memo.text for memo in s.ask(memos.memos_found, wanted, **how)]


def test_all_memos_stand_in_one_list_the_newest_first(study: SmallStudy) -> None:
    found = texts(study, Wanted())
    assert found[:2] == ["A quick group.", "Said with a laugh."]
    assert len(found) == len(study.memos)


def test_memos_are_found_by_all_their_words_in_any_order_and_case(study: SmallStudy) -> None:
    assert texts(study, Wanted("THOUGHT theme")) == ["A thought, theme."]
    assert texts(study, Wanted("thought 100%")) == []
    study.act("tom", "write_memo", about=About.STUDY, about_id=study.id, text="Ärger über 100%_ Fälle.")
    assert texts(study, Wanted("Ärger 100%_")) == ["Ärger über 100%_ Fälle."]


def test_memos_are_filtered_by_author_kind_and_what_they_are_about(study: SmallStudy) -> None:
    ruth, tom = study.people["ruth"], study.people["tom"]
    assert len(texts(study, Wanted(people=(ruth,)))) == 5
    assert len(texts(study, Wanted(people=(ruth, tom)))) == 7
    assert texts(study, Wanted(kinds=(MemoKind.MARGIN_NOTE, MemoKind.READING_NOTE))) == texts(
        study, Wanted(people=(tom,))
    )
    assert texts(study, Wanted(about=(About.CASE, About.CELL))) == ["A thought, cell.", "A thought, case."]
    assert texts(study, Wanted("laugh", people=(ruth,))) == []


def test_pages_of_memos_follow_on_each_other(study: SmallStudy) -> None:
    whole = study.ask(memos.memos_found, Wanted())
    first = study.ask(memos.memos_found, Wanted(), limit=3)
    study.act("tom", "write_memo", about=About.STUDY, about_id=study.id, text="One more on top.")
    rest = study.ask(memos.memos_found, Wanted(), first[-1].id, 10)
    assert [*first, *rest] == whole


def test_nothing_of_another_study_is_listed(study: SmallStudy) -> None:
    e = study.elsewhere
    assert e is not None
    assert texts(e, Wanted()) == ["Elsewhere."]
    assert "Elsewhere." not in texts(study, Wanted())
    e.act("lead", "pin_memo", memo_id=e.memos[0], pinned=True)
    assert study.ask(memos.pinned_memos) == []


def test_a_pinned_memo_is_in_view_beside_what_it_is_about(study: SmallStudy) -> None:
    for memo_id in study.memos:
        study.act("tom", "pin_memo", memo_id=memo_id, pinned=True)
    in_view = {
        name: {
            m.about
            for m in study.ask(lambda s, name=name: memos.pinned_memos(s, s.get(Transcript, study.transcripts[name])))
        }
        for name in study.transcripts
    }
    everywhere = {About.STUDY, About.THEME}
    assert in_view["LA1, FG1"] == {*everywhere, About.PASSAGE, About.CASE}
    assert in_view["LA2, FG1"] == {*everywhere, About.TRANSCRIPT}
    assert {memo.about for memo in study.ask(memos.pinned_memos)} == everywhere
    assert len(texts(study, Wanted(pinned=True))) == len(study.memos)
    study.act("ruth", "pin_memo", memo_id=study.memos[4], pinned=False)
    assert About.STUDY not in {memo.about for memo in study.ask(memos.pinned_memos)}


def test_anybody_who_writes_may_pin_but_not_reword_what_another_wrote(study: SmallStudy) -> None:
    study.act("tom", "pin_memo", memo_id=study.memos[0])
    assert not study.done("ruth", "pin_memo", memo_id=study.memos[0]).wrote
    with pytest.raises(NotAllowed):
        study.act("tom", "revise_memo", memo_id=study.memos[0], text="Mine now.")


def test_a_margin_note_says_at_which_lines_it_stands(study: SmallStudy) -> None:
    where = [study.ask(lambda s, m=m: memos.where_written(s, s.get(Memo, m))) for m in study.memos]
    assert where == [
        "lines 1–2 of LA1, FG1",
        "3.1 Supervision",
        "LA1, FG1",
        "the cell of LA1, FG1 under 3.2 Workload management",
        "the study",
        "line 3 of LA1, Manager 1",
        "LA2, FG1",
    ]
