"""Names replaced on the import page: no real word reaches the study, and the key file knows what became of each."""

from pathlib import Path

import pytest
from small_study import SmallStudy

from framework.errors import Unreadable
from framework.identifiers import candidates
from framework.importing import read
from framework.model import Act, Participant, Transcript
from framework.replacing import noted
from workbench import arrivals, names, names_at_import
from workbench.names_at_import import Chosen

TALK = """Interviewer: How did Ann Lee get on?
I met Ann Lee twice, and Annie once.
Interviewer: And then?
Ann Lee’s team rang me.
Interviewer: And Anne-Marie?
She rang Ann.
"""
TICKED = Chosen((("Ann", "[Name 3]"), ("Ann Lee", "[Name 1]"), ("Anne-Marie", "[Name 2]")))


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_DATA", str(tmp_path / "data"))


def imported(s: SmallStudy, file: str, others: str) -> Transcript:
    """What is stored once the words are ticked and those without a label were given a name."""
    draft = read(file, TALK.encode())
    with s.read("ruth") as study:
        batch = arrivals.Batch("1", [draft], [])
        files, voices = arrivals.file_table(study, batch), arrivals.voice_table(batch)
        facts = arrivals.fact_table(study, batch)
        files[arrivals.OTHERS] = others
        batch, files, voices, log = names_at_import.replaced(study, batch, files, voices, TICKED)
        keys = names.keys(study.project)
    with noted(s.workspace, s.id, s.people["ruth"], keys) as (change, found):
        arrivals.store(change, batch, files, voices, facts, lambda share: None)
        found += names_at_import.gone(change, log)
    return s.ask(lambda study: max(study.all(Transcript), key=lambda transcript: transcript.id))


def test_neither_text_nor_file_nor_speaker_nor_trail_has_a_name_that_was_ticked(study: SmallStudy) -> None:
    stored = imported(study, "talk_with_Anne-Marie_and_Ann_Lee_and_Ann.txt", "Ann Lee")
    assert stored.source == "talk_with_[Name 2]_and_[Name 1]_and_[Name 3].txt"
    voices = study.ask(lambda study: study.find(Participant, case_id=stored.case_id))
    assert {voice.label for voice in voices} == {"Interviewer", "[Name 1]"}
    with study.read() as now:
        text = now.text(stored.digest)
        keys = names.keys(now.project)
    assert "Ann" not in text.replace("Annie", "") and text.count("[Name 1]") == 3
    assert not [a for a in study.ask(lambda study: study.find(Act)) if "Ann" in a.sentence or "Lee" in a.sentence]
    assert sorted((one.words, one.line, one.pseudonym) for one in keys.replaced()) == [
        ("Ann", 6, "[Name 3]"),
        ("Ann Lee", 1, "[Name 1]"),
        ("Ann Lee", 2, "[Name 1]"),
        ("Ann Lee", 4, "[Name 1]"),
        ("Anne-Marie", 5, "[Name 2]"),
    ]


def test_without_a_key_file_that_can_be_written_nothing_is_stored(study: SmallStudy) -> None:
    before = study.dump(journal=True)
    with study.read() as now:
        keys = names.keys(now.project)
    keys.keep("Somebody", "Ruth")
    log = keys.file.read_bytes()
    draft = read("talk.txt", TALK.encode())
    with study.read("ruth") as now:
        batch = arrivals.Batch("1", [draft], [])
        files, voices = arrivals.file_table(now, batch), arrivals.voice_table(batch)
        facts = arrivals.fact_table(now, batch)
        batch, files, voices, found = names_at_import.replaced(now, batch, files, voices, TICKED)
    keys.file.write_bytes(b"This is no key file any more." * 40)
    with pytest.raises(Unreadable), noted(study.workspace, study.id, study.people["ruth"], keys) as (change, entries):
        arrivals.store(change, batch, files, voices, facts, lambda share: None)
        entries += names_at_import.gone(change, found)
    assert study.dump(journal=True) == before
    keys.file.write_bytes(log)
    assert keys.replaced() == []


def test_an_export_says_that_the_key_file_is_damaged_and_does_not_depend_on_it(study: SmallStudy) -> None:
    with study.read() as now:
        keys = names.keys(now.project)
        keys.keep("Somebody", "Ruth")
        keys.file.write_bytes(b"This is no key file any more." * 40)
        assert "could not be used" in names.said(now)


def test_what_was_replaced_before_is_ticked_when_a_file_comes_again(study: SmallStudy) -> None:
    imported(study, "first.txt", "")
    draft = read("again.txt", TALK.replace("rang me", "wrote to me").encode())
    with study.read("ruth") as now:
        key = names.key(now.project)
        table = names_at_import.table_of(now, key, [draft], [candidates(draft.text, key.names)])
    shown = {row["Words"]: (row["Replace"], row["By"]) for row in table.to_dict("records")}
    assert shown == {
        "Ann Lee": (True, "[Name 1]"),
        "Anne-Marie": (True, "[Name 2]"),
        "Ann": (True, "[Name 3]"),
        "Annie": (False, "[Name 4]"),
    }
