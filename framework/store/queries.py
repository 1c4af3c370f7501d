"""What is asked of large tables, answered in SQL: filtered, grouped and counted there, never row by row here."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select

from framework.model import Act, Consent, Memo, Passage
from framework.store.reader import Reader, as_record
from framework.store.schema import (
    acts,
    index_entries,
    memos,
    participants,
    passages,
    people,
    themes,
    transcripts,
    turns,
    writes,
)

Counts = dict[tuple[int, int], int]


def latest_act(reader: Reader, person_id: int, but: Collection[str], *, standing: bool = False) -> Act | None:
    """The person's latest act that is no undo and none of the operations `but`; where `standing`, not undone either."""
    statement = select(acts).where(_own(reader, person_id), acts.c.undoes.is_(None), acts.c.operation.not_in(but))
    if standing:
        statement = statement.where(acts.c.undone_by.is_(None))
    row = reader.connection.execute(statement.order_by(acts.c.id.desc()).limit(1)).one_or_none()
    return as_record(Act, row) if row else None


def latest_undo(reader: Reader, person_id: int, since: int) -> Act | None:
    """The person's latest undo of an act (not of an undo) that stands and is younger than the act `since`."""
    first = acts.alias()
    statement = (
        select(acts)
        .join(first, first.c.id == acts.c.undoes)
        .where(_own(reader, person_id), acts.c.id > since, acts.c.undone_by.is_(None), first.c.undoes.is_(None))
        .order_by(acts.c.id.desc())
        .limit(1)
    )
    row = reader.connection.execute(statement).one_or_none()
    return as_record(Act, row) if row else None


def _own(reader: Reader, person_id: int) -> ColumnElement[bool]:
    return and_(acts.c.project_id == reader.project.id, acts.c.person_id == person_id)


def latest_acts(reader: Reader, before: int | None, limit: int, person_id: int | None) -> list[Act]:
    """Acts, newest first: those before the one numbered `before`, by one person or by all."""
    statement = select(acts).where(acts.c.project_id == reader.project.id)
    if before is not None:
        statement = statement.where(acts.c.number < before)
    if person_id is not None:
        statement = statement.where(acts.c.person_id == person_id)
    rows = reader.connection.execute(statement.order_by(acts.c.number.desc()).limit(limit))
    return [as_record(Act, row) for row in rows]


def acts_on_themes(reader: Reader, since: int, until: int) -> list[tuple[Act, list[int]]]:
    """The acts after one study version up to another that wrote to themes and count, each with the themes' ids.

    What was undone does not count, nor does its undo; the undo of something older does.
    """
    undone = acts.alias()
    counts = acts.c.undone_by.is_(None) & (acts.c.undoes.is_(None) | (undone.c.number <= since))
    statement = (
        select(acts, writes.c.row_id)
        .join(writes, writes.c.act_id == acts.c.id)
        .outerjoin(undone, undone.c.id == acts.c.undoes)
        .where(acts.c.project_id == reader.project.id, acts.c.number > since, acts.c.number <= until, counts)
        .where(writes.c.table == themes.name)
        .order_by(acts.c.number, writes.c.id)
    )
    found: dict[int, tuple[Act, list[int]]] = {}
    for row in reader.connection.execute(statement):
        act, touched = found.setdefault(row.id, (as_record(Act, row), []))
        if row.row_id not in touched:
            touched.append(row.row_id)
    return list(found.values())


def people_named(reader: Reader) -> dict[int, str]:
    """Id → name of everybody in the workspace: whoever acted in a study once stays nameable."""
    return {row.id: row.name for row in reader.connection.execute(select(people.c.id, people.c.name))}


def passage_counts(reader: Reader, groups: Mapping[int, int], case_ids: Collection[int] | None = None) -> Counts:
    """(case, group) → number of different passages placed under any theme of the group, in all cases or some.

    `groups`: theme id → group. The covering indexes count the entries of each theme; where a group has several themes,
    the passages that stand under more than one of them are then counted once.
    """
    case_of = _cases_of_transcripts(reader, case_ids)
    entries = index_entries
    here = [] if case_ids is None else [entries.c.transcript_id.in_(case_of)]
    direct = (
        select(entries.c.theme_id, entries.c.transcript_id, func.count())
        .where(entries.c.theme_id.in_(groups), *here)
        .group_by(entries.c.theme_id, entries.c.transcript_id)
    )
    counts: Counts = {}
    for theme_id, transcript_id, n in reader.connection.execute(direct):
        key = case_of[transcript_id], groups[theme_id]
        counts[key] = counts.get(key, 0) + n
    for transcript_id, group in _repeats(reader, groups, here):
        counts[case_of[transcript_id], group] -= 1
    return counts


def _repeats(
    reader: Reader, groups: Mapping[int, int], here: Sequence[ColumnElement[bool]]
) -> Iterator[tuple[int, int]]:
    """(transcript, group) for each time a passage stands under a further theme of the same group."""
    sizes = Counter(groups.values())
    shared = [theme_id for theme_id, group in groups.items() if sizes[group] > 1]
    entries = index_entries
    statement = (
        select(entries.c.transcript_id, func.aggregate_strings(cast(entries.c.theme_id, Text), ","))
        .where(entries.c.theme_id.in_(shared), *here)
        .group_by(entries.c.transcript_id, entries.c.passage_id)
        .having(func.count() > 1)
    )
    for transcript_id, together in reader.connection.execute(statement):
        for group, n in Counter(groups[int(theme_id)] for theme_id in together.split(",")).items():
            yield from [(transcript_id, group)] * (n - 1)


def _cases_of_transcripts(reader: Reader, case_ids: Collection[int] | None) -> dict[int, int]:
    """Transcript id → case id, of all cases or some."""
    statement = select(transcripts.c.id, transcripts.c.case_id).where(transcripts.c.project_id == reader.project.id)
    if case_ids is not None:
        statement = statement.where(transcripts.c.case_id.in_(case_ids))
    return {row.id: row.case_id for row in reader.connection.execute(statement)}


def standing(reader: Reader) -> dict[int, tuple[int, int]]:
    """Theme id → how many passages stand directly under it, and in which cases: one bit for each case."""
    ours = select(themes.c.id).where(themes.c.project_id == reader.project.id)
    statement = (
        select(index_entries.c.theme_id, index_entries.c.transcript_id, func.count())
        .where(index_entries.c.theme_id.in_(ours))
        .group_by(index_entries.c.theme_id, index_entries.c.transcript_id)
    )
    case_of = _cases_of_transcripts(reader, None)
    bits = {case_id: 1 << place for place, case_id in enumerate(dict.fromkeys(case_of.values()))}
    found: dict[int, tuple[int, int]] = {}
    for theme_id, transcript_id, n in reader.connection.execute(statement):
        passages_so_far, where = found.get(theme_id, (0, 0))
        found[theme_id] = passages_so_far + n, where | bits[case_of[transcript_id]]
    return found


def standing_together(reader: Reader) -> Counter[tuple[int, ...]]:
    """Ids of themes → how many passages stand under exactly these; passages under one theme only are left out."""
    ours = select(themes.c.id).where(themes.c.project_id == reader.project.id)
    statement = (
        select(func.aggregate_strings(cast(index_entries.c.theme_id, Text), ","))
        .where(index_entries.c.theme_id.in_(ours))
        .group_by(index_entries.c.transcript_id, index_entries.c.passage_id)
        .having(func.count() > 1)
    )
    rows = reader.connection.execute(statement).scalars()
    return Counter(tuple(sorted(map(int, together.split(",")))) for together in rows)


def passages_in(reader: Reader, transcript_id: int) -> list[Passage]:
    """The passages of one transcript in the order of the text, those left out that are adrift: they have no place."""
    statement = (
        select(passages)
        .where(passages.c.transcript_id == transcript_id, passages.c.project_id == reader.project.id)
        .where(passages.c.adrift.is_(False))
        .order_by(passages.c.start, passages.c.end, passages.c.id)
    )
    return [as_record(Passage, row) for row in reader.connection.execute(statement)]


def themes_of_passages(reader: Reader, transcript_id: int) -> dict[int, list[int]]:
    """Passage id → ids of its themes, for one transcript, in the order they were given."""
    statement = (
        select(index_entries.c.passage_id, index_entries.c.theme_id)
        .where(index_entries.c.transcript_id == transcript_id, index_entries.c.project_id == reader.project.id)
        .order_by(index_entries.c.id)
    )
    found: dict[int, list[int]] = {}
    for passage_id, theme_id in reader.connection.execute(statement):
        found.setdefault(passage_id, []).append(theme_id)
    return found


def themes_of(reader: Reader, passage_ids: Collection[int]) -> dict[int, list[int]]:
    """Passage id → ids of its themes, for some passages."""
    statement = (
        select(index_entries.c.passage_id, index_entries.c.theme_id)
        .where(index_entries.c.passage_id.in_(passage_ids), index_entries.c.project_id == reader.project.id)
        .order_by(index_entries.c.id)
    )
    found: dict[int, list[int]] = {}
    for passage_id, theme_id in reader.connection.execute(statement):
        found.setdefault(passage_id, []).append(theme_id)
    return found


def telling_passages(reader: Reader, theme_ids: Collection[int], limit: int) -> list[Passage]:
    """Passages under any of these themes that may be quoted: key quotations first, then the strongest, the shortest."""
    there = select(index_entries.c.passage_id).where(index_entries.c.theme_id.in_(theme_ids))
    statement = (
        select(passages)
        .where(passages.c.id.in_(there), passages.c.project_id == reader.project.id)
        .where(passages.c.consent != Consent.REFUSED.value, passages.c.adrift.is_(False))
        .order_by(
            passages.c.key.desc(),
            func.coalesce(passages.c.strength, 0).desc(),
            passages.c.end - passages.c.start,
            passages.c.id,
        )
        .limit(limit)
    )
    return [as_record(Passage, row) for row in reader.connection.execute(statement)]


def passages_under(
    reader: Reader, theme_ids: Collection[int], transcript_ids: Collection[int] | None = None
) -> list[tuple[Passage, list[int]]]:
    """The passages under any of these themes, in all or some transcripts, each with those of the themes it is under.

    Those adrift are among them: they count as evidence, but their places and lines are those of an earlier text.
    """
    statement = (
        select(passages, index_entries.c.theme_id)
        .join(index_entries, index_entries.c.passage_id == passages.c.id)
        .where(index_entries.c.theme_id.in_(theme_ids), passages.c.project_id == reader.project.id)
        .order_by(passages.c.transcript_id, passages.c.start, passages.c.id, index_entries.c.id)
    )
    if transcript_ids is not None:
        statement = statement.where(index_entries.c.transcript_id.in_(transcript_ids))
    found: dict[int, tuple[Passage, list[int]]] = {}
    for row in reader.connection.execute(statement):
        passage, themes = found.setdefault(row.id, (as_record(Passage, row), []))
        themes.append(row.theme_id)
    return list(found.values())


def themes_at(reader: Reader, places: Sequence[tuple[int, int, int]]) -> list[list[int]]:
    """For each place (transcript, start, end): the themes of the passages that share words with it."""
    if not places:
        return []
    here = passages.c
    each = [and_(here.transcript_id == id, here.start < end, here.end > start) for id, start, end in places]
    statement = (
        select(passages.c.transcript_id, passages.c.start, passages.c.end, index_entries.c.theme_id)
        .join(index_entries, index_entries.c.passage_id == passages.c.id)
        .where(or_(*each), passages.c.project_id == reader.project.id, passages.c.adrift.is_(False))
        .order_by(index_entries.c.id)
    )
    found: list[dict[int, None]] = [{} for _ in places]
    rows = reader.connection.execute(statement).all()
    for themes_there, (id, start, end) in zip(found, places, strict=True):
        themes_there.update({row.theme_id: None for row in rows if row[0] == id and row[1] < end and row[2] > start})
    return [list(themes_there) for themes_there in found]


def margin_notes(reader: Reader, transcript_id: int) -> list[Memo]:
    """The margin notes of one transcript in the order of the text."""
    statement = (
        select(memos)
        .where(
            memos.c.project_id == reader.project.id, memos.c.about == "transcript", memos.c.about_id == transcript_id
        )
        .where(memos.c.start.is_not(None))
        .order_by(memos.c.start, memos.c.id)
    )
    return [as_record(Memo, row) for row in reader.connection.execute(statement)]


def memos_on_passages(reader: Reader, transcript_id: int) -> dict[int, list[Memo]]:
    """Passage id → its memos, for one transcript."""
    there = select(passages.c.id).where(passages.c.transcript_id == transcript_id)
    return _memos_by_passage(reader, memos.c.about_id.in_(there))


def themes_used_lately(reader: Reader, person_id: int) -> dict[int, int]:
    """Theme id → how often it is among this person's latest 200 entries; the theme used last comes first."""
    latest = (
        select(index_entries.c.theme_id, index_entries.c.id)
        .where(index_entries.c.project_id == reader.project.id, index_entries.c.person_id == person_id)
        .order_by(index_entries.c.id.desc())
        .limit(200)
        .subquery()
    )
    statement = select(latest.c.theme_id, func.count()).group_by(latest.c.theme_id)
    rows = reader.connection.execute(statement.order_by(func.max(latest.c.id).desc()))
    return {row[0]: row[1] for row in rows}


def passages_by_transcript(reader: Reader) -> dict[int, int]:
    """Transcript id → number of passages."""
    statement = (
        select(passages.c.transcript_id, func.count())
        .where(passages.c.project_id == reader.project.id)
        .group_by(passages.c.transcript_id)
    )
    make = lambda: {r[0]: r[1] for r in reader.connection.execute(statement)}  # noqa: E731
    return reader.remembered("passages by transcript", [Passage], make)


def voices(reader: Reader, groups: Mapping[int, int]) -> dict[tuple[int, int], set[int]]:
    """(case, group) → ids of the participants, leaders of the talk left out, with a turn in a passage of the group."""
    statement = (
        select(participants.c.case_id, index_entries.c.theme_id, participants.c.id)
        .join(turns, turns.c.participant_id == participants.c.id)
        .join(
            passages,
            (passages.c.transcript_id == turns.c.transcript_id)
            & (passages.c.start < turns.c.end)
            & (passages.c.end > turns.c.speech)
            & passages.c.adrift.is_(False),
        )
        .join(index_entries, index_entries.c.passage_id == passages.c.id)
        .where(participants.c.project_id == reader.project.id, participants.c.moderator.is_(False))
        .distinct()
    )
    found: dict[tuple[int, int], set[int]] = {}
    for case_id, theme_id, participant_id in reader.connection.execute(statement):
        if theme_id in groups:
            found.setdefault((case_id, groups[theme_id]), set()).add(participant_id)
    return found


def speakers_of(reader: Reader, passage_ids: Collection[int]) -> dict[int, list[str]]:
    """Passage id → labels of those with a turn in it, in the order in which they speak."""
    statement = (
        select(passages.c.id, participants.c.label)
        .join(
            turns,
            (turns.c.transcript_id == passages.c.transcript_id)
            & (turns.c.speech < passages.c.end)
            & (turns.c.end > passages.c.start),
        )
        .join(participants, participants.c.id == turns.c.participant_id)
        .where(passages.c.id.in_(passage_ids), passages.c.project_id == reader.project.id)
        .where(passages.c.adrift.is_(False))
        .order_by(passages.c.id, turns.c.number)
    )
    found: dict[int, list[str]] = {}
    for passage_id, label in reader.connection.execute(statement):
        labels = found.setdefault(passage_id, [])
        if label not in labels:
            labels.append(label)
    return found


def memos_found(
    reader: Reader,
    words: Collection[str],
    among: Mapping[str, Collection[object]],
    *,
    pinned: bool,
    before: int | None,
    limit: int,
) -> list[Memo]:
    """The memos that hold all the words, the newest first.

    `among`: column → the values it may have, where any are named.
    """
    statement = select(memos).where(memos.c.project_id == reader.project.id)
    for word in words:  # databases fold letters beyond ASCII each in their own way: as typed they are found for certain
        plain = func.lower(memos.c.text).contains(word.lower(), autoescape=True)
        statement = statement.where(plain | memos.c.text.contains(word, autoescape=True))
    for name, values in among.items():
        if values:
            statement = statement.where(memos.c[name].in_(values))
    if pinned:
        statement = statement.where(memos.c.pinned)
    if before is not None:
        statement = statement.where(memos.c.id < before)
    rows = reader.connection.execute(statement.order_by(memos.c.id.desc()).limit(limit))
    return [as_record(Memo, row) for row in rows]


def pinned_memos(reader: Reader) -> list[Memo]:
    """Every pinned memo, the newest first."""
    statement = select(memos).where(memos.c.project_id == reader.project.id, memos.c.pinned)
    return [as_record(Memo, row) for row in reader.connection.execute(statement.order_by(memos.c.id.desc()))]


def memos_of(reader: Reader, passage_ids: Collection[int]) -> dict[int, list[Memo]]:
    """Passage id → its memos, the oldest first."""
    return _memos_by_passage(reader, memos.c.about_id.in_(passage_ids))


def _memos_by_passage(reader: Reader, which: ColumnElement[bool]) -> dict[int, list[Memo]]:
    statement = (
        select(memos)
        .where(memos.c.project_id == reader.project.id, memos.c.about == "passage", which)
        .order_by(memos.c.id)
    )
    found: dict[int, list[Memo]] = {}
    for row in reader.connection.execute(statement):
        found.setdefault(row.about_id, []).append(as_record(Memo, row))
    return found


def spoken_turns(reader: Reader, transcript_ids: Collection[int]) -> dict[int, list[tuple[int, int, int]]]:
    """Transcript id → (where the speech begins, where it ends, participant id) of each spoken turn, in their order."""
    statement = (
        select(turns.c.transcript_id, turns.c.speech, turns.c.end, turns.c.participant_id)
        .where(turns.c.transcript_id.in_(transcript_ids), turns.c.project_id == reader.project.id)
        .where(turns.c.participant_id.is_not(None))
        .order_by(turns.c.transcript_id, turns.c.number)
    )
    found: dict[int, list[tuple[int, int, int]]] = {}
    for transcript_id, speech, end, participant_id in reader.connection.execute(statement):
        found.setdefault(transcript_id, []).append((speech, end, participant_id))
    return found


def covered(reader: Reader, transcript_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Transcript id → where the passages that have a place begin and end, in the order of the text."""
    statement = (
        select(passages.c.transcript_id, passages.c.start, passages.c.end)
        .where(passages.c.transcript_id.in_(transcript_ids), passages.c.project_id == reader.project.id)
        .where(passages.c.adrift.is_(False))
        .order_by(passages.c.transcript_id, passages.c.start)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for transcript_id, start, end in reader.connection.execute(statement):
        found.setdefault(transcript_id, []).append((start, end))
    return found


def indexed_by(reader: Reader, transcript_ids: Collection[int]) -> dict[int, set[int]]:
    """Transcript id → ids of the people who have placed passages in it."""
    statement = (
        select(passages.c.transcript_id, passages.c.person_id)
        .where(passages.c.transcript_id.in_(transcript_ids), passages.c.project_id == reader.project.id)
        .distinct()
    )
    found: dict[int, set[int]] = {}
    for transcript_id, person_id in reader.connection.execute(statement):
        found.setdefault(transcript_id, set()).add(person_id)
    return found
