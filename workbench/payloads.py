"""What the browser's components are given: answers of the study as JSON."""

import json
from collections import Counter
from typing import Any

from framework import cases, corrections, coverage, indexing, memos, people, search, themes, transcripts
from framework.model import (
    Consent,
    IndexEntry,
    Memo,
    Participant,
    Passage,
    Pin,
    Role,
    Theme,
    Transcript,
    Triage,
    Turn,
)
from framework.store import queries
from framework.study import Study
from framework.themes import Numbered
from workbench.wording import moment

Json = dict[str, Any]


def packed(value: Json) -> bytes:
    """A payload as the components take it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def transcript_text(study: Study, transcript: Transcript) -> bytes:
    """The text of a transcript with its turns and lines: never changes, so it travels once."""
    name = transcripts.transcript_names(study)[transcript.id]
    key = ("payload text", transcript.id, transcript.digest, name)
    return study.remembered(key, [Turn, Participant], lambda: packed(_transcript_text(study, transcript, name)))


def _transcript_text(study: Study, transcript: Transcript, name: str) -> Json:
    text, starts = study.text(transcript.digest), transcripts.lines_of(study, transcript)
    voices = transcripts.speakers(study, transcript)

    def shown(turn: Turn) -> Json:
        voice = voices.get(turn.participant_id or 0)
        lines = transcripts.lines_between(starts, text, turn.speech, turn.end)
        return {
            "id": turn.id,
            "number": turn.number,
            "speaker": voice.label if voice else "",
            "quiet": voice.moderator if voice else True,
            "start": turn.speech,
            "end": turn.end,
            "lines": [[line.number, line.start, line.end] for line in lines],
        }

    return {
        "transcript": transcript.id,
        "name": name,
        "digest": transcript.digest,
        "text": text,
        "turns": [shown(turn) for turn in transcripts.turns_of(study, transcript.id)],
    }


def transcript_view(
    study: Study, transcript: Transcript, mode: str, go: Json | None, go_key: str, query: str = ""
) -> bytes:
    """What people have made of a transcript so far, where to go in it, and where the words of a search stand in it."""
    people_named = people.names(study)
    noted = queries.memos_on_passages(study, transcript.id)

    def shown(placed: indexing.Placed) -> Json:
        passage = placed.passage
        return {
            "id": passage.id,
            "start": passage.start,
            "end": passage.end,
            "person": passage.person_id,
            "at": moment(passage.at),
            "lines": placed.lines,
            "themes": placed.themes,
            "memos": [_memo(memo) for memo in noted.get(passage.id, [])],
            "strength": passage.strength,
            "key": passage.key,
            "consent": passage.consent,
        }

    lately = queries.themes_used_lately(study, study.person_id)
    listed = [placed for placed in indexing.passages_of(study, transcript.id) if not placed.passage.adrift]
    return packed(
        {
            "transcript": transcript.id,
            "digest": transcript.digest,
            "citation": cases.citations(study)[transcript.case_id],
            "version": study.version,
            "marks": marks_version(study),
            "mode": mode,
            "may_write": study.may(Role.ANALYST),
            "person": study.person_id,
            "people": people_named,
            "themes": theme_list(study),
            "passages": [shown(placed) for placed in listed],
            "notes": [{**_memo(m), "start": m.start, "end": m.end} for m in queries.margin_notes(study, transcript.id)],
            "recent": list(lately)[:9],
            "used": sorted(lately, key=lambda id: -lately[id])[:9],
            "pins": indexing.pinned(study, study.person_id),
            "consents": [consent.value for consent in Consent],
            "dark": coverage.dark_stretches(study, transcript),
            "triaged": [[t.start, t.end, t.verdict.value] for t in coverage.triages_of(study, transcript.id)],
            "adrift": _adrift(study, transcript),
            "pinned": [_about(study, memo) for memo in memos.pinned_memos(study, transcript)],
            "query": query,
            "hits": search.hits_in(study, transcript, query) if query else None,
            "go": go,
            "go_key": go_key,
        }
    )


def _adrift(study: Study, transcript: Transcript) -> list[Json]:
    """The passages and margin notes that lost their words when the text was corrected."""
    waits = transcript.id in corrections.waiting(study)
    passages = corrections.adrift_passages(study, transcript.id) if waits else []
    under = queries.themes_of(study, [passage.id for passage in passages]) if waits else {}
    made = lambda: corrections.adrift_notes(study, transcript.id)  # noqa: E731
    notes = study.remembered(("adrift notes", transcript.id), [Memo], made)
    return [{"kind": "passage", "words": p.quote, "themes": under.get(p.id, []), **_made(p)} for p in passages] + [
        {"kind": "note", "words": note.text, "themes": [], **_made(note)} for note in notes
    ]


def _made(thing: Passage | Memo) -> Json:
    return {"id": thing.id, "person": thing.person_id, "at": moment(thing.at)}


MARKS = (Passage, IndexEntry, Memo, Theme, Transcript, Turn, Pin, Triage)  # what a transcript's view is made from


def marks_version(study: Study) -> int:
    """The version at which anything that a transcript's view shows last changed, in whichever transcript."""
    return study.version_of(*MARKS)


def transcript_version(study: Study, transcript_id: int) -> bytes:
    """The one number by which a view learns that somebody else has changed something."""
    return packed({"transcript": transcript_id, "marks": marks_version(study)})


def _memo(memo: Memo) -> Json:
    return {"id": memo.id, "text": memo.text, "person": memo.person_id, "at": moment(memo.at)}


def _about(study: Study, memo: Memo) -> Json:
    return {**_memo(memo), "about": memos.said(study, memo.about, memo.about_id)}


def theme_list(study: Study) -> list[Json]:
    """The index as the palette needs it."""
    return study.remembered("payload themes", [Theme], lambda: _theme_list(study))


def _theme_list(study: Study) -> list[Json]:
    colours = themes.colours(study)
    return [_theme(entry, colours[entry.theme.id]) for entry in themes.index(study)]


def _theme(entry: Numbered, colour: int) -> Json:
    theme = entry.theme
    return {
        "id": theme.id,
        "parent": theme.parent_id,
        "number": entry.number,
        "name": theme.name,
        "definition": theme.definition,
        "colour": colour,
        "depth": entry.depth,
        "other": theme.other,
        "retired": theme.retired,
    }


def theme_tree(study: Study, selected: int | None) -> Json:
    """The index as a tree, with how much stands under each theme and what is beneath it."""
    made_from = [Theme, IndexEntry, Transcript]
    counts = study.remembered("theme counts", made_from, lambda: _theme_counts(study))
    listed = [
        {**entry, "passages": counts[entry["id"]][0], "cases": counts[entry["id"]][1]} for entry in theme_list(study)
    ]
    return {"version": study.version, "may_write": study.may(Role.ANALYST), "themes": listed, "selected": selected}


def _theme_counts(study: Study) -> dict[int, tuple[int, int]]:
    """Theme id → numbers of passages and of cases under it or anything beneath it; no passage counts twice."""
    made_from = [IndexEntry, Transcript]
    direct = study.remembered("standing", made_from, lambda: queries.standing(study))
    together = study.remembered("standing together", made_from, lambda: queries.standing_together(study))
    found = {entry.theme.id: direct.get(entry.theme.id, (0, 0)) for entry in themes.index(study)}
    for entry in reversed(themes.index(study)):
        if (parent := entry.theme.parent_id) is not None:
            (passages, where), (more, there) = found[parent], found[entry.theme.id]
            found[parent] = passages + more, where | there
    paths = themes.paths(study)
    twice: Counter[int] = Counter()
    for ids, passages in together.items():
        for theme_id, n in Counter(above for id in ids for above in paths[id]).items():
            twice[theme_id] += (n - 1) * passages
    return {id: (passages - twice[id], where.bit_count()) for id, (passages, where) in found.items()}
