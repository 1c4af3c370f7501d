"""Who speaks in a batch: the table of labels, what belongs together, and who seems to lead."""

from framework.importing import read
from framework.importing.voices import (
    LabelCount,
    alike,
    begun,
    label_table,
    leaders,
    offered_merges,
    wants_a_name,
    with_others_called,
)
from framework.model import Draft


def draft(text: str) -> Draft:
    return read("talk.txt", text.encode())


ONE = draft("Interviewer 1: How are you?\nP1: Well, thank you.\nInterviewer 1: Good.\n")
TWO = draft("Interviewer1: Where?\nP1: There.\nP2: No.\n")


def test_the_table_counts_files_turns_and_words() -> None:
    assert label_table([ONE, TWO]) == [
        LabelCount("Interviewer 1", 1, 2, 4, True),
        LabelCount("P1", 2, 2, 4, False),
        LabelCount("Interviewer1", 1, 1, 1, True),
        LabelCount("P2", 1, 1, 1, False),
    ]


def test_a_turn_that_page_numbers_interrupt_counts_once() -> None:
    for tail, count in (("1\n2\n3\n", 3), ("1\n2\n3\nand we stayed.\n", 3), ("1\n2\n3\nP1: We stayed.\n", 4), ("", 3)):
        talk = draft(f"Interviewer: Why?\nP1: So.\nP1: We came\n{tail}")
        assert len(begun(talk)) == sum(row.turns for row in label_table([talk])) == count


def test_variants_of_a_label_are_offered_as_one() -> None:
    assert alike("Interviewer1") == alike("INTERVIEWER  1") == alike("interviewer 01.")
    assert alike("P1") != alike("P10") != alike("P11")
    assert offered_merges(label_table([ONE, TWO])) == {"Interviewer1": "Interviewer 1"}


def test_labels_say_who_leads() -> None:
    for label in ("Moderator", "Facilitator 2", "I", "INT", "M", "Researcher", "Mod", "interviewer (W)"):
        assert leaders(draft(f"{label}: Yes.\nKL: No.\n{label}: So.\nKL: Oh.\n{label}: Ah.\nKL: Hm.\n")) == {
            next(turn.label for turn in draft(f"{label}: Yes.\n{label}: No.\n{label}: Ah.").turns)
        }


def test_an_m_beside_an_f_is_a_man() -> None:
    assert leaders(draft("M: Yes.\nF: No.\nM: So.\nF: Oh.\nM: Ah.\nF: Hm.\n")) == set()


def test_among_names_the_one_who_asks_leads() -> None:
    text = "Dan: Where?\nMia: There.\nDan: When?\nMia: Then.\nDan: Good.\nMia: Really?\nDan: Why?\nMia: Oh.\nMia: So.\n"
    assert leaders(draft(text)) == {"Dan"}


LONE = "Moderator: How?\nBy boat.\nIt took a week.\nModerator: And?\nA week.\nNo more.\nModerator: So?\nYes.\nQuite.\n"


def test_whoever_is_not_labelled_beside_a_moderator_can_be_given_a_name() -> None:
    draft = read("talk.txt", LONE.encode())
    assert wants_a_name(draft) == "Participant"
    called = with_others_called(draft, " Kim Lee ")
    assert [turn.label for turn in called.turns] == ["Moderator", "Kim Lee"] * 3
    assert [turn.start for turn in called.turns] == [turn.start for turn in draft.turns]
    assert with_others_called(draft, "  ") == draft


def test_an_essay_can_be_given_to_its_writer_and_a_labelled_talk_needs_no_name() -> None:
    essay = read("essay.txt", b"I came by boat.\n\nIt was a long way.")
    assert wants_a_name(essay) == ""
    assert [turn.label for turn in with_others_called(essay, "S1").turns] == ["S1", "S1"]
    talk = read("talk.txt", b"P1: Yes.\nP2: No.\nP1: So.\n")
    assert wants_a_name(talk) is None and with_others_called(talk, "S1") == talk
