"""Coded transcripts: every word of the text is there, and every mark stands where its passage begins and ends."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from docx import Document
from exported_study import Small

from framework import corrections, indexing, memos, versions
from framework.exporting import ALL_OF_IT, WRITERS, Selection
from framework.exporting.coded import CONFIDENTIAL, letters
from framework.exporting.coded_document import LINE, MARK, NAMED, NUMBER, TURN
from framework.model import About, Blank, CaseKind, Consent, Draft, DraftTurn, MemoKind, Passage, Transcript
from framework.transcripts import Arrival, import_transcripts, line_starts

LECTURE = "one lecture in LA1 FG1, and that was all there ever was for us"
ACROSS = "all there ever was for us.\nS2: I learnt it on the job"


@dataclass
class Read:
    """What a reader of the export sees of one transcript.

    `lines`: (number, words, the same with the marks among them); `beside`: all that stands beside and below the text.
    """

    lines: list[tuple[str, str, str]]
    beside: str

    @property
    def text(self) -> str:
        return "\n".join(words for _, words, _ in self.lines)

    def marked(self, mark: str) -> str:
        """The words between a mark's beginning and its end, other marks left out."""
        said = "\n".join(marks for _, _, marks in self.lines)
        found = re.search(rf"\x01⟦{mark}\x00(.*?)\x01{mark}⟧\x00", said, re.DOTALL)
        assert found, f"no mark {mark}"
        return re.sub("\x01.*?\x00", "", found[1])


def from_document(content: bytes) -> dict[str, Read]:
    found: dict[str, Read] = {}
    document = Document(BytesIO(content))
    name = ""
    for part in document.iter_inner_content():
        if not hasattr(part, "rows"):
            if part.style and part.style.name == "Heading 1":
                name = part.text
            elif name in found:
                found[name].beside += f"\n{part.text}"
            continue
        read = found[name] = Read([], "")
        for row in part.rows[1:]:
            lines, beside = row.cells
            read.beside += f"\n{beside.text}"
            for paragraph in lines.paragraphs:
                assert paragraph.style and paragraph.style.name in (LINE, TURN)
                number = words = marks = ""
                for run in paragraph.runs:
                    look = run.style.name if run.style else ""
                    if look == NUMBER:
                        number = run.text
                    elif look == MARK:
                        marks += f"\x01{run.text}\x00"
                    elif look != NAMED and run.text != "\t":
                        words, marks = words + run.text, marks + run.text
                read.lines.append((number, words, marks))
    return found


def from_page(content: bytes) -> dict[str, Read]:
    found: dict[str, Read] = {}
    page = BeautifulSoup(content, "lxml")
    for section in page.select("section.transcript"):
        heading = section.h2
        assert heading and heading.small
        heading.small.extract()
        read = found[heading.text.strip()] = Read([], "")
        for line in section.select(".text p"):
            number, words = line.select_one(".n"), line.select_one(".w")
            assert number and words
            for named in words.select("i"):
                named.extract()
            marks = "".join(f"\x01{n}\x00" if n.parent and n.parent.name == "sup" else str(n) for n in words.strings)
            for mark in words.select("sup"):
                mark.extract()
            read.lines.append((number.text, words.text, marks))
        for text in section.select(".text"):
            text.extract()
        read.beside = section.get_text("\n")
    return found


READERS: dict[str, Callable[[bytes], dict[str, Read]]] = {"coded-docx": from_document, "coded-html": from_page}


@pytest.fixture(params=READERS)
def read(request: pytest.FixtureRequest, small: Small) -> Callable[..., dict[str, Read]]:
    """The small study's coded transcripts as one of the exports has them."""

    def reading(selection: Selection = ALL_OF_IT) -> dict[str, Read]:
        with small.read() as study:
            return READERS[request.param](WRITERS[request.param].write(study, selection))

    return reading


def stored(small: Small, case: str) -> tuple[Transcript, str]:
    with small.read() as study:
        transcript = next(t for t in study.all(Transcript) if t.case_id == small.case[case])
        return transcript, study.text(transcript.digest)


def add(small: Small, text: str, *turns: DraftTurn, voices: dict[str, tuple[str, bool] | None]) -> str:
    """A further transcript, of a case of its own; returns its name."""
    arrival = Arrival(Draft("more.txt", text, "label", turns), CaseKind.INTERVIEW, None, None, None, voices)
    (made,) = small.act(import_transcripts, [arrival])
    with small.read() as study:
        from framework.cases import case_names

        name = case_names(study)[made.case_id]
    small.case[name] = made.case_id
    return name


def test_every_word_of_every_transcript_is_there_with_the_numbers_people_cite(small: Small, read: Callable) -> None:
    answer = "A long answer with many words in it, \t and more. " * 12
    text = (
        f"Interview of the second day\n\n  \nModerator: Tell me.\nS1: {answer}\n\n\n"
        "Oddities: a < b & “c” ]]> שלום 😀 ⟦a not ours⟧ =SUM(A1).\n"
    )
    at = text.index("Moderator:"), text.index("S1:")
    more = add(
        small,
        text,
        DraftTurn("", 0, 0, at[0]),
        DraftTurn("Moderator", at[0], at[0] + 11, at[1]),
        DraftTurn("S1", at[1], at[1] + 4, len(text)),
        voices={"Moderator": ("Moderator", True), "S1": ("S1", False)},
    )
    found = read()
    assert list(found)[-1] == more and len(found) == 10
    for case in small.case:
        _, text = stored(small, case)
        assert found[case].text.split() == text.split()
        starts = line_starts(text)
        assert [number for number, _, _ in found[case].lines] == [str(n + 1) for n in range(len(starts))]
        for (_, words, _), start in zip(found[case].lines, starts, strict=True):
            assert text[start:].startswith(words)


def test_the_marks_enclose_exactly_the_words_of_each_passage_also_where_they_overlap(
    small: Small, read: Callable
) -> None:
    one = read()["LA1, FG1"]
    assert one.marked("a").split() == LECTURE.split()
    assert one.marked("b").split() == ACROSS.split()
    marks = "".join(marks for _, _, marks in one.lines)
    assert marks.index("⟦a") < marks.index("⟦b") < marks.index("a⟧") < marks.index("b⟧")
    assert "1.1 University" in one.beside and "1.2 On the job" in one.beside
    assert "Memo (AA): Said with a laugh." in one.beside
    assert "b goes on" in one.beside  # beside the next turn, which it reaches into
    assert "line 2 · AA" in one.beside and "lines 2–3 · AA" in one.beside
    assert "⟦" not in "".join(marks for _, _, marks in read()["LA2, FG2"].lines)


def test_a_hundred_passages_each_keep_their_own_mark(small: Small, read: Callable) -> None:
    words = [f"word{n}" for n in range(100)]
    name = add(small, " ".join(words) + "\n", DraftTurn("", 0, 0, 10), voices={})
    for word in words:
        small.index(name, f"{word}", "Supervision")
    found = read()[name]
    assert [found.marked(letters(n)) for n in (0, 25, 26, 51, 99)] == ["word0", "word25", "word26", "word51", "word99"]
    assert found.text.split() == words


def test_how_a_passage_is_marked_is_said_in_words(small: Small, read: Callable) -> None:
    passage = small.passage["one lecture in LA2 FG1"]
    small.act(indexing.mark_passage, passage.id, 2, True, Consent.REFUSED)
    beside = read()["LA2, FG1"].beside
    assert "strength 2 of 3; key quotation; not to be quoted" in beside


def test_margin_notes_stand_beside_their_lines_and_notes_on_the_whole_at_the_end(small: Small, read: Callable) -> None:
    transcript, text = stored(small, "LA2, FG2")
    start = text.index("nobody told us")
    end = start + len("nobody told us")
    small.act(memos.note_in_margin, transcript.id, start, end, "Compare with LA1.")
    small.act(memos.write_memo, About.TRANSCRIPT, transcript.id, "A lively hour.", MemoKind.READING_NOTE)
    found = read()["LA2, FG2"]
    assert found.marked("n1") == "nobody told us"
    assert "margin note, line 3 · AA" in found.beside and "Compare with LA1." in found.beside
    assert found.beside.index("Compare") < found.beside.index("Reading note (AA): A lively hour.")


def test_a_passage_adrift_is_listed_at_the_end_with_its_words_unless_they_are_refused(
    small: Small, read: Callable
) -> None:
    words = "In LA1 supervision is where it happens"
    passage = small.passage[words]
    small.act(corrections.correct_turn, passage.transcript_id, 2, "I would rather not say where that is done.")
    found = read()["LA1, Manager 1"]
    assert words not in found.text and words in found.beside and "line 2 (adrift)" in found.beside
    assert "⟦" not in "".join(marks for _, _, marks in found.lines)
    small.act(indexing.mark_passage, passage.id, None, None, Consent.REFUSED)
    beside = read()["LA1, Manager 1"].beside
    assert words not in beside and "(the words may not be quoted)" in beside and "not to be quoted" in beside


def test_codings_where_something_is_withheld_are_left_out_and_the_text_is_whole(small: Small, read: Callable) -> None:
    found = read()["LA3, Manager 1"]  # its cell under Supervision is withdrawn
    assert "Supervision" not in found.beside and "⟦" not in "".join(marks for _, _, marks in found.lines)
    assert found.text.split() == stored(small, "LA3, Manager 1")[1].split()
    small.blank("LA1, FG1", "On the job", Blank.SUPPRESSED)
    one = read()["LA1, FG1"]
    assert one.marked("a").split() == LECTURE.split() and "On the job" not in one.beside


def test_only_the_chosen_cases_and_themes(small: Small, read: Callable) -> None:
    some = Selection((small.case["LA1, FG1"],), frozenset([small.theme["On the job"]]), "some")
    found = read(some)
    assert list(found) == ["LA1, FG1"]
    assert found["LA1, FG1"].marked("a").split() == ACROSS.split()
    assert "University" not in found["LA1, FG1"].beside and "On the job" in found["LA1, FG1"].beside


def test_as_of_a_version_the_text_and_the_passages_are_those_of_then(small: Small, read: Callable) -> None:
    _, before = stored(small, "LA2, FG1")
    frozen = small.act(versions.freeze_framework, "Pilot")
    passage = small.passage["one lecture in LA2 FG1"]
    small.act(corrections.correct_turn, passage.transcript_id, 2, "We had no lecture at all, not a single one, ever.")
    small.act(indexing.remove_passage, passage.id)
    then, now = read(Selection(version_id=frozen.id))["LA2, FG1"], read()["LA2, FG1"]
    assert then.text.split() == before.split() and then.marked("a") == "one lecture in LA2 FG1"
    assert "no lecture at all" in now.text and "University" not in now.beside


def test_who_speaks_is_named_where_the_text_does_not(small: Small, read: Callable) -> None:
    text = "I: How are you?\nVery well, thank you.\n"
    turns = DraftTurn("I", 0, 3, 16), DraftTurn("S9", 16, 16, len(text))
    name = add(small, text, *turns, voices={"I": ("Interviewer", True), "S9": ("S9", False)})
    assert read()[name].text.split() == text.split()
    with small.read() as study:
        page = WRITERS["coded-html"].write(study).decode()
    assert "[S9] " in page and "[S1] " not in page and "Speakers: Interviewer (leads), S9" not in page.split("<nav")[0]


@pytest.mark.parametrize("what", READERS)
def test_it_says_on_top_that_it_is_confidential_and_what_the_themes_are(small: Small, what: str) -> None:
    with small.read() as study:
        content = WRITERS[what].write(study)
    if what == "coded-docx":
        said = "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)
        headers = [section.header.paragraphs[0].text for section in Document(BytesIO(content)).sections]
        assert headers[1].startswith("LA1, FG1 · ") and len(headers) == 10
    else:
        said = BeautifulSoup(content, "lxml").get_text("\n")
    first = said.index("LA1, FG1 ") if what == "coded-docx" else said.index("Contents")
    assert said.index(CONFIDENTIAL) < first
    for title in ("1 Training", "1.1 University", "2.2 Colleagues"):
        assert title in said
    assert "AA" in said and "Ada Analyst" in said


def test_the_page_asks_for_nothing_and_runs_nothing(small: Small) -> None:
    transcript, _ = stored(small, "LA1, FG1")
    odd = "<script>alert(1)</script> & <b>"
    small.act(memos.write_memo, About.TRANSCRIPT, transcript.id, odd, MemoKind.READING_NOTE)
    with small.read() as study:
        page = WRITERS["coded-html"].write(study).decode()
    assert "default-src 'none'" in page and "<script" not in page and "&lt;script&gt;" in page
    ids, links = _anchors(page)
    assert len(ids) == len(set(ids)) and links <= set(ids)


def _anchors(page: str) -> tuple[list[str], set[str]]:
    ids: list[str] = []
    links: set[str] = set()

    class Anchors(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if given.get("id"):
                ids.append(given["id"] or "")
            if tag == "a":
                assert (given["href"] or "").startswith("#")
                links.add((given["href"] or "")[1:])
            assert "src" not in given and tag not in ("img", "link", "script")

    Anchors().feed(page)
    return ids, links


def test_whoever_waits_is_told_how_far_it_has_come_and_can_end_it(small: Small) -> None:
    class Ended(Exception):
        pass

    def told(words: str, share: float) -> None:
        shares.append(share)
        if words == "writing the transcripts" and share > 0.6:
            raise Ended

    for what in READERS:
        shares: list[float] = []
        with small.read() as study, pytest.raises(Ended):
            WRITERS[what].write(study, progress=told)
        assert shares == sorted(shares) and shares[0] < 0.5


def test_two_analysts_on_the_same_words_have_two_marks(small: Small, read: Callable) -> None:
    first = small.passage["one lecture in LA2 FG1"]
    small.person = _second_analyst(small)
    second = small.index("LA2, FG1", first.quote, "On the job")
    assert isinstance(second, Passage) and second.id != first.id
    found = read()["LA2, FG1"]
    assert found.marked("a") == found.marked("b") == first.quote
    assert "line 2 · AA" in found.beside and "line 2 · BB" in found.beside


def _second_analyst(small: Small) -> int:
    from framework.model import Role
    from framework.people import add_to_study

    other = small.workspace.add_person("Berta Berg").id
    small.act(add_to_study, other, Role.ANALYST)
    return other
