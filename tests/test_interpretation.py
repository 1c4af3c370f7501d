"""Counts of cases and of people, with their base, against a count by hand."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework.interpretation import ALL, Unit, compare
from framework.model import Blank, IndexEntry, Participant, Passage, Theme, Transcript, Turn


def people_by_hand(s: SmallStudy, column: int) -> set[int]:
    """Who has a word of their own in a passage under a column, by going through everything."""
    with s.read() as study:
        beneath = {column}
        while more := {t.id for t in study.find(Theme) if t.parent_id in beneath} - beneath:
            beneath |= more
        led = {p.id for p in study.find(Participant) if p.moderator}
        passages = {p.id: p for p in study.find(Passage)}
        turns = study.find(Turn)
        found = set()
        for entry in study.find(IndexEntry):
            if entry.theme_id not in beneath:
                continue
            passage = passages[entry.passage_id]
            spoken = set(range(passage.start, passage.end))
            found |= {
                t.participant_id
                for t in turns
                if t.transcript_id == passage.transcript_id and spoken & set(range(t.speech, t.end))
            }
        return {p for p in found if p is not None} - led


places = st.tuples(st.integers(0, 2), st.integers(1, 15), st.integers(0, 3), st.integers(0, 12), st.integers(0, 8))


@given(entries=st.lists(places, max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_people_are_counted_as_by_hand(study: SmallStudy, entries: list[tuple[int, int, int, int, int]]) -> None:
    themes, names = sorted(study.themes.values()), sorted(study.transcripts)
    for case, turn, more, theme, later in entries:
        place = study.turns(names[case], turn, turn + more)
        place["start"] += later
        study.act("tom", "index_passage", **place, themes=[themes[theme % len(themes)]])
    found = study.ask(compare, "Site", Unit.PEOPLE)
    for column in found.columns:
        by_hand = people_by_hand(study, column.theme.id)
        assert found.shares[column.theme.id, ALL].present == len(by_hand)
        assert sum(found.shares[column.theme.id, site].present for site in found.groups) == len(by_hand)


def test_cases_are_counted_once_and_named(study: SmallStudy) -> None:
    found = study.ask(compare, "Site")
    assert found.groups == ["LA1", "LA2"]
    training = found.shares[study.themes["University training"], "LA1"]
    assert (training.words, training.cases) == ("2 of 2", ("LA1, FG1", "LA1, Manager 1"))
    assert found.shares[study.themes["University training"], ALL].words == "2 of 3"


def test_who_leads_the_talk_is_counted_nowhere(study: SmallStudy) -> None:
    found = study.ask(compare, "Role", Unit.PEOPLE)
    base = found.shares[study.themes["Supervision"], ALL].base
    assert base == study.ask(lambda s: s.count(Participant, moderator=False)) == 7
    moderator = study.ask(lambda s: s.one(Participant, moderator=True, case_id=study.cases["LA2, FG1"]))
    assert moderator is not None
    turn = study.ask(lambda s: s.find(Turn, participant_id=moderator.id))[0]
    place = {"transcript_id": turn.transcript_id, "start": turn.speech, "end": turn.end}
    study.act("ruth", "index_passage", **place, themes=[study.themes["Supervision"]])
    after = study.ask(compare, "Site", Unit.PEOPLE).shares[study.themes["Supervision"], "LA2"]
    assert (after.present, after.cases) == (0, ("LA2, FG1",))


@pytest.mark.parametrize(
    ("reason", "base"),
    [
        (Blank.NOT_CHARTED, 3),
        (Blank.NOTHING_SAID, 3),
        (Blank.SUPPRESSED, 2),
        (Blank.NOT_ASKED, 2),
        (Blank.NOT_APPLICABLE, 2),
        (Blank.WITHDRAWN, 2),
    ],
)
def test_the_base_leaves_out_who_could_not_have_said_it(study: SmallStudy, reason: Blank, base: int) -> None:
    blank = {"case_id": study.cases["LA2, FG1"], "theme_id": study.themes["Supervision"], "seen": 0}
    study.act("tom", "leave_blank", **blank, reason=reason)
    found = study.ask(compare, "Site").shares
    assert found[study.themes["Supervision"], ALL].words == f"2 of {base}"
    assert found[study.themes["Supervision"], "LA2"].base == base - 2
    people = study.ask(compare, "Site", Unit.PEOPLE).shares[study.themes["Supervision"], ALL]
    assert people.base == (7 if base == 3 else 4)


def test_nobody_to_count_is_said_as_such(study: SmallStudy) -> None:
    for case in study.cases.values():
        blank = {"case_id": case, "theme_id": study.themes["Other of Workload and support"], "seen": 0}
        study.act("tom", "leave_blank", **blank, reason=Blank.NOT_ASKED)
    share = study.ask(compare, "Site").shares[study.themes["Other of Workload and support"], ALL]
    assert share.words == "no base"


def test_what_was_said_after_all_counts_although_the_cell_says_not_asked(study: SmallStudy) -> None:
    blank = {"case_id": study.cases["LA2, FG1"], "theme_id": study.themes["Supervision"], "seen": 0}
    study.act("tom", "leave_blank", **blank, reason=Blank.NOT_ASKED)
    study.act("tom", "index_passage", **study.turns("LA2, FG1", 2, 2), themes=[study.themes["Supervision"]])
    assert study.ask(compare, "Site").shares[study.themes["Supervision"], "LA2"].words == "1 of 1"


def test_own_attributes_compare_too_and_cases_without_a_value_stay_in_all(study: SmallStudy) -> None:
    found = study.ask(compare, "Setting")
    assert found.groups == ["urban"]
    assert found.shares[study.themes["Supervision"], "urban"].words == "1 of 1"
    assert found.shares[study.themes["Supervision"], ALL].words == "2 of 3"


def test_comparisons_follow_what_is_indexed(study: SmallStudy) -> None:
    before = study.ask(compare, "Site", Unit.PEOPLE)
    study.act("ruth", "remove_passage", passage_id=study.passages[9])
    study.act("ruth", "undo")
    assert study.ask(compare, "Site", Unit.PEOPLE) == before
    assert study.ask(lambda s: len(s.all(Transcript))) == 3
