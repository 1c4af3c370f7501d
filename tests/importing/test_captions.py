"""Captions of Teams, Zoom and others, with all that goes wrong in them: no cue is lost."""

from framework.importing import read
from framework.importing.again import read_again
from framework.model import Draft


def spoken(draft: Draft) -> list[tuple[str, str, int | None]]:
    """Label, words and time of each turn."""
    return [(turn.label, draft.text[turn.speech : turn.end], turn.seconds) for turn in draft.turns]


def vtt(*cues: str, head: str = "WEBVTT") -> Draft:
    """The draft of a caption file whose cues begin one, two, three … minutes in, unless they bring their own time."""
    timed = [
        cue if "-->" in cue else f"00:{minute:02}:00.000 --> 00:{minute:02}:09.000\n{cue}"
        for minute, cue in enumerate(cues, 1)
    ]
    return read("talk.vtt", "\n\n".join([head, *timed, ""]).encode())


def test_voices_become_labels_whatever_is_in_a_name() -> None:
    draft = vtt("<v Doe, Jo (LA1) [guest]>Who came?</v>", "<v.loud Ann O’Neil & Co>Nobody.", "<v INT> Well.")
    assert spoken(draft) == [
        ("Doe, Jo (LA1) [guest]", "Who came?", 60),
        ("Ann O’Neil & Co", "Nobody.", 120),
        ("INT", "Well.", 180),
    ]
    assert draft.text == "Doe, Jo (LA1) [guest]: Who came?\nAnn O’Neil & Co: Nobody.\nINT: Well."
    assert draft.layout == "captions with voices"


def test_a_voice_goes_on_over_lines_and_cues_until_another_begins() -> None:
    draft = vtt("<v Ann>One\ntwo", "three", "<v Ann>four</v>", "<v Bo>five</v> <v Ann>six</v>", "<v Bo>seven")
    assert [turn[:2] for turn in spoken(draft)] == [
        ("Ann", "One\ntwo\nthree\nfour"),
        ("Bo", "five"),
        ("Ann", "six"),
        ("Bo", "seven"),
    ]
    assert [seconds for _, seconds in draft.times] == [60, 120, 180, 240, 240, 300]
    assert all(draft.text[place - 1 : place] in ("", "\n") for place, _ in draft.times)


def test_names_within_the_words_of_zoom_are_found() -> None:
    draft = vtt("Jo Doe: Who came?", "And when?", "Kim Lee: Nobody.", "Jo Doe: Well.", "Kim Lee: Yes.", "Jo Doe: So.")
    assert spoken(draft)[:3] == [
        ("Jo Doe", "Who came?\nAnd when?", 60),
        ("Kim Lee", "Nobody.", 180),
        ("Jo Doe", "Well.", 240),
    ]
    assert len(draft.times) == 6


def test_a_time_that_makes_no_sense_loses_no_words() -> None:
    draft = vtt("<v A>One", "0:0:-6.-820 --> 0:0:2.0\n<v B>Two", "0:0:7.5 --> 0:0:9\n<v A>Three")
    assert spoken(draft) == [("A", "One", 60), ("B", "Two", None), ("A", "Three", 7)]
    assert draft.remarks == ("The time of 1 caption makes no sense; the words were kept.",)


def test_notes_styles_and_names_of_cues_are_no_words_and_entities_are_letters() -> None:
    head = "WEBVTT - Talk\nKind: captions\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }"
    times = "00:01.000 --> 00:02.000 align:start"
    draft = vtt(
        f"6f1c-guid/1-0\n{times}\n<v A>a &lt;b&gt; &amp; <i>c</i> <00:01.500><c.x>d</c> &nbsp;e",
        "NOTE\nnot said\n\n2\n00:03.000 --> 00:04.000\n<v B>Two &#233; 😀",
        head=head,
    )
    assert spoken(draft) == [("A", "a <b> & c d \u00a0e", 1), ("B", "Two é 😀", 3)]


def test_without_voices_captions_are_joined_to_the_end_of_a_sentence_and_every_time_is_kept() -> None:
    cues = ("I came by boat,", "which was slow.", "“Who paid?”", "[laughs]", "Nobody", "did")
    draft = vtt(*(f"00:{5 * n:02}.000 --> 00:{5 * n + 4:02}.000\n{words}" for n, words in enumerate(cues)))
    assert draft.text == "\n".join(cues)
    assert spoken(draft) == [
        ("", "I came by boat,\nwhich was slow.", 0),
        ("", "“Who paid?”", 10),
        ("", "[laughs]", 15),
        ("", "Nobody\ndid", 20),
    ]
    assert [(draft.text[place:].split("\n")[0], seconds) for place, seconds in draft.times] == [
        (words, 5 * n) for n, words in enumerate(cues)
    ]


def test_a_long_pause_parts_captions_and_words_without_full_stops_do_not_become_one_turn() -> None:
    assert spoken(vtt("I came by boat", "and it was slow")) == [
        ("", "I came by boat", 60),
        ("", "and it was slow", 120),
    ]
    lines = [f"and then some more of the same as before {n}" for n in range(40)]  # all as long: as if broken at a width
    draft = vtt(*(f"{n // 20:02}:{3 * (n % 20):02}.000 --> 09:00.000\n{line}" for n, line in enumerate(lines)))
    assert [len(words.split()) for _, words, _ in spoken(draft)] == [60] * 6 + [40]


def test_the_turns_of_captions_read_again_are_the_same() -> None:
    draft = vtt(*(f"00:{2 * n:02}.000 --> 00:30.000\nOne {n},\nand another." for n in range(9)), "Un", "done")
    again = read_again(draft)
    assert (again.turns, again.layout) == (draft.turns, draft.layout) == (draft.turns, "captions without voices")


def test_subtitles_without_blank_lines_between_them_keep_every_cue() -> None:
    data = (
        "1\n00:00:01,000 --> 00:00:02,000\nWho came?\n2\n00:00:03,000 --> 00:00:04,000\nNobody.\nNot one.\n\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\n40\n\n4\n0:00:07.0 --> 0:00:08.0\nWell."
    )
    for text in (data, data.replace("\n", "\r\n"), "\ufeff" + data):
        draft = read("talk.srt", text.encode())
        assert draft.text == "Who came?\nNobody.\nNot one.\n40\nWell."
        assert [seconds for _, seconds in draft.times] == [1, 3, 5, 7]


def test_empty_captions_are_counted() -> None:
    assert "1 of 3 captions hold no words." in vtt("One.", "00:02.000 --> 00:03.000", "Two.").remarks
