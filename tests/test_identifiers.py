"""The check for left-over identifiers: planted ones are found at their exact places, ordinary talk is left alone."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.identifiers import Candidate, Kind, candidates, context, is_nhs_number
from framework.importing import read

SAMPLE = Path(__file__).parent.parent / "transcripts_sample" / "transcripts"
digit = st.integers(0, 9).map(str)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.lists(digit, min_size=count, max_size=count).map("".join)


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    first = draw(digits(9).filter(lambda nine: any(is_nhs_number(nine + str(last)) for last in range(10))))
    number = next(first + str(last) for last in range(10) if is_nhs_number(first + str(last)))
    gap = draw(st.sampled_from(["", " ", "-"]))
    return gap.join((number[:3], number[3:6], number[6:]))


@st.composite
def phones(draw: st.DrawFn) -> str:
    rest = draw(digits(6))
    form = draw(
        st.sampled_from(
            [
                "07700 {}",
                "07700{}",
                "+44 7700 {}",
                "+447700{}",
                "0044 7700 {}",
                "+44 (0)7700 {}",
                "(01632) {}",
                "01632-{}",
            ]
        )
    )
    return form.format(rest)


names = st.sampled_from(["Smith", "O’Brien", "Begum", "Smith-Jones", "McAllister", "Şahin", "Linden"])
months = st.sampled_from(["January", "Feb", "March", "May", "September", "Dec"])
days = st.integers(1, 28)
PLANTED = st.one_of(
    st.sampled_from(["ann.lee@example.org", "a_b+c@mail.nhs.example", "x@y.co.uk"]).map(lambda x: (Kind.EMAIL, x)),
    nhs_numbers().map(lambda x: (Kind.NHS, x)),
    phones().map(lambda x: (Kind.PHONE, x)),
    st.sampled_from(["M1 1AE", "SW1A 1AA", "ec1a1bb".upper(), "CR2 6XH", "dn55 1pt"]).map(lambda x: (Kind.POSTCODE, x)),
    digits(6).map(lambda d: (Kind.INSURANCE, f"QQ {d[:2]} {d[2:4]} {d[4:]} C".replace("QQ", "AB"))),
    digits(6).map(lambda d: (Kind.INSURANCE, f"ab{d}c")),
    st.tuples(days, months).map(lambda x: (Kind.DATE, f"{x[0]} {x[1]} 2019")),
    st.tuples(months, days).map(lambda x: (Kind.DATE, f"{x[0]} {x[1]}, 2019")),
    st.tuples(days, st.integers(1, 12)).map(lambda x: (Kind.DATE, f"{x[0]:02}/{x[1]:02}/2019")),
    days.map(lambda day: (Kind.DATE, f"{day}th of May")),
    st.tuples(st.sampled_from(["Mr", "Mrs.", "Dr", "Miss", "Professor", "Auntie"]), names, names).map(
        lambda x: (Kind.TITLE, " ".join(x))
    ),
)
ORDINARY = (
    "I rang {} and then we waited for about 20 minutes",
    "Well, {}, that is what it said on the form",
    "S1: they wrote it to {}. Nobody came",
    "({}) was all we had, 3 of us, in 2019 and 2020",
    "it ended with {}",
)


@given(st.lists(st.tuples(st.sampled_from(ORDINARY), PLANTED), min_size=1, max_size=6))
def test_what_is_planted_is_found_at_its_exact_place_and_nothing_else(
    planted: list[tuple[str, tuple[Kind, str]]],
) -> None:
    text, expected = "", []
    for sentence, (kind, words) in planted:
        start = len(text) + sentence.index("{}")
        expected.append(Candidate(kind, start, start + len(words)))
        text += f"{sentence.format(words)}\n"
    # Ten digits may be both: what begins with 0 and ends in the right digit is called an NHS number.
    assert [(c.start, c.end) for c in candidates(text)] == [(c.start, c.end) for c in expected]
    assert all(a.kind is b.kind or b.kind is Kind.PHONE for a, b in zip(candidates(text), expected, strict=True))


@given(st.lists(st.sampled_from(["Ann Lee", "Oak Road", "ZSOFIA"]), min_size=1), st.sampled_from(["", "s", "’s", "!"]))
def test_names_that_are_given_are_found_as_whole_words(planted: list[str], after: str) -> None:
    text = " ".join(f"and {name.lower()}{after} came" for name in planted)
    found = [text[c.start : c.end] for c in candidates(text, ["Ann  Lee", "Oak Road", "Zsofia", " "])]
    assert found == ([] if after == "s" else [name.lower() for name in planted])


def sample() -> dict[str, str]:
    return {file.name: read(file.name, file.read_bytes()).text for file in sorted(SAMPLE.iterdir())}


UNSURE = (Kind.PLACE, Kind.CAPITAL)


def test_ordinary_talk_gives_hardly_any_false_positives() -> None:
    texts = sample()
    assert sum(len(text.split()) for text in texts.values()) > 50_000
    found = [(one.kind, text[one.start : one.end]) for text in texts.values() for one in candidates(text)]
    assert [one for one in found if one[0] not in UNSURE] == []
    assert len(found) <= 20  # of the least certain kinds one place in every other transcript


@pytest.mark.parametrize(
    ("text", "places", "capitals"),
    [
        ("Speaker\tText\nModerator\tElse?\nS1\tNothing much helps.", [], []),
        ("Then we moved to a flat near Harfield and stayed.", ["Harfield"], []),
        ("It was at St Mary’s Primary School, on Oak Tree Road.", ["St Mary’s Primary School", "Oak Tree Road"], []),
        ("so the Park View Surgery rang", ["Park View Surgery"], []),
        ("The Bridge of Weir Church, in the Gorbals", ["Bridge of Weir Church", "Gorbals"], []),
        ("And then Zsofia came. Zsofia said no, Łukasz too", [], ["Zsofia", "Łukasz"]),
        ("Yesterday Ann Lee’s mum rang; yesterday was long", [], ["Ann Lee"]),
        ("I told McAllister, “He knows.” And D’Arcy", [], ["McAllister", "D’Arcy"]),
        ("in March, on Mondays, at Christmas, in English, at NHS events, in Year 9, I’ve said", [], []),
        ("it was [Name 1] at [Northern Town] and [Oak School], so [Ann laughs and Bob too]", [], ["Bob"]),
        ("She came. She left! He? “Nobody did.” S1: Well: Fine", [], []),
    ],
)
def test_places_and_other_capitalised_words_inside_sentences(text: str, places: list[str], capitals: list[str]) -> None:
    found = candidates(text)
    assert [text[c.start : c.end] for c in found if c.kind is Kind.PLACE] == places
    assert [text[c.start : c.end] for c in found if c.kind is Kind.CAPITAL] == capitals


def test_words_of_the_study_are_no_candidates_unless_somebody_gave_them() -> None:
    text = "they went to Linden House and Duty Team then"
    assert [text[c.start : c.end] for c in candidates(text, (), {"duty", "team"})] == ["Linden House"]
    assert [c.kind for c in candidates(text, ["duty team"], {"duty", "team"})] == [Kind.PLACE, Kind.ROSTER]


@pytest.mark.parametrize(
    "text",
    [
        "S1 3rd time, S2 2nd time",
        "the ones we miss I think. Miss I can’t say",
        "it may 2 be, 3 may come, may 10 of them",
        "0 to 10, 100 to 1000, 07:30 and 16:54, [00:15:33]",
        "lines 1234567890 and 999 999 9999",
        "32/14 and 1/2/3 and 3.14.15 and 2.5/3",
        "him @ home, @somebody, a@b",
        "Mr. and Mrs., dr and [Dr]",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert [text[c.start : c.end] for c in candidates(text) if c.kind not in UNSURE] == []


def test_of_two_that_overlap_the_longer_is_listed_and_shown_in_its_words() -> None:
    text = "First line.\nSo then Dr Ann Lee’s letter came on 3 May.\nLast."
    dr, day = candidates(text, ["Lee", "letter came on 3"])
    assert text[dr.start : dr.end] == "Dr Ann Lee"
    assert (day.kind, text[day.start : day.end]) == (Kind.ROSTER, "letter came on 3")
    assert context(text, dr) == ("So then ", "’s letter came on 3 May.")
    assert context("word " * 40, Candidate(Kind.ROSTER, 100, 104), 20) == ("… word word word ", " word word word …")


@given(st.text(), st.lists(st.text(max_size=5), max_size=3))
def test_any_text_gives_places_apart_and_in_order(text: str, roster: list[str]) -> None:
    found = candidates(text, roster)
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start < one.end for end, one in zip(ends, found, strict=False))


@pytest.mark.timeout(60)
def test_hostile_texts_take_no_longer() -> None:
    choose = random.Random(1)  # noqa: S311
    for text in (
        "Ann " * 50_000,
        "in A of the " * 20_000,
        "[A" * 60_000,
        "a" * 200_000,
        "0 " * 100_000,
        "a.b-" * 50_000,
        "Mr A" * 50_000,
        "1 May " * 30_000,
    ):
        candidates(text)
    candidates("".join(choose.choice("0123456789 -/.@") for _ in range(200_000)))
