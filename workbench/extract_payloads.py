"""What the list of extracts and the split desk are given, as JSON."""

from collections.abc import Sequence
from typing import Any

from framework import cases, people, refining, reviewing, themes
from framework.indexing import said_lines
from framework.model import Consent, Passage, Role, Theme
from framework.reviewing import Extract, Said
from framework.store import queries
from framework.study import Study
from workbench.payloads import Json, packed, theme_list
from workbench.wording import moment

CONTEXT = 240  # characters of a turn around a passage
DESK = 3000  # passages on the split desk; what is beyond stays where it is


def extract_list(study: Study, found: Sequence[Extract], scope: Sequence[int], signature: str, empty: str) -> bytes:
    """Extracts to read and to move. As long as the signature stays, what leaves the list keeps its place in it."""
    lately = list(queries.themes_used_lately(study, study.person_id))
    return packed(
        {
            "version": study.version,
            "signature": signature,
            "may_write": study.may(Role.ANALYST),
            "scope": list(scope),
            "themes": theme_list(study),
            "recent": lately[:9],
            "empty": empty,
            "items": _items(study, found),
        }
    )


def split_desk(study: Study, theme_id: int) -> bytes:
    """All passages that stand directly under a theme, and where they can go."""
    theme, titles = study.by_id(Theme)[theme_id], themes.titles(study)
    below = theme.parent_id if theme.other else theme.id
    wanted = reviewing.Wanted((theme_id,), tuple(row.id for row in cases.case_rows(study)))
    found = reviewing.find_extracts(study, wanted)
    open_ids = [e.theme.id for e in themes.index(study) if themes.retired_above(study, e.theme.id) is None]
    return packed(
        {
            "version": study.version,
            "may_write": study.may(Role.ANALYST),
            "theme": {"id": theme_id, "title": titles[theme_id], "definition": theme.definition},
            "below": titles[below] if below is not None else "",
            "existing": [
                {"id": id, "title": titles[id], "near": study.by_id(Theme)[id].parent_id == below}
                for id in open_ids
                if id != theme_id
            ],
            "most": refining.MOST_PARTS,
            "total": found.total,
            "items": _items(study, reviewing.page_of(study, found, 1, DESK)),
        }
    )


def _items(study: Study, found: Sequence[Extract]) -> list[Json]:
    names, rows = people.names(study), {row.id: row for row in cases.case_rows(study)}

    def shown(extract: Extract) -> Json:
        passage, row = extract.passage, rows[extract.case_id]
        before, said, after = _parted(extract.turns)
        return {
            "id": passage.id,
            "case": row.name,
            "citation": row.citation,
            "facts": ", ".join(filter(None, [row.role, *(v for _, v in sorted(row.values.items()))])),
            "lines": said_lines(passage),
            "quote": passage.quote,
            "before": before,
            "said": said,
            "after": after,
            "themes": extract.themes,
            "person": names.get(passage.person_id, ""),
            "at": moment(passage.at),
            "marks": _marks(passage),
            "memos": extract.memos,
            "href": f"/indexing?transcript={passage.transcript_id}&passage={passage.id}",
        }

    return [shown(extract) for extract in found]


def _marks(passage: Passage) -> list[str]:
    """What is known of a passage besides its place, in words."""
    strength = f"strength {passage.strength}" if passage.strength else ""
    consent = passage.consent.value if passage.consent is not Consent.NOT_ASKED else ""
    adrift = "adrift: not found in the corrected transcript" if passage.adrift else ""
    return [mark for mark in ("key quotation" if passage.key else "", strength, consent, adrift) if mark]


def _parted(turns: Sequence[Said]) -> tuple[list[Any], list[Any], list[Any]]:
    """What was said before, in and after the passage, each as [speaker, quiet, words]; the contexts cut short."""
    inside = [place for place, said in enumerate(turns) if said.inside]
    first, last = (inside[0], inside[-1]) if inside else (len(turns), len(turns))
    before = [[t.speaker, t.moderator, _end_of(t.text)] for t in turns[:first]][-2:]
    after = [[t.speaker, t.moderator, _start_of(t.text)] for t in turns[last + 1 :]][:2]
    return before, [[t.speaker, t.moderator, t.text] for t in turns[first : last + 1]], after


def _end_of(text: str) -> str:
    return text if len(text) <= CONTEXT else "… " + text[-CONTEXT:].partition(" ")[2]


def _start_of(text: str) -> str:
    return text if len(text) <= CONTEXT else text[:CONTEXT].rpartition(" ")[0] + " …"
