"""The two matrices: counts against a count by hand, verbatim letter for letter, two people and one cell."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework.errors import Conflict, Invalid, NotFound
from framework.indexing import passages_under
from framework.matrices import cell, locating_matrix, passage_counts, summary_matrix
from framework.model import Blank, Block, BlockKind, Cell, IndexEntry, Link, Passage, Theme, Transcript
from framework.store.reader import Reader


def where(s: SmallStudy, case: str = "LA1, FG1", theme: str = "Workload management") -> dict[str, int]:
    return {"case_id": s.cases[case], "theme_id": s.themes[theme]}


def counted_by_hand(s: SmallStudy) -> dict[tuple[int, int], int]:
    """(case, column) → number of different passages, by going through everything."""
    with s.read() as study:
        parents = {t.id: t.parent_id for t in study.find(Theme)}
        case_of = {t.id: t.case_id for t in study.find(Transcript)}
        found: dict[tuple[int, int], set[int]] = {}
        for entry in study.find(IndexEntry):
            line = [entry.theme_id]
            while parents[line[-1]] is not None:
                line.append(parents[line[-1]] or 0)
            column = line[-2] if len(line) > 1 else line[0]
            found.setdefault((case_of[entry.transcript_id], column), set()).add(entry.passage_id)
    return {key: len(passages) for key, passages in found.items()}


# -- counting --


def test_a_passage_under_two_themes_of_one_column_counts_once(study: SmallStudy) -> None:
    found = study.ask(cell, **where(study))
    assert found.passages == 1
    assert found.words == "1 passage"


places = st.tuples(st.integers(0, 2), st.integers(1, 12), st.integers(0, 4), st.sets(st.integers(0, 12), min_size=1))


@given(entries=st.lists(places, max_size=12))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_are_those_of_a_count_by_hand(study: SmallStudy, entries: list[tuple[int, int, int, set[int]]]) -> None:
    themes, names = sorted(study.themes.values()), sorted(study.transcripts)
    for case, turn, more, under in entries:
        chosen = [themes[n % len(themes)] for n in sorted(under)]
        study.act("tom", "index_passage", **study.turns(names[case], turn, turn + more), themes=chosen)
    counts = study.ask(passage_counts)
    assert {key: n for key, n in counts.items() if n} == counted_by_hand(study)


def test_the_matrix_shows_the_same_counts_as_the_list_of_passages(study: SmallStudy) -> None:
    matrix = study.ask(locating_matrix)
    for row, column in product(matrix.rows, matrix.columns):
        listed = study.ask(passages_listed, column.theme.id, row.id)
        assert matrix.cells[row.id, column.theme.id].passages == listed


def passages_listed(study: Reader, theme_id: int, case_id: int) -> int:
    return len(passages_under(study, theme_id, case_id))


def test_rows_and_columns_stand_in_the_order_of_the_study_and_of_the_index(study: SmallStudy) -> None:
    matrix = study.ask(locating_matrix)
    assert [row.name for row in matrix.rows] == ["LA1, FG1", "LA1, Manager 1", "LA2, FG1"]
    assert [c.number for c in matrix.columns] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3"]
    workload = study.ask(summary_matrix, study.themes["Workload and support"])
    assert [c.number for c in workload.columns] == ["3.1", "3.2", "3.3"]


def test_marks_and_words_tell_the_kinds_of_emptiness_apart(study: SmallStudy) -> None:
    matrix = study.ask(locating_matrix)

    def shown(case: str, theme: str) -> tuple[str, str]:
        found = matrix.cells[study.cases[case], study.themes[theme]]
        return found.mark, found.words

    assert shown("LA1, FG1", "University training") == ("●", "2 passages")
    assert shown("LA1, Manager 1", "Workload management") == ("○", "asked, nothing said")
    assert shown("LA2, FG1", "Supervision") == ("", "nothing indexed")


def test_a_summary_without_passages_is_present_and_says_so(study: SmallStudy) -> None:
    study.act("tom", "write_cell", **where(study, "LA2, FG1", "Supervision"), parts=[{"text": "Hinted at."}], seen=0)
    for found in (
        study.ask(cell, **where(study, "LA2, FG1", "Supervision")),
        study.ask(locating_matrix).cells[tuple(where(study, "LA2, FG1", "Supervision").values())],  # type: ignore[index]
    ):
        assert (found.mark, found.words) == ("●", "summary without passages")


# -- writing --


def test_a_cell_holds_the_three_voices_and_what_they_rest_on(study: SmallStudy) -> None:
    found = study.ask(cell, **where(study))
    assert [p.kind for p in found.parts] == [BlockKind.SUMMARY, BlockKind.VERBATIM, BlockKind.COMMENT]
    assert found.parts[0].passages == (study.passages[3],)
    assert found.text == f"The week is full before it starts. “{found.parts[1].text}”"
    matrix = study.ask(summary_matrix, study.themes["Workload and support"])
    assert matrix.cells[found.case_id, found.theme_id] == found


def test_verbatim_words_stand_letter_for_letter_in_a_linked_passage(study: SmallStudy) -> None:
    passage = study.ask(lambda s: s.get(Passage, study.passages[6]))
    place = where(study, "LA2, FG1")
    for text, passages in (
        (passage.quote[:20].upper(), [passage.id]),
        (passage.quote[:20], []),
        (passage.quote[:20], [study.passages[7]]),
    ):
        with pytest.raises(Invalid, match="letter for letter"):
            part = {"kind": "verbatim", "text": text, "passages": passages}
            study.act("tom", "write_cell", **place, parts=[part], seen=0)
    part = {"kind": "verbatim", "text": passage.quote[5:30], "passages": [study.passages[7], passage.id]}
    study.act("tom", "write_cell", **place, parts=[part], seen=0)


def test_a_part_rests_only_on_passages_of_its_own_case(study: SmallStudy) -> None:
    for foreign in (study.passages[0], 999, study.elsewhere.passages[0]):  # type: ignore[union-attr]
        with pytest.raises(Invalid, match="not in this case"):
            parts = [{"text": "Words.", "passages": [foreign]}]
            study.act("tom", "write_cell", **where(study, "LA2, FG1"), parts=parts, seen=0)


@pytest.mark.parametrize("parts", [[], [{"text": "  "}], [{"kind": "comment", "text": ""}]])
def test_a_cell_without_words_is_not_saved(study: SmallStudy, parts: list[dict[str, str]]) -> None:
    with pytest.raises(Invalid, match="nothing to save"):
        study.act("tom", "write_cell", **where(study, "LA2, FG1"), parts=parts, seen=0)


@pytest.mark.parametrize(
    "part",
    [{"kind": "rumour", "text": "x"}, {"text": 3}, {"text": "x", "passages": ["1"]}, {"text": "x", "passages": 1}],
)
def test_a_part_of_a_wrong_form_is_refused(study: SmallStudy, part: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="form"):
        study.act("tom", "write_cell", **where(study, "LA2, FG1"), parts=[part], seen=0)


def test_saving_what_stands_there_already_leaves_no_trace(study: SmallStudy) -> None:
    found = study.ask(cell, **where(study))
    parts = [{"kind": p.kind.value, "text": p.text, "passages": list(p.passages)} for p in found.parts]
    assert not study.done("tom", "write_cell", **where(study), parts=parts, seen=found.seen).wrote


def test_the_second_of_two_people_is_told_and_nothing_is_overwritten(study: SmallStudy) -> None:
    seen = study.ask(cell, **where(study)).seen
    study.act("ruth", "write_cell", **where(study), parts=[{"text": "Ruth's words."}], seen=seen)
    before = study.dump(journal=True)
    with pytest.raises(Conflict, match="Somebody else has written this cell") as told:
        study.act("tom", "write_cell", **where(study), parts=[{"text": "Tom's words."}], seen=seen)
    assert isinstance(told.value.theirs, Cell)
    assert study.dump(journal=True) == before
    with pytest.raises(Conflict):
        study.act("tom", "leave_blank", **where(study), reason=Blank.WITHDRAWN, seen=seen)
    now = study.ask(cell, **where(study))
    study.act("tom", "write_cell", **where(study), parts=[{"text": "Both."}], seen=now.seen)


def test_two_people_who_both_saw_an_empty_cell_do_not_overwrite_each_other(study: SmallStudy) -> None:
    place = where(study, "LA2, FG1")
    study.act("ruth", "write_cell", **place, parts=[{"text": "Ruth's."}], seen=0)
    with pytest.raises(Conflict):
        study.act("tom", "write_cell", **place, parts=[{"text": "Tom's."}], seen=0)


@given(schedule=st.lists(st.tuples(st.sampled_from(["ruth", "tom"]), st.booleans()), max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_words_are_ever_lost_between_two_people(study: SmallStudy, schedule: list[tuple[str, bool]]) -> None:
    """Each looks and writes when they like; whoever writes over words they have not seen is told."""
    place = where(study, "LA2, FG1", "Supervision")
    eyes = dict.fromkeys(["ruth", "tom"], study.ask(cell, **place))
    for number, (person, looks) in enumerate(schedule):
        stored = study.ask(cell, **place)
        if looks:
            eyes[person] = stored
            continue
        try:
            study.act(person, "write_cell", **place, parts=[{"text": f"{number}."}], seen=eyes[person].seen)
        except Conflict:
            assert eyes[person] != stored
        else:
            assert eyes[person] == stored


# -- blank cells --


def test_a_blank_cell_takes_the_words_out_and_undo_brings_them_back(study: SmallStudy) -> None:
    before = study.dump()
    found = study.ask(cell, **where(study))
    study.act("ruth", "leave_blank", **where(study), reason=Blank.WITHDRAWN, seen=found.seen)
    after = study.ask(cell, **where(study))
    assert (after.parts, after.blank) == ((), Blank.WITHDRAWN)
    assert study.ask(lambda s: (s.count(Block), s.count(Link))) == (0, 0)
    study.act("ruth", "undo")
    assert study.dump() == before


@pytest.mark.parametrize("reason", [Blank.NOTHING_SAID, Blank.NOT_ASKED, Blank.NOT_APPLICABLE])
def test_where_passages_stand_something_was_said(study: SmallStudy, reason: Blank) -> None:
    seen = study.ask(cell, **where(study)).seen
    with pytest.raises(Invalid, match="passages stand under it"):
        study.act("ruth", "leave_blank", **where(study), reason=reason, seen=seen)


def test_a_cell_of_nothing_that_is_there_is_not_found(study: SmallStudy) -> None:
    for wrong in ({"case_id": 999}, {"theme_id": 999}):
        with pytest.raises(NotFound):
            study.act("tom", "write_cell", **{**where(study), **wrong}, parts=[{"text": "x"}], seen=0)
        with pytest.raises(NotFound):
            study.ask(cell, **{**where(study), **wrong})
    with pytest.raises(NotFound):
        study.ask(summary_matrix, 999)
