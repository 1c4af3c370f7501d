"""Words that nobody sees in a document: told with the reason, left out, or taken in where they stand. None is lost."""

from pathlib import Path

import pytest
from word_files import bare_word, word
from written_files import SOFFICE, converted, odt, pdf, rtf

from framework.importing import read
from framework.importing.sandbox import read_all
from framework.importing.wire import packed, unpacked
from framework.model import Draft

MARK = "[blacked out]"
WORD = (
    '<w:p><w:r><w:t xml:space="preserve">P1: We </w:t></w:r>'
    '<w:del w:id="1" w:author="A"><w:r><w:delText xml:space="preserve">Anna </w:delText></w:r></w:del>'
    '<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">Bert </w:t></w:r>'
    '<w:r><w:t xml:space="preserve">met </w:t></w:r>'
    '<w:r><w:rPr><w:highlight w:val="black"/></w:rPr><w:t>Dora Miller</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>'
)
STYLES = (
    '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T2" style:parent-style-name="T1"/>'
    '<style:style style:name="T3"><style:text-properties fo:background-color="#000000"/></style:style>'
    '<style:style style:name="T4"><style:text-properties text:display="true"/></style:style>'
)
OPEN = (
    '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info/><text:p>Anna </text:p>'
    '</text:deletion></text:changed-region></text:tracked-changes><text:p>P1: We <text:change text:change-id="c1"/>'
    '<text:span text:style-name="T2">Bert </text:span>met '
    '<text:span text:style-name="T3">Dora Miller</text:span><text:span text:style-name="T4">.</text:span></text:p>'
)
PAGE = (
    '<html><p>P1: We <del>Anna </del><span style="DISPLAY: none">Bert </span>met '
    '<b style="background:#000">Dora Miller</b>.'
)
FILES = {
    "docx": word(raw=[WORD]),
    "odt": odt(OPEN, STYLES),
    "rtf": rtf(
        r"P1: We {\deleted An}{\deleted na }{\v Bert }met {\highlight1 Dora}{\highlight1  Miller}{\highlight2 .}"
    ),
    "html": PAGE.encode(),
}
FOUND = [("deleted", "Anna"), ("hidden", "Bert"), ("blacked out", "Dora Miller")]


def both(name: str, data: bytes) -> tuple[Draft, Draft]:
    """A file without its unseen words, and with them."""
    draft = read(name, data)
    assert draft.taken is not None and draft.taken.taken is None
    assert draft.taken.unseen == draft.unseen
    return draft, draft.taken


def spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", FILES)
def test_unseen_words_are_told_and_stand_in_the_text_where_they_are_taken_in(kind: str) -> None:
    left, taken = both(f"talk.{kind}", FILES[kind])
    assert [(why, words.strip()) for why, words in left.unseen] == FOUND
    assert left.text.strip() == f"P1: We met {MARK}."
    assert spaced(taken.text) in ("P1: We Anna Bert met Dora Miller.", "P1: We AnnaBert met Dora Miller.")
    assert left.remarks[:3] == (
        "1 tracked deletion was left out.",
        "1 stretch of hidden text was left out.",
        f"1 stretch is blacked out and was left out: “{MARK}” stands in its place.",
    )
    assert taken.remarks[:3] == (
        "1 tracked deletion was taken into the text.",
        "1 stretch of hidden text was taken into the text.",
        "1 stretch is blacked out but still in the file, and was read: check for names.",
    )


@pytest.mark.parametrize("kind", FILES)
def test_both_readings_come_out_of_the_child_process_whole(kind: str) -> None:
    (found,) = read_all([(f"talk.{kind}", FILES[kind])])
    assert found == read(f"talk.{kind}", FILES[kind])


def test_a_second_reading_that_is_none_is_refused() -> None:
    draft = read("talk.html", FILES["html"])
    answer = packed(draft)
    assert unpacked(answer, "talk.html") == draft
    for wrong in (b'"taken": []', b'"taken": {"text": 1}'):
        with pytest.raises(ValueError):
            unpacked(answer.split(b'"taken"')[0] + wrong + b"}", "talk.html")


@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", ["odt", "rtf", "doc"])
def test_what_a_word_processor_saves_reads_the_same_either_way(kind: str, tmp_path: Path) -> None:
    data = word("Moderator: Who?", raw=[WORD.replace('w:author="A"', 'w:author="A" w:date="2024-01-01T00:00:00Z"')])
    ours, theirs = both("talk.docx", data), both(f"talk.{kind}", converted(tmp_path, data, kind))
    for mine, other in zip(ours, theirs, strict=True):
        assert spaced(other.text) == spaced(mine.text)


def test_a_file_without_such_words_has_one_reading() -> None:
    assert read("talk.docx", word("P1: Yes.", "P2: No.")).taken is None
    assert read("talk.txt", b"P1: Yes.\nP2: No.").taken is None


def test_a_deleted_paragraph_a_deleted_row_and_what_is_hidden_in_them_come_back_once() -> None:
    row = "<w:tr>{}<w:tc><w:p>{}</w:p></w:tc><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    gone = row.format(
        '<w:trPr><w:del w:id="3" w:author="A"/></w:trPr>',
        '<w:del w:id="4" w:author="A"><w:r><w:rPr><w:vanish/></w:rPr><w:delText>P2</w:delText></w:r></w:del>',
        "Never.",
    )
    rows = [row.format("", f"<w:r><w:t>{who}</w:t></w:r>", says) for who, says in (("P1", "One."), ("P3", "Three."))]
    left, taken = both("talk.docx", bare_word(f"<w:tbl>{rows[0]}{gone}{rows[1]}</w:tbl>"))
    assert left.unseen == (("deleted", "P2Never."),)
    assert left.text == "P1\tOne.\nP3\tThree." and taken.text == "P1\tOne.\nP2\tNever.\nP3\tThree."
    assert [turn.label for turn in taken.turns if turn.label] == ["P1", "P2", "P3"]


def test_deleted_text_of_an_open_document_without_a_place_comes_at_the_end() -> None:
    lost = OPEN.replace('<text:change text:change-id="c1"/>', "")
    left, taken = both("talk.odt", odt(lost, STYLES))
    assert left.text == f"P1: We met {MARK}." and taken.text == "P1: We Bert met Dora Miller.\nAnna"
    words = OPEN.replace("text:p>", "text:list-item>", 0)
    assert "Anna" in both("talk.odt", odt(words, STYLES))[1].text


def test_hidden_paragraphs_tables_and_fields_come_in_as_what_they_are() -> None:
    body = (
        "<text:p>P1: Yes.</text:p><text:p><text:hidden-text text:string-value='Not said'/></text:p>"
        '<text:p><text:span text:style-name="T1">P2: No.</text:span></text:p>'
    )
    left, taken = both("talk.odt", odt(body, STYLES))
    assert left.text.split() == ["P1:", "Yes."] and taken.text.split() == ["P1:", "Yes.", "Not", "said", "P2:", "No."]
    table = "<table hidden><tr><td>P2</td><td>No.</td></tr><tr><td>P3</td><td>So.</td></tr></table>"
    left, taken = both("talk.html", f"<html><p>P1: Yes.</p>{table}<p>P4: End.</p>".encode())
    assert left.text == "P1: Yes.\nP4: End." and taken.text == "P1: Yes.\nP2\tNo.\nP3\tSo.\nP4: End."
    left, taken = both("talk.rtf", rtf(r"P1: Yes.\par{\v P2: No.\par P3: So.\par}P4: End."))
    assert left.text == "P1: Yes.\nP4: End." and taken.text == "P1: Yes.\nP2: No.\nP3: So.\nP4: End."


def test_a_file_of_nothing_else_can_still_be_taken_in() -> None:
    left, taken = both("talk.html", b"<html><p hidden>P1: Only this.</p>")
    assert not left.text.strip() and taken.text == "P1: Only this."


# -- web pages: what style sheets hide --

SHEET = (
    "<html><head><style>{}</style></head><body><p>P1: We <span id='s' class='a b'>Bert</span> met.</p></body></html>"
)


@pytest.mark.parametrize(
    "rules",
    [
        ".a { display: none }",
        "/* notes */ p > span.a{color:red;visibility:hidden}",
        "#s { font-size: 0px; } .a { font-size: 12px }",
        "@media screen { .b { opacity: 0.0 } }",
        ".a { display:block } .a.b { DISPLAY : NONE }",
        ".a { display: none !important } #s { display: inline }",
        "a:hover::before { display: none } p, .a { } h1, .a { display: none }",
    ],
)
def test_words_that_a_style_sheet_hides_are_unseen(rules: str) -> None:
    left, taken = both("talk.html", SHEET.format(rules).encode())
    assert left.unseen == (("hidden", "Bert"),)
    assert left.text == "P1: We met." and taken.text == "P1: We Bert met."


@pytest.mark.parametrize(
    "rules",
    [
        ".c { display: none }",
        "@media print { .a { display: none } }",
        ".a { display: none } #s { display: inline }",
        ".a { display: none } .b { display: inline }",
        ".a { font-size: 0.9em; opacity: 0.5 } .b { font-size: 10px }",
        ".a:hover { display: none } .a::after { display: none } .a:not( { display: none }",
        ".a { display: none",
    ],
)
def test_words_that_a_style_sheet_shows_after_all_are_text(rules: str) -> None:
    draft = read("talk.html", SHEET.format(rules).encode())
    assert draft.unseen == () and draft.text == "P1: We Bert met."


@pytest.mark.parametrize("style", ["font-size:0", "font-size: 0.0em;", "opacity:0", "visibility: hidden !important"])
def test_words_that_hide_themselves_are_unseen(style: str) -> None:
    page = f"<html><p>P1: We <i style='{style}'>Bert</i> met <i style='font-size:0.8em;opacity:.9'>Carl</i>."
    assert read("talk.html", page.encode()).unseen == (("hidden", "Bert"),)


def test_an_element_that_shows_itself_is_seen() -> None:
    page = "<html><style>.x{display:none}</style><p>P1: We <i class=x style='display:inline'>Bert</i> met."
    assert read("talk.html", page.encode()).unseen == ()


# -- PDF pages: drawn so that nobody sees it --


def drawn(*lines: str) -> bytes:
    """A PDF page of which each line is drawn by orders of its own, 20 points below the one before."""
    orders = "\n".join(line.format(y=760 - 20 * place) for place, line in enumerate(lines))
    return pdf(["*"]).replace(b"BT /F1 11 Tf 60 760 Td (*) Tj ET", orders.encode())


def line(words: str, before: str = "", size: int = 11) -> str:
    return f"q {before} BT /F1 {size} Tf 60 {{y}} Td ({words}) Tj ET Q"


YES, NO = line("P1: We met at noon."), line("P2: And then we left.")


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (line("Dora Miller", "3 Tr"), "hidden"),
        (line("Dora Miller", "1 1 1 rg"), "hidden"),
        (line("Dora Miller", "1 g"), "hidden"),
        (line("Dora Miller", size=1), "hidden"),
        (line("Dora Miller") + " q 0 g 55 {y} 300 14 re f Q", "blacked out"),
        ("q 0 g 55 {y} 300 14 re f Q " + line("Dora Miller", "0 g"), "blacked out"),
    ],
)
def test_words_of_a_pdf_that_nobody_sees_are_told(order: str, why: str) -> None:
    left, taken = both("talk.pdf", drawn(YES, order, NO))
    assert left.unseen == ((why, "Dora Miller"),)
    mark = [MARK] if why == "blacked out" else []
    lines = [line for line in left.text.split("\n") if line]
    assert lines == ["P1: We met at noon.", *mark, "P2: And then we left."]
    assert [line for line in taken.text.split("\n") if line][1] == "Dora Miller"


@pytest.mark.parametrize(
    "order",
    [
        line("Dora Miller", "1 0 0 rg"),
        "q 0 g 55 {y} 300 14 re f Q " + line("Dora Miller", "1 g"),
        "q 0 0 1 rg 55 {y} 300 14 re f Q " + line("Dora Miller", "1 g"),
        line("Dora Miller", "1 Tr 1 g"),
        line("Dora Miller", size=5),
        line("Dora Miller") + " q 1 g 55 {y} 1 1 re f Q",
    ],
)
def test_words_of_a_pdf_that_can_be_seen_are_text(order: str) -> None:
    draft = read("talk.pdf", drawn(YES, order, NO))
    assert draft.unseen == () and "Dora Miller" in draft.text


def test_words_that_a_machine_has_recognised_in_a_picture_are_text() -> None:
    picture = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q "
    lines = [line(f"P{n}: Words on the scan.", "3 Tr") for n in (1, 2, 3)]
    draft = read("scan.pdf", drawn(picture + lines[0], *lines[1:]))
    assert draft.unseen == () and draft.text.count("Words on the scan.") == 3


def test_only_what_lies_under_the_box_is_left_out_also_where_the_same_words_stand_elsewhere() -> None:
    data = pdf(["P1: I met Anna", "Anna", "P2: Anna left.", "P1: Yes."], boxes=[(0, 1)])
    left, taken = both("talk.pdf", data)
    assert left.text.split("\n") == ["P1: I met Anna", MARK, "P2: Anna left.", "P1: Yes."]
    assert taken.text.count("Anna") == 3


def test_a_page_of_nothing_but_unseen_words_is_no_picture() -> None:
    left, taken = both("talk.pdf", drawn(line("P1: Unseen.", "1 g")))
    assert not left.text.strip() and taken.text.strip() == "P1: Unseen."
