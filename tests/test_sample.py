"""The invented study is whole, and what a user sees of it after loading is what its files say."""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from framework import (
    approval,
    board,
    cases,
    cell_history,
    corrections,
    coverage,
    evidence,
    guide,
    indexing,
    matrices,
    memos,
    themes,
    transcripts,
    versions,
)
from framework.history import trail
from framework.matrices import Status
from framework.model import (
    Abbreviation,
    About,
    Attribute,
    Blank,
    Block,
    BlockKind,
    CaseKind,
    Cell,
    CellReview,
    Consent,
    Dynamics,
    IndexEntry,
    Link,
    Membership,
    Memo,
    MemoKind,
    Passage,
    Reading,
    Remark,
    Role,
    Site,
    Stage,
    ThemeReview,
    Transcript,
    Verdict,
)
from framework.study import Study
from framework.workspace import Workspace
from workbench.sample import load_sample, sample_folder
from workbench.sample.charting import sentences

MODERATORS = {"Moderator", "Interviewer"}
FOLDER = sample_folder()
FULL = ["2", "4"]  # the main themes that are charted in full


@pytest.fixture(scope="module")
def told() -> list[float]:
    return []


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path_factory.mktemp("sample") / "demo.sqlite3")
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def project(workspace: Workspace, told: list[float]) -> int:
    return load_sample(workspace, progress=lambda share, doing: told.append(share))


@pytest.fixture
def study(workspace: Workspace, project: int) -> Iterator[Study]:
    with workspace.read(project, workspace.local_person().id) as study:
        yield study


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def indexed() -> list[dict[str, str]]:
    """The rows of the index with what a second look has changed of them."""
    acts = rows("second_look.csv")
    removed = {act["passage"] for act in acts if act["act"] == "remove"}
    more = {act["passage"]: act["theme"] for act in acts if act["act"] == "place"}
    return [
        {**row, "themes": ";".join(filter(None, [row["themes"], more.get(row["id"])]))}
        for row in rows("index.csv")
        if row["id"] not in removed
    ]


def named(study: Study) -> dict[str, Transcript]:
    """The transcripts under the names of their files."""
    return {Path(transcript.source).stem: transcript for transcript in study.all(Transcript)}


def speeches(study: Study, transcript: Transcript) -> list[tuple[str, int, int, str]]:
    """Label, start, end and words of everything somebody says."""
    text, voices = study.text(transcript.digest), transcripts.speakers(study, transcript)
    return [
        (voices[turn.participant_id].label, turn.speech, turn.end, text[turn.speech : turn.end])
        for turn in transcripts.turns_of(study, transcript.id)
        if turn.participant_id is not None
    ]


def test_progress_rises_from_nothing_to_everything(project: int, told: list[float]) -> None:
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)


def test_the_local_person_leads_and_three_colleagues_take_part(workspace: Workspace, study: Study) -> None:
    roles = {person.id: person.initials for person in workspace.people()}
    taking_part = {roles[m.person_id]: m.role for m in study.find(Membership)}
    assert study.role is Role.LEAD
    assert {"RA": Role.ANALYST, "TL": Role.ANALYST, "HM": Role.SUPERVISOR}.items() <= taking_part.items()
    assert len(taking_part) == 4


def test_a_second_loading_makes_a_second_study_with_the_same_people(workspace: Workspace, project: int) -> None:
    before = workspace.people()
    assert load_sample(workspace) != project
    assert workspace.people() == before


def test_the_sites_are_those_of_table_1(study: Study) -> None:
    assert [(s.code, s.geography, s.level, s.managers, s.social_workers) for s in study.all(Site)] == [
        ("LA1", "West Midlands", "medium", 4, 12),
        ("LA2", "West Midlands", "low", 4, 12),
        ("LA3", "London", "low", 4, 8),
        ("LA4", "North", "low", 4, 11),
        ("LA5", "East", "low", 5, 12),
        ("LA6", "East Midlands", "medium", 4, 9),
    ]


def test_there_are_37_cases_and_as_many_voices_at_each_site_as_table_1_says(study: Study) -> None:
    found = cases.case_rows(study)
    sites = {site.code: site for site in study.all(Site)}
    social_workers: Counter[str] = Counter()
    managers: Counter[str] = Counter()
    case_of = {row.id: row for row in found}
    for transcript in study.all(Transcript):
        case = case_of[transcript.case_id]
        speaking = [p for p in transcripts.speakers(study, transcript).values() if not p.moderator]
        assert len(transcripts.speakers(study, transcript)) == len(speaking) + 1, case.name
        (social_workers if case.kind is CaseKind.FOCUS_GROUP else managers)[case.site] += len(speaking)
    assert len(found) == len(study.all(Transcript)) == 37
    assert social_workers.total() == 64
    assert social_workers == {code: site.social_workers for code, site in sites.items()}
    assert managers == {code: site.managers for code, site in sites.items()}


def test_cases_are_named_as_their_files(study: Study) -> None:
    names = transcripts.transcript_names(study)
    for stem, transcript in named(study).items():
        assert names[transcript.id].replace(", ", "_").replace(" ", "_") == stem


def test_every_turn_of_every_layout_is_found_with_its_speaker(study: Study) -> None:
    for stem, transcript in named(study).items():
        turns = transcripts.turns_of(study, transcript.id)
        assert all(turn.participant_id is not None for turn in turns), stem
        allowed = {"Manager", "Interviewer"} if "Manager" in stem else {"Moderator", *(f"S{n}" for n in range(1, 7))}
        labels = Counter(label for label, *_ in speeches(study, transcript))
        assert set(labels) <= allowed, stem
        assert min(labels.values()) >= 4, stem
        times = [turn.seconds for turn in turns]
        if stem.startswith("LA5"):
            assert None not in times, stem
            assert times == sorted(set(times), key=lambda seconds: seconds or 0), stem
        else:
            assert set(times) == {None}, stem


def test_transcripts_are_long_enough(study: Study) -> None:
    for stem, transcript in named(study).items():
        words = sum(len(words.split()) for *_, words in speeches(study, transcript))
        assert words >= (1_650 if "_FG" in stem else 780), (stem, words)


def test_no_sentence_is_said_twice(study: Study) -> None:
    said: Counter[str] = Counter()
    for transcript in study.all(Transcript):
        for *_, words in speeches(study, transcript):
            for sentence in re.split(r"(?<=[.?!])[\"')\]]*\s+", words):
                plain = re.sub(r"[^a-z0-9 ]", "", sentence.lower()).split()
                if len(plain) >= 3:
                    said[" ".join(plain)] += 1
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_the_abbreviations_are_those_the_transcripts_use(study: Study) -> None:
    spoken = " ".join(words for transcript in study.all(Transcript) for *_, words in speeches(study, transcript))
    terms = [abbreviation.term for abbreviation in study.all(Abbreviation)]
    assert len(terms) >= 12
    assert [term for term in terms if not re.search(rf"\b{term}\b", spoken)] == []


def test_attributes_have_a_value_for_every_case_they_fit(study: Study) -> None:
    assert [attribute.name for attribute in study.all(Attribute)] == ["Setting", "Post", "Length (minutes)"]
    for row in cases.case_rows(study):
        assert row.value("Setting") in {"urban", "mixed", "rural"}
        assert int(row.value("Length (minutes)")) > 0
        assert bool(row.value("Post")) == (row.kind is CaseKind.INTERVIEW)


def test_not_everything_is_read_by_everybody(study: Study) -> None:
    read = transcripts.readers(study)
    assert len(study.all(Reading)) == len(rows("reading.csv"))
    assert set(read) == {transcript.id for transcript in study.all(Transcript)}
    assert len({len(people) for people in read.values()}) > 1


def test_the_framework_carries_the_numbers_of_its_file(study: Study) -> None:
    written = {(row["number"], row["name"], row["definition"], row["origin"]) for row in rows("framework.csv")}
    stored = {(n.number, n.theme.name, n.theme.definition, n.theme.origin.value) for n in themes.index(study)}
    assert stored == written
    assert all(8 <= len(n.theme.definition.split()) <= 25 for n in themes.index(study))
    assert all(themes.columns(study, main.theme.id)[-1].theme.other for main in themes.main_themes(study))


def test_the_index_holds_what_its_file_says(study: Study) -> None:
    found = indexed()
    entries = [theme for row in found for theme in row["themes"].split(";")]
    assert study.count(Passage) == len(found)
    assert study.count(IndexEntry) == len(entries) >= 700
    parents = {numbered.theme.parent_id for numbered in themes.index(study)}
    lowest = {numbered.theme.id for numbered in themes.index(study)} - parents
    assert lowest <= {entry.theme_id for entry in study.find(IndexEntry)}


def test_every_transcript_is_indexed_by_two_people_and_passages_overlap(study: Study) -> None:
    for stem, transcript in named(study).items():
        passages = [placed.passage for placed in indexing.passages_of(study, transcript.id)]
        assert len({passage.person_id for passage in passages}) == 2, stem
        assert len(passages) >= (28 if "_FG" in stem else 12), stem
    everything = study.find(Passage)
    assert any(
        a.transcript_id == b.transcript_id and a.start < b.start < a.end
        for a, b in zip(everything, everything[1:], strict=False)
    )


def test_no_passage_lies_in_the_moderators_words_alone(study: Study) -> None:
    for stem, transcript in named(study).items():
        answers = [(start, end) for label, start, end, _ in speeches(study, transcript) if label not in MODERATORS]
        for placed in indexing.passages_of(study, transcript.id):
            passage = placed.passage
            assert any(start < passage.end and passage.start < end for start, end in answers), (stem, passage.quote)


def test_passages_begin_and_end_with_the_words_of_the_file(study: Study) -> None:
    quotes = Counter(passage.quote for passage in study.find(Passage))
    for row in indexed():
        fitting = [q for q in quotes if q.startswith(row["begins"]) and q.endswith(row["ends"])]
        assert fitting, row["id"]


def test_every_verbatim_stands_in_its_passage(study: Study) -> None:
    checked = 0
    passages = {passage.id: passage for passage in study.find(Passage)}
    for main in themes.main_themes(study):
        for written in matrices.summary_matrix(study, main.theme.id).cells.values():
            for part in written.parts:
                if part.kind is BlockKind.VERBATIM:
                    (id,) = part.passages
                    assert part.text in passages[id].quote
                    checked += 1
    assert checked > 200


def test_summaries_rest_on_passages_and_comments_on_none(study: Study) -> None:
    for main in themes.main_themes(study):
        for written in matrices.summary_matrix(study, main.theme.id).cells.values():
            for part in written.parts:
                assert bool(part.passages) == (part.kind is not BlockKind.COMMENT), part.text
    assert study.count(Link) > 0


def test_a_linked_passage_stands_under_the_sub_theme_of_its_cell(study: Study) -> None:
    column = themes.column_of(study)
    columns: dict[int, set[int]] = {}
    for entry in study.find(IndexEntry):
        columns.setdefault(entry.passage_id, set()).add(column[entry.theme_id])
    for main in themes.main_themes(study):
        for (_, theme_id), written in matrices.summary_matrix(study, main.theme.id).cells.items():
            for part in written.parts:
                assert all(theme_id in columns[id] for id in part.passages), part.text


def cells_of(study: Study, number: str) -> dict[tuple[str, str], matrices.Written]:
    """(case, number of the column) → what stands there, for one main theme."""
    main = next(theme for theme in themes.main_themes(study) if theme.number == number)
    matrix = matrices.summary_matrix(study, main.theme.id)
    name, column = transcript_cases(study), {entry.theme.id: entry.number for entry in matrix.columns}
    return {(name[case], column[theme]): written for (case, theme), written in matrix.cells.items()}


def transcript_cases(study: Study) -> dict[int, str]:
    return {transcript.case_id: stem for stem, transcript in named(study).items()}


def everywhere(study: Study) -> Iterator[tuple[tuple[str, str], matrices.Written]]:
    for main in themes.main_themes(study):
        yield from cells_of(study, main.number).items()


@pytest.mark.parametrize("number", FULL)
def test_training_and_support_are_charted_in_full(study: Study, number: str) -> None:
    cells = cells_of(study, number)
    reasons = {Blank.NOTHING_SAID, Blank.NOT_ASKED, Blank.NOT_APPLICABLE}
    assert len(cells) == 37 * len({column for _, column in cells})
    for written in cells.values():
        assert bool(written.parts) != (written.blank in reasons)
        assert not (written.passages and written.blank)
        assert written.charted


@pytest.mark.parametrize("number", ["1", "3"])
def test_the_other_two_are_charted_in_part(study: Study, number: str) -> None:
    cells = cells_of(study, number).values()
    assert sum(bool(written.parts) for written in cells) >= 35
    assert sum(written.passages > 0 and not written.charted for written in cells) >= 20


def test_every_sentence_of_a_summary_is_tied_to_passages_of_its_cell(study: Study) -> None:
    quoted = {passage.id for passage in study.find(Passage)}
    tied = 0
    for place, written in everywhere(study):
        for part in written.parts:
            assert all(tie.passage in quoted for tie in part.ties), place
            if part.kind is BlockKind.SUMMARY:
                spans = {(tie.start, tie.end) for tie in part.ties}
                assert spans == set(sentences(part.text)), (place, part.text)
                assert all(part.text[start:end].strip() == part.text[start:end] for start, end in spans), place
                tied += len(spans)
    assert tied > 900


def test_cells_are_neither_thin_nor_sprawling(study: Study) -> None:
    for place, written in everywhere(study):
        if written.parts:
            assert 8 <= len(written.text.split()) <= 180, place


def test_no_summary_or_comment_stands_in_two_cells(study: Study) -> None:
    own = [part for _, written in everywhere(study) for part in written.parts if part.kind is not BlockKind.VERBATIM]
    assert [text for text, times in Counter(part.text for part in own).items() if times > 1] == []


def test_there_are_cells_in_every_state(study: Study) -> None:
    states = Counter(written.status for _, written in everywhere(study))
    assert set(states) == set(Status)
    assert states[Status.APPROVED] > 400
    assert states[Status.SUBMITTED] > 30 <= states[Status.DRAFT]
    assert states[Status.CHANGES_ASKED] == 3
    assert {place for place, written in everywhere(study) if written.status is Status.EVIDENCE_CHANGED} == {
        ("LA5_FG1", "2.4"),
        ("LA1_Manager_2", "2.5"),
        ("LA1_Manager_4", "2.5"),
    }


@pytest.mark.parametrize(
    ("case", "column", "words"),
    [
        ("LA5_FG1", "2.4", "1 passage added"),
        ("LA1_Manager_2", "2.5", "1 passage altered"),
        ("LA1_Manager_4", "2.5", "1 passage removed"),
    ],
)
def test_the_evidence_of_a_cell_has_changed_in_every_way(study: Study, case: str, column: str, words: str) -> None:
    written = cells_of(study, column[0])[case, column]
    stored = study.one(Cell, case_id=written.case_id, theme_id=written.theme_id)
    place = (written.case_id, written.theme_id)
    assert stored is not None
    assert stored.evidence is not None
    now = evidence.evidence(study, [written.theme_id], [written.case_id])[place]
    assert evidence.altered(stored.evidence, now).words == words


def test_every_reason_for_a_blank_cell_is_given_somewhere(study: Study) -> None:
    reasons = Counter(written.blank for _, written in everywhere(study) if written.blank)
    assert set(reasons) == set(Blank) - {Blank.NOT_CHARTED}


def test_the_matrix_of_support_is_as_it_was_signed_and_that_of_training_has_changed_since(
    workspace: Workspace, study: Study
) -> None:
    initials = {person.id: person.initials for person in workspace.people()}
    signed = {main.number: approval.signed(study, main.theme.id) for main in themes.main_themes(study)}
    assert signed["1"] is None
    assert signed["3"] is None
    for number in FULL:
        one = signed[number]
        assert one is not None
        assert initials[one.sign_off.person_id] == "HM"
        assert one.sign_off.note
        assert len(one.changed) == {"2": 11, "4": 0}[number]


def test_nobody_approves_a_cell_of_their_own(workspace: Workspace, study: Study) -> None:
    initials = {person.id: person.initials for person in workspace.people()}
    writers = {cell.id: initials[cell.person_id] for cell in study.find(Cell)}
    assert set(writers.values()) == {"RA", "TL"}
    for step in study.find(CellReview):
        supervised = step.stage in (Stage.APPROVED, Stage.CHANGES_ASKED)
        assert initials[step.person_id] == ("HM" if supervised else writers[step.cell_id])


def test_cells_are_talked_about_on_words_and_passages_and_some_threads_are_settled(study: Study) -> None:
    heads = [remark for remark in study.find(Remark) if remark.answers is None]
    assert any(head.words for head in heads)
    assert any(head.passage_id for head in heads)
    assert len([head for head in heads if head.settled]) == 5
    assert len([head for head in heads if not head.settled]) >= 7
    answered = {remark.answers for remark in study.find(Remark)} - {None}
    assert len(answered) >= 7
    by_id = {cell.id: (cell.case_id, cell.theme_id) for cell in study.find(Cell)}
    for head in heads:
        case_id, theme_id = by_id[head.cell_id]
        said = {edition.text for edition in study.find(Block, cell_id=head.cell_id)}
        if head.words and not head.settled:
            assert any(head.words in text for text in said), (case_id, theme_id, head.words)


def test_rewritten_cells_keep_their_history(study: Study) -> None:
    first = {(row["case"], row["theme"]) for row in rows("editions.csv") if row["when"] == "first"}
    name, number = transcript_cases(study), {entry.theme.id: entry.number for entry in themes.index(study)}
    for cell in study.find(Cell):
        if (name[cell.case_id], number[cell.theme_id]) in first:
            assert len(cell_history.editions(study, cell.case_id, cell.theme_id)) == 2


def test_how_groups_talked_is_noted_in_every_way_and_only_of_groups(study: Study) -> None:
    noted = [(place, written.dynamics) for place, written in everywhere(study) if written.dynamics]
    assert len(noted) >= 15
    assert all("_FG" in case for (case, _), _ in noted)
    assert {way for _, ways in noted for way in ways} == set(Dynamics)


def test_some_guides_are_settled(study: Study) -> None:
    settled = Counter(guide for _, written in everywhere(study) for guide in written.settled)
    assert settled == {"long": 6, "unused": 1}


def test_the_topic_guide_proposes_cells_and_others_have_been_confirmed(study: Study) -> None:
    asked = guide.guide(study)
    assert len(asked) == len(rows("topic_guide.csv")) >= 8
    assert {len(question.roles) for question in asked} == {0, 1}
    assert all(question.themes for question in asked)
    number = {entry.theme.id: entry.number for entry in themes.index(study)}
    proposed = Counter(number[theme_id] for _, theme_id in guide.not_asked(study))
    assert proposed.total() >= 10
    assert not any(column[0] in FULL for column in proposed)
    confirmed = [act for act in trail(study, limit=2_000) if act.operation == "confirm_not_asked"]
    assert len(confirmed) == 2


def test_every_stretch_of_the_board_is_somebodys(workspace: Workspace, study: Study) -> None:
    found = board.board(study)
    people = {person.id: person.initials for person in workspace.people()}
    assert len(found.stretches) == 37 * 4
    assert {people[s.person_id] for s in found.stretches.values() if s.person_id} == {"RA", "TL"}
    assert all(stretch.person_id for stretch in found.stretches.values())
    assert {stretch.status for stretch in found.stretches.values()} >= set(Status) - {Status.SUBMITTED}


def test_the_supervisor_has_looked_and_there_is_something_new_for_her(workspace: Workspace, study: Study) -> None:
    (helen,) = (person for person in workspace.people() if person.initials == "HM")
    assert 0 < approval.looked_until(study, helen.id) < study.version


def test_memos_are_about_everything_there_is_to_write_about(study: Study) -> None:
    everything = study.find(Memo)
    about = Counter(memo.about for memo in everything if memo.kind is MemoKind.MEMO)
    beside_passages = sum(bool(row["memo"]) for row in rows("index.csv"))
    assert about == {About.PASSAGE: beside_passages, About.STUDY: 1, About.CASE: 2, About.CELL: 2}
    assert beside_passages >= 36
    assert all(memos.said(study, memo.about, memo.about_id) for memo in everything)
    kinds = Counter(memo.kind for memo in everything)
    assert kinds[MemoKind.READING_NOTE] >= 12
    assert kinds[MemoKind.THEME_NOTE] >= 12
    assert kinds[MemoKind.METHOD_NOTE] >= 6
    summarised = [memo for memo in everything if memo.kind is MemoKind.CASE_SUMMARY]
    assert len({memo.about_id for memo in summarised if memo.about is About.CASE}) == len(summarised) >= 6
    noted = {memo.about_id for memo in everything if memo.kind is MemoKind.THEME_NOTE and memo.about is About.THEME}
    assert {main.theme.id for main in themes.main_themes(study) if main.number in FULL} <= noted
    assert [memo.about for memo in memos.pinned_memos(study)] == [About.STUDY, About.THEME]


def test_margin_notes_stand_beside_the_words_of_the_file(study: Study) -> None:
    here, written = named(study), rows("margin.csv")
    assert len(written) == study.count(Memo, kind=MemoKind.MARGIN_NOTE.value) == 5
    for row in written:
        (note,) = study.find(Memo, text=row["text"])
        words = study.text(here[row["transcript"]].digest)[note.start : note.end]
        assert words.startswith(row["begins"])
        assert words.endswith(row["ends"])


def test_no_sentence_of_the_team_is_written_twice() -> None:
    columns = {
        "memos.csv": "text",
        "margin.csv": "text",
        "reviews.csv": "note",
        "index.csv": "memo",
        "remarks.csv": "text",
    }
    written = [row[column] for name, column in columns.items() for row in rows(name)]
    sentences = Counter(s.lower() for text in written for s in re.split(r"(?<=[.?!])\s+", text) if len(s.split()) >= 3)
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_both_analysts_keep_themes_under_number_keys(workspace: Workspace, study: Study) -> None:
    people = {person.initials: person.id for person in workspace.people()}
    titles = themes.titles(study)
    kept = {who: [titles[id].split()[0] if id else "" for id in indexing.pinned(study, people[who])] for who in people}
    assert kept["RA"] == ["2.2.2", "2.4.3", "2.6", "4.1", "4.3", "", "", "", ""]
    assert kept["TL"][:4] == ["2.2.4", "2.2.5", "2.4.4", "4.4"]
    assert not any(kept["HM"])


def test_passages_are_marked_as_the_file_says(study: Study) -> None:
    marked = [p for p in study.find(Passage) if p.strength or p.key or p.consent is not Consent.NOT_ASKED]
    found = Counter((str(p.strength or ""), "yes" if p.key else "", p.consent.value) for p in marked)
    assert found == Counter((row["strength"], row["key"], row["consent"]) for row in rows("marks.csv"))
    assert sum(p.key for p in marked) == 12
    assert {p.strength for p in marked} == {1, 2, 3}
    assert Counter(p.consent for p in marked)[Consent.GRANTED] >= 6
    assert Counter(p.consent for p in marked)[Consent.REFUSED] == 2


def test_themes_charted_in_full_are_judged_and_four_themes_by_the_supervisor_too(
    workspace: Workspace, study: Study
) -> None:
    initials = {person.id: person.initials for person in workspace.people()}
    judged: dict[int, set[str]] = {}
    for review in study.all(ThemeReview):
        judged.setdefault(review.theme_id, set()).add(initials[review.person_id])
        assert review.note
    assert all(people & {"RA", "TL"} for people in judged.values())
    assert sum("HM" in people for people in judged.values()) == 4
    mains = [main for main in themes.main_themes(study) if main.number in FULL]
    assert {column.theme.id for main in mains for column in themes.columns(study, main.theme.id)} <= judged.keys()
    assert len({review.verdict for review in study.all(ThemeReview)}) >= 3 <= len(Verdict)


def test_a_sub_theme_was_split_off_and_two_transcripts_wait_for_another_look(study: Study) -> None:
    pilot, refined = versions.versions(study)
    (added,) = versions.difference(study, refined.id)
    assert (added.kind, added.after) == (versions.Kind.SPLIT, "2.2.8 Interpreters")
    assert "Interpreters" in added.reasons
    assert len(versions.difference(study, pilot.id, refined.id)) > 3
    waiting = {study.by_id(Transcript)[id].source for id in coverage.dues(study)}
    assert waiting == {"LA2_FG1.txt", "LA3_Manager_4.docx"}
    assert {state.value for state in coverage.states(study, list(study.by_id(Transcript))).values()} > {"re-index due"}


def test_passages_stand_under_the_themes_of_their_rows_after_the_split(study: Study) -> None:
    numbers = {entry.theme.id: entry.number for entry in themes.index(study)}
    for stem, transcript in named(study).items():
        stored = Counter(
            tuple(sorted(numbers[id] for id in p.themes)) for p in indexing.passages_of(study, transcript.id)
        )
        told = [row["themes"].split(";") for row in indexed() if row["transcript"] == stem]
        assert stored == Counter(tuple(sorted(numbers)) for numbers in told), stem


def test_two_transcripts_were_corrected_and_their_passages_kept_their_places(study: Study) -> None:
    for row in rows("corrections.csv"):
        transcript = named(study)[row["transcript"]]
        (earlier,) = corrections.earlier_texts(study, transcript.id)
        assert earlier.note == row["note"]
        assert row["said"] in study.text(earlier.digest)
        assert study.text(transcript.digest) == study.text(earlier.digest).replace(row["said"], row["corrected"])
    assert corrections.waiting(study) == {}


def test_every_act_is_its_own_persons(workspace: Workspace, study: Study) -> None:
    initials = {person.id: person.initials for person in workspace.people()}
    acts = trail(study, limit=2_000)
    indexed = Counter(initials[act.person_id] for act in acts if act.operation == "index_passage")
    assert set(indexed) == {"RA", "TL"}
    assert {initials[act.person_id] for act in acts if act.operation == "write_memo"} == {"RA", "TL", "HM"}
    assert all(act.sentence for act in acts)


def test_nothing_in_the_study_names_a_person_outside_it() -> None:
    design = tomllib.loads((FOLDER / "study.toml").read_text(encoding="utf-8"))
    assert {person["initials"] for person in design["people"]} == {"RA", "TL", "HM"}
    assert "invented" in (FOLDER / "README.md").read_text(encoding="utf-8")
