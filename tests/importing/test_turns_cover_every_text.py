"""Whatever a file holds: its text stays as it is, and no character of it falls between the turns."""

from hypothesis import given, settings
from hypothesis import strategies as st

from framework.importing import read
from framework.importing.turns import find_turns
from framework.model import DraftTurn

_LABELS = ["I", "P1", "Moderator", "Interviewer 1", "Jo Smith", "W", "MSM", "**I**", "[Speaker 2]", "Heat map"]
_BITS = [
    ": ",
    ":\n",
    ":\t",
    "  00:12\n",
    " (00:01:02): ",
    "\n",
    "\n\n",
    "[00:10]\n",
    "\t",
    "yes. ",
    "So we went ",
    "12\n",
]
_BITS += [
    "PARTICIPANTS: Interviewer 1 (W), Participant (F)\n",
    "Date: 3 May\n",
    "W = Interviewer\n",
    "[laughs]\n",
    "2/5\n",
]
_talk = st.lists(st.sampled_from(_LABELS + _BITS), max_size=60).map("".join)
_anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
_written = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\v", exclude_characters="\ufeff")


def assert_covered(text: str, turns: tuple[DraftTurn, ...]) -> None:
    """Turns in order, apart from each other, with nothing but white space between them and at their ends."""
    at = 0
    for turn in turns:
        assert at <= turn.start <= turn.speech <= turn.end <= len(text)
        assert turn.start < turn.end
        assert not text[at : turn.start].strip()
        assert not text[turn.start].isspace() and not text[turn.end - 1].isspace()
        assert turn.speech == turn.end or not text[turn.speech].isspace()
        at = turn.end
    assert not text[at:].strip()


@settings(max_examples=400, deadline=None)
@given(st.one_of(_talk, _anything, st.lists(st.one_of(_talk, _anything)).map("\n".join)))
def test_the_turns_cover_every_text(text: str) -> None:
    assert_covered(text, find_turns(text).turns)


@settings(max_examples=200, deadline=None)
@given(st.text(_written, min_size=1, max_size=200))
def test_a_text_comes_back_as_it_was_written(text: str) -> None:
    text = f"P1: {text}"
    draft = read("talk.txt", b"\xef\xbb\xbf" + text.encode())
    assert draft.text == text
    assert_covered(text, draft.turns)
