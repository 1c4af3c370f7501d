"""What the head of a transcript says of itself, and where in it which moment of the recording is."""

from framework.importing import read


def test_lines_at_the_head_become_facts_and_who_speaks_does_not() -> None:
    text = (
        "Interview with a mill worker\nDate: 3 May 2024\n**Location:** LA2, upstairs\nDate of birth\t: 1902\n"
        "Duration: 00:54:10\nParticipants: Interviewer (I), Kim (K)\nFile no.:\n\n"
        "I: Shall we?\nK: Yes. Date: tomorrow.\n"
    )
    draft = read("talk.txt", text.encode())
    assert draft.facts == (
        ("Date", "3 May 2024"),
        ("Location", "LA2, upstairs"),
        ("Date of birth", "1902"),
        ("Duration", "00:54:10"),
    )
    assert draft.text == text


def test_a_talk_without_a_head_has_no_facts() -> None:
    assert read("talk.txt", b"I: Date?\nP: 3 May.\nI: Place?\nP: Leeds.\n").facts == ()


def test_the_first_row_of_a_table_is_no_fact() -> None:
    rows = b"Speaker,Text\nModerator,What helps here?\nS1,Nothing much.\nModerator,Else?\nS1,No.\n"
    assert read("talk.csv", rows).facts == ()


def test_times_before_turns_and_within_them_are_kept_with_their_places() -> None:
    text = (
        "[00:00:02]\nW: Ready?\nF: I was [00:01:30] not, at 10:30 in the morning.\n"
        "W (00:02:00): So?\nF: Yes.\nW: Good.\nF: Fine.\n"
    )
    draft = read("talk.txt", text.encode())
    assert [(text[place:].split()[0], seconds) for place, seconds in draft.times] == [
        ("[00:00:02]", 2),
        ("[00:01:30]", 90),
        ("W", 120),
    ]
