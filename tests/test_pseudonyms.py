"""Replacing names: every passage stays on its words, the same person gets the same pseudonym, the key stays apart."""

import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_study import FOCUS_GROUP, SmallStudy, arrival, talk

from framework import approval, coverage, exporting, versions  # noqa: F401
from framework.alignment import Alignment
from framework.corrections import earlier_texts
from framework.errors import Conflict, Invalid, Unreadable
from framework.exporting import WRITERS
from framework.identifiers import Kind, candidates, standing
from framework.importing.turns import find_turns
from framework.matrices import cell, parts_of
from framework.model import (
    About,
    Attribute,
    AttributeKind,
    AttributeValue,
    CaseKind,
    Cell,
    Draft,
    Due,
    Memo,
    Passage,
    SyncPoint,
    Transcript,
    Turn,
)
from framework.pseudonyms import Key, known, places, suggested, taken_numbers, undecided
from framework.replacing import Gone, edited, elsewhere, file_otherwise, log_rows, noted, replace_words, spots
from framework.store.key_file import KeyFile, Replaced, alike
from framework.transcripts import import_transcripts

NAME = "Morwenna Tregear"
SAID = (
    f"I went to {NAME} twice.",
    f"{NAME} said that Morwenna would ring, and Morwenna did.",
    "Nobody from Polperran Road came, not even Dr Tregear.",
    f"So it was {NAME}",
)


@pytest.fixture
def named(study: SmallStudy) -> SmallStudy:
    """The small study with a focus group in which somebody is named."""
    draft = talk(FOCUS_GROUP, 12, 31)
    text, turns = "", []
    for number, turn in enumerate(draft.turns):
        words = SAID[number // 3] if number % 3 == 1 else draft.text[turn.speech : turn.end]
        start = len(text)
        text += f"{turn.label}: {words}"
        turns.append(type(turn)(turn.label, start, start + len(turn.label) + 2, len(text), None))
        text += "\n"
    times = tuple((turn.start, 7 * n) for n, turn in enumerate(turns))
    named = Draft("talk_with_Morwenna_Tregear.txt", text, "label", tuple(turns), times=times)
    (transcript,) = study.act(
        "ruth", "import_transcripts", arrivals=[arrival(named, CaseKind.FOCUS_GROUP, study.sites["LA2"])]
    )
    # Copies of the small study share their dicts: this one gets its own.
    study.transcripts = {**study.transcripts, "named": transcript.id}
    study.cases = {**study.cases, "named": transcript.case_id}
    return study


def replace(s: SmallStudy, words: str, by: str, *, everywhere: bool = False, key: Key | None = None) -> list[Gone]:
    with s.read() as study:
        found = spots(study, words, key or Key(), study.all(Transcript))
    return list(s.act("ruth", "replace_words", words=words, pseudonym=by, places=found, everywhere=everywhere))


def passage(s: SmallStudy, words: str, theme: str = "Supervision") -> int:
    return int(s.act("ruth", "index_passage", **s.find("named", words), themes=[s.themes[theme]]).id)


def quote(s: SmallStudy, id: int) -> str:
    with s.read() as study:
        found = study.get(Passage, id)
        text = study.text(study.get(Transcript, found.transcript_id).digest)
    assert text[found.start : found.end] == found.quote
    assert not found.adrift
    return found.quote


# -- passages stay on their words --


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"I went to {NAME} twice.", "I went to [Name 1] twice."),
        (NAME, "[Name 1]"),
        ("Morwenna", "[Name 1]"),
        ("Tregear twice", "[Name 1] twice"),
        ("I went to Morwenna", "I went to [Name 1]"),
        ("I went to", "I went to"),
        (" twice.", " twice."),
        ("rwenna Treg", "[Name 1]"),
        (f"I went to {NAME} twice.\n", "I went to [Name 1] twice.\n"),
    ],
)
def test_a_passage_keeps_its_limits_around_what_was_replaced(named: SmallStudy, before: str, after: str) -> None:
    id = passage(named, before)
    gone = replace(named, NAME, "[Name 1]")
    assert quote(named, id) == after
    assert [g.words for g in gone if g.line] == [NAME] * 3
    named.act("ruth", "undo")
    assert quote(named, id) == before


WORDS = ("Ann", "Ann Lee", "rang", "and", "waited", "Lee", "for")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=30),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), min_size=1, max_size=8),
    st.sampled_from(["Ann", "Ann Lee", "Lee"]),
    st.sampled_from(["[Name 1]", "[N]", "[A very long name that is none]"]),
)
def test_whatever_is_replaced_each_stretch_holds_the_same_talk(
    words: list[str], stretches: list[tuple[int, int]], name: str, by: str
) -> None:
    text = " ".join(words)
    draft = talk(["S1"], 1, 1, text)
    edits = [(a, b, by) for a, b in standing(draft.text, name)]
    after = edited(draft, edits)
    assert after.text == "S1: " + " ".join(_put(words, name, by)) + "\n"
    (turn,) = after.turns
    assert after.text[turn.speech : turn.end] == after.text[4:-1]
    aligned = Alignment.of_edits(draft.text, edits)
    for start, length in stretches:
        a, b = min(start, len(draft.text) - 1), min(start + length, len(draft.text))
        if a >= b:
            continue
        c, d = aligned.place(a, b)
        wide_a = min([a, *(x for x, y, _ in edits if x < a < y)])
        wide_b = max([b, *(y for x, y, _ in edits if x < b < y)])
        inside = [(x - wide_a, y - wide_a, by) for x, y, _ in edits if wide_a <= x and y <= wide_b]
        assert aligned.new[c:d] == Alignment.of_edits(draft.text[wide_a:wide_b], inside).new


def _put(words: list[str], name: str, by: str) -> list[str]:
    joined = " ".join(words)
    found = standing(joined, name)
    for a, b in reversed(found):
        joined = joined[:a] + by + joined[b:]
    return joined.split(" ")


def test_turns_times_notes_and_triages_stay_and_nobody_has_to_look_again(named: SmallStudy) -> None:
    id = named.transcripts["named"]
    note = named.act("tom", "note_in_margin", **named.find("named", f"{NAME} said"), text="She laughed.")
    named.act("tom", "triage", **named.find("named", f"So it was {NAME}"), verdict="irrelevant")
    named.act("tom", "sweep_transcript", transcript_id=id)
    with named.read() as study:
        said = [len(study.find(record, transcript_id=id)) for record in (Turn, SyncPoint, Due)]
        times = [
            study.text(study.get(Transcript, id).digest)[p.position :][:3]
            for p in study.find(SyncPoint, transcript_id=id)
        ]
    replace(named, NAME, "[Name 1]")
    with named.read() as study:
        text = study.text(study.get(Transcript, id).digest)
        assert [len(study.find(record, transcript_id=id)) for record in (Turn, SyncPoint, Due)] == said
        assert [text[p.position :][:3] for p in study.find(SyncPoint, transcript_id=id)] == times
        kept = study.get(Memo, note.id)
        assert text[kept.start or 0 : kept.end] == "[Name 1] said"
        assert earlier_texts(study, id) == []
    assert NAME not in named.text("named")
    before = named.dump()
    named.act("ruth", "undo")
    assert named.text("named").count(NAME) == 3
    named.act("ruth", "redo")
    assert named.dump() == before


# -- cells, memos and the rest --


def chart(s: SmallStudy) -> tuple[int, dict[str, Any]]:
    id = passage(s, f"I went to {NAME} twice.")
    place = {"case_id": s.cases["named"], "theme_id": s.themes["Supervision"]}
    parts = [
        {"kind": "summary", "text": f"{NAME} was seen twice; Morwenna is trusted.", "ties": [[id, 0, 41]]},
        {"kind": "verbatim", "text": f"went to {NAME} twice", "ties": [[id, 8, 24]]},
    ]
    s.act("ruth", "write_cell", **place, parts=parts, seen=0)
    return id, place


def test_verbatim_words_follow_their_passage_and_the_review_and_the_evidence_stay(named: SmallStudy) -> None:
    id, place = chart(named)
    seen = named.ask(cell, **place).seen
    named.act("ruth", "submit_cells", cells=[{**place, "seen": seen}])
    named.act("supervisor", "approve_cells", cells=[{**place, "seen": seen}])
    with named.read() as study:
        (spot, *_) = spots(study, NAME, Key(), [study.get(Transcript, named.transcripts["named"])])
    named.act("tom", "replace_words", words=NAME, pseudonym="[Name 1]", places=[spot])
    with named.read() as study:
        written = cell(study, **place)
        assert (written.status, written.changed) == ("approved", False)
        assert written.seen > seen
        summary, verbatim = written.parts
        assert verbatim.text == "went to [Name 1] twice"
        assert verbatim.text in study.get(Passage, id).quote
        assert [(t.passage, verbatim.text[t.start : t.end]) for t in verbatim.ties] == [(id, "[Name 1]")]
        assert summary.text.startswith(NAME)  # in the analyst's words: listed, and replaced with “everywhere”
        assert elsewhere(study, NAME) == {"cell": 1, "file name": 1}
        assert study.get(Cell, study.find(Cell, **place)[0].id).person_id == named.people["ruth"]
    with pytest.raises(Conflict):
        named.act("ruth", "write_cell", **place, parts=[{"text": f"{NAME} again."}], seen=seen)
    named.act("tom", "undo")
    assert named.ask(cell, **place).seen == seen
    assert named.ask(cell, **place).status == "approved"


def test_everywhere_means_all_that_people_wrote_and_one_undo_brings_it_back(named: SmallStudy) -> None:
    _, place = chart(named)
    named.act("tom", "write_memo", about=About.CASE, about_id=named.cases["named"], text=f"Ask {NAME.upper()}’s team.")
    named.act("tom", "call_case", case_id=named.cases["named"], called=f"{NAME} and others")
    named.act("ruth", "remark_on_cell", **place, text=f"Who is {NAME}?", words=NAME)
    named.act("ruth", "add_theme", parent_id=None, name=f"Trust in {NAME}")
    before = named.dump()
    gone = replace(named, NAME, "[Name 1]", everywhere=True)
    assert sorted({g.where for g in gone if g.line is None}) == sorted(
        ["cell", "file name", "memo", "name of a case", "remark", "theme"]
    )
    assert [row for table in named.dump().values() for row in table if NAME.casefold() in str(row).casefold()] == []
    assert NAME not in named.trail()[0]
    with named.read() as study:
        ((summary, verbatim),) = [p for p in parts_of(study, [place["theme_id"]]).values() if len(p) == 2]
        assert summary.text == "[Name 1] was seen twice; Morwenna is trusted."
        assert [summary.text[t.start : t.end] for t in summary.ties] == ["[Name 1] was seen twice; Morwenna"]
        assert verbatim.text == "went to [Name 1] twice"
        assert study.get(Transcript, named.transcripts["named"]).source == "talk_with_[Name 1].txt"
        assert elsewhere(study, NAME) == {}
    named.act("ruth", "undo")
    assert named.dump() == before


def test_a_word_is_not_looked_for_inside_a_longer_name_nor_in_small_letters() -> None:
    text = "Ann rang. Then Ann Lee and ann, and MARK and Mark to mark it."
    found = candidates(text)
    assert [text[a:b] for a, b in places(text, "Ann", False, found)] == ["Ann"]
    for words in ("Mark", "MARK"):
        assert [text[a:b] for a, b in places(text, words, False, found)] == ["MARK", "Mark"]
    assert [text[a:b] for a, b in places(text, "Ann", True, [])] == ["Ann", "Ann", "ann"]


def test_what_cannot_be_replaced_is_refused_in_a_sentence(named: SmallStudy) -> None:
    spot = named.find("named", NAME)
    before = named.dump(journal=True)
    for words, by, places_ in (
        (NAME, "  ", [spot]),
        (NAME, "[a [b]", [spot]),
        (NAME, f"[{NAME}]", [spot]),
        ("Morwenna said", "[Name 1]", []),
    ):
        with pytest.raises(Invalid):
            named.act("ruth", "replace_words", words=words, pseudonym=by, places=places_)
    with pytest.raises(Conflict, match="changed meanwhile"):
        named.act("ruth", "replace_words", words="Dr Tregear", pseudonym="[Name 1]", places=[spot])
    assert named.dump(journal=True) == before


# -- the same person, the same pseudonym --


def gone(words: str, by: str) -> Replaced:
    return Replaced(1, "2026-01-01", "Ruth", "LA1", 3, words, by)


def test_the_pseudonym_offered_is_the_one_given_before_or_the_next_free_one(named: SmallStudy) -> None:
    roster = ("Morwenna Tregear, Morwenna, Dr Tregear", "Polperran")
    key = Key(roster, frozenset(), (gone("Morwenna Tregear", "[Name 4]"), gone("Looe", "[Place 2]")))
    taken = named.ask(taken_numbers, key)
    assert taken == {"Name": 4, "Place": 2}
    offered = [
        ("morwenna  tregear", Kind.CAPITAL, "[Name 4]"),
        ("Morwenna", Kind.CAPITAL, "[Name 4]"),
        ("Dr Tregear", Kind.TITLE, "[Name 4]"),
        ("Mrs Morwenna Tregear", Kind.TITLE, "[Name 4]"),
        ("Mr Tregear", Kind.TITLE, "[Name 5]"),
        ("Looe", Kind.PLACE, "[Place 2]"),
        ("Polperran", Kind.PLACE, "[Place 3]"),
        ("3 May", Kind.DATE, "[Date]"),
        ("07700 900456", Kind.PHONE, "[Phone number]"),
    ]
    assert [suggested(words, kind, key, taken) for words, kind, _ in offered] == [by for *_, by in offered]
    assert known("Nobody", key) == ""
    replace(named, NAME, "[Name 9]")
    assert named.ask(taken_numbers, Key())["Name"] == 9  # without a key file the texts still say which are in use


def test_what_was_kept_is_decided_and_the_study_s_own_words_are_no_candidates(named: SmallStudy) -> None:
    def left(key: Key) -> list[str]:
        with named.read() as study:
            found = undecided(study, key, study.all(Transcript)).get(named.transcripts["named"], [])
            return [named.text("named")[one.start : one.end] for one in found]

    assert left(Key()) == [NAME, NAME, "Morwenna", "Morwenna", "Polperran Road", "Dr Tregear", NAME]
    here, there = str(named.transcripts["named"]), str(named.transcripts["LA1, FG1"])
    kept = Key((), frozenset({("morwenna", ""), ("dr tregear", here), ("polperran road", there)}))
    assert left(kept) == [NAME, NAME, "Polperran Road", NAME]
    named.act("ruth", "set_abbreviations", rows=[{"term": "PR", "meaning": "Polperran Road"}])
    assert "Polperran Road" not in left(Key())
    assert "Polperran Road" in left(Key(("polperran road",)))  # but a name that somebody gave is always looked for
    replace(named, NAME, "[Name 1]")
    replace(named, "Dr Tregear", "[Northern Doctor]")
    assert left(kept) == []


# -- the key file --


def test_the_key_file_is_private_apart_and_loses_nothing_when_two_write(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "names", "a-study")
    assert (keys.exists, keys.roster(), keys.kept(), keys.replaced()) == (False, (), [], [])

    def work(who: int) -> None:
        own = KeyFile(tmp_path / "names", "a-study")
        for n in range(12):
            own.keep(f"Word {who} {n}", "Ruth")
            own.note([gone(f"Name {who} {n}", "[Name 1]")])
            own.change_roster((), [f"Person {who} {n}"])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert (len(keys.kept()), len(keys.replaced()), len(keys.roster())) == (48, 48, 48)
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.file.parent.stat().st_mode) == 0o700
    first = keys.roster()
    keys.change_roster((), ["Somebody new"])
    keys.change_roster(first, [*first[1:], "Ann  Lee, Annie"])  # by somebody who had not seen the new one
    assert keys.roster() == (*first[1:], "Somebody new", "Ann Lee, Annie")
    keys.ask_again("WORD 1 1", "")
    assert len(keys.kept()) == 47
    keys.destroy()
    assert list(keys.file.parent.iterdir()) == []
    keys.file.write_bytes(b"no database at all, but something else that lies here" * 30)
    with pytest.raises(Unreadable, match="could not be used"):
        keys.roster()
    (tmp_path / "a file").write_text("In the way of a folder.")
    keys.destroy()  # what is damaged can still be got rid of
    keys.file.mkdir()
    for act in (keys.destroy, keys.replaced, lambda: keys.keep("Ann", "Ruth")):
        with pytest.raises(Unreadable, match="could not be used"):
            act()
    with pytest.raises(Unreadable, match="could not be used"):
        KeyFile(tmp_path / "a file" / "below", "a-study").keep("Ann", "Ruth")


def test_the_log_says_what_was_done_and_what_was_taken_back_and_nothing_of_a_refused_act(
    named: SmallStudy, tmp_path: Path
) -> None:
    keys = KeyFile(tmp_path / "names", "guid")
    spot = named.find("named", NAME)

    def replacing(fail: bool) -> None:
        with noted(named.workspace, named.id, named.people["ruth"], keys) as (change, entries):
            entries += [(one, "[Name 1]") for one in replace_words(change, NAME, "[Name 1]", [spot])]
            if fail:
                raise Conflict("No.")

    with pytest.raises(Conflict):
        replacing(True)
    assert keys.replaced() == []
    with named.workspace.database.writing() as connection:
        connection.exec_driver_sql("CREATE TRIGGER no BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(Exception, match="no"):
        replacing(False)
    assert keys.replaced() == []
    with named.workspace.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER no")
    replacing(False)
    (row,) = named.ask(log_rows, keys.replaced())
    assert row[1:] == (
        "Ruth Adeyemi",
        named.trail()[0].split(" in ")[1].removesuffix(" by [Name 1]"),
        2,
        NAME,
        "[Name 1]",
        "",
    )
    named.act("ruth", "undo")
    assert named.ask(log_rows, keys.replaced())[0][-1] == "taken back"


# -- where the real words are, and where not --


def everything(exported: bytes) -> bytes:
    """An export with all that is packed in it unpacked."""
    if not zipfile.is_zipfile(BytesIO(exported)):
        return exported
    with zipfile.ZipFile(BytesIO(exported)) as packed:
        return b"".join(everything(packed.read(name)) for name in packed.namelist())


def test_no_export_holds_what_was_replaced_and_the_key_is_in_none_of_them(named: SmallStudy, tmp_path: Path) -> None:
    chart(named)
    found = {}
    for when in ("before", "after"):
        with named.read() as study:
            found[when] = {
                what: NAME.encode() in everything(writer.write(study, exporting.ALL_OF_IT))
                for what, writer in exporting.WRITERS.items()
            }
        if when == "before":
            assert any(found[when].values())
            replace(named, NAME, "[Name 1]", everywhere=True)
    # The archive of the whole study holds its past, and says so.
    assert [what for what, holds in found["after"].items() if holds] == ["archive-zip"]


def test_what_is_replaced_before_it_is_stored_never_comes_into_the_database(study: SmallStudy, tmp_path: Path) -> None:
    draft = talk(FOCUS_GROUP, 9, 55, f"Then {NAME} rang.")
    clean = edited(draft, [(a, b, "[Name 1]") for a, b in standing(draft.text, NAME)])
    keys = KeyFile(tmp_path / "names", "guid")
    with noted(study.workspace, study.id, study.people["ruth"], keys) as (change, entries):
        import_transcripts(change, [arrival(clean, CaseKind.FOCUS_GROUP, study.sites["LA1"])])
        entries.append((Gone("LA1, FG1", 9, NAME), "[Name 1]"))
    study.workspace.database.copy_to(tmp_path / "copy.sqlite3")
    for file in (study.file, tmp_path / "copy.sqlite3", study.file.with_name(study.file.name + "-wal")):
        assert not file.exists() or NAME.encode() not in file.read_bytes()
    assert NAME.encode() in keys.file.read_bytes()
    assert keys.file.parent != study.file.parent
    keys.destroy()
    assert not keys.exists


# -- what is no words, and what is written otherwise --


def test_a_number_or_a_date_of_a_case_gives_way_to_nothing(named: SmallStudy) -> None:
    case = named.cases["named"]
    for name, kind, value in (
        ("Born", AttributeKind.DATE, "1990-05-03"),
        ("Number", AttributeKind.NUMBER, "9434765919"),
        ("Note", AttributeKind.TEXT, "9434765919, 1990-05-03"),
    ):
        id = named.act("ruth", "add_attribute", name=name, kind=kind, choices=[]).id
        named.act("ruth", "set_value", case_id=case, attribute_id=id, value=value)
    before = named.dump()
    replace(named, "1990-05-03", "[Date]", everywhere=True)
    replace(named, "9434765919", "[Number]", everywhere=True)
    values = [row.value for row in named.ask(lambda study: study.find(AttributeValue, case_id=case))]
    assert values == ["[Number], [Date]"]
    with named.read() as study:
        assert WRITERS["cases"].write(study)
    named.act("ruth", "undo")
    named.act("ruth", "undo")
    assert named.dump() == before


def test_two_attributes_never_get_one_name_and_no_choice_stands_twice(named: SmallStudy) -> None:
    for name in ("Trust in Ann Lee", "Trust in Annie Lee"):
        named.act("ruth", "add_attribute", name=name, kind=AttributeKind.TEXT, choices=[])
    choices = ["Ann Lee", "Annie Lee", "Nobody"]
    named.act("ruth", "add_attribute", name="Led by", kind=AttributeKind.CHOICE, choices=choices)
    replace(named, "Ann Lee", "[Name 1]", everywhere=True)
    with pytest.raises(Invalid, match=r"Two attributes would be called Trust in \[Name 1\]"):
        replace(named, "Annie Lee", "[Name 1]", everywhere=True)
    other = named.ask(lambda study: next(a for a in study.all(Attribute) if "Annie" in a.name))
    named.act("lead", "remove_attribute", attribute_id=other.id)
    replace(named, "Annie Lee", "[Name 1]", everywhere=True)
    assert named.ask(lambda study: study.one(Attribute, name="Led by")).choices == "[Name 1]\nNobody"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_same_whichever_way_its_accents_are_stored(form: Literal["NFC", "NFD"]) -> None:
    text = normalize(form, "Then José García rang, and José and Jose with Mrs Núñez.")
    said = [normalize("NFC", text[one.start : one.end]) for one in candidates(text)]
    assert said == ["José García", "José", "Jose", "Mrs Núñez"]
    for other in ("NFC", "NFD"):
        words = normalize(other, "José García")  # type: ignore[arg-type]
        assert [text[a:b] for a, b in standing(text, words)] == [normalize(form, words)]
    assert [text[a:b] for a, b in places(text, "Jose", False, candidates(text))] == ["Jose"]
    assert alike(normalize("NFD", "José")) == alike("José")


def test_the_name_of_a_file_gives_way_however_it_is_joined() -> None:
    for name in ("talk_Anne-Marie_Lee.txt", "talk-anne-marie-lee.txt", "talk.Anne.Marie.Lee.txt"):
        assert "nne" not in file_otherwise(name, "Anne-Marie Lee", "[Name 1]")


@pytest.mark.timeout(60)  # 36,000 candidates against each other would take longer
def test_thousands_of_places_are_found_and_replaced(named: SmallStudy) -> None:
    text = "".join(f"S1: so then Ann Lee met Bob in Harfield, {n}, and Ann Lee went.\n" for n in range(6000))
    turns = find_turns(text)
    arrived = arrival(Draft("long.txt", text, turns.layout, turns.turns), CaseKind.FOCUS_GROUP, named.sites["LA2"])
    named.act("ruth", "import_transcripts", arrivals=[arrived])
    assert len([g for g in replace(named, "Ann Lee", "[Name 1]") if g.line]) == 12000
    assert len([g for g in replace(named, "Bob", "[Name 2]") if g.line]) == 6000


def test_everywhere_is_also_where_the_study_explains_its_terms_and_why_to_look_again(named: SmallStudy) -> None:
    named.act("ruth", "set_abbreviations", rows=[{"term": "PR", "meaning": "Polperran Road"}])
    rows = [{"id": named.groups[code], "code": code, "name": "Polperran Road"} for code in ("FG1", "FG2")]
    named.act("lead", "set_group_types", rows=rows)
    with named.workspace.change(named.id, named.people["ruth"]) as change:
        change.tell("split a theme")
        change.add(Due, transcript_id=named.transcripts["named"], reason="Polperran Road was split", at=change.now)
    assert named.ask(elsewhere, "Polperran Road") == {
        "reason to look again": 1,
        "abbreviation": 1,
        "type of group": 2,
    }
    replace(named, "Polperran Road", "[Place 1]", everywhere=True)
    assert [row for table in named.dump().values() for row in table if "Polperran" in str(row)] == []


def test_a_name_that_stood_in_brackets_leaves_no_candidate_behind() -> None:
    assert candidates("and then [[Name 1]] rang") == []
