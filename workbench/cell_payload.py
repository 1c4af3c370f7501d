"""What the editor of a cell is given: the cell beside its evidence, and all that its review knows of it."""

from framework import approval, cases, cell_history, indexing, matrices, people, reviewing, themes
from framework.charting import GUIDES
from framework.evidence import Words, altered, evidence
from framework.model import Blank, CaseKind, Cell, CellReview, Dynamics, Passage, Remark, Role, Stage, ThemeReview
from framework.store import charts, queries
from framework.study import Study
from workbench.payloads import Json, packed
from workbench.wording import moment

LONG, THIN, MOSTLY_VERBATIM = 120, 8, 0.4  # words, words, share: METHOD.md 4


def cell_editor(
    study: Study, case_id: int, theme_id: int, around: dict[str, str | None], history: bool = False
) -> bytes:
    """One cell beside its evidence; with its history where that is asked for."""
    case = next(row for row in cases.case_rows(study) if row.id == case_id)
    entry = next(e for e in themes.index(study) if e.theme.id == theme_id)
    written = matrices.cell(study, case_id, theme_id)
    stored = study.one(Cell, case_id=case_id, theme_id=theme_id)
    named = people.names(study)
    told = study.may(Role.ANALYST) or written.blank not in matrices.WITHHELD  # what is withheld is in no history either
    step = charts.stages(study, [theme_id], [case_id]).get(stored.id) if stored else None
    return packed(
        {
            "study": study.project.guid,
            "version": study.version,
            "person": study.person_id,
            "people": named,
            "may_write": study.may(Role.ANALYST),
            "may_approve": study.may(Role.SUPERVISOR),
            "case": {"id": case.id, "name": case.name, "citation": case.citation},
            "theme": {
                "id": theme_id,
                "number": entry.number,
                "name": entry.theme.name,
                "definition": entry.theme.definition,
            },
            "seen": written.seen,
            "blank": written.blank,
            "reasons": [reason.value for reason in Blank],
            "written": {"person": named[stored.person_id], "at": moment(stored.at)} if stored else None,
            "passages": _evidence(study, case_id, theme_id, written),
            "parts": [_part(part) for part in written.parts],
            "dynamics": written.dynamics,
            "ways_to_talk": list(Dynamics) if case.kind is CaseKind.FOCUS_GROUP else [],
            "guides": _guides(study, theme_id, written),
            "review": _review(study, written, stored if told else None, step),
            "changed": _changed(study, stored, written),
            "history": (_history(study, case_id, theme_id) if told else []) if history else None,
            "neighbours": around,
        }
    )


def _part(part: matrices.Part) -> Json:
    return {"kind": part.kind, "text": part.text, "passages": part.passages, "ties": part.ties}


def _guides(study: Study, theme_id: int, written: matrices.Written) -> Json:
    """What the guides measure by, which of them the analyst has settled, and whether the extracts were reviewed."""
    reviewed = study.count(ThemeReview, theme_id=theme_id) > 0
    limits = {"long": LONG, "thin": THIN, "verbatim": MOSTLY_VERBATIM}
    return {"names": GUIDES, "limits": limits, "settled": written.settled, "unreviewed": not reviewed}


def _review(study: Study, written: matrices.Written, stored: Cell | None, step: CellReview | None) -> Json:
    """How far the cell has come, which steps may come next (“”: now; else why not), what was said about it."""
    return {
        "status": written.status,
        "line": _line(study, written, step),
        "steps": approval.next_steps(study, written, stored.person_id if stored else None, step),
        "threads": [
            {**_remark(study, thread.remark), "answers": [_remark(study, answer) for answer in thread.answers]}
            for thread in (approval.threads(study, stored.id) if stored else [])
        ],
    }


_DONE = {Stage.SUBMITTED: "Submitted", Stage.CHANGES_ASKED: "Changes asked for", Stage.APPROVED: "Approved"}


def _line(study: Study, written: matrices.Written, step: CellReview | None) -> str:
    """“Approved by Maya Holt on 22 Nov 2026, 14:05.”"""
    done = f"{_DONE[step.stage]} by {people.names(study)[step.person_id]} on {moment(step.at)}" if step else ""
    match written.status:
        case matrices.Status.NOT_STARTED:
            return "Not started."
        case matrices.Status.EVIDENCE_CHANGED:
            return "Evidence changed." + (f" No longer {done[0].lower()}{done[1:]}." if done else "")
    return f"{done}." if done else "Draft, not submitted yet."


def _remark(study: Study, remark: Remark) -> Json:
    return {
        "id": remark.id,
        "words": remark.words,
        "passage": remark.passage_id,
        "text": remark.text,
        "settled": remark.settled,
        "person": people.names(study)[remark.person_id],
        "at": moment(remark.at),
    }


def _changed(study: Study, stored: Cell | None, written: matrices.Written) -> Json | None:
    """What has become of the passages the cell was written from, with the words they had then."""
    if stored is None or not written.changed or stored.evidence is None:
        return None
    now: Words = evidence(study, [stored.theme_id], [stored.case_id]).get((stored.case_id, stored.theme_id), {})
    found = altered(stored.evidence, now)
    then = charts.quotes_at(study, [*found.removed, *found.altered], stored.version)
    still = matrices.passages_named(study, [*found.removed, *found.altered])

    def before(id: int) -> str:
        return then.get(id) or (still[id].quote if id in still else "")

    return {
        "words": found.words,
        "added": found.added,
        "removed": [{"id": id, "before": before(id), "place": _place(still.get(id))} for id in found.removed],
        "altered": [{"id": id, "before": before(id), "adrift": still[id].adrift} for id in found.altered],
    }


def _place(passage: Passage | None) -> Json | None:
    """Where a passage stands that is under other themes now; None where it is gone."""
    return None if passage is None else {"lines": indexing.said_lines(passage), "href": _href(passage)}


def _href(passage: Passage) -> str:
    return f"/indexing?transcript={passage.transcript_id}&passage={passage.id}"


def _history(study: Study, case_id: int, theme_id: int) -> list[Json]:
    """Every version of the cell, the latest first, with its text as it is compared."""
    named = people.names(study)
    return [
        {
            "version": edition.version,
            "person": named[edition.act.person_id],
            "at": moment(edition.act.at),
            "sentence": edition.act.sentence,
            "there": edition.there,
            "blank": edition.blank,
            "dynamics": edition.dynamics,
            "parts": [_part(part) for part in edition.parts],
            "text": cell_history.as_text(edition.parts),
        }
        for edition in reversed(cell_history.editions(study, case_id, theme_id))
    ]


def _evidence(study: Study, case_id: int, theme_id: int, written: matrices.Written) -> list[Json]:
    """The passages of a case under a sub-theme, and those its cell rests on though they have been moved since."""
    placed = indexing.passages_under(study, theme_id, case_id)
    there = {p.passage.id for p in placed}
    moved = matrices.passages_named(study, {id for part in written.parts for id in part.passages} - there)
    numbers = {e.theme.id: e.number for e in themes.index(study)}
    under = {p.passage.id: "; ".join(numbers[id] for id in p.themes) for p in placed}
    listed = reviewing.with_context(study, [*(p.passage for p in placed), *moved.values()])
    spoken = queries.speakers_of(study, [extract.passage.id for extract in listed])
    return [
        {
            "id": extract.passage.id,
            "lines": indexing.said_lines(extract.passage),
            "speaker": ", ".join(spoken.get(extract.passage.id, [])),
            "quote": extract.passage.quote,
            "themes": under.get(extract.passage.id, "no longer here"),
            "memos": list(extract.memos),
            "context": [[said.speaker, said.moderator, said.text, said.inside] for said in extract.turns],
            "href": _href(extract.passage),
        }
        for extract in listed
    ]
