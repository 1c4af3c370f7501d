"""How positions are counted is found out, whatever a program does: every selection stands on its words."""

from itertools import product

import pytest
from refi_files import code, codes, coding, one_text, opened, said_at, selection, source, sources

MARK = "\ufeff"
SENTENCES = [f"P{n}: We tried 😀 it {n} times, cafe\u0301 — שלום, and\u2029then 👩‍👧 stopped" for n in range(30)]
ENDS = {"LF": ["\n"], "CR LF": ["\r\n"], "CR": ["\r"], "mixed": ["\r\n", "\n", "\r"]}
COUNTED = {
    0: ("not counted",),
    1: ("not counted", "counted"),
    3: ("not counted", "counted but for the first", "counted"),
}
MARKS = [(count, how) for count, ways in COUNTED.items() for how in ways]


def document(ends: str) -> tuple[str, list[tuple[int, int]]]:
    """A text with line ends of a kind, and where in it each sentence and its first words stand."""
    text, places = "", []
    for number, sentence in enumerate(SENTENCES):
        places += [(len(text), len(text) + len(sentence)), (len(text) + 4, len(text) + len("P1: We tried"))]
        text += sentence + ENDS[ends][number % len(ENDS[ends])] * 2
    return text, places


def written(text: str, at: int, *, wide: bool = False, one_each: bool = False, marks: int = 0) -> int:
    """A position as a program counts it, character by character."""
    count = marks
    for index in range(at):
        paired = text[index : index + 2] == "\r\n"
        count += 0 if one_each and paired else 2 if wide and text[index] > "\uffff" else 1
    return count


def marks_counted(count: int, how: str) -> int:
    return {"not counted": 0, "counted": count, "counted but for the first": count - 1}[how]


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize(("count", "how"), MARKS)
@pytest.mark.parametrize(("wide", "one_each"), list(product([False, True], repeat=2)))
def test_each_convention_is_found(wide: bool, one_each: bool, count: int, how: str, ends: str, named: bool) -> None:
    text, places = document(ends)
    before = marks_counted(count, how)
    marks = [
        selection(
            written(text, start, wide=wide, one_each=one_each, marks=before),
            written(text, end, wide=wide, one_each=one_each, marks=before),
            number=number,
            name=" ".join(text[start:end].split()) if named else "",
        )
        for number, (start, end) in enumerate(places)
    ]
    found = one_text(MARK * count + text, *marks)
    assert said_at(found) == [text[start:end] for start, end in places]
    assert found.sources[0].text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert ("names of 60 of 60" in found.convention) == named
    assert ("UTF-16" in found.convention) == wide


@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
@pytest.mark.parametrize("wide", [True, False])
def test_an_end_that_is_the_last_character_is_found(wide: bool, named: bool) -> None:
    text, places = document("LF")
    marks = [
        selection(
            written(text, start, wide=wide),
            written(text, end - 1, wide=wide),
            number=number,
            name=" ".join(text[start:end].split()) if named else "",
        )
        for number, (start, end) in enumerate(places)
    ]
    found = one_text(text, *marks)
    assert said_at(found) == [text[start:end] for start, end in places]
    assert "the end is the last character" in found.convention


@pytest.mark.parametrize("counted_as", [1, 2], ids=["LF", "CR LF"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "nameless"])
def test_a_text_in_the_xml_may_have_had_other_line_ends(named: bool, counted_as: int) -> None:
    text, places = document("LF")
    was = text if counted_as == 1 else text.replace("\n", "\r\n")

    def at(position: int) -> int:
        return position + (counted_as - 1) * text.count("\n", 0, position)

    marks = [
        selection(at(start), at(end), number=number, name=" ".join(text[start:end].split()) if named else "")
        for number, (start, end) in enumerate(places)
    ]
    found = opened(codes(code()), sources(source(*marks, text=was)))
    assert said_at(found) == [text[start:end] for start, end in places]


def test_a_name_may_be_the_beginning_of_the_words() -> None:
    text, places = document("CR LF")
    places = [place for place in places if place[1] - place[0] > 20]
    for length, ending in ((60, ""), (30, "…"), (30, "...")):
        marks = [
            selection(
                written(text, start, wide=True),
                written(text, end, wide=True),
                number=number,
                name=" ".join(text[start:end].split())[:length] + ending,
            )
            for number, (start, end) in enumerate(places)
        ]
        short = one_text(text, *marks)
        assert ("names" in short.convention) == (length <= len(SENTENCES[0]))
        assert said_at(short) == [text[start:end] for start, end in places]


def test_names_that_agree_with_their_places_are_not_overruled() -> None:
    """Codings that a program has shifted by one are shifted: their names say so."""
    text, places = document("LF")
    shifted = [(start + 1, end + 1) for start, end in places]
    marks = [selection(start, end, number=n, name=text[start:end]) for n, (start, end) in enumerate(shifted)]
    found = one_text(MARK + text, *marks)
    assert said_at(found) == [text[start:end] for start, end in shifted]


def test_names_that_are_no_words_of_the_text_prove_nothing() -> None:
    text, places = document("CR LF")
    marks = [
        selection(written(text, start, wide=True), written(text, end, wide=True), number=n, name=f"line:{n}")
        for n, (start, end) in enumerate(places)
    ]
    found = one_text(text, *marks)
    assert said_at(found) == [text[start:end] for start, end in places]
    assert "edges of words" in found.convention


@pytest.mark.parametrize(
    ("origin", "wide", "one_each", "count", "counted"),
    [
        ("NVivo", True, False, 1, 0),
        ("ATLAS.ti 23", False, True, 0, 0),
        ("QualCoder 3.5", False, True, 3, 2),
        ("MAXQDA 24", False, False, 1, 0),
        ("", False, False, 1, 0),
    ],
)
def test_where_nothing_else_tells_the_program_does(
    origin: str, wide: bool, one_each: bool, count: int, counted: int
) -> None:
    text, places = document("CR LF")
    marks = [
        selection(
            written(text, start, wide=wide, one_each=one_each, marks=counted),
            written(text, end, wide=wide, one_each=one_each, marks=counted),
            number=number,
        )
        for number, (start, end) in enumerate(places[:18])
    ]
    found = one_text(MARK * count + text, *marks, origin=origin)
    assert said_at(found) == [text[start:end] for start, end in places[:18]]


def test_a_program_that_has_changed_its_ways_is_not_believed() -> None:
    text, places = document("CR LF")
    marks = [selection(start, end, number=number) for number, (start, end) in enumerate(places)]
    found = one_text(text, *marks, origin="ATLAS.ti 40")
    assert said_at(found) == [text[start:end] for start, end in places]
    assert "The edges of words speak for it" in found.convention


def test_marks_and_odd_characters_within_a_text_stay() -> None:
    text = f"One {MARK}two.\u2028Three\x0b\tfour\xa0five\u200bsix. "
    found = one_text(MARK + text, selection(4, 8, name="\ufefftwo"))
    assert found.sources[0].text == text
    assert said_at(found) == [f"{MARK}two"]


def test_places_outside_reversed_and_empty_ones_are_kept_and_told() -> None:
    text = "Nobody asked us."
    marks = [(7, 99), (-5, 6), (16, 7), (7, 7), (0, 16), (200, 300), ("x", 6)]
    found = one_text(
        text, *(selection(a, b, coding(number=n), number=n) for n, (a, b) in enumerate(marks)), origin="NVivo"
    )
    places = [(place.start, place.end) for place in found.sources[0].selections]
    assert places == [(7, 16), (0, 6), (7, 7), (0, 16), (16, 16)]
    said = " ".join(found.remarks)
    assert "3 places lay outside their text and were cut to it." in said
    assert found.convention.endswith("Outside their text so: 3.")
    assert "One place ended before it began; it was turned round." in said
    assert "2 selections hold no words; they were kept as points in the text." in said
    assert "One place is not given as a number" in said
    assert sum(len(place.codings) for place in found.sources[0].selections) == 5


def test_nothing_is_said_of_positions_where_there_are_none() -> None:
    assert one_text("Nobody asked us.").convention == ""
