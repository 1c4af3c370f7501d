"""Coded excerpts from a table: each quotation is found, or offered, or listed; then all are placed at once."""

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import INTERVIEW, SmallStudy, arrival, talk

from framework.errors import Conflict, Invalid, Unreadable
from framework.excerpt_rows import Account, Excerpt, Found, code_path, locate
from framework.excerpts import as_places, new_path
from framework.importing.coded_excerpts import Columns, codes_of, excerpts_of, guess, table_of
from framework.indexing import passages_of
from framework.model import About, CaseKind, Draft, Memo, Transcript
from framework.quoted import Folded, bare, folded, has_gap
from framework.themes import titles

SAID = (
    "Interviewer: How is it?\nAnn: “Full”, I’d say – full before\n  it be­gan… and nobody  says so.\n"
    "Interviewer: And the rota?\nAnn: The rota is full before the week begins and nobody says so at all. 🙂 Straße.\n"
    "Ann: It was 2019. Then again, it was 2019.\n"
)


def excerpt(quotation: str, document: str = "ann.txt", *codes: str) -> Excerpt:
    return Excerpt(2, document, quotation, codes)


def with_ann(study: SmallStudy) -> int:
    """The id of a transcript with odd spacing and signs."""
    draft = Draft("Folder/ann.txt", SAID, "label", ())
    study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW, study.sites["LA2"])])
    return max(study.ask(lambda reader: [t.id for t in reader.all(Transcript)]))


def told(study: SmallStudy, *excerpts: Excerpt, everywhere: bool = False) -> Account:
    return study.ask(locate, excerpts, everywhere)


def words(study: SmallStudy, account: Account) -> list[list[str]]:
    with study.read() as reader:
        text = {t.id: reader.text(t.digest) for t in reader.all(Transcript)}
    return [[text[p.transcript_id][p.start : p.end] for p in one.places] for one in account.excerpts]


# -- the table --

ROWS = [
    ["Quotations of the pilot"],
    ["ID", "Document", "Quotation Content", "Codes", "Created by", "Comment"],
    ["1", "ann.txt", "nobody  says so", "Training / University training;3.1\nFull weeks", "Tom", "Odd."],
    ["2", "", "the rota", "", "", ""],
]


def test_columns_are_guessed_by_their_headings_and_cells_hold_several_codes() -> None:
    sheet = table_of("quotes.xlsx", ROWS)
    columns = guess(sheet)
    assert columns == Columns(quotation=2, codes=3, document=1, coder=4, comment=5)
    assert excerpts_of(sheet, columns) == [
        Excerpt(
            3, "ann.txt", "nobody  says so", ("Training / University training", "3.1", "Full weeks"), "Tom", "Odd."
        ),
        Excerpt(4, "", "the rota", ()),
    ]
    assert guess(table_of("x.csv", [["File", "Text", "Theme path"], ["a", "b", "c"]])) == Columns(1, 2, 0)
    assert guess(table_of("x.csv", [["Ref", "What", "Where"], ["a", "b", "c"]])) == Columns()
    with pytest.raises(Unreadable, match="x.csv is no table of coded excerpts"):
        table_of("x.csv", [["only one row", "of words"]])
    assert codes_of("a; b |c;; a ") == ("a", "b", "c")


# -- finding --


def test_quotations_are_found_word_for_word_then_but_for_how_they_are_written_then_nearly(study: SmallStudy) -> None:
    ann = with_ann(study)
    account = told(
        study,
        excerpt("The rota is full before the week begins"),
        excerpt('"full", i\'d say - FULL before it began... and nobody says so', "Ann"),
        excerpt("“...nobody says so at all. 🙂 straße…”", "ANN.docx"),
        excerpt("the rota was full before the week begins and nobody says so at all"),
        excerpt("was 2019"),
        excerpt("The rota is full […] and nobody says so at all"),
        excerpt("my manager never asks how I am"),
        excerpt("rota", "nobody.txt"),
        excerpt("   "),
    )
    assert [one.found for one in account.excerpts] == [
        Found.EXACT, Found.ALIKE, Found.ALIKE, Found.NEARLY, Found.SEVERAL, Found.NOT, Found.NOT, Found.NOT, Found.NOT,
    ]  # fmt: skip
    assert words(study, account)[:5] == [
        ["The rota is full before the week begins"],
        ["“Full”, I’d say – full before\n  it be­gan… and nobody  says so"],
        ["nobody says so at all. 🙂 Straße"],
        ["The rota is full before the week begins and nobody says so at all"],
        ["was 2019", "was 2019"],
    ]
    assert {place.transcript_id for one in account.excerpts for place in one.places} == {ann}
    assert 0.9 <= account.excerpts[3].likeness < 1
    assert [one.why for one in account.excerpts[5:]] == [
        "words are left out of it (…): give each piece a row of its own",
        "the words are not in the text",
        "there is no transcript called “nobody.txt”",
        "the row has no quotation",
    ]
    assert account.unknown == ("nobody.txt",)


def test_the_document_may_be_a_file_a_case_a_citation_or_none(study: SmallStudy) -> None:
    place = study.turns("LA1, FG1", 12, 12)
    quote = study.text("LA1, FG1")[place["start"] : place["end"]]
    for document in ("talk_1.txt", "C:\\in\\TALK_1.docx", "talk_1", "la1_fg1", "(LA1, FG1)"):
        (one,) = told(study, excerpt(quote, document)).excerpts
        assert [place.transcript_id for place in one.places] == [study.transcripts["LA1, FG1"]], document
    named = study.turns("LA1, FG1", 12, 17)
    longer = study.text("LA1, FG1")[named["start"] : named["end"]]  # all that they say stands nowhere else
    assert told(study, excerpt(longer, "")).excerpts[0].found is Found.EXACT
    assert told(study, excerpt(quote, "LA2, FG1")).excerpts[0].found is Found.NOT
    elsewhere = told(study, excerpt(longer, "interview of March"), everywhere=True)
    assert elsewhere.excerpts[0].found is Found.EXACT
    assert elsewhere.unknown == ("interview of March",)


def test_a_short_quotation_is_not_found_within_a_word(study: SmallStudy) -> None:
    with_ann(study)
    assert told(study, excerpt("art")).excerpts[0].found is Found.NOT
    assert told(study, excerpt("rot")).excerpts[0].found is Found.NOT
    assert told(study, excerpt("ota is full before the wee")).excerpts[0].found is Found.EXACT


def test_codes_mean_themes_by_number_title_path_or_a_name_that_only_one_has(study: SmallStudy) -> None:
    study.act("ruth", "add_theme", parent_id=study.themes["Training"], name="Supervision")
    study.act("ruth", "retire_theme", theme_id=study.themes["What raises it"])
    names = ("3.2", "3.2 workload Management", "Training > University training", "Nodes\\\\Training\\Supervision")
    others = ("Supervision", "what raises it", "Other", "Mentoring")
    account = told(study, excerpt("x", "", *names, "UNIVERSITY  training", *others))
    meant = study.ask(titles)
    assert {code: id and meant[id] for code, id in account.codes.items()} == {
        "3.2": "3.2 Workload management",
        "3.2 workload Management": "3.2 Workload management",
        "Training > University training": "2.1 University training",
        "Nodes\\\\Training\\Supervision": "2.3 Supervision",
        "UNIVERSITY  training": "2.1 University training",
        **dict.fromkeys(others),
    }
    assert account.closed == {"what raises it": "1.2 What raises it"}


def test_the_path_in_a_code() -> None:
    assert code_path("Training / 2.1 University") == ("Training", "University")
    assert code_path("Training::University") == ("Training", "University")
    assert code_path("Nodes\\\\Training\\University") == ("Training", "University")
    assert code_path("and/or") == ("and/or",)
    assert code_path(">") == (">",)
    assert new_path("A > B", " Brought  in ") == ("Brought in", "A", "B")


# -- folding --

letters = st.text(alphabet="ab cÄßİ“”’–…\n\t\u00a0\u00ad\u200b🙂é.", max_size=60)


@given(letters, st.data())
def test_whatever_stands_in_a_text_is_found_there_however_it_is_written(text: str, data: st.DataObject) -> None:
    there = Folded(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = folded(text[start:end])
    for first, last in there.alike(quote):
        assert 0 <= first < last <= len(text)
        assert bare(folded(text[first:last])) == bare(quote)


def test_a_gap_is_seen_in_the_middle_alone() -> None:
    assert [has_gap(quote) for quote in ("a … b", "a [...] b", "a (…) b", "a ... b")] == [True] * 4
    assert [has_gap(quote) for quote in ("… a b", "“a b…”", "[...] a b [...]", "a. b", "a (b) c")] == [False] * 5


# -- placing --


def chosen(study: SmallStudy, account: Account, new: Sequence[str] = ()) -> list[dict[str, Any]]:
    """All that was found, at its first place, under the themes that its codes mean and the new ones."""
    themes: dict[str, Any] = {code: id for code, id in account.codes.items() if id is not None}
    themes |= {code: new_path(code, "Brought in") for code in new}
    return study.ask(as_places, [(one.excerpt, one.places[0]) for one in account.excerpts if one.places], themes)


def test_excerpts_are_placed_in_one_act_and_taken_back_in_one(study: SmallStudy) -> None:
    ann, before = with_ann(study), study.dump()
    account = told(
        study,
        Excerpt(2, "ann.txt", "The rota is full", ("3.2", "Mentoring / Pairs"), "Zoë", "Key."),
        Excerpt(3, "ann.txt", "the rota is full", ("3.1", "Nowhere")),
        Excerpt(4, "ann.txt", "And the rota?", ("Nowhere",)),
        Excerpt(5, "ann.txt", "It was 2019.", ("Mentoring / Pairs",)),
    )
    places = chosen(study, account, ["Mentoring / Pairs"])
    assert study.act("tom", "place_excerpts", file="quotes.csv", excerpts=places) == 2
    assert study.trail()[0] == (
        "added 3 themes from quotes.csv to the framework; placed 2 coded excerpts of 1 transcript from quotes.csv"
    )
    with study.read() as reader:
        meant = titles(reader)
        placed = [(p.passage.quote, sorted(meant[t] for t in p.themes)) for p in passages_of(reader, ann)]
        (memo,) = [m for m in reader.find(Memo, about=About.PASSAGE.value) if m.text.startswith("Key")]
    assert placed == [
        ("The rota is full", ["3.1 Supervision", "3.2 Workload management", "4.1.1 Pairs"]),
        ("It was 2019.", ["4.1.1 Pairs"]),
    ]
    assert memo.text == "Key. (Zoë)"
    after = study.dump()
    assert study.act("tom", "place_excerpts", file="quotes.csv", excerpts=places) == 0
    assert study.dump() == after
    assert study.act("ruth", "place_excerpts", file="quotes.csv", excerpts=places[:1]) == 1
    study.act("ruth", "undo")
    study.act("tom", "undo")
    assert study.dump() == before


def test_what_cannot_be_placed_is_refused_and_nothing_is_placed(study: SmallStudy) -> None:
    place = {**study.turns("LA1, FG1", 3, 3), "quote": "", "themes": [study.themes["Supervision"]], "new": []}
    right = {**place, "quote": study.text("LA1, FG1")[place["start"] : place["end"]]}
    study.act("ruth", "retire_theme", theme_id=study.themes["Duty weeks"])
    before = study.dump()
    for wrong, refusal in (
        ([], Invalid),
        ([right, place], Conflict),
        ([{**right, "themes": []}], Invalid),
        ([{**right, "themes": [study.themes["Duty weeks"]]}], Invalid),
        ([{**right, "new": [["Confidence", ""]]}], Invalid),
        ([{**right, "new": [list("abcdefghi")]}], Invalid),
        ([{**right, "new": [["Workload and support", "Workload management", "Duty weeks"]]}], Invalid),
        ([{**right, "end": 10**7}], Invalid),
        ([{"transcript_id": "1"}], Invalid),
    ):
        with pytest.raises(refusal):
            study.act("tom", "place_excerpts", file="x.csv", excerpts=wrong)
    assert study.dump() == before


@pytest.mark.timeout(90)  # seconds are enough; compared in full it would take minutes
def test_two_thousand_quotations_in_forty_transcripts_take_seconds(study: SmallStudy) -> None:
    listed = "rota week child case manager visit form court school nurse team duty family plan review call"
    rooms = listed.split()
    choose = random.Random(3)  # noqa: S311
    drafts = []
    for number in range(40):
        draft = talk(INTERVIEW, 3, number)
        said = "\n".join(
            f"S1: {number} {turn} " + " ".join(choose.choice(rooms) for _ in range(40)) for turn in range(200)
        )
        drafts.append(arrival(Draft(f"long_{number}.txt", said, "label", draft.turns[:0]), CaseKind.INTERVIEW))
    study.act("ruth", "import_transcripts", arrivals=drafts)
    with study.read() as reader:
        texts = [reader.text(t.digest) for t in reader.all(Transcript) if t.source.startswith("long")]
    excerpts = []
    for number in range(2000):
        text = texts[number % 40]
        start = choose.randrange(len(text) - 300)
        quote = text[text.index(" ", start) + 1 : start + 200].rpartition(" ")[0]
        if number % 3 == 1:
            quote = quote.upper().replace(" ", "  ")
        if number % 3 == 2:
            quote = quote.replace(" week ", " weak ", 1)
        excerpts.append(Excerpt(number, "" if number % 2 else f"long_{number % 40}", quote, ("3.1",)))
    account = study.ask(locate, excerpts)
    assert len(account.of(Found.NOT, Found.SEVERAL)) < 20
    placed = study.act("tom", "place_excerpts", file="many.csv", excerpts=chosen(study, account))
    assert placed > 1900
