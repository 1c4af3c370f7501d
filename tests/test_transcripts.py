"""Text, lines, turns: what people cite must stand still."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import SmallStudy, arrival, talk

from framework import indexing, transcripts
from framework.errors import Invalid, NotFound
from framework.model import CaseKind, Draft, DraftTurn, Participant, Reading, Transcript
from framework.transcripts import LINE_WIDTH, Arrival, line_numbers, line_starts, lines_between, words_within

words = st.text("abc😀\u0301שé’-.", min_size=1, max_size=100)
blanks = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", "\t", "\u00a0", " \n", " " * 90])
texts = st.lists(st.tuples(blanks, words), max_size=40).map(lambda pairs: "".join(b + w for b, w in pairs))
anything = st.text(max_size=300).map(lambda text: text.replace("\r", ""))


def lines(text: str) -> list[str]:
    starts = line_starts(text)
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=False)]


@given(texts | anything)
def test_a_line_holds_at_most_eighty_characters_unless_it_is_one_word(text: str) -> None:
    for line in lines(text):
        assert line.strip()
        assert "\n" not in line.rstrip()
        assert len(line.rstrip()) <= LINE_WIDTH or len(line.split()) == 1


def test_a_line_may_be_full_and_no_fuller() -> None:
    assert line_starts("a" * 40 + " " + "b" * 39) == [0]
    assert line_starts("a" * 40 + " " + "b" * 40) == [0, 41]
    assert line_starts("a" * 200 + " b") == [0, 201]


@given(texts | anything)
def test_lines_cover_every_word_in_order(text: str) -> None:
    assert "".join(lines(text)).split() == text.split()
    assert line_starts(text) == sorted(set(line_starts(text)))


@given(texts, texts)
def test_lines_do_not_move_for_what_comes_after(text: str, more: str) -> None:
    before = line_starts(text)
    assert line_starts(f"{text}\n{more}")[: len(before)] == before


@given(texts, st.integers(0, 2000), st.integers(1, 200))
def test_a_passage_lies_in_the_lines_that_hold_its_words(text: str, start: int, length: int) -> None:
    start, end = words_within(text, min(start, len(text)), min(start + length, len(text)))
    if not text[start:end].strip():
        return
    first, last = line_numbers(line_starts(text), start, end)
    assert 1 <= first <= last <= len(line_starts(text))
    found = lines(text)
    assert text[start] in found[first - 1]
    assert text[end - 1] in found[last - 1]
    assert sum(map(len, found[: first - 1])) + line_starts(text)[0] <= start
    pieces = lines_between(line_starts(text), text, start, end)
    assert (pieces[0].number, pieces[-1].number) == (first, last)
    assert "\n".join(text[p.start : p.end] for p in pieces).split() == text[start:end].split()
    assert not any("\n" in text[p.start : p.end].strip() for p in pieces)


def test_blank_lines_are_not_counted() -> None:
    assert line_starts("") == line_starts(" \n\n\t\n") == []
    assert line_starts("\n\nOne.\n \n\nTwo.") == [2, 10]


def test_blanks_at_its_ends_do_not_give_a_passage_more_lines(study: SmallStudy) -> None:
    text, place = study.text("LA2, FG1"), study.turns("LA2, FG1", 5, 6)
    wider = {**place, "start": text.rindex("\n", 0, place["start"]), "end": place["end"] + 1}
    passage = study.act("ruth", "index_passage", **wider, themes=[study.themes["Supervision"]])
    assert (passage.first_line, passage.last_line) == (5, 6)
    assert passage.quote == text[wider["start"] : wider["end"]]


# -- importing --


def test_a_stored_text_is_exactly_the_draft(study: SmallStudy) -> None:
    draft = talk(["S1"], 3, 55, "👩‍👧‍👦 e\u0301 \u202bשלום\u202c \u00a0 end")
    (stored,) = study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW)])
    assert study.ask(lambda s: s.text(stored.digest)) == draft.text
    assert (stored.words, stored.lines) == (len(draft.text.split()), 3)
    for drafted, turn in zip(draft.turns, study.ask(transcripts.turns_of, stored.id), strict=True):
        assert (turn.start, turn.speech, turn.end) == (drafted.start, drafted.speech, drafted.end)


@given(text=st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_text_has_a_digest_and_lines(text: str) -> None:
    assert len(transcripts.digest_of(text)) == 64
    assert all(0 <= start < len(text) for start in line_starts(text))


def test_the_same_text_is_not_imported_twice(study: SmallStudy) -> None:
    again = arrival(talk(["S1"], 4, 60), CaseKind.INTERVIEW)
    before = study.dump(journal=True)
    with pytest.raises(Invalid, match="in the study already"):
        study.act("ruth", "import_transcripts", arrivals=[again, again])
    assert study.dump(journal=True) == before


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u00a0"])
def test_a_text_without_words_is_not_imported(study: SmallStudy, text: str) -> None:
    with pytest.raises(Invalid, match="no words"):
        study.act(
            "ruth", "import_transcripts", arrivals=[arrival(Draft("e.txt", text, "label", ()), CaseKind.INTERVIEW)]
        )


@pytest.mark.parametrize("text", ["half \ud83d a character", "a NUL \0 inside"])
def test_what_no_database_can_hold_is_refused_in_a_sentence(study: SmallStudy, text: str) -> None:
    with pytest.raises(Invalid, match="The text holds"):
        study.act(
            "ruth", "import_transcripts", arrivals=[arrival(Draft("e.txt", text, "label", ()), CaseKind.INTERVIEW)]
        )


def test_a_label_that_is_no_speaker_goes_on_with_the_turn_before(study: SmallStudy) -> None:
    text = "S1: I thought.\nNote: it was late.\nS1: So.\n"
    turns = (DraftTurn("S1", 0, 4, 14), DraftTurn("Note", 15, 21, 33), DraftTurn("S1", 34, 38, 41))
    draft = Draft("n.txt", text, "label", turns)
    one = Arrival(draft, CaseKind.INTERVIEW, None, None, None, {"S1": ("S1", False), "Note": None})
    (stored,) = study.act("ruth", "import_transcripts", arrivals=[one])
    assert [(t.number, t.start, t.speech, t.end) for t in study.ask(transcripts.turns_of, stored.id)] == [
        (1, 0, 4, 33),
        (2, 34, 38, 41),
    ]


def test_two_labels_may_be_one_voice(study: SmallStudy) -> None:
    draft = talk(["S1", "S1A", "Moderator"], 6, 61)
    voices: dict[str, tuple[str, bool] | None] = {
        "S1": ("S1", False),
        "S1A": ("S1", False),
        "Moderator": ("Moderator", True),
    }
    one = Arrival(draft, CaseKind.INTERVIEW, None, None, None, voices)
    (stored,) = study.act("ruth", "import_transcripts", arrivals=[one])
    found = study.ask(lambda s: s.find(Participant, case_id=stored.case_id))
    assert sorted((p.label, p.moderator) for p in found) == [("Moderator", True), ("S1", False)]
    assert len(study.ask(transcripts.turns_of, stored.id)) == 6


def test_an_import_that_is_stopped_stores_nothing(study: SmallStudy) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 2:
            raise Stopped

    before = study.dump(journal=True)
    arrivals = [arrival(talk(["S1"], 4, 60 + n), CaseKind.INTERVIEW) for n in range(4)]
    with pytest.raises(Stopped), study.workspace.change(study.id, study.people["ruth"]) as change:
        transcripts.import_transcripts(change, arrivals, stop)
    assert study.dump(journal=True) == before


def test_reading_is_noted_once_for_each_person(study: SmallStudy) -> None:
    fg1 = study.transcripts["LA1, FG1"]
    study.act("tom", "mark_as_read", transcript_id=fg1)
    assert not study.done("tom", "mark_as_read", transcript_id=fg1).wrote
    assert study.ask(transcripts.readers)[fg1] == {study.people["ruth"], study.people["tom"]}
    study.act("tom", "mark_as_unread", transcript_id=fg1)
    assert study.ask(lambda s: [r.person_id for r in s.all(Reading)]) == [study.people["ruth"]]


def test_a_transcript_that_is_not_there_is_not_found(study: SmallStudy) -> None:
    with pytest.raises(NotFound, match="transcript is not in the study"):
        study.act("tom", "mark_as_read", transcript_id=999)
    assert study.ask(indexing.passages_of, 999) == []
    assert len(study.ask(lambda s: s.all(Transcript))) == 3
