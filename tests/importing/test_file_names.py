"""Where a file belongs, told from its name."""

import pytest

from framework.importing.file_names import Guess, guess
from framework.model import CaseKind

SITES, ROLES, TYPES = ["LA1", "LA2", "LA3", "LA5"], ["Manager", "Social worker"], ["FG1", "FG2"]
GROUP, TALK = CaseKind.FOCUS_GROUP, CaseKind.INTERVIEW


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LA5_FG1.docx", Guess("LA5", GROUP, None, "FG1", None)),
        ("LA2_Manager_3.txt", Guess("LA2", TALK, "Manager", None, 3)),
        ("LA 3 - FG 2.docx", Guess("LA3", GROUP, None, "FG2", None)),
        ("la2 manager 3 (final).txt", Guess("LA2", TALK, "Manager", None, 3)),
        ("LA05_FG02.txt", Guess("LA5", GROUP, None, "FG2", None)),
        ("LA1FG2.docx", Guess("LA1", GROUP, None, "FG2", None)),
        ("LA2_SocialWorker_3.docx", Guess("LA2", TALK, "Social worker", None, 3)),
        ("social-workers LA3 1.txt", Guess("LA3", TALK, "Social worker", None, 1)),
        ("LA2_SW_4.docx", Guess("LA2", TALK, "Social worker", None, 4)),
        ("Interview 4 manager LA1.txt", Guess("LA1", TALK, "Manager", None, 4)),
        ("2024-05-12 LA1 Managers 2 v2.docx", Guess("LA1", TALK, "Manager", None, 2)),
        ("LA1_Manager_2_2024-05-12.docx", Guess("LA1", TALK, "Manager", None, 2)),
        ("LA1_FG1_2.docx", Guess("LA1", GROUP, None, "FG1", 2)),
        ("LA5 focus group 3.docx", Guess("LA5", GROUP, None, None, 3)),
        ("LA7_FG2.docx", Guess("LA7", GROUP, None, "FG2", None)),
        ("LA12_Manager_1.docx", Guess("LA12", TALK, "Manager", None, 1)),
        ("C:\\talks\\LA1_FG1.docx", Guess("LA1", GROUP, None, "FG1", None)),
        ("transcripts/LA1_FG1.vtt.txt", Guess("LA1", GROUP, None, "FG1", None)),
        ("P03.txt", Guess(None, TALK, None, None, 3)),
        ("transcript.docx", Guess(None, TALK, None, None, None)),
        (".docx", Guess(None, TALK, None, None, None)),
        ("", Guess(None, TALK, None, None, None)),
    ],
)
def test_a_name_is_read_against_the_codes_of_the_study(name: str, expected: Guess) -> None:
    assert guess(name, SITES, ROLES, TYPES) == expected


def test_an_empty_study_is_offered_new_codes() -> None:
    assert guess("LA3_Nurse_2.docx", [], [], []) == Guess("LA3", TALK, None, None, 2)
    assert guess("FG1.docx", [], [], ["FG1"]) == Guess(None, GROUP, None, "FG1", None)


def test_a_code_can_be_a_name() -> None:
    assert guess("bristol fg1.docx", ["Bristol"], [], ["FG1"]) == Guess("Bristol", GROUP, None, "FG1", None)
