"""What the list of hits is given: each hit with its place, its citation and the themes that stand there already."""

from typing import Any

from framework import themes
from framework.cases import case_rows
from framework.model import Role, Transcript
from framework.search import Found, Hit
from framework.store import queries
from framework.study import Study
from framework.transcripts import lines_said, words_within
from workbench.payloads import packed, theme_list

Json = dict[str, Any]


def hits(study: Study, found: Found, typed: str) -> bytes:
    """One page of hits."""
    rows, case_of = {row.id: row for row in case_rows(study)}, study.by_id(Transcript)
    numbers = {entry.theme.id: entry.number for entry in themes.index(study)}
    there = queries.themes_at(study, [(hit.transcript_id, hit.start, hit.end) for hit in found.hits])

    def shown(hit: Hit, under: list[int]) -> Json:
        row, text = rows[case_of[hit.transcript_id].case_id], study.text(case_of[hit.transcript_id].digest)
        return {
            "transcript": hit.transcript_id,
            "case": row.name,
            "citation": row.citation,
            "speaker": hit.speaker,
            "quiet": hit.leads,
            "lines": lines_said(hit.first_line, hit.last_line),
            "before": hit.before.lstrip() if hit.start - len(hit.before) == hit.turn.speech else "…" + hit.before,
            "words": _pieces(hit),
            "after": hit.after.rstrip() if hit.end + len(hit.after) == hit.turn.end else hit.after + "…",
            "under": [numbers[id] for id in sorted(under, key=list(numbers).index)],
            "places": _places(hit, text),
        }

    return packed(
        {
            "version": study.version,
            "query": typed,
            "may_write": study.may(Role.ANALYST),
            "hits": [shown(hit, under) for hit, under in zip(found.hits, there, strict=True)],
            "themes": theme_list(study),
            "recent": list(queries.themes_used_lately(study, study.person_id))[:9],
        }
    )


def _pieces(hit: Hit) -> list[list[Any]]:
    """The words of a hit in pieces: [text, whether it was asked for]. So no position has to be counted again."""
    pieces: list[list[Any]] = []
    at = hit.start
    for start, end in hit.places:
        pieces += [[hit.words[at - hit.start : start - hit.start], False]]
        pieces += [[hit.words[start - hit.start : end - hit.start], True]]
        at = end
    pieces.append([hit.words[at - hit.start :], False])
    return [piece for piece in pieces if piece[0]]


def _places(hit: Hit, text: str) -> Json:
    """What of a hit can be placed under a theme: its sentence, its whole turn, or the words alone."""
    turn = words_within(text, hit.turn.speech, hit.turn.end)
    words = hit.places[0][0], hit.places[-1][1]
    return {
        name: {"start": start, "end": end, "quote": text[start:end]}
        for name, (start, end) in (("sentence", (hit.start, hit.end)), ("turn", turn), ("words", words))
    }
