"""Every format besides plain text and Word: the words of the document, all of them, and nothing that nobody said."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from word_files import word
from written_files import SOFFICE, converted, odt, pdf, rtf, xlsx

from framework.errors import Unreadable
from framework.importing import read
from framework.importing.layouts import Layout
from framework.importing.sandbox import read_all
from framework.model import Draft

STRANGE = "Wie geht’s — “naïve” 😀 e\u0301 👩\u200d👧 שלום 中文 \u00a0{x} a\\b 50% & <b>"


ODT_WITH_ENTITIES = odt("", others={"content.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'})


def spoken(draft: Draft) -> list[tuple[str, str]]:
    """Label and words of each turn that somebody speaks."""
    return [(turn.label, draft.text[turn.speech : turn.end]) for turn in draft.turns if turn.label]


def escaped(text: str) -> str:
    """For XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


# -- the words of the text are the words of the document --


@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", ["odt", "rtf", "html", "doc"])
def test_a_document_has_the_same_words_in_every_format(kind: str, tmp_path: Path) -> None:
    control = "<w:sdt><w:sdtContent><w:p><w:r><w:t>P2: In a content control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    tracked = (
        '<w:p><w:r><w:t xml:space="preserve">P1: Kept </w:t></w:r>'
        '<w:del w:id="1" w:author="A" w:date="2024-01-01T00:00:00Z"><w:r>'
        '<w:delText>deleted </w:delText></w:r></w:del><w:ins w:id="2" w:author="A" w:date="2024-01-01T00:00:00Z">'
        "<w:r><w:t>inserted</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
    )
    table = [("Moderator", "Who\tcame?"), ("P1", "Two\nlines"), ("Moderator", "Quite.")]
    document = word(
        f"Moderator: {STRANGE}",
        "P1: Tab\there.  Two spaces.",
        table=table,
        raw=[control, *[tracked] * (kind != "html")],
    )
    ours, theirs = read("talk.docx", document), read(f"talk.{kind}", converted(tmp_path, document, kind))
    assert theirs.text.split() == ours.text.split()
    assert [label for label, _ in spoken(theirs)] == [label for label, _ in spoken(ours)]
    if kind != "html":
        assert {(why, words.strip()) for why, words in theirs.unseen} == {("deleted", "deleted"), ("hidden", "hidden")}


@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")
def test_a_pdf_made_by_a_word_processor_keeps_its_words(tmp_path: Path) -> None:
    document = word("Moderator: Who came?", "P1: Nobody, “really” — not one.", "Moderator: Well.", "P1: Yes.")
    draft = read("talk.pdf", converted(tmp_path, document, "pdf"))
    assert draft.text.split() == read("talk.docx", document).text.split()
    assert [label for label, _ in spoken(draft)] == ["Moderator", "P1", "Moderator", "P1"]


def test_an_open_document_keeps_every_character() -> None:
    body = (
        f"<text:h>Talk</text:h><text:p>I: {escaped(STRANGE)}</text:p><text:list><text:list-item><text:p>P:<text:s/>a"
        '<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d <text:span>'
        "in a <text:a>link</text:a></text:span></text:p>"
        "</text:list-item></text:list><text:p>I: folded\n     white space</text:p>"
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>I</text:p></table:table-cell>"
        "<table:table-cell><text:p>Yes</text:p><text:p>so</text:p></table:table-cell></table:table-row>"
        "</table:table-header-rows><table:table-row><table:table-cell><text:p>P</text:p></table:table-cell>"
        "<table:table-cell><table:table><table:table-row><table:table-cell><text:p>inner</text:p></table:table-cell>"
        "</table:table-row></table:table></table:table-cell></table:table-row></table:table>"
        "<text:p>P: a box<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame> after</text:p>"
    )
    assert read("talk.odt", odt(body)).text == (
        f"Talk\nI: {STRANGE}\nP: a   b\tc\nd in a link\nI: folded white space\n"
        "I\tYes\nso\nP\tinner\nP: a box after\nboxed"
    )


def test_rich_text_keeps_every_character() -> None:
    said = re.sub(r"([{}\\])", r"\\\1", STRANGE)
    body = (
        rf"I: {said}\par P:\tab caf\'e9 \emdash\~x\_y"
        r"\line {\f1 \'e4\'e0} {\field{\*\fldinst HYPERLINK x}{\fldrslt a link}}\par"
        r"\trowd\cellx1\cellx2\pard\intbl I\cell Yes\par so\cell\row\trowd\pard\intbl P\cell No\cell\row\pard "
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt boxed\par}}{\shprslt boxed}}"
        r"After{\*\unknown gone}{\*\bkmkstart b}.\par"
    )
    draft = read("talk.rtf", rtf(body))
    assert draft.text == f"I: {STRANGE}\nP:\tcafé —\u00a0x\u2011y\nда a link\nI\tYes\nso\nP\tNo\nAfter.\nboxed"
    assert "The text of 1 text box was put at the end." in draft.remarks


def test_rich_text_is_read_in_the_code_page_it_names() -> None:
    assert read("a.rtf", rb"{\rtf1\mac P1: caf\'8e.}").text == "P1: café."
    assert read("a.rtf", rb"{\rtf1\ansi\ansicpg1251 P1: \'e4\'e0.}").text == "P1: да."
    assert read("a.rtf", "{\\rtf1\\ansi\\ansicpg1252 P1: café.}".encode("cp1252")).text == "P1: café."
    assert read("a.rtf", rb"{\rtf1\uc2 P1: \u8217\'81\'66s {\uc0\u233}.}").text == "P1: ’s é."


def test_rich_text_that_breaks_off_says_so() -> None:
    draft = read("a.rtf", rb"{\rtf1 P1: One.\par{\b P2: Two")
    assert draft.text == "P1: One.\nP2: Two"
    assert "The file breaks off before its end; what there is of it was read." in draft.remarks
    with pytest.raises(Unreadable, match="a.rtf is damaged inside"):
        read("a.rtf", rb"{\rtf1 " + b"{" * 5000)


def test_a_web_page_keeps_what_its_reader_sees() -> None:
    page = (
        f"<!DOCTYPE html><title>Not said</title><nav>Home</nav><script>x</script><h1>Talk</h1>"
        f"<p>I:\n {escaped(STRANGE)}"
        "<p>P: <b>bo</b>ld<br>next<div>I: a<!-- no -->b&nbsp;&eacute;</div><pre>P: kept\n  as it is</pre>"
        "<table><tr><th>I</th><td>Yes <i>so</i></td></tr><tr><td>P</td><td>No</td></tr></table>"
        "<ul><li>P: one<li>I: two</ul>"
    )
    draft = read("talk.html", page.encode())
    assert draft.text == (
        f"Talk\nI: {STRANGE}\nP: bold\nnext\nI: ab\u00a0é\nP: kept\n  as it is\nI\tYes so\nP\tNo\nP: one\nI: two"
    )
    assert draft.remarks[0] == "The page’s menus were left out."


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("", "utf-8"), ('<meta charset="windows-1252">', "cp1252"), ('<meta charset="utf-8">', "utf-8"), ("", "utf-16")],
)
def test_a_web_page_is_read_in_the_encoding_it_declares(declared: str, encoding: str) -> None:
    page = f"<html><head>{declared}</head><body><p>P1: It’s a café.</p></body></html>"
    assert read("talk.html", page.encode(encoding)).text == "P1: It’s a café."


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_table_of_turns_has_a_turn_in_each_row(separator: str) -> None:
    rows = [
        ("TIMECODE", "SPEAKER", "TRANSCRIPT"),
        ("00:00:01", "INT", "Who came?"),
        ("00:00:05", "Kim", '"Nobody, 😀"'),
    ]
    rows += [("00:01:00", "INT", "Well."), ("", "", "So."), ("00:01:09", "Kim", "Yes.")]
    data = "\n".join(separator.join(row) for row in rows).encode()
    draft = read("talk.tsv" if separator == "\t" else "talk.csv", data)
    assert spoken(draft)[:2] == [("INT", "Who came?"), ("Kim", "Nobody, 😀")]
    assert [turn.seconds for turn in draft.turns if turn.label] == [1, 5, 60, 69]
    assert draft.layout == Layout.TABLE
    assert draft.text.split() == " ".join(" ".join(row).replace('"', "") for row in rows).split()
    assert read("talk.xlsx", xlsx(rows)).text.replace('"', "") == draft.text


# -- what nobody sees --


def test_notes_comments_and_margins_are_counted_and_not_read() -> None:
    note = '<text:note text:note-class="footnote"><text:note-body><text:p>n</text:p></text:note-body></text:note>'
    comment = "<office:annotation><text:p>c</text:p></office:annotation>"
    head = "<root><style:master-page><style:header><text:p>h</text:p></style:header></style:master-page></root>"
    draft = read("talk.odt", odt(f"<text:p>P1: A{note}{comment}.</text:p>", others={"styles.xml": head}))
    assert draft.text == "P1: A."
    assert draft.remarks == (
        "1 comment in the margin was left out.",
        "1 footnote was left out.",
        "The page headers and footers were left out.",
    )
    draft = read("talk.rtf", rtf(r"P1: A{\footnote n}{\*\annotation c}{\pict 00}.{\header h}"))
    assert draft.text == "P1: A."
    assert draft.remarks == (
        "1 picture was left out.",
        "1 comment in the margin was left out.",
        "1 footnote was left out.",
        "The page headers and footers were left out.",
    )


# -- pages --


def test_running_heads_and_page_numbers_of_a_pdf_are_left_out() -> None:
    said = [["I: One?", "P: Two.", "I: Three?"], ["P: Four.", "40", "I: Okay."], ["P: Five.", "I: Six?", "P: Okay."]]
    pages = [["Study of mills", *lines, "", f"Page {number} of 3"] for number, lines in enumerate(said, 1)]
    draft = read("talk.pdf", pdf(*pages))
    assert draft.text == "\n".join(line for lines in said for line in lines)
    assert draft.remarks == (
        "6 lines repeated at the edges of pages were left out, "
        "among them “Study of mills”, “Page 1 of 3”, “Page 2 of 3”.",
    )


def test_line_numbers_of_a_pdf_are_left_out_and_numbers_that_are_said_stay() -> None:
    lines = [f"{'I' if number % 2 else 'P'}: In {1960 + number} I was there." for number in range(1, 31)]
    numbered = [f"{number} {line}" for number, line in enumerate(lines, 1)]
    assert read("talk.pdf", pdf(numbered[:15], numbered[15:])).text == "\n".join(lines)
    column = [str(number) for number in range(1, 31)]
    pages = [[*lines[:14], *column[:14]], [*lines[14:28], *column[14:28]], [*lines[28:], *column[28:]]]
    draft = read("talk.pdf", pdf(*pages))
    assert draft.text == "\n".join(lines)
    assert draft.remarks == ("The line numbers in the margin were left out.",)


def test_a_short_pdf_loses_no_number_that_somebody_says() -> None:
    assert read("talk.pdf", pdf(["I: How many?", "P: We were", "40"])).text.split()[-1] == "40"


# -- what can't be read --


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", pdf([]), "a.pdf holds pictures of pages and no text."),
        ("a.pdf", b"%PDF-1.4 nothing", "a.pdf is damaged. Save it anew"),
        (
            "a.odt",
            odt("", others={"mimetype": "application/vnd.oasis.opendocument.graphics"}),
            "a.odt is an OpenDocument file, but no text.",
        ),
        ("a.odt", odt("<text:p>x"), "a.odt is damaged inside."),
        ("a.odt", odt("<text:p/>"), "a.odt has no words."),
        ("a.rtf", rb"{\rtf1 {\info{\title x}}}", "a.rtf has no words."),
        ("a.html", b"<html><script>x</script></html>", "a.html has no words."),
        ("a.html", b"<html>" + b"<div>" * 5000 + b"P1: Yes.", "a.html was not opened, because its parts lie too deep"),
        ("a.odt", ODT_WITH_ENTITIES, "a.odt was not opened, because it contains declarations"),
        ("a.vtt", b"WEBVTT\n\nNOTE nothing\n", "a.vtt has no words."),
        ("a.xlsx", xlsx([("Year", "Count"), (1990, 4), (1991, 5)]), "a.xlsx is a table, but none of turns"),
        ("a.csv", b'"open\nI,"Yes"x"\n', "a.csv"),
    ],
)
def test_what_can_not_be_read_gets_its_own_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(name, data)
    assert str(caught.value).startswith(sentence)


def test_a_locked_open_document_says_so() -> None:
    data = odt("<text:p>x</text:p>", others={"META-INF/manifest.xml": "<manifest:encryption-data/>"})
    with pytest.raises(Unreadable, match="is protected by a password"):
        read("a.odt", data)


@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")
def test_an_old_word_document_that_is_none_is_refused() -> None:
    with pytest.raises(Unreadable, match="a.doc is damaged, or no Word document"):
        read("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))


def test_without_libreoffice_an_old_word_document_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("framework.importing.old_word._PLACES", ())
    with pytest.raises(Unreadable, match="read where LibreOffice is installed"):
        read("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))


@pytest.mark.parametrize("make", [odt, rtf])
def test_what_a_name_says_does_not_matter(make: Callable[[str], bytes]) -> None:
    data = make("<text:p>P1: Yes.</text:p>") if make is odt else make("P1: Yes.")
    assert read("talk.doc", data).text == "P1: Yes."


@pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")
def test_an_old_word_document_is_read_within_the_limits_of_the_sandbox(tmp_path: Path) -> None:
    document = word("Moderator: Who came?", "P1: Nobody.", "Moderator: Well.")
    (draft,) = read_all([("talk.doc", converted(tmp_path, document, "doc"))])
    assert isinstance(draft, Draft), draft
    assert draft.text.split() == read("talk.docx", document).text.split()
