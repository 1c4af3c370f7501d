"""Word documents: everything that is said comes in, what was deleted or hidden doesn't, and either is told."""

import pytest
from docx import Document
from word_files import bare_word, saved, word

from framework.errors import Unreadable
from framework.importing import read
from framework.importing.layouts import Layout
from framework.model import Draft

RUN = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"


def spoken(draft: Draft) -> list[tuple[str, str, int | None]]:
    """Label, words and time of each turn."""
    return [(turn.label, draft.text[turn.speech : turn.end], turn.seconds) for turn in draft.turns]


def test_paragraphs_become_lines() -> None:
    draft = read("LA1.docx", word("Moderator: Welcome.", "", "S1:\tHello.", "Moderator: So."))
    assert draft.text == "Moderator: Welcome.\n\nS1:\tHello.\nModerator: So."
    assert [turn.label for turn in draft.turns] == ["Moderator", "S1", "Moderator"]
    assert draft.remarks == ()


def test_the_content_counts_and_not_the_name() -> None:
    assert read("LA1.txt", word("P1: Yes.")).text == "P1: Yes."


def test_tabs_breaks_and_hyphens_of_a_run_are_characters_but_tab_stops_are_not() -> None:
    raw = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='720'/></w:tabs></w:pPr>"
        "<w:r><w:t>P1:</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:cr/></w:r></w:p>"
    )
    assert read("a.docx", word(raw=[raw])).text == "P1:\ta\nb\u2011c\n"


def test_content_controls_links_and_insertions_are_read() -> None:
    raw = [
        f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{RUN.format('P1: In a control.')}</w:p></w:sdtContent></w:sdt>",
        f"<w:p>{RUN.format('P2: ')}<w:hyperlink>{RUN.format('A link')}</w:hyperlink>"
        f"<w:sdt><w:sdtContent>{RUN.format(' and a control')}</w:sdtContent></w:sdt>"
        f"<w:ins w:id='1' w:author='x'>{RUN.format(', inserted.')}</w:ins></w:p>",
    ]
    draft = read("a.docx", word(raw=raw))
    assert draft.text == "P1: In a control.\nP2: A link and a control, inserted."
    assert draft.remarks == ("1 tracked insertion was read as part of the text.",)


def test_what_was_deleted_moved_away_or_hidden_stays_out_and_is_told() -> None:
    raw = (
        f"<w:p>{RUN.format('P1: Stays.')}"
        "<w:del w:id='1' w:author='x'><w:r><w:delText>Gone.</w:delText></w:r></w:del>"
        f"<w:moveFrom w:id='2' w:author='x'>{RUN.format('Moved.')}</w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Jane Doe</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> Seen.</w:t></w:r></w:p>"
    )
    draft = read("a.docx", word(raw=[raw]))
    assert draft.text == "P1: Stays. Seen."
    assert draft.remarks == (
        "2 tracked deletions were left out.",
        "1 stretch of hidden text was left out.",
    )


def test_blackened_words_are_read_and_told() -> None:
    raw = "<w:p><w:r><w:rPr><w:highlight w:val='black'/></w:rPr><w:t>P1: Jane.</w:t></w:r></w:p>"
    assert read("a.docx", word(raw=[raw])).remarks[:1] == (
        "1 stretch is blacked out and was left out: “[blacked out]” stands in its place.",
    )


def test_a_style_can_hide_too() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>Jane</w:t></w:r><w:r><w:t>P1: Yes.</w:t></w:r></w:p>"
    )
    styles = (
        "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        "<w:style w:styleId='Secret'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    )
    assert read("a.docx", bare_word(body, styles=styles)).text == "P1: Yes."


def test_a_table_of_speakers_and_words_is_a_table_of_turns() -> None:
    rows = [
        ("Speaker", "Time", "Text"),
        ("W", "00:00:05", "Ready?"),
        ("F", "00:01:10", "Ready.\nQuite."),
        ("", "", "So."),
    ]
    draft = read("a.docx", word("LA1, 3 May", table=[*rows, ("W", "00:02:00", "Good.")]))
    assert draft.text == (
        "LA1, 3 May\nSpeaker\tTime\tText\nW\t00:00:05\tReady?\nF\t00:01:10\tReady.\nQuite.\n\t\tSo.\nW\t00:02:00\tGood."
    )
    assert spoken(draft) == [
        ("", "LA1, 3 May", None),
        ("", "Speaker\tTime\tText", None),
        ("W", "Ready?", 5),
        ("F", "Ready.\nQuite.\n\t\tSo.", 70),
        ("W", "Good.", 120),
    ]
    assert draft.layout == Layout.TABLE


def test_a_table_of_two_columns_and_a_paragraph_after_it() -> None:
    raw = f"<w:p>{RUN.format('End of the recording')}</w:p>"
    rows = [("Interviewer:", "Where?"), ("Participant:", "There: on the left.")]
    draft = read("a.docx", word(table=rows, raw=[raw]))
    assert spoken(draft) == [
        ("Interviewer", "Where?", None),
        ("Participant", "There: on the left.", None),
        ("", "End of the recording", None),
    ]


def test_another_table_is_text_with_tabs() -> None:
    draft = read("a.docx", word("P1: See below.", table=[("Year", "Cases"), ("2019", "12"), ("2020", "15")]))
    assert draft.text == "P1: See below.\nYear\tCases\n2019\t12\n2020\t15"
    assert [turn.label for turn in draft.turns] == ["P1"]


def test_what_stands_beside_the_text_is_told_and_not_merged() -> None:
    document = Document()
    paragraph = document.add_paragraph("P1: Yes.")
    document.add_comment(paragraph.runs, text="Really?", author="A", initials="A")
    document.sections[0].header.paragraphs[0].text = "Confidential"
    draft = read("a.docx", saved(document.save))
    assert draft.text == "P1: Yes."
    assert draft.remarks == (
        "1 comment in the margin was left out.",
        "The page headers and footers were left out.",
    )


def test_footnotes_are_counted_without_their_separators() -> None:
    note = "<w:footnote><w:p><w:r><w:t>Laughs.</w:t></w:r></w:p></w:footnote>"
    notes = (
        "<w:footnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        f"<w:footnote w:type='separator'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>{note}{note}</w:footnotes>"
    )
    draft = read("a.docx", bare_word("<w:p><w:r><w:t>P1: Yes.</w:t></w:r></w:p>", footnotes=notes))
    assert draft.remarks == ("2 footnotes were left out.",)


def test_text_boxes_come_at_the_end_once() -> None:
    box = f"<w:txbxContent><w:p>{RUN.format('In a box')}</w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{RUN.format('P1: Yes.')}</w:p>"
    )
    draft = read("a.docx", bare_word(body))
    assert draft.text == "P1: Yes.\nIn a box"
    assert draft.remarks == ("The text of 1 text box was put at the end.",)


def test_a_document_without_words_is_refused() -> None:
    with pytest.raises(Unreadable, match="a.docx has no words."):
        read("a.docx", word(""))
