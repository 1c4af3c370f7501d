"""Every way in which transcripts mark who speaks, as far as it can occur in text and Word files."""

import pytest

from framework.importing.layouts import Layout
from framework.importing.turns import find_turns


def spoken(text: str) -> list[tuple[str, str]]:
    """Label and words of each turn."""
    return [(turn.label, text[turn.speech : turn.end]) for turn in find_turns(text).turns]


def times(text: str) -> list[tuple[str, int | None]]:
    """Label and time of each turn that somebody speaks."""
    return [(turn.label, turn.seconds) for turn in find_turns(text).turns if turn.label]


def test_a_label_and_a_colon_begin_a_turn() -> None:
    text = "Interviewer 1:  How long have you been here?\n\ninterviewee: Nine years.\n\nMSM:\tAnd before that?\n"
    assert spoken(text) == [
        ("Interviewer 1", "How long have you been here?"),
        ("interviewee", "Nine years."),
        ("MSM", "And before that?"),
    ]


def test_a_turn_runs_from_its_label_to_the_next_without_the_blank_lines_between() -> None:
    text = "Moderator: One.\n\nStill one.\n\n\nS1: Two.\n  \n"
    first, second = find_turns(text).turns
    assert text[first.start : first.end] == "Moderator: One.\n\nStill one."
    assert (first.start, first.speech) == (0, 11)
    assert text[second.start : second.end] == "S1: Two."


def test_a_space_may_stand_before_the_colon() -> None:
    text = "I  : Where did you work?\nED  : At the mill.\nI  : And then?\nED  : The mill.\nED  : Always the mill."
    assert [label for label, _ in spoken(text)] == ["I", "ED", "I", "ED", "ED"]


def test_a_label_may_stand_on_its_own_line() -> None:
    text = "Moderator:\nShall we start?\nResearcher 1:\nYes.\n\nP2:\n\nI have a question.\nIt is long."
    assert spoken(text) == [
        ("Moderator", "Shall we start?"),
        ("Researcher 1", "Yes."),
        ("P2", "I have a question.\nIt is long."),
    ]
    assert find_turns(text).layout is Layout.OWN_LINE


def test_a_bare_label_in_brackets_begins_a_turn_but_an_aside_does_not() -> None:
    text = "[Speaker 1]\nSo, hello.\n[laughter]\nSorry.\n[Speaker 2]\nHello.\n[BREAK FOR LUNCH]\n[Speaker 1]\nOnwards."
    assert spoken(text) == [
        ("Speaker 1", "So, hello.\n[laughter]\nSorry."),
        ("Speaker 2", "Hello.\n[BREAK FOR LUNCH]"),
        ("Speaker 1", "Onwards."),
    ]
    assert find_turns(text).layout is Layout.BRACKET


def test_a_name_and_a_time_on_a_line_begin_a_turn() -> None:
    text = (
        "SUMMARY KEYWORDS\nmill, bread, work\n\nSPEAKERS\nJo Smith, AB01\n\n"
        "AB01  00:00\nGood morning.\n\nJo Smith  16:54\nMorning. We met at\n 10:30\n\nAB01  1:02:33\nGoodbye."
    )
    assert times(text) == [("AB01", 0), ("Jo Smith", 1014), ("AB01", 3753)]
    assert spoken(text)[0] == ("", text[: text.index("AB01  00:00")].rstrip())
    assert find_turns(text).layout is Layout.NAME_TIME


def test_a_time_in_a_line_of_its_own_belongs_to_the_next_turn() -> None:
    text = "[00:00:02]\nW: Ready?\n\n[00:15:33]\nF: Ready.\n[00:15:40]\nW: Good.\nF: Yes.\nW: Then go."
    assert times(text) == [("W", 2), ("F", 933), ("W", 940), ("F", None), ("W", None)]
    found = find_turns(text).turns
    assert text[found[1].start : found[1].speech] == "[00:15:33]\nF: "


@pytest.mark.parametrize(
    "line",
    [
        "[00:12:03] P1: A word.",
        "00:12:03 P1: A word.",
        "P1 (00:12:03): A word.",
        "P1 [00:12:03]: A word.",
        "P1 00:12:03: A word.",
        "P1: [00:12:03] A word.",
        "P1 [00:12:03] A word.",
        "(12:03) P1 : A word.",
    ],
)
def test_a_time_may_stand_before_or_after_the_label(line: str) -> None:
    text = f"{line}\nP2: Another.\nP1: Third.\n"
    assert times(text)[0] == ("P1", 723)
    assert spoken(text)[0] == ("P1", "A word.")


def test_a_tab_after_the_label_and_before_what_goes_on() -> None:
    text = "Paul:\tYes.\n\tAnd another thing: no.\nAnna:\tWell.\nPaul:\tQuite.\nPaul:\tSo.\nAnna:\tRight.\nAnna:\tGood."
    assert spoken(text)[0] == ("Paul", "Yes.\n\tAnd another thing: no.")
    assert len(spoken(text)) == 6


def test_a_tab_alone_may_part_label_and_words() -> None:
    text = "INT\tWhere?\nKB2\tThere.\nINT\tWhen?\nKB2\tThen.\nINT\tWhy?\nKB2\tBecause."
    assert [label for label, _ in spoken(text)] == ["INT", "KB2"] * 3
    assert find_turns(text).layout is Layout.TAB


def test_where_only_the_moderator_is_labelled_all_else_is_the_participant() -> None:
    text = (
        "\tMODERATOR: How did you come here?\nBy boat.\nIt took a week.\n\tMODERATOR: Yes\nA long week.\n"
        "\tMODERATOR: And then?\nThen nothing."
    )
    assert spoken(text) == [
        ("MODERATOR", "How did you come here?"),
        ("Participant", "By boat.\nIt took a week."),
        ("MODERATOR", "Yes"),
        ("Participant", "A long week."),
        ("MODERATOR", "And then?"),
        ("Participant", "Then nothing."),
    ]
    found = find_turns(text)
    assert found.layout is Layout.MODERATOR_ONLY
    assert found.remarks == (
        "Only MODERATOR is labelled. The first paragraph after each label was taken as theirs, "
        "all others as the participant’s.",
    )


def test_without_labels_each_paragraph_is_a_turn_of_nobody() -> None:
    text = "I came here as a child.\n\nWe lived by the sea: all of us.\n\nThen the war came.\n"
    assert [label for label, _ in spoken(text)] == ["", "", ""]
    assert find_turns(text).layout is Layout.PARAGRAPHS


def test_paragraphs_of_broken_lines_stay_whole() -> None:
    line = "and so it went on and on through the whole of that long summer with us"
    text = "\n\n".join("\n".join([line] * 4) for _ in range(3))
    assert len(find_turns(text).turns) == 3


def test_times_of_unlabelled_paragraphs_are_kept() -> None:
    text = "[00:01]\nFirst words.\n\n[01:10]\nSecond words.\n"
    assert [turn.seconds for turn in find_turns(text).turns] == [1, 70]


def test_bold_labels_of_markdown_introduce_their_short_forms() -> None:
    text = (
        "# Talk\n\n**Interviewer (I):** Ready?\n\n**Participant (P):** Yes.\n\n**I:** Good.\n\n**P:** Fine. **Really.**"
    )
    assert spoken(text) == [
        ("", "# Talk"),
        ("Interviewer", "Ready?"),
        ("Participant", "Yes."),
        ("Interviewer", "Good."),
        ("Participant", "Fine. **Really.**"),
    ]
    assert find_turns(text).remarks == (
        "I is read as Interviewer, as the file says.",
        "P is read as Participant, as the file says.",
    )


@pytest.mark.parametrize("bold", ["**{}:** {}", "**{}**: {}", "__{}:__ {}", "- {}: {}", "### {}: {}", "> {}: {}"])
def test_marks_of_markdown_around_a_label_are_no_part_of_it(bold: str) -> None:
    text = "\n\n".join([bold.format("Interviewer", "So?"), bold.format("Participant", "Yes.")] * 2)
    assert spoken(text) == [("Interviewer", "So?"), ("Participant", "Yes.")] * 2


def test_a_role_alone_in_a_line_begins_a_turn_where_it_comes_back() -> None:
    text = "Moderator\n\nWelcome.\n\nS1\n\nThanks.\n\n" * 2
    assert spoken(text) == [("Moderator", "Welcome."), ("S1", "Thanks.")] * 2
    assert find_turns(text).layout is Layout.BARE


def test_a_header_without_blank_lines_ends_where_the_talk_begins() -> None:
    text = "Interview\nDate: 3 May\nSite: LA1\nInterviewer: Welcome\nManager: Thanks\nInterviewer: So?\nManager: Well."
    assert spoken(text)[:3] == [
        ("", "Interview\nDate: 3 May\nSite: LA1"),
        ("Interviewer", "Welcome"),
        ("Manager", "Thanks"),
    ]


def test_a_legend_says_who_is_meant_and_is_no_turn() -> None:
    header = (
        "Life stories, file 12\nDate of birth\t: 1902\n12-May-2023 - 10:36 - 1h09m31s - Mia\n"
        "PARTICIPANTS: Interviewer 1 (W), Participant (F)"
    )
    text = f"{header}\n\nW: Shall we?\nF: Yes.\n"
    assert spoken(text) == [("", header), ("Interviewer 1", "Shall we?"), ("Participant", "Yes.")]


def test_a_legend_of_equations_and_one_of_names() -> None:
    text = "Key\nQ = Interviewer\nKL = Kim Lee\n\nQ: Who are you?\nKL: Me.\n"
    assert [label for label, _ in spoken(text)] == ["", "Interviewer", "KL"]


def test_metadata_is_not_spoken_even_where_it_looks_like_a_label() -> None:
    text = (
        "Interviewer: Jane Doe\nParticipant: P03\nDate: 3 May 2024\nLocation: LA2\nDuration: 00:54:10\n\n"
        "Interviewer: Thank you for coming in today.\nParticipant: A pleasure.\nInterviewer: So.\n"
    )
    assert [label for label, _ in spoken(text)] == ["", "Interviewer", "Participant", "Interviewer"]
    assert spoken(text)[0][1].endswith("00:54:10")


def test_a_role_alone_at_the_top_is_a_label_and_no_header() -> None:
    text = "Interviewer:\nHow long have you been here?\nManager:\nNine years.\n" * 3
    assert [label for label, _ in spoken(text)] == ["Interviewer", "Manager"] * 3


def test_clauses_before_a_colon_are_no_labels() -> None:
    text = (
        "Dan: Okay so the case study here is: a bank.\nParticipant: Right.\n"
        "Okay so the case study here is: a bank.\nAnd the dct: look.\nDan: Yes.\nhttps://example.org: that.\n"
        "Dan: Fine.\nAt 10:30 we left. It was said: go.\n"
    )
    assert {label for label, _ in spoken(text)} == {"Dan", "Participant"}


def test_a_voice_that_speaks_only_once_is_not_lost() -> None:
    text = "Moderator: Welcome.\nTom: Hi.\nAyşe: Hello.\nTom: Well.\nModerator: Mia?\nMia: Yes.\nTom: Good.\n"
    assert [label for label, _ in spoken(text)] == ["Moderator", "Tom", "Ayşe", "Tom", "Moderator", "Mia", "Tom"]


def test_a_word_within_a_broken_line_is_no_label() -> None:
    lines = [
        "Interviewer: Who was it that you met when you came to this house, and who let you in at",
        "the door on the very first of those long evenings, or was there nobody but the one old",
        "Warden: he whom you have told me about before?",
        "Resident: It was him, and he had a lamp in his hand, and behind him there was the other",
    ]
    assert {label for label, _ in spoken("\n".join(lines * 3 + lines[:2]))} == {"Interviewer", "Resident", "Warden"}
    assert {label for label, _ in spoken("\n".join([*lines, *lines[:2], *lines[3:], lines[1]]))} == {
        "Interviewer",
        "Resident",
    }


def test_a_name_that_comes_back_often_is_believed_and_left_to_a_person() -> None:
    text = "Dan: Look.\nHeat map: red.\nDan: Yes.\nHeat map: blue.\nDan: So.\nHeat map: green.\n"
    assert {label for label, _ in spoken(text)} == {"Dan", "Heat map"}


def test_asides_are_not_speakers() -> None:
    text = "S1: Well [inaudible] then.\n(LAUGHS)\n[inaudible]\n(The participant reads: aloud)\nS2: Yes.\nS1: No.\n"
    assert [label for label, _ in spoken(text)] == ["S1", "S2", "S1"]


def test_line_numbers_in_front_of_labels_are_passed_over() -> None:
    text = "\n".join(f"{n} {'Dan' if n % 2 else 'Participant'}: Okay." for n in range(1, 9))
    assert [label for label, _ in spoken(text)] == ["Dan", "Participant"] * 4
    assert spoken(text)[0] == ("Dan", "Okay.")


def test_runs_of_page_numbers_are_spoken_by_nobody() -> None:
    text = "Dan: Well.\nParticipant: So it\n1\n2\n3\n2/5\nwent on.\nDan: Yes.\nDan: So.\n1\n2\n3\n"
    assert spoken(text) == [
        ("Dan", "Well."),
        ("Participant", "So it"),
        ("", "1\n2\n3\n2/5"),
        ("Participant", "went on."),
        ("Dan", "Yes."),
        ("Dan", "So."),
        ("", "1\n2\n3"),
    ]


def test_a_withdrawn_transcript_is_a_text_without_speakers() -> None:
    assert spoken("This transcript has been removed at the participant's wish.") == [
        ("", "This transcript has been removed at the participant's wish.")
    ]


def test_labels_of_other_scripts_are_found() -> None:
    text = "采访者：你好吗？\n张伟：很好。\n采访者：谢谢。\n张伟：不用谢。\n采访者：再见。\n张伟：再见。\n"
    assert [label for label, _ in spoken(text)] == ["采访者", "张伟"] * 3
