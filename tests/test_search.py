"""Search finds words where they stand, in this study alone, and whatever is typed."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_study import FOCUS_GROUP, SmallStudy, arrival, copy_of, talk
from sqlalchemy import text as sql

from framework import search
from framework.history import trail
from framework.model import CaseKind, Draft, DraftTurn, Transcript, Turn
from framework.store import fulltext
from framework.transcripts import import_transcripts

FOLDERS = count()
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WITHOUT_TABLE = ("turn_words_come", "turn_words_go", "turn_words_change", "turn_words_corrected")


def found(s: SmallStudy, typed: str, **how: object) -> search.Found:
    return s.ask(search.search, typed, **how)  # type: ignore[arg-type]


def words_of(s: SmallStudy, typed: str, **how: object) -> list[list[str]]:
    """The words at the places of each hit."""
    with s.read() as study:
        texts = {t.id: study.text(t.digest) for t in study.all(Transcript)}
    return [[texts[h.transcript_id][a:b] for a, b in h.places] for h in found(s, typed, **how).hits]


def without_table(s: SmallStudy) -> None:
    """The same study in a database that has no full-text table."""
    with s.workspace.database.writing() as connection:
        for name in WITHOUT_TABLE:
            connection.execute(sql(f"DROP TRIGGER {name}"))
        connection.execute(sql("DROP TABLE turn_vocabulary"))
        connection.execute(sql("DROP TABLE turn_words"))


@pytest.fixture(scope="module")
def shared(built: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    """A small study that is only searched."""
    small = copy_of(built, tmp_path_factory.mktemp("searched"))
    yield small
    small.workspace.close()


@pytest.fixture(scope="module")
def plain(built: SmallStudy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    """The same without a full-text table."""
    small = copy_of(built, tmp_path_factory.mktemp("plain"))
    without_table(small)
    yield small
    small.workspace.close()


def test_words_are_found_in_any_order_within_one_turn(shared: SmallStudy) -> None:
    hits = words_of(shared, "week ROTA")
    assert hits
    assert all(hit == ["rota", "week"] for hit in hits)
    assert found(shared, "rota practice").turns == 0


def test_a_phrase_is_found_only_as_it_is_said(shared: SmallStudy) -> None:
    assert set(map(tuple, words_of(shared, '"before the week"'))) == {("before the week",)}
    assert found(shared, "“week before”").turns == 0


def test_a_beginning_is_found_with_the_whole_word(shared: SmallStudy) -> None:
    assert {word for hit in words_of(shared, "pract*") for word in hit} == {"practice"}
    assert {word for hit in words_of(shared, '"one mor*"') for word in hit} <= {"one morning"}
    assert found(shared, "pract").turns == 0


def test_alternatives_are_found_in_one_go(shared: SmallStudy) -> None:
    both = found(shared, "rota OR practice").turns
    assert both == found(shared, "rota").turns + found(shared, "practice").turns > 0


@pytest.mark.parametrize("typed", ["café", "cafe", "CAFÉ", "cafe\u0301", "caf*"])
def test_accents_and_case_do_not_count(shared: SmallStudy, typed: str) -> None:
    assert words_of(shared, typed) == [["cafe\u0301"]]


@pytest.mark.parametrize("typed", ["שלום", '"שלום עליכם"', "nbsp here"])
def test_other_scripts_and_odd_blanks_are_no_obstacle(shared: SmallStudy, typed: str) -> None:
    assert found(shared, typed).turns == 1


def test_moderators_are_searched_only_on_request(shared: SmallStudy) -> None:
    assert not any(hit.leads for hit in found(shared, "week").hits)
    everybody = found(shared, "week OR rota OR manager OR case OR sitting OR confidence OR morning", leaders=True)
    assert {hit.speaker for hit in everybody.hits} >= {"Moderator", "S1"}


def test_hits_come_in_the_order_of_the_cases_that_are_asked_for(shared: SmallStudy) -> None:
    manager, group = shared.cases["LA1, Manager 1"], shared.cases["LA1, FG1"]
    hits = found(shared, "you OR the", case_ids=[manager, group]).hits
    order = [hit.transcript_id for hit in hits]
    assert set(order) == {shared.transcripts["LA1, Manager 1"], shared.transcripts["LA1, FG1"]}
    assert order[0] == shared.transcripts["LA1, Manager 1"]
    assert order == sorted(order, key=lambda id: id != order[0])
    assert found(shared, "the", case_ids=[]).hits == []


def test_pages_hold_each_turn_once(shared: SmallStudy) -> None:
    whole = found(shared, "the OR you OR we OR my OR a OR i", leaders=True)
    assert whole.pages == -(-whole.turns // search.PER_PAGE) > 1
    turns = [
        hit.turn.id
        for page in range(1, whole.pages + 1)
        for hit in found(shared, "the OR you OR we OR my OR a OR i", leaders=True, page=page).hits
    ]
    assert len(set(turns)) == whole.turns
    assert found(shared, "the", page=99).hits == []


def test_a_hit_is_a_sentence_with_its_surroundings(study: SmallStudy) -> None:
    said = "First we met. Then the rota came! Was it fair? Nobody knew Dr. Rota well."
    text = f"S1: {said}\n"
    draft = Draft("three.txt", text, "label", (DraftTurn("S1", 0, 4, 4 + len(said)),))
    place = (study.sites["LA1"], study.roles["Manager"])
    study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW, *place)])
    hits = [hit for hit in found(study, "rota").hits if "met" in hit.before or "fair" in hit.before]
    assert [hit.words for hit in hits] == ["Then the rota came!", "Rota well."]
    assert hits[0].before == "First we met. "
    assert hits[0].after.startswith(" Was it fair?")
    (across,) = (hit for hit in found(study, '"came was"').hits)
    assert across.words == "Then the rota came! Was it fair?"


def test_what_is_spelt_almost_alike_is_offered(shared: SmallStudy) -> None:
    assert found(shared, "practise").near == ["practice"]
    assert "confidence" in found(shared, "confidance").near
    assert found(shared, "roat").near == ["rota"]
    assert found(shared, "rota").near == []
    assert found(shared, '"practise it"').near == []


def test_nothing_of_another_study_is_found_or_offered(study: SmallStudy) -> None:
    e = study.elsewhere
    assert e is not None
    draft = talk(["S1"], 3, 5, last="a xylophone in the corridor.")
    e.act("lead", "import_transcripts", arrivals=[arrival(draft, CaseKind.INTERVIEW)])
    assert found(e, "xylophone").turns == 1
    assert found(study, "xylophone").turns == 0
    assert found(e, "xylophine").near == ["xylophone"]
    assert found(study, "xylophine").near == []


def indexed(s: SmallStudy) -> set[int]:
    """The turns that the full-text table finds for a word that stands in every second one of them."""
    with s.workspace.database.reading() as connection:
        match = sql("SELECT rowid FROM turn_words WHERE turn_words MATCH 'the OR you OR we OR my OR a OR i'")
        return set(connection.execute(match).scalars())


def test_the_table_follows_imports_undo_and_redo(study: SmallStudy) -> None:
    before = indexed(study)
    draft = talk(FOCUS_GROUP, 12, 77)
    study.act("ruth", "import_transcripts", arrivals=[arrival(draft, CaseKind.FOCUS_GROUP)])
    after = indexed(study)
    assert len(after) > len(before)
    study.act("ruth", "undo")
    assert indexed(study) == before
    study.act("ruth", "redo")
    assert indexed(study) == after


def test_the_table_follows_a_corrected_text_in_whichever_order_it_is_written(study: SmallStudy) -> None:
    transcript = study.ask(lambda s: s.get(Transcript, study.transcripts["LA2, FG1"]))
    text = study.text("LA2, FG1")
    corrected = text.replace("rota", "roster")
    digest = "f" * 64
    with study.workspace.change(study.id, study.people["lead"]) as change:
        turns = change.find(Turn, transcript_id=transcript.id)
        change.keep_text(digest, corrected)
        change.update(transcript, digest=digest)
        moved = [(turn, {"speech": turn.speech, "end": turn.end + 1}) for turn in turns[:1]]
        change.update_each(moved)
        change.remove_many(turns[1:])
    assert transcript.id not in {hit.transcript_id for hit in found(study, "rota").hits}
    study.act("lead", "undo_act", act_id=study.ask(trail)[0].id)
    assert len([h for h in found(study, "rota").hits if h.transcript_id == transcript.id]) > 0
    with study.workspace.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_an_older_workspace_gets_its_words_when_it_is_opened(study: SmallStudy) -> None:
    from alembic import command

    from framework.store.database import alembic_config
    from framework.workspace import Workspace

    before = indexed(study)
    without_table(study)
    with study.workspace.database.writing() as connection:
        config = alembic_config(connection)
        command.stamp(config, "0002")
        command.upgrade(config, "0003")
        command.stamp(config, "head")
    study.workspace.close()
    study.workspace = Workspace(study.file)
    assert indexed(study) == before


PIECES = [
    "rota",
    "week",
    "the",
    "before",
    "cafe",
    "prac*",
    '"full before"',
    "OR",
    "AND",
    "NOT",
    "NEAR",
    "words:",
    "a",
    "i",
]
ODD = ['"', "*", "-", "(", "^", ":", "{", "\\", "'", "%", "_", "e\u0301", "😀", "שלום", "\u200d", "\0", "\ud800"]
QUERIES = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES + ODD), max_size=8).map(" ".join))


@given(typed=QUERIES)
@calmly
def test_whatever_is_typed_each_hit_stands_on_its_words(shared: SmallStudy, typed: str) -> None:
    words = {word for terms in search.understood(typed) for term in terms for word in term.words}
    with shared.read() as study:
        answer = search.search(study, typed, leaders=True)
        for hit in answer.hits:
            text = study.text(study.by_id(Transcript)[hit.transcript_id].digest)
            assert text[hit.start : hit.end] == hit.words
            assert hit.before + hit.words + hit.after in text
            assert hit.places
            assert all(hit.start <= a < b <= hit.end for a, b in hit.places)
            for a, b in hit.places:
                said = [search.folded(word) for word in re.findall(r"[^\W_][\w\u0300-\u036f]*", text[a:b])]
                assert any(said[-1].startswith(word) or word in said for word in words)
        for transcript in study.all(Transcript):
            here = search.hits_in(study, transcript, typed)
            assert here == sorted(here)
            shown = [place for hit in answer.hits if hit.transcript_id == transcript.id for place in hit.places]
            if answer.pages == 1:
                assert shown == here


@given(typed=QUERIES)
@calmly
def test_without_a_full_text_table_the_same_is_found(shared: SmallStudy, plain: SmallStudy, typed: str) -> None:
    one, other = found(shared, typed, leaders=True), found(plain, typed, leaders=True)
    if typed.isascii():
        assert [(h.start, h.end, h.places) for h in one.hits] == [(h.start, h.end, h.places) for h in other.hits]
    assert other.near == []


@given(text=st.text(min_size=1, max_size=200), typed=st.text(max_size=20))
@calmly
def test_any_text_can_be_imported_and_searched(tmp_path: Path, built: SmallStudy, text: str, typed: str) -> None:
    turn = ((0, len(text)),)
    query = search.understood(typed)
    for start, end in turn:
        for a, b in search.places(query, text, start, end):
            assert start <= a < b <= end


def test_a_search_costs_as_many_statements_in_a_large_study(study: SmallStudy) -> None:
    assert study.ask(lambda s: fulltext.has_table(s))
    drafts = [talk(FOCUS_GROUP, 30, 500 + n) for n in range(12)]
    with study.workspace.change(study.id, study.people["lead"]) as change:
        import_transcripts(change, [arrival(d, CaseKind.FOCUS_GROUP, study.sites["LA2"]) for d in drafts])
    found(study, "rota")
    page = found(study, "rota")
    assert page.turns > search.PER_PAGE
    assert len({hit.turn.id for hit in page.hits}) == search.PER_PAGE


def test_many_hits_are_indexed_as_one_act_and_undone_as_one(study: SmallStudy) -> None:
    hits = found(study, "rota").hits
    before = study.dump()
    where = [
        {"transcript_id": hit.transcript_id, "start": hit.start, "end": hit.end, "quote": hit.words} for hit in hits
    ]
    done = study.done("tom", "index_passages", places=where, themes=[study.themes["Workload management"]])
    assert done.sentence == f"placed {len(hits)} passages of 2 transcripts under 3.2 Workload management"
    assert not study.done("tom", "index_passages", places=where, themes=[study.themes["Workload management"]]).wrote
    study.act("tom", "undo")
    assert study.dump() == before
