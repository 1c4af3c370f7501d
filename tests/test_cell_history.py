"""The history of a cell: an edition for each time it read otherwise, and the words that differ."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import SmallStudy

from framework.cell_history import Edition, as_text, difference, edition, editions
from framework.errors import FrameworkError, NotFound
from framework.matrices import Part, Tie, cell
from framework.model import Blank, BlockKind, Cell, Passage


def where(s: SmallStudy) -> dict[str, int]:
    return {"case_id": s.cases["LA2, FG1"], "theme_id": s.themes["Workload management"]}


def seen(s: SmallStudy) -> dict[str, int]:
    return {**where(s), "seen": s.ask(cell, **where(s)).seen}


def history(s: SmallStudy) -> list[Edition]:
    return s.ask(editions, **where(s))


def write(s: SmallStudy, text: str, dynamics: list[str] | None = None) -> None:
    """Words that rest on the group's duty weeks, and some of the group's own."""
    duty = s.passages[6]
    quote = s.ask(lambda study: study.get(Passage, duty).quote)
    parts = [
        {"text": text, "ties": [[duty, 0, 3], [duty, 4, 6]]},
        {"kind": "verbatim", "text": quote[:12].strip(), "passages": [duty]},
        {"kind": "comment", "text": "Compare LA1."},
    ]
    s.act("ruth", "write_cell", **seen(s), parts=parts, dynamics=dynamics)


def as_given(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """Parts in the form in which they are saved."""
    return [
        {"kind": p.kind.value, "text": p.text, "ties": [[t.passage, t.start, t.end] for t in p.ties]} for p in parts
    ]


def test_a_cell_nobody_has_written_has_no_history(study: SmallStudy) -> None:
    assert history(study) == []
    with pytest.raises(NotFound, match="version of the cell"):
        study.ask(edition, **where(study), version=1)


def test_each_writing_is_an_edition_with_who_wrote_it_and_what_it_rested_on(study: SmallStudy) -> None:
    write(study, "Weeks are full.", ["dissent"])
    first = study.ask(cell, **where(study))
    write(study, "All weeks are full.")
    study.act("tom", "leave_blank", **seen(study), reason=Blank.SUPPRESSED)
    found = history(study)
    assert [(e.act.person_id, e.blank, e.dynamics, len(e.parts), e.there) for e in found] == [
        (study.people["ruth"], None, ("dissent",), 3, True),
        (study.people["ruth"], None, ("dissent",), 3, True),
        (study.people["tom"], Blank.SUPPRESSED, (), 0, True),
    ]
    assert found[0].parts == first.parts
    assert found[0].parts[0].ties == (Tie(study.passages[6], 0, 3), Tie(study.passages[6], 4, 6))
    assert study.ask(edition, **where(study), version=first.seen) == found[0]


def test_an_earlier_edition_can_be_written_again(study: SmallStudy) -> None:
    write(study, "Weeks are full.", ["shift"])
    before = study.ask(cell, **where(study))
    study.act("tom", "leave_blank", **seen(study), reason=Blank.SUPPRESSED)
    earlier = history(study)[0]
    study.act("tom", "write_cell", **seen(study), parts=as_given(earlier.parts), dynamics=list(earlier.dynamics))
    after = study.ask(cell, **where(study))
    assert (after.parts, after.dynamics) == (before.parts, before.dynamics)
    assert history(study)[-1].parts == earlier.parts


def test_what_changes_nothing_one_can_read_is_no_edition(study: SmallStudy) -> None:
    write(study, "Weeks are full.")
    study.act("ruth", "settle_guide", **where(study), guide="thin")
    study.act("ruth", "submit_cells", cells=[seen(study)])
    study.act("supervisor", "remark_on_cell", **where(study), text="Whose?")
    study.act("ruth", "write_memo", about="theme", about_id=study.themes["Supervision"], text="A thought.")
    assert len(history(study)) == 1


def test_an_undone_first_writing_took_the_cell_away(study: SmallStudy) -> None:
    write(study, "Weeks are full.")
    study.act("ruth", "undo")
    assert history(study) == []
    study.act("ruth", "redo")
    first, gone, again = history(study)
    assert (first.there, gone.there, again.there) == (True, False, True)
    assert (gone.parts, gone.blank, gone.version) == ((), None, 0)
    assert (again.parts, again.version) == (first.parts, first.version)


DUTY = "Duty weeks"
STEPS = ["write", "write", "blank", "index", "confirm", "undo", "redo", "settle"]


@given(life=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=3, max_size=16))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_editions_are_what_somebody_would_have_noted_down(
    fresh: Callable[[], SmallStudy], life: list[tuple[str, int]]
) -> None:
    s = fresh()
    place = where(s)
    acts: dict[str, Callable[[int], Any]] = {
        "write": lambda n: write(s, f"Number {n} is full.", ["silence"] if n % 3 == 0 else None),
        "blank": lambda n: s.act("ruth", "leave_blank", **seen(s), reason=[Blank.SUPPRESSED, Blank.NOT_CHARTED][n % 2]),
        "index": lambda n: s.act("tom", "index_passage", **s.turns("LA2, FG1", n + 1, n + 1), themes=[s.themes[DUTY]]),
        "confirm": lambda n: s.act("ruth", "confirm_cell", **seen(s)),
        "settle": lambda n: s.act("ruth", "settle_guide", **place, guide="long", settled=n % 2 == 0),
        "undo": lambda n: s.act("ruth", "undo"),
        "redo": lambda n: s.act("ruth", "redo"),
    }
    noted: dict[int, list[tuple[Any, ...]]] = {}  # a cell written anew after its first writing was undone is another
    last = 0
    for step, n in life:
        try:
            acts[step](n)
        except FrameworkError:
            continue
        stored, now = s.ask(lambda study: study.one(Cell, **place)), s.ask(cell, **place)
        last = stored.id if stored else last
        known = noted.setdefault(last, [])
        state = (now.seen, now.parts, now.blank, now.dynamics, stored is not None)
        if known[-1:] != [state] and (known or stored):
            known.append(state)
        assert [read(e) for e in history(s)] == (known if stored else [])


def read(e: Edition) -> tuple[Any, ...]:
    return e.version, e.parts, e.blank, e.dynamics, e.there


words = st.text("ab é😀.,\n ", max_size=40) | st.lists(st.sampled_from(["the", "week", "is", "full", "."])).map(
    " ".join
)


@given(before=words, after=words)
def test_a_difference_joins_back_to_both_texts(before: str, after: str) -> None:
    found = difference(before, after)
    assert "".join(word.text for word in found if word.what != "added") == before
    assert "".join(word.text for word in found if word.what != "removed") == after
    assert {word.what for word in found} <= {"kept", "added", "removed"}
    if before == after:
        assert all(word.what == "kept" for word in found)


def test_a_difference_is_told_in_whole_words() -> None:
    found = [(w.text, w.what) for w in difference("The week is full.", "The week was never full.")]
    assert found == [("The week ", "kept"), ("is", "removed"), ("was never", "added"), (" full.", "kept")]


def test_the_three_voices_can_be_told_apart_in_plain_text() -> None:
    parts = [Part(kind, kind.value.capitalize()) for kind in BlockKind]
    assert as_text(parts) == "Summary\n“Verbatim”\nComment: Comment"
