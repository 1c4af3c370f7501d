"""What a child says of a project is believed only where it has exactly the form of one."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from framework.foreign import Coding, Project, Selection, Source, Variable
from framework.importing.checked_json import packed, unpacked
from framework.importing.foreign import checked
from framework.model import AttributeKind, DraftTurn

AT = datetime(2024, 3, 1, 8, 20, 30, 5, tzinfo=UTC)
CODING = Coding(guid="c", code="d", user="u", at=AT, notes=("n", "m"))
SOURCE = Source(
    guid="s",
    name="LA1",
    text="P1: Yes 😀.",
    at=None,
    turns=(DraftTurn("P1", 0, 4, 10, None),),
    times=((0, 3),),
    selections=(Selection(guid="p", start=4, end=7, codings=(CODING,)),),
)
WHOLE = Project(
    file="a.qdpx",
    program="x",
    sources=(SOURCE,),
    variables=(Variable(guid="v", name="Age", kind=AttributeKind.NUMBER),),
)


def test_a_project_comes_back_as_it_was() -> None:
    assert unpacked(Project, json.loads(packed(WHOLE))) == WHOLE
    assert checked(packed(WHOLE), "b.qdpx") == replace(WHOLE, file="b.qdpx")


def test_anything_else_is_no_project() -> None:
    """Every value in it, replaced by one of another kind, or taken away."""
    whole = json.loads(packed(WHOLE))

    def variants(value: Any) -> list[Any]:
        if not isinstance(value, list):
            return [other for other in ({}, [], True, 1.5, "\ud800", -1) if type(other) is not type(value)]
        changed = [[*value[:n], other, *value[n + 1 :]] for n, item in enumerate(value) for other in variants(item)]
        return [*changed, value[:-1] if value else "", [*value, {}]]

    tried = 0
    for broken in variants(whole):
        try:
            found = checked(json.dumps(broken).encode(), "a.qdpx")
        except ValueError:
            tried += 1
            continue
        assert isinstance(found, Project) and packed(found) != packed(WHOLE)
    assert tried > 200


@pytest.mark.parametrize(
    "change",
    [
        {"selections": (Selection(guid="p", start=4, end=99),)},
        {"selections": (Selection(guid="p", start=7, end=4),)},
        {"turns": (DraftTurn("P1", 0, 4, 99),)},
        {"turns": (DraftTurn("P1", 0, 4, 8), DraftTurn("P1", 6, 6, 9))},
        {"times": ((99, 3),)},
        {"times": ((0, -3),)},
    ],
)
def test_positions_outside_a_text_are_not_believed(change: dict[str, Any]) -> None:
    broken = replace(WHOLE, sources=(replace(SOURCE, **change),))
    with pytest.raises(ValueError):
        checked(packed(broken), "a.qdpx")


def test_garbage_is_no_answer() -> None:
    for garbage in (b"", b"{", b"null", b"[]", b'"x"', b"{}", b"[" * 100_000):
        with pytest.raises(ValueError):
            checked(garbage, "a.qdpx")
