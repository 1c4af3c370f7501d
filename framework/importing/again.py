"""Finding the turns of a text that is stored already, as if it came in anew."""

from bisect import bisect_left
from dataclasses import replace

from framework.importing.captions import joined
from framework.importing.layouts import Layout
from framework.importing.turns import find_turns
from framework.model import Draft


def read_again(draft: Draft) -> Draft:
    """The draft with its turns looked for afresh in its text; each begins at the first time that stands in it."""
    found = find_turns(draft.text)
    if found.layout is Layout.PARAGRAPHS and draft.layout == Layout.CAPTIONS:
        found = joined(draft.text, draft.times)
    places = [place for place, _ in draft.times]
    turns = []
    for turn in found.turns:
        first = bisect_left(places, turn.start)
        timed = turn.seconds is None and first < len(places) and places[first] < turn.end
        turns.append(replace(turn, seconds=draft.times[first][1]) if timed else turn)
    return replace(draft, layout=found.layout, turns=tuple(turns), remarks=found.remarks)
