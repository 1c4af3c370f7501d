"""Nothing with unseen words is stored before it is decided what becomes of them; then what was decided is stored."""

import pandas as pd
import pytest
from small_study import SmallStudy

from framework.errors import Invalid
from framework.importing import read
from framework.model import Transcript
from workbench import arrivals
from workbench.arrivals import DECIDE, LEAVE_OUT, NONE, TAKE_IN, UNSEEN, Batch

PAGE = b"<html><p>Moderator: Who?</p><p>S1: It was <del>Anna</del> us.</p><p>Moderator: Yes.</p><p>S1: Yes.</p>"
BATCH = Batch("one", [read("LA1_FG2.html", PAGE), read("LA2_FG2.txt", b"Moderator: Who?\nS1: We.\n")], [])


def files_of(study: SmallStudy) -> pd.DataFrame:
    with study.read() as opened:
        return arrivals.file_table(opened, BATCH)


def stored(study: SmallStudy, files: pd.DataFrame) -> dict[str, str]:
    batch = arrivals.decided(BATCH, files)
    facts = pd.DataFrame(columns=["Keep", "Says", "Files", "For example", "As attribute"])
    with study.workspace.change(study.id, study.people["lead"]) as change:
        arrivals.store(change, batch, files, arrivals.voice_table(batch), facts, lambda share: None)
    with study.read() as opened:
        return {found.source: opened.text(found.digest) for found in opened.all(Transcript)}


def test_a_file_waits_until_somebody_has_decided(study: SmallStudy) -> None:
    files = files_of(study)
    assert list(files[UNSEEN]) == [DECIDE, NONE] and list(files["Doubt"]) == ["1 deleted", ""]
    assert arrivals.undecided(BATCH, files) == ["LA1_FG2.html"]
    with pytest.raises(Invalid, match=r"unseen words of LA1_FG2\.html"):
        stored(study, files)
    files.at[0, UNSEEN] = NONE
    with pytest.raises(Invalid):
        stored(study, files)
    files.at[0, "Import"] = False
    assert "LA2_FG2.txt" in stored(study, files)


@pytest.mark.parametrize(("choice", "line"), [(LEAVE_OUT, "S1: It was us."), (TAKE_IN, "S1: It was Anna us.")])
def test_what_was_decided_is_stored(study: SmallStudy, choice: str, line: str) -> None:
    files = files_of(study)
    files.at[0, UNSEEN] = choice
    assert arrivals.undecided(BATCH, files) == []
    assert line in stored(study, files)["LA1_FG2.html"].split("\n")


def test_a_file_is_known_again_by_either_of_its_readings(study: SmallStudy) -> None:
    files = files_of(study)
    files.at[0, UNSEEN] = TAKE_IN
    stored(study, files)
    again = files_of(study)
    assert list(again["Import"]) == [False, False]
    assert again.at[0, "Doubt"] == "in the study already, as LA1_FG2.html; 1 deleted"


def test_another_reading_makes_other_tables(study: SmallStudy) -> None:
    files = files_of(study)
    keys = set()
    for choice in (LEAVE_OUT, TAKE_IN):
        files.at[0, UNSEEN] = choice
        keys.add(arrivals.decided(BATCH, files).key)
    assert len(keys) == 2
